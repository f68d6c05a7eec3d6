/* SPDX-License-Identifier: MIT */
/* What the metadata source for PostgreSQL is told: its options, read once, and what follows from them for each load. */
#ifndef T2S_METADATA_POSTGRES_SETTINGS_H
#define T2S_METADATA_POSTGRES_SETTINGS_H

#include <text2sql/options.h>

#include "metadata/filter.h"

/* Where values come from. */
enum { T2S__PG_VALUES_NONE, T2S__PG_VALUES_STATISTICS, T2S__PG_VALUES_SAMPLE };

typedef struct t2s__pg_settings {
    char *uri;
    int64_t connect_timeout_ms;
    int64_t timeout_ms;
    int64_t idle_timeout_ms;
    char *values_name;
    int64_t values_timeout_ms;
    int64_t values_max_bytes;
    t2s__filter_lists lists;

    int values;          /* T2S__PG_VALUES_* */
    size_t values_bytes; /* that may be kept: 0 without values */
    t2s__filter *filter;
    char *prepare_sql; /* what each load's transaction begins with */
} t2s__pg_settings;

/* Into zeroed settings, which are to be disposed of after an error, too. 0; T2S_E_INVALID, T2S_E_NOMEM. */
int t2s__pg_settings_read(t2s__pg_settings *settings, const t2s_options *options, t2s_error **reterr_error);
void t2s__pg_settings_dispose(t2s__pg_settings *settings);

#endif
