/* SPDX-License-Identifier: MIT */
/* The seam of validators: their operations copied, their holes filled, their lifetime. */
#include <text2sql/sys/validator.h>

#include "util/model.h"
#include "util/ops.h"

struct t2s_validator {
    t2s__model model; /* first */
    t2s_validator_ops ops;
};

int t2s_validator_new(const char *name, const t2s_validator_ops *ops, void *user_data, t2s_validator **ret_validator)
{
    t2s_validator_ops copy;
    t2s_validator *validator;
    int code = t2s__ops_copy(&copy, ops, sizeof(copy), sizeof(copy), 0);

    if (code == 0 && (copy.validate == NULL || ret_validator == NULL))
        code = T2S_E_INVALID;
    validator = t2s__model_new(sizeof(*validator), name, copy.destroy, user_data, &code);
    if (validator == NULL)
        return code;
    validator->ops = copy;
    *ret_validator = validator;
    return 0;
}

t2s_validator *t2s_validator_ref(t2s_validator *validator)
{
    t2s__model_ref((t2s__model *)validator);
    return validator;
}

void t2s_validator_unref(t2s_validator *validator)
{
    t2s__model_unref((t2s__model *)validator);
}

const char *t2s_validator_name(const t2s_validator *validator)
{
    return validator != NULL ? validator->model.name : NULL;
}

int t2s_validator_run(t2s_validator *validator, const t2s_statement *statement, t2s_report *report)
{
    return validator->ops.validate(validator->model.user_data, statement, report);
}
