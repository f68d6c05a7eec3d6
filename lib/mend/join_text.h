/* SPDX-License-Identifier: MIT */
/* How a join that is missing is written into the text. */
#ifndef T2S_MEND_JOIN_TEXT_H
#define T2S_MEND_JOIN_TEXT_H

#include "mend/mend.h"
#include "mend/outline.h"
#include "mend/routes.h"

/* An edit that is not made yet. */
typedef struct t2s__join_edit {
    size_t start;
    size_t length;
    const char *text;
    struct t2s__join_edit *next;
} t2s__join_edit;

typedef struct t2s__joining {
    const t2s__patient *patient;
    t2s__fixes *fixes;
    t2s__outline outline;
    const char *qualifier; /* of the name that is missing, or NULL */
    const char *name;      /* the column's */
    int is_table;          /* it is the qualifier that is not there */
    int is_impossible;
    t2s__join_edit *edits;
    /* Of the join that is being written: */
    const t2s__routes *routes;
    const t2s__route *route;
    size_t select;
    const size_t *starts; /* the entries of all that it could begin with */
    size_t start;      /* the entry that it begins with */
    const char *alias; /* what the last table of the route is called; NULL: by its name */
    const t2s_relation *last; /* of the last join that was written */
} t2s__joining;

/* Each gives 0 where it cannot be done. */
int t2s__join_begin(t2s__joining *joining, const t2s__routes *routes, const t2s__route *route, size_t select, size_t start, const char *alias);
int t2s__join_reference(t2s__joining *joining, size_t index);
int t2s__join_end(t2s__joining *joining);

/* equated.c: does an inner join or WHERE say that columns of two starts are equal? `user_data` is the t2s__joining. */
t2s__routes_equal_fn t2s__are_equated;

/* The fix, of all that was written. */
void t2s__join_offer(t2s__joining *joining);

#endif
