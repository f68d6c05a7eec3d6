# SPDX-License-Identifier: MIT
"""Dialects by name."""

from ctypes import POINTER, byref, c_int, c_void_p

from ._abi import lib
from .error import check


def new_dialect(name):
    """A reference to the library's dialect of this name, e.g. "postgres"."""
    make = getattr(lib, f"t2s_{name}_dialect_new", None) if name.isidentifier() else None
    if make is None:
        raise ValueError(f"there is no dialect {name!r}")
    make.restype, make.argtypes = c_int, [POINTER(c_void_p)]
    handle = c_void_p()
    check(make(byref(handle)))
    return handle
