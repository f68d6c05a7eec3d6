/* SPDX-License-Identifier: MIT */
/*
 * PostgreSQL 12 and later. Only what the role may use is read: schemas with USAGE, relations from which it may select at least one
 * column, functions with EXECUTE. Joins instead of functions and subqueries for each row: ten thousand tables are not rare.
 */
#include "metadata/postgres_queries.h"

#define USER_SCHEMA "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND has_schema_privilege(n.oid, 'USAGE')"

/* v: the relations to be read; whole: all of their columns may be. */
#define RELATIONS                                                                                                                  \
    "v AS MATERIALIZED (SELECT c.oid, n.nspname, has_table_privilege(c.oid, 'SELECT') AS whole"                                    \
    " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"                                                               \
    " WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND " USER_SCHEMA " AND has_any_column_privilege(c.oid, 'SELECT')) "

const char *const t2s__pg_hide_path = "SET LOCAL search_path TO pg_catalog, pg_temp";

const char *const t2s__pg_queries[T2S__PG_SECTIONS] = {
    [T2S__PG_DATABASE] = "SELECT pg_catalog.current_database(), pg_catalog.current_setting('server_version_num')",

    [T2S__PG_PATH] =
        "SELECT s.name FROM pg_catalog.unnest(pg_catalog.current_schemas(false)) WITH ORDINALITY AS s(name, n) ORDER BY s.n",

    [T2S__PG_SCHEMAS] =
        "SELECT n.nspname, obj_description(n.oid, 'pg_namespace') FROM pg_namespace n WHERE " USER_SCHEMA " ORDER BY n.oid",

    /* The rows of a partitioned table are those of its leaves. Before 14, 0 may also mean that nobody has counted. */
    [T2S__PG_RELATIONS] = "WITH RECURSIVE " RELATIONS ", "
                          "tree(root, leaf) AS (SELECT i.inhparent, i.inhrelid FROM pg_inherits i"
                          " UNION ALL SELECT t.root, i.inhrelid FROM tree t JOIN pg_inherits i ON i.inhparent = t.leaf), "
                          "leaves AS (SELECT t.root, sum(c.reltuples) AS reltuples FROM tree t JOIN pg_class c ON c.oid = t.leaf"
                          " WHERE c.relkind IN ('r', 'f') AND c.reltuples >= 0 GROUP BY t.root) "
                          "SELECT v.oid, v.nspname, c.relname, c.relkind,"
                          " CASE WHEN c.relkind = 'v' THEN -1 WHEN c.relkind = 'p' THEN coalesce(leaves.reltuples, -1)"
                          " WHEN c.reltuples = 0 AND c.relpages = 0 AND current_setting('server_version_num')::int < 140000 THEN -1"
                          " ELSE c.reltuples END::int8,"
                          " pn.nspname, pc.relname, d.description, CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END"
                          " FROM v JOIN pg_class c ON c.oid = v.oid"
                          " LEFT JOIN leaves ON leaves.root = c.oid AND c.relkind = 'p'"
                          " LEFT JOIN pg_inherits i ON i.inhrelid = c.oid AND i.inhseqno = 1"
                          " LEFT JOIN pg_class pc ON pc.oid = i.inhparent LEFT JOIN pg_namespace pn ON pn.oid = pc.relnamespace"
                          " LEFT JOIN pg_description d ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0"
                          " ORDER BY v.oid",

    [T2S__PG_COLUMNS] =
        "WITH " RELATIONS "SELECT a.attrelid, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attgenerated <> '', "
                          "a.attidentity <> '',"
        " NOT v.whole AND NOT has_column_privilege(v.oid, a.attnum, 'SELECT'), pg_get_expr(e.adbin, e.adrelid), d.description"
        " FROM v JOIN pg_attribute a ON a.attrelid = v.oid AND a.attnum > 0 AND NOT a.attisdropped"
        " LEFT JOIN pg_attrdef e ON e.adrelid = a.attrelid AND e.adnum = a.attnum"
        " LEFT JOIN pg_description d ON d.objoid = a.attrelid AND d.classoid = 'pg_class'::regclass AND d.objsubid = a.attnum"
        " ORDER BY a.attrelid, a.attnum",

    /* Unique indexes, whether or not a constraint has made them. */
    [T2S__PG_KEYS] = "WITH " RELATIONS "SELECT i.indexrelid, i.indrelid, i.indisprimary, c.relname, a.attname"
                     " FROM v JOIN pg_index i ON i.indrelid = v.oid JOIN pg_class c ON c.oid = i.indexrelid"
                     " CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, n)"
                     " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum"
                     " WHERE i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL AND k.n <= i.indnkeyatts"
                     " ORDER BY i.indrelid, NOT i.indisprimary, i.indexrelid, k.n",

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

    /* Not the row types of relations, nor arrays, which are written with [] behind the name. */
    [T2S__PG_TYPES] =
        "SELECT t.oid, n.nspname, t.typname, t.typtype,"
        " CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END,"
        " CASE WHEN n.nspname <> 'pg_catalog' THEN obj_description(t.oid, 'pg_type') END, l.label"
        " FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid"
        " LEFT JOIN (SELECT e.enumtypid AS id, e.enumsortorder AS n, e.enumlabel AS label FROM pg_enum e"
        " UNION ALL SELECT c.reltype, a.attnum, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > "
        "0"
        " AND NOT a.attisdropped WHERE c.relkind = 'c') l ON l.id = t.oid"
        " WHERE (n.nspname = 'pg_catalog' OR " USER_SCHEMA ")"
        " AND (t.typtype IN ('e', 'd', 'r', 'm', 'p') OR t.typtype = 'b' AND (t.typcategory <> 'A' OR t.typname ~ 'vector$')"
        " OR t.typtype = 'c' AND c.relkind = 'c')"
        " ORDER BY t.oid, l.n",

    /* Not those that SQL cannot call: handlers, triggers, and what reads and writes the types. */
    [T2S__PG_FUNCTIONS] =
        "SELECT p.oid, n.nspname, p.proname, p.prokind, p.proretset, p.provariadic <> 0, p.proisstrict, p.prosecdef, p.provolatile,"
        " p.pronargdefaults, format_type(p.prorettype, NULL),"
        " CASE WHEN n.nspname <> 'pg_catalog' THEN obj_description(p.oid, 'pg_proc') END, a.mode, a.name, format_type(a.type, NULL)"
        " FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        " LEFT JOIN LATERAL unnest(coalesce(p.proallargtypes, p.proargtypes::oid[]), p.proargmodes, p.proargnames)"
        " WITH ORDINALITY AS a(type, mode, name, n) ON a.type IS NOT NULL"
        " WHERE (n.nspname = 'pg_catalog' AND p.proname !~ '^binary_upgrade_' OR " USER_SCHEMA ")"
        " AND NOT (p.proargtypes::oid[] || p.prorettype && ARRAY['internal', 'cstring', 'trigger', 'event_trigger',"
        " 'language_handler', 'fdw_handler', 'index_am_handler', 'table_am_handler', 'tsm_handler', "
        "'pg_ddl_command']::regtype[]::oid[])"
        " AND has_function_privilege(p.oid, 'EXECUTE')"
        " ORDER BY p.oid, a.n",
};

const int t2s__pg_query_columns[T2S__PG_SECTIONS] = {
    [T2S__PG_DATABASE] = T2S__PG_DATABASE_COLUMNS,    [T2S__PG_PATH] = T2S__PG_PATH_COLUMNS,
    [T2S__PG_SCHEMAS] = T2S__PG_SCHEMA_COLUMNS,       [T2S__PG_RELATIONS] = T2S__PG_RELATION_COLUMNS,
    [T2S__PG_COLUMNS] = T2S__PG_COLUMN_COLUMNS,       [T2S__PG_KEYS] = T2S__PG_KEY_COLUMNS,
    [T2S__PG_FOREIGN_KEYS] = T2S__PG_FOREIGN_COLUMNS, [T2S__PG_TYPES] = T2S__PG_TYPE_COLUMNS,
    [T2S__PG_FUNCTIONS] = T2S__PG_FUNCTION_COLUMNS,
};
