/* SPDX-License-Identifier: MIT */
/* A response of the protocol: its members, and the errors that it tells. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "net/presto_internal.h"
#include "util/error.h"
#include "util/memory.h"

enum { EXCERPT_MAX = 200 };

int t2s__presto_page_read(const char *body, size_t length, t2s__presto_page *page, t2s_error **reterr_error)
{
    static const struct {
        const char *name;
        size_t offset;
    } members[] = {
        {"id", offsetof(t2s__presto_page, id)},           {"nextUri", offsetof(t2s__presto_page, next_uri)},
        {"columns", offsetof(t2s__presto_page, columns)}, {"data", offsetof(t2s__presto_page, data)},
        {"stats", offsetof(t2s__presto_page, stats)},     {"error", offsetof(t2s__presto_page, error)},
    };
    t2s__json whole, name, value;
    t2s__json_items items;

    *page = (t2s__presto_page){.id = {NULL, 0}};
    if (t2s__json_check(body, length, &whole) != 0 || t2s__json_kind(whole) != '{')
        return t2s__fail(reterr_error, T2S_E_PROTOCOL, "the server's answer is not JSON as the protocol wants it");
    items = t2s__json_begin(whole);
    while (t2s__json_next_member(&items, &name, &value))
        for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
            if (t2s__json_is(name, members[i].name) && t2s__json_kind(value) != 'n')
                *(t2s__json *)(void *)((char *)page + members[i].offset) = value;
    if (t2s__json_kind(page->id) != '"' && page->error.text == NULL)
        return t2s__fail(reterr_error, T2S_E_PROTOCOL, "the server's answer has neither a query's id nor an error");
    return 0;
}

char *t2s__presto_page_text(t2s__json text)
{
    t2s__buffer buffer = T2S__BUFFER_INIT;
    char *decoded;

    if (t2s__json_kind(text) != '"')
        return NULL;
    t2s__buffer_text(&buffer, "");
    t2s__json_decode(&buffer, text);
    if (!buffer.failed && strlen(t2s__buffer_string(&buffer)) != buffer.length) {
        t2s__buffer_dispose(&buffer);
        return NULL;
    }
    decoded = t2s__buffer_steal(&buffer, NULL);
    t2s__buffer_dispose(&buffer);
    return decoded;
}

/* What may go better a little later: the cluster is short of something, or a part of it is gone. */
static int is_retryable(const char *name)
{
    static const char *const names[] = {
        "CLUSTER_OUT_OF_MEMORY", "CLUSTER_HAS_TOO_MANY_RUNNING_TASKS", "NO_NODES_AVAILABLE", "PAGE_TRANSPORT_ERROR",
        "PAGE_TRANSPORT_TIMEOUT", "QUERY_QUEUE_FULL", "REMOTE_HOST_GONE", "REMOTE_TASK_ERROR", "REMOTE_TASK_MISMATCH",
        "SERVER_SHUTTING_DOWN", "SERVER_STARTING_UP", "TOO_MANY_REQUESTS_FAILED", "EXCEEDED_NODE_MEMORY_LIMIT", "ABANDONED_TASK",
        "TRANSACTION_CONFLICT", "WORKER_RESTARTED",
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (strcmp(names[i], name) == 0)
            return 1;
    return 0;
}

/* "line 1:8: " says again what the place says. */
static const char *without_place(const char *message)
{
    int line, column, length = 0;

    if (sscanf(message, "line %d:%d: %n", &line, &column, &length) == 2 && length > 0)
        return message + length;
    return message;
}

static int place(t2s__json location, const char *name)
{
    uint64_t number = t2s__json_number(t2s__json_get(location, name));

    return number < 1000000000 ? (int)number : 0;
}

t2s_error *t2s__presto_server_error(const t2s__presto_config *config, t2s__json error)
{
    char *message = t2s__presto_page_text(t2s__json_get(error, "message"));
    char *name = t2s__presto_page_text(t2s__json_get(error, "errorName"));
    char *type = t2s__presto_page_text(t2s__json_get(error, "errorType"));
    t2s__json location = t2s__json_get(error, "errorLocation");
    t2s_error *made;

    if (message != NULL && message[0] != '\0')
        made = t2s_error_new(name != NULL && strcmp(name, "EXCEEDED_TIME_LIMIT") == 0 ? T2S_E_TIMEOUT : T2S_E_DATABASE,
                             without_place(message));
    else
        made = t2s__error(T2S_E_DATABASE, "%s reported an error without a message", t2s__presto_product(config));
    if (name != NULL) {
        t2s_error_set_sqlstate(made, name);
        t2s_error_set_retryable(made, is_retryable(name));
        t2s_error_set_cause(made, t2s__presto_cause(name, type, message != NULL ? message : ""));
    }
    if (place(location, "lineNumber") > 0)
        t2s_error_set_position(made, place(location, "lineNumber"), place(location, "columnNumber"));
    t2s__free(message);
    t2s__free(name);
    t2s__free(type);
    return made;
}

int t2s__presto_is_busy(int status)
{
    return status == 503 || status == 429;
}

int t2s__presto_is_passing(int status)
{
    return t2s__presto_is_busy(status) || status == 502 || status == 504;
}

static int code_of(int status)
{
    if (status == 401 || status == 403 || status == 407)
        return T2S_E_AUTH;
    if (status == 429)
        return T2S_E_RATE_LIMIT;
    if (status == 413 || status == 414 || status == 431)
        return T2S_E_TOO_LARGE;
    if (status >= 500 || status == 404 || status == 410)
        return T2S_E_SERVER;
    return status == 400 ? T2S_E_INVALID : T2S_E_PROTOCOL;
}

/* The server's own words are short and plain; a page of HTML is somebody else's. */
static void excerpt(const t2s__http_response *response, char text[EXCERPT_MAX + 1])
{
    size_t length = 0;

    text[0] = '\0';
    if (strncasecmp(response->content_type, "text/plain", 10) != 0)
        return;
    while (length < response->length && length < EXCERPT_MAX && response->body[length] != '\0') {
        unsigned char byte = (unsigned char)response->body[length];

        text[length++] = (char)(byte < 0x20 || byte >= 0x7F ? ' ' : byte);
    }
    text[length] = '\0';
}

static const char *hint_for(int status)
{
    if (status >= 300 && status < 400)
        return "redirects are not followed: connect to the address itself, maybe with ssl=true";
    if (status == 404)
        return "is it the coordinator's address? If it was restarted, its queries are gone";
    return NULL;
}

t2s_error *t2s__presto_http_error(const t2s__presto_config *config, const t2s__http_response *response)
{
    char text[EXCERPT_MAX + 1];
    t2s_error *error;

    if (response->status == 200)
        return t2s__error(T2S_E_PROTOCOL, "%s: what answers is not %s: it sends \"%.64s\"", config->origin, t2s__presto_product(config),
                          response->content_type);
    excerpt(response, text);
    error = t2s__error(code_of(response->status), "%s: the server answered with HTTP status %d%s%s", config->origin, response->status,
                       text[0] != '\0' ? ": " : "", text);
    t2s_error_set_http_status(error, response->status);
    t2s_error_set_hint(error, hint_for(response->status));
    t2s_error_set_retryable(error, response->status >= 500 || response->status == 429);
    return error;
}
