/* SPDX-License-Identifier: MIT */
/* The seam of dialects: their operations copied, their holes filled, their lifetime. */
#include <stdatomic.h>
#include <string.h>

#include <text2sql/sys/dialect.h>

#include "util/memory.h"
#include "util/ops.h"

struct t2s_dialect {
    atomic_uint references;
    t2s_dialect_ops ops;
    void *user_data;
    char *name;
};

enum { FIRST_FORM = sizeof(t2s_dialect_ops) };

static const uint64_t known_flags = T2S_DIALECT_F_FOLD_LOWER | T2S_DIALECT_F_CASE_INSENSITIVE | T2S_DIALECT_F_WHOLE_ROW |
                                    T2S_DIALECT_F_SYSTEM_COLUMNS | T2S_DIALECT_F_IMPLICIT_LATERAL |
                                    T2S_DIALECT_F_GROUP_BY_ALIAS | T2S_DIALECT_F_NAME_OUTPUTS;

static void destroy_nothing(void *user_data)
{
    (void)user_data;
}

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

/* The promise that destroy runs also when registration fails holds as far as the table can be read. */
static void destroy_unregistered(const t2s_dialect_ops *ops, void *user_data)
{
    if (ops != NULL && ops->struct_size >= offsetof(t2s_dialect_ops, destroy) + sizeof(ops->destroy) && ops->destroy != NULL)
        ops->destroy(user_data);
}

int t2s_dialect_new(const char *name, const t2s_dialect_ops *ops, void *user_data, t2s_dialect **ret_dialect)
{
    t2s_dialect_ops copy;
    t2s_dialect *dialect = NULL;
    int code = t2s__ops_copy(&copy, ops, sizeof(copy), FIRST_FORM, known_flags);

    if (code == 0 && (name == NULL || name[0] == '\0' || copy.parse == NULL || ret_dialect == NULL))
        code = T2S_E_INVALID;
    if (code == 0) {
        dialect = t2s__calloc(1, sizeof(*dialect));
        if (dialect == NULL || (dialect->name = t2s__strdup(name)) == NULL)
            code = T2S_E_NOMEM;
    }
    if (code != 0) {
        t2s__free(dialect);
        destroy_unregistered(ops, user_data);
        return code;
    }
    if (copy.destroy == NULL)
        copy.destroy = destroy_nothing;
    if (copy.function == NULL)
        copy.function = know_no_function;
    if (copy.has_relation == NULL)
        copy.has_relation = know_no_relation;
    atomic_init(&dialect->references, 1);
    dialect->ops = copy;
    dialect->user_data = user_data;
    *ret_dialect = dialect;
    return 0;
}

t2s_dialect *t2s_dialect_ref(t2s_dialect *dialect)
{
    if (dialect != NULL)
        atomic_fetch_add_explicit(&dialect->references, 1, memory_order_relaxed);
    return dialect;
}

void t2s_dialect_unref(t2s_dialect *dialect)
{
    if (dialect == NULL || atomic_fetch_sub_explicit(&dialect->references, 1, memory_order_acq_rel) != 1)
        return;
    dialect->ops.destroy(dialect->user_data);
    t2s__free(dialect->name);
    t2s__free(dialect);
}

const char *t2s_dialect_name(const t2s_dialect *dialect)
{
    return dialect != NULL ? dialect->name : NULL;
}

uint64_t t2s_dialect_flags(const t2s_dialect *dialect)
{
    return dialect != NULL ? dialect->ops.flags : 0;
}

int t2s_dialect_parse(t2s_dialect *dialect, const char *sql, size_t length, t2s_tree *tree)
{
    return dialect->ops.parse(dialect->user_data, sql, length, tree);
}

unsigned t2s_dialect_function(t2s_dialect *dialect, const char *name, const char *const **ret_columns)
{
    *ret_columns = NULL;
    return dialect->ops.function(dialect->user_data, name, ret_columns);
}

int t2s_dialect_has_relation(t2s_dialect *dialect, const char *schema, const char *name, const char **ret_schema)
{
    return dialect->ops.has_relation(dialect->user_data, schema, name, ret_schema);
}
