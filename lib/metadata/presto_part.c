/* SPDX-License-Identifier: MIT */
#include "metadata/presto_part.h"

#include <string.h>

#include "util/memory.h"

int t2s__presto_part_new(const char *catalog, t2s__presto_part **ret_part)
{
    t2s__presto_part *part = t2s__calloc(1, sizeof(*part));

    if (part == NULL)
        return T2S_E_NOMEM;
    part->references = 1;
    t2s__arena_init(&part->arena, 4096);
    t2s__map_init(&part->tables_by_name, &part->arena);
    part->last = &part->tables;
    part->has_all_schemas = 1;
    part->catalog = t2s__arena_strdup(&part->arena, catalog);
    if (part->catalog == NULL) {
        t2s__presto_part_unref(part);
        return T2S_E_NOMEM;
    }
    *ret_part = part;
    return 0;
}

t2s__presto_part *t2s__presto_part_ref(t2s__presto_part *part)
{
    part->references++;
    return part;
}

void t2s__presto_part_unref(t2s__presto_part *part)
{
    if (part == NULL || --part->references != 0)
        return;
    t2s_error_unref(part->error);
    t2s__free((void *)part->schemas);
    t2s__arena_dispose(&part->arena);
    t2s__free(part);
}

/* The table of this name, which is made if need be. */
static t2s__presto_table *table_of(t2s__presto_part *part, const char *schema, const char *name)
{
    size_t schema_length = strlen(schema), length = schema_length + 1 + strlen(name);
    char *key = t2s__arena_alloc(&part->arena, length + 1);
    t2s__presto_table *table;

    if (key == NULL)
        return NULL;
    memcpy(key, schema, schema_length + 1);
    memcpy(key + schema_length + 1, name, length - schema_length);
    table = t2s__map_get(&part->tables_by_name, key, length);
    if (table != NULL)
        return table;
    table = t2s__arena_zalloc(&part->arena, sizeof(*table));
    if (table == NULL || t2s__map_put(&part->tables_by_name, key, length, table) != 0)
        return NULL;
    table->schema = key;
    table->name = key + schema_length + 1;
    table->rows = -1;
    *part->last = table;
    part->last = &table->next;
    part->table_count++;
    return table;
}

/* Columns come in their order and one table after the other. */
static t2s__presto_table *table_again(t2s__presto_part *part, t2s__presto_table *latest, const char *schema, const char *name)
{
    if (latest != NULL && strcmp(latest->name, name) == 0 && strcmp(latest->schema, schema) == 0)
        return latest;
    return table_of(part, schema, name);
}

/* The order in which sections come must not matter. */
static void mix(t2s__presto_part *part, t2s__presto_section section, size_t place, const t2s__presto_value *values, size_t count)
{
    uint64_t hash = 14695981039346656037U ^ (uint64_t)section;

    hash = (hash ^ place) * 1099511628211U;
    for (size_t i = 0; i < count; i++)
        hash = (hash ^ (values[i].text != NULL ? t2s__hash(values[i].text, strlen(values[i].text) + 1) : 1)) * 1099511628211U;
    part->fingerprint += hash;
}

static int take_text(t2s__presto_part *part, const t2s__presto_value *value, const char **ret)
{
    if (value->text == NULL || value->text[0] == '\0')
        return 0;
    *ret = t2s__arena_strdup(&part->arena, value->text);
    return *ret != NULL ? 0 : T2S_E_NOMEM;
}

static int take_schema(t2s__presto_part *part, const t2s__filter *filter, const char *name)
{
    char *copy;

    if (!t2s__filter_takes_schema_of(filter, part->catalog, name)) {
        part->has_all_schemas = 0;
        return 0;
    }
    copy = t2s__arena_strdup(&part->arena, name);
    if (copy == NULL || t2s__grow((void **)&part->schemas, &part->schema_capacity, part->schema_count + 1, sizeof(*part->schemas)) != 0)
        return T2S_E_NOMEM;
    part->schemas[part->schema_count++] = copy;
    return 0;
}

static int take_column(t2s__presto_part *part, t2s__presto_table *table, const t2s__presto_value *values)
{
    t2s__presto_field *field = t2s__arena_zalloc(&part->arena, sizeof(*field));

    if (field == NULL || values[2].text == NULL || values[3].text == NULL)
        return field == NULL ? T2S_E_NOMEM : T2S_E_PROTOCOL;
    field->null_fraction = field->distinct = -1;
    field->name = t2s__arena_strdup(&part->arena, values[2].text);
    field->type = t2s__arena_strdup(&part->arena, values[3].text);
    field->is_not_null = values[4].text != NULL && strcmp(values[4].text, "NO") == 0;
    if (field->name == NULL || field->type == NULL || take_text(part, &values[5], &field->default_value) != 0 ||
        take_text(part, &values[6], &field->comment) != 0)
        return T2S_E_NOMEM;
    if (table->last != NULL)
        table->last->next = field;
    else
        table->fields = field;
    table->last = field;
    table->field_count++;
    return 0;
}

static const size_t widths[T2S__PRESTO_SECTIONS] = {[T2S__PRESTO_SCHEMAS] = 1,  [T2S__PRESTO_COLUMNS] = 7,
                                                    [T2S__PRESTO_TABLES] = 3,   [T2S__PRESTO_VIEWS] = 3,
                                                    [T2S__PRESTO_COMMENTS] = 3, [T2S__PRESTO_MATERIALIZED_VIEWS] = 3};

int t2s__presto_part_row(t2s__presto_part *part, const t2s__filter *filter, t2s__presto_section section,
                         const t2s__presto_value *values, size_t count)
{
    t2s__presto_table *table;

    if (count != widths[section] || values[0].text == NULL)
        return T2S_E_PROTOCOL;
    if (section == T2S__PRESTO_SCHEMAS) {
        mix(part, section, 0, values, count);
        return take_schema(part, filter, values[0].text);
    }
    if (values[1].text == NULL)
        return T2S_E_PROTOCOL;
    if (!t2s__filter_takes_relation_of(filter, part->catalog, values[0].text, values[1].text))
        return 0;
    table = table_again(part, part->current, values[0].text, values[1].text);
    if (table == NULL)
        return T2S_E_NOMEM;
    mix(part, section, section == T2S__PRESTO_COLUMNS ? table->field_count : 0, values, count);
    switch (section) {
    case T2S__PRESTO_COLUMNS:
        part->current = table;
        table->is_listed = 1;
        return take_column(part, table, values);
    case T2S__PRESTO_TABLES:
        table->is_listed = 1;
        if (values[2].text != NULL && strcmp(values[2].text, "VIEW") == 0 && table->kind == T2S_RELATION_TABLE)
            table->kind = T2S_RELATION_VIEW;
        return 0;
    case T2S__PRESTO_COMMENTS:
        return take_text(part, &values[2], &table->comment);
    default:
        table->kind = section == T2S__PRESTO_VIEWS ? T2S_RELATION_VIEW : T2S_RELATION_MATERIALIZED_VIEW;
        return take_text(part, &values[2], &table->definition);
    }
}

/* 12, 1.5, 1.5E7: as JSON has it, whatever the locale. Negative: it is none, or less than nothing, or too much. */
static double number_of(const t2s__presto_value *value)
{
    const char *at = value->text, *end = at != NULL ? at + value->length : NULL;
    double number = 0, scale = 1;
    int exponent = 0;

    if (at == end)
        return -1;
    for (; at < end && *at >= '0' && *at <= '9'; at++)
        number = number * 10 + (*at - '0');
    if (at < end && *at == '.')
        for (at++; at < end && *at >= '0' && *at <= '9'; at++) {
            scale /= 10;
            number += (*at - '0') * scale;
        }
    if (at < end && (*at | 0x20) == 'e') {
        int minus = ++at < end && *at == '-';

        at += at < end && (*at == '-' || *at == '+');
        for (; at < end && *at >= '0' && *at <= '9' && exponent < 1000; at++)
            exponent = exponent * 10 + (*at - '0');
        for (; exponent > 0; exponent--)
            number = minus ? number / 10 : number * 10;
    }
    return at == end && number < 9e18 ? number : -1;
}

void t2s__presto_part_statistics(t2s__presto_table *table, const t2s__presto_value *values, size_t count)
{
    t2s__presto_field *field;

    if (count < 5)
        return;
    if (values[0].text == NULL) { /* of the table */
        double rows = number_of(&values[4]);

        table->rows = rows >= 0 ? (int64_t)rows : -1;
        return;
    }
    field = table->counted != NULL ? table->counted->next : table->fields;
    if (field == NULL || strcmp(field->name, values[0].text) != 0) /* they come in order, as a rule */
        for (field = table->fields; field != NULL && strcmp(field->name, values[0].text) != 0;)
            field = field->next;
    if (field == NULL)
        return;
    table->counted = field;
    field->distinct = number_of(&values[2]);
    field->null_fraction = number_of(&values[3]);
    if (field->null_fraction > 1)
        field->null_fraction = -1;
}
