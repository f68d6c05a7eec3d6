/* SPDX-License-Identifier: MIT */
/* The policies of a context: validators of the library that options set, each in its place in the chain. */
#include <string.h>

#include "engine/context.h"
#include "engine/policy.h"
#include "util/error.h"

typedef int (*make_fn)(const t2s_options *options, t2s_validator **ret_validator, t2s_error **reterr_error);

struct policy {
    const char *name;
    make_fn make;
};

/* In the order in which they are asked. */
static const struct policy policies[] = {{"functions", t2s_functions_validator_new},
                                         {"catalogs", t2s_catalogs_validator_new},
                                         {"access", t2s_access_validator_new},
                                         {"limits", t2s_limits_validator_new}};

enum { POLICY_COUNT = sizeof(policies) / sizeof(policies[0]) };

_Static_assert((int)POLICY_COUNT == (int)T2S__POLICY_COUNT, "the header counts them, too");

int t2s__context_add_policies(t2s_context *context)
{
    for (size_t i = 0; i < POLICY_COUNT; i++) {
        t2s_validator *validator = NULL;
        int code = policies[i].make(NULL, &validator, NULL);

        if (code == 0)
            code = t2s_context_add_validator(context, validator);
        t2s_validator_unref(validator);
        if (code != 0)
            return code;
    }
    return 0;
}

int t2s_policy_validator_new(const char *name, const t2s_options *options, t2s_validator **ret_validator, t2s_error **reterr_error)
{
    for (size_t i = 0; name != NULL && i < POLICY_COUNT; i++)
        if (strcmp(policies[i].name, name) == 0)
            return policies[i].make(options, ret_validator, reterr_error);
    return t2s__fail(reterr_error, T2S_E_INVALID, "there is no policy \"%.64s\": there are functions, catalogs, access and limits",
                     name != NULL ? name : "");
}

int t2s_context_set_policy(t2s_context *context, const char *name, const t2s_options *options, t2s_error **reterr_error)
{
    t2s_validator *validator = NULL;
    int code;

    if (context == NULL)
        return t2s__fail(reterr_error, T2S_E_INVALID, "there is no context to set the policy of");
    code = t2s_policy_validator_new(name, options, &validator, reterr_error);
    if (code != 0)
        return code;
    uv_mutex_lock(&context->mutex);
    if (context->closing)
        code = T2S_E_SHUTDOWN;
    else
        for (size_t i = 0; i < POLICY_COUNT; i++) {
            t2s_validator **place = &context->parts.validators[T2S__POLICY_FIRST + i];
            t2s_validator *former = *place;

            if (strcmp(policies[i].name, name) != 0)
                continue;
            *place = validator;
            validator = former;
            context->parts.generation++;
        }
    uv_mutex_unlock(&context->mutex);
    t2s_validator_unref(validator);
    return code == 0 ? 0 : t2s__fail(reterr_error, code, "the context is closing");
}
