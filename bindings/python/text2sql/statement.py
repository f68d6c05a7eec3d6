# SPDX-License-Identifier: MIT
"""SQL as the library understood it."""

from ctypes import byref, c_char_p, c_size_t, c_void_p
from typing import Dict, List, NamedTuple, Optional, Tuple

from ._abi import lib, text

_SEVERITIES = ("note", "warning", "error")
_FORMS = ("call", "field", "operator", "cast")
_CLASSES = ("unknown", "computes", "inspects", "sessions", "file", "network", "sleep", "lock", "large_object", "sequence", "setting",
            "notify", "transaction", "sql", "admin", "replication", "statistics", "storage", "internal", "server")
_MEASURES = ("bytes", "nodes", "relations", "joins", "queries", "depth", "ctes", "recursive_ctes", "set_operations", "cartesian", "calls")


class Diagnostic(NamedTuple):
    """A finding about SQL, or about knowledge. line and column count from 1; 0 when it has no place."""

    code: str
    severity: str
    message: str
    hint: Optional[str]
    line: int
    column: int


class Edit(NamedTuple):
    """A place that a fix changes: length bytes of the given text's UTF-8, from start on, become text."""

    start: int
    length: int
    text: str


class Fix(NamedTuple):
    """What was done to mend a text: its kind, the code of the error that it is for, a sentence for people, and the places."""

    name: str
    code: str
    message: str
    edits: List[Edit]


class Relation(NamedTuple):
    """A table, a view, ... that is read. schema is None where it is not known."""

    schema: Optional[str]
    name: str


class ReadColumn(NamedTuple):
    """A column that is read, and whose it is."""

    relation: Optional[Relation]
    name: str


class Output(NamedTuple):
    """A column that the outermost query gives; either may be None where it is not known."""

    name: Optional[str]
    type: Optional[str]


class FunctionUse(NamedTuple):
    """A place where a function is reached: by a "call", a "field", an "operator" or a "cast".

    kind says what it does beyond its result, e.g. "computes" or "file"; include/text2sql/facts.h lists them. position is in bytes, -1
    for no place. is_definer: it runs with the rights of its owner.
    """

    name: str
    schema: Optional[str]
    form: str
    kind: str
    position: int
    is_definer: bool


class Source(NamedTuple):
    """A relation in FROM, and the conditions `column = constant` that hold for each row that is taken from it."""

    relation: Relation
    filters: List[Tuple[str, str]]


def _named(names, number):
    return names[number] if 0 <= number < len(names) else str(number)


def read_diagnostic(handle):
    return Diagnostic(text(lib.t2s_diagnostic_code(handle)), _named(_SEVERITIES, lib.t2s_diagnostic_severity(handle)),
                      text(lib.t2s_diagnostic_message(handle)), text(lib.t2s_diagnostic_hint(handle)), lib.t2s_diagnostic_line(handle),
                      lib.t2s_diagnostic_column(handle))


def _read_relation(handle):
    return Relation(text(lib.t2s_relation_schema(handle)), text(lib.t2s_relation_name(handle))) if handle else None


def _read_edit(fix, index):
    start, length = c_size_t(), c_size_t()
    new = lib.t2s_fix_edit(fix, index, byref(start), byref(length))
    return Edit(start.value, length.value, text(new))


def _read_fix(fix):
    return Fix(text(lib.t2s_fix_name(fix)), text(lib.t2s_fix_code(fix)), text(lib.t2s_fix_message(fix)),
               [_read_edit(fix, i) for i in range(lib.t2s_fix_edit_count(fix))])


def _read_use(use):
    return FunctionUse(text(lib.t2s_function_use_name(use)), text(lib.t2s_function_use_schema(use)),
                       _named(_FORMS, lib.t2s_function_use_form(use)), _named(_CLASSES, lib.t2s_function_use_class(use)),
                       lib.t2s_function_use_position(use), bool(lib.t2s_function_use_is_definer(use)))


def counters(read, handle):
    """All counters by name, as read(handle, number) tells them."""
    values = {}
    while (name := text(lib.t2s_counter_name(len(values)))) is not None:
        values[name] = read(handle, len(values))
    return values


class Statement:
    """SQL that was checked: what it does and reads, and what is wrong with it. It cannot change, and any thread may read it."""

    def __init__(self, handle, owner=None):
        self._handle = handle
        self._owner = owner  # what it lives as long as; None: it is freed by __del__

    def __del__(self):
        if self._owner is None:
            lib.t2s_statement_free(self._handle)

    def __repr__(self):
        return f"<Statement {'valid' if self.valid else 'rejected'}: {self.sql!r}>"

    def _all(self, count, get):
        return [get(self._handle, i) for i in range(count(self._handle))]

    def _word(self, get):
        word = c_char_p()
        return text(word.value) if get(self._handle, byref(word), None) else None

    @property
    def sql(self) -> str:
        """The text, mended where it was."""
        return text(lib.t2s_statement_sql(self._handle))

    @property
    def original_sql(self) -> str:
        """The text as it was given."""
        return text(lib.t2s_statement_original_sql(self._handle))

    @property
    def fixes(self) -> List[Fix]:
        """What was done to the given text; none when it is as it was given."""
        return [_read_fix(fix) for fix in self._all(lib.t2s_statement_fix_count, lib.t2s_statement_fix)]

    @property
    def valid(self) -> bool:
        """Whether no diagnostic is an error."""
        return bool(lib.t2s_statement_valid(self._handle))

    @property
    def diagnostics(self) -> List[Diagnostic]:
        """What was found wrong, that first which the database would have reported."""
        return [read_diagnostic(d) for d in self._all(lib.t2s_statement_diagnostic_count, lib.t2s_statement_diagnostic)]

    @property
    def dialect(self) -> str:
        return text(lib.t2s_statement_dialect(self._handle))

    @property
    def kind(self) -> str:
        """"SELECT" for every query, else the command; "" when it did not parse."""
        return text(lib.t2s_statement_kind(self._handle))

    @property
    def count(self) -> int:
        """How many statements the text holds."""
        return lib.t2s_statement_count(self._handle)

    @property
    def has_limit(self) -> bool:
        return bool(lib.t2s_statement_has_limit(self._handle))

    @property
    def has_order(self) -> bool:
        return bool(lib.t2s_statement_has_order(self._handle))

    @property
    def writes(self) -> Optional[str]:
        """The word of the first thing that writes, locks, or is no query, e.g. "DELETE"; None when all is queries."""
        return self._word(lib.t2s_statement_writes)

    @property
    def unknown(self) -> Optional[str]:
        """The word of the first thing that is not understood, or None."""
        return self._word(lib.t2s_statement_unknown)

    @property
    def relations(self) -> List[Relation]:
        """What is read, or named by a command, each once; without a schema as written."""
        return [_read_relation(r) for r in self._all(lib.t2s_statement_relation_count, lib.t2s_statement_relation)]

    @property
    def columns(self) -> List[ReadColumn]:
        """The columns that are read, each once."""
        relation = c_void_p()
        return [ReadColumn(_read_relation(relation), text(lib.t2s_column_name(column))) for column in
                self._all(lib.t2s_statement_column_count, lambda handle, i: lib.t2s_statement_column(handle, i, byref(relation)))]

    @property
    def functions(self) -> List[str]:
        """The functions that are called, as written and folded, each once."""
        return [text(name) for name in self._all(lib.t2s_statement_function_count, lib.t2s_statement_function)]

    @property
    def function_uses(self) -> List[FunctionUse]:
        """Each place where a function is reached."""
        return [_read_use(use) for use in self._all(lib.t2s_statement_function_use_count, lib.t2s_statement_function_use)]

    @property
    def outputs(self) -> List[Output]:
        """The columns of the result, as far as they are known."""
        return [Output(text(lib.t2s_statement_output(self._handle, i)), text(lib.t2s_statement_output_type(self._handle, i)))
                for i in range(lib.t2s_statement_output_count(self._handle))]

    @property
    def sources(self) -> List[Source]:
        """The relations in FROM, one for each place, with what filters them."""
        return [Source(_read_relation(lib.t2s_statement_source(self._handle, i, None)), self._filters(i))
                for i in range(lib.t2s_statement_source_count(self._handle))]

    def _filters(self, source):
        filters = []
        for i in range(lib.t2s_statement_source_filter_count(self._handle, source)):
            value = c_char_p()
            column = lib.t2s_statement_source_filter(self._handle, source, i, byref(value))
            filters.append((text(lib.t2s_column_name(column)), text(value.value)))
        return filters

    @property
    def views(self) -> List[Tuple[Relation, "Statement"]]:
        """The views that are read, and those behind them, with their definitions as statements."""
        view = c_void_p()
        found = []
        for i in range(lib.t2s_statement_view_count(self._handle)):
            definition = lib.t2s_statement_view(self._handle, i, byref(view))
            found.append((_read_relation(view), Statement(definition, self)))
        return found

    @property
    def opaque_view(self) -> Optional[Relation]:
        """The first view behind which nothing could be seen, or None."""
        return _read_relation(lib.t2s_statement_opaque_view(self._handle))

    @property
    def measures(self) -> Dict[str, int]:
        """How much of everything there is, e.g. of "joins" and "nodes"."""
        return {name: lib.t2s_statement_measure(self._handle, number) for number, name in enumerate(_MEASURES)}
