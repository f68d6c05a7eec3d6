# SPDX-License-Identifier: MIT
"""Keyword arguments as t2s_options."""

import decimal
from collections.abc import Mapping
from contextlib import contextmanager
from ctypes import byref, c_void_p

from ._abi import data, lib
from .error import check


def _value(value):
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return format(decimal.Decimal(repr(value)), "f")  # 1e-05 is 0.00001
    if isinstance(value, (list, tuple)):
        return ",".join(_value(each) for each in value)
    return str(value)


def _flat(settings):
    """The options one by one: session={"app.tenant": 7} is the option "session.app.tenant"."""
    for name, value in settings.items():
        if isinstance(value, Mapping):
            yield from ((f"{name}.{key}", each) for key, each in value.items() if each is not None)
        elif value is not None:
            yield name, value


@contextmanager
def options(settings):
    """A t2s_options for the length of a with block. An option that is None is left out."""
    handle = c_void_p()
    check(lib.t2s_options_new(byref(handle)))
    try:
        for name, value in _flat(settings):
            check(lib.t2s_options_set(handle, data(name), data(_value(value))))
        yield handle
    finally:
        lib.t2s_options_free(handle)
