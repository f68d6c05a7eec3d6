/* SPDX-License-Identifier: MIT */
#include "executor/postgres_query.h"

#include <stdio.h>
#include <string.h>

#include "executor/postgres_plan.h"
#include "executor/postgres_session.h"
#include "util/buffer.h"
#include "util/error.h"
#include "util/memory.h"

enum {
    GRACE_MS = 1000,         /* beyond the statement_timeout, before the server counts as silent */
    CLEANING_MS = 2000       /* for a rollback: other queries may wait for the connection */
};

enum state { WAITING, PLANNING, RUNNING, CLEANING };

/* The first batch. */
enum { BEGIN, SESSION, QUERY, EXPLAIN, STATEMENTS };

typedef struct t2s__pg_query {
    t2s__pg_waiter waiter; /* first */
    t2s__pg_queries *queries;
    struct t2s__pg_query *next;
    struct t2s__pg_query **link; /* what points here */
    t2s_execution *execution;    /* NULL: finished */
    enum state state;
    size_t lost;      /* connections that turned out to be closed before anything was sent */
    t2s_timer *timer; /* of the waiting */
    t2s__pq *pq;      /* while one is granted */
    uint64_t began;

    size_t columns;
    int described;
    size_t unknown; /* columns whose type must be looked up */
    unsigned *oids; /* one a column; 0: known */
    int *modifiers;
    int *kinds;
    const char **values;
    size_t *lengths;
    char *bytes; /* decoded bytea values of a row */
    size_t bytes_capacity;

    int enough; /* a limit was reached: what the server says to the end of the query is no error */
    char *session_sql;
    char explain_sql[96];
    t2s_query *query; /* a reference: it outlives the execution */
    char *lookup;
    t2s__pq_statement statements[STATEMENTS];
} t2s__pg_query;

static void query_free(t2s__pg_query *query)
{
    *query->link = query->next;
    if (query->next != NULL)
        query->next->link = query->link;
    t2s_timer_free(query->timer);
    t2s__free(query->oids);
    t2s__free(query->modifiers);
    t2s__free(query->kinds);
    t2s__free(query->values);
    t2s__free(query->lengths);
    t2s__free(query->bytes);
    t2s__free(query->session_sql);
    t2s__free(query->lookup);
    t2s_query_unref(query->query);
    t2s__free(query);
}

static void finish(t2s__pg_query *query, t2s_error *error)
{
    t2s_execution *execution = query->execution;

    query->execution = NULL;
    if (execution != NULL)
        t2s_execution_finish(execution, error);
    else
        t2s_error_unref(error);
}

/* The connection goes back, and the query ends. */
static void leave(t2s__pg_query *query, int clean)
{
    t2s__pg_pool *pool = query->queries->pool;
    t2s__pq *pq = query->pq;

    query_free(query); /* first: giving back may start other queries */
    t2s__pg_pool_give(pool, pq, clean);
}

/* Describing. */

static int allocate_columns(t2s__pg_query *query, size_t count)
{
    query->columns = count;
    query->oids = t2s__calloc(count, sizeof(*query->oids));
    query->modifiers = t2s__calloc(count, sizeof(*query->modifiers));
    query->kinds = t2s__calloc(count, sizeof(*query->kinds));
    query->values = t2s__calloc(count, sizeof(*query->values));
    query->lengths = t2s__calloc(count, sizeof(*query->lengths));
    return query->oids != NULL && query->modifiers != NULL && query->kinds != NULL && query->values != NULL &&
                   query->lengths != NULL
               ? 0
               : T2S_E_NOMEM;
}

static int describe_column(t2s__pg_query *query, const PGresult *result, size_t column)
{
    unsigned oid = PQftype(result, (int)column);
    int modifier = PQfmod(result, (int)column);
    char buffer[T2S__PG_TYPE_NAME_MAX];
    const char *type = t2s__pg_type(query->queries->types, oid, modifier, buffer, &query->kinds[column]);

    if (type == NULL) {
        snprintf(buffer, sizeof(buffer), "oid %u", oid);
        type = buffer;
        query->kinds[column] = T2S_VALUE_OTHER;
        query->oids[column] = oid;
        query->modifiers[column] = modifier;
        query->unknown++;
    }
    return t2s_execution_add_column(query->execution, PQfname(result, (int)column), type, query->kinds[column]);
}

static int describe(t2s__pg_query *query, const PGresult *result)
{
    size_t count = (size_t)PQnfields(result);
    int code = allocate_columns(query, count);

    query->described = 1;
    for (size_t column = 0; column < count && code == 0; column++)
        code = describe_column(query, result, column);
    return code;
}

/* Rows. */

static int hex_digit(char digit)
{
    return digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}

/* bytea_output is hex: "\x" and two digits a byte. */
static void decode_bytes(const char *text, size_t length, char *bytes)
{
    for (size_t at = 2; at + 1 < length; at += 2)
        *bytes++ = (char)(hex_digit(text[at]) << 4 | hex_digit(text[at + 1]));
}

static int room_for_bytes(t2s__pg_query *query, const PGresult *result)
{
    size_t needed = 0;

    for (size_t column = 0; column < query->columns; column++)
        if (query->kinds[column] == T2S_VALUE_BYTES)
            needed += (size_t)PQgetlength(result, 0, (int)column) / 2;
    return needed != 0 ? t2s__grow((void **)&query->bytes, &query->bytes_capacity, needed, 1) : 0;
}

static int add_row(t2s__pg_query *query, const PGresult *result)
{
    char *bytes;

    if (room_for_bytes(query, result) != 0)
        return T2S_E_NOMEM;
    bytes = query->bytes;
    for (size_t column = 0; column < query->columns; column++) {
        const char *value = PQgetvalue(result, 0, (int)column);
        size_t length = (size_t)PQgetlength(result, 0, (int)column);

        if (PQgetisnull(result, 0, (int)column)) {
            value = NULL;
        } else if (query->kinds[column] == T2S_VALUE_BOOL) {
            value = value[0] == 't' ? "true" : "false";
            length = strlen(value);
        } else if (query->kinds[column] == T2S_VALUE_BYTES) {
            decode_bytes(value, length, bytes);
            value = bytes;
            length = length >= 2 ? length / 2 - 1 : 0;
            bytes += length;
        }
        query->values[column] = value;
        query->lengths[column] = length;
    }
    return t2s_execution_add_row(query->execution, query->values, query->lengths);
}

static int take_plan(t2s__pg_query *query, const PGresult *result)
{
    double cost, rows;
    int code;

    if (PQntuples(result) == 0)
        return 0;
    code = t2s__pg_plan_read(PQgetvalue(result, 0, 0), (size_t)PQgetlength(result, 0, 0), &cost, &rows);
    if (code != 0)
        finish(query, t2s__error(code, "what PostgreSQL says of its plan is not understood"));
    else if (t2s_execution_add_plan(query->execution, cost, rows) != 0)
        finish(query, NULL); /* the execution knows why */
    return 0;
}

/* Nonzero: enough. */
static int take_result(void *user_data, size_t statement, const PGresult *result)
{
    t2s__pg_query *query = user_data;
    int code = 0;

    (void)statement;
    if (query->state == PLANNING)
        return query->execution != NULL ? take_plan(query, result) : 0;
    if (query->execution == NULL)
        return 1;
    if (!query->described)
        code = describe(query, result);
    if (code == 0 && PQntuples(result) != 0)
        code = add_row(query, result);
    if (code == 0)
        return 0;
    query->enough = code == T2S_E_TOO_LARGE;
    if (!query->enough)
        finish(query, t2s_error_new(code, NULL));
    else if (query->unknown == 0)
        finish(query, NULL);
    return 1;
}

/* Leaving the connection as it was found. */

/* The names of the types that came up, by column. Every name in it is qualified: the search path is the user's. */
static char *lookup_text(const t2s__pg_query *query)
{
    t2s__buffer text = T2S__BUFFER_INIT;
    const char *separator = "";

    t2s__buffer_text(&text, "SELECT c.n, pg_catalog.format_type(t.oid, c.m), t.typtype, t.typcategory FROM (VALUES ");
    for (size_t column = 0; column < query->columns; column++) {
        if (query->oids[column] == 0)
            continue;
        t2s__buffer_printf(&text, "%s(%zu, %u::pg_catalog.oid, %d)", separator, column, query->oids[column],
                           query->modifiers[column]);
        separator = ", ";
    }
    t2s__buffer_text(&text, ") AS c(n, o, m) JOIN pg_catalog.pg_type t ON t.oid OPERATOR(pg_catalog.=) c.o");
    return t2s__buffer_steal(&text, NULL);
}

static int take_type(void *user_data, size_t statement, const PGresult *result)
{
    t2s__pg_query *query = user_data;
    size_t column = 0;

    (void)statement;
    if (PQntuples(result) == 0) {
        finish(query, NULL); /* that was the last */
        return 0;
    }
    for (const char *digit = PQgetvalue(result, 0, 0); *digit >= '0' && *digit <= '9'; digit++)
        column = column * 10 + (size_t)(*digit - '0');
    if (column >= query->columns || PQnfields(result) != 4 || PQgetisnull(result, 0, 1))
        return 0;
    t2s__pg_types_add(query->queries->types, query->oids[column], query->modifiers[column], PQgetvalue(result, 0, 1),
                      *PQgetvalue(result, 0, 2), *PQgetvalue(result, 0, 3));
    if (query->execution != NULL)
        t2s_execution_set_column_type(query->execution, column, PQgetvalue(result, 0, 1),
                                      t2s__pg_type_kind(*PQgetvalue(result, 0, 2), *PQgetvalue(result, 0, 3)));
    return 0;
}

static void on_clean(void *user_data, t2s_error *error)
{
    t2s__pg_query *query = user_data;
    int clean = error == NULL && t2s__pq_alive(query->pq) && t2s__pq_transaction(query->pq) == PQTRANS_IDLE;

    t2s_error_unref(error);
    finish(query, NULL); /* where the types' names did not come, the rows are good all the same */
    leave(query, clean);
}

/* The rollback does not undo advisory locks and the like, and the next query may be somebody else's. */
static void clean(t2s__pg_query *query)
{
    size_t count = 0;

    query->statements[count++] = (t2s__pq_statement){"ROLLBACK", T2S__PQ_SYNC};
    if (query->execution != NULL && query->unknown != 0) {
        query->lookup = lookup_text(query);
        if (query->lookup != NULL)
            query->statements[count++] = (t2s__pq_statement){query->lookup, T2S__PQ_ROWS | T2S__PQ_SYNC};
        else
            finish(query, t2s_error_new(T2S_E_NOMEM, NULL));
    } else
        finish(query, NULL);
    query->statements[count++] = (t2s__pq_statement){"DISCARD ALL", T2S__PQ_SYNC};
    query->state = CLEANING;
    t2s__pg_pool_returning(query->queries->pool, query->pq);
    if (!t2s__pq_alive(query->pq) ||
        t2s__pq_run(query->pq, query->statements, count, CLEANING_MS, take_type, on_clean, query) != 0) {
        finish(query, NULL);
        leave(query, 0);
    }
}

/* Running. */

static int is_first_batch(const t2s__pg_query *query)
{
    return query->state == PLANNING || t2s_query_dry_run(query->query) == T2S_DRY_RUN_OFF;
}

/* It is not the query that is wrong. */
static t2s_error *session_error(t2s_error *error)
{
    t2s_error *refined = t2s__error(T2S_E_INVALID, "PostgreSQL does not take the role or a setting that the query was to run with: %s",
                                    t2s_error_message(error));

    t2s_error_set_sqlstate(refined, t2s_error_sqlstate(error));
    t2s_error_set_hint(refined, t2s_error_hint(error));
    t2s_error_unref(error);
    return refined;
}

/* The server calls its own time limit a cancel too; only the time tells them apart. */
static t2s_error *refine(const t2s__pg_query *query, t2s_error *error)
{
    uint64_t limit = t2s_query_timeout_ms(query->query);
    const char *sqlstate = t2s_error_sqlstate(error);
    t2s_error *timeout;

    if (sqlstate != NULL && is_first_batch(query) && t2s__pq_failed(query->pq) == SESSION)
        return session_error(error);
    if (limit == 0 || sqlstate == NULL || strcmp(sqlstate, "57014") != 0 || (t2s_loop_now() - query->began) / 1000000 < limit)
        return error;
    timeout = t2s__error(T2S_E_TIMEOUT, "the query did not end within %llu ms", (unsigned long long)limit);
    t2s_error_set_sqlstate(timeout, sqlstate);
    t2s_error_set_hint(timeout, "a narrower question, an index or a longer time limit may help");
    t2s_error_unref(error);
    return timeout;
}

static uint64_t time_limit(const t2s__pg_query *query)
{
    uint64_t limit = t2s_query_timeout_ms(query->query);

    return limit != 0 ? limit + GRACE_MS : 0;
}

static void on_done(void *user_data, t2s_error *error);

/* The server has planned it, within its limits. In the same transaction, which sees the same rows. */
static void run_planned(t2s__pg_query *query)
{
    query->state = RUNNING;
    query->statements[0] = (t2s__pq_statement){t2s_query_sql(query->query), T2S__PQ_ROWS | T2S__PQ_SYNC | T2S__PQ_EXECUTE};
    if (t2s__pq_run(query->pq, query->statements, 1, time_limit(query), take_result, on_done, query) != 0) {
        finish(query, t2s_error_new(T2S_E_CONNECT, "the connection to PostgreSQL was lost"));
        leave(query, 0);
    }
}

static void on_done(void *user_data, t2s_error *error)
{
    t2s__pg_query *query = user_data;

    if (query->execution != NULL && error != NULL && !query->enough)
        finish(query, refine(query, error));
    else
        t2s_error_unref(error);
    if (query->execution != NULL && query->state == PLANNING && t2s_query_dry_run(query->query) == T2S_DRY_RUN_FIRST)
        run_planned(query);
    else
        clean(query);
}

/* The text goes to the server as it is, never inside of another one: EXPLAIN gets the name that it was prepared under. */
static size_t write_batch(t2s__pg_query *query)
{
    const char *sql = t2s_query_sql(query->query);

    query->statements[BEGIN] = (t2s__pq_statement){"BEGIN TRANSACTION READ ONLY", 0};
    query->statements[SESSION] = (t2s__pq_statement){query->session_sql, 0};
    if (t2s_query_dry_run(query->query) == T2S_DRY_RUN_OFF) {
        query->statements[QUERY] = (t2s__pq_statement){sql, T2S__PQ_ROWS | T2S__PQ_SYNC};
        return EXPLAIN;
    }
    snprintf(query->explain_sql, sizeof(query->explain_sql), "EXPLAIN (FORMAT JSON) EXECUTE %s", t2s__pq_prepared(query->pq));
    query->statements[QUERY] = (t2s__pq_statement){sql, T2S__PQ_PREPARE};
    query->statements[EXPLAIN] = (t2s__pq_statement){query->explain_sql, T2S__PQ_ROWS | T2S__PQ_SYNC};
    return STATEMENTS;
}

static void granted(t2s__pg_waiter *waiter, t2s__pq *pq)
{
    t2s__pg_query *query = (t2s__pg_query *)(void *)waiter;
    int code;

    if (query->timer != NULL)
        t2s_timer_stop(query->timer);
    query->pq = pq;
    query->state = t2s_query_dry_run(query->query) == T2S_DRY_RUN_OFF ? RUNNING : PLANNING;
    query->began = t2s_loop_now();
    code = t2s__pq_run(pq, query->statements, write_batch(query), time_limit(query), take_result, on_done, query);
    if (code == 0)
        return;
    query->pq = NULL;
    t2s__pg_pool_give(query->queries->pool, pq, 0);
    if (code == T2S_E_CONNECT && query->lost++ < t2s__pg_pool_size(query->queries->pool)) {
        query->state = WAITING;
        if (query->timer != NULL)
            t2s_timer_start(query->timer, t2s_query_timeout_ms(query->query));
        t2s__pg_pool_want_again(query->queries->pool, &query->waiter);
        return;
    }
    finish(query, t2s_error_new(code, NULL));
    query_free(query);
}

static void refused(t2s__pg_waiter *waiter, t2s_error *error)
{
    t2s__pg_query *query = (t2s__pg_query *)(void *)waiter;

    finish(query, error);
    query_free(query);
}

static void on_waited_long(t2s_timer *timer, void *user_data)
{
    t2s__pg_query *query = user_data;

    (void)timer;
    t2s__pg_pool_unwant(query->queries->pool, &query->waiter);
    finish(query, t2s__error(T2S_E_TIMEOUT, "no connection to PostgreSQL became free within %llu ms",
                             (unsigned long long)t2s_query_timeout_ms(query->query)));
    query_free(query);
}

int t2s__pg_query_start(t2s__pg_queries *queries, t2s_execution *execution)
{
    t2s__pg_query *query = t2s__calloc(1, sizeof(*query));
    uint64_t limit = t2s_query_timeout_ms(t2s_execution_query(execution));
    t2s_error *error = NULL;

    if (query == NULL)
        return T2S_E_NOMEM;
    query->session_sql = t2s__pg_session_sql(t2s_execution_query(execution), &error);
    if (query->session_sql == NULL && t2s_error_code(error) == T2S_E_INVALID) {
        t2s__free(query);
        t2s_execution_finish(execution, error);
        return 0;
    }
    if (query->session_sql == NULL || (limit != 0 && t2s_timer_new(queries->loop, on_waited_long, query, &query->timer) != 0)) {
        t2s_error_unref(error);
        t2s__free(query->session_sql);
        t2s__free(query);
        return T2S_E_NOMEM;
    }
    query->query = t2s_query_ref((t2s_query *)(uintptr_t)t2s_execution_query(execution));
    if (limit != 0)
        t2s_timer_start(query->timer, limit);
    query->waiter.granted = granted;
    query->waiter.refused = refused;
    query->queries = queries;
    query->execution = execution;
    query->state = WAITING;
    query->next = queries->first;
    query->link = &queries->first;
    if (query->next != NULL)
        query->next->link = &query->next;
    queries->first = query;
    t2s__pg_pool_want(queries->pool, &query->waiter);
    return 0;
}

/* Give up a query, whatever it does. */
static void stop(t2s__pg_query *query, int code, int close)
{
    finish(query, t2s_error_new(code, NULL));
    if (query->state == WAITING) {
        t2s__pg_pool_unwant(query->queries->pool, &query->waiter);
        query_free(query);
    } else if (close)
        leave(query, 0);
    else if (query->state != CLEANING)
        t2s__pq_cancel(query->pq);
}

void t2s__pg_query_cancel(t2s__pg_queries *queries, t2s_execution *execution)
{
    for (t2s__pg_query *query = queries->first; query != NULL; query = query->next)
        if (query->execution == execution) {
            stop(query, T2S_E_CANCELLED, 0);
            return;
        }
}

static t2s__pg_query *find_waiting(const t2s__pg_queries *queries)
{
    t2s__pg_query *query = queries->first;

    while (query != NULL && query->state != WAITING)
        query = query->next;
    return query;
}

void t2s__pg_query_stop_all(t2s__pg_queries *queries)
{
    t2s__pg_query *waiting;

    /* Those who wait go first, or they would get the connections that the others give back. */
    while ((waiting = find_waiting(queries)) != NULL)
        stop(waiting, T2S_E_SHUTDOWN, 1);
    while (queries->first != NULL)
        stop(queries->first, T2S_E_SHUTDOWN, 1);
}
