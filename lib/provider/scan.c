/* SPDX-License-Identifier: MIT */
#include "provider/scan.h"

#include <text2sql/sys/provider.h>

enum {
    BLANKS_MAX = 1024, /* models in JSON mode sometimes write white space until their limit */
    SAME_MAX = 4096,   /* ... or one character */
    DEPTH_MAX = 64,
    LENGTH_MAX = 2 * 1024 * 1024 /* no reply is understood that is longer */
};

enum { NOTHING_YET, OBJECT, OTHER };

static int is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static void in_string(t2s__scan *scan, char byte)
{
    if (scan->escaped)
        scan->escaped = 0;
    else if (byte == '\\')
        scan->escaped = 1;
    else if (byte == '"')
        scan->in_string = 0;
}

static void in_object(t2s__scan *scan, char byte)
{
    if (byte == '"')
        scan->in_string = 1;
    else if (byte == '{' || byte == '[')
        scan->depth++;
    else if (byte == '}' || byte == ']')
        scan->depth--;
    if (scan->depth == 0)
        scan->state = T2S_REPLY_COMPLETE;
    else if (scan->depth > DEPTH_MAX)
        scan->state = T2S_REPLY_HOPELESS;
}

static void count(t2s__scan *scan, char byte)
{
    scan->same = byte == scan->last ? scan->same + 1 : 1;
    scan->last = byte;
    scan->blanks = is_blank(byte) && !scan->in_string ? scan->blanks + 1 : 0;
    if (byte == '\0' || scan->same > SAME_MAX || scan->blanks > BLANKS_MAX || ++scan->length > LENGTH_MAX)
        scan->state = T2S_REPLY_HOPELESS;
}

int t2s__scan_add(t2s__scan *scan, const char *text, size_t length)
{
    for (size_t i = 0; i < length && scan->state == T2S_REPLY_OPEN; i++) {
        char byte = text[i];

        count(scan, byte);
        if (scan->kind == NOTHING_YET && !is_blank(byte))
            scan->kind = byte == '{' ? OBJECT : OTHER;
        if (scan->kind != OBJECT || scan->state != T2S_REPLY_OPEN)
            continue;
        if (scan->in_string)
            in_string(scan, byte);
        else
            in_object(scan, byte);
    }
    return scan->state;
}
