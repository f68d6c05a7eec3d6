/* SPDX-License-Identifier: MIT */
/*
 * A client of the statement protocol of Trino and PrestoDB on the loop: POST /v1/statement, then one page after the other by
 * following nextUri. Rows are handed over as a page comes, and the next page is asked for when all of this one were taken.
 *
 * Everything here is for the loop's thread, but for the configuration. No callback runs inside the call that set it up.
 */
#ifndef T2S_NET_PRESTO_H
#define T2S_NET_PRESTO_H

#include <stddef.h>
#include <stdint.h>

#include <text2sql/options.h>
#include <text2sql/sys/error.h>
#include <text2sql/sys/loop.h>

#include "util/options.h"

/* Which server it is: the names of headers, of options' schemes, and of the product in errors. */
enum { T2S__PRESTO_TRINO = 0, T2S__PRESTO_PRESTODB = 1 };

/*
 * The connection's options as they are given by name; whoever takes them puts T2S__PRESTO_OPTIONS into his own table. NULL and 0
 * are the defaults. What is given here goes before what the URI says.
 */
typedef struct t2s__presto_settings {
    char *uri;           /* trino://[user[:password]@]host[:port][/catalog[/schema]][?name=value&...], or presto://, http(s)://host */
    char *user;          /* as whom statements run: X-Trino-User */
    char *password;      /* for basic authentication */
    char *token;         /* a bearer token */
    char *token_file;    /* a file with one, read anew for each statement */
    char *catalog;       /* where names without one are looked up */
    char *schema;
    char *ssl;           /* "true" or "false"; by default true for port 443 and https:// */
    char *ca_file;       /* PEM certificates to trust instead of the system's */
    char *proxy;         /* NULL: that of the environment; "": none */
    char *plain_credentials; /* "true": send passwords and tokens without TLS, too */
    char *next_uri;      /* "same" (default): only the origin that was connected to; "rewrite": its path at that origin */
    char *source;        /* default "libtext2sql" */
    char *client_tags;   /* separated by commas */
    char *client_info;
    char *time_zone;     /* default: the server's own */
    char *roles;         /* "catalog=role,...": authorization roles, by catalog ("system" for all) */
    t2s_options *session;     /* properties of the session, by name */
    t2s_options *credentials; /* extra credentials, by name */
    int64_t connect_timeout_ms; /* default 10000 */
    int64_t retry_ms;           /* how long a server that cannot be reached, or is busy, is asked again; default 30000 */
    int64_t page_bytes;         /* largest page; default 64 MiB */
} t2s__presto_settings;

#define T2S__PRESTO_STRING_(type, member, name) {#name, T2S__OPTION_STRING, offsetof(type, member.name), 0, 0}

/* Rows of a t2s__option table, for a t2s__presto_settings that is the `member` of a struct `type`. */
#define T2S__PRESTO_OPTIONS(type, member)                                                                                          \
    T2S__PRESTO_STRING_(type, member, uri), T2S__PRESTO_STRING_(type, member, user), T2S__PRESTO_STRING_(type, member, password),  \
        T2S__PRESTO_STRING_(type, member, token), T2S__PRESTO_STRING_(type, member, token_file),                                   \
        T2S__PRESTO_STRING_(type, member, catalog), T2S__PRESTO_STRING_(type, member, schema),                                     \
        T2S__PRESTO_STRING_(type, member, ssl), T2S__PRESTO_STRING_(type, member, ca_file),                                        \
        T2S__PRESTO_STRING_(type, member, proxy), T2S__PRESTO_STRING_(type, member, plain_credentials),                            \
        T2S__PRESTO_STRING_(type, member, next_uri), T2S__PRESTO_STRING_(type, member, source),                                    \
        T2S__PRESTO_STRING_(type, member, client_tags), T2S__PRESTO_STRING_(type, member, client_info),                            \
        T2S__PRESTO_STRING_(type, member, time_zone), T2S__PRESTO_STRING_(type, member, roles),                                    \
        {"session.", T2S__OPTION_PAIRS, offsetof(type, member.session), 0, 0},                                                     \
        {"credential.", T2S__OPTION_PAIRS, offsetof(type, member.credentials), 0, 0},                                              \
        {"connect_timeout_ms", T2S__OPTION_INT, offsetof(type, member.connect_timeout_ms), 1, 3600000},                            \
        {"retry_ms", T2S__OPTION_INT, offsetof(type, member.retry_ms), 0, 3600000}, {                                              \
        "page_bytes", T2S__OPTION_INT, offsetof(type, member.page_bytes), 1024, 1 << 30                                            \
    }

/* Set the defaults of the numbers; the rest must be zero. */
void t2s__presto_settings_init(t2s__presto_settings *settings);

/* Free the texts, secrets overwritten. */
void t2s__presto_settings_dispose(t2s__presto_settings *settings);

/* Where and how to connect, checked. Immutable, counted by reference; any thread. */
typedef struct t2s__presto_config t2s__presto_config;

/*
 * Read the settings; all of it is copied. T2S_E_INVALID: no URI, one that cannot be read, credentials that would go without TLS,
 * ...; T2S_E_NOMEM. The error's text never quotes the URI, which may hold a password.
 */
int t2s__presto_config_new(int flavour, const t2s__presto_settings *settings, t2s__presto_config **ret_config,
                           t2s_error **reterr_error);
t2s__presto_config *t2s__presto_config_ref(t2s__presto_config *config);
void t2s__presto_config_unref(t2s__presto_config *config);

int t2s__presto_config_flavour(const t2s__presto_config *config);

/* NULL where none is set. */
const char *t2s__presto_config_catalog(const t2s__presto_config *config);
const char *t2s__presto_config_schema(const t2s__presto_config *config);
const char *t2s__presto_config_user(const t2s__presto_config *config);

/* "https://host:port", for messages and keys. */
const char *t2s__presto_config_origin(const t2s__presto_config *config);

/* The connections to a server, for any number of statements at once. */
typedef struct t2s__presto_client t2s__presto_client;

/* 0; T2S_E_NOMEM, T2S_E_INTERNAL. `loop` must outlive the client. */
int t2s__presto_client_new(t2s__presto_config *config, t2s_loop *loop, t2s__presto_client **ret_client);

/*
 * Every statement under way ends with T2S_E_SHUTDOWN (`done` runs inside), and the server is told to stop it, on a thread of its own
 * that nobody waits for. NULL is fine. Not inside a callback of one of its statements.
 */
void t2s__presto_client_free(t2s__presto_client *client);

/* What is to be run. All of it is copied by start. */
typedef struct t2s__presto_statement {
    const char *sql;
    const char *user;    /* NULL: the configuration's; so are the others */
    const char *catalog;
    const char *schema; /* with a catalog, NULL is none */
    const char *time_zone;
    const t2s_options *session; /* more properties; they go before the configuration's */
    uint64_t timeout_ms;        /* 0: none. For all of it; past it the server is told to stop, and the error is T2S_E_TIMEOUT */
} t2s__presto_statement;

typedef struct t2s__presto_column {
    const char *name; /* NUL-terminated UTF-8 */
    const char *type; /* as the server writes it: "decimal(10,2)", "row(a bigint, b varchar)" */
} t2s__presto_column;

enum {
    T2S__PRESTO_NULL = 0,
    T2S__PRESTO_BOOL = 1,   /* text: "true" or "false" */
    T2S__PRESTO_NUMBER = 2, /* text: its digits, as they came */
    T2S__PRESTO_STRING = 3, /* text: without quotes and escapes */
    T2S__PRESTO_NESTED = 4  /* text: the JSON of an array or object, as it came */
};

/* A value as the protocol has it; what it means is said by the column's type. */
typedef struct t2s__presto_value {
    int kind;         /* T2S__PRESTO_* */
    const char *text; /* NULL for NULL; NUL-terminated but for NESTED and NUMBER */
    size_t length;
} t2s__presto_value;

/* How far a statement is, as the server last said. */
typedef struct t2s__presto_progress {
    const char *query_id;
    const char *state; /* "QUEUED", "RUNNING", "FINISHED", ... */
    uint64_t splits_total;
    uint64_t splits_done;
    uint64_t rows;  /* read from tables so far, not rows of the result */
    uint64_t bytes; /* of those */
    uint64_t elapsed_ms;
} t2s__presto_progress;

/* Who hears of a statement. What is given is borrowed for the call. Inside all but `done` the statement may be stopped. */
typedef struct t2s__presto_handler {
    /* Optional. Runs once, before the first row; also where there are no rows. Nonzero: as with `row`. */
    int (*columns)(void *user_data, const t2s__presto_column *columns, size_t count);

    /* Optional. One row; as many values as there are columns. Nonzero: no more are wanted, the server is told to stop, and `done` runs
     * with no error. */
    int (*row)(void *user_data, const t2s__presto_value *values, size_t count);

    /* Optional. After each page, before its rows. */
    void (*progress)(void *user_data, const t2s__presto_progress *progress);

    /* Required. Runs exactly once, unless the statement is stopped before; the statement is not valid any more. `error` is taken
     * over; NULL: it went well. An error of the server has its name in place of the SQLSTATE (COLUMN_NOT_FOUND), and its place. */
    void (*done)(void *user_data, t2s_error *error);
} t2s__presto_handler;

/* A statement under way. */
typedef struct t2s__presto_run t2s__presto_run;

/* 0; T2S_E_INVALID (something that cannot be sent), T2S_E_NOMEM, T2S_E_SHUTDOWN. After an error no callback runs. */
int t2s__presto_start(t2s__presto_client *client, const t2s__presto_statement *statement, const t2s__presto_handler *handler,
                      void *user_data, t2s__presto_run **ret_run, t2s_error **reterr_error);

/* No callback runs any more, and the server is told to stop. The run is not valid any more. NULL is fine. */
void t2s__presto_stop(t2s__presto_run *run);

#endif
