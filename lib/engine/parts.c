/* SPDX-License-Identifier: MIT */
/* The parts of a context: chosen by the caller on any thread, attached to the loop when a request first needs them. */
#include <string.h>

#include <text2sql/sys/dialect.h>
#include <text2sql/sys/executor.h>
#include <text2sql/sys/provider.h>

#include "engine/context.h"
#include "util/error.h"
#include "util/memory.h"

/* One part that was attached; only one of the three is set. */
struct t2s__attached {
    struct t2s__attached *next;
    t2s_provider *provider;
    t2s_executor *executor;
    t2s__source *source;
};

void t2s__parts_dispose(t2s__parts *parts)
{
    t2s_provider_unref(parts->provider);
    t2s__source_unref(parts->source);
    t2s_dialect_unref(parts->dialect);
    t2s_executor_unref(parts->executor);
    t2s_cache_unref(parts->cache);
    t2s_prompt_template_unref(parts->prompt_template);
    t2s_prompt_template_unref(parts->built_in_template);
    t2s_price_list_unref(parts->prices);
    t2s_knowledge_unref(parts->knowledge);
    t2s_token_counter_unref(parts->counter);
    for (size_t i = 0; i < parts->validator_count; i++)
        t2s_validator_unref(parts->validators[i]);
    t2s__free(parts->validators);
    *parts = (t2s__parts){0};
}

int t2s__parts_copy(const t2s__parts *from, t2s__parts *to)
{
    t2s_validator **validators = t2s__malloc(from->validator_count * sizeof(*validators));

    if (validators == NULL)
        return T2S_E_NOMEM;
    *to = *from;
    to->validators = validators;
    t2s_provider_ref(to->provider);
    t2s__source_ref(to->source);
    t2s_dialect_ref(to->dialect);
    t2s_executor_ref(to->executor);
    t2s_cache_ref(to->cache);
    t2s_prompt_template_ref(to->prompt_template);
    t2s_prompt_template_ref(to->built_in_template);
    t2s_price_list_ref(to->prices);
    t2s_knowledge_ref(to->knowledge);
    t2s_token_counter_ref(to->counter);
    for (size_t i = 0; i < from->validator_count; i++)
        validators[i] = t2s_validator_ref(from->validators[i]);
    return 0;
}

static struct t2s__attached *find_attached(t2s_context *context, const void *part)
{
    for (struct t2s__attached *one = context->attached; one != NULL; one = one->next)
        if (one->provider == part || one->executor == part || one->source == part)
            return one;
    return NULL;
}

static struct t2s__attached *remember(t2s_context *context)
{
    struct t2s__attached *one = t2s__calloc(1, sizeof(*one));

    if (one != NULL) {
        one->next = context->attached;
        context->attached = one;
    }
    return one;
}

static void forget_newest(t2s_context *context)
{
    struct t2s__attached *one = context->attached;

    context->attached = one->next;
    t2s__free(one);
}

int t2s__context_attach_provider(t2s_context *context, t2s_provider *provider)
{
    struct t2s__attached *one;
    int code;

    if (find_attached(context, provider) != NULL)
        return 0;
    one = remember(context);
    if (one == NULL)
        return T2S_E_NOMEM;
    code = t2s_provider_attach(provider, context->loop);
    if (code != 0)
        forget_newest(context);
    else
        one->provider = t2s_provider_ref(provider);
    return code;
}

int t2s__context_attach_executor(t2s_context *context, t2s_executor *executor)
{
    struct t2s__attached *one;
    int code;

    if (find_attached(context, executor) != NULL)
        return 0;
    one = remember(context);
    if (one == NULL)
        return T2S_E_NOMEM;
    code = t2s_executor_attach(executor, context->loop);
    if (code != 0)
        forget_newest(context);
    else
        one->executor = t2s_executor_ref(executor);
    return code;
}

int t2s__context_attach_source(t2s_context *context, t2s__source *source)
{
    struct t2s__attached *one;

    if (find_attached(context, source) != NULL)
        return 0;
    one = remember(context);
    if (one == NULL)
        return T2S_E_NOMEM;
    one->source = t2s__source_ref(source);
    return 0;
}

void t2s__context_detach_all(t2s_context *context)
{
    while (context->attached != NULL) {
        struct t2s__attached *one = context->attached;

        if (one->provider != NULL)
            t2s_provider_detach(one->provider, context->loop);
        if (one->executor != NULL)
            t2s_executor_detach(one->executor, context->loop);
        if (one->source != NULL)
            t2s__store_detach(t2s__source_store(one->source), context->loop);
        t2s_provider_unref(one->provider);
        t2s_executor_unref(one->executor);
        t2s__source_unref(one->source);
        forget_newest(context);
    }
}

/* Put `part`, already referred to, in its place and let go of what was there; of `part` itself if the context is closing. */
#define REPLACE(context, member, part, unref)                                                                                    \
    do {                                                                                                                         \
        int closing_;                                                                                                            \
        uv_mutex_lock(&(context)->mutex);                                                                                        \
        closing_ = (context)->closing;                                                                                           \
        if (!closing_) {                                                                                                         \
            void *old_ = (context)->parts.member;                                                                                \
            (context)->parts.member = (part);                                                                                    \
            (part) = old_;                                                                                                       \
        }                                                                                                                        \
        uv_mutex_unlock(&(context)->mutex);                                                                                      \
        unref(part);                                                                                                             \
        return closing_ ? T2S_E_SHUTDOWN : 0;                                                                                    \
    } while (0)

int t2s_context_set_provider(t2s_context *context, t2s_provider *provider)
{
    if (context == NULL)
        return T2S_E_INVALID;
    t2s_provider_ref(provider);
    REPLACE(context, provider, provider, t2s_provider_unref);
}

int t2s_context_set_metadata_source(t2s_context *context, t2s_metadata_source *metadata_source)
{
    t2s__source *source = NULL;
    t2s__store_policy policy;

    if (context == NULL)
        return T2S_E_INVALID;
    policy = t2s__settings_freshness(&context->settings);
    if (metadata_source != NULL && t2s__source_new(metadata_source, &policy, &source) != 0)
        return T2S_E_NOMEM;
    REPLACE(context, source, source, t2s__source_unref);
}

t2s_prompt_template *t2s__parts_template(const t2s__parts *parts)
{
    return parts->prompt_template != NULL ? parts->prompt_template : parts->built_in_template;
}

int t2s_context_set_dialect(t2s_context *context, t2s_dialect *dialect)
{
    t2s_prompt_template *built_in = NULL;
    t2s__parts former = {0}; /* let go of without the lock, since that runs strangers' code */
    int code;

    if (context == NULL || dialect == NULL)
        return T2S_E_INVALID;
    code = t2s_prompt_template_new(t2s_prompt_template_builtin(t2s_dialect_name(dialect)), &built_in, NULL);
    if (code != 0)
        return code;
    uv_mutex_lock(&context->mutex);
    if (context->closing) {
        code = T2S_E_SHUTDOWN;
        former.built_in_template = built_in;
    } else {
        former.dialect = context->parts.dialect;
        former.built_in_template = context->parts.built_in_template;
        context->parts.dialect = t2s_dialect_ref(dialect);
        context->parts.built_in_template = built_in;
        context->parts.generation++;
    }
    uv_mutex_unlock(&context->mutex);
    t2s__parts_dispose(&former);
    return code;
}

int t2s_context_set_executor(t2s_context *context, t2s_executor *executor)
{
    if (context == NULL)
        return T2S_E_INVALID;
    t2s_executor_ref(executor);
    REPLACE(context, executor, executor, t2s_executor_unref);
}

int t2s_context_set_cache(t2s_context *context, t2s_cache *cache)
{
    if (context == NULL)
        return T2S_E_INVALID;
    t2s_cache_ref(cache);
    REPLACE(context, cache, cache, t2s_cache_unref);
}

int t2s_context_set_prompt_template(t2s_context *context, t2s_prompt_template *prompt_template)
{
    if (context == NULL)
        return T2S_E_INVALID;
    t2s_prompt_template_ref(prompt_template);
    REPLACE(context, prompt_template, prompt_template, t2s_prompt_template_unref);
}

int t2s_context_set_price_list(t2s_context *context, t2s_price_list *prices)
{
    if (context == NULL)
        return T2S_E_INVALID;
    t2s_price_list_ref(prices);
    REPLACE(context, prices, prices, t2s_price_list_unref);
}

int t2s_context_set_token_counter(t2s_context *context, t2s_token_counter *counter)
{
    if (context == NULL)
        return T2S_E_INVALID;
    t2s_token_counter_ref(counter);
    REPLACE(context, counter, counter, t2s_token_counter_unref);
}

int t2s_context_set_knowledge(t2s_context *context, t2s_knowledge *knowledge)
{
    if (context == NULL)
        return T2S_E_INVALID;
    t2s_knowledge_ref(knowledge);
    REPLACE(context, knowledge, knowledge, t2s_knowledge_unref);
}

int t2s_context_add_validator(t2s_context *context, t2s_validator *validator)
{
    t2s__parts *parts = context != NULL ? &context->parts : NULL;
    int code;

    if (context == NULL || validator == NULL)
        return T2S_E_INVALID;
    uv_mutex_lock(&context->mutex);
    code = context->closing ? T2S_E_SHUTDOWN
                            : t2s__grow((void **)&parts->validators, &context->validators_capacity, parts->validator_count + 1,
                                        sizeof(*parts->validators));
    if (code == 0) {
        parts->validators[parts->validator_count++] = t2s_validator_ref(validator);
        parts->generation++;
    }
    uv_mutex_unlock(&context->mutex);
    return code;
}
