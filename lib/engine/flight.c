/* SPDX-License-Identifier: MIT */
#include "engine/flight.h"

#include <string.h>

#include <text2sql/error.h>

#include "util/map.h"
#include "util/memory.h"

enum { BUCKETS_MIN = 64 };

struct t2s__flight {
    t2s__flight *chain; /* the next of the same bucket */
    uint64_t hash;
    t2s__passenger *waiting; /* the longest first */
    t2s__passenger **tail;
    size_t length;
    char key[];
};

static t2s__flight **bucket_of(const t2s__flights *flights, uint64_t hash)
{
    return &flights->buckets[hash & (flights->bucket_count - 1)];
}

static t2s__flight *find(const t2s__flights *flights, const char *key, size_t length, uint64_t hash)
{
    t2s__flight *flight = flights->bucket_count != 0 ? *bucket_of(flights, hash) : NULL;

    while (flight != NULL && (flight->hash != hash || flight->length != length || memcmp(flight->key, key, length) != 0))
        flight = flight->chain;
    return flight;
}

/* As many buckets as flights, at least. 0; T2S_E_NOMEM. */
static int grow(t2s__flights *flights)
{
    t2s__flights larger = {.bucket_count = flights->bucket_count != 0 ? 2 * flights->bucket_count : BUCKETS_MIN, .count = flights->count};

    if (flights->count < flights->bucket_count)
        return 0;
    larger.buckets = t2s__calloc(larger.bucket_count, sizeof(*larger.buckets));
    if (larger.buckets == NULL)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < flights->bucket_count; i++) {
        while (flights->buckets[i] != NULL) {
            t2s__flight *flight = flights->buckets[i];
            t2s__flight **bucket = bucket_of(&larger, flight->hash);

            flights->buckets[i] = flight->chain;
            flight->chain = *bucket;
            *bucket = flight;
        }
    }
    t2s__free(flights->buckets);
    *flights = larger;
    return 0;
}

static t2s__flight *begin(t2s__flights *flights, const char *key, size_t length, uint64_t hash)
{
    t2s__flight *flight = grow(flights) == 0 ? t2s__malloc(sizeof(*flight) + length) : NULL;
    t2s__flight **bucket;

    if (flight == NULL)
        return NULL;
    bucket = bucket_of(flights, hash);
    *flight = (t2s__flight){.chain = *bucket, .hash = hash, .length = length};
    flight->tail = &flight->waiting;
    memcpy(flight->key, key, length);
    *bucket = flight;
    flights->count++;
    return flight;
}

int t2s__flight_join(t2s__flights *flights, const char *key, size_t length, t2s__passenger *passenger)
{
    uint64_t hash = t2s__hash(key, length);
    t2s__flight *flight = find(flights, key, length, hash);

    *passenger = (t2s__passenger){.flight = flight};
    if (flight == NULL) {
        passenger->flight = begin(flights, key, length, hash);
        return passenger->flight != NULL ? 0 : T2S_E_NOMEM;
    }
    passenger->place = flight->tail;
    *flight->tail = passenger;
    flight->tail = &passenger->next;
    return 0;
}

int t2s__passenger_flies(const t2s__passenger *passenger)
{
    return passenger->flight != NULL && passenger->place == NULL;
}

void t2s__passenger_leave(t2s__passenger *passenger)
{
    t2s__flight *flight = passenger->flight;

    if (flight == NULL || passenger->place == NULL)
        return;
    *passenger->place = passenger->next;
    if (passenger->next != NULL)
        passenger->next->place = passenger->place;
    if (flight->tail == &passenger->next)
        flight->tail = passenger->place;
    *passenger = (t2s__passenger){0};
}

static void end(t2s__flights *flights, t2s__flight *flight)
{
    t2s__flight **place = bucket_of(flights, flight->hash);

    while (*place != flight)
        place = &(*place)->chain;
    *place = flight->chain;
    flights->count--;
    t2s__free(flight);
}

t2s__passenger *t2s__flight_land_one(t2s__flights *flights, t2s__passenger *flying)
{
    t2s__flight *flight = flying->flight;
    t2s__passenger *passenger = flight->waiting;

    if (passenger == NULL) {
        flying->flight = NULL;
        end(flights, flight);
        return NULL;
    }
    t2s__passenger_leave(passenger);
    return passenger;
}

t2s__passenger *t2s__flight_hand_over(t2s__flights *flights, t2s__passenger *flying)
{
    t2s__flight *flight = flying->flight;
    t2s__passenger *passenger = t2s__flight_land_one(flights, flying);

    flying->flight = NULL;
    if (passenger != NULL)
        passenger->flight = flight;
    return passenger;
}

void t2s__flights_dispose(t2s__flights *flights)
{
    t2s__free(flights->buckets);
    *flights = (t2s__flights){0};
}
