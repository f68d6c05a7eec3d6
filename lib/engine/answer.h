/* SPDX-License-Identifier: MIT */
/* The answer while the pipeline fills it in; afterwards nothing changes it. */
#ifndef T2S_ENGINE_ANSWER_H
#define T2S_ENGINE_ANSWER_H

#include <stdatomic.h>

#include <text2sql/answer.h>

#include "engine/verdict.h"
#include "provider/call.h"

struct t2s_answer {
    atomic_uint references;
    int outcome;
    t2s__verdict *verdict; /* NULL: nothing was written, or no sense could be made of it */
    char *refused_by;
    char *refusal; /* why */
    double plan_cost; /* negative: the server did not say */
    double plan_rows;
    char *model;
    t2s_result *result;
    t2s_error *error;
    t2s__calls calls;
    uint64_t durations[T2S_STAGE_COUNT];
    uint64_t counters[T2S_COUNTER_COUNT];
    int schema_is_stale;
    uint64_t schema_age; /* ns */
};

/* Made before it is needed, so that out of memory can be answered too. NULL when memory is short. */
t2s_answer *t2s__answer_new(void);

#endif
