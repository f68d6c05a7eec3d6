/* SPDX-License-Identifier: MIT */
/*
 * A column of a table that is not in FROM, and belongs to a row of one that is: a declared key leads there, to one row at most, and nothing else
 * that could be joined has such a column. A LEFT JOIN of it changes neither how many rows there are nor anything else in them. What
 * would be read another route with one more table in FROM is given the name of its own.
 */
#include <string.h>

#include "mend/common_name.h"
#include "mend/join_text.h"
#include "sql/diagnostic.h"
#include "sql/statement.h"

static const t2s_node *first_name(const t2s_node *reference)
{
    return t2s__node_first(reference, 0);
}

static int is_reference(const t2s_node *node, size_t names)
{
    return node->kind == T2S_NODE_COLUMN_REF && (node->flags & T2S_NODE_F_STAR) == 0 && t2s__node_count(node, 0) == names;
}

/* Was it found to be wrong as the finding says? */
static int is_found(const t2s__joining *joining, const t2s_node *node)
{
    const t2s__patient *patient = joining->patient;

    for (size_t i = 0; i < t2s_statement_diagnostic_count(patient->statement); i++) {
        const t2s_diagnostic *finding = t2s_statement_diagnostic(patient->statement, i);

        if (finding->position == node->position && strcmp(finding->code, patient->finding->code) == 0)
            return 1;
    }
    return 0;
}

/* Is it the name that the finding is about, here or at another place? */
static int is_missing(const t2s__joining *joining, const t2s_node *node)
{
    const t2s_node *name;

    if (!is_reference(node, joining->qualifier != NULL ? 2 : 1) || node->meaning != NULL)
        return 0;
    name = first_name(node);
    if (joining->qualifier != NULL && strcmp(name->text, joining->qualifier) != 0)
        return 0;
    if (joining->qualifier != NULL)
        name = t2s__node_next(name);
    return (joining->is_table || strcmp(name->text, joining->name) == 0) && is_found(joining, node);
}

/* The SELECT in whose FROM something is missing for this reference. */
static size_t select_of(const t2s__joining *joining, size_t index)
{
    size_t select = joining->outline.entries[index].select;

    if (joining->qualifier == NULL || joining->is_table)
        return select;
    while (select != T2S__OUTLINE_NONE && t2s__outline_named(&joining->outline, select, joining->qualifier) == T2S__OUTLINE_NONE)
        select = joining->outline.entries[select].select;
    return select;
}

static int can_start(const t2s__joining *joining, size_t index)
{
    const t2s__item *item = t2s__outline_item(&joining->outline, index);
    const t2s_node *node = joining->outline.entries[index].node;

    return item != NULL && node->kind == T2S_NODE_RELATION && item->kind == T2S__ITEM_RELATION && item->relation != NULL &&
           !item->is_open && item->name != NULL && item->rename_count == 0 && node->last[T2S_SLOT_RELATION_SAMPLE] == NULL;
}

/* The relations that a join could begin with. 0: there are none, or not all are known. */
static size_t find_starts(const t2s__joining *joining, size_t select, size_t *starts, const t2s_relation **relations)
{
    const t2s__outline *outline = &joining->outline;
    size_t count = 0;

    for (size_t i = select + 1; i < outline->entries[select].end; i++) {
        const t2s__item *item = outline->entries[i].from == select ? t2s__outline_item(outline, i) : NULL;

        if (item == NULL || !can_start(joining, i))
            continue;
        if (joining->qualifier != NULL && !joining->is_table && strcmp(item->name, joining->qualifier) != 0)
            continue;
        if (count == T2S__ROUTE_STARTS_MAX)
            return 0;
        relations[count] = item->relation;
        starts[count++] = i;
    }
    return count;
}

/* May a table be called so, in short? d, di and dist are a district; t1 is any. */
static int is_short_for(const char *alias, const char *name)
{
    if ((alias[0] == 't' || alias[0] == 'T') && alias[1] >= '1' && alias[1] <= '9')
        return 1;
    while (*alias != '\0' && (*alias | 0x20) == (*name | 0x20)) {
        alias++;
        name++;
    }
    return *alias == '\0';
}

/* The route that is meant, and what the table at its end is called; NULL: none is for sure. */
static const t2s__route *find_route(const t2s__joining *joining, const t2s__routes *routes, const char **ret_alias)
{
    const t2s_catalog *catalog = joining->patient->catalog;
    const t2s_relation *named = joining->is_table ? t2s_catalog_find_relation(catalog, NULL, joining->qualifier) : NULL;
    const t2s__route *route;

    *ret_alias = NULL;
    if (named != NULL)
        return t2s__routes_to(routes, named);
    route = t2s__is_common_name(joining->name) ? NULL : t2s__routes_to_column(routes, catalog, joining->name);
    if (route != NULL && joining->is_table) {
        *ret_alias = joining->qualifier;
        if (!is_short_for(joining->qualifier, route->relation->name))
            return NULL;
    }
    return route;
}

/* Everything for one SELECT. 0: it cannot be done. */
static int join(t2s__joining *joining, size_t select)
{
    const t2s_relation *relations[T2S__ROUTE_STARTS_MAX];
    size_t starts[T2S__ROUTE_STARTS_MAX];
    size_t count = select != T2S__OUTLINE_NONE ? find_starts(joining, select, starts, relations) : 0;
    const t2s__route *route;
    const char *alias;
    t2s__routes routes;

    if (count == 0)
        return 0;
    joining->starts = starts;
    joining->select = select;
    t2s__routes_find(&routes, joining->patient->catalog, relations, count, t2s__are_equated, joining);
    route = find_route(joining, &routes, &alias);
    if (route == NULL || !t2s__join_begin(joining, &routes, route, select, starts[route->start], alias))
        return 0;
    for (size_t i = 0; i < joining->outline.count; i++)
        if (is_missing(joining, joining->outline.entries[i].node) && select_of(joining, i) == select && !t2s__join_reference(joining, i))
            return 0;
    return t2s__join_end(joining);
}

/* All SELECTs in which the same is missing, or none of them: what is missing in one could be found in that around it otherwise. */
static void join_all(t2s__joining *joining)
{
    enum { SELECTS_MAX = 16 };
    size_t done[SELECTS_MAX], count = 0;

    for (size_t i = 0; i < joining->outline.count; i++) {
        size_t select, at = 0;

        if (!is_missing(joining, joining->outline.entries[i].node))
            continue;
        select = select_of(joining, i);
        while (at < count && done[at] != select)
            at++;
        if (at < count)
            continue;
        if (count == SELECTS_MAX || !join(joining, select)) {
            joining->is_impossible = 1;
            return;
        }
        done[count++] = select;
    }
}

/* Is something in FROM called so, here or further out? */
static int is_in_sight(const t2s__outline *outline, size_t index, const char *name)
{
    size_t select = outline->entries[index].select;

    while (select != T2S__OUTLINE_NONE && t2s__outline_named(outline, select, name) == T2S__OUTLINE_NONE)
        select = outline->entries[select].select;
    return select != T2S__OUTLINE_NONE;
}

static int begin(t2s__joining *joining, const t2s__patient *patient, t2s__fixes *fixes)
{
    *joining = (t2s__joining){.patient = patient, .fixes = fixes};
    if (patient->catalog == NULL || patient->finding->position < 0 ||
        (patient->ailment != T2S__AILS_COLUMN && patient->ailment != T2S__AILS_TABLE))
        return 0;
    if (t2s__outline_init(&joining->outline, patient->statement, fixes->arena) != 0)
        fixes->failed = 1;
    for (size_t i = 0; i < joining->outline.count && !fixes->failed; i++) {
        const t2s_node *node = joining->outline.entries[i].node;

        if (node->position != patient->finding->position || (!is_reference(node, 1) && !is_reference(node, 2)) || node->meaning != NULL)
            continue;
        joining->qualifier = is_reference(node, 2) ? first_name(node)->text : NULL;
        joining->is_table = joining->qualifier != NULL && !is_in_sight(&joining->outline, i, joining->qualifier);
        joining->name = node->last[0]->text;
        return 1;
    }
    return 0;
}

void t2s__gather_joins(const t2s__patient *patient, t2s__fixes *fixes)
{
    t2s__joining joining;

    if (!begin(&joining, patient, fixes))
        return;
    join_all(&joining);
    if (joining.is_impossible)
        return;
    t2s__join_offer(&joining);
}
