/* SPDX-License-Identifier: MIT */
/* CREATE TABLE, CREATE FOREIGN TABLE: columns, LIKE, INHERITS, PARTITION OF, OF type. */
#include <string.h>

#include "metadata/ddl.h"

/* The bits of TableLikeClause.options. */
enum {
    LIKE_COMMENTS = 1 << 0,
    LIKE_CHECKS = 1 << 2,
    LIKE_DEFAULTS = 1 << 3,
    LIKE_GENERATED = 1 << 4,
    LIKE_IDENTITY = 1 << 5,
    LIKE_INDEXES = 1 << 6
};

static int set_default(t2s__ddl *ddl, t2s__ddl_column *column, int location)
{
    column->default_value = location >= 0 ? t2s__ddl_expression_after(ddl, (size_t)location) : NULL;
    return column->default_value != NULL || location < 0 ? 0 : T2S_E_NOMEM;
}

/* What stands in the parentheses of GENERATED ALWAYS AS (expression). */
static int set_generated(t2s__ddl *ddl, t2s__ddl_column *column, int location)
{
    const char *open = location >= 0 ? strchr(ddl->sql + location, '(') : NULL;

    column->flags |= T2S_COLUMN_GENERATED;
    return open != NULL ? set_default(ddl, column, (int)(open - ddl->sql)) : 0;
}

static int set_serial(t2s__ddl *ddl, const t2s__ddl_relation *relation, t2s__ddl_column *column)
{
    const char *schema = t2s__ddl_quote(ddl, relation->schema);
    char *sequence = t2s__arena_printf(&ddl->scratch, "%s_%s_seq", relation->name, column->name);
    const char *quoted = sequence != NULL ? t2s__ddl_quote(ddl, sequence) : NULL;

    if (schema == NULL || quoted == NULL)
        return T2S_E_NOMEM;
    column->flags |= T2S_COLUMN_NOT_NULL;
    column->default_value = t2s__arena_printf(&ddl->model.arena, "nextval('%s.%s'::regclass)", schema, quoted);
    return column->default_value != NULL ? 0 : T2S_E_NOMEM;
}

static int add_column_constraint(t2s__ddl *ddl, t2s__ddl_relation *relation, t2s__ddl_column *column,
                                 const PgQuery__Constraint *constraint)
{
    switch (constraint->contype) {
    case PG_QUERY__CONSTR_TYPE__CONSTR_NOTNULL:
        column->flags |= T2S_COLUMN_NOT_NULL;
        return 0;
    case PG_QUERY__CONSTR_TYPE__CONSTR_NULL:
        column->flags &= ~(uint32_t)T2S_COLUMN_NOT_NULL;
        return 0;
    case PG_QUERY__CONSTR_TYPE__CONSTR_DEFAULT:
        return set_default(ddl, column, constraint->location);
    case PG_QUERY__CONSTR_TYPE__CONSTR_IDENTITY:
        column->flags |= T2S_COLUMN_IDENTITY | T2S_COLUMN_NOT_NULL;
        return 0;
    case PG_QUERY__CONSTR_TYPE__CONSTR_GENERATED:
        return set_generated(ddl, column, constraint->location);
    default:
        return t2s__ddl_add_constraint(ddl, relation, constraint, column);
    }
}

static int add_column_constraints(t2s__ddl *ddl, t2s__ddl_relation *relation, t2s__ddl_column *column,
                                  const PgQuery__ColumnDef *definition)
{
    int code = 0;

    for (size_t i = 0; code == 0 && i < definition->n_constraints; i++)
        if (definition->constraints[i]->node_case == PG_QUERY__NODE__NODE_CONSTRAINT)
            code = add_column_constraint(ddl, relation, column, definition->constraints[i]->constraint);
    return code;
}

int t2s__ddl_add_table_column(t2s__ddl *ddl, t2s__ddl_relation *relation, const PgQuery__ColumnDef *definition)
{
    t2s__ddl_column *column = t2s__ddl_find_column(relation, definition->colname);
    const char *type;
    int serial;
    int code;

    if (column != NULL)
        return t2s__ddl_fail(ddl, T2S_E_INVALID, definition->location, "give one of them another name, or take it out",
                             "the table \"%s\" has a column \"%s\" already", relation->name, definition->colname);
    code = t2s__ddl_type_name(ddl, definition->type_name, &type, &serial);
    if (code != 0)
        return code;
    column = t2s__ddl_add_column(&ddl->model, relation, definition->colname, type);
    if (column == NULL)
        return T2S_E_NOMEM;
    if (serial && set_serial(ddl, relation, column) != 0)
        return T2S_E_NOMEM;
    return add_column_constraints(ddl, relation, column, definition);
}

static int copy_column(t2s__ddl *ddl, t2s__ddl_relation *relation, const t2s__ddl_column *from, uint32_t flags, int with_default,
                       int with_comment)
{
    t2s__ddl_column *column = t2s__ddl_add_column(&ddl->model, relation, from->name, from->type);

    if (column == NULL)
        return T2S_E_NOMEM;
    column->flags = from->flags & flags;
    column->default_value = with_default ? from->default_value : NULL;
    column->comment = with_comment ? from->comment : NULL;
    return 0;
}

static int add_like(t2s__ddl *ddl, t2s__ddl_relation *relation, const PgQuery__TableLikeClause *like)
{
    uint32_t flags = T2S_COLUMN_NOT_NULL;
    t2s__ddl_relation *from;
    int code = t2s__ddl_need_relation(ddl, like->relation, &from);

    if ((like->options & LIKE_GENERATED) != 0)
        flags |= T2S_COLUMN_GENERATED;
    if ((like->options & LIKE_IDENTITY) != 0)
        flags |= T2S_COLUMN_IDENTITY;
    for (const t2s__ddl_column *column = code == 0 ? from->columns : NULL; code == 0 && column != NULL; column = column->next) {
        int generated = (column->flags & T2S_COLUMN_GENERATED) != 0;

        if (t2s__ddl_find_column(relation, column->name) != NULL)
            return t2s__ddl_fail(ddl, T2S_E_INVALID, like->relation->location, NULL, "the table \"%s\" has a column \"%s\" already",
                                 relation->name, column->name);
        code = copy_column(ddl, relation, column, flags, (like->options & (generated ? LIKE_GENERATED : LIKE_DEFAULTS)) != 0,
                           (like->options & LIKE_COMMENTS) != 0);
    }
    if (code == 0 && (like->options & LIKE_INDEXES) != 0)
        code = t2s__ddl_copy_keys(ddl, relation, from, 0);
    if (code == 0 && (like->options & LIKE_CHECKS) != 0)
        code = t2s__ddl_copy_checks(ddl, relation, from);
    return code;
}

/* The columns of parents come first; what several of them have is one column. */
static int add_parents(t2s__ddl *ddl, t2s__ddl_relation *relation, const PgQuery__CreateStmt *statement)
{
    int code = 0;

    for (size_t i = 0; code == 0 && i < statement->n_inh_relations; i++) {
        t2s__ddl_relation *parent;

        if (statement->inh_relations[i]->node_case != PG_QUERY__NODE__NODE_RANGE_VAR)
            continue;
        code = t2s__ddl_need_relation(ddl, statement->inh_relations[i]->range_var, &parent);
        if (code != 0)
            return code;
        if (relation->parent == NULL)
            relation->parent = parent;
        for (const t2s__ddl_column *column = parent->columns; code == 0 && column != NULL; column = column->next) {
            t2s__ddl_column *own = t2s__ddl_find_column(relation, column->name);

            if (own != NULL)
                own->flags |= column->flags & T2S_COLUMN_NOT_NULL;
            else
                code = copy_column(ddl, relation, column, T2S_COLUMN_NOT_NULL | T2S_COLUMN_GENERATED, 1, 0);
        }
        if (code == 0)
            code = t2s__ddl_copy_checks(ddl, relation, parent);
        if (code == 0 && statement->partbound != NULL)
            code = t2s__ddl_copy_keys(ddl, relation, parent, 1);
    }
    return code;
}

static int add_typed_columns(t2s__ddl *ddl, t2s__ddl_relation *relation, const PgQuery__TypeName *type)
{
    t2s__ddl_qualified name = t2s__ddl_read_names(type->names, type->n_names);
    const t2s__ddl_type *composite = t2s__ddl_look_up_type(ddl, &name);
    int code = 0;

    if (composite == NULL || composite->kind != T2S_TYPE_COMPOSITE)
        return t2s__ddl_fail(ddl, T2S_E_INVALID, type->location, "create it before the table",
                             "there is no composite type \"%s\" at this point", name.name);
    for (const t2s__ddl_column *column = composite->columns; code == 0 && column != NULL; column = column->next)
        code = copy_column(ddl, relation, column, 0, 0, 0);
    return code;
}

/* A column that a parent or the type has brought already: what is written here comes on top. */
static int merge_column(t2s__ddl *ddl, t2s__ddl_relation *relation, t2s__ddl_column *column, const PgQuery__ColumnDef *definition)
{
    return add_column_constraints(ddl, relation, column, definition);
}

static int add_element(t2s__ddl *ddl, t2s__ddl_relation *relation, const PgQuery__Node *element, size_t inherited)
{
    switch (element->node_case) {
    case PG_QUERY__NODE__NODE_COLUMN_DEF: {
        t2s__ddl_column *column = relation->columns;

        for (size_t i = 0; i < inherited; i++, column = column->next)
            if (strcmp(column->name, element->column_def->colname) == 0)
                return merge_column(ddl, relation, column, element->column_def);
        return t2s__ddl_add_table_column(ddl, relation, element->column_def);
    }
    case PG_QUERY__NODE__NODE_TABLE_LIKE_CLAUSE:
        return add_like(ddl, relation, element->table_like_clause);
    default:
        return 0;
    }
}

static int add_elements(t2s__ddl *ddl, t2s__ddl_relation *relation, PgQuery__Node *const *elements, size_t count)
{
    size_t inherited = t2s__ddl_column_count(relation);
    int code = 0;

    for (size_t i = 0; code == 0 && i < count; i++)
        code = add_element(ddl, relation, elements[i], inherited);
    for (size_t i = 0; code == 0 && i < count; i++) /* constraints may stand before the columns that they name */
        if (elements[i]->node_case == PG_QUERY__NODE__NODE_CONSTRAINT)
            code = t2s__ddl_add_constraint(ddl, relation, elements[i]->constraint, NULL);
    return code;
}

int t2s__ddl_create_table(t2s__ddl *ddl, const PgQuery__CreateStmt *statement, int kind)
{
    t2s__ddl_qualified name = t2s__ddl_read_range(statement->relation);
    const char *schema = t2s__ddl_schema_of(ddl, &name);
    t2s__ddl_relation *relation;
    int code;

    if (strcmp(statement->relation->relpersistence, "t") == 0)
        schema = T2S__DDL_TEMPORARY;
    if (t2s__ddl_find_relation(&ddl->model, schema, name.name) != NULL) {
        if (statement->if_not_exists)
            return 0;
        return t2s__ddl_fail(ddl, T2S_E_INVALID, statement->relation->location, "take one of them out, or write IF NOT EXISTS",
                             "there is a relation \"%s.%s\" already", schema, name.name);
    }
    if (statement->partspec != NULL)
        kind = T2S_RELATION_PARTITIONED;
    relation = t2s__ddl_add_relation(&ddl->model, schema, name.name, kind);
    if (relation == NULL)
        return T2S_E_NOMEM;
    code = add_parents(ddl, relation, statement);
    if (code == 0 && statement->of_typename != NULL)
        code = add_typed_columns(ddl, relation, statement->of_typename);
    return code == 0 ? add_elements(ddl, relation, statement->table_elts, statement->n_table_elts) : code;
}
