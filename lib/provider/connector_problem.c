/* SPDX-License-Identifier: MIT */
/* What is wrong with an answer: from what the server says to an error. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "provider/connector.h"
#include "provider/json.h"
#include "util/error.h"
#include "util/memory.h"

void t2s__problem_init(t2s_connector_problem *problem, t2s_connector_call *call, int http_status)
{
    memset(problem, 0, sizeof(*problem));
    problem->call = call;
    problem->http_status = http_status;
    problem->code = T2S_E_PROTOCOL;
    problem->body = "";
}

void t2s__problem_dispose(t2s_connector_problem *problem)
{
    t2s__free(problem->owned_hint);
    t2s__free(problem->refusal);
    problem->owned_hint = NULL;
    problem->refusal = NULL;
}

/* What a status means. */

static void judge(t2s_connector_problem *problem, int code, int retryable, const char *hint)
{
    problem->code = code;
    problem->retryable = retryable;
    problem->hint = hint;
}

void t2s_connector_problem_set_status(t2s_connector_problem *problem, int status)
{
    problem->status = status;
    if (status == 401 || status == 403)
        judge(problem, T2S_E_AUTH, 0, "check the API key (option api_key, api_key_file or api_key_env) and what it may use");
    else if (status == 402)
        judge(problem, T2S_E_RATE_LIMIT, 0, "the account's credit is used up; waiting does not help");
    else if (status == 429)
        judge(problem, T2S_E_RATE_LIMIT, 1, NULL);
    else if (status == 408)
        judge(problem, T2S_E_TIMEOUT, 1, NULL);
    else if (status == 413)
        judge(problem, T2S_E_TOO_LARGE, 0, "give the prompt a smaller budget");
    else if (status == 404)
        judge(problem, T2S_E_SERVER, 0, "check the options base_url and model");
    else if (status >= 300 && status < 400)
        judge(problem, T2S_E_SERVER, 0, "redirects are not followed; set base_url to where the server is");
    else
        judge(problem, T2S_E_SERVER, status == 409 || status == 425 || (status >= 500 && status != 501 && status != 505), NULL);
}

/* What the implementer says. */

void t2s_connector_problem_set_code(t2s_connector_problem *problem, int code)
{
    problem->code = code;
}

void t2s_connector_problem_set_retryable(t2s_connector_problem *problem, int retryable)
{
    problem->retryable = retryable;
}

void t2s_connector_problem_set_hint(t2s_connector_problem *problem, const char *hint)
{
    if (t2s__strset(&problem->owned_hint, hint) == 0)
        problem->hint = problem->owned_hint; /* where memory is short, without it */
}

void t2s_connector_problem_set_unknown(t2s_connector_problem *problem, uint64_t features)
{
    problem->unknown |= t2s__connector_dispensable(problem->call, features);
}

void t2s_connector_problem_set_refusal(t2s_connector_problem *problem, const char *words)
{
    problem->refused = 1;
    if (t2s__strset(&problem->refusal, words) != 0)
        problem->code = T2S_E_NOMEM;
}

int t2s_connector_problem_malformed(t2s_connector_problem *problem, const char *what)
{
    judge(problem, T2S_E_PROTOCOL, 0, NULL);
    problem->status = 0;
    snprintf(problem->words, sizeof(problem->words), "%.300s", what);
    return T2S_E_PROTOCOL;
}

int t2s_connector_problem_status(const t2s_connector_problem *problem)
{
    return problem->status;
}

const char *t2s_connector_problem_name(const t2s_connector_problem *problem)
{
    return problem->name;
}

const char *t2s_connector_problem_type(const t2s_connector_problem *problem)
{
    return problem->type;
}

const char *t2s_connector_problem_param(const t2s_connector_problem *problem)
{
    return problem->param;
}

const char *t2s_connector_problem_body(const t2s_connector_problem *problem, size_t *ret_length)
{
    if (ret_length != NULL)
        *ret_length = problem->length;
    return problem->body;
}

/* What the server says: {"error":{"message","type","code","param"}} by the book; others send less, or elsewhere. */

static int begins_with(const char *text, const char *start)
{
    return strncasecmp(text, start, strlen(start)) == 0;
}

static int is_html(const char *body)
{
    return begins_with(body + strspn(body, " \t\r\n"), "<");
}

static void copy_name(char ret[T2S__NAME_MAX], const char *text)
{
    if (text != NULL)
        snprintf(ret, T2S__NAME_MAX, "%s", text);
}

static const char *first_of(json_object *error, json_object *root, size_t *ret_length)
{
    static const char *const names[] = {"error", "message", "detail", "error_message", "msg"};
    const char *text = t2s__json_string(error, "message", ret_length);

    for (size_t i = 0; text == NULL && i < sizeof(names) / sizeof(*names); i++)
        text = t2s__json_string(root, names[i], ret_length);
    return text;
}

/* An HTTP status in place of the error's code, as gateways send it within a reply of status 200; or beside it. */
static int status_in(json_object *error, json_object *root)
{
    static const char *const names[] = {"code", "status", "status_code"};
    uint64_t status = 0;

    for (size_t i = 0; status == 0 && i < sizeof(names) / sizeof(*names); i++)
        status = t2s__json_count(error, names[i]);
    if (status == 0)
        status = t2s__json_count(root, "code"); /* vLLM's older form has no "error" around it */
    if (status == 0 && t2s__json_string(error, "code", NULL) != NULL) {
        const char *code = t2s__json_string(error, "code", NULL);

        if (strlen(code) == 3 && strspn(code, "0123456789") == 3)
            status = (uint64_t)(100 * (code[0] - '0') + 10 * (code[1] - '0') + (code[2] - '0'));
    }
    return status >= 400 && status <= 599 ? (int)status : 0;
}

static int read_json(t2s_connector_problem *problem, json_object *root)
{
    json_object *error = t2s__json_member(root, "error", json_type_object);
    size_t length = 0;
    const char *words = first_of(error, root, &length);

    if (words != NULL)
        t2s__connector_quote(problem->call, problem->words, words, length);
    else
        t2s__connector_quote(problem->call, problem->words, problem->body, problem->length);
    if (error == NULL)
        error = root; /* the Responses API's error events, and others, have it so */
    copy_name(problem->name, t2s__json_string(error, "code", NULL));
    copy_name(problem->type, t2s__json_string(error, "type", NULL));
    copy_name(problem->param, t2s__json_string(error, "param", NULL));
    return status_in(error, root);
}

/* Returns the status that the error names itself, or 0. */
static int read_body(t2s_connector_problem *problem, const char *body, size_t length)
{
    json_object *root = NULL;
    const char *what;
    size_t offset;
    int status = 0;

    problem->body = body;
    problem->length = length;
    if (t2s__json_parse(body, length, &root, &what, &offset) == 0)
        status = read_json(problem, root);
    else if (is_html(body))
        snprintf(problem->words, sizeof(problem->words), "an HTML page");
    else
        t2s__connector_quote(problem->call, problem->words, body, length);
    json_object_put(root);
    return status;
}

static void look_closer(t2s_connector_problem *problem)
{
    t2s_connector_call *call = problem->call;
    const t2s_connector *connector = call->connector;

    if (connector->ops.read_error != NULL)
        connector->ops.read_error(connector->user_data, call, problem);
    problem->unknown |= t2s__connector_unknown(problem);
}

int t2s_connector_problem_read(t2s_connector_problem *problem, int status, const char *body, size_t length)
{
    int own = read_body(problem, body, length);

    if (status == 0)
        status = own;
    t2s_connector_problem_set_status(problem, status != 0 ? status : 500);
    problem->status = status; /* 0: the implementer may know by the error's name */
    look_closer(problem);
    if (problem->status == 0)
        problem->status = problem->http_status;
    return problem->code;
}

void t2s__problem_of_response(t2s_connector_problem *problem, const t2s__http_response *response)
{
    read_body(problem, response->body, response->length);
    t2s_connector_problem_set_status(problem, response->status);
    if (begins_with(response->content_type, "text/html"))
        snprintf(problem->words, sizeof(problem->words), "an HTML page");
    problem->call->retry_after_ms = response->retry_after_ms;
    look_closer(problem);
}

/* What becomes of it. */

static t2s_error *refuse(t2s_connector_problem *problem)
{
    int code = t2s_reply_set_refusal(problem->call->reply, problem->refusal != NULL ? problem->refusal : "the model refused");

    return code != 0 ? t2s_error_new(code, NULL) : NULL;
}

/* Only what looks like a name is shown, and never a key that was put in its place. */
static const char *shown_name(const t2s_connector_problem *problem)
{
    const char *name = problem->name[0] != '\0' ? problem->name : problem->type;

    if (strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-") != strlen(name) ||
        t2s__connector_is_secret(problem->call, name, strlen(name)))
        return "";
    return name;
}

static t2s_error *server_error(const t2s_connector_problem *problem)
{
    const char *name = shown_name(problem);
    const char *open = name[0] != '\0' ? " (" : "";
    const char *close = name[0] != '\0' ? ")" : "";
    const char *colon = problem->words[0] != '\0' ? ": " : "";
    int status = problem->http_status >= 200 && problem->http_status < 300 ? 0 : problem->http_status;

    if (status != 0)
        return t2s__error(problem->code, "the server answered HTTP %d%s%s%s%s%s", status, open, name, close, colon, problem->words);
    return t2s__error(problem->code, "the server answered with an error%s%s%s%s%s", open, name, close, colon, problem->words);
}

t2s_error *t2s__problem_end(t2s_connector_problem *problem)
{
    t2s_error *error;

    if (problem->code == T2S_E_NOMEM)
        return t2s_error_new(T2S_E_NOMEM, NULL);
    if (problem->refused)
        return refuse(problem);
    if (problem->status != 0)
        error = server_error(problem);
    else if (problem->words[0] != '\0')
        error = t2s__error(problem->code, "the server's reply cannot be used: %s", problem->words);
    else
        error = t2s__error(problem->code, "the server's reply cannot be used");
    t2s_error_set_http_status(error, problem->status);
    t2s_error_set_retryable(error, problem->retryable);
    t2s_error_set_hint(error, problem->hint);
    return error;
}
