/* SPDX-License-Identifier: MIT */
/* What the analysis found wrong with the names rejects the statement. */
#include <text2sql/sys/validator.h>

static int validate(void *user_data, const t2s_statement *statement, t2s_report *report)
{
    int code = 0;

    (void)user_data;
    for (size_t i = 0; i < t2s_statement_finding_count(statement) && code == 0; i++)
        code = t2s_report_finding(report, i);
    return code;
}

int t2s_names_validator_new(t2s_validator **ret_validator)
{
    static const t2s_validator_ops ops = {.struct_size = sizeof(ops), .validate = validate};

    return t2s_validator_new("names", &ops, NULL, ret_validator);
}
