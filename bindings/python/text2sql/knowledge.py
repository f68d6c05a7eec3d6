# SPDX-License-Identifier: MIT
"""What people know of a database that its schema does not say."""

import json
import os
from ctypes import byref, c_void_p

from ._abi import lib
from .error import Error
from .statement import read_diagnostic


class KnowledgeError(Error):
    """Knowledge that cannot be read. problems has all that was found wrong, a Diagnostic each."""

    problems = ()


def _read(function, *arguments):
    handle, report, failed = c_void_p(), c_void_p(), c_void_p()
    code = function(*arguments, byref(handle), byref(report), byref(failed))
    if code == 0:
        return handle
    error = KnowledgeError.from_handle(code, failed)
    error.problems = [read_diagnostic(lib.t2s_knowledge_report_problem(report, i)) for i in range(lib.t2s_knowledge_report_count(report))]
    lib.t2s_error_unref(failed)
    lib.t2s_knowledge_report_free(report)
    raise error


class Knowledge:
    """Synonyms, descriptions, metrics, joins and examples, from a dict or JSON text as docs/knowledge.md has it.

    What is wrong with it raises KnowledgeError. Contexts may share it.
    """

    def __init__(self, knowledge):
        encoded = (knowledge if isinstance(knowledge, str) else json.dumps(knowledge)).encode("utf-8")
        self._handle = _read(lib.t2s_knowledge_new_from_text, encoded, len(encoded))

    @classmethod
    def from_file(cls, path):
        self = cls.__new__(cls)
        self._handle = _read(lib.t2s_knowledge_new_from_file, os.fsencode(path))
        return self

    def __del__(self):
        lib.t2s_knowledge_unref(getattr(self, "_handle", None))
