/* SPDX-License-Identifier: MIT */
/* Calls of other dialects' functions, replaced by what says the same. All calls of one function are one fix. */
#include "mend/foreign.h"

#include <string.h>

#include "mend/idiom.h"
#include "mend/making.h"
#include "mend/tokens.h"

enum { PIECES_MAX = 24, LEVELS_MAX = 4 };

/* A template, taken apart: a text before each mark, and one behind the last. */
struct piece {
    const char *text;
    size_t length;
    char mark; /* '#', '@', '~', '^'; 0: the end */
    size_t argument;
};

static size_t split(const char *template, struct piece *pieces)
{
    size_t count = 0;

    while (count < PIECES_MAX - 1) {
        size_t length = 0;

        while (template[length] != '\0' && !(strchr("#@~^", template[length]) != NULL && template[length + 1] >= '1' && template[length + 1] <= '9'))
            length++;
        pieces[count++] = (struct piece){template, length, template[length], template[length] != '\0' ? (size_t)(template[length + 1] - '1') : 0};
        if (template[length] == '\0')
            break;
        template += length + 2;
    }
    return count;
}

/* What is written for one argument: before it and behind it, or instead of it. */
struct dress {
    const char *before;
    const char *behind;
    const char *instead; /* NULL: the argument itself */
};

/* 'now' is a time, as SQLite has it; other strings are no times to PostgreSQL until they are cast. */
static struct dress dress(const t2s__call *call, const struct piece *piece, const char *next, int casts)
{
    int is_time = piece->mark == '~' || piece->mark == '^';
    int is_cast = strncmp(next, "::", 2) == 0;
    int is_atomic = t2s__argument_is_atomic(call, piece->argument);
    char text[8];

    if (is_time && t2s__argument_is(call, piece->argument, T2S__TOKEN_STRING)) {
        if (t2s__argument_plain(call, piece->argument, text, sizeof(text)) && strcmp(text, "now") == 0)
            return (struct dress){"", "", "(now() AT TIME ZONE 'UTC')"};
        return (struct dress){"", is_cast ? "" : "::timestamp", NULL};
    }
    if (is_time && casts && !is_cast)
        return is_atomic ? (struct dress){"", "::timestamp", NULL} : (struct dress){"(", ")::timestamp", NULL};
    if ((piece->mark == '@' || piece->mark == '^') && !is_atomic)
        return (struct dress){"(", ")", NULL};
    return (struct dress){"", "", NULL};
}

/* Does the template have the arguments once each, in their order? Then only what is between them changes. */
static int is_in_order(const t2s__call *call, const struct piece *pieces, size_t count)
{
    for (size_t i = 0; i + 1 < count; i++)
        if (pieces[i].argument != i)
            return 0;
    return count - 1 == call->count;
}

static void write_all(const t2s__call *call, const struct piece *pieces, size_t count, int casts, t2s__making *making)
{
    t2s__buffer text = T2S__BUFFER_INIT;
    size_t start = t2s__patient_token(call->patient, call->name)->start;

    for (size_t i = 0; i < count; i++) {
        t2s__buffer_append(&text, pieces[i].text, pieces[i].length);
        if (pieces[i].mark != '\0') {
            struct dress worn = dress(call, &pieces[i], pieces[i + 1].text, casts);
            size_t length;
            const char *argument = t2s__argument_text(call, pieces[i].argument, &length);

            t2s__buffer_text(&text, worn.before);
            if (worn.instead != NULL)
                t2s__buffer_text(&text, worn.instead);
            else
                t2s__buffer_append(&text, argument, length);
            t2s__buffer_text(&text, worn.behind);
        }
    }
    if (!text.failed)
        t2s__make_edit(making, start, t2s__token_end(t2s__patient_token(call->patient, call->close)) - start, t2s__buffer_string(&text),
                       text.length);
    making->fixes->failed |= text.failed;
    t2s__buffer_dispose(&text);
}

static int is_blank(const t2s__patient *patient, size_t at)
{
    return at < patient->length && strchr(" \t\r\n", patient->sql[at]) != NULL;
}

/* What stands between two arguments instead of the tokens there; blanks that are there already are not doubled, and comments stay. */
static void write_gap(const t2s__call *call, size_t first, size_t last, const struct piece *piece, t2s__making *making)
{
    const t2s__patient *patient = call->patient;
    size_t start = t2s__patient_token(patient, first)->start, end = t2s__token_end(t2s__patient_token(patient, last));
    const char *text = piece->text;
    size_t length = piece->length;

    if (length != 0 && text[length - 1] == ' ' && is_blank(patient, end))
        length--;
    else if (length != 0 && text[length - 1] == '(' && t2s__is_char(patient, first, ',') && patient->sql[end] == ' ')
        end++;
    if (length != 0 && text[0] == ' ' && start > 0 && is_blank(patient, start - 1)) {
        text++;
        length--;
    }
    if (length == end - start && memcmp(text, patient->sql + start, length) == 0)
        return;
    if (length == 2 && memcmp(text, ", ", 2) == 0 && t2s__is_char(patient, first, ','))
        return;
    t2s__make_edit(making, start, end - start, text, length);
}

static void write_gaps(const t2s__call *call, const struct piece *pieces, size_t count, int casts, t2s__making *making)
{
    write_gap(call, call->name, call->open, &pieces[0], making);
    for (size_t i = 0; i + 1 < count; i++) {
        const t2s__argument *argument = &call->arguments[i];
        struct dress worn = dress(call, &pieces[i], pieces[i + 1].text, casts);

        if (worn.before[0] != '\0')
            t2s__make_replace(making, argument->start, 0, worn.before);
        if (worn.instead != NULL)
            t2s__make_replace(making, argument->start, argument->end - argument->start, worn.instead);
        if (worn.behind[0] != '\0')
            t2s__make_replace(making, argument->end, 0, worn.behind);
        write_gap(call, argument->last + 1, argument->last + 1, &pieces[i + 1], making);
    }
}

static void write_call(const t2s__call *call, const char *template, int casts, t2s__making *making)
{
    struct piece pieces[PIECES_MAX];
    size_t count = split(template, pieces);

    if (call->count != 0 && is_in_order(call, pieces, count) && !call->is_distinct)
        write_gaps(call, pieces, count, casts, making);
    else
        write_all(call, pieces, count, casts, making);
}

/* What may stand in and behind a call that is no aggregate of PostgreSQL, or becomes none. */
static int is_plain(const t2s__call *call, const t2s__idiom *idiom)
{
    if ((idiom->flags & T2S__IDIOM_F_AGGREGATE) != 0)
        return !call->is_distinct || idiom->write != NULL || strncmp(idiom->text, "string_agg(", 11) == 0;
    return !call->is_distinct && !t2s__is_one_of(call->patient, call->close + 1, "over filter within");
}

/* 0 when the idiom says nothing about this call. */
static int template_for(const t2s__call *call, const t2s__idiom *idiom, t2s__buffer *ret)
{
    if (!t2s__is_word(call->patient, call->name, idiom->name) || call->count != idiom->count || !is_plain(call, idiom))
        return 0;
    if (idiom->write != NULL)
        return idiom->write(call, ret);
    if (call->is_distinct) { /* string_agg(DISTINCT ...) */
        t2s__buffer_text(ret, "string_agg(DISTINCT ");
        t2s__buffer_text(ret, idiom->text + 11);
    } else
        t2s__buffer_text(ret, idiom->text);
    return 1;
}

/* One fix for all calls of the function, with or without casts of what is to be a time. Returns whether casts would change it. */
static int gather_calls(const t2s__patient *patient, const t2s__idiom *idiom, int casts, t2s__fixes *fixes)
{
    t2s__making making = {fixes, casts ? T2S__FIX_MOVED : T2S__FIX_SAME, "function_idiom", "", NULL};
    size_t behind = 0; /* what is replaced as a whole so far */
    int has_times = 0;

    for (size_t i = 0; i < patient->token_count; i++) {
        t2s__buffer text = T2S__BUFFER_INIT;
        t2s__call call;

        if (t2s__patient_token(patient, i)->start >= behind && t2s__is_word(patient, i, idiom->name) && t2s__call_at(patient, i, &call) &&
            template_for(&call, idiom, &text) && !text.failed) {
            if (making.fix == NULL)
                making.fix = t2s__fixes_add(fixes, making.rank, making.name, "%s() of %s became what %s has for it.", idiom->name,
                                            idiom->dialects, patient->is_presto ? "this server" : "PostgreSQL");
            write_call(&call, t2s__buffer_string(&text), casts, &making);
            has_times |= strpbrk(t2s__buffer_string(&text), "~^") != NULL;
            behind = t2s__token_end(t2s__patient_token(patient, call.close));
        }
        fixes->failed |= text.failed;
        t2s__buffer_dispose(&text);
    }
    return has_times;
}

/* All idioms of the function that is called at a token, for as many arguments as that call has. */
static void gather_at(const t2s__patient *patient, size_t index, unsigned flags, t2s__fixes *fixes)
{
    size_t count;
    const t2s__idiom *idioms = patient->is_presto ? t2s__presto_idioms(&count) : t2s__idioms(&count);

    for (size_t i = 0; i < count; i++) {
        t2s__call call;
        t2s__buffer text = T2S__BUFFER_INIT;
        int is_known = (idioms[i].flags & flags) == flags && t2s__is_word(patient, index, idioms[i].name) && t2s__call_at(patient, index, &call) &&
                       template_for(&call, &idioms[i], &text);

        fixes->failed |= text.failed;
        t2s__buffer_dispose(&text);
        if (is_known && gather_calls(patient, &idioms[i], 0, fixes))
            gather_calls(patient, &idioms[i], 1, fixes);
    }
}

void t2s__gather_idioms(const t2s__patient *patient, t2s__fixes *fixes)
{
    size_t open = patient->at;

    if (patient->ailment == T2S__AILS_FUNCTION) {
        gather_at(patient, patient->at, 0, fixes);
        return;
    }
    if (patient->ailment != T2S__AILS_COLUMN && patient->ailment != T2S__AILS_SYNTAX && patient->ailment != T2S__AILS_TYPE)
        return;
    if (patient->is_presto && patient->ailment == T2S__AILS_SYNTAX) /* left(x, 2): a keyword */
        gather_at(patient, patient->at, 0, fixes);
    /* DATEADD(day, 1, d): day is taken for a column first, or for something that cannot stand there. */
    for (int level = 0; level < LEVELS_MAX; level++) {
        open = t2s__enclosing(patient, open);
        if (open >= patient->token_count || open == 0)
            return;
        gather_at(patient, open - 1, T2S__IDIOM_F_UNIT, fixes);
    }
}
