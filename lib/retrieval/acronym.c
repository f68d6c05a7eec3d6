/* SPDX-License-Identifier: MIT */
#include "retrieval/acronym.h"

#include "util/words.h"

void t2s__initials_add(t2s__initials *initials, const char *word, size_t length)
{
    size_t place = initials->count++ % T2S__ACRONYM_MAX;

    initials->letters[place] = word[0];
    initials->stops[place] = (char)t2s__word_is_stop(word, length);
}

int t2s__initials_last(const t2s__initials *initials, size_t count, char ret[T2S__ACRONYM_MAX + 1])
{
    size_t first = initials->count - count;

    if (count < T2S__ACRONYM_MIN || count > T2S__ACRONYM_MAX || count > initials->count ||
        initials->stops[first % T2S__ACRONYM_MAX] || initials->stops[(initials->count - 1) % T2S__ACRONYM_MAX])
        return 0;
    for (size_t i = 0; i < count; i++) {
        ret[i] = initials->letters[(first + i) % T2S__ACRONYM_MAX];
        if (ret[i] < 'a' || ret[i] > 'z')
            return 0;
    }
    ret[count] = '\0';
    return 1;
}
