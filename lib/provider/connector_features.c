/* SPDX-License-Identifier: MIT */
/* What a server is asked for, and how it is found out that it does not know it. */
#include <string.h>

#include "provider/connector.h"

#define OUTPUTS  (T2S_CONNECTOR_JSON_SCHEMA | T2S_CONNECTOR_JSON_OBJECT)
#define OPTIONAL (T2S_CONNECTOR_TEMPERATURE | T2S_CONNECTOR_SEED | T2S_CONNECTOR_REASONING_EFFORT | T2S_CONNECTOR_MAX_OUTPUT_TOKENS)
#define STREAMS  (T2S_CONNECTOR_STREAM | T2S_CONNECTOR_STREAM_USAGE)
#define OWN      (T2S_CONNECTOR_OWN_1 | T2S_CONNECTOR_OWN_2 | T2S_CONNECTOR_OWN_3 | T2S_CONNECTOR_OWN_4)

enum { SEARCHED_MAX = 65536 /* bytes of an answer that are searched for words */ };

/* One of them at most: the strictest that is left. */
static uint64_t output_of(const char *option, uint64_t left)
{
    if (strcmp(option, "text") == 0)
        return 0;
    if (strcmp(option, "json_object") == 0)
        return left & T2S_CONNECTOR_JSON_OBJECT;
    if ((left & T2S_CONNECTOR_JSON_SCHEMA) != 0)
        return T2S_CONNECTOR_JSON_SCHEMA;
    return left & T2S_CONNECTOR_JSON_OBJECT;
}

static int wants_stream(const t2s_connector_call *call)
{
    const char *option = call->connector->stream;

    return strcmp(option, "on") == 0 || (strcmp(option, "auto") == 0 && t2s_prompt_is_watched(call->prompt));
}

uint64_t t2s__connector_features(const t2s_connector_call *call)
{
    const t2s_connector *connector = call->connector;
    uint64_t left = connector->ops.features & ~(connector->missing | call->unknown);
    uint64_t features = (left & OWN) | (left & connector->set & OPTIONAL) | output_of(connector->output, left);

    if ((left & T2S_CONNECTOR_STREAM) != 0 && wants_stream(call))
        features |= left & STREAMS;
    return features;
}

uint64_t t2s__connector_dispensable(const t2s_connector_call *call, uint64_t features)
{
    const int insists = strcmp(call->connector->output, "auto") != 0;

    /* A limit of what may be spent is not to be lost by a server's whim. */
    return features & call->used & ~(insists ? OUTPUTS : 0) & ~T2S_CONNECTOR_MAX_OUTPUT_TOKENS;
}

static int is_word_part(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '_';
}

/* As a word of its own: "stream" is not in "stream_options". */
static int has_word(const char *text, size_t length, const char *word)
{
    size_t word_length = strlen(word);

    for (size_t i = 0; i + word_length <= length; i++)
        if (text[i] == word[0] && memcmp(text + i, word, word_length) == 0 && (i == 0 || !is_word_part(text[i - 1])) &&
            (i + word_length == length || !is_word_part(text[i + word_length])))
            return 1;
    return 0;
}

static uint64_t named_in(const t2s_connector_problem *problem, const char *text, size_t length)
{
    const t2s_connector_word *word = problem->call->connector->ops.words;
    uint64_t named = 0;

    for (; word != NULL && word->word != NULL; word++)
        if (has_word(text, length, word->word))
            named |= word->features;
    return t2s__connector_dispensable(problem->call, named);
}

/* 0: it came with a reply of status 200, and did not say what it is. */
static int may_be_unknown(int status)
{
    return status == 0 || status == 400 || status == 404 || status == 422 || status == 500 || status == 501;
}

/* The field that the server names by itself says most, then its words, then all that it sent. */
uint64_t t2s__connector_unknown(const t2s_connector_problem *problem)
{
    uint64_t unknown;

    if (problem->code != T2S_E_SERVER || !may_be_unknown(problem->status))
        return 0;
    unknown = named_in(problem, problem->param, strlen(problem->param));
    if (unknown == 0)
        unknown = named_in(problem, problem->words, strlen(problem->words));
    if (unknown == 0 && problem->status != 500)
        unknown = named_in(problem, problem->body, problem->length < SEARCHED_MAX ? problem->length : SEARCHED_MAX);
    return unknown;
}
