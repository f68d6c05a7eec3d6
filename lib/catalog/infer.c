/* SPDX-License-Identifier: MIT */
/*
 * Names are the evidence; types, uniqueness and statistics can only speak against it. What might be this or that is neither: a join that
 * is missing costs a model some thought, a wrong one costs a wrong answer.
 */
#include "catalog/infer.h"

#include <string.h>

#include "catalog/infer_composite.h"
#include "catalog/infer_name.h"
#include "catalog/infer_target.h"
#include "util/memory.h"

enum { ROLES_MAX = 3 /* words before the name of what is referred to, as in billing_customer_id */ };

/* What was found for one relation. */
struct found {
    uint32_t column;
    t2s__target target;
};

struct inference {
    t2s_catalog *catalog;
    t2s__targets targets; /* of one schema */
    struct found *found;  /* of one relation */
    size_t found_count;
    size_t found_capacity;
};

/* A column that is looked at. */
struct source {
    const t2s__targets *targets;
    const t2s_relation *relation;
    const t2s_column *column;
    int is_key;   /* of its own table */
    int own_level; /* of that key; else 0 */
    int is_text;
};

static int find(const struct source *source, const t2s__name *name, int level, t2s__target *ret_target)
{
    /* A key refers to what has a better claim to its name: documents_mailed.document_id to documents, and not the other way. */
    if (source->is_key && level <= source->own_level)
        level = source->own_level + 1;
    if (source->is_key && level < T2S__LEVEL_SHORT)
        level = T2S__LEVEL_SHORT;
    return t2s__targets_find(source->targets, source->relation, source->column, name->text, name->length, level, ret_target);
}

static int is_one_of(const t2s__name *name, size_t length, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(words[i]) == length && memcmp(name->text, words[i], length) == 0)
            return 1;
    return 0;
}

static int has_word(const t2s__name *name, size_t at, const char *const *words, size_t count)
{
    t2s__name word;

    t2s__name_part(name, at, 1, &word);
    return is_one_of(&word, word.length, words, count);
}

/* link_to_event, fk_event, event_fk: "event". 0: it has no such ornaments. */
static int without_ornaments(const t2s__name *name, t2s__name *ret_name)
{
    static const char *const before[] = {"fk", "id", "link", "ref", "to"};
    static const char *const behind[] = {"fk", "id", "key", "ref"};
    size_t first = 0;
    size_t last = name->count;

    while (first + 1 < last && has_word(name, first, before, sizeof(before) / sizeof(*before)))
        first++;
    while (last > first + 1 && has_word(name, last - 1, behind, sizeof(behind) / sizeof(*behind)))
        last--;
    if (first == last || (first == 0 && last == name->count))
        return 0;
    t2s__name_part(name, first, last - first, ret_name);
    return 1;
}

/* By the whole name. */
static int find_by_name(const struct source *source, const t2s__name *name, t2s__target *ret_target)
{
    t2s__name bare;

    if (!t2s__name_is_generic(name->text, name->length) && find(source, name, T2S__LEVEL_KEY, ret_target))
        return ret_target->level != T2S__LEVEL_TABLE || !source->is_text;
    if (without_ornaments(name, &bare)) {
        t2s__name joined = bare;

        t2s__name_append(&joined, "id");
        if (find(source, &joined, T2S__LEVEL_WORD, ret_target))
            return 1;
    }
    return t2s__name_tail(name) != 0 && find(source, name, T2S__LEVEL_WORD, ret_target);
}

/* By the name of a table alone: "manufacturer". A text of that name may be a name, and "order" is what to sort by. */
static int find_by_table(const struct source *source, const t2s__name *name, t2s__target *ret_target)
{
    static const char *const measures[] = {"order", "index", "count", "number", "position", "rank", "level", "version"};

    return !source->is_text && !is_one_of(name, name->length, measures, sizeof(measures) / sizeof(*measures)) &&
           find(source, name, T2S__LEVEL_TABLE, ret_target);
}

/* By its end, behind the role that it plays: billing_customer_id, home_team. */
static int find_by_role(const struct source *source, const t2s__name *name, t2s__target *ret_target)
{
    static const char *const measures[] = {"age", "amount", "average", "avg", "cost", "count", "date", "fee", "has", "in", "is", "max",
                                           "min", "no", "num", "number", "of", "per", "percent", "price", "rank", "rate", "size",
                                           "sum", "total"};

    for (size_t i = 1; i <= ROLES_MAX && i < name->count; i++) {
        t2s__name end;

        if (has_word(name, i - 1, measures, sizeof(measures) / sizeof(*measures)))
            return 0;
        t2s__name_part(name, i, name->count - i, &end);
        if (t2s__name_tail(&end) == end.length || t2s__name_is_generic(end.text, end.length))
            return 0;
        if (t2s__name_tail(&end) != 0 ? find(source, &end, T2S__LEVEL_SHORT, ret_target) : find_by_table(source, &end, ret_target))
            return 1;
    }
    return 0;
}

/* team_1_id, team2: "teamid", "team". 0: there are no digits. */
static int without_digits(const t2s__name *name, t2s__name *ret_name)
{
    ret_name->length = 0;
    ret_name->count = 0;
    for (size_t i = 0; i < name->count; i++) {
        size_t start = name->starts[i];

        if (name->text[start] >= '0' && name->text[start] <= '9')
            continue;
        ret_name->starts[ret_name->count++] = ret_name->length;
        memcpy(ret_name->text + ret_name->length, name->text + start, name->starts[i + 1] - start);
        ret_name->length += name->starts[i + 1] - start;
    }
    ret_name->starts[ret_name->count] = ret_name->length;
    return ret_name->count != 0 && ret_name->count < name->count;
}

/* parent_id means another row of the same table. */
static int find_same_table(const struct source *source, const t2s__name *name, t2s__target *ret_target)
{
    static const char *const roles[] = {"parent", "previous", "prev", "next", "root", "ancestor", "predecessor", "successor"};
    uint32_t key;

    if (!is_one_of(name, name->length - t2s__name_tail(name), roles, sizeof(roles) / sizeof(*roles)))
        return 0;
    key = t2s__targets_key(source->targets, source->relation);
    if (key == UINT32_MAX || key == source->column->index ||
        !t2s__types_join(source->column->type, source->relation->columns[key].type))
        return 0;
    *ret_target = (t2s__target){.relation = source->relation, .column = key, .level = T2S__LEVEL_TABLE};
    return 1;
}

/* manager_id, created_by: a person, where there is one table of persons. */
static int find_person(const struct source *source, const t2s__name *name, t2s__target *ret_target)
{
    static const char *const roles[] = {"manager",   "supervisor", "boss",     "superior", "reportsto", "createdby", "updatedby",
                                        "modifiedby", "deletedby",  "approvedby", "assignedto", "assignee", "creator"};
    static const char *const persons[] = {"employeeid", "staffid", "userid", "personid"};
    size_t hits = 0;

    if (source->is_text || !is_one_of(name, name->length - t2s__name_tail(name), roles, sizeof(roles) / sizeof(*roles)))
        return 0;
    for (size_t i = 0; i < sizeof(persons) / sizeof(*persons); i++) {
        t2s__target target;

        if (!t2s__targets_find(source->targets, source->relation, source->column, persons[i], strlen(persons[i]), T2S__LEVEL_SHORT,
                               &target))
            continue;
        *ret_target = target;
        if (target.relation == source->relation)
            return 1;
        hits++;
    }
    return hits == 1;
}

static int find_target(const struct source *source, size_t prefix, t2s__target *ret_target)
{
    t2s__name names[T2S__COLUMN_NAMES_MAX];
    size_t count = t2s__targets_names(source->targets, source->relation, source->column, prefix, names);
    t2s__name bare;

    for (size_t i = 0; i < count; i++)
        if (names[i].count != 0 && t2s__name_tail(&names[i]) < names[i].length && find_by_name(source, &names[i], ret_target))
            return 1;
    if (source->is_key)
        return 0;
    for (size_t i = 0; i < count; i++) {
        if (names[i].count == 0)
            continue;
        if (find_by_table(source, &names[i], ret_target) || find_by_role(source, &names[i], ret_target) ||
            find_same_table(source, &names[i], ret_target) || find_person(source, &names[i], ret_target))
            return 1;
        if (without_digits(&names[i], &bare) && t2s__name_tail(&bare) < bare.length &&
            (find_by_name(source, &bare, ret_target) || find_by_table(source, &bare, ret_target)))
            return 1;
    }
    return 0;
}

static int is_declared(const t2s_relation *relation, uint32_t column)
{
    for (size_t i = 0; i < relation->key_count; i++)
        for (size_t c = 0; relation->keys[i].kind == T2S_KEY_FOREIGN && c < relation->keys[i].count; c++)
            if (relation->keys[i].columns[c] == column)
                return 1;
    return 0;
}

static int remember(struct inference *inference, uint32_t column, const t2s__target *target)
{
    if (t2s__grow((void **)&inference->found, &inference->found_capacity, inference->found_count + 1, sizeof(*inference->found)) != 0)
        return T2S_E_NOMEM;
    inference->found[inference->found_count++] = (struct found){.column = column, .target = *target};
    return 0;
}

/* Append what was found to the keys of a relation. */
static int add_keys(struct inference *inference, t2s_relation *relation)
{
    size_t count = relation->key_count + inference->found_count;
    t2s_key *keys = t2s__arena_alloc(&inference->catalog->arena, count * sizeof(*keys));
    uint32_t *columns = t2s__arena_alloc(&inference->catalog->arena, 2 * inference->found_count * sizeof(*columns));

    if (keys == NULL || columns == NULL)
        return T2S_E_NOMEM;
    if (relation->key_count != 0)
        memcpy(keys, relation->keys, relation->key_count * sizeof(*keys));
    for (size_t i = 0; i < inference->found_count; i++, columns += 2) {
        columns[0] = inference->found[i].column;
        columns[1] = inference->found[i].target.column;
        keys[relation->key_count + i] = (t2s_key){.kind = T2S_KEY_INFERRED,
                                                  .relation = relation,
                                                  .columns = columns,
                                                  .count = 1,
                                                  .foreign = inference->found[i].target.relation,
                                                  .foreign_columns = columns + 1};
    }
    relation->keys = keys;
    relation->key_count = count;
    return 0;
}

static int infer_relation(struct inference *inference, t2s_relation *relation)
{
    size_t prefix = t2s__column_prefix(relation);
    uint32_t key = t2s__targets_key(&inference->targets, relation);

    inference->found_count = 0;
    for (uint32_t i = 0; i < relation->column_count; i++) {
        const t2s_column *column = &relation->columns[i];
        struct source source = {.targets = &inference->targets,
                                .relation = relation,
                                .column = column,
                                .is_key = key == i,
                                .own_level = key == i ? t2s__targets_own_level(&inference->targets, relation, i) : 0,
                                .is_text = t2s__types_join(column->type, "text")};
        t2s__target target;

        if ((column->flags & T2S_COLUMN_HIDDEN) != 0 || !t2s__types_join(column->type, column->type) || is_declared(relation, i) ||
            !find_target(&source, prefix, &target))
            continue;
        if (remember(inference, i, &target) != 0)
            return T2S_E_NOMEM;
    }
    return inference->found_count != 0 ? add_keys(inference, relation) : 0;
}

static int infer_schema(struct inference *inference, size_t first, size_t last)
{
    int code = t2s__targets_init(&inference->targets, inference->catalog, first, last);

    for (size_t i = first; i < last && code == 0; i++)
        if (inference->catalog->relations[i]->parent == NULL)
            code = infer_relation(inference, inference->catalog->relations[i]);
    t2s__targets_dispose(&inference->targets);
    return code == 0 ? t2s__infer_composites(inference->catalog, first, last) : code;
}

int t2s__infer_keys(t2s_catalog *catalog)
{
    struct inference inference = {.catalog = catalog};
    size_t first = 0;
    int code = 0;

    while (first < catalog->relation_count && code == 0) {
        size_t last = first + 1;

        while (last < catalog->relation_count && catalog->relations[last]->schema == catalog->relations[first]->schema)
            last++;
        code = infer_schema(&inference, first, last);
        first = last;
    }
    t2s__free(inference.found);
    return code;
}
