/* SPDX-License-Identifier: MIT */
/* From rows of a real PostgreSQL to what a prompt says of them, and what it does not say. The model only listens. */
#include <string.h>
#include <text2sql.h>
#include <text2sql/sys/provider.h>

#include "support/postgres.h"
#include "support/suite.h"

static const char *server_uri;
static char reader_uri[512];
static char *prompt; /* all messages of the last call */
static const char *written;

static const char schema[] =
    "CREATE ROLE reader LOGIN;"
    "CREATE TYPE order_state AS ENUM ('pending', 'delivered');"
    "CREATE TABLE addresses (id int PRIMARY KEY, city text, secret text);"
    "CREATE TABLE orders (id int PRIMARY KEY, state order_state, note text);"
    "CREATE TABLE vault (id int PRIMARY KEY, code text);"
    "INSERT INTO addresses SELECT n, (ARRAY['New York', 'Zürich', 'Ouagadougou'])[1 + n % 3], 'Rumpelstiltskin' FROM generate_series(1, 300) n;"
    "INSERT INTO orders SELECT n, 'pending', 'twelve' FROM generate_series(1, 300) n;"
    "INSERT INTO vault VALUES (1, 'Shibboleth');"
    "ANALYZE addresses; ANALYZE orders; ANALYZE vault;"
    "GRANT SELECT ON orders TO reader;"
    "GRANT SELECT (id, city) ON addresses TO reader;";

static int listen(void *user_data, const t2s_prompt *given, t2s_reply *reply)
{
    char text[512];
    size_t size = 0;
    FILE *file;

    (void)user_data;
    free(prompt);
    file = open_memstream(&prompt, &size);
    for (size_t i = 0; i < t2s_prompt_message_count(given); i++)
        fprintf(file, "%s\n", t2s_prompt_message_text(given, i));
    fclose(file);
    snprintf(text, sizeof(text),
             "{\"outcome\":\"answer\",\"sql\":\"%s\",\"explanation\":\"\",\"assumptions\":[],\"clarification\":null}", written);
    t2s_reply_append(reply, text, strlen(text));
    t2s_reply_finish(reply, NULL);
    return 0;
}

static int ask(const char *uri, const char *level, const char *question)
{
    static const t2s_provider_ops ops = {.struct_size = sizeof(ops), .start = listen};
    t2s_provider *provider;
    t2s_options *options;
    t2s_context *context;
    t2s_answer *answer = NULL;
    int code;

    ck_assert_int_eq(t2s_options_new(&options), 0);
    ck_assert_int_eq(t2s_options_set(options, "data_in_prompt", level), 0);
    ck_assert_int_eq(t2s_context_new(options, &context, NULL), 0);
    t2s_options_free(options);
    ck_assert_int_eq(t2s_provider_new("listener", &ops, NULL, &provider), 0);
    ck_assert_int_eq(t2s_context_set_provider(context, provider), 0);
    t2s_provider_unref(provider);
    ck_assert_int_eq(t2s_context_use_database(context, uri, NULL), 0);
    code = t2s_ask_sync(context, question, NULL, &answer, NULL);
    t2s_answer_unref(answer);
    t2s_context_free(context);
    ck_assert_ptr_nonnull(prompt);
    return code;
}

static void set_up(void)
{
    written = "SELECT count(*) FROM orders";
}

static void tear_down(void)
{
    free(prompt);
    prompt = NULL;
}

START_TEST(a_question_finds_the_stored_spelling)
{
    ck_assert_int_eq(ask(server_uri, "matched", "Who lives in new york or Zurich, and what is 'pending'?"), 0);
    ck_assert_ptr_nonnull(strstr(prompt, "addresses.city = 'New York'\n"));
    ck_assert_ptr_nonnull(strstr(prompt, "addresses.city = 'Zürich'\n"));
    ck_assert_ptr_nonnull(strstr(prompt, "orders.state = 'pending'\n"));
    ck_assert_ptr_null(strstr(prompt, "Ouagadougou"));
    ck_assert_ptr_null(strstr(prompt, "Rumpelstiltskin"));
    ck_assert_ptr_null(strstr(prompt, "twelve"));
}
END_TEST

START_TEST(no_row_leaves_when_none_may)
{
    ck_assert_int_eq(ask(server_uri, "none", "Who lives in new york, zurich, OUAGADOUGOU; rumpelstiltskin, twelv, shibboleth?"), 0);
    ck_assert_ptr_null(strstr(prompt, "New York"));
    ck_assert_ptr_null(strstr(prompt, "Zürich"));
    ck_assert_ptr_null(strstr(prompt, "Ouagadougou"));
    ck_assert_ptr_null(strstr(prompt, "Rumpelstiltskin"));
    ck_assert_ptr_null(strstr(prompt, "twelve"));
    ck_assert_ptr_null(strstr(prompt, "Shibboleth"));
    ck_assert_ptr_nonnull(strstr(prompt, "city"));
}
END_TEST

START_TEST(what_a_role_may_not_read_is_not_mentioned_to_it)
{
    ck_assert_int_eq(ask(reader_uri, "samples", "Who lives in new york; rumpelstiltskin, shibboleth?"), 0);
    ck_assert_ptr_nonnull(strstr(prompt, "addresses.city = 'New York'\n"));
    ck_assert_ptr_null(strstr(prompt, "Rumpelstiltskin"));
    ck_assert_ptr_null(strstr(prompt, "Shibboleth"));
    ck_assert_int_eq(ask(server_uri, "samples", "Who lives in new york; rumpelstiltskin, shibboleth?"), 0);
    ck_assert_ptr_nonnull(strstr(prompt, "addresses.secret = 'Rumpelstiltskin'\n"));
}
END_TEST

START_TEST(samples_are_of_every_column_with_values)
{
    ck_assert_int_eq(ask(server_uri, "samples", "How many?"), 0);
    ck_assert_ptr_nonnull(strstr(prompt, "addresses.city: '"));
    ck_assert_ptr_nonnull(strstr(prompt, "orders.note: 'twelve'\n"));
}
END_TEST

START_TEST(a_cast_that_fails_does_not_tell_on_which_row)
{
    written = "SELECT sum(note::int) FROM orders";
    ck_assert_int_ne(ask(server_uri, "matched", "How much?"), 0);
    ck_assert_ptr_nonnull(strstr(prompt, "22P02"));
    ck_assert_ptr_null(strstr(prompt, "twelve"));
    ck_assert_int_ne(ask(server_uri, "samples", "How much?"), 0);
    ck_assert_ptr_nonnull(strstr(prompt, "invalid input syntax for type integer: \"twelve\""));
    written = "SELECT id FROM orders WHERE id = 'eleven'"; /* the query's own */
    ck_assert_int_ne(ask(server_uri, "none", "How much?"), 0);
    ck_assert_ptr_nonnull(strstr(prompt, "invalid input syntax for type integer: \"eleven\""));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {a_question_finds_the_stored_spelling, no_row_leaves_when_none_may,
                                  what_a_role_may_not_read_is_not_mentioned_to_it, samples_are_of_every_column_with_values,
                                  a_cast_that_fails_does_not_tell_on_which_row};

    server_uri = t2s_test_postgres_start();
    if (server_uri == NULL)
        return 77;
    free(t2s_test_postgres_sql(server_uri, schema));
    snprintf(reader_uri, sizeof(reader_uri), "postgresql:///postgres?host=%s&user=reader", t2s_test_postgres_directory());
    return suite_run("values of PostgreSQL", tests, sizeof(tests) / sizeof(tests[0]), set_up, tear_down);
}
