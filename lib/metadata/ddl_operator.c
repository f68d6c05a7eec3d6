/* SPDX-License-Identifier: MIT */
/* CREATE OPERATOR and CAST, and what drops them. */
#include <string.h>

#include "metadata/ddl.h"

static int keep_type(t2s__ddl *ddl, const PgQuery__TypeName *type, const char **ret)
{
    const char *name;
    int code = t2s__ddl_type_name(ddl, type, &name, NULL);

    return code == 0 ? t2s__ddl_keep(ddl, name, ret) : code;
}

/* A function's name stands where a type's could. */
static int keep_function(t2s__ddl *ddl, const PgQuery__TypeName *name, const char **ret_schema, const char **ret_name)
{
    t2s__ddl_qualified function = t2s__ddl_read_names(name->names, name->n_names);
    int code = t2s__ddl_keep(ddl, function.schema, ret_schema);

    return code == 0 ? t2s__ddl_keep(ddl, function.name, ret_name) : code;
}

int t2s__ddl_create_operator(t2s__ddl *ddl, const PgQuery__DefineStmt *statement)
{
    t2s__ddl_qualified name = t2s__ddl_read_names(statement->defnames, statement->n_defnames);
    const PgQuery__TypeName *left = t2s__ddl_definition_type(statement, "leftarg");
    const PgQuery__TypeName *right = t2s__ddl_definition_type(statement, "rightarg");
    const PgQuery__TypeName *function = t2s__ddl_definition_type(statement, "function");
    t2s__ddl_operator *made;
    int code;

    if (function == NULL)
        function = t2s__ddl_definition_type(statement, "procedure");
    if (right == NULL || function == NULL)
        return 0;
    made = t2s__ddl_add_operator(&ddl->model, t2s__ddl_schema_of(ddl, &name), name.name);
    if (made == NULL)
        return T2S_E_NOMEM;
    code = keep_type(ddl, right, &made->right);
    if (code == 0 && left != NULL)
        code = keep_type(ddl, left, &made->left);
    return code == 0 ? keep_function(ddl, function, &made->function_schema, &made->function_name) : code;
}

static int cast_context(PgQuery__CoercionContext context)
{
    switch (context) {
    case PG_QUERY__COERCION_CONTEXT__COERCION_IMPLICIT:
        return T2S_CAST_IMPLICIT;
    case PG_QUERY__COERCION_CONTEXT__COERCION_ASSIGNMENT:
        return T2S_CAST_ASSIGNMENT;
    default:
        return T2S_CAST_EXPLICIT;
    }
}

int t2s__ddl_create_cast(t2s__ddl *ddl, const PgQuery__CreateCastStmt *statement)
{
    t2s__ddl_cast *cast = t2s__ddl_add_cast(&ddl->model);
    int code;

    if (cast == NULL)
        return T2S_E_NOMEM;
    cast->context = cast_context(statement->context);
    cast->method = statement->inout ? T2S_CAST_BY_TEXT : statement->func != NULL ? T2S_CAST_BY_FUNCTION : T2S_CAST_BINARY;
    code = keep_type(ddl, statement->sourcetype, &cast->source);
    if (code == 0)
        code = keep_type(ddl, statement->targettype, &cast->target);
    if (code == 0 && statement->func != NULL) {
        t2s__ddl_qualified function = t2s__ddl_read_names(statement->func->objname, statement->func->n_objname);

        code = t2s__ddl_keep(ddl, function.schema, &cast->function_schema);
        if (code == 0)
            code = t2s__ddl_keep(ddl, function.name, &cast->function_name);
    }
    return code;
}

/* Is this the type at a place of a list? NULL where none stands: NONE. Out of memory it is not, and then the statement has no effect. */
static int is_type(t2s__ddl *ddl, const PgQuery__Node *node, const char *type)
{
    const char *name;

    if (type == NULL || node == NULL || node->node_case != PG_QUERY__NODE__NODE_TYPE_NAME)
        return type == NULL && (node == NULL || node->node_case != PG_QUERY__NODE__NODE_TYPE_NAME);
    return t2s__ddl_type_name(ddl, node->type_name, &name, NULL) == 0 && strcmp(name, type) == 0;
}

void t2s__ddl_drop_operator(t2s__ddl *ddl, const PgQuery__ObjectWithArgs *object)
{
    t2s__ddl_qualified name = t2s__ddl_read_names(object->objname, object->n_objname);

    if (object->n_objargs != 2)
        return;
    for (t2s__ddl_operator *one = ddl->model.operators; one != NULL; one = one->next)
        if (strcmp(one->name, name.name) == 0 && (name.schema == NULL || strcmp(one->schema, name.schema) == 0) &&
            is_type(ddl, object->objargs[0], one->left) && is_type(ddl, object->objargs[1], one->right))
            one->dropped = 1;
}

void t2s__ddl_drop_cast(t2s__ddl *ddl, const PgQuery__List *types)
{
    if (types->n_items != 2)
        return;
    for (t2s__ddl_cast *cast = ddl->model.casts; cast != NULL; cast = cast->next)
        if (is_type(ddl, types->items[0], cast->source) && is_type(ddl, types->items[1], cast->target))
            cast->dropped = 1;
}
