/* SPDX-License-Identifier: MIT */
/* What libpq and the server say, as errors of this library. */
#include <string.h>

#include "net/pq_internal.h"
#include "util/buffer.h"
#include "util/error.h"
#include "util/utf8.h"

static int in_class(const char *sqlstate, const char *class)
{
    return strncmp(sqlstate, class, strlen(class)) == 0;
}

static int code_of(const char *sqlstate)
{
    if (in_class(sqlstate, "08") || in_class(sqlstate, "57P"))
        return T2S_E_CONNECT;
    if (in_class(sqlstate, "28"))
        return T2S_E_AUTH;
    if (in_class(sqlstate, "53200"))
        return T2S_E_SERVER; /* the server's memory, not ours */
    return T2S_E_DATABASE;
}

/* Would the same have a chance a little later? */
static int is_retryable(const char *sqlstate)
{
    static const char *const states[] = {"08", "57P01", "57P02", "57P03", "57P05", "40001", "40P01", "53", "55P03"};

    for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
        if (in_class(sqlstate, states[i]))
            return 1;
    return 0;
}

static void classify(t2s_error *error, const char *sqlstate)
{
    t2s_error_set_sqlstate(error, sqlstate);
    t2s_error_set_retryable(error, is_retryable(sqlstate));
}

/* The server counts characters from 1. */
static void set_position(t2s_error *error, const char *sql, const char *position)
{
    long characters = 0;
    size_t offset = 0;
    int line;
    int column;

    while (*position >= '0' && *position <= '9' && characters < 100000000)
        characters = characters * 10 + (*position++ - '0');
    if (characters == 0)
        return;
    for (long i = 1; i < characters && sql[offset] != '\0'; i++)
        do
            offset++;
        while (((unsigned char)sql[offset] & 0xC0) == 0x80);
    t2s__utf8_position(sql, strlen(sql), offset, &line, &column);
    t2s_error_set_position(error, line, column);
}

/* libpq's first line tells what happened; the others guess why. */
static t2s_error *lost(const char *message)
{
    return t2s__error(T2S_E_CONNECT, "the connection to PostgreSQL was lost: %.*s", (int)strcspn(message, "\n"), message);
}

t2s_error *t2s__pq_result_error(const PGresult *result, const char *sql)
{
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
    const char *position = PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION);
    t2s__buffer text = T2S__BUFFER_INIT;
    t2s_error *error;

    if (sqlstate == NULL) /* libpq's own words */
        return lost(PQresultErrorMessage(result));
    t2s__buffer_text(&text, primary != NULL ? primary : "the database reported an error");
    if (detail != NULL)
        t2s__buffer_printf(&text, " (%s)", detail);
    error = text.failed ? t2s_error_new(T2S_E_NOMEM, NULL) : t2s_error_new(code_of(sqlstate), t2s__buffer_string(&text));
    t2s__buffer_dispose(&text);
    classify(error, sqlstate);
    t2s_error_set_hint(error, PQresultErrorField(result, PG_DIAG_MESSAGE_HINT));
    if (position != NULL && sql != NULL)
        set_position(error, sql, position);
    if (strcmp(sqlstate, "25006") == 0)
        t2s_error_set_hint(error, "queries run in a read-only transaction: only what reads is possible");
    return error;
}

static int is_sqlstate(const char *text)
{
    for (int i = 0; i < 5; i++)
        if (!(text[i] >= '0' && text[i] <= '9') && !(text[i] >= 'A' && text[i] <= 'Z'))
            return 0;
    return text[5] == ':' && text[6] == ' ';
}

/*
 * A connection's message, flattened into one line. Verbose reports read "FATAL:  28P01: no such user" and end with a line about the
 * server's source; the code goes to `sqlstate` (of the last report), that line is dropped.
 */
static void read_message(const char *message, t2s__buffer *text, char sqlstate[6])
{
    const char *at = message;

    sqlstate[0] = '\0';
    while (*at != '\0') {
        if (strncmp(at, "LOCATION:", 9) == 0 && (at == message || at[-1] == '\n')) {
            at += strcspn(at, "\n");
        } else if (at >= message + 3 && memcmp(at - 3, ":  ", 3) == 0 && is_sqlstate(at)) {
            memcpy(sqlstate, at, 5);
            sqlstate[5] = '\0';
            at += 7;
        } else if (*at == '\n' || *at == '\t') {
            at += strspn(at, "\n\t");
            if (*at != '\0' && strncmp(at, "LOCATION:", 9) != 0)
                t2s__buffer_text(text, "; ");
        } else
            t2s__buffer_char(text, *at++);
    }
}

/* libpq has no code for it, and only in English does its text say it. */
static int speaks_of_tls(const char *message)
{
    return strstr(message, "SSL") != NULL || strstr(message, "certificate") != NULL;
}

t2s_error *t2s__pq_connect_error(const PGconn *connection)
{
    const char *message = PQerrorMessage(connection);
    t2s__buffer text = T2S__BUFFER_INIT;
    char sqlstate[6];
    t2s_error *error;
    int code;

    t2s__buffer_text(&text, "cannot connect to PostgreSQL: ");
    read_message(message, &text, sqlstate);
    if (sqlstate[0] != '\0')
        code = code_of(sqlstate);
    else if (PQconnectionNeedsPassword(connection))
        code = T2S_E_AUTH;
    else
        code = speaks_of_tls(message) ? T2S_E_TLS : T2S_E_CONNECT;
    error = text.failed ? t2s_error_new(T2S_E_NOMEM, NULL) : t2s_error_new(code, t2s__buffer_string(&text));
    t2s__buffer_dispose(&text);
    if (sqlstate[0] != '\0')
        classify(error, sqlstate);
    return error;
}

t2s_error *t2s__pq_lost_error(const PGconn *connection)
{
    return lost(PQerrorMessage(connection));
}
