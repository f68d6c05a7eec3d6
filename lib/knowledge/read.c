/* SPDX-License-Identifier: MIT */
#include "knowledge/read.h"

#include <stdio.h>
#include <string.h>

#include <text2sql/error.h>

#include "util/distance.h"
#include "util/words.h"

struct reading {
    t2s__arena *arena;
    t2s_knowledge_report *report;
    int failed; /* memory was short */
};

/* A member of an object: how it is called, and who reads it into `to`. */
struct member {
    const char *name;
    void (*read)(struct reading *reading, const t2s__node *node, void *to);
    void *to;
    int needed;
};

static void expected(struct reading *reading, const t2s__node *node, const char *what)
{
    t2s__report_add(reading->report, node->place, "type", NULL, "%s is expected here, not %s", what, t2s__node_kind(node));
}

static void *allocate(struct reading *reading, size_t count, size_t size)
{
    void *memory = t2s__arena_zalloc(reading->arena, (count != 0 ? count : 1) * size);

    reading->failed |= memory == NULL;
    return memory;
}

/* Values. */

static void read_flag(struct reading *reading, const t2s__node *node, void *to)
{
    if (node->kind == T2S__NODE_TRUE || node->kind == T2S__NODE_FALSE)
        *(int *)to = node->kind == T2S__NODE_TRUE;
    else
        expected(reading, node, "true or false");
}

static void read_text(struct reading *reading, const t2s__node *node, void *to)
{
    t2s__said *said = to;

    if (node->kind != T2S__NODE_STRING)
        expected(reading, node, "a string");
    else if (node->text[strspn(node->text, " \t\r\n")] == '\0')
        t2s__report_add(reading->report, node->place, "empty", NULL, "an empty text says nothing");
    else
        *said = (t2s__said){node->text, node->place};
}

/* An array of strings. */
static void read_texts(struct reading *reading, const t2s__node *node, void *to)
{
    t2s__said_list *list = to;

    if (node->kind != T2S__NODE_ARRAY) {
        expected(reading, node, "an array of strings");
        return;
    }
    list->items = allocate(reading, node->count, sizeof(*list->items));
    if (list->items == NULL)
        return;
    for (const t2s__node *element = node->first; element != NULL; element = element->next) {
        list->items[list->count].text = NULL;
        read_text(reading, element, &list->items[list->count]);
        list->count += list->items[list->count].text != NULL;
    }
}

/* The same, or one string alone. */
static void read_text_or_texts(struct reading *reading, const t2s__node *node, void *to)
{
    t2s__said_list *list = to;

    if (node->kind != T2S__NODE_STRING) {
        read_texts(reading, node, to);
        return;
    }
    list->items = allocate(reading, 1, sizeof(*list->items));
    if (list->items == NULL)
        return;
    read_text(reading, node, list->items);
    list->count = list->items[0].text != NULL;
}

static int note_word(const char *word, size_t length, void *user_data)
{
    (void)word;
    (void)length;
    *(int *)user_data = 1;
    return 1;
}

/* What is looked for in questions has to have words. */
static void check_words(struct reading *reading, const t2s__said *said)
{
    int found = 0;

    if (said->text == NULL)
        return;
    t2s__words(said->text, strlen(said->text), note_word, &found);
    if (!found)
        t2s__report_add(reading->report, said->place, "empty", NULL, "\"%.*s\" has no words", t2s__report_excerpt(said->text),
                        said->text);
}

static void read_synonyms(struct reading *reading, const t2s__node *node, void *to)
{
    t2s__said_list *list = to;

    read_texts(reading, node, to);
    for (size_t i = 0; i < list->count; i++)
        check_words(reading, &list->items[i]);
}

/* Objects. */

/* The member that was probably meant. */
static const char *suggest(char *room, size_t size, const char *name, const struct member *members, size_t count)
{
    size_t limit = t2s__distance_limit(name);
    const char *nearest = NULL;
    size_t written = 0;

    for (size_t i = 0; i < count; i++) {
        size_t changes = t2s__distance(name, members[i].name, limit);

        if (changes <= limit && (nearest == NULL || changes < limit)) {
            nearest = members[i].name;
            limit = changes;
        }
    }
    if (nearest != NULL) {
        snprintf(room, size, "did you mean \"%s\"?", nearest);
        return room;
    }
    written = (size_t)snprintf(room, size, "known here:");
    for (size_t i = 0; i < count && written < size; i++)
        written += (size_t)snprintf(room + written, size - written, "%s %s", i != 0 ? "," : "", members[i].name);
    return room;
}

static void read_member(struct reading *reading, const t2s__node *node, const struct member *members, size_t count)
{
    char hint[160];

    for (size_t i = 0; i < count; i++)
        if (strcmp(node->name, members[i].name) == 0) {
            members[i].read(reading, node, members[i].to);
            return;
        }
    t2s__report_add(reading->report, node->name_place, "unknown_member", suggest(hint, sizeof(hint), node->name, members, count),
                    "the member \"%.*s\" is not known here", t2s__report_excerpt(node->name), node->name);
}

static int has_member(const t2s__node *object, const char *name)
{
    for (const t2s__node *member = object->first; member != NULL; member = member->next)
        if (strcmp(member->name, name) == 0)
            return 1;
    return 0;
}

static void read_object(struct reading *reading, const t2s__node *node, const struct member *members, size_t count)
{
    if (node->kind != T2S__NODE_OBJECT) {
        expected(reading, node, "an object");
        return;
    }
    for (const t2s__node *member = node->first; member != NULL; member = member->next)
        read_member(reading, member, members, count);
    for (size_t i = 0; i < count; i++)
        if (members[i].needed && !has_member(node, members[i].name))
            t2s__report_add(reading->report, node->place, "missing", NULL, "the member \"%s\" is missing", members[i].name);
}

#define READ_OBJECT(reading, node, members) read_object((reading), (node), (members), sizeof(members) / sizeof((members)[0]))

/* Room for an item for each of a node's children; NULL: it is of another kind, or has none. */
static void *room_for_items(struct reading *reading, const t2s__node *node, int kind, const char *what, size_t size)
{
    if (node->kind == kind)
        return node->count != 0 ? allocate(reading, node->count, size) : NULL;
    expected(reading, node, what);
    return NULL;
}

/* The parts of the file. */

static void read_column(struct reading *reading, const t2s__node *node, t2s__said_column *column)
{
    const struct member members[] = {
        {"description", read_text, &column->description, 0},
        {"synonyms", read_synonyms, &column->synonyms, 0},
        {"hidden", read_flag, &column->hidden, 0},
    };

    column->name = (t2s__said){node->name, node->name_place};
    READ_OBJECT(reading, node, members);
}

static void read_columns(struct reading *reading, const t2s__node *node, void *to)
{
    t2s__said_table *table = to;

    table->columns =
        room_for_items(reading, node, T2S__NODE_OBJECT, "an object with a member for each column", sizeof(*table->columns));
    if (table->columns == NULL)
        return;
    for (const t2s__node *member = node->first; member != NULL; member = member->next)
        read_column(reading, member, &table->columns[table->column_count++]);
}

static void read_table(struct reading *reading, const t2s__node *node, t2s__said_table *table)
{
    const struct member members[] = {
        {"description", read_text, &table->description, 0},
        {"synonyms", read_synonyms, &table->synonyms, 0},
        {"hidden", read_flag, &table->hidden, 0},
        {"columns", read_columns, table, 0},
    };

    table->name = (t2s__said){node->name, node->name_place};
    READ_OBJECT(reading, node, members);
}

static void read_tables(struct reading *reading, const t2s__node *node, void *to)
{
    t2s_knowledge *knowledge = to;

    knowledge->tables =
        room_for_items(reading, node, T2S__NODE_OBJECT, "an object with a member for each table", sizeof(*knowledge->tables));
    if (knowledge->tables == NULL)
        return;
    for (const t2s__node *member = node->first; member != NULL; member = member->next)
        read_table(reading, member, &knowledge->tables[knowledge->table_count++]);
}

static void read_metric(struct reading *reading, const t2s__node *node, t2s__said_metric *metric)
{
    const struct member members[] = {
        {"name", read_text, &metric->name, 1},
        {"sql", read_text, &metric->sql, 1},
        {"tables", read_text_or_texts, &metric->tables, 1},
        {"synonyms", read_synonyms, &metric->synonyms, 0},
        {"description", read_text, &metric->description, 0},
    };

    READ_OBJECT(reading, node, members);
    check_words(reading, &metric->name);
}

static void read_metrics(struct reading *reading, const t2s__node *node, void *to)
{
    t2s_knowledge *knowledge = to;

    knowledge->metrics = room_for_items(reading, node, T2S__NODE_ARRAY, "an array of metrics", sizeof(*knowledge->metrics));
    if (knowledge->metrics == NULL)
        return;
    for (const t2s__node *element = node->first; element != NULL; element = element->next)
        read_metric(reading, element, &knowledge->metrics[knowledge->metric_count++]);
}

static void read_join(struct reading *reading, const t2s__node *node, t2s__said_join *join)
{
    const struct member members[] = {
        {"from", read_text_or_texts, &join->from, 1},
        {"to", read_text_or_texts, &join->to, 1},
        {"never", read_flag, &join->never, 0},
    };

    join->place = node->place;
    READ_OBJECT(reading, node, members);
    if (node->kind == T2S__NODE_OBJECT && join->from.count != join->to.count && join->from.count != 0 && join->to.count != 0)
        t2s__report_add(reading->report, node->place, "join", NULL,
                        "%zu columns on one side and %zu on the other do not go together", join->from.count, join->to.count);
}

static void read_joins(struct reading *reading, const t2s__node *node, void *to)
{
    t2s_knowledge *knowledge = to;

    knowledge->joins = room_for_items(reading, node, T2S__NODE_ARRAY, "an array of joins", sizeof(*knowledge->joins));
    if (knowledge->joins == NULL)
        return;
    for (const t2s__node *element = node->first; element != NULL; element = element->next)
        read_join(reading, element, &knowledge->joins[knowledge->join_count++]);
}

static void read_example(struct reading *reading, const t2s__node *node, t2s__said_example *example)
{
    const struct member members[] = {
        {"question", read_text, &example->question, 1},
        {"sql", read_text, &example->sql, 1},
    };

    READ_OBJECT(reading, node, members);
}

static void read_examples(struct reading *reading, const t2s__node *node, void *to)
{
    t2s_knowledge *knowledge = to;

    knowledge->examples = room_for_items(reading, node, T2S__NODE_ARRAY, "an array of examples", sizeof(*knowledge->examples));
    if (knowledge->examples == NULL)
        return;
    for (const t2s__node *element = node->first; element != NULL; element = element->next)
        read_example(reading, element, &knowledge->examples[knowledge->example_count++]);
}

int t2s__knowledge_read(t2s_knowledge *knowledge, const t2s__node *root, t2s_knowledge_report *report)
{
    struct reading reading = {.arena = &knowledge->arena, .report = report};
    const struct member members[] = {
        {"tables", read_tables, knowledge, 0},
        {"metrics", read_metrics, knowledge, 0},
        {"joins", read_joins, knowledge, 0},
        {"examples", read_examples, knowledge, 0},
    };

    READ_OBJECT(&reading, root, members);
    return reading.failed || report->failed ? T2S_E_NOMEM : 0;
}
