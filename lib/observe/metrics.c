/* SPDX-License-Identifier: MIT */
#include <text2sql/metrics.h>

const char *t2s_counter_name(int counter)
{
    switch (counter) {
#define CASE(name, number, text)                                                                                                 \
    case T2S_COUNTER_##name:                                                                                                     \
        return text;
        T2S_COUNTER_MAP(CASE)
#undef CASE
    default:
        return NULL;
    }
}
