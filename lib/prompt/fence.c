/* SPDX-License-Identifier: MIT */
#include "prompt/fence.h"

#include <inttypes.h>
#include <stdint.h>
#include <string.h>

#include "util/character.h"
#include "util/utf8.h"

enum { NAME_MAX_LENGTH = 11 };

#define ONES UINT64_C(0x0101010101010101)
#define HIGH UINT64_C(0x8080808080808080)

static const char *const names[] = {"schema", "question", "findings", "database", "definitions", "values", "examples"};

/* Where the writer is. `end` is where the last character ended behind which a joiner (1) or anything that joins (2) may stand. */
struct writer {
    const char *text;
    size_t length;
    size_t joins_at;
    int joins;
};

const char *t2s__fence_name(int fence)
{
    return names[fence];
}

/* The skeleton of the character at an offset, and its size; 0 and size 1 for what is no UTF-8, and 0 and size 0 at the end. */
static char skeleton_at(const char *text, size_t length, size_t at, size_t *ret_size)
{
    size_t size = t2s__utf8_size(text + at, length - at);

    *ret_size = size != 0 ? size : at < length;
    return size != 0 ? t2s__character_skeleton(t2s__character(text + at, size)) : 0;
}

static int is_name(const char *word, size_t length)
{
    for (size_t i = 0; i < T2S__FENCE_COUNT; i++)
        if (strlen(names[i]) == length && memcmp(names[i], word, length) == 0)
            return 1;
    return 0;
}

/* Letters go on to be another word, and so do digits and underscores. */
static int ends_word(const char *text, size_t length, size_t at)
{
    size_t size;
    char skeleton = skeleton_at(text, length, at, &size);

    return !(skeleton >= 'a' && skeleton <= 'z') && (at == length || (text[at] != '_' && (text[at] < '0' || text[at] > '9')));
}

/* Is it a fence's name, after any slashes and blanks, that follows at `at`? Blanks may stand within the name. */
static int tag_follows(const char *text, size_t length, size_t at)
{
    char word[NAME_MAX_LENGTH];
    size_t letters = 0;
    size_t size;

    for (;; at += size) {
        char skeleton = skeleton_at(text, length, at, &size);

        if (skeleton == ' ' || (skeleton == '/' && letters == 0))
            continue;
        if (skeleton < 'a' || letters == NAME_MAX_LENGTH)
            return 0;
        word[letters++] = skeleton;
        if (is_name(word, letters) && ends_word(text, length, at + size))
            return 1;
    }
}

static int is_tag(const char *text, size_t length, size_t at)
{
    size_t size;

    return skeleton_at(text, length, at, &size) == '<' && tag_follows(text, length, at + size);
}

static int is_plain(unsigned char byte)
{
    return (byte >= 0x20 && byte < 0x7F && byte != '<' && byte != '&') || byte == '\n' || byte == '\t';
}

/* In each byte's highest bit: is the byte zero? Right for the lowest that is, which is enough to tell whether any is. */
static uint64_t zeros(uint64_t word)
{
    return (word - ONES) & ~word & HIGH;
}

/* Is each of eight bytes plain, line feeds and tabs apart? */
static int are_plain(const char *text)
{
    uint64_t word;

    memcpy(&word, text, sizeof(word));
    return ((((word - 0x20 * ONES) & ~word) | word) & HIGH) == 0 && zeros(word ^ '<' * ONES) == 0 &&
           zeros(word ^ '&' * ONES) == 0 && zeros(word ^ 0x7F * ONES) == 0;
}

/* Most of a schema is plain. Returns where the first byte is that is not. */
static size_t skip_plain(const char *text, size_t length, size_t at)
{
    for (;;) {
        size_t end;

        while (length - at >= sizeof(uint64_t) && are_plain(text + at))
            at += sizeof(uint64_t);
        end = length - at < sizeof(uint64_t) ? length : at + sizeof(uint64_t);
        while (at < end && is_plain((unsigned char)text[at]))
            at++;
        if (at < end || at == length)
            return at;
    }
}

size_t t2s__fence_find(const char *text, size_t length)
{
    size_t at = skip_plain(text, length, 0);

    while (at < length && !is_tag(text, length, at)) {
        size_t size;

        skeleton_at(text, length, at, &size);
        at = skip_plain(text, length, at + size);
    }
    return at;
}

/* Does it look as if it were written as an escape below, any number of times over? */
static int is_escape(const char *text, size_t length)
{
    size_t at = 1;
    size_t digits;

    while (length - at > 4 && memcmp(text + at, "amp;", 4) == 0)
        at += 4;
    if (length - at < 2 || memcmp(text + at, "#x", 2) != 0)
        return 0;
    at += 2;
    digits = at;
    while (at < length && ((text[at] >= '0' && text[at] <= '9') || (text[at] >= 'A' && text[at] <= 'F')))
        at++;
    return at > digits && at < length && text[at] == ';';
}

/* What becomes of one character. */
enum { COPY, DROP, ESCAPE, ESCAPE_AMPERSAND, REPLACE };

/* May this joiner or variation selector stand here? */
static int may_join(struct writer *writer, size_t at, size_t size, int kind)
{
    int joins = writer->joins_at == at ? writer->joins : 0;

    if (joins < (kind == T2S__CHARACTER_JOINER ? 1 : 2))
        return 0;
    writer->joins_at = at + size;
    writer->joins = kind == T2S__CHARACTER_JOINER ? 0 : 1;
    return 1;
}

static int judge(struct writer *writer, size_t at, size_t *ret_size)
{
    const char *text = writer->text + at;
    size_t left = writer->length - at;
    size_t size = t2s__utf8_size(text, left);
    int kind;

    *ret_size = size != 0 ? size : 1;
    if (size == 0)
        return REPLACE;
    if (text[0] == '\r' && left > 1 && text[1] == '\n')
        return DROP;
    if (text[0] == '&')
        return is_escape(text, left) ? ESCAPE_AMPERSAND : COPY;
    kind = t2s__character_kind(t2s__character(text, size));
    if (kind == T2S__CHARACTER_HIDDEN || (kind != T2S__CHARACTER_VISIBLE && !may_join(writer, at, size, kind)))
        return ESCAPE;
    if (kind == T2S__CHARACTER_VISIBLE && size > 1) {
        writer->joins_at = at + size;
        writer->joins = 2;
    }
    return is_tag(writer->text, writer->length, at) ? ESCAPE : COPY;
}

static void write_judged(t2s__buffer *buffer, const char *text, size_t size, int verdict)
{
    if (verdict == ESCAPE)
        t2s__buffer_printf(buffer, "&#x%" PRIX32 ";", t2s__character(text, size));
    else if (verdict == ESCAPE_AMPERSAND)
        t2s__buffer_text(buffer, "&amp;");
    else if (verdict == REPLACE)
        t2s__buffer_text(buffer, "\xEF\xBF\xBD");
}

void t2s__fence_write(t2s__buffer *buffer, const char *text, size_t length)
{
    struct writer writer = {.text = text, .length = length, .joins_at = SIZE_MAX};
    size_t start = 0; /* from here on nothing was written yet */
    size_t at = 0;

    while ((at = skip_plain(text, length, at)) < length) {
        size_t size;
        int verdict = judge(&writer, at, &size);

        if (verdict != COPY) {
            t2s__buffer_append(buffer, text + start, at - start);
            write_judged(buffer, text + at, size, verdict);
            start = at + size;
        }
        at += size;
    }
    t2s__buffer_append(buffer, text + start, length - start);
}

void t2s__fence_open(t2s__buffer *buffer, int fence)
{
    t2s__buffer_printf(buffer, "<%s>\n", names[fence]);
}

void t2s__fence_close(t2s__buffer *buffer, int fence)
{
    if (buffer->length != 0 && buffer->data[buffer->length - 1] != '\n')
        t2s__buffer_char(buffer, '\n');
    t2s__buffer_printf(buffer, "</%s>", names[fence]);
}

void t2s__fence_cut(t2s__buffer *buffer, const char *text, size_t maximum)
{
    size_t length = strlen(text);
    size_t written = 0;

    while (length != 0) {
        size_t size = t2s__utf8_size(text, length);

        if (written + size > maximum) {
            t2s__buffer_text(buffer, "...");
            return;
        }
        if (size == 0 || (size == 1 && ((unsigned char)text[0] < 0x20 || text[0] == 0x7F))) {
            t2s__buffer_char(buffer, ' ');
            size = 1;
        } else
            t2s__buffer_append(buffer, text, size);
        written += size;
        text += size;
        length -= size;
    }
}

void t2s__fence_line(t2s__buffer *buffer, int fence, const char *text, size_t maximum)
{
    t2s__buffer line = T2S__BUFFER_INIT;

    t2s__fence_cut(&line, text, maximum);
    t2s__buffer_printf(buffer, "<%s>", names[fence]);
    t2s__fence_write(buffer, t2s__buffer_string(&line), line.length);
    t2s__buffer_printf(buffer, "</%s>", names[fence]);
    buffer->failed |= line.failed;
    t2s__buffer_dispose(&line);
}
