/* SPDX-License-Identifier: MIT */
/* Texts that an implementation writes. */
#include <string.h>

#include "provider/connector.h"

void t2s_connector_text_add(t2s_connector_text *text, const char *raw)
{
    t2s__buffer_text(&text->buffer, raw);
}

void t2s_connector_text_add_bytes(t2s_connector_text *text, const char *raw, size_t length)
{
    t2s__buffer_append(&text->buffer, raw, length);
}

void t2s_connector_text_add_json(t2s_connector_text *text, const char *string)
{
    t2s__buffer_json(&text->buffer, string, strlen(string));
}

void t2s_connector_text_add_json_bytes(t2s_connector_text *text, const char *string, size_t length)
{
    t2s__buffer_json(&text->buffer, string, length);
}

static int is_unreserved(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '-' ||
           byte == '.' || byte == '_' || byte == '~';
}

void t2s_connector_text_add_segment(t2s_connector_text *text, const char *segment)
{
    for (; *segment != '\0'; segment++)
        if (is_unreserved(*segment))
            t2s__buffer_char(&text->buffer, *segment);
        else
            t2s__buffer_printf(&text->buffer, "%%%02X", (unsigned)(unsigned char)*segment);
}

const char *t2s_connector_text_string(const t2s_connector_text *text, size_t *ret_length)
{
    if (ret_length != NULL)
        *ret_length = text->buffer.length;
    return t2s__buffer_string(&text->buffer);
}
