/* SPDX-License-Identifier: MIT */
#include "differential.h"

#include <stdlib.h>
#include <string.h>

#include <text2sql/diagnostic.h>
#include <text2sql/statement.h>

enum { CAUSE = 80 };

static const char *const names[DIFFERENCES] = {"the same", "rejected here alone", "accepted here alone", "of another kind", "rejected at another place"};

int differential_start(struct differential *ret_differential, const char *flavour, const char *java_option)
{
    int code;

    memset(ret_differential, 0, sizeof(*ret_differential));
    ret_differential->oracle = oracle_start(flavour, java_option);
    if (ret_differential->oracle == NULL)
        return 1;
    code = strcmp(flavour, "trino") == 0 ? t2s_trino_dialect_new(&ret_differential->dialect) : t2s_presto_dialect_new(&ret_differential->dialect);
    if (code != 0)
        abort();
    ret_differential->shrink_max = FINDINGS;
    return 0;
}

void differential_end(struct differential *differential)
{
    for (size_t i = 0; i < differential->finding_count; i++)
        free(differential->findings[i].text);
    oracle_stop(differential->oracle);
    t2s_dialect_unref(differential->dialect);
}

/* Columns count characters, as the engines do. */
static void place_of(const char *text, int position, oracle_verdict *ret)
{
    ret->line = 1;
    ret->column = 1;
    for (int i = 0; i < position && text[i] != '\0'; i++) {
        if (text[i] == '\n') {
            ret->line++;
            ret->column = 1;
        } else if (((unsigned char)text[i] & 0xC0) != 0x80) {
            ret->column++;
        }
    }
}

static void judge_here(t2s_dialect *dialect, const char *text, oracle_verdict *ret)
{
    t2s_statement *statement = NULL;

    memset(ret, 0, sizeof(*ret));
    if (t2s_statement_check(dialect, NULL, text, strlen(text), NULL, 0, &statement, NULL) != 0)
        abort();
    ret->accepts = t2s_statement_valid(statement);
    if (ret->accepts) {
        snprintf(ret->said, sizeof(ret->said), "%s", strcmp(t2s_statement_kind(statement), "SELECT") == 0 ? "Query" : t2s_statement_kind(statement));
    } else {
        const t2s_diagnostic *diagnostic = t2s_statement_diagnostic(statement, 0);

        snprintf(ret->said, sizeof(ret->said), "%s", t2s_diagnostic_message(diagnostic));
        place_of(text, t2s_diagnostic_position(diagnostic), ret);
    }
    t2s_statement_free(statement);
}

static int is_query(const oracle_verdict *verdict)
{
    return strcmp(verdict->said, "Query") == 0;
}

static enum difference compare(const oracle_verdict *here, const oracle_verdict *there)
{
    if (here->accepts != there->accepts)
        return here->accepts ? ACCEPTED_HERE : REJECTED_HERE;
    if (here->accepts)
        return is_query(here) == is_query(there) ? SAME : OTHER_KIND;
    return there->line == 0 || (here->line == there->line && here->column == there->column) ? SAME : OTHER_PLACE;
}

static enum difference judge_one(struct differential *differential, int with_places, const char *text)
{
    oracle_verdict here, there;

    judge_here(differential->dialect, text, &here);
    oracle_judge(differential->oracle, with_places, &text, 1, &there);
    return compare(&here, &there);
}

/* The text without the tokens from `from` to before `to`. */
static char *without(const char *text, const span *tokens, size_t from, size_t to)
{
    char *rest = malloc(strlen(text) + 2);
    size_t end = tokens[to - 1].start + tokens[to - 1].length;

    if (rest == NULL)
        abort();
    sprintf(rest, "%.*s %s", (int)tokens[from].start, text, text + end);
    return rest;
}

/* Leave out what can be left out with the difference still there: half of it, quarters, ... single tokens. Frees the text. */
static char *shrink(struct differential *differential, char *text, enum difference difference)
{
    size_t count, again = 1;
    span *tokens = text_tokens(text, &count);

    for (size_t size = count / 2; size >= 1; size = again && size == 1 ? 1 : size / 2) {
        again = 0;
        for (size_t at = 0; at + size <= count && count > 1;) {
            char *less = without(text, tokens, at, at + size);

            if (judge_one(differential, difference == OTHER_PLACE, less) == difference) {
                free(text);
                free(tokens);
                text = less;
                tokens = text_tokens(text, &count);
                again = 1;
            } else {
                free(less);
                at += size;
            }
        }
    }
    free(tokens);
    return text;
}

/* One blank, or none, between tokens. */
static char *tidy(char *text)
{
    size_t count;
    span *tokens = text_tokens(text, &count);
    char *to = malloc(strlen(text) + 1), *at = to;

    if (to == NULL)
        abort();
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && tokens[i].start > tokens[i - 1].start + tokens[i - 1].length)
            *at++ = ' ';
        memcpy(at, text + tokens[i].start, tokens[i].length);
        at += tokens[i].length;
    }
    *at = '\0';
    free(tokens);
    free(text);
    return to;
}

static void note(struct differential *differential, const char *text, enum difference difference)
{
    char *copy;

    if (differential->shrunk >= differential->shrink_max || differential->finding_count == FINDINGS)
        return;
    differential->shrunk++;
    copy = strdup(text);
    if (copy == NULL)
        abort();
    copy = shrink(differential, copy, difference);
    copy = tidy(copy);
    for (size_t i = 0; i < differential->finding_count; i++)
        if (differential->findings[i].difference == difference && strcasecmp(differential->findings[i].text, copy) == 0) {
            differential->findings[i].times++;
            free(copy);
            return;
        }
    differential->findings[differential->finding_count++] = (struct finding){copy, difference, 1};
}

static void count(struct differential *differential, const oracle_verdict *there)
{
    differential->judged++;
    if (!there->accepts)
        differential->rejected++;
    else if (is_query(there))
        differential->queries++;
    else
        differential->others++;
}

void differential_judge(struct differential *differential, int with_places, const struct texts *texts)
{
    oracle_verdict *there = calloc(texts->count + 1, sizeof(*there)), here;

    if (there == NULL)
        abort();
    oracle_judge(differential->oracle, with_places, (const char *const *)texts->items, texts->count, there);
    for (size_t i = 0; i < texts->count; i++) {
        enum difference difference;

        judge_here(differential->dialect, texts->items[i], &here);
        difference = compare(&here, &there[i]);
        count(differential, &there[i]);
        differential->found[difference]++;
        if (difference != SAME)
            note(differential, texts->items[i], difference);
    }
    free(there);
}

void differential_generate(struct differential *differential, uint64_t seed, size_t count, struct texts *ret_texts)
{
    static const struct {
        const char *rule, *before, *after;
        int tokens;
    } ways[] = {{"query", "", "", 25},          {"query", "", "", 60},
                {"expression", "SELECT ", "", 12}, {"relation", "SELECT * FROM ", "", 25},
                {"statement", "", "", 25},      {"primaryExpression", "SELECT ", "", 20},
                {"expression", "SELECT ", "", 40}, {"relationPrimary", "SELECT 1 FROM ", "", 25},
                {"querySpecification", "", "", 40}, {"type", "SELECT CAST(a AS ", ")", 8}};
    enum { WAYS = sizeof(ways) / sizeof(ways[0]) };

    for (size_t way = 0; way < WAYS; way++) {
        size_t share = count / WAYS;
        char **made = calloc(share + 1, sizeof(*made));

        if (made == NULL)
            abort();
        oracle_generate(differential->oracle, seed * WAYS + way, ways[way].tokens, ways[way].rule, share, made);
        for (size_t i = 0; i < share; i++) {
            size_t room = strlen(made[i]) + 32;
            char *text = malloc(room);

            if (text == NULL)
                abort();
            snprintf(text, room, "%s%s%s", ways[way].before, made[i], ways[way].after);
            texts_add(ret_texts, text);
            free(made[i]);
        }
        free(made);
    }
}

static int shorter(const void *a, const void *b)
{
    const struct finding *one = a, *other = b;

    if (one->difference != other->difference)
        return (int)one->difference - (int)other->difference;
    return (strlen(one->text) > strlen(other->text)) - (strlen(one->text) < strlen(other->text));
}

/* What is said of it by whoever rejects it, without the words of the text. */
static void cause_of(const struct finding *finding, const oracle_verdict *here, const oracle_verdict *there, char cause[CAUSE])
{
    const char *said = finding->difference == REJECTED_HERE ? here->said : there->said;
    size_t length = 0;
    int quoted = 0, expected = 0;

    for (; *said != '\0' && length < CAUSE - 1; said++) {
        quoted ^= *said == '\'';
        expected |= *said == 'E';
        if (!quoted || expected)
            cause[length++] = *said;
    }
    cause[length] = '\0';
}

/* 0: something with the same cause was shown before. */
static int print_finding(struct differential *differential, FILE *to, const struct finding *finding, char (*causes)[CAUSE], size_t cause_count)
{
    oracle_verdict here, there;
    const char *text = finding->text;

    judge_here(differential->dialect, text, &here);
    oracle_judge(differential->oracle, 1, &text, 1, &there);
    cause_of(finding, &here, &there, causes[cause_count]);
    for (size_t i = 0; i < cause_count; i++)
        if (strcmp(causes[i], causes[cause_count]) == 0)
            return 0;
    fprintf(to, "  %s\n", text);
    fprintf(to, "      here:  %s %d:%d %s\n", here.accepts ? "ok" : "error", here.line, here.column, here.said);
    fprintf(to, "      there: %s %d:%d %s\n", there.accepts ? "ok" : "error", there.line, there.column, there.said);
    return 1;
}

void differential_report(struct differential *differential, FILE *to, size_t examples)
{
    static char causes[FINDINGS][CAUSE];

    examples = examples < FINDINGS ? examples : FINDINGS - 1;
    fprintf(to, "%s: %zu texts, for it %zu queries, %zu other statements, %zu errors; the same %zu (%.3f %%)", oracle_version(differential->oracle),
            differential->judged, differential->queries, differential->others, differential->rejected,
            differential->found[SAME] + differential->found[OTHER_PLACE],
            100.0 * (double)(differential->found[SAME] + differential->found[OTHER_PLACE]) / (double)(differential->judged + !differential->judged));
    for (int i = SAME + 1; i < DIFFERENCES; i++)
        fprintf(to, ", %s %zu", names[i], differential->found[i]);
    fprintf(to, "\n");
    qsort(differential->findings, differential->finding_count, sizeof(differential->findings[0]), shorter);
    for (int difference = SAME + 1; difference < DIFFERENCES; difference++) {
        size_t shown = 0;

        for (size_t i = 0; i < differential->finding_count && shown < examples; i++)
            if ((int)differential->findings[i].difference == difference) {
                if (shown == 0)
                    fprintf(to, "\n%s:\n", names[difference]);
                shown += (size_t)print_finding(differential, to, &differential->findings[i], causes, shown);
            }
    }
}
