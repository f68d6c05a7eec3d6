/* SPDX-License-Identifier: MIT */
/* The schema as the engine uses it: the store of a metadata source, and beside each catalog the index for retrieval. */
#ifndef T2S_ENGINE_SNAPSHOT_H
#define T2S_ENGINE_SNAPSHOT_H

#include <text2sql/knowledge.h>
#include <text2sql/retrieval.h>
#include <text2sql/sys/metadata.h>

#include "engine/memo.h"
#include "knowledge/bind.h"
#include "metadata/store.h"

/* A catalog, what is known of it, and its index. Immutable but for what is made when it is first needed; any thread. */
typedef struct t2s__snapshot t2s__snapshot;

t2s__snapshot *t2s__snapshot_ref(t2s__snapshot *snapshot);
void t2s__snapshot_unref(t2s__snapshot *snapshot);

/* The catalog as the store gave it, whatever search path it was asked for with. */
t2s_catalog *t2s__snapshot_base(const t2s__snapshot *snapshot);

/* Is all that is known bound to it? Before that nothing below may be called. Nothing known is bound at once. */
int t2s__snapshot_is_bound(t2s__snapshot *snapshot);

/*
 * Bind what is known, if nobody has. It may take a while: for a worker.
 *
 * checks      for the SQL in it
 * ret_report  what was left out, for whoever comes first and never again; lives as long as the snapshot. Otherwise NULL.
 * 0; T2S_E_NOMEM; what a validator that could not do its work returned.
 */
int t2s__snapshot_bind(t2s__snapshot *snapshot, const t2s__bind_checks *checks, const t2s_knowledge_report **ret_report,
                       t2s_error **reterr_error);

/* The catalog with what is known: what questions are answered by. */
t2s_catalog *t2s__snapshot_catalog(const t2s__snapshot *snapshot);

/* What is known; NULL: nothing. */
const t2s__bound *t2s__snapshot_bound(const t2s__snapshot *snapshot);

/* The index, built when it is first asked for; it lives as long as the snapshot. 0; T2S_E_NOMEM. */
int t2s__snapshot_index(t2s__snapshot *snapshot, const t2s_dialect *dialect, t2s_index **ret_index);

/* The rendering of the whole schema, if it is known and within `budget` tokens by this counter; lives as long as the snapshot. */
const t2s_subset *t2s__snapshot_whole(const t2s__snapshot *snapshot, size_t budget, const t2s_token_counter *counter);

/* Is there nothing to choose, to look up or to look for? Then making a prompt is less work than the way to a worker. */
int t2s__snapshot_is_cheap(const t2s__snapshot *snapshot, size_t budget, const t2s_token_counter *counter);

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

/*
 * The snapshot of a catalog that the store gave, with what is known; the same for the same ones. Loop thread.
 *
 * knowledge    NULL: nothing
 * search_path  where names without a schema are looked up, as in SQL; NULL: as the database has it. It must be one that
 *              t2s__search_path_read() takes.
 * generation   of the checks that the SQL in the knowledge has to pass
 * A new reference; NULL when memory is short.
 */
t2s__snapshot *t2s__source_snapshot(t2s__source *source, t2s_catalog *catalog, t2s_knowledge *knowledge, const char *search_path,
                                    uint64_t generation);

#endif
