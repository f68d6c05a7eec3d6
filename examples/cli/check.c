/* SPDX-License-Identifier: MIT */
/* text2sql check: is this SQL right? */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include <text2sql/mend.h>
#include <text2sql/statement.h>

#include "input.h"
#include "json.h"
#include "message.h"
#include "options.h"
#include "source.h"

enum { BUILT_IN_COUNT = 3, VALIDATOR_COUNT = BUILT_IN_COUNT + POLICY_COUNT };

struct checker {
    t2s_dialect *dialect;
    t2s_catalog *catalog; /* NULL: names are not looked up */
    t2s_validator *validators[VALIDATOR_COUNT];
};

static void checker_dispose(struct checker *checker)
{
    for (size_t i = 0; i < VALIDATOR_COUNT; i++)
        t2s_validator_unref(checker->validators[i]);
    t2s_catalog_unref(checker->catalog);
    t2s_dialect_unref(checker->dialect);
}

static int add_policies(struct checker *checker, const struct settings *settings)
{
    static const char *const names[] = POLICY_NAMES;

    for (size_t i = 0; i < POLICY_COUNT; i++) {
        t2s_error *error = NULL;
        int code = t2s_policy_validator_new(names[i], settings->policies[i], &checker->validators[BUILT_IN_COUNT + i], &error);
        int status = code != 0 ? report_error(code, error) : STATUS_DONE;

        t2s_error_unref(error);
        if (status != STATUS_DONE)
            return status;
    }
    return STATUS_DONE;
}

static int checker_init(struct checker *checker, const struct settings *settings)
{
    int status;

    status = one_source(settings);
    if (status != STATUS_DONE)
        return status;
    if (t2s_dialect_by_name(settings->dialect, &checker->dialect) != 0 || t2s_names_validator_new(&checker->validators[0]) != 0 ||
        t2s_read_only_validator_new(&checker->validators[1]) != 0 || t2s_single_statement_validator_new(&checker->validators[2]) != 0)
        out_of_memory();
    status = add_policies(checker, settings);
    if (status == STATUS_DONE && (settings->database != NULL || settings->schema_count > 0))
        status = open_catalog(settings, &checker->catalog);
    return status;
}

static int check(struct checker *checker, const char *sql, size_t length, t2s_statement **ret_statement, t2s_error **reterr_error)
{
    return t2s_statement_check(checker->dialect, checker->catalog, sql, length, checker->validators, VALIDATOR_COUNT, ret_statement,
                               reterr_error);
}

/* What a rejected text can be mended to, or NULL. */
static t2s_statement *mend(struct checker *checker, const char *sql, size_t length)
{
    t2s_statement *mended = NULL;

    if (t2s_statement_mend(checker->dialect, checker->catalog, sql, length, checker->validators, VALIDATOR_COUNT, &mended, NULL) == 0 &&
        t2s_statement_valid(mended))
        return mended;
    t2s_statement_free(mended);
    return NULL;
}

static void print_fixes(const t2s_statement *mended)
{
    if (mended == NULL)
        return;
    for (size_t i = 0; i < t2s_statement_fix_count(mended); i++) {
        const t2s_fix *fix = t2s_statement_fix(mended, i);

        fputs("  fix: ", stdout);
        put_text(stdout, t2s_fix_message(fix), 7);
        printf(" [%s]\n", t2s_fix_name(fix));
    }
    fputs("  fixed: ", stdout);
    put_text(stdout, t2s_statement_sql(mended), 9);
    putchar('\n');
}

static void print_text(const char *name, const t2s_statement *statement)
{
    for (size_t i = 0; i < t2s_statement_diagnostic_count(statement); i++) {
        const t2s_diagnostic *diagnostic = t2s_statement_diagnostic(statement, i);

        fputs(name, stdout);
        if (t2s_diagnostic_line(diagnostic) > 0)
            printf(":%d:%d", t2s_diagnostic_line(diagnostic), t2s_diagnostic_column(diagnostic));
        printf(": %s: ", severity_name(t2s_diagnostic_severity(diagnostic)));
        put_text(stdout, t2s_diagnostic_message(diagnostic), 4);
        printf(" [%s]\n", t2s_diagnostic_code(diagnostic));
        if (t2s_diagnostic_hint(diagnostic) != NULL) {
            fputs("  hint: ", stdout);
            put_text(stdout, t2s_diagnostic_hint(diagnostic), 8);
            putchar('\n');
        }
    }
    printf("%s: %s\n", name, t2s_statement_valid(statement) ? "valid" : "rejected");
    for (size_t i = 0; i < t2s_statement_column_count(statement); i++) {
        const t2s_relation *relation = NULL;
        const t2s_column *column = t2s_statement_column(statement, i, &relation);

        printf("  reads %s.%s.%s\n", t2s_relation_schema(relation), t2s_relation_name(relation), t2s_column_name(column));
    }
}

static int check_text(struct checker *checker, const char *path)
{
    t2s_statement *statement = NULL, *mended = NULL;
    t2s_error *error = NULL;
    size_t length = 0;
    char *sql = NULL;
    int status = read_file(path, &sql, &length);
    int code;

    if (status != STATUS_DONE)
        return status;
    code = check(checker, sql, length, &statement, &error);
    if (code != 0) {
        status = report_error(code, error);
    } else {
        print_text(path == NULL || strcmp(path, "-") == 0 ? "standard input" : path, statement);
        status = t2s_statement_valid(statement) ? STATUS_DONE : STATUS_REJECTED;
        if (status == STATUS_REJECTED)
            mended = mend(checker, sql, length);
        print_fixes(mended);
    }
    t2s_statement_free(mended);
    t2s_error_unref(error);
    t2s_statement_free(statement);
    free(sql);
    return status;
}

static json_object *diagnostics_of(const t2s_statement *statement)
{
    json_object *array = json_new_array();

    for (size_t i = 0; statement != NULL && i < t2s_statement_diagnostic_count(statement); i++)
        json_append(array, json_diagnostic(t2s_statement_diagnostic(statement, i)));
    return array;
}

static json_object *tables_of(const t2s_statement *statement)
{
    json_object *array = json_new_array();

    for (size_t i = 0; statement != NULL && i < t2s_statement_relation_count(statement); i++)
        json_append(array, json_name(t2s_statement_relation(statement, i), NULL));
    return array;
}

static json_object *columns_of(const t2s_statement *statement)
{
    json_object *array = json_new_array();

    for (size_t i = 0; statement != NULL && i < t2s_statement_column_count(statement); i++) {
        const t2s_relation *relation = NULL;
        const t2s_column *column = t2s_statement_column(statement, i, &relation);

        json_append(array, json_name(relation, column));
    }
    return array;
}

/* A line that could not be checked has the members of one that could, so that a reader needs no second shape. */
static json_object *line_error(size_t number, const char *message, const t2s_error *error)
{
    json_object *object = error != NULL ? json_error(error) : json_new_object();

    if (error == NULL) {
        json_add_text(object, "code", "invalid_line");
        json_add_text(object, "message", message);
    }
    json_add_int(object, "line", (int64_t)number);
    return object;
}

static int check_line(const input_line *line, const char *problem, void *user_data)
{
    json_object *output = json_new_object();
    t2s_statement *statement = NULL, *mended = NULL;
    t2s_error *error = NULL;
    int valid = 0;

    if (problem == NULL && check(user_data, line->text, line->length, &statement, &error) != 0)
        problem = "the statement could not be checked";
    if (statement != NULL)
        valid = t2s_statement_valid(statement);
    if (statement != NULL && !valid)
        mended = mend(user_data, line->text, line->length);
    json_add(output, "id", json_object_get(line->id));
    json_add_bool(output, "valid", valid);
    json_add(output, "diagnostics", diagnostics_of(statement));
    json_add_text(output, "fixed_sql", t2s_statement_sql(mended));
    json_add(output, "mends", json_fixes(mended));
    json_add(output, "tables", tables_of(statement));
    json_add(output, "columns", columns_of(statement));
    if (problem != NULL)
        json_add(output, "error", line_error(line->number, problem, error));
    json_print_line(output);
    t2s_error_unref(error);
    t2s_statement_free(statement);
    t2s_statement_free(mended);
    return valid ? STATUS_DONE : STATUS_REJECTED;
}

int command_check(const struct settings *settings)
{
    const char *path = settings->argument_count > 0 ? settings->arguments[0] : NULL;
    struct checker checker = {0};
    int status;

    if (settings->argument_count > 1)
        return usage_error("one file is checked at a time", "more than one FILE");
    status = checker_init(&checker, settings);
    if (status == STATUS_DONE)
        status = settings->format == FORMAT_JSONL ? read_lines(path, "sql", check_line, &checker) : check_text(&checker, path);
    checker_dispose(&checker);
    return status;
}
