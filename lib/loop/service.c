/* SPDX-License-Identifier: MIT */
#include "loop/service.h"

static int serves_all(const t2s__service *service)
{
    return service->attach == NULL && service->detach == NULL;
}

int t2s__service_attach(t2s__service *service, t2s_loop *loop)
{
    t2s_loop *served = NULL;
    int code = 0;

    if (service == NULL || loop == NULL)
        return T2S_E_INVALID;
    if (serves_all(service))
        return 0;
    if (!atomic_compare_exchange_strong(&service->loop, &served, loop)) {
        if (served != loop)
            return T2S_E_BUSY;
        service->attachments++;
        return 0;
    }
    if (service->attach != NULL)
        code = service->attach(service->model.user_data, loop);
    if (code != 0)
        atomic_store(&service->loop, NULL);
    else
        service->attachments = 1;
    return code;
}

void t2s__service_detach(t2s__service *service, t2s_loop *loop)
{
    if (service == NULL || loop == NULL || atomic_load(&service->loop) != loop || --service->attachments != 0)
        return;
    if (service->detach != NULL)
        service->detach(service->model.user_data, loop);
    atomic_store(&service->loop, NULL);
}

int t2s__service_serves(t2s__service *service, const t2s_loop *loop)
{
    return serves_all(service) || atomic_load(&service->loop) == loop;
}
