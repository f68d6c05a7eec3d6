# SPDX-License-Identifier: MIT
"""Dialects by name."""

from ctypes import byref, c_void_p

from ._abi import data, lib
from .error import Error, check


def new_dialect(name):
    """A reference to the library's dialect of this name, e.g. "postgres"."""
    handle = c_void_p()
    try:
        check(lib.t2s_dialect_by_name(data(name), byref(handle)))
    except Error as error:
        if error.name != "T2S_E_NOTFOUND":
            raise
        raise ValueError(f"there is no dialect {name!r}") from None
    return handle
