/* SPDX-License-Identifier: MIT */
/*
 * The types of Presto and Trino: trees, with numbers. They live in the arena of an analysis, or are constant. What is not known of one is
 * left open: a part that is NULL, a number that is -1.
 */
#ifndef T2S_SQL_PTYPE_H
#define T2S_SQL_PTYPE_H

#include "sql/types.h"

/* XX(name, text): those with a text are written so, and so read. */
#define T2S__PTYPE_BASE_MAP(XX)                                                                                                   \
    XX(UNKNOWN, "unknown")                                                                                                         \
    XX(BOOLEAN, "boolean")                                                                                                         \
    XX(TINYINT, "tinyint")                                                                                                         \
    XX(SMALLINT, "smallint")                                                                                                       \
    XX(INTEGER, "integer")                                                                                                         \
    XX(BIGINT, "bigint")                                                                                                           \
    XX(REAL, "real")                                                                                                               \
    XX(DOUBLE, "double")                                                                                                           \
    XX(DECIMAL, "decimal")                                                                                                         \
    XX(NUMBER, "number")                                                                                                           \
    XX(VARCHAR, "varchar")                                                                                                         \
    XX(CHAR, "char")                                                                                                               \
    XX(VARBINARY, "varbinary")                                                                                                     \
    XX(JSON, "json")                                                                                                               \
    XX(DATE, "date")                                                                                                               \
    XX(TIME, "time")                                                                                                               \
    XX(TIMETZ, "time with time zone")                                                                                              \
    XX(TIMESTAMP, "timestamp")                                                                                                     \
    XX(TIMESTAMPTZ, "timestamp with time zone")                                                                                    \
    XX(INTERVAL_DAY, "interval day to second")                                                                                     \
    XX(INTERVAL_YEAR, "interval year to month")                                                                                    \
    XX(UUID, "uuid")                                                                                                               \
    XX(IPADDRESS, "ipaddress")                                                                                                     \
    XX(IPPREFIX, "ipprefix")                                                                                                       \
    XX(HLL, "hyperloglog")                                                                                                         \
    XX(P4HLL, "p4hyperloglog")                                                                                                     \
    XX(SETDIGEST, "setdigest")                                                                                                     \
    XX(TDIGEST, "tdigest")                                                                                                         \
    XX(QDIGEST, "qdigest")                                                                                                         \
    XX(JSONPATH, "jsonpath")                                                                                                       \
    XX(REGEXP, "joniregexp")                                                                                                       \
    XX(CODEPOINTS, "codepoints")                                                                                                   \
    XX(COLOR, "color")                                                                                                             \
    XX(ARRAY, "array")                                                                                                             \
    XX(MAP, "map")                                                                                                                 \
    XX(ROW, "row")                                                                                                                 \
    XX(FUNCTION, "function")                                                                                                       \
    XX(VARIABLE, NULL) /* of a function's signature: T */                                                                          \
    XX(OTHER, NULL)

#define T2S__PTYPE_DECLARE_(name, text) T2S__PTYPE_##name,
typedef enum t2s__ptype_base { T2S__PTYPE_BASE_MAP(T2S__PTYPE_DECLARE_) T2S__PTYPE_END_ } t2s__ptype_base;
#undef T2S__PTYPE_DECLARE_

enum { T2S__PTYPE_UNBOUNDED = INT32_MAX, T2S__PTYPE_PARTS_MAX = 4096, T2S__PTYPE_DEPTH_MAX = 100 };

typedef struct t2s__ptype {
    t2s__type type; /* for those who know no more; `written` may be missing */
    t2s__ptype_base base;
    int32_t precision; /* of decimals and times; the length of texts; -1: not known */
    int32_t scale;
    uint32_t count; /* parts: of an array 1, of a map 2, of a function its parameters and then its result */
    const struct t2s__ptype *const *parts; /* a member that is NULL is not known */
    const char *const *names; /* of a row's fields; NULL: none has one; a member may be NULL */
    const char *name;         /* of OTHER and VARIABLE */
} t2s__ptype;

/* ptype.c */

static inline const t2s__ptype *t2s__ptype_of(const t2s__type *type)
{
    return (const t2s__ptype *)(const void *)type;
}

static inline int t2s__ptype_is(const t2s__ptype *type, t2s__ptype_base base)
{
    return type != NULL && type->base == base;
}

/* Without parts; VARCHAR is the one without a bound. */
const t2s__ptype *t2s__ptype_plain(t2s__ptype_base base);
/* These are NULL where memory is short. */
const t2s__ptype *t2s__ptype_sized(t2s__analysis *analysis, t2s__ptype_base base, int32_t precision, int32_t scale);
const t2s__ptype *t2s__ptype_array(t2s__analysis *analysis, const t2s__ptype *element);
const t2s__ptype *t2s__ptype_map(t2s__analysis *analysis, const t2s__ptype *key, const t2s__ptype *value);
/* Takes the arrays over, which are in the arena. */
const t2s__ptype *t2s__ptype_compound(t2s__analysis *analysis, t2s__ptype_base base, const t2s__ptype *const *parts,
                                             const char *const *names, size_t count);

/* 1 also where something of either is not known. */
int t2s__ptype_same(const t2s__ptype *a, const t2s__ptype *b);

/*
 * ptype_text.c: read a type as the server writes it, or SQL, or PostgreSQL in a schema file: "row(a bigint, b array(varchar(3)))".
 * NULL: nothing that is known, or memory is short. In a signature a letter alone, and maybe a digit, is a VARIABLE; of what is written in
 * a query the words of other servers are none.
 */
enum { T2S__PTYPE_OF_COLUMN = 0, T2S__PTYPE_OF_SIGNATURE = 1, T2S__PTYPE_AS_WRITTEN = 2 };
const t2s__ptype *t2s__ptype_read_type(t2s__analysis *analysis, const char *text, size_t length, int mode);
/* A word that only other servers have for a type: text, float8. */
int t2s__ptype_is_foreign(const t2s__ptype *type);
/* For messages; never NULL. */
const char *t2s__ptype_text(t2s__analysis *analysis, const t2s__ptype *type);

/* ptype_coerce.c. What is not known can become everything. */

/*
 * 0: there is no type that both become. 1: *ret_super is it, NULL where it is not known; *ret_coercible: `to` itself is. Both may be NULL.
 */
int t2s__ptype_common(t2s__analysis *analysis, const t2s__ptype *from, const t2s__ptype *to,
                       const t2s__ptype **ret_super, int *ret_coercible);
int t2s__ptype_can_coerce(t2s__analysis *analysis, const t2s__ptype *from, const t2s__ptype *to);
int t2s__ptype_can_cast(t2s__analysis *analysis, const t2s__ptype *from, const t2s__ptype *to);
int t2s__ptype_is_comparable(const t2s__ptype *type);
int t2s__ptype_is_orderable(const t2s__ptype *type);
int t2s__ptype_is_number(const t2s__ptype *type);

#endif
