/* SPDX-License-Identifier: MIT */
/* Formats of dates: the letters behind a percent sign, and what to_char() calls the same. */
#include <string.h>

#include "mend/idiom.h"

enum { FORMAT_MAX = 64 };

/* Two letters that stand for the same in both. NULL ends a list. */
struct letter {
    char letter;
    const char *pattern;
};

/* SQLite, "Date And Time Functions": %M is minutes. */
static const struct letter sqlite[] = {{'Y', "YYYY"}, {'m', "MM"}, {'d', "DD"}, {'H', "HH24"}, {'M', "MI"}, {'S', "SS"},
                                       {'j', "DDD"},  {'F', "YYYY-MM-DD"}, {'T', "HH24:MI:SS"}, {'R', "HH24:MI"}, {0, NULL}};

/* MySQL 8.0, "DATE_FORMAT": %M is the name of the month, %i is minutes. Presto has the same letters. */
static const struct letter mysql[] = {{'Y', "YYYY"},    {'y', "YY"},   {'m', "MM"},      {'c', "FMMM"},  {'d', "DD"},
                                      {'e', "FMDD"},    {'H', "HH24"}, {'k', "FMHH24"},  {'h', "HH12"},  {'I', "HH12"},
                                      {'i', "MI"},      {'s', "SS"},   {'S', "SS"},      {'M', "FMMonth"}, {'b', "Mon"},
                                      {'W', "FMDay"},   {'a', "Dy"},   {'j', "DDD"},     {'p', "AM"},    {'T', "HH24:MI:SS"},
                                      {0, NULL}};

/* For reading a date alone: of a fixed number of digits each. */
static const struct letter mysql_dates[] = {{'Y', "YYYY"}, {'m', "MM"}, {'d', "DD"}, {0, NULL}};

static const char *pattern_of(const struct letter *letters, char letter)
{
    while (letters->pattern != NULL && letters->letter != letter)
        letters++;
    return letters->pattern;
}

/* Write a format as to_char() has it. 0: it has a letter that to_char() has not. */
static int write_format(const char *format, const struct letter *letters, t2s__buffer *out)
{
    int quoted = 0;

    for (; *format != '\0'; format++) {
        const char *pattern = *format == '%' ? pattern_of(letters, format[1]) : NULL;
        int is_letter = (*format >= 'a' && *format <= 'z') || (*format >= 'A' && *format <= 'Z') || (unsigned char)*format >= 0x80;

        if ((*format == '%' && pattern == NULL && format[1] != '%') || *format == '"' || *format == '\\')
            return 0;
        if (quoted != is_letter && *format != '%') {
            t2s__buffer_char(out, '"');
            quoted = is_letter;
        } else if (*format == '%' && quoted) {
            t2s__buffer_char(out, '"');
            quoted = 0;
        }
        if (pattern != NULL)
            t2s__buffer_text(out, pattern);
        else
            t2s__buffer_char(out, *format);
        format += *format == '%';
    }
    if (quoted)
        t2s__buffer_char(out, '"');
    return 1;
}

static int write_call(const t2s__call *call, size_t argument, const struct letter *letters, const char *before, const char *behind,
                      t2s__buffer *ret_template)
{
    char format[FORMAT_MAX];
    t2s__buffer pattern = T2S__BUFFER_INIT;
    int is_known = t2s__argument_is(call, argument, T2S__TOKEN_STRING) &&
                   t2s__argument_plain(call, argument, format, sizeof(format)) && format[0] != '\0' &&
                   write_format(format, letters, &pattern) && strpbrk(t2s__buffer_string(&pattern), "#@~^") == NULL;

    if (is_known)
        t2s__buffer_printf(ret_template, "%s'%s'%s", before, t2s__buffer_string(&pattern), behind);
    ret_template->failed |= pattern.failed;
    t2s__buffer_dispose(&pattern);
    return is_known;
}

int t2s__idiom_strftime(const t2s__call *call, t2s__buffer *ret_template)
{
    static const struct {
        const char *format;
        const char *text;
    } alone[] = {{"%s", "(EXTRACT(EPOCH FROM ^2::timestamp)::bigint)::text"}, {"%w", "(EXTRACT(DOW FROM ~2))::text"}};
    char format[FORMAT_MAX];

    if (!t2s__argument_is(call, 0, T2S__TOKEN_STRING))
        return 0;
    for (size_t i = 0; i < sizeof(alone) / sizeof(*alone); i++)
        if (t2s__argument_plain(call, 0, format, sizeof(format)) && strcmp(format, alone[i].format) == 0) {
            t2s__buffer_text(ret_template, alone[i].text);
            return 1;
        }
    return write_call(call, 0, sqlite, "to_char(~2, ", ")", ret_template);
}

int t2s__idiom_format(const t2s__call *call, t2s__buffer *ret_template)
{
    return write_call(call, 1, mysql, "to_char(~1, ", ")", ret_template);
}

int t2s__idiom_parse(const t2s__call *call, t2s__buffer *ret_template)
{
    return write_call(call, 1, mysql_dates, "to_date(#1, ", ")", ret_template);
}
