/* SPDX-License-Identifier: MIT */
#include "metadata/postgres_settings.h"

#include <string.h>

#include "util/error.h"
#include "util/memory.h"
#include "util/options.h"

static const t2s__option known_options[] = {
    {"uri", T2S__OPTION_STRING, offsetof(t2s__pg_settings, uri), 0, 0},
    {"connect_timeout_ms", T2S__OPTION_INT, offsetof(t2s__pg_settings, connect_timeout_ms), 1, 3600000},
    {"timeout_ms", T2S__OPTION_INT, offsetof(t2s__pg_settings, timeout_ms), 1, 86400000},
    {"idle_timeout_ms", T2S__OPTION_INT, offsetof(t2s__pg_settings, idle_timeout_ms), 1, 86400000},
    {"values", T2S__OPTION_STRING, offsetof(t2s__pg_settings, values_name), 0, 0},
    {"values_timeout_ms", T2S__OPTION_INT, offsetof(t2s__pg_settings, values_timeout_ms), 1, 3600000},
    {"values_max_bytes", T2S__OPTION_INT, offsetof(t2s__pg_settings, values_max_bytes), 1024, (int64_t)1 << 30},
    T2S__FILTER_OPTIONS(offsetof(t2s__pg_settings, lists)),
};

static int read_values(t2s__pg_settings *settings, t2s_error **reterr_error)
{
    static const char *const names[] = {"none", "statistics", "sample"};

    settings->values = T2S__PG_VALUES_SAMPLE;
    if (settings->values_name == NULL)
        return 0;
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (strcmp(settings->values_name, names[i]) == 0) {
            settings->values = (int)i;
            return 0;
        }
    return t2s__fail(reterr_error, T2S_E_INVALID, "option \"values\" takes none, statistics or sample, not \"%.20s\"",
                     settings->values_name);
}

/* For SQL, whatever standard_conforming_strings is. */
static void write_literal(t2s__buffer *sql, const char *text)
{
    t2s__buffer_text(sql, "E'");
    for (; *text != '\0'; text++) {
        if (*text == '\'' || *text == '\\')
            t2s__buffer_char(sql, *text);
        t2s__buffer_char(sql, *text);
    }
    t2s__buffer_char(sql, '\'');
}

static void write_schemas(t2s__buffer *sql, const char *name, void (*write)(const t2s__filter *filter, t2s__buffer *buffer),
                          const t2s__filter *filter)
{
    t2s__buffer expression = T2S__BUFFER_INIT;

    write(filter, &expression);
    t2s__buffer_printf(sql, ", pg_catalog.set_config('text2sql.%s', ", name);
    write_literal(sql, t2s__buffer_string(&expression));
    t2s__buffer_text(sql, ", true)");
    sql->failed |= expression.failed;
    t2s__buffer_dispose(&expression);
}

/*
 * Nested loops are off, as far as there is another way: right after a large schema was restored, before anything was analyzed, the
 * planner would choose them for joins of whole catalogs, and time would grow with the square of the schema.
 * 0; T2S_E_NOMEM.
 */
static int write_preparation(t2s__pg_settings *settings)
{
    t2s__buffer sql = T2S__BUFFER_INIT;

    t2s__buffer_printf(
        &sql,
        "SELECT pg_catalog.set_config('statement_timeout', '%lld', true), pg_catalog.set_config('jit', 'off', true), "
        "pg_catalog.set_config('work_mem', '32MB', true), pg_catalog.set_config('enable_nestloop', 'off', true), "
        "pg_catalog.set_config('text2sql.values_max_bytes', '%lld', true)",
        (long long)settings->timeout_ms, (long long)settings->values_bytes);
    write_schemas(&sql, "schemas", t2s__filter_write_schemas, settings->filter);
    write_schemas(&sql, "exclude_schemas", t2s__filter_write_excluded_schemas, settings->filter);
    settings->prepare_sql = t2s__buffer_steal(&sql, NULL);
    t2s__buffer_dispose(&sql);
    return settings->prepare_sql != NULL ? 0 : T2S_E_NOMEM;
}

int t2s__pg_settings_read(t2s__pg_settings *settings, const t2s_options *options, t2s_error **reterr_error)
{
    int code;

    *settings = (t2s__pg_settings){.connect_timeout_ms = 10000,
                                   .timeout_ms = 30000,
                                   .idle_timeout_ms = 300000,
                                   .values_timeout_ms = 1000,
                                   .values_max_bytes = 16 * 1024 * 1024};
    code = t2s__options_read(options, known_options, sizeof(known_options) / sizeof(known_options[0]), settings, reterr_error);
    if (code == 0 && settings->uri == NULL)
        code = t2s__fail(reterr_error, T2S_E_INVALID, "the PostgreSQL metadata source needs the option \"uri\"");
    if (code == 0)
        code = read_values(settings, reterr_error);
    if (code == 0)
        code = t2s__filter_new(&settings->lists, &settings->filter, reterr_error);
    if (code != 0)
        return code;
    settings->values_bytes = settings->values != T2S__PG_VALUES_NONE ? (size_t)settings->values_max_bytes : 0;
    return write_preparation(settings) == 0 ? 0 : t2s__fail_nomem(reterr_error);
}

void t2s__pg_settings_dispose(t2s__pg_settings *settings)
{
    if (settings->uri != NULL)
        t2s__wipe(settings->uri, strlen(settings->uri)); /* it may hold a password */
    t2s__free(settings->uri);
    t2s__free(settings->values_name);
    t2s__free(settings->prepare_sql);
    t2s__filter_lists_dispose(&settings->lists);
    t2s__filter_free(settings->filter);
}
