/* SPDX-License-Identifier: MIT */
/*
 * JSON, read strictly (RFC 8259) into nodes that know where they stand, so that whatever is wrong with a value can be said with its
 * line and column.
 */
#ifndef T2S_KNOWLEDGE_DOCUMENT_H
#define T2S_KNOWLEDGE_DOCUMENT_H

#include <stddef.h>

#include "knowledge/report.h"
#include "util/arena.h"

enum { T2S__DOCUMENT_DEPTH_MAX = 32 /* levels */ };

enum { T2S__NODE_NULL, T2S__NODE_FALSE, T2S__NODE_TRUE, T2S__NODE_NUMBER, T2S__NODE_STRING, T2S__NODE_ARRAY, T2S__NODE_OBJECT };

typedef struct t2s__node {
    int kind; /* T2S__NODE_* */
    t2s__place place;
    const char *text; /* of a string: UTF-8, NUL-terminated, and no other NUL in it */
    const char *name; /* of a member of an object; no two members of one have the same */
    t2s__place name_place;
    struct t2s__node *first; /* members, elements; in the order of the text */
    struct t2s__node *next;
    size_t count;
} t2s__node;

/*
 * text    UTF-8; a byte order mark before it is fine
 * arena   where the nodes and their texts go
 * report  what is wrong, also members that are there twice
 * 0; T2S_E_SYNTAX (see the report; where members are there twice there is a tree all the same, without the second ones; else
 * NULL); T2S_E_NOMEM.
 */
int t2s__document_parse(const char *text, size_t length, t2s__arena *arena, t2s_knowledge_report *report, t2s__node **ret_root);

/* "a string", "an object", ... */
const char *t2s__node_kind(const t2s__node *node);

#endif
