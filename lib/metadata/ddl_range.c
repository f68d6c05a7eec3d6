/* SPDX-License-Identifier: MIT */
/* CREATE TYPE name AS RANGE (...), and CREATE TYPE name (...). */
#include <string.h>

#include "metadata/ddl.h"

/* PostgreSQL's own rule: intrange comes with intmultirange, and what has no "range" in its name has "_multirange" behind it. */
static const char *multirange_of(t2s__arena *arena, const char *range)
{
    const char *at = strstr(range, "range");
    char *name = at != NULL ? t2s__arena_printf(arena, "%.*smulti%s", (int)(at - range), range, at)
                            : t2s__arena_printf(arena, "%.*s_multirange", T2S__DDL_NAME_MAX - (int)sizeof("_multirange") + 1, range);

    if (name != NULL && strlen(name) > T2S__DDL_NAME_MAX)
        name[T2S__DDL_NAME_MAX] = '\0';
    return name;
}

static int set_multirange(t2s__ddl *ddl, t2s__ddl_type *range, const PgQuery__DefElem *named)
{
    t2s__ddl_qualified name = {NULL, NULL};

    if (named != NULL && named->arg != NULL && named->arg->node_case == PG_QUERY__NODE__NODE_TYPE_NAME)
        name = t2s__ddl_read_names(named->arg->type_name->names, named->arg->type_name->n_names);
    if (name.name == NULL) {
        range->multirange_schema = range->schema;
        range->multirange_name = multirange_of(&ddl->model.arena, range->name);
        return range->multirange_name != NULL ? 0 : T2S_E_NOMEM;
    }
    if (t2s__ddl_keep(ddl, t2s__ddl_schema_of(ddl, &name), &range->multirange_schema) != 0)
        return T2S_E_NOMEM;
    return t2s__ddl_keep(ddl, name.name, &range->multirange_name);
}

static int keep_type(t2s__ddl *ddl, const PgQuery__DefElem *definition, const char **ret)
{
    const char *name;
    int code;

    if (definition == NULL || definition->arg == NULL || definition->arg->node_case != PG_QUERY__NODE__NODE_TYPE_NAME)
        return 0;
    code = t2s__ddl_type_name(ddl, definition->arg->type_name, &name, NULL);
    return code == 0 ? t2s__ddl_keep(ddl, name, ret) : code;
}

int t2s__ddl_create_range(t2s__ddl *ddl, const PgQuery__CreateRangeStmt *statement)
{
    t2s__ddl_qualified name = t2s__ddl_read_names(statement->type_name, statement->n_type_name);
    t2s__ddl_type *type;
    int code = t2s__ddl_new_type(ddl, &name, T2S_TYPE_RANGE, &type);

    if (code == 0)
        code = keep_type(ddl, t2s__ddl_find_definition(statement->params, statement->n_params, "subtype"), &type->subtype);
    if (code == 0 && type->subtype != NULL)
        code = set_multirange(ddl, type, t2s__ddl_find_definition(statement->params, statement->n_params, "multirange_type_name"));
    return code;
}

/* "preferred", and what it may be set to. */
static int is_on(const PgQuery__DefElem *option)
{
    const char *word = t2s__ddl_string(option->arg);

    return option->arg == NULL || strcmp(word, "true") == 0 || strcmp(word, "on") == 0 || t2s__ddl_is_true(option);
}

/* A type is first announced and then made: its name need not be free. */
int t2s__ddl_create_base_type(t2s__ddl *ddl, const PgQuery__DefineStmt *statement)
{
    t2s__ddl_qualified name = t2s__ddl_read_names(statement->defnames, statement->n_defnames);
    const char *schema = t2s__ddl_schema_of(ddl, &name);
    t2s__ddl_type *type = t2s__ddl_find_type(&ddl->model, schema, name.name);
    const PgQuery__DefElem *category = t2s__ddl_find_definition(statement->definition, statement->n_definition, "category");
    const PgQuery__DefElem *preferred = t2s__ddl_find_definition(statement->definition, statement->n_definition, "preferred");

    if (type == NULL)
        type = t2s__ddl_add_type(&ddl->model, schema, name.name, T2S_TYPE_BASE);
    if (type == NULL)
        return T2S_E_NOMEM;
    if (statement->n_definition == 0 || type->kind != T2S_TYPE_BASE)
        return 0;
    type->category = 'U';
    if (category != NULL && t2s__ddl_string(category->arg)[0] > 0)
        type->category = t2s__ddl_string(category->arg)[0];
    type->preferred = preferred != NULL && is_on(preferred);
    return keep_type(ddl, t2s__ddl_find_definition(statement->definition, statement->n_definition, "element"), &type->element);
}
