/* SPDX-License-Identifier: MIT */
#include "executor/postgres_types.h"

#include <stdio.h>
#include <string.h>

#include <text2sql/result.h>
#include <text2sql/sys/loop.h>

#include "util/arena.h"
#include "util/map.h"
#include "util/memory.h"

enum { CACHE_MAX = 1000, CACHE_AGE_MS = 60000 /* types can be renamed */ };

/* How a type's modifier is written. */
enum modifier { NONE, LENGTH, BITS, NUMERIC, PRECISION, ASK };

struct builtin {
    unsigned oid; /* these never change: src/include/catalog/pg_type.dat */
    unsigned array;
    int kind;
    enum modifier modifier;
    const char *plain; /* without a modifier */
    const char *name;  /* with one; NULL: the same */
    const char *tail;  /* behind the modifier */
};

static const struct builtin builtins[] = {
    {16, 1000, T2S_VALUE_BOOL, NONE, "boolean", NULL, ""},
    {17, 1001, T2S_VALUE_BYTES, NONE, "bytea", NULL, ""},
    {18, 1002, T2S_VALUE_TEXT, NONE, "\"char\"", NULL, ""},
    {19, 1003, T2S_VALUE_TEXT, NONE, "name", NULL, ""},
    {20, 1016, T2S_VALUE_INT, NONE, "bigint", NULL, ""},
    {21, 1005, T2S_VALUE_INT, NONE, "smallint", NULL, ""},
    {23, 1007, T2S_VALUE_INT, NONE, "integer", NULL, ""},
    {24, 1008, T2S_VALUE_OTHER, NONE, "regproc", NULL, ""},
    {25, 1009, T2S_VALUE_TEXT, NONE, "text", NULL, ""},
    {26, 1028, T2S_VALUE_INT, NONE, "oid", NULL, ""},
    {27, 1010, T2S_VALUE_OTHER, NONE, "tid", NULL, ""},
    {28, 1011, T2S_VALUE_OTHER, NONE, "xid", NULL, ""},
    {114, 199, T2S_VALUE_JSON, NONE, "json", NULL, ""},
    {142, 143, T2S_VALUE_OTHER, NONE, "xml", NULL, ""},
    {600, 1017, T2S_VALUE_OTHER, NONE, "point", NULL, ""},
    {601, 1018, T2S_VALUE_OTHER, NONE, "lseg", NULL, ""},
    {602, 1019, T2S_VALUE_OTHER, NONE, "path", NULL, ""},
    {603, 1020, T2S_VALUE_OTHER, NONE, "box", NULL, ""},
    {604, 1027, T2S_VALUE_OTHER, NONE, "polygon", NULL, ""},
    {628, 629, T2S_VALUE_OTHER, NONE, "line", NULL, ""},
    {650, 651, T2S_VALUE_OTHER, NONE, "cidr", NULL, ""},
    {700, 1021, T2S_VALUE_FLOAT, NONE, "real", NULL, ""},
    {701, 1022, T2S_VALUE_FLOAT, NONE, "double precision", NULL, ""},
    {718, 719, T2S_VALUE_OTHER, NONE, "circle", NULL, ""},
    {774, 775, T2S_VALUE_OTHER, NONE, "macaddr8", NULL, ""},
    {790, 791, T2S_VALUE_OTHER, NONE, "money", NULL, ""},
    {829, 1040, T2S_VALUE_OTHER, NONE, "macaddr", NULL, ""},
    {869, 1041, T2S_VALUE_OTHER, NONE, "inet", NULL, ""},
    {1042, 1014, T2S_VALUE_TEXT, LENGTH, "bpchar", "character", ""},
    {1043, 1015, T2S_VALUE_TEXT, LENGTH, "character varying", NULL, ""},
    {1082, 1182, T2S_VALUE_DATE, NONE, "date", NULL, ""},
    {1083, 1183, T2S_VALUE_TIME, PRECISION, "time without time zone", "time", " without time zone"},
    {1114, 1115, T2S_VALUE_TIMESTAMP, PRECISION, "timestamp without time zone", "timestamp", " without time zone"},
    {1184, 1185, T2S_VALUE_TIMESTAMP, PRECISION, "timestamp with time zone", "timestamp", " with time zone"},
    {1186, 1187, T2S_VALUE_INTERVAL, ASK, "interval", NULL, ""},
    {1266, 1270, T2S_VALUE_TIME, PRECISION, "time with time zone", "time", " with time zone"},
    {1560, 1561, T2S_VALUE_OTHER, BITS, "\"bit\"", "bit", ""},
    {1562, 1563, T2S_VALUE_OTHER, BITS, "bit varying", NULL, ""},
    {1700, 1231, T2S_VALUE_DECIMAL, NUMERIC, "numeric", NULL, ""},
    {2205, 2210, T2S_VALUE_OTHER, NONE, "regclass", NULL, ""},
    {2206, 2211, T2S_VALUE_OTHER, NONE, "regtype", NULL, ""},
    {2249, 2287, T2S_VALUE_OTHER, NONE, "record", NULL, ""},
    {2278, 0, T2S_VALUE_TEXT, NONE, "void", NULL, ""},
    {2950, 2951, T2S_VALUE_UUID, NONE, "uuid", NULL, ""},
    {3220, 3221, T2S_VALUE_OTHER, NONE, "pg_lsn", NULL, ""},
    {3614, 3643, T2S_VALUE_OTHER, NONE, "tsvector", NULL, ""},
    {3615, 3645, T2S_VALUE_OTHER, NONE, "tsquery", NULL, ""},
    {3802, 3807, T2S_VALUE_JSON, NONE, "jsonb", NULL, ""},
    {3904, 3905, T2S_VALUE_OTHER, NONE, "int4range", NULL, ""},
    {3906, 3907, T2S_VALUE_OTHER, NONE, "numrange", NULL, ""},
    {3908, 3909, T2S_VALUE_OTHER, NONE, "tsrange", NULL, ""},
    {3910, 3911, T2S_VALUE_OTHER, NONE, "tstzrange", NULL, ""},
    {3912, 3913, T2S_VALUE_OTHER, NONE, "daterange", NULL, ""},
    {3926, 3927, T2S_VALUE_OTHER, NONE, "int8range", NULL, ""},
    {4072, 4073, T2S_VALUE_OTHER, NONE, "jsonpath", NULL, ""},
};

struct known {
    const char *name;
    int kind;
};

struct t2s__pg_types {
    t2s__arena arena;
    t2s__map known; /* key: OID and modifier, as two numbers' bytes */
    uint64_t since;
};

t2s__pg_types *t2s__pg_types_new(void)
{
    t2s__pg_types *types = t2s__calloc(1, sizeof(*types));

    if (types == NULL)
        return NULL;
    t2s__arena_init(&types->arena, 0);
    t2s__map_init(&types->known, &types->arena);
    return types;
}

void t2s__pg_types_free(t2s__pg_types *types)
{
    if (types == NULL)
        return;
    t2s__arena_dispose(&types->arena);
    t2s__free(types);
}

static const struct builtin *find(unsigned oid)
{
    for (size_t i = 0; i < sizeof(builtins) / sizeof(builtins[0]); i++)
        if (builtins[i].oid == oid || (builtins[i].array == oid && oid != 0))
            return &builtins[i];
    return NULL;
}

/* The modifier as the type's typmodout function writes it. */
static void format_modifier(enum modifier style, int modifier, char *text, size_t size)
{
    text[0] = '\0';
    if (style == LENGTH)
        snprintf(text, size, "(%d)", modifier - 4);
    else if (style == BITS || style == PRECISION)
        snprintf(text, size, "(%d)", modifier);
    else if (style == NUMERIC)
        snprintf(text, size, "(%d,%d)", ((modifier - 4) >> 16) & 0xFFFF, (((modifier - 4) & 0x7FF) ^ 1024) - 1024);
}

static const char *name_builtin(const struct builtin *type, int modifier, int array, char *buffer)
{
    const char *name = type->name != NULL ? type->name : type->plain;
    char bounds[24];

    if (modifier < 0 || type->modifier == NONE) {
        snprintf(buffer, T2S__PG_TYPE_NAME_MAX, "%s%s", type->plain, array ? "[]" : "");
        return buffer;
    }
    if (type->modifier == ASK)
        return NULL;
    format_modifier(type->modifier, modifier, bounds, sizeof(bounds));
    snprintf(buffer, T2S__PG_TYPE_NAME_MAX, "%s%s%s%s", name, bounds, type->tail, array ? "[]" : "");
    return buffer;
}

struct key {
    unsigned oid;
    int modifier;
};

static int is_old(const t2s__pg_types *types)
{
    return t2s_loop_now() - types->since > (uint64_t)CACHE_AGE_MS * 1000000;
}

const char *t2s__pg_type(const t2s__pg_types *types, unsigned oid, int modifier, char *buffer, int *ret_kind)
{
    const struct builtin *type = find(oid);
    const char *name = type != NULL ? name_builtin(type, modifier, oid != type->oid, buffer) : NULL;
    const struct key key = {oid, modifier};
    const struct known *known;

    if (name != NULL) {
        *ret_kind = oid == type->oid ? type->kind : T2S_VALUE_ARRAY;
        return name;
    }
    known = is_old(types) ? NULL : t2s__map_get(&types->known, (const char *)&key, sizeof(key));
    if (known == NULL)
        return NULL;
    *ret_kind = known->kind;
    return known->name;
}

int t2s__pg_type_kind(char type, char category)
{
    if (category == 'A')
        return T2S_VALUE_ARRAY;
    if (category == 'T')
        return T2S_VALUE_INTERVAL;
    return type == 'e' || category == 'S' ? T2S_VALUE_TEXT : T2S_VALUE_OTHER;
}

static void forget_all(t2s__pg_types *types)
{
    t2s__arena_dispose(&types->arena);
    t2s__map_init(&types->known, &types->arena);
    types->since = t2s_loop_now();
}

void t2s__pg_types_add(t2s__pg_types *types, unsigned oid, int modifier, const char *name, char type, char category)
{
    struct known *known;
    struct key *key;

    if (types->known.count >= CACHE_MAX || is_old(types))
        forget_all(types);
    known = t2s__arena_alloc(&types->arena, sizeof(*known));
    key = t2s__arena_alloc(&types->arena, sizeof(*key));
    if (known == NULL || key == NULL)
        return;
    *key = (struct key){oid, modifier};
    known->name = t2s__arena_strdup(&types->arena, name);
    known->kind = t2s__pg_type_kind(type, category);
    if (known->name != NULL)
        (void)t2s__map_put(&types->known, (const char *)key, sizeof(*key), known);
}
