/* SPDX-License-Identifier: MIT */
/*
 * The metadata source for PostgreSQL: one round trip a load, all in one snapshot. Behind it rows of tables may be looked at for
 * values, for a bounded time (postgres_sampler.c). The connection is kept, and whoever has the schema already is told over it
 * whether that is still true (postgres_keeper.c).
 */
#include <text2sql/sys/metadata.h>

#include <stdio.h>
#include <string.h>

#include "metadata/postgres_keeper.h"
#include "metadata/postgres_probe.h"
#include "metadata/postgres_reader.h"
#include "metadata/postgres_sampler.h"
#include "metadata/postgres_settings.h"
#include "net/pq.h"
#include "util/error.h"
#include "util/memory.h"

enum { SERVER_VERSION_MIN = 120000 };

#define SAMPLES_MAX_AGE ((uint64_t)3600 * 1000000000) /* after which values of tables that have not changed are looked for anew */

struct load;

typedef struct postgres {
    t2s__pg_settings settings;
    t2s__pq_config *config;
    t2s__pg_keeper *keeper;
    int without_statistics; /* the role may not read them */
    uint64_t sampled_at;    /* t2s_loop_now(): when rows were last looked at without regard to what was known */
    t2s_loop *loop;         /* that it serves */
    struct load *loads;
} postgres;

/* What one load asks: to begin with, the moment, the sections, and between them the hiding of the search path; by what it is known
 * again; and the end of the transaction, since the connection is kept. */
enum {
    BEGIN,
    SETTINGS,
    MOMENT,
    FIRST_SECTION,
    HIDE_PATH = FIRST_SECTION + T2S__PG_SCHEMAS,
    STATISTICS = FIRST_SECTION + T2S__PG_STATISTICS + 1,
    ROWS = FIRST_SECTION + T2S__PG_SECTIONS + 1,
    COMMIT,
    STATEMENTS
};

struct load {
    postgres *source; /* NULL: nobody waits, and only the worker still has it */
    struct load *next;
    struct load **link;  /* what points here */
    t2s_fetch *fetch;    /* NULL: finished */
    t2s__pg_check check; /* of the schema that the caller has */
    t2s__pq *pq;
    t2s_timer *timer;
    t2s_catalog_builder *builder;
    t2s__pg_reader *reader;
    t2s__pg_sampler sampler;
    int sampling;
    int code; /* T2S_E_* of reading */
    int working;
    t2s_catalog *catalog;
    t2s__pg_state state; /* by which it is known again */
    char *rows_sql;
    t2s__pq_statement statements[STATEMENTS];
};

static void load_free(struct load *load)
{
    t2s__pq_close(load->pq);
    t2s_timer_free(load->timer);
    t2s__pg_reader_free(load->reader);
    t2s_catalog_builder_free(load->builder);
    t2s_catalog_unref(load->catalog);
    t2s__pg_state_dispose(&load->state);
    t2s__pg_sampler_dispose(&load->sampler);
    t2s__free(load->rows_sql);
    t2s__free(load);
}

/* Give the outcome, and end the load; what a worker has is freed when it comes back. */
static void finish(struct load *load, t2s_catalog *catalog, t2s_error *error)
{
    t2s_fetch *fetch = load->fetch;

    *load->link = load->next;
    if (load->next != NULL)
        load->next->link = load->link;
    load->source = NULL;
    load->fetch = NULL;
    t2s__pg_keeper_cancel(&load->check);
    t2s__pq_close(load->pq);
    load->pq = NULL;
    t2s_timer_free(load->timer);
    load->timer = NULL;
    if (!load->working)
        load_free(load);
    t2s_fetch_finish(fetch, catalog, error);
}

static t2s_error *read_error(int code)
{
    return code == T2S_E_PROTOCOL ? t2s_error_new(code, "PostgreSQL's system catalogs contradict themselves")
                                  : t2s_error_new(code, NULL);
}

static void make_catalog(void *user_data)
{
    struct load *load = user_data;

    load->code = t2s__pg_reader_end(load->reader);
    if (load->code == 0)
        load->code = t2s_catalog_builder_finish(load->builder, &load->catalog);
}

static void on_made(void *user_data)
{
    struct load *load = user_data;
    t2s_catalog *catalog = load->catalog;

    load->working = 0;
    if (load->source == NULL) {
        load_free(load);
        return;
    }
    load->catalog = NULL;
    if (load->code == 0) {
        t2s__pg_keeper_keep(load->source->keeper, load->pq, catalog, &load->state);
        load->pq = NULL;
    }
    finish(load, catalog, load->code != 0 ? read_error(load->code) : NULL);
}

/* The section that a statement asks for. */
static t2s__pg_section section_of(size_t statement)
{
    size_t section = statement - FIRST_SECTION;

    return (t2s__pg_section)(statement > HIDE_PATH ? section - 1 : section);
}

static int take_result(void *user_data, size_t statement, const PGresult *result)
{
    struct load *load = user_data;
    t2s__pg_section section = section_of(statement);
    const char *values[T2S__PG_COLUMNS_MAX];

    if (PQntuples(result) == 0)
        return 0;
    if (statement == MOMENT || statement == ROWS) {
        load->code =
            statement == MOMENT ? t2s__pg_state_take_moment(&load->state, result) : t2s__pg_state_take_rows(&load->state, result);
        return load->code;
    }
    for (int column = 0; column < t2s__pg_query_columns[section]; column++)
        values[column] = PQgetisnull(result, 0, column) ? NULL : PQgetvalue(result, 0, column);
    load->code =
        PQnfields(result) == t2s__pg_query_columns[section] ? t2s__pg_reader_row(load->reader, section, values) : T2S_E_PROTOCOL;
    return load->code;
}

/* On a worker: what was read becomes a catalog. */
static void make(struct load *load)
{
    load->sampling = 0;
    if (t2s_loop_work(load->source->loop, make_catalog, on_made, load) == 0)
        load->working = 1;
    else
        finish(load, NULL, t2s_error_new(T2S_E_NOMEM, NULL));
}

/* The connection may have broken, which is for the next load to find out. */
static void on_sampled(void *user_data, int code)
{
    struct load *load = user_data;

    if (code != 0)
        finish(load, NULL, t2s_error_new(code, NULL));
    else
        make(load);
}

/* 1: rows are being looked at, and on_sampled() follows; 0; T2S_E_NOMEM. */
static int sample(struct load *load)
{
    postgres *self = load->source;
    t2s_catalog *latest = t2s_fetch_latest(load->fetch);
    t2s__pg_values *values = t2s__pg_reader_values(load->reader);

    if (self->settings.values != T2S__PG_VALUES_SAMPLE)
        return 0;
    if (latest != NULL && t2s_loop_now() - self->sampled_at < SAMPLES_MAX_AGE) {
        if (t2s__pg_values_reuse(values, latest) != 0)
            return T2S_E_NOMEM;
    } else
        self->sampled_at = t2s_loop_now();
    load->sampling =
        t2s__pg_sampler_start(&load->sampler, load->pq, values, (uint64_t)self->settings.values_timeout_ms, on_sampled, load);
    return load->sampling;
}

/* What is read goes here. 0; T2S_E_NOMEM. */
static int make_reader(struct load *load)
{
    const t2s__pg_settings *settings = &load->source->settings;

    t2s__pg_reader_free(load->reader);
    t2s_catalog_builder_free(load->builder);
    load->reader = NULL;
    load->builder = NULL;
    if (t2s_catalog_builder_new(&load->builder) != 0 || (load->reader = t2s__pg_reader_new(load->builder)) == NULL)
        return T2S_E_NOMEM;
    t2s__pg_reader_set_filter(load->reader, settings->filter);
    t2s__pg_values_set_limit(t2s__pg_reader_values(load->reader), settings->values_bytes);
    return 0;
}

static void read_anew(struct load *load, t2s__pq *pq);

/* Some servers keep pg_stats from all but superusers. Nothing else that is read can be refused to anybody. 1: the load begins anew.
 */
static int goes_without_statistics(struct load *load, const t2s_error *error)
{
    const char *state = error != NULL ? t2s_error_sqlstate(error) : NULL;

    if (state == NULL || strcmp(state, "42501") != 0 || load->source->without_statistics || make_reader(load) != 0)
        return 0;
    load->source->without_statistics = 1;
    t2s__pq_close(load->pq);
    load->pq = NULL;
    t2s__free(load->rows_sql);
    load->rows_sql = NULL;
    t2s__pg_state_dispose(&load->state);
    read_anew(load, NULL);
    return 1;
}

static void on_read(void *user_data, t2s_error *error)
{
    struct load *load = user_data;
    int code;

    if (load->code == 0 && goes_without_statistics(load, error)) {
        t2s_error_unref(error);
        return;
    }
    if (load->code != 0 || error != NULL) {
        if (load->code != 0) {
            t2s_error_unref(error);
            error = read_error(load->code);
        }
        finish(load, NULL, error);
        return;
    }
    code = sample(load);
    if (code < 0)
        finish(load, NULL, t2s_error_new(code, NULL));
    else if (code == 0)
        make(load);
}

/* 0; T2S_E_NOMEM. */
static int write_statements(struct load *load)
{
    size_t statement = FIRST_SECTION;

    load->statements[BEGIN] = (t2s__pq_statement){"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", 0};
    load->statements[SETTINGS] = (t2s__pq_statement){load->source->settings.prepare_sql, 0};
    load->statements[MOMENT] = (t2s__pq_statement){t2s__pg_moment_query, T2S__PQ_ROWS};
    for (int section = 0; section < T2S__PG_SECTIONS; section++) {
        if (statement == HIDE_PATH)
            load->statements[statement++] = (t2s__pq_statement){t2s__pg_hide_path, 0};
        load->statements[statement++] = (t2s__pq_statement){t2s__pg_queries[section], T2S__PQ_ROWS};
    }
    if (load->source->without_statistics)
        load->statements[STATISTICS].sql = "SELECT WHERE false";
    load->rows_sql = t2s__pg_rows_query(t2s__pg_keeper_watermark(load->source->keeper));
    load->statements[ROWS] = (t2s__pq_statement){load->rows_sql, T2S__PQ_ROWS};
    load->statements[COMMIT] = (t2s__pq_statement){"COMMIT", 0};
    return load->rows_sql != NULL ? 0 : T2S_E_NOMEM;
}

static void on_connected(void *user_data, t2s_error *error)
{
    struct load *load = user_data;
    int version = error == NULL ? t2s__pq_server_version(load->pq) : 0;
    int code;

    if (error == NULL && version < SERVER_VERSION_MIN)
        error =
            t2s__error(T2S_E_UNSUPPORTED, "PostgreSQL %d.%d is too old: 12 or later is needed", version / 10000, version % 10000);
    if (error == NULL) {
        code = write_statements(load);
        if (code == 0)
            code = t2s__pq_run(load->pq, load->statements, STATEMENTS, 0, take_result, on_read, load);
        if (code != 0)
            error = t2s_error_new(code, NULL);
    }
    if (error != NULL)
        finish(load, NULL, error);
}

/* Nothing happens on the connection but what on_read hears of. */
static void on_lost(void *user_data, t2s_error *error)
{
    (void)user_data;
    t2s_error_unref(error);
}

static void on_timer(t2s_timer *timer, void *user_data)
{
    struct load *load = user_data;

    (void)timer;
    if (load->sampling) { /* everything else has been read */
        t2s__pq_close(load->pq);
        load->pq = NULL;
        t2s__pg_values_end(t2s__pg_reader_values(load->reader), 0);
        make(load);
        return;
    }
    finish(
        load, NULL,
        t2s__error(T2S_E_TIMEOUT, "PostgreSQL's schema was not read within %lld ms", (long long)load->source->settings.timeout_ms));
}

static uint64_t connect_timeout_ms(const postgres *self)
{
    const t2s__pg_settings *settings = &self->settings;

    return (uint64_t)(settings->connect_timeout_ms < settings->timeout_ms ? settings->connect_timeout_ms : settings->timeout_ms);
}

/* Read everything. `pq` is a new connection, taken over, or NULL. 0; otherwise the load has finished. */
static void read_anew(struct load *load, t2s__pq *pq)
{
    postgres *self = load->source;

    if (pq != NULL) {
        t2s__pq_adopt(pq, on_lost, NULL, load);
        load->pq = pq;
        on_connected(load, NULL);
    } else if (t2s__pq_open(self->config, self->loop, connect_timeout_ms(self), on_connected, on_lost, load, &load->pq) != 0)
        finish(load, NULL, t2s_error_new(T2S_E_NOMEM, NULL));
}

static void act_on(struct load *load, int finding, t2s__pq *pq, t2s_error *error)
{
    if (finding == T2S__PG_CHANGED)
        read_anew(load, pq);
    else if (finding == T2S__PG_SAME)
        finish(load, t2s_catalog_ref(t2s__pg_keeper_catalog(load->source->keeper)), NULL);
    else
        finish(load, NULL, error);
}

static void on_checked(t2s__pg_check *check, enum t2s__pg_finding finding, t2s__pq *pq, t2s_error *error)
{
    act_on((struct load *)(void *)((char *)check - offsetof(struct load, check)), (int)finding, pq, error);
}

static int start(void *user_data, t2s_fetch *fetch)
{
    postgres *self = user_data;
    struct load *load = t2s__calloc(1, sizeof(*load));
    int finding = T2S__PG_CHANGED;

    if (load == NULL)
        return T2S_E_NOMEM;
    load->source = self;
    if (make_reader(load) != 0 || t2s_timer_new(self->loop, on_timer, load, &load->timer) != 0) {
        load_free(load);
        return T2S_E_NOMEM;
    }
    t2s_timer_start(load->timer, (uint64_t)self->settings.timeout_ms);
    load->fetch = fetch;
    load->next = self->loads;
    load->link = &self->loads;
    if (load->next != NULL)
        load->next->link = &load->next;
    self->loads = load;
    load->check.done = on_checked;
    if (t2s_fetch_latest(fetch) != NULL)
        finding = t2s__pg_keeper_check(self->keeper, (t2s_fetch_flags(fetch) & T2S_FETCH_F_NOTIFIED) != 0, &load->check);
    if (finding >= 0)
        act_on(load, finding, NULL, NULL);
    return 0; /* whatever becomes of it: it may be finished already */
}

static void cancel(void *user_data, t2s_fetch *fetch)
{
    postgres *self = user_data;

    for (struct load *load = self->loads; load != NULL; load = load->next)
        if (load->fetch == fetch) {
            finish(load, NULL, t2s_error_new(T2S_E_CANCELLED, NULL));
            return;
        }
}

static int attach(void *user_data, t2s_loop *loop)
{
    postgres *self = user_data;

    self->loop = loop;
    return t2s__pg_keeper_attach(self->keeper, loop);
}

static void detach(void *user_data, t2s_loop *loop)
{
    postgres *self = user_data;

    (void)loop;
    while (self->loads != NULL)
        finish(self->loads, NULL, t2s_error_new(T2S_E_SHUTDOWN, NULL));
    t2s__pg_keeper_detach(self->keeper);
    self->loop = NULL;
}

static void destroy(void *user_data)
{
    postgres *self = user_data;

    t2s__pg_keeper_free(self->keeper);
    t2s__pq_config_unref(self->config);
    t2s__pg_settings_dispose(&self->settings);
    t2s__free(self);
}

int t2s_postgres_metadata_source_new(const t2s_options *options, t2s_metadata_source **ret_source, t2s_error **reterr_error)
{
    static const t2s_metadata_source_ops ops = {.struct_size = sizeof(ops),
                                                .flags = T2S_METADATA_SOURCE_F_PROBES,
                                                .start = start,
                                                .cancel = cancel,
                                                .destroy = destroy,
                                                .attach = attach,
                                                .detach = detach};
    postgres *self;
    int code;

    if (ret_source == NULL)
        return t2s__fail(reterr_error, T2S_E_INVALID, "ret_source must not be NULL");
    self = t2s__calloc(1, sizeof(*self));
    if (self == NULL)
        return t2s__fail_nomem(reterr_error);
    code = t2s__pg_settings_read(&self->settings, options, reterr_error);
    if (code == 0)
        code = t2s__pq_config_new(self->settings.uri, &self->config, reterr_error);
    if (code == 0 &&
        t2s__pg_keeper_new(self->config, connect_timeout_ms(self), (uint64_t)self->settings.idle_timeout_ms, &self->keeper) != 0)
        code = t2s__fail_nomem(reterr_error);
    if (code != 0) {
        destroy(self);
        return code;
    }
    code = t2s_metadata_source_new("postgres", &ops, self, ret_source);
    return code != 0 ? t2s__fail(reterr_error, code, "the PostgreSQL metadata source could not be registered") : 0;
}
