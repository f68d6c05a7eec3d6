/* SPDX-License-Identifier: MIT */
#include "catalog/infer_name.h"

#include <stdlib.h>
#include <string.h>

enum character_kind { OTHER, LOWER, UPPER, DIGIT };

static enum character_kind kind_of(char character)
{
    if (character >= '0' && character <= '9')
        return DIGIT;
    if (character >= 'A' && character <= 'Z')
        return UPPER;
    return (character >= 'a' && character <= 'z') || (unsigned char)character >= 0x80 ? LOWER : OTHER;
}

/* Does a word begin at `at`? */
static int begins_word(const char *text, size_t length, size_t at)
{
    enum character_kind before = at != 0 ? kind_of(text[at - 1]) : OTHER;
    enum character_kind here = kind_of(text[at]);

    if (before == OTHER)
        return 1;
    if (here == DIGIT || before == DIGIT)
        return here != before;
    if (here != UPPER)
        return 0;
    return before == LOWER || (at + 1 < length && kind_of(text[at + 1]) == LOWER); /* orderId, HTTPServer */
}

void t2s__name_split(const char *text, size_t length, t2s__name *ret_name)
{
    ret_name->length = 0;
    ret_name->count = 0;
    for (size_t i = 0; i < length; i++) {
        enum character_kind kind = kind_of(text[i]);

        if (kind == OTHER)
            continue;
        if (begins_word(text, length, i)) {
            if (ret_name->count == T2S__NAME_WORDS_MAX)
                break;
            ret_name->starts[ret_name->count++] = ret_name->length;
        }
        if (ret_name->length == T2S__NAME_MAX) {
            ret_name->count = 0;
            ret_name->length = 0;
            break;
        }
        ret_name->text[ret_name->length++] = kind == UPPER ? (char)(text[i] - 'A' + 'a') : text[i];
    }
    ret_name->starts[ret_name->count] = ret_name->length;
}

static int ends_with(const t2s__name *name, const char *ending)
{
    size_t length = strlen(ending);

    return name->length > length && memcmp(name->text + name->length - length, ending, length) == 0;
}

static void replace_end(t2s__name *name, size_t dropped, const char *ending)
{
    name->length -= dropped;
    t2s__name_append(name, ending);
    name->starts[name->count] = name->length;
}

void t2s__name_singular(const t2s__name *name, t2s__name *ret_name)
{
    static const struct {
        const char *plural;
        size_t dropped;
        const char *singular;
    } endings[] = {{"people", 6, "person"}, {"children", 3, ""},  {"women", 2, "an"}, {"ies", 3, "y"}, {"sses", 2, ""},
                   {"shes", 2, ""},         {"ches", 2, ""},      {"xes", 2, ""},     {"zes", 2, ""},  {"ouses", 1, ""},
                   {"auses", 1, ""},        {"uses", 2, ""},       {"ss", 0, ""},           {"us", 0, ""},        {"is", 0, ""},      {"s", 1, ""}};

    *ret_name = *name;
    if (name->length == 6 && memcmp(name->text, "people", 6) == 0) {
        replace_end(ret_name, 6, "person");
        return;
    }
    for (size_t i = 0; name->length > 3 && i < sizeof(endings) / sizeof(*endings); i++)
        if (ends_with(name, endings[i].plural)) {
            replace_end(ret_name, endings[i].dropped, endings[i].singular);
            return;
        }
}

void t2s__name_part(const t2s__name *name, size_t first, size_t count, t2s__name *ret_name)
{
    size_t start = name->starts[first];

    ret_name->length = name->starts[first + count] - start;
    ret_name->count = count;
    memcpy(ret_name->text, name->text + start, ret_name->length);
    for (size_t i = 0; i <= count; i++)
        ret_name->starts[i] = name->starts[first + i] - start;
}

void t2s__name_append(t2s__name *name, const char *word)
{
    size_t length = strlen(word);

    if (name->length + length > sizeof(name->text))
        return;
    memcpy(name->text + name->length, word, length);
    name->length += length;
}

int t2s__name_is(const t2s__name *name, const char *text, size_t length)
{
    return name->length == length && memcmp(name->text, text, length) == 0;
}

size_t t2s__name_tail(const t2s__name *name)
{
    static const char *const tails[] = {"id", "code", "key", "no", "nr", "num", "number", "uuid", "guid", "sk", "cd", "fk", "pk", "ref"};
    size_t last = name->count != 0 ? name->length - name->starts[name->count - 1] : 0;

    for (size_t i = 0; i < sizeof(tails) / sizeof(*tails); i++)
        if (strlen(tails[i]) == last && memcmp(name->text + name->length - last, tails[i], last) == 0)
            return last;
    /* customerid: words that are run together */
    return ends_with(name, "key") ? 3 : ends_with(name, "id") ? 2 : 0;
}

static int compare_word(const void *key, const void *item)
{
    return strcmp(key, *(const char *const *)item);
}

int t2s__name_is_generic(const char *text, size_t length)
{
    static const char *const words[] = {
        "active",    "address",   "age",        "amount",    "body",      "category",    "city",       "class",     "code",
        "color",     "colour",    "comment",    "content",   "count",     "country",     "created",    "createdat", "currency",
        "data",      "date",      "day",        "deleted",   "deletedat", "description", "email",      "enddate",   "endtime",
        "firstname", "flag",      "gender",     "group",     "guid",      "height",      "id",         "index",     "key",
        "kind",      "label",     "language",   "lastname",  "latitude",  "length",      "level",      "line",      "location",
        "longitude", "message",   "month",      "name",      "no",        "note",        "notes",      "nr",        "num",
        "number",    "order",     "password",   "percent",   "phone",     "phonenumber", "points",     "position",  "price",
        "quantity",  "rank",      "rating",     "reason",    "ref",       "region",      "result",     "role",      "row",
        "rowid",     "score",     "seq",        "sequence",  "sex",       "size",        "slug",       "sort",      "source",
        "ssn",       "startdate", "starttime", "state",      "status",    "street",    "tag",         "text",       "time",      "timestamp",
        "title",     "total",     "type",       "unit",      "updated",   "updatedat",   "url",        "user",      "username",
        "uuid",      "value",     "version",    "week",      "weight",    "year",        "zipcode"};
    char word[16];

    if (length == 0 || length >= sizeof(word))
        return length == 0;
    memcpy(word, text, length);
    word[length] = '\0';
    return bsearch(word, words, sizeof(words) / sizeof(*words), sizeof(*words), compare_word) != NULL;
}

static int is_initials(const char *text, size_t length, const t2s__name *name)
{
    if (length != name->count || length < 2)
        return 0;
    for (size_t i = 0; i < length; i++)
        if (text[i] != name->text[name->starts[i]])
            return 0;
    return 1;
}

int t2s__name_is_short_for(const char *text, size_t length, const t2s__name *name)
{
    size_t found = 0;

    if (length == 0 || length > name->length || text[0] != name->text[0])
        return 0;
    if (is_initials(text, length, name))
        return 1;
    if (memcmp(text, name->text, length) == 0) /* of two words, the first alone is short for something else */
        return name->count == 1 || length > name->starts[1];
    for (size_t i = 0; i < name->length && found < length; i++)
        found += name->text[i] == text[found];
    return length >= 3 && found == length && name->count == 1;
}
