/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <strings.h>

#include "catalog/infer_target.h"

enum type_class { CLASS_OTHER, CLASS_NUMBER, CLASS_TEXT, CLASS_UUID };

static const struct {
    const char *name; /* that the type begins with */
    enum type_class class;
} known[] = {
    {"integer", CLASS_NUMBER}, {"bigint", CLASS_NUMBER},  {"smallint", CLASS_NUMBER}, {"int", CLASS_NUMBER},   {"numeric", CLASS_NUMBER},
    {"number", CLASS_NUMBER},  {"decimal", CLASS_NUMBER}, {"tinyint", CLASS_NUMBER},  {"serial", CLASS_NUMBER}, {"text", CLASS_TEXT},
    {"character", CLASS_TEXT}, {"varchar", CLASS_TEXT},   {"char", CLASS_TEXT},       {"bpchar", CLASS_TEXT},   {"name", CLASS_TEXT},
    {"citext", CLASS_TEXT},    {"string", CLASS_TEXT},    {"uuid", CLASS_UUID},
};

/* "integer" and "int8", but not "interval" nor "integer[]", nor numbers with digits behind the point. */
static enum type_class class_of(const char *type)
{
    for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
        size_t length = strlen(known[i].name);
        const char *comma;

        if ((type[0] | 0x20) != known[i].name[0] || strncasecmp(type, known[i].name, length) != 0 || (type[length] >= 'a' && type[length] <= 'z') || strchr(type, '[') != NULL)
            continue;
        comma = strchr(type, ',');
        return comma != NULL && comma[strspn(comma, ", 0")] != ')' ? CLASS_OTHER : known[i].class;
    }
    return CLASS_OTHER;
}

int t2s__types_join(const char *one, const char *other)
{
    enum type_class class = class_of(one);

    return class != CLASS_OTHER && class == class_of(other);
}
