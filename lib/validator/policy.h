/* SPDX-License-Identifier: MIT */
/* What the policies share: lists of names in options, and how a refusal is said. */
#ifndef T2S_VALIDATOR_POLICY_H
#define T2S_VALIDATOR_POLICY_H

#include <stddef.h>

#include <text2sql/sys/validator.h>

/*
 * "public.orders, audit.*, *_secret": names of one part or of several, with `*` for any characters within a part. A list of fewer parts than
 * a name has is held against the name's last ones: "orders" is every schema's. Names are compared as they are stored.
 */
typedef struct t2s__patterns {
    char *text; /* owned; cut to pieces */
    const char **items;
    size_t count;
} t2s__patterns;

/* From an option's text, which is taken over; NULL: an empty list. 0; T2S_E_NOMEM. */
int t2s__patterns_read(char *text, t2s__patterns *patterns);
void t2s__patterns_dispose(t2s__patterns *patterns);

/* Does one of them fit? The parts from the outermost on; NULL or "" for one that is not known, which only `*` and a shorter pattern fit. */
int t2s__patterns_fit(const t2s__patterns *patterns, const char *const *parts, size_t count);

/* The number of a word among `words`, which ends with NULL; -1: it is none of them. */
int t2s__word_number(const char *const *words, const char *word);

/* Report a refusal: code, place, hint, and a message. */
int t2s__policy_refuse(t2s_report *report, const char *code, int position, const char *hint, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Where a relation stands in the statement; -1: in no place that is known. */
int t2s__relation_position(const t2s_statement *statement, const t2s_relation *relation);

#endif
