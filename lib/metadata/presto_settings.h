/* SPDX-License-Identifier: MIT */
/* What the metadata source for Trino and PrestoDB is told: its options, read once. */
#ifndef T2S_METADATA_PRESTO_SETTINGS_H
#define T2S_METADATA_PRESTO_SETTINGS_H

#include "metadata/filter.h"
#include "net/presto.h"

typedef struct t2s__presto_source_settings {
    t2s__presto_settings connection;
    t2s__filter_lists lists;
    int64_t timeout_ms;
    int64_t parallel; /* statements at once */
    int64_t statistics_tables;
    int64_t statistics_timeout_ms;
    int64_t functions; /* whether the server is asked for them */

    t2s__filter *filter;
} t2s__presto_source_settings;

/* Into zeroed settings, which are to be disposed of after an error, too. 0; T2S_E_INVALID, T2S_E_NOMEM. */
int t2s__presto_source_settings_read(t2s__presto_source_settings *settings, const t2s_options *options, t2s_error **reterr_error);
void t2s__presto_source_settings_dispose(t2s__presto_source_settings *settings);

#endif
