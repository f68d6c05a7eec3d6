/* SPDX-License-Identifier: MIT */
/* Statements over a small schema, and what PostgreSQL says of them: for the test of the rules, and for the one that asks a server. */
#ifndef T2S_TESTS_CLAUSE_CASES_H
#define T2S_TESTS_CLAUSE_CASES_H

struct clause_case {
    const char *sql;
    const char *code; /* SQLSTATE; "": accepted */
};

static const char clause_schema[] =
    "CREATE TABLE author (id integer PRIMARY KEY, name text NOT NULL, born date, country varchar(20));\n"
    "CREATE TABLE book (id integer PRIMARY KEY, author_id integer REFERENCES author, title text, price numeric(8,2),\n"
    "  tags text[], data jsonb, sold bigint);\n"
    "CREATE TABLE loan (book_id integer REFERENCES book, reader_id integer, lent date, days integer,\n"
    "  PRIMARY KEY (book_id, reader_id));\n"
    "CREATE TABLE plain (a integer, b integer, c text, d double precision);\n"
    "CREATE TABLE uniq (id integer UNIQUE NOT NULL, v integer);\n"
    "CREATE VIEW cheap AS SELECT id, title, price FROM book;\n";

#define CLAUSE_COUNT(cases) (sizeof(cases) / sizeof((cases)[0]))

#endif
