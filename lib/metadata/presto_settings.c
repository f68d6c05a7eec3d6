/* SPDX-License-Identifier: MIT */
#include "metadata/presto_settings.h"

#include "util/error.h"

enum { PARALLEL_MAX = 32 };

static const t2s__option known_options[] = {
    T2S__PRESTO_OPTIONS(t2s__presto_source_settings, connection),
    {"timeout_ms", T2S__OPTION_INT, offsetof(t2s__presto_source_settings, timeout_ms), 1, 86400000},
    {"parallel", T2S__OPTION_INT, offsetof(t2s__presto_source_settings, parallel), 1, PARALLEL_MAX},
    {"statistics_tables", T2S__OPTION_INT, offsetof(t2s__presto_source_settings, statistics_tables), 0, 1000000},
    {"statistics_timeout_ms", T2S__OPTION_INT, offsetof(t2s__presto_source_settings, statistics_timeout_ms), 1, 3600000},
    {"functions", T2S__OPTION_INT, offsetof(t2s__presto_source_settings, functions), 0, 1},
    T2S__FILTER_CATALOG_OPTIONS(offsetof(t2s__presto_source_settings, lists)),
    T2S__FILTER_OPTIONS(offsetof(t2s__presto_source_settings, lists)),
};

int t2s__presto_source_settings_read(t2s__presto_source_settings *settings, const t2s_options *options, t2s_error **reterr_error)
{
    int code;

    t2s__presto_settings_init(&settings->connection);
    settings->timeout_ms = 120000;
    settings->parallel = 4;
    settings->statistics_tables = 200;
    settings->statistics_timeout_ms = 3000;
    settings->functions = 1;
    code = t2s__options_read(options, known_options, sizeof(known_options) / sizeof(known_options[0]), settings, reterr_error);
    if (code == 0)
        code = t2s__filter_new_with_catalogs(&settings->lists, &settings->filter, reterr_error);
    return code;
}

void t2s__presto_source_settings_dispose(t2s__presto_source_settings *settings)
{
    t2s__presto_settings_dispose(&settings->connection);
    t2s__filter_lists_dispose(&settings->lists);
    t2s__filter_free(settings->filter);
}
