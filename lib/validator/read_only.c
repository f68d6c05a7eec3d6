/* SPDX-License-Identifier: MIT */
/* By the tree, and closed: what is no query is refused, and so is what is not understood. */
#include <stdio.h>
#include <string.h>

#include <text2sql/sys/validator.h>

static int refuse(t2s_report *report, const char *format, const char *word, int position)
{
    char message[160];

    snprintf(message, sizeof(message), format, word);
    return t2s_report_add(report, T2S_SEVERITY_ERROR, T2S_REPORT_REFUSAL, "not_read_only", message,
                          "Only queries that read are run.", position);
}

static int validate(void *user_data, const t2s_statement *statement, t2s_report *report)
{
    const char *word;
    int position;

    (void)user_data;
    if (t2s_statement_writes(statement, &word, &position))
        return refuse(report, "%s is not allowed: the statement must only read", word, position);
    if (t2s_statement_unknown(statement, &word, &position))
        return refuse(report, "part of the statement is not understood (%s), so that it may do more than read", word, position);
    if (strcmp(t2s_statement_kind(statement), "SELECT") != 0)
        return refuse(report, "%s is not allowed: the statement must be a query", t2s_statement_kind(statement), -1);
    return 0;
}

int t2s_read_only_validator_new(t2s_validator **ret_validator)
{
    static const t2s_validator_ops ops = {.struct_size = sizeof(ops), .validate = validate};

    return t2s_validator_new("read_only", &ops, NULL, ret_validator);
}
