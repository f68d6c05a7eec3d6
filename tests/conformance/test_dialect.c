/* SPDX-License-Identifier: MIT */
/* What every dialect must keep to, and what the seam does for it. */
#include <string.h>

#include <text2sql/statement.h>
#include <text2sql/sys/dialect.h>

#include "support/suite.h"

/* A dialect of one letter: each is a query of that column. '?' is a mistake, '!' is a failure of the dialect itself. */
static int parse(void *user_data, const char *sql, size_t length, t2s_tree *tree)
{
    t2s_node *query = t2s_tree_node(tree, T2S_NODE_QUERY, 0);
    t2s_node *select = t2s_tree_node(tree, T2S_NODE_SELECT, 0);
    t2s_node *target = t2s_tree_node(tree, T2S_NODE_TARGET, 0);
    t2s_node *column = t2s_tree_node(tree, T2S_NODE_COLUMN_REF, 0);
    t2s_node *name = t2s_tree_node(tree, T2S_NODE_IDENTIFIER, 0);

    (void)user_data;
    if (length == 0 || sql[0] == '?')
        return t2s_tree_fail(tree, "letter", "one letter is wanted", "for example: a", 0);
    if (sql[0] == '!')
        return T2S_E_IO;
    t2s_node_set_text(tree, name, sql, length);
    t2s_node_append(column, 0, name);
    t2s_node_append(target, 0, column);
    t2s_node_append(select, T2S_SLOT_SELECT_TARGETS, target);
    t2s_node_append(query, T2S_SLOT_QUERY_BODY, select);
    return t2s_tree_add_statement(tree, query, 0, length);
}

static int destroys;

static void destroy(void *user_data)
{
    ck_assert_ptr_eq(user_data, &destroys);
    destroys++;
}

static t2s_dialect_ops table(void)
{
    return (t2s_dialect_ops){.struct_size = sizeof(t2s_dialect_ops), .parse = parse, .destroy = destroy};
}

static t2s_dialect *new_letters(void)
{
    const t2s_dialect_ops ops = table();
    t2s_dialect *dialect;

    ck_assert_int_eq(t2s_dialect_new("letters", &ops, &destroys, &dialect), 0);
    return dialect;
}

static t2s_dialect *new_postgres(void)
{
    t2s_dialect *dialect;

    ck_assert_int_eq(t2s_postgres_dialect_new(&dialect), 0);
    return dialect;
}

static const struct {
    t2s_dialect *(*make)(void);
    const char *name;
    const char *right; /* one statement with one output, named "a" or nothing */
    const char *wrong;
} implementations[] = {{new_letters, "letters", "a", "?"}, {new_postgres, "postgres", "SELECT 1 AS a", "SELEKT"}};

enum { COUNT = sizeof(implementations) / sizeof(implementations[0]) };

static t2s_statement *check(t2s_dialect *dialect, const char *sql)
{
    t2s_statement *statement = NULL;

    ck_assert_int_eq(t2s_statement_check(dialect, NULL, sql, strlen(sql), NULL, 0, &statement, NULL), 0);
    return statement;
}

START_TEST(a_right_text_becomes_a_statement)
{
    for (int i = 0; i < COUNT; i++) {
        t2s_dialect *dialect = implementations[i].make();
        t2s_statement *statement = check(dialect, implementations[i].right);

        ck_assert_str_eq(t2s_dialect_name(dialect), implementations[i].name);
        ck_assert_int_eq(t2s_statement_valid(statement), 1);
        ck_assert_uint_eq(t2s_statement_count(statement), 1);
        ck_assert_str_eq(t2s_statement_kind(statement), "SELECT");
        ck_assert_uint_eq(t2s_statement_output_count(statement), 1);
        ck_assert_str_eq(t2s_statement_output(statement, 0), "a");
        t2s_statement_free(statement);
        t2s_dialect_unref(dialect);
    }
}
END_TEST

START_TEST(a_wrong_text_is_a_diagnostic_and_no_failure)
{
    for (int i = 0; i < COUNT; i++) {
        t2s_dialect *dialect = implementations[i].make();
        t2s_statement *statement = check(dialect, implementations[i].wrong);

        ck_assert_int_eq(t2s_statement_valid(statement), 0);
        ck_assert_uint_eq(t2s_statement_diagnostic_count(statement), 1);
        ck_assert_str_eq(t2s_diagnostic_rule(t2s_statement_diagnostic(statement, 0)), "syntax");
        ck_assert_int_eq(t2s_diagnostic_line(t2s_statement_diagnostic(statement, 0)), 1);
        t2s_statement_free(statement);
        t2s_dialect_unref(dialect);
    }
}
END_TEST

START_TEST(the_same_text_gives_the_same_statement)
{
    for (int i = 0; i < COUNT; i++) {
        t2s_dialect *dialect = implementations[i].make();
        t2s_statement *one = check(dialect, implementations[i].right);
        t2s_statement *other = check(dialect, implementations[i].right);

        ck_assert_str_eq(t2s_statement_output(one, 0), t2s_statement_output(other, 0));
        t2s_statement_free(one);
        t2s_statement_free(other);
        t2s_dialect_unref(dialect);
    }
}
END_TEST

START_TEST(a_failure_of_the_dialect_is_returned)
{
    t2s_dialect *dialect = new_letters();
    t2s_statement *statement = NULL;
    t2s_error *error = NULL;

    ck_assert_int_eq(t2s_statement_check(dialect, NULL, "!", 1, NULL, 0, &statement, &error), T2S_E_IO);
    ck_assert_ptr_null(statement);
    ck_assert_int_eq(t2s_error_code(error), T2S_E_IO);
    t2s_error_unref(error);
    t2s_dialect_unref(dialect);
}
END_TEST

START_TEST(destroy_runs_once_when_the_last_reference_goes)
{
    t2s_dialect *dialect;

    destroys = 0;
    dialect = new_letters();
    ck_assert_ptr_eq(t2s_dialect_ref(dialect), dialect);
    t2s_dialect_unref(dialect);
    ck_assert_int_eq(destroys, 0);
    t2s_dialect_unref(dialect);
    ck_assert_int_eq(destroys, 1);
    t2s_dialect_unref(NULL);
    ck_assert_ptr_null(t2s_dialect_ref(NULL));
}
END_TEST

static void expect_refused(const t2s_dialect_ops *ops, const char *name, int code)
{
    t2s_dialect *dialect = NULL;

    destroys = 0;
    ck_assert_int_eq(t2s_dialect_new(name, ops, &destroys, &dialect), code);
    ck_assert_ptr_null(dialect);
    ck_assert_int_eq(destroys, 1);
}

START_TEST(a_table_that_does_not_fit_is_refused_and_destroyed)
{
    t2s_dialect_ops ops = table();
    struct {
        t2s_dialect_ops ops;
        void *tail;
    } newer = {table(), NULL};

    ops.flags = (uint64_t)1 << 63;
    expect_refused(&ops, "x", T2S_E_ABI);
    ops = table();
    ops.struct_size = offsetof(t2s_dialect_ops, destroy) + sizeof(ops.destroy);
    expect_refused(&ops, "x", T2S_E_ABI);
    ops = table();
    ops.parse = NULL;
    expect_refused(&ops, "x", T2S_E_INVALID);
    ops = table();
    expect_refused(&ops, "", T2S_E_INVALID);
    expect_refused(&ops, NULL, T2S_E_INVALID);
    newer.ops.struct_size = sizeof(newer);
    newer.tail = &newer;
    expect_refused(&newer.ops, "x", T2S_E_ABI);
    OOM_LOOP (n) {
        t2s_dialect *dialect = NULL;
        int code;

        destroys = 0;
        code = t2s_dialect_new("x", &ops, &destroys, &dialect);
        ck_assert_int_eq(destroys, code != 0);
        t2s_dialect_unref(dialect);
    }
}
END_TEST

START_TEST(a_newer_table_with_an_empty_tail_is_taken)
{
    struct {
        t2s_dialect_ops ops;
        void *tail;
    } newer = {table(), NULL};
    t2s_dialect *dialect;

    newer.ops.struct_size = sizeof(newer);
    ck_assert_int_eq(t2s_dialect_new("x", &newer.ops, &destroys, &dialect), 0);
    t2s_dialect_unref(dialect);
}
END_TEST

START_TEST(what_a_dialect_leaves_out_is_filled_in)
{
    const t2s_dialect_ops ops = {.struct_size = sizeof(ops), .parse = parse};
    const char *const *columns = (const char *const *)&ops;
    const char *schema = NULL, *code = schema;
    char message[8] = "x";
    t2s_dialect *dialect;

    ck_assert_int_eq(t2s_dialect_new("x", &ops, NULL, &dialect), 0);
    ck_assert_uint_eq(t2s_dialect_function(dialect, "f", &columns), 0);
    ck_assert_ptr_null(columns);
    ck_assert_int_eq(t2s_dialect_has_relation(dialect, NULL, "t", &schema), 0);
    ck_assert_int_eq(t2s_dialect_literal(dialect, "int4", "x", 1, &code, message, sizeof(message)), 1);
    ck_assert_str_eq(message, "");
    ck_assert_uint_eq(t2s_dialect_flags(dialect), 0);
    t2s_dialect_unref(dialect);
}
END_TEST

SUITE("dialect", NULL, NULL, a_right_text_becomes_a_statement, a_wrong_text_is_a_diagnostic_and_no_failure,
      the_same_text_gives_the_same_statement, a_failure_of_the_dialect_is_returned, destroy_runs_once_when_the_last_reference_goes,
      a_table_that_does_not_fit_is_refused_and_destroyed, a_newer_table_with_an_empty_tail_is_taken,
      what_a_dialect_leaves_out_is_filled_in)
