/* SPDX-License-Identifier: MIT */
/*
 * What ORDER BY, GROUP BY and DISTINCT need of a type: an order, or at least to tell equal from unequal. PostgreSQL looks at operator
 * classes; what is here are those of its own types, and of others what can be told from their kind.
 */
#include <string.h>

#include "sql/expression.h"

enum { TYPES_MAX = 1000 }; /* looked at for one type: rows in rows may be endless */

static int is_one_of(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(name, names[i]) == 0)
            return 1;
    return 0;
}

/* These have operators of such names, or cannot be told from those that do, but no operator class. */
static int is_exception(const t2s__type *type, int needs_order)
{
    static const char *const unequal[] = {"box", "circle", "line", "lseg", "path", "point", "polygon"};
    static const char *const unordered[] = {"aclitem", "cid", "xid"};

    return is_one_of(type->name, unequal, sizeof(unequal) / sizeof(unequal[0])) ||
           (needs_order && is_one_of(type->name, unordered, sizeof(unordered) / sizeof(unordered[0])));
}

static int base_compares(t2s__analysis *analysis, const t2s__type *type, int needs_order)
{
    switch (type->known) {
    case T2S__TYPE_JSON:
    case T2S__TYPE_XML:
    case T2S__TYPE_VOID:
    case T2S__TYPE_CSTRING:
        return 0;
    case T2S__TYPE_OTHER:
        break;
    default:
        return 1;
    }
    if (type->kind != T2S_TYPE_BASE || type->schema == NULL || strcmp(type->schema, "pg_catalog") != 0)
        return 1;
    return !is_exception(type, needs_order) && t2s__has_operator(analysis, -1, NULL, needs_order ? "<" : "=", type, type, 1, NULL);
}

/* The rows of a type compare when all of its columns do. NULL: those that are not known do. */
static int compares(t2s__analysis *analysis, const t2s__type *type, int needs_order, int *left)
{
    type = t2s__bare_type(type);
    if (type == NULL || --*left < 0)
        return 1;
    if (type->is_array)
        return compares(analysis, type->element, needs_order, left);
    if (type->relation != NULL) {
        for (size_t i = 0; i < type->relation->column_count; i++)
            if (!compares(analysis, type->relation->columns[i].data_type, needs_order, left))
                return 0;
        return 1;
    }
    if (type->kind == T2S_TYPE_COMPOSITE) {
        for (size_t i = 0; type->attributes != NULL && i < type->label_count; i++)
            if (!compares(analysis, type->attributes[i], needs_order, left))
                return 0;
        return 1;
    }
    return base_compares(analysis, type, needs_order);
}

int t2s__check_order(t2s__analysis *analysis, const t2s__type *type, int position)
{
    int left = TYPES_MAX;

    if (!analysis->has_types || type == NULL || compares(analysis, type, 1, &left))
        return 1;
    t2s__analysis_find(analysis, "42883", position, "Use an explicit ordering operator or modify the query.",
                       "could not identify an ordering operator for type %s", t2s__type_text(type));
    return 0;
}

int t2s__check_equality(t2s__analysis *analysis, const t2s__type *type, int position)
{
    int left = TYPES_MAX;

    if (!analysis->has_types || type == NULL || compares(analysis, type, 0, &left))
        return 1;
    t2s__analysis_find(analysis, "42883", position, NULL, "could not identify an equality operator for type %s",
                       t2s__type_text(type));
    return 0;
}

void t2s__settle(t2s__analysis *analysis, const t2s_node *node)
{
    const t2s__type *text = t2s__known(analysis, T2S__TYPE_TEXT);

    if (analysis->has_types && text != NULL && t2s__type_is(node->type, T2S__TYPE_UNKNOWN))
        t2s__coerce(analysis, node, text, T2S__COERCE_IMPLICIT);
}

/* ORDER BY x USING operator. */
static int check_using(t2s__analysis *analysis, const t2s_node *sort, const t2s__type *type)
{
    static const char *const others[] = {"=", "<=", ">=", "<>"};
    const t2s_node *last = sort->last[1];
    const char *schema = last->next != last ? last->next->text : NULL;

    if (type == NULL)
        return 1;
    if (!t2s__has_operator(analysis, sort->position, schema, last->text, type, type, 0, NULL))
        return 0;
    if (!is_one_of(last->text, others, sizeof(others) / sizeof(others[0])))
        return 1;
    t2s__analysis_find(analysis, "42809", sort->position,
                       "Ordering operators must be \"<\" or \">\" members of btree operator families.",
                       "operator %s is not a valid ordering operator", last->text);
    return 0;
}

int t2s__check_sort(t2s__analysis *analysis, const t2s_node *sort, const t2s__type *type, int position)
{
    if (!analysis->has_types)
        return 1;
    if (sort->kind != T2S_NODE_SORT || sort->last[1] == NULL)
        return t2s__check_order(analysis, type, position);
    return check_using(analysis, sort, type);
}

void t2s__sort_value(t2s__analysis *analysis, const t2s_node *sort)
{
    const t2s_node *value = sort->kind == T2S_NODE_SORT ? t2s__node_first(sort, 0) : sort;

    if (value == NULL || !analysis->has_types)
        return;
    t2s__settle(analysis, value);
    t2s__check_sort(analysis, sort, value->type, t2s__expression_position(value));
}

void t2s__sort(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *sort)
{
    t2s__expressions(analysis, scope, sort, 0);
    t2s__sort_value(analysis, sort);
}
