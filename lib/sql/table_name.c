/* SPDX-License-Identifier: MIT */
#include "sql/table_name.h"

#include <string.h>

#include "catalog/names.h"

enum { PARTS_MAX = 3 };

/* What stands before the schema is its catalog; where nothing does, that of the search path. */
static const char *schema_with_catalog(t2s__analysis *analysis, const char *catalog, size_t length, const char *schema)
{
    char *text = t2s__arena_printf(analysis->arena, "%.*s.%s", (int)length, catalog, schema);

    if (text == NULL)
        analysis->code = T2S_E_NOMEM;
    return text != NULL ? text : schema;
}

/* As such servers keep names, whatever is written. */
static const char *in_lower_case(t2s__analysis *analysis, const char *text)
{
    const char *at = text;
    char *copy;

    while (at != NULL && *at != '\0' && (*at < 'A' || *at > 'Z'))
        at++;
    if (at == NULL || *at == '\0')
        return text;
    copy = t2s__arena_strdup(analysis->arena, text);
    if (copy == NULL)
        analysis->code = T2S_E_NOMEM;
    for (char *c = copy; c != NULL && *c != '\0'; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c | 0x20);
    return copy != NULL ? copy : text;
}

/* Of a dialect whose names have catalogs. */
static void add_catalog(t2s__analysis *analysis, t2s__table_name *name)
{
    const t2s_catalog *snapshot = analysis->catalog;
    const char *home, *end;

    if (snapshot != NULL && !t2s__catalog_has_catalogs(snapshot))
        return;
    if (name->database != NULL) {
        name->schema = schema_with_catalog(analysis, name->database, strlen(name->database), name->schema);
        name->database = NULL;
        return;
    }
    home = snapshot != NULL && snapshot->search_path_count != 0 ? snapshot->search_path[0] : NULL;
    end = home != NULL ? t2s__catalog_part_end(home) : NULL;
    if (end != NULL)
        name->schema = schema_with_catalog(analysis, home, (size_t)(end - home), name->schema);
}

t2s__table_name t2s__table_name_of(t2s__analysis *analysis, const t2s_node *relation)
{
    const t2s_node *last = relation->last[T2S_SLOT_RELATION_NAME];
    t2s__table_name name = {.name = last->text, .parts = t2s__node_count(relation, T2S_SLOT_RELATION_NAME)};

    if ((analysis->flags & T2S_DIALECT_F_CATALOGS) != 0)
        name.name = in_lower_case(analysis, name.name);
    if (name.parts == 1)
        return name;
    name.schema = name.parts > 2 ? last->next->next->text : last->next->text;
    name.database = name.parts > 2 ? last->next->text : NULL;
    if ((analysis->flags & T2S_DIALECT_F_CATALOGS) != 0) {
        add_catalog(analysis, &name);
        name.schema = in_lower_case(analysis, name.schema);
    }
    return name;
}

static const t2s_relation *find_in(const t2s__analysis *analysis, const char *schema, const char *name)
{
    if ((analysis->flags & T2S_DIALECT_F_CASE_INSENSITIVE) != 0)
        return t2s__catalog_relation_any_case(analysis->catalog, schema, strlen(schema), name, strlen(name));
    return t2s__catalog_relation(analysis->catalog, schema, strlen(schema), name, strlen(name));
}

const t2s_relation *t2s__table_find(t2s__analysis *analysis, const t2s__table_name *name)
{
    const t2s_catalog *catalog = analysis->catalog;
    const t2s_relation *relation = NULL;

    if (catalog == NULL)
        return t2s__written_relation(analysis, name->schema, name->name);
    if (name->parts > PARTS_MAX && (analysis->flags & T2S_DIALECT_F_CATALOGS) != 0)
        return NULL;
    if (name->database != NULL && catalog->database[0] != '\0' && !t2s__same_name(analysis, catalog->database, name->database))
        return NULL;
    if (name->schema != NULL)
        return find_in(analysis, name->schema, name->name);
    for (size_t i = 0; i < catalog->search_path_count && relation == NULL; i++)
        relation = find_in(analysis, catalog->search_path[i], name->name);
    if (relation == NULL && (analysis->flags & T2S_DIALECT_F_CATALOGS) == 0)
        relation = find_in(analysis, "pg_catalog", name->name);
    return relation;
}

/* Does the snapshot have a schema of this catalog? */
static int knows_catalog(const t2s_catalog *snapshot, const char *schema, size_t length)
{
    size_t low = 0, high = snapshot->schema_count;

    while (low < high) { /* they are sorted, and those of a catalog begin with its name and a dot */
        size_t middle = low + (high - low) / 2;

        if (strncmp(snapshot->schemas[middle]->name, schema, length + 1) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < snapshot->schema_count && strncmp(snapshot->schemas[low]->name, schema, length + 1) == 0;
}

static void miss_place(t2s__analysis *analysis, int position, const char *schema, const char *hint)
{
    const char *end = t2s__catalog_part_end(schema);

    if (end != NULL && t2s__catalog_has_catalogs(analysis->catalog) && !knows_catalog(analysis->catalog, schema, (size_t)(end - schema)))
        t2s__analysis_find(analysis, "3D000", position, hint, "Catalog '%.*s' not found", (int)(end - schema), schema);
    else
        t2s__analysis_find(analysis, "3F000", position, hint, "Schema '%s' does not exist", end != NULL ? end + 1 : schema);
}

void t2s__table_miss(t2s__analysis *analysis, const t2s_node *relation, const t2s__table_name *name)
{
    const t2s_catalog *catalog = analysis->catalog;
    const char *hint = name->parts <= PARTS_MAX ? t2s__suggest_relation(analysis, name->schema, name->name) : NULL;
    const char *home = catalog->search_path_count != 0 ? catalog->search_path[0] : "";
    const char *schema = name->schema != NULL ? name->schema : home;
    int position = relation->position;

    if (name->parts > PARTS_MAX)
        t2s__analysis_find(analysis, "42601", position, hint, "Too many dots in table name");
    else if (name->parts < PARTS_MAX && home[0] == '\0')
        t2s__analysis_find(analysis, "3D000", position, hint, "Catalog must be specified when session catalog is not set");
    else if (name->parts == 1 && home[strlen(home) - 1] == '.')
        t2s__analysis_find(analysis, "3F000", position, hint, "Schema must be specified when session schema is not set");
    else if (t2s__map_get(&catalog->schemas_by_name, schema, strlen(schema)) == NULL)
        miss_place(analysis, position, schema, hint);
    else
        t2s__analysis_find(analysis, "42P01", position, hint, "Table '%s.%s' does not exist", schema, name->name);
}
