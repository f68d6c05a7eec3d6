/* SPDX-License-Identifier: MIT */
/* Checks that list the values of a column: "status IN ('new', 'paid')", however a server writes it. */
#ifndef T2S_CATALOG_CHECK_VALUES_H
#define T2S_CATALOG_CHECK_VALUES_H

#include <stddef.h>
#include <stdint.h>

#include "catalog/catalog.h"
#include "util/buffer.h"

/*
 * Which column does a check list the values of?
 *
 * ret_column  its place in the relation
 * 1; 0 when the check says anything else.
 */
int t2s__check_lists_values(const t2s_relation *relation, const char *check, uint32_t *ret_column);

/* The values of such a check, one after the other. `*at` begins as the check; afterwards it is behind the value. */
typedef struct t2s__check_value {
    const char *text; /* into the check, without quotes; quotes within stand twice */
    size_t length;
    int quoted;
} t2s__check_value;

/* 1: there was another one. */
int t2s__check_next_value(const char **at, t2s__check_value *ret_value);

/* Append a value's own characters: without quotes, and those within once. */
void t2s__check_value_append(t2s__buffer *buffer, const t2s__check_value *value);

#endif
