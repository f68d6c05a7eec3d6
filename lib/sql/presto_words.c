/* SPDX-License-Identifier: MIT */
/*
 * How Trino and PrestoDB call what is wrong. The common parts of the analysis say it in PostgreSQL's codes and words, which are looked up
 * here; rules that are Presto's own say Trino's names.
 */
#include <string.h>

#include "sql/presto.h"

/* A code, and how what is said begins: "" for all. The format takes what the replaced one takes; NULL: it stays. name NULL: not wrong. */
static const struct {
    const char *code;
    const char *begins;
    const char *name;
    const char *format;
} words[] = {
    {"42703", "column %s.%s does not", "COLUMN_NOT_FOUND", "Column '%s.%s' cannot be resolved"},
    {"42703", "column \"%s\" does not", "COLUMN_NOT_FOUND", "Column '%s' cannot be resolved"},
    {"42703", "column \"%s\" specified in USING", "COLUMN_NOT_FOUND", "Column '%s' is missing from %s side of join"},
    {"42703", "", "COLUMN_NOT_FOUND", NULL},
    {"42702", "column reference", "AMBIGUOUS_NAME", "Column '%s' is ambiguous"},
    {"42702", "", "AMBIGUOUS_NAME", NULL},
    {"42P09", "", "AMBIGUOUS_NAME", NULL},
    {"42P01", "", "TABLE_NOT_FOUND", NULL},
    {"3F000", "Schema must", "MISSING_SCHEMA_NAME", NULL},
    {"3F000", "", "SCHEMA_NOT_FOUND", NULL},
    {"3D000", "Catalog must", "MISSING_CATALOG_NAME", NULL},
    {"3D000", "", "CATALOG_NOT_FOUND", NULL},
    {"42883", "", "FUNCTION_NOT_FOUND", NULL},
    {"42704", "window", "INVALID_WINDOW_REFERENCE", "Cannot resolve WINDOW name %s"},
    {"42704", "", "TYPE_NOT_FOUND", NULL},
    {"42712", "WITH query name", "DUPLICATE_NAMED_QUERY", "WITH query name '%s' specified more than once"},
    {"42712", "", NULL, NULL},
    {"42701", "", "DUPLICATE_COLUMN_NAME", NULL},
    {"42601", "SELECT *", "COLUMN_NOT_FOUND", "SELECT * not allowed in queries without FROM clause"},
    {"42601", "Too many dots", "SYNTAX_ERROR", NULL},
    {"42809", "type %s is not composite", "TYPE_MISMATCH", "expected expression of type Row, not %s"},
    {"42P19", "", "INVALID_RECURSIVE_REFERENCE", NULL},
    {"42P10", "invalid reference to FROM", NULL, NULL}, /* a LATERAL on the wrong side of a join has rules of its own */
    {"42P10", "argument of", "INVALID_ARGUMENTS", NULL},
    {"42P10", "", "INVALID_COLUMN_REFERENCE", NULL},
    {"0A000", "", "NOT_SUPPORTED", NULL},
    {"42803", "", NULL, NULL},
    {"42P20", "", NULL, NULL},
    {"42601", "", "SYNTAX_ERROR", NULL},
    {"54001", "", "NOT_SUPPORTED", NULL},
};

/* What PrestoDB's analyzer calls it where that is not the same. */
static const struct {
    const char *trino;
    const char *presto;
} names[] = {
    {"COLUMN_NOT_FOUND", "MISSING_ATTRIBUTE"},
    {"TABLE_NOT_FOUND", "MISSING_TABLE"},
    {"SCHEMA_NOT_FOUND", "MISSING_SCHEMA"},
    {"CATALOG_NOT_FOUND", "MISSING_CATALOG"},
    {"MISSING_SCHEMA_NAME", "SCHEMA_NOT_SPECIFIED"},
    {"MISSING_CATALOG_NAME", "CATALOG_NOT_SPECIFIED"},
    {"AMBIGUOUS_NAME", "AMBIGUOUS_ATTRIBUTE"},
    {"EXPRESSION_NOT_AGGREGATE", "MUST_BE_AGGREGATE_OR_GROUP_BY"},
    {"EXPRESSION_NOT_SCALAR", "CANNOT_HAVE_AGGREGATIONS_WINDOWS_OR_GROUPING"},
    {"EXPRESSION_NOT_IN_DISTINCT", "ORDER_BY_MUST_BE_IN_SELECT"},
    {"INVALID_COLUMN_REFERENCE", "INVALID_ORDINAL"},
    {"FUNCTION_NOT_WINDOW", "MUST_BE_WINDOW_FUNCTION"},
    {"FUNCTION_NOT_AGGREGATE", "MUST_BE_AGGREGATION_FUNCTION"},
    {"DUPLICATE_NAMED_QUERY", "DUPLICATE_RELATION"},
};

static int begins_with(const char *text, const char *begin)
{
    return strncmp(text, begin, strlen(begin)) == 0;
}

static const char *trino_name(const char *code, const char **ret_format)
{
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strcmp(words[i].code, code) == 0 && begins_with(*ret_format, words[i].begins)) {
            if (words[i].format != NULL)
                *ret_format = words[i].format;
            return words[i].name;
        }
    if (code[0] >= '0' && code[0] <= '9')
        return NULL;
    return strcmp(code, "MISMATCHED_SET_COLUMN_TYPES") == 0 || strcmp(code, "MULTIPLE_FIELDS_FROM_SUBQUERY") == 0 ? "TYPE_MISMATCH" : code;
}

const char *t2s__pr_translate(const t2s__analysis *analysis, const char *code, const char **ret_format)
{
    const char *name = trino_name(code, ret_format);

    if (name == NULL || t2s__is_trino(analysis))
        return name;
    if (strcmp(code, "MISMATCHED_SET_COLUMN_TYPES") == 0 || strcmp(code, "MULTIPLE_FIELDS_FROM_SUBQUERY") == 0)
        return code;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(names[i].trino, name) == 0)
            return names[i].presto;
    return name;
}
