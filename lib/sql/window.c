/* SPDX-License-Identifier: MIT */
/* Windows, of WINDOW and of OVER. After PostgreSQL's transformWindowDefinitions(). */
#include <string.h>

#include "sql/clauses.h"

/* A window that others may copy. */
struct window {
    size_t order_count; /* its own, or that of the one that it copies */
    int has_frame;
};

static int has_window(const t2s__scope *scope, const char *name)
{
    if (scope->select != NULL)
        T2S__FOR_SLOT (window, scope->select, T2S_SLOT_SELECT_WINDOWS)
            if (t2s__node_text_is(window, name))
                return 1;
    return 0;
}

static void miss_window(t2s__analysis *analysis, const t2s__scope *scope, const char *name, int position)
{
    if (name != NULL && !scope->is_lenient)
        t2s__analysis_find(analysis, "42704", position, NULL, "window \"%s\" does not exist", name);
}

/* What is copied must not be said again. */
static void check_copy(t2s__analysis *analysis, const t2s_node *node, const struct window *copied, const char *name)
{
    int says_more = node->text != NULL || node->last[T2S_SLOT_WINDOW_ORDER] != NULL || node->last[T2S_SLOT_WINDOW_MODE] != NULL;

    if (node->last[T2S_SLOT_WINDOW_PARTITION] != NULL)
        t2s__analysis_find(analysis, "42P20", node->position, NULL, "cannot override PARTITION BY clause of window \"%s\"", name);
    else if (copied->order_count != 0 && node->last[T2S_SLOT_WINDOW_ORDER] != NULL)
        t2s__analysis_find(analysis, "42P20", node->position, NULL, "cannot override ORDER BY clause of window \"%s\"", name);
    else if (copied->has_frame)
        t2s__analysis_find(analysis, "42P20", node->position, says_more ? NULL : "Omit the parentheses in this OVER clause.",
                           "cannot copy window \"%s\" because it has a frame clause", name);
}

static void check_frame(t2s__analysis *analysis, const t2s_node *node, const char *mode, size_t order_count)
{
    if (strcmp(mode, "RANGE") == 0 && node->last[T2S_SLOT_WINDOW_FRAME] != NULL && order_count != 1)
        t2s__analysis_find(analysis, "42P20", node->position, NULL,
                           "RANGE with offset PRECEDING/FOLLOWING requires exactly one ORDER BY column");
    else if (strcmp(mode, "GROUPS") == 0 && order_count == 0)
        t2s__analysis_find(analysis, "42P20", node->position, NULL, "GROUPS mode requires an ORDER BY clause");
}

static void frame(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, const char *mode)
{
    scope->level.frame = mode;
    t2s__without_variables(analysis, scope, node, T2S_SLOT_WINDOW_FRAME, T2S__CLAUSE_WINDOW_FRAME, mode);
}

/* ORDER BY a, a sorts by one column. */
static size_t count_order(const t2s__analysis *analysis, const t2s_node *node)
{
    size_t count = 0;

    T2S__FOR_SLOT (sort, node, T2S_SLOT_WINDOW_ORDER) {
        const t2s_node *first = t2s__node_first(node, T2S_SLOT_WINDOW_ORDER);

        if (count != 1 || sort->slots == 0 || first->slots == 0 ||
            !t2s__same_expression(analysis, t2s__node_first(sort, 0), t2s__node_first(first, 0)))
            count++;
    }
    return count;
}

static struct window window(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, const t2s__map *windows)
{
    const t2s_node *name = t2s__node_first(node, T2S_SLOT_WINDOW_COPIED);
    const t2s_node *mode = t2s__node_first(node, T2S_SLOT_WINDOW_MODE);
    const struct window *copied = NULL;
    struct window found = {.has_frame = mode != NULL};

    if (name != NULL && windows != NULL && name->text != NULL)
        copied = t2s__map_get(windows, name->text, name->text_length);
    if (name != NULL && copied == NULL)
        miss_window(analysis, scope, name->text, node->position);
    t2s__in_clause(analysis, scope, node, T2S_SLOT_WINDOW_ORDER, T2S__CLAUSE_WINDOW_ORDER);
    t2s__in_clause(analysis, scope, node, T2S_SLOT_WINDOW_PARTITION, T2S__CLAUSE_WINDOW_PARTITION);
    if (copied != NULL)
        check_copy(analysis, node, copied, name->text);
    found.order_count = count_order(analysis, node);
    if (copied != NULL && found.order_count == 0)
        found.order_count = copied->order_count;
    if (mode != NULL && (name == NULL || copied != NULL))
        check_frame(analysis, node, mode->text, found.order_count);
    frame(analysis, scope, node, mode != NULL ? mode->text : "ROWS");
    return found;
}

static void named_window(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, t2s__map *windows)
{
    struct window *kept = t2s__analysis_alloc(analysis, sizeof(*kept));

    if (kept == NULL || node->text == NULL)
        return;
    if (t2s__map_get(windows, node->text, node->text_length) != NULL)
        t2s__analysis_find(analysis, "42P20", node->position, NULL, "window \"%s\" is already defined", node->text);
    *kept = window(analysis, scope, node, windows);
    if (t2s__map_put(windows, node->text, node->text_length, kept) != 0)
        analysis->code = T2S_E_NOMEM;
}

/* A call's OVER. What stands in it is looked at when all other clauses have been. */
void t2s__over(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    if (node->last[T2S_SLOT_WINDOW_MEASURES] != NULL || node->last[T2S_SLOT_WINDOW_DEFINE] != NULL)
        t2s__use_unknown(analysis, node); /* a row pattern: what it defines is not looked at */
    if ((node->flags & T2S_NODE_F_REFERENCE) != 0) {
        if (node->text != NULL && !has_window(scope, node->text))
            miss_window(analysis, scope, node->text, node->position);
    } else if (scope->select == NULL)
        window(analysis, scope, node, NULL);
    else if (t2s__analysis_grow(analysis, (void **)(void *)&scope->windows, scope->window_count, &scope->window_capacity,
                                sizeof(*scope->windows)) == 0)
        scope->windows[scope->window_count++] = node;
}

void t2s__windows(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *select)
{
    t2s__map windows;

    t2s__map_init(&windows, analysis->arena);
    T2S__FOR_SLOT (named, select, T2S_SLOT_SELECT_WINDOWS)
        named_window(analysis, scope, named, &windows);
    for (size_t i = 0; i < scope->window_count; i++)
        window(analysis, scope, scope->windows[i], &windows);
}
