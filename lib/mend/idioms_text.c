/* SPDX-License-Identifier: MIT */
/* Idioms of texts, JSON, types and counts whose template depends on an argument. */
#include <stdlib.h>
#include <string.h>

#include "mend/idiom.h"
#include "mend/tokens.h"

/* Before the first character and behind the last each dialect counts in its own way. */
int t2s__idiom_middle(const t2s__call *call, t2s__buffer *ret_template)
{
    size_t length;

    if (!t2s__argument_is(call, 1, T2S__TOKEN_NUMBER) || t2s__argument_text(call, 1, &length)[0] == '0')
        return 0;
    t2s__buffer_text(ret_template, "substr(#1, #2, #3)");
    return 1;
}

/* The first and the last piece are the same in both; those in the midst come with all that is before them in MySQL. */
int t2s__idiom_split(const t2s__call *call, t2s__buffer *ret_template)
{
    size_t length;
    const char *text = t2s__argument_text(call, 2, &length);

    if (!((length == 1 && text[0] == '1') || (length == 2 && memcmp(text, "-1", 2) == 0)))
        return 0;
    t2s__buffer_text(ret_template, "split_part(#1, #2, #3)");
    return 1;
}

/* With a group in the pattern Presto gives all that matches, BigQuery the group. */
int t2s__idiom_extract(const t2s__call *call, t2s__buffer *ret_template)
{
    size_t length;
    const char *text = t2s__argument_text(call, 1, &length);

    if (!t2s__argument_is(call, 1, T2S__TOKEN_STRING) || memchr(text, '(', length) != NULL)
        return 0;
    t2s__buffer_text(ret_template, "substring(#1 from #2)");
    return 1;
}

/* A path of plain keys: '$.a.b'. */
int t2s__idiom_json(const t2s__call *call, t2s__buffer *ret_template)
{
    char path[128];

    if (!t2s__argument_is(call, 1, T2S__TOKEN_STRING) || !t2s__argument_plain(call, 1, path, sizeof(path)) || path[0] != '$' || path[1] != '.')
        return 0;
    for (size_t i = 1; path[i] != '\0'; i++) {
        char c = path[i];

        if (c == '.' ? path[i + 1] == '.' || path[i + 1] == '\0' : !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c >= '0' && c <= '9')))
            return 0;
        if (c == '.')
            path[i] = ',';
    }
    t2s__buffer_printf(ret_template, "(@1 #>> '{%s}')", path + 2);
    return 1;
}

/* Type words that need not be looked up to be known as such. */
static int is_type(const t2s__call *call, size_t argument)
{
    return t2s__is_one_of(call->patient, call->arguments[argument].first,
                          "int integer bigint smallint decimal numeric float real varchar nvarchar date datetime datetime2 time timestamp "
                          "signed unsigned double bit") &&
           (call->arguments[argument].first == call->arguments[argument].last ||
            t2s__is_char(call->patient, call->arguments[argument].first + 1, '('));
}

/* CONVERT(x, type) is MySQL's, CONVERT(type, x) SQL Server's. Without a length CHAR is one character here, and all of them there. */
int t2s__idiom_convert(const t2s__call *call, t2s__buffer *ret_template)
{
    if (is_type(call, 0) == is_type(call, 1))
        return 0;
    t2s__buffer_text(ret_template, is_type(call, 0) ? "CAST(#2 AS #1)" : "CAST(#1 AS #2)");
    return 1;
}

/* Rows with a NULL among the values are not counted. */
int t2s__idiom_distinct(const t2s__call *call, t2s__buffer *ret_template)
{
    if (!call->is_distinct)
        return 0;
    t2s__buffer_text(ret_template, call->count == 2 ? "count(DISTINCT (#1, #2)) FILTER (WHERE num_nulls(#1, #2) = 0)"
                                                    : "count(DISTINCT (#1, #2, #3)) FILTER (WHERE num_nulls(#1, #2, #3) = 0)");
    return 1;
}
