/* SPDX-License-Identifier: MIT */
/* The facts that policies are made of, as validators see them. */
#include <text2sql/facts.h>

#include "catalog/catalog.h"
#include "sql/statement.h"

size_t t2s_statement_function_use_count(const t2s_statement *statement)
{
    return statement != NULL ? t2s__statement_survey(statement)->function_count : 0;
}

const t2s_function_use *t2s_statement_function_use(const t2s_statement *statement, size_t index)
{
    return index < t2s_statement_function_use_count(statement) ? &t2s__statement_survey(statement)->functions[index] : NULL;
}

const char *t2s_function_use_name(const t2s_function_use *use)
{
    return use != NULL ? use->name : NULL;
}

const char *t2s_function_use_schema(const t2s_function_use *use)
{
    return use != NULL ? use->schema : NULL;
}

int t2s_function_use_form(const t2s_function_use *use)
{
    return use != NULL ? use->form : T2S_FUNCTION_FORM_CALL;
}

int t2s_function_use_position(const t2s_function_use *use)
{
    return use != NULL ? use->position : -1;
}

int t2s_function_use_class(const t2s_function_use *use)
{
    return use != NULL ? use->class : T2S_FUNCTION_CLASS_UNKNOWN;
}

int t2s_function_use_volatility(const t2s_function_use *use)
{
    return use != NULL ? use->volatility : -1;
}

int t2s_function_use_is_definer(const t2s_function_use *use)
{
    return use != NULL && use->is_definer;
}

size_t t2s_statement_source_count(const t2s_statement *statement)
{
    return statement != NULL ? t2s__statement_survey(statement)->source_count : 0;
}

const t2s_relation *t2s_statement_source(const t2s_statement *statement, size_t index, int *ret_position)
{
    const t2s__source *source = index < t2s_statement_source_count(statement) ? &t2s__statement_survey(statement)->sources[index] : NULL;

    if (ret_position != NULL)
        *ret_position = source != NULL ? source->position : -1;
    return source != NULL ? source->relation : NULL;
}

size_t t2s_statement_source_filter_count(const t2s_statement *statement, size_t source)
{
    return source < t2s_statement_source_count(statement) ? t2s__statement_survey(statement)->sources[source].filter_count : 0;
}

const t2s_column *t2s_statement_source_filter(const t2s_statement *statement, size_t source, size_t index, const char **ret_value)
{
    const t2s__filter *filter = index < t2s_statement_source_filter_count(statement, source)
                                    ? &t2s__statement_survey(statement)->sources[source].filters[index]
                                    : NULL;

    if (ret_value != NULL)
        *ret_value = filter != NULL ? filter->value : NULL;
    return filter != NULL ? filter->column : NULL;
}

int t2s_statement_relation_class(const t2s_statement *statement, const t2s_relation *relation)
{
    return statement != NULL && relation != NULL ? t2s__statement_relation_class(statement, relation) : T2S_RELATION_CLASS_SYSTEM;
}

const t2s_relation *t2s_relation_parent(const t2s_relation *relation)
{
    return relation != NULL ? relation->parent : NULL;
}

const char *t2s_relation_definition(const t2s_relation *relation)
{
    return relation != NULL ? relation->definition : NULL;
}

size_t t2s_statement_view_count(const t2s_statement *statement)
{
    return statement != NULL ? t2s__statement_views(statement)->count : 0;
}

const t2s_statement *t2s_statement_view(const t2s_statement *statement, size_t index, const t2s_relation **ret_view)
{
    const t2s__view *view = index < t2s_statement_view_count(statement) ? &t2s__statement_views(statement)->items[index] : NULL;

    if (ret_view != NULL)
        *ret_view = view != NULL ? view->view : NULL;
    return view != NULL ? view->statement : NULL;
}

const t2s_relation *t2s_statement_opaque_view(const t2s_statement *statement)
{
    return statement != NULL ? t2s__statement_views(statement)->opaque : NULL;
}

int t2s_statement_limit(const t2s_statement *statement, int64_t *ret_value, int *ret_position, int *ret_length)
{
    static const t2s__survey none = {.limit_position = -1};
    const t2s__survey *survey = statement != NULL ? t2s__statement_survey(statement) : &none;

    if (ret_value != NULL)
        *ret_value = survey->limit_value;
    if (ret_position != NULL)
        *ret_position = survey->limit_position;
    if (ret_length != NULL)
        *ret_length = survey->limit_length;
    return survey->limit_kind;
}

int64_t t2s_statement_measure(const t2s_statement *statement, int measure)
{
    if (statement == NULL || measure < 0 || measure >= T2S_MEASURE_END_)
        return -1;
    return t2s__statement_survey(statement)->measures[measure];
}
