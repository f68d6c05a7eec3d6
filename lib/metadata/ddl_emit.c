/* SPDX-License-Identifier: MIT */
/* The end state of a model into a catalog's builder. */
#include <string.h>

#include "metadata/ddl_emit.h"
#include "metadata/ddl_model.h"

static int hides(const t2s__filter *filter, const t2s__ddl_relation *relation, const char *column)
{
    return column != NULL && t2s__filter_hides(filter, relation->schema, relation->name, column);
}

/* Keys and conditions that name a hidden column are left out with it. */
static int key_is_hidden(const t2s__filter *filter, const t2s__ddl_relation *relation, const t2s__ddl_key *key)
{
    for (size_t i = 0; i < key->count; i++) {
        const t2s__ddl_part *part = &key->parts[i];

        if (hides(filter, relation, part->column->name) ||
            (key->foreign != NULL && hides(filter, key->foreign, part->foreign != NULL ? part->foreign->name : part->foreign_name)))
            return 1;
    }
    return 0;
}

static int check_is_hidden(const t2s__filter *filter, const t2s__ddl_relation *relation, const t2s__ddl_check *check)
{
    for (const t2s__ddl_column *column = filter != NULL ? relation->columns : NULL; column != NULL; column = column->next)
        if (hides(filter, relation, column->name) && t2s__ddl_check_names(check->expression, column->name))
            return 1;
    return 0;
}

/* The names of a key's columns, for the builder. NULL in the list: not known. */
static const char **part_names(t2s__ddl_model *model, const t2s__ddl_key *key, int foreign)
{
    const char **names = t2s__arena_alloc(&model->arena, (key->count + 1) * sizeof(*names));

    for (size_t i = 0; names != NULL && i < key->count; i++) {
        const t2s__ddl_part *part = &key->parts[i];

        if (!foreign)
            names[i] = part->column->name;
        else
            names[i] = part->foreign != NULL ? part->foreign->name : part->foreign_name;
    }
    return names;
}

static int emit_foreign_key(t2s__ddl_model *model, t2s_catalog_builder *builder, size_t number, const t2s__ddl_key *key)
{
    const t2s__ddl_relation *foreign = key->foreign;
    const char **names = part_names(model, key, 0);
    const char **foreign_names = part_names(model, key, 1);

    if (names == NULL || foreign_names == NULL)
        return T2S_E_NOMEM;
    return t2s_catalog_builder_add_foreign_key(
        builder, number, key->name, names, key->count, foreign != NULL ? foreign->schema : key->foreign_schema,
        foreign != NULL ? foreign->name : key->foreign_name, foreign_names[0] != NULL ? foreign_names : NULL);
}

static int emit_keys(t2s__ddl_model *model, t2s_catalog_builder *builder, const t2s__filter *filter, size_t number,
                     const t2s__ddl_relation *relation)
{
    int code = 0;

    for (const t2s__ddl_key *key = relation->keys; code == 0 && key != NULL; key = key->next) {
        if (key_is_hidden(filter, relation, key))
            continue;
        if (key->kind == T2S_KEY_FOREIGN)
            code = emit_foreign_key(model, builder, number, key);
        else {
            const char **names = part_names(model, key, 0);

            if (names == NULL)
                code = T2S_E_NOMEM;
            else if (key->kind == T2S_KEY_INDEX)
                code = t2s_catalog_builder_add_index(builder, number, key->name, names, key->count);
            else
                code = t2s_catalog_builder_add_key(builder, number, key->kind, key->name, names, key->count);
        }
    }
    return code;
}

static int emit_column(t2s_catalog_builder *builder, const t2s__filter *filter, size_t number, const t2s__ddl_relation *relation,
                       const t2s__ddl_column *column)
{
    if (hides(filter, relation, column->name))
        return t2s_catalog_builder_add_column(builder, number, column->name, column->type, column->flags | T2S_COLUMN_HIDDEN, NULL,
                                              NULL);
    return t2s_catalog_builder_add_column(builder, number, column->name, column->type, column->flags, column->default_value,
                                          column->comment);
}

static int emit_relation(t2s__ddl_model *model, t2s_catalog_builder *builder, const t2s__filter *filter,
                         const t2s__ddl_relation *relation)
{
    size_t number;
    int code = t2s_catalog_builder_add_relation(builder, relation->schema, relation->name, relation->kind, &number);

    if (code == 0 && relation->comment != NULL)
        code = t2s_catalog_builder_set_relation_comment(builder, number, relation->comment);
    if (code == 0 && relation->definition != NULL)
        code = t2s_catalog_builder_set_definition(builder, number, relation->definition);
    if (code == 0 && relation->parent != NULL)
        code = t2s_catalog_builder_set_parent(builder, number, relation->parent->schema, relation->parent->name);
    for (const t2s__ddl_column *column = relation->columns; code == 0 && column != NULL; column = column->next)
        code = emit_column(builder, filter, number, relation, column);
    for (const t2s__ddl_check *check = relation->checks; code == 0 && check != NULL; check = check->next)
        if (!check_is_hidden(filter, relation, check))
            code = t2s_catalog_builder_add_check(builder, number, check->expression);
    return code == 0 ? emit_keys(model, builder, filter, number, relation) : code;
}

int t2s__ddl_model_emit(t2s__ddl_model *model, t2s_catalog_builder *builder, const t2s__filter *filter)
{
    int code = 0;

    for (const t2s__ddl_schema *schema = model->schemas; code == 0 && schema != NULL; schema = schema->next)
        if (!schema->dropped && t2s__filter_takes_schema(filter, schema->name))
            code = t2s_catalog_builder_add_schema(builder, schema->name, schema->comment);
    if (code == 0)
        code = t2s__ddl_emit_types(model, builder);
    if (code == 0)
        code = t2s__ddl_emit_operators(model, builder);
    for (const t2s__ddl_relation *relation = model->relations; code == 0 && relation != NULL; relation = relation->next)
        if (!relation->dropped && strcmp(relation->schema, T2S__DDL_TEMPORARY) != 0 &&
            t2s__filter_takes_relation(filter, relation->schema, relation->name))
            code = emit_relation(model, builder, filter, relation);
    return code;
}
