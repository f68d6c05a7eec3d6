/* SPDX-License-Identifier: MIT */
#include "retrieval/values_allowed.h"

#include <text2sql/error.h>

#include "catalog/check_values.h"

void t2s__allowed_find(const t2s_relation *relation, t2s__allowed *ret_allowed)
{
    ret_allowed->count = 0;
    for (size_t i = 0; i < relation->check_count && i < T2S__ALLOWED_CHECKS_MAX; i++)
        if (t2s__check_lists_values(relation, relation->checks[i], &ret_allowed->columns[ret_allowed->count]))
            ret_allowed->checks[ret_allowed->count++] = relation->checks[i];
}

/* Numbers are left out: they are no texts. */
static uint32_t count_texts(const char *check)
{
    t2s__check_value value;
    uint32_t count = 0;

    while (count < T2S__ALLOWED_VALUES_MAX && t2s__check_next_value(&check, &value))
        count += value.quoted != 0;
    return count;
}

static int copy_texts(const char *check, uint32_t count, t2s__arena *arena, const char **values)
{
    t2s__buffer buffer = T2S__BUFFER_INIT;
    t2s__check_value value;
    uint32_t done = 0;
    int code = 0;

    while (done < count && code == 0 && t2s__check_next_value(&check, &value)) {
        if (!value.quoted)
            continue;
        buffer.length = 0;
        t2s__check_value_append(&buffer, &value);
        values[done] = t2s__arena_strndup(arena, t2s__buffer_string(&buffer), buffer.length);
        code = buffer.failed || values[done] == NULL ? T2S_E_NOMEM : 0;
        done++;
    }
    t2s__buffer_dispose(&buffer);
    return code;
}

int t2s__allowed_values(const t2s__allowed *allowed, uint32_t column, t2s__arena *arena, const char *const **ret_values,
                        uint32_t *ret_count)
{
    const char **values;

    *ret_values = NULL;
    *ret_count = 0;
    for (size_t i = 0; i < allowed->count; i++) {
        uint32_t count = allowed->columns[i] == column ? count_texts(allowed->checks[i]) : 0;

        if (count == 0)
            continue;
        values = t2s__arena_alloc(arena, count * sizeof(*values));
        if (values == NULL || copy_texts(allowed->checks[i], count, arena, values) != 0)
            return T2S_E_NOMEM;
        *ret_values = values;
        *ret_count = count;
        return 0;
    }
    return 0;
}
