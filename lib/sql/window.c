/* SPDX-License-Identifier: MIT */
/* Windows, of WINDOW and of OVER. After PostgreSQL's transformWindowDefinitions(). */
#include <string.h>

#include "sql/clauses.h"

static int has_window(const t2s__scope *scope, const char *name)
{
    if (scope->select != NULL)
        T2S__FOR_SLOT (window, scope->select, T2S_SLOT_SELECT_WINDOWS)
            if (t2s__node_text_is(window, name))
                return 1;
    return 0;
}

static void check_window(t2s__analysis *analysis, const t2s__scope *scope, const char *name, int position)
{
    if (name != NULL && !scope->is_lenient && !has_window(scope, name))
        t2s__analysis_find(analysis, "42704", position, NULL, "window \"%s\" does not exist", name);
}

static void window(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *copied = t2s__node_first(node, T2S_SLOT_WINDOW_COPIED);

    if (copied != NULL)
        check_window(analysis, scope, copied->text, copied->position);
    t2s__in_clause(analysis, scope, node, T2S_SLOT_WINDOW_ORDER, T2S__CLAUSE_WINDOW_ORDER);
    t2s__in_clause(analysis, scope, node, T2S_SLOT_WINDOW_PARTITION, T2S__CLAUSE_WINDOW_PARTITION);
    t2s__in_clause(analysis, scope, node, T2S_SLOT_WINDOW_FRAME, T2S__CLAUSE_WINDOW_FRAME);
}

/* A call's OVER. What stands in it is looked at when all other clauses have been. */
void t2s__over(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    if ((node->flags & T2S_NODE_F_REFERENCE) != 0)
        check_window(analysis, scope, node->text, node->position);
    else if (scope->select == NULL)
        window(analysis, scope, node);
    else if (t2s__analysis_grow(analysis, (void **)(void *)&scope->windows, scope->window_count, &scope->window_capacity,
                                sizeof(*scope->windows)) == 0)
        scope->windows[scope->window_count++] = node;
}

void t2s__windows(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *select)
{
    T2S__FOR_SLOT (named, select, T2S_SLOT_SELECT_WINDOWS) {
        T2S__FOR_SLOT (other, select, T2S_SLOT_SELECT_WINDOWS) {
            if (other == named)
                break;
            if (other->text != NULL && named->text != NULL && t2s__same_name(analysis, other->text, named->text))
                t2s__analysis_find(analysis, "42P20", named->position, NULL, "window \"%s\" is already defined", named->text);
        }
        window(analysis, scope, named);
    }
    for (size_t i = 0; i < scope->window_count; i++)
        window(analysis, scope, scope->windows[i]);
}
