from collections.abc import Iterable
from os import PathLike
from typing import Any, Literal, Protocol, TypedDict, final

from typing_extensions import CapsuleType

from weimu.errors import Error

__version__: str

class ArrowStream(Protocol):
    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...

class ArrowArray(Protocol):
    def __arrow_c_array__(self, requested_schema: Any = None) -> Any: ...

class Found(TypedDict):
    start: int
    end: int
    kind: str
    confidence: float
