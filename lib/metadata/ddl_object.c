/* SPDX-License-Identifier: MIT */
/* Schemas, types, domains, comments. */
#include <string.h>

#include "metadata/ddl.h"

static int ensure_schema(t2s__ddl *ddl, const char *name, t2s__ddl_schema **ret_schema)
{
    *ret_schema = t2s__ddl_find_schema(&ddl->model, name);
    if (*ret_schema == NULL)
        *ret_schema = t2s__ddl_add_schema(&ddl->model, name);
    return *ret_schema != NULL ? 0 : T2S_E_NOMEM;
}

int t2s__ddl_create_schema(t2s__ddl *ddl, const PgQuery__CreateSchemaStmt *statement)
{
    const char *name = statement->schemaname;
    t2s__ddl_schema *schema;
    int code;

    if (name[0] == '\0' && statement->authrole != NULL) /* CREATE SCHEMA AUTHORIZATION role */
        name = statement->authrole->rolename;
    if (name[0] == '\0')
        return 0;
    code = ensure_schema(ddl, name, &schema);
    ddl->inner_schema = schema != NULL ? schema->name : NULL;
    for (size_t i = 0; code == 0 && i < statement->n_schema_elts; i++)
        code = t2s__ddl_read_tree(ddl, statement->schema_elts[i]);
    ddl->inner_schema = NULL;
    return code;
}

int t2s__ddl_new_type(t2s__ddl *ddl, const t2s__ddl_qualified *name, int kind, t2s__ddl_type **ret_type)
{
    const char *schema = t2s__ddl_schema_of(ddl, name);

    if (t2s__ddl_find_type(&ddl->model, schema, name->name) != NULL)
        return t2s__ddl_fail(ddl, T2S_E_INVALID, -1, "take one of them out", "there is a type \"%s.%s\" already", schema,
                             name->name);
    *ret_type = t2s__ddl_add_type(&ddl->model, schema, name->name, kind);
    return *ret_type != NULL ? 0 : T2S_E_NOMEM;
}

static t2s__ddl_label *new_label(t2s__ddl *ddl, const char *text)
{
    t2s__ddl_label *label = t2s__arena_zalloc(&ddl->model.arena, sizeof(*label));

    return label != NULL && t2s__ddl_keep(ddl, text, &label->text) == 0 ? label : NULL;
}

int t2s__ddl_create_enum(t2s__ddl *ddl, const PgQuery__CreateEnumStmt *statement)
{
    t2s__ddl_qualified name = t2s__ddl_read_names(statement->type_name, statement->n_type_name);
    t2s__ddl_type *type;
    t2s__ddl_label **last;
    int code = t2s__ddl_new_type(ddl, &name, T2S_TYPE_ENUM, &type);

    if (code != 0)
        return code;
    last = &type->labels;
    for (size_t i = 0; i < statement->n_vals; i++) {
        *last = new_label(ddl, t2s__ddl_string(statement->vals[i]));
        if (*last == NULL)
            return T2S_E_NOMEM;
        last = &(*last)->next;
    }
    return 0;
}

static t2s__ddl_label **find_label(t2s__ddl_type *type, const char *text)
{
    t2s__ddl_label **link = &type->labels;

    while (*link != NULL && strcmp((*link)->text, text) != 0)
        link = &(*link)->next;
    return link;
}

int t2s__ddl_alter_enum(t2s__ddl *ddl, const PgQuery__AlterEnumStmt *statement)
{
    t2s__ddl_qualified name = t2s__ddl_read_names(statement->type_name, statement->n_type_name);
    t2s__ddl_type *type = t2s__ddl_look_up_type(ddl, &name);
    t2s__ddl_label **link;
    t2s__ddl_label *label;

    if (type == NULL || type->kind != T2S_TYPE_ENUM)
        return t2s__ddl_fail(ddl, T2S_E_INVALID, -1, "create it before it is altered", "there is no enum type \"%s\" at this point",
                             name.name);
    if (statement->old_val[0] != '\0') { /* RENAME VALUE */
        link = find_label(type, statement->old_val);
        return *link != NULL ? t2s__ddl_keep(ddl, statement->new_val, &(*link)->text) : 0;
    }
    if (*find_label(type, statement->new_val) != NULL)
        return 0;
    label = new_label(ddl, statement->new_val);
    if (label == NULL)
        return T2S_E_NOMEM;
    /* Without BEFORE or AFTER this is the end of the list: no label is "". */
    link = find_label(type, statement->new_val_neighbor);
    if (*link != NULL && statement->new_val_is_after)
        link = &(*link)->next;
    label->next = *link;
    *link = label;
    return 0;
}

int t2s__ddl_create_composite(t2s__ddl *ddl, const PgQuery__CompositeTypeStmt *statement)
{
    t2s__ddl_qualified name = t2s__ddl_read_range(statement->typevar);
    t2s__ddl_relation attributes = {.schema = "", .name = name.name};
    t2s__ddl_type *type;
    int code = t2s__ddl_new_type(ddl, &name, T2S_TYPE_COMPOSITE, &type);

    attributes.last_column = &attributes.columns;
    for (size_t i = 0; code == 0 && i < statement->n_coldeflist; i++)
        if (statement->coldeflist[i]->node_case == PG_QUERY__NODE__NODE_COLUMN_DEF)
            code = t2s__ddl_add_table_column(ddl, &attributes, statement->coldeflist[i]->column_def);
    if (code == 0)
        type->columns = attributes.columns;
    return code;
}

int t2s__ddl_create_domain(t2s__ddl *ddl, const PgQuery__CreateDomainStmt *statement)
{
    t2s__ddl_qualified name = t2s__ddl_read_names(statement->domainname, statement->n_domainname);
    const char *base;
    t2s__ddl_type *type;
    int code = t2s__ddl_type_name(ddl, statement->type_name, &base, NULL);

    if (code == 0)
        code = t2s__ddl_new_type(ddl, &name, T2S_TYPE_DOMAIN, &type);
    return code == 0 ? t2s__ddl_keep(ddl, base, &type->base_type) : code;
}

static int comment_on_relation(t2s__ddl *ddl, const t2s__ddl_qualified *name, const char *comment)
{
    t2s__ddl_relation *relation = t2s__ddl_look_up_relation(ddl, name);

    if (relation != NULL)
        return t2s__ddl_keep(ddl, comment, &relation->comment);
    return t2s__ddl_fail(ddl, T2S_E_INVALID, -1, "give the file that creates it before this one, or mend the name",
                         "there is no relation \"%s%s%s\" to comment on", name->schema != NULL ? name->schema : "",
                         name->schema != NULL ? "." : "", name->name);
}

static int comment_on_attribute(t2s__ddl *ddl, const t2s__ddl_type *type, const char *name, const char *comment)
{
    t2s__ddl_column *column = type->columns;

    while (column != NULL && strcmp(column->name, name) != 0)
        column = column->next;
    return column != NULL ? t2s__ddl_keep(ddl, comment, &column->comment) : 0;
}

static int comment_on_column(t2s__ddl *ddl, PgQuery__Node *const *names, size_t count, const char *comment)
{
    t2s__ddl_qualified relation_name = t2s__ddl_read_names(names, count != 0 ? count - 1 : 0);
    const char *name = count != 0 ? t2s__ddl_string(names[count - 1]) : "";
    const t2s__ddl_relation *relation = t2s__ddl_look_up_relation(ddl, &relation_name);
    const t2s__ddl_type *type = relation == NULL ? t2s__ddl_look_up_type(ddl, &relation_name) : NULL;
    t2s__ddl_column *column = relation != NULL ? t2s__ddl_find_column(relation, name) : NULL;

    if (column != NULL)
        return t2s__ddl_keep(ddl, comment, &column->comment);
    if (type != NULL)
        return comment_on_attribute(ddl, type, name, comment);
    return t2s__ddl_fail(ddl, T2S_E_INVALID, -1, "give the file that creates it before this one, or mend the name",
                         "there is no column \"%s%s%s.%s\" to comment on", relation_name.schema != NULL ? relation_name.schema : "",
                         relation_name.schema != NULL ? "." : "", relation_name.name, name);
}

static void comment_on_type(t2s__ddl *ddl, const t2s__ddl_qualified *name, const char *comment, int *ret_code)
{
    t2s__ddl_type *type = t2s__ddl_look_up_type(ddl, name);

    if (type != NULL)
        *ret_code = t2s__ddl_keep(ddl, comment, &type->comment);
}

static int comment_on_function(t2s__ddl *ddl, const PgQuery__ObjectWithArgs *object, const char *comment)
{
    t2s__ddl_qualified name = t2s__ddl_read_names(object->objname, object->n_objname);
    int code = 0;

    for (t2s__ddl_function *function = ddl->model.functions; code == 0 && function != NULL; function = function->next)
        if (!function->dropped && strcmp(function->name, name.name) == 0 && function->argument_count == object->n_objargs &&
            (name.schema == NULL || strcmp(name.schema, function->schema) == 0))
            code = t2s__ddl_keep(ddl, comment, &function->comment);
    return code;
}

int t2s__ddl_comment(t2s__ddl *ddl, const PgQuery__CommentStmt *statement)
{
    const char *comment = t2s__ddl_optional(statement->comment);
    const PgQuery__Node *object = statement->object;
    t2s__ddl_qualified name = {NULL, ""};
    t2s__ddl_schema *schema;
    int code = 0;

    if (object->node_case == PG_QUERY__NODE__NODE_LIST)
        name = t2s__ddl_read_names(object->list->items, object->list->n_items);
    else if (object->node_case == PG_QUERY__NODE__NODE_TYPE_NAME)
        name = t2s__ddl_read_names(object->type_name->names, object->type_name->n_names);
    switch (statement->objtype) {
    case PG_QUERY__OBJECT_TYPE__OBJECT_TABLE:
    case PG_QUERY__OBJECT_TYPE__OBJECT_VIEW:
    case PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW:
    case PG_QUERY__OBJECT_TYPE__OBJECT_FOREIGN_TABLE:
        return comment_on_relation(ddl, &name, comment);
    case PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN:
        return object->node_case == PG_QUERY__NODE__NODE_LIST
                   ? comment_on_column(ddl, object->list->items, object->list->n_items, comment)
                   : 0;
    case PG_QUERY__OBJECT_TYPE__OBJECT_TYPE:
    case PG_QUERY__OBJECT_TYPE__OBJECT_DOMAIN:
        comment_on_type(ddl, &name, comment, &code);
        return code;
    case PG_QUERY__OBJECT_TYPE__OBJECT_SCHEMA:
        code = ensure_schema(ddl, t2s__ddl_string(object), &schema);
        return code == 0 ? t2s__ddl_keep(ddl, comment, &schema->comment) : code;
    case PG_QUERY__OBJECT_TYPE__OBJECT_FUNCTION:
    case PG_QUERY__OBJECT_TYPE__OBJECT_AGGREGATE:
    case PG_QUERY__OBJECT_TYPE__OBJECT_PROCEDURE:
        return object->node_case == PG_QUERY__NODE__NODE_OBJECT_WITH_ARGS
                   ? comment_on_function(ddl, object->object_with_args, comment)
                   : 0;
    default:
        return 0;
    }
}
