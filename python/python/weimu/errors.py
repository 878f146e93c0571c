"""What weimu raises. No message and no attribute holds a value of the data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

__all__ = [
    "ArgumentError",
    "DataError",
    "Error",
    "Fault",
    "FileError",
    "InternalError",
    "KeyringError",
    "Leak",
    "LeakError",
    "PolicyError",
    "StreamError",
]


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a policy."""

    line: int
    """Line in the document, from 1; 0 when the fault is of the schema rather than of a line."""
    column: int
    """Character column in the document, from 1; 0 when there is no line."""
    path: str
    """Path in the document, such as ``scenarios.open.types.id_card``, or the column of the data."""
    message: str
    """What is wrong."""


@dataclass(frozen=True)
class Leak:
    """What the leak check found in one column of the output."""

    column: str
    """The column."""
    kind: str
    """What was found."""
    count: int
    """How often."""
    first_row: int
    """Row of the first one, from 0."""


class Error(Exception):
    """Anything that weimu refuses or fails at."""

    class_: Literal["failed", "refused", "gate"]
    """Who must act: the run failed, the request was refused before the first row, or a gate said no."""
    file: str | None
    """The file, if one is concerned."""
    column: str | None
    """The column of the data; nested fields are joined by a dot."""
    row: int | None
    """The row of the data, from 0."""
    faults: tuple[Fault, ...]
    """Every fault of a refused policy."""
    leaks: tuple[Leak, ...]
    """Everything that the leak check found."""

    def __init__(
        self,
        message: str,
        *,
        class_: Literal["failed", "refused", "gate"] = "failed",
        file: str | None = None,
        column: str | None = None,
        row: int | None = None,
        faults: Iterable[tuple[int, int, str, str]] = (),
        leaks: Iterable[tuple[str, str, int, int]] = (),
    ) -> None:
        super().__init__(message)
        self.class_ = class_
        self.file = file
        self.column = column
        self.row = row
        self.faults = tuple(Fault(*fault) for fault in faults)
        self.leaks = tuple(Leak(*leak) for leak in leaks)


class ArgumentError(Error, TypeError):
    """An argument that cannot be used."""


class PolicyError(Error):
    """The policy is refused; ``faults`` has every reason."""


class LeakError(Error):
    """The output still holds findings that no rule explains; ``leaks`` has them by column and kind."""


class KeyringError(Error):
    """The keyring, a key or the passphrase is missing or unfit."""


class DataError(Error):
    """The data cannot be processed."""


class StreamError(Error):
    """A stream was read a second time."""


class FileError(Error, OSError):
    """The operating system refused something: a file is missing, or may not be read or written."""


class InternalError(Error):
    """A defect of weimu."""
