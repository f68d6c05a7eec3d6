# SPDX-License-Identifier: MIT
"""The records of the calls that were made of language models."""

from typing import NamedTuple, Optional

from ._abi import lib, text
from .error import Error

BILLION = 1e9


class Call(NamedTuple):
    """One call of a language model: what was asked of whom, how it ended, what it took.

    reason is "first", "retry", "fallback" or "hedge"; attempt is 0, or the number of the repair that it was made for. error is None,
    or why it failed. estimated says that the server did not count the tokens; cached_tokens are a part of input_tokens. cost is in
    the currency of the price list, 0 where no price is known. Times are in seconds: started on a clock of their own, the same for all
    calls; first_byte (None: there was none) and duration since then.
    """

    provider: str
    model: Optional[str]
    reason: str
    attempt: int
    error: Optional[Error]
    input_tokens: int
    output_tokens: int
    cached_tokens: int
    estimated: bool
    cost: float
    started: float
    first_byte: Optional[float]
    duration: float


def _error(handle):
    code = lib.t2s_call_code(handle)
    return None if code == 0 else Error.from_handle(code, lib.t2s_call_error(handle))


def read_call(handle):
    """A t2s_call, which stays its owner's, as a Call."""
    first_byte = lib.t2s_call_first_byte(handle)
    return Call(provider=text(lib.t2s_call_provider(handle)), model=text(lib.t2s_call_model(handle)),
                reason=text(lib.t2s_call_reason_name(lib.t2s_call_reason(handle))), attempt=lib.t2s_call_attempt(handle),
                error=_error(handle), input_tokens=lib.t2s_call_input_tokens(handle),
                output_tokens=lib.t2s_call_output_tokens(handle), cached_tokens=lib.t2s_call_cached_tokens(handle),
                estimated=bool(lib.t2s_call_is_estimated(handle)), cost=lib.t2s_call_cost(handle) / BILLION,
                started=lib.t2s_call_started(handle) / BILLION, first_byte=first_byte / BILLION if first_byte else None,
                duration=lib.t2s_call_duration(handle) / BILLION)
