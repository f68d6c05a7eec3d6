/* SPDX-License-Identifier: MIT */
/*
 * custom_validator SCHEMA.sql "SELECT ...": a rule of one's own in one file. It checks a statement as a question's would be
 * checked.
 *
 * The rule is a house's policy: nobody reads payments, and what may give many rows has a LIMIT. The first is a matter of principle,
 * so it is a refusal and no model is asked again; the second can be mended, so a model would be told and could try again.
 */
#include <stdio.h>
#include <string.h>

#include <text2sql.h>
#include <text2sql/sys/validator.h>

static const char FORBIDDEN[] = "payments";
static const int64_t MANY_ROWS = 1000;

static int may_be_large(const t2s_relation *relation)
{
    int64_t rows = t2s_relation_row_estimate(relation);

    return rows < 0 || rows > MANY_ROWS;
}

/* Runs on any thread, several at once: it has no state. The statement's facts come from its analysis, so aliases, CTEs and views'
 * names do not hide a table from it. */
static int validate(void *user_data, const t2s_statement *statement, t2s_report *report)
{
    (void)user_data;
    for (size_t i = 0; i < t2s_statement_relation_count(statement); i++) {
        const t2s_relation *relation = t2s_statement_relation(statement, i);
        int code = 0;

        if (strcmp(t2s_relation_name(relation), FORBIDDEN) == 0)
            code = t2s_report_add(report, T2S_SEVERITY_ERROR, T2S_REPORT_REFUSAL, "forbidden_table",
                                  "payments are nobody's business", NULL, -1);
        else if (may_be_large(relation) && !t2s_statement_has_limit(statement))
            code = t2s_report_add(report, T2S_SEVERITY_ERROR, 0, "no_limit",
                                  "the statement may read a large table and has no LIMIT", "add LIMIT 100", -1);
        if (code != 0)
            return code;
    }
    return 0;
}

static int add_rule(t2s_context *context)
{
    static const t2s_validator_ops ops = {.struct_size = sizeof(ops), .validate = validate};
    t2s_validator *validator = NULL;
    int code = t2s_validator_new("house_policy", &ops, NULL, &validator);

    if (code == 0)
        code = t2s_context_add_validator(context, validator);
    t2s_validator_unref(validator);
    return code;
}

static int set_up(const char *path, t2s_context **ret_context, t2s_error **reterr_error)
{
    t2s_metadata_source *source = NULL;
    t2s_dialect *dialect = NULL;
    int code = t2s_context_new(NULL, ret_context, reterr_error);

    if (code == 0)
        code = t2s_ddl_metadata_source_new(&path, 1, &source, reterr_error);
    if (code == 0)
        code = t2s_context_set_metadata_source(*ret_context, source);
    if (code == 0)
        code = t2s_postgres_dialect_new(&dialect);
    if (code == 0)
        code = t2s_context_set_dialect(*ret_context, dialect);
    if (code == 0)
        code = add_rule(*ret_context);
    t2s_dialect_unref(dialect);
    t2s_metadata_source_unref(source);
    return code;
}

int main(int argc, char **argv)
{
    t2s_context *context = NULL;
    t2s_statement *statement = NULL;
    t2s_error *error = NULL;
    int code;

    if (argc != 3) {
        fprintf(stderr, "usage: %s SCHEMA.sql STATEMENT\n", argv[0]);
        return 2;
    }
    code = set_up(argv[1], &context, &error);
    if (code == 0)
        code = t2s_context_check_sync(context, argv[2], strlen(argv[2]), &statement, &error);
    if (code != 0)
        fprintf(stderr, "%s: %s\n", argv[0], error != NULL ? t2s_error_message(error) : t2s_strerror(code));
    for (size_t i = 0; code == 0 && i < t2s_statement_diagnostic_count(statement); i++) {
        const t2s_diagnostic *diagnostic = t2s_statement_diagnostic(statement, i);

        printf("%s: %s [%s]\n", t2s_diagnostic_rule(diagnostic), t2s_diagnostic_message(diagnostic),
               t2s_diagnostic_code(diagnostic));
    }
    if (code == 0) {
        printf("%s\n", t2s_statement_valid(statement) ? "valid" : "rejected");
        code = t2s_statement_valid(statement) ? 0 : T2S_E_REJECTED;
    }
    t2s_error_unref(error);
    t2s_statement_free(statement);
    t2s_context_free(context);
    return code != 0;
}
