/* SPDX-License-Identifier: MIT */
/*
 * Comparisons of different types: a number that is to be a text, 1 and 0 for truth, a date that is matched as a text. Only what stands
 * alone at a side is looked at, a column or a literal, so that nothing depends on how tightly operators bind.
 */
#include <stdio.h>
#include <string.h>

#include "mend/signature.h"
#include "mend/tokens.h"
#include "sql/diagnostic.h"

/* "operator does not exist: text = integer" */
struct operation {
    char left[64];
    char sign[16];
    char right[64];
};

static int read_operation(const t2s_diagnostic *finding, struct operation *operation)
{
    static const char head[] = "operator does not exist: ";
    const char *message = t2s_diagnostic_message(finding), *sign, *right;

    if (strcmp(t2s_diagnostic_code(finding), "42883") != 0 || finding->position < 0 || strncmp(message, head, sizeof(head) - 1) != 0)
        return 0;
    message += sizeof(head) - 1;
    sign = strpbrk(message, "~!@#^&|`?+-*/%<>=");
    if (sign == NULL || sign == message)
        return 0;
    right = strchr(sign, ' ');
    if (right == NULL || (size_t)(sign - message - 1) >= sizeof(operation->left) || (size_t)(right - sign) >= sizeof(operation->sign) ||
        strlen(right + 1) >= sizeof(operation->right))
        return 0;
    memcpy(operation->left, message, (size_t)(sign - message - 1));
    operation->left[sign - message - 1] = '\0';
    memcpy(operation->sign, sign, (size_t)(right - sign));
    operation->sign[right - sign] = '\0';
    memcpy(operation->right, right + 1, strlen(right + 1) + 1);
    return 1;
}

static int is_name(const t2s__patient *patient, size_t index)
{
    t2s__token_kind kind = t2s__patient_token(patient, index)->kind;

    return kind == T2S__TOKEN_WORD || kind == T2S__TOKEN_NAME;
}

/* Does something bind the value that begins at this token to what stands before it? */
static int is_bound_before(const t2s__patient *patient, size_t index)
{
    const t2s__token *before;

    if (index == 0)
        return 0;
    before = t2s__patient_token(patient, index - 1);
    return before->kind == T2S__TOKEN_OPERATOR || t2s__is_sign(patient, index - 1, "::") || t2s__is_char(patient, index - 1, '.');
}

static int is_bound_behind(const t2s__patient *patient, size_t index)
{
    return t2s__patient_token(patient, index + 1)->kind == T2S__TOKEN_OPERATOR || t2s__is_sign(patient, index + 1, "::") ||
           t2s__is_char(patient, index + 1, '.') || t2s__is_char(patient, index + 1, '(') || t2s__is_char(patient, index + 1, '[');
}

/* The column, a.b.c, that ends with this token and stands alone. 0: there is none. */
static int column_before(const t2s__patient *patient, size_t last, t2s__range *ret_range)
{
    size_t first = last;

    if (!is_name(patient, last) || t2s__is_one_of(patient, last, "true false null"))
        return 0;
    while (first >= 2 && t2s__is_char(patient, first - 1, '.') && is_name(patient, first - 2))
        first -= 2;
    if (is_bound_before(patient, first))
        return 0;
    ret_range->start = t2s__patient_token(patient, first)->start;
    ret_range->end = t2s__token_end(t2s__patient_token(patient, last));
    return 1;
}

/* The column that begins with this token and stands alone. */
static int column_behind(const t2s__patient *patient, size_t first, t2s__range *ret_range)
{
    size_t last = first;

    if (!is_name(patient, first) || t2s__is_one_of(patient, first, "true false null any all some case select not"))
        return 0;
    while (t2s__is_char(patient, last + 1, '.') && is_name(patient, last + 2))
        last += 2;
    if (is_bound_behind(patient, last))
        return 0;
    ret_range->start = t2s__patient_token(patient, first)->start;
    ret_range->end = t2s__token_end(t2s__patient_token(patient, last));
    return 1;
}

static int is_digits(const t2s__patient *patient, size_t index)
{
    const t2s__token *token = t2s__patient_token(patient, index);

    if (token->kind != T2S__TOKEN_NUMBER)
        return 0;
    for (size_t i = 0; i < token->length; i++)
        if (patient->sql[token->start + i] < '0' || patient->sql[token->start + i] > '9')
            return 0;
    return 1;
}

static int is_whole_number(const t2s__patient *patient, size_t index)
{
    return is_digits(patient, index) && !is_bound_behind(patient, index);
}

static void quote(const t2s__patient *patient, t2s__fixes *fixes, t2s_fix *fix, size_t index)
{
    const t2s__token *token = t2s__patient_token(patient, index);

    t2s__fix_replace(fixes, fix, token->start, 0, "'");
    t2s__fix_replace(fixes, fix, t2s__token_end(token), 0, "'");
}

/* Texts are in the order of the numbers in them where all have as many digits, as years, months and days written as one number. */
static int has_length_of_date(const t2s__patient *patient, size_t index)
{
    size_t length = t2s__patient_token(patient, index)->length;

    return length == 4 || length == 6 || length == 8;
}

static t2s_fix *add_quoted(t2s__fixes *fixes)
{
    return t2s__fixes_add(fixes, T2S__FIX_SAME, "number_quoted", "a number that is compared with a text is a text");
}

/* column = 5, column BETWEEN 201201 AND 201212, column IN (1, 2), for a column of texts. */
static void text_and_number(const t2s__patient *patient, t2s__fixes *fixes, const struct operation *operation)
{
    int equality = strcmp(operation->sign, "=") == 0 || strcmp(operation->sign, "<>") == 0;
    size_t at = patient->at;
    t2s__range column;
    t2s_fix *fix;

    if (at == 0 || !column_before(patient, at - 1, &column))
        return;
    at += (size_t)t2s__is_word(patient, at, "not");
    if (t2s__is_word(patient, at, "between")) {
        if (!is_whole_number(patient, at + 1) || !t2s__is_word(patient, at + 2, "and") || !is_whole_number(patient, at + 3) ||
            !has_length_of_date(patient, at + 1) ||
            t2s__patient_token(patient, at + 1)->length != t2s__patient_token(patient, at + 3)->length)
            return;
        fix = add_quoted(fixes);
        quote(patient, fixes, fix, at + 1);
        quote(patient, fixes, fix, at + 3);
    } else if (t2s__is_word(patient, at, "in") && t2s__is_char(patient, at + 1, '(')) {
        size_t close = t2s__closing(patient, at + 1);

        for (size_t i = at + 2; i < close; i += 2)
            if (!is_whole_number(patient, i) || !(i + 1 == close || t2s__is_char(patient, i + 1, ',')))
                return;
        fix = add_quoted(fixes);
        for (size_t i = at + 2; i < close; i += 2)
            quote(patient, fixes, fix, i);
    } else if (t2s__patient_token(patient, at)->kind == T2S__TOKEN_OPERATOR && is_whole_number(patient, at + 1) &&
               (equality || has_length_of_date(patient, at + 1)))
        quote(patient, fixes, add_quoted(fixes), at + 1);
}

/* 5 = column */
static void number_and_text(const t2s__patient *patient, t2s__fixes *fixes, const struct operation *operation)
{
    size_t at = patient->at;
    t2s__range column;

    if (strcmp(operation->sign, "=") == 0 && at > 0 && is_digits(patient, at - 1) && !is_bound_before(patient, at - 1) &&
        column_behind(patient, at + 1, &column))
        quote(patient, fixes, add_quoted(fixes), at - 1);
}

/* column = column, of which one is a text and the other a number: a number has one text, not every text is a number. */
static void two_columns(const t2s__patient *patient, t2s__fixes *fixes, const struct operation *operation)
{
    t2s__range left, right, *number = &right;
    t2s_fix *fix;

    if (strcmp(operation->sign, "=") != 0 || patient->at == 0 || !column_before(patient, patient->at - 1, &left) ||
        !column_behind(patient, patient->at + 1, &right))
        return;
    if (t2s__type_is_integer(operation->left))
        number = &left;
    fix = t2s__fixes_add(fixes, T2S__FIX_SAME, "cast", "a number is compared with a text when it is cast to one");
    t2s__fix_replace(fixes, fix, number->start, 0, "CAST(");
    t2s__fix_replace(fixes, fix, number->end, 0, " AS text)");
}

/* Other databases have 1 and 0 for truth. */
static void truth(const t2s__patient *patient, t2s__fixes *fixes, const struct operation *operation)
{
    int number_is_left = t2s__type_is_integer(operation->left);
    size_t at = patient->at + 1;
    const t2s__token *token = t2s__patient_token(patient, at);
    const char *text = NULL;
    t2s__range column;

    if ((strcmp(operation->sign, "=") != 0 && strcmp(operation->sign, "<>") != 0) || patient->at == 0 ||
        !column_before(patient, patient->at - 1, &column) || is_bound_behind(patient, at))
        return;
    if (number_is_left)
        text = t2s__is_word(patient, at, "true") ? "1" : t2s__is_word(patient, at, "false") ? "0" : NULL;
    else if (token->kind == T2S__TOKEN_NUMBER && token->length == 1)
        text = patient->sql[token->start] == '1' ? "TRUE" : patient->sql[token->start] == '0' ? "FALSE" : NULL;
    if (text != NULL)
        t2s__fix_replace(fixes,
                         t2s__fixes_add(fixes, T2S__FIX_SAME, "truth",
                                        number_is_left ? "true and false are 1 and 0 in a column of numbers"
                                                       : "1 and 0 are true and false in a column of truth values"),
                         token->start, token->length, text);
}

/* Can a date, as a text, look like this: digits and dashes, and a dash or only a year? */
static int is_pattern_of_date(const char *text, size_t length)
{
    size_t dashes = 0, digits = 0;

    for (size_t i = 0; i < length; i++) {
        if (text[i] >= '0' && text[i] <= '9')
            digits++;
        else if (text[i] == '-')
            dashes++;
        else if (text[i] != '%' && text[i] != '_' && text[i] != ' ' && text[i] != ':')
            return 0;
    }
    return dashes != 0 || (digits == 4 && length == 5 && text[4] == '%');
}

/* date LIKE '2020-01%', number LIKE '1%' */
static void pattern(const t2s__patient *patient, t2s__fixes *fixes, const struct operation *operation)
{
    size_t at = patient->at;
    const t2s__token *token;
    t2s__range column;
    t2s_fix *fix;

    if (at == 0 || !column_before(patient, at - 1, &column))
        return;
    at += (size_t)t2s__is_word(patient, at, "not");
    token = t2s__patient_token(patient, at + 1);
    if (!t2s__is_one_of(patient, at, "like ilike") || token->kind != T2S__TOKEN_STRING || patient->sql[token->start] != '\'' ||
        (!t2s__type_is_integer(operation->left) && !is_pattern_of_date(patient->sql + token->start + 1, token->length - 2)))
        return;
    fix = t2s__fixes_add(fixes, T2S__FIX_SAME, "cast", "LIKE takes texts: what is matched is cast to one");
    t2s__fix_replace(fixes, fix, column.start, 0, "CAST(");
    t2s__fix_replace(fixes, fix, column.end, 0, " AS text)");
}

/* WHERE column, which holds 1 and 0: "argument of WHERE must be type boolean, not type integer" */
static void condition(const t2s__patient *patient, t2s__fixes *fixes)
{
    const char *message = t2s_diagnostic_message(patient->finding);
    const char *type = strstr(message, " must be type boolean, not type ");
    t2s__range column;

    if (strcmp(t2s_diagnostic_code(patient->finding), "42804") != 0 || patient->finding->position < 0 ||
        strncmp(message, "argument of ", 12) != 0 || type == NULL || !t2s__type_is_integer(type + 32) ||
        !column_behind(patient, patient->at, &column) || is_bound_before(patient, patient->at))
        return;
    t2s__fix_replace(fixes,
                     t2s__fixes_add(fixes, T2S__FIX_SAME, "truth", "a number is a condition only when it is compared with 0"),
                     column.end, 0, " <> 0");
}

void t2s__gather_comparisons(const t2s__patient *patient, t2s__fixes *fixes)
{
    struct operation operation;

    condition(patient, fixes);
    if (!read_operation(patient->finding, &operation))
        return;
    if (t2s__type_is_text(operation.left) && t2s__type_is_integer(operation.right)) {
        text_and_number(patient, fixes, &operation);
        two_columns(patient, fixes, &operation);
    } else if (t2s__type_is_integer(operation.left) && t2s__type_is_text(operation.right)) {
        number_and_text(patient, fixes, &operation);
        two_columns(patient, fixes, &operation);
    } else if ((t2s__type_is_integer(operation.left) && strcmp(operation.right, "boolean") == 0) ||
               (strcmp(operation.left, "boolean") == 0 && t2s__type_is_integer(operation.right)))
        truth(patient, fixes, &operation);
    else if (strstr(operation.sign, "~~") != NULL && (t2s__type_is_integer(operation.left) || t2s__type_is_date(operation.left)))
        pattern(patient, fixes, &operation);
}
