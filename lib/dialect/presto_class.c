/* SPDX-License-Identifier: MIT */
/*
 * Functions of Trino and PrestoDB compute, and do nothing else, but for those of FROM that hand a text to another system. Procedures can
 * only be CALLed, which is no query. What describes the server is in a catalog of its own, "system", and in every catalog's
 * information_schema.
 */
#include "dialect/presto_class.h"

#include <string.h>
#include <strings.h>

#include <text2sql/facts.h>

/* A catalog's own functions stand in its schema "system"; these are everywhere called so. */
static int passes_text(const char *name)
{
    static const char *const names[] = {"execute", "procedure", "query", "raw_query", "table_changes"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcasecmp(name, names[i]) == 0)
            return 1;
    return 0;
}

static const char *last_part(const char *schema)
{
    const char *dot = strchr(schema, '.');

    return dot != NULL ? dot + 1 : schema;
}

int t2s__presto_function_class(const char *schema, const char *name)
{
    const char *part = schema != NULL ? last_part(schema) : NULL;

    if (part != NULL && strcasecmp(part, "builtin") == 0)
        return T2S_FUNCTION_CLASS_COMPUTES;
    if (passes_text(name) || (part != NULL && strcasecmp(part, "system") == 0))
        return T2S_FUNCTION_CLASS_SQL;
    if (part == NULL && (strcasecmp(name, "sequence") == 0 || strcasecmp(name, "exclude_columns") == 0 || strcasecmp(name, "unnest") == 0))
        return T2S_FUNCTION_CLASS_COMPUTES;
    return T2S_FUNCTION_CLASS_UNKNOWN;
}

/* Of the catalog "system", or of that which its schemas' names tell. */
static int is_one_of(const char *schema, const char *const *parts, size_t count)
{
    const char *dot = strchr(schema, '.');

    if (dot == NULL || dot - schema != 6 || strncasecmp(schema, "system", 6) != 0)
        return 0;
    for (size_t i = 0; i < count; i++)
        if (strcasecmp(dot + 1, parts[i]) == 0)
            return 1;
    return 0;
}

int t2s__presto_is_system(const char *schema)
{
    static const char *const all[] = {"jdbc", "metadata", "runtime"};

    return strcasecmp(last_part(schema), "information_schema") == 0 || is_one_of(schema, all, 3);
}

int t2s__presto_relation_class(const char *schema)
{
    static const char *const describing[] = {"jdbc", "metadata"};

    if (strcasecmp(last_part(schema), "information_schema") == 0)
        return T2S_RELATION_CLASS_INFORMATION;
    if (is_one_of(schema, describing, 2))
        return T2S_RELATION_CLASS_SCHEMA;
    return strncasecmp(schema, "system.", 7) == 0 ? T2S_RELATION_CLASS_SYSTEM : T2S_RELATION_CLASS_USER;
}
