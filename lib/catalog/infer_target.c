/* SPDX-License-Identifier: MIT */
#include "catalog/infer_target.h"

#include <string.h>

#include <text2sql/error.h>

enum { KEPT_MAX = 4 /* targets of one name */, PREFIX_MIN = 3 /* names that must share a prefix */ };

/* What one name may mean, the strongest first. */
struct named {
    t2s__target items[KEPT_MAX];
    size_t count;
    int dropped; /* the highest level of those that found no room */
};

static int offer(t2s__targets *targets, const t2s__name *name, const t2s_relation *relation, uint32_t column, int level)
{
    struct named *named = t2s__map_get(&targets->by_name, name->text, name->length);
    size_t at;

    if (name->length == 0)
        return 0;
    if (named == NULL) {
        char *key = t2s__arena_strndup(&targets->arena, name->text, name->length);

        named = t2s__arena_zalloc(&targets->arena, sizeof(*named));
        if (key == NULL || named == NULL || t2s__map_put(&targets->by_name, key, name->length, named) != 0)
            return T2S_E_NOMEM;
    }
    for (size_t i = 0; i < named->count; i++)
        if (named->items[i].relation == relation && named->items[i].column == column && named->items[i].level >= level)
            return 0;
    at = named->count;
    while (at > 0 && named->items[at - 1].level < level)
        at--;
    if (named->count == KEPT_MAX) {
        int last = at < KEPT_MAX ? named->items[KEPT_MAX - 1].level : level;

        if (last > named->dropped)
            named->dropped = last;
        if (at == KEPT_MAX)
            return 0;
        named->count--;
    }
    memmove(named->items + at + 1, named->items + at, (named->count - at) * sizeof(*named->items));
    named->items[at] = (t2s__target){.relation = relation, .column = column, .level = level};
    named->count++;
    return 0;
}

/* Is there nothing about the numbers of values that speaks against it? */
static int statistics_allow(const t2s_column *column, const t2s__target *target)
{
    const t2s_column *key = &target->relation->columns[target->column];
    double distinct = column->statistics != NULL ? column->statistics->distinct : -1;
    double keys = key->statistics != NULL ? key->statistics->distinct : -1;

    if (keys < 0 && target->relation->row_estimate > 0)
        keys = (double)target->relation->row_estimate;
    return distinct < 0 || keys < 0 || distinct <= 16 + 1.25 * keys; /* both are estimates */
}

enum { VALUES_LOOKED_AT = 16, VALUES_AMONG_MAX = 200 };

/* Where all values of the target are known, some of the column's must be among them. */
static int values_allow(const t2s_column *column, const t2s__target *target)
{
    const t2s__statistics *own = column->statistics;
    const t2s__statistics *others = target->relation->columns[target->column].statistics;
    size_t looked = 0;

    if (own == NULL || others == NULL || !others->complete || others->value_count > VALUES_AMONG_MAX || own->value_count == 0)
        return 1;
    for (; looked < own->value_count && looked < VALUES_LOOKED_AT; looked++)
        for (size_t i = 0; i < others->value_count; i++)
            if (strcmp(own->values[looked].text, others->values[i].text) == 0)
                return 1;
    return 0;
}

int t2s__targets_find(const t2s__targets *targets, const t2s_relation *relation, const t2s_column *column, const char *name,
                      size_t length, int level, t2s__target *ret_target)
{
    const struct named *named = t2s__map_get(&targets->by_name, name, length);
    const t2s__target *found = NULL;

    for (size_t i = 0; named != NULL && i < named->count && named->items[i].level >= level; i++) {
        const t2s__target *target = &named->items[i];

        if ((target->relation == relation && (target->column == column->index || target->level < T2S__LEVEL_FULL)) ||
            !t2s__types_join(column->type, target->relation->columns[target->column].type) ||
            !statistics_allow(column, target) || !values_allow(column, target))
            continue;
        if (found != NULL && target->level < found->level)
            break;
        if (found != NULL)
            return 0;
        found = target;
    }
    if (found == NULL || found->level <= named->dropped)
        return 0;
    *ret_target = *found;
    return 1;
}

/* How much two names have in common at their beginnings. */
static size_t common(const char *one, const char *other, size_t maximum)
{
    size_t length = 0;

    while (length < maximum && one[length] != '\0' && one[length] == other[length])
        length++;
    return length;
}

/* Cut what names have in common behind its last separator. Without one it is a prefix only when it is short, and no word of its own. */
static size_t prefix_of(const char *name, size_t length)
{
    size_t cut = length;

    while (cut > 0 && name[cut - 1] != '_')
        cut--;
    if (cut != 0)
        return cut;
    return length >= 2 && strchr(name, '_') == NULL ? length : 0;
}

size_t t2s__column_prefix(const t2s_relation *relation)
{
    size_t length = SIZE_MAX;

    if (relation->column_count < PREFIX_MIN)
        return 0;
    for (size_t i = 1; i < relation->column_count && length != 0; i++)
        length = common(relation->columns[0].name, relation->columns[i].name, length);
    return prefix_of(relation->columns[0].name, length);
}

static size_t table_prefix(const t2s_catalog *catalog, size_t first, size_t last)
{
    const char *name = catalog->relations[first]->name;
    size_t length = SIZE_MAX;

    if (last - first < PREFIX_MIN)
        return 0;
    for (size_t i = first + 1; i < last && length != 0; i++)
        length = common(name, catalog->relations[i]->name, length);
    return prefix_of(name, length);
}

size_t t2s__targets_names(const t2s__targets *targets, const t2s_relation *relation, const t2s_column *column, size_t prefix,
                          t2s__name ret_names[T2S__COLUMN_NAMES_MAX])
{
    size_t length = strlen(column->name);
    size_t count = 0;

    t2s__name_split(column->name, length, &ret_names[count++]);
    if (prefix != 0 && prefix < length)
        t2s__name_split(column->name + prefix, length - prefix, &ret_names[count++]);
    if (targets->prefix != 0 && targets->prefix < length && strncmp(column->name, relation->name, targets->prefix) == 0)
        t2s__name_split(column->name + targets->prefix, length - targets->prefix, &ret_names[count++]);
    return count;
}

/* A table's name as others say it: singular, without a prefix of the schema or a word that says what sort of table it is. */
static void table_name(const t2s__targets *targets, const t2s_relation *relation, t2s__name *ret_name)
{
    static const char *const sorts[] = {"tbl", "tb", "t", "dim", "fact", "fct", "d", "f", "ref", "lkp", "lookup", "mst", "master"};
    t2s__name name;

    t2s__name_split(relation->name + targets->prefix, strlen(relation->name + targets->prefix), &name);
    for (size_t i = 0; name.count > 1 && i < sizeof(sorts) / sizeof(*sorts); i++)
        if (name.starts[1] == strlen(sorts[i]) && memcmp(name.text, sorts[i], name.starts[1]) == 0) {
            t2s__name bare;

            t2s__name_part(&name, 1, name.count - 1, &bare);
            name = bare;
            break;
        }
    t2s__name_singular(&name, ret_name);
}

/* state.state_name */
static int is_name_of(const t2s__name *column, const t2s__name *table)
{
    return column->length == table->length + 4 && memcmp(column->text, table->text, table->length) == 0 &&
           memcmp(column->text + table->length, "name", 4) == 0;
}

/* How much a key's own name has to do with its table's. */
static int level_of(const t2s__name *key, const t2s__name *table)
{
    size_t entity = key->length - t2s__name_tail(key);
    t2s__name last;

    if (entity == 0)
        return 0;
    if (t2s__name_is(table, key->text, entity) || t2s__name_is(table, key->text, key->length))
        return T2S__LEVEL_FULL;
    if (is_name_of(key, table) || (entity < key->length && t2s__name_is_short_for(key->text, entity, table)))
        return T2S__LEVEL_SHORT;
    if (table->count > 1) {
        t2s__name_part(table, table->count - 1, 1, &last);
        if (t2s__name_is(&last, key->text, entity))
            return T2S__LEVEL_SHORT;
    }
    return t2s__name_is_generic(key->text, key->length) || t2s__name_is_generic(key->text, entity) ? 0 : T2S__LEVEL_KEY;
}

/* zip_code goes by "zip", too; but what has an id is not the id. */
static int offer_entity(t2s__targets *targets, const t2s_relation *relation, uint32_t column, const t2s__name *key)
{
    size_t tail = t2s__name_tail(key);
    t2s__name entity = *key;

    entity.length -= tail;
    if (tail <= 2 || entity.length < 3 || t2s__name_is_generic(entity.text, entity.length))
        return 0;
    return offer(targets, &entity, relation, column, T2S__LEVEL_KEY);
}

/* All names under which a key may be meant. */
static int offer_key(t2s__targets *targets, const t2s_relation *relation, uint32_t column, size_t prefix, const t2s__name *table)
{
    t2s__name names[T2S__COLUMN_NAMES_MAX];
    size_t count = t2s__targets_names(targets, relation, &relation->columns[column], prefix, names);
    t2s__name joined;

    for (size_t i = 0; i < count; i++) {
        int level = level_of(&names[i], table);

        if (level != 0 && (offer(targets, &names[i], relation, column, level) != 0 ||
                           offer_entity(targets, relation, column, &names[i]) != 0))
            return T2S_E_NOMEM;
        /* customers.id, customers.code: "customerid", "customercode" */
        if (level == 0 && names[i].length < 16) {
            names[i].text[names[i].length] = '\0';
            joined = *table;
            t2s__name_append(&joined, names[i].text);
            if (offer(targets, &joined, relation, column, T2S__LEVEL_FULL) != 0)
                return T2S_E_NOMEM;
        }
    }
    joined = *table;
    t2s__name_append(&joined, "id");
    if (offer(targets, &joined, relation, column, T2S__LEVEL_SHORT) != 0 || offer(targets, table, relation, column, T2S__LEVEL_TABLE) != 0)
        return T2S_E_NOMEM;
    for (size_t i = 1; i < table->count; i++) {
        t2s__name end;

        t2s__name_part(table, i, table->count - i, &end);
        t2s__name_append(&end, "id");
        if (offer(targets, &end, relation, column, T2S__LEVEL_WORD) != 0)
            return T2S_E_NOMEM;
    }
    return 0;
}

/* Where nobody declares keys: the column that is named like one. */
static uint32_t likely_key(const t2s__targets *targets, const t2s_relation *relation, size_t prefix, const t2s__name *table)
{
    uint32_t best = UINT32_MAX;
    int best_level = T2S__LEVEL_KEY;

    for (uint32_t i = 0; i < relation->column_count; i++) {
        t2s__name names[T2S__COLUMN_NAMES_MAX];
        size_t count = t2s__targets_names(targets, relation, &relation->columns[i], prefix, names);

        for (size_t n = 0; n < count; n++) {
            size_t tail = t2s__name_tail(&names[n]);
            int level = t2s__name_is(&names[n], "id", 2) ? T2S__LEVEL_FULL + 1 : tail != 0 ? level_of(&names[n], table) : 0;

            if (is_name_of(&names[n], table))
                level = T2S__LEVEL_TABLE;
            if (level > best_level) {
                best = i;
                best_level = level;
            }
        }
    }
    return best;
}

/* Do the statistics say that no value stands twice, or nothing at all? */
static int may_be_unique(const t2s_relation *relation, uint32_t column)
{
    const t2s__statistics *statistics = relation->columns[column].statistics;

    return statistics == NULL || statistics->distinct < 0 || relation->row_estimate < 100 ||
           statistics->distinct >= 0.9 * (double)relation->row_estimate;
}

static int is_target(const t2s_relation *relation, uint32_t column)
{
    return (relation->columns[column].flags & T2S_COLUMN_HIDDEN) == 0 &&
           t2s__types_join(relation->columns[column].type, relation->columns[column].type);
}

static int is_primary(const t2s_key *key)
{
    return key->kind == T2S_KEY_PRIMARY || key->kind == T2S_KEY_UNIQUE;
}

static int has_key(const t2s_relation *relation)
{
    for (size_t i = 0; i < relation->key_count; i++)
        if (is_primary(&relation->keys[i]))
            return 1;
    return 0;
}

static uint32_t undeclared_key(const t2s__targets *targets, const t2s_relation *relation, size_t prefix, const t2s__name *table)
{
    uint32_t likely = targets->keyless && !has_key(relation) ? likely_key(targets, relation, prefix, table) : UINT32_MAX;

    return likely != UINT32_MAX && is_target(relation, likely) && may_be_unique(relation, likely) ? likely : UINT32_MAX;
}

static int is_offered(const t2s_relation *relation, const t2s_key *key)
{
    const char *name = relation->columns[key->columns[0]].name;

    return is_primary(key) && key->count == 1 && is_target(relation, key->columns[0]) &&
           (key->kind == T2S_KEY_PRIMARY || !t2s__name_is_generic(name, strlen(name)));
}

static int offer_relation(t2s__targets *targets, const t2s_relation *relation)
{
    size_t prefix = t2s__column_prefix(relation);
    t2s__name table;
    uint32_t likely;

    table_name(targets, relation, &table);
    if (table.count == 0)
        return 0;
    for (size_t i = 0; i < relation->key_count; i++)
        if (is_offered(relation, &relation->keys[i]) &&
            offer_key(targets, relation, relation->keys[i].columns[0], prefix, &table) != 0)
            return T2S_E_NOMEM;
    likely = undeclared_key(targets, relation, prefix, &table);
    return likely != UINT32_MAX ? offer_key(targets, relation, likely, prefix, &table) : 0;
}

uint32_t t2s__targets_key(const t2s__targets *targets, const t2s_relation *relation)
{
    t2s__name table;

    for (size_t i = 0; i < relation->key_count; i++)
        if (relation->keys[i].kind == T2S_KEY_PRIMARY)
            return relation->keys[i].count == 1 ? relation->keys[i].columns[0] : UINT32_MAX;
    table_name(targets, relation, &table);
    return undeclared_key(targets, relation, t2s__column_prefix(relation), &table);
}

static int has_sole_key(const t2s_relation *relation)
{
    for (size_t i = 0; i < relation->key_count; i++)
        if (is_primary(&relation->keys[i]) && relation->keys[i].count == 1)
            return 1;
    return 0;
}

int t2s__targets_own_level(const t2s__targets *targets, const t2s_relation *relation, uint32_t column)
{
    t2s__name names[T2S__COLUMN_NAMES_MAX];
    size_t count = t2s__targets_names(targets, relation, &relation->columns[column], t2s__column_prefix(relation), names);
    t2s__name table;
    int best = 0;

    table_name(targets, relation, &table);
    for (size_t i = 0; i < count && table.count != 0; i++) {
        int level = level_of(&names[i], &table);

        if (level > best)
            best = level;
    }
    return best;
}

int t2s__targets_init(t2s__targets *targets, const t2s_catalog *catalog, size_t first, size_t last)
{
    t2s__arena_init(&targets->arena, 16 * 1024);
    t2s__map_init(&targets->by_name, &targets->arena);
    targets->keyless = 1;
    targets->prefix = table_prefix(catalog, first, last);
    for (size_t i = first; i < last && targets->keyless; i++)
        targets->keyless = !has_sole_key(catalog->relations[i]);
    for (size_t i = first; i < last; i++)
        if (catalog->relations[i]->parent == NULL && offer_relation(targets, catalog->relations[i]) != 0)
            return T2S_E_NOMEM;
    return 0;
}

void t2s__targets_dispose(t2s__targets *targets)
{
    t2s__arena_dispose(&targets->arena);
}
