/* SPDX-License-Identifier: MIT */
/* text2sql schema: what the library sees of a database, and what of it a question would have in its prompt. */
#include "schema.h"

#include <stdint.h>
#include <string.h>

#include <text2sql/retrieval.h>

#include "input.h"
#include "json.h"
#include "message.h"
#include "schema_view.h"
#include "source.h"

struct viewer {
    const struct settings *settings;
    t2s_index *index;
};

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

/* With no question the whole schema is shown, however large. */
static int show(const struct viewer *viewer, const char *question)
{
    t2s_subset *subset = NULL;
    int code = t2s_subset_new(viewer->index, question != NULL ? question : "",
                              question != NULL ? viewer->settings->budget : SIZE_MAX, &subset);

    if (code != 0)
        return report_error(code, NULL);
    if (viewer->settings->format == FORMAT_JSON) {
        schema_print_json(subset, question, viewer->settings->values);
    } else {
        if (viewer->settings->format == FORMAT_DETAILS)
            schema_print_details(subset, question, viewer->settings->values);
        else
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
    if (settings->values && settings->format != FORMAT_DETAILS && settings->format != FORMAT_JSON)
        return usage_error("add --format details or --format json", "--values has no place in a prompt's text");
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
    int status;

    if (settings->notify_sql) {
        fputs(t2s_postgres_notify_sql(), stdout);
        return STATUS_DONE;
    }
    status = usage_problem(settings);
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
