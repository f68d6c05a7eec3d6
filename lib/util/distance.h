/* SPDX-License-Identifier: MIT */
/* How far two names are from each other, for "did you mean". */
#ifndef T2S_UTIL_DISTANCE_H
#define T2S_UTIL_DISTANCE_H

#include <stddef.h>

/* Changes of one letter, swaps of two neighbours included, without regard to ASCII case; `limit + 1` when there are more than
 * `limit`, or a name is longer than names are. */
size_t t2s__distance(const char *a, const char *b, size_t limit);

/* How many changes of a name still leave one that was probably meant. */
size_t t2s__distance_limit(const char *name);

#endif
