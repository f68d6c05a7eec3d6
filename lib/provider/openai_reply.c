/* SPDX-License-Identifier: MIT */
#include "provider/openai.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "provider/json.h"
#include "util/error.h"
#include "util/utf8.h"

enum {
    WORDS_MAX = 300,    /* bytes of the server's own words in an error's text */
    SECRET_MIN = 8,     /* so many bytes of the key in a row are a part of it, and not chance */
    SECRET_SHORTEST = 4 /* a shorter key is none; "x" would blank out every x */
};

/* How many bytes of `text` stand somewhere in the key, too. */
static size_t common_length(const char *text, size_t length, const char *key, size_t key_length)
{
    size_t longest = 0;

    for (size_t at = 0; at + longest < key_length; at++) {
        size_t same = 0;

        while (same < length && at + same < key_length && text[same] == key[at + same])
            same++;
        if (same > longest)
            longest = same;
    }
    return longest;
}

/* Does the key, or a good part of it, begin here? Servers repeat it whole, or cut, with what they complain about. */
static size_t secret_at(const char *text, size_t length, const char *key)
{
    size_t key_length = key != NULL ? strlen(key) : 0;
    size_t minimum = key_length < SECRET_MIN ? key_length : SECRET_MIN;
    size_t common;

    if (key_length < SECRET_SHORTEST)
        return 0;
    common = common_length(text, length, key, key_length);
    return common >= minimum ? common : 0;
}

static int is_control(const char *text, size_t size)
{
    unsigned char first = (unsigned char)text[0];

    return first < 0x20 || first == 0x7F || (size == 2 && first == 0xC2 && (unsigned char)text[1] < 0xA0);
}

/* The server's words, fit for an error's text: valid UTF-8 of bounded length on one line, without the key. */
static void quote(char ret[WORDS_MAX + 4], const char *text, size_t length, const char *key)
{
    size_t used = 0;
    size_t at = 0;

    while (at < length) {
        size_t size = t2s__utf8_size(text + at, length - at);
        size_t secret = secret_at(text + at, length - at, key);
        const char *shown = text + at;
        size_t shown_size = size;

        if (secret != 0) {
            shown = "***";
            shown_size = 3;
            size = secret;
        } else if (size == 0) {
            shown = "?";
            shown_size = size = 1;
        } else if (is_control(shown, size)) {
            shown = " ";
            shown_size = 1;
        }
        if (used + shown_size > WORDS_MAX) {
            memcpy(ret + used, "...", 3);
            used += 3;
            break;
        }
        memcpy(ret + used, shown, shown_size);
        used += shown_size;
        at += size;
    }
    ret[used] = '\0';
}

static int begins_with(const char *text, const char *start)
{
    return strncasecmp(text, start, strlen(start)) == 0;
}

static int is_html(const t2s__http_response *response)
{
    return begins_with(response->content_type, "text/html") || begins_with(response->body + strspn(response->body, " \t\r\n"), "<");
}

/* What the server says about an error: {"error":{"message","type","code"}} by the book; others send less. */
struct complaint {
    char words[WORDS_MAX + 4];
    char code[64];
    int status; /* an HTTP status in place of the code, as gateways send it within a reply of status 200 */
};

static void read_complaint(struct complaint *complaint, json_object *root, const char *key)
{
    json_object *error = t2s__json_member(root, "error", json_type_object);
    size_t length = 0;
    const char *text = t2s__json_string(error, "message", &length);
    const char *code = t2s__json_string(error, "code", NULL);

    if (text == NULL)
        text = t2s__json_string(root, "error", &length);
    if (text == NULL)
        text = t2s__json_string(root, "message", &length);
    if (text == NULL)
        text = t2s__json_string(root, "detail", &length);
    if (text != NULL)
        quote(complaint->words, text, length, key);
    if (code == NULL)
        code = t2s__json_string(error, "type", NULL);
    if (code != NULL && secret_at(code, strlen(code), key) == 0 &&
        strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(code))
        snprintf(complaint->code, sizeof(complaint->code), "%s", code);
    if (t2s__json_count(error, "code") >= 400 && t2s__json_count(error, "code") <= 599)
        complaint->status = (int)t2s__json_count(error, "code");
}

static void read_any_complaint(struct complaint *complaint, const t2s__http_response *response, const char *key)
{
    json_object *root = NULL;
    const char *what;
    size_t offset;

    if (t2s__json_parse(response->body, response->length, &root, &what, &offset) == 0)
        read_complaint(complaint, root, key);
    else if (is_html(response))
        snprintf(complaint->words, sizeof(complaint->words), "an HTML page");
    else
        quote(complaint->words, response->body, response->length, key);
    json_object_put(root);
}

struct verdict {
    int code;
    int retryable;
    const char *hint;
};

static struct verdict judge(int status, const char *code)
{
    if (status == 401 || status == 403)
        return (struct verdict){T2S_E_AUTH, 0, "check the option api_key (environment OPENAI_API_KEY) and what the key may use"};
    if (status == 429 && strcmp(code, "insufficient_quota") == 0)
        return (struct verdict){T2S_E_RATE_LIMIT, 0, "the account's quota is used up; waiting does not help"};
    if (status == 429)
        return (struct verdict){T2S_E_RATE_LIMIT, 1, NULL};
    if (status == 408)
        return (struct verdict){T2S_E_TIMEOUT, 1, NULL};
    if (status == 413 || strcmp(code, "context_length_exceeded") == 0)
        return (struct verdict){T2S_E_TOO_LARGE, 0, "give the prompt a smaller budget"};
    if (status == 404)
        return (struct verdict){T2S_E_SERVER, 0, "check the options base_url and model"};
    if (status >= 300 && status < 400)
        return (struct verdict){T2S_E_SERVER, 0, "redirects are not followed; set base_url to where the server is"};
    return (struct verdict){T2S_E_SERVER, status == 409 || (status >= 500 && status != 501), NULL};
}

static t2s_error *failure(int status, const struct complaint *complaint)
{
    struct verdict verdict = judge(status, complaint->code);
    t2s_error *error = t2s__error(verdict.code, "the server answered HTTP %d%s%s%s%s%s", status,
                                  complaint->code[0] != '\0' ? " (" : "", complaint->code, complaint->code[0] != '\0' ? ")" : "",
                                  complaint->words[0] != '\0' ? ": " : "", complaint->words);

    t2s_error_set_http_status(error, status);
    t2s_error_set_retryable(error, verdict.retryable);
    t2s_error_set_hint(error, verdict.hint);
    return error;
}

static t2s_error *malformed(const char *what)
{
    return t2s__error(T2S_E_PROTOCOL, "the server's reply is no chat completion: %s", what);
}

static void take_usage(json_object *root, t2s_reply *reply)
{
    json_object *usage = t2s__json_member(root, "usage", json_type_object);
    json_object *details = t2s__json_member(usage, "prompt_tokens_details", json_type_object);

    t2s_reply_set_tokens(reply, t2s__json_count(usage, "prompt_tokens"), t2s__json_count(usage, "completion_tokens"),
                         t2s__json_count(details, "cached_tokens"));
}

static t2s_error *refuse(t2s_reply *reply, const char *words)
{
    int code = t2s_reply_set_refusal(reply, words);

    return code != 0 ? t2s_error_new(code, NULL) : NULL;
}

static t2s_error *take_message(json_object *message, const char *finish_reason, t2s_reply *reply)
{
    size_t length = 0;
    const char *refusal = t2s__json_string(message, "refusal", &length);
    const char *content;
    int code;

    if (strcmp(finish_reason, "length") == 0)
        return t2s_error_new(T2S_E_PROTOCOL, "the reply was cut off: the limit of its tokens was reached");
    if (strcmp(finish_reason, "content_filter") == 0)
        return refuse(reply, "the server's content filter withheld the reply");
    if (refusal != NULL && length != 0)
        return refuse(reply, refusal);
    content = t2s__json_string(message, "content", &length);
    if (content == NULL && (t2s__json_member(message, "tool_calls", json_type_array) != NULL ||
                            t2s__json_member(message, "function_call", json_type_object) != NULL))
        return malformed("it calls a tool, though none was offered");
    if (content == NULL)
        return malformed("its content is no text");
    if (length == 0)
        return malformed("its content is empty");
    code = t2s_reply_append(reply, content, length);
    return code != 0 ? t2s_error_new(code, NULL) : NULL;
}

static t2s_error *take_completion(json_object *root, t2s_reply *reply)
{
    json_object *choices = t2s__json_member(root, "choices", json_type_array);
    const char *model = t2s__json_string(root, "model", NULL);
    json_object *choice;
    json_object *message;
    const char *finish_reason;

    if (choices == NULL)
        return malformed("it has no choices");
    take_usage(root, reply); /* a reply that is no use was paid for, too */
    if (model != NULL && t2s_reply_set_model(reply, model) == T2S_E_NOMEM)
        return t2s_error_new(T2S_E_NOMEM, NULL);
    if (json_object_array_length(choices) == 0)
        return malformed("its choices are empty");
    choice = json_object_array_get_idx(choices, 0);
    message = t2s__json_member(choice, "message", json_type_object);
    if (message == NULL)
        return malformed("its choice has no message");
    finish_reason = t2s__json_string(choice, "finish_reason", NULL);
    return take_message(message, finish_reason != NULL ? finish_reason : "", reply);
}

static t2s_error *take_body(const t2s__http_response *response, const char *key, t2s_reply *reply)
{
    struct complaint complaint = {.status = 0};
    json_object *root = NULL;
    const char *what = NULL;
    size_t offset;
    t2s_error *error;
    int code;

    if (response->length == 0)
        return malformed("it is empty");
    code = t2s__json_parse(response->body, response->length, &root, &what, &offset);
    if (code == T2S_E_NOMEM)
        return t2s_error_new(T2S_E_NOMEM, NULL);
    if (code != 0 && is_html(response))
        return malformed("it is an HTML page");
    if (code != 0)
        return t2s__error(T2S_E_PROTOCOL, "the server's reply is no JSON: %s, at byte %zu", what, offset);
    if (json_object_object_get_ex(root, "choices", NULL) || !json_object_object_get_ex(root, "error", NULL)) {
        error = take_completion(root, reply);
    } else {
        read_complaint(&complaint, root, key);
        error = failure(complaint.status != 0 ? complaint.status : response->status, &complaint);
    }
    json_object_put(root);
    return error;
}

t2s_error *t2s__openai_reply(const t2s__http_response *response, const char *api_key, t2s_reply *reply)
{
    struct complaint complaint = {.status = 0};

    if (response->status >= 200 && response->status < 300)
        return take_body(response, api_key, reply);
    read_any_complaint(&complaint, response, api_key);
    t2s_reply_set_retry_after(reply, (uint64_t)response->retry_after_ms);
    return failure(response->status, &complaint);
}
