/* SPDX-License-Identifier: MIT */
/* The tables of the rules of Trino and of PrestoDB. */
#include <string.h>

#include "sql/presto.h"

static const t2s__type *column_type(t2s__analysis *analysis, const t2s_column *column)
{
    const t2s__ptype *type = column->type != NULL ? t2s__ptype_read_type(analysis, column->type, strlen(column->type), T2S__PTYPE_OF_COLUMN) : NULL;

    return t2s__ptype_as_type(type);
}

static int check_names(t2s__analysis *analysis, const t2s__item *item, const t2s__cte *cte, size_t available, size_t named)
{
    if (named == available)
        return 0;
    t2s__analysis_find(analysis, "MISMATCHED_COLUMN_ALIASES", cte != NULL ? cte->node->position : item->position, NULL,
                       "Column alias list has %zu entries but '%s' has %zu columns available", named,
                       cte != NULL ? cte->name : item->name != NULL ? item->name : "relation", available);
    return -1;
}

/* With its text. Only what leaves the analysis asks for it. */
static const t2s__type *written_type(t2s__analysis *analysis, const t2s__type *type)
{
    t2s__ptype *copy;

    if (type == NULL || type->written != NULL)
        return type;
    copy = t2s__analysis_alloc(analysis, sizeof(*copy));
    if (copy == NULL)
        return NULL;
    *copy = *t2s__ptype_of(type);
    copy->type.written = t2s__ptype_text(analysis, copy);
    return &copy->type;
}

#define RULES_(recursion)                                                                                                                   \
    {                                                                                                                              \
        .builtin_schema = "system.builtin", .has_own_recursion = 1, .has_no_recursion = !(recursion), .has_no_natural = 1, .hides_merged = 1, .translate = t2s__pr_translate,        \
        .expression = t2s__pr_expression, .column_type = column_type, .select = t2s__pr_select,                           \
        .values = t2s__pr_values, .order_by = t2s__pr_order_by, .set_operation = t2s__pr_set_operation,               \
        .merged = t2s__pr_merged, .join_on = t2s__pr_join_on, .from_function = t2s__pr_from_function,                 \
        .check_names = check_names, .written_type = written_type,                                                                 \
    }

const t2s__type_rules t2s__trino_rules = RULES_(1);
const t2s__type_rules t2s__presto_rules = RULES_(0);
