/* SPDX-License-Identifier: MIT */
/* The executors for Trino and Presto: their settings, and what they do when. */
#include <text2sql/sys/executor.h>

#include "executor/presto_query.h"
#include "util/error.h"
#include "util/memory.h"

struct settings {
    t2s__presto_settings server;
};

static const t2s__option known_options[] = {T2S__PRESTO_OPTIONS(struct settings, server)};

typedef struct presto {
    t2s__presto_queries queries;
} presto;

static int start(void *user_data, t2s_execution *execution)
{
    presto *self = user_data;

    return t2s__presto_query_start(&self->queries, execution);
}

static void cancel(void *user_data, t2s_execution *execution)
{
    presto *self = user_data;

    t2s__presto_query_cancel(&self->queries, execution);
}

static void detach(void *user_data, t2s_loop *loop)
{
    presto *self = user_data;

    (void)loop;
    t2s__presto_client_free(self->queries.client); /* every query ends */
    self->queries.client = NULL;
}

static int attach(void *user_data, t2s_loop *loop)
{
    presto *self = user_data;

    return t2s__presto_client_new(self->queries.config, loop, &self->queries.client);
}

static void destroy(void *user_data)
{
    presto *self = user_data;

    detach(self, NULL);
    t2s__presto_config_unref(self->queries.config);
    t2s__free(self);
}

static int read_options(int flavour, const t2s_options *options, t2s__presto_config **ret_config, t2s_error **reterr_error)
{
    struct settings settings = {.server = {0}};
    int code;

    t2s__presto_settings_init(&settings.server);
    code = t2s__options_read(options, known_options, sizeof(known_options) / sizeof(*known_options), &settings, reterr_error);
    if (code == 0)
        code = t2s__presto_config_new(flavour, &settings.server, ret_config, reterr_error);
    t2s__presto_settings_dispose(&settings.server);
    return code;
}

static int executor_new(int flavour, const char *name, const t2s_options *options, t2s_executor **ret_executor,
                        t2s_error **reterr_error)
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
    presto *self;
    int code;

    if (ret_executor == NULL)
        return t2s__fail(reterr_error, T2S_E_INVALID, "ret_executor must not be NULL");
    self = t2s__calloc(1, sizeof(*self));
    if (self == NULL)
        return t2s__fail_nomem(reterr_error);
    code = read_options(flavour, options, &self->queries.config, reterr_error);
    if (code != 0) {
        destroy(self);
        return code;
    }
    code = t2s_executor_new(name, &ops, self, ret_executor);
    return code != 0 ? t2s__fail(reterr_error, code, "the %s executor could not be registered", name) : 0;
}

int t2s_trino_executor_new(const t2s_options *options, t2s_executor **ret_executor, t2s_error **reterr_error)
{
    return executor_new(T2S__PRESTO_TRINO, "trino", options, ret_executor, reterr_error);
}

int t2s_presto_executor_new(const t2s_options *options, t2s_executor **ret_executor, t2s_error **reterr_error)
{
    return executor_new(T2S__PRESTO_PRESTODB, "presto", options, ret_executor, reterr_error);
}
