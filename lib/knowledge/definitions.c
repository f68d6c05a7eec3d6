/* SPDX-License-Identifier: MIT */
#include "knowledge/definitions.h"

#include <string.h>

#include <text2sql/error.h>

#include "knowledge/tokens.h"
#include "util/words.h"

enum {
    PHRASE_WORDS_MAX = 12, /* of a phrase; the rest of a longer one does not count */
    QUESTION_WORDS_MAX = 512,
    LINES_MAX = 16
};

/* One meaning of a phrase; the newest first. */
struct meaning {
    t2s__definition *definition;
    const struct meaning *next;
};

/* The words of a text, one behind the other, each with a blank behind it. */
struct words {
    t2s__buffer text;
    size_t ends[QUESTION_WORDS_MAX]; /* in `text` */
    size_t count;
    size_t maximum;
};

static int add_word(const char *word, size_t length, void *user_data)
{
    struct words *words = user_data;

    if (words->count == words->maximum)
        return 1;
    t2s__buffer_append(&words->text, word, length);
    t2s__buffer_char(&words->text, ' ');
    words->ends[words->count++] = words->text.length;
    return 0;
}

static int read_words(struct words *words, const char *text, size_t maximum)
{
    words->text = (t2s__buffer)T2S__BUFFER_INIT;
    words->count = 0;
    words->maximum = maximum;
    t2s__words(text, strlen(text), add_word, words);
    return words->text.failed ? T2S_E_NOMEM : 0;
}

void t2s__definitions_init(t2s__definitions *definitions, t2s__arena *arena)
{
    definitions->arena = arena;
    definitions->longest = 0;
    t2s__map_init(&definitions->by_phrase, arena);
}

t2s__definition *t2s__definition_new(t2s__definitions *definitions, const char *text, size_t length)
{
    t2s__definition *definition = t2s__arena_alloc(definitions->arena, sizeof(*definition));

    if (definition == NULL || (definition->text = t2s__arena_strndup(definitions->arena, text, length)) == NULL)
        return NULL;
    definition->tokens = (uint32_t)t2s__knowledge_tokens(text, length);
    return definition;
}

static int add_meaning(t2s__definitions *definitions, const struct words *words, t2s__definition *definition)
{
    struct meaning *meaning = t2s__arena_alloc(definitions->arena, sizeof(*meaning));
    const char *key;

    if (meaning == NULL)
        return T2S_E_NOMEM;
    meaning->definition = definition;
    meaning->next = t2s__map_get(&definitions->by_phrase, words->text.data, words->text.length);
    key = t2s__arena_strndup(definitions->arena, words->text.data, words->text.length);
    if (key == NULL || t2s__map_put(&definitions->by_phrase, key, words->text.length, meaning) != 0)
        return T2S_E_NOMEM;
    if (words->count > definitions->longest)
        definitions->longest = words->count;
    return 0;
}

int t2s__definitions_add(t2s__definitions *definitions, const char *phrase, t2s__definition *definition)
{
    struct words words;
    int code = read_words(&words, phrase, PHRASE_WORDS_MAX);

    if (code == 0 && words.count != 0)
        code = add_meaning(definitions, &words, definition);
    t2s__buffer_dispose(&words.text);
    return code;
}

/* What has been found so far. */
struct found {
    const t2s__definition *items[LINES_MAX];
    size_t count;
    size_t budget;
    size_t tokens;
};

static void take(struct found *found, const struct meaning *meaning)
{
    for (; meaning != NULL && found->count < LINES_MAX; meaning = meaning->next) {
        size_t i = 0;

        while (i < found->count && found->items[i] != meaning->definition)
            i++;
        if (i < found->count || meaning->definition->tokens > found->budget - found->tokens)
            continue;
        found->items[found->count++] = meaning->definition;
        found->tokens += meaning->definition->tokens;
    }
}

static void find_all(const t2s__definitions *definitions, const struct words *words, struct found *found)
{
    for (size_t i = 0; i < words->count; i++) {
        size_t begin = i != 0 ? words->ends[i - 1] : 0;
        size_t longest = definitions->longest < words->count - i ? definitions->longest : words->count - i;

        for (size_t length = longest; length > 0; length--)
            take(found, t2s__map_get(&definitions->by_phrase, words->text.data + begin, words->ends[i + length - 1] - begin));
    }
}

int t2s__definitions_write(const t2s__definitions *definitions, const char *question, size_t budget, t2s__buffer *buffer,
                           size_t *ret_tokens)
{
    struct found found = {.budget = budget};
    struct words words;
    int code = 0;

    *ret_tokens = 0;
    if (definitions->longest == 0)
        return 0;
    code = read_words(&words, question, QUESTION_WORDS_MAX);
    if (code == 0)
        find_all(definitions, &words, &found);
    t2s__buffer_dispose(&words.text);
    for (size_t i = 0; i < found.count; i++)
        t2s__buffer_text(buffer, found.items[i]->text);
    *ret_tokens = found.tokens;
    return code != 0 || buffer->failed ? T2S_E_NOMEM : 0;
}
