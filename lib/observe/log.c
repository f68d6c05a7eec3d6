/* SPDX-License-Identifier: MIT */
#include "observe/log.h"

#include <inttypes.h>
#include <stdio.h>

int t2s__log_wants(const t2s__log *log, int level)
{
    return log->callback != NULL && level >= log->level;
}

void t2s__log_begin(t2s_log_record *record, int level, const char *message, uint64_t request_id)
{
    record->level = level;
    record->message = message;
    record->request_id = request_id;
    record->count = 0;
}

void t2s__log_text(t2s_log_record *record, const char *name, const char *value)
{
    if (value == NULL || record->count == T2S__LOG_FIELDS_MAX)
        return;
    record->names[record->count] = name;
    record->values[record->count++] = value;
}

void t2s__log_number(t2s_log_record *record, const char *name, uint64_t value)
{
    if (record->count == T2S__LOG_FIELDS_MAX)
        return;
    snprintf(record->numbers[record->count], T2S__LOG_NUMBER_SIZE, "%" PRIu64, value);
    t2s__log_text(record, name, record->numbers[record->count]);
}

void t2s__log_emit(const t2s__log *log, const t2s_log_record *record)
{
    if (t2s__log_wants(log, record->level))
        log->callback(record, log->user_data);
}

int t2s_log_record_level(const t2s_log_record *record)
{
    return record->level;
}

const char *t2s_log_record_message(const t2s_log_record *record)
{
    return record->message;
}

uint64_t t2s_log_record_request_id(const t2s_log_record *record)
{
    return record->request_id;
}

size_t t2s_log_record_field_count(const t2s_log_record *record)
{
    return record->count;
}

const char *t2s_log_record_field_name(const t2s_log_record *record, size_t index)
{
    return index < record->count ? record->names[index] : NULL;
}

const char *t2s_log_record_field_value(const t2s_log_record *record, size_t index)
{
    return index < record->count ? record->values[index] : NULL;
}

const char *t2s_log_level_name(int level)
{
    static const char *const names[] = {"debug", "info", "warning", "error"};

    return level >= T2S_LOG_DEBUG && level <= T2S_LOG_ERROR ? names[level] : "off";
}
