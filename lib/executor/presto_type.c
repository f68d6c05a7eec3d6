/* SPDX-License-Identifier: MIT */
#include "executor/presto_type.h"

#include <string.h>
#include <strings.h>

#include <text2sql/error.h>
#include <text2sql/result.h>

enum { DEPTH_MAX = 64, ITEMS_MAX = 10000 };

struct reader {
    const char *at;
    t2s__arena *arena;
    int depth;
    int is_wrong; /* the rest cannot be understood */
    int no_memory;
};

static const struct known {
    const char *name;
    int form;
    int kind;
} known[] = {
    {"boolean", T2S__PRESTO_AS_IT_IS, T2S_VALUE_BOOL},
    {"tinyint", T2S__PRESTO_AS_IT_IS, T2S_VALUE_INT},
    {"smallint", T2S__PRESTO_AS_IT_IS, T2S_VALUE_INT},
    {"integer", T2S__PRESTO_AS_IT_IS, T2S_VALUE_INT},
    {"bigint", T2S__PRESTO_AS_IT_IS, T2S_VALUE_INT},
    {"real", T2S__PRESTO_AS_IT_IS, T2S_VALUE_FLOAT},
    {"double", T2S__PRESTO_AS_IT_IS, T2S_VALUE_FLOAT},
    {"decimal", T2S__PRESTO_DECIMAL, T2S_VALUE_DECIMAL},
    {"number", T2S__PRESTO_DECIMAL, T2S_VALUE_DECIMAL},
    {"varchar", T2S__PRESTO_AS_IT_IS, T2S_VALUE_TEXT},
    {"char", T2S__PRESTO_AS_IT_IS, T2S_VALUE_TEXT},
    {"varbinary", T2S__PRESTO_BINARY, T2S_VALUE_BYTES},
    {"date", T2S__PRESTO_AS_IT_IS, T2S_VALUE_DATE},
    {"time", T2S__PRESTO_AS_IT_IS, T2S_VALUE_TIME},
    {"timestamp", T2S__PRESTO_AS_IT_IS, T2S_VALUE_TIMESTAMP},
    {"interval", T2S__PRESTO_AS_IT_IS, T2S_VALUE_INTERVAL},
    {"uuid", T2S__PRESTO_AS_IT_IS, T2S_VALUE_UUID},
    {"json", T2S__PRESTO_JSON, T2S_VALUE_JSON},
    {"array", T2S__PRESTO_ARRAY, T2S_VALUE_JSON},
    {"map", T2S__PRESTO_MAP, T2S_VALUE_JSON},
    {"row", T2S__PRESTO_ROW, T2S_VALUE_JSON},
};

static int is_word(char character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') || (character >= '0' && character <= '9') ||
           character == '_' || character == '$' || character == ':' || character == '@' || (unsigned char)character >= 0x80;
}

static size_t word_length(const char *text)
{
    size_t length = 0;

    while (is_word(text[length]))
        length++;
    return length;
}

static void skip_blanks(struct reader *reader)
{
    while (*reader->at == ' ')
        reader->at++;
}

static int begins_with(const char *text, const char *word)
{
    size_t length = strlen(word);

    return strncasecmp(text, word, length) == 0 && !is_word(text[length]);
}

/* A quoted name, at its quote. */
static const char *quoted_name(struct reader *reader)
{
    char *name = t2s__arena_alloc(reader->arena, strlen(reader->at) + 1);
    char *to = name;

    if (name == NULL) {
        reader->no_memory = 1;
        return NULL;
    }
    for (reader->at++; *reader->at != '\0'; reader->at++) {
        if (*reader->at == '"' && *++reader->at != '"')
            break;
        *to++ = *reader->at;
    }
    *to = '\0';
    return name;
}

/* "time with time zone" and "interval day to second" are types of several words; of other pairs the first is a field's name. */
static int is_name(const char *word, size_t length)
{
    const char *behind = word + length;

    if (*behind != ' ')
        return 0;
    while (*behind == ' ')
        behind++;
    if (begins_with(word, "timestamp") || begins_with(word, "time"))
        return !begins_with(behind, "with");
    if (begins_with(word, "interval"))
        return !begins_with(behind, "day") && !begins_with(behind, "year");
    if (begins_with(word, "double"))
        return !begins_with(behind, "precision");
    return is_word(*behind) || *behind == '"';
}

static const char *field_name(struct reader *reader)
{
    size_t length = word_length(reader->at);
    const char *name;

    if (*reader->at == '"')
        return quoted_name(reader);
    if (length == 0 || !is_name(reader->at, length))
        return NULL;
    name = t2s__arena_strndup(reader->arena, reader->at, length);
    reader->no_memory |= name == NULL;
    reader->at += length;
    return name;
}

/* Over numbers, words and whatever is in parentheses, up to what ends a type. */
static void skip_rest(struct reader *reader)
{
    int depth = 0;

    for (; *reader->at != '\0'; reader->at++) {
        if (*reader->at == '"') {
            for (reader->at++; *reader->at != '\0' && *reader->at != '"'; reader->at++)
                ;
            if (*reader->at == '\0')
                return;
        } else if (*reader->at == '(')
            depth++;
        else if ((*reader->at == ')' || *reader->at == ',') && depth == 0)
            return;
        else if (*reader->at == ')')
            depth--;
    }
}

static void read_type(struct reader *reader, t2s__presto_type *type);

static size_t count_items(const char *text)
{
    size_t count = 1;
    int depth = 0;
    int quoted = 0;

    for (; *text != '\0' && depth >= 0; text++) {
        if (*text == '"')
            quoted = !quoted;
        else if (!quoted && *text == '(')
            depth++;
        else if (!quoted && *text == ')')
            depth--;
        else if (!quoted && *text == ',' && depth == 0)
            count++;
    }
    return count;
}

/* What is in the parentheses of an array, a map or a row. */
static void read_items(struct reader *reader, t2s__presto_type *type)
{
    size_t count;

    skip_blanks(reader);
    if (*reader->at != '(') {
        reader->is_wrong = 1;
        return;
    }
    reader->at++;
    count = count_items(reader->at);
    if (count > ITEMS_MAX) {
        reader->is_wrong = 1;
        return;
    }
    type->items = t2s__arena_zalloc(reader->arena, count * sizeof(*type->items));
    if (type->items == NULL) {
        reader->no_memory = 1;
        return;
    }
    while (type->item_count < count && !reader->is_wrong && !reader->no_memory) {
        t2s__presto_type *item = &type->items[type->item_count++];

        skip_blanks(reader);
        if (type->form == T2S__PRESTO_ROW)
            item->name = field_name(reader);
        read_type(reader, item);
        skip_blanks(reader);
        if (*reader->at != (type->item_count < count ? ',' : ')'))
            reader->is_wrong = 1;
        else
            reader->at++;
    }
}

static int has_right_items(const t2s__presto_type *type)
{
    if (type->form == T2S__PRESTO_ARRAY)
        return type->item_count == 1;
    return type->form == T2S__PRESTO_MAP ? type->item_count == 2 : type->item_count > 0;
}

/* DEPTH_MAX bounds the recursion. */
static void read_type(struct reader *reader, t2s__presto_type *type)
{
    size_t length;

    skip_blanks(reader);
    type->form = T2S__PRESTO_AS_IT_IS;
    type->kind = T2S_VALUE_OTHER;
    length = word_length(reader->at);
    for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
        if (strlen(known[i].name) == length && strncasecmp(known[i].name, reader->at, length) == 0) {
            type->form = known[i].form;
            type->kind = known[i].kind;
        }
    if (length == 0 || ++reader->depth > DEPTH_MAX) {
        reader->is_wrong = 1;
        return;
    }
    reader->at += length;
    if (type->form >= T2S__PRESTO_ARRAY) {
        read_items(reader, type);
        reader->is_wrong |= !has_right_items(type);
    } else
        skip_rest(reader);
    reader->depth--;
}

int t2s__presto_type_read(t2s__arena *arena, const char *text, t2s__presto_type *ret_type)
{
    struct reader reader = {.at = text, .arena = arena};

    *ret_type = (t2s__presto_type){0};
    read_type(&reader, ret_type);
    if (reader.no_memory)
        return T2S_E_NOMEM;
    if (reader.is_wrong || *reader.at != '\0')
        *ret_type = (t2s__presto_type){.form = T2S__PRESTO_AS_IT_IS, .kind = T2S_VALUE_OTHER};
    return 0;
}
