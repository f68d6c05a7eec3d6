#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Of the statements that models wrote and PostgreSQL rejects: how many are mended, and are they right?

    check_mend.py DATA TEXT2SQL SOCKET_DIRECTORY [--show KIND] [--left]

DATA holds model_answers.jsonl, questions.jsonl and a folder with a schema.sql for each database; a server listens in
SOCKET_DIRECTORY in which each database exists. Prints figures; asserts nothing.
"""
import collections
import json
import os
import re
import subprocess
import sys


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def check(program, schema, statements):
    text = "".join(json.dumps({"id": i, "sql": sql}) + "\n" for i, sql in enumerate(statements))
    done = subprocess.run([program, "check", "--format", "jsonl", "--schema", schema], input=text, capture_output=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def explain(directory, database, statements):
    """What the server says of each: None, or the SQLSTATE."""
    script = "\\set VERBOSITY verbose\nset statement_timeout=20000;\n"
    for i, sql in enumerate(statements):
        script += "\\echo @@@ %d\nEXPLAIN %s\n;\n" % (i, sql.strip().rstrip(";"))
    done = subprocess.run(["psql", "-X", "-q", "-h", directory, "-U", "postgres", "-d", database], input=script, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    verdicts, now = [None] * len(statements), None
    for line in done.stdout.splitlines():
        if line.startswith("@@@ "):
            now = int(line[4:])
        elif line.startswith("ERROR:") and now is not None and verdicts[now] is None:
            verdicts[now] = line
    return verdicts


def words(text):
    """The words of a text or a name, in lower case, each with a blank before and behind it."""
    return " " + " ".join(re.findall(r"[^\W_]+", text.lower())) + " "


def names(checked):
    return {n[7:] if n.startswith("public.") else n for n in checked["tables"] + checked["columns"]}


def share(part, whole):
    return 100 * part / whole if whole else 100


def main():
    data, program, directory = sys.argv[1:4]
    show = sys.argv[sys.argv.index("--show") + 1] if "--show" in sys.argv else None
    answers = read(data + "/model_answers.jsonl")
    questions = {}
    for question in read(data + "/questions.jsonl"):
        questions[question["id"]] = question
    changed_accepted = rejected = rejected_here = mended = refused_by_server = within = counted = 0
    not_written = not_written_within = of_read = of_read_within = 0
    kinds = collections.defaultdict(collections.Counter)
    states = collections.defaultdict(collections.Counter)
    for database in sorted({a["database"] for a in answers}):
        rows = [a for a in answers if a["database"] == database]
        schema = os.path.join(data, database, "schema.sql")
        checked = check(program, schema, [a["sql"] for a in rows])
        fixed = [(a, c) for a, c in zip(rows, checked) if c["fixed_sql"] is not None]
        again = check(program, schema, [c["fixed_sql"] for _, c in fixed])
        verdicts = explain(directory, database, [c["fixed_sql"] for _, c in fixed])
        rejected += sum(not a["accepted"] for a in rows)
        rejected_here += sum(not a["accepted"] and not c["valid"] for a, c in zip(rows, checked))
        for a, c in zip(rows, checked):
            if not a["accepted"]:
                states[a["sqlstate"]]["all"] += 1
                states[a["sqlstate"]]["mended"] += c["fixed_sql"] is not None
                if c["fixed_sql"] is None and "--left" in sys.argv:
                    message = c["diagnostics"][0]["message"] if c["diagnostics"] else "ACCEPTED HERE"
                    print("LEFT", a["sqlstate"], "|", a["message"].split("\n")[0][:120], "|", message[:100], "|",
                          " ".join(a["sql"].split())[:600])
            elif c["fixed_sql"] is not None:
                changed_accepted += 1
        for (a, c), after, verdict in zip(fixed, again, verdicts):
            question = questions[a["question_id"]]
            used = names(after)
            new = {n for n in used - names(c)}
            best = None
            for tables, columns in zip(question["gold_tables"], question["gold_columns"]):
                gold = set(tables) | set(columns)
                best = max(best or 0, len(new & gold))
            is_right = verdict is None and best == len(new)
            written = words(a["sql"])
            unwritten = {n for n in new if words(n.split(".")[-1]) not in written}
            gold = set().union(*question["gold_tables"], *question["gold_columns"])
            not_written += len(unwritten)
            not_written_within += len(unwritten & gold)
            if a["sqlstate"] != "42601":
                of_read += len(new)
                of_read_within += best or 0
            mended += 1
            refused_by_server += verdict is not None
            counted += len(new)
            within += best or 0
            for kind in sorted({m["name"] for m in c["mends"]}):
                kinds[kind]["made"] += 1
                kinds[kind]["accepted"] += verdict is None
                kinds[kind]["within gold"] += is_right
            if verdict is not None:
                print("REJECTED", verdict, "|", [m["name"] for m in c["mends"]], c["fixed_sql"])
            if show in [m["name"] for m in c["mends"]] or (show == "wrong" and not is_right) or show == "all":
                print("RIGHT" if is_right else "WRONG %s" % sorted(new), "|", a["message"].split("\n")[0][:100], "|",
                      [m["message"] for m in c["mends"]], "|", " ".join(c["fixed_sql"].split())[:700])
                if not is_right:
                    print("    gold:", question["gold"][0] if question["gold"] else None)
    print("rejected by the server: %d; also by us: %d; mended: %d (%.1f%%); of these rejected by the server: %d" %
          (rejected, rejected_here, mended, 100 * mended / rejected, refused_by_server))
    print("names in mended statements that no analysis had found before: %d, within those of the gold statements: %d (%.1f%%)" %
          (counted, within, share(within, counted)))
    print("  of these in statements that could be parsed before: %d, within gold: %d (%.1f%%)" %
          (of_read, of_read_within, share(of_read_within, of_read)))
    print("names newly used, which the text had not anywhere: %d, within gold: %d (%.1f%%)" %
          (not_written, not_written_within, share(not_written_within, not_written)))
    print("accepted statements changed: %d" % changed_accepted)
    for kind, count in sorted(kinds.items()):
        print("  %-28s" % kind, dict(count))
    for state, count in sorted(states.items()):
        print("  ", state, dict(count))


main()
