/* SPDX-License-Identifier: MIT */
/*
 * The whole way of a text: check and mend, with every validator, against a catalog with types, functions, views and keys, and against
 * none. No crash, no leak, the same verdict twice; what is valid is never changed; what was mended is valid; what may not be run
 * without a catalog may not be run with one. With --with-fuzzer it is a libFuzzer target; without, its corpus is run in `make check`,
 * each text also with a few changes.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <text2sql/facts.h>
#include <text2sql/mend.h>

#include "fuzz/corpus.h"
#include "metadata/ddl.h"
#include "util/utf8.h"

static const char schema[] =
    "CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');\n"
    "CREATE DOMAIN positive AS integer CHECK (VALUE > 0);\n"
    "CREATE TYPE address AS (street text, zip varchar(10));\n"
    "CREATE TABLE author (id integer PRIMARY KEY, name text NOT NULL, born date, feels mood, home address, likes text[]);\n"
    "CREATE TABLE book (id bigint PRIMARY KEY, author_id integer REFERENCES author, title varchar(200), price numeric(8,2), pages positive,\n"
    "  sold boolean, data jsonb, added timestamptz DEFAULT now(), weight double precision, tags text[], shelf int4range, code char(8),\n"
    "  read_in interval, key uuid, opens time, \"Full Title\" text, UNIQUE (code));\n"
    "CREATE TABLE loan (book_id bigint REFERENCES book, reader_id integer, lent timestamp, back date, PRIMARY KEY (book_id, reader_id));\n"
    "CREATE VIEW cheap AS SELECT b.id, b.title, a.name FROM book b JOIN author a ON a.id = b.author_id WHERE b.price < 10;\n"
    "CREATE FUNCTION discount(numeric, percent integer DEFAULT 10) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT $1';\n"
    "CREATE FUNCTION books_of(integer) RETURNS SETOF book LANGUAGE sql STABLE AS 'SELECT * FROM book WHERE author_id = $1';\n"
    "CREATE FUNCTION purge() RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER AS 'DELETE FROM loan';\n";

static t2s_dialect *dialect;
static t2s_catalog *catalog;
static t2s_validator *validators[7];
enum { VALIDATORS = sizeof(validators) / sizeof(validators[0]) };

static void must(int code)
{
    if (code != 0)
        abort();
}

static void set_up(void)
{
    static const char *const policies[] = {"functions", "catalogs", "access", "limits"};
    const char *texts[] = {schema}, *names[] = {"schema.sql"};
    size_t length = sizeof(schema) - 1;

    must(t2s_postgres_dialect_new(&dialect));
    must(t2s__ddl_read(names, texts, &length, 1, &catalog, NULL));
    must(t2s_single_statement_validator_new(&validators[0]));
    must(t2s_read_only_validator_new(&validators[1]));
    must(t2s_names_validator_new(&validators[2]));
    for (size_t i = 0; i < 4; i++)
        must(t2s_policy_validator_new(policies[i], NULL, &validators[3 + i], NULL));
}

static void end_of_corpus(void)
{
    for (size_t i = 0; i < VALIDATORS; i++)
        t2s_validator_unref(validators[i]);
    t2s_catalog_unref(catalog);
    t2s_dialect_unref(dialect);
}

static void must_hold(int condition)
{
    if (!condition)
        abort();
}

static t2s_statement *check(t2s_catalog *with, const char *sql, size_t length)
{
    t2s_statement *statement = NULL;

    must(t2s_statement_check(dialect, with, sql, length, validators, VALIDATORS, &statement, NULL));
    return statement;
}

static void look_at(const t2s_statement *statement, size_t length)
{
    for (size_t i = 0; i < t2s_statement_diagnostic_count(statement); i++) {
        const t2s_diagnostic *diagnostic = t2s_statement_diagnostic(statement, i);
        const char *message = t2s_diagnostic_message(diagnostic), *hint = t2s_diagnostic_hint(diagnostic);

        must_hold(t2s_diagnostic_position(diagnostic) >= -1 && t2s_diagnostic_position(diagnostic) <= (int)length);
        must_hold(t2s_diagnostic_code(diagnostic) != NULL && message != NULL);
        must_hold(t2s__utf8_check(message, strlen(message)) == strlen(message));
        must_hold(hint == NULL || t2s__utf8_check(hint, strlen(hint)) == strlen(hint));
    }
}

static int same(const t2s_statement *a, const t2s_statement *b)
{
    return t2s_statement_valid(a) == t2s_statement_valid(b) &&
           t2s_statement_diagnostic_count(a) == t2s_statement_diagnostic_count(b) &&
           t2s_statement_column_count(a) == t2s_statement_column_count(b) &&
           t2s_statement_function_count(a) == t2s_statement_function_count(b);
}

static void mend(const char *sql, size_t length, const t2s_statement *checked)
{
    t2s_statement *mended = NULL, *again;

    must(t2s_statement_mend(dialect, catalog, sql, length, validators, VALIDATORS, &mended, NULL));
    if (t2s_statement_fix_count(mended) == 0) {
        must_hold(strcmp(t2s_statement_sql(mended), t2s_statement_sql(checked)) == 0);
        must_hold(same(mended, checked));
    } else {
        const char *text = t2s_statement_sql(mended);

        must_hold(!t2s_statement_valid(checked) && t2s_statement_valid(mended));
        must_hold(strcmp(t2s_statement_original_sql(mended), t2s_statement_sql(checked)) == 0);
        again = check(catalog, text, strlen(text));
        must_hold(t2s_statement_valid(again));
        t2s_statement_free(again);
    }
    t2s_statement_free(mended);
}

static void run(const char *sql, size_t size)
{
    t2s_statement *with = check(catalog, sql, size), *again = check(catalog, sql, size), *without = check(NULL, sql, size);

    must_hold(same(with, again));
    must_hold(!t2s_statement_writes(without, NULL, NULL) || !t2s_statement_valid(with));
    look_at(with, size);
    look_at(without, size);
    mend(sql, size, with);
    t2s_statement_free(with);
    t2s_statement_free(again);
    t2s_statement_free(without);
}

#ifndef T2S_FUZZER
enum { CHANGES = 25 };

/* A byte or two, of those that matter in SQL, at a place of chance: always the same for the same text. */
static void run_changed(char *sql, size_t size)
{
    static const char bytes[] = "'\"();,.:*=<>-/|$_ \n1aeEtTxX\\[]{}@~\xC3";
    uint64_t state = 88172645463325252u + size;

    for (int i = 0; size != 0 && size <= 1500 && i < CHANGES; i++) {
        size_t at;
        char was;

        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        at = (size_t)(state >> 20) % size;
        was = sql[at];
        sql[at] = bytes[(state >> 50) % (sizeof(bytes) - 1)];
        run(sql, size);
        sql[at] = was;
    }
}
#endif

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *sql = malloc(size + 1);

    if (sql == NULL)
        return 0;
    memcpy(sql, data, size);
    sql[size] = '\0';
    if (dialect == NULL)
        set_up();
    run(sql, size);
#ifndef T2S_FUZZER
    run_changed(sql, size);
#endif
    free(sql);
    return 0;
}

CORPUS_MAIN("statement", end_of_corpus)
