/* SPDX-License-Identifier: MIT */
/* The columns that a SELECT gives, and their names. After PostgreSQL's parse_target.c. */
#include <stdio.h>
#include <string.h>

#include "sql/expression.h"

void t2s__outputs_add(t2s__analysis *analysis, t2s__outputs *outputs, t2s__var var, const t2s_node *expression)
{
    size_t capacity = outputs->capacity;

    if (t2s__analysis_grow(analysis, (void **)&outputs->vars, outputs->count, &capacity, sizeof(*outputs->vars)) != 0)
        return;
    if (t2s__analysis_grow(analysis, (void **)(void *)&outputs->expressions, outputs->count, &outputs->capacity,
                           sizeof(*outputs->expressions)) != 0)
        return;
    outputs->vars[outputs->count] = var;
    outputs->expressions[outputs->count++] = expression;
}

static const char *lower_word(t2s__analysis *analysis, const char *word)
{
    char *copy = t2s__arena_strdup(analysis->arena, word);

    if (copy == NULL) {
        analysis->code = T2S_E_NOMEM;
        return word;
    }
    for (char *c = copy; *c != '\0'; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c | 0x20);
    return copy;
}

static const char *subquery_name(const t2s_node *node)
{
    const t2s__outputs *outputs = node->meaning;

    if (t2s__node_text_is(node, "EXISTS"))
        return "exists";
    if (t2s__node_text_is(node, "ARRAY"))
        return "array";
    if (t2s__node_text_is(node, "SCALAR") && outputs != NULL && outputs->count != 0)
        return outputs->vars[0].name;
    return NULL;
}

/* How sure the name is: 2, or 1 for that of a cast or a CASE, which gives way to one inside; 0: none. */
static int figure_name(t2s__analysis *analysis, const t2s_node *node, const char **ret_name)
{
    const t2s_node *inner;
    int sure;

    if (node == NULL)
        return 0;
    switch (node->kind) {
    case T2S_NODE_COLUMN_REF:
    case T2S_NODE_CALL:
        if (node->last[0] == NULL)
            return 0;
        *ret_name = node->last[0]->text;
        return 2;
    case T2S_NODE_FIELD:
        if (node->text == NULL)
            return figure_name(analysis, t2s__node_first(node, 0), ret_name);
        *ret_name = node->text;
        return 2;
    case T2S_NODE_SUBSCRIPT:
    case T2S_NODE_COLLATE:
        return figure_name(analysis, t2s__node_first(node, 0), ret_name);
    case T2S_NODE_CAST:
        sure = figure_name(analysis, t2s__node_first(node, 0), ret_name);
        inner = t2s__node_first(node, 1);
        if (sure > 1 || inner == NULL || inner->last[0] == NULL)
            return sure;
        *ret_name = inner->last[0]->text;
        return 1;
    case T2S_NODE_CASE:
        sure = figure_name(analysis, t2s__node_first(node, 2), ret_name);
        if (sure > 1)
            return sure;
        *ret_name = "case";
        return 1;
    case T2S_NODE_SUBQUERY:
        *ret_name = subquery_name(node);
        return *ret_name != NULL ? 2 : 0;
    case T2S_NODE_ARRAY:
        *ret_name = "array";
        return 2;
    case T2S_NODE_ROW:
        *ret_name = "row";
        return 2;
    case T2S_NODE_CURRENT:
    case T2S_NODE_SPECIAL:
        if (node->text == NULL)
            return 0;
        *ret_name = lower_word(analysis, node->text);
        return 2;
    default:
        return 0;
    }
}

static const char *target_name(t2s__analysis *analysis, const t2s_node *target, const t2s_node *expression)
{
    const char *name = NULL;

    if (target->text != NULL)
        return target->text;
    if ((analysis->flags & T2S_DIALECT_F_NAME_OUTPUTS) != 0)
        return figure_name(analysis, expression, &name) != 0 ? name : "?column?";
    return expression->kind == T2S_NODE_COLUMN_REF && expression->last[0] != NULL ? expression->last[0]->text : NULL;
}

static void add_item(t2s__analysis *analysis, t2s__item *item, int position, t2s__outputs *outputs)
{
    size_t count;
    const t2s__var *vars = t2s__item_vars(analysis, item, &count);

    for (size_t i = 0; i < count && vars != NULL; i++)
        t2s__outputs_add(analysis, outputs, vars[i], NULL);
    t2s__item_read_all(analysis, item, position);
    outputs->is_open |= item->is_open;
}

/* `*` alone. */
static void all_items(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, t2s__outputs *outputs)
{
    size_t seen = 0;

    for (size_t i = scope->first; i < scope->count; i++)
        if (scope->entries[i].columns_visible) {
            add_item(analysis, scope->entries[i].item, node->position, outputs);
            seen++;
        }
    if (seen == 0)
        t2s__analysis_find(analysis, "42601", node->position, NULL, "SELECT * with no tables specified is not valid");
}

static void named_item(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, t2s__outputs *outputs)
{
    t2s__item *item = NULL;

    if (t2s__star_item(analysis, scope, node, &item) == T2S__NAME_ROW && item != NULL)
        add_item(analysis, item, node->position, outputs);
    else
        outputs->is_open = 1;
}

static void add_computed(t2s__analysis *analysis, t2s__outputs *outputs, const char *name, const t2s__type *type)
{
    t2s__outputs_add(analysis, outputs, (t2s__var){.name = name, .type = type}, NULL);
}

/* ROW(1, 2).* */
static void add_members(t2s__analysis *analysis, const t2s_node *row, t2s__outputs *outputs)
{
    size_t at = 0;

    T2S__FOR_SLOT (member, row, 0) {
        const char *name = t2s__arena_printf(analysis->arena, "f%zu", ++at);

        if ((member->flags & T2S_NODE_F_STAR) != 0) {
            outputs->is_open = 1;
            return;
        }
        if (name == NULL)
            analysis->code = T2S_E_NOMEM;
        add_computed(analysis, outputs, name, member->type);
    }
}

/* The parts of a value, as far as its type tells them. */
static void add_parts(t2s__analysis *analysis, const t2s_node *value, t2s__outputs *outputs)
{
    const t2s__function *function = value->kind == T2S_NODE_CALL ? value->meaning : NULL;
    const t2s__type *type = value->type != NULL ? t2s__bare_type(value->type) : NULL;
    const t2s_relation *relation = type != NULL ? t2s__catalog_type_relation(analysis->catalog, type) : NULL;

    if (value->kind == T2S_NODE_ROW)
        add_members(analysis, value, outputs);
    else if (relation != NULL)
        for (size_t i = 0; i < relation->column_count; i++)
            add_computed(analysis, outputs, relation->columns[i].name, t2s__sound_type(relation->columns[i].data_type));
    else if (type != NULL && type->kind == T2S_TYPE_COMPOSITE && type->label_count != 0)
        for (size_t i = 0; i < type->label_count; i++)
            add_computed(analysis, outputs, type->labels[i], type->attributes != NULL ? t2s__sound_type(type->attributes[i]) : NULL);
    else if (t2s__type_is(type, T2S__TYPE_RECORD) && function != NULL && function->column_count > 1)
        for (size_t i = 0; i < function->column_count; i++)
            add_computed(analysis, outputs, function->column_names[i], t2s__function_column(function, i));
    else {
        outputs->is_open = 1;
        if (type != NULL && type->kind != T2S_TYPE_COMPOSITE && type->kind != T2S_TYPE_PSEUDO)
            t2s__analysis_find(analysis, "42809", t2s__expression_position(value), NULL, "type %s is not composite",
                               t2s__type_text(value->type));
    }
}

/* (value).* */
static void star_of(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *value, t2s__outputs *outputs)
{
    t2s__item *item = NULL;

    if (value == NULL) {
        outputs->is_open = 1;
        return;
    }
    if (value->kind != T2S_NODE_COLUMN_REF)
        t2s__expression(analysis, scope, value);
    else if (t2s__star_item(analysis, scope, value, &item) == T2S__NAME_ROW && item != NULL) {
        add_item(analysis, item, value->position, outputs);
        return;
    }
    add_parts(analysis, value, outputs);
}

const t2s__type *t2s__output_type(t2s__analysis *analysis, t2s__outputs *outputs, size_t index)
{
    t2s__var *var = &outputs->vars[index];

    if (t2s__type_is(var->type, T2S__TYPE_UNKNOWN)) {
        if (outputs->expressions[index] != NULL)
            t2s__settle(analysis, outputs->expressions[index]);
        var->type = t2s__known(analysis, T2S__TYPE_TEXT);
    }
    return var->type;
}

void t2s__outputs_settle(t2s__analysis *analysis, t2s__outputs *outputs)
{
    if (analysis->has_types && !outputs->keeps_unknown)
        for (size_t i = 0; i < outputs->count; i++)
            t2s__output_type(analysis, outputs, i);
}

static void plain_target(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *target, const t2s_node *expression,
                         t2s__outputs *outputs)
{
    t2s__var var = {0};

    scope->level.target = expression;
    t2s__expression(analysis, scope, expression);
    scope->level.target = NULL;
    if (expression->kind == T2S_NODE_COLUMN_REF && expression->meaning != NULL)
        var = *(const t2s__var *)expression->meaning;
    var.type = expression->type;
    var.name = target_name(analysis, target, expression);
    t2s__outputs_add(analysis, outputs, var, expression);
}

void t2s__targets(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *select, t2s__outputs *outputs)
{
    T2S__FOR_SLOT (target, select, T2S_SLOT_SELECT_TARGETS) {
        const t2s_node *expression = target->kind == T2S_NODE_TARGET ? t2s__node_first(target, 0) : target;

        if (expression == NULL)
            continue;
        if (target->kind == T2S_NODE_TARGET && target->last[1] != NULL) /* row.* AS (a, b): of a type that has names */
            outputs->is_open = 1;
        if (expression->kind == T2S_NODE_COLUMN_REF && (expression->flags & T2S_NODE_F_STAR) != 0) {
            if (expression->last[0] == NULL)
                all_items(analysis, scope, expression, outputs);
            else
                named_item(analysis, scope, expression, outputs);
        } else if (expression->kind == T2S_NODE_FIELD && (expression->flags & T2S_NODE_F_STAR) != 0) {
            star_of(analysis, scope, t2s__node_first(expression, 0), outputs);
        } else
            plain_target(analysis, scope, target, expression, outputs);
    }
}
