# SPDX-License-Identifier: MIT
"""Keyword arguments as t2s_options."""

import decimal
from contextlib import contextmanager
from ctypes import byref, c_void_p

from ._abi import data, lib
from .error import check


def _value(value):
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return format(decimal.Decimal(repr(value)), "f")  # 1e-05 is 0.00001
    return str(value)


@contextmanager
def options(settings):
    """A t2s_options for the length of a with block. An option that is None is left out."""
    handle = c_void_p()
    check(lib.t2s_options_new(byref(handle)))
    try:
        for name, value in settings.items():
            if value is not None:
                check(lib.t2s_options_set(handle, data(name), data(_value(value))))
        yield handle
    finally:
        lib.t2s_options_free(handle)
