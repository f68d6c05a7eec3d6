/* SPDX-License-Identifier: MIT */
#include "mend/splice.h"

#include <string.h>

int t2s__splice(const t2s_fix *fix, const char *sql, size_t length, t2s__buffer *ret_text)
{
    size_t at = 0;
    int changes = 0;

    for (const t2s__edit *edit = fix->first; edit != NULL; edit = edit->next) {
        size_t text_length = strlen(edit->text);

        if (edit->start < at || edit->start > length || edit->length > length - edit->start)
            return 0;
        changes |= text_length != edit->length || memcmp(edit->text, sql + edit->start, text_length) != 0;
        t2s__buffer_append(ret_text, sql + at, edit->start - at);
        t2s__buffer_append(ret_text, edit->text, text_length);
        at = edit->start + edit->length;
    }
    t2s__buffer_append(ret_text, sql + at, length - at);
    return changes;
}

size_t t2s__splice_forward(const t2s_fix *fix, size_t position)
{
    size_t removed = 0, added = 0;

    for (const t2s__edit *edit = fix->first; edit != NULL && edit->start <= position; edit = edit->next) {
        if (position < edit->start + edit->length)
            return edit->start - removed + added;
        removed += edit->length;
        added += strlen(edit->text);
    }
    return position - removed + added;
}

size_t t2s__splice_back(const t2s_fix *fix, size_t position, int is_end)
{
    size_t removed = 0, added = 0;

    for (const t2s__edit *edit = fix->first; edit != NULL; edit = edit->next) {
        size_t start = edit->start - removed + added;
        size_t length = strlen(edit->text);

        if (position < start || (position == start && !is_end))
            break;
        if (position < start + length || (is_end && position == start + length))
            return is_end ? edit->start + edit->length : edit->start;
        removed += edit->length;
        added += length;
    }
    return position + removed - added;
}

int t2s__splice_touches(const t2s_fix *fix, size_t position)
{
    size_t removed = 0, added = 0;

    for (const t2s__edit *edit = fix->first; edit != NULL; edit = edit->next) {
        size_t start = edit->start - removed + added;
        size_t length = strlen(edit->text);

        if (position >= start && position < start + (length != 0 ? length : 1))
            return 1;
        removed += edit->length;
        added += length;
    }
    return 0;
}
