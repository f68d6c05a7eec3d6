/* SPDX-License-Identifier: MIT */
/* An unknown name leads to a look at the schema before the model is blamed: once a reply, bounded, and given up at any time. */
#include <string.h>
#include <time.h>

#include "support/fakes.h"
#include "support/suite.h"

/* A source that can tell. Its schema is orders(id), from the change on orders(id, colour). */
static struct {
    int fetches;
    int changes_at; /* the fetch that finds another schema; 0: none */
    int hangs_at;   /* ... that does not end by itself */
    int fails_at;   /* ... that fails */
    int changed;
    t2s_fetch *hanging;
} database;

static fake_provider provider;
static fake_executor executor;
static t2s_context *context;

static int schema_of_orders(int with_colour, t2s_catalog **ret_catalog)
{
    t2s_catalog_builder *builder;
    size_t relation;
    int code = t2s_catalog_builder_new(&builder);

    if (code != 0)
        return code;
    code = t2s_catalog_builder_add_relation(builder, "public", "orders", T2S_RELATION_TABLE, &relation);
    if (code == 0)
        code = t2s_catalog_builder_add_column(builder, relation, "id", "integer", 0, NULL, NULL);
    if (code == 0 && with_colour)
        code = t2s_catalog_builder_add_column(builder, relation, "colour", "text", 0, NULL, NULL);
    if (code == 0)
        code = t2s_catalog_builder_finish(builder, ret_catalog);
    t2s_catalog_builder_free(builder);
    return code;
}

static int start(void *user_data, t2s_fetch *fetch)
{
    t2s_catalog *catalog = NULL;
    int number = ++database.fetches;
    int code = 0;

    (void)user_data;
    if (number == database.hangs_at) {
        database.hanging = fetch;
        return 0;
    }
    if (number == database.fails_at) {
        t2s_fetch_finish(fetch, NULL, t2s_error_new(T2S_E_CONNECT, "down"));
        return 0;
    }
    if (number == database.changes_at)
        database.changed = 1;
    if (t2s_fetch_latest(fetch) != NULL && number != database.changes_at)
        catalog = t2s_catalog_ref(t2s_fetch_latest(fetch));
    else
        code = schema_of_orders(database.changed, &catalog);
    t2s_fetch_finish(fetch, catalog, code != 0 ? t2s_error_new(code, NULL) : NULL);
    return 0;
}

static void end_hanging(int code)
{
    t2s_fetch *fetch = database.hanging;

    database.hanging = NULL;
    if (fetch != NULL)
        t2s_fetch_finish(fetch, NULL, t2s_error_new(code, NULL));
}

static void cancel(void *user_data, t2s_fetch *fetch)
{
    (void)user_data;
    if (fetch == database.hanging)
        end_hanging(T2S_E_CANCELLED);
}

static void detach(void *user_data, t2s_loop *loop)
{
    (void)user_data;
    (void)loop;
    end_hanging(T2S_E_SHUTDOWN);
}

static int open_context(const char *first, const char *second)
{
    static const t2s_metadata_source_ops ops = {
        .struct_size = sizeof(ops), .flags = T2S_METADATA_SOURCE_F_PROBES, .start = start, .cancel = cancel, .detach = detach};
    static fake_source unused;
    t2s_metadata_source *source = NULL;
    int code;

    unused = (fake_source){0};
    provider = (fake_provider){.replies = {fake_reply(first), second != NULL ? fake_reply(second) : NULL}};
    executor = (fake_executor){0};
    context = fake_context(&provider, &unused, &executor, NULL);
    if (context == NULL)
        return T2S_E_NOMEM;
    code = t2s_metadata_source_new("database", &ops, NULL, &source);
    if (code == 0)
        code = t2s_context_set_metadata_source(context, source);
    t2s_metadata_source_unref(source);
    return code;
}

static void setup(void)
{
    memset(&database, 0, sizeof(database));
    context = NULL;
}

static void teardown(void)
{
    t2s_context_free(context);
}

static t2s_answer *ask(int expected)
{
    t2s_answer *answer = NULL;

    ck_assert_int_eq(t2s_ask_sync(context, "Which colours are there?", NULL, &answer, NULL), expected);
    ck_assert_ptr_nonnull(answer);
    return answer;
}

START_TEST(what_is_there_by_now_is_no_mistake)
{
    t2s_answer *answer;

    database.changes_at = 2;
    ck_assert_int_eq(open_context("SELECT colour FROM orders", NULL), 0);
    answer = ask(0);
    ck_assert_str_eq(t2s_answer_sql(answer), "SELECT colour FROM orders");
    ck_assert_uint_eq(t2s_answer_counter(answer, T2S_COUNTER_REJECTED), 0);
    ck_assert_uint_eq(t2s_answer_counter(answer, T2S_COUNTER_SCHEMA_CHECKS), 2);
    ck_assert_uint_eq(t2s_answer_counter(answer, T2S_COUNTER_SCHEMA_LOADS), 2);
    t2s_answer_unref(answer);
    ck_assert_int_eq(provider.starts, 1);
}
END_TEST

START_TEST(what_is_not_there_is_looked_for_once_and_the_model_told)
{
    t2s_answer *answer;

    ck_assert_int_eq(open_context("SELECT colour FROM orders", "SELECT id FROM orders"), 0);
    answer = ask(0);
    ck_assert_uint_eq(t2s_answer_counter(answer, T2S_COUNTER_REPAIRS), 1);
    t2s_answer_unref(answer);
    ck_assert_int_eq(database.fetches, 2);
    ck_assert_int_eq(provider.starts, 2);
}
END_TEST

START_TEST(what_is_mended_because_it_is_unknown_is_looked_for_first)
{
    t2s_answer *answer;

    ck_assert_int_eq(open_context("SELECT id_ FROM orders", NULL), 0);
    answer = ask(0);
    ck_assert_str_eq(t2s_answer_sql(answer), "SELECT id FROM orders");
    ck_assert_str_eq(t2s_answer_original_sql(answer), "SELECT id_ FROM orders");
    ck_assert_uint_eq(t2s_answer_fix_count(answer), 1);
    ck_assert_str_eq(t2s_fix_name(t2s_answer_fix(answer, 0)), "column_spelling");
    ck_assert_uint_eq(t2s_answer_counter(answer, T2S_COUNTER_MENDED), 1);
    ck_assert_uint_eq(t2s_answer_counter(answer, T2S_COUNTER_REJECTED), 0);
    t2s_answer_unref(answer);
    ck_assert_int_eq(database.fetches, 2);
    ck_assert_int_eq(provider.starts, 1);
}
END_TEST

START_TEST(what_is_mended_is_mended_by_the_schema_as_it_is_now)
{
    t2s_answer *answer;

    database.changes_at = 2;
    ck_assert_int_eq(open_context("SELECT id_, colours FROM orders", NULL), 0);
    answer = ask(0);
    ck_assert_str_eq(t2s_answer_sql(answer), "SELECT id, colour FROM orders");
    ck_assert_uint_eq(t2s_answer_counter(answer, T2S_COUNTER_MENDED), 1);
    t2s_answer_unref(answer);
    ck_assert_int_eq(provider.starts, 1);
}
END_TEST

START_TEST(a_look_that_fails_leaves_everything_as_it_was)
{
    t2s_answer *answer;

    database.fails_at = 2;
    ck_assert_int_eq(open_context("SELECT colour FROM orders", "SELECT id FROM orders"), 0);
    answer = ask(0);
    ck_assert_uint_eq(t2s_answer_counter(answer, T2S_COUNTER_REPAIRS), 1);
    ck_assert_int_eq(t2s_answer_schema_is_stale(answer), 0);
    t2s_answer_unref(answer);
}
END_TEST

START_TEST(what_the_database_does_not_know_is_judged_again_and_run_again_once)
{
    t2s_answer *answer;

    database.changes_at = 2;
    ck_assert_int_eq(open_context("SELECT id FROM orders", NULL), 0);
    executor.behaviour = FAKE_FAILS;
    executor.sqlstate = "42P01";
    answer = ask(T2S_E_DATABASE);
    t2s_answer_unref(answer);
    ck_assert_int_eq(provider.starts, 2); /* told once, and wrote the same */
    ck_assert_int_eq(executor.starts, 3);
    ck_assert_int_eq(database.fetches, 3);
}
END_TEST

START_TEST(another_mistake_is_no_reason_to_look)
{
    t2s_answer *answer;

    ck_assert_int_eq(open_context("SELECT id FROM orders WHERE", "SELECT id FROM orders"), 0);
    answer = ask(0);
    t2s_answer_unref(answer);
    ck_assert_int_eq(database.fetches, 1);
}
END_TEST

START_TEST(a_freshness_that_is_none_is_refused_by_name)
{
    static const char *const good[] = {"always", "max_age", "notify", "manual"};
    t2s_options *options;
    t2s_context *other = NULL;
    t2s_error *error = NULL;

    ck_assert_int_eq(t2s_options_new(&options), 0);
    for (int i = 0; i < 4; i++) {
        t2s_options_set(options, "schema_freshness", good[i]);
        ck_assert_int_eq(t2s_context_new(options, &other, NULL), 0);
        t2s_context_free(other);
    }
    other = NULL;
    t2s_options_set(options, "schema_freshness", "sometimes");
    ck_assert_int_eq(t2s_context_new(options, &other, &error), T2S_E_INVALID);
    ck_assert_ptr_null(other);
    ck_assert_ptr_nonnull(strstr(t2s_error_message(error), "schema_freshness"));
    t2s_error_unref(error);
    t2s_options_free(options);
}
END_TEST

struct end {
    int calls;
    int status;
};

static void on_end(t2s_request *request, int status, t2s_answer *answer, void *user_data)
{
    struct end *end = user_data;

    (void)request;
    (void)answer;
    end->calls++;
    end->status = status;
}

START_TEST(a_question_can_be_given_up_while_the_schema_is_looked_at)
{
    const struct timespec pause = {.tv_nsec = 1000000};
    t2s_request *request;
    struct end end = {0};

    database.hangs_at = 2;
    ck_assert_int_eq(open_context("SELECT colour FROM orders", NULL), 0);
    ck_assert_int_eq(t2s_ask(context, "Which colours are there?", NULL, on_end, &end, &request, NULL), 0);
    while (database.hanging == NULL) {
        ck_assert_int_eq(t2s_context_dispatch(context), 0);
        nanosleep(&pause, NULL);
    }
    t2s_request_cancel(request);
    while (end.calls == 0)
        ck_assert_int_eq(t2s_context_dispatch(context), 0);
    ck_assert_int_eq(end.status, T2S_E_CANCELLED);
    t2s_request_unref(request);
    t2s_context_free(context); /* the check is still under way */
    context = NULL;
    ck_assert_int_eq(end.calls, 1);
}
END_TEST

START_TEST(identical_questions_share_the_new_schema_too)
{
    struct end ends[3] = {{0}};
    int calls = 0;

    database.changes_at = 2;
    ck_assert_int_eq(open_context("SELECT colour FROM orders", NULL), 0);
    provider.behaviour = FAKE_ANSWERS_LATER;
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(t2s_ask(context, "Which colours are there?", NULL, on_end, &ends[i], NULL, NULL), 0);
    while (calls < 3) {
        ck_assert_int_eq(t2s_context_dispatch(context), 0);
        calls = ends[0].calls + ends[1].calls + ends[2].calls;
    }
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(ends[i].status, 0);
    ck_assert_int_eq(provider.starts, 1);
    ck_assert_int_eq(executor.starts, 3);
    ck_assert_int_eq(database.fetches, 2);
}
END_TEST

START_TEST(each_failing_allocation_is_an_error_and_no_more)
{
    OOM_LOOP (n) {
        t2s_answer *answer = NULL;
        int code;

        memset(&database, 0, sizeof(database));
        database.changes_at = 2;
        code = open_context("SELECT colour FROM orders", NULL);
        if (code == 0)
            code = t2s_ask_sync(context, "Which colours are there?", NULL, &answer, NULL);
        ck_assert_msg(code == 0 || code == T2S_E_NOMEM, "%s", t2s_error_name(code));
        t2s_answer_unref(answer);
        t2s_context_free(context);
        context = NULL;
    }
}
END_TEST

SUITE("engine: recheck", setup, teardown, what_is_there_by_now_is_no_mistake,
      what_is_not_there_is_looked_for_once_and_the_model_told, what_is_mended_because_it_is_unknown_is_looked_for_first,
      what_is_mended_is_mended_by_the_schema_as_it_is_now, a_look_that_fails_leaves_everything_as_it_was,
      what_the_database_does_not_know_is_judged_again_and_run_again_once, another_mistake_is_no_reason_to_look,
      a_freshness_that_is_none_is_refused_by_name, a_question_can_be_given_up_while_the_schema_is_looked_at,
      identical_questions_share_the_new_schema_too, each_failing_allocation_is_an_error_and_no_more)
