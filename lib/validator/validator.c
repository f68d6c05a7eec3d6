/* SPDX-License-Identifier: MIT */
/* The seam of validators: their operations copied, their holes filled, their lifetime. */
#include <stdatomic.h>
#include <string.h>

#include <text2sql/sys/validator.h>

#include "util/memory.h"
#include "util/ops.h"

struct t2s_validator {
    atomic_uint references;
    t2s_validator_ops ops;
    void *user_data;
    char *name;
};

enum { FIRST_FORM = sizeof(t2s_validator_ops) };

static void destroy_nothing(void *user_data)
{
    (void)user_data;
}

/* The promise that destroy runs also when registration fails holds as far as the table can be read. */
static void destroy_unregistered(const t2s_validator_ops *ops, void *user_data)
{
    if (ops != NULL && ops->struct_size >= offsetof(t2s_validator_ops, destroy) + sizeof(ops->destroy) && ops->destroy != NULL)
        ops->destroy(user_data);
}

int t2s_validator_new(const char *name, const t2s_validator_ops *ops, void *user_data, t2s_validator **ret_validator)
{
    t2s_validator_ops copy;
    t2s_validator *validator = NULL;
    int code = t2s__ops_copy(&copy, ops, sizeof(copy), FIRST_FORM, 0);

    if (code == 0 && (name == NULL || name[0] == '\0' || copy.validate == NULL || ret_validator == NULL))
        code = T2S_E_INVALID;
    if (code == 0) {
        validator = t2s__calloc(1, sizeof(*validator));
        if (validator == NULL || (validator->name = t2s__strdup(name)) == NULL)
            code = T2S_E_NOMEM;
    }
    if (code != 0) {
        t2s__free(validator);
        destroy_unregistered(ops, user_data);
        return code;
    }
    if (copy.destroy == NULL)
        copy.destroy = destroy_nothing;
    atomic_init(&validator->references, 1);
    validator->ops = copy;
    validator->user_data = user_data;
    *ret_validator = validator;
    return 0;
}

t2s_validator *t2s_validator_ref(t2s_validator *validator)
{
    if (validator != NULL)
        atomic_fetch_add_explicit(&validator->references, 1, memory_order_relaxed);
    return validator;
}

void t2s_validator_unref(t2s_validator *validator)
{
    if (validator == NULL || atomic_fetch_sub_explicit(&validator->references, 1, memory_order_acq_rel) != 1)
        return;
    validator->ops.destroy(validator->user_data);
    t2s__free(validator->name);
    t2s__free(validator);
}

const char *t2s_validator_name(const t2s_validator *validator)
{
    return validator != NULL ? validator->name : NULL;
}

int t2s_validator_run(t2s_validator *validator, const t2s_statement *statement, t2s_report *report)
{
    return validator->ops.validate(validator->user_data, statement, report);
}
