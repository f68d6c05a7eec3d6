/* SPDX-License-Identifier: MIT */
/* A query with text before it or behind it: fences, labels, explanations. */
#include "mend/foreign.h"

#include <string.h>

#include "dialect/excerpt.h"

void t2s__gather_excerpt(const t2s__patient *patient, t2s__fixes *fixes)
{
    t2s__excerpt found;
    t2s_fix *fix;
    size_t start, end;

    t2s__excerpt_find(patient->sql, patient->length, &found);
    if (found.count != 1)
        return;
    start = (size_t)(found.text - patient->sql);
    if (patient->sql[strspn(patient->sql, " \t\r\n")] == '#') /* a comment or a heading: t2s__gather_lexis() knows what to do */
        return;
    end = start + found.length;
    if (start == 0 && end == patient->length)
        return;
    fix = t2s__fixes_add(fixes, T2S__FIX_SAME, "extracted", "The query was taken out of the text around it.");
    if (start != 0)
        t2s__fix_edit(fixes, fix, 0, start, "", 0);
    if (end != patient->length)
        t2s__fix_edit(fixes, fix, end, patient->length - end, "", 0);
}
