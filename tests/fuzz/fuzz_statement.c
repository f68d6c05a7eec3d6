/* SPDX-License-Identifier: MIT */
/*
 * The whole way of a text in PostgreSQL's dialect (whole_way.h), against a catalog with types, functions, views and keys. With
 * --with-fuzzer it is a libFuzzer target; without, its corpus is run in `make check`, each text also with a few changes.
 */
#include "fuzz/corpus.h"
#include "fuzz/whole_way.h"
#include "metadata/ddl.h"

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
static t2s_validator *validators[VALIDATORS];

static void set_up(void)
{
    const char *texts[] = {schema}, *names[] = {"schema.sql"};
    size_t length = sizeof(schema) - 1;

    must(t2s_postgres_dialect_new(&dialect));
    must(t2s__ddl_read(names, texts, &length, 1, &catalog, NULL));
    make_validators(validators);
}

static void end_of_corpus(void)
{
    for (size_t i = 0; i < VALIDATORS; i++)
        t2s_validator_unref(validators[i]);
    t2s_catalog_unref(catalog);
    t2s_dialect_unref(dialect);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (dialect == NULL)
        set_up();
    run_data(&(struct way){dialect, catalog, validators, VALIDATORS}, data, size);
    return 0;
}

CORPUS_MAIN("statement", end_of_corpus)
