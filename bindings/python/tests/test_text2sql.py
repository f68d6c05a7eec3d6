# SPDX-License-Identifier: MIT
"""The Python package, against the built library. T2S_TEST_DATABASE, when it is set, is the sample shop in a real PostgreSQL."""

import gc
import http.server
import json
import os
import pathlib
import sys
import tempfile
import threading
import time
import unittest
import weakref

import text2sql

SCHEMA = pathlib.Path(__file__).resolve().parents[3] / "examples" / "shop" / "schema.sql"
DATABASE = os.environ.get("T2S_TEST_DATABASE")


def reply(sql=None, **fields):
    return json.dumps({"outcome": "answer" if sql else "unanswerable", "sql": sql, "explanation": "", "assumptions": [],
                       "clarification": None, **fields})


class Scripted(text2sql.Provider):
    """Replies with what it was given, in this order; an exception is raised."""

    def __init__(self, *replies):
        self.replies = list(replies)
        self.prompts = []

    def complete(self, prompt):
        self.prompts.append(prompt)
        step = self.replies.pop(0)
        if isinstance(step, BaseException):
            raise step
        return step


class TestCase(unittest.TestCase):
    def context(self, *replies, **settings):
        context = text2sql.Context(execute=False, **settings)
        self.addCleanup(context.close)
        context.use_schema_files(SCHEMA)
        self.provider = Scripted(*replies)
        context.set_provider(self.provider)
        return context


class Asking(TestCase):
    def test_a_question_is_answered_by_a_provider_in_python(self):
        context = self.context(text2sql.Completion(reply("SELECT count(*) FROM shop.orders", assumptions=["all"]), model="m",
                                                   input_tokens=10, output_tokens=5))
        answer = context.ask("How many orders are there?")
        self.assertEqual(answer.outcome, "answered")
        self.assertEqual(answer.sql, "SELECT count(*) FROM shop.orders")
        self.assertEqual(answer.assumptions, ["all"])
        self.assertEqual(answer.model, "m")
        self.assertEqual(answer.counters["input_tokens"], 10)
        self.assertIsNone(answer.rows)
        self.assertGreater(answer.seconds, 0)
        prompt = self.provider.prompts[0]
        self.assertEqual(prompt.question, "How many orders are there?")
        self.assertEqual(prompt.messages[0][0], "system")
        self.assertIn("order_items", "".join(content for _, content in prompt.messages))
        self.assertIn("outcome", json.loads(prompt.schema)["properties"])

    def test_a_wrong_name_is_given_back_to_the_provider(self):
        context = self.context(reply("SELECT colour FROM shop.products"), reply("SELECT name FROM shop.products"))
        answer = context.ask("Which products are there?")
        self.assertEqual(answer.sql, "SELECT name FROM shop.products")
        self.assertEqual([prompt.attempt for prompt in self.provider.prompts], [0, 1])

    def test_a_write_is_refused(self):
        answer = self.context(reply("DELETE FROM shop.orders")).ask("Delete all orders.")
        self.assertEqual(answer.outcome, "refused")
        self.assertEqual(answer.refused_by, "read_only")
        self.assertEqual(answer.diagnostics[0].severity, "error")

    def test_a_clarification_asks_back(self):
        answer = self.context(reply(outcome="clarify", clarification="By revenue?")).ask("Who is best?")
        self.assertEqual((answer.outcome, answer.clarification), ("clarify", "By revenue?"))

    def test_many_questions_are_answered_at_once(self):
        context = self.context(*[reply("SELECT 1") for _ in range(20)])
        futures = [context.submit(f"Question {i}?") for i in range(20)]
        self.assertEqual([future.result(60).outcome for future in futures], ["answered"] * 20)

    def test_asking_works_beside_the_library_s_thread(self):
        context = self.context(reply("SELECT 1"), reply("SELECT 2"))
        context.submit("One?").result(60)
        self.assertEqual(context.ask("Two?").sql, "SELECT 2")


class Statements(TestCase):
    def test_sql_is_checked_without_a_question(self):
        context = self.context()
        statement = context.check("SELECT o.id, count(*) AS n FROM shop.orders o WHERE o.customer_id = 7 GROUP BY o.id ORDER BY n LIMIT 5")
        self.assertTrue(statement.valid)
        self.assertEqual((statement.kind, statement.count, statement.dialect), ("SELECT", 1, "postgres"))
        self.assertTrue(statement.has_limit and statement.has_order)
        self.assertIsNone(statement.writes)
        self.assertEqual(statement.relations, [("shop", "orders")])
        self.assertEqual([column.name for column in statement.columns], ["customer_id", "id"])
        self.assertEqual(statement.columns[0].relation, text2sql.Relation("shop", "orders"))
        self.assertEqual(statement.functions, ["count"])
        self.assertEqual([(use.name, use.form, use.kind) for use in statement.function_uses], [("count", "call", "computes")])
        self.assertEqual(statement.outputs, [("id", "integer"), ("n", "bigint")])
        self.assertEqual([(source.relation.name, source.filters) for source in statement.sources], [("orders", [("customer_id", "7")])])
        self.assertEqual((statement.measures["queries"], statement.measures["joins"]), (1, 0))
        self.assertEqual((statement.fixes, statement.diagnostics, statement.opaque_view), ([], [], None))

    def test_what_is_wrong_is_told(self):
        statement = self.context().check("SELECT nme FROM shop.products")
        self.assertFalse(statement.valid)
        self.assertEqual((statement.diagnostics[0].code, statement.diagnostics[0].line), ("42703", 1))
        self.assertEqual(self.context().check("DELETE FROM shop.orders").writes, "DELETE")

    def test_sql_is_mended_and_the_mend_is_told(self):
        context = self.context()
        statement = context.mend("SELECT names FROM shop.products")
        self.assertTrue(statement.valid)
        self.assertEqual((statement.sql, statement.original_sql), ("SELECT name FROM shop.products", "SELECT names FROM shop.products"))
        fix, = statement.fixes
        self.assertEqual((fix.code, fix.edits), ("42703", [text2sql.Edit(7, 5, "name")]))
        self.assertTrue(fix.name and fix.message)
        self.assertFalse(context.mend("SELECT quite_another_thing FROM shop.products").valid)

    def test_the_statement_of_an_answer_outlives_the_answer(self):
        context = self.context(reply("SELECT names FROM shop.products"))
        statement = context.ask("Which products are there?").statement
        gc.collect()
        self.assertEqual((statement.sql, len(statement.fixes)), ("SELECT name FROM shop.products", 1))
        self.assertEqual(context.counters["mended"], 1)
        self.assertEqual((context.counters["questions"], context.counters["rows"]), (1, 0))

    def test_views_are_seen_through(self):
        with tempfile.TemporaryDirectory() as directory:
            schema = pathlib.Path(directory) / "views.sql"
            schema.write_text("CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t;")
            context = text2sql.Context(execute=False)
            self.addCleanup(context.close)
            context.use_schema_files(schema, dialect="postgres")
            (view, definition), = context.check("SELECT a FROM v").views
        self.assertEqual((view.name, [relation.name for relation in definition.relations]), ("v", ["t"]))

    def test_a_dialect_is_chosen_by_its_name(self):
        context = self.context()
        for name in ("trino", "presto", "postgres"):
            context.set_dialect(name)
            statement = context.check("SELECT 1")
            self.assertEqual((statement.dialect, statement.diagnostics), (name, []))

    def test_a_dialect_that_is_not_there_is_refused(self):
        with self.assertRaises(ValueError):
            text2sql.Context(execute=False).use_schema_files(SCHEMA, dialect="klingon")


class Rules(TestCase):
    def test_a_policy_refuses_and_says_why(self):
        context = self.context(reply("SELECT email FROM shop.customers"), repair_limit=0)
        context.set_policy("access", deny_columns=["shop.customers.email", "shop.customers.last_name"])
        answer = context.ask("Who are they?")
        self.assertEqual((answer.outcome, answer.refused_by), ("refused", "access"))
        self.assertIn("email", answer.refusal)
        self.assertTrue(context.check("SELECT first_name FROM shop.customers").valid)
        context.set_policy("access")
        self.assertTrue(context.check("SELECT email FROM shop.customers").valid)

    def test_a_policy_that_is_none_is_refused(self):
        context = self.context()
        for name, settings in (("acess", {}), ("access", {"forbid": "x"}), ("limits", {"joins": "many"})):
            with self.assertRaises(text2sql.Error):
                context.set_policy(name, **settings)

    def test_knowledge_is_in_the_prompt_until_it_is_taken_away(self):
        context = self.context(reply("SELECT 1"), reply("SELECT 1"), use_cache=False)
        context.set_knowledge({"tables": {"shop.orders": {"synonyms": ["purchases"], "description": "What the frobnicator sells"}}})
        context.ask("How many purchases are there?")
        context.set_knowledge(None)
        context.ask("How many orders are there?")
        said, unsaid = ["".join(content for _, content in prompt.messages) for prompt in self.provider.prompts]
        self.assertIn("frobnicator", said)
        self.assertNotIn("frobnicator", unsaid)

    def test_knowledge_that_is_wrong_tells_all_its_problems(self):
        with self.assertRaises(text2sql.KnowledgeError) as caught:
            text2sql.Knowledge('{"tables": 1,\n "metricks": {}}')
        self.assertEqual(caught.exception.name, "T2S_E_SYNTAX")
        self.assertEqual(sorted(problem.line for problem in caught.exception.problems), [1, 2])
        with self.assertRaises(text2sql.Error):
            text2sql.Knowledge.from_file("/nowhere/knowledge.json")

    def test_options_of_the_session_are_taken_one_by_one(self):
        context = self.context(reply("SELECT count(*) FROM orders"))
        answer = context.ask("How many?", search_path=["shop", "public"], session={"app.tenant": 7}, role=None)
        self.assertEqual((answer.outcome, answer.plan_cost, answer.plan_rows), ("answered", None, None))
        self.assertFalse(answer.schema_is_stale)
        with self.assertRaises(text2sql.Error):
            context.ask("How many?", session={"": 7})


class Records(TestCase):
    def test_every_call_is_recorded(self):
        context = self.context(text2sql.Completion(reply("SELECT colour FROM shop.products"), model="m-1", input_tokens=1000,
                                                   cached_tokens=400, output_tokens=10),
                               text2sql.Completion(reply("SELECT name FROM shop.products"), model="other"))
        context.set_price_list({"m-*": {"input": 2.0, "cached_input": 0.5, "output": 8.0}})
        answer = context.ask("Which products are there?")
        first, second = answer.calls
        self.assertEqual((first.provider, first.model, first.reason, first.attempt, first.error), ("python", "m-1", "first", 0, None))
        self.assertEqual((first.input_tokens, first.cached_tokens, first.output_tokens, first.estimated), (1000, 400, 10, False))
        self.assertAlmostEqual(first.cost, (600 * 2.0 + 400 * 0.5 + 10 * 8.0) / 1e6)
        self.assertEqual((second.model, second.attempt, second.cost), ("other", 1, 0))
        self.assertGreaterEqual(second.started, first.started)
        self.assertTrue(0 < first.first_byte <= first.duration < answer.seconds)
        self.assertAlmostEqual(answer.cost, first.cost)

    def test_a_call_that_failed_is_recorded_with_its_error(self):
        with self.assertRaises(text2sql.Error) as caught:
            self.context(text2sql.Error(-12, "slow down")).ask("Anything?")
        call, = caught.exception.answer.calls
        self.assertEqual((call.error.name, call.error.message, call.model), ("T2S_E_RATE_LIMIT", "slow down", None))

    def test_prices_are_found_by_the_longest_beginning(self):
        prices = text2sql.PriceList({"m-*": {"input": 2, "output": 8}, "*": {"input": 1, "output": 1}})
        prices.set("m-1", input=3, output=9, cached_input=0)
        self.assertAlmostEqual(prices.cost("m-1", 1_000_000, 1_000_000, 500_000), 1.5 + 9)
        self.assertAlmostEqual(prices.cost("m-2", 1_000_000, 1_000_000), 10)
        self.assertAlmostEqual(prices.cost("x", 1_000_000, 0), 1)
        self.assertIn("x", prices)
        self.assertNotIn("x", text2sql.PriceList())
        with self.assertRaises(text2sql.Error):
            prices.update({"m": {"input": -1, "output": 0}})


class Sharing(TestCase):
    def test_the_same_question_is_answered_from_the_cache(self):
        context = self.context(*[reply("SELECT count(*) FROM shop.orders")] * 3)
        context.set_cache(text2sql.MemoryCache(max_bytes=1 << 20, ttl_ms=60000))
        self.assertEqual(len(context.ask("How many?", caller="a").calls), 1)
        again = context.ask("How many?", caller="a")
        self.assertEqual((again.calls, again.counters["cache_hits"]), ([], 1))
        self.assertEqual(len(context.ask("How many?", caller="b").calls), 1)
        self.assertEqual(len(context.ask("How many?", caller="a", use_cache=False).calls), 1)
        self.assertEqual([prompt.caller for prompt in self.provider.prompts], ["a", "b", "a"])

    def test_providers_of_another_identity_share_no_answers(self):
        cache = text2sql.MemoryCache()

        def calls(identity):
            context = self.context(reply("SELECT count(*) FROM shop.orders"))
            context.set_cache(cache)
            self.provider.identity = identity
            context.set_provider(self.provider)
            return len(context.ask("How many?").calls)

        self.assertEqual([calls(identity) for identity in (None, None, "model 1", "model 2", "model 1")], [1, 0, 1, 1, 0])

    def ask_twice_at_once(self, **settings):
        """@return how often the provider was called"""
        both_asked = threading.Event()
        asking = set()

        def hear(event):
            if event.kind == "stage" and event.stage == "provider":
                asking.add(event.request_id)
                if len(asking) == 2:
                    both_asked.set()

        class Slow(Scripted):
            def complete(self, prompt):
                both_asked.wait(60)
                return super().complete(prompt)

        context = self.context()
        provider = Slow(reply("SELECT 1"), reply("SELECT 1"))
        context.set_provider(provider)
        context.on_event = hear
        futures = [context.submit("Anything?", **settings) for _ in range(2)]
        self.assertEqual([future.result(60).sql for future in futures], ["SELECT 1"] * 2)
        return len(provider.prompts)

    def test_identical_questions_share_one_call_unless_told_not_to(self):
        self.assertEqual(self.ask_twice_at_once(), 1)
        self.assertEqual(self.ask_twice_at_once(coalesce=False), 2)


class Events(TestCase):
    def test_stages_text_and_calls_are_heard(self):
        context = self.context(text2sql.Completion(reply("SELECT 'ä'"), model="m"))
        heard = []
        context.on_event = heard.append
        question = context.submit("Anything?")
        answer = question.result(60)
        self.assertEqual({event.request_id for event in heard}, {question.request_id})
        stages = [event.stage for event in heard if event.kind == "stage"]
        self.assertLess(stages.index("metadata"), stages.index("provider"))
        self.assertEqual("".join(event.text for event in heard if event.kind == "text"), reply("SELECT 'ä'"))
        self.assertEqual([event.offset for event in heard if event.kind == "text"][0], 0)
        self.assertEqual([event.call for event in heard if event.kind == "call"], answer.calls)

    def test_no_more_is_heard_when_nobody_listens(self):
        context = self.context(reply("SELECT 1"), reply("SELECT 2"))
        heard = []
        context.on_event = heard.append
        context.ask("One?")
        known = len(heard)
        self.assertGreater(known, 0)
        context.on_event = None
        context.ask("Two?")
        self.assertEqual(len(heard), known)

    def test_an_exception_of_the_listener_does_not_end_the_question(self):
        context = self.context(reply("SELECT 1"))
        reported = []
        before, sys.unraisablehook = sys.unraisablehook, reported.append
        try:
            context.on_event = lambda event: 1 / 0
            self.assertEqual(context.ask("Anything?").sql, "SELECT 1")
        finally:
            sys.unraisablehook = before
        self.assertIs(reported[0].exc_type, ZeroDivisionError)

    def test_a_listener_does_not_keep_its_context(self):
        context = text2sql.Context(execute=False)
        watched = weakref.ref(context)
        context.on_event = lambda event: context
        del context
        gc.collect()
        self.assertIsNone(watched())


class Templates(TestCase):
    def test_prompts_are_made_of_the_template(self):
        built_in = text2sql.PromptTemplate.builtin("postgres")
        template = text2sql.PromptTemplate(built_in.replace("[system]\n", "[system]\nAnswer like a pirate.\n", 1))
        self.assertIn("pirate", str(template))
        context = self.context(reply("SELECT 1"), reply("SELECT 1"))
        for chosen, expected in ((template, True), (None, False)):
            context.set_prompt_template(chosen)
            context.ask("Anything?")
            self.assertEqual(self.provider.prompts[-1].messages[0][1].startswith("Answer like a pirate."), expected)

    def test_what_is_wrong_with_a_template_is_told_with_its_place(self):
        with self.assertRaises(text2sql.Error) as caught:
            text2sql.PromptTemplate("[system]\nHello {{dialekt}}\n")
        self.assertEqual((caught.exception.name, caught.exception.line), ("T2S_E_SYNTAX", 2))


class Nesting(TestCase):
    def asked(self, provider, **settings):
        context = self.context()
        context.set_provider(provider)
        return context.ask("Anything?", **settings)

    def test_a_retry_tries_again_what_may_help(self):
        inner = Scripted(text2sql.Error(-8, retryable=True), text2sql.Error(-8, retryable=True), reply("SELECT 1"))
        answer = self.asked(text2sql.Retry(inner, attempts=3, base_delay_ms=1))
        self.assertEqual([(call.reason, call.error and call.error.name) for call in answer.calls],
                         [("first", "T2S_E_TIMEOUT"), ("retry", "T2S_E_TIMEOUT"), ("retry", None)])
        with self.assertRaises(text2sql.Error) as caught:
            self.asked(text2sql.Retry(Scripted(text2sql.Error(-11)), attempts=3, base_delay_ms=1))
        self.assertEqual(len(caught.exception.answer.calls), 1)

    def test_a_chain_falls_back(self):
        chain = text2sql.Chain([Scripted(RuntimeError("no model here")), Scripted("no JSON"), Scripted(reply("SELECT 3"))])
        answer = self.asked(chain, repair_limit=0)
        self.assertEqual((answer.sql, [call.reason for call in answer.calls]), ("SELECT 3", ["first", "fallback", "fallback"]))

    def test_a_hedge_asks_a_second_provider(self):
        held = threading.Event()
        self.addCleanup(held.set)

        class Slow(text2sql.Provider):
            def complete(self, prompt):
                held.wait(60)
                return ""

        answer = self.asked(text2sql.Hedge(Slow(), Scripted(reply("SELECT 2")), delay_ms=10))
        self.assertEqual((answer.sql, [call.reason for call in answer.calls]), ("SELECT 2", ["first", "hedge"]))
        self.assertEqual(answer.calls[0].error.name, "T2S_E_CANCELLED")

    def test_a_breaker_leaves_a_provider_alone(self):
        inner = Scripted(text2sql.Error(-9), reply("SELECT 1"))
        context = self.context()
        context.set_provider(text2sql.Breaker(inner, failures=1, open_ms=60000))
        for name in ("T2S_E_CONNECT", "T2S_E_UNAVAILABLE"):
            with self.assertRaises(text2sql.Error) as caught:
                context.ask("Anything?")
            self.assertEqual(caught.exception.name, name)
        self.assertEqual(len(inner.prompts), 1)

    def test_a_budget_is_not_exceeded(self):
        inner = Scripted(reply("SELECT 1"))
        with self.assertRaises(text2sql.Error) as caught:
            self.asked(text2sql.Budget(inner, question_tokens=10))
        self.assertEqual((caught.exception.name, inner.prompts), ("T2S_E_BUDGET", []))
        inner = Scripted(text2sql.Completion(reply("SELECT 1"), model="m", input_tokens=100, output_tokens=10))
        context = self.context()
        context.set_price_list({"*": {"input": 0, "output": 0}})  # the budget's own prices count
        context.set_provider(text2sql.Budget(inner, {"*": {"input": 1, "output": 1}}, question_money=0.5))
        self.assertAlmostEqual(context.ask("Anything?").cost, 110 / 1e6)

    def test_a_limit_lets_calls_go_one_by_one(self):
        lock = threading.Lock()
        at_once = []

        class Counting(text2sql.Provider):
            def complete(self, prompt):
                with lock:
                    at_once.append(at_once[-1] + 1 if at_once else 1)
                time.sleep(0.005)
                with lock:
                    at_once.append(at_once[-1] - 1)
                return reply("SELECT 1")

        context = self.context()
        context.set_provider(text2sql.Limit(Counting(), concurrency=1))
        futures = [context.submit(f"Question {i}?") for i in range(5)]
        self.assertEqual([future.result(60).sql for future in futures], ["SELECT 1"] * 5)
        self.assertEqual(max(at_once), 1)

    def test_a_tree_is_made_from_a_dict_or_a_text(self):
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "recording.jsonl")
            self.asked(text2sql.Recording(Scripted(reply("SELECT 1")), path))
            tree = {"budget": {"question_money": 1, "of": {"chain": {"of": [{"replay": {"path": path}}], "after_refusal": False}}}}
            for given in (tree, json.dumps(tree)):
                self.assertEqual(self.asked(text2sql.Configured(given, {"*": {"input": 1, "output": 1}})).sql, "SELECT 1")
        with self.assertRaises(text2sql.Error) as caught:
            text2sql.Configured({"chain": {"of": [{"openai": {"api_key": "a secret", "modell": "m"}}]}})
        self.assertIn("chain.of[0].openai", str(caught.exception))
        self.assertNotIn("a secret", str(caught.exception))

    def test_connectors_take_their_options(self):
        for connector in (text2sql.OpenAI, text2sql.Anthropic):
            with self.assertRaises(text2sql.Error) as caught:
                self.asked(connector(api_key="none", base_url="http://127.0.0.1:1", temperature=0.5, timeout_ms=5000))
            self.assertEqual([call.error.name for call in caught.exception.answer.calls], ["T2S_E_CONNECT"])
            with self.assertRaises(text2sql.Error):
                connector(api_key="none", temperature=3.5)

    def test_a_wrong_option_is_an_error_that_names_the_known(self):
        with self.assertRaises(text2sql.Error) as caught:
            text2sql.Retry(Scripted(), tries=3)
        self.assertIn("attempts", str(caught.exception))
        with self.assertRaises(text2sql.Error):
            text2sql.Chain([])

    def test_what_is_held_lives_as_long_as_what_holds_it(self):
        inner = Scripted(reply("SELECT 1"))
        watched = weakref.ref(inner)
        outer = text2sql.Chain([text2sql.Retry(inner)])
        del inner
        gc.collect()
        self.assertIsNotNone(watched())
        del outer
        gc.collect()
        self.assertIsNone(watched())


class ModelServer(http.server.ThreadingHTTPServer):
    """Speaks OpenAI's Chat Completions to who has the key."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            given = self.headers["Authorization"]
            self.server.given.append(given)
            if given == "Bearer " + self.server.key:
                message = {"role": "assistant", "content": reply("SELECT 1")}
                status, body = 200, {"model": "m", "choices": [{"index": 0, "finish_reason": "stop", "message": message}]}
            else:
                status, body = 401, {"error": {"message": "wrong key"}}
            encoded = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(encoded)))
            self.end_headers()
            self.wfile.write(encoded)

        def log_message(self, *_):
            pass

    def __init__(self, test, key):
        super().__init__(("127.0.0.1", 0), self.Handler)
        self.key = key
        self.given = []
        self.url = f"http://127.0.0.1:{self.server_port}/v1"
        thread = threading.Thread(target=self.serve_forever, daemon=True)
        thread.start()
        test.addCleanup(self.server_close)
        test.addCleanup(self.shutdown)


class Tokens(TestCase):
    def test_a_token_is_asked_for_anew_when_it_is_refused(self):
        server = ModelServer(self, "second")
        asked = []

        def token(rejected):
            asked.append(rejected)
            return ("second", 3600) if rejected else "first"

        context = self.context()
        context.set_provider(text2sql.OpenAI(base_url=server.url, token=token))
        for question in ("One?", "Two?"):
            self.assertEqual(context.ask(question).sql, "SELECT 1")
        self.assertEqual(asked, [False, True])
        self.assertEqual(server.given, ["Bearer first", "Bearer second", "Bearer second"])

    def test_what_the_function_raises_is_the_error_of_the_call(self):
        def token(rejected):
            raise OSError("the vault is closed")

        context = self.context()
        context.set_provider(text2sql.Anthropic(base_url="http://127.0.0.1:1", token=token))
        with self.assertRaises(text2sql.Error) as caught:
            context.ask("Anything?")
        self.assertEqual(caught.exception.name, "T2S_E_AUTH")
        self.assertIn("the vault is closed", str(caught.exception))


class Failing(TestCase):
    def test_an_exception_in_the_provider_is_the_question_s_error(self):
        with self.assertRaises(text2sql.Error) as caught:
            self.context(RuntimeError("no model here")).ask("Anything?")
        self.assertIn("no model here", str(caught.exception))
        self.assertEqual(caught.exception.stage, "provider")
        self.assertEqual(caught.exception.answer.outcome, "failed")

    def test_the_provider_chooses_the_code(self):
        with self.assertRaises(text2sql.Error) as caught:
            self.context(text2sql.Error(-12, "slow down")).ask("Anything?")
        self.assertEqual(caught.exception.name, "T2S_E_RATE_LIMIT")

    def test_an_unknown_option_is_an_error_that_names_the_known(self):
        with self.assertRaises(text2sql.Error) as caught:
            text2sql.Context(row_limits=5)
        self.assertIn("row_limit", str(caught.exception))

    def test_a_question_without_a_provider_is_an_error(self):
        with text2sql.Context(execute=False) as context, self.assertRaises(text2sql.Error) as caught:
            context.ask("Anything?")
        self.assertEqual(caught.exception.name, "T2S_E_NOPROVIDER")

    def test_cancelling_a_question_gives_it_up(self):
        held = threading.Event()
        self.addCleanup(held.set)
        called = threading.Event()

        class Slow(text2sql.Provider):
            def complete(self, prompt):
                called.set()
                held.wait(60)
                return ""

        context = self.context()
        context.set_provider(Slow())
        ended = threading.Event()
        context.on_event = lambda event: event.kind == "call" and event.call.error.name == "T2S_E_CANCELLED" and ended.set()
        question = context.submit("Anything?")
        self.assertTrue(called.wait(60))
        self.assertTrue(question.cancel())
        self.assertTrue(question.cancelled())
        self.assertTrue(ended.wait(60))

    def test_closing_ends_what_is_under_way(self):
        held = threading.Event()
        self.addCleanup(held.set)

        class Slow(text2sql.Provider):
            def complete(self, prompt):
                held.wait(60)
                return ""

        context = text2sql.Context(execute=False)
        context.use_schema_files(SCHEMA)
        context.set_provider(Slow())
        future = context.submit("Anything?")
        context.close()
        self.assertEqual(future.exception(60).name, "T2S_E_SHUTDOWN")

    def test_a_closed_context_is_an_error(self):
        context = text2sql.Context()
        context.close()
        with self.assertRaises(ValueError):
            context.ask("Anything?")


class Lifetime(TestCase):
    def test_a_provider_lives_as_long_as_its_context(self):
        context = text2sql.Context(execute=False)
        context.use_schema_files(SCHEMA)
        provider = Scripted(reply("SELECT 1"))
        watched = weakref.ref(provider)
        context.set_provider(provider)
        del provider
        gc.collect()
        self.assertEqual(context.ask("Anything?").sql, "SELECT 1")
        context.close()
        for _ in range(500):  # the thread that answered lets go of it when it is done, and that is after the answer
            gc.collect()
            if watched() is None:
                break
            time.sleep(0.01)
        self.assertIsNone(watched())

    def test_an_answer_outlives_its_context(self):
        with text2sql.Context(execute=False) as context:
            context.use_schema_files(SCHEMA)
            context.set_provider(Scripted(reply("SELECT 1")))
            answer = context.ask("Anything?")
        self.assertEqual(answer.sql, "SELECT 1")


@unittest.skipUnless(DATABASE, "T2S_TEST_DATABASE is not set")
class Rows(unittest.TestCase):
    def test_values_come_as_python_s_own(self):
        with text2sql.Context() as context:
            context.use_database(DATABASE)
            context.set_provider(Scripted(reply("SELECT 1 AS i, 1.50 AS d, true AS b, NULL AS n, '\\x00ff'::bytea AS y, 'é' AS t")))
            answer = context.ask("Anything?")
            self.assertEqual([column.name for column in answer.columns], ["i", "d", "b", "n", "y", "t"])
            row = answer.rows[0]
            self.assertEqual((row[0], str(row[1]), row[2], row[3], row[4], row[5]), (1, "1.50", True, None, b"\x00\xff", "é"))

    def test_the_row_limit_is_seen(self):
        with text2sql.Context() as context:
            context.use_database(DATABASE)
            context.set_provider(Scripted(reply("SELECT id FROM shop.orders ORDER BY id")))
            answer = context.ask("Which orders?", row_limit=3)
            self.assertEqual((answer.rows, answer.truncated), ([(1,), (2,), (3,)], True))


if __name__ == "__main__":
    unittest.main()
