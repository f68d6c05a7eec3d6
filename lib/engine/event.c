/* SPDX-License-Identifier: MIT */
#include "engine/event.h"

#include "engine/context.h"

static void emit(const t2s__listener *listener, const t2s_event *event)
{
    if (listener->callback != NULL)
        listener->callback(event, listener->user_data);
}

void t2s__event_stage(const t2s__listener *listener, uint64_t request_id, int stage)
{
    const t2s_event event = {.kind = T2S_EVENT_STAGE, .request_id = request_id, .stage = stage};

    emit(listener, &event);
}

void t2s__event_text(const t2s__listener *listener, uint64_t request_id, size_t offset, const char *text, size_t length)
{
    const t2s_event event = {.kind = T2S_EVENT_TEXT, .request_id = request_id, .text = text, .length = length, .offset = offset};

    emit(listener, &event);
}

void t2s__event_call(const t2s__listener *listener, uint64_t request_id, const t2s_call *call)
{
    const t2s_event event = {.kind = T2S_EVENT_CALL, .request_id = request_id, .call = call};

    emit(listener, &event);
}

void t2s__event_progress(const t2s__listener *listener, uint64_t request_id, const char *state, uint64_t parts_done,
                         uint64_t parts_total, uint64_t rows, uint64_t bytes)
{
    const t2s_event event = {.kind = T2S_EVENT_PROGRESS,
                             .request_id = request_id,
                             .state = state,
                             .parts_done = parts_done,
                             .parts_total = parts_total,
                             .rows = rows,
                             .bytes = bytes};

    emit(listener, &event);
}

int t2s_context_set_event_callback(t2s_context *context, t2s_event_fn callback, void *user_data)
{
    if (context == NULL)
        return T2S_E_INVALID;
    uv_mutex_lock(&context->mutex);
    context->listener = (t2s__listener){.callback = callback, .user_data = user_data};
    uv_mutex_unlock(&context->mutex);
    return 0;
}

int t2s_event_kind(const t2s_event *event)
{
    return event->kind;
}

uint64_t t2s_event_request_id(const t2s_event *event)
{
    return event->request_id;
}

int t2s_event_stage(const t2s_event *event)
{
    return event->stage;
}

const char *t2s_event_text(const t2s_event *event, size_t *ret_length, size_t *ret_offset)
{
    if (ret_length != NULL)
        *ret_length = event->length;
    if (ret_offset != NULL)
        *ret_offset = event->offset;
    return event->text;
}

const char *t2s_event_state(const t2s_event *event)
{
    return event->state;
}

uint64_t t2s_event_parts_done(const t2s_event *event)
{
    return event->parts_done;
}

uint64_t t2s_event_parts_total(const t2s_event *event)
{
    return event->parts_total;
}

uint64_t t2s_event_rows(const t2s_event *event)
{
    return event->rows;
}

uint64_t t2s_event_bytes(const t2s_event *event)
{
    return event->bytes;
}

const t2s_call *t2s_event_call(const t2s_event *event)
{
    return event->call;
}
