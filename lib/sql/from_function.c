/* SPDX-License-Identifier: MIT */
/* Functions in FROM: the columns that they give. After PostgreSQL's parse_clause.c and parse_relation.c. */
#include <string.h>

#include "sql/clauses.h"
#include "sql/expression.h"
#include "sql/from.h"
#include "sql/type_rules.h"

void t2s__add_column(t2s__analysis *analysis, t2s__columns *columns, const char *name, const t2s__type *type)
{
    if (t2s__analysis_grow(analysis, (void **)&columns->vars, columns->count, &columns->capacity, sizeof(*columns->vars)) == 0)
        columns->vars[columns->count++] = (t2s__var){.name = name, .type = type};
}

static const char *call_name(const t2s_node *call)
{
    if (call == NULL)
        return "";
    if (call->kind == T2S_NODE_CALL && call->last[T2S_SLOT_CALL_NAME] != NULL)
        return call->last[T2S_SLOT_CALL_NAME]->text;
    return call->text != NULL ? call->text : "";
}

/* The columns of rows of this type. 0 when it is not known to be rows. */
static int add_row_columns(t2s__analysis *analysis, t2s__columns *columns, const t2s__type *type)
{
    const t2s__type *bare = t2s__bare_type(type);

    if (bare->relation != NULL) {
        const t2s_relation *relation = t2s__catalog_type_relation(analysis->catalog, bare);

        for (size_t i = 0; relation != NULL && i < relation->column_count; i++)
            t2s__add_column(analysis, columns, relation->columns[i].name, t2s__sound_type(relation->columns[i].data_type));
        return relation != NULL;
    }
    if (bare->kind != T2S_TYPE_COMPOSITE || bare->label_count == 0)
        return 0;
    for (size_t i = 0; i < bare->label_count; i++)
        t2s__add_column(analysis, columns, bare->labels[i], bare->attributes != NULL ? t2s__sound_type(bare->attributes[i]) : NULL);
    return 1;
}

static void add_out_columns(t2s__analysis *analysis, t2s__columns *columns, const t2s__function *function)
{
    for (size_t i = 0; i < function->column_count; i++)
        t2s__add_column(analysis, columns, function->column_names[i], t2s__function_column(function, i));
}

/* The columns of a call that was found, `alias` as for t2s__guess_columns(). 0: it was not. */
static int add_columns(t2s__analysis *analysis, t2s__columns *columns, const t2s_node *call, const char *alias)
{
    const t2s__function *function = call->kind == T2S_NODE_CALL ? call->meaning : NULL;
    const t2s__type *type = call->type;
    int is_record = t2s__type_is(type, T2S__TYPE_RECORD);

    if (type == NULL || (function == NULL && alias == NULL))
        return 0;
    if (function != NULL && function->column_count != 0 && is_record)
        add_out_columns(analysis, columns, function);
    else if (is_record) {
        t2s__analysis_find(analysis, "42601", t2s__expression_position(call), NULL,
                           "a column definition list is required for functions returning \"record\"");
        columns->is_open = 1;
    } else if (t2s__bare_type(type)->kind == T2S_TYPE_COMPOSITE) {
        if (!add_row_columns(analysis, columns, type))
            columns->is_open = 1;
    } else if (function != NULL && function->column_count == 1 && function->column_names[0] != NULL)
        t2s__add_column(analysis, columns, function->column_names[0], type);
    else
        t2s__add_column(analysis, columns, alias != NULL ? alias : call_name(call), type);
    return 1;
}

/* unnest() of several arrays, which is no function: each is a call of its own. */
static int is_wide_unnest(const t2s__analysis *analysis, const t2s_node *call)
{
    const t2s_node *last = call->kind == T2S_NODE_CALL ? call->last[T2S_SLOT_CALL_NAME] : NULL;

    return analysis->has_types && last != NULL && last->next == last && t2s__node_text_is(last, "unnest") &&
           t2s__node_count(call, T2S_SLOT_CALL_ARGUMENTS) > 1;
}

static void wide_unnest(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *call, t2s__columns *columns)
{
    t2s__use_function(analysis, call);
    t2s__in_clause(analysis, scope, call, T2S_SLOT_CALL_ARGUMENTS, T2S__CLAUSE_FROM_FUNCTION);
    T2S__FOR_SLOT (argument, call, T2S_SLOT_CALL_ARGUMENTS) {
        const t2s__type *type;

        if (argument->type == NULL)
            columns->is_open = 1;
        else if (!t2s__call_on(analysis, "unnest", argument, &type))
            t2s__analysis_find(analysis, t2s__type_is(argument->type, T2S__TYPE_UNKNOWN) ? "42725" : "42883", call->position, NULL,
                               t2s__type_is(argument->type, T2S__TYPE_UNKNOWN) ? "function unnest(%s) is not unique"
                                                                               : "function unnest(%s) does not exist",
                               t2s__type_text(argument->type));
        else if (type == NULL || t2s__type_is(type, T2S__TYPE_RECORD))
            columns->is_open = 1;
        else if (!add_row_columns(analysis, columns, type))
            t2s__add_column(analysis, columns, "unnest", type);
    }
}

/* AS name(column type, ...): the columns are what is written. */
static void add_definitions(t2s__analysis *analysis, t2s__columns *columns, const t2s_node *node)
{
    T2S__FOR_SLOT (column, node, T2S_SLOT_FUNCTION_TABLE_COLUMNS) {
        const t2s_node *written = t2s__node_first(column, 0);
        const t2s__type *type = NULL;

        if (analysis->has_types && written == NULL)
            type = t2s__known(analysis, T2S__TYPE_INT4); /* FOR ORDINALITY */
        else if (analysis->has_types)
            type = t2s__resolve_type(analysis, written);
        t2s__add_column(analysis, columns, column->text, type);
    }
}

/* Only what gives a record, and does not say of what, takes a list of columns. */
static void check_definitions(t2s__analysis *analysis, const t2s_node *call, const t2s_node *definition)
{
    const t2s__function *function = call->kind == T2S_NODE_CALL ? call->meaning : NULL;

    if (call->type == NULL || function == NULL)
        return;
    if (function->column_count > 1)
        t2s__analysis_find(analysis, "42601", definition->position, NULL,
                           "a column definition list is redundant for a function with OUT parameters");
    else if (t2s__bare_type(call->type)->kind == T2S_TYPE_COMPOSITE)
        t2s__analysis_find(analysis, "42601", definition->position, NULL,
                           "a column definition list is redundant for a function returning a named composite type");
    else if (!t2s__type_is(call->type, T2S__TYPE_RECORD))
        t2s__analysis_find(analysis, "42601", definition->position, NULL,
                           "a column definition list is only allowed for functions returning \"record\"");
}

/* XMLTABLE: the path to the rows, and the document. */
static void xml_table(t2s__analysis *analysis, const t2s_node *call)
{
    const t2s_node *last = call->kind == T2S_NODE_CALL ? call->last[T2S_SLOT_CALL_NAME] : NULL;
    const t2s_node *path, *document;

    if (last == NULL || last->next != last || (call->flags & T2S_NODE_F_SYNTAX) == 0 || !t2s__node_text_is(last, "xmltable"))
        return;
    path = t2s__node_first(call, T2S_SLOT_CALL_ARGUMENTS);
    document = path != NULL ? t2s__node_next(path) : NULL;
    if (document == NULL)
        return;
    t2s__coerce_specific(analysis, path, T2S__TYPE_TEXT, "XMLTABLE");
    t2s__coerce_specific(analysis, document, T2S__TYPE_XML, "XMLTABLE");
}

static void gather(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, t2s__columns *columns)
{
    const t2s_node *first = t2s__node_first(node, T2S_SLOT_FUNCTION_TABLE_CALLS);
    const t2s_node *alias = t2s__node_first(node, T2S_SLOT_FUNCTION_TABLE_ALIAS);
    const t2s_node *definition = t2s__node_first(node, T2S_SLOT_FUNCTION_TABLE_COLUMNS);
    int is_single = first != NULL && t2s__node_next(first) == NULL;
    const char *name = is_single && alias != NULL ? alias->text : NULL;

    T2S__FOR_SLOT (call, node, T2S_SLOT_FUNCTION_TABLE_CALLS) {
        if (definition == NULL && is_wide_unnest(analysis, call)) {
            wide_unnest(analysis, scope, call, columns);
            continue;
        }
        t2s__from_call(analysis, scope, call);
        xml_table(analysis, call);
        if (definition == NULL && !add_columns(analysis, columns, call, name))
            t2s__guess_columns(analysis, columns, call, name);
    }
    if (definition == NULL)
        return;
    if (is_single && analysis->has_types)
        check_definitions(analysis, first, definition);
    add_definitions(analysis, columns, node);
    columns->is_open = !is_single; /* the other functions' columns stand between them */
}

/* One function's value is its own row. */
static const t2s__type *row_of(const t2s__analysis *analysis, const t2s_node *node)
{
    const t2s_node *first = t2s__node_first(node, T2S_SLOT_FUNCTION_TABLE_CALLS);

    if (first == NULL || t2s__node_next(first) != NULL || (node->flags & T2S_NODE_F_ORDINALITY) != 0 ||
        node->last[T2S_SLOT_FUNCTION_TABLE_COLUMNS] != NULL || is_wide_unnest(analysis, first))
        return t2s__known(analysis, T2S__TYPE_RECORD);
    return first->type;
}

t2s__item *t2s__postgres_from_function(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *first = t2s__node_first(node, T2S_SLOT_FUNCTION_TABLE_CALLS);
    t2s__columns columns = {0};
    t2s__item *item;

    scope->lateral_active = (analysis->flags & T2S_DIALECT_F_IMPLICIT_LATERAL) != 0 || (node->flags & T2S_NODE_F_LATERAL) != 0;
    gather(analysis, scope, node, &columns);
    scope->lateral_active = 0;
    item = t2s__item_new(analysis, scope, T2S__ITEM_FUNCTION);
    if (item == NULL)
        return NULL;
    if ((node->flags & T2S_NODE_F_ORDINALITY) != 0)
        t2s__add_column(analysis, &columns, "ordinality", analysis->has_types ? t2s__known(analysis, T2S__TYPE_INT8) : NULL);
    item->name = call_name(first);
    item->position = first != NULL ? first->position : node->position;
    item->is_open = (uint8_t)columns.is_open;
    item->row_type = analysis->has_types ? row_of(analysis, node) : NULL;
    t2s__item_take_vars(analysis, item, columns.vars, columns.count);
    t2s__item_name(analysis, item, t2s__node_first(node, T2S_SLOT_FUNCTION_TABLE_ALIAS));
    t2s__scope_add(analysis, scope, item);
    return item;
}

t2s__item *t2s__from_function(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    return analysis->rules->from_function(analysis, scope, node);
}
