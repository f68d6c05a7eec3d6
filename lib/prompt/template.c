/* SPDX-License-Identifier: MIT */
#include "prompt/template.h"

#include <string.h>

#include "prompt/template_parse.h"
#include "util/error.h"
#include "util/memory.h"
#include "util/utf8.h"

int t2s_prompt_template_new(const char *text, t2s_prompt_template **ret_template, t2s_error **reterr_error)
{
    t2s_prompt_template *made;
    size_t length;
    int code;

    if (text == NULL || ret_template == NULL)
        return t2s__fail(reterr_error, T2S_E_INVALID, "no template, or no place for it, was given");
    length = strlen(text);
    if (length > T2S_PROMPT_TEMPLATE_MAX)
        return t2s__fail(reterr_error, T2S_E_TOO_LARGE, "the template has %zu bytes; %d are allowed", length,
                         T2S_PROMPT_TEMPLATE_MAX);
    if (t2s__utf8_check(text, length) != length)
        return t2s__fail(reterr_error, T2S_E_INVALID, "the template is not UTF-8 from byte %zu on", t2s__utf8_check(text, length));
    made = t2s__calloc(1, sizeof(*made));
    if (made == NULL)
        return t2s__fail_nomem(reterr_error);
    atomic_init(&made->references, 1);
    atomic_init(&made->wordings, NULL);
    made->text = t2s__strdup(text);
    made->body = t2s__strdup(text);
    code = made->text == NULL || made->body == NULL ? t2s__fail_nomem(reterr_error) : t2s__template_parse(made, reterr_error);
    if (code != 0) {
        t2s_prompt_template_unref(made);
        return code;
    }
    *ret_template = made;
    return 0;
}

int t2s__prompt_template_builtin_new(const char *dialect, t2s_prompt_template **ret_template)
{
    return t2s_prompt_template_new(t2s_prompt_template_builtin(dialect), ret_template, NULL);
}

const char *t2s_prompt_template_builtin(const char *dialect)
{
    return t2s__dialect_words_of(dialect)->template_text;
}

const char *t2s_prompt_template_text(const t2s_prompt_template *prompt_template)
{
    return prompt_template != NULL ? prompt_template->text : NULL;
}

t2s_prompt_template *t2s_prompt_template_ref(const t2s_prompt_template *prompt_template)
{
    t2s_prompt_template *counted = (t2s_prompt_template *)prompt_template; /* its content is const, its count is not */

    if (counted != NULL)
        atomic_fetch_add_explicit(&counted->references, 1, memory_order_relaxed);
    return counted;
}

static void wording_free(t2s__wording *wording)
{
    if (wording != NULL)
        t2s__message_unref(wording->system);
    t2s__free(wording);
}

void t2s_prompt_template_unref(t2s_prompt_template *prompt_template)
{
    t2s__wording *wording;

    if (prompt_template == NULL || atomic_fetch_sub_explicit(&prompt_template->references, 1, memory_order_acq_rel) != 1)
        return;
    wording = atomic_load_explicit(&prompt_template->wordings, memory_order_acquire);
    while (wording != NULL) {
        t2s__wording *next = wording->next;

        wording_free(wording);
        wording = next;
    }
    for (size_t i = 0; i < T2S__SECTION_COUNT; i++)
        t2s__free(prompt_template->sections[i].segments);
    t2s__free(prompt_template->body);
    t2s__free(prompt_template->text);
    t2s__free(prompt_template);
}

static void write_placeholder(t2s__buffer *buffer, int placeholder, const t2s__wording *wording, t2s__placeholder_fn write,
                              const void *user_data)
{
    switch (placeholder) {
    case T2S__PLACEHOLDER_DIALECT:
        t2s__buffer_text(buffer, wording->words->title != NULL ? wording->words->title : wording->dialect);
        break;
    case T2S__PLACEHOLDER_DIALECT_RULES:
        t2s__buffer_text(buffer, wording->words->rules);
        break;
    case T2S__PLACEHOLDER_REPLY_FORMAT:
        t2s__buffer_text(buffer, t2s__reply_format);
        break;
    default:
        write(buffer, placeholder, user_data);
        break;
    }
}

void t2s__section_render(t2s__buffer *buffer, const t2s__section *section, const t2s__wording *wording, t2s__placeholder_fn write,
                         const void *user_data)
{
    size_t skip = 0; /* 1: the line feed of a line that has gone; 2: and the blank line behind it */

    for (size_t i = 0; i < section->count; i++) {
        const t2s__segment *segment = &section->segments[i];
        size_t before = buffer->length;

        if (segment->placeholder == T2S__PLACEHOLDER_NONE) {
            if (skip == 2 && (segment->length < 2 || segment->text[1] != '\n'))
                skip = 1;
            t2s__buffer_append(buffer, segment->text + skip, segment->length - skip);
            skip = 0;
        } else {
            write_placeholder(buffer, segment->placeholder, wording, write, user_data);
            if (segment->alone && buffer->length == before)
                skip = segment->placeholder >= T2S__PLACEHOLDER_DEFINITIONS ? 2 : 1;
        }
    }
}

static t2s__wording *wording_new(const t2s_prompt_template *prompt_template, const char *dialect)
{
    size_t length = strlen(dialect);
    t2s__wording *wording = t2s__malloc(sizeof(*wording) + length + 1);
    t2s__buffer buffer = T2S__BUFFER_INIT;

    if (wording == NULL)
        return NULL;
    memcpy(wording->dialect, dialect, length + 1);
    wording->words = t2s__dialect_words_of(dialect);
    t2s__section_render(&buffer, &prompt_template->sections[T2S__SECTION_SYSTEM], wording, NULL, NULL);
    wording->system = t2s__message_take(T2S_ROLE_SYSTEM, &buffer);
    if (wording->system == NULL) {
        t2s__free(wording);
        return NULL;
    }
    return wording;
}

static const t2s__wording *find_wording(const t2s__wording *wording, const char *dialect)
{
    while (wording != NULL && strcmp(wording->dialect, dialect) != 0)
        wording = wording->next;
    return wording;
}

const t2s__wording *t2s__prompt_template_wording(const t2s_prompt_template *prompt_template, const char *dialect)
{
    t2s_prompt_template *keeper = (t2s_prompt_template *)prompt_template; /* what it keeps follows from its content */
    t2s__wording *first = atomic_load_explicit(&keeper->wordings, memory_order_acquire);
    const t2s__wording *found = find_wording(first, dialect);
    t2s__wording *made;

    if (found != NULL)
        return found;
    made = wording_new(prompt_template, dialect);
    if (made == NULL)
        return NULL;
    do { /* another thread may have been quicker */
        found = find_wording(first, dialect);
        if (found != NULL) {
            wording_free(made);
            return found;
        }
        made->next = first;
    } while (!atomic_compare_exchange_weak_explicit(&keeper->wordings, &first, made, memory_order_acq_rel, memory_order_acquire));
    return made;
}
