/* SPDX-License-Identifier: MIT */
#include "knowledge/resolve.h"

#include <stdio.h>
#include <string.h>

#include "util/buffer.h"
#include "util/distance.h"

enum { PARTS_MAX = 3, RELATIONS_LOOKED_AT = 20000 };

/* One part, up to a dot; it is written over itself without its quotes. NULL: it is none. */
static char *take_part(char **at)
{
    char *part = *at;
    char *to = part;
    char *from = part;

    if (*from != '"')
        while (*from != '\0' && *from != '.')
            to++, from++;
    else
        for (from++;; *to++ = *from++) {
            if (*from == '"' && *++from != '"')
                break;
            if (*from == '\0')
                return NULL;
        }
    if (*from != '\0' && *from != '.')
        return NULL;
    *at = *from == '.' ? from + 1 : NULL;
    *to = '\0';
    return to != part ? part : NULL;
}

/* 0: what stands there is no name, and the report says so. */
static size_t split(const t2s__resolver *resolver, const t2s__said *name, const char **ret_parts, size_t minimum)
{
    char *at = t2s__arena_strdup(resolver->arena, name->text);
    size_t count = 0;

    if (at == NULL) {
        resolver->report->failed = 1;
        return 0;
    }
    while (at != NULL && count <= PARTS_MAX) {
        char *part = take_part(&at);

        if (part == NULL || count == PARTS_MAX) {
            count = 0;
            break;
        }
        ret_parts[count++] = part;
    }
    if (count >= minimum && count < minimum + 2)
        return count;
    t2s__report_add(resolver->report, name->place, "name",
                    "a name with a dot in it stands in double quotes, which JSON writes as \\\"", "\"%.*s\" is no name of a %s",
                    t2s__report_excerpt(name->text), name->text, minimum == 1 ? "table" : "column");
    return 0;
}

/* Relations that are called alike: in another schema, or by a name that differs by little. */
static const t2s_relation *nearest_relation(const t2s_catalog *catalog, const char *name)
{
    size_t limit = t2s__distance_limit(name);
    const t2s_relation *nearest = NULL;

    for (size_t i = 0; i < catalog->relation_count && i < RELATIONS_LOOKED_AT; i++) {
        size_t changes = t2s__distance(name, catalog->relations[i]->name, limit);

        if (changes <= limit && (nearest == NULL || changes < limit)) {
            nearest = catalog->relations[i];
            limit = changes;
        }
    }
    return nearest;
}

static const t2s_column *nearest_column(const t2s_relation *relation, const char *name)
{
    size_t limit = t2s__distance_limit(name);
    const t2s_column *nearest = NULL;

    for (size_t i = 0; i < relation->column_count; i++) {
        size_t changes = t2s__distance(name, relation->columns[i].name, limit);

        if (changes <= limit && (nearest == NULL || changes < limit)) {
            nearest = &relation->columns[i];
            limit = changes;
        }
    }
    return nearest;
}

static const t2s_relation *find_relation(const t2s__resolver *resolver, const t2s__said *name, const char *const *parts,
                                         size_t count)
{
    const t2s_relation *found = t2s_catalog_find_relation(resolver->catalog, count == 2 ? parts[0] : NULL, parts[count - 1]);
    const t2s_relation *nearest;
    char hint[256];

    if (found != NULL)
        return found;
    nearest = t2s__report_has_room(resolver->report) ? nearest_relation(resolver->catalog, parts[count - 1]) : NULL;
    if (nearest != NULL)
        snprintf(hint, sizeof(hint), "did you mean \"%s.%s\"?", nearest->schema, nearest->name);
    t2s__report_add(resolver->report, name->place, "unknown_table", nearest != NULL ? hint : NULL, "there is no table \"%.*s\"%s",
                    t2s__report_excerpt(name->text), name->text, count == 1 ? " in the schemas of the search path" : "");
    return NULL;
}

static const t2s_column *find_column(const t2s__resolver *resolver, const t2s_relation *relation, const t2s__said *name,
                                     const char *column)
{
    const t2s_column *found = t2s__relation_column(relation, column, strlen(column));
    const t2s_column *nearest;
    char hint[256];

    if (found != NULL)
        return found;
    nearest = t2s__report_has_room(resolver->report) ? nearest_column(relation, column) : NULL;
    if (nearest != NULL)
        snprintf(hint, sizeof(hint), "did you mean \"%s\"?", nearest->name);
    t2s__report_add(resolver->report, name->place, "unknown_column", nearest != NULL ? hint : NULL,
                    "the table %s.%s has no column \"%.*s\"", relation->schema, relation->name, t2s__report_excerpt(column),
                    column);
    return NULL;
}

const t2s_relation *t2s__resolve_relation(const t2s__resolver *resolver, const t2s__said *name)
{
    const char *parts[PARTS_MAX];
    size_t count = split(resolver, name, parts, 1);

    return count != 0 ? find_relation(resolver, name, parts, count) : NULL;
}

const t2s_column *t2s__resolve_column(const t2s__resolver *resolver, const t2s_relation *relation, const t2s__said *name)
{
    return find_column(resolver, relation, name, name->text);
}

const t2s_column *t2s__resolve_qualified(const t2s__resolver *resolver, const t2s__said *name, const t2s_relation **ret_relation)
{
    const char *parts[PARTS_MAX];
    size_t count = split(resolver, name, parts, 2);
    const t2s_relation *relation = count != 0 ? find_relation(resolver, name, parts, count - 1) : NULL;

    *ret_relation = relation;
    return relation != NULL ? find_column(resolver, relation, name, parts[count - 1]) : NULL;
}
