/* SPDX-License-Identifier: MIT */
#ifndef T2S_ENGINE_EVENT_H
#define T2S_ENGINE_EVENT_H

#include <text2sql/event.h>

/* Who hears. */
typedef struct t2s__listener {
    t2s_event_fn callback; /* NULL: nobody */
    void *user_data;
} t2s__listener;

struct t2s_event {
    int kind;
    uint64_t request_id;
    int stage;
    const char *text;
    size_t length;
    size_t offset;
    const t2s_call *call;
    const char *state; /* of a query that runs, as are the rest */
    uint64_t parts_done;
    uint64_t parts_total;
    uint64_t rows;
    uint64_t bytes;
};

void t2s__event_stage(const t2s__listener *listener, uint64_t request_id, int stage);
void t2s__event_text(const t2s__listener *listener, uint64_t request_id, size_t offset, const char *text, size_t length);
void t2s__event_progress(const t2s__listener *listener, uint64_t request_id, const char *state, uint64_t parts_done,
                         uint64_t parts_total, uint64_t rows, uint64_t bytes);
void t2s__event_call(const t2s__listener *listener, uint64_t request_id, const t2s_call *call);

#endif
