/* SPDX-License-Identifier: MIT */
/* Columns beside aggregates, and no GROUP BY at all: the columns are what it is grouped by. */
#include <string.h>

#include "mend/tokens.h"
#include "sql/diagnostic.h"
#include "sql/statement.h"

enum { COLUMNS_MAX = 16 };

/* The SELECT that gives the column that was found, and the columns that it gives. */
struct search {
    int position;
    const t2s_node *select;
};

static const t2s_node *column_of(const t2s_node *target)
{
    const t2s_node *expression = target->kind == T2S_NODE_TARGET ? t2s__node_first(target, 0) : target;

    return expression != NULL && expression->kind == T2S_NODE_COLUMN_REF ? expression : NULL;
}

static int look(const t2s_node *node, const t2s_node *parent, void *user_data)
{
    struct search *search = user_data;

    (void)parent;
    if (node->kind != T2S_NODE_SELECT)
        return 0;
    T2S__FOR_SLOT (target, node, T2S_SLOT_SELECT_TARGETS) {
        const t2s_node *column = column_of(target);

        if (column != NULL && column->position == search->position && (column->flags & T2S_NODE_F_STAR) == 0)
            search->select = node;
    }
    return search->select != NULL;
}

/* The last token of the name that begins at a position; token_count: there is none. */
static size_t name_at(const t2s__patient *patient, int position, size_t *ret_last)
{
    size_t first = 0;

    while (first < patient->token_count && patient->tokens[first].start < (size_t)position)
        first++;
    *ret_last = first;
    while (t2s__is_char(patient, *ret_last + 1, '.'))
        *ret_last += 2;
    return first;
}

/* The token before which a GROUP BY goes, from a token of the list of outputs on. 0: there is no such place. */
static size_t place(const t2s__patient *patient, size_t at)
{
    for (; at < patient->token_count; at++) {
        if (t2s__is_char(patient, at, '('))
            at = t2s__closing(patient, at);
        else if (t2s__is_one_of(patient, at, "group having window"))
            return 0;
        else if (t2s__is_char(patient, at, ')') || t2s__is_char(patient, at, ';') ||
                 t2s__is_one_of(patient, at, "order limit offset fetch for union intersect except"))
            return at;
    }
    return patient->token_count;
}

static void write(const t2s__patient *patient, t2s__fixes *fixes, t2s_fix *fix, size_t before, const t2s_node *select)
{
    size_t at = t2s__token_end(t2s__patient_token(patient, before - 1));
    int is_first = 1;

    T2S__FOR_SLOT (target, select, T2S_SLOT_SELECT_TARGETS) {
        const t2s_node *column = column_of(target);
        size_t first, last;

        if (column == NULL)
            continue;
        first = name_at(patient, column->position, &last);
        t2s__fix_replace(fixes, fix, at, 0, is_first ? " GROUP BY " : ", ");
        t2s__fix_edit(fixes, fix, at, 0, patient->sql + patient->tokens[first].start,
                      t2s__token_end(&patient->tokens[last]) - patient->tokens[first].start);
        is_first = 0;
    }
}

void t2s__gather_grouping(const t2s__patient *patient, t2s__fixes *fixes)
{
    struct search search = {.position = patient->finding->position};
    size_t before, count = 0;

    if (patient->ailment != T2S__AILS_GROUPING || search.position < 0 ||
        (!patient->is_presto && strstr(t2s_diagnostic_message(patient->finding), "must appear in the GROUP BY clause") == NULL))
        return;
    if (t2s__tree_visit(t2s__statement_tree(patient->statement), look, &search) < 0)
        fixes->failed = 1;
    if (search.select == NULL || search.select->last[T2S_SLOT_SELECT_GROUP] != NULL ||
        search.select->last[T2S_SLOT_SELECT_HAVING] != NULL || search.select->last[T2S_SLOT_SELECT_DISTINCT_ON] != NULL)
        return;
    T2S__FOR_SLOT (target, search.select, T2S_SLOT_SELECT_TARGETS) {
        const t2s_node *column = column_of(target);

        count += column != NULL;
        if (column != NULL && ((column->flags & T2S_NODE_F_STAR) != 0 || column->position < 0))
            return;
    }
    before = place(patient, patient->at);
    if (before != 0 && before > patient->at && count <= COLUMNS_MAX)
        write(patient, fixes,
              t2s__fixes_add(fixes, T2S__FIX_SAME, "group_by", "columns beside aggregates are what is grouped by"), before,
              search.select);
}
