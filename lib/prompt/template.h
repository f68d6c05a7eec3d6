/* SPDX-License-Identifier: MIT */
/*
 * A template, read once into segments: rendering appends one after the other. What of it is the same for all questions in a dialect
 * is rendered once and kept with it.
 */
#ifndef T2S_PROMPT_TEMPLATE_H
#define T2S_PROMPT_TEMPLATE_H

#include <stdatomic.h>
#include <stddef.h>

#include <text2sql/prompt.h>

#include "prompt/builtin.h"
#include "prompt/message.h"

enum { T2S__SECTION_SYSTEM, T2S__SECTION_USER, T2S__SECTION_REPAIR, T2S__SECTION_COUNT };

enum {
    T2S__PLACEHOLDER_NONE, /* text */
    T2S__PLACEHOLDER_DIALECT,
    T2S__PLACEHOLDER_DIALECT_RULES,
    T2S__PLACEHOLDER_REPLY_FORMAT,
    T2S__PLACEHOLDER_DATABASE,
    T2S__PLACEHOLDER_SCHEMA,
    T2S__PLACEHOLDER_QUESTION,
    T2S__PLACEHOLDER_FINDINGS,
    T2S__PLACEHOLDER_DEFINITIONS, /* from here on: often empty, and then the blank line behind it goes, too */
    T2S__PLACEHOLDER_VALUES,
    T2S__PLACEHOLDER_EXAMPLES,
    T2S__PLACEHOLDER_COUNT
};

typedef struct t2s__segment {
    int placeholder;
    int alone; /* nothing else is on its line: when it turns out to be empty, the line goes with it */
    const char *text;
    size_t length;
} t2s__segment;

typedef struct t2s__section {
    t2s__segment *segments;
    size_t count;
    size_t capacity;
    size_t length; /* bytes of all its text */
    int line;      /* of its head in the template; 0: it has none */
} t2s__section;

/* What is the same for all questions in one dialect. Lives as long as the template. */
typedef struct t2s__wording {
    struct t2s__wording *next;
    const t2s__dialect_words *words;
    t2s__message *system;
    char dialect[]; /* its name */
} t2s__wording;

struct t2s_prompt_template {
    atomic_uint references;
    char *text; /* as it was given */
    char *body; /* the same without carriage returns; the segments point into it */
    t2s__section sections[T2S__SECTION_COUNT];
    _Atomic(t2s__wording *) wordings; /* only grows */
};

/* The built-in template of a dialect; whoever asks more than once keeps it. 0; T2S_E_NOMEM. */
int t2s__prompt_template_builtin_new(const char *dialect, t2s_prompt_template **ret_template);

/* Any thread. NULL: memory is short. */
const t2s__wording *t2s__prompt_template_wording(const t2s_prompt_template *prompt_template, const char *dialect);

/*
 * Append a section. What is different from question to question is written by `write`, which appends the text of one of the
 * placeholders from DATABASE on.
 */
typedef void (*t2s__placeholder_fn)(t2s__buffer *buffer, int placeholder, const void *user_data);
void t2s__section_render(t2s__buffer *buffer, const t2s__section *section, const t2s__wording *wording, t2s__placeholder_fn write,
                         const void *user_data);

#endif
