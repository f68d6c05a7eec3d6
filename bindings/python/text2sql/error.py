# SPDX-License-Identifier: MIT
"""Errors of the library as exceptions."""

from ctypes import byref, c_void_p

from ._abi import lib, text


class Error(Exception):
    """What went wrong.

    code is the number (a negative T2S_E_*) and name its name, e.g. "T2S_E_TIMEOUT"; stage is where, e.g. "provider"; hint says how
    to mend it, or is None; retryable says whether the same call may succeed later. answer is the Answer of a question that failed.

    A Provider may raise it too, to say with which code its call failed.
    """

    def __init__(self, code, message=None, *, stage="none", hint=None, line=0, column=0, sqlstate=None, http_status=0,
                 retryable=False, answer=None):
        self.code = code
        self.name = text(lib.t2s_error_name(code))
        self.message = message or text(lib.t2s_strerror(code))
        self.stage = stage
        self.hint = hint
        self.line = line
        self.column = column
        self.sqlstate = sqlstate
        self.http_status = http_status
        self.retryable = retryable
        self.answer = answer
        super().__init__(self.message)

    @classmethod
    def from_handle(cls, code, handle, answer=None):
        """From a t2s_error, which stays the caller's; a NULL one gives the code's general text."""
        if not handle:
            return cls(code, answer=answer)
        return cls(lib.t2s_error_code(handle), text(lib.t2s_error_message(handle)),
                   stage=text(lib.t2s_stage_name(lib.t2s_error_stage(handle))),
                   hint=text(lib.t2s_error_hint(handle)), line=lib.t2s_error_line(handle), column=lib.t2s_error_column(handle),
                   sqlstate=text(lib.t2s_error_sqlstate(handle)), http_status=lib.t2s_error_http_status(handle),
                   retryable=bool(lib.t2s_error_retryable(handle)), answer=answer)


def check(code):
    """Raise for a nonzero code."""
    if code != 0:
        raise Error(code)


def call(function, *arguments):
    """Call a function whose last argument is `t2s_error **`; raise what it reports."""
    handle = c_void_p()
    code = function(*arguments, byref(handle))
    if code == 0:
        return
    error = Error.from_handle(code, handle)
    lib.t2s_error_unref(handle)
    raise error
