/* SPDX-License-Identifier: MIT */
/* What is told to whoever writes the statement anew, where nothing says exactly the same. */
#include "mend/foreign.h"

#include <string.h>

#include <text2sql/diagnostic.h>

#include "mend/tokens.h"

static const struct {
    const char *name;
    const char *hint;
} functions[] = {
    {"add_months", "PostgreSQL has no ADD_MONTHS: add an interval, as in date + INTERVAL '1 month'."},
    {"approx_distinct", "PostgreSQL has no APPROX_DISTINCT: count(DISTINCT x) counts exactly."},
    {"approx_count_distinct", "PostgreSQL has no APPROX_COUNT_DISTINCT: count(DISTINCT x) counts exactly."},
    {"date_diff", "PostgreSQL has no DATE_DIFF: subtract dates for days, or take EXTRACT from age(to, from)."},
    {"datediff", "PostgreSQL has no DATEDIFF: subtract dates for days, or take EXTRACT from age(to, from)."},
    {"dayname", "PostgreSQL has no DAYNAME: to_char(date, 'FMDay') gives the name."},
    {"dayofweek", "PostgreSQL has no DAYOFWEEK: EXTRACT(DOW FROM date) counts from Sunday, 0; ISODOW from Monday, 1."},
    {"decode", "PostgreSQL has no DECODE of values: use CASE."},
    {"json_extract", "PostgreSQL has no JSON_EXTRACT: json -> 'key' gives JSON, json ->> 'key' text."},
    {"max_by", "PostgreSQL has no MAX_BY: use DISTINCT ON, or ORDER BY with LIMIT 1 in a subquery."},
    {"min_by", "PostgreSQL has no MIN_BY: use DISTINCT ON, or ORDER BY with LIMIT 1 in a subquery."},
    {"arg_max", "PostgreSQL has no ARG_MAX: use DISTINCT ON, or ORDER BY with LIMIT 1 in a subquery."},
    {"arg_min", "PostgreSQL has no ARG_MIN: use DISTINCT ON, or ORDER BY with LIMIT 1 in a subquery."},
    {"monthname", "PostgreSQL has no MONTHNAME: to_char(date, 'FMMonth') gives the name."},
    {"months_between", "PostgreSQL has no MONTHS_BETWEEN: take EXTRACT of years and months from age(to, from)."},
    {"printf", "PostgreSQL has no printf: use format(), to_char() or round()."},
    {"strftime", "PostgreSQL has no strftime: use to_char(date, format) or EXTRACT."},
    {"stuff", "PostgreSQL has no STUFF: use overlay()."},
    {"substring_index", "PostgreSQL has no SUBSTRING_INDEX: use split_part()."},
    {"try_cast", "PostgreSQL has no TRY_CAST: test the text in a CASE before the cast."},
    {"safe_cast", "PostgreSQL has no SAFE_CAST: test the text in a CASE before the cast."},
    {"typeof", "PostgreSQL has no typeof: pg_typeof(x) gives PostgreSQL's name of the type."},
    {"week", "PostgreSQL has no WEEK: EXTRACT(WEEK FROM date) gives the ISO week."},
};

static const char *hint_for_function(const t2s__patient *patient)
{
    for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++)
        if (t2s__is_word(patient, patient->at, functions[i].name) && t2s__is_char(patient, patient->at + 1, '('))
            return functions[i].hint;
    return NULL;
}

const char *t2s__foreign_hint(const t2s__patient *patient)
{
    const char *message = t2s_diagnostic_message(patient->finding);

    if (patient->is_presto)
        return t2s__presto_hint(patient);
    if (patient->ailment == T2S__AILS_FUNCTION)
        return hint_for_function(patient);
    if (patient->ailment != T2S__AILS_SYNTAX)
        return NULL;
    if (strstr(message, "at end of input") != NULL || strncmp(message, "unterminated ", 13) == 0)
        return "The statement is cut off, or a quote or parenthesis is not closed: write the whole statement again.";
    if (t2s__is_word(patient, patient->at, "qualify"))
        return "PostgreSQL has no QUALIFY: compute the window function in a subquery and filter it outside.";
    if (t2s__is_one_of(patient, patient->at, "regexp rlike"))
        return "PostgreSQL has ~ for REGEXP, and ~* where case does not matter.";
    if (t2s__is_word(patient, patient->at, "pivot"))
        return "PostgreSQL has no PIVOT: use aggregates with FILTER (WHERE ...).";
    return NULL;
}
