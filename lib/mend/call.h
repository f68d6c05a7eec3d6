/* SPDX-License-Identifier: MIT */
/* A function call in a text, by its tokens. */
#ifndef T2S_MEND_CALL_H
#define T2S_MEND_CALL_H

#include "mend/mend.h"
#include "util/buffer.h"

enum { T2S__CALL_ARGUMENTS_MAX = 8 };

/* Bytes of the text, without the blanks around them; and the tokens that they are. */
typedef struct t2s__argument {
    size_t start;
    size_t end;
    size_t first;
    size_t last; /* inclusive */
} t2s__argument;

typedef struct t2s__call {
    const t2s__patient *patient;
    size_t name;  /* the token */
    size_t open;  /* the token ( */
    size_t close; /* the token ) */
    t2s__argument arguments[T2S__CALL_ARGUMENTS_MAX];
    size_t count;
    int is_distinct; /* DISTINCT stands before the first argument, which does not count it in */
} t2s__call;

/* 0 when no call of a plain name is at this token, it has too many arguments, an empty one, or more than expressions in it. */
int t2s__call_at(const t2s__patient *patient, size_t index, t2s__call *ret);

/* The text of an argument. */
static inline const char *t2s__argument_text(const t2s__call *call, size_t argument, size_t *ret_length)
{
    *ret_length = call->arguments[argument].end - call->arguments[argument].start;
    return call->patient->sql + call->arguments[argument].start;
}

/* Is it one token of this kind? */
int t2s__argument_is(const t2s__call *call, size_t argument, t2s__token_kind kind);

/* Would an operator before or behind it take a piece of it? */
int t2s__argument_is_atomic(const t2s__call *call, size_t argument);

/* What is between the quotes of an argument that is a plain string, or one word in lower case; 0: it is neither, or too long. */
int t2s__argument_plain(const t2s__call *call, size_t argument, char *ret_text, size_t size);

#endif
