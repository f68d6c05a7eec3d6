/* SPDX-License-Identifier: MIT */
#include "knowledge/bind_schema.h"

#include <string.h>

#include "knowledge/resolve.h"
#include "util/memory.h"

enum { DESCRIPTION_MAX = 400 /* bytes in a definition; the schema shows it, too */ };

static t2s__resolver resolver_of(t2s__binder *binder, const t2s_catalog *catalog)
{
    return (t2s__resolver){.catalog = catalog, .arena = &binder->scratch, .report = binder->bound->report};
}

/* Edits of the catalog. */

static t2s__relation_edit *edit_of(t2s__binder *binder, const t2s_relation *relation)
{
    t2s__relation_edit **edit = &binder->edits[relation->index];

    if (*edit == NULL)
        *edit = t2s__arena_zalloc(&binder->scratch, sizeof(**edit));
    return *edit;
}

static int edit_column(t2s__binder *binder, t2s__relation_edit *edit, const t2s_relation *relation, const t2s__said_column *said)
{
    const t2s__resolver resolver = resolver_of(binder, binder->base);
    const t2s_column *column = t2s__resolve_column(&resolver, relation, &said->name);

    if (column == NULL || (!said->hidden && said->description.text == NULL))
        return 0;
    if (edit->columns == NULL)
        edit->columns = t2s__arena_zalloc(&binder->scratch, relation->column_count * sizeof(*edit->columns));
    if (edit->columns == NULL)
        return T2S_E_NOMEM;
    edit->columns[column->index] = (t2s__column_edit){.hidden = said->hidden, .comment = said->description.text};
    binder->edited = 1;
    return 0;
}

static int edit_table(t2s__binder *binder, const t2s__said_table *said, const t2s_relation **ret_relation)
{
    const t2s__resolver resolver = resolver_of(binder, binder->base);
    const t2s_relation *relation = t2s__resolve_relation(&resolver, &said->name);
    t2s__relation_edit *edit;

    if (relation == NULL)
        return 0;
    if (binder->edits[relation->index] != NULL) {
        t2s__report_add(binder->bound->report, said->name.place, "duplicate", NULL,
                        "\"%.*s\" is the table %s.%s for the second time", t2s__report_excerpt(said->name.text), said->name.text,
                        relation->schema, relation->name);
        return 0;
    }
    edit = edit_of(binder, relation);
    if (edit == NULL)
        return T2S_E_NOMEM;
    *ret_relation = relation;
    edit->hidden = said->hidden;
    edit->comment = said->description.text;
    binder->edited |= edit->hidden || edit->comment != NULL;
    for (size_t i = 0; i < said->column_count; i++)
        if (edit_column(binder, edit, relation, &said->columns[i]) != 0)
            return T2S_E_NOMEM;
    return 0;
}

/* Joins. */

/* The columns of one side, which have to be of one table. 0; T2S_E_NOTFOUND, and the report says why; T2S_E_NOMEM. */
static int resolve_side(t2s__binder *binder, const t2s__said_list *said, const t2s_relation **ret_relation, const uint32_t **ret)
{
    const t2s__resolver resolver = resolver_of(binder, binder->base);
    uint32_t *columns = t2s__arena_alloc(&binder->scratch, said->count * sizeof(*columns));

    if (columns == NULL)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < said->count; i++) {
        const t2s_relation *relation;
        const t2s_column *column = t2s__resolve_qualified(&resolver, &said->items[i], &relation);

        if (column == NULL)
            return T2S_E_NOTFOUND;
        if (i != 0 && relation != *ret_relation) {
            t2s__report_add(binder->bound->report, said->items[i].place, "join", NULL, "one side of a join is of one table");
            return T2S_E_NOTFOUND;
        }
        *ret_relation = relation;
        columns[i] = column->index;
    }
    *ret = columns;
    return 0;
}

/* Is the same join known? Otherwise it is from now on. `*ret_known` */
static int remember_join(t2s__binder *binder, const t2s__join_edit *join, int *ret_known)
{
    size_t size = (2 + 2 * join->count) * sizeof(uint32_t);
    uint32_t *key = t2s__arena_alloc(&binder->scratch, size);

    if (key == NULL)
        return T2S_E_NOMEM;
    key[0] = (uint32_t)join->relation;
    key[1] = (uint32_t)join->foreign;
    memcpy(key + 2, join->columns, join->count * sizeof(*key));
    memcpy(key + 2 + join->count, join->foreign_columns, join->count * sizeof(*key));
    *ret_known = t2s__map_get(&binder->joins_by_columns, (const char *)key, size) != NULL;
    return t2s__map_put(&binder->joins_by_columns, (const char *)key, size, key);
}

static int edit_join(t2s__binder *binder, const t2s__said_join *said)
{
    const t2s_relation *from = NULL;
    const t2s_relation *to = NULL;
    t2s__join_edit join = {.count = said->from.count, .never = said->never};
    int code = resolve_side(binder, &said->from, &from, &join.columns);
    int other = resolve_side(binder, &said->to, &to, &join.foreign_columns);
    int known;

    if (code != 0 || other != 0 || from == NULL || to == NULL)
        return code == T2S_E_NOMEM || other == T2S_E_NOMEM ? T2S_E_NOMEM : 0;
    join.relation = from->index;
    join.foreign = to->index;
    if (remember_join(binder, &join, &known) != 0)
        return T2S_E_NOMEM;
    if (known) {
        t2s__report_add(binder->bound->report, said->place, "duplicate", NULL, "this join is here for the second time");
        return 0;
    }
    binder->joins[binder->join_count++] = join;
    binder->edited = 1;
    return 0;
}

static int gather_edits(t2s__binder *binder)
{
    const t2s_knowledge *knowledge = binder->bound->knowledge;

    binder->edits = t2s__arena_zalloc(&binder->scratch, (binder->base->relation_count + 1) * sizeof(*binder->edits));
    binder->joins = t2s__arena_alloc(&binder->scratch, (knowledge->join_count + 1) * sizeof(*binder->joins));
    binder->tables = t2s__arena_zalloc(&binder->scratch, (knowledge->table_count + 1) * sizeof(*binder->tables));
    t2s__map_init(&binder->joins_by_columns, &binder->scratch);
    if (binder->edits == NULL || binder->joins == NULL || binder->tables == NULL)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < knowledge->table_count; i++)
        if (edit_table(binder, &knowledge->tables[i], &binder->tables[i]) != 0)
            return T2S_E_NOMEM;
    for (size_t i = 0; i < knowledge->join_count; i++)
        if (edit_join(binder, &knowledge->joins[i]) != 0)
            return T2S_E_NOMEM;
    return binder->bound->report->failed ? T2S_E_NOMEM : 0;
}

int t2s__bind_schema(t2s__binder *binder)
{
    int code = gather_edits(binder);
    const t2s__catalog_edits edits = {
        .relations = (const t2s__relation_edit *const *)binder->edits,
        .joins = binder->joins,
        .join_count = binder->join_count,
        .fingerprint = binder->bound->knowledge->fingerprint,
    };

    if (code != 0)
        return code;
    if (binder->edited)
        return t2s__catalog_derive(binder->base, &edits, &binder->bound->catalog);
    binder->bound->catalog = t2s_catalog_ref(binder->base);
    return 0;
}

/* Synonyms. */

const t2s_relation *t2s__bound_relation(const t2s__binder *binder, const t2s_relation *relation)
{
    return t2s__catalog_relation(binder->bound->catalog, relation->schema, strlen(relation->schema), relation->name,
                                 strlen(relation->name));
}

int t2s__bind_phrase(t2s__binder *binder, const char *text, const t2s_relation *relation, uint32_t column)
{
    if (t2s__grow((void **)&binder->phrases, &binder->phrases_capacity, binder->phrase_count + 1, sizeof(*binder->phrases)) != 0)
        return T2S_E_NOMEM;
    /* The text is the knowledge's, which lives as long. */
    binder->phrases[binder->phrase_count++] = (t2s__phrase){text, (uint32_t)relation->index, column};
    return 0;
}

/* On one line, of at most so many bytes: what is known of a table is no place to hide lines in. */
static void write_line(t2s__buffer *line, const char *text, size_t maximum)
{
    size_t length = strnlen(text, maximum + 1);

    if (length > maximum)
        for (length = maximum; length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80;)
            length--;
    for (size_t i = 0; i < length; i++)
        t2s__buffer_char(line, (unsigned char)text[i] < ' ' ? ' ' : text[i]);
}

/* `"client", "buyer": the table shop.customers. People with an account` */
static void write_meaning(t2s__buffer *line, const t2s__said_list *synonyms, const t2s_relation *relation, const t2s_column *column,
                          const char *description)
{
    for (size_t i = 0; i < synonyms->count; i++) {
        t2s__buffer_text(line, i != 0 ? ", \"" : "\"");
        write_line(line, synonyms->items[i].text, DESCRIPTION_MAX);
        t2s__buffer_char(line, '"');
    }
    t2s__buffer_printf(line, ": the %s %s.%s", column != NULL ? "column" : "table", relation->schema, relation->name);
    if (column != NULL)
        t2s__buffer_printf(line, ".%s", column->name);
    if (description != NULL) {
        t2s__buffer_text(line, ". ");
        write_line(line, description, DESCRIPTION_MAX);
    }
    t2s__buffer_char(line, '\n');
}

static int bind_names(t2s__binder *binder, const t2s__said_list *synonyms, const t2s_relation *relation, const t2s_column *column,
                      const char *description)
{
    t2s__definitions *definitions = &binder->bound->definitions;
    t2s__buffer line = T2S__BUFFER_INIT;
    t2s__definition *definition;
    int code = 0;

    if (synonyms->count == 0)
        return 0;
    write_meaning(&line, synonyms, relation, column, description);
    definition = line.failed ? NULL : t2s__definition_new(definitions, line.data, line.length);
    t2s__buffer_dispose(&line);
    if (definition == NULL)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < synonyms->count && code == 0; i++) {
        code = t2s__definitions_add(definitions, synonyms->items[i].text, definition);
        if (code == 0)
            code = t2s__bind_phrase(binder, synonyms->items[i].text, relation,
                                    column != NULL ? column->index : T2S__PHRASE_WHOLE_RELATION);
    }
    return code;
}

static int bind_table(t2s__binder *binder, const t2s__said_table *table, const t2s_relation *found)
{
    const t2s_relation *relation = found != NULL ? t2s__bound_relation(binder, found) : NULL; /* NULL: it is hidden */
    int code;

    if (relation == NULL)
        return 0;
    code = bind_names(binder, &table->synonyms, relation, NULL, table->description.text);
    for (size_t i = 0; i < table->column_count && code == 0; i++) {
        const t2s__said_column *said = &table->columns[i];
        const t2s_column *column = t2s__relation_column(relation, said->name.text, strlen(said->name.text));

        if (column != NULL && (column->flags & T2S_COLUMN_HIDDEN) == 0)
            code = bind_names(binder, &said->synonyms, relation, column, said->description.text);
    }
    return code;
}

int t2s__bind_synonyms(t2s__binder *binder)
{
    const t2s_knowledge *knowledge = binder->bound->knowledge;
    int code = 0;

    for (size_t i = 0; i < knowledge->table_count && code == 0; i++)
        code = bind_table(binder, &knowledge->tables[i], binder->tables[i]);
    return code;
}
