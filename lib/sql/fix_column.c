/* SPDX-License-Identifier: MIT */
/* What can be done about a column that is not where it was looked for, or is in several places. */
#include "sql/fix_column.h"

#include <string.h>

#include "sql/fix_name.h"

enum { ITEMS_MAX = 16 };

/* A name that is in the way, and what fixes are gathered for it. */
struct search {
    t2s__analysis *analysis;
    t2s__scope *scope;
    const char *name; /* the column */
    t2s__path path;
    t2s__fixes fixes;
};

static int begin(struct search *search, t2s__analysis *analysis, t2s__scope *scope, const char *name, int position, size_t before)
{
    if (analysis->quiet || analysis->findings.count == before)
        return 0;
    *search = (struct search){analysis, scope, name, t2s__path_at(analysis->sql, analysis->length, position), {0}};
    t2s__fixes_init(&search->fixes, analysis->arena);
    return search->path.count != 0;
}

static int is_hidden(const t2s__var *var)
{
    return var->name == NULL || (var->column != NULL && (var->column->flags & T2S_COLUMN_HIDDEN) != 0);
}

/* How many of the items of the scope have a column of this name. */
static size_t count_owners(const struct search *search, const t2s__scope *scope, const char *name)
{
    size_t count = 0;

    for (size_t i = scope->first; i < scope->count; i++) {
        t2s__var var;

        if (scope->entries[i].columns_visible)
            count += (size_t)t2s__item_find(search->analysis, scope->entries[i].item, name, 0, &var);
    }
    return count;
}

/* The ranks and names of a fix by how alike the names are, and whether the column is where it was looked for. */
static t2s__fix_rank rank_of(t2s__likeness likeness, int is_elsewhere)
{
    if (likeness == T2S__ALIKE_NEAR)
        return is_elsewhere ? T2S__FIX_GUESS : T2S__FIX_NEAR;
    return is_elsewhere ? T2S__FIX_SIMILAR : T2S__FIX_SAME;
}

static const char *const likeness_names[] = {"column_case", "column_spelling", "column_near_name"};

/* The last part of the path becomes another column of the item that it was looked for in, or of one that need not be named. */
static void offer_name(struct search *search, t2s__fix_rank rank, const char *kind, const char *qualifier, const t2s__var *var)
{
    t2s_fix *fix;
    size_t last = search->path.count - 1;

    if (qualifier != NULL)
        fix = t2s__fixes_add(&search->fixes, rank, kind, "\"%s\" is the column \"%s\" of \"%s\"", search->name, var->name, qualifier);
    else
        fix = t2s__fixes_add(&search->fixes, rank, kind, "\"%s\" is the column \"%s\"", search->name, var->name);
    t2s__fix_path(search->analysis, &search->fixes, fix, &search->path, qualifier != NULL ? 0 : last, last, qualifier, var->name);
}

/* Columns of the item that are alike. */
static void offer_alike(struct search *search, const t2s__scope *scope, const t2s__item *item, int is_elsewhere)
{
    size_t count;
    const t2s__var *vars = t2s__item_vars(search->analysis, (t2s__item *)(uintptr_t)item, &count);
    int is_qualified = search->path.count > 1;

    for (size_t i = 0; i < count && vars != NULL; i++) {
        t2s__likeness likeness;
        const char *qualifier = NULL;

        if (is_hidden(&vars[i]))
            continue;
        likeness = t2s__likeness_of(search->name, vars[i].name);
        if (is_qualified ? is_elsewhere : count_owners(search, scope, vars[i].name) != 1)
            qualifier = item->name;
        if (likeness != T2S__ALIKE_NOT)
            offer_name(search, rank_of(likeness, is_elsewhere), likeness_names[likeness], qualifier, &vars[i]);
        else if (item->original != NULL && (t2s__is_composed(search->name, item->original, vars[i].name) ||
                                            t2s__is_composed(vars[i].name, item->original, search->name)))
            offer_name(search, is_elsewhere ? T2S__FIX_GUESS : T2S__FIX_NEAR, "column_prefix", qualifier, &vars[i]);
    }
}

/* Another item that has a column of the very name. */
static void offer_moved(struct search *search, t2s__item *item)
{
    t2s__var var;
    t2s_fix *fix;

    if (item->name == NULL || t2s__item_find(search->analysis, item, search->name, 0, &var) != 1 || is_hidden(&var))
        return;
    fix = t2s__fixes_add(&search->fixes, T2S__FIX_MOVED, "column_moved", "\"%s\" is a column of \"%s\"", search->name, item->name);
    t2s__fix_path(search->analysis, &search->fixes, fix, &search->path, 0, search->path.count - 2, NULL, item->name);
}

static int is_callable(const t2s__scope *scope, const t2s__entry *entry)
{
    return entry->relation_visible && entry->item->name != NULL && (!entry->lateral_only || scope->lateral_active);
}

void t2s__fix_missing_column(t2s__analysis *analysis, t2s__scope *scope, const t2s__item *item, const char *name, int position,
                             size_t before)
{
    struct search search;

    if (!begin(&search, analysis, scope, name, position, before) ||
        !t2s__path_is(analysis, &search.path, search.path.count - 1, name) || (item == NULL) != (search.path.count == 1))
        return;
    if (item != NULL)
        offer_alike(&search, scope, item, 0);
    for (t2s__scope *at = scope; at != NULL; at = at->parent)
        for (size_t i = at->first; i < at->count; i++) {
            t2s__entry *entry = &at->entries[i];

            if (!is_callable(at, entry) || entry->item == item)
                continue;
            if (item != NULL)
                offer_moved(&search, entry->item);
            offer_alike(&search, at, entry->item, item != NULL || at != scope);
        }
    t2s__fixes_attach(analysis, &search.fixes, before);
}

/* Two names with a dot, as written. */
static int is_column_of(const t2s__analysis *analysis, const t2s_node *node, const t2s__item *item, const char *name)
{
    const t2s_node *first = node->kind == T2S_NODE_COLUMN_REF ? t2s__node_first(node, 0) : NULL;
    const t2s_node *second = first != NULL ? t2s__node_next(first) : NULL;

    return second != NULL && t2s__node_next(second) == NULL && (node->flags & T2S_NODE_F_STAR) == 0 &&
           t2s__same_name(analysis, first->text, item->name) && t2s__same_name(analysis, second->text, name);
}

/* Does a condition that must be true say a.name = b.name? */
static int condition_equates(const t2s__analysis *analysis, const t2s_node *condition, const t2s__item *a, const t2s__item *b,
                             const char *name)
{
    const t2s_node *left, *right;

    if (condition->kind == T2S_NODE_BOOLEAN && t2s__node_text_is(condition, "AND")) {
        T2S__FOR_SLOT (part, condition, 0)
            if (part->kind == T2S_NODE_OPERATOR && condition_equates(analysis, part, a, b, name))
                return 1;
        return 0;
    }
    if (condition->kind != T2S_NODE_OPERATOR || !t2s__node_text_is(condition, "=") ||
        (condition->flags & (T2S_NODE_F_ANY | T2S_NODE_F_ALL)) != 0)
        return 0;
    left = t2s__node_first(condition, 0);
    right = t2s__node_first(condition, 1);
    if (left == NULL || right == NULL)
        return 0;
    return (is_column_of(analysis, left, a, name) && is_column_of(analysis, right, b, name)) ||
           (is_column_of(analysis, left, b, name) && is_column_of(analysis, right, a, name));
}

/* A chain of joins is as deep as it is long on its left; what hangs on the right of one is looked at only if it is no join. */
static int joins_equate(const t2s__analysis *analysis, const t2s_node *from, const t2s__item *a, const t2s__item *b, const char *name)
{
    for (; from != NULL && from->kind == T2S_NODE_JOIN; from = t2s__node_first(from, T2S_SLOT_JOIN_LEFT)) {
        const t2s_node *on = t2s__node_first(from, T2S_SLOT_JOIN_ON);

        if (on != NULL && t2s__node_text_is(from, "INNER") && condition_equates(analysis, on, a, b, name))
            return 1;
    }
    return 0;
}

static int are_equated(const t2s__analysis *analysis, const t2s__scope *scope, const t2s__item *a, const t2s__item *b, const char *name)
{
    const t2s_node *where = scope->select != NULL ? t2s__node_first(scope->select, T2S_SLOT_SELECT_WHERE) : NULL;

    if (scope->select == NULL)
        return 0;
    if (where != NULL && condition_equates(analysis, where, a, b, name))
        return 1;
    T2S__FOR_SLOT (from, scope->select, T2S_SLOT_SELECT_FROM)
        if (joins_equate(analysis, from, a, b, name))
            return 1;
    return 0;
}

static int have_same_type(const t2s__var *a, const t2s__var *b)
{
    return a->column != NULL && b->column != NULL && strcmp(a->column->type, b->column->type) == 0;
}

/* Whether all have the same value in every row: each is equated with one of those before it. */
static int are_all_equal(const t2s__analysis *analysis, const t2s__scope *scope, t2s__item *const *items, const t2s__var *vars,
                         size_t count, const char *name)
{
    uint32_t connected = 1;

    for (size_t round = 1; round < count; round++) {
        uint32_t before = connected;

        for (size_t i = 1; i < count; i++)
            for (size_t j = 0; j < count && (connected >> i & 1) == 0; j++)
                if ((connected >> j & 1) != 0 && have_same_type(&vars[i], &vars[j]) &&
                    are_equated(analysis, scope, items[i], items[j], name))
                    connected |= (uint32_t)1 << i;
        if (connected == before)
            break;
    }
    return connected == ((uint32_t)1 << count) - 1;
}

void t2s__fix_ambiguous_column(t2s__analysis *analysis, t2s__scope *scope, const char *name, int position, size_t before)
{
    struct search search;
    t2s__item *items[ITEMS_MAX];
    t2s__var vars[ITEMS_MAX];
    size_t count = 0, offered;

    if (!begin(&search, analysis, scope, name, position, before) || search.path.count != 1 ||
        !t2s__path_is(analysis, &search.path, 0, name))
        return;
    for (size_t i = scope->first; i < scope->count && count < ITEMS_MAX; i++)
        if (is_callable(scope, &scope->entries[i]) &&
            t2s__item_find(analysis, scope->entries[i].item, name, 0, &vars[count]) == 1)
            items[count++] = scope->entries[i].item;
    offered = count > 1 && count < ITEMS_MAX && are_all_equal(analysis, scope, items, vars, count, name) ? 1 : count;
    for (size_t i = 0; i < offered; i++) {
        t2s_fix *fix = t2s__fixes_add(&search.fixes, T2S__FIX_SAME, "column_qualified",
                                      offered == 1 ? "\"%s\" is that of \"%s\"; the others are equal to it" : "\"%s\" is that of \"%s\"",
                                      name, items[i]->name);

        t2s__fix_path(analysis, &search.fixes, fix, &search.path, 0, 0, items[i]->name, name);
    }
    t2s__fixes_attach(analysis, &search.fixes, before);
}

/* The part of the path that is the column, NULL when it is no column that was to be found. */
static int has_column(struct search *search, const t2s__item *item)
{
    char column[256];
    const char *sql = search->analysis->sql;
    size_t last = search->path.count - 1;
    size_t start = search->path.start[last], end = search->path.end[last];
    int quoted = sql[start] == '"';
    t2s__var var;

    start += (size_t)quoted;
    end -= (size_t)quoted;
    if (last == 0 || end - start >= sizeof(column))
        return 0;
    for (size_t i = start; i < end; i++)
        column[i - start] = quoted || sql[i] < 'A' || sql[i] > 'Z' ? sql[i] : (char)(sql[i] | 0x20);
    column[end - start] = '\0';
    return t2s__item_find(search->analysis, item, column, 0, &var) == 1;
}

void t2s__fix_missing_item(t2s__analysis *analysis, t2s__scope *scope, const t2s__item *meant, const char *name, int position,
                           size_t before)
{
    int is_table = t2s_catalog_find_relation(analysis->catalog, NULL, name) != NULL;
    struct search search;

    if (!begin(&search, analysis, scope, name, position, before) || search.path.count < 2 ||
        !t2s__path_is(analysis, &search.path, search.path.count - 2, name))
        return;
    for (t2s__scope *at = scope; at != NULL; at = at->parent)
        for (size_t i = at->first; i < at->count; i++) {
            t2s__item *item = at->entries[i].item;
            t2s__likeness likeness;
            t2s_fix *fix = NULL;

            if (!is_callable(at, &at->entries[i]) || t2s__same_name(analysis, item->name, name))
                continue;
            likeness = t2s__likeness_of(name, item->name);
            if (likeness == T2S__ALIKE_NOT && item->original != NULL && !is_table)
                likeness = t2s__likeness_of(name, item->original);
            if (meant != NULL && (item == meant || (meant->relation != NULL && item->relation == meant->relation)))
                fix = t2s__fixes_add(&search.fixes, T2S__FIX_SAME, "table_alias", "\"%s\" is called \"%s\" in this query", name,
                                     item->name);
            else if (likeness != T2S__ALIKE_NOT)
                fix = t2s__fixes_add(&search.fixes, likeness == T2S__ALIKE_NEAR ? T2S__FIX_NEAR : T2S__FIX_SIMILAR, "alias_near_name",
                                     "\"%s\" is \"%s\"", name, item->name);
            else if (!is_table && meant == NULL && has_column(&search, item))
                fix = t2s__fixes_add(&search.fixes, T2S__FIX_GUESS, "alias_unknown",
                                     "\"%s\" can only be \"%s\", which alone has the column", name, item->name);
            if (fix != NULL)
                t2s__fix_path(analysis, &search.fixes, fix, &search.path, 0, search.path.count - 2, NULL, item->name);
        }
    t2s__fixes_attach(analysis, &search.fixes, before);
}
