/* SPDX-License-Identifier: MIT */
/* text2sql schema --format json. Members that say what is not known, or not so, are left out. */
#include <stdint.h>

#include "json.h"
#include "message.h"
#include "schema_view.h"

static void add_number(json_object *object, const char *name, double number)
{
    json_object *value = json_object_new_double(number);

    if (value == NULL)
        out_of_memory();
    json_add(object, name, value);
}

static json_object *json_values(const t2s_column *column)
{
    json_object *array = json_new_array();

    for (size_t i = 0; i < t2s_column_value_count(column); i++) {
        json_object *object = json_new_object();

        json_add_text(object, "value", t2s_column_value(column, i));
        if (t2s_column_value_frequency(column, i) >= 0)
            add_number(object, "frequency", t2s_column_value_frequency(column, i));
        json_append(array, object);
    }
    return array;
}

static json_object *json_column(const t2s_relation *relation, const t2s_column *column, bool values)
{
    json_object *object = json_new_object();
    const char *default_value = t2s_column_default(column);

    json_add_text(object, "name", t2s_column_name(column));
    json_add_text(object, "type", t2s_column_type(column));
    json_add_bool(object, "not_null", t2s_column_not_null(column));
    json_add_text(object, "default", schema_shows_sql(relation, default_value) ? default_value : NULL);
    json_add_text(object, "comment", t2s_column_comment(column));
    if (t2s_column_is_generated(column))
        json_add_bool(object, "generated", 1);
    if (t2s_column_is_identity(column))
        json_add_bool(object, "identity", 1);
    if (t2s_column_null_fraction(column) >= 0)
        add_number(object, "null_fraction", t2s_column_null_fraction(column));
    if (t2s_column_distinct(column) >= 0)
        add_number(object, "distinct", t2s_column_distinct(column));
    if (values && t2s_column_value_count(column) != 0) {
        json_add(object, "values", json_values(column));
        json_add_bool(object, "values_complete", t2s_column_values_are_complete(column));
    }
    return object;
}

/* The columns of a key, or those that it refers to. */
static json_object *json_key_columns(const t2s_key *key, const t2s_column *(*column)(const t2s_key *, size_t))
{
    json_object *names = json_new_array();

    for (size_t i = 0; i < t2s_key_column_count(key); i++)
        json_append(names, json_text(t2s_column_name(column(key, i))));
    return names;
}

static json_object *json_key(const t2s_key *key)
{
    const t2s_relation *foreign = t2s_key_foreign_relation(key);
    json_object *object = json_new_object();

    json_add_text(object, "kind", schema_key_name(key));
    json_add(object, "columns", json_key_columns(key, t2s_key_column));
    if (foreign != NULL) {
        json_add_text(object, "foreign_schema", t2s_relation_schema(foreign));
        json_add_text(object, "foreign_name", t2s_relation_name(foreign));
        json_add(object, "foreign_columns", json_key_columns(key, t2s_key_foreign_column));
    }
    return object;
}

static json_object *json_keys(const t2s_relation *relation)
{
    json_object *keys = json_new_array();

    for (size_t i = 0; i < t2s_relation_key_count(relation); i++)
        if (schema_shows_key(t2s_relation_key(relation, i)))
            json_append(keys, json_key(t2s_relation_key(relation, i)));
    return keys;
}

static json_object *json_checks(const t2s_relation *relation)
{
    json_object *checks = json_new_array();

    for (size_t i = 0; i < t2s_relation_check_count(relation); i++)
        if (schema_shows_sql(relation, t2s_relation_check(relation, i)))
            json_append(checks, json_text(t2s_relation_check(relation, i)));
    return checks;
}

static json_object *json_relation(const t2s_subset *subset, size_t index, bool with_score, bool values)
{
    const t2s_relation *relation = t2s_subset_relation(subset, index);
    json_object *object = json_new_object();
    json_object *columns = json_new_array();

    json_add_text(object, "schema", t2s_relation_schema(relation));
    json_add_text(object, "name", t2s_relation_name(relation));
    json_add_text(object, "kind", schema_kind_name(relation));
    json_add_text(object, "comment", t2s_relation_comment(relation));
    if (t2s_relation_row_estimate(relation) >= 0)
        json_add_int(object, "rows", t2s_relation_row_estimate(relation));
    else
        json_add(object, "rows", NULL);
    if (with_score)
        json_add_int(object, "score", (int64_t)t2s_subset_score(subset, index));
    for (size_t i = 0; i < t2s_subset_column_count(subset, index); i++)
        json_append(columns, json_column(relation, t2s_subset_column(subset, index, i), values));
    json_add(object, "columns", columns);
    json_add(object, "keys", json_keys(relation));
    json_add(object, "checks", json_checks(relation));
    return object;
}

/* The values that the question mentions. */
static json_object *mentions_of(const t2s_subset *subset)
{
    json_object *array = json_new_array();

    for (size_t i = 0; i < t2s_subset_mention_count(subset); i++) {
        json_object *object = json_new_object();

        json_add(object, "column", json_name(t2s_subset_mention_relation(subset, i), t2s_subset_mention_column(subset, i)));
        json_add_text(object, "value", t2s_subset_mention_value(subset, i));
        json_add_int(object, "strength", t2s_subset_mention_strength(subset, i));
        json_append(array, object);
    }
    return array;
}

void schema_print_json(const t2s_subset *subset, const char *question, bool values)
{
    json_object *output = json_new_object();
    json_object *tables = json_new_array();

    for (size_t i = 0; i < t2s_subset_relation_count(subset); i++)
        json_append(tables, json_relation(subset, i, question != NULL, values));
    json_add(output, "tables", tables);
    json_add(output, "mentions", mentions_of(subset));
    json_add_bool(output, "complete", t2s_subset_is_complete(subset));
    json_add_int(output, "tokens", (int64_t)t2s_subset_tokens(subset));
    json_print_line(output);
}
