/* SPDX-License-Identifier: MIT */
/*
 * Which relations belong to a row of others: those that its declared keys lead to, with one row at most each, so that a LEFT JOIN of
 * them neither adds rows nor takes any away. A relation that several routes lead to has none.
 */
#ifndef T2S_MEND_ROUTES_H
#define T2S_MEND_ROUTES_H

#include "catalog/catalog.h"

enum { T2S__ROUTES_MAX = 64, T2S__ROUTE_STEPS_MAX = 3, T2S__ROUTE_STARTS_MAX = 16 };

#define T2S__ROUTE_START ((size_t)-1)

typedef struct t2s__route {
    const t2s_relation *relation;
    size_t start;    /* which of those that it began with */
    size_t previous; /* the route that it goes on; T2S__ROUTE_START: it is one step */
    size_t steps;
    int is_one_of_many; /* another route leads there as well */
    const uint32_t *from; /* columns of the relation before it ... */
    const uint32_t *to;   /* ... and of this one that are equal */
    size_t count;
} t2s__route;

/* Have the columns of two of those that it begins with the same value in every row? Then it does not matter which it begins with. */
typedef int t2s__routes_equal_fn(void *user_data, size_t start, uint32_t column, size_t other, uint32_t other_column);

typedef struct t2s__routes {
    t2s__route items[T2S__ROUTES_MAX];
    size_t count;
    int is_cut; /* there are more than are here */
    t2s__routes_equal_fn *are_equal;
    void *user_data;
    const t2s_relation *starts[T2S__ROUTE_STARTS_MAX];
    size_t start_count;
} t2s__routes;

/* All routes from `starts`, at most T2S__ROUTE_STARTS_MAX, the shortest first. */
void t2s__routes_find(t2s__routes *routes, const t2s_catalog *catalog, const t2s_relation *const *starts, size_t start_count,
                      t2s__routes_equal_fn *are_equal, void *user_data);

/*
 * The one route to a relation with a column of this name; NULL when there is none or more than one. Rows that a key leads to from elsewhere, many of
 * them for one, may have the column as well: then nobody knows what was meant.
 */
const t2s__route *t2s__routes_to_column(const t2s__routes *routes, const t2s_catalog *catalog, const char *name);

/* The one route to a relation. */
const t2s__route *t2s__routes_to(const t2s__routes *routes, const t2s_relation *relation);

#endif
