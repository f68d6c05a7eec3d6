/* SPDX-License-Identifier: MIT */
/* The operation: find the one fix for the first error, make it, and so on until nothing is wrong. */
#include <text2sql/mend.h>

#include <string.h>

#include "mend/patient.h"
#include "mend/splice.h"
#include "mend/trial.h"
#include "sql/statement.h"
#include "util/error.h"
#include "util/memory.h"

enum { FIXES_MAX = 16, CHECKS_MAX = 64 };

struct mending {
    t2s__checks checks;
    t2s__arena arena;
    const t2s_fix *made[FIXES_MAX]; /* each in the places of the text before it */
    size_t made_count;
};

/* Of two fixes that make the same text one is enough. */
static int is_repeated(const t2s_statement *before, const t2s_fix *fix)
{
    const t2s_diagnostic *finding = t2s__first_error(before);

    for (const t2s_fix *other = finding->fixes; other != NULL && other != fix; other = other->next) {
        const t2s__edit *a = fix->first, *b = other->first;

        while (a != NULL && b != NULL && a->start == b->start && a->length == b->length && strcmp(a->text, b->text) == 0) {
            a = a->next;
            b = b->next;
        }
        if (a == NULL && b == NULL)
            return 1;
    }
    return 0;
}

enum { CANDIDATES_MAX = 4 };

/* The best that was found among the fixes of one rank. */
struct choice {
    const t2s_fix *candidates[CANDIDATES_MAX]; /* those that are as good as it, and it; the first of them */
    const t2s_fix *fix;
    t2s_statement *statement;
    t2s__trial_result result;
    size_t rivals; /* as good */
};

static void consider(struct choice *choice, const t2s_fix *fix, t2s__trial_result result, t2s_statement *statement)
{
    if (result == T2S__TRIAL_FAILS || result < choice->result) {
        t2s_statement_free(statement);
        return;
    }
    if (result == choice->result) {
        if (++choice->rivals < CANDIDATES_MAX)
            choice->candidates[choice->rivals] = fix;
        t2s_statement_free(statement);
        return;
    }
    t2s_statement_free(choice->statement);
    *choice = (struct choice){.candidates = {fix}, .fix = fix, .statement = statement, .result = result};
}

/* `ret_choice->statement` is NULL where there is no fix, or more than one. */
static int choose(struct mending *mending, const t2s_statement *before, const t2s_diagnostic *finding, struct choice *ret_choice)
{
    struct choice choice = {.result = T2S__TRIAL_FAILS};
    int code = 0;

    for (const t2s_fix *fix = finding->fixes; fix != NULL && code == 0; fix = fix->next) {
        t2s__trial_result result;
        t2s_statement *statement;

        if (choice.fix != NULL && choice.fix->rank != fix->rank)
            break;
        if (is_repeated(before, fix))
            continue;
        if (mending->checks.left == 0) { /* what was not tried may fit as well */
            choice.rivals++;
            break;
        }
        code = t2s__trial(&mending->checks, before, finding, fix, &result, &statement);
        if (code == 0)
            consider(&choice, fix, result, statement);
    }
    if (code != 0 || choice.rivals != 0) {
        t2s_statement_free(choice.statement);
        choice.statement = NULL;
    }
    *ret_choice = choice;
    return code;
}

/* Where several fit, who writes the statement anew hears of them. T2S_E_NOMEM. */
static int tell_candidates(const struct choice *choice, t2s_statement *before, t2s_diagnostic *finding)
{
    const char *text = finding->hint != NULL ? finding->hint : "";

    for (size_t i = 0; i <= choice->rivals && i < CANDIDATES_MAX && choice->candidates[i] != NULL && text != NULL; i++)
        text = t2s__arena_printf(t2s__statement_arena(before), "%s%s%s%s", text, i == 0 && text[0] != '\0' ? " " : "",
                                 i == 0 ? "More than one thing fits: " : "; or ", choice->candidates[i]->message);
    if (text == NULL)
        return T2S_E_NOMEM;
    finding->hint = text;
    return 0;
}

/* A copy that outlives the statement for which it was thought of. */
static int remember(struct mending *mending, const t2s_fix *fix)
{
    t2s__fixes fixes;
    t2s_fix *copy;

    t2s__fixes_init(&fixes, &mending->arena);
    copy = t2s__fixes_add(&fixes, fix->rank, fix->name, "%s", fix->message);
    for (const t2s__edit *edit = fix->first; edit != NULL; edit = edit->next)
        t2s__fix_replace(&fixes, copy, edit->start, edit->length, edit->text);
    if (copy != NULL && (copy->code = t2s__arena_strdup(&mending->arena, fix->code)) == NULL)
        fixes.failed = 1;
    mending->made[mending->made_count++] = copy;
    return fixes.failed ? T2S_E_NOMEM : 0;
}

/* One fix further. `ret_statement` NULL: there is none. */
static int step(struct mending *mending, t2s_statement *before, t2s_statement **ret_statement)
{
    t2s_diagnostic *finding = (t2s_diagnostic *)(uintptr_t)t2s__first_error(before);
    struct choice choice;
    t2s__patient patient;
    int code;

    *ret_statement = NULL;
    code = t2s__patient_init(&patient, mending->checks.dialect, mending->checks.catalog, before, finding);
    if (code == 0)
        code = t2s__patient_gather(&patient, finding);
    if (code == 0)
        code = choose(mending, before, finding, &choice);
    if (code == 0 && choice.statement == NULL && choice.rivals != 0 && choice.fix != NULL)
        code = tell_candidates(&choice, before, finding);
    if (code != 0 || choice.statement == NULL)
        return code;
    code = remember(mending, choice.fix);
    if (code != 0)
        t2s_statement_free(choice.statement);
    else
        *ret_statement = choice.statement;
    return code;
}

/* The fixes with the places of the given text. */
static int tell(struct mending *mending, const t2s_statement *original, t2s_statement *mended)
{
    const char *sql = t2s_statement_sql(original);
    t2s__fixes fixes;

    t2s__fixes_init(&fixes, &mending->arena);
    for (size_t i = 0; i < mending->made_count; i++) {
        const t2s_fix *made = mending->made[i];
        t2s_fix *fix = t2s__fixes_add(&fixes, made->rank, made->name, "%s", made->message);

        if (fix != NULL)
            fix->code = made->code;
        for (const t2s__edit *edit = made->first; edit != NULL; edit = edit->next) {
            size_t start = edit->start, end = edit->start + edit->length;

            for (size_t before = i; before-- > 0;) {
                start = t2s__splice_back(mending->made[before], start, 0);
                end = t2s__splice_back(mending->made[before], end, edit->length != 0);
            }
            t2s__fix_replace(&fixes, fix, start, end > start ? end - start : 0, edit->text);
        }
    }
    return fixes.failed ? T2S_E_NOMEM : t2s__statement_set_fixes(mended, sql, strlen(sql), fixes.first);
}

/* `statement` is replaced when it could be mended. */
static int mend(struct mending *mending, t2s_statement **statement)
{
    t2s_statement *original = *statement, *now = original, *next;
    int code = 0;

    while (!t2s_statement_valid(now) && mending->made_count < FIXES_MAX) {
        code = step(mending, now, &next);
        if (code != 0 || next == NULL)
            break;
        if (now != original)
            t2s_statement_free(now);
        now = next;
    }
    if (code == 0 && now != original && t2s_statement_valid(now))
        code = tell(mending, original, now);
    if (code == 0 && now != original && t2s_statement_valid(now)) {
        t2s_statement_free(original);
        *statement = now;
    } else if (now != original)
        t2s_statement_free(now);
    return code;
}

/* What is longer than people write is not worth the time. */
static int is_mendable(const t2s_statement *statement, size_t length)
{
    enum { LENGTH_MAX = 64 * 1024 };

    return !t2s_statement_valid(statement) && !t2s__is_refused(statement) && length <= LENGTH_MAX &&
           strlen(t2s_statement_sql(statement)) == length;
}

int t2s_statement_mend(t2s_dialect *dialect, t2s_catalog *catalog, const char *sql, size_t length, t2s_validator *const *validators,
                       size_t validator_count, t2s_statement **ret_statement, t2s_error **reterr_error)
{
    struct mending mending = {.checks = {dialect, catalog, validators, validator_count, CHECKS_MAX}};
    t2s_statement *statement = NULL;
    int code;

    if (ret_statement == NULL)
        return t2s__fail(reterr_error, T2S_E_INVALID, "t2s_statement_mend() needs a place for the statement");
    code = t2s_statement_check(dialect, catalog, sql, length, validators, validator_count, &statement, reterr_error);
    if (code != 0)
        return code;
    if (is_mendable(statement, length)) {
        t2s__arena_init(&mending.arena, 4096);
        code = mend(&mending, &statement);
        t2s__arena_dispose(&mending.arena);
    }
    if (code != 0) {
        t2s_statement_free(statement);
        return code == T2S_E_NOMEM ? t2s__fail_nomem(reterr_error)
                                   : t2s__fail(reterr_error, code, "the statement could not be mended: %s", t2s_strerror(code));
    }
    *ret_statement = statement;
    return 0;
}
