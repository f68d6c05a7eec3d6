/* SPDX-License-Identifier: MIT */
/* Knowledge as its file says it, before anybody has looked whether it fits a schema. */
#ifndef T2S_KNOWLEDGE_KNOWLEDGE_H
#define T2S_KNOWLEDGE_KNOWLEDGE_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include <text2sql/knowledge.h>

#include "knowledge/report.h"
#include "util/arena.h"

/* A string, and where it stands. text is NULL where the member is not there. */
typedef struct t2s__said {
    const char *text;
    t2s__place place;
} t2s__said;

typedef struct t2s__said_list {
    t2s__said *items;
    size_t count;
} t2s__said_list;

typedef struct t2s__said_column {
    t2s__said name;
    t2s__said description;
    t2s__said_list synonyms;
    int hidden;
} t2s__said_column;

typedef struct t2s__said_table {
    t2s__said name;
    t2s__said description;
    t2s__said_list synonyms;
    int hidden;
    t2s__said_column *columns;
    size_t column_count;
} t2s__said_table;

typedef struct t2s__said_metric {
    t2s__said name;
    t2s__said_list synonyms;
    t2s__said sql; /* an expression over the tables */
    t2s__said description;
    t2s__said_list tables; /* one at least */
} t2s__said_metric;

typedef struct t2s__said_join {
    t2s__place place;
    t2s__said_list from; /* table.column each */
    t2s__said_list to;   /* as many */
    int never;
} t2s__said_join;

typedef struct t2s__said_example {
    t2s__said question;
    t2s__said sql;
} t2s__said_example;

struct t2s_knowledge {
    atomic_uint references;
    t2s__arena arena;     /* of everything below */
    uint64_t fingerprint; /* of the text: other knowledge, another one */
    t2s__said_table *tables;
    size_t table_count;
    t2s__said_metric *metrics;
    size_t metric_count;
    t2s__said_join *joins;
    size_t join_count;
    t2s__said_example *examples;
    size_t example_count;
};

/* 0: no knowledge. */
static inline uint64_t t2s__knowledge_fingerprint(const t2s_knowledge *knowledge)
{
    return knowledge != NULL ? knowledge->fingerprint : 0;
}

#endif
