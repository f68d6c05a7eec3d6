/* SPDX-License-Identifier: MIT */
#include "prompt/prompt.h"

#include <stdatomic.h>
#include <string.h>

#include <text2sql/error.h>
#include <text2sql/sys/provider.h>

#include "util/memory.h"

/* The numbers that one provider keeps with the request. */
struct notes {
    struct notes *next;
    const void *owner;
    uint64_t numbers[T2S_PROMPT_NOTES];
};

/* What all prompts of a request share. The notes are the loop's thread's. */
struct scope {
    atomic_uint references;
    uint64_t deadline;
    int watched;
    char *caller;                         /* NULL: "" */
    t2s_prompt_template *prompt_template; /* NULL: none was used */
    const t2s__wording *wording;          /* of it */
    struct notes *notes;
};

struct t2s_prompt {
    atomic_uint references;
    struct scope *scope;
    uint64_t request_id;
    int attempt;
    int round;
    char *question;
    t2s__message **messages;
    size_t count;
    size_t capacity;
};

/* The properties stand in the order in which a model should write them: what it decided, the SQL, then words about it. */
const char t2s__prompt_reply_schema[] =
    "{\"type\":\"object\",\"properties\":{"
    "\"outcome\":{\"type\":\"string\",\"enum\":[\"answer\",\"clarify\",\"unanswerable\"],"
    "\"description\":\"answer: sql answers the question. clarify: the question has several readings that lead to different "
    "results. "
    "unanswerable: the schema does not hold what is asked for.\"},"
    "\"sql\":{\"type\":[\"string\",\"null\"],\"description\":\"One read-only query, only with the outcome answer; otherwise "
    "null.\"},"
    "\"explanation\":{\"type\":\"string\",\"description\":\"What the query does, or why there is none, in one or two sentences.\"},"
    "\"assumptions\":{\"type\":\"array\",\"items\":{\"type\":\"string\"},"
    "\"description\":\"What was taken for granted beyond the question's words.\"},"
    "\"clarification\":{\"type\":[\"string\",\"null\"],"
    "\"description\":\"The question to put to the user, only with the outcome clarify; otherwise null.\"}},"
    "\"required\":[\"outcome\",\"sql\",\"explanation\",\"assumptions\",\"clarification\"],\"additionalProperties\":false}";

static struct scope *scope_new(void)
{
    struct scope *scope = t2s__calloc(1, sizeof(*scope));

    if (scope == NULL)
        return NULL;
    atomic_init(&scope->references, 1);
    scope->deadline = UINT64_MAX;
    return scope;
}

static struct scope *scope_ref(struct scope *scope)
{
    atomic_fetch_add_explicit(&scope->references, 1, memory_order_relaxed);
    return scope;
}

static void scope_unref(struct scope *scope)
{
    if (scope == NULL || atomic_fetch_sub_explicit(&scope->references, 1, memory_order_acq_rel) != 1)
        return;
    while (scope->notes != NULL) {
        struct notes *notes = scope->notes;

        scope->notes = notes->next;
        t2s__free(notes);
    }
    t2s_prompt_template_unref(scope->prompt_template);
    t2s__free(scope->caller);
    t2s__free(scope);
}

/* `scope` is taken over, NULL: memory is short. */
static int prompt_new(struct scope *scope, uint64_t request_id, const char *question, int attempt, t2s_prompt **ret_prompt)
{
    t2s_prompt *prompt = scope != NULL ? t2s__calloc(1, sizeof(*prompt)) : NULL;

    if (prompt == NULL) {
        scope_unref(scope);
        return T2S_E_NOMEM;
    }
    prompt->scope = scope;
    prompt->question = t2s__strdup(question);
    if (prompt->question == NULL) {
        scope_unref(scope);
        t2s__free(prompt);
        return T2S_E_NOMEM;
    }
    atomic_init(&prompt->references, 1);
    prompt->request_id = request_id;
    prompt->attempt = attempt;
    *ret_prompt = prompt;
    return 0;
}

int t2s__prompt_new(uint64_t request_id, const char *question, int attempt, t2s_prompt **ret_prompt)
{
    return prompt_new(scope_new(), request_id, question, attempt, ret_prompt);
}

void t2s__prompt_set_deadline(t2s_prompt *prompt, uint64_t deadline)
{
    prompt->scope->deadline = deadline;
}

int t2s__prompt_set_caller(t2s_prompt *prompt, const char *caller)
{
    return t2s__strset(&prompt->scope->caller, caller);
}

void t2s__prompt_set_watched(t2s_prompt *prompt, int watched)
{
    prompt->scope->watched = watched;
}

void t2s__prompt_set_template(t2s_prompt *prompt, const t2s_prompt_template *prompt_template, const t2s__wording *wording)
{
    t2s_prompt_template *before = prompt->scope->prompt_template;

    prompt->scope->prompt_template = t2s_prompt_template_ref(prompt_template);
    prompt->scope->wording = wording;
    t2s_prompt_template_unref(before);
}

const t2s_prompt_template *t2s__prompt_template(const t2s_prompt *prompt, const t2s__wording **ret_wording)
{
    *ret_wording = prompt->scope->wording;
    return prompt->scope->prompt_template;
}

int t2s__prompt_add_message(t2s_prompt *prompt, t2s__message *message)
{
    if (message == NULL)
        return T2S_E_NOMEM;
    if (t2s__grow((void **)&prompt->messages, &prompt->capacity, prompt->count + 1, sizeof(t2s__message *)) != 0) {
        t2s__message_unref(message);
        return T2S_E_NOMEM;
    }
    prompt->messages[prompt->count++] = message;
    return 0;
}

int t2s__prompt_add(t2s_prompt *prompt, int role, const char *text, size_t length)
{
    return t2s__prompt_add_message(prompt, t2s__message_new(role, text, length));
}

/* The messages of `from`, shared, with room for `more`. */
static int derive(const t2s_prompt *prompt, const t2s_prompt *from, int attempt, int round, size_t more, t2s_prompt **ret_prompt)
{
    t2s_prompt *derived;
    int code = prompt_new(scope_ref(prompt->scope), prompt->request_id, prompt->question, attempt, &derived);

    if (code != 0)
        return code;
    derived->round = round;
    if (t2s__grow((void **)&derived->messages, &derived->capacity, from->count + more, sizeof(t2s__message *)) != 0) {
        t2s_prompt_unref(derived);
        return T2S_E_NOMEM;
    }
    for (size_t i = 0; i < from->count; i++)
        derived->messages[i] = t2s__message_ref(from->messages[i]);
    derived->count = from->count;
    *ret_prompt = derived;
    return 0;
}

int t2s__prompt_derive(const t2s_prompt *prompt, t2s_prompt **ret_prompt)
{
    return derive(prompt, prompt, prompt->attempt + 1, prompt->round, 2, ret_prompt);
}

int t2s__prompt_new_round(const t2s_prompt *first, int round, t2s_prompt **ret_prompt)
{
    return derive(first, first, first->attempt, round, 0, ret_prompt);
}

int t2s__prompt_renew(const t2s_prompt *prompt, const t2s_prompt *fresh, t2s_prompt **ret_prompt)
{
    return derive(prompt, fresh, prompt->attempt, prompt->round, 0, ret_prompt);
}

t2s_prompt *t2s_prompt_ref(const t2s_prompt *prompt)
{
    t2s_prompt *counted = (t2s_prompt *)prompt; /* its content is const, its count is not */

    if (counted != NULL)
        atomic_fetch_add_explicit(&counted->references, 1, memory_order_relaxed);
    return counted;
}

void t2s_prompt_unref(t2s_prompt *prompt)
{
    if (prompt == NULL || atomic_fetch_sub_explicit(&prompt->references, 1, memory_order_acq_rel) != 1)
        return;
    for (size_t i = 0; i < prompt->count; i++)
        t2s__message_unref(prompt->messages[i]);
    t2s__free(prompt->messages);
    t2s__free(prompt->question);
    scope_unref(prompt->scope);
    t2s__free(prompt);
}

size_t t2s_prompt_message_count(const t2s_prompt *prompt)
{
    return prompt != NULL ? prompt->count : 0;
}

static const t2s__message *message_at(const t2s_prompt *prompt, size_t index)
{
    return prompt != NULL && index < prompt->count ? prompt->messages[index] : NULL;
}

int t2s_prompt_message_role(const t2s_prompt *prompt, size_t index)
{
    const t2s__message *message = message_at(prompt, index);

    return message != NULL ? message->role : T2S_ROLE_SYSTEM;
}

const char *t2s_prompt_message_text(const t2s_prompt *prompt, size_t index)
{
    const t2s__message *message = message_at(prompt, index);

    return message != NULL ? message->text : NULL;
}

size_t t2s__prompt_message_length(const t2s_prompt *prompt, size_t index)
{
    const t2s__message *message = message_at(prompt, index);

    return message != NULL ? message->length : 0;
}

const char *t2s_prompt_schema(const t2s_prompt *prompt)
{
    return prompt != NULL ? t2s__prompt_reply_schema : NULL;
}

const char *t2s_prompt_question(const t2s_prompt *prompt)
{
    return prompt != NULL ? prompt->question : NULL;
}

int t2s_prompt_attempt(const t2s_prompt *prompt)
{
    return prompt != NULL ? prompt->attempt : 0;
}

uint64_t t2s_prompt_request_id(const t2s_prompt *prompt)
{
    return prompt != NULL ? prompt->request_id : 0;
}

int t2s_prompt_round(const t2s_prompt *prompt)
{
    return prompt != NULL ? prompt->round : 0;
}

uint64_t t2s_prompt_deadline(const t2s_prompt *prompt)
{
    return prompt != NULL ? prompt->scope->deadline : UINT64_MAX;
}

const char *t2s_prompt_caller(const t2s_prompt *prompt)
{
    return prompt != NULL && prompt->scope->caller != NULL ? prompt->scope->caller : "";
}

int t2s_prompt_is_watched(const t2s_prompt *prompt)
{
    return prompt != NULL ? prompt->scope->watched : 0;
}

uint64_t t2s_prompt_tokens(const t2s_prompt *prompt)
{
    uint64_t bytes = 0;

    for (size_t i = 0; prompt != NULL && i < prompt->count; i++)
        bytes += prompt->messages[i]->length;
    return (bytes + 3) / 4;
}

uint64_t *t2s_prompt_notes(const t2s_prompt *prompt, const void *owner)
{
    struct notes *notes;

    if (prompt == NULL || owner == NULL)
        return NULL;
    for (notes = prompt->scope->notes; notes != NULL; notes = notes->next)
        if (notes->owner == owner)
            return notes->numbers;
    notes = t2s__calloc(1, sizeof(*notes));
    if (notes == NULL)
        return NULL;
    notes->owner = owner;
    notes->next = prompt->scope->notes;
    prompt->scope->notes = notes;
    return notes->numbers;
}
