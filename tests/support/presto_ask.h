/* SPDX-License-Identifier: MIT */
/* Questions to a context beside a Trino or PrestoDB, with a model that writes what the test has given it. */
#ifndef T2S_TESTS_SUPPORT_PRESTO_ASK_H
#define T2S_TESTS_SUPPORT_PRESTO_ASK_H

#include <json-c/json.h>
#include <math.h>
#include <text2sql.h>

#include "llm_server.h"
#include "presto.h"
#include "suite.h"

/* A model that answers any question with this SQL; with more than one, each is for one call, in order. The last is NULL. */
static inline void model_start(struct llm_server *server, const char *const *sqls)
{
    struct json_object *script = json_object_new_object();
    struct json_object *steps = json_object_new_array();

    for (; *sqls != NULL; sqls++) {
        struct json_object *step = json_object_new_object();

        json_object_object_add(step, "sql", json_object_new_string(*sqls));
        json_object_array_add(steps, step);
    }
    json_object_object_add(script, "steps", steps);
    llm_server_start(server, json_object_to_json_string(script));
    json_object_put(script);
}

#define MODEL_START(server, ...) model_start(server, (const char *const[]){__VA_ARGS__, NULL})

/* Pairs of names and values, NULL at the end, go into the options of the context. */
static inline t2s_context *context_open(const struct llm_server *server, const char *uri, const char *const *settings)
{
    char base_url[64];
    t2s_options *options;
    t2s_provider *provider;
    t2s_context *context;
    t2s_error *error = NULL;
    int code;

    snprintf(base_url, sizeof(base_url), "http://127.0.0.1:%d/v1", server->port);
    ck_assert_int_eq(t2s_options_new(&options), 0);
    t2s_options_set(options, "base_url", base_url);
    ck_assert_int_eq(t2s_openai_provider_new(options, &provider, NULL), 0);
    t2s_options_free(options);
    ck_assert_int_eq(t2s_options_new(&options), 0);
    t2s_options_set(options, "row_limit", "0");
    t2s_options_set(options, "timeout_ms", "600000");
    t2s_options_set(options, "query_timeout_ms", "300000");
    for (; settings != NULL && *settings != NULL; settings += 2)
        ck_assert_int_eq(t2s_options_set(options, settings[0], settings[1]), 0);
    code = t2s_context_new(options, &context, &error);
    ck_assert_msg(code == 0, "%s", t2s_error_message(error));
    t2s_options_free(options);
    ck_assert_int_eq(t2s_context_set_provider(context, provider), 0);
    t2s_provider_unref(provider);
    code = t2s_context_use_database(context, uri, &error);
    ck_assert_msg(code == 0, "%s: %s", uri, t2s_error_message(error));
    return context;
}

/* Pairs of names and values, NULL at the end, go into the options of the question. The answer, whatever it is. */
static inline t2s_answer *ask_with(t2s_context *context, const char *question, const char *const *settings)
{
    t2s_options *options;
    t2s_answer *answer = NULL;
    t2s_error *error = NULL;

    ck_assert_int_eq(t2s_options_new(&options), 0);
    for (; settings != NULL && *settings != NULL; settings += 2)
        ck_assert_int_eq(t2s_options_set(options, settings[0], settings[1]), 0);
    t2s_ask_sync(context, question, options, &answer, &error);
    ck_assert_msg(answer != NULL, "%s: %s", question, t2s_error_message(error));
    t2s_error_unref(error);
    t2s_options_free(options);
    return answer;
}

/* ... with rows. */
static inline t2s_answer *ask_for_rows(t2s_context *context, const char *question, const char *const *settings)
{
    t2s_answer *answer = ask_with(context, question, settings);

    ck_assert_msg(t2s_answer_error(answer) == NULL, "%s: %s\n%s", question, t2s_error_message(t2s_answer_error(answer)),
                  t2s_answer_sql(answer));
    ck_assert_msg(t2s_answer_outcome(answer) == T2S_OUTCOME_ANSWERED, "%s: refused by %s: %s\n%s", question,
                  t2s_answer_refused_by(answer), t2s_answer_refusal(answer), t2s_answer_original_sql(answer));
    ck_assert_ptr_nonnull(t2s_answer_result(answer));
    return answer;
}

/* The sum of a number of doubles may depend on their order. */
static inline int same_value(const char *ours, struct json_object *theirs)
{
    char *end;
    double number;

    if (theirs == NULL || ours == NULL)
        return theirs == NULL && ours == NULL;
    if (!json_object_is_type(theirs, json_type_double))
        return strcmp(ours, json_object_get_string(theirs)) == 0;
    number = strtod(ours, &end);
    return *end == '\0' && fabs(number - json_object_get_double(theirs)) <= 1e-9 * fabs(number);
}

static inline void expect_rows(t2s_result *result, struct json_object *rows, const char *what)
{
    ck_assert_msg(t2s_result_row_count(result) == json_object_array_length(rows), "%s: %zu rows, not %zu", what,
                  t2s_result_row_count(result), json_object_array_length(rows));
    for (size_t r = 0; r < t2s_result_row_count(result); r++) {
        struct json_object *row = json_object_array_get_idx(rows, r);

        ck_assert_uint_eq(t2s_result_column_count(result), json_object_array_length(row));
        for (size_t c = 0; c < t2s_result_column_count(result); c++) {
            const char *ours = t2s_result_value(result, r, c, NULL);
            struct json_object *theirs = json_object_array_get_idx(row, c);

            ck_assert_msg(same_value(ours, theirs), "%s: row %zu, %s is %s, not %s", what, r,
                          t2s_result_column_name(result, c), ours, json_object_to_json_string(theirs));
        }
    }
}

#endif
