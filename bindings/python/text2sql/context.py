# SPDX-License-Identifier: MIT
"""The context: what questions are asked of."""

import concurrent.futures
import itertools
import os
import threading
import weakref
from ctypes import byref, c_char_p, c_void_p

from ._abi import ASK_FN, data, lib
from .answer import Answer
from .error import Error, call, check
from .options import options

_waiting = {}
_numbers = itertools.count(1)


@ASK_FN
def _on_answer(_request, status, answer, user_data):
    future = _waiting.pop(user_data, None)
    if future is None or not future.set_running_or_notify_cancel():
        return
    kept = Answer(lib.t2s_answer_ref(answer))
    if status == 0:
        future.set_result(kept)
    else:
        future.set_exception(Error.from_handle(status, lib.t2s_answer_error(answer), kept))


class Context:
    """Holds a database and a provider, and asks them. Use it in a with statement, or close() it.

    Options by keyword: timeout_ms, execute, row_limit, query_timeout_ms, repair_limit, ...; all are in include/text2sql/context.h.
    Any thread may ask.
    """

    def __init__(self, **settings):
        handle = c_void_p()
        with options(settings) as given:
            call(lib.t2s_context_new, given, byref(handle))
        self._handle = handle
        self._started = False
        self._lock = threading.Lock()
        self._free = weakref.finalize(self, lib.t2s_context_free, handle)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Shut down: questions under way end with T2S_E_SHUTDOWN. Later calls of the context are errors."""
        self._free()
        self._handle = None

    def _open(self):
        if self._handle is None:
            raise ValueError("the context is closed")
        return self._handle

    def use_database(self, uri):
        """Take schema and rows from a database, e.g. "postgresql:///shop"."""
        call(lib.t2s_context_use_database, self._open(), data(uri))

    def use_schema_files(self, *paths):
        """Take the schema from files of SQL; nothing can be run then, so set execute=False."""
        source, dialect = c_void_p(), c_void_p()
        array = (c_char_p * len(paths))(*[os.fsencode(path) for path in paths])
        call(lib.t2s_ddl_metadata_source_new, array, len(paths), byref(source))
        try:
            check(lib.t2s_postgres_dialect_new(byref(dialect)))
            check(lib.t2s_context_set_dialect(self._open(), dialect))
            check(lib.t2s_context_set_metadata_source(self._open(), source))
        finally:
            lib.t2s_dialect_unref(dialect)
            lib.t2s_metadata_source_unref(source)

    def set_provider(self, provider):
        """Choose who writes the SQL: an OpenAI, a Replay, a Recording, or a Provider of your own."""
        reference = provider._new_reference()
        try:
            check(lib.t2s_context_set_provider(self._open(), reference))
        finally:
            lib.t2s_provider_unref(reference)

    def ask(self, question, **settings):
        """Ask, and wait for the Answer. Options by keyword are for this question alone. A failure raises Error."""
        answer, error = c_void_p(), c_void_p()
        with options(settings) as given:
            code = lib.t2s_ask_sync(self._open(), data(question), given, byref(answer), byref(error))
        kept = Answer(answer) if answer else None
        if code == 0:
            return kept
        exception = Error.from_handle(code, error, kept)
        lib.t2s_error_unref(error)
        raise exception

    def submit(self, question, **settings):
        """Ask, and go on: returns a concurrent.futures.Future for the Answer.

        From the first call on, a thread of the library does the work.
        """
        with self._lock:
            if not self._started:
                check(lib.t2s_context_start(self._open()))
                self._started = True
        future = concurrent.futures.Future()
        number = next(_numbers)
        _waiting[number] = future
        try:
            with options(settings) as given:
                call(lambda error: lib.t2s_ask(self._open(), data(question), given, _on_answer, number, None, error))
        except BaseException:
            _waiting.pop(number, None)
            raise
        return future
