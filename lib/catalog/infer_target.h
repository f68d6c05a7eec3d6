/* SPDX-License-Identifier: MIT */
/*
 * What columns of other tables may refer to, within one schema, by the names under which they may do so. customers.id goes by
 * "customerid" and "customer"; student.stuid by "stuid" and "student". How strong a name is, is its level.
 */
#ifndef T2S_CATALOG_INFER_TARGET_H
#define T2S_CATALOG_INFER_TARGET_H

#include <stddef.h>
#include <stdint.h>

#include "catalog/catalog.h"
#include "catalog/infer_name.h"
#include "util/arena.h"
#include "util/map.h"

enum {
    T2S__LEVEL_WORD = 1, /* the last word of the table's name */
    T2S__LEVEL_KEY,      /* the key's own name, which has nothing of the table's */
    T2S__LEVEL_TABLE,    /* the table's name alone */
    T2S__LEVEL_SHORT,    /* the key's own name, which is short for the table's */
    T2S__LEVEL_FULL      /* the key's own name, which is the table's; or the table's with "id" */
};

typedef struct t2s__target {
    const t2s_relation *relation;
    uint32_t column;
    int level;
} t2s__target;

typedef struct t2s__targets {
    t2s__arena arena;
    t2s__map by_name; /* value: struct of infer_target.c */
    int keyless;  /* no table of the schema declares a key of one column */
    size_t prefix; /* bytes that all names of tables begin with, and that say nothing */
} t2s__targets;

/* Of relations that are next to each other in the catalog, and in one schema. 0; T2S_E_NOMEM: to be disposed all the same. */
int t2s__targets_init(t2s__targets *targets, const t2s_catalog *catalog, size_t first, size_t last);
void t2s__targets_dispose(t2s__targets *targets);

/* The one target that a column may mean by a name, of a level at least; 0 when there is none, or when it may be this or that. */
int t2s__targets_find(const t2s__targets *targets, const t2s_relation *relation, const t2s_column *column, const char *name,
                      size_t length, int level, t2s__target *ret_target);

enum { T2S__COLUMN_NAMES_MAX = 3 };

/*
 * A column's name in letters; without what all columns of its table begin with, e.g. "l_"; without what all tables begin with.
 * Returns how many there are.
 *
 * prefix  t2s__column_prefix() of the relation
 */
size_t t2s__targets_names(const t2s__targets *targets, const t2s_relation *relation, const t2s_column *column, size_t prefix,
                          t2s__name ret_names[T2S__COLUMN_NAMES_MAX]);

/* Bytes that all columns of a relation begin with; 0: none. */
size_t t2s__column_prefix(const t2s_relation *relation);

/* The column that others refer to a relation by: its key, or where nobody declares keys, what is named like one. UINT32_MAX: none. */
uint32_t t2s__targets_key(const t2s__targets *targets, const t2s_relation *relation);

/* The level at which a relation's key goes by its own name; 0: that is no name to go by, as "id" is none. */
int t2s__targets_own_level(const t2s__targets *targets, const t2s_relation *relation, uint32_t column);

/* May these be joined, by their types? */
int t2s__types_join(const char *one, const char *other);

#endif
