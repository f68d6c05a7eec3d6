/* SPDX-License-Identifier: MIT */
/* What can be done about a table that does not exist. */
#include <string.h>

#include "sql/fix_column.h"
#include "sql/fix_name.h"

enum { RELATIONS_LOOKED_AT = 20000 };

static int is_in_search_path(const t2s_catalog *catalog, const char *schema)
{
    for (size_t i = 0; i < catalog->search_path_count; i++)
        if (strcmp(catalog->search_path[i], schema) == 0)
            return 1;
    return 0;
}

static t2s__fix_rank rank_of(t2s__likeness likeness)
{
    return likeness == T2S__ALIKE_CASE ? T2S__FIX_SAME : likeness == T2S__ALIKE_SPELLING ? T2S__FIX_SIMILAR : T2S__FIX_NEAR;
}

static void offer_relation(t2s__analysis *analysis, t2s__fixes *fixes, const t2s__path *path, const t2s_relation *relation,
                           const char *schema, const char *name)
{
    static const char *const kinds[] = {"table_case", "table_spelling", "table_near_name"};
    t2s__likeness likeness = t2s__likeness_of(name, relation->name);
    int is_same = strcmp(name, relation->name) == 0;
    int is_elsewhere = schema != NULL ? strcmp(schema, relation->schema) != 0 : !is_in_search_path(analysis->catalog, relation->schema);
    const char *qualifier = schema != NULL || is_elsewhere ? relation->schema : NULL;
    t2s_fix *fix;

    if (likeness == T2S__ALIKE_NOT)
        return;
    if (qualifier != NULL && is_in_search_path(analysis->catalog, qualifier) &&
        t2s_catalog_find_relation(analysis->catalog, NULL, relation->name) == relation && is_elsewhere)
        qualifier = NULL;
    if (is_same)
        fix = t2s__fixes_add(fixes, T2S__FIX_MOVED, "table_schema", "\"%s\" is in the schema \"%s\"", name, relation->schema);
    else
        fix = t2s__fixes_add(fixes, rank_of(likeness) + (t2s__fix_rank)(is_elsewhere && likeness != T2S__ALIKE_NEAR), kinds[likeness],
                             "\"%s\" is the table \"%s\"", name, relation->name);
    t2s__fix_path(analysis, fixes, fix, path, 0, path->count - 1, qualifier, relation->name);
}

/* Names of WITH queries go before those of tables. */
static void offer_ctes(t2s__analysis *analysis, t2s__fixes *fixes, const t2s__path *path, const t2s__scope *scope, const char *name)
{
    for (; scope != NULL; scope = scope->parent)
        for (const t2s__cte *cte = scope->ctes; cte != NULL; cte = cte->next) {
            t2s__likeness likeness = t2s__likeness_of(name, cte->name);
            t2s_fix *fix;

            if (likeness == T2S__ALIKE_NOT)
                continue;
            fix = t2s__fixes_add(fixes, rank_of(likeness), "with_near_name", "\"%s\" is the WITH query \"%s\"", name, cte->name);
            t2s__fix_path(analysis, fixes, fix, path, 0, 0, NULL, cte->name);
        }
}

void t2s__fix_missing_table(t2s__analysis *analysis, const t2s__scope *scope, const t2s__table_name *missing, int position,
                            size_t before)
{
    const t2s_catalog *catalog = analysis->catalog;
    const char *schema = missing->schema, *name = missing->name;
    t2s__path path = t2s__path_at(analysis->sql, analysis->length, position);
    t2s__fixes fixes;

    if (analysis->quiet || analysis->findings.count == before || path.count != missing->parts ||
        !t2s__path_is(analysis, &path, path.count - 1, name))
        return;
    t2s__fixes_init(&fixes, analysis->arena);
    if (schema == NULL)
        offer_ctes(analysis, &fixes, &path, scope, name);
    for (size_t i = 0; i < catalog->relation_count && i < RELATIONS_LOOKED_AT; i++)
        offer_relation(analysis, &fixes, &path, catalog->relations[i], schema, name);
    t2s__fixes_attach(analysis, &fixes, before);
}
