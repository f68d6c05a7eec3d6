/* SPDX-License-Identifier: MIT */
#include "knowledge/bind_sql.h"

#include <stdio.h>
#include <string.h>

#include <text2sql/statement.h>

#include "knowledge/resolve.h"

enum { TEXT_MAX = 2000 /* bytes of a metric's SQL, and of its description, in a definition */ };

static const t2s_diagnostic *first_error(const t2s_statement *statement)
{
    for (size_t i = 0; i < t2s_statement_diagnostic_count(statement); i++)
        if (t2s_diagnostic_severity(t2s_statement_diagnostic(statement, i)) == T2S_SEVERITY_ERROR)
            return t2s_statement_diagnostic(statement, i);
    return NULL;
}

static void report_rejected(t2s__binder *binder, const t2s__said *said, const char *what, const t2s_diagnostic *problem)
{
    t2s_knowledge_report *report = binder->bound->report;

    if (t2s_diagnostic_line(problem) > 1)
        t2s__report_add(report, said->place, "sql", t2s_diagnostic_hint(problem),
                        "the SQL of this %s is rejected: %s (line %d of it)", what, t2s_diagnostic_message(problem),
                        t2s_diagnostic_line(problem));
    else
        t2s__report_add(report, said->place, "sql", t2s_diagnostic_hint(problem), "the SQL of this %s is rejected: %s", what,
                        t2s_diagnostic_message(problem));
}

/* *ret_statement: NULL when it is rejected, and then the report says why; else owned. */
static int check(t2s__binder *binder, const t2s__said *said, const char *what, const char *sql, size_t length,
                 t2s_statement **ret_statement, t2s_error **reterr_error)
{
    const t2s__bind_checks *checks = binder->checks;
    t2s_statement *statement = NULL;
    int code = t2s_statement_check(checks->dialect, binder->bound->catalog, sql, length, checks->validators,
                                   checks->validator_count, &statement, reterr_error);

    *ret_statement = NULL;
    if (code != 0)
        return code;
    if (!t2s_statement_valid(statement))
        report_rejected(binder, said, what, first_error(statement));
    else if (t2s_statement_count(statement) != 1 || strcmp(t2s_statement_kind(statement), "SELECT") != 0)
        t2s__report_add(binder->bound->report, said->place, "sql", NULL, "the SQL of this %s is not one query", what);
    else {
        *ret_statement = statement;
        return 0;
    }
    t2s_statement_free(statement);
    return 0;
}

/* Metrics. */

static void write_quoted(t2s__buffer *sql, const char *name)
{
    t2s__buffer_char(sql, '"');
    for (; *name != '\0'; name++) {
        if (*name == '"')
            t2s__buffer_char(sql, '"');
        t2s__buffer_char(sql, *name);
    }
    t2s__buffer_char(sql, '"');
}

/* A query that is valid when the expression is. */
static void write_query(t2s__buffer *sql, const t2s__said_metric *metric, const t2s_relation *const *relations)
{
    t2s__buffer_text(sql, "SELECT ");
    t2s__buffer_text(sql, metric->sql.text);
    for (size_t i = 0; i < metric->tables.count; i++) {
        t2s__buffer_text(sql, i == 0 ? "\nFROM " : ", ");
        write_quoted(sql, relations[i]->schema);
        t2s__buffer_char(sql, '.');
        write_quoted(sql, relations[i]->name);
    }
}

/* `"revenue", "sales": sum(i.price) over shop.order_items. What came in` */
static void write_meaning(t2s__buffer *text, const t2s__said_metric *metric, const t2s_relation *const *relations)
{
    t2s__buffer_printf(text, "\"%.*s\"", t2s__report_excerpt(metric->name.text), metric->name.text);
    for (size_t i = 0; i < metric->synonyms.count; i++)
        t2s__buffer_printf(text, ", \"%.*s\"", t2s__report_excerpt(metric->synonyms.items[i].text), metric->synonyms.items[i].text);
    t2s__buffer_text(text, ": ");
    t2s__buffer_append(text, metric->sql.text, strnlen(metric->sql.text, TEXT_MAX));
    for (size_t i = 0; i < metric->tables.count; i++)
        t2s__buffer_printf(text, "%s%s.%s", i == 0 ? " over " : ", ", relations[i]->schema, relations[i]->name);
    if (metric->description.text != NULL) {
        t2s__buffer_text(text, ". ");
        t2s__buffer_append(text, metric->description.text, strnlen(metric->description.text, TEXT_MAX));
    }
    t2s__buffer_char(text, '\n');
}

/* A name of the metric leads to its tables, and to the columns that it reads. */
static int bind_name(t2s__binder *binder, const char *name, const t2s__said_metric *metric, const t2s_relation *const *relations,
                     const t2s_statement *statement, t2s__definition *definition)
{
    int code = t2s__definitions_add(&binder->bound->definitions, name, definition);

    for (size_t i = 0; i < metric->tables.count && code == 0; i++)
        code = t2s__bind_phrase(binder, name, relations[i], T2S__PHRASE_WHOLE_RELATION);
    for (size_t i = 0; statement != NULL && i < t2s_statement_column_count(statement) && code == 0; i++) {
        const t2s_relation *relation;
        const t2s_column *column = t2s_statement_column(statement, i, &relation);

        if (t2s__bound_relation(binder, relation) == relation)
            code = t2s__bind_phrase(binder, name, relation, column->index);
    }
    return code;
}

static int bind_names(t2s__binder *binder, const t2s__said_metric *metric, const t2s_relation *const *relations,
                      const t2s_statement *statement)
{
    t2s__buffer text = T2S__BUFFER_INIT;
    t2s__definition *definition;
    int code;

    write_meaning(&text, metric, relations);
    definition = text.failed ? NULL : t2s__definition_new(&binder->bound->definitions, text.data, text.length);
    t2s__buffer_dispose(&text);
    if (definition == NULL)
        return T2S_E_NOMEM;
    code = bind_name(binder, metric->name.text, metric, relations, statement, definition);
    for (size_t i = 0; i < metric->synonyms.count && code == 0; i++)
        code = bind_name(binder, metric->synonyms.items[i].text, metric, relations, statement, definition);
    return code;
}

/* NULL: one of them is not there, or memory is short. */
static const t2s_relation **resolve_tables(t2s__binder *binder, const t2s__said_metric *metric)
{
    const t2s__resolver resolver = {.catalog = binder->bound->catalog, .arena = &binder->scratch, .report = binder->bound->report};
    const t2s_relation **relations = t2s__arena_alloc(&binder->scratch, (metric->tables.count + 1) * sizeof(*relations));

    for (size_t i = 0; i < metric->tables.count && relations != NULL; i++) {
        relations[i] = t2s__resolve_relation(&resolver, &metric->tables.items[i]);
        if (relations[i] == NULL)
            return NULL;
    }
    return relations;
}

static int bind_metric(t2s__binder *binder, const t2s__said_metric *metric, t2s_error **reterr_error)
{
    const t2s_relation **relations = resolve_tables(binder, metric);
    t2s__buffer sql = T2S__BUFFER_INIT;
    t2s_statement *statement = NULL;
    int code;

    if (relations == NULL)
        return binder->bound->report->failed ? T2S_E_NOMEM : 0;
    if (binder->checks->dialect == NULL)
        return bind_names(binder, metric, relations, NULL);
    write_query(&sql, metric, relations);
    code = sql.failed ? T2S_E_NOMEM : check(binder, &metric->sql, "metric", sql.data, sql.length, &statement, reterr_error);
    t2s__buffer_dispose(&sql);
    if (code == 0 && statement != NULL)
        code = bind_names(binder, metric, relations, statement);
    t2s_statement_free(statement);
    return code;
}

int t2s__bind_metrics(t2s__binder *binder, t2s_error **reterr_error)
{
    const t2s_knowledge *knowledge = binder->bound->knowledge;
    int code = 0;

    for (size_t i = 0; i < knowledge->metric_count && code == 0; i++)
        code = bind_metric(binder, &knowledge->metrics[i], reterr_error);
    return code;
}

/* Examples. */

static int note_relations(t2s__binder *binder, const t2s_statement *statement, t2s__example *example)
{
    size_t count = t2s_statement_relation_count(statement);

    example->relations = t2s__arena_alloc(&binder->bound->arena, (count + 1) * sizeof(*example->relations));
    if (example->relations == NULL)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < count; i++) {
        const t2s_relation *relation = t2s_statement_relation(statement, i);

        if (t2s__bound_relation(binder, relation) == relation) /* not one of the system's */
            example->relations[example->relation_count++] = relation;
    }
    return 0;
}

/* `*ret_count` grows if the example is good. */
static int bind_example(t2s__binder *binder, const t2s__said_example *said, t2s__example *example, size_t *ret_count,
                        t2s_error **reterr_error)
{
    t2s_statement *statement = NULL;
    int code = 0;

    *example = (t2s__example){.question = said->question.text, .sql = said->sql.text};
    if (binder->checks->dialect == NULL) {
        ++*ret_count;
        return 0;
    }
    code = check(binder, &said->sql, "example", said->sql.text, strlen(said->sql.text), &statement, reterr_error);
    if (code == 0 && statement != NULL) {
        code = note_relations(binder, statement, example);
        ++*ret_count;
    }
    t2s_statement_free(statement);
    return code;
}

int t2s__bind_examples(t2s__binder *binder, t2s_error **reterr_error)
{
    t2s__bound *bound = binder->bound;
    const t2s_knowledge *knowledge = bound->knowledge;
    t2s__example *items = t2s__arena_alloc(&bound->arena, (knowledge->example_count + 1) * sizeof(*items));
    size_t count = 0;
    int code = items != NULL ? 0 : T2S_E_NOMEM;

    for (size_t i = 0; i < knowledge->example_count && code == 0; i++)
        code = bind_example(binder, &knowledge->examples[i], &items[count], &count, reterr_error);
    return code == 0 ? t2s__examples_index(&bound->examples, items, count, &bound->arena) : code;
}
