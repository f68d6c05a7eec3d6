/* SPDX-License-Identifier: MIT */
/*
 * The built-in functions of PostgreSQL 15 that have something to say to names: those with OUT columns, those that return sets of
 * plain values, and those that can be called with a row, so that PostgreSQL takes `t.count` for `count(t)`. Read off pg_proc, without
 * those that look into the server itself. Of other functions nothing is known, and nothing is concluded from that.
 */
#include "dialect/postgres_functions.h"

#include <stdlib.h>
#include <string.h>

#include <text2sql/sys/dialect.h>

enum {
    COLUMNS = T2S_DIALECT_FUNCTION_COLUMNS,
    SCALAR = T2S_DIALECT_FUNCTION_SCALAR,
    TAKES_ROW = T2S_DIALECT_FUNCTION_SCALAR | T2S_DIALECT_FUNCTION_TAKES_ROW,
    UNNEST = T2S_DIALECT_FUNCTION_UNNEST
};

struct function {
    const char *name;
    unsigned flags;
    const char *columns[8]; /* NULL at the end */
};

/* In order of name. */
static const struct function functions[] = {
    {"array_agg", TAKES_ROW, {NULL}},
    {"concat", TAKES_ROW, {NULL}},
    {"count", TAKES_ROW, {NULL}},
    {"generate_series", SCALAR, {NULL}},
    {"generate_subscripts", SCALAR, {NULL}},
    {"hash_record", TAKES_ROW, {NULL}},
    {"json_agg", TAKES_ROW, {NULL}},
    {"json_array_elements", COLUMNS, {"value"}},
    {"json_array_elements_text", COLUMNS, {"value"}},
    {"json_build_array", TAKES_ROW, {NULL}},
    {"json_build_object", TAKES_ROW, {NULL}},
    {"json_each", COLUMNS, {"key", "value"}},
    {"json_each_text", COLUMNS, {"key", "value"}},
    {"json_object_keys", SCALAR, {NULL}},
    {"jsonb_agg", TAKES_ROW, {NULL}},
    {"jsonb_array_elements", COLUMNS, {"value"}},
    {"jsonb_array_elements_text", COLUMNS, {"value"}},
    {"jsonb_build_array", TAKES_ROW, {NULL}},
    {"jsonb_build_object", TAKES_ROW, {NULL}},
    {"jsonb_each", COLUMNS, {"key", "value"}},
    {"jsonb_each_text", COLUMNS, {"key", "value"}},
    {"jsonb_object_keys", SCALAR, {NULL}},
    {"jsonb_path_query", SCALAR, {NULL}},
    {"jsonb_path_query_tz", SCALAR, {NULL}},
    {"num_nonnulls", TAKES_ROW, {NULL}},
    {"num_nulls", TAKES_ROW, {NULL}},
    {"pg_column_compression", TAKES_ROW, {NULL}},
    {"pg_column_size", TAKES_ROW, {NULL}},
    {"pg_timezone_abbrevs", COLUMNS, {"abbrev", "utc_offset", "is_dst"}},
    {"pg_timezone_names", COLUMNS, {"name", "abbrev", "utc_offset", "is_dst"}},
    {"pg_typeof", TAKES_ROW, {NULL}},
    {"quote_literal", TAKES_ROW, {NULL}},
    {"quote_nullable", TAKES_ROW, {NULL}},
    {"record_out", TAKES_ROW, {NULL}},
    {"record_send", TAKES_ROW, {NULL}},
    {"regexp_matches", SCALAR, {NULL}},
    {"regexp_split_to_table", SCALAR, {NULL}},
    {"row_to_json", TAKES_ROW, {NULL}},
    {"string_to_table", SCALAR, {NULL}},
    {"to_json", TAKES_ROW, {NULL}},
    {"to_jsonb", TAKES_ROW, {NULL}},
    {"ts_debug", COLUMNS, {"alias", "description", "token", "dictionaries", "dictionary", "lexemes"}},
    {"ts_parse", COLUMNS, {"tokid", "token"}},
    {"ts_stat", COLUMNS, {"word", "ndoc", "nentry"}},
    {"ts_token_type", COLUMNS, {"tokid", "alias", "description"}},
    {"txid_snapshot_xip", SCALAR, {NULL}},
    {"unnest", UNNEST, {NULL}},
};

static int compare(const void *name, const void *function)
{
    return strcmp(name, ((const struct function *)function)->name);
}

unsigned t2s__postgres_function(const char *name, const char *const **ret_columns)
{
    const struct function *found = bsearch(name, functions, sizeof(functions) / sizeof(functions[0]), sizeof(functions[0]), compare);

    if (found == NULL)
        return 0;
    if ((found->flags & T2S_DIALECT_FUNCTION_COLUMNS) != 0)
        *ret_columns = found->columns;
    return found->flags;
}
