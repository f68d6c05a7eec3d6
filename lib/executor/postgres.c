/* SPDX-License-Identifier: MIT */
/* The executor for PostgreSQL: its settings, and what it does when. */
#include <text2sql/sys/executor.h>

#include <string.h>

#include "executor/postgres_query.h"
#include "util/error.h"
#include "util/memory.h"
#include "util/options.h"

struct settings {
    char *uri;
    int64_t pool_size;
    int64_t connect_timeout_ms;
    int64_t idle_timeout_ms;
};

static const t2s__option known_options[] = {
    {"uri", T2S__OPTION_STRING, offsetof(struct settings, uri), 0, 0},
    {"pool_size", T2S__OPTION_INT, offsetof(struct settings, pool_size), 1, T2S__PG_POOL_MAX},
    {"connect_timeout_ms", T2S__OPTION_INT, offsetof(struct settings, connect_timeout_ms), 1, 3600000},
    {"idle_timeout_ms", T2S__OPTION_INT, offsetof(struct settings, idle_timeout_ms), 0, 86400000},
};

typedef struct postgres {
    struct settings settings;
    t2s__pq_config *config;
    t2s__pg_queries queries; /* of the loop that it serves */
} postgres;

static int start(void *user_data, t2s_execution *execution)
{
    postgres *self = user_data;

    return t2s__pg_query_start(&self->queries, execution);
}

static void cancel(void *user_data, t2s_execution *execution)
{
    postgres *self = user_data;

    t2s__pg_query_cancel(&self->queries, execution);
}

static void detach(void *user_data, t2s_loop *loop)
{
    postgres *self = user_data;

    (void)loop;
    t2s__pg_query_stop_all(&self->queries);
    t2s__pg_pool_free(self->queries.pool);
    t2s__pg_types_free(self->queries.types);
    self->queries = (t2s__pg_queries){0};
}

static int attach(void *user_data, t2s_loop *loop)
{
    postgres *self = user_data;
    const struct settings *settings = &self->settings;

    self->queries = (t2s__pg_queries){.loop = loop, .types = t2s__pg_types_new()};
    if (self->queries.types == NULL ||
        t2s__pg_pool_new(self->config, loop, (size_t)settings->pool_size, (uint64_t)settings->connect_timeout_ms,
                         (uint64_t)settings->idle_timeout_ms, &self->queries.pool) != 0) {
        detach(self, loop);
        return T2S_E_NOMEM;
    }
    return 0;
}

static void destroy(void *user_data)
{
    postgres *self = user_data;

    detach(self, self->queries.loop);
    t2s__pq_config_unref(self->config);
    if (self->settings.uri != NULL)
        t2s__wipe(self->settings.uri, strlen(self->settings.uri)); /* it may hold a password */
    t2s__free(self->settings.uri);
    t2s__free(self);
}

int t2s_postgres_executor_new(const t2s_options *options, t2s_executor **ret_executor, t2s_error **reterr_error)
{
    static const t2s_executor_ops ops = {
        .struct_size = sizeof(ops),
        .flags = T2S_EXECUTOR_F_IDENTITY | T2S_EXECUTOR_F_SEARCH_PATH | T2S_EXECUTOR_F_PLANS,
        .start = start,
        .cancel = cancel,
        .destroy = destroy,
        .attach = attach,
        .detach = detach,
    };
    postgres *self;
    int code;

    if (ret_executor == NULL)
        return t2s__fail(reterr_error, T2S_E_INVALID, "ret_executor must not be NULL");
    self = t2s__calloc(1, sizeof(*self));
    if (self == NULL)
        return t2s__fail_nomem(reterr_error);
    self->settings = (struct settings){.pool_size = 4, .connect_timeout_ms = 10000, .idle_timeout_ms = 60000};
    code =
        t2s__options_read(options, known_options, sizeof(known_options) / sizeof(known_options[0]), &self->settings, reterr_error);
    if (code == 0 && self->settings.uri == NULL)
        code = t2s__fail(reterr_error, T2S_E_INVALID, "the PostgreSQL executor needs the option \"uri\"");
    if (code == 0)
        code = t2s__pq_config_new(self->settings.uri, &self->config, reterr_error);
    if (code != 0) {
        destroy(self);
        return code;
    }
    code = t2s_executor_new("postgres", &ops, self, ret_executor);
    return code != 0 ? t2s__fail(reterr_error, code, "the PostgreSQL executor could not be registered") : 0;
}
