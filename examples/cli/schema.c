/* SPDX-License-Identifier: MIT */
/* text2sql schema: what the library sees of a database, and what of it a question would have in its prompt. */
#include "schema.h"

#include <stdint.h>
#include <string.h>

#include <text2sql/retrieval.h>

#include "input.h"
#include "json.h"
#include "message.h"
#include "source.h"

struct viewer {
    const struct settings *settings;
    t2s_index *index;
};

static const char *kind_name(int kind)
{
    switch (kind) {
    case T2S_RELATION_TABLE:
        return "table";
    case T2S_RELATION_PARTITIONED:
        return "partitioned table";
    case T2S_RELATION_VIEW:
        return "view";
    case T2S_RELATION_MATERIALIZED_VIEW:
        return "materialized view";
    case T2S_RELATION_FOREIGN:
        return "foreign table";
    default:
        return "relation";
    }
}

static json_object *json_column(const t2s_column *column)
{
    json_object *object = json_new_object();

    json_add_text(object, "name", t2s_column_name(column));
    json_add_text(object, "type", t2s_column_type(column));
    json_add_bool(object, "not_null", t2s_column_not_null(column));
    json_add_text(object, "default", t2s_column_default(column));
    json_add_text(object, "comment", t2s_column_comment(column));
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
    static const char *const kinds[] = {[T2S_KEY_PRIMARY] = "primary", [T2S_KEY_UNIQUE] = "unique", [T2S_KEY_FOREIGN] = "foreign",
                                        [T2S_KEY_INFERRED] = "inferred", [T2S_KEY_INDEX] = "index"};
    const t2s_relation *foreign = t2s_key_foreign_relation(key);
    json_object *object = json_new_object();

    json_add_text(object, "kind", kinds[t2s_key_kind(key)]);
    json_add(object, "columns", json_key_columns(key, t2s_key_column));
    if (foreign != NULL) {
        json_add_text(object, "foreign_schema", t2s_relation_schema(foreign));
        json_add_text(object, "foreign_name", t2s_relation_name(foreign));
        json_add(object, "foreign_columns", json_key_columns(key, t2s_key_foreign_column));
    }
    return object;
}

static json_object *json_relation(const t2s_subset *subset, size_t index)
{
    const t2s_relation *relation = t2s_subset_relation(subset, index);
    json_object *object = json_new_object();
    json_object *columns = json_new_array();
    json_object *keys = json_new_array();

    json_add_text(object, "schema", t2s_relation_schema(relation));
    json_add_text(object, "name", t2s_relation_name(relation));
    json_add_text(object, "kind", kind_name(t2s_relation_kind(relation)));
    json_add_text(object, "comment", t2s_relation_comment(relation));
    if (t2s_relation_row_estimate(relation) >= 0)
        json_add_int(object, "rows", t2s_relation_row_estimate(relation));
    else
        json_add(object, "rows", NULL);
    for (size_t i = 0; i < t2s_subset_column_count(subset, index); i++)
        json_append(columns, json_column(t2s_subset_column(subset, index, i)));
    json_add(object, "columns", columns);
    for (size_t i = 0; i < t2s_relation_key_count(relation); i++)
        json_append(keys, json_key(t2s_relation_key(relation, i)));
    json_add(object, "keys", keys);
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

/* The same behind the schema, as remarks. */
static void print_mentions(const t2s_subset *subset)
{
    const char *text = t2s_subset_mentions_text(subset);

    while (*text != '\0') {
        size_t length = strcspn(text, "\n");

        printf("-- %.*s\n", (int)length, text);
        text += length + (text[length] == '\n');
    }
}

static void print_json(const t2s_subset *subset)
{
    json_object *output = json_new_object();
    json_object *tables = json_new_array();

    for (size_t i = 0; i < t2s_subset_relation_count(subset); i++)
        json_append(tables, json_relation(subset, i));
    json_add(output, "tables", tables);
    json_add(output, "mentions", mentions_of(subset));
    json_add_bool(output, "complete", t2s_subset_is_complete(subset));
    json_add_int(output, "tokens", (int64_t)t2s_subset_tokens(subset));
    json_print_line(output);
}

/* With no question the whole schema is shown, however large. */
static int show(const struct viewer *viewer, const char *question)
{
    t2s_subset *subset = NULL;
    int code = t2s_subset_new(viewer->index, question != NULL ? question : "",
                              question != NULL ? viewer->settings->budget : SIZE_MAX, &subset);

    if (code != 0)
        return report_error(code, NULL);
    if (viewer->settings->format == FORMAT_JSON) {
        print_json(subset);
    } else {
        fputs(t2s_subset_text(subset), stdout);
        print_mentions(subset);
        if (question != NULL && !t2s_subset_is_complete(subset))
            fprintf(stderr, "text2sql: %zu tables, about %zu tokens; the rest of the schema was left out\n",
                    t2s_subset_relation_count(subset), t2s_subset_tokens(subset));
    }
    t2s_subset_free(subset);
    return STATUS_DONE;
}

static json_object *tables_of(const t2s_subset *subset)
{
    json_object *array = json_new_array();

    for (size_t i = 0; subset != NULL && i < t2s_subset_relation_count(subset); i++)
        json_append(array, json_name(t2s_subset_relation(subset, i), NULL));
    return array;
}

static json_object *columns_of(const t2s_subset *subset)
{
    json_object *array = json_new_array();

    for (size_t i = 0; subset != NULL && i < t2s_subset_relation_count(subset); i++)
        for (size_t j = 0; j < t2s_subset_column_count(subset, i); j++)
            json_append(array, json_name(t2s_subset_relation(subset, i), t2s_subset_column(subset, i, j)));
    return array;
}

static int show_line(const input_line *line, const char *problem, void *user_data)
{
    const struct viewer *viewer = user_data;
    json_object *output = json_new_object();
    t2s_subset *subset = NULL;
    int code = 0;

    if (problem == NULL && strlen(line->text) != line->length)
        problem = "the question holds a NUL character";
    if (problem == NULL)
        code = t2s_subset_new(viewer->index, line->text, viewer->settings->budget, &subset);
    if (code != 0)
        problem = t2s_strerror(code);
    json_add(output, "id", json_object_get(line->id));
    json_add(output, "tables", tables_of(subset));
    json_add(output, "columns", columns_of(subset));
    json_add_int(output, "tokens", subset != NULL ? (int64_t)t2s_subset_tokens(subset) : 0);
    json_add_text(output, "text", subset != NULL ? t2s_subset_text(subset) : "");
    if (problem != NULL) {
        json_object *error = json_new_object();

        json_add_text(error, "code", "invalid_line");
        json_add_text(error, "message", problem);
        json_add_int(error, "line", (int64_t)line->number);
        json_add(output, "error", error);
    }
    json_print_line(output);
    t2s_subset_free(subset);
    return problem == NULL ? STATUS_DONE : STATUS_REJECTED;
}

static int usage_problem(const struct settings *settings)
{
    if (settings->database == NULL && settings->schema_count == 0)
        return usage_error("add --schema FILE.sql or --database URI", "no schema was given");
    if (settings->format == FORMAT_JSONL && settings->question != NULL)
        return usage_error("put it into the input, or choose another format",
                           "--format jsonl reads its questions; --question is one too many");
    if (settings->format != FORMAT_JSONL && settings->argument_count > 0)
        return usage_error("a FILE of questions goes with --format jsonl; a schema file with --schema",
                           "unexpected argument \"%.80s\"", settings->arguments[0]);
    if (settings->argument_count > 1)
        return usage_error("one file is read", "more than one FILE");
    return one_source(settings);
}

int command_schema(const struct settings *settings)
{
    struct viewer viewer = {.settings = settings};
    int status = usage_problem(settings);

    if (status == STATUS_DONE)
        status = open_index(settings, &viewer.index);
    if (status != STATUS_DONE)
        return status;
    if (settings->format == FORMAT_JSONL)
        status = read_lines(settings->argument_count > 0 ? settings->arguments[0] : NULL, "question", show_line, &viewer);
    else
        status = show(&viewer, settings->question);
    t2s_index_unref(viewer.index);
    return status;
}
