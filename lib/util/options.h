/* SPDX-License-Identifier: MIT */
/* Reading t2s_options into an implementation's own settings, by a table. */
#ifndef T2S_UTIL_OPTIONS_H
#define T2S_UTIL_OPTIONS_H

#include <stddef.h>
#include <stdint.h>

#include <text2sql/options.h>

enum { T2S__OPTION_STRING, T2S__OPTION_INT, T2S__OPTION_PAIRS };

typedef struct t2s__option {
    const char *name;
    int type;
    size_t offset;        /* of a char *, owned (t2s__free), of an int64_t, or of a t2s_options *, owned, to which the pairs are added */
    int64_t minimum;      /* of an int */
    int64_t maximum;
} t2s__option;

/* The name of PAIRS is the beginning of many names, e.g. "session."; each pair is kept under what follows it. */

/* The pairs, in no order. */
size_t t2s__options_count(const t2s_options *options);
const char *t2s__options_name(const t2s_options *options, size_t index);
const char *t2s__options_value(const t2s_options *options, size_t index);

/* Add those of `from`, which may be NULL, to *to, which is made if need be. T2S_E_NOMEM. */
int t2s__options_merge(t2s_options **to, const t2s_options *from);

/*
 * Copy the options into `settings`, which already holds the defaults. An unknown name or a value that does not fit is
 * T2S_E_INVALID and names what is allowed. Strings copied so far stay in `settings`, for its owner to free.
 */
int t2s__options_read(const t2s_options *options, const t2s__option *table, size_t count, void *settings,
                      t2s_error **reterr_error);

#endif
