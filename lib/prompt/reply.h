/* SPDX-License-Identifier: MIT */
/*
 * Reading what a model wrote. Asked for is one JSON object of t2s__prompt_reply_schema. Models without strict output wrap it in
 * prose or a fence, or send the SQL alone; one object, one SQL block or one bare query is understood. Two of them are not: nobody
 * knows which is meant.
 */
#ifndef T2S_PROMPT_REPLY_H
#define T2S_PROMPT_REPLY_H

#include <stddef.h>

#include <text2sql/answer.h>
#include <text2sql/error.h>

enum { T2S__REPLY_MAX = 2 * 1024 * 1024 /* bytes */, T2S__REPLY_ASSUMPTIONS_MAX = 32 /* the rest is left out */ };

/* Everything is from the heap, each text by itself; t2s__reply_dispose() frees what was not taken out (and set to NULL). */
typedef struct t2s__reply {
    int outcome;       /* T2S_OUTCOME_ANSWERED, _CLARIFY or _UNANSWERABLE */
    char *sql;         /* with ANSWERED, without a final semicolon; otherwise NULL */
    char *explanation; /* may be "" */
    char **assumptions;
    size_t assumption_count;
    char *clarification; /* with CLARIFY; otherwise NULL */
} t2s__reply;

/*
 * text       what the model wrote; need not be NUL-terminated
 * ret_reply  overwritten on success, otherwise zero
 * 0; T2S_E_PROTOCOL (it is not what was asked for: the message tells what it is, fit to be sent back to the model);
 * T2S_E_TOO_LARGE; T2S_E_NOMEM.
 */
int t2s__reply_parse(const char *text, size_t length, t2s__reply *ret_reply, t2s_error **reterr_error);

void t2s__reply_dispose(t2s__reply *reply);

#endif
