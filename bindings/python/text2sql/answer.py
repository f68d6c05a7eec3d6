# SPDX-License-Identifier: MIT
"""What comes back."""

import ctypes
import decimal
from ctypes import byref, c_size_t
from typing import NamedTuple, Optional

from ._abi import lib, text
from .call import BILLION, read_call
from .statement import Statement, counters

_TEXT, _BOOL, _INT, _FLOAT, _DECIMAL, _BYTES = range(6)


class Column(NamedTuple):
    """A column of the rows: its name, and its type as the database writes it."""

    name: str
    type: str


def _value(result, row, column, kind):
    length = c_size_t()
    address = lib.t2s_result_value(result, row, column, byref(length))
    if not address:
        return None
    value = ctypes.string_at(address, length.value)
    if kind == _BYTES:
        return value
    value = value.decode("utf-8", "replace")
    if kind == _BOOL:
        return value == "true"
    if kind == _INT:
        return int(value)
    if kind == _FLOAT:
        return float(value)
    if kind == _DECIMAL:
        return decimal.Decimal(value)
    return value


class Answer:
    """The answer to a question. It cannot change, and any thread may read it.

    outcome is "answered", "clarify", "unanswerable", "refused" or "failed".
    """

    def __init__(self, handle):
        self._handle = handle  # one reference, given back by __del__

    def __del__(self):
        lib.t2s_answer_unref(self._handle)

    def __repr__(self):
        return f"<Answer {self.outcome}: {self.sql or self.explanation!r}>"

    @property
    def outcome(self):
        return text(lib.t2s_outcome_name(lib.t2s_answer_outcome(self._handle)))

    @property
    def sql(self):
        """The SQL that passed every check, or the last that was looked at; None when there was none."""
        return text(lib.t2s_answer_sql(self._handle))

    @property
    def explanation(self):
        return text(lib.t2s_answer_explanation(self._handle))

    @property
    def assumptions(self):
        """What the model took for granted."""
        return [text(lib.t2s_answer_assumption(self._handle, i)) for i in range(lib.t2s_answer_assumption_count(self._handle))]

    @property
    def clarification(self):
        """The question to ask back, or None."""
        return text(lib.t2s_answer_clarification(self._handle))

    @property
    def refused_by(self):
        """The rule that refused, or None."""
        return text(lib.t2s_answer_refused_by(self._handle))

    @property
    def refusal(self) -> Optional[str]:
        """Why it was refused, or None."""
        return text(lib.t2s_answer_refusal(self._handle))

    @property
    def plan_cost(self) -> Optional[float]:
        """What the database's planner expected the SQL to cost, in its own units; None when it was not asked. See dry_run."""
        cost = lib.t2s_answer_plan_cost(self._handle)
        return cost if cost >= 0 else None

    @property
    def plan_rows(self) -> Optional[float]:
        """How many rows the planner expected, or None."""
        rows = lib.t2s_answer_plan_rows(self._handle)
        return rows if rows >= 0 else None

    @property
    def schema_is_stale(self) -> bool:
        """Whether the database was out of reach, so that the last known schema was used."""
        return bool(lib.t2s_answer_schema_is_stale(self._handle))

    @property
    def schema_age(self) -> float:
        """Seconds since the schema was last known to be true."""
        return lib.t2s_answer_schema_age(self._handle) / 1e9

    @property
    def model(self):
        return text(lib.t2s_answer_model(self._handle))

    @property
    def calls(self):
        """The calls of models that were made for it, a Call each, in the order in which they began."""
        return [read_call(lib.t2s_answer_call(self._handle, i)) for i in range(lib.t2s_answer_call_count(self._handle))]

    @property
    def cost(self):
        """Of all calls, in the currency of the price list; 0 where no price is known."""
        return self.counters["cost"] / BILLION

    @property
    def columns(self):
        """A Column each, or None when nothing was run."""
        result = lib.t2s_answer_result(self._handle)
        if not result:
            return None
        return [Column(text(lib.t2s_result_column_name(result, i)), text(lib.t2s_result_column_type(result, i)))
                for i in range(lib.t2s_result_column_count(result))]

    @property
    def rows(self):
        """A list of tuples, or None when nothing was run.

        Booleans, whole numbers, floats, decimals and bytes come as Python's own; all else as the database's text.
        """
        result = lib.t2s_answer_result(self._handle)
        if not result:
            return None
        kinds = [lib.t2s_result_column_kind(result, i) for i in range(lib.t2s_result_column_count(result))]
        return [tuple(_value(result, row, column, kind) for column, kind in enumerate(kinds))
                for row in range(lib.t2s_result_row_count(result))]

    @property
    def truncated(self):
        """Whether there were more rows than the limits allow."""
        result = lib.t2s_answer_result(self._handle)
        return bool(result) and bool(lib.t2s_result_truncated(result))

    @property
    def diagnostics(self):
        """What was found in the SQL, a Diagnostic each."""
        return self.statement.diagnostics if self.statement else []

    @property
    def statement(self) -> Optional[Statement]:
        """The SQL as the library understood it: its facts, what was wrong, and how it was mended; None when there was no SQL."""
        handle = lib.t2s_answer_statement(self._handle)
        return Statement(handle, self) if handle else None

    @property
    def seconds(self):
        """From the question to the answer."""
        return lib.t2s_answer_duration(self._handle, 0) / 1e9

    @property
    def counters(self):
        """The counters of this question by name, e.g. "input_tokens"."""
        return counters(lib.t2s_answer_counter, self._handle)
