/* SPDX-License-Identifier: MIT */
/* Asking again. Bounded three ways: so many repairs a round, so many rounds as there are models, and no text twice. */
#include <string.h>

#include "engine/step.h"
#include "prompt/prompt.h"
#include "util/error.h"
#include "util/map.h"

enum { ROUNDS_MAX = 16 };

/* Did the model write it before? What was rejected once is not looked at twice. */
static int is_repeated(t2s_request *request, const char *text)
{
    uint64_t hash = t2s__hash(text, strlen(text));

    for (size_t i = 0; i < request->tried_count; i++)
        if (request->tried[i] == hash)
            return 1;
    if (request->tried_count < sizeof(request->tried) / sizeof(request->tried[0]))
        request->tried[request->tried_count++] = hash;
    return 0;
}

/* `prompt` takes the place of the request's; NULL: memory is short. */
static void ask_with(t2s_request *request, t2s_prompt *prompt)
{
    if (prompt == NULL) {
        t2s__request_fail_nomem(request);
        return;
    }
    t2s_prompt_unref(request->prompt);
    request->prompt = prompt;
    t2s__step_provider(request);
}

static void ask_to_mend(t2s_request *request, const t2s__finding *findings, size_t count)
{
    const t2s__verdict *verdict = request->judging.verdict;
    t2s_prompt *prompt = NULL;

    t2s__request_enter(request, T2S_STAGE_PROMPT);
    t2s__prompt_repair(request->prompt, verdict->text, verdict->length, findings, count, &prompt);
    request->repairs++;
    request->answer->counters[T2S_COUNTER_REPAIRS]++;
    ask_with(request, prompt);
}

/* The first prompt again, for who has not seen it yet. */
static void ask_another(t2s_request *request)
{
    t2s_prompt *prompt = NULL;

    request->repairs = 0;
    request->tried_count = 0;
    t2s__prompt_new_round(request->first_prompt, ++request->round, &prompt);
    ask_with(request, prompt);
}

void t2s__step_repair(t2s_request *request, const t2s__finding *findings, size_t count, t2s_error *error)
{
    const t2s__verdict *verdict = request->judging.verdict;
    const char *sql = verdict->reply.sql;
    int repeated;

    if (request->prompt == NULL) { /* out of the cache, or another question's: it is this one's turn to ask */
        t2s_error_unref(error);
        request->from_cache = 0;
        t2s__step_prompt(request);
        return;
    }
    repeated = is_repeated(request, sql != NULL ? sql : verdict->text);
    if (!repeated && request->repairs < request->settings.repair_limit) {
        ask_to_mend(request, findings, count);
        t2s_error_unref(error);
    } else if (request->alternative && request->round < ROUNDS_MAX) {
        t2s_error_unref(error);
        ask_another(request);
    } else {
        if (repeated)
            t2s_error_set_hint(error, "the model wrote the same again after it was told what is wrong");
        t2s__request_fail(request, error);
    }
}
