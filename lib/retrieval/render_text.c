/* SPDX-License-Identifier: MIT */
/* Texts that others wrote: how much they are, and what of them is shown. */
#include <string.h>

#include "retrieval/render.h"
#include "util/character.h"
#include "util/utf8.h"
#include "util/words.h"

size_t t2s__characters(const char *text, size_t length)
{
    size_t count = 0;

    for (size_t i = 0; i < length; i++)
        count += ((unsigned char)text[i] & 0xC0) != 0x80;
    return count;
}

size_t t2s__token_estimate(size_t characters)
{
    return characters / 4 + (characters % 4 != 0);
}

/* Is it a space, or a character that nobody sees? `text` is well-formed. */
static int is_blank(const char *text, size_t size)
{
    uint32_t character = t2s__character(text, size);

    return character == ' ' || character == '\t' || character == '\n' || t2s__character_kind(character) == T2S__CHARACTER_HIDDEN;
}

void t2s__render_untrusted(t2s__buffer *buffer, const char *text, size_t maximum)
{
    size_t length = strlen(text);
    size_t shown = 0;
    int blank = 0;

    while (length != 0) {
        size_t size = t2s__utf8_size(text, length);
        size_t step = size != 0 ? size : 1;

        if (size != 0 && is_blank(text, size))
            blank = shown != 0;
        else {
            if (shown + (size_t)blank >= maximum) {
                t2s__buffer_text(buffer, "\xE2\x80\xA6"); /* … */
                return;
            }
            if (blank)
                t2s__buffer_char(buffer, ' ');
            shown += (size_t)blank + 1;
            blank = 0;
            if (size == 0)
                t2s__buffer_text(buffer, "\xEF\xBF\xBD"); /* U+FFFD */
            else
                t2s__buffer_append(buffer, text, size);
        }
        text += step;
        length -= step;
    }
}

/* The next letter or digit of a text, small; 0 at the end. What is no ASCII counts as letters. */
static char next_letter(const char **text)
{
    for (; **text != '\0'; (*text)++) {
        char character = **text;

        if (character >= 'A' && character <= 'Z')
            character = (char)(character - 'A' + 'a');
        if ((character >= 'a' && character <= 'z') || (character >= '0' && character <= '9') || (unsigned char)character >= 0x80) {
            (*text)++;
            return character;
        }
    }
    return 0;
}

/* "Customer ID" is customerid, too. */
static int is_spelled_alike(const char *one, const char *other)
{
    char letter;

    do
        letter = next_letter(&one);
    while (letter == next_letter(&other) && letter != 0);
    return letter == 0;
}

/* The words of a name, each behind a space. */
static int add_word(const char *word, size_t length, void *user_data)
{
    t2s__buffer *words = user_data;

    t2s__buffer_append(words, word, length);
    t2s__buffer_char(words, ' ');
    return 0;
}

/* Nonzero when none of the names has this word, and it means something. */
static int is_new_word(const char *word, size_t length, void *user_data)
{
    const char *at = t2s__buffer_string(user_data);

    while ((at = strchr(at, ' ')) != NULL && at[1] != '\0')
        if (strncmp(++at, word, length) == 0 && at[length] == ' ')
            return 0;
    return !t2s__word_is_stop(word, length);
}

int t2s__render_says_more(const char *comment, const char *name, const char *owner)
{
    t2s__buffer words = T2S__BUFFER_INIT;
    int more;

    if (comment == NULL || is_spelled_alike(comment, name))
        return 0;
    t2s__buffer_char(&words, ' ');
    t2s__words(name, strlen(name), add_word, &words);
    t2s__words(owner, strlen(owner), add_word, &words);
    more = words.failed || t2s__words(comment, strlen(comment), is_new_word, &words) != 0;
    t2s__buffer_dispose(&words);
    return more;
}
