/* SPDX-License-Identifier: MIT */
/* Log records: made on the stack, given to the callback, gone. Below the wanted level they cost one comparison. */
#ifndef T2S_OBSERVE_LOG_H
#define T2S_OBSERVE_LOG_H

#include <stdint.h>

#include <text2sql/log.h>

typedef struct t2s__log {
    int level;
    t2s_log_fn callback;
    void *user_data;
} t2s__log;

enum { T2S__LOG_FIELDS_MAX = 12, T2S__LOG_NUMBER_SIZE = 24 };

struct t2s_log_record {
    int level;
    const char *message;
    uint64_t request_id;
    size_t count;
    const char *names[T2S__LOG_FIELDS_MAX];
    const char *values[T2S__LOG_FIELDS_MAX];
    char numbers[T2S__LOG_FIELDS_MAX][T2S__LOG_NUMBER_SIZE];
};

/* Is anybody interested? Ask before gathering fields. */
int t2s__log_wants(const t2s__log *log, int level);

void t2s__log_begin(t2s_log_record *record, int level, const char *message, uint64_t request_id);
void t2s__log_text(t2s_log_record *record, const char *name, const char *value); /* borrowed until emit; NULL is left out */
void t2s__log_number(t2s_log_record *record, const char *name, uint64_t value);
void t2s__log_emit(const t2s__log *log, const t2s_log_record *record);

#endif
