# SPDX-License-Identifier: MIT
"""The Python package, against the built library. T2S_TEST_DATABASE, when it is set, is the sample shop in a real PostgreSQL."""

import gc
import json
import os
import pathlib
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
