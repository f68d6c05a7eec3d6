/* SPDX-License-Identifier: MIT */
/* What stands behind the views that a statement reads, and behind the views there. */
#include "sql/statement.h"

#include "util/memory.h"

enum { VIEWS_MAX = 64 }; /* who needs more cannot be judged in reasonable time */

static int is_view(const t2s_relation *relation)
{
    int kind = t2s_relation_kind(relation);

    return kind == T2S_RELATION_VIEW || kind == T2S_RELATION_MATERIALIZED_VIEW;
}

static int is_known(const t2s__views *views, const t2s_relation *relation)
{
    for (size_t i = 0; i < views->count; i++)
        if (views->items[i].view == relation)
            return 1;
    return 0;
}

static int add_view(t2s__views *views, const t2s_relation *relation)
{
    if (views->count == VIEWS_MAX) {
        if (views->opaque == NULL)
            views->opaque = relation;
        return 0;
    }
    if (t2s__grow((void **)&views->items, &views->capacity, views->count + 1, sizeof(*views->items)) != 0)
        return T2S_E_NOMEM;
    views->items[views->count++] = (t2s__view){relation, NULL};
    return 0;
}

static int add_views_of(t2s__views *views, const t2s_statement *statement)
{
    int code = 0;

    for (size_t i = 0; i < t2s_statement_relation_count(statement) && code == 0; i++) {
        const t2s_relation *relation = t2s_statement_relation(statement, i);

        if (is_view(relation) && !is_known(views, relation))
            code = add_view(views, relation);
    }
    return code;
}

int t2s__views_read(const t2s_statement *statement, t2s__views *views)
{
    int code = t2s_statement_has_catalog(statement) ? add_views_of(views, statement) : 0;

    for (size_t i = 0; i < views->count && code == 0; i++) {
        const t2s_relation *view = views->items[i].view;
        const char *definition = t2s_relation_definition(view);
        t2s_statement *behind = NULL;

        if (definition != NULL)
            code = t2s__statement_read(statement, definition, &behind);
        if (code != 0)
            break;
        views->items[i].statement = behind;
        if (behind != NULL && t2s_statement_kind(behind)[0] != '\0')
            code = add_views_of(views, behind);
        else if (views->opaque == NULL)
            views->opaque = view;
    }
    return code;
}

void t2s__views_dispose(t2s__views *views)
{
    for (size_t i = 0; i < views->count; i++)
        t2s_statement_free(views->items[i].statement);
    t2s__free(views->items);
    *views = (t2s__views){0};
}
