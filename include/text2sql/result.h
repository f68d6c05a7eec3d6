/* SPDX-License-Identifier: MIT */
/* The rows that a query gave. Immutable, shared by reference count; any thread may read it. */
#ifndef TEXT2SQL_RESULT_H
#define TEXT2SQL_RESULT_H

#include <text2sql/error.h>
#include <text2sql/memory.h>

T2S_BEGIN_DECLS

typedef struct t2s_result t2s_result;

/** How a column's values are to be read. All but BYTES are the database's own text form. @since 1.0 */
enum {
    T2S_VALUE_TEXT = 0,
    T2S_VALUE_BOOL = 1,      /* "true" or "false" */
    T2S_VALUE_INT = 2,       /* fits int64_t */
    T2S_VALUE_FLOAT = 3,     /* binary floating point; may be "NaN", "Infinity", "-Infinity" */
    T2S_VALUE_DECIMAL = 4,   /* exact, of any size; may be "NaN", "Infinity", "-Infinity" */
    T2S_VALUE_BYTES = 5,     /* raw bytes */
    T2S_VALUE_DATE = 6,      /* YYYY-MM-DD */
    T2S_VALUE_TIME = 7,
    T2S_VALUE_TIMESTAMP = 8, /* with its offset where the type has one */
    T2S_VALUE_INTERVAL = 9,
    T2S_VALUE_JSON = 10,
    T2S_VALUE_UUID = 11,
    T2S_VALUE_ARRAY = 12,
    T2S_VALUE_OTHER = 13
};

/** The forms in which a result can be written. @since 1.0 */
enum {
    /* Aligned columns for people: NULL as (null), control characters escaped, long values cut. Not for programs. */
    T2S_FORMAT_TABLE = 0,
    /* {"columns":[{"name","type"}],"rows":[[...]],"truncated":bool}. Numbers with all their digits, NaN and infinities as strings;
     * values of T2S_VALUE_JSON as they are; bytes as "\\x" and hex digits; all others as strings. */
    T2S_FORMAT_JSON = 1,
    /* RFC 4180 with a header line; lines end with CR LF. NULL is empty, an empty text is "", bytes are \x and hex digits. */
    T2S_FORMAT_CSV = 2
};

T2S_EXTERN t2s_result *t2s_result_ref(t2s_result *result);
T2S_EXTERN void t2s_result_unref(t2s_result *result);

T2S_EXTERN size_t t2s_result_column_count(const t2s_result *result);
T2S_EXTERN size_t t2s_result_row_count(const t2s_result *result);

/** 1 when there were more rows than the limits allow, else 0. @since 1.0 */
T2S_EXTERN int t2s_result_truncated(const t2s_result *result);

/** Name, type as the database writes it, and T2S_VALUE_* of a column; NULL (-1) when there is no such column. @since 1.0 */
T2S_EXTERN const char *t2s_result_column_name(const t2s_result *result, size_t column);
T2S_EXTERN const char *t2s_result_column_type(const t2s_result *result, size_t column);
T2S_EXTERN int t2s_result_column_kind(const t2s_result *result, size_t column);

/**
 * One value.
 *
 * @param ret_length  optional; bytes, without the NUL that follows them
 * @return lives as long as the result; NULL for SQL's NULL, or when there is no such row or column
 * @since 1.0
 */
T2S_EXTERN const char *t2s_result_value(const t2s_result *result, size_t row, size_t column, size_t *ret_length);

/** The value as a number. @return 0; T2S_E_NOTFOUND (NULL, or no such place), T2S_E_INVALID (no such number), T2S_E_TOO_LARGE @since 1.0 */
T2S_EXTERN int t2s_result_int64(const t2s_result *result, size_t row, size_t column, int64_t *ret_value);
T2S_EXTERN int t2s_result_double(const t2s_result *result, size_t row, size_t column, double *ret_value);

/** The value as 0 or 1, of a T2S_VALUE_BOOL column. @return as above @since 1.0 */
T2S_EXTERN int t2s_result_bool(const t2s_result *result, size_t row, size_t column, int *ret_value);

/**
 * Write the whole result as text.
 *
 * @param format      T2S_FORMAT_*
 * @param ret_text    NUL-terminated; release with t2s_free()
 * @param ret_length  optional; bytes
 * @return 0; T2S_E_INVALID, T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_result_format(const t2s_result *result, int format, char **ret_text, size_t *ret_length);

T2S_END_DECLS

#endif
