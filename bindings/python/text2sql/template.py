# SPDX-License-Identifier: MIT
"""The texts that prompts are made of."""

from ctypes import byref, c_void_p

from ._abi import data, lib, text
from .error import call


class PromptTemplate:
    """A template with the sections [system], [user] and [repair]; placeholders and rules are in include/text2sql/prompt.h.

    What is wrong with the text raises Error, with line and column.
    """

    def __init__(self, source):
        handle = c_void_p()
        call(lib.t2s_prompt_template_new, data(source), byref(handle))
        self._handle = handle

    def __del__(self):
        lib.t2s_prompt_template_unref(getattr(self, "_handle", None))

    def __str__(self):
        return text(lib.t2s_prompt_template_text(self._handle))

    @staticmethod
    def builtin(dialect):
        """The text of a dialect's built-in template, e.g. to change it."""
        return text(lib.t2s_prompt_template_builtin(data(dialect)))
