/* SPDX-License-Identifier: MIT */
#include "provider/recording_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "provider/json.h"
#include "provider/role.h"
#include "util/error.h"

enum { FILE_MAX = 256 * 1024 * 1024, HASH_SIZE = 17 };

/* The file's own hash, and not util/map's: it is written down, so it must never change. */
static const uint64_t fnv_start = 0xCBF29CE484222325u;

static uint64_t fnv(uint64_t hash, const char *data, size_t length)
{
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)data[i]) * 0x100000001B3u;
    return hash;
}

static uint64_t hash_message(uint64_t hash, const char *role, const char *text)
{
    hash = fnv(hash, role, strlen(role) + 1);
    return fnv(hash, text, strlen(text) + 1);
}

static void write_hash(char ret[HASH_SIZE], uint64_t hash)
{
    snprintf(ret, HASH_SIZE, "%016" PRIx64, hash);
}

static void hash_prompt(char ret[HASH_SIZE], const t2s_prompt *prompt)
{
    size_t count = t2s_prompt_message_count(prompt);
    uint64_t hash = fnv_start;

    for (size_t i = 0; i < count; i++)
        hash = hash_message(hash, t2s__role_name(t2s_prompt_message_role(prompt, i)), t2s_prompt_message_text(prompt, i));
    write_hash(ret, hash);
}

/* Writing. */

static void add_text(t2s__buffer *line, const char *name, const char *text, size_t length)
{
    t2s__buffer_printf(line, ",\"%s\":", name);
    if (text != NULL)
        t2s__buffer_json(line, text, length);
    else
        t2s__buffer_text(line, "null");
}

static void add_string(t2s__buffer *line, const char *name, const char *text)
{
    add_text(line, name, text, text != NULL ? strlen(text) : 0);
}

static void add_messages(t2s__buffer *line, const t2s_prompt *prompt)
{
    size_t count = t2s_prompt_message_count(prompt);

    t2s__buffer_text(line, ",\"messages\":[");
    for (size_t i = 0; i < count; i++) {
        t2s__buffer_printf(line, "%s{\"role\":\"%s\"", i != 0 ? "," : "", t2s__role_name(t2s_prompt_message_role(prompt, i)));
        add_string(line, "text", t2s_prompt_message_text(prompt, i));
        t2s__buffer_char(line, '}');
    }
    t2s__buffer_char(line, ']');
}

void t2s__recording_line(t2s__buffer *line, const t2s_prompt *prompt, const t2s_reply *reply)
{
    char hash[HASH_SIZE];

    hash_prompt(hash, prompt);
    t2s__buffer_text(line, "{\"version\":1");
    add_string(line, "question", t2s_prompt_question(prompt));
    t2s__buffer_printf(line, ",\"attempt\":%d", t2s_prompt_attempt(prompt));
    add_string(line, "prompt_hash", hash);
    add_string(line, "model", t2s_reply_model(reply));
    add_text(line, "text", t2s_reply_text(reply), t2s_reply_length(reply));
    add_string(line, "refusal", t2s_reply_refusal(reply));
    t2s__buffer_printf(line, ",\"tokens\":{\"input\":%" PRIu64 ",\"output\":%" PRIu64 ",\"cached\":%" PRIu64 "}",
                       t2s_reply_input_tokens(reply), t2s_reply_output_tokens(reply), t2s_reply_cached_tokens(reply));
    add_messages(line, prompt);
    t2s__buffer_text(line, "}\n");
}

/* Reading. */

static int read_file(const char *path, t2s__buffer *content, t2s_error **reterr_error)
{
    char chunk[65536];
    ssize_t got = 0;
    int code = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return t2s__fail(reterr_error, T2S_E_IO, "%s: %s", path, strerror(errno));
    do {
        if (got > 0)
            t2s__buffer_append(content, chunk, (size_t)got);
        got = read(fd, chunk, sizeof(chunk));
    } while ((got > 0 || (got < 0 && errno == EINTR)) && !content->failed && content->length <= FILE_MAX);
    if (got < 0)
        code = t2s__fail(reterr_error, T2S_E_IO, "%s: %s", path, strerror(errno));
    else if (content->failed)
        code = t2s__fail_nomem(reterr_error);
    else if (content->length > FILE_MAX)
        code = t2s__fail(reterr_error, T2S_E_TOO_LARGE, "%s: the file is larger than %d bytes", path, FILE_MAX);
    close(fd);
    return code;
}

/* The hash of the messages as they stand in the line. 0 when there are none, or they are not as they should be. */
static int hash_line(char ret[HASH_SIZE], json_object *root)
{
    json_object *messages = t2s__json_member(root, "messages", json_type_array);
    size_t count = messages != NULL ? json_object_array_length(messages) : 0;
    uint64_t hash = fnv_start;

    for (size_t i = 0; i < count; i++) {
        json_object *message = json_object_array_get_idx(messages, i);
        const char *role = t2s__json_string(message, "role", NULL);
        const char *text = t2s__json_string(message, "text", NULL);

        if (role == NULL || text == NULL)
            return 0;
        hash = hash_message(hash, role, text);
    }
    write_hash(ret, hash);
    return count != 0;
}

static int has_other_type(json_object *root, const char *name, json_type type)
{
    json_object *member;

    return json_object_object_get_ex(root, name, &member) && member != NULL && !json_object_is_type(member, type);
}

/* Words on what is wrong with a line, or NULL. */
static const char *flaw(json_object *root)
{
    json_object *attempt = t2s__json_member(root, "attempt", json_type_int);

    if (t2s__json_count(root, "version") != 1)
        return "\"version\" is not 1";
    if (t2s__json_string(root, "question", NULL) == NULL)
        return "\"question\" is missing or no text";
    if (has_other_type(root, "attempt", json_type_int) ||
        (attempt != NULL && (json_object_get_int64(attempt) < 0 || json_object_get_int64(attempt) > INT_MAX)))
        return "\"attempt\" is no count";
    if (has_other_type(root, "text", json_type_string) || has_other_type(root, "refusal", json_type_string) ||
        has_other_type(root, "model", json_type_string) || has_other_type(root, "prompt_hash", json_type_string))
        return "\"text\", \"refusal\", \"model\" and \"prompt_hash\" must be texts";
    if (t2s__json_string(root, "text", NULL) == NULL && t2s__json_string(root, "refusal", NULL) == NULL)
        return "it has neither \"text\" nor \"refusal\"";
    if (has_other_type(root, "tokens", json_type_object) || has_other_type(root, "messages", json_type_array))
        return "\"tokens\" must be an object and \"messages\" a list";
    return NULL;
}

/* The map borrows its keys, so they are copied into the arena. */
static int index_line(t2s__recording *recording, t2s__recorded *recorded, const char *hash)
{
    size_t length = strlen(recorded->question);
    const char *key = hash != NULL ? t2s__arena_strdup(&recording->arena, hash) : NULL;

    if (hash != NULL && (key == NULL || t2s__map_put(&recording->by_hash, key, strlen(key), recorded) != 0))
        return T2S_E_NOMEM;
    recorded->same_question = t2s__map_get(&recording->by_question, recorded->question, length);
    recorded->previous = recording->last;
    recording->last = recorded;
    return t2s__map_put(&recording->by_question, recorded->question, length, recorded);
}

static int take_line(t2s__recording *recording, json_object *root)
{
    t2s__arena *arena = &recording->arena;
    t2s__recorded *recorded = t2s__arena_zalloc(arena, sizeof(*recorded));
    json_object *tokens = t2s__json_member(root, "tokens", json_type_object);
    const char *hash = t2s__json_string(root, "prompt_hash", NULL);
    const char *model = t2s__json_string(root, "model", NULL);
    const char *refusal = t2s__json_string(root, "refusal", NULL);
    const char *text = t2s__json_string(root, "text", recorded != NULL ? &recorded->length : NULL);
    char made[HASH_SIZE];

    if (recorded == NULL)
        return T2S_E_NOMEM;
    recorded->question = t2s__arena_strdup(arena, t2s__json_string(root, "question", NULL));
    recorded->attempt = (int)t2s__json_count(root, "attempt");
    recorded->model = t2s__arena_strdup(arena, model);
    recorded->text = t2s__arena_strndup(arena, text != NULL ? text : "", recorded->length);
    recorded->refusal = t2s__arena_strdup(arena, refusal);
    recorded->input_tokens = t2s__json_count(tokens, "input");
    recorded->output_tokens = t2s__json_count(tokens, "output");
    recorded->cached_tokens = t2s__json_count(tokens, "cached");
    if (recorded->question == NULL || recorded->text == NULL || (model != NULL && recorded->model == NULL) ||
        (refusal != NULL && recorded->refusal == NULL))
        return T2S_E_NOMEM;
    if (hash == NULL && hash_line(made, root))
        hash = made;
    return index_line(recording, recorded, hash);
}

static int syntax_error(const char *path, int line, size_t offset, const char *what, t2s_error **reterr_error)
{
    t2s_error *error = t2s__error(T2S_E_SYNTAX, "%s:%d: %s", path, line, what);

    t2s_error_set_position(error, line, offset < INT_MAX ? (int)offset + 1 : INT_MAX);
    return t2s__error_return(reterr_error, error);
}

static int read_line(t2s__recording *recording, const char *path, int number, const char *line, size_t length,
                     t2s_error **reterr_error)
{
    json_object *root = NULL;
    const char *what = NULL;
    size_t offset = 0;
    int code;

    if (strspn(line, " \t\r") >= length)
        return 0;
    code = t2s__json_parse(line, length, &root, &what, &offset);
    if (code == T2S_E_NOMEM)
        return t2s__fail_nomem(reterr_error);
    if (code != 0)
        return syntax_error(path, number, offset, what, reterr_error);
    what = flaw(root);
    if (what != NULL)
        code = syntax_error(path, number, 0, what, reterr_error);
    else if (take_line(recording, root) != 0)
        code = t2s__fail_nomem(reterr_error);
    json_object_put(root);
    return code;
}

int t2s__recording_load(t2s__recording *recording, const char *path, t2s_error **reterr_error)
{
    t2s__buffer content = T2S__BUFFER_INIT;
    const char *line;
    const char *end;
    int number = 0;
    int code;

    memset(recording, 0, sizeof(*recording));
    t2s__arena_init(&recording->arena, 4096);
    t2s__map_init(&recording->by_hash, &recording->arena);
    t2s__map_init(&recording->by_question, &recording->arena);
    code = read_file(path, &content, reterr_error);
    line = t2s__buffer_string(&content);
    end = line + content.length;
    while (code == 0 && line < end) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));

        if (stop == NULL)
            stop = end;
        code = read_line(recording, path, ++number, line, (size_t)(stop - line), reterr_error);
        line = stop + 1;
    }
    t2s__buffer_dispose(&content);
    return code;
}

void t2s__recording_dispose(t2s__recording *recording)
{
    t2s__arena_dispose(&recording->arena);
}

const t2s__recorded *t2s__recording_find(const t2s__recording *recording, const t2s_prompt *prompt)
{
    const char *question = t2s_prompt_question(prompt);
    const t2s__recorded *recorded;
    char hash[HASH_SIZE];

    hash_prompt(hash, prompt);
    recorded = t2s__map_get(&recording->by_hash, hash, strlen(hash));
    if (recorded != NULL)
        return recorded;
    recorded = t2s__map_get(&recording->by_question, question, strlen(question));
    while (recorded != NULL && recorded->attempt != t2s_prompt_attempt(prompt))
        recorded = recorded->same_question;
    return recorded;
}
