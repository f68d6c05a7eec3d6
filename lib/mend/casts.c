/* SPDX-License-Identifier: MIT */
/*
 * Values of another type than a function takes, where one cast makes what other databases do by themselves. A cast that can change what a
 * query finds without anybody noticing is none: dates are cut to pieces as text only where the pieces are what they are in every text
 * of a date, and texts become dates only where what is no date is an error.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mend/signature.h"
#include "mend/tokens.h"
#include "sql/diagnostic.h"

static void cast(t2s__fixes *fixes, t2s_fix *fix, t2s__range range, const char *type)
{
    char behind[48];
    size_t length = (size_t)snprintf(behind, sizeof(behind), " AS %s)", type);

    t2s__fix_edit(fixes, fix, range.start, 0, "CAST(", 5);
    t2s__fix_edit(fixes, fix, range.end, 0, behind, length);
}

static t2s_fix *add(t2s__fixes *fixes, const t2s__signature *signature, const char *type)
{
    return t2s__fixes_add(fixes, T2S__FIX_SAME, "cast", "%s() takes a value as %s only when it is cast", signature->name, type);
}

static void cast_argument(t2s__fixes *fixes, const t2s__signature *signature, size_t index, const char *type)
{
    if (index < signature->range_count)
        cast(fixes, add(fixes, signature, type), signature->ranges[index], type);
}

static int is_float(const char *type)
{
    return strcmp(type, "double precision") == 0 || strcmp(type, "real") == 0;
}

/* The number that an argument is, or -1. */
static long number_of(const t2s__patient *patient, t2s__range range)
{
    char text[8];
    size_t length = range.end - range.start;
    char *end;
    long number;

    if (length == 0 || length >= sizeof(text))
        return -1;
    memcpy(text, patient->sql + range.start, length);
    text[length] = '\0';
    number = strtol(text, &end, 10);
    return *end == '\0' ? number : -1;
}

/* The year, the month and the day, and what they are together: the parts of 2020-12-31 that mean something. */
static int is_part_of_date(const t2s__patient *patient, const t2s__signature *signature)
{
    static const struct {
        long from, length;
    } parts[] = {{1, 4}, {1, 7}, {1, 10}, {6, 2}, {6, 5}, {9, 2}};
    int is_left = strcmp(signature->name, "left") == 0;
    long from = is_left ? 1 : signature->range_count > 1 ? number_of(patient, signature->ranges[1]) : -1;
    long length = signature->range_count > 1 ? number_of(patient, signature->ranges[signature->range_count - 1]) : -1;

    if (signature->range_count != (is_left ? 2u : 3u))
        return 0;
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        if (parts[i].from == from && parts[i].length == length)
            return 1;
    return 0;
}

static int is_one_of(const char *name, const char *const *names)
{
    while (*names != NULL && strcmp(*names, name) != 0)
        names++;
    return *names != NULL;
}

/* What a text must be read as to have this field. A time is read out of a text with a date as well. */
static const char *type_of_field(const t2s__patient *patient, size_t index)
{
    if (t2s__is_one_of(patient, index, "year month day quarter week dow doy isodow isoyear decade century"))
        return "timestamp";
    return t2s__is_one_of(patient, index, "hour minute second") ? "time" : NULL;
}

static void extract(const t2s__patient *patient, t2s__fixes *fixes, const t2s__signature *signature)
{
    size_t field = signature->open + 1, from = signature->open + 2;
    const char *type = type_of_field(patient, field);
    t2s__range range;

    if (!t2s__is_word(patient, from, "from") || type == NULL)
        return;
    range.start = t2s__patient_token(patient, from + 1)->start;
    range.end = t2s__token_end(t2s__patient_token(patient, signature->close - 1));
    if (range.end > range.start)
        cast(fixes, add(fixes, signature, type), range, type);
}

static void with_texts(const t2s__patient *patient, t2s__fixes *fixes, const t2s__signature *signature)
{
    static const char *const by_date[] = {"date_part", "date_trunc", NULL};
    const char *name = signature->name;

    if (strcmp(name, "extract") == 0 && t2s__type_is_text(signature->types[1]))
        extract(patient, fixes, signature);
    else if (signature->type_count == 2 && is_one_of(name, by_date) && t2s__type_is_text(signature->types[1]))
        cast_argument(fixes, signature, 1, "timestamp");
    else if (signature->type_count == 2 && strcmp(name, "to_char") == 0 && t2s__type_is_text(signature->types[0]))
        cast_argument(fixes, signature, 0, "timestamp");
    else if (signature->type_count == 1 && (strcmp(name, "sum") == 0 || strcmp(name, "avg") == 0) &&
             t2s__type_is_text(signature->types[0]))
        cast_argument(fixes, signature, 0, "numeric");
}

static void of_text(const t2s__patient *patient, t2s__fixes *fixes, const t2s__signature *signature)
{
    static const char *const functions[] = {"length",  "char_length", "character_length", "lower",   "upper",   "initcap",  "reverse",
                                            "btrim",   "ltrim",       "rtrim",            "substr",  "substring", "left",   "right",
                                            "replace", "strpos",      "position",         "split_part", "lpad", "rpad",     "translate",
                                            "starts_with", "regexp_replace", "regexp_match", "string_agg", NULL};
    static const char *const cutting[] = {"substr", "substring", "left", NULL};
    static const char *const searching[] = {"replace", "split_part", NULL};

    if (t2s__type_is_integer(signature->types[0]) && is_one_of(signature->name, functions))
        cast_argument(fixes, signature, 0, "text");
    else if (t2s__type_is_date(signature->types[0]) &&
             ((is_one_of(signature->name, cutting) && is_part_of_date(patient, signature)) || is_one_of(signature->name, searching)))
        cast_argument(fixes, signature, 0, "text");
}

static void with_numbers(t2s__fixes *fixes, const t2s__signature *signature)
{
    const char *name = signature->name;

    if (signature->type_count == 2 && (strcmp(name, "round") == 0 || strcmp(name, "trunc") == 0) && is_float(signature->types[0]) &&
        t2s__type_is_integer(signature->types[1]))
        cast_argument(fixes, signature, 0, "numeric");
    else if (signature->type_count == 1 && (strcmp(name, "sum") == 0 || strcmp(name, "avg") == 0) &&
             strcmp(signature->types[0], "boolean") == 0)
        cast_argument(fixes, signature, 0, "integer");
    else if (signature->type_count == 2 && strcmp(name, "mod") == 0 && is_float(signature->types[0]) &&
             (t2s__type_is_integer(signature->types[1]) || strcmp(signature->types[1], "numeric") == 0))
        cast_argument(fixes, signature, 0, "numeric");
}

void t2s__gather_casts(const t2s__patient *patient, t2s__fixes *fixes)
{
    t2s__signature signature;

    if (strcmp(t2s_diagnostic_code(patient->finding), "42883") != 0 || !t2s__signature_read(patient, &signature))
        return;
    with_numbers(fixes, &signature);
    with_texts(patient, fixes, &signature);
    of_text(patient, fixes, &signature);
}
