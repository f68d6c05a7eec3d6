/* SPDX-License-Identifier: MIT */
/* The schema as the engine uses it: the store of a metadata source, and beside each catalog the index for retrieval. */
#ifndef T2S_ENGINE_SNAPSHOT_H
#define T2S_ENGINE_SNAPSHOT_H

#include <text2sql/retrieval.h>
#include <text2sql/sys/metadata.h>

#include "engine/memo.h"
#include "metadata/store.h"

/* A catalog and its index. Immutable; any thread. */
typedef struct t2s__snapshot t2s__snapshot;

t2s__snapshot *t2s__snapshot_ref(t2s__snapshot *snapshot);
void t2s__snapshot_unref(t2s__snapshot *snapshot);
t2s_catalog *t2s__snapshot_catalog(const t2s__snapshot *snapshot);

/* The index, built when it is first asked for; it lives as long as the snapshot. 0; T2S_E_NOMEM. */
int t2s__snapshot_index(t2s__snapshot *snapshot, const t2s_dialect *dialect, t2s_index **ret_index);

/* The rendering of the whole schema, if it is known and within `budget` tokens; lives as long as the snapshot. */
const t2s_subset *t2s__snapshot_whole(t2s__snapshot *snapshot, size_t budget);

/* Take a subset over: it is kept, if it is the whole schema, or freed. */
void t2s__snapshot_keep(t2s__snapshot *snapshot, t2s_subset *subset);

/* The verdicts on this snapshot. Loop thread. */
t2s__memo *t2s__snapshot_memo(t2s__snapshot *snapshot);

/* A metadata source with its store, shared by the context and its requests. */
typedef struct t2s__source t2s__source;

/* 0; T2S_E_NOMEM. */
int t2s__source_new(t2s_metadata_source *metadata_source, const t2s__store_policy *policy, t2s__source **ret_source);
t2s__source *t2s__source_ref(t2s__source *source);
void t2s__source_unref(t2s__source *source);
t2s__store *t2s__source_store(t2s__source *source);

/* The snapshot of a catalog that the store gave; the same for the same catalog. Loop thread. NULL when memory is short. */
t2s__snapshot *t2s__source_snapshot(t2s__source *source, t2s_catalog *catalog);

#endif
