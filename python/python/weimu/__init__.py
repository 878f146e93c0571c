"""Desensitizes and encrypts personal and organization data over Arrow.

>>> import weimu, polars as pl
>>> masked = pl.DataFrame(weimu.apply(frame, "open.yaml"))  # doctest: +SKIP
"""

from weimu._native import (
    Array,
    Keyring,
    Policy,
    Stream,
    __version__,
    apply,
    find,
    reveal,
    scan,
    set_language,
    validate,
)
from weimu.errors import (
    ArgumentError,
    DataError,
    Error,
    Fault,
    FileError,
    InternalError,
    KeyringError,
    Leak,
    LeakError,
    PolicyError,
    StreamError,
)

__all__ = [
    "ArgumentError",
    "Array",
    "DataError",
    "Error",
    "Fault",
    "FileError",
    "InternalError",
    "Keyring",
    "KeyringError",
    "Leak",
    "LeakError",
    "Policy",
    "PolicyError",
    "Stream",
    "StreamError",
    "__version__",
    "apply",
    "find",
    "reveal",
    "scan",
    "set_language",
    "validate",
]
