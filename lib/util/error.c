/* SPDX-License-Identifier: MIT */
#include "util/error.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "util/memory.h"

struct t2s_error {
    atomic_uint references; /* 0: static, never freed or changed */
    int code;
    int stage;
    int line;
    int column;
    int http_status;
    int retryable;
    int cause;
    char sqlstate[64]; /* or another database's name for it */
    char *hint;
    char *message;
};

static t2s_error out_of_memory = {.code = T2S_E_NOMEM, .message = (char *)"out of memory", .hint = NULL};

const char *t2s_strerror(int code)
{
    switch (code) {
    case T2S_OK:
        return "no error";
#define CASE(name, number, text)                                                                                                 \
    case T2S_E_##name:                                                                                                           \
        return text;
        T2S_ERRNO_MAP(CASE)
#undef CASE
    default:
        return "unknown error";
    }
}

const char *t2s_error_name(int code)
{
    switch (code) {
    case T2S_OK:
        return "T2S_OK";
#define CASE(name, number, text)                                                                                                 \
    case T2S_E_##name:                                                                                                           \
        return "T2S_E_" #name;
        T2S_ERRNO_MAP(CASE)
#undef CASE
    default:
        return "T2S_E_UNKNOWN";
    }
}

const char *t2s_stage_name(int stage)
{
    switch (stage) {
#define CASE(name, number, text)                                                                                                 \
    case T2S_STAGE_##name:                                                                                                       \
        return text;
        T2S_STAGE_MAP(CASE)
#undef CASE
    default:
        return "none";
    }
}

t2s_error *t2s_error_new(int code, const char *message)
{
    t2s_error *error;

    if (code == T2S_E_NOMEM && message == NULL)
        return &out_of_memory;
    error = t2s__calloc(1, sizeof(*error));
    if (error == NULL)
        return &out_of_memory;
    error->message = t2s__strdup(message != NULL ? message : t2s_strerror(code));
    if (error->message == NULL) {
        t2s__free(error);
        return &out_of_memory;
    }
    atomic_init(&error->references, 1);
    error->code = code;
    error->retryable = code == T2S_E_TIMEOUT || code == T2S_E_CONNECT || code == T2S_E_RATE_LIMIT;
    return error;
}

static t2s_error *error_format(int code, const char *format, va_list arguments)
{
    char message[1024];

    vsnprintf(message, sizeof(message), format, arguments);
    return t2s_error_new(code, message);
}

t2s_error *t2s__error(int code, const char *format, ...)
{
    va_list arguments;
    t2s_error *error;

    va_start(arguments, format);
    error = error_format(code, format, arguments);
    va_end(arguments);
    return error;
}

int t2s__error_return(t2s_error **reterr_error, t2s_error *error)
{
    int code = error->code;

    if (reterr_error != NULL)
        *reterr_error = error;
    else
        t2s_error_unref(error);
    return code;
}

int t2s__fail(t2s_error **reterr_error, int code, const char *format, ...)
{
    va_list arguments;
    t2s_error *error;

    if (reterr_error == NULL)
        return code;
    va_start(arguments, format);
    error = error_format(code, format, arguments);
    va_end(arguments);
    return t2s__error_return(reterr_error, error);
}

int t2s__fail_nomem(t2s_error **reterr_error)
{
    return t2s__error_return(reterr_error, &out_of_memory);
}

static int is_static(const t2s_error *error)
{
    return error == &out_of_memory;
}

t2s_error *t2s_error_ref(t2s_error *error)
{
    if (error != NULL && !is_static(error))
        atomic_fetch_add_explicit(&error->references, 1, memory_order_relaxed);
    return error;
}

void t2s_error_unref(t2s_error *error)
{
    if (error == NULL || is_static(error) || atomic_fetch_sub_explicit(&error->references, 1, memory_order_acq_rel) != 1)
        return;
    t2s__free(error->message);
    t2s__free(error->hint);
    t2s__free(error);
}

static t2s_error *clone(const t2s_error *error)
{
    t2s_error *copy = t2s_error_new(error->code, error->message);

    if (!is_static(copy)) {
        copy->stage = error->stage;
        copy->line = error->line;
        copy->column = error->column;
        copy->http_status = error->http_status;
        copy->retryable = error->retryable;
        copy->cause = error->cause;
        memcpy(copy->sqlstate, error->sqlstate, sizeof(copy->sqlstate));
        copy->hint = t2s__strdup(error->hint);
    }
    return copy;
}

t2s_error *t2s__error_in_stage(t2s_error *error, int stage)
{
    if (error == NULL || is_static(error) || error->stage != T2S_STAGE_NONE)
        return error;
    if (atomic_load_explicit(&error->references, memory_order_acquire) > 1) { /* somebody reads it: it must not change */
        t2s_error *copy = clone(error);

        t2s_error_unref(error);
        error = copy;
    }
    t2s_error_set_stage(error, stage);
    return error;
}

void t2s_error_set_hint(t2s_error *error, const char *hint)
{
    if (error != NULL && !is_static(error))
        t2s__strset(&error->hint, hint);
}

void t2s_error_set_stage(t2s_error *error, int stage)
{
    if (error != NULL && !is_static(error))
        error->stage = stage;
}

void t2s_error_set_position(t2s_error *error, int line, int column)
{
    if (error != NULL && !is_static(error)) {
        error->line = line;
        error->column = column;
    }
}

/* Five characters, or a name in capitals. */
static int is_sqlstate(const char *text)
{
    static const char characters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    size_t length = text != NULL ? strlen(text) : 0;

    return length == 5 || (length > 5 && length < sizeof(((t2s_error *)NULL)->sqlstate) && text[strspn(text, characters)] == '\0');
}

void t2s_error_set_sqlstate(t2s_error *error, const char *sqlstate)
{
    if (error != NULL && !is_static(error) && is_sqlstate(sqlstate))
        memcpy(error->sqlstate, sqlstate, strlen(sqlstate) + 1);
}

void t2s_error_set_cause(t2s_error *error, int cause)
{
    if (error != NULL && !is_static(error))
        error->cause = cause;
}

void t2s_error_set_http_status(t2s_error *error, int status)
{
    if (error != NULL && !is_static(error))
        error->http_status = status;
}

void t2s_error_set_retryable(t2s_error *error, int retryable)
{
    if (error != NULL && !is_static(error))
        error->retryable = retryable != 0;
}

int t2s_error_code(const t2s_error *error)
{
    return error != NULL ? error->code : T2S_OK;
}

int t2s_error_stage(const t2s_error *error)
{
    return error != NULL ? error->stage : T2S_STAGE_NONE;
}

const char *t2s_error_message(const t2s_error *error)
{
    return error != NULL ? error->message : "no error";
}

const char *t2s_error_hint(const t2s_error *error)
{
    return error != NULL ? error->hint : NULL;
}

int t2s_error_line(const t2s_error *error)
{
    return error != NULL ? error->line : 0;
}

int t2s_error_column(const t2s_error *error)
{
    return error != NULL ? error->column : 0;
}

int t2s_error_cause(const t2s_error *error)
{
    return error != NULL ? error->cause : T2S_CAUSE_UNKNOWN;
}

const char *t2s_error_sqlstate(const t2s_error *error)
{
    return error != NULL && error->sqlstate[0] != '\0' ? error->sqlstate : NULL;
}

int t2s_error_http_status(const t2s_error *error)
{
    return error != NULL ? error->http_status : 0;
}

int t2s_error_retryable(const t2s_error *error)
{
    return error != NULL ? error->retryable : 0;
}
