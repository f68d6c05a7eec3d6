/* SPDX-License-Identifier: MIT */
#include "catalog/derive_keys.h"

#include <string.h>

#include <text2sql/error.h>

#include "catalog/names.h"
#include "util/memory.h"

enum { ANCESTORS_MAX = 64 /* levels of partitions; a cycle ends here */ };

static const t2s__relation_edit *edit_of(const t2s__deriver *deriver, const t2s_relation *relation)
{
    return deriver->edits->relations[relation->index];
}

static int is_gone(const t2s__deriver *deriver, const t2s_relation *relation)
{
    for (int level = 0; relation != NULL && level < ANCESTORS_MAX; level++) {
        const t2s__relation_edit *edit = edit_of(deriver, relation);

        if (edit != NULL && edit->hidden)
            return 1;
        relation = relation->parent;
    }
    return 0;
}

/* Columns. */

static const t2s_column *column_of(const t2s_relation *relation, const char *name)
{
    return t2s__relation_column(relation, name, strlen(name));
}

/* Columns are shared until the first one changes. */
static int own_columns(t2s__deriver *deriver, t2s_relation *made, const t2s_relation *from)
{
    if (made->columns != from->columns)
        return 0;
    made->columns = t2s__arena_alloc(&deriver->made->arena, from->column_count * sizeof(*made->columns));
    if (made->columns == NULL)
        return T2S_E_NOMEM;
    memcpy(made->columns, from->columns, from->column_count * sizeof(*made->columns));
    return 0;
}

static int note_hidden(t2s__deriver *deriver, const char *name)
{
    if (t2s__grow((void **)&deriver->hidden_names, &deriver->hidden_capacity, deriver->hidden_count + 1,
                  sizeof(*deriver->hidden_names)) != 0)
        return T2S_E_NOMEM;
    deriver->hidden_names[deriver->hidden_count++] = name;
    return 0;
}

static int hide_column(t2s__deriver *deriver, t2s_relation *made, const t2s_relation *from, uint32_t index)
{
    if (own_columns(deriver, made, from) != 0)
        return T2S_E_NOMEM;
    made->columns[index].flags |= T2S_COLUMN_HIDDEN;
    made->columns[index].comment = NULL;
    made->columns[index].statistics = NULL;
    made->columns[index].default_value = NULL;
    return note_hidden(deriver, made->columns[index].name);
}

static int edit_columns(t2s__deriver *deriver, t2s_relation *made, const t2s_relation *from, const t2s__column_edit *edits)
{
    for (uint32_t i = 0; i < from->column_count; i++) {
        if (edits[i].comment != NULL) {
            const char *comment = t2s__arena_strdup(&deriver->made->arena, edits[i].comment);

            if (comment == NULL || own_columns(deriver, made, from) != 0)
                return T2S_E_NOMEM;
            made->columns[i].comment = comment;
        }
        if (edits[i].hidden && hide_column(deriver, made, from, i) != 0)
            return T2S_E_NOMEM;
    }
    return 0;
}

/* A partition holds the same data under the same names. */
static int hide_as_in(t2s__deriver *deriver, t2s_relation *made, const t2s_relation *from, const t2s_relation *parent)
{
    const t2s__relation_edit *edit = edit_of(deriver, parent);

    if (edit == NULL || edit->columns == NULL)
        return 0;
    for (size_t i = 0; i < parent->column_count; i++) {
        const t2s_column *column = edit->columns[i].hidden ? column_of(from, parent->columns[i].name) : NULL;

        if (column != NULL && hide_column(deriver, made, from, column->index) != 0)
            return T2S_E_NOMEM;
    }
    return 0;
}

static int is_word_part(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (unsigned char)c >= 0x80;
}

static int mentions(const char *sql, const char *name)
{
    size_t length = strlen(name);

    for (const char *at = strstr(sql, name); at != NULL; at = strstr(at + 1, name))
        if ((at == sql || !is_word_part(at[-1])) && !is_word_part(at[length]))
            return 1;
    return 0;
}

static int mentions_hidden(const t2s__deriver *deriver, const char *sql)
{
    for (size_t i = 0; i < deriver->hidden_count; i++)
        if (mentions(sql, deriver->hidden_names[i]))
            return 1;
    return 0;
}

/* Conditions and expressions that would give the name of a hidden column away. */
static int drop_mentions(t2s__deriver *deriver, t2s_relation *made, const t2s_relation *from)
{
    size_t kept = 0;

    if (deriver->hidden_count == 0)
        return 0;
    for (size_t i = 0; i < made->column_count; i++)
        if (made->columns[i].default_value != NULL && mentions_hidden(deriver, made->columns[i].default_value))
            made->columns[i].default_value = NULL;
    if (from->check_count == 0)
        return 0;
    made->checks = t2s__arena_alloc(&deriver->made->arena, from->check_count * sizeof(*made->checks));
    if (made->checks == NULL)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < from->check_count; i++)
        if (!mentions_hidden(deriver, from->checks[i]))
            made->checks[kept++] = from->checks[i];
    made->check_count = kept;
    return 0;
}

static int edit_relation(t2s__deriver *deriver, t2s_relation *made, const t2s_relation *from)
{
    const t2s__relation_edit *edit = edit_of(deriver, from);
    const t2s_relation *parent = from->parent;

    deriver->hidden_count = 0;
    if (edit != NULL && edit->comment != NULL) {
        made->comment = t2s__arena_strdup(&deriver->made->arena, edit->comment);
        if (made->comment == NULL)
            return T2S_E_NOMEM;
    }
    if (edit != NULL && edit->columns != NULL && edit_columns(deriver, made, from, edit->columns) != 0)
        return T2S_E_NOMEM;
    for (int level = 0; parent != NULL && level < ANCESTORS_MAX; level++, parent = parent->parent)
        if (hide_as_in(deriver, made, from, parent) != 0)
            return T2S_E_NOMEM;
    if (drop_mentions(deriver, made, from) != 0)
        return T2S_E_NOMEM;
    /* The names of wide relations lead to columns that have moved. */
    return made->columns != from->columns ? t2s__catalog_index_columns(deriver->made, made) : 0;
}

/* The whole. */

static int move_relations(t2s__deriver *deriver)
{
    t2s_catalog *base = deriver->base;
    t2s_catalog *made = deriver->made;
    size_t count = base->relation_count;

    deriver->moved = t2s__calloc(count + 1, sizeof(*deriver->moved));
    made->relations = t2s__arena_alloc(&made->arena, (count + 1) * sizeof(*made->relations));
    deriver->storage = t2s__arena_alloc(&made->arena, (count + 1) * sizeof(*deriver->storage));
    if (deriver->moved == NULL || made->relations == NULL || deriver->storage == NULL)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < count; i++) {
        t2s_relation *relation = &deriver->storage[made->relation_count];

        if (is_gone(deriver, base->relations[i]))
            continue;
        *relation = *base->relations[i];
        relation->index = made->relation_count;
        relation->row_type.relation = relation;
        deriver->moved[i] = relation;
        made->relations[made->relation_count++] = relation;
    }
    return 0;
}

static int edit_relations(t2s__deriver *deriver)
{
    t2s_catalog *base = deriver->base;

    for (size_t i = 0; i < base->relation_count; i++) {
        t2s_relation *made = deriver->moved[i];

        if (made == NULL)
            continue;
        if (made->parent != NULL)
            made->parent = deriver->moved[made->parent->index];
        if (edit_relation(deriver, made, base->relations[i]) != 0 || t2s__catalog_index_relation(deriver->made, made) != 0)
            return T2S_E_NOMEM;
    }
    for (size_t i = 0; i < base->relation_count; i++) /* only now is it known what is hidden at the other end */
        if (deriver->moved[i] != NULL && t2s__derive_keys(deriver, deriver->moved[i], base->relations[i]) != 0)
            return T2S_E_NOMEM;
    return 0;
}

/* What is borrowed as it is. */
static t2s_catalog *made_from(t2s_catalog *base)
{
    t2s_catalog *made = t2s__calloc(1, sizeof(*made));

    if (made == NULL)
        return NULL;
    atomic_init(&made->references, 1);
    t2s__arena_init(&made->arena, 8192);
    t2s__map_init(&made->relations_by_name, &made->arena);
    t2s__map_init(&made->relations_folded, &made->arena);
    made->base = t2s_catalog_ref(base);
    made->database = base->database;
    made->server_version = base->server_version;
    made->is_open = base->is_open;
    made->problems = base->problems;
    made->problem_count = base->problem_count;
    made->search_path = base->search_path;
    made->search_path_count = base->search_path_count;
    made->schemas = base->schemas;
    made->schema_count = base->schema_count;
    made->schemas_by_name = base->schemas_by_name;
    made->types_by_name = base->types_by_name;
    made->types_by_text = base->types_by_text;
    made->functions_by_name = base->functions_by_name;
    made->operators_by_name = base->operators_by_name;
    made->operators_by_types = base->operators_by_types;
    made->casts = base->casts;
    memcpy(made->known_types, base->known_types, sizeof(made->known_types));
    made->type_count = base->type_count;
    made->function_count = base->function_count;
    return made;
}

int t2s__catalog_derive(t2s_catalog *base, const t2s__catalog_edits *edits, t2s_catalog **ret_catalog)
{
    t2s__deriver deriver = {.base = base, .edits = edits, .made = made_from(base)};
    int code = T2S_E_NOMEM;

    if (deriver.made == NULL)
        return T2S_E_NOMEM;
    deriver.made->fingerprint = base->fingerprint * UINT64_C(1099511628211) ^ edits->fingerprint;
    if (t2s__derive_sort_joins(&deriver) == 0 && move_relations(&deriver) == 0 && edit_relations(&deriver) == 0)
        code = 0;
    t2s__free(deriver.moved);
    t2s__free(deriver.first_joins);
    t2s__free(deriver.joins);
    t2s__free(deriver.hidden_names);
    if (code == 0)
        *ret_catalog = deriver.made;
    else
        t2s_catalog_unref(deriver.made);
    return code;
}

/* Where schemas are of catalogs, one without is of the catalog of those before. */
static const char *path_entry(t2s_catalog *made, const t2s_catalog *base, const char *schema)
{
    const char *home = base->search_path_count != 0 && t2s__catalog_has_catalogs(base) ? base->search_path[0] : NULL;

    if (home == NULL || strchr(schema, '.') != NULL)
        return t2s__arena_strdup(&made->arena, schema);
    return t2s__arena_printf(&made->arena, "%.*s.%s", (int)(t2s__catalog_part_end(home) - home), home, schema);
}

int t2s__catalog_with_search_path(t2s_catalog *base, const char *const *schemas, size_t count, t2s_catalog **ret_catalog)
{
    t2s_catalog *made = made_from(base);
    const char **path = made != NULL ? t2s__arena_alloc(&made->arena, (count + 1) * sizeof(*path)) : NULL;
    uint64_t hash = base->fingerprint;
    size_t copied = 0;

    while (path != NULL && copied < count && (path[copied] = path_entry(made, base, schemas[copied])) != NULL) {
        hash = (hash ^ t2s__hash(path[copied], strlen(path[copied]) + 1)) * UINT64_C(1099511628211);
        copied++;
    }
    if (path == NULL || copied < count) {
        t2s_catalog_unref(made);
        return T2S_E_NOMEM;
    }
    made->relations = base->relations;
    made->relation_count = base->relation_count;
    made->relations_by_name = base->relations_by_name;
    made->relations_folded = base->relations_folded;
    made->search_path = path;
    made->search_path_count = count;
    made->fingerprint = hash;
    *ret_catalog = made;
    return 0;
}
