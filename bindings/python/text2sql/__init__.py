# SPDX-License-Identifier: MIT
"""Questions in plain words, answered by SQL that was checked: the Python face of libtext2sql."""

from ._abi import version
from .answer import Answer, Column
from .cache import MemoryCache
from .call import Call
from .context import Context, Question
from .error import Error
from .event import Event
from .knowledge import Knowledge, KnowledgeError
from .nesting import Breaker, Budget, Chain, Configured, Hedge, Limit, Retry
from .price import PriceList
from .provider import Anthropic, Completion, OpenAI, Prompt, Provider, Recording, Replay
from .statement import Diagnostic, Edit, Fix, FunctionUse, Output, ReadColumn, Relation, Source, Statement
from .template import PromptTemplate

__all__ = ["Answer", "Anthropic", "Breaker", "Budget", "Call", "Chain", "Column", "Completion", "Configured", "Context",
           "Diagnostic", "Edit", "Error", "Event", "Fix", "FunctionUse", "Hedge", "Knowledge", "KnowledgeError", "Limit",
           "MemoryCache", "OpenAI", "Output", "PriceList", "Prompt", "PromptTemplate", "Provider", "Question", "ReadColumn",
           "Recording", "Relation", "Replay", "Retry", "Source", "Statement", "version"]
