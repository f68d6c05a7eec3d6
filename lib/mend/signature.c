/* SPDX-License-Identifier: MIT */
#include "mend/signature.h"

#include <stdio.h>
#include <string.h>

#include "mend/tokens.h"
#include "sql/diagnostic.h"

int t2s__type_is_text(const char *type)
{
    return strcmp(type, "text") == 0 || strcmp(type, "character varying") == 0 || strcmp(type, "character") == 0;
}

int t2s__type_is_integer(const char *type)
{
    return strcmp(type, "integer") == 0 || strcmp(type, "bigint") == 0 || strcmp(type, "smallint") == 0;
}

int t2s__type_is_date(const char *type)
{
    return strcmp(type, "date") == 0 || strncmp(type, "timestamp ", 10) == 0;
}

static int copy(char *to, size_t size, const char *from, size_t length)
{
    if (length >= size)
        return 0;
    memcpy(to, from, length);
    to[length] = '\0';
    return 1;
}

/* "function schema.name(type, type) does not exist" */
static int read_message(const char *message, t2s__signature *signature)
{
    static const char head[] = "function ";
    const char *open = strchr(message, '('), *name, *at;
    const char *close = open != NULL ? strstr(open, ") does not exist") : NULL;

    if (strncmp(message, head, sizeof(head) - 1) != 0 || close == NULL)
        return 0;
    name = message + sizeof(head) - 1;
    for (const char *c = name; c < open; c++)
        if (*c == '.')
            name = c + 1;
    if (!copy(signature->name, sizeof(signature->name), name, (size_t)(open - name)))
        return 0;
    for (at = open + 1; at < close;) {
        const char *comma = strstr(at, ", ");
        const char *end = comma != NULL && comma < close ? comma : close;

        if (signature->type_count == T2S__SIGNATURE_MAX ||
            !copy(signature->types[signature->type_count++], sizeof(signature->types[0]), at, (size_t)(end - at)))
            return 0;
        at = end == close ? close : end + 2;
    }
    return signature->type_count != 0;
}

/* The arguments, by the commas that stand in no other parentheses. */
static int read_ranges(const t2s__patient *patient, t2s__signature *signature)
{
    size_t first = signature->open + 1;

    for (size_t i = first; i <= signature->close; i++) {
        if (i < signature->close && (t2s__is_char(patient, i, '(') || t2s__is_char(patient, i, '['))) {
            if (t2s__is_char(patient, i, '['))
                return 0;
            i = t2s__closing(patient, i);
            continue;
        }
        if (i < signature->close && !t2s__is_char(patient, i, ','))
            continue;
        if (i == first || signature->range_count == T2S__SIGNATURE_MAX)
            return 0;
        signature->ranges[signature->range_count].start = t2s__patient_token(patient, first)->start;
        signature->ranges[signature->range_count++].end = t2s__token_end(t2s__patient_token(patient, i - 1));
        first = i + 1;
    }
    return 1;
}

/* What stands before the first argument without being part of it. */
static void skip_words(const t2s__patient *patient, t2s__signature *signature)
{
    size_t token = signature->open + 1;

    if (t2s__is_one_of(patient, token, "distinct all") && token + 1 < signature->close)
        signature->ranges[0].start = t2s__patient_token(patient, token + 1)->start;
}

int t2s__signature_read(const t2s__patient *patient, t2s__signature *ret_signature)
{
    size_t at = patient->at;

    *ret_signature = (t2s__signature){.first = at};
    if (patient->finding->position < 0 || !read_message(t2s_diagnostic_message(patient->finding), ret_signature))
        return 0;
    while (t2s__is_char(patient, at + 1, '.'))
        at += 2;
    if (!t2s__is_char(patient, at + 1, '('))
        return 0;
    ret_signature->open = at + 1;
    ret_signature->close = t2s__closing(patient, ret_signature->open);
    if (ret_signature->close >= patient->token_count || !read_ranges(patient, ret_signature))
        return 0;
    skip_words(patient, ret_signature);
    return 1;
}
