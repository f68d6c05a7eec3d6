/* SPDX-License-Identifier: MIT */
/*
 * The types of a catalog, and what leads from one to another: functions, operators, casts. What each of them means is PostgreSQL's
 * pg_type, pg_operator and pg_cast; another kind of server has the same things under other names.
 */
#ifndef T2S_CATALOG_TYPE_H
#define T2S_CATALOG_TYPE_H

#include <stddef.h>
#include <stdint.h>

#include <text2sql/catalog.h>
#include <text2sql/sys/catalog.h>

/* The types that the rules of conversion name, with the name that they are stored under. */
#define T2S__KNOWN_TYPE_MAP(XX)                                                                                                    \
    XX(UNKNOWN, "unknown")                                                                                                         \
    XX(BOOL, "bool")                                                                                                               \
    XX(INT2, "int2")                                                                                                               \
    XX(INT4, "int4")                                                                                                               \
    XX(INT8, "int8")                                                                                                               \
    XX(NUMERIC, "numeric")                                                                                                         \
    XX(FLOAT4, "float4")                                                                                                           \
    XX(FLOAT8, "float8")                                                                                                           \
    XX(MONEY, "money")                                                                                                             \
    XX(OID, "oid")                                                                                                                 \
    XX(TEXT, "text")                                                                                                               \
    XX(VARCHAR, "varchar")                                                                                                         \
    XX(BPCHAR, "bpchar")                                                                                                           \
    XX(CHAR, "char")                                                                                                               \
    XX(NAME, "name")                                                                                                               \
    XX(CSTRING, "cstring")                                                                                                         \
    XX(BYTEA, "bytea")                                                                                                             \
    XX(BIT, "bit")                                                                                                                 \
    XX(VARBIT, "varbit")                                                                                                           \
    XX(DATE, "date")                                                                                                               \
    XX(TIME, "time")                                                                                                               \
    XX(TIMETZ, "timetz")                                                                                                           \
    XX(TIMESTAMP, "timestamp")                                                                                                     \
    XX(TIMESTAMPTZ, "timestamptz")                                                                                                 \
    XX(INTERVAL, "interval")                                                                                                       \
    XX(UUID, "uuid")                                                                                                               \
    XX(JSON, "json")                                                                                                               \
    XX(JSONB, "jsonb")                                                                                                             \
    XX(XML, "xml")                                                                                                                 \
    XX(INT2VECTOR, "int2vector")                                                                                                   \
    XX(OIDVECTOR, "oidvector")                                                                                                     \
    XX(VOID, "void")                                                                                                               \
    XX(RECORD, "record")                                                                                                           \
    XX(ANY, "any")                                                                                                                 \
    XX(ANYELEMENT, "anyelement")                                                                                                   \
    XX(ANYARRAY, "anyarray")                                                                                                       \
    XX(ANYNONARRAY, "anynonarray")                                                                                                 \
    XX(ANYENUM, "anyenum")                                                                                                         \
    XX(ANYRANGE, "anyrange")                                                                                                       \
    XX(ANYMULTIRANGE, "anymultirange")                                                                                             \
    XX(ANYCOMPATIBLE, "anycompatible")                                                                                             \
    XX(ANYCOMPATIBLEARRAY, "anycompatiblearray")                                                                                   \
    XX(ANYCOMPATIBLENONARRAY, "anycompatiblenonarray")                                                                             \
    XX(ANYCOMPATIBLERANGE, "anycompatiblerange")                                                                                   \
    XX(ANYCOMPATIBLEMULTIRANGE, "anycompatiblemultirange")

#define T2S__TYPE_DECLARE_(name, text) T2S__TYPE_##name,
typedef enum t2s__known_type { T2S__TYPE_OTHER, T2S__KNOWN_TYPE_MAP(T2S__TYPE_DECLARE_) T2S__TYPE_END_ } t2s__known_type;
#undef T2S__TYPE_DECLARE_

typedef struct t2s__type t2s__type;

/* Everything here but the names may be missing where a metadata source does not tell. */
struct t2s__type {
    const char *schema;
    const char *name;    /* as stored: "int4", "mood" */
    const char *written; /* for messages: "integer", "mood[]", with its schema where the search path does not lead there */
    int kind;            /* T2S_TYPE_* */
    uint8_t known;       /* t2s__known_type */
    uint8_t is_preferred;
    uint8_t is_array; /* of `element`, and no type of its own such as int2vector, which has elements, too */
    char category;    /* as pg_type.typcategory; '\0': unknown */
    const char *base_type; /* of a domain: what is under it, as written; or NULL */
    const t2s__type *base; /* ... found */
    const t2s__type *element; /* what a subscript gives; or NULL */
    const t2s__type *array;   /* the type of arrays of it; or NULL */
    const t2s__type *subtype; /* of a range: what it is a range of; of a multirange: its range */
    const t2s__type *multirange; /* of a range */
    const t2s_relation *relation; /* whose rows are of this type, and whose columns are its attributes; or NULL */
    const char *const *labels;    /* of an enum; of a composite type without a relation: the attributes' names */
    size_t label_count;
    const t2s__type *const *attributes; /* types of the attributes, one a label; NULL where they are not known */
    const char *comment;
    const struct t2s__cast *casts; /* that lead away from it, those first that happen by themselves */
    const t2s__type *next;         /* of the same name in another schema */
};

typedef struct t2s__function {
    const char *schema;
    const char *name;
    int kind;       /* T2S_FUNCTION_PLAIN, ... */
    uint32_t flags; /* T2S_FUNCTION_RETURNS_SET, ... */
    int volatility;
    const char *const *argument_types;
    const t2s__type *const *arguments; /* the same, found; NULL, or a member that is NULL: not known */
    const char *const *argument_names; /* NULL: none has a name; a member may be NULL */
    size_t argument_count;
    size_t default_count;
    char aggregate_kind;      /* 'n': normal, 'o': ordered-set, 'h': hypothetical-set; '\0': no aggregate */
    uint16_t direct_count;    /* of an ordered-set or hypothetical-set aggregate: the arguments before WITHIN GROUP */
    const char *result_type;
    const t2s__type *result; /* found */
    const char *const *column_names;
    const char *const *column_types;
    const t2s__type *const *columns; /* found */
    size_t column_count;
    const char *comment;
    const struct t2s__function *next; /* of the same name: overloads, and other schemas */
} t2s__function;

typedef struct t2s__operator {
    const char *schema;
    const char *name; /* the same pointer in all of this name; with the two types behind it the key of operators_by_types */
    const t2s__type *left; /* NULL: it stands before its operand */
    const t2s__type *right;
    const t2s__type *result; /* NULL: not known */
    const char *function_schema; /* what it calls; NULL: not known */
    const char *function_name;
    int volatility;
    const struct t2s__operator *next; /* of the same name */
} t2s__operator;

typedef struct t2s__cast {
    const t2s__type *source;
    const t2s__type *target;
    char context; /* 'i': happens by itself, 'a': when a value is stored, 'e': only where it is written */
    char method;  /* 'f': a function, 'b': the bytes stay, 'i': by the text */
    const char *function_schema; /* or NULL */
    const char *function_name;
    const struct t2s__cast *next; /* of the same source */
} t2s__cast;

/* 1 when types, operators and casts are known well enough for the rules of conversion to be applied. */
int t2s__catalog_has_conversions(const t2s_catalog *catalog);

/* One of the known types; NULL where the catalog does not have it. */
const t2s__type *t2s__catalog_known_type(const t2s_catalog *catalog, t2s__known_type which);

/* The type of a name; schema NULL: as the search path leads, the server's own first. Rows of relations are types, too. NULL: none. */
const t2s__type *t2s__catalog_find_type(const t2s_catalog *catalog, const char *schema, const char *name);

/*
 * The type that a text such as "numeric(10,2)[]" or "public.mood" writes; NULL: none. Arrays of the rows of relations are only found
 * where something in the catalog is of such a type.
 */
const t2s__type *t2s__catalog_written_type(const t2s_catalog *catalog, const char *written);

/* The relation whose rows a type has, as this catalog shows it (the type may be of one that hides less); NULL: none that may be read. */
const t2s_relation *t2s__catalog_type_relation(const t2s_catalog *catalog, const t2s__type *type);

/* The type of a relation's rows. */
const t2s__type *t2s__catalog_row_type(const t2s_catalog *catalog, const t2s_relation *relation);

/* The first of a name, whatever its schema; the others follow by ->next. */
const t2s__type *t2s__catalog_types(const t2s_catalog *catalog, const char *name, size_t length);
const t2s__function *t2s__catalog_functions(const t2s_catalog *catalog, const char *name, size_t length);
const t2s__operator *t2s__catalog_operators(const t2s_catalog *catalog, const char *name, size_t length);

/* Of an operator's namesakes (t2s__catalog_operators()) one for just these types, whatever its schema. left NULL: before its operand. */
const t2s__operator *t2s__catalog_operator(const t2s_catalog *catalog, const t2s__operator *namesake, const t2s__type *left,
                                           const t2s__type *right);

/* What leads directly from one type to another; NULL: nothing does. */
const t2s__cast *t2s__catalog_cast(const t2s_catalog *catalog, const t2s__type *source, const t2s__type *target);

#endif
