/* SPDX-License-Identifier: MIT */
/* A provider that answers from a recording. */
#include <string.h>

#include <text2sql/sys/provider.h>

#include "provider/recording_file.h"
#include "util/error.h"
#include "util/memory.h"
#include "util/utf8.h"

enum {
    NEAREST = 3,     /* questions, or attempts of one, that a hint names at most */
    COMPARED = 1000, /* of the recorded questions, the last; to compare takes microseconds each */
    QUOTED_MAX = 200 /* bytes of a question in a message */
};

struct replay {
    t2s__recording recording;
    char *path;
};

/* How alike two questions are: by the pairs of bytes that both hold, letters' case apart. */
struct pairs {
    uint64_t bits[65536 / 64];
    unsigned count;
};

static unsigned char lower(char character)
{
    return (unsigned char)(character >= 'A' && character <= 'Z' ? character - 'A' + 'a' : character);
}

static void pairs_of(struct pairs *pairs, const char *text)
{
    memset(pairs, 0, sizeof(*pairs));
    for (; text[0] != '\0' && text[1] != '\0'; text++) {
        unsigned pair = (unsigned)lower(text[0]) << 8 | lower(text[1]);
        uint64_t bit = (uint64_t)1 << pair % 64;

        pairs->count += (pairs->bits[pair / 64] & bit) == 0;
        pairs->bits[pair / 64] |= bit;
    }
}

/* Dice's coefficient. */
static double likeness(const struct pairs *pairs, const char *text)
{
    struct pairs other;
    unsigned common = 0;

    pairs_of(&other, text);
    for (size_t i = 0; i < sizeof(other.bits) / sizeof(*other.bits); i++)
        for (uint64_t both = pairs->bits[i] & other.bits[i]; both != 0; both &= both - 1)
            common++;
    return pairs->count + other.count != 0 ? 2.0 * common / (pairs->count + other.count) : 0;
}

struct nearest {
    const char *question[NEAREST];
    double likeness[NEAREST];
};

static void nearest_add(struct nearest *nearest, const char *question, double alike)
{
    size_t at = NEAREST;

    while (at > 0 && alike > nearest->likeness[at - 1])
        at--;
    if (at == NEAREST)
        return;
    memmove(&nearest->question[at + 1], &nearest->question[at], (NEAREST - 1 - at) * sizeof(*nearest->question));
    memmove(&nearest->likeness[at + 1], &nearest->likeness[at], (NEAREST - 1 - at) * sizeof(*nearest->likeness));
    nearest->question[at] = question;
    nearest->likeness[at] = alike;
}

static void add_quoted(t2s__buffer *buffer, const char *text)
{
    size_t length = strlen(text);
    size_t shown = 0;

    while (shown < length && shown < QUOTED_MAX) {
        size_t size = t2s__utf8_size(text + shown, length - shown);

        shown += size != 0 ? size : 1;
    }
    t2s__buffer_json(buffer, text, shown);
    if (shown < length)
        t2s__buffer_text(buffer, "...");
}

static void add_nearest(t2s__buffer *hint, const t2s__recording *recording, const char *question)
{
    struct nearest nearest = {{NULL}, {0}};
    const t2s__recorded *recorded = recording->last;
    struct pairs pairs;

    pairs_of(&pairs, question);
    for (int compared = 0; recorded != NULL && compared < COMPARED; compared++, recorded = recorded->previous)
        if (t2s__map_get(&recording->by_question, recorded->question, strlen(recorded->question)) == recorded)
            nearest_add(&nearest, recorded->question, likeness(&pairs, recorded->question));
    if (nearest.question[0] == NULL)
        t2s__buffer_text(hint, recording->last != NULL ? "nothing like it is recorded" : "the file holds no replies");
    for (size_t i = 0; i < NEAREST && nearest.question[i] != NULL; i++) {
        t2s__buffer_text(hint, i == 0 ? "nearest recorded: " : ", ");
        add_quoted(hint, nearest.question[i]);
    }
}

static void add_attempts(t2s__buffer *hint, const t2s__recorded *recorded)
{
    t2s__buffer_text(hint, "of this question there is attempt");
    for (int named = 0; recorded != NULL && named < NEAREST; named++, recorded = recorded->same_question)
        t2s__buffer_printf(hint, "%s %d", named != 0 ? "," : "", recorded->attempt);
}

static t2s_error *not_recorded(const struct replay *replay, const t2s_prompt *prompt)
{
    const char *question = t2s_prompt_question(prompt);
    const t2s__recorded *recorded = t2s__map_get(&replay->recording.by_question, question, strlen(question));
    t2s__buffer hint = T2S__BUFFER_INIT;
    t2s__buffer quoted = T2S__BUFFER_INIT;
    t2s_error *error;

    add_quoted(&quoted, question);
    if (recorded != NULL)
        add_attempts(&hint, recorded);
    else
        add_nearest(&hint, &replay->recording, question);
    error = t2s__error(T2S_E_NOTFOUND, "%.400s has no reply to attempt %d of %s", replay->path, t2s_prompt_attempt(prompt),
                       t2s__buffer_string(&quoted));
    t2s_error_set_hint(error, t2s__buffer_string(&hint));
    t2s__buffer_dispose(&quoted);
    t2s__buffer_dispose(&hint);
    return error;
}

static t2s_error *answer(const t2s__recorded *recorded, t2s_reply *reply)
{
    int code = 0;

    t2s_reply_set_tokens(reply, recorded->input_tokens, recorded->output_tokens, recorded->cached_tokens);
    if (recorded->model != NULL)
        code = t2s_reply_set_model(reply, recorded->model);
    if (code == 0 && recorded->refusal != NULL)
        code = t2s_reply_set_refusal(reply, recorded->refusal);
    if (code == 0)
        code = t2s_reply_append(reply, recorded->text, recorded->length);
    return code != 0 ? t2s_error_new(code, NULL) : NULL;
}

static int start(void *user_data, const t2s_prompt *prompt, t2s_reply *reply)
{
    const struct replay *replay = user_data;
    const t2s__recorded *recorded = t2s__recording_find(&replay->recording, prompt);

    t2s_reply_finish(reply, recorded != NULL ? answer(recorded, reply) : not_recorded(replay, prompt));
    return 0;
}

static void destroy(void *user_data)
{
    struct replay *replay = user_data;

    t2s__recording_dispose(&replay->recording);
    t2s__free(replay->path);
    t2s__free(replay);
}

int t2s_replay_provider_new(const char *path, t2s_provider **ret_provider, t2s_error **reterr_error)
{
    static const t2s_provider_ops ops = {.struct_size = sizeof(ops), .start = start, .destroy = destroy};
    struct replay *replay;
    int code;

    if (path == NULL || path[0] == '\0' || ret_provider == NULL)
        return t2s__fail(reterr_error, T2S_E_INVALID, "a replaying provider needs a file to read");
    replay = t2s__calloc(1, sizeof(*replay));
    if (replay == NULL)
        return t2s__fail_nomem(reterr_error);
    code = t2s__recording_load(&replay->recording, path, reterr_error);
    if (code == 0) {
        replay->path = t2s__strdup(path);
        if (replay->path == NULL)
            code = t2s__fail_nomem(reterr_error);
    }
    if (code != 0) {
        destroy(replay);
        return code;
    }
    code = t2s_provider_new("replay", &ops, replay, ret_provider);
    return code != 0 ? t2s__fail(reterr_error, code, "%s", t2s_strerror(code)) : 0;
}
