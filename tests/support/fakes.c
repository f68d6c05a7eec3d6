/* SPDX-License-Identifier: MIT */
#include "support/fakes.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TRY(call)                                                                                                                \
    do {                                                                                                                         \
        int code_ = (call);                                                                                                      \
        if (code_ != 0)                                                                                                          \
            return code_;                                                                                                        \
    } while (0)

const char *fake_reply(const char *sql)
{
    static char replies[8][2048];
    static int next;
    char *reply = replies[next++ % 8];

    snprintf(reply, sizeof(replies[0]),
             "{\"outcome\":\"answer\",\"sql\":\"%s\",\"explanation\":\"e\",\"assumptions\":[\"a\"],\"clarification\":null}", sql);
    return reply;
}

/* Providers. */

static void answer_reply(fake_provider *fake, t2s_reply *reply, int call)
{
    const char *text = NULL;

    for (int i = 0; i <= call && i < FAKE_REPLIES_MAX && fake->replies[i] != NULL; i++)
        text = fake->replies[i];
    if (t2s_reply_append(reply, text, strlen(text)) != 0 || t2s_reply_set_model(reply, "fake-1") != 0) {
        t2s_reply_finish(reply, t2s_error_new(T2S_E_NOMEM, NULL));
        return;
    }
    t2s_reply_set_tokens(reply, 100, 10, 50);
    t2s_reply_finish(reply, NULL);
}

struct later {
    fake_provider *fake;
    t2s_reply *reply;
    int call;
};

static void *answer_later(void *argument)
{
    struct later *later = argument;
    const struct timespec pause = {.tv_nsec = 3000000};

    nanosleep(&pause, NULL);
    answer_reply(later->fake, later->reply, later->call);
    free(later);
    return NULL;
}

static void start_thread(fake_provider *fake, t2s_reply *reply, int call)
{
    struct later *later = malloc(sizeof(*later));
    pthread_t thread;

    *later = (struct later){fake, reply, call};
    pthread_create(&thread, NULL, answer_later, later);
    pthread_detach(thread);
}

static int provider_start(void *user_data, const t2s_prompt *prompt, t2s_reply *reply)
{
    fake_provider *fake = user_data;
    int call = fake->starts++;

    free(fake->last_prompt);
    fake->last_prompt = strdup(t2s_prompt_message_text(prompt, t2s_prompt_message_count(prompt) - 1));
    switch (fake->behaviour) {
    case FAKE_ANSWERS:
        answer_reply(fake, reply, call);
        return 0;
    case FAKE_ANSWERS_LATER:
        start_thread(fake, reply, call);
        return 0;
    case FAKE_FAILS:
        t2s_reply_finish(reply, t2s_error_new(T2S_E_SERVER, "the fake provider fails"));
        return 0;
    case FAKE_REFUSES:
        return T2S_E_BUSY;
    case FAKE_HANGS:
        fake->hanging[fake->hanging_count++] = reply;
        return 0;
    case FAKE_DROPS:
        t2s_reply_unref(reply);
        return 0;
    default:
        t2s_reply_ref(reply);
        answer_reply(fake, reply, call);
        t2s_reply_finish(reply, t2s_error_new(T2S_E_SERVER, "too late"));
        t2s_reply_unref(reply);
        return 0;
    }
}

static void provider_cancel(void *user_data, t2s_reply *reply)
{
    fake_provider *fake = user_data;

    fake->cancels++;
    for (int i = 0; i < fake->hanging_count; i++)
        if (fake->hanging[i] == reply) {
            fake->hanging[i] = fake->hanging[--fake->hanging_count];
            t2s_reply_finish(reply, t2s_error_new(T2S_E_CANCELLED, NULL));
            return;
        }
}

static int provider_attach(void *user_data, t2s_loop *loop)
{
    (void)loop;
    ((fake_provider *)user_data)->attached++;
    return 0;
}

static void provider_detach(void *user_data, t2s_loop *loop)
{
    fake_provider *fake = user_data;

    (void)loop;
    fake->attached--;
    while (fake->hanging_count > 0)
        t2s_reply_finish(fake->hanging[--fake->hanging_count], t2s_error_new(T2S_E_SHUTDOWN, NULL));
}

static void provider_destroy(void *user_data)
{
    fake_provider *fake = user_data;

    free(fake->last_prompt);
    fake->last_prompt = NULL;
    fake->destroys++;
}

static const t2s_provider_ops provider_operations = {
    .struct_size = sizeof(provider_operations),
    .start = provider_start,
    .cancel = provider_cancel,
    .destroy = provider_destroy,
    .attach = provider_attach,
    .detach = provider_detach,
};

t2s_provider *fake_provider_new(fake_provider *fake)
{
    t2s_provider *provider = NULL;

    return t2s_provider_new("fake", &provider_operations, fake, &provider) == 0 ? provider : NULL;
}

/* Metadata sources. */

static int fill_catalog(t2s_catalog_builder *builder)
{
    static const char *const id[] = {"id"};
    static const char *const customer_id[] = {"customer_id"};
    size_t customers;
    size_t orders;

    TRY(t2s_catalog_builder_add_relation(builder, "public", "customers", T2S_RELATION_TABLE, &customers));
    TRY(t2s_catalog_builder_add_column(builder, customers, "id", "integer", T2S_COLUMN_NOT_NULL, NULL, NULL));
    TRY(t2s_catalog_builder_add_column(builder, customers, "name", "text", 0, NULL, "the customer's full name"));
    TRY(t2s_catalog_builder_add_column(builder, customers, "city", "text", 0, NULL, NULL));
    TRY(t2s_catalog_builder_add_key(builder, customers, T2S_KEY_PRIMARY, NULL, id, 1));
    TRY(t2s_catalog_builder_add_relation(builder, "public", "orders", T2S_RELATION_TABLE, &orders));
    TRY(t2s_catalog_builder_add_column(builder, orders, "id", "integer", T2S_COLUMN_NOT_NULL, NULL, NULL));
    TRY(t2s_catalog_builder_add_column(builder, orders, "customer_id", "integer", 0, NULL, NULL));
    TRY(t2s_catalog_builder_add_column(builder, orders, "total", "numeric(10,2)", 0, NULL, NULL));
    TRY(t2s_catalog_builder_add_key(builder, orders, T2S_KEY_PRIMARY, NULL, id, 1));
    return t2s_catalog_builder_add_foreign_key(builder, orders, NULL, customer_id, 1, "public", "customers", NULL);
}

int fake_catalog(t2s_catalog **ret_catalog)
{
    t2s_catalog_builder *builder;
    int code = t2s_catalog_builder_new(&builder);

    if (code != 0)
        return code;
    code = fill_catalog(builder);
    if (code == 0)
        code = t2s_catalog_builder_finish(builder, ret_catalog);
    t2s_catalog_builder_free(builder);
    return code;
}

static int source_start(void *user_data, t2s_fetch *fetch)
{
    fake_source *fake = user_data;
    t2s_catalog *catalog = NULL;
    int code;

    fake->starts++;
    switch (fake->behaviour) {
    case FAKE_FAILS:
        t2s_fetch_finish(fetch, NULL, t2s_error_new(T2S_E_CONNECT, "the fake database is down"));
        return 0;
    case FAKE_REFUSES:
        return T2S_E_BUSY;
    case FAKE_HANGS:
        fake->hanging = fetch;
        return 0;
    case FAKE_DROPS:
        t2s_fetch_unref(fetch);
        return 0;
    default:
        code = fake_catalog(&catalog);
        t2s_fetch_finish(fetch, catalog, code != 0 ? t2s_error_new(code, NULL) : NULL);
        return 0;
    }
}

static void release_fetch(fake_source *fake, int code)
{
    t2s_fetch *fetch = fake->hanging;

    fake->hanging = NULL;
    if (fetch != NULL)
        t2s_fetch_finish(fetch, NULL, t2s_error_new(code, NULL));
}

static void source_cancel(void *user_data, t2s_fetch *fetch)
{
    (void)fetch;
    ((fake_source *)user_data)->cancels++;
    release_fetch(user_data, T2S_E_CANCELLED);
}

static void source_detach(void *user_data, t2s_loop *loop)
{
    (void)loop;
    release_fetch(user_data, T2S_E_SHUTDOWN);
}

static void source_destroy(void *user_data)
{
    ((fake_source *)user_data)->destroys++;
}

static const t2s_metadata_source_ops source_operations = {
    .struct_size = sizeof(source_operations),
    .start = source_start,
    .cancel = source_cancel,
    .destroy = source_destroy,
    .detach = source_detach,
};

t2s_metadata_source *fake_source_new(fake_source *fake)
{
    t2s_metadata_source *source = NULL;

    return t2s_metadata_source_new("fake", &source_operations, fake, &source) == 0 ? source : NULL;
}

/* Executors. */

static void answer_execution(t2s_execution *execution)
{
    static const char *const values[] = {"7"};
    static const size_t lengths[] = {1};
    int code = t2s_execution_add_column(execution, "n", "integer", T2S_VALUE_INT);

    if (code == 0)
        code = t2s_execution_add_row(execution, values, lengths);
    t2s_execution_finish(execution, code != 0 ? t2s_error_new(code, NULL) : NULL);
}

static void fail_execution(const fake_executor *fake, t2s_execution *execution)
{
    t2s_error *error = t2s_error_new(fake->sqlstate != NULL ? T2S_E_DATABASE : T2S_E_SERVER, "the fake executor fails");

    t2s_error_set_sqlstate(error, fake->sqlstate);
    t2s_execution_finish(execution, error);
}

static int executor_start(void *user_data, t2s_execution *execution)
{
    fake_executor *fake = user_data;

    fake->starts++;
    free(fake->last_sql);
    fake->last_sql = strdup(t2s_query_sql(t2s_execution_query(execution)));
    switch (fake->behaviour) {
    case FAKE_FAILS:
        fail_execution(fake, execution);
        return 0;
    case FAKE_REFUSES:
        return T2S_E_BUSY;
    case FAKE_HANGS:
        fake->hanging = execution;
        return 0;
    case FAKE_DROPS:
        t2s_execution_unref(execution);
        return 0;
    default:
        answer_execution(execution);
        return 0;
    }
}

static void release_execution(fake_executor *fake, int code)
{
    t2s_execution *execution = fake->hanging;

    fake->hanging = NULL;
    if (execution != NULL)
        t2s_execution_finish(execution, t2s_error_new(code, NULL));
}

static void executor_cancel(void *user_data, t2s_execution *execution)
{
    (void)execution;
    ((fake_executor *)user_data)->cancels++;
    release_execution(user_data, T2S_E_CANCELLED);
}

static void executor_detach(void *user_data, t2s_loop *loop)
{
    (void)loop;
    release_execution(user_data, T2S_E_SHUTDOWN);
}

static void executor_destroy(void *user_data)
{
    fake_executor *fake = user_data;

    free(fake->last_sql);
    fake->last_sql = NULL;
    fake->destroys++;
}

static const t2s_executor_ops executor_operations = {
    .struct_size = sizeof(executor_operations),
    .flags = T2S_EXECUTOR_F_IDENTITY | T2S_EXECUTOR_F_SEARCH_PATH,
    .start = executor_start,
    .cancel = executor_cancel,
    .destroy = executor_destroy,
    .detach = executor_detach,
};

t2s_executor *fake_executor_new(fake_executor *fake)
{
    t2s_executor *executor = NULL;

    return t2s_executor_new("fake", &executor_operations, fake, &executor) == 0 ? executor : NULL;
}

t2s_context *fake_context(fake_provider *provider, fake_source *source, fake_executor *executor, const t2s_options *options)
{
    t2s_provider *new_provider = fake_provider_new(provider);
    t2s_metadata_source *new_source = fake_source_new(source);
    t2s_executor *new_executor = fake_executor_new(executor);
    t2s_context *context = NULL;

    if (new_provider != NULL && new_source != NULL && new_executor != NULL && t2s_context_new(options, &context, NULL) == 0 &&
        (t2s_context_set_provider(context, new_provider) != 0 || t2s_context_set_metadata_source(context, new_source) != 0 ||
         t2s_context_set_executor(context, new_executor) != 0)) {
        t2s_context_free(context);
        context = NULL;
    }
    t2s_provider_unref(new_provider);
    t2s_metadata_source_unref(new_source);
    t2s_executor_unref(new_executor);
    return context;
}
