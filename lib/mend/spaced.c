/* SPDX-License-Identifier: MIT */
/*
 * Names with blanks, parentheses and the like, that a text has as they are in the catalog but for the quotes: f.Order Date. All of them are one
 * fix, and the longest name counts: "Free Count (5-17)" and not "Count (5-17)".
 */
#include "mend/foreign.h"

#include <string.h>

#include "catalog/catalog.h"
#include "mend/making.h"
#include "mend/pieces.h"
#include "mend/spelling.h"

enum { NAMES_MAX = 512, LETTERS = 256 };

struct name {
    const char *text;
    size_t length;
    int is_words; /* letters, digits and blanks alone: could be a name and its alias */
    const struct name *next;
};

/* The names of the text's tables that cannot be written without quotes, by the byte, in lower case, that they begin with. */
struct names {
    struct name items[NAMES_MAX];
    size_t count;
    const struct name *by_letter[LETTERS];
};

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

static int is_name_part(char c)
{
    return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

static void add(struct names *names, const char *text)
{
    size_t length = strlen(text);
    int is_special = 0, is_words = 1;
    struct name *name;

    for (size_t i = 0; i < length; i++) {
        is_special |= !is_name_part(text[i]);
        is_words &= is_name_part(text[i]) || text[i] == ' ';
    }
    if (!is_special || names->count == NAMES_MAX)
        return;
    for (const struct name *other = names->by_letter[lower(text[0])]; other != NULL; other = other->next)
        if (strcmp(other->text, text) == 0)
            return;
    name = &names->items[names->count++];
    *name = (struct name){text, length, is_words, names->by_letter[lower(text[0])]};
    names->by_letter[lower(text[0])] = name;
}

static int matches(const t2s__patient *patient, size_t at, const struct name *name)
{
    if (name->length > patient->length - at)
        return 0;
    for (size_t i = 0; i < name->length; i++)
        if (lower(patient->sql[at + i]) != lower(name->text[i]))
            return 0;
    return !is_name_part(name->text[name->length - 1]) || !is_name_part(patient->sql[at + name->length]);
}

/* The longest name at a place. Two that differ in case alone and are not written as either: none. */
static const struct name *find(const struct names *names, const t2s__patient *patient, size_t at)
{
    const struct name *best = NULL;
    int is_best_exact = 0, rivals = 0;

    for (const struct name *name = names->by_letter[lower(patient->sql[at])]; name != NULL; name = name->next) {
        int is_exact;

        if ((best != NULL && name->length < best->length) || !matches(patient, at, name))
            continue;
        is_exact = memcmp(patient->sql + at, name->text, name->length) == 0;
        if (best != NULL && name->length == best->length && is_best_exact)
            continue;
        rivals = best != NULL && name->length == best->length && !is_exact;
        best = name;
        is_best_exact = is_exact;
    }
    return rivals ? NULL : best;
}

/* "SELECT total amount" may be a column and its alias; where an expression begins, and nothing stands that a name could end, it is one name. */
static int may_begin(const t2s__patient *patient, size_t at)
{
    static const char *const words[] = {"select", "distinct", "and", "or", "on", "by", "where", "having", "as", "when", "then", "else", "not"};
    size_t end = at, start;

    while (end > 0 && strchr(" \t\n\r", patient->sql[end - 1]) != NULL)
        end--;
    if (end == 0 || !is_name_part(patient->sql[end - 1]))
        return end != 0 && strchr(")]'\"`", patient->sql[end - 1]) == NULL;
    for (start = end; start > 0 && is_name_part(patient->sql[start - 1]); start--)
        continue;
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
        t2s__token token = {T2S__TOKEN_WORD, start, end - start};

        if (t2s__token_is_word(patient->sql, token, words[i]))
            return 1;
    }
    return 0;
}

static void quote(t2s__making *making, size_t at, const struct name *name)
{
    t2s__making *const all = making;

    for (size_t i = 0; i < name->length; i++)
        if (name->text[i] == '"')
            return;
    if (all->fix == NULL)
        all->fix = t2s__fixes_add(all->fixes, all->rank, all->name, "The name \"%s\" stands in quotes.", name->text);
    t2s__fix_edit(all->fixes, all->fix, at, 0, "\"", 1);
    t2s__fix_edit(all->fixes, all->fix, at, name->length, name->text, name->length);
    t2s__fix_edit(all->fixes, all->fix, at + name->length, 0, "\"", 1);
}

static void look_for(const struct names *names, const t2s__patient *patient, t2s__making *making)
{
    t2s__pieces pieces = t2s__pieces_of(patient->sql, patient->length);
    t2s__piece piece;

    while ((piece = t2s__pieces_next(&pieces)).kind != T2S__PIECE_END) {
        const struct name *name;

        if (piece.kind != T2S__PIECE_WORD && piece.kind != T2S__PIECE_CODE)
            continue;
        name = find(names, patient, piece.start);
        if (name == NULL || (name->is_words && !may_begin(patient, piece.start)))
            continue;
        quote(making, piece.start, name);
        pieces.at = piece.start + name->length;
    }
}

void t2s__gather_spaced(const t2s__patient *patient, t2s__fixes *fixes)
{
    t2s__making making = {fixes, T2S__FIX_SAME, "unquoted_name", "", NULL};
    struct names *names;
    t2s__spelling spelling;

    t2s__spelling_init(&spelling, patient);
    if (spelling.count == 0)
        return;
    names = t2s__arena_zalloc(fixes->arena, sizeof(*names));
    if (names == NULL) {
        fixes->failed = 1;
        return;
    }
    for (size_t i = 0; i < spelling.count; i++) {
        add(names, spelling.relations[i]->name);
        for (size_t k = 0; k < spelling.relations[i]->column_count; k++)
            add(names, spelling.relations[i]->columns[k].name);
    }
    if (names->count != 0)
        look_for(names, patient, &making);
}
