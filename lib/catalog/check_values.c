/* SPDX-License-Identifier: MIT */
/*
 * PostgreSQL writes status IN ('new', 'paid') as
 *
 *     ((status)::text = ANY ((ARRAY['new'::character varying, 'paid'::character varying])::text[]))
 *
 * Without casts, parentheses and brackets there are two forms, and a condition that says more has a word more: column IN value, ...
 * and column = ANY ARRAY value, ...
 */
#include "catalog/check_values.h"

#include <string.h>
#include <strings.h>

enum { NAME_MAX_LENGTH = 255 };

enum token_kind { TOKEN_END, TOKEN_WORD, TOKEN_NAME /* quoted */, TOKEN_STRING, TOKEN_NUMBER, TOKEN_SIGN, TOKEN_STRANGE };

struct token {
    enum token_kind kind;
    const char *text; /* within the quotes */
    size_t length;
};

static int is_digit(char character)
{
    return character >= '0' && character <= '9';
}

static int is_word(char character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') || character == '_' || character == '$' ||
           (unsigned char)character >= 0x80 || is_digit(character);
}

static int is_blank(char character)
{
    return character == ' ' || character == '\t' || character == '\n' || character == '\r' || character == '\f';
}

/* The end of a text in quotes, which may stand twice in it; `at` is the opening one. NULL: it never ends. */
static const char *closing_quote(const char *at)
{
    char quote = *at++;

    for (;; at++) {
        if (*at == '\0')
            return NULL;
        if (*at == quote && *++at != quote)
            return at - 1;
    }
}

static const char *skip_blanks(const char *at)
{
    while (is_blank(*at))
        at++;
    return at;
}

static const char *skip_word(const char *at)
{
    const char *closing = *at == '"' ? closing_quote(at) : NULL;

    if (closing != NULL)
        return closing + 1;
    while (is_word(*at))
        at++;
    return at;
}

/* Does a word follow that only the name of a type goes on with? */
static int type_goes_on(const char *at)
{
    static const char *const words[] = {"varying", "precision", "with", "without", "time", "zone"};
    size_t length = (size_t)(skip_word(at) - at);

    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        if (strlen(words[i]) == length && strncasecmp(at, words[i], length) == 0)
            return 1;
    return 0;
}

/* Behind what follows "::", e.g. character varying(20)[]. */
static const char *skip_type(const char *at)
{
    at = skip_word(skip_blanks(at));
    for (;;) {
        const char *next = skip_blanks(at);

        if (*next == '.')
            at = skip_word(next + 1);
        else if (next[0] == '[' && next[1] == ']')
            at = next + 2;
        else if (*next == '(' && is_digit(next[1]))
            at = next + 1 + strspn(next + 1, "0123456789, ");
        else if (type_goes_on(next))
            at = skip_word(next);
        else
            return at;
    }
}

static const char *skip_noise(const char *at)
{
    for (;;) {
        if (is_blank(*at) || *at == '(' || *at == ')' || *at == '[' || *at == ']')
            at++;
        else if (at[0] == ':' && at[1] == ':')
            at = skip_type(at + 2);
        else
            return at;
    }
}

static const char *next_token(const char *at, struct token *token)
{
    const char *end;

    at = skip_noise(at);
    *token = (struct token){.kind = TOKEN_STRANGE, .text = at, .length = 1};
    if (*at == '\0') {
        token->kind = TOKEN_END;
        return at;
    }
    if (*at == '\'' || *at == '"') {
        end = closing_quote(at);
        if (end == NULL)
            return at;
        *token = (struct token){.kind = *at == '"' ? TOKEN_NAME : TOKEN_STRING, .text = at + 1, .length = (size_t)(end - at - 1)};
        return end + 1;
    }
    if (*at == '=' || *at == ',') {
        token->kind = TOKEN_SIGN;
        return at + 1;
    }
    if (!is_word(*at) && *at != '-')
        return at;
    token->kind = is_digit(*at) || *at == '-' ? TOKEN_NUMBER : TOKEN_WORD;
    for (end = at + 1; is_word(*end) || (token->kind == TOKEN_NUMBER && *end == '.');)
        end++;
    token->length = (size_t)(end - at);
    /* E'...' and the like: what stands in the quotes is not the value. */
    if (*end == '\'' || (token->kind == TOKEN_NUMBER && strspn(at, "-0123456789.") < token->length))
        token->kind = TOKEN_STRANGE;
    return end;
}

static int is_keyword(const struct token *token, const char *word)
{
    return token->kind == TOKEN_WORD && token->length == strlen(word) && strncasecmp(token->text, word, token->length) == 0;
}

static const t2s_column *column_of(const t2s_relation *relation, const struct token *token)
{
    char name[NAME_MAX_LENGTH + 1];
    char quote = token->kind == TOKEN_NAME ? '"' : '\0';
    size_t length = 0;

    if ((token->kind != TOKEN_NAME && token->kind != TOKEN_WORD) || token->length > NAME_MAX_LENGTH)
        return NULL;
    for (size_t i = 0; i < token->length; i++) {
        char character = token->text[i];

        if (quote == '\0' && character >= 'A' && character <= 'Z')
            character = (char)(character - 'A' + 'a');
        name[length++] = character;
        i += quote != '\0' && character == quote;
    }
    return t2s__relation_column(relation, name, length);
}

static int is_value(const struct token *token)
{
    return token->kind == TOKEN_STRING || token->kind == TOKEN_NUMBER;
}

/* Behind the words between the column and its values; NULL when they are others. */
static const char *skip_words(const char *at)
{
    struct token token;

    at = next_token(at, &token);
    if (is_keyword(&token, "in"))
        return at;
    if (token.kind != TOKEN_SIGN || token.text[0] != '=')
        return NULL;
    at = next_token(at, &token);
    if (!is_keyword(&token, "any"))
        return NULL;
    at = next_token(at, &token);
    return is_keyword(&token, "array") ? at : NULL;
}

int t2s__check_lists_values(const t2s_relation *relation, const char *check, uint32_t *ret_column)
{
    struct token token;
    const char *at = next_token(check, &token);
    const t2s_column *column = column_of(relation, &token);

    if (column == NULL)
        return 0;
    at = skip_words(at);
    if (at == NULL)
        return 0;
    for (;;) {
        at = next_token(at, &token);
        if (!is_value(&token))
            return 0;
        at = next_token(at, &token);
        if (token.kind == TOKEN_END)
            break;
        if (token.kind != TOKEN_SIGN || token.text[0] != ',')
            return 0;
    }
    *ret_column = column->index;
    return 1;
}

int t2s__check_next_value(const char **at, t2s__check_value *ret_value)
{
    struct token token;

    do
        *at = next_token(*at, &token);
    while (token.kind != TOKEN_END && token.kind != TOKEN_STRANGE && !is_value(&token));
    if (!is_value(&token))
        return 0;
    *ret_value = (t2s__check_value){.text = token.text, .length = token.length, .quoted = token.kind == TOKEN_STRING};
    return 1;
}

void t2s__check_value_append(t2s__buffer *buffer, const t2s__check_value *value)
{
    for (size_t i = 0; i < value->length; i++) {
        t2s__buffer_char(buffer, value->text[i]);
        i += value->quoted && value->text[i] == '\'';
    }
}
