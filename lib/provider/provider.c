/* SPDX-License-Identifier: MIT */
/* The seam: a provider's operations, its loop, its lifetime. What its calls are is in reply.c. */
#include "provider/provider.h"

#include "util/memory.h"
#include "util/ops.h"

static void ignore_cancel(void *user_data, t2s_reply *reply)
{
    (void)user_data;
    (void)reply;
}

int t2s_provider_new(const char *name, const t2s_provider_ops *ops, void *user_data, t2s_provider **ret_provider)
{
    t2s_provider_ops copy;
    t2s_provider *provider;
    int code = t2s__ops_copy(&copy, ops, sizeof(copy), sizeof(copy), 0);

    if (code == 0 && (copy.start == NULL || ret_provider == NULL))
        code = T2S_E_INVALID;
    provider = t2s__model_new(sizeof(*provider), name, copy.destroy, user_data, &code);
    if (provider == NULL)
        return code;
    if (copy.cancel == NULL)
        copy.cancel = ignore_cancel;
    provider->ops = copy;
    provider->service.stage = T2S_STAGE_PROVIDER;
    provider->service.attach = copy.attach;
    provider->service.detach = copy.detach;
    atomic_init(&provider->service.loop, NULL);
    *ret_provider = provider;
    return 0;
}

t2s_provider *t2s_provider_ref(t2s_provider *provider)
{
    t2s__model_ref((t2s__model *)provider);
    return provider;
}

void t2s_provider_unref(t2s_provider *provider)
{
    t2s__model_unref((t2s__model *)provider);
}

const char *t2s_provider_name(const t2s_provider *provider)
{
    return provider != NULL ? provider->service.model.name : NULL;
}

int t2s_provider_set_identity(t2s_provider *provider, const char *identity)
{
    return provider != NULL && identity != NULL ? t2s__strset(&provider->service.model.identity, identity) : T2S_E_INVALID;
}

const char *t2s_provider_identity(const t2s_provider *provider)
{
    if (provider == NULL)
        return NULL;
    return provider->service.model.identity != NULL ? provider->service.model.identity : provider->service.model.name;
}

int t2s_provider_attach(t2s_provider *provider, t2s_loop *loop)
{
    return t2s__service_attach((t2s__service *)provider, loop);
}

void t2s_provider_detach(t2s_provider *provider, t2s_loop *loop)
{
    t2s__service_detach((t2s__service *)provider, loop);
}
