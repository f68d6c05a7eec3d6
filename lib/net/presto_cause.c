/* SPDX-License-Identifier: MIT */
/* Whose fault an error of the server is, by its name. */
#include <string.h>

#include "net/presto_internal.h"

static int is_one_of(const char *name, const char *const *names)
{
    for (; *names != NULL; names++)
        if (strcmp(*names, name) == 0)
            return 1;
    return 0;
}

/* Errors of the user that no other query would mend. */
static const char *const others[] = {
    "PERMISSION_DENIED", "INVALID_SESSION_PROPERTY", "INVALID_CATALOG_PROPERTY", "USER_CANCELED", "ADMINISTRATIVELY_KILLED",
    "ADMINISTRATIVELY_PREEMPTED", "QUERY_REJECTED", "READ_ONLY_VIOLATION", "UNKNOWN_TRANSACTION", "TRANSACTION_ALREADY_ABORTED",
    "NOT_IN_TRANSACTION", "ROLE_NOT_FOUND", "INVALID_ROLE", "WARNING_AS_ERROR", "CLIENT_ERROR", NULL,
};

static const char *const unknown_names[] = {
    "NOT_FOUND", "COLUMN_NOT_FOUND", "TABLE_NOT_FOUND", "SCHEMA_NOT_FOUND", "CATALOG_NOT_FOUND", "FUNCTION_NOT_FOUND",
    "TYPE_NOT_FOUND", "MISSING_TABLE", "MISSING_SCHEMA", "MISSING_COLUMN", "MISSING_CATALOG", NULL,
};

/*
 * What is found before a row is read. Of the rest it cannot be told, and the message may quote what was read; one that has a place is
 * about the text all the same.
 */
static const char *const before_rows[] = {
    "SYNTAX_ERROR", "TYPE_MISMATCH", "AMBIGUOUS_NAME", "AMBIGUOUS_FUNCTION_CALL", "NOT_SUPPORTED", "MISSING_CATALOG_NAME",
    "MISSING_SCHEMA_NAME", "MISSING_ATTRIBUTE", "MISSING_GROUP_BY", "MISSING_ORDER_BY", "MISSING_OVER", "MISSING_COLUMN_NAME",
    "MISSING_COLUMN_ALIASES", "MISSING_ROW_PATTERN", "MISMATCHED_COLUMN_ALIASES", "DUPLICATE_COLUMN_NAME", "DUPLICATE_NAMED_QUERY",
    "EXPRESSION_NOT_AGGREGATE", "EXPRESSION_NOT_CONSTANT", "EXPRESSION_NOT_IN_DISTINCT", "EXPRESSION_NOT_SCALAR",
    "FUNCTION_NOT_AGGREGATE", "FUNCTION_NOT_WINDOW", "NESTED_AGGREGATION", "NESTED_WINDOW", "INVALID_COLUMN_REFERENCE",
    "INVALID_LITERAL", "INVALID_PARAMETER_USAGE", "INVALID_WINDOW_FRAME", "INVALID_ARGUMENTS", "INVALID_ORDER_BY",
    "TOO_MANY_ARGUMENTS", "TOO_MANY_GROUPING_SETS", "UNSUPPORTED_SUBQUERY", "VIEW_IS_STALE", "VIEW_IS_RECURSIVE",
    "QUERY_TEXT_TOO_LARGE", "QUERY_HAS_TOO_MANY_STAGES", "SUBQUERY_MULTIPLE_ROWS", "COLUMN_TYPE_UNKNOWN", "STACK_OVERFLOW",
    "EXPRESSION_NOT_IN_GROUP_BY", "OPERATOR_NOT_FOUND", NULL,
};

/* PrestoDB has one name for all that is wrong with a statement. */
static int speaks_of_unknown_name(const char *message)
{
    return strstr(message, "does not exist") != NULL || strstr(message, "cannot be resolved") != NULL ||
           strstr(message, "not registered") != NULL;
}

int t2s__presto_cause(const char *name, const char *type, const char *message)
{
    if (type == NULL || strcmp(type, "USER_ERROR") != 0 || is_one_of(name, others))
        return T2S_CAUSE_OTHER;
    if (is_one_of(name, unknown_names) || (strcmp(name, "SYNTAX_ERROR") == 0 && speaks_of_unknown_name(message)))
        return T2S_CAUSE_NAME;
    return is_one_of(name, before_rows) ? T2S_CAUSE_QUERY : T2S_CAUSE_DATA;
}
