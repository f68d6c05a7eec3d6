/* SPDX-License-Identifier: MIT */
/*
 * Two questions to PostgreSQL. First the snapshot: which transactions a statement sees that runs now. If that is what the load saw,
 * then not one transaction has been committed in between, in any database of the server, and nothing can have changed. It takes no
 * longer than SELECT 1. Two snapshots with the same oldest and next transaction and the same list of those under way see the same
 * rows: whether a transaction of a number below the next one is visible depends on that list and on whether it was committed, and
 * both are settled. A standby's snapshots have no such list (what is under way on its primary is kept elsewhere), so there the
 * snapshot counts only if nothing was under way: the oldest is the next.
 *
 * If something was committed, the rows of the system catalogs are looked at. To read them all is what a load does; but no row
 * changes in place (what VACUUM and ANALYZE overwrite are estimates, of which there is nothing here), so rows of transactions
 * before the watermark, which had all ended at the load, can only have gone: their number says that. Rows of later transactions,
 * mostly few, are hashed by content. With equal numbers in all and among the recent, and equal hashes, the old ones are the same
 * and the recent ones have the same content. Hashing the content, not the row's version, has a reason: TRUNCATE, CLUSTER and
 * REFRESH MATERIALIZED VIEW write a new version of the table's row in pg_class in which nothing changes that is of interest, and
 * some servers do that every second. It counts once, when the row becomes a recent one, and not again while the watermark stays.
 *
 * Ages are compared by age(), which is right for 2^31 transactions; a watermark that is half as old is given up, and a schema with
 * it.
 *
 * Left out: temporary tables, which other sessions make all the time and nobody else can read; and what is not part of a schema,
 * such as statistics. Some rows cannot go alone: columns, defaults, indexes and rules go with their table, or pg_class or another
 * row of theirs says so. Of these only the recent ones are looked for, and only for these is it asked whether their table is a
 * temporary one.
 */
#include "metadata/postgres_probe.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <text2sql/error.h>

#include "util/memory.h"

enum { RECENT_MAX = 2000 /* rows; beyond it a new watermark is cheaper */ };

enum { MOMENT, SESSION, MOMENT_COLUMNS };
enum { ROWS_MOMENT, ROWS_WATERMARK, ROWS_ROWS, ROWS_RECENT, ROWS_COLUMNS };

#define MOMENT_OF(snapshot, equals)                                                                                                \
    "CASE WHEN NOT pg_catalog.pg_is_in_recovery() OR pg_catalog.txid_snapshot_xmin(" snapshot ") " equals                          \
    " pg_catalog.txid_snapshot_xmax(" snapshot ") THEN " snapshot "::pg_catalog.text END"

/* clang-format off */

const char *const t2s__pg_moment_query =
    "SELECT " MOMENT_OF("s.s", "OPERATOR(pg_catalog.=)") ","
    " pg_catalog.concat(pg_catalog.date_part('epoch', pg_catalog.pg_postmaster_start_time()), ' ',"
    " pg_catalog.current_setting('search_path')) FROM (SELECT pg_catalog.txid_current_snapshot()) AS s(s)";

#define RELATIONS "'r', 'p', 'v', 'm', 'f', 'c'"
#define NOT_TEMPORARY(column) " WHERE " column " NOT IN (SELECT oid FROM pg_namespace WHERE nspname ~ '^pg_(toast_)?temp_')"

#define IS_RECENT "age(x.xmin) <= (SELECT n FROM n)"
#define HASH(content) "hashtextextended((" content ")::text, 0)"
#define AND " UNION ALL "

/* All rows are counted, recent ones hashed; OFFSET 0, so that no row is looked at twice. */
#define COUNTED(name, table, where, content)                                                                                       \
    "SELECT '" name "', count(*), count(h), sum(h)"                                                                                \
    " FROM (SELECT CASE WHEN " IS_RECENT " THEN " HASH(content) " END AS h FROM " table " x" where " OFFSET 0) t"

/* Recent rows only; those of temporary tables do not count, nor those of indexes and sequences. */
#define FOUND(name, table, relation, where)                                                                                        \
    "SELECT '" name "', 0, count(h), sum(h) FROM (SELECT"                                                                          \
    " CASE WHEN (SELECT c.relpersistence <> 't' AND c.relkind IN (" RELATIONS ") FROM pg_class c WHERE c.oid = x." relation ")"     \
    " THEN " HASH("x") " END AS h FROM " table " x WHERE " where IS_RECENT " OFFSET 0) t"

/* The snapshot, the watermark, and its age. */
static const char head_format[] =
    "WITH s AS MATERIALIZED (SELECT txid_current_snapshot() AS s, %" PRIu64 "::int8 AS given),"
    " w AS MATERIALIZED (SELECT CASE WHEN given > 0 AND given BETWEEN txid_snapshot_xmin(s) - 1073741824 AND txid_snapshot_xmin(s)"
    " THEN given ELSE txid_snapshot_xmin(s) END AS w FROM s),"
    " n AS MATERIALIZED (SELECT age((w %% 4294967296)::text::xid) AS n FROM w),";

static const char rows[] =
    " r(name, whole, recent, hash) AS ("
        COUNTED("class", "pg_class", " WHERE x.relkind IN (" RELATIONS ", 'i', 'I') AND x.relpersistence <> 't'",
                "ROW(x.oid, x.relname, x.relnamespace, x.relkind, x.relowner, x.relacl, x.relrowsecurity, x.relforcerowsecurity,"
                " x.relispartition, x.relpartbound, x.relnatts)")
    AND FOUND("column", "pg_attribute", "attrelid", "x.attnum > 0 AND ")
    AND FOUND("default", "pg_attrdef", "adrelid", "")
    AND FOUND("index", "pg_index", "indrelid", "")
    AND FOUND("rule", "pg_rewrite", "ev_class", "")
    AND COUNTED("constraint", "pg_constraint", NOT_TEMPORARY("x.connamespace"), "x")
    AND COUNTED("inherits", "pg_inherits", "", "x");

/* In two parts: C promises no longer literals. */
static const char more_rows[] =
    AND COUNTED("schema", "pg_namespace", " WHERE x.nspname !~ '^pg_(toast_)?temp_'", "x")
    AND COUNTED("type", "pg_type", " WHERE x.typtype <> 'c' AND x.typcategory <> 'A'", "x")
    AND COUNTED("label", "pg_enum", "", "x")
    AND COUNTED("operator", "pg_operator", "", "x")
    AND COUNTED("cast", "pg_cast", "", "x")
    AND COUNTED("function", "pg_proc", NOT_TEMPORARY("x.pronamespace"), "x")
    AND COUNTED("comment", "pg_description", "", "x")
    AND COUNTED("member", "pg_auth_members", "", "x")
    AND COUNTED("setting", "pg_db_role_setting", "", "x")
    AND "SELECT 'role', count(*), 0, sum(" HASH("ROW(x.oid, x.rolname, x.rolsuper, x.rolinherit)") ") FROM pg_roles x";

static const char tail[] =
    ") SELECT " MOMENT_OF("s.s", "=") ", w.w, concat(w.w, a.rows), a.recent FROM s, w,"
    " (SELECT string_agg(concat_ws(' ', ';', name, whole, recent, hash), '' ORDER BY name) AS rows, sum(recent) AS recent FROM r) a";

/* clang-format on */

void t2s__pg_state_dispose(t2s__pg_state *state)
{
    t2s__free(state->moment);
    t2s__free(state->rows);
    t2s__free(state->session);
    *state = (t2s__pg_state){0};
}

char *t2s__pg_rows_query(uint64_t watermark)
{
    size_t size = sizeof(head_format) + 20 + sizeof(rows) + sizeof(more_rows) + sizeof(tail);
    char *sql = t2s__malloc(size);
    int length;

    if (sql == NULL)
        return NULL;
    length = snprintf(sql, size, head_format, watermark);
    snprintf(sql + length, size - (size_t)length, "%s%s%s", rows, more_rows, tail);
    return sql;
}

/* 0; T2S_E_NOMEM. */
static int take_text(char **text, const PGresult *row, int column)
{
    t2s__free(*text);
    *text = NULL;
    if (PQgetisnull(row, 0, column))
        return 0;
    *text = t2s__strdup(PQgetvalue(row, 0, column));
    return *text != NULL ? 0 : T2S_E_NOMEM;
}

int t2s__pg_state_take_moment(t2s__pg_state *state, const PGresult *row)
{
    int code;

    if (PQntuples(row) != 1 || PQnfields(row) != MOMENT_COLUMNS)
        return T2S_E_PROTOCOL;
    code = take_text(&state->moment, row, MOMENT);
    return code == 0 ? take_text(&state->session, row, SESSION) : code;
}

int t2s__pg_state_take_rows(t2s__pg_state *state, const PGresult *row)
{
    int code;

    if (PQntuples(row) != 1 || PQnfields(row) != ROWS_COLUMNS)
        return T2S_E_PROTOCOL;
    code = take_text(&state->moment, row, ROWS_MOMENT);
    if (code == 0)
        code = take_text(&state->rows, row, ROWS_ROWS);
    state->watermark = strtoull(PQgetvalue(row, 0, ROWS_WATERMARK), NULL, 10);
    state->recent = strtoull(PQgetvalue(row, 0, ROWS_RECENT), NULL, 10);
    return code;
}

static int same(const char *a, const char *b)
{
    return a != NULL && b != NULL && strcmp(a, b) == 0;
}

int t2s__pg_state_same_session(const t2s__pg_state *a, const t2s__pg_state *b)
{
    return same(a->session, b->session);
}

int t2s__pg_state_same_moment(const t2s__pg_state *a, const t2s__pg_state *b)
{
    return same(a->moment, b->moment);
}

int t2s__pg_state_same_rows(const t2s__pg_state *a, const t2s__pg_state *b)
{
    return same(a->rows, b->rows);
}

uint64_t t2s__pg_state_next_watermark(const t2s__pg_state *state)
{
    return state->rows != NULL && state->recent <= RECENT_MAX ? state->watermark : 0;
}
