/* SPDX-License-Identifier: MIT */
/*
 * The relations of PostgreSQL itself that describe the database and hold no secrets: no passwords, no other session's queries, no
 * options of connections, no contents of files. Everything else of the server's is told apart from these, also what a newer one has.
 */
#include <stdlib.h>
#include <string.h>

#include <text2sql/facts.h>

#include "dialect/postgres_function_class.h"

/* clang-format off */
/* In order of name. pg_stats is here, with samples of values: of columns that the role may read, and no others. */
static const char *const describing[] = {
    "pg_aggregate", "pg_am", "pg_amop", "pg_amproc", "pg_attrdef", "pg_attribute", "pg_available_extension_versions",
    "pg_available_extensions", "pg_cast", "pg_class", "pg_collation", "pg_constraint", "pg_conversion", "pg_database",
    "pg_depend", "pg_description", "pg_enum", "pg_event_trigger", "pg_extension", "pg_foreign_data_wrapper",
    "pg_foreign_table", "pg_group", "pg_index", "pg_indexes", "pg_inherits", "pg_language", "pg_matviews", "pg_namespace",
    "pg_opclass", "pg_operator", "pg_opfamily", "pg_partitioned_table", "pg_policies", "pg_policy", "pg_proc",
    "pg_publication", "pg_publication_namespace", "pg_publication_rel", "pg_publication_tables", "pg_range", "pg_rewrite",
    "pg_roles", "pg_rules", "pg_sequence", "pg_sequences", "pg_settings", "pg_shdepend", "pg_shdescription",
    "pg_stat_all_indexes", "pg_stat_all_tables", "pg_stat_archiver", "pg_stat_bgwriter", "pg_stat_checkpointer",
    "pg_stat_database", "pg_stat_database_conflicts", "pg_stat_io", "pg_stat_slru", "pg_stat_sys_indexes",
    "pg_stat_sys_tables", "pg_stat_user_functions", "pg_stat_user_indexes", "pg_stat_user_tables", "pg_stat_wal",
    "pg_stat_xact_all_tables", "pg_stat_xact_sys_tables", "pg_stat_xact_user_functions", "pg_stat_xact_user_tables",
    "pg_statio_all_indexes", "pg_statio_all_sequences", "pg_statio_all_tables", "pg_statio_sys_indexes",
    "pg_statio_sys_sequences", "pg_statio_sys_tables", "pg_statio_user_indexes", "pg_statio_user_sequences",
    "pg_statio_user_tables", "pg_statistic_ext", "pg_stats", "pg_tables", "pg_tablespace", "pg_timezone_abbrevs",
    "pg_timezone_names", "pg_transform", "pg_trigger", "pg_ts_config", "pg_ts_config_map", "pg_ts_dict", "pg_ts_parser",
    "pg_ts_template", "pg_type", "pg_user", "pg_views",
};
/* clang-format on */

static int by_name(const void *name, const void *entry)
{
    return strcmp(name, *(const char *const *)entry);
}

int t2s__postgres_relation_class(const char *schema, const char *name)
{
    if (strcmp(schema, "information_schema") == 0)
        return T2S_RELATION_CLASS_INFORMATION;
    if (strcmp(schema, "pg_catalog") != 0) {
        if (strncmp(schema, "pg_", 3) == 0)
            return T2S_RELATION_CLASS_SYSTEM;
        /* An extension's view that is not in pg_catalog, in the schema that extensions are made in. */
        if (schema[0] != '\0' || strncmp(name, "pg_", 3) != 0 || strcmp(name, "pg_stat_statements") == 0 ||
            strcmp(name, "pg_stat_statements_info") == 0)
            return T2S_RELATION_CLASS_USER;
    }
    if (bsearch(name, describing, sizeof(describing) / sizeof(describing[0]), sizeof(describing[0]), by_name) != NULL)
        return T2S_RELATION_CLASS_SCHEMA;
    return T2S_RELATION_CLASS_SYSTEM;
}
