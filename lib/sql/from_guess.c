/* SPDX-License-Identifier: MIT */
/* The columns of functions in FROM, as far as their names tell: for catalogs that do not know enough to find the function itself. */
#include <string.h>

#include "sql/from.h"

/* The columns of a composite type, or of the rows of a relation. 0 when it is neither. */
static int add_type_columns(t2s__analysis *analysis, t2s__columns *columns, const char *type)
{
    const char *dot = strrchr(type, '.');
    const char *name = dot != NULL ? dot + 1 : type;
    size_t length = strlen(name);
    const t2s__type *found = t2s__catalog_types(analysis->catalog, name, length);
    const t2s_relation *relation_type = dot != NULL
                                            ? t2s__catalog_relation(analysis->catalog, type, (size_t)(dot - type), name, length)
                                            : t2s_catalog_find_relation(analysis->catalog, NULL, name);

    if (relation_type != NULL) {
        for (size_t i = 0; i < relation_type->column_count; i++)
            t2s__add_column(analysis, columns, relation_type->columns[i].name, NULL);
        return 1;
    }
    if (found == NULL || found->kind != T2S_TYPE_COMPOSITE)
        return 0;
    for (size_t i = 0; i < found->label_count; i++)
        t2s__add_column(analysis, columns, found->labels[i], NULL);
    return 1;
}

static int fits(const t2s__function *function, const char *schema, size_t arguments)
{
    if (function->kind == T2S_FUNCTION_PROCEDURE || (schema != NULL && strcmp(function->schema, schema) != 0))
        return 0;
    if ((function->flags & T2S_FUNCTION_VARIADIC) != 0)
        return arguments + function->default_count + 1 >= function->argument_count;
    return arguments <= function->argument_count && arguments + function->default_count >= function->argument_count;
}

/* 0 when its columns depend on the call. */
static int add_function_columns(t2s__analysis *analysis, t2s__columns *columns, const t2s__function *function,
                                const char *scalar_name)
{
    const char *type = function->result_type != NULL ? function->result_type : "record";

    for (size_t i = 0; i < function->column_count; i++)
        t2s__add_column(analysis, columns, function->column_names[i], NULL);
    if (function->column_count != 0)
        return 1;
    if (strncmp(type, "SETOF ", 6) == 0 || strncmp(type, "setof ", 6) == 0)
        type += 6;
    if (strcmp(type, "record") == 0 || strncmp(type, "any", 3) == 0)
        return 0;
    if (!add_type_columns(analysis, columns, type))
        t2s__add_column(analysis, columns, scalar_name, NULL);
    return 1;
}

static int are_same_columns(const t2s__columns *a, const t2s__columns *b)
{
    if (a->count != b->count)
        return 0;
    for (size_t i = 0; i < a->count; i++)
        if (strcmp(a->vars[i].name, b->vars[i].name) != 0)
            return 0;
    return 1;
}

/* 0 when the catalog has no such function, or several that differ. */
static int add_catalog_columns(t2s__analysis *analysis, t2s__columns *columns, const char *schema, const char *name,
                               size_t arguments, const char *scalar_name)
{
    t2s__columns first = {0};
    size_t found = 0;

    if (analysis->catalog == NULL)
        return 0;
    for (const t2s__function *function = t2s__catalog_functions(analysis->catalog, name, strlen(name)); function != NULL;
         function = function->next) {
        t2s__columns other = {0};

        if (!fits(function, schema, arguments))
            continue;
        if (!add_function_columns(analysis, found == 0 ? &first : &other, function, scalar_name) ||
            (found++ != 0 && !are_same_columns(&first, &other)))
            return 0;
    }
    for (size_t i = 0; i < first.count; i++)
        t2s__add_column(analysis, columns, first.vars[i].name, NULL);
    return found != 0;
}

static int is_scalar_type(const t2s__analysis *analysis, const char *type, size_t length)
{
    const char *dot = memchr(type, '.', length);
    const char *name = dot != NULL ? dot + 1 : type;
    size_t name_length = length - (size_t)(name - type);

    for (const t2s__type *found = t2s__catalog_types(analysis->catalog, name, name_length); found != NULL; found = found->next)
        if (found->kind == T2S_TYPE_COMPOSITE || found->kind == T2S_TYPE_DOMAIN)
            return 0;
    for (size_t i = 0; i < analysis->catalog->relation_count; i++)
        if (strncmp(analysis->catalog->relations[i]->name, name, name_length) == 0 &&
            analysis->catalog->relations[i]->name[name_length] == '\0')
            return 0;
    return 1;
}

/* Whether unnest() of this gives plain values, for sure. */
static int has_scalar_elements(const t2s__analysis *analysis, const t2s_node *array)
{
    if (analysis->catalog == NULL)
        return 0;
    if (array->kind == T2S_NODE_COLUMN_REF && array->meaning != NULL) {
        const t2s__var *var = array->meaning;
        size_t length = var->column != NULL ? strlen(var->column->type) : 0;

        return length > 2 && strcmp(var->column->type + length - 2, "[]") == 0 &&
               is_scalar_type(analysis, var->column->type, length - 2);
    }
    if (array->kind == T2S_NODE_CAST) {
        const t2s_node *type = t2s__node_first(array, 1);

        return type != NULL && type->last[0] != NULL && (type->flags & T2S_NODE_F_ARRAY) != 0 &&
               is_scalar_type(analysis, type->last[0]->text, type->last[0]->text_length);
    }
    if (array->kind == T2S_NODE_ARRAY) {
        T2S__FOR_SLOT (element, array, 0)
            if (element->kind != T2S_NODE_LITERAL)
                return 0;
        return 1;
    }
    if (array->kind == T2S_NODE_CALL && array->last[T2S_SLOT_CALL_NAME] != NULL) {
        const char *name = array->last[T2S_SLOT_CALL_NAME]->text;

        return strcmp(name, "string_to_array") == 0 || strcmp(name, "regexp_split_to_array") == 0 ||
               strcmp(name, "regexp_match") == 0;
    }
    return 0;
}

static void add_unnest_columns(t2s__analysis *analysis, t2s__columns *columns, const t2s_node *call, const char *scalar_name)
{
    const t2s_node *first = t2s__node_first(call, T2S_SLOT_CALL_ARGUMENTS);

    if (first != NULL && t2s__node_next(first) == NULL) {
        if (has_scalar_elements(analysis, first))
            t2s__add_column(analysis, columns, scalar_name, NULL);
        else
            columns->is_open = 1;
        return;
    }
    T2S__FOR_SLOT (argument, call, T2S_SLOT_CALL_ARGUMENTS) {
        if (!has_scalar_elements(analysis, argument))
            columns->is_open = 1;
        t2s__add_column(analysis, columns, "unnest", NULL);
    }
}

/* `alias` names the column of a function that gives one plain value; NULL: its own name does. */
void t2s__guess_columns(t2s__analysis *analysis, t2s__columns *columns, const t2s_node *call, const char *alias)
{
    const t2s_node *last = call->kind == T2S_NODE_CALL ? call->last[T2S_SLOT_CALL_NAME] : NULL;
    const char *schema, *const *known = NULL;
    const char *scalar_name;
    unsigned facts = 0;

    if (last == NULL || last->text == NULL) {
        columns->is_open = 1;
        return;
    }
    schema = last->next != last ? last->next->text : NULL;
    scalar_name = alias != NULL ? alias : last->text;
    if (schema == NULL || strcmp(schema, "pg_catalog") == 0)
        facts = t2s_dialect_function(analysis->dialect, last->text, &known);
    if ((facts & T2S_DIALECT_FUNCTION_COLUMNS) != 0 && known != NULL)
        while (*known != NULL)
            t2s__add_column(analysis, columns, *known++, NULL);
    else if ((facts & T2S_DIALECT_FUNCTION_UNNEST) != 0)
        add_unnest_columns(analysis, columns, call, scalar_name);
    else if ((facts & T2S_DIALECT_FUNCTION_SCALAR) != 0)
        t2s__add_column(analysis, columns, scalar_name, NULL);
    else if (!add_catalog_columns(analysis, columns, schema, last->text, t2s__node_count(call, T2S_SLOT_CALL_ARGUMENTS),
                                  scalar_name))
        columns->is_open = 1;
}
