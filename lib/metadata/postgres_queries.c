/* SPDX-License-Identifier: MIT */
/*
 * PostgreSQL 12 and later. Only what the role may use is read: schemas with USAGE, relations from which it may select at least one
 * column, functions with EXECUTE. Joins instead of functions and subqueries for each row: ten thousand tables are not rare.
 */
#include "metadata/postgres_queries.h"

#define SETTING(name, unset) "coalesce(current_setting('text2sql." name "', true), '" unset "')"

#define USER_SCHEMA "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND has_schema_privilege(n.oid, 'USAGE')"

/* v: the relations to be read; whole: all of their columns may be. */
#define RELATIONS                                                                                                                  \
    "v AS MATERIALIZED (SELECT c.oid, n.nspname, c.relname, has_table_privilege(c.oid, 'SELECT') AS whole"                         \
    " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"                                                               \
    " WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND " USER_SCHEMA " AND n.nspname ~ " SETTING(                                  \
        "schemas", "") " AND n.nspname !~ " SETTING("exclude_schemas", "^$") " AND has_any_column_privilege(c.oid, 'SELECT')) "

/* Whether a column of the type t holds texts, or labels. */
#define IS_TEXT "t.typcategory IN ('S', 'E')"

const char *const t2s__pg_hide_path = "SET LOCAL search_path TO pg_catalog, pg_temp";

const char *const t2s__pg_queries[T2S__PG_SECTIONS] = {
    [T2S__PG_DATABASE] = "SELECT pg_catalog.current_database(), pg_catalog.current_setting('server_version_num')",

    [T2S__PG_PATH] =
        "SELECT s.name FROM pg_catalog.unnest(pg_catalog.current_schemas(false)) WITH ORDINALITY AS s(name, n) ORDER BY s.n",

    [T2S__PG_SCHEMAS] =
        "SELECT n.nspname, obj_description(n.oid, 'pg_namespace') FROM pg_namespace n WHERE " USER_SCHEMA " ORDER BY n.oid",

    /*
     * The rows of a relation are also those of the relations under it: partitions, and what inherits. Before 14, 0 may also mean
     * that nobody has counted. Rows are not looked at where policies may hide some, where another server would be asked, or none
     * are kept.
     */
    [T2S__PG_RELATIONS] =
        "WITH RECURSIVE " RELATIONS ", "
        "tree(root, under) AS (SELECT i.inhparent, i.inhrelid FROM pg_inherits i"
        " UNION SELECT t.root, i.inhrelid FROM tree t JOIN pg_inherits i ON i.inhparent = t.under), "
        "family AS (SELECT t.root, sum(c.reltuples) FILTER (WHERE c.relkind <> 'p' AND c.reltuples >= 0) AS reltuples,"
        " bool_or(c.relkind = 'f') AS far FROM tree t JOIN pg_class c ON c.oid = t.under GROUP BY t.root) "
        "SELECT v.oid, v.nspname, c.relname, c.relkind,"
        " CASE WHEN c.relkind = 'v' THEN -1 WHEN c.relkind = 'p' THEN coalesce(family.reltuples, -1)"
        " WHEN c.reltuples < 0"
        " OR c.reltuples = 0 AND c.relpages = 0 AND current_setting('server_version_num')::int < 140000 THEN -1"
        " ELSE c.reltuples + coalesce(family.reltuples, 0) END::int8,"
        " pn.nspname, pc.relname, d.description, CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END,"
        " c.relkind IN ('r', 'p', 'm') AND c.relispopulated AND NOT coalesce(family.far, false)"
        " AND NOT (c.relrowsecurity AND row_security_active(c.oid))"
        " FROM v JOIN pg_class c ON c.oid = v.oid"
        " LEFT JOIN family ON family.root = c.oid"
        " LEFT JOIN pg_inherits i ON i.inhrelid = c.oid AND i.inhseqno = 1"
        " LEFT JOIN pg_class pc ON pc.oid = i.inhparent LEFT JOIN pg_namespace pn ON pn.oid = pc.relnamespace"
        " LEFT JOIN pg_description d ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0"
        " ORDER BY v.oid",

    [T2S__PG_COLUMNS] =
        "WITH " RELATIONS "SELECT a.attrelid, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attgenerated <> '', "
        "a.attidentity <> '',"
        " NOT v.whole AND NOT has_column_privilege(v.oid, a.attnum, 'SELECT'), " IS_TEXT
        ", pg_get_expr(e.adbin, e.adrelid), d.description"
        " FROM v JOIN pg_attribute a ON a.attrelid = v.oid AND a.attnum > 0 AND NOT a.attisdropped"
        " LEFT JOIN pg_type t ON t.oid = a.atttypid"
        " LEFT JOIN pg_attrdef e ON e.adrelid = a.attrelid AND e.adnum = a.attnum"
        " LEFT JOIN pg_description d ON d.objoid = a.attrelid AND d.classoid = 'pg_class'::regclass AND d.objsubid = a.attnum"
        " ORDER BY a.attrelid, a.attnum",

    /* Indexes over plain columns and all rows; a unique one is a key, whether or not a constraint has made it. */
    [T2S__PG_KEYS] = "WITH " RELATIONS "SELECT i.indexrelid, i.indrelid,"
                     " CASE WHEN i.indisprimary THEN 'p' WHEN i.indisunique THEN 'u' ELSE 'i' END, c.relname, a.attname"
                     " FROM v JOIN pg_index i ON i.indrelid = v.oid JOIN pg_class c ON c.oid = i.indexrelid"
                     " CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, n)"
                     " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum"
                     " WHERE i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL AND k.n <= i.indnkeyatts"
                     " ORDER BY i.indrelid, NOT i.indisprimary, NOT i.indisunique, i.indexrelid, k.n",

    /* A reference to a partitioned table has constraints on each of its partitions too; these are left out. */
    [T2S__PG_FOREIGN_KEYS] = "WITH " RELATIONS "SELECT c.oid, c.conrelid, c.conname, tn.nspname, t.relname, a.attname, ta.attname"
                             " FROM v JOIN pg_constraint c ON c.conrelid = v.oid AND c.contype = 'f'"
                             " LEFT JOIN pg_constraint p ON p.oid = c.conparentid"
                             " JOIN pg_class t ON t.oid = c.confrelid JOIN pg_namespace tn ON tn.oid = t.relnamespace"
                             " CROSS JOIN LATERAL unnest(c.conkey, c.confkey) WITH ORDINALITY AS k(attnum, to_attnum, n)"
                             " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum"
                             " JOIN pg_attribute ta ON ta.attrelid = c.confrelid AND ta.attnum = k.to_attnum"
                             " WHERE p.oid IS NULL OR p.conrelid <> c.conrelid"
                             " ORDER BY c.conrelid, c.oid, k.n",

    /* Of those that hold for every row; not where a column is named that may not be read. */
    [T2S__PG_CHECKS] = "WITH " RELATIONS "SELECT c.oid, c.conrelid, pg_get_expr(c.conbin, c.conrelid), a.attname"
                       " FROM v JOIN pg_constraint c ON c.conrelid = v.oid AND c.contype = 'c' AND c.convalidated"
                       " LEFT JOIN LATERAL unnest(c.conkey) AS k(attnum) ON true"
                       " LEFT JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum AND k.attnum > 0"
                       " WHERE v.whole OR NOT EXISTS (SELECT FROM unnest(c.conkey) AS u(attnum)"
                       " WHERE u.attnum <= 0 OR NOT has_column_privilege(c.conrelid, u.attnum, 'SELECT'))"
                       " ORDER BY c.conrelid, c.conname, c.oid, k.attnum",

    /*
     * pg_stats shows what the role may read, and nothing of tables whose policies apply to it. Of a relation with others under it,
     * the statistics of all their rows. The smallest sets of values first, up to the limit: they tell most for their size.
     * Histograms hold the values of small tables in which each occurs once.
     */
    [T2S__PG_STATISTICS] =
        "WITH " RELATIONS ", s AS (SELECT v.oid, s.attname, s.null_frac, s.n_distinct, s.most_common_vals AS common,"
        " s.most_common_freqs AS freqs, s.histogram_bounds AS bounds, " IS_TEXT " AS texts,"
        " sum(CASE WHEN " IS_TEXT " THEN coalesce(pg_column_size(s.most_common_vals), 0)"
        " + coalesce(pg_column_size(s.histogram_bounds), 0) ELSE 0 END) OVER (ORDER BY CASE WHEN " IS_TEXT
        " THEN coalesce(pg_column_size(s.most_common_vals), 0) + coalesce(pg_column_size(s.histogram_bounds), 0) ELSE 0 END,"
        " v.oid, a.attnum) AS bytes"
        " FROM v JOIN pg_stats s ON s.schemaname = v.nspname AND s.tablename = v.relname"
        " JOIN pg_attribute a ON a.attrelid = v.oid AND a.attname = s.attname JOIN pg_type t ON t.oid = a.atttypid"
        " LEFT JOIN (SELECT DISTINCT i.inhparent FROM pg_inherits i) p ON p.inhparent = v.oid"
        " WHERE s.inherited = (p.inhparent IS NOT NULL)) "
        "SELECT s.oid, s.attname, s.null_frac, s.n_distinct, CASE WHEN s.taken THEN (s.common::text::text[])[1:100] END,"
        " CASE WHEN s.taken THEN s.freqs[1:100] END, CASE WHEN s.taken THEN (s.bounds::text::text[])[1:100] END"
        " FROM (SELECT s.*, s.texts AND s.bytes <= " SETTING("values_max_bytes", "16777216") "::int8 AS taken FROM s) s",

    /*
     * Not the row types of relations, nor arrays, which follow from what they are made of. Multiranges came with version 14, and with
     * them the column that names them.
     */
    [T2S__PG_TYPES] =
        "SELECT t.oid, n.nspname, t.typname, t.typtype,"
        " CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END, t.typcategory, t.typispreferred,"
        " CASE WHEN t.typelem <> 0 THEN format_type(t.typelem, NULL) END, format_type(coalesce(r.rngsubtype, m.rngtypid), NULL),"
        " CASE WHEN n.nspname <> 'pg_catalog' THEN obj_description(t.oid, 'pg_type') END, l.label, l.type"
        " FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid"
        " LEFT JOIN pg_type e ON e.oid = t.typelem AND e.typarray = t.oid"
        " LEFT JOIN pg_range r ON r.rngtypid = t.oid"
        " LEFT JOIN (SELECT x.rngtypid, (to_jsonb(x) ->> 'rngmultitypid')::oid AS multirange FROM pg_range x) m ON m.multirange = t.oid"
        " LEFT JOIN (SELECT e.enumtypid AS id, e.enumsortorder AS n, e.enumlabel AS label, NULL AS type FROM pg_enum e"
        " UNION ALL SELECT c.reltype, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_class c"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped WHERE c.relkind = 'c') l ON l.id = t.oid"
        " WHERE (n.nspname = 'pg_catalog' OR " USER_SCHEMA ") AND (t.typtype <> 'c' OR c.relkind = 'c') AND e.oid IS NULL"
        " ORDER BY t.oid, l.n",

    /* Not those that SQL cannot call: handlers, triggers, and what reads and writes the types. */
    [T2S__PG_FUNCTIONS] =
        "SELECT p.oid, n.nspname, p.proname, p.prokind, p.proretset, p.provariadic <> 0, p.proisstrict, p.prosecdef,"
        /* What an aggregate does is what its functions do, though it is always immutable by itself: i < s < v. */
        " CASE WHEN p.prokind = 'a' AND n.nspname <> 'pg_catalog' THEN (SELECT max(f.provolatile::text) FROM pg_proc f"
        " WHERE f.oid = ANY (ARRAY[g.aggtransfn, g.aggfinalfn, g.aggcombinefn, g.aggmtransfn, g.aggminvtransfn, g.aggmfinalfn]::oid[]))"
        " ELSE p.provolatile::text END,"
        " p.pronargdefaults, format_type(p.prorettype, NULL),"
        " CASE WHEN n.nspname <> 'pg_catalog' THEN obj_description(p.oid, 'pg_proc') END, g.aggkind, g.aggnumdirectargs,"
        " a.mode, a.name, format_type(a.type, NULL)"
        " FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace LEFT JOIN pg_aggregate g ON g.aggfnoid = p.oid"
        " LEFT JOIN LATERAL unnest(coalesce(p.proallargtypes, p.proargtypes::oid[]), p.proargmodes, p.proargnames)"
        " WITH ORDINALITY AS a(type, mode, name, n) ON a.type IS NOT NULL"
        " WHERE (n.nspname = 'pg_catalog' AND p.proname !~ '^binary_upgrade_' OR " USER_SCHEMA ")"
        " AND NOT (p.proargtypes::oid[] || p.prorettype && ARRAY['internal', 'cstring', 'trigger', 'event_trigger',"
        " 'language_handler', 'fdw_handler', 'index_am_handler', 'table_am_handler', 'tsm_handler', "
        "'pg_ddl_command']::regtype[]::oid[])"
        " AND has_function_privilege(p.oid, 'EXECUTE')"
        " ORDER BY p.oid, a.n",

    /* Not those that stand behind their operand, which version 14 gave up, nor those that are only announced. */
    [T2S__PG_OPERATORS] =
        "SELECT n.nspname, o.oprname, CASE WHEN o.oprleft <> 0 THEN format_type(o.oprleft, NULL) END, format_type(o.oprright, NULL),"
        " format_type(o.oprresult, NULL), pn.nspname, p.proname, p.provolatile"
        " FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace JOIN pg_proc p ON p.oid = o.oprcode"
        " JOIN pg_namespace pn ON pn.oid = p.pronamespace"
        " WHERE (n.nspname = 'pg_catalog' OR " USER_SCHEMA ") AND o.oprright <> 0 ORDER BY o.oid",

    [T2S__PG_CASTS] = "SELECT format_type(c.castsource, NULL), format_type(c.casttarget, NULL), c.castcontext, c.castmethod, n.nspname,"
                      " p.proname FROM pg_cast c LEFT JOIN pg_proc p ON p.oid = c.castfunc"
                      " LEFT JOIN pg_namespace n ON n.oid = p.pronamespace ORDER BY c.oid",
};

const int t2s__pg_query_columns[T2S__PG_SECTIONS] = {
    [T2S__PG_DATABASE] = T2S__PG_DATABASE_COLUMNS,     [T2S__PG_PATH] = T2S__PG_PATH_COLUMNS,
    [T2S__PG_SCHEMAS] = T2S__PG_SCHEMA_COLUMNS,        [T2S__PG_RELATIONS] = T2S__PG_RELATION_COLUMNS,
    [T2S__PG_COLUMNS] = T2S__PG_COLUMN_COLUMNS,        [T2S__PG_KEYS] = T2S__PG_KEY_COLUMNS,
    [T2S__PG_FOREIGN_KEYS] = T2S__PG_FOREIGN_COLUMNS,  [T2S__PG_TYPES] = T2S__PG_TYPE_COLUMNS,
    [T2S__PG_FUNCTIONS] = T2S__PG_FUNCTION_COLUMNS,    [T2S__PG_CHECKS] = T2S__PG_CHECK_COLUMNS,
    [T2S__PG_STATISTICS] = T2S__PG_STATISTICS_COLUMNS, [T2S__PG_OPERATORS] = T2S__PG_OPERATOR_COLUMNS,
    [T2S__PG_CASTS] = T2S__PG_CAST_COLUMNS,
};
