/* SPDX-License-Identifier: MIT */
#include "catalog/derive_keys.h"

#include <string.h>

#include <text2sql/error.h>

#include "util/memory.h"

static int same_columns(const t2s_key *key, const t2s__join_edit *join)
{
    for (size_t i = 0; i < key->count; i++)
        if (key->columns[i] != join->columns[i])
            return 0;
    return 1;
}

static int same_foreign(const t2s_key *key, const t2s__join_edit *join)
{
    if (key->foreign->index != join->foreign)
        return 0;
    for (size_t i = 0; i < key->count; i++)
        if (key->foreign_columns[i] != join->foreign_columns[i])
            return 0;
    return 1;
}

/* The same join, read from the other side. */
static int is_reverse(const t2s_key *key, const t2s__join_edit *join)
{
    if (key->relation->index != join->foreign || key->foreign->index != join->relation)
        return 0;
    for (size_t i = 0; i < key->count; i++)
        if (key->columns[i] != join->foreign_columns[i] || key->foreign_columns[i] != join->columns[i])
            return 0;
    return 1;
}

/* Does somebody know better? */
static int is_overruled(const t2s_key *key, const t2s__join_edit *join)
{
    int same;

    if (!t2s__key_joins(key) || key->count != join->count)
        return 0;
    same = key->relation->index == join->relation && same_columns(key, join);
    if (join->never)
        return (same && same_foreign(key, join)) || is_reverse(key, join);
    return same && key->kind == T2S_KEY_INFERRED;
}

static int has_hidden(const t2s_relation *relation, const uint32_t *columns, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if ((relation->columns[columns[i]].flags & T2S_COLUMN_HIDDEN) != 0)
            return 1;
    return 0;
}

/* A declared key says the same and more than a hint. */
static int is_declared(const t2s_relation *from, const t2s__join_edit *join)
{
    for (size_t i = 0; i < from->key_count; i++)
        if (from->keys[i].kind == T2S_KEY_FOREIGN && from->keys[i].count == join->count && same_columns(&from->keys[i], join) &&
            same_foreign(&from->keys[i], join))
            return 1;
    return 0;
}

static int stays(const t2s__deriver *deriver, const t2s_relation *made, const t2s_key *key)
{
    size_t number = key->relation->index;

    if (key->foreign != NULL && deriver->moved[key->foreign->index] == NULL)
        return 0;
    if (has_hidden(made, key->columns, key->count) ||
        (key->foreign != NULL && has_hidden(deriver->moved[key->foreign->index], key->foreign_columns, key->count)))
        return 0;
    for (size_t i = deriver->first_joins[number]; i < deriver->first_joins[number + 1]; i++)
        if (is_overruled(key, &deriver->edits->joins[deriver->joins[i]]))
            return 0;
    return 1;
}

static int copy_places(t2s__deriver *deriver, const uint32_t *places, size_t count, const uint32_t **ret)
{
    uint32_t *copy = t2s__arena_alloc(&deriver->made->arena, count * sizeof(*copy));

    if (copy == NULL)
        return T2S_E_NOMEM;
    memcpy(copy, places, count * sizeof(*copy));
    *ret = copy;
    return 0;
}

static int add_join(t2s__deriver *deriver, t2s_relation *made, const t2s_relation *from, const t2s__join_edit *join)
{
    t2s_key *key = &made->keys[made->key_count];

    if (join->never || join->relation != from->index || deriver->moved[join->foreign] == NULL || is_declared(from, join) ||
        has_hidden(made, join->columns, join->count) ||
        has_hidden(deriver->moved[join->foreign], join->foreign_columns, join->count))
        return 0;
    *key = (t2s_key){.kind = T2S_KEY_INFERRED, .relation = made, .count = join->count, .foreign = deriver->moved[join->foreign]};
    made->key_count++;
    return copy_places(deriver, join->columns, join->count, &key->columns) != 0 ||
                   copy_places(deriver, join->foreign_columns, join->count, &key->foreign_columns) != 0
               ? T2S_E_NOMEM
               : 0;
}

int t2s__derive_keys(t2s__deriver *deriver, t2s_relation *made, const t2s_relation *from)
{
    size_t first = deriver->first_joins[from->index];
    size_t end = deriver->first_joins[from->index + 1];
    size_t room = from->key_count + (end - first);

    made->key_count = 0;
    if (room == 0)
        return 0;
    made->keys = t2s__arena_alloc(&deriver->made->arena, room * sizeof(*made->keys));
    if (made->keys == NULL)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < from->key_count; i++) {
        t2s_key key = from->keys[i];

        if (!stays(deriver, made, &key))
            continue;
        key.relation = made;
        key.foreign = key.foreign != NULL ? deriver->moved[key.foreign->index] : NULL;
        made->keys[made->key_count++] = key;
    }
    for (size_t i = first; i < end; i++)
        if (add_join(deriver, made, from, &deriver->edits->joins[deriver->joins[i]]) != 0)
            return T2S_E_NOMEM;
    return 0;
}

/* By counting. One that must not be concerns both of its ends. */
int t2s__derive_sort_joins(t2s__deriver *deriver)
{
    const t2s__catalog_edits *edits = deriver->edits;
    size_t count = deriver->base->relation_count;
    size_t *first = t2s__calloc(count + 1, sizeof(*first));
    size_t *next = t2s__malloc((count + 1) * sizeof(*next));

    deriver->first_joins = first;
    deriver->joins = t2s__malloc((edits->join_count * 2 + 1) * sizeof(*deriver->joins));
    if (first == NULL || next == NULL || deriver->joins == NULL) {
        t2s__free(next);
        return T2S_E_NOMEM;
    }
    for (size_t i = 0; i < edits->join_count; i++) {
        first[edits->joins[i].relation + 1]++;
        if (edits->joins[i].never)
            first[edits->joins[i].foreign + 1]++;
    }
    for (size_t i = 0; i < count; i++)
        first[i + 1] += first[i];
    memcpy(next, first, (count + 1) * sizeof(*next));
    for (size_t i = 0; i < edits->join_count; i++) {
        deriver->joins[next[edits->joins[i].relation]++] = i;
        if (edits->joins[i].never)
            deriver->joins[next[edits->joins[i].foreign]++] = i;
    }
    t2s__free(next);
    return 0;
}
