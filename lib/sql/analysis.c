/* SPDX-License-Identifier: MIT */
#include "sql/analysis.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "sql/type_rules.h"
#include "util/utf8.h"

enum { FINDINGS_MAX = 64 }; /* who has so many does not read the rest */

void *t2s__analysis_alloc(t2s__analysis *analysis, size_t size)
{
    void *memory = t2s__arena_alloc(analysis->arena, size);

    if (memory == NULL)
        analysis->code = T2S_E_NOMEM;
    return memory;
}

int t2s__analysis_grow(t2s__analysis *analysis, void **items, size_t count, size_t *capacity, size_t size)
{
    size_t larger = *capacity != 0 ? *capacity * 2 : 4;
    void *moved;

    if (count < *capacity)
        return 0;
    moved = t2s__analysis_alloc(analysis, larger * size);
    if (moved == NULL)
        return -1;
    if (count != 0)
        memcpy(moved, *items, count * size);
    *items = moved;
    *capacity = larger;
    return 0;
}

void t2s__analysis_find(t2s__analysis *analysis, const char *code, int position, const char *hint, const char *format, ...)
{
    t2s_diagnostic finding = {.severity = T2S_SEVERITY_ERROR, .position = position, .code = code, .hint = hint, .rule = "names"};
    char text[512];
    va_list arguments;

    if (analysis->catalog == NULL || analysis->quiet)
        return;
    if (analysis->rules->translate != NULL) {
        finding.code = analysis->rules->translate(analysis, code, &format);
        if (finding.code == NULL)
            return;
    }
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    /* What was cut off may have ended inside a character. */
    text[t2s__utf8_check(text, strlen(text))] = '\0';
    finding.message = t2s__arena_strdup(analysis->arena, text);
    if (finding.message == NULL ||
        t2s__diagnostics_add(&analysis->findings, analysis->arena, analysis->sql, analysis->length, finding) != 0)
        analysis->code = T2S_E_NOMEM;
    analysis->quiet = analysis->findings.count >= FINDINGS_MAX;
}

static void outermost(t2s__analysis *analysis, const t2s_node *query)
{
    t2s__outputs outputs = {0};
    const t2s_node *limit = t2s__node_first(query, T2S_SLOT_QUERY_LIMIT);

    t2s__query(analysis, NULL, query, NULL, &outputs);
    if (analysis->outputs != NULL)
        return;
    analysis->has_limit = limit != NULL && (limit->flags & T2S_NODE_F_NULL) == 0; /* LIMIT ALL is none */
    analysis->has_order = query->last[T2S_SLOT_QUERY_ORDER] != NULL;
    analysis->outputs = t2s__analysis_alloc(analysis, (outputs.count + 1) * sizeof(*analysis->outputs));
    analysis->output_types = t2s__analysis_alloc(analysis, (outputs.count + 1) * sizeof(*analysis->output_types));
    if (analysis->outputs == NULL || analysis->output_types == NULL || outputs.is_open)
        return;
    for (size_t i = 0; i < outputs.count; i++) {
        analysis->outputs[i] = outputs.vars[i].name != NULL ? outputs.vars[i].name : "";
        analysis->output_types[i] = analysis->rules->written_type(analysis, outputs.vars[i].type);
    }
    analysis->output_count = outputs.count;
}

int t2s__analyze(t2s__analysis *analysis)
{
    analysis->flags = t2s_dialect_flags(analysis->dialect);
    analysis->rules = t2s__rules_of(analysis->flags);
    analysis->has_types = (analysis->flags & T2S_DIALECT_F_POSTGRES_TYPES) != 0 && analysis->catalog != NULL &&
                          t2s__catalog_has_conversions(analysis->catalog);
    analysis->kind = "";
    analysis->knows_functions = -1;
    t2s__map_init(&analysis->written, analysis->arena);
    t2s__map_init(&analysis->functions, analysis->arena);
    for (const t2s__tree_statement *statement = analysis->tree->first; statement != NULL; statement = statement->next) {
        const t2s_node *node = statement->node;

        if (statement == analysis->tree->first)
            analysis->kind = node->kind == T2S_NODE_QUERY ? "SELECT" : node->text != NULL ? node->text : "?";
        if (node->kind == T2S_NODE_QUERY)
            outermost(analysis, node);
        else
            t2s__command(analysis, NULL, node);
    }
    return analysis->code;
}
