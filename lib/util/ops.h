/* SPDX-License-Identifier: MIT */
/* How every core model takes in an implementer's operations table. */
#ifndef T2S_UTIL_OPS_H
#define T2S_UTIL_OPS_H

#include <stddef.h>
#include <stdint.h>

/*
 * Copy an operations table of any age. Every table begins with `size_t struct_size; uint64_t flags`. What lies inside the
 * caller's struct_size is copied and the rest of `to` is zero, so that an old caller's missing members are holes to be filled with
 * defaults; a newer caller's tail must be zero.
 *
 * size     sizeof the table in this library
 * minimum  the size of its first published form
 * flags    those that this library knows
 * 0; T2S_E_INVALID, T2S_E_ABI. Also then `to` has what lies inside struct_size, so that an implementer's destroy can be run.
 */
int t2s__ops_copy(void *to, const void *from, size_t size, size_t minimum, uint64_t flags);

#endif
