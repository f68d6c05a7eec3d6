/* SPDX-License-Identifier: MIT */
/* A provider that holds another one, and writes down what it says. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <text2sql/sys/provider.h>

#include "provider/recording_file.h"
#include "util/error.h"
#include "util/memory.h"

struct recorder {
    t2s_provider *inner;
    char *path;
    int fd;
    struct call *calls;
};

struct call {
    struct recorder *recorder;
    struct call *previous;
    struct call *next;
    t2s_prompt *prompt;
    t2s_reply *outer; /* ours to finish */
    t2s_reply *inner;
};

static void call_add(struct recorder *recorder, struct call *call)
{
    call->recorder = recorder;
    call->next = recorder->calls;
    if (recorder->calls != NULL)
        recorder->calls->previous = call;
    recorder->calls = call;
}

static void call_free(struct call *call)
{
    if (call->previous != NULL)
        call->previous->next = call->next;
    else
        call->recorder->calls = call->next;
    if (call->next != NULL)
        call->next->previous = call->previous;
    t2s_prompt_unref(call->prompt);
    t2s_reply_unref(call->inner);
    t2s__free(call);
}

/* Nobody waits for the inner reply any more. */
static void call_stop(struct call *call, int code)
{
    t2s_reply *outer = call->outer;

    t2s_reply_abandon(call->inner);
    call_free(call);
    t2s_reply_finish(outer, t2s_error_new(code, NULL));
}

static ssize_t write_once(int fd, const char *data, size_t length)
{
    ssize_t written;

    do
        written = write(fd, data, length);
    while (written < 0 && errno == EINTR);
    return written;
}

/* A line that a crash has cut off must not swallow the next one. */
static int lacks_line_break(int fd, off_t size)
{
    char last = '\n';

    return size > 0 && pread(fd, &last, 1, size - 1) == 1 && last != '\n';
}

/* Append all of `line`, which begins with a line break that is left out where there is one. 0; or an errno, and nothing changed. */
static int append(int fd, const char *line, size_t length)
{
    struct stat before;
    ssize_t written;

    if (fstat(fd, &before) != 0)
        return errno;
    if (!lacks_line_break(fd, before.st_size)) {
        line++;
        length--;
    }
    written = write_once(fd, line, length);
    if (written < 0)
        return errno;
    if ((size_t)written == length)
        return 0;
    return ftruncate(fd, before.st_size) == 0 ? ENOSPC : errno;
}

static int lock(int fd)
{
    int result;

    do
        result = flock(fd, LOCK_EX);
    while (result != 0 && errno == EINTR);
    return result == 0 ? 0 : errno;
}

/* NULL, or why the line is not in the file. */
static t2s_error *record(const struct recorder *recorder, const t2s_prompt *prompt, const t2s_reply *reply)
{
    t2s__buffer line = T2S__BUFFER_INIT;
    t2s_error *error = NULL;
    int problem;

    t2s__buffer_char(&line, '\n');
    t2s__recording_line(&line, prompt, reply);
    if (line.failed) {
        t2s__buffer_dispose(&line);
        return t2s_error_new(T2S_E_NOMEM, NULL);
    }
    problem = lock(recorder->fd); /* others may append too, and nobody may while a line is cut back */
    if (problem == 0) {
        problem = append(recorder->fd, line.data, line.length);
        flock(recorder->fd, LOCK_UN);
    }
    if (problem != 0) {
        error = t2s__error(T2S_E_IO, "%s: the reply cannot be recorded: %s", recorder->path, strerror(problem));
        t2s_error_set_hint(error, "the model did answer; without the recording provider the reply is used");
    }
    t2s__buffer_dispose(&line);
    return error;
}

static void on_reply(t2s_reply *inner, void *user_data)
{
    struct call *call = user_data;
    t2s_reply *outer = call->outer;
    t2s_error *error = NULL;

    if (t2s_reply_error(inner) == NULL)
        error = record(call->recorder, call->prompt, inner);
    t2s_reply_ref(inner);
    call_free(call);
    if (error != NULL)
        t2s_reply_finish(outer, error);
    else
        t2s_reply_pass_on(outer, inner);
    t2s_reply_unref(inner);
}

static int start(void *user_data, const t2s_prompt *prompt, t2s_reply *reply)
{
    struct recorder *recorder = user_data;
    struct call *call = t2s__calloc(1, sizeof(*call));
    int code;

    if (call == NULL)
        return T2S_E_NOMEM;
    call_add(recorder, call);
    call->prompt = t2s_prompt_ref(prompt);
    call->outer = reply;
    t2s_reply_set_data(reply, call);
    code = t2s_reply_call(reply, recorder->inner, prompt, T2S_CALL_FIRST, on_reply, call, &call->inner);
    if (code != 0)
        call_free(call);
    return code;
}

static void cancel(void *user_data, t2s_reply *reply)
{
    (void)user_data;
    call_stop(t2s_reply_data(reply), T2S_E_CANCELLED);
}

static int attach(void *user_data, t2s_loop *loop)
{
    struct recorder *recorder = user_data;

    return t2s_provider_attach(recorder->inner, loop);
}

static void detach(void *user_data, t2s_loop *loop)
{
    struct recorder *recorder = user_data;

    while (recorder->calls != NULL)
        call_stop(recorder->calls, T2S_E_SHUTDOWN);
    t2s_provider_detach(recorder->inner, loop);
}

static void destroy(void *user_data)
{
    struct recorder *recorder = user_data;

    if (recorder->fd >= 0)
        close(recorder->fd);
    t2s_provider_unref(recorder->inner);
    t2s__free(recorder->path);
    t2s__free(recorder);
}

int t2s_recording_provider_new(t2s_provider *inner, const char *path, t2s_provider **ret_provider, t2s_error **reterr_error)
{
    static const t2s_provider_ops ops = {
        .struct_size = sizeof(ops), .start = start, .cancel = cancel, .destroy = destroy, .attach = attach, .detach = detach};
    t2s_provider *provider;
    struct recorder *recorder;
    int code;

    if (inner == NULL || path == NULL || path[0] == '\0' || ret_provider == NULL)
        return t2s__fail(reterr_error, T2S_E_INVALID, "a recording provider needs a provider to ask and a file to write to");
    recorder = t2s__calloc(1, sizeof(*recorder));
    if (recorder == NULL)
        return t2s__fail_nomem(reterr_error);
    recorder->inner = t2s_provider_ref(inner);
    recorder->fd = -1;
    recorder->path = t2s__strdup(path);
    if (recorder->path == NULL) {
        destroy(recorder);
        return t2s__fail_nomem(reterr_error);
    }
    recorder->fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (recorder->fd < 0) {
        code = t2s__fail(reterr_error, T2S_E_IO, "%s: %s", path, strerror(errno));
        destroy(recorder);
        return code;
    }
    code = t2s_provider_new("recording", &ops, recorder, &provider);
    if (code == 0) {
        code = t2s_provider_set_identity(provider, t2s_provider_identity(inner)); /* it answers as the inner one does */
        if (code == 0)
            *ret_provider = provider;
        else
            t2s_provider_unref(provider);
    }
    return code != 0 ? t2s__fail(reterr_error, code, "%s", t2s_strerror(code)) : 0;
}
