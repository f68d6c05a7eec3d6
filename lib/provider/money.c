/* SPDX-License-Identifier: MIT */
#include "provider/money.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { DIGITS_MAX = 9 };

static const uint64_t UNIT = 1000000000;

/* The digits at `*text`, which is moved behind them. How many there are. */
static int read_digits(const char **text, uint64_t *ret_number)
{
    int count = 0;

    for (*ret_number = 0; **text >= '0' && **text <= '9' && count <= DIGITS_MAX; ++*text, count++)
        *ret_number = *ret_number * 10 + (uint64_t)(**text - '0');
    return count;
}

int t2s__money_parse(const char *text, uint64_t *ret_billionths)
{
    uint64_t whole;
    uint64_t part = 0;
    int digits = read_digits(&text, &whole);
    int places = 0;

    if (digits == 0 || digits > DIGITS_MAX)
        return -1;
    if (*text == '.') {
        text++;
        places = read_digits(&text, &part);
        if (places == 0)
            return -1;
    }
    if (places > DIGITS_MAX || *text != '\0')
        return -1;
    for (; places < DIGITS_MAX; places++)
        part *= 10;
    *ret_billionths = whole * UNIT + part;
    return 0;
}

void t2s__money_format(uint64_t billionths, char *text, size_t size)
{
    size_t length;

    snprintf(text, size, "%" PRIu64 ".%09" PRIu64, billionths / UNIT, billionths % UNIT);
    length = strlen(text);
    while (length > 0 && text[length - 1] == '0')
        text[--length] = '\0';
    if (length > 0 && text[length - 1] == '.')
        text[length - 1] = '\0';
}
