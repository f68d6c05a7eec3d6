/* SPDX-License-Identifier: MIT */
#include "mend/common_name.h"

#include <stddef.h>
#include <strings.h>

int t2s__is_common_name(const char *name)
{
    static const char *const names[] = {"id",    "name", "title", "label", "type",        "kind",    "code",  "status", "date",     "time", "year",
                                        "month", "day",  "text",  "key",   "description", "comment", "notes", "value",  "number",   "count",
                                        "rank",  "url",  "total", "level", "position",    "created_at",       "updated_at"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcasecmp(names[i], name) == 0)
            return 1;
    return 0;
}
