/* SPDX-License-Identifier: MIT */
#include "engine/settings.h"

#include "util/memory.h"
#include "util/options.h"

#define HOURS_MS(hours) ((int64_t)(hours)*3600000)
#define INT(name, minimum, maximum) {#name, T2S__OPTION_INT, offsetof(t2s__settings, name), (minimum), (maximum)}

/* Those that a question may set come first. */
static const t2s__option table[] = {
    INT(timeout_ms, 1, HOURS_MS(24)),
    INT(execute, 0, 1),
    INT(row_limit, 0, INT64_MAX / 2),
    INT(byte_limit, 0, INT64_MAX / 2),
    INT(query_timeout_ms, 0, HOURS_MS(24)),
    INT(prompt_budget, 100, 10000000),
    INT(repair_limit, 0, 10),
    INT(use_cache, 0, 1),
    INT(coalesce, 0, 1),
    {"caller", T2S__OPTION_STRING, offsetof(t2s__settings, caller), 0, 0},
    INT(schema_max_age_ms, 0, HOURS_MS(24 * 365)),
    INT(workers, 1, 64),
};

enum { COUNT = sizeof(table) / sizeof(table[0]), OF_QUESTION = COUNT - 2 };

int t2s__settings_of_context(const t2s_options *options, t2s__settings *ret_settings, t2s_error **reterr_error)
{
    int code;

    *ret_settings = (t2s__settings){
        .timeout_ms = 120000,
        .execute = 1,
        .row_limit = 1000,
        .byte_limit = 64 * 1024 * 1024,
        .query_timeout_ms = 30000,
        .prompt_budget = 16000,
        .repair_limit = 2,
        .use_cache = 1,
        .coalesce = 1,
        .schema_max_age_ms = 60000,
        .workers = 2,
    };
    code = t2s__options_read(options, table, COUNT, ret_settings, reterr_error);
    if (code != 0) {
        t2s__free(ret_settings->caller);
        ret_settings->caller = NULL;
    }
    return code;
}

int t2s__settings_of_question(const t2s_options *options, t2s__settings *settings, t2s_error **reterr_error)
{
    return t2s__options_read(options, table, OF_QUESTION, settings, reterr_error);
}
