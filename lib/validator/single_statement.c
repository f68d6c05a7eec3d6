/* SPDX-License-Identifier: MIT */
#include <text2sql/sys/validator.h>

static int validate(void *user_data, const t2s_statement *statement, t2s_report *report)
{
    (void)user_data;
    if (t2s_statement_count(statement) == 1)
        return 0;
    return t2s_report_add(report, T2S_SEVERITY_ERROR, 0, "multiple_statements", "the text holds more than one statement",
                          "Answer with one query; what has to be said in several steps can be said with WITH.", -1);
}

int t2s_single_statement_validator_new(t2s_validator **ret_validator)
{
    static const t2s_validator_ops ops = {.struct_size = sizeof(ops), .validate = validate};

    return t2s_validator_new("single_statement", &ops, NULL, ret_validator);
}
