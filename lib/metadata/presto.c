/* SPDX-License-Identifier: MIT */
/*
 * The metadata source for Trino and PrestoDB. These servers have no version of their catalogs to ask for: a fetch by somebody who
 * has a schema reads the lists again, and when they are what they were, gives that very schema back, so that all that was made of it
 * stays. Fetches follow each other; the parts that were read last are kept, with their statistics.
 */
#include <text2sql/sys/metadata.h>

#include <stdatomic.h>

#include "metadata/presto_read.h"
#include "util/error.h"
#include "util/memory.h"

#define FUNCTIONS_MAX_AGE ((uint64_t)3600 * 1000000000)

struct load;

typedef struct presto {
    atomic_uint references; /* the source's own, and each worker's */
    t2s__presto_source_settings settings;
    t2s__presto_config *config;
    t2s_loop *loop; /* that it serves */
    t2s__presto_client *client;
    struct load *loads; /* the first is under way, the others wait */
    t2s__presto_parts parts;
    char *functions;      /* the server's, or NULL: they have not come yet */
    uint64_t functions_at; /* t2s_loop_now(): when they were read */
    t2s_catalog *catalog; /* what was made of all that, or NULL */
} presto;

struct load {
    presto *source;
    struct load *next;
    t2s_fetch *fetch; /* NULL: nobody waits any more */
    t2s__presto_reading *reading;
    t2s__presto_parts parts;
    char *functions; /* a copy, for the worker */
    int working; /* it has a reference to the source */
    int is_left; /* nobody but the worker has it any more */
    int code;             /* of the worker */
    t2s_catalog *catalog; /* of the worker */
};

static void begin(presto *self);
static void release(presto *self);

static void load_free(struct load *load)
{
    t2s__presto_reading_free(load->reading);
    t2s__presto_parts_dispose(&load->parts);
    t2s__free(load->functions);
    t2s_catalog_unref(load->catalog);
    t2s__free(load);
}

/* The outcome, for whom it may concern. */
static void tell(struct load *load, t2s_catalog *catalog, t2s_error *error)
{
    t2s_fetch *fetch = load->fetch;

    load->fetch = NULL;
    if (fetch != NULL)
        t2s_fetch_finish(fetch, catalog, error);
    else {
        t2s_catalog_unref(catalog);
        t2s_error_unref(error);
    }
}

/* The first load is over; the next one begins. */
static void finish(struct load *load, t2s_catalog *catalog, t2s_error *error)
{
    presto *self = load->source;

    self->loads = load->next;
    tell(load, catalog, error);
    load_free(load);
    begin(self);
}

/* "catalog.schema"; with "catalog." names need a schema, and without an entry a catalog, too. */
static int set_search_path(const presto *self, t2s_catalog_builder *builder)
{
    const char *catalog = t2s__presto_config_catalog(self->config);
    const char *schema = t2s__presto_config_schema(self->config);
    t2s__buffer home = T2S__BUFFER_INIT;
    const char *entry;
    int code;

    t2s__buffer_printf(&home, "%s.%s", catalog != NULL ? catalog : "", schema != NULL ? schema : "");
    entry = t2s__buffer_string(&home);
    code = home.failed ? T2S_E_NOMEM : t2s_catalog_builder_set_search_path(builder, &entry, catalog != NULL);
    t2s__buffer_dispose(&home);
    return code != 0 || catalog == NULL ? code : t2s_catalog_builder_set_database(builder, catalog);
}

static void make_catalog(void *user_data)
{
    struct load *load = user_data;
    const presto *self = load->source;
    t2s_catalog_builder *builder = NULL;

    load->code = t2s_catalog_builder_new(&builder);
    if (load->code == 0)
        load->code = set_search_path(self, builder);
    for (size_t i = 0; i < load->parts.count && load->code == 0; i++)
        load->code = t2s__presto_part_build(load->parts.items[i], self->settings.filter, builder);
    if (load->code == 0)
        load->code = t2s__presto_functions_add(load->functions, t2s__presto_config_flavour(self->config) == T2S__PRESTO_TRINO, builder);
    if (load->code == 0)
        load->code = t2s_catalog_builder_finish(builder, &load->catalog);
    t2s_catalog_builder_free(builder);
}

static void on_made(void *user_data)
{
    struct load *load = user_data;
    presto *self = load->source;
    t2s_catalog *catalog = load->catalog;

    load->working = 0;
    if (load->is_left) {
        load_free(load);
        release(self);
        return;
    }
    release(self);
    load->catalog = NULL;
    if (load->code != 0) {
        t2s_catalog_unref(catalog);
        finish(load, NULL, t2s_error_new(load->code, NULL));
        return;
    }
    t2s__presto_parts_dispose(&self->parts);
    self->parts = load->parts;
    load->parts = (t2s__presto_parts){0};
    t2s_catalog_unref(self->catalog);
    self->catalog = t2s_catalog_ref(catalog);
    finish(load, catalog, NULL);
}

static void take_functions(presto *self, t2s__presto_reading *reading)
{
    char *functions = t2s__presto_reading_take_functions(reading);

    if (functions == NULL)
        return;
    t2s__free(self->functions);
    self->functions = functions;
    self->functions_at = t2s_loop_now();
}

static void on_read(void *user_data, t2s__presto_parts *parts, int is_same, t2s_error *error)
{
    struct load *load = user_data;
    presto *self = load->source;

    load->parts = *parts;
    *parts = (t2s__presto_parts){0};
    take_functions(self, load->reading);
    t2s__presto_reading_free(load->reading);
    load->reading = NULL;
    if (error != NULL)
        finish(load, NULL, error);
    else if (is_same && load->fetch != NULL && self->catalog != NULL && t2s_fetch_latest(load->fetch) == self->catalog)
        finish(load, t2s_catalog_ref(self->catalog), NULL);
    else if (self->functions != NULL && (load->functions = t2s__strdup(self->functions)) == NULL)
        finish(load, NULL, t2s_error_new(T2S_E_NOMEM, NULL));
    else if (t2s_loop_work(self->loop, make_catalog, on_made, load) == 0) {
        atomic_fetch_add(&self->references, 1);
        load->working = 1;
    } else
        finish(load, NULL, t2s_error_new(T2S_E_NOMEM, NULL));
}

/* The first load that waits. */
static void begin(presto *self)
{
    struct load *load = self->loads;

    if (load == NULL || load->reading != NULL || load->working || self->client == NULL)
        return;
    if (t2s__presto_read(self->client, self->config, &self->settings, self->loop, &self->parts, on_read, load, &load->reading) != 0)
        finish(load, NULL, t2s_error_new(T2S_E_NOMEM, NULL));
    else if (self->settings.functions && (self->functions == NULL || t2s_loop_now() - self->functions_at > FUNCTIONS_MAX_AGE))
        t2s__presto_reading_want_functions(load->reading);
}

static int start(void *user_data, t2s_fetch *fetch)
{
    presto *self = user_data;
    struct load **last = &self->loads;
    struct load *load = t2s__calloc(1, sizeof(*load));

    if (load == NULL)
        return T2S_E_NOMEM;
    load->source = self;
    load->fetch = fetch;
    while (*last != NULL)
        last = &(*last)->next;
    *last = load;
    begin(self);
    return 0;
}

/* One that a worker has goes on, and nobody hears of it. */
static void give_up(struct load *load, t2s_error *error)
{
    presto *self = load->source;
    struct load **link = &self->loads;

    if (load->working) {
        tell(load, NULL, error);
        return;
    }
    while (*link != load)
        link = &(*link)->next;
    *link = load->next;
    tell(load, NULL, error);
    load_free(load);
    begin(self);
}

static void cancel(void *user_data, t2s_fetch *fetch)
{
    presto *self = user_data;

    for (struct load *load = self->loads; load != NULL; load = load->next)
        if (load->fetch == fetch) {
            give_up(load, t2s_error_new(T2S_E_CANCELLED, NULL));
            return;
        }
}

static int attach(void *user_data, t2s_loop *loop)
{
    presto *self = user_data;
    int code = t2s__presto_client_new(self->config, loop, &self->client);

    if (code == 0)
        self->loop = loop;
    return code;
}

static void release(presto *self)
{
    if (atomic_fetch_sub(&self->references, 1) != 1)
        return;
    t2s_catalog_unref(self->catalog);
    t2s__presto_parts_dispose(&self->parts);
    t2s__free(self->functions);
    t2s__presto_config_unref(self->config);
    t2s__presto_source_settings_dispose(&self->settings);
    t2s__free(self);
}

static void detach(void *user_data, t2s_loop *loop)
{
    presto *self = user_data;
    t2s__presto_client *client = self->client;

    (void)loop;
    self->client = NULL; /* no load begins any more */
    while (self->loads != NULL) {
        struct load *load = self->loads;

        self->loads = load->next;
        tell(load, NULL, t2s_error_new(T2S_E_SHUTDOWN, NULL));
        if (load->working)
            load->is_left = 1;
        else
            load_free(load);
    }
    t2s__presto_client_free(client);
    self->loop = NULL;
}

static void destroy(void *user_data)
{
    release(user_data);
}

static int source_new(int flavour, const char *name, const t2s_options *options, t2s_metadata_source **ret_source,
                      t2s_error **reterr_error)
{
    static const t2s_metadata_source_ops ops = {
        .struct_size = sizeof(ops), .start = start, .cancel = cancel, .destroy = destroy, .attach = attach, .detach = detach};
    presto *self;
    int code;

    if (ret_source == NULL)
        return t2s__fail(reterr_error, T2S_E_INVALID, "ret_source must not be NULL");
    self = t2s__calloc(1, sizeof(*self));
    if (self == NULL)
        return t2s__fail_nomem(reterr_error);
    atomic_init(&self->references, 1);
    code = t2s__presto_source_settings_read(&self->settings, options, reterr_error);
    if (code == 0)
        code = t2s__presto_config_new(flavour, &self->settings.connection, &self->config, reterr_error);
    if (code != 0) {
        release(self);
        return code;
    }
    code = t2s_metadata_source_new(name, &ops, self, ret_source);
    return code != 0 ? t2s__fail(reterr_error, code, "the metadata source \"%s\" could not be registered", name) : 0;
}

int t2s_trino_metadata_source_new(const t2s_options *options, t2s_metadata_source **ret_source, t2s_error **reterr_error)
{
    return source_new(T2S__PRESTO_TRINO, "trino", options, ret_source, reterr_error);
}

int t2s_presto_metadata_source_new(const t2s_options *options, t2s_metadata_source **ret_source, t2s_error **reterr_error)
{
    return source_new(T2S__PRESTO_PRESTODB, "presto", options, ret_source, reterr_error);
}
