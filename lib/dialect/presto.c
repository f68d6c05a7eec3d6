/* SPDX-License-Identifier: MIT */
/* The dialects of Trino and of PrestoDB: one parser, by hand, with what differs by flavour. */
#include <string.h>
#include <strings.h>

#include <text2sql/sys/dialect.h>

#include "dialect/presto_class.h"
#include "dialect/presto_parser.h"

static const t2s__presto_flavour flavours[] = {T2S__PRESTO_TRINO, T2S__PRESTO_PRESTODB};

static int parse(void *user_data, const char *sql, size_t length, t2s_tree *tree)
{
    return t2s__presto_parse(*(const t2s__presto_flavour *)user_data, sql, length, tree);
}

static unsigned function(void *user_data, const char *name, const char *const **ret_columns)
{
    (void)user_data;
    (void)ret_columns;
    return strcmp(name, "unnest") == 0 ? T2S_DIALECT_FUNCTION_UNNEST : 0;
}

/* Every catalog has a schema that describes it, and the server a catalog of its own. */
static int has_relation(void *user_data, const char *schema, const char *name, const char **ret_schema)
{
    static const char *const schemas[] = {"system.jdbc", "system.metadata", "system.runtime"};

    (void)user_data;
    (void)name;
    if (schema == NULL || !t2s__presto_is_system(schema))
        return 0;
    *ret_schema = "information_schema";
    for (size_t i = 0; i < sizeof(schemas) / sizeof(schemas[0]); i++)
        if (strcasecmp(schema, schemas[i]) == 0)
            *ret_schema = schemas[i];
    return 1;
}

static int function_class(void *user_data, const char *schema, const char *name, int volatility)
{
    (void)user_data;
    (void)volatility;
    return t2s__presto_function_class(schema, name);
}

static int relation_class(void *user_data, const char *schema, const char *name)
{
    (void)user_data;
    (void)name;
    return t2s__presto_relation_class(schema);
}

static int dialect_new(const char *name, uint64_t flags, const t2s__presto_flavour *flavour, t2s_dialect **ret_dialect)
{
    const t2s_dialect_ops ops = {
        .struct_size = sizeof(ops),
        .flags = T2S_DIALECT_F_FOLD_LOWER | T2S_DIALECT_F_CASE_INSENSITIVE | T2S_DIALECT_F_IMPLICIT_LATERAL | T2S_DIALECT_F_CATALOGS | flags,
        .parse = parse,
        .function = function,
        .has_relation = has_relation,
        .function_class = function_class,
        .relation_class = relation_class,
    };

    return t2s_dialect_new(name, &ops, (void *)(uintptr_t)flavour, ret_dialect);
}

int t2s_trino_dialect_new(t2s_dialect **ret_dialect)
{
    return dialect_new("trino", T2S_DIALECT_F_TRINO_TYPES, &flavours[0], ret_dialect);
}

int t2s_presto_dialect_new(t2s_dialect **ret_dialect)
{
    return dialect_new("presto", T2S_DIALECT_F_PRESTO_TYPES, &flavours[1], ret_dialect);
}
