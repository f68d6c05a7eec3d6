/* SPDX-License-Identifier: MIT */
/* The words of the built-in prompts: what is said of each dialect, and the templates. */
#ifndef T2S_PROMPT_BUILTIN_H
#define T2S_PROMPT_BUILTIN_H

typedef struct t2s__dialect_words {
    const char *name;          /* t2s_dialect_name(); NULL: any other */
    const char *title;         /* NULL: its name */
    const char *rules;         /* what models get wrong in it: lines, the last one not ended; or "" */
    const char *template_text; /* for t2s_prompt_template_new() */
} t2s__dialect_words;

/* Never NULL. */
const t2s__dialect_words *t2s__dialect_words_of(const char *dialect);

/* The JSON object that a reply has to be, for {{reply_format}}: lines, the last one not ended. */
extern const char t2s__reply_format[];

/* The section [repair] of every built-in template, without its head. */
extern const char t2s__builtin_repair[];

#endif
