/* SPDX-License-Identifier: MIT */
/*
 * Identical questions that are under way at the same time share one call: the first flies, the others wait for where it lands. Loop
 * thread only.
 */
#ifndef T2S_ENGINE_FLIGHT_H
#define T2S_ENGINE_FLIGHT_H

#include <stddef.h>
#include <stdint.h>

/* A request's place in a flight; embedded in it. */
typedef struct t2s__passenger {
    struct t2s__flight *flight;     /* NULL: in none */
    struct t2s__passenger *next;    /* of one who waits */
    struct t2s__passenger **place;  /* where it is linked from; NULL: it flies */
} t2s__passenger;

typedef struct t2s__flight t2s__flight;

/* All flights of a context. A zeroed one is empty. */
typedef struct t2s__flights {
    t2s__flight **buckets;
    size_t bucket_count; /* a power of two, or 0 */
    size_t count;
} t2s__flights;

/* Join the flight of this key, or begin it. 0; T2S_E_NOMEM. Afterwards t2s__passenger_flies() or _waits(). */
int t2s__flight_join(t2s__flights *flights, const char *key, size_t length, t2s__passenger *passenger);

int t2s__passenger_flies(const t2s__passenger *passenger);

/* He who flies: take one who waits out of the flight; NULL: nobody waits, and the flight is over. */
t2s__passenger *t2s__flight_land_one(t2s__flights *flights, t2s__passenger *flying);

/* He who flies gives up: the one who waited longest flies now, and is returned; NULL: nobody waits, and the flight is over. */
t2s__passenger *t2s__flight_hand_over(t2s__flights *flights, t2s__passenger *flying);

/* One who waits does not any more. Nothing happens to others. */
void t2s__passenger_leave(t2s__passenger *passenger);

/* When no request is left. */
void t2s__flights_dispose(t2s__flights *flights);

#endif
