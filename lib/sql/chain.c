/* SPDX-License-Identifier: MIT */
/*
 * What a.b.c means where tables have catalogs and columns may be rows: how many of the names are a table's, which one is the column,
 * and which are parts of its value. The longest beginning that is a column counts; a table is called by its alias, or by the end
 * of its name as FROM has it. A scope in which some beginning is a column hides those around it.
 */
#include <string.h>

#include "sql/expression.h"
#include "sql/fix_column.h"
#include "sql/type_rules.h"

enum { COLUMN_PARTS_MAX = 4 }; /* catalog.schema.table.column */

static int can_be_seen(const t2s__scope *scope, const t2s__entry *entry)
{
    return !entry->lateral_only || scope->lateral_active;
}

int t2s__item_is_called(const t2s__analysis *analysis, const t2s__item *item, const t2s_node *names, size_t count)
{
    const t2s_node *part;
    size_t written;

    if (item->has_alias || item->written == NULL)
        return count == 1 && item->name != NULL && t2s__same_name(analysis, item->name, names->text);
    written = t2s__node_count(item->written, T2S_SLOT_RELATION_NAME);
    if (count > written)
        return 0;
    part = t2s__node_first(item->written, T2S_SLOT_RELATION_NAME);
    for (size_t skip = written - count; skip > 0; skip--)
        part = part->next;
    for (; count > 0; count--, part = part->next, names = names->next)
        if (!t2s__same_name(analysis, part->text, names->text))
            return 0;
    return 1;
}

static const t2s_node *name_at(const t2s_node *names, size_t index)
{
    for (; index > 0; index--)
        names = names->next;
    return names;
}

/* A search for one name. */
struct chain {
    t2s__analysis *analysis;
    const t2s_node *names; /* the first */
    t2s__var var;          /* what was found last */
    t2s__item *open;       /* called as the names say, and may have the column */
    int is_open;
};

/* What USING or a natural join made of the columns of both sides is of neither. */
static int is_merged(const t2s__analysis *analysis, const t2s__item *item, const char *name)
{
    for (const t2s__item *join = item->join; join != NULL && analysis->rules->hides_merged; join = join->join)
        for (size_t i = 0; i < join->merged_count; i++)
            if (t2s__same_name(analysis, join->merged[i].name, name))
                return 1;
    return 0;
}

/* How many columns of a scope the first `count` names mean. */
static int count_in(struct chain *chain, t2s__scope *scope, size_t count)
{
    const t2s_node *column = name_at(chain->names, count - 1);
    int found = 0;

    for (size_t i = scope->first; i < scope->count; i++) {
        const t2s__entry *entry = &scope->entries[i];
        int here;

        if (!can_be_seen(scope, entry) || (count == 1 ? !entry->columns_visible
                                                      : !entry->relation_visible ||
                                                            !t2s__item_is_called(chain->analysis, entry->item, chain->names, count - 1)))
            continue;
        if (count > 1 && is_merged(chain->analysis, entry->item, column->text))
            continue;
        here = t2s__item_find(chain->analysis, entry->item, column->text, 0, &chain->var);
        if (here == 0 && entry->item->is_open) {
            chain->is_open = 1;
            if (count > 1 && chain->open == NULL)
                chain->open = entry->item;
        }
        found += here;
    }
    return found;
}

static int begins_with_column(struct chain *chain, t2s__scope *scope, size_t count)
{
    while (--count > 0)
        if (count_in(chain, scope, count) != 0)
            return 1;
    return 0;
}

/* 1, 0, or 2 and more: it is ambiguous. */
static int find(struct chain *chain, t2s__scope *scope, size_t count, t2s__scope **ret_scope)
{
    for (; scope != NULL; scope = scope->parent) {
        int found = count_in(chain, scope, count);

        if (found != 0) {
            *ret_scope = scope;
            return found;
        }
        if (begins_with_column(chain, scope, count))
            return 0;
        chain->is_open |= scope->is_lenient;
    }
    return 0;
}

/* As it is written, but for quotes. */
static const char *text_of(t2s__analysis *analysis, const t2s_node *node)
{
    const char *text = "";

    T2S__FOR_SLOT (name, node, 0) {
        text = t2s__arena_printf(analysis->arena, "%s%s%s", text, text[0] != '\0' ? "." : "", name->text);
        if (text == NULL) {
            analysis->code = T2S_E_NOMEM;
            return "";
        }
    }
    return text;
}

static t2s__item *item_called(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *names, size_t count)
{
    for (; scope != NULL; scope = scope->parent)
        for (size_t i = scope->first; i < scope->count; i++)
            if (scope->entries[i].relation_visible && t2s__item_is_called(analysis, scope->entries[i].item, names, count))
                return scope->entries[i].item;
    return NULL;
}

static void miss(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, size_t all)
{
    const t2s_node *names = t2s__node_first(node, 0);
    size_t count = all < COLUMN_PARTS_MAX ? all : COLUMN_PARTS_MAX, before = analysis->findings.count;
    const char *name = node->last[0]->text, *table = all > 1 ? name_at(names, all - 2)->text : NULL, *hint = NULL;
    t2s__item *item = NULL;

    for (; item == NULL && count > 1; count--)
        item = item_called(analysis, scope, names, count - 1);
    if (item != NULL)
        name = name_at(names, count)->text;
    if (!analysis->quiet)
        hint = item != NULL || table == NULL ? t2s__suggest_column(analysis, scope, item, name)
                                             : t2s__suggest_relation(analysis, NULL, table);
    t2s__analysis_find(analysis, "42703", node->position, hint, "Column '%s' cannot be resolved", text_of(analysis, node));
    if (item != NULL || table == NULL)
        t2s__fix_missing_column(analysis, scope, item, name, node->position, before);
    else
        t2s__fix_missing_item(analysis, scope, NULL, table, node->position, before);
}

/* Make of a.b.c, of which the first `count` names are the column, (a.b).c. */
static void split(t2s__analysis *analysis, const t2s_node *node, size_t count, size_t all)
{
    t2s_node *outer = (t2s_node *)(uintptr_t)node;

    for (; all > count; all--) {
        t2s_node *last = outer->last[0], *before = last->next;
        t2s_node *inner = t2s__analysis_alloc(analysis, sizeof(*inner) + sizeof(inner->last[0]));

        if (inner == NULL)
            return;
        memset(inner, 0, sizeof(*inner) + sizeof(inner->last[0]));
        while (before->next != last)
            before = before->next;
        before->next = last->next;
        before->is_last = 1;
        *inner = (t2s_node){.kind = T2S_NODE_COLUMN_REF, .slots = 1, .is_last = 1, .is_child = 1, .position = outer->position};
        inner->next = inner;
        inner->last[0] = before;
        outer->kind = T2S_NODE_FIELD;
        outer->text = last->text;
        outer->text_length = last->text_length;
        outer->last[0] = inner;
        outer = inner;
    }
}

int t2s__chain(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, t2s__var *ret_var, t2s__scope **ret_scope)
{
    size_t all = t2s__node_count(node, 0), count = all < COLUMN_PARTS_MAX ? all : COLUMN_PARTS_MAX;
    struct chain chain = {.analysis = analysis, .names = t2s__node_first(node, 0)};

    for (; count > 0; count--) {
        int found = find(&chain, scope, count, ret_scope);

        if (found > 1) {
            t2s__analysis_find(analysis, "42702", node->position, "Write the table's name or alias before it.",
                               "Column '%s' is ambiguous", text_of(analysis, node));
            return T2S__NAME_WRONG;
        }
        if (found == 1) {
            *ret_var = chain.var;
            if (count < all && (node->flags & T2S_NODE_F_STAR) == 0)
                split(analysis, node, count, all);
            return T2S__NAME_COLUMN;
        }
    }
    if (!chain.is_open) {
        miss(analysis, scope, node, all);
        return T2S__NAME_WRONG;
    }
    if (analysis->catalog == NULL && chain.open != NULL && chain.open->kind == T2S__ITEM_RELATION && chain.open->relation != NULL) {
        size_t table = all - 1 < COLUMN_PARTS_MAX ? all - 1 : COLUMN_PARTS_MAX;

        while (table > 1 && !t2s__item_is_called(analysis, chain.open, chain.names, table))
            table--;
        t2s__written_column(analysis, chain.open->relation, name_at(chain.names, table)->text);
    }
    return T2S__NAME_OPEN;
}
