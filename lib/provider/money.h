/* SPDX-License-Identifier: MIT */
#ifndef T2S_PROVIDER_MONEY_H
#define T2S_PROVIDER_MONEY_H

#include <stddef.h>
#include <stdint.h>

/* A decimal number, e.g. "0.05", with at most nine digits on either side of the point, in billionths. Whatever the locale. 0; -1:
 * it is none. */
int t2s__money_parse(const char *text, uint64_t *ret_billionths);

/* The other way round, without zeros at the end. At least 32 bytes of room. */
void t2s__money_format(uint64_t billionths, char *text, size_t size);

#endif
