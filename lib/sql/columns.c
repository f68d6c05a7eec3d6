/* SPDX-License-Identifier: MIT */
/* Columns that come from several places and need one type: set operations, VALUES, a recursive query and its terms. */
#include "sql/expression.h"

#include <string.h>

static int position_of(const t2s__outputs *outputs, size_t index)
{
    return outputs->expressions[index] != NULL ? t2s__expression_position(outputs->expressions[index]) : -1;
}

/* A literal becomes what the column is; everything else must be able to. */
static int make_alike(t2s__analysis *analysis, const t2s__outputs *outputs, size_t index, const t2s__type *type, const char *what)
{
    const t2s_node *node = outputs->expressions[index];
    const t2s__type *from = outputs->vars[index].type;
    t2s_node column = t2s__stand_in(T2S_NODE_PARAMETER, from, position_of(outputs, index));

    if (t2s__type_is(from, T2S__TYPE_UNKNOWN))
        return node == NULL || t2s__coerce_common(analysis, node, type, what) >= 1;
    return t2s__coerce_common(analysis, &column, type, what) >= 1;
}

static const t2s__type *union_type(t2s__analysis *analysis, const t2s_node *node, const t2s__outputs *left,
                                   const t2s__outputs *right, size_t index)
{
    const char *what = node->text != NULL ? node->text : "UNION";
    const t2s__type *types[2] = {left->vars[index].type, right->vars[index].type};
    const t2s__type *type = t2s__common_type_of(analysis, types, 2, what, position_of(right, index));
    int is_all = t2s__node_text_is(node, "UNION") && (node->flags & T2S_NODE_F_ALL) != 0;

    if (type == NULL || !make_alike(analysis, left, index, type, what) || !make_alike(analysis, right, index, type, what))
        return NULL;
    if (!is_all && !t2s__check_equality(analysis, type, position_of(left, index)))
        return NULL;
    return type;
}

/* The columns are no longer those of the branches, and two of one name are two. */
void t2s__union_types(t2s__analysis *analysis, const t2s_node *node, t2s__outputs *left, t2s__outputs *right)
{
    int are_known = analysis->has_types && !left->is_open && !right->is_open && left->count == right->count;

    for (size_t i = 0; i < left->count; i++) {
        const t2s__type *type = are_known ? union_type(analysis, node, left, right, i) : NULL;

        left->vars[i] = (t2s__var){.name = left->vars[i].name, .type = type};
        left->expressions[i] = NULL;
    }
}

/* The rows stand one below the other: each is a list, and a column is the first of each, then the second. */
void t2s__values_types(t2s__analysis *analysis, const t2s_node *values, t2s__outputs *outputs)
{
    size_t rows = t2s__node_count(values, 0), row_index = 0;
    const t2s_node **next, **column;

    if (!analysis->has_types || rows == 0 || outputs->is_open)
        return;
    next = t2s__analysis_alloc(analysis, rows * sizeof(*next));
    column = t2s__analysis_alloc(analysis, rows * sizeof(*column));
    if (next == NULL || column == NULL)
        return;
    T2S__FOR_SLOT (row, values, 0)
        next[row_index++] = t2s__node_first(row, 0);
    for (size_t i = 0; i < outputs->count; i++) {
        const t2s__type *type;
        size_t count = 0;

        for (size_t r = 0; r < rows; r++)
            if (next[r] != NULL) {
                column[count++] = next[r];
                next[r] = t2s__node_next(next[r]);
            }
        type = t2s__common_type(analysis, column, count, "VALUES");
        outputs->vars[i].type = type;
        for (size_t r = 0; r < count && type != NULL; r++)
            if (t2s__coerce_common(analysis, column[r], type, "VALUES") < 1)
                return;
    }
}

/* The modifiers of a cast, as they are written. */
static const char *written_modifier(t2s__analysis *analysis, const t2s_node *cast)
{
    const t2s_node *written = t2s__node_first(cast, 1);
    const char *text = "(";

    if (written == NULL || written->last[1] == NULL)
        return NULL;
    T2S__FOR_SLOT (modifier, written, 1) {
        if (modifier->kind != T2S_NODE_LITERAL || modifier->text == NULL || text == NULL)
            return NULL;
        text = t2s__arena_printf(analysis->arena, "%s%s%s", text, modifier->text, t2s__node_next(modifier) != NULL ? "," : ")");
    }
    return text;
}

/* "(10)" of varchar(10): what a value is known to keep of its type's modifiers, "": nothing; NULL: not known. */
static const char *modifier_of(t2s__analysis *analysis, const t2s__outputs *outputs, size_t index)
{
    const t2s_node *node = outputs->expressions[index];
    const t2s_column *column = outputs->vars[index].column;
    const char *open = column != NULL ? strchr(column->type, '(') : NULL;

    if (column != NULL) {
        const char *close = open != NULL ? strchr(open, ')') : NULL;

        return close != NULL ? t2s__arena_strndup(analysis->arena, open, (size_t)(close - open) + 1) : "";
    }
    if (node == NULL)
        return NULL;
    if (node->kind == T2S_NODE_CAST)
        return written_modifier(analysis, node);
    return (node->kind == T2S_NODE_OPERATOR || node->kind == T2S_NODE_CALL) && node->meaning != NULL ? "" : NULL;
}

void t2s__union_modifiers(t2s__analysis *analysis, const t2s__cte *cte, const t2s__outputs *left, const t2s__outputs *right)
{
    if (!analysis->has_types || left->is_open || right->is_open || left->count != right->count)
        return;
    for (size_t i = 0; i < left->count; i++) {
        const char *first = modifier_of(analysis, left, i), *second = modifier_of(analysis, right, i);
        const t2s__type *types[2] = {left->vars[i].type, right->vars[i].type}, *type = types[0];

        if (type == NULL || types[1] == NULL || first == NULL || first[0] == '\0')
            continue;
        if (!t2s__same_type(type, types[1])) { /* what both become has no modifiers, and is what is said unless it is another type */
            if (!t2s__same_type(type, t2s__common_type_of(analysis, types, 2, NULL, -1)))
                continue;
        } else if (second == NULL || strcmp(first, second) == 0)
            continue;
        t2s__analysis_find(analysis, "42804", cte->node->position, "Cast the output of the non-recursive term to the correct type.",
                           "recursive query \"%s\" column %zu has type %s%s in non-recursive term but type %s overall", cte->name,
                           i + 1, t2s__type_text(type), first, t2s__type_text(type));
        return;
    }
}

void t2s__recursion_types(t2s__analysis *analysis, const t2s__cte *cte, const t2s__outputs *outputs)
{
    if (!analysis->has_types || cte->is_open || outputs->is_open || cte->vars == NULL)
        return;
    for (size_t i = 0; i < cte->var_count && i < outputs->count; i++) {
        const t2s__type *first = cte->vars[i].type, *all = outputs->vars[i].type;

        if (first == NULL || all == NULL || t2s__same_type(first, all))
            continue;
        t2s__analysis_find(analysis, "42804", cte->node->position, "Cast the output of the non-recursive term to the correct type.",
                           "recursive query \"%s\" column %zu has type %s in non-recursive term but type %s overall", cte->name,
                           i + 1, t2s__type_text(first), t2s__type_text(all));
        return;
    }
}
