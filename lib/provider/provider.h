/* SPDX-License-Identifier: MIT */
#ifndef T2S_PROVIDER_PROVIDER_H
#define T2S_PROVIDER_PROVIDER_H

#include <text2sql/sys/provider.h>

#include "loop/service.h"

struct t2s_provider {
    t2s__service service; /* first */
    t2s_provider_ops ops;
};

#endif
