/* SPDX-License-Identifier: MIT */
/* What the files of conversion share: types as they are compared, polymorphic types, and the choice between candidates. */
#ifndef T2S_SQL_COERCE_H
#define T2S_SQL_COERCE_H

#include "catalog/catalog.h"
#include "sql/types.h"

enum { T2S__ARGUMENTS_MAX = 100 };

/* Something that could be meant: an operator or a function, as the call at hand would use it. */
typedef struct t2s__candidate {
    const t2s__type *const *types; /* of the arguments, in the order of the call, and then those left to defaults; NULL: `pair` */
    const t2s__type *pair[2];
    const void *meaning; /* NULL: several that are equally good */
    int path;            /* how far behind on the search path */
    uint32_t count;      /* types */
    uint32_t defaults;   /* how many of the types are left to defaults */
    uint32_t variadic;   /* how many arguments the last parameter takes; 0: it is as the others */
} t2s__candidate;

static inline const t2s__type *t2s__candidate_type(const t2s__candidate *candidate, size_t index)
{
    return candidate->types != NULL ? candidate->types[index] : candidate->pair[index];
}

/* coerce.c */

/* The catalog's own, where there are several: of records, and of types that a text made. */
const t2s__type *t2s__canonical_type(const t2s__analysis *analysis, const t2s__type *type);
int t2s__same_type_slowly(const t2s__type *a, const t2s__type *b);
/* Rows of relations, composite types, and domains over them. */
int t2s__is_composite(const t2s__type *type);
/* Arrays, int2vector and oidvector among them; not domains over them. */
int t2s__is_array(const t2s__type *type);
/* What leads there, if anything: '\0': nothing, 'f', 'i': as pg_cast, 'b': nothing has to be done, 'a': member by member. */
char t2s__conversion(const t2s__analysis *analysis, const t2s__type *from, const t2s__type *to, t2s__coercion coercion);
/* Of several at once, of which polymorphic targets depend on each other. */
int t2s__can_coerce_all(const t2s__analysis *analysis, const t2s__type *const *from, const t2s__candidate *to, size_t count);
/* How far behind a schema is on the search path, where pg_catalog comes first by itself; -1: it is not there. */
int t2s__schema_path(const t2s__analysis *analysis, const char *schema);

/* common_type.c: NULL: there is none; *ret_a and *ret_b do not fit. NULLs among the types are passed over. */
const t2s__type *t2s__common_of(const t2s__analysis *analysis, const t2s__type *const *types, size_t count, size_t *ret_misfit,
                                const t2s__type **ret_other);

/* polymorphic.c */

int t2s__is_polymorphic(const t2s__type *type);
/* Do these arguments agree with what is declared? Members that are not known agree with everything. */
int t2s__polymorphic_fits(const t2s__analysis *analysis, const t2s__type *const *actual, const t2s__candidate *declared, size_t count);
/*
 * Put the types that they stand for in the place of polymorphic ones. `declared` has `count` members and is changed; *result, too. 1;
 * -1: they do not agree, which was said at `position`.
 */
int t2s__polymorphic_resolve(t2s__analysis *analysis, const t2s__type *const *actual, const t2s__type **declared, size_t count,
                             const t2s__type **result, int position);

/* candidate.c */

/*
 * The best of several that all can take the arguments (manual, 10.2 and 10.3, after the exact match). Changes the order of the
 * candidates. NULL: there is no best one.
 */
const t2s__candidate *t2s__best_candidate(const t2s__analysis *analysis, const t2s__type *const *types, size_t count,
                                          t2s__candidate *candidates, size_t candidate_count);

static inline int t2s__same(const t2s__type *a, const t2s__type *b)
{
    return a == b || (a != NULL && b != NULL && t2s__same_type_slowly(a, b));
}

#endif
