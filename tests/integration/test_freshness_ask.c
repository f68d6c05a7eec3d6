/* SPDX-License-Identifier: MIT */
/*
 * Questions while the schema changes: what their prompts hold, how often the database is asked, and who is blamed for a name that
 * is unknown. PostgreSQL is real; the model writes what the test has given it.
 */
#include <libpq-fe.h>
#include <poll.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <text2sql.h>
#include <text2sql/log.h>
#include <text2sql/sys/provider.h>

#include "support/postgres.h"
#include "support/suite.h"

enum { CALLS_MAX = 8, CROWD = 1000 };

static const char *server_uri;
static char uri[512];

/* The model. */
static struct {
    const char *sql[CALLS_MAX]; /* a call each; the last one for all further calls */
    const char *meanwhile;      /* is run on the database while it thinks for the first time */
    char *prompts[CALLS_MAX];   /* all messages of each call */
    int calls;
} model;

static void sql(const char *text)
{
    free(t2s_test_postgres_sql(uri, text));
}

static char *text_of(const t2s_prompt *prompt)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);

    for (size_t i = 0; i < t2s_prompt_message_count(prompt); i++)
        fprintf(file, "%s\n", t2s_prompt_message_text(prompt, i));
    fclose(file);
    return text;
}

static int think(void *user_data, const t2s_prompt *prompt, t2s_reply *reply)
{
    const char *answer = NULL;
    char text[512];

    (void)user_data;
    for (int i = 0; i <= model.calls && i < CALLS_MAX && model.sql[i] != NULL; i++)
        answer = model.sql[i];
    if (model.calls < CALLS_MAX)
        model.prompts[model.calls] = text_of(prompt);
    if (model.calls++ == 0 && model.meanwhile != NULL)
        sql(model.meanwhile);
    snprintf(text, sizeof(text),
             "{\"outcome\":\"answer\",\"sql\":\"%s\",\"explanation\":\"\",\"assumptions\":[],\"clarification\":null}", answer);
    t2s_reply_append(reply, text, strlen(text));
    t2s_reply_finish(reply, NULL);
    return 0;
}

static t2s_context *open_at(const char *where, const char *const *pairs)
{
    static const t2s_provider_ops ops = {.struct_size = sizeof(ops), .start = think};
    t2s_provider *provider = NULL;
    t2s_options *options;
    t2s_context *context;

    ck_assert_int_eq(t2s_options_new(&options), 0);
    for (; *pairs != NULL; pairs += 2)
        ck_assert_int_eq(t2s_options_set(options, pairs[0], pairs[1]), 0);
    ck_assert_int_eq(t2s_context_new(options, &context, NULL), 0);
    t2s_options_free(options);
    ck_assert_int_eq(t2s_provider_new("model", &ops, NULL, &provider), 0);
    ck_assert_int_eq(t2s_context_set_provider(context, provider), 0);
    t2s_provider_unref(provider);
    ck_assert_int_eq(t2s_context_use_database(context, where, NULL), 0);
    return context;
}

#define OPEN(...) open_at(uri, (const char *const[]){__VA_ARGS__, NULL})

static void setup(void)
{
    char create[128];

    snprintf(create, sizeof(create), "CREATE DATABASE d%d", (int)getpid());
    free(t2s_test_postgres_sql(server_uri, create));
    snprintf(uri, sizeof(uri), "postgresql:///d%d?host=%s&user=postgres", (int)getpid(), t2s_test_postgres_directory());
    sql("CREATE TABLE orders (id int PRIMARY KEY, price int); INSERT INTO orders VALUES (1, 5)");
    memset(&model, 0, sizeof(model));
    model.sql[0] = "SELECT price FROM orders";
}

static void teardown(void)
{
    for (int i = 0; i < CALLS_MAX; i++)
        free(model.prompts[i]);
}

/* To be released. */
static t2s_answer *ask(t2s_context *context, int expected)
{
    t2s_answer *answer = NULL;
    t2s_error *error = NULL;
    int code = t2s_ask_sync(context, "What do orders cost?", NULL, &answer, &error);

    ck_assert_msg(code == expected, "%s: %s", t2s_error_name(code), error != NULL ? t2s_error_message(error) : "");
    t2s_error_unref(error);
    ck_assert_ptr_nonnull(answer);
    return answer;
}

static uint64_t counter_of(t2s_answer *answer, int counter)
{
    uint64_t value = t2s_answer_counter(answer, counter);

    t2s_answer_unref(answer);
    return value;
}

START_TEST(ddl_between_two_questions_is_in_the_second_prompt)
{
    t2s_context *context = OPEN("execute", "0");

    ck_assert_uint_eq(counter_of(ask(context, 0), T2S_COUNTER_SCHEMA_LOADS), 1);
    sql("CREATE TABLE refunds (amount int)");
    ck_assert_uint_eq(counter_of(ask(context, 0), T2S_COUNTER_SCHEMA_LOADS), 1);
    ck_assert_ptr_null(strstr(model.prompts[0], "refunds"));
    ck_assert_ptr_nonnull(strstr(model.prompts[1], "refunds"));
    ck_assert_uint_eq(counter_of(ask(context, 0), T2S_COUNTER_SCHEMA_LOADS), 0);
    ck_assert_uint_eq(t2s_context_counter(context, T2S_COUNTER_SCHEMA_CHECKS), 3);
    t2s_context_free(context);
}
END_TEST

START_TEST(a_question_in_flight_keeps_its_schema)
{
    t2s_context *context = OPEN("execute", "0");
    t2s_answer *answer;

    model.meanwhile = "ALTER TABLE orders RENAME COLUMN price TO tariff";
    answer = ask(context, 0);
    ck_assert_str_eq(t2s_answer_sql(answer), "SELECT price FROM orders");
    ck_assert_uint_eq(counter_of(answer, T2S_COUNTER_SCHEMA_CHECKS), 1);
    t2s_context_free(context);
}
END_TEST

START_TEST(a_column_that_came_meanwhile_is_not_the_models_mistake)
{
    t2s_context *context = OPEN("schema_freshness", "manual");
    t2s_answer *answer;

    model.sql[0] = "SELECT colour FROM orders";
    model.meanwhile = "ALTER TABLE orders ADD COLUMN colour text";
    answer = ask(context, 0);
    ck_assert_uint_eq(t2s_answer_counter(answer, T2S_COUNTER_REPAIRS), 0);
    ck_assert_uint_eq(t2s_answer_counter(answer, T2S_COUNTER_REJECTED), 0);
    ck_assert_uint_eq(t2s_answer_counter(answer, T2S_COUNTER_ROWS), 1);
    ck_assert_uint_eq(counter_of(answer, T2S_COUNTER_SCHEMA_LOADS), 2);
    t2s_context_free(context);
}
END_TEST

START_TEST(a_column_that_never_was_is_looked_for_once_a_reply_and_then_mended)
{
    t2s_context *context = OPEN("execute", "1");
    t2s_answer *answer;

    model.sql[0] = "SELECT colour FROM orders";
    model.sql[1] = "SELECT shade FROM orders";
    model.sql[2] = "SELECT price FROM orders";
    answer = ask(context, 0);
    ck_assert_uint_eq(t2s_answer_counter(answer, T2S_COUNTER_REPAIRS), 2);
    ck_assert_uint_eq(t2s_answer_counter(answer, T2S_COUNTER_REJECTED), 2);
    ck_assert_uint_eq(t2s_answer_counter(answer, T2S_COUNTER_SCHEMA_CHECKS), 3);
    ck_assert_uint_eq(counter_of(answer, T2S_COUNTER_SCHEMA_LOADS), 1);
    t2s_context_free(context);
}
END_TEST

START_TEST(a_column_that_went_meanwhile_is_mended_from_the_new_schema)
{
    t2s_context *context = OPEN("schema_freshness", "always");
    t2s_answer *answer;

    model.sql[1] = "SELECT tariff FROM orders";
    model.meanwhile = "ALTER TABLE orders RENAME COLUMN price TO tariff";
    answer = ask(context, 0);
    ck_assert_str_eq(t2s_answer_sql(answer), "SELECT tariff FROM orders");
    ck_assert_uint_eq(t2s_answer_counter(answer, T2S_COUNTER_REPAIRS), 1);
    ck_assert_uint_eq(counter_of(answer, T2S_COUNTER_SCHEMA_LOADS), 2);
    ck_assert_ptr_null(strstr(model.prompts[0], "tariff"));
    ck_assert_ptr_nonnull(strstr(model.prompts[1], "tariff"));
    ck_assert_ptr_nonnull(strstr(model.prompts[1], "SELECT price FROM orders"));
    t2s_context_free(context);
}
END_TEST

/* The table is gone, for the schema as for the database; the question has no repair left. */
START_TEST(a_table_that_went_meanwhile_is_an_error_when_no_repair_is_allowed)
{
    t2s_context *context = OPEN("repair_limit", "0");
    t2s_answer *answer;

    model.meanwhile = "DROP TABLE orders";
    answer = ask(context, T2S_E_REJECTED);
    ck_assert_str_eq(t2s_error_sqlstate(t2s_answer_error(answer)), "42P01");
    ck_assert_uint_eq(counter_of(answer, T2S_COUNTER_SCHEMA_CHECKS), 2);
    t2s_context_free(context);
}
END_TEST

START_TEST(a_restart_between_two_questions_is_not_noticed)
{
    t2s_context *context = OPEN("execute", "1");

    t2s_answer_unref(ask(context, 0));
    t2s_test_postgres_restart();
    t2s_answer_unref(ask(context, 0));
    sql("CREATE TABLE refunds (amount int)");
    t2s_answer_unref(ask(context, 0));
    ck_assert_ptr_nonnull(strstr(model.prompts[2], "refunds"));
    t2s_context_free(context);
}
END_TEST

/* Many at once. */

struct crowd {
    int ended;
    int failed;
};

static void on_end(t2s_request *request, int status, t2s_answer *answer, void *user_data)
{
    struct crowd *crowd = user_data;

    (void)request;
    (void)answer;
    crowd->failed += status != 0;
    crowd->ended++;
}

static void ask_all(t2s_context *context)
{
    struct crowd crowd = {0};
    char question[64];

    for (int i = 0; i < CROWD; i++) {
        snprintf(question, sizeof(question), "What does order %d cost?", i);
        ck_assert_int_eq(t2s_ask(context, question, NULL, on_end, &crowd, NULL, NULL), 0);
    }
    while (crowd.ended < CROWD) {
        struct pollfd ready = {.fd = t2s_context_fd(context), .events = POLLIN};

        poll(&ready, 1, t2s_context_timeout(context));
        ck_assert_int_eq(t2s_context_dispatch(context), 0);
    }
    ck_assert_int_eq(crowd.failed, 0);
}

START_TEST(a_thousand_questions_at_once_share_their_checks)
{
    t2s_context *context = OPEN("execute", "0");
    uint64_t before;

    ask_all(context);
    before = t2s_context_counter(context, T2S_COUNTER_SCHEMA_CHECKS);
    ck_assert_uint_eq(t2s_context_counter(context, T2S_COUNTER_SCHEMA_LOADS), 1);
    ck_assert_uint_le(before, 2);
    sql("CREATE TABLE refunds (amount int)");
    ask_all(context);
    ck_assert_uint_eq(t2s_context_counter(context, T2S_COUNTER_SCHEMA_LOADS), 2);
    ck_assert_uint_le(t2s_context_counter(context, T2S_COUNTER_SCHEMA_CHECKS), before + 2);
    t2s_context_free(context);
}
END_TEST

/* A server that is down. */

struct log {
    int stale;
};

static void on_log(const t2s_log_record *record, void *user_data)
{
    struct log *log = user_data;

    log->stale += t2s_log_record_level(record) == T2S_LOG_WARNING && strcmp(t2s_log_record_message(record), "schema is stale") == 0;
}

static t2s_context *open_through_proxy(const char *stale_ms)
{
    const char *const pairs[] = {"execute", "0", "schema_stale_ms", stale_ms, NULL};
    char where[128];

    snprintf(where, sizeof(where), "postgresql://postgres@127.0.0.1:%d/d%d", t2s_test_proxy_start(), (int)getpid());
    return open_at(where, pairs);
}

START_TEST(a_server_that_is_down_fails_the_question_unless_an_old_schema_is_allowed)
{
    t2s_context *context = open_through_proxy("0");
    t2s_answer *answer;

    t2s_answer_unref(ask(context, 0));
    t2s_test_proxy_stop();
    answer = ask(context, T2S_E_CONNECT);
    ck_assert_int_eq(t2s_error_stage(t2s_answer_error(answer)), T2S_STAGE_METADATA);
    t2s_answer_unref(answer);
    t2s_context_free(context);
}
END_TEST

START_TEST(a_server_that_is_down_leaves_the_last_schema_marked_as_stale)
{
    const struct timespec pause = {.tv_nsec = 50000000};
    t2s_context *context = open_through_proxy("3600000");
    struct log log = {0};
    t2s_answer *answer;

    ck_assert_int_eq(t2s_context_set_log(context, T2S_LOG_WARNING, on_log, &log), 0);
    answer = ask(context, 0);
    ck_assert_int_eq(t2s_answer_schema_is_stale(answer), 0);
    t2s_answer_unref(answer);
    t2s_test_proxy_stop();
    nanosleep(&pause, NULL);
    answer = ask(context, 0);
    ck_assert_int_eq(t2s_answer_schema_is_stale(answer), 1);
    ck_assert_uint_ge(t2s_answer_schema_age(answer), 50000000);
    ck_assert_uint_eq(counter_of(answer, T2S_COUNTER_STALE_SCHEMA), 1);
    ck_assert_int_eq(log.stale, 1);
    t2s_context_free(context);
}
END_TEST

START_TEST(a_schema_that_is_too_old_is_not_used_as_stale)
{
    const struct timespec pause = {.tv_nsec = 50000000};
    t2s_context *context = open_through_proxy("1");

    t2s_answer_unref(ask(context, 0));
    t2s_test_proxy_stop();
    nanosleep(&pause, NULL);
    t2s_answer_unref(ask(context, T2S_E_CONNECT));
    t2s_context_free(context);
}
END_TEST

/* DDL during a load: the load waits for a lock, which it needs after its snapshot was taken. */

static void wait_for_blocked_load(void)
{
    const struct timespec pause = {.tv_nsec = 10000000};

    for (int i = 0; i < 30000; i++) {
        char *count = t2s_test_postgres_sql(
            uri, "SELECT count(*) FROM pg_locks l WHERE NOT l.granted AND l.relation = 'pg_description'::regclass");
        int blocked = strcmp(count, "0") != 0;

        free(count);
        if (blocked)
            return;
        nanosleep(&pause, NULL);
    }
    ck_abort_msg("the load does not wait");
}

struct end {
    t2s_context *context;
    atomic_int ended;
};

static void note_end(t2s_request *request, int status, t2s_answer *answer, void *user_data)
{
    (void)request;
    (void)answer;
    ck_assert_int_eq(status, 0);
    ((struct end *)user_data)->ended = 1;
}

START_TEST(who_asks_after_ddl_during_a_load_waits_for_the_next_one)
{
    const struct timespec pause = {.tv_nsec = 10000000};
    t2s_context *context = OPEN("execute", "0");
    PGconn *locking = PQconnectdb(uri);
    struct end first = {.context = context};
    struct end second = {.context = context};

    PQclear(PQexec(locking, "BEGIN; LOCK TABLE pg_catalog.pg_description IN ACCESS EXCLUSIVE MODE"));
    ck_assert_int_eq(PQtransactionStatus(locking), PQTRANS_INTRANS);
    ck_assert_int_eq(t2s_context_start(context), 0);
    ck_assert_int_eq(t2s_ask(context, "First?", NULL, note_end, &first, NULL, NULL), 0);
    wait_for_blocked_load();
    sql("ALTER TABLE orders ADD COLUMN colour text");
    ck_assert_int_eq(t2s_ask(context, "Second?", NULL, note_end, &second, NULL, NULL), 0);
    PQclear(PQexec(locking, "COMMIT"));
    PQfinish(locking);
    for (int i = 0; i < 30000 && !(first.ended && second.ended); i++)
        nanosleep(&pause, NULL);
    ck_assert(first.ended && second.ended);
    ck_assert_uint_eq(t2s_context_counter(context, T2S_COUNTER_SCHEMA_LOADS), 2);
    ck_assert_ptr_null(strstr(model.prompts[0], "colour"));
    ck_assert_ptr_nonnull(strstr(model.prompts[1], "colour"));
    t2s_context_free(context);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        ddl_between_two_questions_is_in_the_second_prompt,
        a_question_in_flight_keeps_its_schema,
        a_column_that_came_meanwhile_is_not_the_models_mistake,
        a_column_that_never_was_is_looked_for_once_a_reply_and_then_mended,
        a_column_that_went_meanwhile_is_mended_from_the_new_schema,
        a_table_that_went_meanwhile_is_an_error_when_no_repair_is_allowed,
        a_restart_between_two_questions_is_not_noticed,
        a_thousand_questions_at_once_share_their_checks,
        a_server_that_is_down_fails_the_question_unless_an_old_schema_is_allowed,
        a_server_that_is_down_leaves_the_last_schema_marked_as_stale,
        a_schema_that_is_too_old_is_not_used_as_stale,
        who_asks_after_ddl_during_a_load_waits_for_the_next_one,
    };

    server_uri = t2s_test_postgres_start();
    if (server_uri == NULL)
        return 77;
    return suite_run("freshness of questions", tests, sizeof(tests) / sizeof(tests[0]), setup, teardown);
}
