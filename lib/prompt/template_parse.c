/* SPDX-License-Identifier: MIT */
#include "prompt/template_parse.h"

#include <string.h>

#include "prompt/fence.h"
#include "util/error.h"
#include "util/memory.h"
#include "util/utf8.h"

enum { IN_SYSTEM = 1 << T2S__SECTION_SYSTEM, IN_USER = 1 << T2S__SECTION_USER, IN_REPAIR = 1 << T2S__SECTION_REPAIR };

static const char *const sections[T2S__SECTION_COUNT] = {"system", "user", "repair"};

static const struct {
    const char *name;
    int allowed; /* sections */
    int needed;  /* sections: exactly once there */
} placeholders[T2S__PLACEHOLDER_COUNT] = {
    [T2S__PLACEHOLDER_NONE] = {"", 0, 0},
    [T2S__PLACEHOLDER_DIALECT] = {"dialect", IN_SYSTEM | IN_USER | IN_REPAIR, 0},
    [T2S__PLACEHOLDER_DIALECT_RULES] = {"dialect_rules", IN_SYSTEM | IN_USER, 0},
    [T2S__PLACEHOLDER_REPLY_FORMAT] = {"reply_format", IN_SYSTEM | IN_USER | IN_REPAIR, 0},
    [T2S__PLACEHOLDER_DATABASE] = {"database", IN_USER, 0},
    [T2S__PLACEHOLDER_SCHEMA] = {"schema", IN_USER, IN_USER},
    [T2S__PLACEHOLDER_QUESTION] = {"question", IN_USER, IN_USER},
    [T2S__PLACEHOLDER_FINDINGS] = {"findings", IN_REPAIR, IN_REPAIR},
    [T2S__PLACEHOLDER_DEFINITIONS] = {"definitions", IN_USER, 0},
    [T2S__PLACEHOLDER_VALUES] = {"values", IN_USER, 0},
    [T2S__PLACEHOLDER_EXAMPLES] = {"examples", IN_USER, 0},
};

/* A part of the body. */
struct span {
    const char *text;
    size_t length;
};

struct parser {
    t2s_prompt_template *made;
    size_t length; /* of the body */
    t2s_error **reterr_error;
};

/* `error` is taken over. */
static int fail_at(const struct parser *parser, const char *at, const char *hint, t2s_error *error)
{
    int line;
    int column;

    t2s__utf8_position(parser->made->body, parser->length, (size_t)(at - parser->made->body), &line, &column);
    t2s_error_set_position(error, line, column);
    if (hint != NULL)
        t2s_error_set_hint(error, hint);
    return t2s__error_return(parser->reterr_error, error);
}

static int is_blank(char character)
{
    return character == ' ' || character == '\t' || character == '\n';
}

static struct span trim(struct span span)
{
    while (span.length != 0 && is_blank(span.text[0])) {
        span.text++;
        span.length--;
    }
    while (span.length != 0 && is_blank(span.text[span.length - 1]))
        span.length--;
    return span;
}

static int is_word(struct span span)
{
    for (size_t i = 0; i < span.length; i++)
        if ((span.text[i] < 'a' || span.text[i] > 'z') && span.text[i] != '_')
            return 0;
    return span.length != 0;
}

static int equals(struct span span, const char *name)
{
    return span.length == strlen(name) && memcmp(span.text, name, span.length) == 0;
}

/* Messages show a little of what was found. */
static int excerpt(struct span span)
{
    return (int)(span.length < 40 ? span.length : 40);
}

/* Placeholders. */

static void write_allowed(t2s__buffer *hint, int section)
{
    const char *separator = "";

    t2s__buffer_printf(hint, "in [%s] there are ", sections[section]);
    for (int i = T2S__PLACEHOLDER_NONE + 1; i < T2S__PLACEHOLDER_COUNT; i++)
        if ((placeholders[i].allowed & 1 << section) != 0) {
            t2s__buffer_printf(hint, "%s{{%s}}", separator, placeholders[i].name);
            separator = ", ";
        }
    t2s__buffer_text(hint, "; {{{{ stands for two braces");
}

static int fail_placeholder(const struct parser *parser, const char *at, struct span name, int section, const char *what)
{
    t2s__buffer hint = T2S__BUFFER_INIT;
    int code;

    write_allowed(&hint, section);
    code = fail_at(parser, at, hint.data,
                   t2s__error(T2S_E_SYNTAX, "the placeholder \"%.*s\" %s [%s]", excerpt(name), name.text, what, sections[section]));
    t2s__buffer_dispose(&hint);
    return code;
}

static int find_placeholder(struct span name)
{
    int found = T2S__PLACEHOLDER_COUNT;

    for (int i = T2S__PLACEHOLDER_NONE + 1; i < T2S__PLACEHOLDER_COUNT; i++)
        if (equals(name, placeholders[i].name))
            found = i;
    return found;
}

static int holds(const t2s__section *section, int placeholder)
{
    for (size_t i = 0; i < section->count; i++)
        if (section->segments[i].placeholder == placeholder)
            return 1;
    return 0;
}

/* What is another text for every question. */
static int varies(int placeholder)
{
    return placeholder == T2S__PLACEHOLDER_QUESTION || placeholder >= T2S__PLACEHOLDER_DEFINITIONS;
}

static int check_placeholder(const struct parser *parser, const char *at, struct span name, int index, int placeholder)
{
    const t2s__section *section = &parser->made->sections[index];

    if (placeholder == T2S__PLACEHOLDER_COUNT)
        return fail_placeholder(parser, at, name, index, "is not known; it stands in");
    if ((placeholders[placeholder].allowed & 1 << index) == 0)
        return fail_placeholder(parser, at, name, index, "cannot stand in");
    if ((placeholders[placeholder].needed != 0 || varies(placeholder)) && holds(section, placeholder))
        return fail_placeholder(parser, at, name, index, "stands more than once in");
    if (varies(placeholder) && !holds(section, T2S__PLACEHOLDER_SCHEMA))
        return fail_at(parser, at, "what changes from question to question stands last, so that servers' prefix caches hit",
                       t2s__error(T2S_E_SYNTAX, "{{%s}} stands before {{schema}}", placeholders[placeholder].name));
    return 0;
}

static int add_segment(const struct parser *parser, t2s__section *section, t2s__segment segment)
{
    if (segment.placeholder == T2S__PLACEHOLDER_NONE && segment.length == 0)
        return 0;
    if (t2s__grow((void **)&section->segments, &section->capacity, section->count + 1, sizeof(*section->segments)) != 0)
        return t2s__fail_nomem(parser->reterr_error);
    section->segments[section->count++] = segment;
    section->length += segment.length;
    return 0;
}

static int add_text(const struct parser *parser, t2s__section *section, const char *text, const char *end)
{
    return add_segment(parser, section, (t2s__segment){.text = text, .length = (size_t)(end - text)});
}

/* The first of two equal characters in a row, in a part of the text; NULL when there are none. */
static const char *find_pair(const char *text, const char *end, char character)
{
    while ((text = memchr(text, character, (size_t)(end - text))) != NULL && (end - text < 2 || text[1] != character))
        text++;
    return text;
}

/* What begins with two braces at `at`. `*ret_end` is behind it. */
static int parse_braces(const struct parser *parser, struct span all, int index, const char *at, const char **ret_end)
{
    const char *end = all.text + all.length;
    const char *line_end = memchr(at, '\n', (size_t)(end - at));
    const char *close = find_pair(at + 2, line_end != NULL ? line_end : end, '}');
    struct span name;
    int placeholder;
    int code;

    if (close == NULL)
        return fail_at(parser, at, "{{{{ stands for two braces", t2s__error(T2S_E_SYNTAX, "{{ has no }} on its line"));
    name = trim((struct span){at + 2, (size_t)(close - at - 2)});
    placeholder = find_placeholder(name);
    code = check_placeholder(parser, at, name, index, placeholder);
    if (code != 0)
        return code;
    *ret_end = close + 2;
    return add_segment(parser, &parser->made->sections[index],
                       (t2s__segment){.placeholder = placeholder,
                                      .alone = (at == all.text || at[-1] == '\n') && (close + 2 == end || close[2] == '\n')});
}

/* One line feed ends each section. */
static const char line_feed[] = "\n";

static int parse_segments(const struct parser *parser, struct span all, int index)
{
    t2s__section *section = &parser->made->sections[index];
    const char *end = all.text + all.length;
    const char *start = all.text;
    const char *at;
    int code = 0;

    while (code == 0 && (at = find_pair(start, end, '{')) != NULL) {
        if (end - at >= 4 && memcmp(at, "{{{{", 4) == 0) {
            code = add_text(parser, section, start, at + 2);
            start = at + 4;
        } else {
            code = add_text(parser, section, start, at);
            if (code == 0)
                code = parse_braces(parser, all, index, at, &start);
        }
    }
    if (code == 0)
        code = add_text(parser, section, start, end);
    return code == 0 ? add_text(parser, section, line_feed, line_feed + 1) : code;
}

/* Sections. */

/* Blank lines around it are the template's, not the prompt's. */
static struct span section_text(struct span span)
{
    struct span text = trim(span);

    while (text.length != 0 && text.text > span.text && text.text[-1] != '\n') { /* the first line keeps its indentation */
        text.text--;
        text.length++;
    }
    return text;
}

static int parse_section(const struct parser *parser, int index, const char *head, struct span span)
{
    struct span text = section_text(span);
    size_t tag;

    if (text.length == 0)
        return fail_at(parser, head, NULL, t2s__error(T2S_E_SYNTAX, "the section [%s] is empty", sections[index]));
    tag = index != T2S__SECTION_SYSTEM ? t2s__fence_find(text.text, text.length) : text.length;
    if (tag != text.length)
        return fail_at(
            parser, text.text + tag, "{{schema}}, {{question}}, {{findings}} and the others come with their tags",
            t2s__error(T2S_E_SYNTAX, "the section [%s] holds what looks like a tag of the library's own", sections[index]));
    return parse_segments(parser, text, index);
}

/* The section whose head a line is, T2S__SECTION_COUNT for an unknown one, -1 when it is no head. */
static int read_head(struct span line, struct span *ret_name)
{
    struct span word = trim(line);

    if (line.length == 0 || line.text[0] != '[' || word.text[word.length - 1] != ']')
        return -1;
    *ret_name = (struct span){word.text + 1, word.length - 2};
    if (word.length < 3 || !is_word(*ret_name))
        return -1;
    for (int i = 0; i < T2S__SECTION_COUNT; i++)
        if (equals(*ret_name, sections[i]))
            return i;
    return T2S__SECTION_COUNT;
}

static int check_head(const struct parser *parser, const char *head, int index, struct span name)
{
    t2s__section *section;
    int column;

    if (index == T2S__SECTION_COUNT)
        return fail_at(parser, head, "the sections are [system], [user] and [repair]",
                       t2s__error(T2S_E_SYNTAX, "the section \"[%.*s]\" is not known", excerpt(name), name.text));
    section = &parser->made->sections[index];
    if (section->line != 0)
        return fail_at(parser, head, NULL,
                       t2s__error(T2S_E_SYNTAX, "the section [%s] stands there twice; the first is in line %d", sections[index],
                                  section->line));
    t2s__utf8_position(parser->made->body, parser->length, (size_t)(head - parser->made->body), &section->line, &column);
    return 0;
}

static struct span line_at(const char *at, const char *end)
{
    const char *feed = memchr(at, '\n', (size_t)(end - at));

    return (struct span){at, (size_t)((feed != NULL ? feed + 1 : end) - at)};
}

static int parse_sections(const struct parser *parser)
{
    const char *end = parser->made->body + parser->length;
    const char *at = parser->made->body + (strncmp(parser->made->body, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0); /* an editor's mark */
    const char *head = NULL;
    const char *start = at;
    struct span name;
    struct span line;
    int index = -1;
    int code = 0;

    for (; code == 0 && at < end; at += line.length) {
        int next;

        line = line_at(at, end);
        next = read_head(line, &name);
        if (next < 0 && index < 0 && trim(line).length != 0)
            return fail_at(parser, at, "begin with a line [system]",
                           t2s__error(T2S_E_SYNTAX, "there is text before the first section"));
        if (next < 0)
            continue;
        if (index >= 0)
            code = parse_section(parser, index, head, (struct span){start, (size_t)(at - start)});
        if (code == 0)
            code = check_head(parser, at, next, name);
        index = next;
        head = at;
        start = at + line.length;
    }
    return code == 0 && index >= 0 ? parse_section(parser, index, head, (struct span){start, (size_t)(end - start)}) : code;
}

/* Where a message about the whole of a section points to. */
static int fail_section(const struct parser *parser, int index, const char *hint, t2s_error *error)
{
    int line = parser->made->sections[index].line;

    t2s_error_set_position(error, line != 0 ? line : 1, 1);
    if (hint != NULL)
        t2s_error_set_hint(error, hint);
    return t2s__error_return(parser->reterr_error, error);
}

static int check_needs(const struct parser *parser)
{
    const t2s__section *all = parser->made->sections;

    for (int i = 0; i < T2S__SECTION_COUNT; i++) {
        if (all[i].line == 0)
            return fail_section(parser, i, NULL, t2s__error(T2S_E_SYNTAX, "the section [%s] is missing", sections[i]));
        for (int j = 0; j < T2S__PLACEHOLDER_COUNT; j++)
            if ((placeholders[j].needed & 1 << i) != 0 && !holds(&all[i], j))
                return fail_section(parser, i, NULL,
                                    t2s__error(T2S_E_SYNTAX, "the section [%s] lacks {{%s}}", sections[i], placeholders[j].name));
    }
    if (!holds(&all[T2S__SECTION_SYSTEM], T2S__PLACEHOLDER_REPLY_FORMAT) &&
        !holds(&all[T2S__SECTION_USER], T2S__PLACEHOLDER_REPLY_FORMAT))
        return fail_section(parser, T2S__SECTION_SYSTEM, "a model must be told the form of its reply",
                            t2s__error(T2S_E_SYNTAX, "neither [system] nor [user] holds {{reply_format}}"));
    return 0;
}

static size_t remove_returns(char *text)
{
    char *to = text;

    for (const char *from = text; *from != '\0'; from++)
        if (from[0] != '\r' || from[1] != '\n')
            *to++ = *from;
    *to = '\0';
    return (size_t)(to - text);
}

/* The one that every built-in template has. */
static int add_builtin_repair(const struct parser *parser)
{
    t2s__section *section = &parser->made->sections[T2S__SECTION_REPAIR];

    section->line = 1;
    return parse_segments(parser, trim((struct span){t2s__builtin_repair, strlen(t2s__builtin_repair)}), T2S__SECTION_REPAIR);
}

int t2s__template_parse(t2s_prompt_template *prompt_template, t2s_error **reterr_error)
{
    struct parser parser = {.made = prompt_template, .reterr_error = reterr_error};
    int code;

    parser.length = remove_returns(prompt_template->body);
    code = parse_sections(&parser);
    if (code == 0 && prompt_template->sections[T2S__SECTION_REPAIR].line == 0)
        code = add_builtin_repair(&parser);
    return code == 0 ? check_needs(&parser) : code;
}
