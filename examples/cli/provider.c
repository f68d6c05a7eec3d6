/* SPDX-License-Identifier: MIT */
#include "provider.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <text2sql/price.h>
#include <text2sql/provider.h>

#include "input.h"
#include "message.h"

#define REPLAY        "replay:"
#define CONFIGURATION ".json"

static bool begins_with(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text);

    return length > strlen(end) && strcmp(text + length - strlen(end), end) == 0;
}

/* @param ret_prices  NULL without --prices */
static int read_prices(const char *path, t2s_price_list **ret_prices)
{
    t2s_price_list *prices = NULL;
    t2s_error *error = NULL;
    char *text = NULL;
    size_t length = 0;
    int status = STATUS_DONE;
    int code;

    if (path != NULL)
        status = read_file(path, &text, &length);
    if (path == NULL || status != STATUS_DONE)
        return status;
    if (t2s_price_list_new(&prices) != 0)
        out_of_memory();
    code = t2s_price_list_set_json(prices, text, length, &error);
    if (code == 0)
        *ret_prices = t2s_price_list_ref(prices);
    else
        status = report_file_error(path, code, error);
    t2s_error_unref(error);
    t2s_price_list_unref(prices);
    free(text);
    return status;
}

/* Takes over `error`. */
static int report(int code, t2s_error *error)
{
    int status = code == 0 ? STATUS_DONE : report_error(code, error);

    t2s_error_unref(error);
    return status;
}

/* A tree of providers, from a file. */
static int make_configured(const char *path, t2s_price_list *prices, t2s_provider **ret_provider)
{
    t2s_error *error = NULL;
    char *text = NULL;
    size_t length = 0;
    int status = read_file(path, &text, &length);
    int code;

    if (status != STATUS_DONE)
        return status;
    code = t2s_provider_from_json(text, length, prices, ret_provider, &error);
    if (code != 0)
        status = report_file_error(path, code, error);
    t2s_error_unref(error);
    free(text);
    return status;
}

static int make_provider(const char *chosen, t2s_price_list *prices, t2s_provider **ret_provider)
{
    t2s_error *error = NULL;
    int code;

    if (strcmp(chosen, "openai") == 0)
        code = t2s_openai_provider_new(NULL, ret_provider, &error);
    else if (strcmp(chosen, "anthropic") == 0)
        code = t2s_anthropic_provider_new(NULL, ret_provider, &error);
    else if (begins_with(chosen, REPLAY))
        code = t2s_replay_provider_new(chosen + strlen(REPLAY), ret_provider, &error);
    else if (ends_with(chosen, CONFIGURATION))
        return make_configured(chosen, prices, ret_provider);
    else
        return usage_error("it is openai, anthropic, replay:FILE, or a file FILE.json", "--provider: unknown provider \"%.80s\"",
                           chosen);
    return report(code, error);
}

/* @param provider  in: whose replies are to be recorded; out: who records them */
static int record(const char *path, t2s_provider **provider)
{
    t2s_provider *recording = NULL;
    t2s_error *error = NULL;
    int code;

    if (path == NULL)
        return STATUS_DONE;
    code = t2s_recording_provider_new(*provider, path, &recording, &error);
    if (code == 0) {
        t2s_provider_unref(*provider);
        *provider = recording;
    }
    return report(code, error);
}

int use_provider(const struct settings *settings, t2s_context *context)
{
    t2s_price_list *prices = NULL;
    t2s_provider *provider = NULL;
    int status = read_prices(settings->prices, &prices);

    if (status == STATUS_DONE)
        status = make_provider(settings->provider, prices, &provider);
    if (status == STATUS_DONE)
        status = record(settings->record, &provider);
    if (status == STATUS_DONE)
        status = report(t2s_context_set_price_list(context, prices), NULL);
    if (status == STATUS_DONE)
        status = report(t2s_context_set_provider(context, provider), NULL);
    t2s_provider_unref(provider);
    t2s_price_list_unref(prices);
    return status;
}
