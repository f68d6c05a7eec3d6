/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include <text2sql/error.h>

#include "engine/flight.h"
#include "support/suite.h"

enum { MANY = 1000 };

static t2s__flights flights;
static t2s__passenger passengers[MANY];

static void set_up(void)
{
    flights = (t2s__flights){0};
    memset(passengers, 0, sizeof(passengers));
}

static void tear_down(void)
{
    ck_assert_uint_eq(flights.count, 0);
    t2s__flights_dispose(&flights);
}

static void join(int i, const char *key)
{
    ck_assert_int_eq(t2s__flight_join(&flights, key, strlen(key), &passengers[i]), 0);
}

static int land_all(int i)
{
    int count = 0;

    while (t2s__flight_land_one(&flights, &passengers[i]) != NULL)
        count++;
    return count;
}

START_TEST(the_first_flies_and_the_others_land_in_their_order)
{
    join(0, "a");
    join(1, "a");
    join(2, "a");
    join(3, "b");
    ck_assert(t2s__passenger_flies(&passengers[0]));
    ck_assert(!t2s__passenger_flies(&passengers[1]));
    ck_assert(t2s__passenger_flies(&passengers[3]));
    ck_assert_ptr_eq(t2s__flight_land_one(&flights, &passengers[0]), &passengers[1]);
    ck_assert_ptr_null(passengers[1].flight);
    ck_assert_ptr_eq(t2s__flight_land_one(&flights, &passengers[0]), &passengers[2]);
    ck_assert_ptr_null(t2s__flight_land_one(&flights, &passengers[0]));
    ck_assert(!t2s__passenger_flies(&passengers[0]));
    ck_assert_int_eq(land_all(3), 0);
}
END_TEST

START_TEST(who_leaves_is_not_landed_wherever_he_stood)
{
    for (int gone = 1; gone <= 4; gone++) {
        for (int i = 0; i < 5; i++)
            join(i, "a");
        t2s__passenger_leave(&passengers[gone]);
        t2s__passenger_leave(&passengers[gone]); /* in none */
        t2s__passenger_leave(&passengers[0]);    /* he flies */
        join(gone, "a");
        for (int i = 1; i <= 4; i++)
            if (i != gone)
                ck_assert_ptr_eq(t2s__flight_land_one(&flights, &passengers[0]), &passengers[i]);
        ck_assert_int_eq(land_all(0), 1);
    }
}
END_TEST

START_TEST(who_gives_up_hands_over)
{
    for (int i = 0; i < 3; i++)
        join(i, "a");
    ck_assert_ptr_eq(t2s__flight_hand_over(&flights, &passengers[0]), &passengers[1]);
    ck_assert(!t2s__passenger_flies(&passengers[0]));
    ck_assert(t2s__passenger_flies(&passengers[1]));
    join(0, "a");
    ck_assert_int_eq(land_all(1), 2);
    join(0, "a");
    ck_assert_ptr_null(t2s__flight_hand_over(&flights, &passengers[0]));
}
END_TEST

START_TEST(there_may_be_many)
{
    char key[16];

    for (int i = 0; i < MANY; i++) {
        snprintf(key, sizeof(key), "%d", i % (MANY / 2));
        join(i, key);
    }
    ck_assert_uint_eq(flights.count, MANY / 2);
    for (int i = 0; i < MANY / 2; i++) {
        ck_assert(t2s__passenger_flies(&passengers[i]));
        ck_assert_ptr_eq(t2s__flight_land_one(&flights, &passengers[i]), &passengers[i + MANY / 2]);
        ck_assert_int_eq(land_all(i), 0);
    }
}
END_TEST

START_TEST(out_of_memory_joins_nothing)
{
    OOM_LOOP(n)
    {
        int code = t2s__flight_join(&flights, "a", 1, &passengers[0]);

        ck_assert_int_eq(code, oom_failed ? T2S_E_NOMEM : 0);
        ck_assert_int_eq(t2s__passenger_flies(&passengers[0]), code == 0);
        if (code == 0)
            land_all(0);
        t2s__flights_dispose(&flights);
    }
}
END_TEST

SUITE("flight", set_up, tear_down, the_first_flies_and_the_others_land_in_their_order, who_leaves_is_not_landed_wherever_he_stood,
      who_gives_up_hands_over, there_may_be_many, out_of_memory_joins_nothing)
