/* SPDX-License-Identifier: MIT */
/* A fix on trial: made on a copy, which is checked as a whole. */
#ifndef T2S_MEND_TRIAL_H
#define T2S_MEND_TRIAL_H

#include <text2sql/statement.h>

#include "sql/diagnostic.h"
#include "sql/fix.h"

/* How a text is checked, and how often it may still be. */
typedef struct t2s__checks {
    t2s_dialect *dialect;
    t2s_catalog *catalog;
    t2s_validator *const *validators;
    size_t validator_count;
    unsigned left;
} t2s__checks;

typedef enum t2s__trial_result {
    T2S__TRIAL_FAILS, /* what was wrong is still wrong, or something else is wrong at the same place, or it is refused on principle */
    T2S__TRIAL_GOES_ON, /* that is no longer wrong, but other things are that could not be seen before */
    T2S__TRIAL_FITS   /* that is no longer wrong, and nothing is that was not before */
} t2s__trial_result;

/* `ret_statement` is the one with the fix made; NULL where it fails. Errors as of t2s_statement_check(). */
int t2s__trial(t2s__checks *checks, const t2s_statement *before, const t2s_diagnostic *finding, const t2s_fix *fix,
               t2s__trial_result *ret_result, t2s_statement **ret_statement);

/* The first error among the diagnostics, or NULL. */
const t2s_diagnostic *t2s__first_error(const t2s_statement *statement);

/* Whether one of them refuses on principle. */
int t2s__is_refused(const t2s_statement *statement);

#endif
