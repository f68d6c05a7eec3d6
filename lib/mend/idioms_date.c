/* SPDX-License-Identifier: MIT */
/* Idioms of dates whose template depends on a unit. */
#include <string.h>

#include "mend/idiom.h"
#include "mend/tokens.h"

enum { UNIT_MAX = 16 };

/* What a unit is called, and how many of which of PostgreSQL's it is. */
struct unit {
    const char *name;
    const char *unit;
    unsigned count;
};

/* The abbreviations are SQL Server's. */
static const struct unit units[] = {
    {"year", "year", 1},     {"yy", "year", 1},       {"yyyy", "year", 1},      {"years", "year", 1},
    {"quarter", "month", 3}, {"qq", "month", 3},      {"q", "month", 3},        {"month", "month", 1},
    {"mm", "month", 1},      {"m", "month", 1},       {"months", "month", 1},   {"week", "day", 7},
    {"wk", "day", 7},        {"ww", "day", 7},        {"weeks", "day", 7},      {"day", "day", 1},
    {"dd", "day", 1},        {"d", "day", 1},         {"days", "day", 1},       {"hour", "hour", 1},
    {"hh", "hour", 1},       {"hours", "hour", 1},    {"minute", "minute", 1},  {"mi", "minute", 1},
    {"n", "minute", 1},      {"minutes", "minute", 1}, {"second", "second", 1}, {"ss", "second", 1},
    {"s", "second", 1},      {"seconds", "second", 1},
};

static const struct unit *unit_of(const t2s__call *call, size_t argument)
{
    char name[UNIT_MAX];

    if (!t2s__argument_plain(call, argument, name, sizeof(name)))
        return NULL;
    for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
        if (strcmp(units[i].name, name) == 0)
            return &units[i];
    return NULL;
}

static int is_unit(const struct unit *unit, const char *name)
{
    return strcmp(unit->unit, name) == 0 && unit->count == 1;
}

int t2s__idiom_add(const t2s__call *call, t2s__buffer *ret_template)
{
    const struct unit *unit = unit_of(call, 0);

    if (unit == NULL)
        return 0;
    t2s__buffer_printf(ret_template, "(^3 + @2 * INTERVAL '%u %s')", unit->count, unit->unit);
    return 1;
}

/* How often the unit changed from one to the other, not how much time passed. */
int t2s__idiom_boundaries(const t2s__call *call, t2s__buffer *ret_template)
{
    static const struct {
        const char *unit;
        unsigned seconds;
    } clock[] = {{"hour", 3600}, {"minute", 60}, {"second", 1}};
    const struct unit *unit = unit_of(call, 0);

    if (unit == NULL)
        return 0;
    if (is_unit(unit, "day"))
        t2s__buffer_text(ret_template, "(@3::date - @2::date)");
    else if (is_unit(unit, "year"))
        t2s__buffer_text(ret_template, "(EXTRACT(YEAR FROM ~3) - EXTRACT(YEAR FROM ~2))");
    else if (is_unit(unit, "month"))
        t2s__buffer_text(ret_template, "((EXTRACT(YEAR FROM ~3) - EXTRACT(YEAR FROM ~2)) * 12 + EXTRACT(MONTH FROM ~3) - "
                                       "EXTRACT(MONTH FROM ~2))");
    for (size_t i = 0; i < sizeof(clock) / sizeof(*clock); i++)
        if (is_unit(unit, clock[i].unit))
            t2s__buffer_printf(ret_template, "(EXTRACT(EPOCH FROM date_trunc('%s', ^3::timestamp) - date_trunc('%s', ^2::timestamp)) / %u)::bigint",
                               clock[i].unit, clock[i].unit, clock[i].seconds);
    return ret_template->length != 0;
}

/* How many whole units passed. */
int t2s__idiom_elapsed(const t2s__call *call, t2s__buffer *ret_template)
{
    static const struct {
        const char *unit;
        unsigned seconds;
    } clock[] = {{"day", 86400}, {"hour", 3600}, {"minute", 60}, {"second", 1}};
    const struct unit *unit = unit_of(call, 0);

    if (unit == NULL)
        return 0;
    if (is_unit(unit, "year"))
        t2s__buffer_text(ret_template, "EXTRACT(YEAR FROM age(^3::timestamp, ^2::timestamp))");
    else if (is_unit(unit, "month"))
        t2s__buffer_text(ret_template, "(EXTRACT(YEAR FROM age(^3::timestamp, ^2::timestamp)) * 12 + "
                                       "EXTRACT(MONTH FROM age(^3::timestamp, ^2::timestamp)))");
    for (size_t i = 0; i < sizeof(clock) / sizeof(*clock); i++)
        if (is_unit(unit, clock[i].unit))
            t2s__buffer_printf(ret_template, "trunc(EXTRACT(EPOCH FROM ^3::timestamp - ^2::timestamp) / %u)", clock[i].seconds);
    return ret_template->length != 0;
}

struct part {
    const char *name;
    const char *text;
};

static int write_part(const t2s__call *call, const struct part *parts, size_t count, t2s__buffer *ret_template)
{
    char name[UNIT_MAX];

    if (!t2s__argument_plain(call, 0, name, sizeof(name)))
        return 0;
    for (size_t i = 0; i < count; i++)
        if (strcmp(parts[i].name, name) == 0) {
            t2s__buffer_text(ret_template, parts[i].text);
            return 1;
        }
    return 0;
}

/* A week of SQL Server's is nobody else's. A Sunday is its first day, as the server is set up at first. */
int t2s__idiom_part(const t2s__call *call, t2s__buffer *ret_template)
{
    static const struct part parts[] = {
        {"year", "EXTRACT(YEAR FROM ~2)"},     {"yy", "EXTRACT(YEAR FROM ~2)"},      {"yyyy", "EXTRACT(YEAR FROM ~2)"},
        {"quarter", "EXTRACT(QUARTER FROM ~2)"}, {"qq", "EXTRACT(QUARTER FROM ~2)"}, {"q", "EXTRACT(QUARTER FROM ~2)"},
        {"month", "EXTRACT(MONTH FROM ~2)"},   {"mm", "EXTRACT(MONTH FROM ~2)"},     {"m", "EXTRACT(MONTH FROM ~2)"},
        {"day", "EXTRACT(DAY FROM ~2)"},       {"dd", "EXTRACT(DAY FROM ~2)"},       {"d", "EXTRACT(DAY FROM ~2)"},
        {"dayofyear", "EXTRACT(DOY FROM ~2)"}, {"dy", "EXTRACT(DOY FROM ~2)"},       {"hour", "EXTRACT(HOUR FROM ~2)"},
        {"hh", "EXTRACT(HOUR FROM ~2)"},       {"minute", "EXTRACT(MINUTE FROM ~2)"}, {"mi", "EXTRACT(MINUTE FROM ~2)"},
        {"second", "floor(EXTRACT(SECOND FROM ~2))"}, {"ss", "floor(EXTRACT(SECOND FROM ~2))"},
        {"weekday", "(EXTRACT(DOW FROM ~2) + 1)"},    {"dw", "(EXTRACT(DOW FROM ~2) + 1)"},
        {"iso_week", "EXTRACT(WEEK FROM ~2)"}, {"isoweek", "EXTRACT(WEEK FROM ~2)"}};

    return write_part(call, parts, sizeof(parts) / sizeof(*parts), ret_template);
}

int t2s__idiom_name(const t2s__call *call, t2s__buffer *ret_template)
{
    static const struct part parts[] = {
        {"month", "to_char(~2, 'FMMonth')"},  {"mm", "to_char(~2, 'FMMonth')"}, {"m", "to_char(~2, 'FMMonth')"},
        {"weekday", "to_char(~2, 'FMDay')"},  {"dw", "to_char(~2, 'FMDay')"},   {"year", "to_char(~2, 'FMYYYY')"},
        {"yyyy", "to_char(~2, 'FMYYYY')"},    {"yy", "to_char(~2, 'FMYYYY')"},  {"day", "to_char(~2, 'FMDD')"},
        {"dd", "to_char(~2, 'FMDD')"},        {"quarter", "to_char(~2, 'Q')"}};

    return write_part(call, parts, sizeof(parts) / sizeof(*parts), ret_template);
}

/* Weeks begin on a Sunday there, and on a Monday here. */
int t2s__idiom_truncate(const t2s__call *call, t2s__buffer *ret_template)
{
    static const char *const names[] = {"year", "quarter", "month", "day", "hour", "minute", "second"};
    char name[UNIT_MAX];

    if (!t2s__argument_is(call, 1, T2S__TOKEN_WORD) || !t2s__argument_plain(call, 1, name, sizeof(name)))
        return 0;
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (strcmp(names[i], name) == 0) {
            t2s__buffer_printf(ret_template, "date_trunc('%s', ~1)", name);
            return 1;
        }
    return 0;
}

static int has_interval(const t2s__call *call, size_t argument)
{
    for (size_t i = call->arguments[argument].first; i <= call->arguments[argument].last; i++)
        if (t2s__is_word(call->patient, i, "interval"))
            return 1;
    return 0;
}

/* A date and an interval; where ADDDATE has a number, it is days. */
int t2s__idiom_interval(const t2s__call *call, t2s__buffer *ret_template)
{
    int subtracts = t2s__is_one_of(call->patient, call->name, "date_sub subdate");

    if (has_interval(call, 1))
        t2s__buffer_printf(ret_template, t2s__is_word(call->patient, call->arguments[1].first, "interval") ? "(^1 %c #2)" : "(^1 %c @2)", subtracts ? '-' : '+');
    else if (t2s__is_one_of(call->patient, call->name, "adddate subdate"))
        t2s__buffer_printf(ret_template, "(^1 %c @2 * INTERVAL '1 day')", subtracts ? '-' : '+');
    return ret_template->length != 0;
}

/* A modifier that says the same to both: [+-]n days, months or years, or the beginning of one. */
static const char *modifier(const char *text, char *ret_interval, size_t size)
{
    static const char *const names[] = {"day", "days", "month", "months", "year", "years", "hour", "hours", "minute", "minutes"};
    size_t digits = text[0] == '-' || text[0] == '+';
    size_t number = digits;

    while (text[digits] >= '0' && text[digits] <= '9')
        digits++;
    if (digits == number || text[digits] != ' ' || strlen(text) >= size)
        return NULL;
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (strcmp(names[i], text + digits + 1) == 0) {
            /* A month that has no such day: SQLite goes on into the next month, PostgreSQL stays at the end of this one. */
            if (names[i][0] == 'm' && names[i][1] == 'o')
                return NULL;
            return strcpy(ret_interval, text);
        }
    return NULL;
}

int t2s__idiom_shift(const t2s__call *call, t2s__buffer *ret_template)
{
    const char *cast = t2s__is_word(call->patient, call->name, "date") ? "date" : "timestamp";
    char text[32], interval[32];

    if (!t2s__argument_is(call, 1, T2S__TOKEN_STRING) || !t2s__argument_plain(call, 1, text, sizeof(text)))
        return 0;
    if (strcmp(text, "start of month") == 0 || strcmp(text, "start of year") == 0 || strcmp(text, "start of day") == 0)
        t2s__buffer_printf(ret_template, "date_trunc('%s', ^1::timestamp)::%s", text + 9, cast);
    else if (modifier(text, interval, sizeof(interval)) != NULL && strstr(interval, "year") == NULL)
        t2s__buffer_printf(ret_template, "(^1::timestamp + INTERVAL '%s')::%s", interval, cast);
    return ret_template->length != 0;
}
