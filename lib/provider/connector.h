/* SPDX-License-Identifier: MIT */
/* What the connector's files share: the settings of a provider, a call under way, and what is wrong with an answer. */
#ifndef T2S_PROVIDER_CONNECTOR_H
#define T2S_PROVIDER_CONNECTOR_H

#include <text2sql/sys/connector.h>

#include "net/http.h"
#include "provider/connector_key.h"
#include "provider/sse.h"
#include "util/buffer.h"

struct t2s_connector_text {
    t2s__buffer buffer;
};

/* Headers, copied; values may be secrets. A zeroed list is empty. */
typedef struct t2s__header_list {
    t2s__http_header *items;
    size_t count;
    size_t capacity;
    int failed; /* memory was short */
} t2s__header_list;

/* How much of the server's words gets into an error, in bytes. */
enum { T2S__WORDS_MAX = 300, T2S__NAME_MAX = 64 };

struct t2s_connector {
    t2s_connector_ops ops;
    void *user_data;

    /* Options; NULL or 0: not set. */
    char *name;
    char *auth;
    char *api_key;
    char *api_key_file;
    char *api_key_env;
    char *base_url;
    char *headers;
    char *proxy;
    char *ca_file;
    char *http_version;
    char *model;
    char *temperature;
    char *seed;
    char *max_output_tokens;
    char *reasoning_effort;
    char *output;
    char *stream;
    int64_t connect_timeout_ms;
    int64_t first_byte_timeout_ms;
    int64_t idle_timeout_ms;
    int64_t timeout_ms;
    int64_t max_reply_bytes;
    char **own;    /* values of ops.options */
    char *ignored; /* where their texts are put while all options are read by one table */

    /* Made of them. */
    size_t base_length; /* of base_url, without slashes at its end */
    t2s__header_list extra;
    const char *key_header;
    const char *key_prefix;
    uint64_t set;     /* features whose options are set */
    uint64_t missing; /* features that the server turned out not to know; the loop's thread */

    t2s__key_source keys;
    t2s__http_client *http; /* while attached */
    t2s_loop *loop;
    struct t2s_connector_call *calls;
};

struct t2s_connector_call {
    t2s_connector *connector;
    t2s_connector_call *previous;
    t2s_connector_call *next;
    t2s_prompt *prompt; /* a reference */
    t2s_reply *reply;
    uint64_t deadline;
    t2s__key_waiter waiter; /* for a key */
    t2s__key *key;          /* that was sent: a reference, or NULL */
    int renewed;            /* a key was refused, and asked for anew; once is enough */
    int renewing;           /* ... which goes on */
    int cancelled;
    t2s__http_call *http; /* NULL: nothing was sent yet */
    t2s_timer *timer;     /* NULL until one is needed; ends a wait for a key, or for what follows a whole reply */
    uint64_t unknown;     /* what this call has found the server not to know */
    int64_t retry_after_ms;

    /* Of what was sent last. */
    uint64_t used; /* features */
    t2s__header_list headers;
    uint64_t numbers[8];
    t2s_connector_text scratch;
    t2s__sse sse;
    int begun;    /* the answer's body has begun */
    int streamed; /* it is a stream of events */
    int whole;    /* the reply is */
    int hopeless; /* it will never be */
    int ended;    /* nothing follows that matters */
    int lingers;  /* the timer runs for what follows */
    t2s_error *failure;
};

struct t2s_connector_problem {
    t2s_connector_call *call;
    int http_status; /* the answer's */
    int status;      /* what the error amounts to; 0: it is no error of the server's */
    int code;
    int retryable;
    uint64_t unknown;
    int refused;
    char *refusal;
    const char *hint; /* static, or owned_hint */
    char *owned_hint;
    const char *body;
    size_t length;
    char words[T2S__WORDS_MAX + 4]; /* the server's, or what is malformed */
    char name[T2S__NAME_MAX];
    char type[T2S__NAME_MAX];
    char param[T2S__NAME_MAX];
};

/* connector_options.c: read and check the options. 0; T2S_E_INVALID, T2S_E_IO, T2S_E_NOMEM. */
int t2s__connector_configure(t2s_connector *connector, const t2s_options *options, t2s_error **reterr_error);
void t2s__connector_dispose_options(t2s_connector *connector);

/* connector_headers.c. Ask list->failed. */
void t2s__headers_add(t2s__header_list *list, const char *name, size_t name_length, const char *prefix, const char *value,
                      size_t value_length);
int t2s__headers_have(const t2s__header_list *list, const char *name);
void t2s__headers_dispose(t2s__header_list *list);
/* Read "Name: value" lines. 0; T2S_E_INVALID, T2S_E_NOMEM. */
int t2s__headers_parse(t2s__header_list *list, const char *lines, t2s_error **reterr_error);

/* connector_problem.c: what an answer whose status is an error says; and what becomes of a problem. */
void t2s__problem_init(t2s_connector_problem *problem, t2s_connector_call *call, int http_status);
void t2s__problem_of_response(t2s_connector_problem *problem, const t2s__http_response *response);
void t2s__problem_dispose(t2s_connector_problem *problem);
/* What to finish the reply with: an error, or NULL, when it is a refusal, which is put into the reply. */
t2s_error *t2s__problem_end(t2s_connector_problem *problem);

/* connector_quote.c: the server's words, fit for an error's text: valid UTF-8 of bounded length on one line, without secrets. */
void t2s__connector_quote(const t2s_connector_call *call, char ret[T2S__WORDS_MAX + 4], const char *text, size_t length);
/* Is a secret in it? */
int t2s__connector_is_secret(const t2s_connector_call *call, const char *text, size_t length);

/* connector_features.c: what to send this time, and what an error says that the server does not know. */
uint64_t t2s__connector_features(const t2s_connector_call *call);
uint64_t t2s__connector_unknown(const t2s_connector_problem *problem);
/* Those that may be left out of the next attempt. */
uint64_t t2s__connector_dispensable(const t2s_connector_call *call, uint64_t features);

#endif
