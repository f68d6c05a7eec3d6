/* SPDX-License-Identifier: MIT */
/* Statements changed mechanically, as people and models get them wrong: the same changes for the same seed. */
#ifndef T2S_TESTS_BENCH_MUTATE_H
#define T2S_TESTS_BENCH_MUTATE_H

#include <stddef.h>
#include <stdint.h>

#include <text2sql/catalog.h>

enum { MUTANT_MAX = 65536 };

struct mutator {
    uint64_t state;
    const t2s_catalog *catalog; /* names to put in */
};

/* A change of `sql`, which is not longer than half of MUTANT_MAX, in `ret`; the name of the change, or NULL when it did not apply. */
const char *mutate(struct mutator *mutator, const char *sql, char ret[MUTANT_MAX]);

#endif
