# SPDX-License-Identifier: MIT
"""Questions in plain words, answered by SQL that was checked: the Python face of libtext2sql."""

from ._abi import version
from .answer import Answer, Column, Diagnostic
from .context import Context
from .error import Error
from .provider import Completion, OpenAI, Prompt, Provider, Recording, Replay

__all__ = ["Answer", "Column", "Completion", "Context", "Diagnostic", "Error", "OpenAI", "Prompt", "Provider", "Recording",
           "Replay",
           "version"]
