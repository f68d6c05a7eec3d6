/* SPDX-License-Identifier: MIT */
/*
 * Writing a connector: a provider that asks an LLM API over HTTP. An implementation says how its API writes a prompt and how it
 * writes a reply; all the rest is done here, the same for all: options, authentication, URLs, proxies, certificates, time limits,
 * connections, typed errors, server-sent events, finding out what a server cannot do, and one completion exactly. The library's
 * own connectors (OpenAI, Anthropic) are written against this header.
 *
 * A call runs so, all on the loop's thread:
 *   write_path, write_headers, write_body      what is sent, once for each time that it is sent
 *   read_reply                                 the body of an answer of status 2xx, whole; or
 *   read_event, as often as one comes          ... of one that is streamed; or
 *   read_error                                 optional, when the server says that it failed
 * When the error is that the server does not know something that was sent (a JSON schema, say), the prompt is sent again without
 * it, at once and within the same call; what helped is remembered for the life of the provider.
 */
#ifndef TEXT2SQL_SYS_CONNECTOR_H
#define TEXT2SQL_SYS_CONNECTOR_H

#include <text2sql/sys/provider.h>

T2S_BEGIN_DECLS

/** The settings of one provider that is a connector. Read-only, but in configure. @since 1.0 */
typedef struct t2s_connector t2s_connector;

/** One call, under way. Valid during the operations that get it. @since 1.0 */
typedef struct t2s_connector_call t2s_connector_call;

/** A text that grows. Running out of memory is kept in it: it need not be asked for. @since 1.0 */
typedef struct t2s_connector_text t2s_connector_text;

/** What is wrong with an answer; filled in, then made an error of. @since 1.0 */
typedef struct t2s_connector_problem t2s_connector_problem;

/**
 * What may be sent to a server, and what it may turn out not to know. An implementation says which its API has at all; options
 * that an API does not have are refused.
 * @since 1.0
 */
#define T2S_CONNECTOR_JSON_SCHEMA UINT64_C(0x1)  /* replies that follow a JSON schema */
#define T2S_CONNECTOR_JSON_OBJECT UINT64_C(0x2)  /* replies that are a JSON object */
#define T2S_CONNECTOR_STREAM UINT64_C(0x4)       /* server-sent events */
#define T2S_CONNECTOR_STREAM_USAGE UINT64_C(0x8) /* ... that tell the tokens, where it must be asked for */
#define T2S_CONNECTOR_TEMPERATURE UINT64_C(0x10) /* the option temperature, and so on */
#define T2S_CONNECTOR_SEED UINT64_C(0x20)
#define T2S_CONNECTOR_REASONING_EFFORT UINT64_C(0x40)
#define T2S_CONNECTOR_MAX_OUTPUT_TOKENS UINT64_C(0x80)
#define T2S_CONNECTOR_OWN_1 UINT64_C(0x10000) /* the implementer's own, whatever they are */
#define T2S_CONNECTOR_OWN_2 UINT64_C(0x20000)
#define T2S_CONNECTOR_OWN_3 UINT64_C(0x40000)
#define T2S_CONNECTOR_OWN_4 UINT64_C(0x80000)

/** What is asked of the reply's form; see t2s_connector_call_output(). @since 1.0 */
enum { T2S_CONNECTOR_OUTPUT_TEXT = 0, T2S_CONNECTOR_OUTPUT_JSON_OBJECT = 1, T2S_CONNECTOR_OUTPUT_JSON_SCHEMA = 2 };

/** What read_event returns when all is well; an error is T2S_E_*. @since 1.0 */
enum {
    T2S_CONNECTOR_MORE = 0, /* the reply goes on */
    T2S_CONNECTOR_DONE = 1, /* the reply is whole; what may follow (the tokens, an end mark) is waited for, but not for long */
    T2S_CONNECTOR_END = 2   /* nothing follows */
};

/**
 * By which word in an error a server tells that it does not know a feature, e.g. {"response_format", T2S_CONNECTOR_JSON_SCHEMA}.
 * @since 1.0
 */
typedef struct t2s_connector_word {
    const char *word;
    uint64_t features; /* those of them that were sent are left out the next time */
} t2s_connector_word;

/**
 * An LLM API. Set struct_size to sizeof(t2s_connector_ops); zero what is not used. Texts and lists must live as long as the
 * provider.
 * @since 1.0
 */
typedef struct t2s_connector_ops {
    size_t struct_size; /* sizeof() as the implementer compiled it */
    uint64_t flags;     /* 0: none are defined yet, and unknown bits are refused */

    /* What it is. */
    uint64_t features;             /* T2S_CONNECTOR_*, which the API has */
    const char *name;              /* required: the default of the option name, e.g. "openai" */
    const char *base_url;          /* the API's own endpoint; NULL: the option must be set */
    const char *model;             /* the default of the option model; NULL: it must be set */
    const char *key_variable;      /* environment variables with defaults; each may be NULL. That of api_key ... */
    const char *base_url_variable; /* ... of base_url */
    const char *model_variable;    /* ... of model */
    const char *const *options;    /* names of options of its own, the last NULL; NULL: none */
    const t2s_connector_word *words; /* the last one's word NULL; NULL: none */

    /* Required. The rest of the URL, behind base_url, e.g. "/chat/completions". Running out of memory is kept in the text. */
    int (*write_path)(void *user_data, const t2s_connector_call *call, t2s_connector_text *path);

    /* Required. The body of the request, which is JSON. A nonzero return (T2S_E_*) ends the call. */
    int (*write_body)(void *user_data, const t2s_connector_call *call, t2s_connector_text *body);

    /*
     * Required. Put what the server said (t2s_connector_call_append(), and model, tokens, refusal) into the reply; do not finish it.
     * `body` is not empty, no HTML page, and NUL-terminated; it may be anything else. 0; T2S_E_*, with more in `problem`.
     */
    int (*read_reply)(void *user_data, t2s_connector_call *call, const char *body, size_t length,
                      t2s_connector_problem *problem);

    /* Required with T2S_CONNECTOR_STREAM. One event: its name ("message" when it has none) and its data, NUL-terminated. */
    int (*read_event)(void *user_data, t2s_connector_call *call, const char *event, const char *data, size_t length,
                      t2s_connector_problem *problem);

    /* Optional. The problem is filled in already, by the HTTP status and by {"error":{"message","type","code","param"}} and its
     * like, and words were looked for; say more where the API's own codes tell more. */
    void (*read_error)(void *user_data, t2s_connector_call *call, t2s_connector_problem *problem);

    /* Optional. Headers besides Content-Type, Accept and that of the key: t2s_connector_add_header(). */
    void (*write_headers)(void *user_data, t2s_connector_call *call);

    /* Optional. At construction, when all options are read and checked: check those of its own, t2s_connector_set_key_header(). */
    int (*configure)(void *user_data, t2s_connector *connector, t2s_error **reterr_error);

    /* Optional. The last call; runs exactly once, also when registration fails. */
    void (*destroy)(void *user_data);
} t2s_connector_ops;

/**
 * Register a connector.
 *
 * @param ops           copied, member by member
 * @param user_data     given to every operation. Owned by the provider from now on, also after an error: destroy() has then run.
 * @param options       those that all connectors have (see text2sql/provider.h) and ops->options; NULL for the defaults; copied
 * @param ret_provider  a new reference, release with t2s_provider_unref()
 * @return 0; T2S_E_INVALID (a required member is missing, an option that cannot be), T2S_E_ABI, T2S_E_IO (api_key_file),
 *         T2S_E_NOMEM; what configure returned
 * @since 1.0
 */
T2S_EXTERN int t2s_connector_provider_new(const t2s_connector_ops *ops, void *user_data, const t2s_options *options,
                                          t2s_provider **ret_provider, t2s_error **reterr_error);

/* Settings. */

/**
 * An option as it was set, or its default: base_url, model, temperature, seed, max_output_tokens, reasoning_effort, or one of
 * ops->options. NULL: it has no value, or the name is none of these. Lives as long as the provider.
 * @since 1.0
 */
T2S_EXTERN const char *t2s_connector_option(const t2s_connector *connector, const char *name);

/** 1 when tokens come by t2s_provider_set_token_callback(), else 0. @since 1.0 */
T2S_EXTERN int t2s_connector_has_token_callback(const t2s_connector *connector);

/**
 * In configure: how the key is sent. Without it: "Authorization", "Bearer ".
 *
 * @param name    of the header, e.g. "x-api-key"; static
 * @param prefix  before the key, "" for none; static
 * @since 1.0
 */
T2S_EXTERN void t2s_connector_set_key_header(t2s_connector *connector, const char *name, const char *prefix);

/* What a call is about. */

/** The prompt that is asked; borrowed. @since 1.0 */
T2S_EXTERN const t2s_prompt *t2s_connector_call_prompt(const t2s_connector_call *call);

/** The reply that is to be filled in (model, tokens, refusal; the text by t2s_connector_call_append()); borrowed. @since 1.0 */
T2S_EXTERN t2s_reply *t2s_connector_call_reply(const t2s_connector_call *call);

/**
 * Append to the completion's text, which is UTF-8. What comes after a streamed text is one whole JSON object is dropped.
 *
 * @param length  bytes
 * @return 0; T2S_E_NOMEM, T2S_E_TOO_LARGE: to be returned
 * @since 1.0
 */
T2S_EXTERN int t2s_connector_call_append(t2s_connector_call *call, const char *text, size_t length);

/**
 * The value to send for an option, as text: model, temperature, max_output_tokens (numbers are valid JSON numbers), ...; NULL: send
 * none, since it is not set, or since this server does not know it.
 * @since 1.0
 */
T2S_EXTERN const char *t2s_connector_call_option(const t2s_connector_call *call, const char *name);

/** The form that the reply is to be asked for: T2S_CONNECTOR_OUTPUT_*. @since 1.0 */
T2S_EXTERN int t2s_connector_call_output(const t2s_connector_call *call);

/**
 * 1 when a feature is to be used this time, else 0. T2S_CONNECTOR_STREAM: ask for server-sent events.
 *
 * @param feature  one bit; those of the implementer's own are used until the server turns out not to know them
 * @since 1.0
 */
T2S_EXTERN int t2s_connector_call_uses(const t2s_connector_call *call, uint64_t feature);

/** Numbers of the implementer's, eight of them, zero each time that the prompt is sent. @since 1.0 */
T2S_EXTERN uint64_t *t2s_connector_call_numbers(t2s_connector_call *call);

/** A text of the implementer's, empty each time that the prompt is sent: to gather pieces. @since 1.0 */
T2S_EXTERN t2s_connector_text *t2s_connector_call_scratch(t2s_connector_call *call);

/** In write_headers. Both are copied. One that the user has set by the option headers stays as it is. @since 1.0 */
T2S_EXTERN void t2s_connector_add_header(t2s_connector_call *call, const char *name, const char *value);

/* Texts. */

/** Append as it is. @since 1.0 */
T2S_EXTERN void t2s_connector_text_add(t2s_connector_text *text, const char *raw);

/** @param length  bytes @since 1.0 */
T2S_EXTERN void t2s_connector_text_add_bytes(t2s_connector_text *text, const char *raw, size_t length);

/** Append as a JSON string, with its quotes. Bytes that are no UTF-8 become U+FFFD. @since 1.0 */
T2S_EXTERN void t2s_connector_text_add_json(t2s_connector_text *text, const char *string);

/** The same for a part of a text. @param length  bytes @since 1.0 */
T2S_EXTERN void t2s_connector_text_add_json_bytes(t2s_connector_text *text, const char *string, size_t length);

/** Append as one segment of a URL's path: what is not a letter, a digit or one of "-._~" is escaped. @since 1.0 */
T2S_EXTERN void t2s_connector_text_add_segment(t2s_connector_text *text, const char *segment);

/** What it holds, NUL-terminated; valid until it changes. @param ret_length  optional; in bytes @since 1.0 */
T2S_EXTERN const char *t2s_connector_text_string(const t2s_connector_text *text, size_t *ret_length);

/* Problems. */

/**
 * Take the server's words for what is wrong from a JSON text ({"error":{...}} and its like), as from an answer whose status says
 * that it is an error, read_error included. For errors within a reply or a stream of status 200.
 *
 * @param status  the HTTP status that it would have had, e.g. 429; 0: what the error's own code says, else 500
 * @return the problem's code, to be returned
 * @since 1.0
 */
T2S_EXTERN int t2s_connector_problem_read(t2s_connector_problem *problem, int status, const char *body, size_t length);

/** A reply that is not as it should be. @param what  e.g. "it has no choices"; copied @return T2S_E_PROTOCOL @since 1.0 */
T2S_EXTERN int t2s_connector_problem_malformed(t2s_connector_problem *problem, const char *what);

/** What the error is about as the server's HTTP status would have told it: sets code, retryable and hint. @since 1.0 */
T2S_EXTERN void t2s_connector_problem_set_status(t2s_connector_problem *problem, int status);

/** @param code  T2S_E_* @since 1.0 */
T2S_EXTERN void t2s_connector_problem_set_code(t2s_connector_problem *problem, int code);
T2S_EXTERN void t2s_connector_problem_set_retryable(t2s_connector_problem *problem, int retryable);

/** How to mend it; copied. @since 1.0 */
T2S_EXTERN void t2s_connector_problem_set_hint(t2s_connector_problem *problem, const char *hint);

/** The server does not know these, T2S_CONNECTOR_*. If they were sent, the prompt is sent again without them. @since 1.0 */
T2S_EXTERN void t2s_connector_problem_set_unknown(t2s_connector_problem *problem, uint64_t features);

/** It is no error: the model, or a filter before it, declined, with these words; copied. @since 1.0 */
T2S_EXTERN void t2s_connector_problem_set_refusal(t2s_connector_problem *problem, const char *words);

/** The HTTP status; 0: there was none of its own. @since 1.0 */
T2S_EXTERN int t2s_connector_problem_status(const t2s_connector_problem *problem);

/** "" where the server did not say; valid while the problem is. The server's "code", ... @since 1.0 */
T2S_EXTERN const char *t2s_connector_problem_name(const t2s_connector_problem *problem);
/** ... its "type", ... @since 1.0 */
T2S_EXTERN const char *t2s_connector_problem_type(const t2s_connector_problem *problem);
/** ... the field that it complains about, ... @since 1.0 */
T2S_EXTERN const char *t2s_connector_problem_param(const t2s_connector_problem *problem);
/** ... and the whole body. @param ret_length  optional, in bytes @since 1.0 */
T2S_EXTERN const char *t2s_connector_problem_body(const t2s_connector_problem *problem, size_t *ret_length);

T2S_END_DECLS

#endif
