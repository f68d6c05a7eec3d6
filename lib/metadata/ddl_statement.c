/* SPDX-License-Identifier: MIT */
/* Which reader a statement goes to. */
#include <string.h>

#include "metadata/ddl.h"

/* The schemas of a search path, into the model. "$user" and pg_catalog are not places where a file puts things. */
static int set_path(t2s__ddl *ddl, PgQuery__Node *const *values, size_t count)
{
    const char **path = t2s__arena_alloc(&ddl->model.arena, (count + 1) * sizeof(*path));
    size_t kept = 0;

    if (path == NULL)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < count; i++) {
        const PgQuery__Node *value = values[i];
        const char *name = "";

        if (value->node_case == PG_QUERY__NODE__NODE_A_CONST && value->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL)
            name = value->a_const->sval->sval;
        if (name[0] == '\0' || name[0] == '$' || strcmp(name, "pg_catalog") == 0)
            continue;
        if (t2s__ddl_keep(ddl, name, &path[kept++]) != 0)
            return T2S_E_NOMEM;
    }
    ddl->path = path;
    ddl->path_count = kept;
    return 0;
}

static int set_variable(t2s__ddl *ddl, const PgQuery__VariableSetStmt *statement)
{
    if (statement->kind == PG_QUERY__VARIABLE_SET_KIND__VAR_RESET_ALL)
        ddl->path_count = 0;
    if (strcmp(statement->name, "search_path") != 0)
        return 0;
    return set_path(ddl, statement->args, statement->n_args);
}

/* SELECT pg_catalog.set_config('search_path', '', false), as pg_dump begins. */
static int select_config(t2s__ddl *ddl, const PgQuery__SelectStmt *statement)
{
    const PgQuery__Node *target = statement->n_target_list == 1 ? statement->target_list[0] : NULL;
    const PgQuery__Node *value =
        target != NULL && target->node_case == PG_QUERY__NODE__NODE_RES_TARGET ? target->res_target->val : NULL;
    const PgQuery__FuncCall *call = value != NULL && value->node_case == PG_QUERY__NODE__NODE_FUNC_CALL ? value->func_call : NULL;
    const PgQuery__Node *name = call != NULL && call->n_args == 3 ? call->args[0] : NULL;

    if (name == NULL || strcmp(t2s__ddl_read_names(call->funcname, call->n_funcname).name, "set_config") != 0 ||
        name->node_case != PG_QUERY__NODE__NODE_A_CONST || name->a_const->val_case != PG_QUERY__A__CONST__VAL_SVAL ||
        strcmp(name->a_const->sval->sval, "search_path") != 0)
        return 0;
    return set_path(ddl, &call->args[1], 1);
}

/* What comes with one is not known; the language that every database has brings nothing that a query could use. */
static void create_extension(t2s__ddl *ddl, const PgQuery__CreateExtensionStmt *create)
{
    if (create->extname != NULL && strcmp(create->extname, "plpgsql") != 0)
        ddl->model.has_extensions = 1;
}

int t2s__ddl_read_tree(t2s__ddl *ddl, const PgQuery__Node *statement)
{
    switch (statement->node_case) {
    case PG_QUERY__NODE__NODE_CREATE_STMT:
        return t2s__ddl_create_table(ddl, statement->create_stmt, T2S_RELATION_TABLE);
    case PG_QUERY__NODE__NODE_CREATE_FOREIGN_TABLE_STMT:
        return t2s__ddl_create_table(ddl, statement->create_foreign_table_stmt->base_stmt, T2S_RELATION_FOREIGN);
    case PG_QUERY__NODE__NODE_ALTER_TABLE_STMT:
        return t2s__ddl_alter_table(ddl, statement->alter_table_stmt);
    case PG_QUERY__NODE__NODE_VIEW_STMT:
        return t2s__ddl_create_view(ddl, statement->view_stmt);
    case PG_QUERY__NODE__NODE_CREATE_TABLE_AS_STMT:
        return t2s__ddl_create_table_as(ddl, statement->create_table_as_stmt);
    case PG_QUERY__NODE__NODE_INDEX_STMT:
        return t2s__ddl_create_index(ddl, statement->index_stmt);
    case PG_QUERY__NODE__NODE_COMMENT_STMT:
        return t2s__ddl_comment(ddl, statement->comment_stmt);
    case PG_QUERY__NODE__NODE_CREATE_ENUM_STMT:
        return t2s__ddl_create_enum(ddl, statement->create_enum_stmt);
    case PG_QUERY__NODE__NODE_ALTER_ENUM_STMT:
        return t2s__ddl_alter_enum(ddl, statement->alter_enum_stmt);
    case PG_QUERY__NODE__NODE_COMPOSITE_TYPE_STMT:
        return t2s__ddl_create_composite(ddl, statement->composite_type_stmt);
    case PG_QUERY__NODE__NODE_CREATE_RANGE_STMT:
        return t2s__ddl_create_range(ddl, statement->create_range_stmt);
    case PG_QUERY__NODE__NODE_CREATE_DOMAIN_STMT:
        return t2s__ddl_create_domain(ddl, statement->create_domain_stmt);
    case PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT:
        return t2s__ddl_create_function(ddl, statement->create_function_stmt);
    case PG_QUERY__NODE__NODE_DEFINE_STMT:
        return t2s__ddl_define(ddl, statement->define_stmt);
    case PG_QUERY__NODE__NODE_CREATE_CAST_STMT:
        return t2s__ddl_create_cast(ddl, statement->create_cast_stmt);
    case PG_QUERY__NODE__NODE_CREATE_EXTENSION_STMT:
        create_extension(ddl, statement->create_extension_stmt);
        return 0;
    case PG_QUERY__NODE__NODE_CREATE_SCHEMA_STMT:
        return t2s__ddl_create_schema(ddl, statement->create_schema_stmt);
    case PG_QUERY__NODE__NODE_RENAME_STMT:
        return t2s__ddl_rename(ddl, statement->rename_stmt);
    case PG_QUERY__NODE__NODE_ALTER_OBJECT_SCHEMA_STMT:
        return t2s__ddl_alter_schema(ddl, statement->alter_object_schema_stmt);
    case PG_QUERY__NODE__NODE_DROP_STMT:
        return t2s__ddl_drop(ddl, statement->drop_stmt);
    case PG_QUERY__NODE__NODE_VARIABLE_SET_STMT:
        return set_variable(ddl, statement->variable_set_stmt);
    case PG_QUERY__NODE__NODE_SELECT_STMT:
        return select_config(ddl, statement->select_stmt);
    default:
        return 0;
    }
}
