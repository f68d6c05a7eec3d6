/* SPDX-License-Identifier: MIT */
#include "mend/trial.h"

#include <string.h>

#include <text2sql/error.h>

#include "mend/splice.h"
#include "mend/vacuous.h"

static int is_error(const t2s_diagnostic *diagnostic)
{
    return diagnostic->severity == T2S_SEVERITY_ERROR;
}

const t2s_diagnostic *t2s__first_error(const t2s_statement *statement)
{
    for (size_t i = 0; i < t2s_statement_diagnostic_count(statement); i++)
        if (is_error(t2s_statement_diagnostic(statement, i)))
            return t2s_statement_diagnostic(statement, i);
    return NULL;
}

int t2s__is_refused(const t2s_statement *statement)
{
    for (size_t i = 0; i < t2s_statement_diagnostic_count(statement); i++)
        if (t2s_diagnostic_is_refusal(t2s_statement_diagnostic(statement, i)))
            return 1;
    return 0;
}

static int is_syntax(const t2s_diagnostic *diagnostic)
{
    return strcmp(diagnostic->rule, "syntax") == 0;
}

/* Whether a place of the old text is one that is replaced. */
static int is_replaced(const t2s_fix *fix, size_t position)
{
    for (const t2s__edit *edit = fix->first; edit != NULL; edit = edit->next)
        if (position >= edit->start && position < edit->start + edit->length)
            return 1;
    return 0;
}

static int is_same_place(const t2s_fix *fix, const t2s_diagnostic *old, const t2s_diagnostic *error)
{
    if (old->position < 0 || error->position < 0)
        return old->position < 0 && error->position < 0;
    if (t2s__splice_forward(fix, (size_t)old->position) == (size_t)error->position)
        return 1;
    return is_replaced(fix, (size_t)old->position) && t2s__splice_touches(fix, (size_t)error->position) &&
           strcmp(old->message, error->message) == 0;
}

/* Whether an error of the new text is one that the old text had, at the same place. */
static int was_there(const t2s_statement *before, const t2s_diagnostic *finding, const t2s_fix *fix, const t2s_diagnostic *error)
{
    for (size_t i = 0; i < t2s_statement_diagnostic_count(before); i++) {
        const t2s_diagnostic *old = t2s_statement_diagnostic(before, i);

        if (old == finding || !is_error(old) || strcmp(old->code, error->code) != 0)
            continue;
        if (is_same_place(fix, old, error))
            return 1;
    }
    return 0;
}

/* Does a syntax error stand where, or before where, the one was that the fix is for? What was taken out may have been in the way of the next. */
static int is_no_further(const t2s_diagnostic *finding, const t2s_fix *fix, const t2s_diagnostic *error)
{
    size_t place = t2s__splice_forward(fix, (size_t)finding->position);

    for (const t2s__edit *edit = fix->first; edit != NULL; edit = edit->next)
        if (edit->text[0] == '\0' && (size_t)finding->position >= edit->start &&
            (size_t)finding->position < edit->start + edit->length)
            return (size_t)error->position < place;
    return (size_t)error->position <= place;
}

/* Whether an error of the new text says that the fix was none. */
static int is_against(const t2s_diagnostic *finding, const t2s_fix *fix, const t2s_diagnostic *error)
{
    if (is_syntax(error)) /* one further on can be mended in its turn */
        return !is_syntax(finding) || finding->position < 0 || error->position < 0 || is_no_further(finding, fix, error);
    if (is_syntax(finding)) /* what can be parsed now may be wrong in other ways, and those come next */
        return 0;
    if (error->position >= 0 && t2s__splice_touches(fix, (size_t)error->position))
        return 1;
    return strcmp(error->code, finding->code) == 0 && strcmp(error->message, finding->message) == 0 &&
           (finding->position < 0 ||
            (error->position >= 0 && t2s__splice_forward(fix, (size_t)finding->position) == (size_t)error->position));
}

static t2s__trial_result compare(const t2s_statement *before, const t2s_diagnostic *finding, const t2s_fix *fix,
                                 const t2s_statement *after)
{
    t2s__trial_result result = T2S__TRIAL_FITS;

    for (size_t i = 0; i < t2s_statement_diagnostic_count(after); i++) {
        const t2s_diagnostic *error = t2s_statement_diagnostic(after, i);

        if (!is_error(error) || was_there(before, finding, fix, error))
            continue;
        if (is_against(finding, fix, error))
            return T2S__TRIAL_FAILS;
        result = T2S__TRIAL_GOES_ON;
    }
    return result;
}

int t2s__trial(t2s__checks *checks, const t2s_statement *before, const t2s_diagnostic *finding, const t2s_fix *fix,
               t2s__trial_result *ret_result, t2s_statement **ret_statement)
{
    const char *sql = t2s_statement_sql(before);
    t2s__buffer text = T2S__BUFFER_INIT;
    t2s_statement *after = NULL;
    int code = 0, is_vacuous = 0;

    *ret_result = T2S__TRIAL_FAILS;
    *ret_statement = NULL;
    if (checks->left == 0 || !t2s__splice(fix, sql, strlen(sql), &text))
        goto out;
    if (text.failed) {
        code = T2S_E_NOMEM;
        goto out;
    }
    checks->left--;
    code = t2s_statement_check(checks->dialect, checks->catalog, t2s__buffer_string(&text), text.length, checks->validators,
                               checks->validator_count, &after, NULL);
    if (code != 0 || t2s__is_refused(after))
        goto out;
    *ret_result = compare(before, finding, fix, after);
    if (*ret_result != T2S__TRIAL_FAILS)
        code = t2s__is_vacuous(after, fix, &is_vacuous);
    if (is_vacuous)
        *ret_result = T2S__TRIAL_FAILS;
    if (code != 0 || *ret_result == T2S__TRIAL_FAILS)
        goto out;
    *ret_statement = after;
    after = NULL;
out:
    t2s_statement_free(after);
    t2s__buffer_dispose(&text);
    return code;
}
