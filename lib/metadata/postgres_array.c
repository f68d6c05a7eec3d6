/* SPDX-License-Identifier: MIT */
#include "metadata/postgres_array.h"

#include <string.h>
#include <text2sql/error.h>

int t2s__pg_array_begin(t2s__pg_array *array, const char *text)
{
    *array = (t2s__pg_array){.at = "}"};
    if (text == NULL)
        return 0;
    if (text[0] != '{')
        return T2S_E_PROTOCOL;
    array->at = text + 1;
    return 0;
}

static int read_quoted(t2s__pg_array *array)
{
    for (array->at++; *array->at != '"'; array->at++) {
        if (*array->at == '\\')
            array->at++;
        if (*array->at == '\0')
            return T2S_E_PROTOCOL;
        t2s__buffer_char(&array->element, *array->at);
    }
    array->at++;
    return 0;
}

static int read_plain(t2s__pg_array *array)
{
    for (; *array->at != ',' && *array->at != '}'; array->at++) {
        if (*array->at == '\\')
            array->at++;
        if (*array->at == '\0' || *array->at == '{')
            return T2S_E_PROTOCOL;
        t2s__buffer_char(&array->element, *array->at);
    }
    return array->element.length != 0 || array->element.failed ? 0 : T2S_E_PROTOCOL;
}

int t2s__pg_array_next(t2s__pg_array *array, const char **ret_text)
{
    int quoted = *array->at == '"';
    int code;

    if (*array->at == '}')
        return array->at[1] == '\0' ? 0 : T2S_E_PROTOCOL;
    array->element.length = 0;
    if (array->element.data != NULL)
        array->element.data[0] = '\0';
    code = quoted ? read_quoted(array) : read_plain(array);
    if (code != 0)
        return code;
    if (array->element.failed)
        return T2S_E_NOMEM;
    if (*array->at == ',' && array->at[1] != '}')
        array->at++;
    else if (*array->at != '}')
        return T2S_E_PROTOCOL;
    *ret_text = t2s__buffer_string(&array->element);
    if (!quoted && strcmp(*ret_text, "NULL") == 0)
        *ret_text = NULL;
    return 1;
}

void t2s__pg_array_dispose(t2s__pg_array *array)
{
    t2s__buffer_dispose(&array->element);
}
