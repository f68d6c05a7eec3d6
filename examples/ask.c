/* SPDX-License-Identifier: MIT */
/* ask DATABASE-URI QUESTION: prints SQL and rows. The key of the language model is in the environment, OPENAI_API_KEY. */
#include <stdio.h>
#include <text2sql.h>

int main(int argc, char **argv)
{
    t2s_context *context = NULL;
    t2s_provider *provider = NULL;
    t2s_answer *answer = NULL;
    t2s_error *error = NULL;
    char *rows = NULL;
    int status = 1;

    if (argc != 3)
        fprintf(stderr, "usage: ask DATABASE-URI QUESTION\n");
    else if (t2s_context_new(NULL, &context, &error) != 0 || t2s_context_use_database(context, argv[1], &error) != 0 ||
             t2s_openai_provider_new(NULL, &provider, &error) != 0 || t2s_context_set_provider(context, provider) != 0 ||
             t2s_ask_sync(context, argv[2], NULL, &answer, &error) != 0)
        fprintf(stderr, "ask: %s\n", t2s_error_message(error));
    else if (t2s_answer_outcome(answer) != T2S_OUTCOME_ANSWERED)
        status = printf("%s: %s\n", t2s_outcome_name(t2s_answer_outcome(answer)), t2s_answer_explanation(answer)) < 0;
    else if (t2s_result_format(t2s_answer_result(answer), T2S_FORMAT_TABLE, &rows, NULL) == 0)
        status = printf("%s\n\n%s", t2s_answer_sql(answer), rows) < 0;

    t2s_free(rows);
    t2s_error_unref(error);
    t2s_answer_unref(answer);
    t2s_provider_unref(provider);
    t2s_context_free(context);
    return status;
}
