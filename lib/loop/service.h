/* SPDX-License-Identifier: MIT */
/*
 * The base of the core models that work on the loop: provider, metadata source, executor. A model that is given its loop by attach
 * and loses it by detach. Embed a t2s__service as the first member.
 */
#ifndef T2S_LOOP_SERVICE_H
#define T2S_LOOP_SERVICE_H

#include <text2sql/sys/loop.h>

#include "util/model.h"

typedef struct t2s__service {
    t2s__model model;                                /* first */
    int stage;                                       /* T2S_STAGE_*, of the errors of its operations */
    int (*attach)(void *user_data, t2s_loop *loop);  /* NULL: nothing */
    void (*detach)(void *user_data, t2s_loop *loop); /* NULL: nothing */
    _Atomic(t2s_loop *) loop; /* that it serves, or NULL. One with neither attach nor detach serves every loop */
    unsigned attachments;     /* how often; only touched on that loop's thread */
} t2s__service;

/* The implementer is told of the first attach and of the last detach. 0; T2S_E_BUSY (it serves another loop); what attach returned.
 */
int t2s__service_attach(t2s__service *service, t2s_loop *loop);
void t2s__service_detach(t2s__service *service, t2s_loop *loop);

/* May something be started on it from this loop? */
int t2s__service_serves(t2s__service *service, const t2s_loop *loop);

#endif
