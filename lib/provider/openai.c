/* SPDX-License-Identifier: MIT */
#include "provider/openai.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "util/error.h"
#include "util/memory.h"
#include "util/options.h"

struct call {
    struct openai *openai;
    struct call *previous;
    struct call *next;
    t2s_reply *reply;
    t2s__http_call *http;
};

struct openai {
    struct t2s__openai_settings settings;
    char *url;
    char *authorization;    /* "Bearer ..."; NULL: no key */
    t2s__http_client *http; /* while attached */
    struct call *calls;
};

#define SETTING(name) offsetof(struct t2s__openai_settings, name)

static const t2s__option options_table[] = {
    {"api_key", T2S__OPTION_STRING, SETTING(api_key), 0, 0},
    {"base_url", T2S__OPTION_STRING, SETTING(base_url), 0, 0},
    {"model", T2S__OPTION_STRING, SETTING(model), 0, 0},
    {"organization", T2S__OPTION_STRING, SETTING(organization), 0, 0},
    {"temperature", T2S__OPTION_STRING, SETTING(temperature), 0, 0},
    {"reasoning_effort", T2S__OPTION_STRING, SETTING(reasoning_effort), 0, 0},
    {"max_completion_tokens", T2S__OPTION_INT, SETTING(max_completion_tokens), 0, 10000000},
    {"response_format", T2S__OPTION_STRING, SETTING(response_format), 0, 0},
    {"connect_timeout_ms", T2S__OPTION_INT, SETTING(connect_timeout_ms), 1, 3600000},
    {"timeout_ms", T2S__OPTION_INT, SETTING(timeout_ms), 1, 3600000},
    {"max_reply_bytes", T2S__OPTION_INT, SETTING(max_reply_bytes), 1, T2S_REPLY_MAX},
    {"ca_file", T2S__OPTION_STRING, SETTING(ca_file), 0, 0},
};

static void free_secret(char *text)
{
    if (text != NULL)
        t2s__wipe(text, strlen(text));
    t2s__free(text);
}

static void destroy(void *user_data)
{
    struct openai *openai = user_data;
    struct t2s__openai_settings *settings = &openai->settings;

    free_secret(settings->api_key);
    free_secret(openai->authorization);
    t2s__free(settings->base_url);
    t2s__free(settings->model);
    t2s__free(settings->organization);
    t2s__free(settings->temperature);
    t2s__free(settings->reasoning_effort);
    t2s__free(settings->response_format);
    t2s__free(settings->ca_file);
    t2s__free(openai->url);
    t2s__free(openai);
}

/* Calls. */

static void call_add(struct openai *openai, struct call *call)
{
    call->openai = openai;
    call->next = openai->calls;
    if (openai->calls != NULL)
        openai->calls->previous = call;
    openai->calls = call;
}

static void call_free(struct call *call)
{
    if (call->previous != NULL)
        call->previous->next = call->next;
    else
        call->openai->calls = call->next;
    if (call->next != NULL)
        call->next->previous = call->previous;
    t2s__free(call);
}

static void on_response(const t2s__http_response *response, t2s_error *error, void *user_data)
{
    struct call *call = user_data;
    t2s_reply *reply = call->reply;

    if (error == NULL)
        error = t2s__openai_reply(response, call->openai->settings.api_key, reply);
    call_free(call); /* first: to finish the reply may free the provider */
    t2s_reply_finish(reply, error);
}

static int send_request(struct openai *openai, const t2s_prompt *prompt, struct call *call, t2s_error **reterr_error)
{
    const struct t2s__openai_settings *settings = &openai->settings;
    t2s__http_header headers[4] = {{"Content-Type", "application/json"}, {"Accept", "application/json"}};
    t2s__http_request request = {.method = "POST",
                                 .url = openai->url,
                                 .headers = headers,
                                 .header_count = 2,
                                 .ca_file = settings->ca_file,
                                 .connect_timeout_ms = settings->connect_timeout_ms,
                                 .timeout_ms = settings->timeout_ms,
                                 .max_body = (size_t)settings->max_reply_bytes};
    t2s__buffer body = T2S__BUFFER_INIT;
    int code;

    if (openai->authorization != NULL)
        headers[request.header_count++] = (t2s__http_header){"Authorization", openai->authorization};
    if (settings->organization != NULL)
        headers[request.header_count++] = (t2s__http_header){"OpenAI-Organization", settings->organization};
    t2s__openai_request(settings, prompt, &body);
    request.body = t2s__buffer_string(&body);
    request.body_length = body.length;
    code = body.failed ? t2s__fail_nomem(reterr_error)
                       : t2s__http_start(openai->http, &request, on_response, call, &call->http, reterr_error);
    t2s__buffer_dispose(&body);
    return code;
}

static int start(void *user_data, const t2s_prompt *prompt, t2s_reply *reply)
{
    struct openai *openai = user_data;
    struct call *call = t2s__calloc(1, sizeof(*call));
    t2s_error *error = NULL;

    if (call == NULL)
        return T2S_E_NOMEM;
    call->reply = reply;
    call_add(openai, call);
    if (send_request(openai, prompt, call, &error) != 0) {
        call_free(call);
        t2s_reply_finish(reply, error);
    }
    return 0;
}

static void cancel(void *user_data, t2s_reply *reply)
{
    struct openai *openai = user_data;

    for (struct call *call = openai->calls; call != NULL; call = call->next) {
        if (call->reply != reply)
            continue;
        t2s__http_cancel(call->http);
        return;
    }
}

static int attach(void *user_data, t2s_loop *loop)
{
    struct openai *openai = user_data;

    return t2s__http_client_new(loop, &openai->http);
}

static void detach(void *user_data, t2s_loop *loop)
{
    struct openai *openai = user_data;

    (void)loop;
    t2s__http_client_free(openai->http);
    openai->http = NULL;
}

/* Construction. */

static const char *environment(const char *name)
{
    const char *value = getenv(name);

    return value != NULL && value[0] != '\0' ? value : NULL;
}

static int set_defaults(struct t2s__openai_settings *settings)
{
    settings->connect_timeout_ms = 10000;
    settings->timeout_ms = 60000;
    settings->max_reply_bytes = 4194304;
    if (t2s__strset(&settings->api_key, environment("OPENAI_API_KEY")) != 0 ||
        t2s__strset(&settings->base_url, environment("OPENAI_BASE_URL")) != 0 ||
        t2s__strset(&settings->organization, environment("OPENAI_ORG_ID")) != 0 ||
        t2s__strset(&settings->model, environment("OPENAI_MODEL") != NULL ? environment("OPENAI_MODEL") : "gpt-4.1") != 0 ||
        t2s__strset(&settings->response_format, "json_schema") != 0)
        return T2S_E_NOMEM;
    return 0;
}

static int is_temperature(const char *text)
{
    size_t digits = strspn(text, "0123456789");

    if (digits != 1 || text[0] > '2')
        return 0;
    text += digits;
    if (*text == '.') {
        int is_two = text[-1] == '2';

        digits = strspn(text + 1, is_two ? "0" : "0123456789");
        if (digits == 0)
            return 0;
        text += 1 + digits;
    }
    return *text == '\0';
}

static int is_visible_ascii(const char *text)
{
    for (const unsigned char *byte = (const unsigned char *)text; *byte != '\0'; byte++)
        if (*byte <= 0x20 || *byte >= 0x7F)
            return 0;
    return 1;
}

static void drop_empty(char **text)
{
    if (*text != NULL && (*text)[0] == '\0') {
        t2s__free(*text);
        *text = NULL;
    }
}

static int check_key(const struct t2s__openai_settings *settings, t2s_error **reterr_error)
{
    t2s_error *error = NULL;

    if (settings->api_key == NULL && settings->base_url == NULL) {
        error = t2s_error_new(T2S_E_INVALID, "OpenAI's own endpoint needs an API key, and none is set");
        t2s_error_set_hint(error,
                           "set the option api_key or the environment variable OPENAI_API_KEY; for a server that needs none, "
                           "set base_url");
    } else if (settings->api_key != NULL && !is_visible_ascii(settings->api_key)) {
        error = t2s_error_new(T2S_E_INVALID, "the API key holds a space, a line break or a character beyond ASCII");
        t2s_error_set_hint(error, "a key that was read from a file often ends with the line break of the file");
    }
    return error != NULL ? t2s__error_return(reterr_error, error) : 0;
}

static int check_words(const struct t2s__openai_settings *settings, t2s_error **reterr_error)
{
    const char *format = settings->response_format;

    if (settings->model == NULL)
        return t2s__fail(reterr_error, T2S_E_INVALID, "option \"model\" must not be empty");
    if (settings->organization != NULL && !is_visible_ascii(settings->organization))
        return t2s__fail(reterr_error, T2S_E_INVALID, "option \"organization\" holds a character that cannot be sent");
    if (settings->temperature != NULL && !is_temperature(settings->temperature))
        return t2s__fail(reterr_error, T2S_E_INVALID, "option \"temperature\" takes a number from 0 to 2, e.g. \"0.2\"");
    if (format == NULL || (strcmp(format, "json_schema") != 0 && strcmp(format, "json_object") != 0 && strcmp(format, "none") != 0))
        return t2s__fail(reterr_error, T2S_E_INVALID, "option \"response_format\" takes json_schema, json_object or none");
    return 0;
}

static int build_url(struct openai *openai, t2s_error **reterr_error)
{
    struct t2s__openai_settings *settings = &openai->settings;
    t2s__buffer url = T2S__BUFFER_INIT;
    t2s_error *error = NULL;
    size_t length;
    int code;

    if (settings->base_url == NULL && t2s__strset(&settings->base_url, "https://api.openai.com/v1") != 0)
        return t2s__fail_nomem(reterr_error);
    code = t2s__http_url_check(settings->base_url, &error);
    if (code != 0) {
        if (code != T2S_E_NOMEM)
            t2s__fail(reterr_error, code, "option \"base_url\": %s", t2s_error_message(error));
        else
            t2s__fail_nomem(reterr_error);
        t2s_error_unref(error);
        return code;
    }
    if (strchr(settings->base_url, '?') != NULL)
        return t2s__fail(reterr_error, T2S_E_INVALID, "option \"base_url\": the URL holds a query (\"?\")");
    length = strlen(settings->base_url);
    while (length > 0 && settings->base_url[length - 1] == '/')
        length--;
    t2s__buffer_append(&url, settings->base_url, length);
    t2s__buffer_text(&url, "/chat/completions");
    openai->url = t2s__buffer_steal(&url, NULL);
    return openai->url != NULL ? 0 : t2s__fail_nomem(reterr_error);
}

static int build_authorization(struct openai *openai, t2s_error **reterr_error)
{
    const char *key = openai->settings.api_key;
    size_t length = key != NULL ? strlen(key) : 0;

    if (key == NULL)
        return 0;
    openai->authorization = t2s__malloc(length + sizeof("Bearer "));
    if (openai->authorization == NULL)
        return t2s__fail_nomem(reterr_error);
    memcpy(openai->authorization, "Bearer ", 7);
    memcpy(openai->authorization + 7, key, length + 1);
    return 0;
}

static int configure(struct openai *openai, const t2s_options *options, t2s_error **reterr_error)
{
    struct t2s__openai_settings *settings = &openai->settings;
    int code;

    if (set_defaults(settings) != 0)
        return t2s__fail_nomem(reterr_error);
    code = t2s__options_read(options, options_table, sizeof(options_table) / sizeof(*options_table), settings, reterr_error);
    if (code != 0)
        return code;
    for (size_t i = 0; i < sizeof(options_table) / sizeof(*options_table); i++)
        if (options_table[i].type == T2S__OPTION_STRING)
            drop_empty((char **)(void *)((char *)settings + options_table[i].offset));
    code = check_key(settings, reterr_error);
    if (code == 0)
        code = check_words(settings, reterr_error);
    if (code == 0)
        code = build_url(openai, reterr_error);
    return code == 0 ? build_authorization(openai, reterr_error) : code;
}

int t2s_openai_provider_new(const t2s_options *options, t2s_provider **ret_provider, t2s_error **reterr_error)
{
    static const t2s_provider_ops ops = {
        .struct_size = sizeof(ops), .start = start, .cancel = cancel, .destroy = destroy, .attach = attach, .detach = detach};
    struct openai *openai;
    int code;

    if (ret_provider == NULL)
        return t2s__fail(reterr_error, T2S_E_INVALID, "ret_provider must not be NULL");
    openai = t2s__calloc(1, sizeof(*openai));
    if (openai == NULL)
        return t2s__fail_nomem(reterr_error);
    code = configure(openai, options, reterr_error);
    if (code != 0) {
        destroy(openai);
        return code;
    }
    code = t2s_provider_new("openai", &ops, openai, ret_provider);
    return code != 0 ? t2s__fail(reterr_error, code, "%s", t2s_strerror(code)) : 0;
}
