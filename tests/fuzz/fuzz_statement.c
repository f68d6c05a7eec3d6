/* SPDX-License-Identifier: MIT */
/*
 * t2s_statement_check() with any text: no crash, no leak, and the same verdict twice. With --with-fuzzer it is a libFuzzer target;
 * without, its corpus is run in `make check`.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/corpus.h"
#include "unit/sql_catalog.h"

static t2s_statement *check(t2s_catalog *catalog, const char *sql, size_t length)
{
    t2s_statement *statement = NULL;

    if (t2s_statement_check(postgres, catalog, sql, length, validators, 3, &statement, NULL) != 0)
        abort();
    return statement;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *sql = malloc(size + 1);
    t2s_statement *with, *again, *without;

    if (sql == NULL)
        return 0;
    memcpy(sql, data, size);
    sql[size] = '\0';
    if (postgres == NULL)
        sql_setup();
    with = check(library, sql, size);
    again = check(library, sql, size);
    without = check(NULL, sql, size);
    if (t2s_statement_valid(with) != t2s_statement_valid(again) ||
        t2s_statement_diagnostic_count(with) != t2s_statement_diagnostic_count(again) ||
        t2s_statement_column_count(with) != t2s_statement_column_count(again))
        abort();
    /* What may not be run without a catalog may not be run with one either. */
    if (t2s_statement_writes(without, NULL, NULL) && t2s_statement_valid(with))
        abort();
    t2s_statement_free(with);
    t2s_statement_free(again);
    t2s_statement_free(without);
    free(sql);
    return 0;
}

static void end_of_corpus(void)
{
    if (postgres != NULL)
        sql_teardown();
}

CORPUS_MAIN("statement", end_of_corpus)
