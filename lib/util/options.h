/* SPDX-License-Identifier: MIT */
/* Reading t2s_options into an implementation's own settings, by a table. */
#ifndef T2S_UTIL_OPTIONS_H
#define T2S_UTIL_OPTIONS_H

#include <stddef.h>
#include <stdint.h>

#include <text2sql/options.h>

enum { T2S__OPTION_STRING, T2S__OPTION_INT };

typedef struct t2s__option {
    const char *name;
    int type;
    size_t offset;        /* of a char *, owned (t2s__free), or of an int64_t */
    int64_t minimum;      /* of an int */
    int64_t maximum;
} t2s__option;

/*
 * Copy the options into `settings`, which already holds the defaults. An unknown name or a value that does not fit is
 * T2S_E_INVALID and names what is allowed. Strings copied so far stay in `settings`, for its owner to free.
 */
int t2s__options_read(const t2s_options *options, const t2s__option *table, size_t count, void *settings,
                      t2s_error **reterr_error);

#endif
