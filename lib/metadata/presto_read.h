/* SPDX-License-Identifier: MIT */
/*
 * Reading the catalogs of a server: which there are, then of each its schemas, and of these everything else, several statements at
 * once; then statistics of tables, as far as time allows. A catalog that fails is marked, and does not keep the others from being read.
 * On the loop's thread.
 */
#ifndef T2S_METADATA_PRESTO_READ_H
#define T2S_METADATA_PRESTO_READ_H

#include "metadata/presto_functions.h"
#include "metadata/presto_part.h"
#include "metadata/presto_settings.h"

typedef struct t2s__presto_parts {
    t2s__presto_part **items; /* references */
    size_t count;
    size_t capacity;
} t2s__presto_parts;

void t2s__presto_parts_dispose(t2s__presto_parts *parts);

typedef struct t2s__presto_reading t2s__presto_reading;

/*
 * Runs once, with the reading still there, to be freed. `error` is taken over; NULL: `parts` are what was read, one at least without an
 * error; they may be taken away. `is_same`: all are those that were known, with nothing new about them.
 */
typedef void (*t2s__presto_read_fn)(void *user_data, t2s__presto_parts *parts, int is_same, t2s_error *error);

/*
 * Begin.
 *
 * known  what was read before, or empty: what has not changed is kept, with its statistics
 * 0; T2S_E_NOMEM. No callback runs inside of it. Everything given must outlive the reading.
 */
int t2s__presto_read(t2s__presto_client *client, t2s__presto_config *config, const t2s__presto_source_settings *settings, t2s_loop *loop,
                     const t2s__presto_parts *known, t2s__presto_read_fn done, void *user_data, t2s__presto_reading **ret_reading);

/* Ask also for the functions, in the time for statistics. Right after the beginning. */
void t2s__presto_reading_want_functions(t2s__presto_reading *reading);

/* In `done`: the lines of the functions, to be freed with t2s__free(); NULL: they were not asked for, or did not come. */
char *t2s__presto_reading_take_functions(t2s__presto_reading *reading);

/* What is under way is stopped, and `done` does not run any more. NULL is fine. */
void t2s__presto_reading_free(t2s__presto_reading *reading);

#endif
