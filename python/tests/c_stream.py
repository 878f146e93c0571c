"""A consumer and a tamperer of Arrow C structs, written out with ctypes."""

from __future__ import annotations

import ctypes
from typing import Any


class ArrowArray(ctypes.Structure):
    """`struct ArrowArray`."""


ArrowArray._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.c_void_p),
    ("children", ctypes.POINTER(ctypes.POINTER(ArrowArray))),
    ("dictionary", ctypes.c_void_p),
    ("release", ctypes.PYFUNCTYPE(None, ctypes.c_void_p)),
    ("private_data", ctypes.c_void_p),
]


class ArrowArrayStream(ctypes.Structure):
    """`struct ArrowArrayStream`; PYFUNCTYPE calls it without giving up the interpreter's lock."""

    _fields_ = [
        ("get_schema", ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)),
        ("get_next", ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)),
        ("get_last_error", ctypes.PYFUNCTYPE(ctypes.c_char_p, ctypes.c_void_p)),
        ("release", ctypes.PYFUNCTYPE(None, ctypes.c_void_p)),
        ("private_data", ctypes.c_void_p),
    ]


def pointer(capsule: Any, name: bytes) -> int:
    """The address in a capsule."""
    get = ctypes.pythonapi.PyCapsule_GetPointer
    get.restype, get.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    return int(get(capsule, name))


def rows_with_the_lock_held(data: Any) -> int:
    """Reads a stream to its end while this thread holds the interpreter's lock, as some consumers do."""
    capsule = data.__arrow_c_stream__()
    address = pointer(capsule, b"arrow_array_stream")
    stream = ArrowArrayStream.from_address(address)
    rows = 0
    while True:
        array = ArrowArray()
        if stream.get_next(address, ctypes.addressof(array)) != 0:
            raise RuntimeError(stream.get_last_error(address).decode())
        if not array.release:
            return rows
        rows += array.length
        array.release(ctypes.addressof(array))


class Tampered:
    """A record batch whose array says something else than its schema."""

    def __init__(self, batch: Any, **fields: int) -> None:
        self.batch, self.fields = batch, fields

    def __arrow_c_array__(self, requested_schema: Any = None) -> tuple[Any, Any]:
        schema, array = self.batch.__arrow_c_array__(requested_schema)
        struct = ArrowArray.from_address(pointer(array, b"arrow_array"))
        for name, value in self.fields.items():
            setattr(struct, name, value)
        return schema, array
