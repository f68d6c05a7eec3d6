/* SPDX-License-Identifier: MIT */
/*
 * A file of knowledge, byte by byte hostile: no crash, no leak; every problem has a place that is in the text; what is good can be
 * bound to a small schema, and what it adds to a prompt keeps to its budget.
 */
#include <string.h>

#include <text2sql.h>
#include <text2sql/sys/catalog.h>

#include "fuzz/corpus.h"
#include "knowledge/bind.h"

enum { BUDGET = 50 };

static t2s_catalog *catalog;
static t2s_dialect *dialect;
static t2s_validator *names;

static void add_table(t2s_catalog_builder *builder, const char *name, const char *const *columns, size_t count)
{
    size_t relation;

    if (t2s_catalog_builder_add_relation(builder, "public", name, T2S_RELATION_TABLE, &relation) != 0)
        abort();
    for (size_t i = 0; i < count; i++)
        if (t2s_catalog_builder_add_column(builder, relation, columns[i], "integer", 0, NULL, NULL) != 0)
            abort();
}

static void prepare(void)
{
    static const char *const orders[] = {"id", "customer_id", "total"};
    static const char *const customers[] = {"id", "name"};
    t2s_catalog_builder *builder;

    if (catalog != NULL)
        return;
    if (t2s_catalog_builder_new(&builder) != 0)
        abort();
    add_table(builder, "orders", orders, 3);
    add_table(builder, "customers", customers, 2);
    if (t2s_catalog_builder_finish(builder, &catalog) != 0 || t2s_postgres_dialect_new(&dialect) != 0 ||
        t2s_names_validator_new(&names) != 0)
        abort();
    t2s_catalog_builder_free(builder);
}

static void check_report(const t2s_knowledge_report *report, const char *text, size_t length)
{
    int lines = 1;

    for (size_t i = 0; i < length; i++)
        lines += text[i] == '\n';
    if (t2s_knowledge_report_count(report) == 0 || t2s_knowledge_report_total(report) < t2s_knowledge_report_count(report))
        abort();
    for (size_t i = 0; i < t2s_knowledge_report_count(report); i++) {
        const t2s_diagnostic *problem = t2s_knowledge_report_problem(report, i);

        if (t2s_diagnostic_line(problem) < 1 || t2s_diagnostic_line(problem) > lines || t2s_diagnostic_column(problem) < 1 ||
            (size_t)t2s_diagnostic_column(problem) > length + 1)
            abort();
    }
}

static void use(const t2s_knowledge *knowledge)
{
    const t2s__bind_checks checks = {dialect, &names, 1};
    static const char question[] = "How many orders and customers: total revenue by name of the client?";
    t2s__buffer buffer = T2S__BUFFER_INIT;
    t2s__bound *bound;
    size_t tokens;

    if (t2s__knowledge_bind(knowledge, catalog, &checks, &bound, NULL) != 0)
        abort();
    if (t2s__definitions_write(&bound->definitions, question, BUDGET, &buffer, &tokens) != 0 || tokens > BUDGET ||
        t2s__examples_write(&bound->examples, question, 3, BUDGET, NULL, NULL, &buffer, &tokens) != 0 || tokens > BUDGET)
        abort();
    t2s__buffer_dispose(&buffer);
    t2s__bound_free(bound);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    t2s_knowledge *knowledge = NULL;
    t2s_knowledge_report *report = NULL;
    int code;

    prepare();
    code = t2s_knowledge_new_from_text((const char *)data, size, &knowledge, &report, NULL);
    if (code == T2S_E_SYNTAX)
        check_report(report, (const char *)data, size);
    else if (code != 0 || report != NULL)
        abort();
    else
        use(knowledge);
    t2s_knowledge_report_free(report);
    t2s_knowledge_unref(knowledge);
    return 0;
}

static void end_of_corpus(void)
{
    t2s_catalog_unref(catalog);
    t2s_dialect_unref(dialect);
    t2s_validator_unref(names);
}

CORPUS_MAIN("knowledge", end_of_corpus)
