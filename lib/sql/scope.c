/* SPDX-License-Identifier: MIT */
/* Items and scopes: what there is, under which names, and what of it can be seen. */
#include <string.h>

#include "catalog/names.h"
#include "sql/type_rules.h"
#include "sql/types.h"

int t2s__same_name(const t2s__analysis *analysis, const char *a, const char *b)
{
    return (analysis->flags & T2S_DIALECT_F_CASE_INSENSITIVE) != 0 ? t2s__same_in_any_case(a, b) : strcmp(a, b) == 0;
}

t2s__item *t2s__item_new(t2s__analysis *analysis, t2s__scope *scope, t2s__item_kind kind)
{
    t2s__item *item = t2s__analysis_alloc(analysis, sizeof(*item));

    if (item == NULL)
        return NULL;
    *item = (t2s__item){.kind = kind, .depth = scope->depth, .next = scope->items};
    scope->items = item;
    return item;
}

t2s__entry *t2s__scope_add(t2s__analysis *analysis, t2s__scope *scope, t2s__item *item)
{
    t2s__entry *entry;

    if (item == NULL ||
        t2s__analysis_grow(analysis, (void **)&scope->entries, scope->count, &scope->capacity, sizeof(*scope->entries)) != 0)
        return NULL;
    entry = &scope->entries[scope->count++];
    *entry = (t2s__entry){item, 1, 1, 0, 1};
    return entry;
}

/* Only tables have them, and only a table itself, not what it is part of. */
static const char *system_column(const t2s__analysis *analysis, const t2s__item *item, const char *name, const t2s__type **ret_type)
{
    static const char *const names[] = {"ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"};
    static const char *const types[] = {"tid", "xid", "xid", "cid", "cid", "oid"};

    if (item->kind != T2S__ITEM_RELATION || item->relation == NULL || item->relation->kind == T2S_RELATION_VIEW ||
        (analysis->flags & T2S_DIALECT_F_SYSTEM_COLUMNS) == 0)
        return NULL;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(name, names[i]) == 0) {
            *ret_type = analysis->has_types ? t2s__catalog_find_type(analysis->catalog, "pg_catalog", types[i]) : NULL;
            return names[i];
        }
    return NULL;
}

static const t2s_column *catalog_column(const t2s__analysis *analysis, const t2s_relation *relation, const char *name)
{
    if ((analysis->flags & T2S_DIALECT_F_CASE_INSENSITIVE) == 0)
        return t2s__relation_column(relation, name, strlen(name));
    return t2s__relation_column_any_case(relation, name, strlen(name));
}

static t2s__var relation_var(t2s__analysis *analysis, const t2s__item *item, size_t index)
{
    const t2s_column *column = &item->relation->columns[index];

    return (t2s__var){
        .name = index < item->rename_count ? item->renames[index] : column->name,
        .relation = item->relation,
        .column = column,
        .item = item,
        .identity = column,
        .type = analysis->rules->column_type(analysis, column),
        .base = item,
    };
}

static int find_in_relation(t2s__analysis *analysis, const t2s__item *item, const char *name, t2s__var *ret_var)
{
    const t2s_column *column;
    int count = 0;

    if (item->relation == NULL)
        return 0;
    for (size_t i = 0; i < item->rename_count; i++)
        if (t2s__same_name(analysis, item->renames[i], name)) {
            *ret_var = relation_var(analysis, item, i);
            count++;
        }
    column = catalog_column(analysis, item->relation, name);
    if (column != NULL && column->index >= item->rename_count) {
        *ret_var = relation_var(analysis, item, column->index);
        count++;
    }
    return count;
}

static int find_in_vars(const t2s__analysis *analysis, const t2s__var *vars, size_t count, const char *name, t2s__var *ret_var)
{
    int found = 0;

    for (size_t i = 0; i < count; i++)
        if (vars[i].name != NULL && t2s__same_name(analysis, vars[i].name, name)) {
            *ret_var = vars[i];
            found++;
        }
    return found;
}

static int find_in_join(t2s__analysis *analysis, const t2s__item *item, const char *name, t2s__var *ret_var)
{
    int count;

    if (item->is_whole)
        return find_in_vars(analysis, item->vars, item->var_count, name, ret_var);
    count = find_in_vars(analysis, item->merged, item->merged_count, name, ret_var);
    if (count != 0)
        return count;
    count = t2s__item_find(analysis, item->left, name, 0, ret_var);
    return count + t2s__item_find(analysis, item->right, name, 0, ret_var);
}

/* How many columns of this name it has; several make the name ambiguous. */
int t2s__item_find(t2s__analysis *analysis, const t2s__item *item, const char *name, int with_system, t2s__var *ret_var)
{
    const t2s__type *type;
    const char *system;
    int count;

    if (item == NULL)
        return 0;
    if (item->kind == T2S__ITEM_RELATION)
        count = find_in_relation(analysis, item, name, ret_var);
    else if (item->kind == T2S__ITEM_JOIN)
        count = find_in_join(analysis, item, name, ret_var);
    else
        count = find_in_vars(analysis, item->vars, item->var_count, name, ret_var);
    if (count != 0 || !with_system)
        return count;
    system = system_column(analysis, item, name, &type);
    if (system == NULL)
        return 0;
    *ret_var = (t2s__var){.name = name, .item = item, .identity = system, .base = item, .type = type};
    return 1;
}

static const t2s__var *relation_vars(t2s__analysis *analysis, t2s__item *item, size_t *ret_count)
{
    size_t count = item->relation != NULL ? item->relation->column_count : 0;

    if (item->vars == NULL && count != 0) {
        item->vars = t2s__analysis_alloc(analysis, count * sizeof(*item->vars));
        if (item->vars == NULL)
            return NULL;
        for (size_t i = 0; i < count; i++)
            item->vars[i] = relation_var(analysis, item, i);
        item->var_count = count;
    }
    *ret_count = count;
    return item->vars;
}

static int is_merged(const t2s__analysis *analysis, const t2s__item *join, const char *name)
{
    for (size_t i = 0; i < join->merged_count; i++)
        if (name != NULL && t2s__same_name(analysis, join->merged[i].name, name))
            return 1;
    return 0;
}

static const t2s__var *join_vars(t2s__analysis *analysis, t2s__item *item, size_t *ret_count)
{
    size_t left_count = 0, right_count = 0;
    const t2s__var *left, *right;
    t2s__var *vars;
    size_t count = 0;

    if (item->is_whole) {
        *ret_count = item->var_count;
        return item->vars;
    }
    left = t2s__item_vars(analysis, (t2s__item *)(uintptr_t)item->left, &left_count);
    right = t2s__item_vars(analysis, (t2s__item *)(uintptr_t)item->right, &right_count);
    vars = t2s__analysis_alloc(analysis, (item->merged_count + left_count + right_count + 1) * sizeof(*vars));
    if (vars == NULL)
        return NULL;
    for (size_t i = 0; i < item->merged_count; i++)
        vars[count++] = item->merged[i];
    for (size_t i = 0; i < left_count; i++)
        if (item->merged_count == 0 || !is_merged(analysis, item, left[i].name))
            vars[count++] = left[i];
    for (size_t i = 0; i < right_count; i++)
        if (item->merged_count == 0 || !is_merged(analysis, item, right[i].name))
            vars[count++] = right[i];
    item->vars = vars;
    item->var_count = count;
    item->is_whole = 1;
    *ret_count = count;
    return vars;
}

/* All columns, in the order of `*`. */
const t2s__var *t2s__item_vars(t2s__analysis *analysis, t2s__item *item, size_t *ret_count)
{
    *ret_count = 0;
    if (item == NULL)
        return NULL;
    if (item->kind == T2S__ITEM_RELATION)
        return relation_vars(analysis, item, ret_count);
    if (item->kind == T2S__ITEM_JOIN)
        return join_vars(analysis, item, ret_count);
    *ret_count = item->var_count;
    return item->vars;
}

void t2s__item_read_all(t2s__analysis *analysis, t2s__item *item, int position)
{
    size_t count;
    const t2s__var *vars = t2s__item_vars(analysis, item, &count);

    if (vars != NULL)
        t2s__use_columns(analysis, vars, count, position);
}

t2s__cte *t2s__find_cte(t2s__analysis *analysis, t2s__scope *scope, const char *name)
{
    for (; scope != NULL; scope = scope->parent)
        for (t2s__cte *cte = scope->ctes; cte != NULL; cte = cte->next)
            if (t2s__same_name(analysis, cte->name, name))
                return cte;
    return NULL;
}
