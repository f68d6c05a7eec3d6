# SPDX-License-Identifier: MIT
"""The context: what questions are asked of."""

import concurrent.futures
import itertools
import os
import threading
import weakref
from ctypes import byref, c_char_p, c_void_p

from ._abi import ASK_FN, EVENT_FN, data, lib
from .answer import Answer
from .dialect import new_dialect
from .error import Error, call, check
from .event import read_event
from .knowledge import Knowledge
from .options import options
from .price import price_list
from .statement import Statement, counters
from .template import PromptTemplate

_waiting = {}
_numbers = itertools.count(1)


class Question(concurrent.futures.Future):
    """A question under way: a Future whose cancel() stops what is done for it at the model and in the database too."""

    def __init__(self):
        super().__init__()
        self._handle = c_void_p()

    def __del__(self):
        lib.t2s_request_unref(self._handle)

    @property
    def request_id(self):
        """Its number in its context; see Event.request_id."""
        return lib.t2s_request_id(self._handle)

    def cancel(self):
        if not super().cancel():
            return False
        lib.t2s_request_cancel(self._handle)
        return True


@ASK_FN
def _on_answer(_request, status, answer, user_data):
    future = _waiting.pop(user_data, None)
    if future is None or not future.set_running_or_notify_cancel():
        return
    kept = Answer(lib.t2s_answer_ref(answer))
    if status == 0:
        future.set_result(kept)
    else:
        future.set_exception(Error.from_handle(status, lib.t2s_answer_error(answer), kept))


# Who listens, by the number that the library knows it by. The library may still have events to tell when a context is gone.
_listening = weakref.WeakValueDictionary()


@EVENT_FN
def _on_event(handle, user_data):
    context = _listening.get(user_data)
    listener = context and context.on_event
    event = listener and read_event(handle)
    if event:
        listener(event)


class Context:
    """Holds a database and a provider, and asks them. Use it in a with statement, or close() it.

    Options by keyword: timeout_ms, execute, row_limit, query_timeout_ms, repair_limit, caller, use_cache, coalesce, ...; all are in
    include/text2sql/context.h.
    Any thread may ask.
    """

    def __init__(self, **settings):
        handle = c_void_p()
        with options(settings) as given:
            call(lib.t2s_context_new, given, byref(handle))
        self._handle = handle
        self._started = False
        self._lock = threading.Lock()
        self._on_event = None
        self._number = next(_numbers)
        _listening[self._number] = self
        self._free = weakref.finalize(self, lib.t2s_context_free, handle)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Shut down: questions under way end with T2S_E_SHUTDOWN. Later calls of the context are errors."""
        self._free()
        self._handle = None

    def _open(self):
        if self._handle is None:
            raise ValueError("the context is closed")
        return self._handle

    def use_database(self, uri):
        """Take schema and rows from a database, e.g. "postgresql:///shop"."""
        call(lib.t2s_context_use_database, self._open(), data(uri))

    def use_schema_files(self, *paths, dialect: str = "postgres"):
        """Take the schema from files of SQL in a dialect; nothing can be run then, so set execute=False."""
        source, chosen = c_void_p(), new_dialect(dialect)
        array = (c_char_p * len(paths))(*[os.fsencode(path) for path in paths])
        try:
            with options({"dialect": dialect}) as given:
                call(lib.t2s_ddl_metadata_source_new_with, array, len(paths), given, byref(source))
            check(lib.t2s_context_set_dialect(self._open(), chosen))
            check(lib.t2s_context_set_metadata_source(self._open(), source))
        finally:
            lib.t2s_dialect_unref(chosen)
            lib.t2s_metadata_source_unref(source)

    def set_dialect(self, name: str):
        """Say what kind of SQL is written: "postgres", "trino" or "presto". use_database() and use_schema_files() set one, too."""
        dialect = new_dialect(name)
        try:
            check(lib.t2s_context_set_dialect(self._open(), dialect))
        finally:
            lib.t2s_dialect_unref(dialect)

    def set_provider(self, provider):
        """Choose who writes the SQL: an OpenAI, an Anthropic, a Chain of them, a Replay, ..., or a Provider of your own."""
        reference = provider._new_reference()
        try:
            check(lib.t2s_context_set_provider(self._open(), reference))
        finally:
            lib.t2s_provider_unref(reference)

    def set_price_list(self, prices):
        """Say what tokens cost: a PriceList, or a dict that one is made from; None for no prices. See Call.cost."""
        prices = price_list(prices)
        check(lib.t2s_context_set_price_list(self._open(), prices and prices._handle))

    def set_cache(self, cache):
        """Keep answers, and give them again to the same question of the same caller: a MemoryCache, or None."""
        check(lib.t2s_context_set_cache(self._open(), cache and cache._handle))

    def set_prompt_template(self, template):
        """Choose what prompts are made of: a PromptTemplate, or its text; None for the dialect's built-in one."""
        template = PromptTemplate(template) if isinstance(template, str) else template
        check(lib.t2s_context_set_prompt_template(self._open(), template and template._handle))

    def set_policy(self, name: str, **settings):
        """Set a policy, "functions", "catalogs", "access" or "limits", with these options and no others.

        set_policy("access", allow_tables=["shop.*"], rows="shop.orders.customer_id = 7"); docs/safety.md says what each does. Lists may be Python's.
        """
        with options(settings) as given:
            call(lib.t2s_context_set_policy, self._open(), data(name), given)

    def set_knowledge(self, knowledge):
        """Say what is known of the database: a Knowledge, or a dict or a text that one is made from; None for none."""
        if knowledge is not None and not isinstance(knowledge, Knowledge):
            knowledge = Knowledge(knowledge)
        check(lib.t2s_context_set_knowledge(self._open(), knowledge and knowledge._handle))

    def refresh_schema(self):
        """Read the schema anew before the next question."""
        lib.t2s_context_refresh_schema(self._open())

    def check(self, sql: str) -> Statement:
        """Check SQL as a question's would be checked, against the schema as it is now; nothing is run."""
        return self._statement(lib.t2s_context_check_sync, sql)

    def mend(self, sql: str) -> Statement:
        """Check SQL, and where it is rejected and has one sure mend, mend it: see Statement.fixes."""
        return self._statement(lib.t2s_context_mend_sync, sql)

    def _statement(self, function, sql):
        statement = c_void_p()
        encoded = sql.encode("utf-8")
        call(function, self._open(), encoded, len(encoded), byref(statement))
        return Statement(statement)

    @property
    def counters(self):
        """The counters by name, summed up over all questions that have ended; e.g. "questions", "cost" (in billionths)."""
        return counters(lib.t2s_context_counter, self._open())

    @property
    def on_event(self):
        """None, or a function that is called with each Event of the questions that were asked since it was first set.

        It runs on the thread that does the work, and must not block nor ask and wait; submitting and cancelling are fine. What it
        raises goes to sys.unraisablehook, and the question goes on. With it, providers stream where they can.
        """
        return self._on_event

    @on_event.setter
    def on_event(self, listener):
        number = self._number if listener is not None else None
        check(lib.t2s_context_set_event_callback(self._open(), _on_event if number else EVENT_FN(), number))
        self._on_event = listener

    def ask(self, question, **settings):
        """Ask, and wait for the Answer. A failure raises Error.

        Options by keyword are for this question alone: timeout_ms, caller, use_cache, role, search_path=["shop", "public"],
        session={"app.tenant": 7}, dry_run, plan_cost_limit, ...
        """
        answer, error = c_void_p(), c_void_p()
        with options(settings) as given:
            code = lib.t2s_ask_sync(self._open(), data(question), given, byref(answer), byref(error))
        kept = Answer(answer) if answer else None
        if code == 0:
            return kept
        exception = Error.from_handle(code, error, kept)
        lib.t2s_error_unref(error)
        raise exception

    def submit(self, question, **settings):
        """Ask, and go on: returns a Question, which is a concurrent.futures.Future for the Answer.

        From the first call on, a thread of the library does the work.
        """
        with self._lock:
            if not self._started:
                check(lib.t2s_context_start(self._open()))
                self._started = True
        future = Question()
        number = next(_numbers)
        _waiting[number] = future
        try:
            with options(settings) as given:
                call(lib.t2s_ask, self._open(), data(question), given, _on_answer, number, byref(future._handle))
        except BaseException:
            _waiting.pop(number, None)
            raise
        return future
