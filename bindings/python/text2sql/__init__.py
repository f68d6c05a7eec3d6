# SPDX-License-Identifier: MIT
"""Questions in plain words, answered by SQL that was checked: the Python face of libtext2sql."""

from ._abi import version
from .answer import Answer, Column, Diagnostic
from .cache import MemoryCache
from .call import Call
from .context import Context, Question
from .error import Error
from .event import Event
from .nesting import Breaker, Budget, Chain, Configured, Hedge, Limit, Retry
from .price import PriceList
from .provider import Anthropic, Completion, OpenAI, Prompt, Provider, Recording, Replay
from .template import PromptTemplate

__all__ = ["Anthropic", "Answer", "Breaker", "Budget", "Call", "Chain", "Column", "Completion", "Configured", "Context", "Diagnostic",
           "Error", "Event", "Hedge", "Limit", "MemoryCache", "OpenAI", "PriceList", "Prompt", "PromptTemplate", "Provider",
           "Question", "Recording", "Replay", "Retry", "version"]
