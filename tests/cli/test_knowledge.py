#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The option --knowledge, and "text2sql knowledge". TEXT2SQL is the program."""

import json
import os
import unittest

from test_cli import DONE, REJECTED, SCHEMA, USAGE, Run, TestCase

SHOP = os.path.join(os.path.dirname(SCHEMA), "knowledge.json")
HIDING = '{"tables": {"shop.customers": {"columns": {"last_name": {"hidden": true}}}}}'


class Check(TestCase):
    def test_the_knowledge_of_the_sample_is_right(self):
        self.assertIn(": valid", self.expect(Run("knowledge", "check", "--schema", SCHEMA, SHOP), DONE).out)

    def test_problems_are_printed_with_their_places(self):
        path = self.file('{"tables": {\n "shop.order": {}},\n "examples": [{"question": "q", "sql": "SELECT x FROM shop.orders"}]}', "k.json")
        out = self.expect(Run("knowledge", "check", "--schema", SCHEMA, path), REJECTED).out
        self.assertIn("k.json:2:2: error: there is no table \"shop.order\"", out)
        self.assertIn("did you mean \"shop.orders\"?", out)
        self.assertIn("k.json:3:40: error: the SQL of this example is rejected", out)

    def test_problems_can_be_had_as_json(self):
        path = self.file('{"tabels": {}}', "k.json")
        output = json.loads(self.expect(Run("knowledge", "check", "--schema", SCHEMA, "--format", "json", path), REJECTED).out)
        self.assertEqual((output["valid"], output["problems"]), (False, 1))
        self.assertEqual((output["diagnostics"][0]["line"], output["diagnostics"][0]["column"]), (1, 2))
        output = json.loads(self.expect(Run("knowledge", "check", "--schema", SCHEMA, "--format", "json", SHOP), DONE).out)
        self.assertEqual(output, {"valid": True, "diagnostics": [], "problems": 0})

    def test_wrong_usage_is_told(self):
        self.expect(Run("knowledge"), USAGE, "check")
        self.expect(Run("knowledge", "check", "--schema", SCHEMA), USAGE, "no FILE")
        self.expect(Run("knowledge", "check", SHOP), USAGE, "no schema")


class Option(TestCase):
    def test_a_prompt_tells_what_its_words_mean_and_shows_the_nearest_examples(self):
        out = self.expect(Run("prompt", "--schema", SCHEMA, "--knowledge", SHOP, "Turnover of each month"), DONE).out
        self.assertIn('<definitions>\n"revenue", "turnover"', out)
        self.assertIn("Question: What was the revenue of each month of 2024?\nSQL: SELECT", out)
        self.assertNotIn("email", out[out.index("[user]"):].replace("shop.email", ""))

    def test_what_is_hidden_is_neither_shown_nor_read(self):
        path = self.file(HIDING, "k.json")
        self.assertIn("last_name", self.expect(Run("schema", "--schema", SCHEMA), DONE).out)
        self.assertNotIn("last_name", self.expect(Run("schema", "--schema", SCHEMA, "--knowledge", path), DONE).out)
        sql = self.file("SELECT last_name FROM shop.customers", "q.sql")
        self.expect(Run("check", "--schema", SCHEMA, sql), DONE)
        self.assertIn("42501", self.expect(Run("check", "--schema", SCHEMA, "--knowledge", path, sql), REJECTED).out)

    def test_a_broken_file_is_told_with_its_place(self):
        path = self.file('{"tables": {},\n}', "k.json")
        self.expect(Run("schema", "--schema", SCHEMA, "--knowledge", path), USAGE, "k.json:2:1: error: a member's name")
        self.expect(Run("schema", "--schema", SCHEMA, "--knowledge", "/nonexistent.json"), USAGE, "/nonexistent.json")


if __name__ == "__main__":
    unittest.main()
