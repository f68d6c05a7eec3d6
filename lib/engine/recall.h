/* SPDX-License-Identifier: MIT */
/*
 * Answers out of the cache. A reply whose SQL passed every check is kept under what it was an answer to, together with the tables that
 * the SQL uses and their fingerprints: a schema that has changed elsewhere leaves it as it is. What comes out of a cache is not trusted:
 * it is judged like a reply that has just come, unless the memo knows the verdict.
 */
#ifndef T2S_ENGINE_RECALL_H
#define T2S_ENGINE_RECALL_H

#include "engine/verdict.h"
#include "util/buffer.h"

struct t2s_request;

/* What an answer depends on: question, caller, model, dialect, database, knowledge, template, options. The snapshot is known. Ask key->failed. */
void t2s__recall_key(const struct t2s_request *request, t2s__buffer *key);

/* The same for a call that may be shared: what comes of it is judged once, so that the snapshot and the checks count, too. */
void t2s__recall_key_of_flight(const struct t2s_request *request, t2s__buffer *key);

/* The reply that is kept, to be freed; NULL: there is none, or a table that it uses has changed. */
char *t2s__recall_get(const struct t2s_request *request, const t2s__buffer *key, size_t *ret_length);

/* Keep a good verdict. 0; T2S_E_NOMEM; what the cache reported. */
int t2s__recall_put(const struct t2s_request *request, const t2s__buffer *key, const t2s__verdict *verdict);

#endif
