/* SPDX-License-Identifier: MIT */
/* What the gatherers see, and who they are. */
#include "mend/patient.h"

#include <string.h>

#include <text2sql/error.h>

#include "mend/foreign.h"
#include "sql/statement.h"

/* A token takes at least a byte, and tokens of one byte are rare. */
static t2s__token *scan(t2s__patient *patient, t2s__arena *arena)
{
    size_t capacity = 32 + patient->length / 3;
    t2s__token *tokens = t2s__arena_alloc(arena, capacity * sizeof(*tokens));
    t2s__scanner scanner;
    t2s__token token;

    t2s__scanner_init(&scanner, patient->sql, patient->length);
    do {
        token = t2s__scanner_next(&scanner);
        if (tokens != NULL && patient->token_count == capacity) {
            t2s__token *larger = t2s__arena_alloc(arena, capacity * 2 * sizeof(*tokens));

            if (larger != NULL)
                memcpy(larger, tokens, capacity * sizeof(*tokens));
            tokens = larger;
            capacity *= 2;
        }
        if (tokens != NULL)
            tokens[patient->token_count++] = token;
    } while (token.kind != T2S__TOKEN_END && tokens != NULL);
    patient->token_count -= tokens != NULL;
    return tokens;
}

size_t t2s__patient_at(const t2s__patient *patient, int position)
{
    size_t low = 0, high = patient->token_count;

    if (position < 0)
        return patient->token_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (patient->tokens[middle].start + patient->tokens[middle].length <= (size_t)position)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int t2s__patient_init(t2s__patient *patient, t2s_dialect *dialect, t2s_catalog *catalog, t2s_statement *statement,
                      const t2s_diagnostic *finding)
{
    *patient = (t2s__patient){.dialect = dialect, .catalog = catalog, .statement = statement, .finding = finding};
    patient->sql = t2s_statement_sql(statement);
    patient->length = strlen(patient->sql);
    patient->tokens = scan(patient, t2s__statement_arena(statement));
    if (patient->tokens == NULL)
        return T2S_E_NOMEM;
    patient->at = t2s__patient_at(patient, finding->position);
    return 0;
}

/* By rank; within a rank as they were offered. */
static void insert(t2s_fix **list, t2s_fix *fix)
{
    while (*list != NULL && (*list)->rank <= fix->rank)
        list = &(*list)->next;
    fix->next = *list;
    *list = fix;
}

int t2s__patient_gather(const t2s__patient *patient, t2s_diagnostic *finding)
{
    static t2s__gather_fn *const gatherers[] = {
        t2s__gather_casts,
        t2s__gather_comparisons,
        t2s__gather_grouping,
        t2s__gather_grouping_closed,
        t2s__gather_quotes,
        t2s__gather_syntax,
        t2s__gather_idioms,
        t2s__gather_joins,
        t2s__gather_no_from,
        t2s__gather_keyed_table,
    };
    t2s__fixes fixes;
    t2s_fix *list = NULL;
    const char *hint;

    t2s__fixes_init(&fixes, t2s__statement_arena((t2s_statement *)(uintptr_t)patient->statement));
    for (size_t i = 0; i < sizeof(gatherers) / sizeof(gatherers[0]); i++)
        gatherers[i](patient, &fixes);
    if (fixes.failed)
        return T2S_E_NOMEM;
    for (t2s_fix *fix = finding->fixes, *next; fix != NULL; fix = next) {
        next = fix->next;
        insert(&list, fix);
    }
    for (t2s_fix *fix = fixes.first, *next; fix != NULL; fix = next) {
        next = fix->next;
        fix->code = finding->code;
        insert(&list, fix);
    }
    finding->fixes = list;
    hint = t2s__foreign_hint(patient);
    if (hint != NULL)
        finding->hint = hint;
    return 0;
}
