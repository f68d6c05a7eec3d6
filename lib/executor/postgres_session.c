/* SPDX-License-Identifier: MIT */
/* What a session is told before a query: how texts are read and written, and as whom the query runs. */
#include "executor/postgres_session.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "util/buffer.h"
#include "util/error.h"

enum { TIMEOUT_MAX = 2147483647 /* of statement_timeout */ };

/* Right whatever standard_conforming_strings is, which is only set by what this stands in. */
static void write_text(t2s__buffer *sql, const char *text)
{
    t2s__buffer_text(sql, "E'");
    for (; *text != '\0'; text++) {
        if (*text == '\'' || *text == '\\')
            t2s__buffer_char(sql, *text);
        t2s__buffer_char(sql, *text);
    }
    t2s__buffer_char(sql, '\'');
}

/* For the one transaction, so that it also holds behind a pooler. */
static void write_setting(t2s__buffer *sql, const char *name, const char *value)
{
    t2s__buffer_text(sql, sql->length == 0 ? "SELECT pg_catalog.set_config(" : ", pg_catalog.set_config(");
    write_text(sql, name);
    t2s__buffer_text(sql, ", ");
    write_text(sql, value);
    t2s__buffer_text(sql, ", true)");
}

static void write_search_path(t2s__buffer *sql, const t2s_query *query)
{
    t2s__buffer path = T2S__BUFFER_INIT;

    for (size_t i = 0; i < t2s_query_search_path_count(query); i++) {
        t2s__buffer_text(&path, i != 0 ? ", \"" : "\"");
        for (const char *c = t2s_query_search_path(query, i); *c != '\0'; c++) {
            if (*c == '"')
                t2s__buffer_char(&path, '"');
            t2s__buffer_char(&path, *c);
        }
        t2s__buffer_char(&path, '"');
    }
    sql->failed |= path.failed;
    if (path.length != 0)
        write_setting(sql, "search_path", t2s__buffer_string(&path));
    t2s__buffer_dispose(&path);
}

/* The server's own settings could take away what protects it; those of applications have a dot in their names. */
static int may_be_set(const char *name)
{
    return strchr(name, '.') != NULL || strcasecmp(name, "timezone") == 0;
}

static int write_identity(t2s__buffer *sql, const t2s_query *query, t2s_error **reterr_error)
{
    for (size_t i = 0; i < t2s_query_setting_count(query); i++) {
        const char *name = t2s_query_setting_name(query, i);

        if (!may_be_set(name))
            return t2s__fail(reterr_error, T2S_E_INVALID,
                             "the setting \"%.64s\" cannot be given with a question: only TimeZone and those with a dot in their name, "
                             "such as app.tenant",
                             name);
        write_setting(sql, name, t2s_query_setting_value(query, i));
    }
    if (t2s_query_role(query) != NULL)
        write_setting(sql, "role", t2s_query_role(query)); /* the last: the role need not be allowed the rest */
    return 0;
}

char *t2s__pg_session_sql(const t2s_query *query, t2s_error **reterr_error)
{
    uint64_t timeout = t2s_query_timeout_ms(query);
    t2s__buffer sql = T2S__BUFFER_INIT;
    char number[24];

    /* What decides how the text is read must be as the validator took it to be, and what decides how values are written as
     * t2s_result says. */
    write_setting(&sql, "standard_conforming_strings", "on");
    write_setting(&sql, "datestyle", "ISO");
    write_setting(&sql, "intervalstyle", "postgres");
    write_setting(&sql, "bytea_output", "hex");
    write_setting(&sql, "extra_float_digits", "1");
    if (timeout != 0) {
        snprintf(number, sizeof(number), "%llu", (unsigned long long)(timeout < TIMEOUT_MAX ? timeout : TIMEOUT_MAX));
        write_setting(&sql, "statement_timeout", number);
    }
    write_search_path(&sql, query);
    if (write_identity(&sql, query, reterr_error) != 0) {
        t2s__buffer_dispose(&sql);
        return NULL;
    }
    if (sql.failed)
        t2s__fail_nomem(reterr_error);
    return t2s__buffer_steal(&sql, NULL);
}
