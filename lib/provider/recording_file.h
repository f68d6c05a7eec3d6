/* SPDX-License-Identifier: MIT */
/* The file that a recording provider writes and a replaying one reads; its format is described in text2sql/provider.h. */
#ifndef T2S_PROVIDER_RECORDING_FILE_H
#define T2S_PROVIDER_RECORDING_FILE_H

#include <text2sql/sys/provider.h>

#include "util/arena.h"
#include "util/buffer.h"
#include "util/map.h"

/* One line; the texts live in the recording's arena. */
typedef struct t2s__recorded {
    struct t2s__recorded *previous;      /* the line before */
    struct t2s__recorded *same_question; /* an earlier line with this question */
    const char *question;
    int attempt;
    const char *model; /* or NULL */
    const char *text;  /* "" with a refusal */
    size_t length;
    const char *refusal; /* or NULL */
    uint64_t input_tokens;
    uint64_t output_tokens;
    uint64_t cached_tokens;
} t2s__recorded;

/* A whole file. Immutable once loaded: any thread may search it. */
typedef struct t2s__recording {
    t2s__arena arena;
    t2s__map by_hash;
    t2s__map by_question; /* the last line with that question */
    t2s__recorded *last;
} t2s__recording;

/* 0; T2S_E_IO, T2S_E_SYNTAX, T2S_E_TOO_LARGE, T2S_E_NOMEM. Dispose of it in any case. */
int t2s__recording_load(t2s__recording *recording, const char *path, t2s_error **reterr_error);
void t2s__recording_dispose(t2s__recording *recording);

/* What was recorded for a prompt, or NULL. */
const t2s__recorded *t2s__recording_find(const t2s__recording *recording, const t2s_prompt *prompt);

/* One line, with its line break. Ask line->failed. */
void t2s__recording_line(t2s__buffer *line, const t2s_prompt *prompt, const t2s_reply *reply);

#endif
