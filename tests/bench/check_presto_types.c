/* SPDX-License-Identifier: MIT */
/*
 * What the analysis says of queries over TPC-H: for check_presto_types.py, which asks the servers the same. A line of the input is a
 * query; the output has one line for each: OK, or the first error's code, position and message.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <text2sql/diagnostic.h>
#include <text2sql/dialect.h>
#include <text2sql/statement.h>
#include <text2sql/sys/catalog.h>

#include "metadata/presto_builtins.h"

static const struct {
    const char *table;
    const char *columns; /* name type; ... */
} tables[] = {
    {"customer", "custkey bigint;name varchar(25);address varchar(40);nationkey bigint;phone varchar(15);acctbal double;"
                 "mktsegment varchar(10);comment varchar(117)"},
    {"lineitem", "orderkey bigint;partkey bigint;suppkey bigint;linenumber integer;quantity double;extendedprice double;discount double;"
                 "tax double;returnflag varchar(1);linestatus varchar(1);shipdate date;commitdate date;receiptdate date;"
                 "shipinstruct varchar(25);shipmode varchar(10);comment varchar(44)"},
    {"nation", "nationkey bigint;name varchar(25);regionkey bigint;comment varchar(152)"},
    {"orders", "orderkey bigint;custkey bigint;orderstatus varchar(1);totalprice double;orderdate date;orderpriority varchar(15);"
               "clerk varchar(15);shippriority integer;comment varchar(79)"},
    {"part", "partkey bigint;name varchar(55);mfgr varchar(25);brand varchar(10);type varchar(25);size integer;container varchar(10);"
             "retailprice double;comment varchar(23)"},
    {"partsupp", "partkey bigint;suppkey bigint;availqty integer;supplycost double;comment varchar(199)"},
    {"region", "regionkey bigint;name varchar(25);comment varchar(152)"},
    {"supplier", "suppkey bigint;name varchar(25);address varchar(40);nationkey bigint;phone varchar(15);acctbal double;comment varchar(101)"},
};

static int add_table(t2s_catalog_builder *builder, const char *name, const char *columns)
{
    char copy[1024];
    size_t relation;
    int code = t2s_catalog_builder_add_relation(builder, "tpch.tiny", name, T2S_RELATION_TABLE, &relation);

    snprintf(copy, sizeof(copy), "%s", columns);
    for (char *column = strtok(copy, ";"); column != NULL && code == 0; column = strtok(NULL, ";")) {
        char *type = strchr(column, ' ');

        *type++ = '\0';
        code = t2s_catalog_builder_add_column(builder, relation, column, type, 0, NULL, NULL);
    }
    return code;
}

static t2s_catalog *make_catalog(int is_trino)
{
    static const char *const path[] = {"tpch.tiny"};
    t2s_catalog_builder *builder = NULL;
    t2s_catalog *catalog = NULL;
    int code = t2s_catalog_builder_new(&builder);

    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]) && code == 0; i++)
        code = add_table(builder, tables[i].table, tables[i].columns);
    if (code == 0)
        code = t2s_catalog_builder_set_search_path(builder, path, 1);
    if (code == 0)
        code = t2s__presto_builtins_add(builder, is_trino);
    if (code == 0)
        code = t2s_catalog_builder_finish(builder, &catalog);
    t2s_catalog_builder_free(builder);
    return code == 0 ? catalog : NULL;
}

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void check(t2s_dialect *dialect, t2s_catalog *catalog, const char *sql)
{
    t2s_statement *statement = NULL;
    const t2s_diagnostic *found = NULL;

    if (t2s_statement_check(dialect, catalog, sql, strlen(sql), NULL, 0, &statement, NULL) != 0) {
        puts("FAILED");
        return;
    }
    if (t2s_statement_diagnostic_count(statement) != 0)
        found = t2s_statement_diagnostic(statement, 0);
    else if (t2s_statement_finding_count(statement) != 0)
        found = t2s_statement_finding(statement, 0);
    if (found == NULL)
        puts("OK");
    else
        printf("%s\t%d\t%s\n", t2s_diagnostic_code(found), t2s_diagnostic_position(found), t2s_diagnostic_message(found));
    t2s_statement_free(statement);
}

int main(int argc, char **argv)
{
    int is_trino = argc > 1 && strcmp(argv[1], "trino") == 0;
    t2s_dialect *dialect = NULL;
    t2s_catalog *catalog = make_catalog(is_trino);
    char *line = NULL;
    size_t size = 0, count = 0;
    double start;

    if (catalog == NULL || (is_trino ? t2s_trino_dialect_new(&dialect) : t2s_presto_dialect_new(&dialect)) != 0)
        return 1;
    start = now();
    while (getline(&line, &size, stdin) > 0) {
        line[strcspn(line, "\n")] = '\0';
        check(dialect, catalog, line);
        count++;
    }
    fprintf(stderr, "%zu queries, %.1f us each\n", count, count != 0 ? (now() - start) * 1e6 / (double)count : 0.0);
    free(line);
    t2s_catalog_unref(catalog);
    t2s_dialect_unref(dialect);
    return 0;
}
