/* SPDX-License-Identifier: MIT */
#include "util/distance.h"

#include <string.h>

enum { NAME_MAX_COMPARED = 64 };

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

size_t t2s__distance(const char *a, const char *b, size_t limit)
{
    size_t a_length = strlen(a), b_length = strlen(b);
    size_t rows[3][NAME_MAX_COMPARED + 1];

    if (a_length > NAME_MAX_COMPARED || b_length > NAME_MAX_COMPARED || a_length > b_length + limit || b_length > a_length + limit)
        return limit + 1;
    for (size_t j = 0; j <= b_length; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t *now = rows[i % 3];
        const size_t *before = rows[(i - 1) % 3];
        const size_t *two_before = rows[(i + 1) % 3];
        size_t least = now[0] = i;

        for (size_t j = 1; j <= b_length; j++) {
            size_t cost = before[j - 1] + (lower(a[i - 1]) != lower(b[j - 1]));

            if (before[j] + 1 < cost)
                cost = before[j] + 1;
            if (now[j - 1] + 1 < cost)
                cost = now[j - 1] + 1;
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]) &&
                two_before[j - 2] + 1 < cost)
                cost = two_before[j - 2] + 1;
            now[j] = cost;
            if (cost < least)
                least = cost;
        }
        if (least > limit)
            return limit + 1;
    }
    return rows[a_length % 3][b_length];
}

size_t t2s__distance_limit(const char *name)
{
    size_t length = strlen(name);

    return length <= 3 ? 1 : length <= 8 ? 2 : length / 3;
}
