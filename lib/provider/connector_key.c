/* SPDX-License-Identifier: MIT */
#include "provider/connector_key.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "loop/loop.h"
#include "util/error.h"
#include "util/memory.h"

enum {
    KEY_MAX = 16384,     /* bytes of the largest key; a web token has some hundreds to some thousands */
    FILE_VALID_MS = 1000 /* how long what was read from a file counts */
};

/*
 * Two references: that of the source, and that of whoever finishes it. The fields below `loop` are his until he has posted the
 * node, the loop's thread's from then on.
 */
struct t2s_token_request {
    t2s__loop_node node; /* first */
    atomic_uint references;
    atomic_uint finished;
    t2s__key_source *source; /* NULL: nobody waits any more. Only touched on the loop's thread */
    t2s_loop *loop;          /* a reference */
    t2s__key *key;
    uint64_t valid_ms;
    t2s_error *error;
};

/* Keys. */

static t2s__key *key_new(const char *text, size_t length)
{
    t2s__key *key = t2s__malloc(sizeof(*key) + length + 1);

    if (key == NULL)
        return NULL;
    key->references = 1;
    memcpy(key->text, text, length);
    key->text[length] = '\0';
    return key;
}

t2s__key *t2s__key_ref(t2s__key *key)
{
    if (key != NULL)
        key->references++;
    return key;
}

void t2s__key_unref(t2s__key *key)
{
    if (key == NULL || --key->references != 0)
        return;
    t2s__wipe(key->text, strlen(key->text));
    t2s__free(key);
}

/* What can stand in a header. */
static t2s_error *key_check(const char *text, size_t length)
{
    size_t visible = 0;
    t2s_error *error;

    while (visible < length && text[visible] > 0x20 && text[visible] < 0x7F)
        visible++;
    if (length == 0)
        return t2s_error_new(T2S_E_INVALID, "the API key is empty");
    if (length > KEY_MAX)
        return t2s__error(T2S_E_INVALID, "the API key is longer than %d bytes", KEY_MAX);
    if (visible == length)
        return NULL;
    error = t2s_error_new(T2S_E_INVALID, "the API key holds a space, a line break or a character beyond ASCII");
    t2s_error_set_hint(error, "a key that was read from a file often ends with the line break of the file");
    return error;
}

/* A key that was found, or why there is none. */
struct found {
    t2s__key *key;
    t2s_error *error;
};

static struct found found_key(const char *text, size_t length)
{
    struct found found = {.error = key_check(text, length)};

    if (found.error == NULL)
        found.key = key_new(text, length);
    if (found.error == NULL && found.key == NULL)
        found.error = t2s_error_new(T2S_E_NOMEM, NULL);
    return found;
}

/* Requests. */

static void request_unref(t2s_token_request *request)
{
    if (atomic_fetch_sub_explicit(&request->references, 1, memory_order_acq_rel) != 1)
        return;
    t2s__key_unref(request->key);
    t2s_error_unref(request->error);
    t2s__loop_unref(request->loop);
    t2s__free(request);
}

static void waiter_take(t2s__key_source *source, t2s__key_waiter *waiter)
{
    if (waiter->previous != NULL)
        waiter->previous->next = waiter->next;
    else
        source->first = waiter->next;
    if (waiter->next != NULL)
        waiter->next->previous = waiter->previous;
    else
        source->last = waiter->previous;
    waiter->previous = waiter->next = NULL;
    waiter->waits = 0;
}

/* Those that waited until now; who begins to wait inside a callback waits for the next key. */
static void wake(t2s__key_source *source, t2s_error *error)
{
    t2s__key_waiter *last = source->last;
    int was_last = last == NULL;

    while (!was_last && source->first != NULL) {
        t2s__key_waiter *waiter = source->first;

        was_last = waiter == last;
        waiter_take(source, waiter);
        waiter->callback(waiter, t2s_error_ref(error));
    }
    t2s_error_unref(error);
}

static void set_key(t2s__key_source *source, t2s__key *key, uint64_t valid_ms)
{
    uint64_t now = t2s_loop_now();

    t2s__key_ref(key); /* first: it may be the one that is there */
    t2s__key_unref(source->key);
    source->key = key;
    source->valid_until = valid_ms < (UINT64_MAX - now) / 1000000 ? now + valid_ms * 1000000 : UINT64_MAX;
    source->rejected = 0;
}

/* While a file is being replaced it may be empty or missing: the key that was read before is as good as it was. */
static int may_keep(const t2s__key_source *source)
{
    return source->is_file && source->key != NULL && !source->rejected;
}

static void on_request_finished(t2s__loop_node *node)
{
    t2s_token_request *request = (t2s_token_request *)(void *)node;
    t2s__key_source *source = request->source;

    if (source != NULL) {
        t2s_error *error = NULL;

        source->request = NULL;
        request->source = NULL;
        if (request->key != NULL)
            set_key(source, request->key, request->valid_ms);
        else if (may_keep(source))
            set_key(source, source->key, FILE_VALID_MS);
        else
            error = t2s_error_ref(request->error);
        request_unref(request); /* the source's */
        wake(source, error);
    }
    request_unref(request); /* of who has finished it */
}

static void request_finish(t2s_token_request *request, struct found found, uint64_t valid_ms)
{
    if (atomic_exchange(&request->finished, 1) != 0) {
        t2s__key_unref(found.key);
        t2s_error_unref(found.error);
        return;
    }
    request->key = found.key;
    request->error = found.error;
    request->valid_ms = valid_ms;
    t2s__loop_post(request->loop, &request->node);
}

void t2s_token_request_finish(t2s_token_request *request, const char *token, uint64_t valid_ms, const char *message)
{
    struct found found = {.key = NULL};

    if (request == NULL)
        return;
    if (token != NULL)
        found = found_key(token, strlen(token));
    else
        found.error =
            t2s__error(T2S_E_AUTH, "no token could be had%s%.300s", message != NULL ? ": " : "", message != NULL ? message : "");
    request_finish(request, found, valid_ms);
}

/* 0; T2S_E_NOMEM. */
static int request_begin(t2s__key_source *source)
{
    t2s_token_request *request = t2s__calloc(1, sizeof(*request));

    if (request == NULL)
        return T2S_E_NOMEM;
    request->node.run = on_request_finished;
    atomic_init(&request->references, 2);
    atomic_init(&request->finished, 0);
    request->source = source;
    t2s__loop_ref(source->loop);
    request->loop = source->loop;
    source->request = request;
    source->callback(request, source->rejected, source->user_data);
    return 0;
}

/* Files. */

/* Only a regular file: a pipe or a device might keep the reader waiting. Returns the bytes read; -1 with errno. */
static ssize_t read_regular_file(const char *path, char *ret, size_t size)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    struct stat status;
    size_t length = 0;
    ssize_t count = 1;
    int saved;

    if (fd < 0)
        return -1;
    if (fstat(fd, &status) != 0)
        count = -1;
    else if (!S_ISREG(status.st_mode)) {
        errno = EINVAL;
        count = -1;
    }
    while (count > 0 && length < size) {
        count = read(fd, ret + length, size - length);
        if (count < 0 && errno == EINTR)
            count = 1;
        else if (count > 0)
            length += (size_t)count;
    }
    saved = errno;
    close(fd);
    errno = saved;
    return count < 0 ? -1 : (ssize_t)length;
}

static struct found read_key(const char *path)
{
    char text[KEY_MAX + 3];
    ssize_t length = read_regular_file(path, text, sizeof(text));
    struct found found = {.key = NULL};

    if (length < 0) {
        found.error = t2s__error(T2S_E_IO, "the file of the API key cannot be read: %s", strerror(errno));
        return found;
    }
    if (length > 0 && text[length - 1] == '\n')
        length--;
    if (length > 0 && text[length - 1] == '\r')
        length--;
    found = found_key(text, (size_t)length);
    t2s__wipe(text, sizeof(text));
    return found;
}

/* The reading of a file on a worker. */
struct reading {
    t2s_token_request *request;
    struct found found;
    char path[];
};

static void do_reading(void *user_data)
{
    struct reading *reading = user_data;

    reading->found = read_key(reading->path);
}

static void end_reading(void *user_data)
{
    struct reading *reading = user_data;

    request_finish(reading->request, reading->found, FILE_VALID_MS);
    t2s__free(reading);
}

static void read_file(t2s_token_request *request, int rejected, void *user_data)
{
    const char *path = user_data;
    size_t size = strlen(path) + 1;
    struct reading *reading = t2s__calloc(1, sizeof(*reading) + size);

    (void)rejected;
    if (reading != NULL) {
        reading->request = request;
        memcpy(reading->path, path, size);
        if (t2s_loop_work(request->loop, do_reading, end_reading, reading) == 0)
            return;
        t2s__free(reading);
    }
    request_finish(request, (struct found){.error = t2s_error_new(T2S_E_NOMEM, NULL)}, 0);
}

/* Sources. */

static int take_found(t2s__key_source *source, struct found found, uint64_t valid_ms, t2s_error **reterr_error)
{
    if (found.error != NULL)
        return t2s__error_return(reterr_error, found.error);
    set_key(source, found.key, valid_ms);
    t2s__key_unref(found.key);
    return 0;
}

int t2s__keys_set(t2s__key_source *source, const char *text, t2s_error **reterr_error)
{
    return take_found(source, found_key(text, strlen(text)), UINT64_MAX, reterr_error);
}

int t2s__keys_set_file(t2s__key_source *source, char *path, t2s_error **reterr_error)
{
    source->callback = read_file;
    source->user_data = path;
    source->is_file = 1;
    return take_found(source, read_key(path), FILE_VALID_MS, reterr_error);
}

void t2s__keys_attach(t2s__key_source *source, t2s_loop *loop)
{
    source->loop = loop;
}

void t2s__keys_detach(t2s__key_source *source)
{
    if (source->request != NULL) {
        source->request->source = NULL;
        request_unref(source->request);
        source->request = NULL;
    }
    source->loop = NULL;
    wake(source, t2s_error_new(T2S_E_SHUTDOWN, NULL));
}

void t2s__keys_set_callback(t2s__key_source *source, t2s_token_fn callback, void *user_data, void (*destroy)(void *user_data))
{
    if (source->destroy != NULL)
        source->destroy(source->user_data);
    source->callback = callback;
    source->user_data = user_data;
    source->destroy = destroy;
}

void t2s__keys_dispose(t2s__key_source *source)
{
    if (source->destroy != NULL)
        source->destroy(source->user_data);
    t2s__key_unref(source->key);
    source->key = NULL;
}

static int is_valid(const t2s__key_source *source)
{
    return source->callback == NULL || (source->key != NULL && !source->rejected && t2s_loop_now() < source->valid_until);
}

int t2s__keys_get(t2s__key_source *source, t2s__key_waiter *waiter)
{
    if (is_valid(source))
        return 1;
    waiter->previous = source->last;
    waiter->next = NULL;
    waiter->waits = 1;
    if (source->last != NULL)
        source->last->next = waiter;
    else
        source->first = waiter;
    source->last = waiter;
    if (source->request == NULL && request_begin(source) != 0) {
        waiter_take(source, waiter);
        return T2S_E_NOMEM;
    }
    return 0;
}

void t2s__keys_leave(t2s__key_source *source, t2s__key_waiter *waiter)
{
    if (waiter->waits)
        waiter_take(source, waiter);
}

int t2s__keys_reject(t2s__key_source *source, const t2s__key *key)
{
    if (source->callback == NULL)
        return 0;
    if (key == source->key)
        source->rejected = 1;
    return 1;
}
