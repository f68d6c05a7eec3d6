#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The program text2sql as its users see it: what goes in, what comes out, and the exit status.

TEXT2SQL is the program; T2S_TEST_DATABASE, when it is set, is the sample shop in a real PostgreSQL.
"""

import csv
import io
import json
import os
import pathlib
import pty
import signal
import subprocess
import sys
import tempfile
import time
import unittest

TOP = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = str(TOP / "examples" / "shop" / "schema.sql")
PROGRAM = os.environ.get("TEXT2SQL", "text2sql")
DATABASE = os.environ.get("T2S_TEST_DATABASE")
KEY = "sk-this-key-is-a-secret"

DONE, REJECTED, USAGE, FAILED = range(4)


class Run:
    """One run of the program."""

    def __init__(self, *arguments, stdin=b"", environment=None):
        if isinstance(stdin, str):
            stdin = stdin.encode()
        given = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "ANTHROPIC_"))}
        given.update(environment or {})
        done = subprocess.run([PROGRAM, *arguments], input=stdin, capture_output=True, env=given, timeout=900)
        self.status = done.returncode
        self.out = done.stdout.decode("utf-8", "replace")
        self.err = done.stderr.decode("utf-8", "replace")

    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]


class TestCase(unittest.TestCase):
    maxDiff = None

    def file(self, content, name="file.sql"):
        if isinstance(content, str):
            content = content.encode()
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        path = pathlib.Path(directory.name) / name
        path.write_bytes(content)
        return str(path)

    def expect(self, run, status, err=None):
        """The exit status, and a part of what is said on standard error; nothing is said there unless it is expected."""
        self.assertEqual(run.status, status, run.out[:2000] + run.err[:2000])
        if err is None:
            self.assertEqual(run.err, "")
        else:
            self.assertIn(err, run.err)
        return run


class Usage(TestCase):
    def test_help_is_printed_and_is_no_error(self):
        for arguments in (["--help"], ["ask", "--help"], ["check", "--help"], ["schema", "--help"]):
            self.assertIn("exit status", self.expect(Run(*arguments), DONE).out)

    def test_the_version_is_the_library_s(self):
        self.assertRegex(self.expect(Run("--version"), DONE).out, r"^text2sql \d+\.\d+\.\d+\n$")

    def test_no_command_is_an_error(self):
        self.expect(Run(), USAGE, "no command")

    def test_an_unknown_command_is_an_error_that_names_the_nearest(self):
        self.expect(Run("chek"), USAGE, "did you mean check?")

    def test_an_unknown_option_is_an_error_that_names_the_nearest(self):
        self.expect(Run("ask", "--databse", "x", "Why?"), USAGE, "did you mean --database?")
        self.expect(Run("check", "--schemas=x"), USAGE, "did you mean --schema?")
        self.expect(Run("check", "--zzzzzzzz"), USAGE, "--help")
        self.expect(Run("ask", "-xyz", "Why?"), USAGE, '"-x"')

    def test_an_option_of_another_command_is_said_to_be_one(self):
        self.expect(Run("ask", "--budget", "5", "Why?"), USAGE, 'not one of "text2sql ask"')

    def test_an_option_without_its_value_is_an_error(self):
        self.expect(Run("check", "--schema"), USAGE, "needs a value")

    def test_a_value_where_none_belongs_is_an_error(self):
        self.expect(Run("ask", "--no-execute=1", "Why?"), USAGE, "takes no value")

    def test_an_unknown_format_is_an_error(self):
        self.expect(Run("ask", "--format", "jsn", "Why?"), USAGE, 'did you mean "json"?')
        self.expect(Run("check", "--format", "csv"), USAGE, "unknown format")

    def test_an_unknown_dialect_is_an_error(self):
        self.expect(Run("check", "--dialect", "oracle"), USAGE, "oracle")
        self.expect(Run("check", "--dialect", "trino", "--database", "postgresql:///nothing"), USAGE, "speaks postgres")

    def test_a_question_in_several_words_must_be_quoted(self):
        self.expect(Run("ask", "--schema", SCHEMA, "How", "many?"), USAGE, "quotes")

    def test_ask_needs_a_question_and_a_schema(self):
        self.expect(Run("ask", "--schema", SCHEMA), USAGE, "no question")
        self.expect(Run("ask", "Why?"), USAGE, "neither a database nor a schema")

    def test_csv_without_rows_is_an_error(self):
        self.expect(Run("ask", "--schema", SCHEMA, "--format", "csv", "Why?"), USAGE, "--format csv")

    def test_check_and_schema_take_one_source(self):
        for command in ("check", "schema"):
            self.expect(Run(command, "--schema", SCHEMA, "--database", "postgresql:///x"), USAGE, "together")

    def test_schema_needs_one(self):
        self.expect(Run("schema"), USAGE, "no schema")

    def test_a_budget_is_a_number_of_tokens(self):
        for budget in ("0", "-1", "many", "1e3", "99999999999999999999"):
            self.expect(Run("schema", "--schema", SCHEMA, "--budget", budget), USAGE, "--budget")

    def test_questions_come_once(self):
        self.expect(Run("schema", "--schema", SCHEMA, "--format", "jsonl", "--question", "Why?"), USAGE, "--question")

    def test_an_unknown_library_option_is_an_error_that_lists_the_known(self):
        self.expect(Run("ask", "--schema", SCHEMA, "--set", "row_limits=5", "Why?"), USAGE, "row_limit")
        self.expect(Run("ask", "--schema", SCHEMA, "--set", "row_limit", "Why?"), USAGE, "NAME=VALUE")
        self.expect(Run("ask", "--schema", SCHEMA, "--set", "row_limit=few", "Why?"), USAGE, "row_limit")

    def test_an_unknown_provider_is_an_error(self):
        self.expect(Run("ask", "--schema", SCHEMA, "--provider", "closedai", "Why?"), USAGE, "closedai")

    @unittest.skipUnless(os.path.exists("/dev/full"), "no /dev/full")
    def test_a_full_disk_is_an_error(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([PROGRAM, "schema", "--schema", SCHEMA], stdout=full, stderr=subprocess.PIPE, timeout=900)
        self.assertEqual(done.returncode, FAILED)
        self.assertIn(b"standard output", done.stderr)


class Check(TestCase):
    def check(self, sql, *arguments):
        return Run("check", *arguments, stdin=sql)

    def test_a_right_statement_is_valid(self):
        self.assertIn("valid", self.expect(self.check("SELECT id FROM shop.orders", "--schema", SCHEMA), DONE).out)

    def test_what_is_read_is_listed(self):
        run = self.check("SELECT id FROM shop.orders", "--schema", SCHEMA)
        self.assertIn("reads shop.orders.id\n", run.out)

    def test_a_file_is_checked(self):
        path = self.file("SELECT 1\n")
        self.assertIn(path + ": valid", self.expect(Run("check", path), DONE).out)
        self.expect(Run("check", "-", stdin="SELECT 1"), DONE)

    def test_an_unknown_column_is_found_at_its_place_with_a_hint(self):
        run = self.expect(self.check("SELECT id,\n       stauts FROM shop.orders", "--schema", SCHEMA), REJECTED)
        self.assertIn("standard input:2:8: error:", run.out)
        self.assertIn("[42703]", run.out)
        self.assertIn("status", run.out)

    def test_an_unknown_table_is_found(self):
        self.assertIn("[42P01]", self.expect(self.check("SELECT 1 FROM shop.order", "--schema", SCHEMA), REJECTED).out)

    def test_a_syntax_error_is_found_at_its_place(self):
        run = self.expect(self.check("SELECT 1\nFRM x"), REJECTED)
        self.assertRegex(run.out, r"standard input:2:\d+: error: .*\[42601\]")

    def test_without_a_schema_names_are_not_looked_up(self):
        self.expect(self.check("SELECT whatever FROM anything"), DONE)

    def test_several_statements_are_rejected(self):
        self.expect(self.check("SELECT 1; SELECT 2"), REJECTED)
        self.expect(self.check("SELECT 1;"), DONE)

    def test_what_writes_is_rejected(self):
        for sql in ("DELETE FROM shop.orders", "WITH d AS (DELETE FROM shop.orders RETURNING *) SELECT * FROM d",
                    "SELECT * INTO copy FROM shop.orders", "SELECT * FROM shop.orders FOR UPDATE", "SET work_mem = '1GB'",
                    "DROP TABLE shop.orders", "CREATE TABLE t (i int)", "VACUUM", "COPY shop.orders TO '/tmp/x'"):
            self.expect(self.check(sql, "--schema", SCHEMA), REJECTED)

    def test_several_schema_files_are_one_schema(self):
        more = self.file("CREATE TABLE shop.notes (id integer, order_id integer);")
        self.expect(self.check("SELECT n.id FROM shop.notes n JOIN shop.orders o ON o.id = n.order_id", "--schema", SCHEMA,
                               "--schema", more), DONE)

    def test_nothing_is_no_statement(self):
        for sql in ("", "  \n", "-- only a comment", ";"):
            self.expect(self.check(sql), REJECTED)

    def test_a_file_that_is_missing_is_an_error(self):
        self.expect(Run("check", "/nonexistent/file.sql"), USAGE, "/nonexistent/file.sql")
        self.expect(Run("check", "/"), USAGE, "/")

    def test_a_schema_file_that_is_missing_is_an_error(self):
        self.expect(self.check("SELECT 1", "--schema", "/nonexistent/schema.sql"), USAGE, "/nonexistent/schema.sql")

    def test_an_error_in_a_schema_file_is_told_with_its_place(self):
        path = self.file("CREATE TABLE a (id integer);\nCREATE TABLE b (id integer,,);\n", "wrong.sql")
        run = self.expect(self.check("SELECT 1", "--schema", path), USAGE, "wrong.sql")
        self.assertRegex(run.err, r"line 2\b|:2:")

    def test_a_schema_file_that_is_no_text_is_an_error(self):
        run = self.check("SELECT 1", "--schema", self.file(b"\x7fELF\x00\x01\xff\xfe" * 100, "binary.sql"))
        self.expect(run, USAGE, "binary.sql")

    def test_sql_of_ten_megabytes_is_rejected(self):
        run = self.expect(self.check("SELECT " + "1 + " * 2_600_000 + "1"), REJECTED)
        self.assertIn("[54000]", run.out)

    def test_sql_of_a_hundred_thousand_levels_is_rejected(self):
        run = self.expect(self.check("SELECT " + "(" * 100_000 + "1" + ")" * 100_000), REJECTED)
        self.assertRegex(run.out, r"\[5400\d\]")

    def test_sql_that_is_deep_in_other_ways_does_not_crash(self):
        for sql in ("SELECT " + "NOT " * 100_000 + "true", "SELECT " + "-" * 1 + " -" * 100_000 + "1",
                    "SELECT 1" + " UNION SELECT 1" * 50_000,
                    "SELECT " + "CASE WHEN true THEN " * 20_000 + "1" + " END" * 20_000, "SELECT 1" + "::int" * 100_000,
                    "SELECT * FROM " + "(SELECT * FROM " * 20_000 + "t" + ") x" * 20_000, "SELECT a" + "[1]" * 100_000):
            self.assertIn(self.check(sql).status, (DONE, REJECTED))

    def test_bytes_that_are_no_text_are_rejected(self):
        for sql in (b"SELECT '\xff\xfe'", b"SELECT 1\x00; DROP TABLE x", b"\x00", os.urandom(4096)):
            self.expect(self.check(sql), REJECTED)

    def test_control_characters_do_not_reach_the_terminal(self):
        run = self.check('SELECT "\x1b[31mred" FROM shop.orders', "--schema", SCHEMA)
        self.assertEqual(run.status, REJECTED)
        self.assertNotIn("\x1b", run.out + run.err)


class CheckLines(TestCase):
    def check(self, *lines, arguments=("--schema", SCHEMA)):
        text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
        return Run("check", "--format", "jsonl", *arguments, stdin=text)

    def test_one_line_in_is_one_line_out_in_order(self):
        run = self.expect(self.check(*({"id": i, "sql": f"SELECT {i}"} for i in range(200))), DONE)
        self.assertEqual([line["id"] for line in run.lines()], list(range(200)))

    def test_a_line_has_the_documented_members(self):
        sql = "SELECT c.name, p.sku FROM shop.products p JOIN shop.categories c ON c.id = p.category_id"
        run = self.expect(self.check({"id": "a", "sql": sql}), DONE)
        self.assertEqual(run.lines(), [{
            "id": "a", "valid": True, "diagnostics": [], "fixed_sql": None, "mends": [], "tables": ["shop.categories", "shop.products"],
            "columns": ["shop.categories.id", "shop.categories.name", "shop.products.category_id", "shop.products.sku"]}])

    def test_a_star_reads_every_column(self):
        line = self.check({"id": 1, "sql": "SELECT * FROM shop.countries"}).lines()[0]
        self.assertEqual(sorted(line["columns"]), ["shop.countries.code", "shop.countries.in_eu", "shop.countries.name"])

    def test_what_has_one_sure_mend_comes_mended(self):
        sql = "SELECT o.stauts -- not: stauts\nFROM shop.orders o"
        line = self.expect(self.check({"id": 1, "sql": sql}), REJECTED).lines()[0]
        self.assertEqual((line["valid"], line["fixed_sql"]), (False, "SELECT o.status -- not: stauts\nFROM shop.orders o"))
        self.assertEqual(line["mends"], [{"name": "column_near_name", "message": '"stauts" is the column "status"',
                                          "edits": [{"start": 9, "length": 6, "text": "status"}]}])
        self.assertEqual(line["diagnostics"][0]["code"], "42703")

    def test_a_diagnostic_has_the_documented_members(self):
        line = self.expect(self.check({"id": 1, "sql": "SELECT nam\nFROM shop.countries"}), REJECTED).lines()[0]
        self.assertEqual(set(line["diagnostics"][0]), {"code", "severity", "message", "hint", "line", "column"})
        found = line["diagnostics"][0]
        self.assertEqual((line["valid"], found["code"], found["severity"], found["line"], found["column"]),
                         (False, "42703", "error", 1, 8))

    def test_an_id_of_any_kind_comes_back(self):
        ids = ["x", 7, None, 1.5, [1, "a"], {"n": 1}, "é\n"]
        self.assertEqual([line["id"] for line in self.check(*({"id": i, "sql": "SELECT 1"} for i in ids)).lines()], ids)
        self.assertEqual(self.check({"sql": "SELECT 1"}).lines()[0]["id"], None)

    def test_a_malformed_line_is_an_error_line_and_no_stop(self):
        run = self.expect(self.check({"id": 1, "sql": "SELECT 1"}, "{not json", '{"id":3}', '["SELECT 1"]', '{"id":5,"sql":7}',
                                     '{"id":6,"sql":"SELECT 1"} x',
                                     '{"id":7,"sql":"SELECT', "[" * 1000, {"id": 9, "sql": "SELECT 1"}), REJECTED)
        lines = run.lines()
        self.assertEqual(len(lines), 9)
        self.assertEqual([line["valid"] for line in lines], [True] + [False] * 7 + [True])
        self.assertEqual([line["error"]["line"] for line in lines[1:8]], list(range(2, 9)))
        self.assertEqual(lines[2]["id"], 3)
        for line in lines[1:8]:
            self.assertEqual(line["error"]["code"], "invalid_line")
            self.assertEqual((line["diagnostics"], line["tables"], line["columns"]), ([], [], []))

    def test_blank_lines_are_passed_over_but_counted(self):
        lines = self.check({"id": 1, "sql": "SELECT 1"}, "", "  ", "oops").lines()
        self.assertEqual((len(lines), lines[1]["error"]["line"]), (2, 4))

    def test_the_last_line_needs_no_line_break(self):
        self.assertEqual(len(Run("check", "--format", "jsonl", stdin='{"id":1,"sql":"SELECT 1"}').lines()), 1)

    def test_text_beyond_ascii_is_taken_as_it_is(self):
        line = {"id": "ä€😀", "sql": "SELECT 'ä€😀' AS \"ä€😀\""}
        run = self.expect(Run("check", "--format", "jsonl", stdin=json.dumps(line, ensure_ascii=False) + "\n"), DONE)
        self.assertEqual(run.lines()[0]["id"], "ä€😀")

    def test_nothing_in_is_nothing_out(self):
        self.assertEqual(self.expect(self.check(), DONE).out, "")

    def test_bytes_that_are_no_text_are_a_malformed_line(self):
        for wrong in (b"\xff", b"\xc3", b"\xc0\x80", b"\xe0\x80\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xf0\x9f\x98", b"\x80"):
            run = Run("check", "--format", "jsonl", stdin=b'{"id":1,"sql":"SELECT \'' + wrong + b'\'"}\n{"id":2,"sql":"SELECT 1"}\n')
            self.expect(run, REJECTED)
            self.assertEqual([line["valid"] for line in run.lines()], [False, True])
            self.assertIn("UTF-8", run.lines()[0]["error"]["message"])

    def test_huge_and_deep_lines_are_rejected_and_no_stop(self):
        run = self.expect(self.check({"id": 1, "sql": "SELECT " + "1 + " * 2_600_000 + "1"},
                                     {"id": 2, "sql": "SELECT " + "(" * 100_000 + "1" + ")" * 100_000},
                                     {"id": 3, "sql": "SELECT 1"}), REJECTED)
        self.assertEqual([line["valid"] for line in run.lines()], [False, False, True])
        self.assertEqual([line["diagnostics"][0]["code"][:3] for line in run.lines()[:2]], ["540", "540"])

    def test_a_nul_in_the_sql_is_rejected(self):
        self.assertEqual(self.check({"id": 1, "sql": "SELECT 1\0; DROP TABLE x"}).lines()[0]["valid"], False)

    def test_a_line_is_answered_before_the_next_is_sent(self):
        with subprocess.Popen([PROGRAM, "check", "--format", "jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            for i in range(3):
                process.stdin.write(json.dumps({"id": i, "sql": "SELECT 1"}).encode() + b"\n")
                process.stdin.flush()
                self.assertEqual(json.loads(process.stdout.readline())["id"], i)
            process.stdin.close()
            self.assertEqual(process.wait(60), DONE)

    @unittest.skipUnless(DATABASE, "needs PostgreSQL")
    def test_a_database_s_schema_is_that_of_its_files(self):
        line = {"id": 1, "sql": "SELECT * FROM shop.order_totals t JOIN warehouse.shipments s USING (order_id)"}
        from_files = self.expect(self.check(line), DONE).lines()
        from_database = self.expect(self.check(line, arguments=("--database", DATABASE)), DONE).lines()
        self.assertEqual(from_files, from_database)


class Schema(TestCase):
    def test_the_whole_schema_is_shown(self):
        run = self.expect(Run("schema", "--schema", SCHEMA), DONE)
        for word in ("customers", "order_items", "shipments", "Delivery addresses"):
            self.assertIn(word, run.out)

    def test_json_has_tables_and_columns(self):
        run = self.expect(Run("schema", "--schema", SCHEMA, "--format", "json"), DONE)
        tables = {f"{t['schema']}.{t['name']}": t for t in json.loads(run.out)["tables"]}
        self.assertEqual(len(tables), 16)
        self.assertEqual(tables["shop.order_totals"]["kind"], "view")
        self.assertEqual(tables["shop.countries"]["comment"], "Countries that the shop delivers to")
        self.assertEqual(tables["shop.countries"]["columns"][0],
                         {"name": "code", "type": "character(2)", "not_null": True, "default": None,
                          "comment": "ISO 3166-1 alpha-2"})
        self.assertEqual(tables["shop.countries"]["keys"][0], {"kind": "primary", "columns": ["code"]})
        self.assertIn({"kind": "foreign", "columns": ["country_code"], "foreign_schema": "shop", "foreign_name": "countries",
                       "foreign_columns": ["code"]}, [key for table in tables.values() for key in table["keys"]])

    def test_a_question_chooses_within_its_budget(self):
        run = self.expect(Run("schema", "--schema", SCHEMA, "--question", "Which carrier delivers shipments fastest?", "--budget",
                              "300",
                              "--format", "json"), DONE)
        shown = json.loads(run.out)
        self.assertIn("shipments", [table["name"] for table in shown["tables"]])
        self.assertLessEqual(shown["tokens"], 300)
        self.assertFalse(shown["complete"])

    SMALL = ("CREATE TABLE people (id int PRIMARY KEY, name text NOT NULL, mood text CHECK (mood IN ('fine', 'bad')));"
             "CREATE TABLE visits (person_id int, day date NOT NULL, PRIMARY KEY (person_id, day));"
             "CREATE INDEX ON visits (day); COMMENT ON COLUMN visits.day IS E'When\\033[31m';")

    def test_a_key_that_nobody_declared_is_marked_wherever_it_is_shown(self):
        schema = self.file(self.SMALL)
        text = self.expect(Run("schema", "--schema", schema), DONE).out
        self.assertIn("person_id int, -- likely joins people(id)\n", text)
        self.assertIn("mood text -- 'fine', 'bad'\n", text)
        tables = {t["name"]: t for t in json.loads(self.expect(Run("schema", "--schema", schema, "--format", "json"), DONE).out)["tables"]}
        self.assertIn({"kind": "inferred", "columns": ["person_id"], "foreign_schema": "public", "foreign_name": "people",
                       "foreign_columns": ["id"]}, tables["visits"]["keys"])
        self.assertEqual(len(tables["people"]["checks"]), 1)

    def test_details_show_everything_aligned(self):
        out = self.expect(Run("schema", "--schema", self.file(self.SMALL), "--format", "details"), DONE).out
        self.assertIn("public.people  table\n  id    integer  not null, primary key\n  name  text     not null\n  mood  text\n", out)
        self.assertIn("  person_id  integer  not null, likely joins public.people(id)\n", out)
        self.assertIn("  primary key (person_id, day)\n", out)
        self.assertIn("  check ", out)
        self.assertNotIn("\x1b", out)
        self.assertEqual([line for line in out.splitlines() if line != line.rstrip()], [])

    def test_a_question_s_tables_have_scores(self):
        schema = self.file(self.SMALL)
        run = self.expect(Run("schema", "--schema", schema, "--format", "json", "--question", "How many visits?"), DONE)
        scores = {table["name"]: table["score"] for table in json.loads(run.out)["tables"]}
        self.assertGreater(scores["visits"], scores["people"])
        self.assertIn("score ", self.expect(Run("schema", "--schema", schema, "--format", "details", "--question", "visits"), DONE).out)
        self.assertNotIn("score", self.expect(Run("schema", "--schema", schema, "--format", "details"), DONE).out)

    def test_the_sql_that_notifies_is_printed_without_a_schema(self):
        printed = self.expect(Run("schema", "--notify-sql"), DONE).out
        self.assertIn("CREATE EVENT TRIGGER", printed)
        self.assertIn(printed, (TOP / "docs" / "schema.md").read_text(encoding="utf-8"))

    def test_values_are_shown_only_where_they_were_asked_for(self):
        self.expect(Run("schema", "--schema", SCHEMA, "--values"), USAGE, "--format details")
        self.expect(Run("schema", "--schema", SCHEMA, "--values", "--format", "json"), DONE)

    @unittest.skipUnless(DATABASE, "needs PostgreSQL")
    def test_a_database_shows_its_values_only_when_asked(self):
        run = self.expect(Run("schema", "--database", DATABASE, "--format", "json"), DONE)
        self.assertNotIn('"values"', run.out)
        run = self.expect(Run("schema", "--database", DATABASE, "--format", "json", "--values"), DONE)
        found = [c for t in json.loads(run.out)["tables"] for c in t["columns"] if "values" in c]
        self.assertTrue(found)
        self.assertIn("value", found[0]["values"][0])
        self.assertIn(found[0]["values"][0]["value"],
                      self.expect(Run("schema", "--database", DATABASE, "--format", "details", "--values"), DONE).out)

    def test_questions_in_lines_are_answered_in_lines(self):
        questions = [{"id": i, "question": q} for i,
                     q in enumerate(("Which suppliers are late?", "How are tents rated?", "Who returned what?"))]
        run = self.expect(Run("schema", "--schema", SCHEMA, "--format", "jsonl", "--budget", "500",
                              stdin="".join(json.dumps(q) + "\n" for q in questions)), DONE)
        self.assertEqual([line["id"] for line in run.lines()], [0, 1, 2])
        for line in run.lines():
            self.assertEqual(set(line), {"id", "tables", "columns", "tokens", "text"})
            self.assertLessEqual(line["tokens"], 500)
        self.assertIn("warehouse.suppliers", run.lines()[0]["tables"])
        self.assertIn("warehouse.suppliers.name", run.lines()[0]["columns"])

    def test_a_malformed_line_is_an_error_line_and_no_stop(self):
        run = Run("schema", "--schema", SCHEMA, "--format", "jsonl",
                  stdin='nonsense\n{"id":2,"question":"Who?"}\n{"id":3,"question":"a\\u0000b"}\n')
        self.expect(run, REJECTED)
        lines = run.lines()
        self.assertEqual(["error" in line for line in lines], [True, False, True])
        self.assertEqual(lines[0]["error"]["line"], 1)

    @unittest.skipUnless(DATABASE, "needs PostgreSQL")
    def test_a_database_shows_the_same_tables_and_its_rows(self):
        run = self.expect(Run("schema", "--database", DATABASE, "--format", "json"), DONE)
        tables = {table["name"]: table for table in json.loads(run.out)["tables"]}
        self.assertEqual(len(tables), 16)
        self.assertGreater(tables["orders"]["rows"], 5000)


class Model:
    """A server that speaks OpenAI's and Anthropic's protocols and says what it is told."""

    def __init__(self, test, script):
        self.directory = tempfile.TemporaryDirectory()
        test.addCleanup(self.directory.cleanup)
        base = pathlib.Path(self.directory.name)
        (base / "script.json").write_text(json.dumps(script))
        self.process = subprocess.Popen([sys.executable, str(TOP / "tests" / "support" / "llm_server.py"), "--script",
                                         str(base / "script.json"),
                                         "--port-file", str(base / "port"), "--log", str(base / "log")],
                                        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        test.addCleanup(self.stop)
        for _ in range(4800):
            if (base / "port").exists():
                break
            time.sleep(0.05)
        self.url = f"http://127.0.0.1:{(base / 'port').read_text().strip()}/v1"
        self.environment = {"OPENAI_BASE_URL": self.url, "OPENAI_API_KEY": KEY, "OPENAI_MODEL": "test",
                            "ANTHROPIC_BASE_URL": self.url, "ANTHROPIC_API_KEY": KEY, "ANTHROPIC_MODEL": "test-a"}

    def requests(self):
        return [json.loads(line) for line in (pathlib.Path(self.directory.name) / "log").read_text().splitlines()]

    def stop(self):
        self.process.stdin.close()
        self.process.wait(300)


def reply(outcome, sql=None, **fields):
    return {"reply": {"outcome": outcome, "sql": sql, "explanation": "", "assumptions": [], "clarification": None, **fields}}


class Ask(TestCase):
    """Without a database: SQL is written and checked."""

    def ask(self, step, *arguments, question="How many orders are there?", schema=SCHEMA):
        self.model = Model(self, {"default": step} if isinstance(step, dict) else {"steps": step})
        run = Run("ask", "--schema", schema, *arguments, question, environment=self.model.environment)
        self.assertNotIn(KEY, run.out + run.err)
        return run

    def test_sql_and_what_is_said_about_it_are_printed(self):
        run = self.expect(self.ask(reply("answer", "SELECT count(*) FROM shop.orders", explanation="Counts them.",
                                         assumptions=["All of them."])), DONE)
        for part in ("SELECT count(*) FROM shop.orders\n", "Explanation: Counts them.", "Assumed: All of them."):
            self.assertIn(part, run.out)

    def test_json_is_one_object_with_everything(self):
        run = self.expect(self.ask(reply("answer", "SELECT count(*) FROM shop.orders"), "--format", "json"), DONE)
        answer = json.loads(run.out)
        self.assertEqual(set(answer),
                         {"question", "outcome", "sql", "explanation", "assumptions", "clarification", "refused_by", "refusal",
                          "diagnostics", "original_sql", "mends", "error", "model", "timings", "counters", "calls", "columns",
                          "rows", "truncated"})
        self.assertEqual((answer["outcome"], answer["sql"], answer["rows"]), ("answered", "SELECT count(*) FROM shop.orders", None))
        self.assertEqual(answer["counters"]["provider_calls"], 1)
        self.assertGreater(answer["timings"]["provider_us"], 0)

    def test_a_question_back_is_printed(self):
        run = self.expect(self.ask(reply("clarify", clarification="By revenue or by number?")), REJECTED)
        self.assertIn("By revenue or by number?", run.out)

    def test_what_cannot_be_answered_is_said(self):
        run = self.expect(self.ask(reply("unanswerable", explanation="There are no employees here.")), REJECTED)
        self.assertIn("There are no employees here.", run.out)

    def test_a_write_is_refused_by_its_rule(self):
        run = self.expect(self.ask(reply("answer", "DELETE FROM shop.orders")), REJECTED)
        self.assertIn("read_only", run.out)

    def test_a_wrong_name_with_one_sure_mend_is_mended_without_the_model(self):
        run = self.ask([reply("answer", "SELECT stauts FROM shop.orders")], "--format", "json")
        answer = json.loads(self.expect(run, DONE).out)
        self.assertEqual((answer["sql"], answer["original_sql"]),
                         ("SELECT status FROM shop.orders", "SELECT stauts FROM shop.orders"))
        self.assertEqual([(mend["name"], mend["edits"]) for mend in answer["mends"]],
                         [("column_near_name", [{"start": 7, "length": 6, "text": "status"}])])
        self.assertEqual((answer["counters"]["mended"], len(self.model.requests())), (1, 1))

    def test_what_was_mended_is_said(self):
        run = self.expect(self.ask(reply("answer", "SELECT stauts FROM shop.orders")), DONE)
        self.assertIn('Mended: "stauts" is the column "status"\n', run.out)

    def test_mending_can_be_turned_off(self):
        run = self.ask([reply("answer", "SELECT stauts FROM shop.orders"), reply("answer", "SELECT id FROM shop.orders")],
                       "--format", "json", "--set", "mend=0")
        self.assertEqual(json.loads(self.expect(run, DONE).out)["sql"], "SELECT id FROM shop.orders")

    def test_a_wrong_name_is_mended(self):
        run = self.ask([reply("answer", "SELECT mood FROM shop.orders"), reply("answer", "SELECT status FROM shop.orders")],
                       "--format", "json")
        self.expect(run, DONE)
        self.assertEqual(json.loads(run.out)["sql"], "SELECT status FROM shop.orders")
        self.assertEqual(len(self.model.requests()), 2)

    def test_sql_that_is_never_mended_is_rejected(self):
        run = self.ask([reply("answer", f"SELECT wrong_{i} FROM shop.orders") for i in range(9)])
        self.expect(run, REJECTED, "text2sql: ")
        self.assertIn("42703", run.out)

    def test_a_reply_that_is_no_json_is_a_failure(self):
        self.expect(self.ask({"content": "Sure! Here is your SQL."}), FAILED, "text2sql: ")

    def test_a_server_error_is_a_failure(self):
        self.expect(self.ask({"status": 500, "error": {"message": "overloaded"}}), FAILED, "overloaded")

    def test_a_refused_key_is_a_failure_that_does_not_show_it(self):
        run = self.ask({"status": 401, "error": {"message": "Incorrect API key provided: {key}"}, "echo": True})
        self.expect(run, FAILED, "T2S_E_AUTH")

    def test_a_server_that_is_not_there_is_a_failure(self):
        run = Run("ask", "--schema", SCHEMA, "Why?",
                  environment={"OPENAI_BASE_URL": "http://127.0.0.1:1/v1", "OPENAI_API_KEY": KEY})
        self.expect(run, FAILED, "T2S_E_CONNECT")
        self.assertNotIn(KEY, run.out + run.err)

    def test_a_missing_key_is_a_usage_error(self):
        self.expect(Run("ask", "--schema", SCHEMA, "Why?"), USAGE, "OPENAI_API_KEY")

    def test_an_empty_question_is_a_usage_error(self):
        for question in ("", "   ", "\n\t"):
            self.expect(Run("ask", "--schema", SCHEMA, "--provider", "replay:" + self.file("", "empty.jsonl"), question), USAGE,
                        "question")

    def test_an_oversized_question_is_a_usage_error(self):
        self.expect(Run("ask", "--schema", SCHEMA, "--provider", "replay:" + self.file("", "empty.jsonl"), "x" * 70000), USAGE,
                    "65536")

    def test_a_question_that_is_not_utf8_is_a_usage_error(self):
        self.expect(Run("ask", "--schema", SCHEMA, "--provider", "replay:" + self.file("", "empty.jsonl"), b"caf\xe9?"), USAGE,
                    "UTF-8")

    def test_sql_of_ten_megabytes_from_the_model_is_not_taken(self):
        run = self.ask(reply("answer", "SELECT " + "1 + " * 2_600_000 + "1"))
        self.assertIn(run.status, (REJECTED, FAILED))
        self.assertIn("text2sql: ", run.err)

    def test_sql_of_a_hundred_thousand_levels_from_the_model_is_rejected(self):
        run = self.ask(reply("answer", "SELECT " + "(" * 100_000 + "1" + ")" * 100_000))
        self.expect(run, REJECTED, "text2sql: ")

    def test_control_characters_from_the_model_do_not_reach_the_terminal(self):
        run = self.ask(reply("answer", "SELECT 1 -- \x1b[2J", explanation="\x1b]0;title\x07 \x9b31m"))
        self.assertNotRegex(run.out, "[\x1b\x07\x9b]")

    def test_what_happens_is_shown_when_wanted(self):
        run = self.ask(reply("answer", "SELECT 1"), "--verbose")
        self.expect(run, DONE, "text2sql: debug: ")

    def test_every_call_is_in_the_json(self):
        prices = self.file('{"first-*": {"input": 2, "cached_input": 0.5, "output": 8}}', "prices.json")
        run = self.ask([{**reply("answer", "SELECT mood FROM shop.orders"), "model": "first-1"},
                        {**reply("answer", "SELECT status FROM shop.orders"), "model": "other-1"}], "--format", "json", "--prices",
                       prices)
        answer = json.loads(self.expect(run, DONE).out)
        first, second = answer["calls"]
        self.assertEqual(set(first), {"provider", "model", "reason", "attempt", "error", "input_tokens", "output_tokens",
                                      "cached_tokens", "estimated", "cost", "started_us", "first_byte_us", "duration_us"})
        self.assertEqual([(c["provider"], c["model"], c["reason"], c["attempt"], c["error"]) for c in (first, second)],
                         [("openai", "first-1", "first", 0, None), ("openai", "other-1", "first", 1, None)])
        self.assertEqual((first["input_tokens"], first["cached_tokens"], first["output_tokens"], first["estimated"]),
                         (100, 64, 20, False))
        self.assertEqual(first["cost"], (36 * 2000 + 64 * 500 + 20 * 8000))
        self.assertEqual((second["cost"], answer["counters"]["cost"]), (0, first["cost"]))
        self.assertEqual(first["started_us"], 0)
        self.assertGreater(second["started_us"], 0)
        self.assertTrue(0 < first["first_byte_us"] <= first["duration_us"])

    def test_a_call_that_failed_is_in_the_json_with_its_error(self):
        run = self.expect(self.ask({"status": 500, "error": {"message": "overloaded"}}, "--format", "json"), FAILED, "overloaded")
        call = json.loads(run.out)["calls"][0]
        self.assertEqual((call["error"]["code"], call["error"]["http_status"], call["model"]), ("T2S_E_SERVER", 500, "test"))

    def test_verbose_tells_what_the_calls_took_and_cost(self):
        prices = self.file('{"*": {"input": 2, "output": 8}}', "prices.json")
        run = self.ask([reply("answer", "SELECT mood FROM shop.orders"), reply("answer", "SELECT status FROM shop.orders")],
                       "--verbose", "--prices", prices)
        self.expect(run, DONE, "call: openai test (first, repair 1): 100 tokens in (64 of them cached), 20 out, cost 0.00036;")
        self.assertIn("2 calls: 200 tokens in (128 of them cached), 40 out, cost 0.00072\n", run.err)

    def test_prices_that_are_none_are_a_usage_error(self):
        replay = ("--provider", "replay:" + self.file("", "empty.jsonl"))
        for text in ("{", "[]", '{"m": {"input": -1, "output": 1}}', '{"m": {"input": 1, "output": 1, "tax": 1}}', ""):
            run = Run("ask", "--schema", SCHEMA, *replay, "--prices", self.file(text, "prices.json"), "Why?")
            self.expect(run, USAGE, "prices.json: ")
        self.expect(Run("ask", "--schema", SCHEMA, *replay, "--prices", "/nonexistent/prices", "Why?"), USAGE, "/nonexistent/prices")

    def test_a_caller_can_be_named(self):
        self.expect(self.ask(reply("answer", "SELECT 1"), "--caller", "the shop"), DONE)

    def test_progress_is_shown_line_by_line_when_wanted(self):
        run = self.ask(reply("answer", "SELECT 1", explanation="Because\x1b."), "--progress")
        self.expect(run, DONE, "text2sql: at: provider\ntext2sql: reply: {\"outcome\": \"answer\", \"sql\": \"SELECT 1\"")
        self.assertIn("text2sql: at: reply\n", run.err)
        self.assertNotIn("\x1b", run.err)

    def test_a_reply_is_streamed_for_who_looks_on(self):
        for arguments, streamed in ((["--progress"], True), ([], False)):
            self.assertEqual(self.ask(reply("answer", "SELECT 1"), *arguments).status, DONE)
            self.assertEqual([bool(request["body"].get("stream")) for request in self.model.requests()], [streamed])

    def test_a_log_does_not_run_into_the_progress(self):
        run = self.ask(reply("answer", "SELECT 1"), "--progress", "--verbose")
        for line in self.expect(run, DONE, "text2sql: at: provider\n").err.splitlines():
            self.assertTrue(line.startswith("text2sql: "), line)
            self.assertEqual(line.count("text2sql: "), 1, line)

    def on_a_terminal(self, *arguments, kind="xterm"):
        """@return the exit status, standard output, and what was written to the terminal, which is standard error"""
        model = Model(self, {"default": reply("answer", "SELECT 1", explanation="It is one. " * 40)})
        terminal, other_end = pty.openpty()
        with subprocess.Popen([PROGRAM, "ask", "--schema", SCHEMA, *arguments, "Why?"], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=other_end, env={**os.environ, **model.environment, "TERM": kind}) as process:
            os.close(other_end)
            shown = b""
            try:
                while chunk := os.read(terminal, 65536):
                    shown += chunk
            except OSError:  # the other end is closed
                pass
            os.close(terminal)
            return process.wait(60), process.stdout.read().decode(), shown.decode()

    def test_progress_on_a_terminal_is_one_line_that_is_gone_in_the_end(self):
        status, out, shown = self.on_a_terminal()
        self.assertEqual(status, DONE)
        self.assertIn("SELECT 1\n", out)
        drawings = shown.split("\r\x1b[K")
        self.assertEqual((drawings[0], drawings[-1]), ("", ""))
        self.assertTrue([d for d in drawings if d.startswith("provider: ") and "It is one." in d])
        self.assertLess(max(map(len, drawings)), 80)
        self.assertNotIn("\n", shown)

    def test_progress_on_a_terminal_can_be_turned_off(self):
        self.assertEqual(self.on_a_terminal("--no-progress")[2], "")
        self.assertEqual(self.on_a_terminal(kind="dumb")[2], "")

    def test_what_was_recorded_is_replayed_without_a_network(self):
        recording = self.file("", "recording.jsonl")
        first = self.expect(self.ask(reply("answer", "SELECT count(*) FROM shop.orders"), "--record", recording), DONE)
        second = self.expect(Run("ask", "--schema", SCHEMA, "--provider", "replay:" + recording, "How many orders are there?"),
                             DONE)
        self.assertEqual(first.out, second.out)
        self.assertNotIn(KEY, pathlib.Path(recording).read_text())

    def test_what_was_not_recorded_is_an_error_that_names_the_nearest(self):
        recorded = str(TOP / "examples" / "shop" / "recorded.jsonl")
        run = self.expect(Run("ask", "--schema", SCHEMA, "--provider", "replay:" + recorded,
                              "Which ten customers spent most in 2024?"), FAILED, "T2S_E_NOTFOUND")
        self.assertIn("Which ten customers spent the most in 2024?", run.err)

    def test_a_recording_that_cannot_be_read_is_a_usage_error(self):
        self.expect(Run("ask", "--schema", SCHEMA, "--provider", "replay:/nonexistent/file", "Why?"), USAGE, "/nonexistent/file")
        self.expect(Run("ask", "--schema", SCHEMA, "--provider", "replay:" + self.file("{}\nrubbish\n", "bad.jsonl"), "Why?"),
                    USAGE, "bad.jsonl")

    def test_a_wrong_uri_is_a_usage_error_that_does_not_show_the_password(self):
        for uri in ("mysql://u:hunter2@host/db", "postgresql://u:hunter2@[host/db", "nonsense hunter2"):
            for command in (["ask", "--database", uri, "Why?"], ["check", "--database", uri], ["schema", "--database", uri]):
                run = self.expect(Run(*command, environment={"OPENAI_API_KEY": KEY}), USAGE, "text2sql: ")
                self.assertNotIn("hunter2", run.out + run.err)

    def test_a_database_that_is_not_there_is_a_failure_that_does_not_show_the_password(self):
        for command in (["ask", "Why?"], ["schema"]):
            run = Run(command[0], "--database", "postgresql://u:hunter2@127.0.0.1:1/db", *command[1:],
                      environment={"OPENAI_API_KEY": KEY})
            self.expect(run, FAILED, "127.0.0.1")
            self.assertNotIn("hunter2", run.out + run.err)


class Providers(TestCase):
    """--provider, in all its forms."""

    def ask(self, provider, *arguments, environment=None):
        run = Run("ask", "--schema", SCHEMA, "--provider", provider, "--format", "json", *arguments, "How many?",
                  environment=environment)
        self.assertNotIn(KEY, run.out + run.err)
        return run

    def configuration(self, tree):
        return self.file(tree if isinstance(tree, str) else json.dumps(tree), "providers.json")

    def test_anthropic_is_asked_by_its_own_api(self):
        model = Model(self, {"default": reply("answer", "SELECT 1")})
        answer = json.loads(self.expect(self.ask("anthropic", environment=model.environment), DONE).out)
        self.assertEqual((answer["sql"], answer["calls"][0]["provider"], answer["model"]), ("SELECT 1", "anthropic", "test-a"))
        request, = model.requests()
        self.assertEqual((request["path"], request["headers"]["x-api-key"]), ("/v1/messages", KEY))

    def test_anthropic_without_a_key_is_a_usage_error(self):
        self.expect(self.ask("anthropic"), USAGE, "ANTHROPIC_API_KEY")

    def test_a_file_is_a_tree_of_providers(self):
        failing = Model(self, {"default": {"status": 500, "error": {"message": "overloaded"}}})
        working = Model(self, {"default": reply("answer", "SELECT 1")})
        path = self.configuration({"chain": {"of": [
            {"retry": {"attempts": 2, "base_delay_ms": 1, "of": {"openai": {"base_url": failing.url}}}},
            {"anthropic": {"base_url": working.url, "api_key": KEY}}]}})
        run = self.expect(self.ask(path), DONE)
        answer = json.loads(run.out)
        self.assertEqual([(c["provider"], c["reason"], c["error"] and c["error"]["code"]) for c in answer["calls"]],
                         [("openai", "first", "T2S_E_SERVER"), ("openai", "retry", "T2S_E_SERVER"), ("anthropic", "fallback", None)])
        self.assertEqual((len(failing.requests()), len(working.requests())), (2, 1))

    def test_a_budget_of_money_takes_its_prices_from_the_command_line(self):
        model = Model(self, {"default": reply("answer", "SELECT 1")})
        tree = {"budget": {"question_money": "0.01", "of": {"openai": {"base_url": model.url}}}}
        prices = self.file('{"*": {"input": 1000, "output": 1000}}', "prices.json")
        run = self.ask(self.configuration(tree), "--prices", prices)
        self.expect(run, FAILED, "T2S_E_BUDGET")
        self.assertEqual(model.requests(), [])
        self.expect(self.ask(self.configuration(tree)), USAGE, "providers.json: ")

    def test_what_is_wrong_with_the_file_is_told_with_its_place(self):
        tree = {"chain": {"of": [{"openai": {"base_url": "http://127.0.0.1:1", "api_key": KEY}},
                                 {"retry": {"attemps": 3, "of": {"openai": {"api_key": KEY}}}}]}}
        self.expect(self.ask(self.configuration(tree)), USAGE, "providers.json: chain.of[1].retry")
        self.expect(self.ask(self.configuration('{"chain": ' + KEY)), USAGE, "providers.json: ")
        self.expect(self.ask("/nonexistent/providers.json"), USAGE, "/nonexistent/providers.json")


@unittest.skipUnless(DATABASE, "needs PostgreSQL")
class AskADatabase(TestCase):
    def ask(self, sql, *arguments, environment=None):
        model = Model(self, {"default": reply("answer", sql)})
        return Run("ask", "--database", DATABASE, *arguments, "How many?", environment={**model.environment, **(environment or {})})

    def test_rows_are_printed_as_a_table(self):
        run = self.expect(self.ask("SELECT code, name FROM shop.countries ORDER BY code LIMIT 2"), DONE)
        self.assertRegex(run.out, r"AT\W+Austria")
        self.assertIn("(2 rows)", run.out)

    def test_rows_are_printed_as_csv_and_nothing_else_is(self):
        run = self.expect(self.ask("SELECT code, name FROM shop.countries ORDER BY code LIMIT 2", "--format", "csv"), DONE)
        self.assertEqual(list(csv.reader(io.StringIO(run.out))), [["code", "name"], ["AT", "Austria"], ["BE", "Belgium"]])

    def test_rows_are_printed_as_json(self):
        run = self.expect(self.ask("SELECT 1 AS a, 12345678901234567890.123456789 AS b, NULL AS c, 'x\"y' AS d", "--format",
                                   "json"), DONE)
        answer = json.loads(run.out, parse_float=str)
        self.assertEqual([column["name"] for column in answer["columns"]], ["a", "b", "c", "d"])
        self.assertIn("12345678901234567890.123456789", run.out)
        self.assertEqual((answer["rows"][0][2:], answer["truncated"]), ([None, 'x"y'], False))

    def test_no_execute_runs_nothing(self):
        run = self.expect(self.ask("SELECT 1 AS a", "--no-execute", "--format", "json"), DONE)
        self.assertIsNone(json.loads(run.out)["rows"])

    def test_the_row_limit_is_told(self):
        run = self.expect(self.ask("SELECT id FROM shop.orders", "--set", "row_limit=3"), DONE)
        self.assertIn("row_limit", run.out)

    def test_what_is_too_dear_is_refused_and_it_is_said_why(self):
        dear = ("SELECT count(*) FROM shop.orders", "--set", "plan_cost_limit=1")
        self.assertRegex(self.expect(self.ask(*dear), REJECTED).out, r"Refused by the rule: plan\n+Because: the server expects a cost of")
        answer = json.loads(self.expect(self.ask(*dear, "--format", "json"), REJECTED).out)
        self.assertEqual((answer["refused_by"], answer["rows"]), ("plan", None))
        self.assertIn("the limit is 1", answer["refusal"])

    def test_an_error_of_the_database_is_a_failure_with_its_sqlstate(self):
        run = self.ask("SELECT 1 / (count(*) - count(*)) FROM shop.orders", "--set", "repair_limit=0")
        self.assertEqual(run.status, FAILED)
        self.assertIn("22012", run.err)

    def test_a_query_that_takes_too_long_is_ended(self):
        run = self.ask("SELECT count(*) FROM shop.orders a, shop.orders b, shop.orders c", "--set", "query_timeout_ms=300", "--set",
                       "repair_limit=0")
        self.assertEqual(run.status, FAILED)

    def test_an_interrupt_ends_the_query_on_the_server_too(self):
        model = Model(self,
                      {"default": reply("answer",
                                        "SELECT count(*) FROM shop.orders a, shop.orders b, shop.orders c, shop.orders interrupted")})
        process = subprocess.Popen([PROGRAM, "ask", "--database", DATABASE, "How many?"], env={**os.environ, **model.environment},
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        running = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%orders interrupted%' AND state = 'active' AND pid <> pg_backend_pid()"
        self.assertTrue(self.becomes(running, "1"))
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=600)
        self.assertEqual(process.returncode, FAILED)
        self.assertIn(b"T2S_E_CANCELLED", err)
        self.assertTrue(self.becomes(running, "0"))

    @staticmethod
    def becomes(sql, value):
        for _ in range(3000):
            done = subprocess.run(["psql", "-X", "-A", "-t", "-d", DATABASE, "-c", sql], capture_output=True, text=True, check=True)
            if done.stdout.strip() == value:
                return True
            time.sleep(0.1)
        return False

    def test_every_sample_question_of_the_shop_is_answered_from_its_recording(self):
        questions = (TOP / "examples" / "shop" / "questions.txt").read_text().splitlines()
        self.assertGreaterEqual(len(questions), 10)
        outcomes = []
        for question in questions:
            run = Run("ask", "--database", DATABASE, "--provider", "replay:" + str(TOP / "examples" / "shop" / "recorded.jsonl"),
                      "--format", "json", question)
            answer = json.loads(run.out)
            outcomes.append(answer["outcome"])
            self.assertEqual(run.status, DONE if answer["outcome"] == "answered" else REJECTED, run.err)
            if answer["outcome"] == "answered":
                self.assertGreater(len(answer["rows"]), 0, question)
        self.assertEqual(set(outcomes), {"answered", "clarify", "unanswerable", "refused"})


if __name__ == "__main__":
    unittest.main()
