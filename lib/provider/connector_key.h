/* SPDX-License-Identifier: MIT */
/*
 * Where a connector's key comes from: a text that never changes, a file, or a callback. The last two are the same: a file is a
 * callback that reads it on a worker. Everything here is for the loop's thread, but for what is said otherwise.
 */
#ifndef T2S_PROVIDER_CONNECTOR_KEY_H
#define T2S_PROVIDER_CONNECTOR_KEY_H

#include <text2sql/provider.h>
#include <text2sql/sys/error.h>
#include <text2sql/sys/loop.h>

/* A key, shared by the calls that have sent it. Wiped when nobody refers to it any more. */
typedef struct t2s__key {
    unsigned references;
    char text[];
} t2s__key;

t2s__key *t2s__key_ref(t2s__key *key);
void t2s__key_unref(t2s__key *key);

/* Somebody who waits for a key. Embedded in what waits. */
typedef struct t2s__key_waiter {
    struct t2s__key_waiter *previous;
    struct t2s__key_waiter *next;
    int waits;
    /* The key is in the source, or there is none, and why: `error` is taken over. */
    void (*callback)(struct t2s__key_waiter *waiter, t2s_error *error);
} t2s__key_waiter;

typedef struct t2s__key_source {
    t2s_token_fn callback; /* NULL: the key never changes */
    void *user_data;
    void (*destroy)(void *user_data); /* NULL: nothing */
    int is_file;
    t2s__key *key;              /* the last one, or NULL */
    uint64_t valid_until;       /* on the clock of t2s_loop_now() */
    int rejected;               /* the server has refused it */
    t2s_loop *loop;             /* while attached */
    t2s_token_request *request; /* under way */
    t2s__key_waiter *first;
    t2s__key_waiter *last;
} t2s__key_source;

/* 0; T2S_E_INVALID (it cannot be sent), T2S_E_NOMEM. Before it is attached. */
int t2s__keys_set(t2s__key_source *source, const char *text, t2s_error **reterr_error);

/*
 * Read a file now, and again when a key is wanted and a second has gone by. `path` is borrowed. 0; T2S_E_IO, T2S_E_INVALID,
 * T2S_E_NOMEM.
 */
int t2s__keys_set_file(t2s__key_source *source, char *path, t2s_error **reterr_error);

/* From a callback, in place of an earlier one. Before it is attached. */
void t2s__keys_set_callback(t2s__key_source *source, t2s_token_fn callback, void *user_data, void (*destroy)(void *user_data));

void t2s__keys_attach(t2s__key_source *source, t2s_loop *loop);

/* Every waiter's callback runs inside, with T2S_E_SHUTDOWN. */
void t2s__keys_detach(t2s__key_source *source);
void t2s__keys_dispose(t2s__key_source *source);

/*
 * 1: source->key can be used now (NULL: none is to be sent). 0: the waiter's callback will run, never inside. T2S_E_NOMEM: neither.
 */
int t2s__keys_get(t2s__key_source *source, t2s__key_waiter *waiter);

/* Not any more. */
void t2s__keys_leave(t2s__key_source *source, t2s__key_waiter *waiter);

/* The server has refused a key. 1: another one may be had; 0: there is no other. */
int t2s__keys_reject(t2s__key_source *source, const t2s__key *key);

#endif
