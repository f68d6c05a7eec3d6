/* SPDX-License-Identifier: MIT */
#include "prompt/layout.h"

#include <string.h>

#include <text2sql/error.h>

#include "prompt/fence.h"
#include "prompt/prompt.h"
#include "util/buffer.h"
#include "util/memory.h"

enum {
    REPLY_MAX = 16 * 1024, /* bytes of a reply that go back to the model */
    FINDINGS_MAX = 8,
    MESSAGE_MAX = 600,  /* bytes of a finding's message, and of its hint */
    DATABASE_MAX = 128, /* bytes of a database's name */
    FENCES_MAX = 512    /* bytes around and between what is fenced, about */
};

/* Comments of SQL, as is what follows. What it says of the choice stands behind the opening tag: what is before is always the same.
 */
static void write_schema(t2s__buffer *buffer, const t2s__layout *layout)
{
    t2s__buffer head = T2S__BUFFER_INIT;

    if (layout->database[0] != '\0') {
        t2s__buffer_text(&head, "-- Database: ");
        t2s__fence_cut(&head, layout->database, DATABASE_MAX);
        t2s__buffer_char(&head, '\n');
    }
    if (!layout->schema_is_complete)
        t2s__buffer_text(&head, "-- Only what seems to matter for the question.\n");
    t2s__fence_open(buffer, T2S__FENCE_SCHEMA);
    t2s__fence_write(buffer, t2s__buffer_string(&head), head.length);
    t2s__fence_write(buffer, layout->schema, layout->schema_length);
    t2s__fence_close(buffer, T2S__FENCE_SCHEMA);
    buffer->failed |= head.failed;
    t2s__buffer_dispose(&head);
}

static void write_fenced(t2s__buffer *buffer, int fence, const char *text)
{
    if (text == NULL || text[0] == '\0')
        return;
    t2s__fence_open(buffer, fence);
    t2s__fence_write(buffer, text, strlen(text));
    t2s__fence_close(buffer, fence);
}

static void write_of_layout(t2s__buffer *buffer, int placeholder, const void *user_data)
{
    const t2s__layout *layout = user_data;

    if (placeholder == T2S__PLACEHOLDER_SCHEMA)
        write_schema(buffer, layout);
    else if (placeholder == T2S__PLACEHOLDER_DATABASE && layout->database[0] != '\0')
        t2s__fence_line(buffer, T2S__FENCE_DATABASE, layout->database, DATABASE_MAX);
    else if (placeholder == T2S__PLACEHOLDER_DEFINITIONS)
        write_fenced(buffer, T2S__FENCE_DEFINITIONS, layout->definitions);
    else if (placeholder == T2S__PLACEHOLDER_VALUES)
        write_fenced(buffer, T2S__FENCE_VALUES, layout->values);
    else if (placeholder == T2S__PLACEHOLDER_EXAMPLES)
        write_fenced(buffer, T2S__FENCE_EXAMPLES, layout->examples);
    else if (placeholder == T2S__PLACEHOLDER_QUESTION) {
        t2s__fence_open(buffer, T2S__FENCE_QUESTION);
        t2s__fence_write(buffer, layout->question, strlen(layout->question));
        t2s__fence_close(buffer, T2S__FENCE_QUESTION);
    }
}

static size_t length_of(const char *text)
{
    return text != NULL ? strlen(text) : 0;
}

static void write_user(t2s__buffer *buffer, const t2s_prompt_template *prompt_template, const t2s__wording *wording,
                       const t2s__layout *layout)
{
    const t2s__section *section = &prompt_template->sections[T2S__SECTION_USER];
    size_t expected = section->length + layout->schema_length + strlen(layout->question) + length_of(layout->definitions) +
                      length_of(layout->values) + length_of(layout->examples) + FENCES_MAX;

    /* One allocation, as a rule. */
    buffer->failed |= t2s__grow((void **)&buffer->data, &buffer->capacity, expected, 1) != 0;
    t2s__section_render(buffer, section, wording, write_of_layout, layout);
}

/* The template of a layout, and what of it is the same for all questions. Both last as long as the reference that is given out. */
static int find_template(const t2s_prompt_template *given, const char *dialect, t2s_prompt_template **ret_template,
                         const t2s__wording **ret_wording)
{
    t2s_prompt_template *found = t2s_prompt_template_ref(given);
    int code = found == NULL ? t2s__prompt_template_builtin_new(dialect, &found) : 0;

    if (code != 0)
        return code;
    *ret_wording = t2s__prompt_template_wording(found, dialect);
    if (*ret_wording == NULL) {
        t2s_prompt_template_unref(found);
        return T2S_E_NOMEM;
    }
    *ret_template = found;
    return 0;
}

static int add_messages(t2s_prompt *prompt, const t2s__layout *layout)
{
    t2s_prompt_template *prompt_template;
    const t2s__wording *wording;
    t2s__buffer buffer = T2S__BUFFER_INIT;
    int code = find_template(layout->prompt_template, layout->dialect, &prompt_template, &wording);

    if (code != 0)
        return code;
    t2s__prompt_set_template(prompt, prompt_template, wording);
    t2s_prompt_template_unref(prompt_template);
    code = t2s__prompt_add_message(prompt, t2s__message_ref(wording->system));
    if (code != 0)
        return code;
    write_user(&buffer, prompt_template, wording, layout);
    return t2s__prompt_add_message(prompt, t2s__message_take(T2S_ROLE_USER, &buffer));
}

int t2s__prompt_layout(const t2s__layout *layout, t2s_prompt **ret_prompt)
{
    t2s_prompt *prompt = NULL;
    int code = t2s__prompt_new(layout->request_id, layout->question, 0, &prompt);

    if (code == 0)
        code = add_messages(prompt, layout);
    if (code == 0)
        *ret_prompt = prompt;
    else
        t2s_prompt_unref(prompt);
    return code;
}

/* What a repair is told. */
struct findings {
    const t2s__finding *findings;
    size_t count;
};

static void write_finding(t2s__buffer *buffer, size_t number, const t2s__finding *finding)
{
    t2s__buffer_printf(buffer, "%zu. ", number);
    if (finding->code != NULL) {
        t2s__buffer_char(buffer, '[');
        t2s__fence_cut(buffer, finding->code, 32);
        t2s__buffer_text(buffer, "] ");
    }
    if (finding->line > 0)
        t2s__buffer_printf(buffer, "line %d, column %d: ", finding->line, finding->column);
    t2s__fence_cut(buffer, finding->message != NULL ? finding->message : "it was rejected", MESSAGE_MAX);
    if (finding->hint != NULL) {
        t2s__buffer_text(buffer, "\n   Hint: ");
        t2s__fence_cut(buffer, finding->hint, MESSAGE_MAX);
    }
    t2s__buffer_char(buffer, '\n');
}

/* Messages quote the model and the database. */
static void write_findings(t2s__buffer *buffer, int placeholder, const void *user_data)
{
    const struct findings *all = user_data;
    size_t shown = all->count < FINDINGS_MAX ? all->count : FINDINGS_MAX;
    t2s__buffer list = T2S__BUFFER_INIT;

    (void)placeholder;
    for (size_t i = 0; i < shown; i++)
        write_finding(&list, i + 1, &all->findings[i]);
    if (shown < all->count)
        t2s__buffer_printf(&list, "and %zu more.\n", all->count - shown);
    t2s__fence_open(buffer, T2S__FENCE_FINDINGS);
    t2s__fence_write(buffer, t2s__buffer_string(&list), list.length);
    t2s__fence_close(buffer, T2S__FENCE_FINDINGS);
    buffer->failed |= list.failed;
    t2s__buffer_dispose(&list);
}

/* The whole of the reply, or as many characters as fit. */
static size_t bounded_length(const char *reply, size_t length)
{
    if (length <= REPLY_MAX)
        return length;
    length = REPLY_MAX;
    while (length > 0 && ((unsigned char)reply[length] & 0xC0) == 0x80)
        length--;
    return length;
}

static int add_findings(t2s_prompt *repaired, const struct findings *findings)
{
    t2s_prompt_template *prompt_template;
    const t2s__wording *wording;
    t2s__buffer buffer = T2S__BUFFER_INIT;
    int code = 0;

    prompt_template = t2s_prompt_template_ref(t2s__prompt_template(repaired, &wording));
    if (prompt_template == NULL) /* a prompt that no template has made */
        code = find_template(NULL, "", &prompt_template, &wording);
    if (code != 0)
        return code;
    t2s__section_render(&buffer, &prompt_template->sections[T2S__SECTION_REPAIR], wording, write_findings, findings);
    t2s_prompt_template_unref(prompt_template);
    return t2s__prompt_add_message(repaired, t2s__message_take(T2S_ROLE_USER, &buffer));
}

int t2s__prompt_repair(const t2s_prompt *prompt, const char *reply, size_t reply_length, const t2s__finding *findings, size_t count,
                       t2s_prompt **ret_prompt)
{
    const struct findings all = {findings, count};
    t2s_prompt *repaired;
    int code = t2s__prompt_derive(prompt, &repaired);

    if (code != 0)
        return code;
    code = t2s__prompt_add(repaired, T2S_ROLE_ASSISTANT, reply, bounded_length(reply, reply_length));
    if (code == 0)
        code = add_findings(repaired, &all);
    if (code == 0)
        *ret_prompt = repaired;
    else
        t2s_prompt_unref(repaired);
    return code;
}
