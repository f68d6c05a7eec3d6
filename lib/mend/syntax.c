/* SPDX-License-Identifier: MIT */
/* What PostgreSQL cannot parse, and what it parses as something that was not meant, for its form. */
#include "mend/foreign.h"

#include <string.h>

#include <text2sql/diagnostic.h>

static int is_code(const t2s__patient *patient, const char *code)
{
    return strcmp(t2s_diagnostic_code(patient->finding), code) == 0;
}

static int has_code_of_names(const t2s__patient *patient)
{
    return is_code(patient, "42703") || is_code(patient, "42P01") || is_code(patient, "42883") || is_code(patient, "42704") ||
           is_code(patient, "42809");
}

void t2s__gather_syntax(const t2s__patient *patient, t2s__fixes *fixes)
{
    if (is_code(patient, "42601")) {
        t2s__gather_excerpt(patient, fixes);
        t2s__gather_lexis(patient, fixes);
        t2s__gather_entities(patient, fixes);
        t2s__gather_spaced(patient, fixes);
        t2s__gather_words(patient, fixes);
        t2s__gather_clauses(patient, fixes);
        t2s__gather_aggregates(patient, fixes);
    } else if (has_code_of_names(patient)) {
        t2s__gather_lexis(patient, fixes);
        t2s__gather_entities(patient, fixes);
        t2s__gather_spaced(patient, fixes);
        t2s__gather_words(patient, fixes);
        if (is_code(patient, "42883")) {
            t2s__gather_tops(patient, fixes);
            t2s__gather_aggregates(patient, fixes);
        }
    }
}
