/* SPDX-License-Identifier: MIT */
/* The seam of dialects: their operations copied, their holes filled, their lifetime. */
#include <text2sql/facts.h>
#include <text2sql/sys/dialect.h>

#include "util/model.h"
#include "util/ops.h"

struct t2s_dialect {
    t2s__model model; /* first */
    t2s_dialect_ops ops;
};

static const uint64_t known_flags = T2S_DIALECT_F_FOLD_LOWER | T2S_DIALECT_F_CASE_INSENSITIVE | T2S_DIALECT_F_WHOLE_ROW |
                                    T2S_DIALECT_F_SYSTEM_COLUMNS | T2S_DIALECT_F_IMPLICIT_LATERAL | T2S_DIALECT_F_GROUP_BY_ALIAS |
                                    T2S_DIALECT_F_NAME_OUTPUTS | T2S_DIALECT_F_POSTGRES_TYPES | T2S_DIALECT_F_CATALOGS |
                                    T2S_DIALECT_F_TRINO_TYPES | T2S_DIALECT_F_PRESTO_TYPES;

static unsigned know_no_function(void *user_data, const char *name, const char *const **ret_columns)
{
    (void)user_data;
    (void)name;
    (void)ret_columns;
    return 0;
}

static int know_no_relation(void *user_data, const char *schema, const char *name, const char **ret_schema)
{
    (void)user_data;
    (void)schema;
    (void)name;
    (void)ret_schema;
    return 0;
}

static int know_no_literal(void *user_data, const char *type, const char *text, size_t length, const char **ret_code, char *message,
                           size_t size)
{
    (void)user_data;
    (void)type;
    (void)text;
    (void)length;
    (void)ret_code;
    (void)message;
    (void)size;
    return 1;
}

static int know_no_class(void *user_data, const char *schema, const char *name, int volatility)
{
    (void)user_data;
    (void)schema;
    (void)name;
    (void)volatility;
    return T2S_FUNCTION_CLASS_UNKNOWN;
}

int t2s_dialect_new(const char *name, const t2s_dialect_ops *ops, void *user_data, t2s_dialect **ret_dialect)
{
    t2s_dialect_ops copy;
    t2s_dialect *dialect;
    int code = t2s__ops_copy(&copy, ops, sizeof(copy), sizeof(copy), known_flags);

    if (code == 0 && (copy.parse == NULL || ret_dialect == NULL))
        code = T2S_E_INVALID;
    dialect = t2s__model_new(sizeof(*dialect), name, copy.destroy, user_data, &code);
    if (dialect == NULL)
        return code;
    if (copy.function == NULL)
        copy.function = know_no_function;
    if (copy.has_relation == NULL)
        copy.has_relation = know_no_relation;
    if (copy.literal == NULL)
        copy.literal = know_no_literal;
    if (copy.function_class == NULL)
        copy.function_class = know_no_class;
    dialect->ops = copy;
    *ret_dialect = dialect;
    return 0;
}

t2s_dialect *t2s_dialect_ref(t2s_dialect *dialect)
{
    t2s__model_ref((t2s__model *)dialect);
    return dialect;
}

void t2s_dialect_unref(t2s_dialect *dialect)
{
    t2s__model_unref((t2s__model *)dialect);
}

const char *t2s_dialect_name(const t2s_dialect *dialect)
{
    return dialect != NULL ? dialect->model.name : NULL;
}

uint64_t t2s_dialect_flags(const t2s_dialect *dialect)
{
    return dialect != NULL ? dialect->ops.flags : 0;
}

int t2s_dialect_parse(t2s_dialect *dialect, const char *sql, size_t length, t2s_tree *tree)
{
    return dialect->ops.parse(dialect->model.user_data, sql, length, tree);
}

unsigned t2s_dialect_function(t2s_dialect *dialect, const char *name, const char *const **ret_columns)
{
    *ret_columns = NULL;
    return dialect->ops.function(dialect->model.user_data, name, ret_columns);
}

int t2s_dialect_has_relation(t2s_dialect *dialect, const char *schema, const char *name, const char **ret_schema)
{
    return dialect->ops.has_relation(dialect->model.user_data, schema, name, ret_schema);
}

int t2s_dialect_literal(t2s_dialect *dialect, const char *type, const char *text, size_t length, const char **ret_code,
                        char *message, size_t size)
{
    *ret_code = NULL;
    if (size != 0)
        message[0] = '\0';
    return dialect->ops.literal(dialect->model.user_data, type, text, length, ret_code, message, size);
}

int t2s_dialect_function_class(t2s_dialect *dialect, const char *schema, const char *name, int volatility)
{
    return dialect->ops.function_class(dialect->model.user_data, schema, name, volatility);
}

/* A dialect that does not tell them apart has nothing that may be read without leave. */
int t2s_dialect_relation_class(t2s_dialect *dialect, const char *schema, const char *name)
{
    const char *unused;

    if (dialect->ops.relation_class != NULL)
        return dialect->ops.relation_class(dialect->model.user_data, schema, name);
    return dialect->ops.has_relation(dialect->model.user_data, schema[0] != '\0' ? schema : NULL, name, &unused)
               ? T2S_RELATION_CLASS_SYSTEM
               : T2S_RELATION_CLASS_USER;
}
