/* SPDX-License-Identifier: MIT */
/* Types of Presto and Trino as texts. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sql/ptype.h"

enum { WORD_MAX = 128 };

struct reader {
    t2s__analysis *analysis;
    const char *at;
    const char *end;
    int mode;
    int depth;
};

static const struct {
    const char *word;
    t2s__ptype_base base;
} other_words[] = {
    {"int", T2S__PTYPE_INTEGER},    {"int4", T2S__PTYPE_INTEGER},     {"int8", T2S__PTYPE_BIGINT},
    {"int2", T2S__PTYPE_SMALLINT},  {"numeric", T2S__PTYPE_DECIMAL},  {"dec", T2S__PTYPE_DECIMAL},
    {"text", T2S__PTYPE_VARCHAR},   {"string", T2S__PTYPE_VARCHAR},   {"character", T2S__PTYPE_CHAR},
    {"bpchar", T2S__PTYPE_CHAR},    {"bool", T2S__PTYPE_BOOLEAN},     {"float8", T2S__PTYPE_DOUBLE},
    {"float4", T2S__PTYPE_REAL},    {"bytea", T2S__PTYPE_VARBINARY},  {"jsonb", T2S__PTYPE_JSON},
    {"timestamptz", T2S__PTYPE_TIMESTAMPTZ}, {"timetz", T2S__PTYPE_TIMETZ}, {"serial", T2S__PTYPE_INTEGER},
    {"bigserial", T2S__PTYPE_BIGINT}, {"likepattern", T2S__PTYPE_OTHER}, {"re2jregexp", T2S__PTYPE_REGEXP},
};

static const char *const base_words[] = {
#define WORD_(name, text) text,
    T2S__PTYPE_BASE_MAP(WORD_)
#undef WORD_
};

static void skip_blanks(struct reader *reader)
{
    while (reader->at < reader->end && (*reader->at == ' ' || *reader->at == '\t' || *reader->at == '\n' || *reader->at == '\r'))
        reader->at++;
}

static int is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '@' || c == ':' ||
           c == '$' || (unsigned char)c >= 0x80;
}

/* A word, as it stands. Its length; 0: there is none. */
static size_t word(struct reader *reader, const char **ret_word)
{
    skip_blanks(reader);
    *ret_word = reader->at;
    while (reader->at < reader->end && is_word_char(*reader->at))
        reader->at++;
    return (size_t)(reader->at - *ret_word);
}

static int accept(struct reader *reader, char c)
{
    skip_blanks(reader);
    if (reader->at == reader->end || *reader->at != c)
        return 0;
    reader->at++;
    return 1;
}

/* A word that is this one. 0: nothing was read. */
static int accept_word(struct reader *reader, const char *wanted)
{
    const char *before = reader->at;
    const char *found;
    size_t length = word(reader, &found);

    if (length == strlen(wanted) && strncasecmp(found, wanted, length) == 0)
        return 1;
    reader->at = before;
    return 0;
}

static int is_word(const char *found, size_t length, const char *wanted)
{
    return (found[0] | 0x20) == wanted[0] && strlen(wanted) == length && strncasecmp(found, wanted, length) == 0;
}

static const t2s__ptype *read_type(struct reader *reader);

/* "(12, 2)"; letters stand for numbers that are not known. How many there are; -1: it is something else. */
static int numbers(struct reader *reader, int32_t values[2])
{
    int count = 0;

    values[0] = values[1] = -1;
    if (!accept(reader, '('))
        return 0;
    do {
        const char *found;
        size_t length = word(reader, &found);

        if (length == 0 || count == 2)
            return -1;
        if (found[0] >= '0' && found[0] <= '9') {
            long value = strtol(found, NULL, 10);

            values[count] = value < 0 || value > INT32_MAX ? T2S__PTYPE_UNBOUNDED : (int32_t)value;
        }
        count++;
    } while (accept(reader, ','));
    return accept(reader, ')') ? count : -1;
}

/* Does a name stand before the type of a field? *ret_name NULL: no. 0; -1: what stands here is neither. */
static int field_name(struct reader *reader, const char **ret_name)
{
    const char *start = reader->at, *found, *second;
    size_t length;

    *ret_name = NULL;
    skip_blanks(reader);
    if (reader->at < reader->end && *reader->at == '"') {
        const char *close = memchr(reader->at + 1, '"', (size_t)(reader->end - reader->at - 1));

        if (close == NULL)
            return -1;
        *ret_name = t2s__arena_strndup(reader->analysis->arena, reader->at + 1, (size_t)(close - reader->at - 1));
        reader->at = close + 1;
        return *ret_name != NULL ? 0 : -1;
    }
    length = word(reader, &found);
    if (length != 0) {
        const char *behind = reader->at;
        size_t second_length = word(reader, &second);
        int is_type = second_length == 0 || is_word(second, second_length, "precision") || is_word(second, second_length, "varying") ||
                      is_word(second, second_length, "with") || is_word(second, second_length, "without") ||
                      (is_word(found, length, "interval") && (is_word(second, second_length, "day") || is_word(second, second_length, "year")));

        if (second_length == 0 && reader->at < reader->end && *reader->at == '"')
            is_type = 0;
        if (!is_type) {
            reader->at = behind;
            *ret_name = t2s__arena_strndup(reader->analysis->arena, found, length);
            return *ret_name != NULL ? 0 : -1;
        }
    }
    reader->at = start;
    return 0;
}

/* What stands in the parentheses of a type of types. */
static const t2s__ptype *compound(struct reader *reader, t2s__ptype_base base)
{
    const t2s__ptype **parts = NULL;
    const char **names = NULL;
    size_t count = 0, capacity = 0, name_capacity = 0;
    char close = ')';

    if (accept(reader, '<'))
        close = '>';
    else if (!accept(reader, '('))
        return t2s__ptype_plain(base);
    if (accept(reader, close))
        return t2s__ptype_compound(reader->analysis, base, NULL, NULL, 0);
    do {
        const char *name = NULL;
        const t2s__ptype *part;

        if (count == T2S__PTYPE_PARTS_MAX || (base == T2S__PTYPE_ROW && field_name(reader, &name) != 0))
            return NULL;
        part = read_type(reader);
        if (part == NULL ||
            t2s__analysis_grow(reader->analysis, (void **)(void *)&parts, count, &capacity, sizeof(*parts)) != 0 ||
            t2s__analysis_grow(reader->analysis, (void **)(void *)&names, count, &name_capacity, sizeof(*names)) != 0)
            return NULL;
        parts[count] = part;
        names[count++] = name;
    } while (accept(reader, ','));
    if (!accept(reader, close) || (base == T2S__PTYPE_ARRAY && count != 1) || (base == T2S__PTYPE_MAP && count != 2))
        return NULL;
    return t2s__ptype_compound(reader->analysis, base, parts, base == T2S__PTYPE_ROW ? names : NULL, count);
}

static t2s__ptype_base find_base(const char *found, size_t length, int is_strict)
{
    for (size_t i = 0; i < sizeof(base_words) / sizeof(base_words[0]); i++)
        if (base_words[i] != NULL && is_word(found, length, base_words[i]))
            return (t2s__ptype_base)i;
    for (size_t i = 0; i < sizeof(other_words) / sizeof(other_words[0]); i++)
        if (is_word(found, length, other_words[i].word))
            return is_strict && i != 0 ? T2S__PTYPE_OTHER : other_words[i].base;
    return T2S__PTYPE_OTHER;
}

int t2s__ptype_is_foreign(const t2s__ptype *type)
{
    static const char *const words[] = {"datetime", "float", "long", "money", "number4", "smalldatetime", "tinytext", "varchar2", "nvarchar"};
    size_t length = type != NULL && type->base == T2S__PTYPE_OTHER && type->name != NULL ? strlen(type->name) : 0;

    if (length == 0)
        return 0;
    for (size_t i = 1; i < sizeof(other_words) / sizeof(other_words[0]); i++)
        if (other_words[i].base != T2S__PTYPE_OTHER && other_words[i].base != T2S__PTYPE_REGEXP && is_word(type->name, length, other_words[i].word))
            return 1;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (is_word(type->name, length, words[i]))
            return 1;
    return 0;
}

static const t2s__ptype *named(struct reader *reader, const char *found, size_t length, t2s__ptype_base base)
{
    const t2s__ptype *inner = compound(reader, T2S__PTYPE_OTHER);
    t2s__ptype *type = inner != NULL ? t2s__analysis_alloc(reader->analysis, sizeof(*type)) : NULL;

    if (type == NULL)
        return NULL;
    *type = *inner;
    type->base = base;
    type->name = t2s__arena_strndup(reader->analysis->arena, found, length);
    type->type.name = type->name;
    type->type.written = base == T2S__PTYPE_VARIABLE || type->count == 0 ? type->name : NULL;
    if (type->name == NULL) {
        reader->analysis->code = T2S_E_NOMEM;
        return NULL;
    }
    return type;
}

static int is_variable(const char *found, size_t length)
{
    return length <= 2 && (found[0] | 0x20) >= 'a' && (found[0] | 0x20) <= 'z' && (length == 1 || (found[1] >= '0' && found[1] <= '9'));
}

/* "time", "timestamp": what stands behind them. */
static const t2s__ptype *moment(struct reader *reader, t2s__ptype_base base)
{
    int32_t values[2];

    if (numbers(reader, values) < 0)
        return NULL;
    if (accept_word(reader, "with"))
        base = base == T2S__PTYPE_TIME ? T2S__PTYPE_TIMETZ : T2S__PTYPE_TIMESTAMPTZ;
    else if (!accept_word(reader, "without"))
        return t2s__ptype_sized(reader->analysis, base, values[0], -1);
    if (!accept_word(reader, "time") || !accept_word(reader, "zone"))
        return NULL;
    return t2s__ptype_sized(reader->analysis, base, values[0], -1);
}

/* Of a type, or of a value: "interval day to second", "interval hour". */
static const t2s__ptype *interval(struct reader *reader)
{
    static const char *const fields[] = {"year", "month", "day", "hour", "minute", "second", "week", "quarter"};
    const t2s__ptype *type = NULL;

    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]) && type == NULL; i++)
        if (accept_word(reader, fields[i]))
            type = t2s__ptype_plain(i < 2 || i == 7 ? T2S__PTYPE_INTERVAL_YEAR : T2S__PTYPE_INTERVAL_DAY);
    if (type != NULL && accept_word(reader, "to")) {
        const char *ignored;

        if (word(reader, &ignored) == 0)
            return NULL;
    }
    return type;
}

static const t2s__ptype *text(struct reader *reader, t2s__ptype_base base)
{
    int32_t values[2];
    int has_bound;

    if (accept_word(reader, "varying"))
        base = T2S__PTYPE_VARCHAR;
    has_bound = numbers(reader, values);
    if (has_bound < 0)
        return NULL;
    if (base == T2S__PTYPE_CHAR)
        return t2s__ptype_sized(reader->analysis, base, has_bound != 0 ? values[0] : 1, -1);
    return t2s__ptype_sized(reader->analysis, base, has_bound != 0 ? values[0] : T2S__PTYPE_UNBOUNDED, -1);
}

static const t2s__ptype *decimal(struct reader *reader)
{
    int32_t values[2];
    int count = numbers(reader, values);

    if (count < 0)
        return NULL;
    if (count == 0)
        values[0] = 38;
    return t2s__ptype_sized(reader->analysis, T2S__PTYPE_DECIMAL, values[0], count == 2 ? values[1] : 0);
}

static const t2s__ptype *read_plain(struct reader *reader)
{
    const char *found;
    size_t length = word(reader, &found);
    t2s__ptype_base base;

    if (length == 0 || length > WORD_MAX)
        return NULL;
    if (reader->mode == T2S__PTYPE_OF_SIGNATURE && is_variable(found, length))
        return named(reader, found, length, T2S__PTYPE_VARIABLE);
    if (is_word(found, length, "interval"))
        return interval(reader);
    base = find_base(found, length, reader->mode == T2S__PTYPE_AS_WRITTEN);
    switch (base) {
    case T2S__PTYPE_VARCHAR:
    case T2S__PTYPE_CHAR:
        return text(reader, base);
    case T2S__PTYPE_DECIMAL:
        return decimal(reader);
    case T2S__PTYPE_TIME:
    case T2S__PTYPE_TIMESTAMP:
        return moment(reader, base);
    case T2S__PTYPE_DOUBLE:
        accept_word(reader, "precision");
        return t2s__ptype_plain(base);
    case T2S__PTYPE_ARRAY:
    case T2S__PTYPE_MAP:
    case T2S__PTYPE_ROW:
    case T2S__PTYPE_FUNCTION:
    case T2S__PTYPE_TDIGEST:
    case T2S__PTYPE_QDIGEST:
        return compound(reader, base);
    case T2S__PTYPE_OTHER:
        return named(reader, found, length, base);
    default:
        return t2s__ptype_plain(base);
    }
}

static const t2s__ptype *read_type(struct reader *reader)
{
    const t2s__ptype *type;

    if (++reader->depth > T2S__PTYPE_DEPTH_MAX)
        return NULL;
    type = read_plain(reader);
    while (type != NULL) {
        if (accept(reader, '[')) {
            const char *ignored;

            word(reader, &ignored);
            if (!accept(reader, ']'))
                return NULL;
        } else if (!accept_word(reader, "array"))
            break;
        type = t2s__ptype_array(reader->analysis, type);
    }
    reader->depth--;
    return type;
}

const t2s__ptype *t2s__ptype_read_type(t2s__analysis *analysis, const char *text_, size_t length, int mode)
{
    struct reader reader = {analysis, text_, text_ + length, mode, 0};
    const t2s__ptype *type = read_type(&reader);

    skip_blanks(&reader);
    return reader.at == reader.end ? type : NULL;
}

static void write_type(t2s__buffer *buffer, const t2s__ptype *type, int depth);

static void write_parts(t2s__buffer *buffer, const t2s__ptype *type, int depth)
{
    t2s__buffer_char(buffer, '(');
    for (uint32_t i = 0; i < type->count; i++) {
        if (i != 0)
            t2s__buffer_text(buffer, type->base == T2S__PTYPE_ROW || type->base == T2S__PTYPE_MAP ? ", " : ",");
        if (type->names != NULL && type->names[i] != NULL)
            t2s__buffer_printf(buffer, "%s ", type->names[i]);
        write_type(buffer, type->parts[i], depth + 1);
    }
    t2s__buffer_char(buffer, ')');
}

static void write_type(t2s__buffer *buffer, const t2s__ptype *type, int depth)
{
    const char *name;

    if (type == NULL || depth > T2S__PTYPE_DEPTH_MAX) {
        t2s__buffer_char(buffer, '?');
        return;
    }
    name = type->name != NULL ? type->name : base_words[type->base] != NULL ? base_words[type->base] : "unknown";
    if (type->base == T2S__PTYPE_VARIABLE || type->precision < 0 || type->precision == T2S__PTYPE_UNBOUNDED)
        t2s__buffer_text(buffer, name);
    else if (type->base == T2S__PTYPE_DECIMAL)
        t2s__buffer_printf(buffer, "decimal(%d,%d)", (int)type->precision, (int)type->scale);
    else if (type->base == T2S__PTYPE_TIMETZ || type->base == T2S__PTYPE_TIMESTAMPTZ)
        t2s__buffer_printf(buffer, "%s(%d) with time zone", type->base == T2S__PTYPE_TIMETZ ? "time" : "timestamp",
                           (int)type->precision);
    else
        t2s__buffer_printf(buffer, "%s(%d)", name, (int)type->precision);
    if (type->count != 0)
        write_parts(buffer, type, depth);
}

const char *t2s__ptype_text(t2s__analysis *analysis, const t2s__ptype *type)
{
    t2s__buffer buffer = T2S__BUFFER_INIT;
    const char *text_;

    if (type == NULL)
        return "unknown";
    if (type->type.written != NULL)
        return type->type.written;
    write_type(&buffer, type, 0);
    text_ = buffer.failed ? NULL : t2s__arena_strndup(analysis->arena, t2s__buffer_string(&buffer), buffer.length);
    t2s__buffer_dispose(&buffer);
    if (text_ == NULL)
        analysis->code = T2S_E_NOMEM;
    return text_ != NULL ? text_ : "unknown";
}
