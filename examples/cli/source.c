/* SPDX-License-Identifier: MIT */
#include "source.h"

#include <stdio.h>

#include "knowledge.h"
#include "message.h"
#include "template.h"

static int use_schema_files(const struct settings *settings, t2s_context *context, t2s_error **reterr_error)
{
    t2s_metadata_source *source = NULL;
    t2s_dialect *dialect = NULL;
    t2s_options *options = NULL;
    int code = t2s_options_new(&options);

    if (code == 0)
        code = t2s_options_set(options, "dialect", settings->dialect);
    if (code == 0)
        code = t2s_ddl_metadata_source_new_with(settings->schemas, settings->schema_count, options, &source, reterr_error);
    if (code != 0)
        goto out;
    code = t2s_dialect_by_name(settings->dialect, &dialect);
    if (code != 0)
        goto out;
    code = t2s_context_set_dialect(context, dialect);
    if (code != 0)
        goto out;
    code = t2s_context_set_metadata_source(context, source);
out:
    t2s_dialect_unref(dialect);
    t2s_metadata_source_unref(source);
    t2s_options_free(options);
    return code;
}

static int use_policies(const struct settings *settings, t2s_context *context, t2s_error **reterr_error)
{
    static const char *const names[] = POLICY_NAMES;
    int code = 0;

    for (size_t i = 0; i < POLICY_COUNT && code == 0; i++)
        if (settings->policies[i] != NULL)
            code = t2s_context_set_policy(context, names[i], settings->policies[i], reterr_error);
    return code;
}

int open_context(const struct settings *settings, t2s_context **ret_context)
{
    t2s_context *context = NULL;
    t2s_error *error = NULL;
    int status = STATUS_DONE;
    int code;

    code = t2s_context_new(settings->options, &context, &error);
    if (code == 0 && settings->database != NULL)
        code = t2s_context_use_database(context, settings->database, &error);
    if (code == 0 && settings->schema_count > 0)
        code = use_schema_files(settings, context, &error);
    if (code == 0)
        code = use_policies(settings, context, &error);
    if (code != 0) {
        status = report_error(code, error);
    } else {
        status = use_template(settings, context);
        if (status == STATUS_DONE)
            status = use_knowledge(settings, context);
    }
    if (status == STATUS_DONE)
        *ret_context = context;
    else
        t2s_context_free(context);
    t2s_error_unref(error);
    return status;
}

int open_catalog(const struct settings *settings, t2s_catalog **ret_catalog)
{
    t2s_context *context = NULL;
    t2s_error *error = NULL;
    int status = open_context(settings, &context);
    int code;

    if (status != STATUS_DONE)
        return status;
    code = t2s_context_get_catalog_sync(context, ret_catalog, &error);
    if (code != 0)
        status = report_error(code, error);
    for (size_t i = 0; code == 0 && i < t2s_catalog_problem_count(*ret_catalog); i++)
        fprintf(stderr, "text2sql: %s\n", t2s_catalog_problem(*ret_catalog, i));
    t2s_error_unref(error);
    t2s_context_free(context);
    return status;
}

int open_index(const struct settings *settings, t2s_index **ret_index)
{
    t2s_context *context = NULL;
    t2s_error *error = NULL;
    int status = open_context(settings, &context);
    int code;

    if (status != STATUS_DONE)
        return status;
    code = t2s_context_get_index_sync(context, ret_index, &error);
    if (code != 0)
        status = report_error(code, error);
    t2s_error_unref(error);
    t2s_context_free(context);
    return status;
}

int one_source(const struct settings *settings)
{
    if (settings->database != NULL && settings->schema_count > 0)
        return usage_error("leave out one of them", "--database and --schema cannot be used together here");
    return STATUS_DONE;
}
