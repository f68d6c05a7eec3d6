/* SPDX-License-Identifier: MIT */
/*
 * A prompt, made by a template. What never changes comes first and the question last, so that a model's prefix cache serves every
 * question about the same schema: rules (system), then the schema, then what else is known for the question, then the question (user),
 * each fenced as data. The same input
 * gives the same bytes. A request's repairs are made by the template of its first prompt.
 */
#ifndef T2S_PROMPT_LAYOUT_H
#define T2S_PROMPT_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

#include <text2sql/prompt.h>

typedef struct t2s__layout {
    uint64_t request_id;
    const t2s_prompt_template *prompt_template; /* NULL: the dialect's built-in one, which costs reading it anew */
    const char *dialect;                        /* t2s_dialect_name() */
    const char *database;                       /* or "" */
    const char *schema;                         /* as lib/retrieval renders it */
    size_t schema_length;
    int schema_is_complete;
    const char *definitions; /* what words of the question mean, a line each; NULL or "": nothing */
    const char *values;      /* stored values that the question mentions, a line each; NULL or "": nothing */
    const char *examples;    /* questions and their SQL; NULL or "": none */
    const char *question;
} t2s__layout;

/* One thing that was wrong with a reply. Texts are borrowed during the call. */
typedef struct t2s__finding {
    const char *code; /* SQLSTATE or a name; NULL is fine */
    const char *message;
    const char *hint; /* or NULL */
    int line;         /* from 1 in the SQL; 0: no place */
    int column;
} t2s__finding;

/* 0; T2S_E_NOMEM. */
int t2s__prompt_layout(const t2s__layout *layout, t2s_prompt **ret_prompt);

/*
 * The next attempt: the conversation so far, the model's reply, and what was wrong with it.
 *
 * reply     what the model wrote; a very long one is cut
 * findings  in the order of their places; more than a handful are left out
 * 0; T2S_E_NOMEM.
 */
int t2s__prompt_repair(const t2s_prompt *prompt, const char *reply, size_t reply_length, const t2s__finding *findings, size_t count,
                       t2s_prompt **ret_prompt);

#endif
