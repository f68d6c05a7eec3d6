/* SPDX-License-Identifier: MIT */
/* What the tests of mending have in common. */
#ifndef T2S_TESTS_MEND_H
#define T2S_TESTS_MEND_H

#include <text2sql/mend.h>

#include "sql_catalog.h"

static inline t2s_statement *mend_sql(const char *sql)
{
    t2s_statement *statement = NULL;

    ck_assert_int_eq(t2s_statement_mend(postgres, library, sql, strlen(sql), validators, 3, &statement, NULL), 0);
    return statement;
}

/* The names of what was done, with blanks between. */
static inline void mend_names(const t2s_statement *statement, char *text, size_t size)
{
    size_t used = 0;

    text[0] = '\0';
    for (size_t i = 0; i < t2s_statement_fix_count(statement); i++)
        used += (size_t)snprintf(text + used, size - used, "%s%s", i != 0 ? " " : "", t2s_fix_name(t2s_statement_fix(statement, i)));
}

static inline void mend_expect(const char *sql, const char *expected, const char *names)
{
    t2s_statement *statement = mend_sql(sql);
    char text[1000];

    mend_names(statement, text, sizeof(text));
    ck_assert_msg(strcmp(t2s_statement_sql(statement), expected) == 0 && t2s_statement_valid(statement),
                  "%s\n  gives:    %s (%s)\n  expected: %s", sql, t2s_statement_sql(statement), sql_first(statement), expected);
    ck_assert_msg(strcmp(text, names) == 0, "%s\n  by:       %s\n  expected: %s", sql, text, names);
    ck_assert_str_eq(t2s_statement_original_sql(statement), sql);
    t2s_statement_free(statement);
}

/* What is wrong, and stays as it is. */
static inline void mend_leave(const char *sql)
{
    t2s_statement *statement = mend_sql(sql);

    ck_assert_msg(!t2s_statement_valid(statement), "%s\n  is valid now: %s", sql, t2s_statement_sql(statement));
    ck_assert_str_eq(t2s_statement_sql(statement), sql);
    ck_assert_str_eq(t2s_statement_original_sql(statement), sql);
    ck_assert_uint_eq(t2s_statement_fix_count(statement), 0);
    t2s_statement_free(statement);
}

#define MENDS(sql, expected, names) mend_expect(sql, expected, names)
#define LEAVES(sql)                 mend_leave(sql)

/* Every allocation fails once: there is an error then, and nothing else. Whether the statement is valid at last. */
static inline int mends_or_lacks_memory(const char *sql)
{
    int last = T2S_E_NOMEM;
    int is_valid = 0;

    OOM_LOOP (n) {
        t2s_statement *statement = NULL;

        last = t2s_statement_mend(postgres, library, sql, strlen(sql), validators, 3, &statement, NULL);
        ck_assert(last == 0 || (last == T2S_E_NOMEM && statement == NULL));
        is_valid = statement != NULL && t2s_statement_valid(statement);
        t2s_statement_free(statement);
    }
    ck_assert_int_eq(last, 0);
    return is_valid;
}

#endif
