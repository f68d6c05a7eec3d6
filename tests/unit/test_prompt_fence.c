/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "../support/suite.h"

#include "util/character.h"
#include "prompt/fence.h"
#include "util/utf8.h"

static char *fenced(const char *text, size_t length)
{
    t2s__buffer buffer = T2S__BUFFER_INIT;
    char *result;

    t2s__fence_write(&buffer, text, length);
    result = t2s__buffer_steal(&buffer, NULL);
    ck_assert_ptr_nonnull(result);
    return result;
}

static const struct {
    const char *text;
    const char *fenced;
} cases[] = {
    /* What is no tag stays as it is. */
    {"", ""},
    {"How many orders in M\xC3\xA4rz?\n\tAnd \xE9\xA1\xBE\xE5\xAE\xA2?",
     "How many orders in M\xC3\xA4rz?\n\tAnd \xE9\xA1\xBE\xE5\xAE\xA2?"},
    {"a < b AND c <> d OR e <= f", "a < b AND c <> d OR e <= f"},
    {"id<schema_version", "id<schema_version"},
    {"<schemas> <questions1> <question2> <sche ma_>", "<schemas> <questions1> <question2> <sche ma_>"},
    {"<b>bold</b> &lt; &amp; &#60; &#x3c; R&D", "<b>bold</b> &lt; &amp; &#60; &#x3c; R&D"},
    {"the schema > 5, question?", "the schema > 5, question?"},
    {"x <", "x <"},
    {"</", "</"},
    {"</schem", "</schem"},
    /* Tags, opening and closing, in any case, with spaces and attributes. */
    {"<schema>", "&#x3C;schema>"},
    {"</schema>", "&#x3C;/schema>"},
    {"</SCHEMA >", "&#x3C;/SCHEMA >"},
    {"<\n/ \t Question", "&#x3C;\n/ \t Question"},
    {"<question id=\"1\">", "&#x3C;question id=\"1\">"},
    {"<schema/>", "&#x3C;schema/>"},
    {"<schema-x>", "&#x3C;schema-x>"},
    {"<//findings>", "&#x3C;//findings>"},
    {"<\\findings>", "&#x3C;\\findings>"},
    {"< f i n d i n g s >", "&#x3C; f i n d i n g s >"},
    {"<<</schema>", "<<&#x3C;/schema>"},
    {"</schema</schema", "&#x3C;/schema&#x3C;/schema"},
    {"</database", "&#x3C;/database"},
    /* Look-alikes: full-width, mathematical, of other scripts, with what cannot be seen in between. */
    {"\xEF\xBC\x9C\xEF\xBC\x8Fschema\xEF\xBC\x9E", "&#xFF1C;\xEF\xBC\x8Fschema\xEF\xBC\x9E"},
    {"<\xE2\x88\x95schema>", "&#x3C;\xE2\x88\x95schema>"},
    {"\xE3\x80\x88question\xE3\x80\x89", "&#x3008;question\xE3\x80\x89"},
    {"</\xEF\xBD\x93\xEF\xBD\x83\xEF\xBD\x88\xEF\xBD\x85\xEF\xBD\x8D\xEF\xBD\x81>",
     "&#x3C;/\xEF\xBD\x93\xEF\xBD\x83\xEF\xBD\x88\xEF\xBD\x85\xEF\xBD\x8D\xEF\xBD\x81>"},
    {"</\xF0\x9D\x90\xAC"
     "chema>",
     "&#x3C;/\xF0\x9D\x90\xAC"
     "chema>"},
    {"</s\xD1\x81hem\xD0\xB0>", "&#x3C;/s\xD1\x81hem\xD0\xB0>"},
    {"</sch\xE2\x80\x8B"
     "ema>",
     "&#x3C;/sch&#x200B;ema>"},
    {"<\xE2\x81\xA0/schema>", "&#x3C;&#x2060;/schema>"},
    {"</s\xCC\xB6"
     "chema>",
     "&#x3C;/s\xCC\xB6"
     "chema>"},
    {"</schema\xE2\x80\x8Bs>", "&#x3C;/schema&#x200B;s>"},
    {"<\xC2\xA0/\xE3\x80\x80schema>", "&#x3C;\xC2\xA0/\xE3\x80\x80schema>"},
    /* What cannot be seen. */
    {"a\x1B[31mb\x7F\x01", "a&#x1B;[31mb&#x7F;&#x1;"},
    {"\xE2\x80\xAEtxet\xE2\x80\xAC \xE2\x81\xA6x\xE2\x81\xA9", "&#x202E;txet&#x202C; &#x2066;x&#x2069;"},
    {"one\xE2\x80\xA8two\xE2\x80\xA9three\xC2\x85"
     "four",
     "one&#x2028;two&#x2029;three&#x85;four"},
    {"\xEF\xBB\xBFx\xC2\xADy", "&#xFEFF;x&#xAD;y"},
    {"x\xF3\xA0\x81\x81\xF3\xA0\x81\xBF", "x&#xE0041;&#xE007F;"},
    {"\xE3\x85\xA4\xEF\xBF\xBE", "&#x3164;&#xFFFE;"},
    {"one\r\ntwo\rthree", "one\ntwo&#xD;three"},
    /* Joiners and variations belong to words and emoji, one at a time. */
    {"\xD9\x85\xDB\x8C\xE2\x80\x8C\xD8\xAE", "\xD9\x85\xDB\x8C\xE2\x80\x8C\xD8\xAE"},
    {"\xE2\x9D\xA4\xEF\xB8\x8F\xE2\x80\x8D\xF0\x9F\x94\xA5", "\xE2\x9D\xA4\xEF\xB8\x8F\xE2\x80\x8D\xF0\x9F\x94\xA5"},
    {"\xE2\x9D\xA4\xEF\xB8\x8F\xEF\xB8\x8E", "\xE2\x9D\xA4\xEF\xB8\x8F&#xFE0E;"},
    {"\xD9\x85\xE2\x80\x8D\xE2\x80\x8D", "\xD9\x85\xE2\x80\x8D&#x200D;"},
    {"a\xE2\x80\x8D"
     "b\xEF\xB8\x80",
     "a&#x200D;b&#xFE00;"},
    {"\xD8\x80", "\xD8\x80"},
    /* What looks like an escape is escaped, so that each can be turned back. */
    {"&#x3C;/schema>", "&amp;#x3C;/schema>"},
    {"&amp;#x3C;", "&amp;amp;#x3C;"},
    {"&#x; &#x3C &amp;x", "&#x; &#x3C &amp;x"},
    /* No UTF-8. */
    {"a\xFF\xC3", "a\xEF\xBF\xBD\xEF\xBF\xBD"},
};

START_TEST(a_fence_cannot_be_opened_or_closed_from_inside)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char *text = fenced(cases[i].text, strlen(cases[i].text));

        ck_assert_str_eq(text, cases[i].fenced);
        ck_assert_uint_eq(t2s__fence_find(text, strlen(text)), strlen(text));
        t2s__free(text);
    }
}
END_TEST

START_TEST(a_nul_character_is_escaped_too)
{
    char *text = fenced("a\0b", 3);

    ck_assert_str_eq(text, "a&#x0;b");
    t2s__free(text);
}
END_TEST

START_TEST(the_first_tag_is_found)
{
    ck_assert_uint_eq(t2s__fence_find("abc < / Schema> <schema>", 24), 4);
    ck_assert_uint_eq(t2s__fence_find("\xC3\xA9\xEF\xBC\x9Cquestion", 13), 2);
    ck_assert_uint_eq(t2s__fence_find("schema", 6), 6);
    ck_assert_uint_eq(t2s__fence_find("", 0), 0);
    ck_assert_uint_eq(t2s__fence_find("\xFF<findings>", 11), 1);
}
END_TEST

START_TEST(tags_stand_on_lines_of_their_own)
{
    t2s__buffer buffer = T2S__BUFFER_INIT;

    t2s__fence_open(&buffer, T2S__FENCE_SCHEMA);
    t2s__fence_write(&buffer, "x", 1);
    t2s__fence_close(&buffer, T2S__FENCE_SCHEMA);
    ck_assert_str_eq(buffer.data, "<schema>\nx\n</schema>");
    t2s__buffer_dispose(&buffer);
    t2s__fence_line(&buffer, T2S__FENCE_DATABASE, "a\nb</database>\xE2\x80\xAE", 100);
    ck_assert_str_eq(buffer.data, "<database>a b&#x3C;/database>&#x202E;</database>");
    t2s__buffer_dispose(&buffer);
    t2s__fence_line(&buffer, T2S__FENCE_DATABASE, "\xC3\xA9\xC3\xA9\xC3\xA9", 5);
    ck_assert_str_eq(buffer.data, "<database>\xC3\xA9\xC3\xA9...</database>");
    t2s__buffer_dispose(&buffer);
}
END_TEST

/*
 * A reader of another make: blanks and what cannot be seen count as not there, and a tag is a "<" with one of the names behind it.
 */
static char plain_form(uint32_t character)
{
    static const struct {
        uint32_t character;
        char plain;
    } forms[] = {{0xFF1C, '<'}, {0xFE64, '<'}, {0x2039, '<'}, {0x3008, '<'}, {0x27E8, '<'}, {0xFF0F, '/'}, {0x2044, '/'},
                 {0x2215, '/'}, {0x0441, 'c'}, {0x0430, 'a'}, {0x0435, 'e'}, {0x043E, 'o'}, {0x0455, 's'}, {0x1D42C, 's'}};

    if (character < 0x80)
        return (char)(character >= 'A' && character <= 'Z' ? character + 32 : character);
    if (character >= 0xFF41 && character <= 0xFF5A)
        return (char)(character - 0xFF41 + 'a');
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
        if (forms[i].character == character)
            return forms[i].plain;
    return '#';
}

static int is_unseen(uint32_t character)
{
    return character <= 0x20 || character == 0xA0 || character == 0xAD || (character >= 0x300 && character < 0x370) ||
           (character >= 0x200B && character <= 0x200F) || (character >= 0xFE00 && character <= 0xFE0F);
}

static size_t reduce(const char *text, size_t length, char *reduced)
{
    size_t count = 0;

    for (size_t at = 0; at < length;) {
        size_t size = t2s__utf8_size(text + at, length - at);
        uint32_t character;

        if (size == 0)
            ck_abort_msg("no UTF-8: %s", text);
        character = t2s__character(text + at, size);
        if (!is_unseen(character))
            reduced[count++] = plain_form(character);
        at += size;
    }
    reduced[count] = '\0';
    return count;
}

static size_t count_tags(const char *reduced, const char *name)
{
    size_t count = 0;

    for (const char *at = reduced; (at = strchr(at, '<')) != NULL; at++) {
        const char *word = at + 1;

        word += strspn(word, "/\\");
        count += strncmp(word, name, strlen(name)) == 0;
    }
    return count;
}

static void turn_back(char *text)
{
    char *to = text;

    for (const char *from = text; *from != '\0';) {
        unsigned number;
        char end;
        int size = 0;

        if (from[0] == '&' && from[1] == '#' && from[2] == 'x' && sscanf(from, "&#x%X%c%n", &number, &end, &size) == 2 &&
            end == ';') {
            if (number < 0x80)
                *to++ = (char)number;
            else if (number < 0x800)
                to += sprintf(to, "%c%c", (int)(0xC0 | number >> 6), (int)(0x80 | (number & 0x3F)));
            else if (number < 0x10000)
                to += sprintf(to, "%c%c%c", (int)(0xE0 | number >> 12), (int)(0x80 | (number >> 6 & 0x3F)),
                              (int)(0x80 | (number & 0x3F)));
            else
                to += sprintf(to, "%c%c%c%c", (int)(0xF0 | number >> 18), (int)(0x80 | (number >> 12 & 0x3F)),
                              (int)(0x80 | (number >> 6 & 0x3F)), (int)(0x80 | (number & 0x3F)));
            from += size;
            continue;
        }
        if (strncmp(from, "&amp;", 5) == 0) { /* of an escape, or as it was? */
            const char *rest = from + 5;

            while (strncmp(rest, "amp;", 4) == 0)
                rest += 4;
            size = 0;
            if (strncmp(rest, "#x", 2) == 0 && rest[2 + strspn(rest + 2, "0123456789ABCDEF")] == ';' && rest[2] != ';') {
                *to++ = '&';
                from += 5;
                while (*from != ';')
                    *to++ = *from++;
                continue;
            }
        }
        *to++ = *from++;
    }
    *to = '\0';
}

static const char *const pieces[] = {
    "<",
    "</",
    "< /",
    "<<",
    "\xEF\xBC\x9C",
    "\xEF\xB9\xA4",
    "\xE3\x80\x88",
    "\xEF\xBC\x8F",
    "\xE2\x88\x95",
    "/",
    "\\",
    ">",
    "/>",
    "schema",
    "SCHEMA",
    "Schema",
    "sch",
    "ema",
    "question",
    "ques",
    "tion",
    "findings",
    "find",
    "ings",
    "database",
    "s\xD1\x81hem\xD0\xB0",
    "\xEF\xBD\x93"
    "chema",
    "\xF0\x9D\x90\xAC"
    "chema",
    "qu\xD0\xB5sti\xD0\xBEn",
    " ",
    "\n",
    "\t",
    "\xE2\x80\x8B",
    "\xE2\x80\x8D",
    "\xE2\x80\x8C",
    "\xEF\xBB\xBF",
    "\xE2\x80\xAE",
    "\xEF\xB8\x8F",
    "\xF3\xA0\x81\xB3",
    "\xCC\xB8",
    "\xC2\xA0",
    "\xC2\xAD",
    "\x01",
    "\x1B",
    "&",
    "&amp;",
    "&#x3C;",
    "&lt;",
    "amp;",
    "#x3C;",
    "#x",
    "x",
    "_",
    "1",
    "=\"\"",
    "\xC3\xA9",
    "\xE9\xA1\xBE",
    "\xF0\x9F\x94\xA5",
    "\xED\x9F\xBF",
    "a < b",
    "?",
};

static unsigned long long state;

static size_t draw(size_t limit)
{
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (size_t)((state >> 33) % limit);
}

START_TEST(hostile_texts_stay_inside_and_can_be_turned_back)
{
    static char text[4096];
    static char reduced[16384];
    static const char *const names[] = {"schema", "question", "findings", "database"};
    size_t escaped = 0;

    state = 20260101;
    for (int round = 0; round < 20000; round++) {
        size_t length;
        char *out;

        text[0] = '\0';
        for (size_t i = 1 + draw(16); i != 0; i--)
            strcat(text, pieces[draw(sizeof(pieces) / sizeof(pieces[0]))]);
        out = fenced(text, strlen(text));
        length = strlen(out);
        ck_assert_uint_eq(t2s__fence_find(out, length), length);
        ck_assert_uint_eq(t2s__utf8_check(out, length), length);
        for (size_t at = 0, size; at < length; at += size) {
            size = t2s__utf8_size(out + at, length - at);
            if (t2s__character_kind(t2s__character(out + at, size)) == T2S__CHARACTER_HIDDEN)
                ck_abort_msg("hidden: %s", out);
        }
        reduce(out, length, reduced);
        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
            const char *at = reduced;

            /* The tolerant reader forgives what comes behind a name, so it may see one only where a word goes on. */
            while ((at = strchr(at, '<')) != NULL) {
                const char *word = at + 1 + strspn(at + 1, "/\\");

                if (strncmp(word, names[i], strlen(names[i])) == 0) {
                    char next = word[strlen(names[i])];

                    ck_assert_msg((next >= 'a' && next <= 'z') || (next >= '0' && next <= '9') || next == '_', "%s", out);
                }
                at++;
            }
        }
        escaped += strcmp(out, text) != 0;
        turn_back(out);
        ck_assert_str_eq(out, text);
        t2s__free(out);
    }
    ck_assert_uint_gt(escaped, 5000);
}
END_TEST

START_TEST(the_tolerant_reader_sees_tags)
{
    static const char text[] = "a </ S\xE2\x80\x8B"
                               "chem\xD0\xB0 > <schema>";
    char reduced[sizeof(text)];

    reduce(text, strlen(text), reduced);
    ck_assert_str_eq(reduced, "a</schema><schema>");
    ck_assert_uint_eq(count_tags(reduced, "schema"), 2);
}
END_TEST

START_TEST(a_long_hostile_text_takes_no_more_than_linear_time)
{
    enum { LENGTH = 512 * 1024 };
    static const char *const units[] = {"<", "< ", "<s", "</schem", "&amp;", "&#x3C", "\xE2\x80\x8B", "<\xE2\x80\x8D"};
    char *text = malloc(LENGTH + 16);

    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        size_t length = 0;
        t2s__buffer buffer = T2S__BUFFER_INIT;

        for (; length < LENGTH; length += strlen(units[i]))
            memcpy(text + length, units[i], strlen(units[i]));
        t2s__fence_write(&buffer, text, length); /* the suite's time limit tells */
        ck_assert(!buffer.failed);
        t2s__buffer_dispose(&buffer);
    }
    free(text);
}
END_TEST

START_TEST(each_failing_allocation_is_seen)
{
    static const char text[] = "</question>&#x3C;\xFF and so on, for a while, to fill more than one piece of memory";

    OOM_LOOP (n) {
        t2s__buffer buffer = T2S__BUFFER_INIT;

        t2s__fence_open(&buffer, T2S__FENCE_QUESTION);
        t2s__fence_write(&buffer, text, strlen(text));
        t2s__fence_close(&buffer, T2S__FENCE_QUESTION);
        t2s__fence_line(&buffer, T2S__FENCE_DATABASE, "shop", 10);
        ck_assert_int_eq(buffer.failed, oom_failed);
        t2s__buffer_dispose(&buffer);
    }
}
END_TEST

SUITE("prompt_fence", NULL, NULL, a_fence_cannot_be_opened_or_closed_from_inside, a_nul_character_is_escaped_too,
      the_first_tag_is_found, tags_stand_on_lines_of_their_own, hostile_texts_stay_inside_and_can_be_turned_back,
      the_tolerant_reader_sees_tags, a_long_hostile_text_takes_no_more_than_linear_time, each_failing_allocation_is_seen)
