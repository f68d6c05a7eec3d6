/* SPDX-License-Identifier: MIT */
/* What PostgreSQL cannot parse, and what it parses as something that was not meant, for its form. */
#include "mend/foreign.h"

#include <string.h>

#include <text2sql/diagnostic.h>

static int is_of_names(const t2s__patient *patient)
{
    return patient->ailment == T2S__AILS_COLUMN || patient->ailment == T2S__AILS_TABLE || patient->ailment == T2S__AILS_FUNCTION ||
           patient->ailment == T2S__AILS_TYPE || strcmp(t2s_diagnostic_code(patient->finding), "42809") == 0;
}

void t2s__gather_syntax(const t2s__patient *patient, t2s__fixes *fixes)
{
    if (patient->ailment == T2S__AILS_SYNTAX) {
        t2s__gather_excerpt(patient, fixes);
        t2s__gather_lexis(patient, fixes);
        t2s__gather_entities(patient, fixes);
        t2s__gather_spaced(patient, fixes);
        t2s__gather_words(patient, fixes);
        t2s__gather_clauses(patient, fixes);
        if (!patient->is_presto)
            t2s__gather_aggregates(patient, fixes);
    } else if (is_of_names(patient)) {
        t2s__gather_lexis(patient, fixes);
        t2s__gather_entities(patient, fixes);
        t2s__gather_spaced(patient, fixes);
        t2s__gather_words(patient, fixes);
        if (patient->ailment == T2S__AILS_FUNCTION) {
            t2s__gather_tops(patient, fixes);
            if (!patient->is_presto)
                t2s__gather_aggregates(patient, fixes);
        }
    }
}
