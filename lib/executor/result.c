/* SPDX-License-Identifier: MIT */
/* Rows, stored compactly: one allocation a row, in an arena. */
#include "executor/result.h"

#include <errno.h>
#include <locale.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "util/arena.h"
#include "util/memory.h"

struct column {
    const char *name;
    const char *type;
    int kind;
};

/* at[i] is where the value i begins, at[i + 1] where it and its NUL end: no bytes at all are SQL's NULL, a NUL alone an empty text.
 */
struct row {
    uint32_t at[1];
};

struct t2s_result {
    atomic_uint references;
    t2s__arena arena;
    struct column *columns;
    size_t column_count;
    size_t column_capacity;
    struct row **rows;
    size_t row_count;
    size_t row_capacity;
    int truncated;
};

t2s_result *t2s__result_new(void)
{
    t2s_result *result = t2s__calloc(1, sizeof(*result));

    if (result == NULL)
        return NULL;
    atomic_init(&result->references, 1);
    t2s__arena_init(&result->arena, 0);
    return result;
}

t2s_result *t2s_result_ref(t2s_result *result)
{
    if (result != NULL)
        atomic_fetch_add_explicit(&result->references, 1, memory_order_relaxed);
    return result;
}

void t2s_result_unref(t2s_result *result)
{
    if (result == NULL || atomic_fetch_sub_explicit(&result->references, 1, memory_order_acq_rel) != 1)
        return;
    t2s__arena_dispose(&result->arena);
    t2s__free(result->columns);
    t2s__free(result->rows);
    t2s__free(result);
}

static int is_kind(int kind)
{
    return kind >= T2S_VALUE_TEXT && kind <= T2S_VALUE_OTHER;
}

int t2s__result_add_column(t2s_result *result, const char *name, const char *type, int kind)
{
    struct column column = {.kind = kind};

    if (name == NULL || type == NULL || !is_kind(kind) || result->row_count != 0)
        return T2S_E_INVALID;
    column.name = t2s__arena_strdup(&result->arena, name);
    column.type = t2s__arena_strdup(&result->arena, type);
    if (column.name == NULL || column.type == NULL ||
        t2s__grow((void **)&result->columns, &result->column_capacity, result->column_count + 1, sizeof(column)) != 0)
        return T2S_E_NOMEM;
    result->columns[result->column_count++] = column;
    return 0;
}

int t2s__result_set_type(t2s_result *result, size_t column, const char *type, int kind)
{
    const char *copy;

    if (type == NULL || !is_kind(kind) || column >= result->column_count)
        return T2S_E_INVALID;
    copy = t2s__arena_strdup(&result->arena, type);
    if (copy == NULL)
        return T2S_E_NOMEM;
    result->columns[column].type = copy;
    result->columns[column].kind = kind;
    return 0;
}

/* The bytes of a row; 0 when they are too many. */
static size_t row_size(size_t count, const char *const *values, const size_t *lengths)
{
    size_t size = (count + 1) * sizeof(uint32_t);

    for (size_t i = 0; i < count; i++) {
        if (values[i] == NULL)
            continue;
        if (lengths[i] >= UINT32_MAX || size + lengths[i] + 1 > UINT32_MAX)
            return 0;
        size += lengths[i] + 1;
    }
    return size;
}

int t2s__result_add_row(t2s_result *result, const char *const *values, const size_t *lengths)
{
    size_t count = result->column_count;
    size_t size = row_size(count, values, lengths);
    size_t at = (count + 1) * sizeof(uint32_t);
    struct row *row;

    if (size == 0)
        return T2S_E_TOO_LARGE;
    if (t2s__grow((void **)&result->rows, &result->row_capacity, result->row_count + 1, sizeof(struct row *)) != 0)
        return T2S_E_NOMEM;
    row = t2s__arena_alloc(&result->arena, size);
    if (row == NULL)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < count; i++) {
        row->at[i] = (uint32_t)at;
        if (values[i] == NULL)
            continue;
        if (lengths[i] != 0)
            memcpy((char *)row + at, values[i], lengths[i]);
        at += lengths[i];
        ((char *)row)[at++] = '\0';
    }
    row->at[count] = (uint32_t)at;
    result->rows[result->row_count++] = row;
    return 0;
}

void t2s__result_set_truncated(t2s_result *result)
{
    result->truncated = 1;
}

size_t t2s_result_column_count(const t2s_result *result)
{
    return result != NULL ? result->column_count : 0;
}

size_t t2s_result_row_count(const t2s_result *result)
{
    return result != NULL ? result->row_count : 0;
}

int t2s_result_truncated(const t2s_result *result)
{
    return result != NULL && result->truncated;
}

const char *t2s_result_column_name(const t2s_result *result, size_t column)
{
    return column < t2s_result_column_count(result) ? result->columns[column].name : NULL;
}

const char *t2s_result_column_type(const t2s_result *result, size_t column)
{
    return column < t2s_result_column_count(result) ? result->columns[column].type : NULL;
}

int t2s_result_column_kind(const t2s_result *result, size_t column)
{
    return column < t2s_result_column_count(result) ? result->columns[column].kind : -1;
}

const char *t2s_result_value(const t2s_result *result, size_t row, size_t column, size_t *ret_length)
{
    const struct row *stored;
    size_t size;

    if (row >= t2s_result_row_count(result) || column >= result->column_count)
        return NULL;
    stored = result->rows[row];
    size = stored->at[column + 1] - stored->at[column];
    if (size == 0)
        return NULL;
    if (ret_length != NULL)
        *ret_length = size - 1;
    return (const char *)stored + stored->at[column];
}

/* A value of which a number can be made: it begins as one, so that neither blanks nor "0x" nor "nan(...)" pass. */
static int number_text(const t2s_result *result, size_t row, size_t column, const char **ret_text, size_t *ret_length)
{
    const char *text = t2s_result_value(result, row, column, ret_length);
    const char *digits;

    if (text == NULL)
        return T2S_E_NOTFOUND;
    digits = text + (text[0] == '-' || text[0] == '+');
    if (result->columns[column].kind == T2S_VALUE_BYTES || (digits[0] == '0' && (digits[1] | 0x20) == 'x'))
        return T2S_E_INVALID;
    if ((digits[0] < '0' || digits[0] > '9') && digits[0] != '.' && strcmp(text, "NaN") != 0 && strcmp(digits, "Infinity") != 0)
        return T2S_E_INVALID;
    *ret_text = text;
    return 0;
}

int t2s_result_int64(const t2s_result *result, size_t row, size_t column, int64_t *ret_value)
{
    const char *text;
    size_t length;
    char *end;
    long long value;
    int code = ret_value != NULL ? number_text(result, row, column, &text, &length) : T2S_E_INVALID;

    if (code != 0)
        return code;
    errno = 0;
    value = strtoll(text, &end, 10);
    if (end != text + length)
        return T2S_E_INVALID;
    if (errno == ERANGE)
        return T2S_E_TOO_LARGE;
    *ret_value = value;
    return 0;
}

int t2s_result_double(const t2s_result *result, size_t row, size_t column, double *ret_value)
{
    const char *text;
    size_t length;
    char *end;
    double value;
    locale_t plain;
    int code = ret_value != NULL ? number_text(result, row, column, &text, &length) : T2S_E_INVALID;

    if (code != 0)
        return code;
    plain = newlocale(LC_ALL_MASK, "C", (locale_t)0); /* the host's may have a decimal comma */
    if (plain == (locale_t)0)
        return T2S_E_NOMEM;
    errno = 0;
    value = strtod_l(text, &end, plain);
    freelocale(plain);
    if (end != text + length)
        return T2S_E_INVALID;
    if (errno == ERANGE && (value > 1 || value < -1))
        return T2S_E_TOO_LARGE;
    *ret_value = value;
    return 0;
}

int t2s_result_bool(const t2s_result *result, size_t row, size_t column, int *ret_value)
{
    const char *text = t2s_result_value(result, row, column, NULL);

    if (text == NULL)
        return T2S_E_NOTFOUND;
    if (ret_value == NULL || result->columns[column].kind != T2S_VALUE_BOOL)
        return T2S_E_INVALID;
    if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0)
        return T2S_E_INVALID;
    *ret_value = text[0] == 't';
    return 0;
}

void t2s__result_write_hex(t2s__buffer *text, const char *bytes, size_t length)
{
    static const char digits[] = "0123456789abcdef";

    t2s__buffer_text(text, "\\x");
    for (size_t i = 0; i < length; i++) {
        char pair[2] = {digits[(unsigned char)bytes[i] >> 4], digits[bytes[i] & 15]};

        t2s__buffer_append(text, pair, 2);
    }
}

int t2s_result_format(const t2s_result *result, int format, char **ret_text, size_t *ret_length)
{
    t2s__buffer text = T2S__BUFFER_INIT;

    if (result == NULL || ret_text == NULL)
        return T2S_E_INVALID;
    if (format == T2S_FORMAT_TABLE)
        t2s__result_write_table(result, &text);
    else if (format == T2S_FORMAT_JSON)
        t2s__result_write_json(result, &text);
    else if (format == T2S_FORMAT_CSV)
        t2s__result_write_csv(result, &text);
    else
        return T2S_E_INVALID;
    *ret_text = t2s__buffer_steal(&text, ret_length);
    return *ret_text != NULL ? 0 : T2S_E_NOMEM;
}
