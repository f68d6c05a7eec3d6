/* SPDX-License-Identifier: MIT */
#include "prompt/message.h"

#include <stdint.h>
#include <string.h>

#include "util/memory.h"

static t2s__message *message_new(int role, size_t length, size_t room)
{
    t2s__message *message = room <= SIZE_MAX - sizeof(*message) ? t2s__malloc(sizeof(*message) + room) : NULL;

    if (message == NULL)
        return NULL;
    atomic_init(&message->references, 1);
    message->role = role;
    message->length = length;
    return message;
}

t2s__message *t2s__message_new(int role, const char *text, size_t length)
{
    t2s__message *message = length < SIZE_MAX ? message_new(role, length, length + 1) : NULL;

    if (message == NULL)
        return NULL;
    message->text = message->own;
    if (length != 0)
        memcpy(message->text, text, length);
    message->text[length] = '\0';
    return message;
}

/* A message lives as long as the model thinks, and thousands do at once: what the buffer has to spare is given back. */
static void trim(t2s__buffer *buffer)
{
    char *smaller;

    if (buffer->capacity - buffer->length <= buffer->length / 8)
        return;
    smaller = t2s__realloc(buffer->data, buffer->length + 1);
    if (smaller == NULL)
        return;
    buffer->data = smaller;
    buffer->capacity = buffer->length + 1;
}

t2s__message *t2s__message_take(int role, t2s__buffer *buffer)
{
    t2s__message *message = NULL;

    t2s__buffer_append(buffer, "", 0);
    if (!buffer->failed)
        message = message_new(role, buffer->length, 0);
    if (message != NULL) {
        trim(buffer);
        message->text = t2s__buffer_steal(buffer, NULL);
    } else
        t2s__buffer_dispose(buffer);
    return message;
}

t2s__message *t2s__message_ref(t2s__message *message)
{
    atomic_fetch_add_explicit(&message->references, 1, memory_order_relaxed);
    return message;
}

void t2s__message_unref(t2s__message *message)
{
    if (message == NULL || atomic_fetch_sub_explicit(&message->references, 1, memory_order_acq_rel) != 1)
        return;
    if (message->text != message->own)
        t2s__free(message->text);
    t2s__free(message);
}
