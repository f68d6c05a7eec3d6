/* SPDX-License-Identifier: MIT */
/* How much a statement may be, and how many rows it may ask for. What people ask is far below the defaults. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <text2sql/facts.h>

#include "util/error.h"
#include "util/memory.h"
#include "util/options.h"
#include "validator/policy.h"

enum { CARTESIAN_ALLOW, CARTESIAN_WARN, CARTESIAN_DENY };

static const char *const cartesian_names[] = {"allow", "warn", "deny", NULL};

struct policy {
    int64_t maxima[T2S_MEASURE_END_]; /* 0: no limit */
    int64_t rows;                     /* 0: a LIMIT is nobody's business */
    int cartesian;
};

struct measure {
    const char *option;
    const char *what;
    int64_t usual;
};

/* By T2S_MEASURE_*. */
static const struct measure measures[] = {
    [T2S_MEASURE_BYTES] = {"bytes", "bytes long", 100000},
    [T2S_MEASURE_NODES] = {"nodes", "names, constants and operations long", 50000},
    [T2S_MEASURE_RELATIONS] = {"relations", "tables and functions in FROM", 100},
    [T2S_MEASURE_JOINS] = {"joins", "joins", 100},
    [T2S_MEASURE_QUERIES] = {"queries", "SELECTs", 200},
    [T2S_MEASURE_DEPTH] = {"depth", "queries in queries", 32},
    [T2S_MEASURE_CTES] = {"ctes", "queries in WITH", 100},
    [T2S_MEASURE_RECURSIVE_CTES] = {"recursive", "WITH RECURSIVE", 8},
    [T2S_MEASURE_SET_OPERATIONS] = {"set_operations", "UNIONs and the like", 100},
    [T2S_MEASURE_CALLS] = {"calls", "calls of functions", 5000},
};

static int check_measures(const struct policy *policy, const t2s_statement *statement, t2s_report *report)
{
    int code = 0;

    for (int i = 0; i < T2S_MEASURE_END_ && code == 0; i++) {
        int64_t value = t2s_statement_measure(statement, i);
        char hint[120];

        if (measures[i].option == NULL || policy->maxima[i] == 0 || value <= policy->maxima[i])
            continue;
        snprintf(hint, sizeof(hint), "The policy \"limits\" has the option %s for it.", measures[i].option);
        code = t2s__policy_refuse(report, "too_complex", -1, hint, "the statement has %" PRId64 " %s; no more than %" PRId64 " are allowed", value,
                           measures[i].what, policy->maxima[i]);
    }
    return code;
}

static int check_cartesian(const struct policy *policy, const t2s_statement *statement, t2s_report *report)
{
    int64_t count = t2s_statement_measure(statement, T2S_MEASURE_CARTESIAN);
    int is_error = policy->cartesian == CARTESIAN_DENY;

    if (count <= 0 || policy->cartesian == CARTESIAN_ALLOW)
        return 0;
    return t2s_report_add(report, is_error ? T2S_SEVERITY_ERROR : T2S_SEVERITY_WARNING, 0, "cartesian_product",
                          "tables are joined without any condition, so that each row of one meets each row of the other",
                          "Join them on the columns that refer to each other.", -1);
}

/* The model, or whoever mends, can put it right. */
static int check_rows(const struct policy *policy, const t2s_statement *statement, t2s_report *report)
{
    int64_t rows;
    int position, length;
    int kind = t2s_statement_limit(statement, &rows, &position, &length);
    char message[160];
    char hint[80];
    char text[40];
    int code;

    if (policy->rows == 0 || (kind == T2S_LIMIT_LITERAL && rows <= policy->rows))
        return 0;
    snprintf(hint, sizeof(hint), "Write LIMIT %" PRId64 " at the end.", policy->rows);
    if (kind == T2S_LIMIT_LITERAL)
        snprintf(message, sizeof(message), "LIMIT %" PRId64 " is more than the %" PRId64 " rows that are allowed", rows, policy->rows);
    else if (kind == T2S_LIMIT_COMPUTED)
        snprintf(message, sizeof(message), "the LIMIT must be a number, at most %" PRId64, policy->rows);
    else
        snprintf(message, sizeof(message), "the statement must have a LIMIT of at most %" PRId64, policy->rows);
    code = t2s_report_add(report, T2S_SEVERITY_ERROR, 0, "limit", message, hint, kind == T2S_LIMIT_NONE ? -1 : position);
    if (code != 0 || kind == T2S_LIMIT_COMPUTED || position < 0 || t2s_statement_count(statement) != 1)
        return code;
    snprintf(text, sizeof(text), "%s%" PRId64, kind == T2S_LIMIT_NONE ? "\nLIMIT " : "", policy->rows);
    snprintf(message, sizeof(message), kind == T2S_LIMIT_NONE ? "LIMIT %" PRId64 " was put in" : "the LIMIT was made %" PRId64,
             policy->rows);
    return t2s_report_fix(report, "limit", message, position, length, text);
}

static int validate(void *user_data, const t2s_statement *statement, t2s_report *report)
{
    const struct policy *policy = user_data;
    int code = check_measures(policy, statement, report);

    if (code == 0)
        code = check_cartesian(policy, statement, report);
    return code != 0 ? code : check_rows(policy, statement, report);
}

struct given {
    struct policy policy; /* first */
    char *cartesian;
};

enum { OPTIONS_MAX = T2S_MEASURE_END_ + 2 };

static size_t list_options(t2s__option *options)
{
    size_t count = 0;

    for (size_t i = 0; i < T2S_MEASURE_END_; i++)
        if (measures[i].option != NULL)
            options[count++] = (t2s__option){measures[i].option, T2S__OPTION_INT,
                                             offsetof(struct given, policy.maxima) + i * sizeof(int64_t), 0, INT64_MAX};
    options[count++] = (t2s__option){"rows", T2S__OPTION_INT, offsetof(struct given, policy.rows), 0, INT64_MAX};
    options[count++] = (t2s__option){"cartesian", T2S__OPTION_STRING, offsetof(struct given, cartesian), 0, 0};
    return count;
}

static int read_options(const t2s_options *options, struct policy *policy, t2s_error **reterr_error)
{
    t2s__option table[OPTIONS_MAX];
    struct given given = {0};
    int code;

    for (size_t i = 0; i < T2S_MEASURE_END_; i++)
        given.policy.maxima[i] = measures[i].usual;
    code = t2s__options_read(options, table, list_options(table), &given, reterr_error);
    given.policy.cartesian = given.cartesian != NULL ? t2s__word_number(cartesian_names, given.cartesian) : CARTESIAN_WARN;
    if (code == 0 && given.policy.cartesian < 0)
        code = t2s__fail(reterr_error, T2S_E_INVALID, "the option \"cartesian\" must be allow, warn or deny, not \"%.64s\"",
                         given.cartesian);
    t2s__free(given.cartesian);
    *policy = given.policy;
    return code;
}

int t2s_limits_validator_new(const t2s_options *options, t2s_validator **ret_validator, t2s_error **reterr_error)
{
    static const t2s_validator_ops ops = {.struct_size = sizeof(ops), .validate = validate, .destroy = t2s__free};
    struct policy *policy = t2s__malloc(sizeof(*policy));
    int code;

    if (policy == NULL)
        return t2s__fail_nomem(reterr_error);
    code = read_options(options, policy, reterr_error);
    if (code != 0) {
        t2s__free(policy);
        return code;
    }
    code = t2s_validator_new("limits", &ops, policy, ret_validator);
    return code != 0 ? t2s__fail(reterr_error, code, "the policy could not be made: %s", t2s_strerror(code)) : 0;
}
