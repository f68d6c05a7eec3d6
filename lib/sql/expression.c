/* SPDX-License-Identifier: MIT */
/* Expressions: which kind of node is whose, and those that are quickly told. After PostgreSQL's transformExprRecurse(). */
#include "sql/expression.h"

#include <stdint.h>
#include <string.h>

#include "sql/type_rules.h"

void t2s__expressions(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *parent, int slot)
{
    T2S__FOR_SLOT (child, parent, slot)
        t2s__expression(analysis, scope, child);
}

void t2s__conditions(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *parent, int slot, const char *clause)
{
    T2S__FOR_SLOT (child, parent, slot) {
        t2s__expression(analysis, scope, child);
        if (analysis->has_types)
            t2s__coerce_boolean(analysis, child, clause);
    }
}

static void all_slots(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    for (int slot = 0; slot < node->slots; slot++)
        t2s__expressions(analysis, scope, node, slot);
}

void t2s__set_known(t2s__analysis *analysis, const t2s_node *node, t2s__known_type which)
{
    if (analysis->has_types)
        t2s__node_set_type(node, t2s__known(analysis, which));
}

void t2s__coerce_specific(t2s__analysis *analysis, const t2s_node *node, t2s__known_type which, const char *clause)
{
    const t2s__type *to = t2s__known(analysis, which);

    if (!analysis->has_types || to == NULL || t2s__coerce(analysis, node, to, T2S__COERCE_ASSIGNMENT) != 0)
        return;
    t2s__analysis_find(analysis, "42804", t2s__expression_position(node), NULL, "argument of %s must be type %s, not type %s",
                       clause, t2s__type_text(to), t2s__type_text(node->type));
}

t2s_node t2s__stand_in(int kind, const t2s__type *type, int position)
{
    return (t2s_node){.kind = (uint8_t)kind, .is_last = 1, .position = position, .type = type};
}

/* An integer is as wide as it has to be; everything else with digits is numeric. */
static t2s__known_type number_type(const char *text, size_t length)
{
    size_t at = length != 0 && text[0] == '-' ? 1 : 0;
    uint64_t limit = (uint64_t)INT64_MAX + at, value = 0;

    if (at == length || length > 20)
        return T2S__TYPE_NUMERIC;
    for (; at < length; at++) {
        unsigned digit = (unsigned)(unsigned char)text[at] - '0';

        if (digit > 9 || value > (limit - digit) / 10)
            return T2S__TYPE_NUMERIC;
        value = value * 10 + digit;
    }
    return value <= (uint64_t)INT32_MAX + (text[0] == '-') ? T2S__TYPE_INT4 : T2S__TYPE_INT8;
}

static void literal(t2s__analysis *analysis, const t2s_node *node)
{
    t2s__known_type which = T2S__TYPE_UNKNOWN;

    if ((node->flags & T2S_NODE_F_NUMBER) != 0)
        which = node->text != NULL ? number_type(node->text, node->text_length) : T2S__TYPE_NUMERIC;
    else if ((node->flags & T2S_NODE_F_BOOLEAN) != 0)
        which = T2S__TYPE_BOOL;
    else if ((node->flags & T2S_NODE_F_BITS) != 0)
        which = T2S__TYPE_BIT;
    t2s__set_known(analysis, node, which);
}

/* Its parameters hide what has the same names outside. */
static void lambda(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    t2s__scope inner = {.parent = scope, .depth = scope->depth + 1};
    t2s__item *item = t2s__item_new(analysis, &inner, T2S__ITEM_DERIVED);
    size_t count = t2s__node_count(node, 0);
    t2s__var *vars = t2s__analysis_alloc(analysis, (count + 1) * sizeof(*vars));

    if (item == NULL || vars == NULL)
        return;
    T2S__FOR_SLOT (parameter, node, 0) {
        vars[item->var_count] = (t2s__var){.name = parameter->text, .item = item, .identity = &vars[item->var_count]};
        item->var_count++;
    }
    item->vars = vars;
    if (t2s__scope_add(analysis, &inner, item) != NULL)
        t2s__expressions(analysis, &inner, node, 1);
}

static void named_argument(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *value = t2s__node_first(node, 0);

    if (value == NULL)
        return;
    t2s__expression(analysis, scope, value);
    t2s__node_set_type(node, value->type);
}

/* A statement in a command, which is no expression but stands where one may. */
static void query(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    t2s__outputs outputs = {0};

    t2s__query(analysis, scope, node, NULL, &outputs);
}

void t2s__expression(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    analysis->rules->expression(analysis, scope, node);
}

void t2s__postgres_expression(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    switch (node->kind) {
    case T2S_NODE_COLUMN_REF:
        t2s__column_ref(analysis, scope, node);
        break;
    case T2S_NODE_LITERAL:
        literal(analysis, node);
        break;
    case T2S_NODE_OPERATOR:
        t2s__operation(analysis, scope, node);
        break;
    case T2S_NODE_CALL:
        t2s__call_of(analysis, scope, node);
        break;
    case T2S_NODE_CAST:
        t2s__cast_to(analysis, scope, node);
        break;
    case T2S_NODE_BOOLEAN:
        t2s__boolean(analysis, scope, node);
        break;
    case T2S_NODE_TEST:
        t2s__test(analysis, scope, node);
        break;
    case T2S_NODE_IN:
        t2s__in(analysis, scope, node);
        break;
    case T2S_NODE_BETWEEN:
        t2s__between(analysis, scope, node);
        break;
    case T2S_NODE_LIKE:
        t2s__like(analysis, scope, node);
        break;
    case T2S_NODE_CASE:
        t2s__case(analysis, scope, node);
        break;
    case T2S_NODE_SUBQUERY:
        t2s__subquery(analysis, scope, node);
        break;
    case T2S_NODE_SPECIAL:
        t2s__special(analysis, scope, node);
        break;
    case T2S_NODE_CURRENT:
        t2s__current(analysis, node);
        break;
    case T2S_NODE_FIELD:
        t2s__field(analysis, scope, node);
        break;
    case T2S_NODE_SUBSCRIPT:
        t2s__subscript(analysis, scope, node);
        break;
    case T2S_NODE_ARRAY:
        t2s__array(analysis, scope, node, NULL);
        break;
    case T2S_NODE_ROW:
        t2s__expressions(analysis, scope, node, 0);
        t2s__set_known(analysis, node, T2S__TYPE_RECORD);
        break;
    case T2S_NODE_COLLATE:
        t2s__collate(analysis, scope, node);
        break;
    case T2S_NODE_NAMED_ARGUMENT:
        named_argument(analysis, scope, node);
        break;
    case T2S_NODE_SORT:
        t2s__sort(analysis, scope, node);
        break;
    case T2S_NODE_WINDOW:
        t2s__over(analysis, scope, node);
        break;
    case T2S_NODE_LAMBDA:
        lambda(analysis, scope, node);
        break;
    case T2S_NODE_QUERY:
        query(analysis, scope, node);
        break;
    case T2S_NODE_COMMAND:
        t2s__command(analysis, scope, node);
        break;
    case T2S_NODE_UNKNOWN:
        t2s__use_unknown(analysis, node);
        all_slots(analysis, scope, node);
        break;
    case T2S_NODE_MEASURE: /* its name is its window's own */
        t2s__expressions(analysis, scope, node, 1);
        break;
    case T2S_NODE_IDENTIFIER:
    case T2S_NODE_TYPE:
    case T2S_NODE_PARAMETER:
    case T2S_NODE_DESCRIPTOR:
        break;
    default:
        all_slots(analysis, scope, node);
        break;
    }
}
