/* SPDX-License-Identifier: MIT */
/*
 * custom_provider SCHEMA.sql "How many rows are in shop.orders?": a provider in one file.
 *
 * It stands where a language model would, and asks nobody: it takes the last word of the question for a table and counts its rows.
 * A provider for a model that runs in this process, or behind a protocol of its own, has the same three functions.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <text2sql.h>
#include <text2sql/sys/provider.h>

typedef struct counter {
    int calls;
} counter;

/* The last word: letters, digits, underscores and points, so that it needs no escaping in JSON. */
static void last_word(const char *question, char *ret_word, size_t size)
{
    const char *end = question + strlen(question);
    const char *start;

    while (end > question && !isalnum((unsigned char)end[-1]))
        end--;
    for (start = end; start > question && (isalnum((unsigned char)start[-1]) || strchr("_.", start[-1]) != NULL); start--)
        ;
    snprintf(ret_word, size, "%.*s", (int)(end - start), start);
}

/* Begin one completion. This one is done at once; a slow one would keep `reply` and finish it later, from any thread. */
static int start(void *user_data, const t2s_prompt *prompt, t2s_reply *reply)
{
    counter *self = user_data;
    char text[512];
    char table[128];
    int code;

    self->calls++;
    last_word(t2s_prompt_question(prompt), table, sizeof(table));
    snprintf(text, sizeof(text),
             "{\"outcome\":\"answer\",\"sql\":\"SELECT count(*) FROM %s\",\"explanation\":\"The number of rows of %s.\","
             "\"assumptions\":[],\"clarification\":null}",
             table, table);
    code = t2s_reply_append(reply, text, strlen(text));
    if (code == 0)
        t2s_reply_set_model(reply, "counting");
    t2s_reply_finish(reply, code == 0 ? NULL : t2s_error_new(code, NULL));
    return 0;
}

static void destroy(void *user_data)
{
    free(user_data);
}

static int counting_provider_new(t2s_provider **ret_provider)
{
    static const t2s_provider_ops ops = {.struct_size = sizeof(ops), .start = start, .destroy = destroy};
    counter *self = calloc(1, sizeof(*self));

    if (self == NULL)
        return T2S_E_NOMEM;
    return t2s_provider_new("counting", &ops, self, ret_provider);
}

/* Only the SQL is wanted here, so the schema comes from a file and nothing is run. */
static int set_up(const char *path, t2s_context **ret_context, t2s_error **reterr_error)
{
    t2s_options *options = NULL;
    t2s_metadata_source *source = NULL;
    t2s_dialect *dialect = NULL;
    t2s_provider *provider = NULL;
    int code = t2s_options_new(&options);

    if (code == 0)
        code = t2s_options_set(options, "execute", "0");
    if (code == 0)
        code = t2s_context_new(options, ret_context, reterr_error);
    if (code == 0)
        code = t2s_ddl_metadata_source_new(&path, 1, &source, reterr_error);
    if (code == 0)
        code = t2s_context_set_metadata_source(*ret_context, source);
    if (code == 0)
        code = t2s_postgres_dialect_new(&dialect);
    if (code == 0)
        code = t2s_context_set_dialect(*ret_context, dialect);
    if (code == 0)
        code = counting_provider_new(&provider);
    if (code == 0)
        code = t2s_context_set_provider(*ret_context, provider);
    t2s_provider_unref(provider);
    t2s_dialect_unref(dialect);
    t2s_metadata_source_unref(source);
    t2s_options_free(options);
    return code;
}

int main(int argc, char **argv)
{
    t2s_context *context = NULL;
    t2s_answer *answer = NULL;
    t2s_error *error = NULL;
    int code;

    if (argc != 3) {
        fprintf(stderr, "usage: %s SCHEMA.sql QUESTION\n", argv[0]);
        return 2;
    }
    code = set_up(argv[1], &context, &error);
    if (code == 0)
        code = t2s_ask_sync(context, argv[2], NULL, &answer, &error);
    if (code != 0)
        fprintf(stderr, "%s: %s\n", argv[0], error != NULL ? t2s_error_message(error) : t2s_strerror(code));
    else
        printf("%s: %s\n", t2s_answer_model(answer), t2s_answer_sql(answer));
    t2s_error_unref(error);
    t2s_answer_unref(answer);
    t2s_context_free(context);
    return code != 0;
}
