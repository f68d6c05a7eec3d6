/* SPDX-License-Identifier: MIT */
#include "mend/presto_operand.h"

#include <stdio.h>
#include <string.h>

#include "mend/tokens.h"

static int is_name(const t2s__patient *patient, size_t index)
{
    t2s__token_kind kind = t2s__patient_token(patient, index)->kind;

    return (kind == T2S__TOKEN_WORD && !t2s__begins_clause(patient, index) &&
            !t2s__is_one_of(patient, index, "select distinct and or not by as when then else case end like in is between over filter all any")) ||
           kind == T2S__TOKEN_NAME;
}

/* The parenthesis or bracket that this one closes. */
static size_t opening(const t2s__patient *patient, size_t close, char open_character, char close_character)
{
    size_t depth = 0;

    for (size_t i = close + 1; i-- > 0;) {
        if (t2s__is_char(patient, i, close_character))
            depth++;
        else if (t2s__is_char(patient, i, open_character) && --depth == 0)
            return i;
    }
    return patient->token_count;
}

static size_t begin_of_path(const t2s__patient *patient, size_t last)
{
    while (last >= 2 && t2s__is_char(patient, last - 1, '.') && is_name(patient, last - 2))
        last -= 2;
    return last;
}

size_t t2s__presto_operand(const t2s__patient *patient, size_t last)
{
    const t2s__token *token = t2s__patient_token(patient, last);
    size_t open;

    if (last >= patient->token_count)
        return patient->token_count;
    if (t2s__is_char(patient, last, ']')) {
        open = opening(patient, last, '[', ']');
        return open == 0 || open == patient->token_count ? patient->token_count
               : t2s__is_word(patient, open - 1, "array") ? open - 1
                                                          : t2s__presto_operand(patient, open - 1);
    }
    if (t2s__is_char(patient, last, ')')) {
        open = opening(patient, last, '(', ')');
        if (open == patient->token_count || (open > 0 && t2s__is_one_of(patient, open - 1, "over filter")))
            return patient->token_count;
        return open > 0 && is_name(patient, open - 1) ? begin_of_path(patient, open - 1) : open;
    }
    if (token->kind == T2S__TOKEN_STRING)
        return last > 0 && t2s__is_one_of(patient, last - 1, "date time timestamp") ? last - 1 : last;
    if (token->kind == T2S__TOKEN_NUMBER || token->kind == T2S__TOKEN_PARAMETER)
        return last;
    return is_name(patient, last) ? begin_of_path(patient, last) : patient->token_count;
}

int t2s__presto_is_bound(const t2s__patient *patient, size_t first)
{
    return first > 0 && (t2s__patient_token(patient, first - 1)->kind == T2S__TOKEN_OPERATOR || t2s__is_sign(patient, first - 1, "::"));
}

size_t t2s__presto_operand_end(const t2s__patient *patient, size_t first)
{
    t2s__token_kind kind = t2s__patient_token(patient, first)->kind;
    size_t last = first;

    if (t2s__is_char(patient, first, '('))
        last = t2s__closing(patient, first);
    else if (is_name(patient, first)) {
        while (t2s__is_char(patient, last + 1, '.'))
            last += 2;
        if (t2s__is_char(patient, last + 1, '('))
            last = t2s__closing(patient, last + 1);
    } else if (kind != T2S__TOKEN_STRING && kind != T2S__TOKEN_PARAMETER)
        return patient->token_count;
    if (last >= patient->token_count || t2s__patient_token(patient, last + 1)->kind == T2S__TOKEN_OPERATOR || t2s__is_sign(patient, last + 1, "::") ||
        t2s__is_char(patient, last + 1, '['))
        return patient->token_count;
    return last;
}

/* Other databases' names; NULL: it is called so here as well. A bare numeric of PostgreSQL keeps its fraction, a decimal of Presto would not. */
static const struct {
    const char *name;
    const char *here;
} names[] = {
    {"text", "varchar"},          {"string", "varchar"},     {"nvarchar", "varchar"}, {"varchar2", "varchar"}, {"longtext", "varchar"},
    {"mediumtext", "varchar"},    {"clob", "varchar"},       {"bpchar", "char"},      {"int4", "integer"},     {"int8", "bigint"},
    {"int2", "smallint"},         {"int64", "bigint"},       {"signed", "bigint"},    {"unsigned", "bigint"},  {"serial", "integer"},
    {"float", "double"},          {"float8", "double"},      {"float4", "real"},      {"float64", "double"},   {"numeric", "decimal"},
    {"number", "decimal"},        {"bignumeric", "decimal"}, {"bool", "boolean"},     {"bytea", "varbinary"},  {"blob", "varbinary"},
    {"datetime", "timestamp"},    {"datetime2", "timestamp"}, {"timestamptz", "timestamp with time zone"},     {"jsonb", "json"},
    {"varchar", NULL},            {"char", NULL},            {"integer", NULL},       {"int", NULL},           {"bigint", NULL},
    {"smallint", NULL},           {"tinyint", NULL},         {"double", NULL},        {"real", NULL},          {"decimal", NULL},
    {"boolean", NULL},            {"date", NULL},            {"time", NULL},          {"timestamp", NULL},     {"json", NULL},
    {"uuid", NULL},               {"varbinary", NULL},       {"character", "varchar"},
};

/* What a word is called here; NULL: it is no type that is known. */
static const char *name_of(const t2s__patient *patient, size_t index, int *ret_is_other)
{
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (t2s__is_word(patient, index, names[i].name)) {
            *ret_is_other = names[i].here != NULL;
            return names[i].here != NULL ? names[i].here : names[i].name;
        }
    return NULL;
}

size_t t2s__presto_written_type(const t2s__patient *patient, size_t first, int all, char ret_type[T2S__PRESTO_TYPE_MAX])
{
    int is_other = 0, is_array = 0;
    const char *name = name_of(patient, first, &is_other), *zone = "";
    size_t last = first;
    char arguments[24] = "";

    ret_type[0] = '\0';
    if (name == NULL)
        return patient->token_count;
    if ((t2s__is_word(patient, first, "double") && t2s__is_word(patient, last + 1, "precision")) ||
        (t2s__is_word(patient, first, "character") && t2s__is_word(patient, last + 1, "varying"))) {
        is_other = 1;
        last++;
    }
    if (t2s__is_char(patient, last + 1, '(')) {
        size_t close = t2s__closing(patient, last + 1), start = t2s__patient_token(patient, last + 1)->start, length;

        if (close >= patient->token_count)
            return patient->token_count;
        length = t2s__token_end(t2s__patient_token(patient, close)) - start;
        if (length >= sizeof(arguments))
            return patient->token_count;
        if (strcmp(name, "double") != 0 && strcmp(name, "real") != 0 && strcmp(name, "bigint") != 0 && strcmp(name, "integer") != 0) {
            memcpy(arguments, patient->sql + start, length);
            arguments[length] = '\0';
        }
        last = close;
    } else if (is_other && strcmp(name, "decimal") == 0)
        name = "double";
    if (t2s__is_one_of(patient, last + 1, "with without") && t2s__is_word(patient, last + 2, "time") && t2s__is_word(patient, last + 3, "zone")) {
        zone = t2s__is_word(patient, last + 1, "with") ? " with time zone" : "";
        is_other |= zone[0] == '\0';
        last += 3;
    }
    while (t2s__is_char(patient, last + 1, '[') && t2s__is_char(patient, last + 2, ']') && !is_array) {
        is_array = 1;
        last += 2;
    }
    if (all || is_other || is_array)
        snprintf(ret_type, T2S__PRESTO_TYPE_MAX, "%s%s%s%s%s", is_array ? "array(" : "", name, arguments, zone, is_array ? ")" : "");
    return last;
}
