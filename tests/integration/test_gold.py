# SPDX-License-Identifier: MIT
"""`text2sql check` over the public questions: every gold statement is accepted, from schema files and from a live server, and its
tables and columns are those that PostgreSQL resolved. Needs TEXT2SQL, the program; T2S_DATA, the data; argument 1, the URI of a
server whose databases may be created."""

import collections
import json
import os
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

PROGRAM = os.environ["TEXT2SQL"]
DATA = os.path.join(os.environ["T2S_DATA"], "postgres")


def read_statements():
    """By database: (id, SQL, tables, columns)."""
    statements = collections.defaultdict(list)
    with open(os.path.join(DATA, "questions.jsonl"), encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            for n, sql in enumerate(row["gold"] or []):
                statements[row["database"]].append((f"{row['id']}/{n}", sql, row["gold_tables"][n], row["gold_columns"][n]))
    return statements


def schema_files(database):
    files = [os.path.join(DATA, database, name) for name in ("schema.sql", "comments.sql")]
    return [file for file in files if os.path.exists(file)]


def create_database(uri, database):
    parts = urlsplit(uri)
    own = urlunsplit(parts._replace(path="/" + database)).replace("postgresql:/" + database, "postgresql:///" + database)
    subprocess.run(["psql", "-X", "-q", "-d", uri, "-c", f'CREATE DATABASE "{database}"'], check=True)
    for file in schema_files(database):
        subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-o", os.devnull, "-d", own, "-f", file], check=True)
    return own


def check(statements, source):
    lines = "".join(json.dumps({"id": s[0], "sql": s[1]}) + "\n" for s in statements)
    command = [PROGRAM, "check", "--dialect", "postgres", "--format", "jsonl", *source, "-"]
    done = subprocess.run(command, input=lines.encode(), stdout=subprocess.PIPE, check=False)
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def bare(names):
    return sorted(name.removeprefix("public.") for name in names)


def compare(statements, answers):
    wrong = 0
    for (identity, sql, tables, columns), answer in zip(statements, answers, strict=True):
        if answer["id"] != identity or not answer["valid"] or bare(answer["tables"]) != sorted(tables) \
                or bare(answer["columns"]) != sorted(columns):
            wrong += 1
            print(f"{identity}: {sql}\n  {answer}", file=sys.stderr)
    return wrong


def main():
    wrong = 0
    count = 0
    for database, statements in read_statements().items():
        files = [argument for file in schema_files(database) for argument in ("--schema", file)]
        live = ["--database", create_database(sys.argv[1], database)]
        for source in (files, live):
            wrong += compare(statements, check(statements, source))
        count += len(statements)
    print(f"{count} statements, each with --schema and with --database: {wrong} not as PostgreSQL has them")
    return 1 if wrong or not count else 0


if __name__ == "__main__":
    sys.exit(main())
