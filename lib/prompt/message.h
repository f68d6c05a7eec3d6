/* SPDX-License-Identifier: MIT */
/* One message of a conversation: shared by a prompt, its repairs and, where it is always the same, by all prompts. */
#ifndef T2S_PROMPT_MESSAGE_H
#define T2S_PROMPT_MESSAGE_H

#include <stdatomic.h>
#include <stddef.h>

#include "util/buffer.h"

/* Never changed once it is made, but for its count. */
typedef struct t2s__message {
    atomic_uint references;
    int role; /* T2S_ROLE_* */
    size_t length;
    char *text; /* NUL-terminated */
    char own[]; /* the text, when it was copied */
} t2s__message;

/* `text` is copied and need not be terminated. NULL: memory is short. */
t2s__message *t2s__message_new(int role, const char *text, size_t length);

/* The same without a copy: the buffer's bytes move, and it is empty then, also after an error. NULL: memory is or was short. */
t2s__message *t2s__message_take(int role, t2s__buffer *buffer);

t2s__message *t2s__message_ref(t2s__message *message);
void t2s__message_unref(t2s__message *message); /* NULL is fine */

#endif
