/* SPDX-License-Identifier: MIT */
/* A library with its readers, for the tests of the analysis: two schemas, keys, a view, types, functions, and names that need
 * quotes. */
#ifndef T2S_TESTS_SQL_CATALOG_H
#define T2S_TESTS_SQL_CATALOG_H

#include <string.h>

#include <text2sql/statement.h>
#include <text2sql/sys/catalog.h>
#include <text2sql/sys/dialect.h>
#include <text2sql/sys/validator.h>

#include "support/suite.h"

static t2s_dialect *postgres;
static t2s_catalog *library;
static t2s_validator *validators[3]; /* names, read_only, single_statement */ /* names, read_only, single_statement */

/* Not an assertion of Check: the fuzz target has no suite. */
static inline void sql_must(int code)
{
    if (code != 0)
        abort();
}

static inline size_t sql_relation(t2s_catalog_builder *builder, const char *schema, const char *name, int kind,
                                  const char *const *columns)
{
    size_t relation;

    sql_must(t2s_catalog_builder_add_relation(builder, schema, name, kind, &relation));
    for (; columns[0] != NULL; columns += 2)
        sql_must(t2s_catalog_builder_add_column(builder, relation, columns[0], columns[1], 0, NULL, NULL));
    return relation;
}

#define SQL_TABLE(builder, schema, name, ...)                                                                                      \
    sql_relation(builder, schema, name, T2S_RELATION_TABLE, (const char *const[]){__VA_ARGS__, NULL})

static inline t2s_catalog *sql_catalog(void)
{
    static const char *const attributes[] = {"street", "zip"};
    static const char *const out_names[] = {"title", "copies"};
    static const char *const out_types[] = {"text", "integer"};
    static const char *const integer[] = {"integer"};
    static const char *const author_row[] = {"author"};
    static const char *const author_id[] = {"author_id"};
    static const char *const id[] = {"id"};
    static const char *const path[] = {"public", "archive"};
    t2s_catalog_builder *builder;
    t2s_catalog *catalog;
    size_t book, secret;

    sql_must(t2s_catalog_builder_new(&builder));
    t2s_catalog_builder_set_database(builder, "lending");
    t2s_catalog_builder_set_search_path(builder, path, 2);
    SQL_TABLE(builder, "public", "author", "id", "integer", "name", "text", "born", "date");
    book = SQL_TABLE(builder, "public", "book", "id", "integer", "author_id", "integer", "title", "text", "tags", "text[]", "data",
                     "jsonb", "price", "numeric(8,2)");
    SQL_TABLE(builder, "public", "reader", "id", "integer", "name", "text", "home", "public.address", "Full Name", "text");
    SQL_TABLE(builder, "public", "loan", "id", "integer", "book_id", "integer", "reader_id", "integer", "lent", "date");
    SQL_TABLE(builder, "archive", "loan", "id", "integer", "closed", "date");
    SQL_TABLE(builder, "archive", "closed_year", "year", "integer", "loans", "bigint");
    SQL_TABLE(builder, "other", "hall", "id", "integer", "seats", "integer");
    secret = SQL_TABLE(builder, "public", "account", "id", "integer");
    t2s_catalog_builder_add_column(builder, secret, "password", "text", T2S_COLUMN_HIDDEN, NULL, NULL);
    sql_relation(builder, "public", "cheap_book", T2S_RELATION_VIEW, (const char *const[]){"id", "integer", "title", "text", NULL});
    t2s_catalog_builder_add_foreign_key(builder, book, NULL, author_id, 1, "public", "author", id);
    t2s_catalog_builder_add_type(builder, "public", "address", T2S_TYPE_COMPOSITE, NULL, attributes, 2, NULL, NULL);
    t2s_catalog_builder_add_function(builder, "public", "stock", T2S_FUNCTION_PLAIN, T2S_FUNCTION_RETURNS_SET,
                                     T2S_VOLATILITY_STABLE, integer, 1, 0, "record", out_names, out_types, 2, NULL, NULL);
    t2s_catalog_builder_add_function(builder, "public", "books_of", T2S_FUNCTION_PLAIN, T2S_FUNCTION_RETURNS_SET,
                                     T2S_VOLATILITY_STABLE, integer, 1, 0, "book", NULL, NULL, 0, NULL, NULL);
    t2s_catalog_builder_add_function(builder, "public", "initials", T2S_FUNCTION_PLAIN, 0, T2S_VOLATILITY_IMMUTABLE, author_row, 1,
                                     0, "text", NULL, NULL, 0, NULL, NULL);
    sql_must(t2s_catalog_builder_finish(builder, &catalog));
    t2s_catalog_builder_free(builder);
    return catalog;
}

static inline void sql_setup(void)
{
    library = sql_catalog();
    sql_must(t2s_postgres_dialect_new(&postgres));
    sql_must(t2s_names_validator_new(&validators[0]));
    sql_must(t2s_read_only_validator_new(&validators[1]));
    sql_must(t2s_single_statement_validator_new(&validators[2]));
}

static inline void sql_teardown(void)
{
    for (int i = 0; i < 3; i++)
        t2s_validator_unref(validators[i]);
    t2s_dialect_unref(postgres);
    t2s_catalog_unref(library);
}

static inline t2s_statement *sql_check(t2s_catalog *catalog, const char *sql)
{
    t2s_statement *statement = NULL;

    ck_assert_int_eq(t2s_statement_check(postgres, catalog, sql, strlen(sql), validators, 3, &statement, NULL), 0);
    return statement;
}

/* "code message", or "" for SQL that is accepted. */
static inline const char *sql_first(const t2s_statement *statement)
{
    static char text[600];
    const t2s_diagnostic *first = t2s_statement_diagnostic(statement, 0);

    if (first == NULL)
        return "";
    snprintf(text, sizeof(text), "%s %s", t2s_diagnostic_code(first), t2s_diagnostic_message(first));
    return text;
}

static inline void sql_expect(const char *sql, const char *expected)
{
    t2s_statement *statement = sql_check(library, sql);

    ck_assert_msg(strcmp(sql_first(statement), expected) == 0, "%s\n  gives:    %s\n  expected: %s", sql, sql_first(statement),
                  expected);
    ck_assert_int_eq(t2s_statement_valid(statement), expected[0] == '\0');
    t2s_statement_free(statement);
}

#define ACCEPTS(sql)           sql_expect(sql, "")
#define REJECTS(sql, expected) sql_expect(sql, expected)

/* "book.id book.title | author.id ..." of what is read. */
static inline void sql_expect_columns(t2s_catalog *catalog, const char *sql, const char *expected)
{
    t2s_statement *statement = sql_check(catalog, sql);
    char text[1000] = "";
    size_t used = 0;

    for (size_t i = 0; i < t2s_statement_column_count(statement); i++) {
        const t2s_relation *relation;
        const t2s_column *column = t2s_statement_column(statement, i, &relation);

        used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s.%s", i != 0 ? " " : "", t2s_relation_name(relation),
                                 t2s_column_name(column));
    }
    ck_assert_msg(t2s_statement_valid(statement), "%s: %s", sql, sql_first(statement));
    ck_assert_msg(strcmp(text, expected) == 0, "%s\n  reads:    %s\n  expected: %s", sql, text, expected);
    t2s_statement_free(statement);
}

#define READS(sql, expected) sql_expect_columns(library, sql, expected)

static inline void sql_expect_outputs(const char *sql, const char *expected)
{
    t2s_statement *statement = sql_check(library, sql);
    char text[1000] = "";
    size_t used = 0;

    for (size_t i = 0; i < t2s_statement_output_count(statement); i++)
        used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s", i != 0 ? " " : "", t2s_statement_output(statement, i));
    ck_assert_msg(strcmp(text, expected) == 0, "%s\n  gives:    %s\n  expected: %s", sql, text, expected);
    t2s_statement_free(statement);
}

#define GIVES(sql, expected) sql_expect_outputs(sql, expected)

#endif
