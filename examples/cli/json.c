/* SPDX-License-Identifier: MIT */
#include "json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "message.h"

static json_object *made(json_object *value)
{
    if (value == NULL)
        out_of_memory();
    return value;
}

json_object *json_new_object(void)
{
    return made(json_object_new_object());
}

json_object *json_new_array(void)
{
    return made(json_object_new_array());
}

json_object *json_text(const char *text)
{
    return text != NULL ? made(json_object_new_string(text)) : NULL;
}

void json_add(json_object *object, const char *name, json_object *value)
{
    if (json_object_object_add(object, name, value) != 0)
        out_of_memory();
}

void json_add_text(json_object *object, const char *name, const char *text)
{
    json_add(object, name, json_text(text));
}

void json_add_int(json_object *object, const char *name, int64_t number)
{
    json_add(object, name, made(json_object_new_int64(number)));
}

void json_add_bool(json_object *object, const char *name, int truth)
{
    json_add(object, name, made(json_object_new_boolean(truth)));
}

void json_append(json_object *array, json_object *value)
{
    if (json_object_array_add(array, value) != 0)
        out_of_memory();
}

json_object *json_name(const t2s_relation *relation, const t2s_column *column)
{
    const char *schema = t2s_relation_schema(relation);
    const char *name = t2s_relation_name(relation);
    const char *column_name = column != NULL ? t2s_column_name(column) : "";
    size_t size = strlen(schema) + strlen(name) + strlen(column_name) + 3;
    char *text = malloc(size);
    json_object *value;

    if (text == NULL)
        out_of_memory();
    snprintf(text, size, "%s.%s%s%s", schema, name, column != NULL ? "." : "", column_name);
    value = json_text(text);
    free(text);
    return value;
}

const char *severity_name(int severity)
{
    switch (severity) {
    case T2S_SEVERITY_ERROR:
        return "error";
    case T2S_SEVERITY_WARNING:
        return "warning";
    default:
        return "note";
    }
}

json_object *json_diagnostic(const t2s_diagnostic *diagnostic)
{
    json_object *object = json_new_object();

    json_add_text(object, "code", t2s_diagnostic_code(diagnostic));
    json_add_text(object, "severity", severity_name(t2s_diagnostic_severity(diagnostic)));
    json_add_text(object, "message", t2s_diagnostic_message(diagnostic));
    json_add_text(object, "hint", t2s_diagnostic_hint(diagnostic));
    json_add_int(object, "line", t2s_diagnostic_line(diagnostic));
    json_add_int(object, "column", t2s_diagnostic_column(diagnostic));
    return object;
}

static json_object *edits_of(const t2s_fix *fix)
{
    json_object *array = json_new_array();

    for (size_t i = 0; i < t2s_fix_edit_count(fix); i++) {
        json_object *object = json_new_object();
        size_t start, length;
        const char *text = t2s_fix_edit(fix, i, &start, &length);

        json_add_int(object, "start", (int64_t)start);
        json_add_int(object, "length", (int64_t)length);
        json_add_text(object, "text", text);
        json_append(array, object);
    }
    return array;
}

json_object *json_fixes(const t2s_statement *mended)
{
    json_object *array = json_new_array();

    for (size_t i = 0; i < t2s_statement_fix_count(mended); i++) {
        const t2s_fix *fix = t2s_statement_fix(mended, i);
        json_object *object = json_new_object();

        json_add_text(object, "name", t2s_fix_name(fix));
        json_add_text(object, "message", t2s_fix_message(fix));
        json_add(object, "edits", edits_of(fix));
        json_append(array, object);
    }
    return array;
}

json_object *json_error(const t2s_error *error)
{
    json_object *object;

    if (error == NULL)
        return NULL;
    object = json_new_object();
    json_add_text(object, "code", t2s_error_name(t2s_error_code(error)));
    json_add_text(object, "stage", t2s_stage_name(t2s_error_stage(error)));
    json_add_text(object, "message", t2s_error_message(error));
    json_add_text(object, "hint", t2s_error_hint(error));
    json_add_int(object, "line", t2s_error_line(error));
    json_add_int(object, "column", t2s_error_column(error));
    json_add_text(object, "sqlstate", t2s_error_sqlstate(error));
    json_add_int(object, "http_status", t2s_error_http_status(error));
    json_add_bool(object, "retryable", t2s_error_retryable(error));
    return object;
}

const char *json_line(json_object *value)
{
    const char *text = json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);

    if (text == NULL)
        out_of_memory();
    return text;
}

void json_print_line(json_object *value)
{
    puts(json_line(value));
    fflush(stdout);
    json_object_put(value);
}
