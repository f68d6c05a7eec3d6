/* SPDX-License-Identifier: MIT */
/*
 * What comes from a model's server, or from a file of the user's, byte by byte hostile: no crash, no leak, and the same outcome
 * however it is cut into pieces. The first byte says who reads the rest: e events of a stream, r a reply, t a template, p prices.
 */
#include <string.h>

#include <text2sql.h>
#include <text2sql/sys/provider.h>

#include "fuzz/corpus.h"
#include "prompt/reply.h"
#include "provider/scan.h"
#include "provider/sse.h"
#include "util/map.h"

enum { EVENT_MAX = 4096 };

static int add_event(const char *event, const char *data, size_t length, void *user_data)
{
    uint64_t *sum = user_data;

    if (data[length] != '\0' || length > EVENT_MAX)
        abort();
    *sum = *sum * 31 + t2s__hash(event, strlen(event)) * 7 + t2s__hash(data, length);
    return 0;
}

/* The sum over all events, the stream being fed in pieces of `step` bytes. */
static uint64_t read_events(const char *text, size_t length, size_t step)
{
    t2s__sse sse = {.limit = EVENT_MAX};
    uint64_t sum = 1;
    int code = 0;

    for (size_t at = 0; code == 0 && at < length; at += step)
        code = t2s__sse_feed(&sse, text + at, length - at < step ? length - at : step, add_event, &sum);
    t2s__sse_dispose(&sse);
    return sum * 2 + (uint64_t)(code != 0);
}

static void events(const char *text, size_t length)
{
    uint64_t whole = read_events(text, length, length + 1);

    for (size_t step = 1; step < 8; step++)
        if (read_events(text, length, step) != whole)
            abort();
}

static int scan_in_pieces(const char *text, size_t length, size_t step)
{
    t2s__scan scan = {0};
    int state = T2S_REPLY_OPEN;

    for (size_t at = 0; at < length; at += step)
        state = t2s__scan_add(&scan, text + at, length - at < step ? length - at : step);
    return state;
}

static void reply(const char *text, size_t length)
{
    t2s__reply first;
    t2s__reply second;
    int code = t2s__reply_parse(text, length, &first, NULL);

    if (scan_in_pieces(text, length, length + 1) != scan_in_pieces(text, length, 3))
        abort();
    if (code != t2s__reply_parse(text, length, &second, NULL))
        abort();
    if (code == 0 && ((first.outcome == T2S_OUTCOME_ANSWERED) != (first.sql != NULL) || first.outcome != second.outcome ||
                      (first.sql != NULL && strcmp(first.sql, second.sql) != 0)))
        abort();
    t2s__reply_dispose(&first);
    t2s__reply_dispose(&second);
}

static void template(const char *text)
{
    t2s_prompt_template *made = NULL;

    if (t2s_prompt_template_new(text, &made, NULL) == 0 && strcmp(t2s_prompt_template_text(made), text) != 0)
        abort();
    t2s_prompt_template_unref(made);
}

static void prices(const char *text, size_t length)
{
    t2s_price_list *list;

    if (t2s_price_list_new(&list) != 0)
        return;
    t2s_price_list_set_json(list, text, length, NULL);
    if (t2s_price_list_cost(list, "gpt-4.1", 0, 0, 0) != 0)
        abort();
    t2s_price_list_cost(list, NULL, UINT64_MAX, UINT64_MAX, UINT64_MAX);
    t2s_price_list_unref(list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = size != 0 ? malloc(size) : NULL;

    if (text == NULL)
        return 0;
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    if (data[0] == 'e')
        events(text, size - 1);
    else if (data[0] == 'r')
        reply(text, size - 1);
    else if (data[0] == 't')
        template(text);
    else if (data[0] == 'p')
        prices(text, size - 1);
    free(text);
    return 0;
}

static void end_of_corpus(void)
{
}

CORPUS_MAIN("reply", end_of_corpus)
