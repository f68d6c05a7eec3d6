/* SPDX-License-Identifier: MIT */
/* From what was read of a catalog to relations called "catalog.schema" and their names. */
#include <stdio.h>
#include <string.h>

#include "metadata/presto_part.h"
#include "util/buffer.h"

/* "catalog.schema", in `place`. */
static const char *place_of(t2s__buffer *place, const t2s__presto_part *part, const char *schema)
{
    place->length = 0;
    t2s__buffer_text(place, part->catalog);
    t2s__buffer_char(place, '.');
    t2s__buffer_text(place, schema);
    return t2s__buffer_string(place);
}

/* Servers may list what a catalog cannot take, such as a column twice: it has the first. */
static int but_invalid(int code)
{
    return code == T2S_E_INVALID ? 0 : code;
}

static int add_field(const t2s__presto_field *field, int is_hidden, size_t relation, t2s_catalog_builder *builder)
{
    uint32_t flags = (field->is_not_null ? T2S_COLUMN_NOT_NULL : 0) | (is_hidden ? T2S_COLUMN_HIDDEN : 0);
    int code = t2s_catalog_builder_add_column(builder, relation, field->name, field->type, flags,
                                              is_hidden ? NULL : field->default_value, is_hidden ? NULL : field->comment);

    if (code == 0 && !is_hidden && (field->null_fraction >= 0 || field->distinct >= 0))
        code = t2s_catalog_builder_set_column_statistics(builder, relation, field->name, field->null_fraction, field->distinct);
    return but_invalid(code);
}

static int add_table(const t2s__presto_part *part, const t2s__presto_table *table, const char *place, const t2s__filter *filter,
                     t2s_catalog_builder *builder)
{
    size_t relation;
    int code = t2s_catalog_builder_add_relation(builder, place, table->name, table->kind, &relation);

    if (code != 0)
        return but_invalid(code);
    if (table->comment != NULL)
        code = t2s_catalog_builder_set_relation_comment(builder, relation, table->comment);
    if (code == 0 && table->definition != NULL)
        code = t2s_catalog_builder_set_definition(builder, relation, table->definition);
    if (code == 0 && table->rows >= 0)
        code = t2s_catalog_builder_set_row_estimate(builder, relation, table->rows);
    for (const t2s__presto_field *field = table->fields; field != NULL && code == 0; field = field->next)
        code = add_field(field, t2s__filter_hides_of(filter, part->catalog, table->schema, table->name, field->name), relation, builder);
    return code;
}

int t2s__presto_part_build(const t2s__presto_part *part, const t2s__filter *filter, t2s_catalog_builder *builder)
{
    t2s__buffer place = T2S__BUFFER_INIT;
    int code = 0;

    if (part->error != NULL) {
        const char *message = t2s_error_message(part->error);

        t2s__buffer_printf(&place, "the catalog \"%s\" could not be read: %s", part->catalog, message != NULL ? message : "");
        code = place.failed ? T2S_E_NOMEM : t2s_catalog_builder_add_problem(builder, t2s__buffer_string(&place));
        t2s__buffer_dispose(&place);
        return code;
    }
    for (size_t i = 0; i < part->schema_count && code == 0; i++)
        code = t2s_catalog_builder_add_schema(builder, place_of(&place, part, part->schemas[i]), NULL);
    for (const t2s__presto_table *table = part->tables; table != NULL && code == 0; table = table->next)
        if (table->is_listed)
            code = add_table(part, table, place_of(&place, part, table->schema), filter, builder);
    if (place.failed)
        code = T2S_E_NOMEM;
    t2s__buffer_dispose(&place);
    return code;
}
