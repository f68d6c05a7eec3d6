/* SPDX-License-Identifier: MIT */
/* The options of a context, and of one question. */
#ifndef T2S_ENGINE_SETTINGS_H
#define T2S_ENGINE_SETTINGS_H

#include <stdint.h>

#include <text2sql/options.h>

#include "metadata/store.h"

/* How much of the rows, as far as the catalog knows them, a model may see. */
enum { T2S__DATA_NONE, T2S__DATA_MATCHED, T2S__DATA_SAMPLES };

typedef struct t2s__settings {
    int64_t timeout_ms;
    int64_t execute;
    int64_t row_limit;
    int64_t byte_limit;
    int64_t query_timeout_ms;
    int64_t prompt_budget;
    int64_t knowledge_share; /* percent of it */
    int64_t example_limit;
    int64_t repair_limit;
    int64_t mend;
    int64_t use_cache;
    int64_t coalesce;
    int data_in_prompt; /* T2S__DATA_* */
    char *caller; /* NULL: nobody said; owned by whoever holds the settings, as the three that follow */
    char *role;   /* NULL: as whom the executor has connected */
    char *search_path; /* NULL: as the database has it; else one that t2s__search_path_read() takes */
    t2s_options *session; /* settings of the database's session; NULL: none */
    int64_t dry_run;
    int64_t plan_cost_limit; /* 0: none */
    int64_t plan_row_limit;
    int schema_freshness; /* T2S__FRESH_* */
    int64_t schema_max_age_ms;
    int64_t schema_stale_ms;
    int64_t workers;
} t2s__settings;

/* The defaults, with `options` over them. 0; T2S_E_INVALID. */
int t2s__settings_of_context(const t2s_options *options, t2s__settings *ret_settings, t2s_error **reterr_error);

/* `settings` holds the context's; only what may differ from question to question is taken. 0; T2S_E_INVALID. */
int t2s__settings_of_question(const t2s_options *options, t2s__settings *settings, t2s_error **reterr_error);

/* Is the server to plan a query before it runs, or instead of that? */
static inline int t2s__settings_plan(const t2s__settings *settings)
{
    return settings->dry_run || settings->plan_cost_limit != 0 || settings->plan_row_limit != 0;
}

static inline int t2s__settings_need_executor(const t2s__settings *settings)
{
    return settings->execute || t2s__settings_plan(settings);
}

/* What the settings own. Copying: T2S_E_NOMEM, and then `to` owns nothing. */
int t2s__settings_copy(const t2s__settings *from, t2s__settings *to);
void t2s__settings_dispose(t2s__settings *settings);

/* When the schema is looked at anew. */
t2s__store_policy t2s__settings_freshness(const t2s__settings *settings);

#endif
