/* SPDX-License-Identifier: MIT */
/* Servers repeat what they were sent with what they complain about: words of theirs that hold a secret are blanked out. */
#include <string.h>

#include "provider/connector.h"
#include "util/utf8.h"

enum {
    SECRET_MIN = 8,     /* so many bytes of a secret in a row are a part of it, and not chance */
    SECRET_SHORTEST = 4 /* a shorter one is none; "x" would blank out every x */
};

/* How many bytes of `text` stand somewhere in the secret, too. */
static size_t common_length(const char *text, size_t length, const char *secret, size_t secret_length)
{
    size_t longest = 0;

    for (size_t at = 0; at + longest < secret_length; at++) {
        size_t same = 0;

        while (same < length && at + same < secret_length && text[same] == secret[at + same])
            same++;
        if (same > longest)
            longest = same;
    }
    return longest;
}

/* Does a secret, or a good part of it, begin here? How much of it. */
static size_t secret_at(const char *text, size_t length, const char *secret)
{
    size_t secret_length = secret != NULL ? strlen(secret) : 0;
    size_t minimum = secret_length < SECRET_MIN ? secret_length : SECRET_MIN;
    size_t common;

    if (secret_length < SECRET_SHORTEST)
        return 0;
    common = common_length(text, length, secret, secret_length);
    return common >= minimum ? common : 0;
}

static size_t larger(size_t one, size_t other)
{
    return one > other ? one : other;
}

static size_t any_secret_at(const t2s_connector_call *call, const char *text, size_t length)
{
    const t2s_connector *connector = call->connector;
    size_t found = secret_at(text, length, call->key != NULL ? call->key->text : NULL);

    for (size_t i = 0; i < connector->extra.count; i++)
        found = larger(found, secret_at(text, length, connector->extra.items[i].value));
    if (connector->proxy != NULL && strchr(connector->proxy, '@') != NULL)
        found = larger(found, secret_at(text, length, connector->proxy));
    return found;
}

int t2s__connector_is_secret(const t2s_connector_call *call, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (any_secret_at(call, text + i, length - i) != 0)
            return 1;
    return 0;
}

static int is_control(const char *text, size_t size)
{
    unsigned char first = (unsigned char)text[0];

    return first < 0x20 || first == 0x7F || (size == 2 && first == 0xC2 && (unsigned char)text[1] < 0xA0);
}

void t2s__connector_quote(const t2s_connector_call *call, char ret[T2S__WORDS_MAX + 4], const char *text, size_t length)
{
    size_t used = 0;
    size_t at = 0;

    while (at < length) {
        size_t size = t2s__utf8_size(text + at, length - at);
        size_t secret = any_secret_at(call, text + at, length - at);
        const char *shown = text + at;
        size_t shown_size = size;

        if (secret != 0) {
            shown = "***";
            shown_size = 3;
            size = secret;
        } else if (size == 0) {
            shown = "?";
            shown_size = size = 1;
        } else if (is_control(shown, size)) {
            shown = " ";
            shown_size = 1;
        }
        if (used + shown_size > T2S__WORDS_MAX) {
            memcpy(ret + used, "...", 3);
            used += 3;
            break;
        }
        memcpy(ret + used, shown, shown_size);
        used += shown_size;
        at += size;
    }
    ret[used] = '\0';
}
