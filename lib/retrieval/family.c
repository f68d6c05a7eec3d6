/* SPDX-License-Identifier: MIT */
#include "retrieval/family.h"

#include <stdlib.h>
#include <string.h>

#include <text2sql/error.h>

#include "util/buffer.h"
#include "util/map.h"

/* A family while it grows: a list of its members, the newest first. */
struct found {
    struct found *next; /* the one that was found before */
    struct member *members;
    uint32_t count;
};

struct member {
    struct member *next;
    uint32_t relation;
};

struct finder {
    const t2s_catalog *catalog;
    t2s__arena *arena;
    t2s__map by_shape;
    struct found *found;
};

static int is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static int has_digit(const char *name)
{
    while (*name != '\0' && !is_digit(*name))
        name++;
    return *name != '\0';
}

/* A zero byte ends each field, and stands in none. */
static void add_field(t2s__buffer *shape, const char *text)
{
    t2s__buffer_append(shape, text, strlen(text) + 1);
}

/* The name with one mark for each run of digits. */
static void add_pattern(t2s__buffer *shape, const char *name)
{
    for (; *name != '\0'; name++)
        if (!is_digit(*name))
            t2s__buffer_char(shape, *name);
        else if (!is_digit(name[1]))
            t2s__buffer_char(shape, '\1');
    t2s__buffer_char(shape, '\0');
}

static int compare_columns(const void *left, const void *right)
{
    const t2s_column *const *a = left;
    const t2s_column *const *b = right;

    return strcmp((*a)->name, (*b)->name);
}

/* What all of a family have in common. Pieces that were made at different times may have their columns in another order. */
static int write_shape(t2s__buffer *shape, const t2s_relation *relation, t2s__arena *arena)
{
    size_t count = relation->column_count;
    const t2s_column **columns = t2s__arena_alloc(arena, (count + 1) * sizeof(*columns));

    if (columns == NULL)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < count; i++)
        columns[i] = &relation->columns[i];
    if (count != 0)
        qsort(columns, count, sizeof(*columns), compare_columns);
    shape->length = 0;
    t2s__buffer_char(shape, (char)('a' + relation->kind));
    add_field(shape, relation->schema);
    add_pattern(shape, relation->name);
    for (size_t i = 0; i < count; i++) {
        add_field(shape, columns[i]->name);
        add_field(shape, columns[i]->type);
    }
    return shape->failed ? T2S_E_NOMEM : 0;
}

static struct found *found_of(struct finder *finder, const t2s__buffer *shape)
{
    struct found *found = t2s__map_get(&finder->by_shape, shape->data, shape->length);
    char *key;

    if (found != NULL)
        return found;
    found = t2s__arena_zalloc(finder->arena, sizeof(*found));
    key = t2s__arena_alloc(finder->arena, shape->length);
    if (found == NULL || key == NULL)
        return NULL;
    memcpy(key, shape->data, shape->length);
    if (t2s__map_put(&finder->by_shape, key, shape->length, found) != 0)
        return NULL;
    found->next = finder->found;
    finder->found = found;
    return found;
}

static int add_relation(struct finder *finder, t2s__buffer *shape, uint32_t number)
{
    struct member *member;
    struct found *found;

    if (write_shape(shape, finder->catalog->relations[number], finder->arena) != 0)
        return T2S_E_NOMEM;
    found = found_of(finder, shape);
    member = found != NULL ? t2s__arena_alloc(finder->arena, sizeof(*member)) : NULL;
    if (member == NULL)
        return T2S_E_NOMEM;
    *member = (struct member){.next = found->members, .relation = number};
    found->members = member;
    found->count++;
    return 0;
}

struct named {
    const char *name;
    size_t length;
    uint32_t relation;
};

static int compare_named(const void *left, const void *right)
{
    const struct named *a = left;
    const struct named *b = right;

    if (a->length != b->length)
        return a->length < b->length ? -1 : 1;
    return strcmp(a->name, b->name);
}

/* Put its members in order, into `family`, which lasts. */
static int settle(const t2s_catalog *catalog, const struct found *found, t2s__arena *scratch, t2s__arena *arena, t2s__family *family)
{
    struct named *named = t2s__arena_alloc(scratch, found->count * sizeof(*named));
    uint32_t count = 0;

    family->members = t2s__arena_alloc(arena, found->count * sizeof(*family->members));
    if (named == NULL || family->members == NULL)
        return T2S_E_NOMEM;
    for (const struct member *member = found->members; member != NULL; member = member->next) {
        const char *name = catalog->relations[member->relation]->name;

        named[count++] = (struct named){.name = name, .length = strlen(name), .relation = member->relation};
    }
    qsort(named, count, sizeof(*named), compare_named);
    for (uint32_t i = 0; i < count; i++)
        family->members[i] = named[i].relation;
    family->count = count;
    return 0;
}

uint32_t t2s__family_head(const t2s__family *family)
{
    return family->members[family->count - 1];
}

static int keep(const struct finder *finder, const struct found *found, unsigned char *candidate, t2s__arena *arena,
                t2s__families *families)
{
    t2s__family *family = t2s__arena_zalloc(arena, sizeof(*family));

    if (family == NULL || settle(finder->catalog, found, finder->arena, arena, family) != 0)
        return T2S_E_NOMEM;
    for (uint32_t i = 0; i < family->count; i++) {
        families->of[family->members[i]] = family;
        candidate[family->members[i]] = i + 1 == family->count;
    }
    return 0;
}

static int find(struct finder *finder, unsigned char *candidate, t2s__arena *arena, t2s__families *families)
{
    t2s__buffer shape = T2S__BUFFER_INIT;
    int code = 0;

    for (size_t i = 0; code == 0 && i < finder->catalog->relation_count; i++)
        if (candidate[i] && has_digit(finder->catalog->relations[i]->name))
            code = add_relation(finder, &shape, (uint32_t)i);
    t2s__buffer_dispose(&shape);
    for (const struct found *found = finder->found; code == 0 && found != NULL; found = found->next)
        if (found->count > 1)
            code = keep(finder, found, candidate, arena, families);
    return code;
}

int t2s__families_find(const t2s_catalog *catalog, unsigned char *candidate, t2s__arena *arena, t2s__families *ret_families)
{
    t2s__arena scratch;
    struct finder finder = {.catalog = catalog, .arena = &scratch};
    int code = T2S_E_NOMEM;

    t2s__arena_init(&scratch, 16384);
    t2s__map_init(&finder.by_shape, &scratch);
    ret_families->of = t2s__arena_zalloc(arena, (catalog->relation_count + 1) * sizeof(t2s__family *));
    if (ret_families->of != NULL)
        code = find(&finder, candidate, arena, ret_families);
    t2s__arena_dispose(&scratch);
    return code;
}

/* The same names with the same types, in whatever order. */
static int has_same_columns(const t2s_relation *one, const t2s_relation *other)
{
    if (one->column_count != other->column_count)
        return 0;
    for (size_t i = 0; i < one->column_count; i++) {
        const t2s_column *column = t2s__relation_column(other, one->columns[i].name, strlen(one->columns[i].name));

        if (column == NULL || strcmp(column->type, one->columns[i].type) != 0)
            return 0;
    }
    return 1;
}

int t2s__is_part(const t2s_relation *relation)
{
    const t2s_relation *parent = relation->parent;

    return parent != NULL && (parent->kind == T2S_RELATION_PARTITIONED || has_same_columns(relation, parent));
}
