/* SPDX-License-Identifier: MIT */
#include "engine/settings.h"

#include <string.h>

#include "engine/search_path.h"
#include "util/error.h"
#include "util/memory.h"
#include "util/options.h"

#define HOURS_MS(hours) ((int64_t)(hours)*3600000)
/* The settings, and what is text only until it was read. */
struct given {
    t2s__settings settings; /* first */
    char *freshness;
    char *data;
};

#define INT(name, minimum, maximum) {#name, T2S__OPTION_INT, offsetof(t2s__settings, name), (minimum), (maximum)}

/* Those that a question may set come first. */
static const t2s__option table[] = {
    INT(timeout_ms, 1, HOURS_MS(24)),
    INT(execute, 0, 1),
    INT(row_limit, 0, INT64_MAX / 2),
    INT(byte_limit, 0, INT64_MAX / 2),
    INT(query_timeout_ms, 0, HOURS_MS(24)),
    INT(prompt_budget, 100, 10000000),
    INT(knowledge_share, 0, 90),
    INT(example_limit, 0, 20),
    INT(repair_limit, 0, 10),
    INT(mend, 0, 1),
    INT(use_cache, 0, 1),
    INT(coalesce, 0, 1),
    {"caller", T2S__OPTION_STRING, offsetof(t2s__settings, caller), 0, 0},
    {"role", T2S__OPTION_STRING, offsetof(t2s__settings, role), 0, 0},
    {"search_path", T2S__OPTION_STRING, offsetof(t2s__settings, search_path), 0, 0},
    {"session.", T2S__OPTION_PAIRS, offsetof(t2s__settings, session), 0, 0},
    INT(dry_run, 0, 1),
    INT(plan_cost_limit, 0, INT64_MAX / 2),
    INT(plan_row_limit, 0, INT64_MAX / 2),
    {"data_in_prompt", T2S__OPTION_STRING, offsetof(struct given, data), 0, 0},
    {"schema_freshness", T2S__OPTION_STRING, offsetof(struct given, freshness), 0, 0},
    INT(schema_max_age_ms, 0, HOURS_MS(24 * 365)),
    INT(schema_stale_ms, 0, HOURS_MS(24 * 365)),
    INT(workers, 1, 64),
};

enum { COUNT = sizeof(table) / sizeof(table[0]), OF_QUESTION = COUNT - 4 };

struct choice {
    const char *name;
    int value;
};

static const struct choice freshness_choices[] = {
    {"always", T2S__FRESH_ALWAYS}, {"max_age", T2S__FRESH_MAX_AGE}, {"notify", T2S__FRESH_NOTIFY}, {"manual", T2S__FRESH_MANUAL}, {0}};

static const struct choice data_choices[] = {
    {"none", T2S__DATA_NONE}, {"matched", T2S__DATA_MATCHED}, {"samples", T2S__DATA_SAMPLES}, {0}};

/* `text` is taken over; NULL leaves what was. */
static int choose(char *text, const char *option, const struct choice *choices, const char *names, int *ret_value,
                  t2s_error **reterr_error)
{
    int code = 0;

    if (text == NULL)
        return 0;
    while (choices->name != NULL && strcmp(choices->name, text) != 0)
        choices++;
    if (choices->name != NULL)
        *ret_value = choices->value;
    else
        code = t2s__fail(reterr_error, T2S_E_INVALID, "the option \"%s\" must be %s, not \"%.64s\"", option, names, text);
    t2s__free(text);
    return code;
}

/* `code` is what reading gave: the texts are let go in any case. */
static int read_choices(int code, struct given *given, t2s_error **reterr_error)
{
    if (code != 0) {
        t2s__free(given->freshness);
        t2s__free(given->data);
        return code;
    }
    code = choose(given->freshness, "schema_freshness", freshness_choices, "always, max_age, notify or manual",
                  &given->settings.schema_freshness, reterr_error);
    if (code != 0) {
        t2s__free(given->data);
        return code;
    }
    return choose(given->data, "data_in_prompt", data_choices, "none, matched or samples", &given->settings.data_in_prompt,
                  reterr_error);
}

/* "none" is how PostgreSQL says: as whom it has connected; who may choose a role must not get that by its name. */
static int check_role(const t2s__settings *settings, t2s_error **reterr_error)
{
    if (settings->role == NULL || (settings->role[0] != '\0' && strcmp(settings->role, "none") != 0))
        return 0;
    return t2s__fail(reterr_error, T2S_E_INVALID, "the option \"role\" must name a role, not \"%s\"", settings->role);
}

static int check_search_path(const t2s__settings *settings, t2s_error **reterr_error)
{
    t2s__search_path path;
    int code = settings->search_path != NULL ? t2s__search_path_read(settings->search_path, &path) : 0;

    if (code == T2S_E_NOMEM)
        return t2s__fail_nomem(reterr_error);
    if (code != 0)
        return t2s__fail(reterr_error, code, "the option \"search_path\" takes names of schemas between commas, in quotes where SQL wants "
                                             "them, not \"%.64s\"",
                         settings->search_path);
    if (settings->search_path != NULL)
        t2s__search_path_dispose(&path);
    return 0;
}

static int check_identity(int code, const t2s__settings *settings, t2s_error **reterr_error)
{
    if (code == 0)
        code = check_role(settings, reterr_error);
    return code == 0 ? check_search_path(settings, reterr_error) : code;
}

t2s__store_policy t2s__settings_freshness(const t2s__settings *settings)
{
    return (t2s__store_policy){.freshness = settings->schema_freshness,
                               .max_age_ms = (uint64_t)settings->schema_max_age_ms,
                               .stale_ms = (uint64_t)settings->schema_stale_ms};
}

int t2s__settings_of_context(const t2s_options *options, t2s__settings *ret_settings, t2s_error **reterr_error)
{
    struct given given = {.settings = {
        .timeout_ms = 120000,
        .execute = 1,
        .row_limit = 1000,
        .byte_limit = 64 * 1024 * 1024,
        .query_timeout_ms = 30000,
        .prompt_budget = 16000,
        .knowledge_share = 25,
        .example_limit = 3,
        .repair_limit = 2,
        .mend = 1,
        .use_cache = 1,
        .coalesce = 1,
        .data_in_prompt = T2S__DATA_MATCHED,
        .schema_freshness = T2S__FRESH_ALWAYS,
        .schema_max_age_ms = 60000,
        .workers = 2,
    }};
    int code = read_choices(t2s__options_read(options, table, COUNT, &given, reterr_error), &given, reterr_error);

    code = check_identity(code, &given.settings, reterr_error);
    if (code != 0)
        t2s__settings_dispose(&given.settings);
    *ret_settings = given.settings;
    return code;
}

int t2s__settings_of_question(const t2s_options *options, t2s__settings *settings, t2s_error **reterr_error)
{
    struct given given = {.settings = *settings};
    int code = read_choices(t2s__options_read(options, table, OF_QUESTION, &given, reterr_error), &given, reterr_error);

    *settings = given.settings; /* also after an error: they own the texts */
    return check_identity(code, settings, reterr_error);
}

int t2s__settings_copy(const t2s__settings *from, t2s__settings *to)
{
    *to = *from;
    to->session = NULL;
    to->caller = t2s__strdup(from->caller);
    to->role = t2s__strdup(from->role);
    to->search_path = t2s__strdup(from->search_path);
    if ((from->caller == NULL) == (to->caller == NULL) && (from->role == NULL) == (to->role == NULL) &&
        (from->search_path == NULL) == (to->search_path == NULL) &&
        t2s__options_merge(&to->session, from->session) == 0)
        return 0;
    t2s__settings_dispose(to);
    return T2S_E_NOMEM;
}

void t2s__settings_dispose(t2s__settings *settings)
{
    t2s__free(settings->caller);
    t2s__free(settings->role);
    t2s__free(settings->search_path);
    t2s_options_free(settings->session);
    settings->caller = NULL;
    settings->role = NULL;
    settings->search_path = NULL;
    settings->session = NULL;
}
