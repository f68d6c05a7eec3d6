/* SPDX-License-Identifier: MIT */
/* Chat Completions: what the provider's three files share. */
#ifndef T2S_PROVIDER_OPENAI_H
#define T2S_PROVIDER_OPENAI_H

#include <text2sql/sys/provider.h>

#include "net/http.h"
#include "util/buffer.h"

struct t2s__openai_settings {
    char *api_key; /* NULL: none */
    char *base_url;
    char *model;
    char *organization;
    char *temperature; /* a JSON number, or NULL */
    char *reasoning_effort;
    char *response_format;
    char *ca_file;
    int64_t max_completion_tokens; /* 0: no limit is sent */
    int64_t connect_timeout_ms;
    int64_t timeout_ms;
    int64_t max_reply_bytes;
};

/* openai_request.c: the body of a request. Ask body->failed. */
void t2s__openai_request(const struct t2s__openai_settings *settings, const t2s_prompt *prompt, t2s__buffer *body);

/*
 * openai_reply.c: put what the server said into the reply, but do not finish it.
 *
 * api_key  NULL is fine; is kept out of the error, should the server repeat it
 * NULL; or the error to finish the reply with.
 */
t2s_error *t2s__openai_reply(const t2s__http_response *response, const char *api_key, t2s_reply *reply);

#endif
