/* SPDX-License-Identifier: MIT */
/*
 * information_schema.columns lists tables and views, and is what servers do in bulk, a schema at a time; conditions of equality on
 * schemas are handed to the connectors, patterns are not. Its column `comment` is a hidden one, in both products. Comments of tables
 * are in a table of the system catalog, which PrestoDB does not have.
 */
#include "metadata/presto_queries.h"

#include "net/presto.h"

int t2s__presto_has_section(int flavour, t2s__presto_section section)
{
    return flavour == T2S__PRESTO_TRINO || (section != T2S__PRESTO_COMMENTS && section != T2S__PRESTO_MATERIALIZED_VIEWS);
}

static void quote(t2s__buffer *sql, char mark, const char *text)
{
    t2s__buffer_char(sql, mark);
    for (; *text != '\0'; text++) {
        if (*text == mark)
            t2s__buffer_char(sql, mark);
        t2s__buffer_char(sql, *text);
    }
    t2s__buffer_char(sql, mark);
}

/* Which column holds the schema, and which the catalog where it is no table of the catalog itself. */
static const struct {
    const char *select;
    const char *table; /* of the catalog's information_schema */
    const char *catalog;
    const char *schema;
    const char *order;
} forms[T2S__PRESTO_SECTIONS] = {
    [T2S__PRESTO_SCHEMAS] = {"SELECT schema_name FROM ", "schemata", NULL, "schema_name", ""},
    [T2S__PRESTO_COLUMNS] = {"SELECT table_schema, table_name, column_name, data_type, is_nullable, column_default, comment FROM ",
                             "columns", NULL, "table_schema", " ORDER BY table_schema, table_name, ordinal_position"},
    [T2S__PRESTO_TABLES] = {"SELECT table_schema, table_name, table_type FROM ", "tables", NULL, "table_schema", ""},
    [T2S__PRESTO_VIEWS] = {"SELECT table_schema, table_name, view_definition FROM ", "views", NULL, "table_schema", ""},
    [T2S__PRESTO_COMMENTS] = {"SELECT schema_name, table_name, comment FROM system.metadata.table_comments", NULL, "catalog_name",
                              "schema_name", ""},
    [T2S__PRESTO_MATERIALIZED_VIEWS] = {"SELECT schema_name, name, definition FROM system.metadata.materialized_views", NULL,
                                        "catalog_name", "schema_name", ""},
};

void t2s__presto_write_query(t2s__buffer *sql, t2s__presto_section section, const char *catalog, const char *const *schemas,
                             size_t count)
{
    if (section == T2S__PRESTO_CATALOGS || section == T2S__PRESTO_FUNCTIONS) {
        t2s__buffer_text(sql, section == T2S__PRESTO_CATALOGS ? "SHOW CATALOGS" : "SHOW FUNCTIONS");
        return;
    }
    t2s__buffer_text(sql, forms[section].select);
    if (forms[section].table != NULL) {
        quote(sql, '"', catalog);
        t2s__buffer_printf(sql, ".information_schema.%s WHERE ", forms[section].table);
    } else {
        t2s__buffer_printf(sql, " WHERE %s = ", forms[section].catalog);
        quote(sql, '\'', catalog);
        t2s__buffer_text(sql, " AND ");
    }
    if (section == T2S__PRESTO_SCHEMAS || count == 0)
        t2s__buffer_printf(sql, "%s <> 'information_schema'", forms[section].schema);
    else {
        t2s__buffer_printf(sql, "%s IN (", forms[section].schema);
        for (size_t i = 0; i < count; i++) {
            t2s__buffer_text(sql, i != 0 ? ", " : "");
            quote(sql, '\'', schemas[i]);
        }
        t2s__buffer_char(sql, ')');
    }
    t2s__buffer_text(sql, forms[section].order);
}

void t2s__presto_write_statistics(t2s__buffer *sql, const char *catalog, const char *schema, const char *table)
{
    t2s__buffer_text(sql, "SHOW STATS FOR ");
    quote(sql, '"', catalog);
    t2s__buffer_char(sql, '.');
    quote(sql, '"', schema);
    t2s__buffer_char(sql, '.');
    quote(sql, '"', table);
}
