from collections.abc import Iterable
from os import PathLike
from typing import Any, Literal, Protocol, TypedDict, final

from weimu.errors import Error

__all__ = [
    "Array",
    "Keyring",
    "Policy",
    "Stream",
    "__version__",
    "apply",
    "find",
    "reveal",
    "scan",
    "set_language",
    "validate",
]

__version__: str

class _ArrowStream(Protocol):
    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...

class _ArrowArray(Protocol):
    def __arrow_c_array__(self, requested_schema: Any = None) -> Any: ...

class _Key(TypedDict):
    name: str
    id: int
    state: Literal["enabled", "disabled", "destroyed"]
    primary: bool
    created: str

class _ScannedColumn(TypedDict):
    name: str
    type: str
    confidence: float
    level: int
    text: bool
    nulls: int
    findings: dict[str, int]
    refused: dict[str, dict[str, int]]

class _Scanned(TypedDict):
    rows: int
    columns: list[_ScannedColumn]

class _ColumnReport(TypedDict):
    name: str
    type: str
    level: int
    action: str
    rows: int
    nulls: int
    values: int
    fallback: int
    findings: dict[str, int]
    refused: dict[str, dict[str, int]]
    unexplained: dict[str, int]

class _Report(TypedDict):
    rows: int
    complete: bool
    columns: list[_ColumnReport]

@final
class Array:
    """An Arrow array: hand it to `pyarrow.array`, `polars.Series` or anything else with Arrow in it, or use it as a sequence."""

    def __arrow_c_array__(self, requested_schema: Any = None) -> tuple[Any, Any]: ...
    def __arrow_c_schema__(self) -> Any: ...
    def __getitem__(self, key: int, /) -> Any: ...
    def __len__(self) -> int: ...
    def to_pylist(self) -> list[Any]: ...

@final
class Keyring:
    """Keys by name, wrapped at rest under a passphrase.

    The passphrase is an argument or the environment variable WEIMU_PASSPHRASE.
    """

    @staticmethod
    def create(profile: Literal["gm", "intl"] = "gm") -> Keyring: ...
    @staticmethod
    def open(path: str | PathLike[str], passphrase: str | None = None) -> Keyring: ...
    def add(self, name: str) -> int: ...
    def rotate(self, name: str) -> int: ...
    def set_state(self, id: int, state: Literal["enabled", "disabled", "destroyed"]) -> None: ...
    def save(self, path: str | PathLike[str], passphrase: str | None = None, *, replace: bool = False) -> None: ...
    @property
    def profile(self) -> Literal["gm", "intl"]: ...
    def list(self) -> list[_Key]: ...

@final
class Policy:
    """What becomes of the columns of a table, by scenario."""

    @staticmethod
    def parse(text: str) -> Policy: ...
    @staticmethod
    def load(path: str | PathLike[str]) -> Policy: ...
    @staticmethod
    def builtin(name: str) -> Policy: ...
    def check(self) -> None: ...
    def explain(self, scenario: str | None = None) -> str: ...
    @property
    def dataset(self) -> str: ...
    @property
    def scenarios(self) -> list[str]: ...

@final
class Stream:
    """A table that is computed while it is read, and that can be read once.

    Hand it to whatever takes Arrow streams: `pyarrow.table(stream)`, `polars.DataFrame(stream)`,
    `pandas.DataFrame.from_arrow(stream)`, a DuckDB query that names it.
    """

    def __arrow_c_schema__(self) -> Any: ...
    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...
    def report(self) -> _Report: ...
    @property
    def error(self) -> Error | None: ...

def apply(
    data: _ArrowStream | _ArrowArray,
    policy: str | PathLike[str] | Policy,
    *,
    scenario: str | None = None,
    keyring: str | PathLike[str] | Keyring | None = None,
    passphrase: str | None = None,
) -> Stream: ...
def reveal(
    data: _ArrowStream | _ArrowArray,
    policy: str | PathLike[str] | Policy,
    *,
    keyring: str | PathLike[str] | Keyring,
    scenario: str | None = None,
    columns: list[str] | None = None,
    passphrase: str | None = None,
) -> Stream: ...
def scan(data: _ArrowStream | _ArrowArray) -> _Scanned: ...
def find(values: _ArrowStream | _ArrowArray | Iterable[str | None]) -> Array: ...
def validate(kind: str, values: _ArrowStream | _ArrowArray | Iterable[str | None]) -> Array: ...
def set_language(language: Literal["en", "zh"]) -> None: ...
