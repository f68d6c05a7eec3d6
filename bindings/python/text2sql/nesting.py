# SPDX-License-Identifier: MIT
"""Providers made of providers, the library's or those written in Python. They nest in any order.

Chain([Retry(OpenAI()), Retry(Anthropic())]), say, with a Budget around it. Their options are in include/text2sql/provider.h.
"""

import json
from ctypes import c_void_p

from ._abi import lib
from .options import options
from .price import price_list
from .provider import _BuiltIn, _references


class _Around(_BuiltIn):
    """Holds one provider."""

    _function = None

    def __init__(self, inner, **settings):
        with _references(inner) as (reference,), options(settings) as given:
            self._make(type(self)._function, reference, given)


class Retry(_Around):
    """Tries again where trying again may help: attempts, base_delay_ms, max_delay_ms, max_retry_after_ms."""

    _function = lib.t2s_retry_provider_new


class Breaker(_Around):
    """Leaves a provider alone for a while that fails: failures, open_ms."""

    _function = lib.t2s_breaker_provider_new


class Limit(_Around):
    """Keeps within a server's limits, callers taking turns: requests_per_minute, tokens_per_minute, concurrency, queue_limit, ..."""

    _function = lib.t2s_limit_provider_new


class Chain(_BuiltIn):
    """Asks the first, and the next one when that fails, is slow, refuses, or replies what is no use: timeout_ms, after_refusal."""

    def __init__(self, inners, **settings):
        with _references(*inners) as references, options(settings) as given:
            array = (c_void_p * len(references))(*references)
            self._make(lib.t2s_chain_provider_new, array, len(references), given)


class Hedge(_BuiltIn):
    """Asks a second provider too when the first is slow; the first good reply counts: delay_ms."""

    def __init__(self, first, second, **settings):
        with _references(first, second) as references, options(settings) as given:
            self._make(lib.t2s_hedge_provider_new, *references, given)


class Budget(_BuiltIn):
    """Never spends more than is allowed: question_tokens, question_money, period_tokens, period_money, period_ms, output_tokens.

    Limits of money need prices, a PriceList or what one is made from.
    """

    def __init__(self, inner, prices=None, **settings):
        prices = price_list(prices)
        with _references(inner) as (reference,), options(settings) as given:
            self._make(lib.t2s_budget_provider_new, reference, prices and prices._handle, given)


class Configured(_BuiltIn):
    """A whole tree of providers from a dict, or the same as JSON text: {"retry": {"attempts": 3, "of": {"openai": {}}}}.

    prices are for budgets: a PriceList, or what one is made from.
    """

    def __init__(self, tree, prices=None):
        prices = price_list(prices)
        encoded = (tree if isinstance(tree, str) else json.dumps(tree)).encode("utf-8")
        self._make(lib.t2s_provider_from_json, encoded, len(encoded), prices and prices._handle)
