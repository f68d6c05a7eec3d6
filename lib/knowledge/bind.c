/* SPDX-License-Identifier: MIT */
#include "knowledge/bind.h"

#include <string.h>

#include "knowledge/bind_schema.h"
#include "knowledge/bind_sql.h"
#include "util/error.h"
#include "util/memory.h"

void t2s__bound_free(t2s__bound *bound)
{
    if (bound == NULL)
        return;
    t2s_knowledge_report_free(bound->report);
    t2s_catalog_unref(bound->catalog);
    t2s_knowledge_unref(bound->knowledge);
    t2s__arena_dispose(&bound->arena);
    t2s__free(bound);
}

static t2s__bound *bound_new(const t2s_knowledge *knowledge)
{
    t2s__bound *bound = t2s__calloc(1, sizeof(*bound));

    if (bound == NULL)
        return NULL;
    t2s__arena_init(&bound->arena, 4096);
    t2s__definitions_init(&bound->definitions, &bound->arena);
    bound->knowledge = t2s_knowledge_ref(knowledge);
    bound->report = t2s__report_new();
    if (bound->report == NULL) {
        t2s__bound_free(bound);
        return NULL;
    }
    return bound;
}

static int keep_phrases(t2s__binder *binder)
{
    size_t size = binder->phrase_count * sizeof(*binder->phrases);
    t2s__phrase *phrases = t2s__arena_alloc(&binder->bound->arena, size + sizeof(*binder->phrases));

    if (phrases == NULL)
        return T2S_E_NOMEM;
    if (size != 0)
        memcpy(phrases, binder->phrases, size);
    binder->bound->phrases = (t2s__phrases){phrases, binder->phrase_count};
    return 0;
}

static int bind_all(t2s__binder *binder, t2s_error **reterr_error)
{
    int code = t2s__bind_schema(binder);

    if (code == 0)
        code = t2s__bind_synonyms(binder);
    if (code == 0)
        code = t2s__bind_metrics(binder, reterr_error);
    if (code == 0)
        code = t2s__bind_examples(binder, reterr_error);
    if (code == 0)
        code = keep_phrases(binder);
    return code == 0 && binder->bound->report->failed ? T2S_E_NOMEM : code;
}

int t2s__knowledge_bind(const t2s_knowledge *knowledge, t2s_catalog *catalog, const t2s__bind_checks *checks,
                        t2s__bound **ret_bound, t2s_error **reterr_error)
{
    t2s__binder binder = {.bound = bound_new(knowledge), .base = catalog, .checks = checks};
    t2s_error *error = NULL;
    int code;

    if (binder.bound == NULL)
        return t2s__fail_nomem(reterr_error);
    t2s__arena_init(&binder.scratch, 4096);
    code = bind_all(&binder, &error);
    t2s__arena_dispose(&binder.scratch);
    t2s__free(binder.phrases);
    if (code == 0) {
        *ret_bound = binder.bound;
        return 0;
    }
    t2s__bound_free(binder.bound);
    return t2s__error_return(reterr_error, error != NULL ? error : t2s_error_new(code, NULL));
}

int t2s_knowledge_check(const t2s_knowledge *knowledge, t2s_catalog *catalog, t2s_dialect *dialect,
                        t2s_validator *const *validators, size_t validator_count, t2s_knowledge_report **ret_report,
                        t2s_error **reterr_error)
{
    const t2s__bind_checks checks = {dialect, validators, validator_count};
    t2s__bound *bound;
    int code;

    if (ret_report != NULL)
        *ret_report = NULL;
    if (knowledge == NULL || catalog == NULL || (validators == NULL && validator_count != 0))
        return t2s__fail(reterr_error, T2S_E_INVALID, "knowledge and a catalog are needed");
    code = t2s__knowledge_bind(knowledge, catalog, &checks, &bound, reterr_error);
    if (code != 0)
        return code;
    if (bound->report->count != 0) {
        code = t2s__report_fail(bound->report, T2S_E_REJECTED, reterr_error);
        if (code == T2S_E_REJECTED && ret_report != NULL) {
            *ret_report = bound->report;
            bound->report = NULL;
        }
    }
    t2s__bound_free(bound);
    return code;
}
