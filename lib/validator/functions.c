/* SPDX-License-Identifier: MIT */
/* Which functions a statement may reach, by what they do and whose they are. */
#include <stdio.h>
#include <string.h>

#include <text2sql/facts.h>
#include <text2sql/sys/catalog.h>

#include "util/error.h"
#include "util/memory.h"
#include "util/options.h"
#include "validator/policy.h"

enum { REPORTS_MAX = 16 }; /* who wrote more does not read the rest */

/* As far as functions that users made go. */
enum { USERS_NONE, USERS_IMMUTABLE, USERS_STABLE, USERS_ALL };

struct policy {
    t2s__patterns allow;
    t2s__patterns deny;
    uint32_t allowed_classes; /* bits */
    uint32_t denied_classes;
    int users; /* USERS_* */
    int64_t definer;
    int64_t unknown;
    int64_t views;
};

#define TEXT_(name, number, text, what) text,
static const char *const class_names[] = {T2S_FUNCTION_CLASS_MAP(TEXT_) NULL};
#undef TEXT_
#define WHAT_(name, number, text, what) what,
static const char *const class_whats[] = {T2S_FUNCTION_CLASS_MAP(WHAT_)};
#undef WHAT_

static const char *const user_names[] = {"none", "immutable", "stable", "all", NULL};

static void destroy(void *user_data)
{
    struct policy *policy = user_data;

    t2s__patterns_dispose(&policy->allow);
    t2s__patterns_dispose(&policy->deny);
    t2s__free(policy);
}

/* What is wrong with it, or NULL. What is only said of the server's catalogs is fine where nothing says what may be read. */
static const char *objection(const struct policy *policy, const t2s_statement *statement, const t2s_function_use *use, int in_view)
{
    int class = t2s_function_use_class(use);
    int volatility = t2s_function_use_volatility(use);

    if ((policy->denied_classes >> class & 1) != 0)
        return class_whats[class];
    if (class == T2S_FUNCTION_CLASS_COMPUTES || (policy->allowed_classes >> class & 1) != 0)
        return NULL;
    if (class == T2S_FUNCTION_CLASS_INSPECTS)
        return in_view || !t2s_statement_has_catalog(statement) ? NULL : class_whats[class];
    if (class != T2S_FUNCTION_CLASS_UNKNOWN)
        return class_whats[class];
    if (volatility < 0)
        return policy->unknown ? NULL : class_whats[class];
    if (t2s_function_use_is_definer(use) && !policy->definer)
        return "runs with the rights of its owner (SECURITY DEFINER)";
    if (policy->users == USERS_NONE)
        return "is not the server's own";
    if (volatility == T2S_VOLATILITY_VOLATILE && policy->users < USERS_ALL)
        return "is declared VOLATILE, so that it may do anything";
    if (volatility == T2S_VOLATILITY_STABLE && policy->users < USERS_STABLE)
        return "is declared STABLE, so that it may read tables";
    return NULL;
}

static int refuse(t2s_report *report, const t2s_function_use *use, const char *what, const t2s_relation *view)
{
    static const char *const forms[] = {"the function %s%s%s %s%s%s", "%s%s%s, which may be a call, %s%s%s",
                                        "the operator's function %s%s%s %s%s%s", "the conversion by %s%s%s %s%s%s"};
    const char *schema = t2s_function_use_schema(use);
    const char *name = t2s_function_use_name(use);
    int form = t2s_function_use_form(use);
    char message[320];
    char hint[200];

    /* The formats are those above. */
    snprintf(message, sizeof(message), forms[form >= 0 && form <= T2S_FUNCTION_FORM_CAST ? form : 0], schema != NULL ? schema : "",
             schema != NULL ? "." : "", name, what, view != NULL ? "; it is behind the view " : "",
             view != NULL ? t2s_relation_name(view) : "");
    snprintf(hint, sizeof(hint), "The policy \"functions\" can allow it: by its name, with the option allow=%.64s, or with all of its kind.",
             name);
    return t2s__policy_refuse(report, "function_not_allowed", view != NULL ? -1 : t2s_function_use_position(use), hint, "%s: not allowed", message);
}

static int check(const struct policy *policy, const t2s_statement *statement, t2s_report *report, const t2s_relation *view,
                 size_t *reports)
{
    for (size_t i = 0; i < t2s_statement_function_use_count(statement) && *reports < REPORTS_MAX; i++) {
        const t2s_function_use *use = t2s_statement_function_use(statement, i);
        const char *parts[] = {t2s_function_use_schema(use), t2s_function_use_name(use)};
        const char *what;
        int code;

        if (t2s__patterns_fit(&policy->deny, parts, 2))
            what = "is denied by name";
        else if (t2s__patterns_fit(&policy->allow, parts, 2))
            what = NULL;
        else
            what = objection(policy, statement, use, view != NULL);
        if (what == NULL)
            continue;
        code = refuse(report, use, what, view);
        if (code != 0)
            return code;
        ++*reports;
    }
    return 0;
}

static int validate(void *user_data, const t2s_statement *statement, t2s_report *report)
{
    const struct policy *policy = user_data;
    size_t reports = 0;
    int code = check(policy, statement, report, NULL, &reports);

    for (size_t i = 0; policy->views && i < t2s_statement_view_count(statement) && code == 0; i++) {
        const t2s_relation *view;
        const t2s_statement *behind = t2s_statement_view(statement, i, &view);

        /* What a materialized view holds was computed when it was refreshed. */
        if (behind != NULL && t2s_relation_kind(view) == T2S_RELATION_VIEW)
            code = check(policy, behind, report, view, &reports);
    }
    return code;
}

/* The options, and those that are text only until they were read. */
struct given {
    struct policy policy; /* first */
    char *allow;
    char *deny;
    char *allow_classes;
    char *deny_classes;
    char *users;
};

static const t2s__option table[] = {
    {"allow", T2S__OPTION_STRING, offsetof(struct given, allow), 0, 0},
    {"deny", T2S__OPTION_STRING, offsetof(struct given, deny), 0, 0},
    {"allow_classes", T2S__OPTION_STRING, offsetof(struct given, allow_classes), 0, 0},
    {"deny_classes", T2S__OPTION_STRING, offsetof(struct given, deny_classes), 0, 0},
    {"user_functions", T2S__OPTION_STRING, offsetof(struct given, users), 0, 0},
    {"security_definer", T2S__OPTION_INT, offsetof(struct given, policy.definer), 0, 1},
    {"unknown", T2S__OPTION_INT, offsetof(struct given, policy.unknown), 0, 1},
    {"views", T2S__OPTION_INT, offsetof(struct given, policy.views), 0, 1},
};

/* `text` is taken over. */
static int read_classes(char *text, const char *option, uint32_t *ret_classes, t2s_error **reterr_error)
{
    t2s__patterns names;
    int code = t2s__patterns_read(text, &names);

    if (code != 0)
        return t2s__fail_nomem(reterr_error);
    for (size_t i = 0; i < names.count && code == 0; i++) {
        int number = t2s__word_number(class_names, names.items[i]);

        if (number < 0)
            code = t2s__fail(reterr_error, T2S_E_INVALID, "the option \"%s\" names \"%.64s\", which is no class of functions", option,
                             names.items[i]);
        else
            *ret_classes |= (uint32_t)1 << number;
    }
    t2s__patterns_dispose(&names);
    return code;
}

static int read_users(const char *text, int *ret_users, t2s_error **reterr_error)
{
    int number = text != NULL ? t2s__word_number(user_names, text) : USERS_STABLE;

    if (number < 0)
        return t2s__fail(reterr_error, T2S_E_INVALID,
                         "the option \"user_functions\" must be none, immutable, stable or all, not \"%.64s\"", text);
    *ret_users = number;
    return 0;
}

static void take(char **from, char **to)
{
    *to = *from;
    *from = NULL;
}

static int read_texts(struct given *given, t2s_error **reterr_error)
{
    struct policy *policy = &given->policy;
    char *text;
    int code = read_users(given->users, &policy->users, reterr_error);

    if (code == 0) {
        take(&given->allow_classes, &text);
        code = read_classes(text, "allow_classes", &policy->allowed_classes, reterr_error);
    }
    if (code == 0) {
        take(&given->deny_classes, &text);
        code = read_classes(text, "deny_classes", &policy->denied_classes, reterr_error);
    }
    if (code == 0) {
        take(&given->allow, &text);
        code = t2s__patterns_read(text, &policy->allow);
    }
    if (code == 0) {
        take(&given->deny, &text);
        code = t2s__patterns_read(text, &policy->deny);
    }
    return code != T2S_E_NOMEM ? code : t2s__fail_nomem(reterr_error);
}

int t2s_functions_validator_new(const t2s_options *options, t2s_validator **ret_validator, t2s_error **reterr_error)
{
    static const t2s_validator_ops ops = {.struct_size = sizeof(ops), .validate = validate, .destroy = destroy};
    struct given given = {.policy = {.unknown = 1, .views = 1}};
    struct policy *policy = NULL;
    int code = t2s__options_read(options, table, sizeof(table) / sizeof(table[0]), &given, reterr_error);

    if (code == 0)
        code = read_texts(&given, reterr_error);
    t2s__free(given.allow);
    t2s__free(given.deny);
    t2s__free(given.allow_classes);
    t2s__free(given.deny_classes);
    t2s__free(given.users);
    if (code == 0) {
        policy = t2s__malloc(sizeof(*policy));
        if (policy == NULL)
            code = t2s__fail_nomem(reterr_error);
    }
    if (policy == NULL) {
        t2s__patterns_dispose(&given.policy.allow);
        t2s__patterns_dispose(&given.policy.deny);
        return code;
    }
    *policy = given.policy;
    code = t2s_validator_new("functions", &ops, policy, ret_validator);
    return code != 0 ? t2s__fail(reterr_error, code, "the policy could not be made: %s", t2s_strerror(code)) : 0;
}
