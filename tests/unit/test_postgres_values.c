/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "../support/suite.h"
#include "catalog/catalog.h"
#include "metadata/postgres_array.h"
#include "metadata/postgres_values.h"

static t2s_catalog_builder *builder;
static t2s__pg_values *values;

/* Tables of two columns of texts, "a" and "b", with a number of rows each. */
static int begin(const int64_t *rows, size_t count)
{
    int code = t2s_catalog_builder_new(&builder);

    values = code == 0 ? t2s__pg_values_new(builder) : NULL;
    code = values != NULL ? 0 : T2S_E_NOMEM;
    for (size_t i = 0; code == 0 && i < count; i++) {
        char name[24];
        size_t number;

        snprintf(name, sizeof(name), "t%zu", i);
        code = t2s_catalog_builder_add_relation(builder, "s", name, T2S_RELATION_TABLE, &number);
        if (code == 0)
            code = t2s__pg_values_add_relation(values, "s", name, rows[i], 1);
        for (const char *column = "a"; code == 0 && column != NULL; column = column[0] == 'a' ? "b" : NULL) {
            code = t2s_catalog_builder_add_column(builder, number, column, "text", 0, NULL, NULL);
            if (code == 0)
                code = t2s__pg_values_add_column(values, number, column, "text");
        }
    }
    return code;
}

static t2s_catalog *end(int code)
{
    t2s_catalog *catalog = NULL;

    if (code == 0)
        code = t2s__pg_values_emit(values);
    if (code == 0)
        t2s_catalog_builder_finish(builder, &catalog);
    t2s__pg_values_free(values);
    t2s_catalog_builder_free(builder);
    builder = NULL;
    values = NULL;
    return catalog;
}

static int row(const char *column, const char *text, const char *count)
{
    const char *const cells[] = {column, text, count};

    return t2s__pg_values_row(values, cells);
}

static const t2s_column *column(const t2s_catalog *catalog, const char *table, size_t index)
{
    return t2s_relation_column(t2s_catalog_find_relation(catalog, "s", table), index);
}

static void elements_are(const char *text, int code, const char *expected)
{
    t2s__pg_array array;
    const char *element;
    char joined[200] = "";
    int more = t2s__pg_array_begin(&array, text);

    if (more == 0)
        while ((more = t2s__pg_array_next(&array, &element)) == 1) {
            strcat(joined, element != NULL ? element : "(null)");
            strcat(joined, "|");
        }
    t2s__pg_array_dispose(&array);
    ck_assert_msg(more == code && (code != 0 || strcmp(joined, expected) == 0), "%s: %d, %s", text, more, joined);
}

START_TEST(arrays_are_read_as_the_server_writes_them)
{
    elements_are(NULL, 0, "");
    elements_are("{}", 0, "");
    elements_are("{a}", 0, "a|");
    elements_are("{a,\"b, c\",\"\",NULL,\"NULL\",\"q\\\"\\\\\"}", 0, "a|b, c||(null)|NULL|q\"\\|");
    elements_are("{0.5,1e-05}", 0, "0.5|1e-05|");
    elements_are("a", T2S_E_PROTOCOL, NULL);
    elements_are("{a", T2S_E_PROTOCOL, NULL);
    elements_are("{a,}", T2S_E_PROTOCOL, NULL);
    elements_are("{,a}", T2S_E_PROTOCOL, NULL);
    elements_are("{\"a}", T2S_E_PROTOCOL, NULL);
    elements_are("{\"a\\", T2S_E_PROTOCOL, NULL);
    elements_are("{a}b", T2S_E_PROTOCOL, NULL);
    elements_are("{{a}}", T2S_E_PROTOCOL, NULL);
    elements_are("{\"a\"b}", T2S_E_PROTOCOL, NULL);
}
END_TEST

START_TEST(the_smallest_tables_come_first_and_the_large_ones_are_sampled)
{
    static const int64_t rows[] = {1000000000, 30, -1, 0, 60000};
    static const char *const order[] = {"\"t3\"", "\"t1\"", "\"t2\"", "\"t4\"", "\"t0\" TABLESAMPLE SYSTEM (0.006000)"};
    t2s__buffer sql = T2S__BUFFER_INIT;

    ck_assert_int_eq(begin(rows, 5), 0);
    for (size_t i = 0; i < 5; i++) {
        ck_assert_int_eq(t2s__pg_values_next(values, &sql), 1);
        ck_assert_msg(strstr(t2s__buffer_string(&sql), order[i]) != NULL, "%s is not in %s", order[i], t2s__buffer_string(&sql));
        t2s__pg_values_end(values, 0);
        t2s__buffer_dispose(&sql);
    }
    ck_assert_int_eq(t2s__pg_values_next(values, &sql), 0);
    t2s__buffer_dispose(&sql);
    t2s_catalog_unref(end(0));
}
END_TEST

START_TEST(what_statistics_settle_is_not_looked_for)
{
    static const int64_t rows[] = {100};
    t2s__buffer sql = T2S__BUFFER_INIT;
    t2s_catalog *catalog;

    ck_assert_int_eq(begin(rows, 1), 0);
    ck_assert_int_eq(t2s__pg_values_add_statistics(values, 0, "a", 0.5, -0.5, "{x,y}", "{0.2,0.1}", NULL), 0);
    ck_assert_int_eq(t2s__pg_values_add_statistics(values, 0, "b", 0, 2, "{x,y}", "{0.6,0.4}", NULL), 0);
    ck_assert_int_eq(t2s__pg_values_add_statistics(values, 0, "gone", 0, 2, "{x,y}", "{0.6,0.4}", NULL), 0);
    ck_assert_int_eq(t2s__pg_values_add_statistics(values, 0, "b", 0, 2, "x", NULL, NULL), T2S_E_PROTOCOL);
    ck_assert_int_eq(t2s__pg_values_next(values, &sql), 1);
    ck_assert_ptr_nonnull(strstr(t2s__buffer_string(&sql), "\"a\" AS c0"));
    ck_assert_ptr_null(strstr(t2s__buffer_string(&sql), "\"b\""));
    ck_assert_int_eq(row("-1", NULL, "100"), 0);
    ck_assert_int_eq(row("0", "z", "30"), 0);
    ck_assert_int_eq(row("0", NULL, "1"), 0); /* a long one */
    ck_assert_int_eq(row("7", "z", "1"), T2S_E_PROTOCOL);
    ck_assert_int_eq(row(NULL, "z", "1"), T2S_E_PROTOCOL);
    t2s__pg_values_end(values, 1);
    t2s__buffer_dispose(&sql);
    catalog = end(0);
    ck_assert_uint_eq(t2s_column_value_count(column(catalog, "t0", 0)), 1);
    ck_assert_str_eq(t2s_column_value(column(catalog, "t0", 0), 0), "z");
    ck_assert(t2s_column_value_frequency(column(catalog, "t0", 0), 0) == 0.3);
    ck_assert(!t2s_column_values_are_complete(column(catalog, "t0", 0)));
    ck_assert(t2s_column_distinct(column(catalog, "t0", 0)) == 50);
    ck_assert_uint_eq(t2s_column_value_count(column(catalog, "t0", 1)), 2);
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(a_statement_that_failed_leaves_nothing_behind)
{
    static const int64_t rows[] = {100};
    t2s__buffer sql = T2S__BUFFER_INIT;
    t2s_catalog *catalog;

    ck_assert_int_eq(begin(rows, 1), 0);
    ck_assert_int_eq(t2s__pg_values_next(values, &sql), 1);
    ck_assert_int_eq(row("0", "half", "30"), 0);
    t2s__pg_values_end(values, 0);
    t2s__buffer_dispose(&sql);
    ck_assert_int_eq(t2s__pg_values_next(values, &sql), 0);
    catalog = end(0);
    ck_assert_uint_eq(t2s_column_value_count(column(catalog, "t0", 0)), 0);
    ck_assert_ptr_null(column(catalog, "t0", 0)->statistics);
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(values_are_bounded_in_length_in_bytes_and_to_good_text)
{
    static const int64_t rows[] = {100, 100};
    t2s__buffer sql = T2S__BUFFER_INIT;
    t2s_catalog *catalog;
    char text[210];

    memset(text, 'x', 201);
    text[201] = '\0';
    ck_assert_int_eq(begin(rows, 2), 0);
    t2s__pg_values_set_limit(values, 300);
    ck_assert_int_eq(t2s__pg_values_next(values, &sql), 1);
    ck_assert_int_eq(row("-1", NULL, "100"), 0);
    ck_assert_int_eq(row("0", text, "30"), 0);
    ck_assert_int_eq(row("0", "\xFF\xFE", "3"), 0);
    text[200] = '\0';
    ck_assert_int_eq(row("0", text, "2"), 0);
    ck_assert_int_eq(row("0", text + 100, "2"), 0);
    ck_assert_int_eq(row("0", "short", "2"), 0);
    t2s__pg_values_end(values, 1);
    catalog = end(0);
    t2s__buffer_dispose(&sql);
    ck_assert_uint_eq(t2s_column_value_count(column(catalog, "t0", 0)), 2);
    ck_assert_str_eq(t2s_column_value(column(catalog, "t0", 0), 0), text);
    ck_assert_str_eq(t2s_column_value(column(catalog, "t0", 0), 1), "short");
    ck_assert(!t2s_column_values_are_complete(column(catalog, "t0", 0)));
    t2s_catalog_unref(catalog);
}
END_TEST

static t2s_catalog *read_twice(void)
{
    static const int64_t rows[] = {10, 20};
    t2s__buffer sql = T2S__BUFFER_INIT;
    t2s_catalog *first;
    t2s_catalog *second = NULL;
    int code = begin(rows, 2);

    if (code == 0)
        code = t2s__pg_values_add_statistics(values, 0, "b", 0, 2, "{x,\"y z\"}", "{0.6,0.4}", "{z}");
    if (code == 0)
        code = t2s__pg_values_next(values, &sql) ? 0 : T2S_E_NOMEM;
    if (code == 0)
        code = row("-1", NULL, "10");
    if (code == 0)
        code = row("0", "known", "10");
    if (code == 0)
        t2s__pg_values_end(values, 1);
    first = end(code);
    t2s__buffer_dispose(&sql);
    if (first == NULL)
        return NULL;
    code = begin(rows, 2);
    if (code == 0)
        code = t2s__pg_values_reuse(values, first);
    if (code == 0)
        code = t2s__pg_values_next(values, &sql) ? 0 : T2S_E_NOMEM;
    if (code == 0) /* what is left to look for */
        ck_assert_ptr_nonnull(strstr(t2s__buffer_string(&sql), "FROM \"s\".\"t1\" LIMIT"));
    second = end(code);
    t2s__buffer_dispose(&sql);
    t2s_catalog_unref(first);
    return second;
}

START_TEST(what_an_earlier_catalog_knows_is_taken_from_there)
{
    t2s_catalog *catalog = read_twice();

    ck_assert_uint_eq(t2s_column_value_count(column(catalog, "t0", 0)), 1);
    ck_assert_str_eq(t2s_column_value(column(catalog, "t0", 0), 0), "known");
    ck_assert(t2s_column_values_are_complete(column(catalog, "t0", 0)));
    ck_assert_uint_eq(t2s_column_value_count(column(catalog, "t0", 1)), 3);
    ck_assert_uint_eq(t2s_column_value_count(column(catalog, "t1", 0)), 0);
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(want_of_memory_is_an_error_everywhere)
{
    OOM_LOOP (n) {
        t2s_catalog *catalog = read_twice();

        ck_assert(catalog != NULL || oom_failed);
        t2s_catalog_unref(catalog);
    }
}
END_TEST

SUITE("postgres values", NULL, NULL, arrays_are_read_as_the_server_writes_them,
      the_smallest_tables_come_first_and_the_large_ones_are_sampled, what_statistics_settle_is_not_looked_for,
      a_statement_that_failed_leaves_nothing_behind, values_are_bounded_in_length_in_bytes_and_to_good_text,
      what_an_earlier_catalog_knows_is_taken_from_there, want_of_memory_is_an_error_everywhere)
