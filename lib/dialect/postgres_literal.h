/* SPDX-License-Identifier: MIT */
/*
 * Whether a text can be read as a value of one of PostgreSQL's own types, as the input functions of PostgreSQL 15 read it. A text is
 * refused only when every server refuses it, whatever its settings; what depends on them is let through. Nothing here takes memory.
 */
#ifndef T2S_DIALECT_POSTGRES_LITERAL_H
#define T2S_DIALECT_POSTGRES_LITERAL_H

#include <stddef.h>

/* A text that is being read. NUL-terminated, with no NUL inside. */
typedef struct t2s__reading {
    const char *type; /* as messages call it: "integer" */
    const char *text;
    size_t length;
    const char *code; /* once it was refused: an SQLSTATE */
    char *message;    /* and why, cut off at `size` */
    size_t size;
} t2s__reading;

/* As `literal` of t2s_dialect_ops. */
int t2s__postgres_literal(const char *type, const char *text, size_t length, const char **ret_code, char *message, size_t size);

/* Refuse it; 0. */
int t2s__refuse(t2s__reading *reading, const char *code, const char *format, ...) __attribute__((format(printf, 3, 4)));
int t2s__refuse_syntax(t2s__reading *reading); /* 22P02 */

/* The C locale's, whatever locale the program has. */
int t2s__literal_space(char c);
int t2s__literal_digit(char c);
int t2s__literal_letter(char c);
int t2s__literal_hex(char c);
char t2s__literal_lower(char c);
/* 1 when nothing but white space follows. */
int t2s__literal_ends(const char *at);
const char *t2s__literal_skip(const char *at);
/* 1 when `text` begins with `word`, without regard to case. */
int t2s__literal_begins(const char *text, const char *word);

/* 1: it may be one; 0: refused. postgres_literal_number.c */
int t2s__read_smallint(t2s__reading *reading);
int t2s__read_integer(t2s__reading *reading);
int t2s__read_bigint(t2s__reading *reading);
int t2s__read_oid(t2s__reading *reading);
int t2s__read_numeric(t2s__reading *reading);
int t2s__read_real(t2s__reading *reading);
int t2s__read_double(t2s__reading *reading);
int t2s__read_money(t2s__reading *reading);

/* postgres_literal_text.c */
int t2s__read_boolean(t2s__reading *reading);
int t2s__read_uuid(t2s__reading *reading);
int t2s__read_bytea(t2s__reading *reading);
int t2s__read_bits(t2s__reading *reading);
int t2s__read_inet(t2s__reading *reading);
int t2s__read_macaddr(t2s__reading *reading);
int t2s__read_shape(t2s__reading *reading);

/* postgres_literal_json.c */
int t2s__read_json(t2s__reading *reading);
int t2s__read_jsonb(t2s__reading *reading);

/* postgres_literal_datetime.c, postgres_literal_interval.c */
int t2s__read_date(t2s__reading *reading);
int t2s__read_timestamp(t2s__reading *reading);
int t2s__read_time(t2s__reading *reading);
int t2s__read_interval(t2s__reading *reading);

#endif
