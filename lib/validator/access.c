/* SPDX-License-Identifier: MIT */
/* Which tables, columns and rows a statement may read. */
#include <string.h>

#include <text2sql/facts.h>

#include "util/error.h"
#include "util/memory.h"
#include "util/options.h"
#include "validator/access_rows.h"
#include "validator/policy.h"

struct policy {
    t2s__patterns allow_tables;
    t2s__patterns deny_tables;
    t2s__patterns allow_columns;
    t2s__patterns deny_columns;
    t2s__row_rules rows;
    int64_t views;
};

static void dispose(struct policy *policy)
{
    t2s__patterns_dispose(&policy->allow_tables);
    t2s__patterns_dispose(&policy->deny_tables);
    t2s__patterns_dispose(&policy->allow_columns);
    t2s__patterns_dispose(&policy->deny_columns);
    t2s__row_rules_dispose(&policy->rows);
}

static void destroy(void *user_data)
{
    dispose(user_data);
    t2s__free(user_data);
}

/* A rule for a table is one for its partitions, too, since they hold its rows. */
static int table_fits(const t2s__patterns *patterns, const t2s_relation *relation)
{
    for (; relation != NULL; relation = t2s_relation_parent(relation)) {
        const char *parts[] = {t2s_relation_schema(relation), t2s_relation_name(relation)};

        if (t2s__patterns_fit(patterns, parts, 2))
            return 1;
    }
    return 0;
}

static int column_fits(const t2s__patterns *patterns, const t2s_relation *relation, const t2s_column *column)
{
    for (; relation != NULL; relation = t2s_relation_parent(relation)) {
        const char *parts[] = {t2s_relation_schema(relation), t2s_relation_name(relation), t2s_column_name(column)};

        if (t2s__patterns_fit(patterns, parts, 3))
            return 1;
    }
    return 0;
}

static int refuse(t2s_report *report, const t2s_statement *statement, const t2s_relation *relation, const t2s_column *column,
                  const t2s_relation *view)
{
    return t2s__policy_refuse(report, column != NULL ? "column_not_allowed" : "table_not_allowed",
                       view != NULL ? -1 : t2s__relation_position(statement, relation),
                       "The policy \"access\" says what may be read.", "%s %s%s%s%s%s must not be read%s%s",
                       column != NULL ? "column" : "table", t2s_relation_schema(relation),
                       t2s_relation_schema(relation)[0] != '\0' ? "." : "", t2s_relation_name(relation), column != NULL ? "." : "",
                       column != NULL ? t2s_column_name(column) : "", view != NULL ? "; it is behind the view " : "",
                       view != NULL ? t2s_relation_name(view) : "");
}

/* What a view reads is judged by what is denied only: to allow the view is to allow that. */
static int check_tables(const struct policy *policy, const t2s_statement *statement, t2s_report *report, const t2s_relation *view)
{
    int code = 0;

    for (size_t i = 0; i < t2s_statement_relation_count(statement) && code == 0; i++) {
        const t2s_relation *relation = t2s_statement_relation(statement, i);

        if (table_fits(&policy->deny_tables, relation) ||
            (view == NULL && policy->allow_tables.count != 0 && !table_fits(&policy->allow_tables, relation)))
            code = refuse(report, statement, relation, NULL, view);
    }
    return code;
}

static int check_columns(const struct policy *policy, const t2s_statement *statement, t2s_report *report, const t2s_relation *view)
{
    int code = 0;

    if (policy->deny_columns.count == 0 && policy->allow_columns.count == 0)
        return 0;
    for (size_t i = 0; i < t2s_statement_column_count(statement) && code == 0; i++) {
        const t2s_relation *relation;
        const t2s_column *column = t2s_statement_column(statement, i, &relation);

        if (column_fits(&policy->deny_columns, relation, column) ||
            (view == NULL && policy->allow_columns.count != 0 && !column_fits(&policy->allow_columns, relation, column)))
            code = refuse(report, statement, relation, column, view);
    }
    return code;
}

static int check(const struct policy *policy, const t2s_statement *statement, t2s_report *report, const t2s_relation *view)
{
    int code = check_tables(policy, statement, report, view);

    if (code == 0)
        code = check_columns(policy, statement, report, view);
    return code != 0 ? code : t2s__row_rules_check(&policy->rows, statement, report, view);
}

static int check_views(const struct policy *policy, const t2s_statement *statement, t2s_report *report)
{
    const t2s_relation *opaque = t2s_statement_opaque_view(statement);
    int code = 0;

    for (size_t i = 0; i < t2s_statement_view_count(statement) && code == 0; i++) {
        const t2s_relation *view;
        const t2s_statement *behind = t2s_statement_view(statement, i, &view);

        if (behind != NULL)
            code = check(policy, behind, report, view);
    }
    if (code == 0 && opaque != NULL)
        code = t2s__policy_refuse(report, "view_not_known", t2s__relation_position(statement, opaque),
                           "The policy \"access\" can judge views by their names alone, with the option views=0.",
                           "what the view %s reads is not known", t2s_relation_name(opaque));
    return code;
}

static int looks_at_columns(const struct policy *policy)
{
    return policy->deny_columns.count != 0 || policy->allow_columns.count != 0 || policy->rows.count != 0;
}

static int denies(const struct policy *policy)
{
    return policy->deny_tables.count != 0 || policy->deny_columns.count != 0 || policy->rows.count != 0;
}

static int validate(void *user_data, const t2s_statement *statement, t2s_report *report)
{
    const struct policy *policy = user_data;
    int code;

    if (looks_at_columns(policy) && !t2s_statement_has_catalog(statement))
        return t2s__policy_refuse(report, "schema_not_known", -1, "Check it against a database or a schema file.",
                           "without a schema it is not known which columns are read");
    code = check(policy, statement, report, NULL);
    return code == 0 && policy->views && denies(policy) ? check_views(policy, statement, report) : code;
}

struct given {
    char *allow_tables;
    char *deny_tables;
    char *allow_columns;
    char *deny_columns;
    char *rows;
    int64_t views;
};

static const t2s__option table[] = {
    {"allow_tables", T2S__OPTION_STRING, offsetof(struct given, allow_tables), 0, 0},
    {"deny_tables", T2S__OPTION_STRING, offsetof(struct given, deny_tables), 0, 0},
    {"allow_columns", T2S__OPTION_STRING, offsetof(struct given, allow_columns), 0, 0},
    {"deny_columns", T2S__OPTION_STRING, offsetof(struct given, deny_columns), 0, 0},
    {"rows", T2S__OPTION_STRING, offsetof(struct given, rows), 0, 0},
    {"views", T2S__OPTION_INT, offsetof(struct given, views), 0, 1},
};

/* Each text is taken over by whoever reads it, also when that fails. */
static int fill(struct policy *policy, struct given *given, t2s_error **reterr_error)
{
    struct {
        char **from;
        t2s__patterns *to;
    } const lists[] = {{&given->allow_tables, &policy->allow_tables},
                       {&given->deny_tables, &policy->deny_tables},
                       {&given->allow_columns, &policy->allow_columns},
                       {&given->deny_columns, &policy->deny_columns}};

    policy->views = given->views;
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        char *text = *lists[i].from;

        *lists[i].from = NULL;
        if (t2s__patterns_read(text, lists[i].to) != 0)
            return t2s__fail_nomem(reterr_error);
    }
    return t2s__row_rules_read(given->rows, &policy->rows, reterr_error);
}

int t2s_access_validator_new(const t2s_options *options, t2s_validator **ret_validator, t2s_error **reterr_error)
{
    static const t2s_validator_ops ops = {.struct_size = sizeof(ops), .validate = validate, .destroy = destroy};
    struct given given = {.views = 1};
    struct policy *policy = NULL;
    int code = t2s__options_read(options, table, sizeof(table) / sizeof(table[0]), &given, reterr_error);

    if (code == 0) {
        policy = t2s__calloc(1, sizeof(*policy));
        code = policy != NULL ? fill(policy, &given, reterr_error) : t2s__fail_nomem(reterr_error);
    }
    t2s__free(given.allow_tables);
    t2s__free(given.deny_tables);
    t2s__free(given.allow_columns);
    t2s__free(given.deny_columns);
    t2s__free(given.rows);
    if (code != 0) {
        if (policy != NULL)
            destroy(policy);
        return code;
    }
    code = t2s_validator_new("access", &ops, policy, ret_validator);
    return code != 0 ? t2s__fail(reterr_error, code, "the policy could not be made: %s", t2s_strerror(code)) : 0;
}
