/* SPDX-License-Identifier: MIT */
/* What every validator must keep to, and what the seam does for it. */
#include <string.h>

#include <text2sql/statement.h>
#include <text2sql/sys/catalog.h>
#include <text2sql/sys/validator.h>

#include "support/suite.h"

static int destroys;
static int answer; /* what validate returns */

/* Warns of every function that is called. */
static int validate(void *user_data, const t2s_statement *statement, t2s_report *report)
{
    ck_assert_ptr_eq(user_data, &destroys);
    for (size_t i = 0; i < t2s_statement_function_count(statement); i++) {
        int code =
            t2s_report_add(report, T2S_SEVERITY_WARNING, 0, "calls", t2s_statement_function(statement, i), "call nothing", 7);

        if (code != 0)
            return code;
    }
    return answer;
}

static void destroy(void *user_data)
{
    ck_assert_ptr_eq(user_data, &destroys);
    destroys++;
}

static t2s_validator_ops table(void)
{
    return (t2s_validator_ops){.struct_size = sizeof(t2s_validator_ops), .validate = validate, .destroy = destroy};
}

static t2s_validator *new_warner(void)
{
    const t2s_validator_ops ops = table();
    t2s_validator *validator;

    answer = 0;
    ck_assert_int_eq(t2s_validator_new("warner", &ops, &destroys, &validator), 0);
    return validator;
}

static t2s_validator *made_by(int (*make)(t2s_validator **))
{
    t2s_validator *validator;

    ck_assert_int_eq(make(&validator), 0);
    return validator;
}

static t2s_validator *new_single_statement(void)
{
    return made_by(t2s_single_statement_validator_new);
}

static t2s_validator *new_read_only(void)
{
    return made_by(t2s_read_only_validator_new);
}

static t2s_validator *new_names(void)
{
    return made_by(t2s_names_validator_new);
}

static const struct {
    t2s_validator *(*make)(void);
    const char *name;
    const char *wrong; /* a text of which it has something to say */
    const char *code;
} implementations[] = {{new_warner, "warner", "SELECT f()", "calls"},
                       {new_single_statement, "single_statement", "SELECT 1; SELECT 2", "multiple_statements"},
                       {new_read_only, "read_only", "DELETE FROM t", "not_read_only"},
                       {new_names, "names", "SELECT nope FROM t", "42703"}};

enum { COUNT = sizeof(implementations) / sizeof(implementations[0]) };

static t2s_dialect *dialect;
static t2s_catalog *catalog;

static void setup(void)
{
    t2s_catalog_builder *builder;
    size_t relation;

    ck_assert_int_eq(t2s_postgres_dialect_new(&dialect), 0);
    ck_assert_int_eq(t2s_catalog_builder_new(&builder), 0);
    ck_assert_int_eq(t2s_catalog_builder_add_relation(builder, "public", "t", T2S_RELATION_TABLE, &relation), 0);
    ck_assert_int_eq(t2s_catalog_builder_add_column(builder, relation, "id", "integer", 0, NULL, NULL), 0);
    ck_assert_int_eq(t2s_catalog_builder_finish(builder, &catalog), 0);
    t2s_catalog_builder_free(builder);
}

static void teardown(void)
{
    t2s_catalog_unref(catalog);
    t2s_dialect_unref(dialect);
}

static int check(t2s_validator *validator, const char *sql, t2s_statement **ret_statement)
{
    *ret_statement = NULL;
    return t2s_statement_check(dialect, catalog, sql, strlen(sql), &validator, 1, ret_statement, NULL);
}

START_TEST(nothing_is_said_of_what_is_right)
{
    for (int i = 0; i < COUNT; i++) {
        t2s_validator *validator = implementations[i].make();
        t2s_statement *statement;

        ck_assert_str_eq(t2s_validator_name(validator), implementations[i].name);
        ck_assert_int_eq(check(validator, "SELECT id FROM t", &statement), 0);
        ck_assert_uint_eq(t2s_statement_diagnostic_count(statement), 0);
        t2s_statement_free(statement);
        t2s_validator_unref(validator);
    }
}
END_TEST

START_TEST(what_is_wrong_is_said_under_the_validator_s_name)
{
    for (int i = 0; i < COUNT; i++) {
        t2s_validator *validator = implementations[i].make();
        t2s_statement *statement;

        ck_assert_int_eq(check(validator, implementations[i].wrong, &statement), 0);
        t2s_validator_unref(validator);
        ck_assert_uint_eq(t2s_statement_diagnostic_count(statement), 1);
        ck_assert_str_eq(t2s_diagnostic_rule(t2s_statement_diagnostic(statement, 0)), implementations[i].name);
        ck_assert_str_eq(t2s_diagnostic_code(t2s_statement_diagnostic(statement, 0)), implementations[i].code);
        ck_assert_ptr_nonnull(t2s_diagnostic_message(t2s_statement_diagnostic(statement, 0)));
        t2s_statement_free(statement);
    }
}
END_TEST

START_TEST(want_of_memory_is_returned_and_nothing_is_let_through)
{
    for (int i = 0; i < COUNT; i++) {
        t2s_validator *validator = implementations[i].make();

        OOM_LOOP (n) {
            t2s_statement *statement;
            int code = check(validator, implementations[i].wrong, &statement);

            ck_assert(code == 0 || code == T2S_E_NOMEM);
            ck_assert_uint_eq(t2s_statement_diagnostic_count(statement), code == 0 ? 1 : 0);
            t2s_statement_free(statement);
        }
        t2s_validator_unref(validator);
    }
}
END_TEST

START_TEST(a_warning_does_not_reject)
{
    t2s_validator *validator = new_warner();
    t2s_statement *statement;

    ck_assert_int_eq(check(validator, "SELECT f(), g()", &statement), 0);
    ck_assert_int_eq(t2s_statement_valid(statement), 1);
    ck_assert_uint_eq(t2s_statement_diagnostic_count(statement), 2);
    ck_assert_int_eq(t2s_diagnostic_column(t2s_statement_diagnostic(statement, 0)), 8);
    ck_assert_str_eq(t2s_diagnostic_hint(t2s_statement_diagnostic(statement, 1)), "call nothing");
    t2s_statement_free(statement);
    t2s_validator_unref(validator);
}
END_TEST

START_TEST(a_check_that_cannot_be_made_lets_nothing_through)
{
    t2s_validator *validator = new_warner();
    t2s_statement *statement;

    answer = T2S_E_TIMEOUT;
    ck_assert_int_eq(check(validator, "SELECT 1", &statement), T2S_E_TIMEOUT);
    ck_assert_ptr_null(statement);
    t2s_validator_unref(validator);
}
END_TEST

START_TEST(texts_that_did_not_parse_are_not_shown)
{
    t2s_validator *validator = new_warner();
    t2s_statement *statement;

    answer = T2S_E_TIMEOUT;
    ck_assert_int_eq(check(validator, "SELEKT", &statement), 0);
    t2s_statement_free(statement);
    t2s_validator_unref(validator);
}
END_TEST

static int report_wrongly(void *user_data, const t2s_statement *statement, t2s_report *report)
{
    (void)user_data;
    (void)statement;
    ck_assert_int_eq(t2s_report_add(NULL, T2S_SEVERITY_ERROR, 0, "x", "x", NULL, -1), T2S_E_INVALID);
    ck_assert_int_eq(t2s_report_add(report, T2S_SEVERITY_ERROR, 0, NULL, "x", NULL, -1), T2S_E_INVALID);
    ck_assert_int_eq(t2s_report_add(report, T2S_SEVERITY_ERROR, 0, "x", NULL, NULL, -1), T2S_E_INVALID);
    ck_assert_int_eq(t2s_report_add(report, 3, 0, "x", "x", NULL, -1), T2S_E_INVALID);
    ck_assert_int_eq(t2s_report_add(report, T2S_SEVERITY_ERROR, 1U << 9, "x", "x", NULL, -1), T2S_E_INVALID);
    ck_assert_int_eq(t2s_report_add(report, T2S_SEVERITY_NOTE, T2S_REPORT_REFUSAL, "x", "x", NULL, -1), T2S_E_INVALID);
    return t2s_report_add(report, T2S_SEVERITY_NOTE, 0, "x", "beyond the end", NULL, 1000);
}

START_TEST(findings_that_make_no_sense_are_refused)
{
    const t2s_validator_ops ops = {.struct_size = sizeof(ops), .validate = report_wrongly};
    t2s_validator *validator;
    t2s_statement *statement;

    ck_assert_int_eq(t2s_validator_new("x", &ops, NULL, &validator), 0);
    ck_assert_int_eq(check(validator, "SELECT 1", &statement), 0);
    ck_assert_uint_eq(t2s_statement_diagnostic_count(statement), 1);
    ck_assert_int_eq(t2s_diagnostic_line(t2s_statement_diagnostic(statement, 0)), 0);
    ck_assert_int_eq(t2s_diagnostic_position(t2s_statement_diagnostic(statement, 0)), -1);
    t2s_statement_free(statement);
    t2s_validator_unref(validator);
}
END_TEST

START_TEST(destroy_runs_once_when_the_last_reference_goes)
{
    t2s_validator *validator;

    destroys = 0;
    validator = new_warner();
    ck_assert_ptr_eq(t2s_validator_ref(validator), validator);
    t2s_validator_unref(validator);
    ck_assert_int_eq(destroys, 0);
    t2s_validator_unref(validator);
    ck_assert_int_eq(destroys, 1);
    t2s_validator_unref(NULL);
}
END_TEST

static void expect_refused(const t2s_validator_ops *ops, const char *name, int code)
{
    t2s_validator *validator = NULL;

    destroys = 0;
    ck_assert_int_eq(t2s_validator_new(name, ops, &destroys, &validator), code);
    ck_assert_ptr_null(validator);
    ck_assert_int_eq(destroys, 1);
}

START_TEST(a_table_that_does_not_fit_is_refused_and_destroyed)
{
    t2s_validator_ops ops = table();
    struct {
        t2s_validator_ops ops;
        void *tail;
    } newer = {table(), NULL};
    t2s_validator *validator;

    ops.flags = 1;
    expect_refused(&ops, "x", T2S_E_ABI);
    ops = table();
    ops.validate = NULL;
    expect_refused(&ops, "x", T2S_E_INVALID);
    ops = table();
    expect_refused(&ops, NULL, T2S_E_INVALID);
    newer.ops.struct_size = sizeof(newer);
    newer.tail = &newer;
    expect_refused(&newer.ops, "x", T2S_E_ABI);
    newer.tail = NULL;
    ck_assert_int_eq(t2s_validator_new("x", &newer.ops, &destroys, &validator), 0);
    t2s_validator_unref(validator);
    ops.struct_size = 8; /* too short to say what its destroy is */
    ck_assert_int_eq(t2s_validator_new("x", &ops, &destroys, &validator), T2S_E_ABI);
    ck_assert_int_eq(t2s_validator_new("x", NULL, &destroys, &validator), T2S_E_INVALID);
}
END_TEST

SUITE("validator", setup, teardown, nothing_is_said_of_what_is_right, what_is_wrong_is_said_under_the_validator_s_name,
      want_of_memory_is_returned_and_nothing_is_let_through, a_warning_does_not_reject,
      a_check_that_cannot_be_made_lets_nothing_through, texts_that_did_not_parse_are_not_shown,
      findings_that_make_no_sense_are_refused, destroy_runs_once_when_the_last_reference_goes,
      a_table_that_does_not_fit_is_refused_and_destroyed)
