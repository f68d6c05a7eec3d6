/* SPDX-License-Identifier: MIT */
/*
 * A result for people: aligned columns, numbers to the right. What could move the cursor, hide or reorder text is shown escaped; a
 * value is cut where it would take more than CELL_WIDTH_MAX columns.
 */
#include <string.h>

#include "executor/result.h"
#include "util/memory.h"
#include "util/utf8.h"

enum { CELL_WIDTH_MAX = 120 };

#define ELLIPSIS "\xE2\x80\xA6"

static uint32_t decode(const char *text, size_t size)
{
    static const unsigned char masks[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t character = (unsigned char)text[0] & masks[size];

    for (size_t i = 1; i < size; i++)
        character = character << 6 | ((unsigned char)text[i] & 0x3F);
    return character;
}

/* Control characters, and those that change the direction of what follows. */
static int is_hazardous(uint32_t character)
{
    return character < 0x20 || (character >= 0x7F && character < 0xA0) || (character >= 0x200B && character <= 0x200F) ||
           (character >= 0x2028 && character <= 0x202E) || (character >= 0x2060 && character <= 0x206F) || character == 0xFEFF ||
           (character >= 0xE0000 && character <= 0xE007F);
}

static void write_escaped(t2s__buffer *text, uint32_t character)
{
    if (character == '\n')
        t2s__buffer_text(text, "\\n");
    else if (character == '\t')
        t2s__buffer_text(text, "\\t");
    else if (character == '\r')
        t2s__buffer_text(text, "\\r");
    else if (character < 0x100)
        t2s__buffer_printf(text, "\\x%02x", (unsigned)character);
    else
        t2s__buffer_printf(text, "\\u%04x", (unsigned)character);
}

/* One character, or one byte that is none. Returns how many bytes it was; adds what it takes on the screen to `*width`. */
static size_t write_character(t2s__buffer *text, const char *value, size_t length, size_t *width)
{
    size_t size = t2s__utf8_size(value, length);
    uint32_t character = size != 0 ? decode(value, size) : (unsigned char)value[0];
    size_t before = text->length;

    if (size == 0 || is_hazardous(character)) {
        write_escaped(text, character);
        *width += text->length - before;
        return size != 0 ? size : 1;
    }
    t2s__buffer_append(text, value, size);
    *width += (size_t)t2s__character_width(character);
    return size;
}

/* Text as it is shown; returns its width. */
static size_t write_shown(t2s__buffer *text, const char *value, size_t length)
{
    size_t width = 0;

    for (size_t at = 0; at < length && !text->failed;) {
        size_t length_before = text->length;
        size_t width_before = width;

        at += write_character(text, value + at, length - at, &width);
        if (width > CELL_WIDTH_MAX - (at < length)) { /* room for the ellipsis, if more is to come */
            text->length = length_before;
            t2s__buffer_text(text, ELLIPSIS);
            return width_before + 1;
        }
    }
    return width;
}

static size_t write_bytes(t2s__buffer *text, const char *value, size_t length)
{
    enum { SHOWN = CELL_WIDTH_MAX / 2 - 2 };

    t2s__result_write_hex(text, value, length > SHOWN ? SHOWN : length);
    if (length <= SHOWN)
        return 2 + 2 * length;
    t2s__buffer_text(text, ELLIPSIS);
    return 3 + 2 * SHOWN;
}

static size_t write_cell(const t2s_result *result, size_t row, size_t column, t2s__buffer *text)
{
    size_t length;
    const char *value = t2s_result_value(result, row, column, &length);

    if (value == NULL) {
        t2s__buffer_text(text, "(null)");
        return 6;
    }
    return t2s_result_column_kind(result, column) == T2S_VALUE_BYTES ? write_bytes(text, value, length)
                                                                     : write_shown(text, value, length);
}

static size_t write_heading(const t2s_result *result, size_t column, t2s__buffer *text)
{
    const char *name = t2s_result_column_name(result, column);

    return write_shown(text, name, strlen(name));
}

static int is_number(const t2s_result *result, size_t column)
{
    int kind = t2s_result_column_kind(result, column);

    return kind == T2S_VALUE_INT || kind == T2S_VALUE_FLOAT || kind == T2S_VALUE_DECIMAL;
}

static void measure(const t2s_result *result, size_t *widths, t2s__buffer *scratch)
{
    for (size_t column = 0; column < t2s_result_column_count(result); column++) {
        scratch->length = 0;
        widths[column] = write_heading(result, column, scratch);
        for (size_t row = 0; row < t2s_result_row_count(result); row++) {
            size_t width;

            scratch->length = 0;
            width = write_cell(result, row, column, scratch);
            if (width > widths[column])
                widths[column] = width;
        }
    }
}

static void pad(t2s__buffer *text, char character, size_t count)
{
    while (count-- > 0)
        t2s__buffer_char(text, character);
}

/* `cell` is shown in `width` columns of the room that its column has. The last one is not padded behind. */
static void write_aligned(const t2s_result *result, size_t column, size_t room, const t2s__buffer *cell, size_t width,
                          t2s__buffer *text)
{
    int right = is_number(result, column);
    int last = column + 1 == t2s_result_column_count(result);

    t2s__buffer_text(text, column != 0 ? " | " : " ");
    if (right)
        pad(text, ' ', room - width);
    t2s__buffer_append(text, t2s__buffer_string(cell), cell->length);
    if (!right && !last)
        pad(text, ' ', room - width);
}

static void write_line(const t2s_result *result, const size_t *widths, size_t row, int heading, t2s__buffer *scratch,
                       t2s__buffer *text)
{
    for (size_t column = 0; column < t2s_result_column_count(result); column++) {
        size_t width;

        scratch->length = 0;
        width = heading ? write_heading(result, column, scratch) : write_cell(result, row, column, scratch);
        write_aligned(result, column, widths[column], scratch, width, text);
    }
    t2s__buffer_char(text, '\n');
}

static void write_rule(const t2s_result *result, const size_t *widths, t2s__buffer *text)
{
    for (size_t column = 0; column < t2s_result_column_count(result); column++) {
        t2s__buffer_text(text, column != 0 ? "+" : "");
        pad(text, '-', widths[column] + 2);
    }
    t2s__buffer_char(text, '\n');
}

static void write_footer(const t2s_result *result, t2s__buffer *text)
{
    size_t rows = t2s_result_row_count(result);

    t2s__buffer_printf(text, "(%zu row%s%s)\n", rows, rows == 1 ? "" : "s", t2s_result_truncated(result) ? "; there are more" : "");
}

void t2s__result_write_table(const t2s_result *result, t2s__buffer *text)
{
    size_t columns = t2s_result_column_count(result);
    size_t *widths = t2s__calloc(columns, sizeof(*widths));
    t2s__buffer scratch = T2S__BUFFER_INIT;

    if (widths == NULL) {
        text->failed = 1;
        return;
    }
    measure(result, widths, &scratch);
    if (columns != 0) {
        write_line(result, widths, 0, 1, &scratch, text);
        write_rule(result, widths, text);
    }
    for (size_t row = 0; columns != 0 && row < t2s_result_row_count(result) && !text->failed; row++)
        write_line(result, widths, row, 0, &scratch, text);
    write_footer(result, text);
    text->failed |= scratch.failed;
    t2s__buffer_dispose(&scratch);
    t2s__free(widths);
}
