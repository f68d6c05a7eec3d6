/* SPDX-License-Identifier: MIT */
/* Writing JSON: json-c's objects without its return values, since there is no way on without memory. */
#ifndef CLI_JSON_H
#define CLI_JSON_H

#include <stdint.h>

#include <json-c/json.h>

#include <text2sql/catalog.h>
#include <text2sql/diagnostic.h>
#include <text2sql/error.h>
#include <text2sql/statement.h>

json_object *json_new_object(void);
json_object *json_new_array(void);

/* Each adds one member to an object. A NULL text gives null. `value` is taken over; NULL gives null. */
void json_add(json_object *object, const char *name, json_object *value);
void json_add_text(json_object *object, const char *name, const char *text);
void json_add_int(json_object *object, const char *name, int64_t number);
void json_add_bool(json_object *object, const char *name, int truth);

/** Add to an array; `value` is taken over. */
void json_append(json_object *array, json_object *value);

/** A text as a JSON value. */
json_object *json_text(const char *text);

/** "schema.table", and "schema.table.column" when there is a column. */
json_object *json_name(const t2s_relation *relation, const t2s_column *column);

/** {"code","severity","message","hint","line","column"} */
json_object *json_diagnostic(const t2s_diagnostic *diagnostic);

/** What was done to a statement: [{"name","message","edits":[{"start","length","text"}]}]; [] for NULL. */
json_object *json_fixes(const t2s_statement *mended);

/** {"code","stage","message","hint","line","column","sqlstate","http_status","retryable"} */
json_object *json_error(const t2s_error *error);

/** "note", "warning", "error". */
const char *severity_name(int severity);

/** The text of a value, in one line. Lives as long as the value. */
const char *json_line(json_object *value);

/** Print a value and a newline, send it off, and release it. */
void json_print_line(json_object *value);

#endif
