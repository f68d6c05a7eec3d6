/* SPDX-License-Identifier: MIT */
/*
 * The whole way of a text: check and mend, with every validator, against a catalog and against none. No crash, no leak, the same
 * verdict twice; what is valid is never changed; what was mended is valid; what writes is never valid.
 */
#ifndef T2S_TESTS_WHOLE_WAY_H
#define T2S_TESTS_WHOLE_WAY_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <text2sql/facts.h>
#include <text2sql/mend.h>

#include "util/utf8.h"

struct way {
    t2s_dialect *dialect;
    t2s_catalog *catalog;
    t2s_validator *const *validators;
    size_t validator_count;
};

static void must(int code)
{
    if (code != 0)
        abort();
}

static void must_hold(int condition)
{
    if (!condition)
        abort();
}

static t2s_statement *check(const struct way *way, t2s_catalog *with, const char *sql, size_t length)
{
    t2s_statement *statement = NULL;

    must(t2s_statement_check(way->dialect, with, sql, length, way->validators, way->validator_count, &statement, NULL));
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

static void mend(const struct way *way, const char *sql, size_t length, const t2s_statement *checked)
{
    t2s_statement *mended = NULL, *again;

    must(t2s_statement_mend(way->dialect, way->catalog, sql, length, way->validators, way->validator_count, &mended, NULL));
    if (t2s_statement_fix_count(mended) == 0) {
        must_hold(strcmp(t2s_statement_sql(mended), t2s_statement_sql(checked)) == 0);
        must_hold(same(mended, checked));
    } else {
        const char *text = t2s_statement_sql(mended);

        must_hold(!t2s_statement_valid(checked) && t2s_statement_valid(mended));
        must_hold(strcmp(t2s_statement_original_sql(mended), t2s_statement_sql(checked)) == 0);
        again = check(way, way->catalog, text, strlen(text));
        must_hold(t2s_statement_valid(again));
        t2s_statement_free(again);
    }
    t2s_statement_free(mended);
}

static void run(const struct way *way, const char *sql, size_t size)
{
    t2s_statement *with = check(way, way->catalog, sql, size), *again = check(way, way->catalog, sql, size);
    t2s_statement *without = check(way, NULL, sql, size);

    must_hold(same(with, again));
    must_hold(!t2s_statement_writes(without, NULL, NULL) || !t2s_statement_valid(with));
    look_at(with, size);
    look_at(without, size);
    mend(way, sql, size, with);
    t2s_statement_free(with);
    t2s_statement_free(again);
    t2s_statement_free(without);
}

#ifndef T2S_FUZZER
enum { CHANGES = 25 };

/* A byte or two, of those that matter in SQL, at a place of chance: always the same for the same text. */
static void run_changed(const struct way *way, char *sql, size_t size)
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
        run(way, sql, size);
        sql[at] = was;
    }
}
#endif

/* `data` as it is, and in `make check` with changes, too. */
static void run_data(const struct way *way, const uint8_t *data, size_t size)
{
    char *sql = malloc(size + 1);

    if (sql == NULL)
        return;
    memcpy(sql, data, size);
    sql[size] = '\0';
    run(way, sql, size);
#ifndef T2S_FUZZER
    run_changed(way, sql, size);
#endif
    free(sql);
}

enum { VALIDATORS = 7 };

static inline void make_validators(t2s_validator *ret_validators[VALIDATORS])
{
    static const char *const policies[] = {"functions", "catalogs", "access", "limits"};

    must(t2s_single_statement_validator_new(&ret_validators[0]));
    must(t2s_read_only_validator_new(&ret_validators[1]));
    must(t2s_names_validator_new(&ret_validators[2]));
    for (size_t i = 0; i < 4; i++)
        must(t2s_policy_validator_new(policies[i], NULL, &ret_validators[3 + i], NULL));
}

#endif
