/* SPDX-License-Identifier: MIT */
/* Which of the server's own relations a statement may read. */
#include <string.h>

#include <text2sql/facts.h>

#include "util/error.h"
#include "util/memory.h"
#include "util/options.h"
#include "validator/policy.h"

/* Each allows what those before it do. */
enum { LEVEL_NONE, LEVEL_INFORMATION, LEVEL_SCHEMA, LEVEL_ALL, LEVEL_AUTO };

static const char *const level_names[] = {"none", "information_schema", "schema", "all", "auto", NULL};

struct policy {
    int level;
    t2s__patterns tables;
};

static void destroy(void *user_data)
{
    struct policy *policy = user_data;

    t2s__patterns_dispose(&policy->tables);
    t2s__free(policy);
}

/* Where no schema says what may be read, what describes one is no more than any table. */
static int level_for(const struct policy *policy, const t2s_statement *statement)
{
    if (policy->level != LEVEL_AUTO)
        return policy->level;
    return t2s_statement_has_catalog(statement) ? LEVEL_NONE : LEVEL_SCHEMA;
}

static int validate(void *user_data, const t2s_statement *statement, t2s_report *report)
{
    const struct policy *policy = user_data;
    int level = level_for(policy, statement);
    int code = 0;

    for (size_t i = 0; i < t2s_statement_relation_count(statement) && code == 0; i++) {
        const t2s_relation *relation = t2s_statement_relation(statement, i);
        const char *parts[] = {t2s_relation_schema(relation), t2s_relation_name(relation)};

        /* The classes are numbered as the levels that allow them. */
        if (t2s_statement_relation_class(statement, relation) <= level || t2s__patterns_fit(&policy->tables, parts, 2))
            continue;
        code = t2s__policy_refuse(report, "system_catalog", t2s__relation_position(statement, relation),
                           "The policy \"catalogs\" can allow it: by its name, with the option tables, or with its kind, with the option "
                           "level.",
                           "%s%s%s is one of the server's own tables: not allowed", parts[0], parts[0][0] != '\0' ? "." : "", parts[1]);
    }
    return code;
}

struct given {
    char *level;
    char *tables;
};

static const t2s__option table[] = {
    {"level", T2S__OPTION_STRING, offsetof(struct given, level), 0, 0},
    {"tables", T2S__OPTION_STRING, offsetof(struct given, tables), 0, 0},
};

static int make(struct given *given, struct policy **ret_policy, t2s_error **reterr_error)
{
    int level = given->level != NULL ? t2s__word_number(level_names, given->level) : LEVEL_AUTO;
    struct policy *policy;

    if (level < 0)
        return t2s__fail(reterr_error, T2S_E_INVALID,
                         "the option \"level\" must be none, information_schema, schema, all or auto, not \"%.64s\"", given->level);
    policy = t2s__calloc(1, sizeof(*policy));
    if (policy == NULL)
        return t2s__fail_nomem(reterr_error);
    policy->level = level;
    if (t2s__patterns_read(given->tables, &policy->tables) != 0) {
        given->tables = NULL;
        t2s__free(policy);
        return t2s__fail_nomem(reterr_error);
    }
    given->tables = NULL;
    *ret_policy = policy;
    return 0;
}

int t2s_catalogs_validator_new(const t2s_options *options, t2s_validator **ret_validator, t2s_error **reterr_error)
{
    static const t2s_validator_ops ops = {.struct_size = sizeof(ops), .validate = validate, .destroy = destroy};
    struct given given = {0};
    struct policy *policy = NULL;
    int code = t2s__options_read(options, table, sizeof(table) / sizeof(table[0]), &given, reterr_error);

    if (code == 0)
        code = make(&given, &policy, reterr_error);
    t2s__free(given.level);
    t2s__free(given.tables);
    if (code != 0)
        return code;
    code = t2s_validator_new("catalogs", &ops, policy, ret_validator);
    return code != 0 ? t2s__fail(reterr_error, code, "the policy could not be made: %s", t2s_strerror(code)) : 0;
}
