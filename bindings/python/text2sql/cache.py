# SPDX-License-Identifier: MIT
"""Caches of validated answers."""

from ctypes import byref, c_void_p

from ._abi import lib
from .error import call
from .options import options


class MemoryCache:
    """Keeps answers in this process's memory; several contexts may share it. Options: max_bytes, ttl_ms."""

    def __init__(self, **settings):
        handle = c_void_p()
        with options(settings) as given:
            call(lib.t2s_memory_cache_new, given, byref(handle))
        self._handle = handle

    def __del__(self):
        lib.t2s_cache_unref(getattr(self, "_handle", None))
