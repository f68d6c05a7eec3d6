/* SPDX-License-Identifier: MIT */
#ifndef T2S_PROVIDER_ROLE_H
#define T2S_PROVIDER_ROLE_H

#include <text2sql/prompt.h>

/* A role by the name that OpenAI gave it, and that recordings use, too. */
static inline const char *t2s__role_name(int role)
{
    switch (role) {
    case T2S_ROLE_SYSTEM:
        return "system";
    case T2S_ROLE_ASSISTANT:
        return "assistant";
    default:
        return "user";
    }
}

#endif
