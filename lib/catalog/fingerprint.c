/* SPDX-License-Identifier: MIT */
#include "catalog/fingerprint.h"

#include <string.h>

/* FNV-1a of 64 bits (Fowler, Noll, Vo), over fields that cannot run into each other: each ends with a byte that none contains. */
static uint64_t add_bytes(uint64_t hash, const void *data, size_t length)
{
    const unsigned char *bytes = data;

    for (size_t i = 0; i < length; i++)
        hash = (hash ^ bytes[i]) * UINT64_C(1099511628211);
    return hash;
}

static uint64_t add_text(uint64_t hash, const char *text)
{
    hash = add_bytes(hash, text != NULL ? "t" : "n", 1);
    return text != NULL ? add_bytes(hash, text, strlen(text) + 1) : hash;
}

static uint64_t add_number(uint64_t hash, uint64_t number)
{
    unsigned char bytes[8];

    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(number >> (8 * i));
    return add_bytes(hash, bytes, sizeof(bytes));
}

/* The name of a type without its schema, its quotes, and the brackets of an array. */
static const char *bare_type(const char *type, size_t *ret_length)
{
    const char *dot = strrchr(type, '.');
    size_t length;

    if (dot != NULL)
        type = dot + 1;
    length = strlen(type);
    while (length >= 2 && type[length - 1] == ']' && type[length - 2] == '[')
        length -= 2;
    if (length >= 2 && type[0] == '"' && type[length - 1] == '"') {
        type++;
        length -= 2;
    }
    *ret_length = length;
    return type;
}

static const char *written(const t2s__type *type)
{
    return type != NULL ? type->written : NULL;
}

/* What a type is made of: of every type of that name, since any of them may be meant. */
static uint64_t add_type(uint64_t hash, const t2s_catalog *catalog, const char *type)
{
    size_t length;
    const char *name = bare_type(type, &length);

    hash = add_text(hash, type);
    for (const t2s__type *one = t2s__catalog_types(catalog, name, length); one != NULL; one = one->next) {
        hash = add_text(hash, one->schema);
        hash = add_text(hash, one->base_type);
        hash = add_number(hash, one->label_count);
        for (size_t i = 0; i < one->label_count; i++)
            hash = add_text(add_text(hash, one->labels[i]), one->attributes != NULL ? written(one->attributes[i]) : NULL);
        hash = add_text(add_text(hash, written(one->element)), written(one->subtype));
    }
    return hash;
}

static uint64_t add_column(uint64_t hash, const t2s_catalog *catalog, const t2s_column *column)
{
    hash = add_text(hash, column->name);
    hash = add_type(hash, catalog, column->type);
    hash = add_text(hash, column->comment);
    return add_number(hash, column->flags);
}

static uint64_t add_key(uint64_t hash, const t2s_key *key)
{
    hash = add_number(hash, (uint64_t)key->kind);
    hash = add_number(hash, key->count);
    for (size_t i = 0; i < key->count; i++)
        hash = add_number(hash, key->columns[i]);
    if (key->foreign == NULL)
        return hash;
    hash = add_text(hash, key->foreign->schema);
    hash = add_text(hash, key->foreign->name);
    for (size_t i = 0; i < key->count; i++)
        hash = add_text(hash, key->foreign->columns[key->foreign_columns[i]].name);
    return hash;
}

uint64_t t2s__relation_fingerprint(const t2s_catalog *catalog, const t2s_relation *relation)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    hash = add_text(hash, relation->schema);
    hash = add_text(hash, relation->name);
    hash = add_number(hash, (uint64_t)relation->kind);
    hash = add_text(hash, relation->comment);
    hash = add_text(hash, relation->definition);
    hash = add_number(hash, relation->column_count);
    for (size_t i = 0; i < relation->column_count; i++)
        hash = add_column(hash, catalog, &relation->columns[i]);
    for (size_t i = 0; i < relation->key_count; i++)
        if (relation->keys[i].kind <= T2S_KEY_FOREIGN) /* what is enforced */
            hash = add_key(hash, &relation->keys[i]);
    return hash;
}
