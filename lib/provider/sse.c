/* SPDX-License-Identifier: MIT */
#include "provider/sse.h"

#include <string.h>

#include <text2sql/error.h>

static int add(t2s__sse *sse, t2s__buffer *buffer, const char *bytes, size_t length)
{
    if (length > sse->limit - buffer->length)
        return T2S_E_TOO_LARGE;
    t2s__buffer_append(buffer, bytes, length);
    return buffer->failed ? T2S_E_NOMEM : 0;
}

static void clear(t2s__buffer *buffer)
{
    buffer->length = 0;
    if (buffer->data != NULL)
        buffer->data[0] = '\0';
}

/* An empty line: the event is whole. */
static int dispatch(t2s__sse *sse, t2s__sse_fn callback, void *user_data)
{
    int result = 0;

    if (sse->has_data)
        result =
            callback(sse->event[0] != '\0' ? sse->event : "message", t2s__buffer_string(&sse->data), sse->data.length, user_data);
    clear(&sse->data);
    sse->has_data = 0;
    sse->event[0] = '\0';
    return result;
}

static int take_data(t2s__sse *sse, const char *value, size_t length)
{
    int code = sse->has_data ? add(sse, &sse->data, "\n", 1) : 0;

    sse->has_data = 1;
    return code == 0 ? add(sse, &sse->data, value, length) : code;
}

static void take_event(t2s__sse *sse, const char *value, size_t length)
{
    if (length >= sizeof(sse->event))
        length = sizeof(sse->event) - 1;
    memcpy(sse->event, value, length);
    sse->event[length] = '\0';
}

/* "name: value", "name:value" or "name". A line that begins with a colon is a comment: its name is empty. */
static int take_field(t2s__sse *sse, const char *line, size_t length)
{
    const char *colon = memchr(line, ':', length);
    size_t name_length = colon != NULL ? (size_t)(colon - line) : length;
    const char *value = line + name_length;
    size_t value_length = length - name_length;

    if (value_length != 0) {
        size_t skipped = value_length > 1 && value[1] == ' ' ? 2 : 1;

        value += skipped;
        value_length -= skipped;
    }
    if (name_length == 4 && memcmp(line, "data", 4) == 0)
        return take_data(sse, value, value_length);
    if (name_length == 5 && memcmp(line, "event", 5) == 0)
        take_event(sse, value, value_length);
    return 0; /* id and retry are for who connects again */
}

static int take_line(t2s__sse *sse, const char *line, size_t length, t2s__sse_fn callback, void *user_data)
{
    return length == 0 ? dispatch(sse, callback, user_data) : take_field(sse, line, length);
}

/* The rest of a line that had begun in an earlier piece, or a whole one. */
static int end_line(t2s__sse *sse, const char *bytes, size_t length, t2s__sse_fn callback, void *user_data)
{
    int code;

    if (sse->line.length == 0)
        return length > sse->limit ? T2S_E_TOO_LARGE : take_line(sse, bytes, length, callback, user_data);
    code = add(sse, &sse->line, bytes, length);
    if (code == 0)
        code = take_line(sse, sse->line.data, sse->line.length, callback, user_data);
    clear(&sse->line);
    return code;
}

/* A byte order mark may stand at the beginning; what only looks like one is text. Returns how many bytes were used. */
static size_t skip_mark(t2s__sse *sse, const char *bytes, size_t length)
{
    static const char mark[] = "\xEF\xBB\xBF";
    size_t used = 0;

    while (sse->bom < 3 && used < length) {
        if (bytes[used] != mark[sse->bom]) {
            t2s__buffer_append(&sse->line, mark, sse->bom);
            sse->bom = 3;
            break;
        }
        sse->bom++;
        used++;
    }
    return used;
}

int t2s__sse_feed(t2s__sse *sse, const char *bytes, size_t length, t2s__sse_fn callback, void *user_data)
{
    const char *end = bytes + length;
    int code = 0;

    bytes += skip_mark(sse, bytes, length);
    while (code == 0 && bytes < end) {
        const char *stop = bytes;

        if (sse->after_cr) {
            sse->after_cr = 0;
            if (*bytes == '\n') {
                bytes++;
                continue;
            }
        }
        while (stop < end && *stop != '\n' && *stop != '\r')
            stop++;
        if (stop == end)
            return add(sse, &sse->line, bytes, (size_t)(stop - bytes));
        sse->after_cr = *stop == '\r';
        code = end_line(sse, bytes, (size_t)(stop - bytes), callback, user_data);
        bytes = stop + 1;
    }
    return code;
}

void t2s__sse_dispose(t2s__sse *sse)
{
    t2s__buffer_dispose(&sse->line);
    t2s__buffer_dispose(&sse->data);
}
