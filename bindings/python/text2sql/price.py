# SPDX-License-Identifier: MIT
"""What tokens cost."""

import json
from ctypes import byref, c_void_p

from ._abi import data, lib
from .call import BILLION
from .error import call, check


class PriceList:
    """Prices by model, in the currency of your choice for a million tokens; any thread may use it.

    PriceList({"gpt-4.1*": {"input": 2.0, "cached_input": 0.5, "output": 8.0}}). A name that ends in "*" is the beginning of names. A
    name without a star counts first, then the longest beginning. Where there is no cached_input, input is the price of all.
    """

    def __init__(self, prices=None):
        handle = c_void_p()
        check(lib.t2s_price_list_new(byref(handle)))
        self._handle = handle
        if prices is not None:
            self.update(prices)

    def __del__(self):
        lib.t2s_price_list_unref(getattr(self, "_handle", None))

    def set(self, model, input, output, cached_input=None):
        """Set the price of one model. Calls that end from now on are priced by it."""
        check(lib.t2s_price_list_set(self._handle, data(model), input, input if cached_input is None else cached_input, output))

    def update(self, prices):
        """Set many, all or, after an error, none: a dict as above, or the same as JSON text."""
        encoded = (prices if isinstance(prices, str) else json.dumps(prices)).encode("utf-8")
        call(lib.t2s_price_list_set_json, self._handle, encoded, len(encoded))

    def cost(self, model, input_tokens, output_tokens, cached_tokens=0):
        """What a call costs; cached_tokens are a part of input_tokens. 0 when there is no price for the model."""
        return lib.t2s_price_list_cost(self._handle, data(model), input_tokens, cached_tokens, output_tokens) / BILLION

    def __contains__(self, model):
        return bool(lib.t2s_price_list_has(self._handle, data(model)))


def price_list(prices):
    """A PriceList as it is, or one made from a dict or JSON text; None stays None."""
    return prices if prices is None or isinstance(prices, PriceList) else PriceList(prices)
