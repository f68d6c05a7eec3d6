/* SPDX-License-Identifier: MIT */
/*
 * Types of other databases that neither engine has, nor any of the connectors that come with it. Any other name that is not known may be a type that
 * a plugin brings.
 */
#include <string.h>
#include <strings.h>

#include "sql/presto.h"

int t2s__presto_has_no_type(const char *text)
{
    static const char *const names[] = {"text",     "string",   "float",      "float4",    "float8",      "float64", "int2",     "int4",
                                        "int8",     "int64",    "bool",       "numeric",   "datetime",    "datetime2", "nvarchar", "varchar2",
                                        "bpchar",   "longtext", "mediumtext", "clob",      "blob",        "bytea",   "jsonb",    "signed",
                                        "unsigned", "serial",   "money",      "timestamptz", "bignumeric", "interval"};
    size_t length = strcspn(text, "( ");

    if (text[length] == ' ')
        return 0;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strlen(names[i]) == length && strncasecmp(names[i], text, length) == 0)
            return 1;
    return 0;
}
