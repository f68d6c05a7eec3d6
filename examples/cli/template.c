/* SPDX-License-Identifier: MIT */
/* text2sql template: the built-in prompt template, to start an own one from; and the option --template of other commands. */
#include "template.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <text2sql/prompt.h>

#include "input.h"
#include "message.h"

int command_template(const struct settings *settings)
{
    if (settings->argument_count > 0)
        return usage_error("a dialect goes with --dialect", "unexpected argument \"%.80s\"", settings->arguments[0]);
    fputs(t2s_prompt_template_builtin(settings->dialect), stdout);
    return STATUS_DONE;
}

/* @return a status */
static int read_template(const char *path, t2s_prompt_template **ret_template)
{
    t2s_error *error = NULL;
    char *text = NULL;
    size_t length = 0;
    int status = read_file(path, &text, &length);

    if (status == STATUS_DONE && strlen(text) != length)
        status = usage_error(NULL, "%s: it holds a NUL character", path);
    else if (status == STATUS_DONE && t2s_prompt_template_new(text, ret_template, &error) != 0)
        status = report_file_error(path, t2s_error_code(error), error);
    t2s_error_unref(error);
    free(text);
    return status;
}

int use_template(const struct settings *settings, t2s_context *context)
{
    t2s_prompt_template *prompt_template = NULL;
    int status;
    int code;

    if (settings->template_path == NULL)
        return STATUS_DONE;
    status = read_template(settings->template_path, &prompt_template);
    if (status != STATUS_DONE)
        return status;
    code = t2s_context_set_prompt_template(context, prompt_template);
    if (code != 0)
        status = report_error(code, NULL);
    t2s_prompt_template_unref(prompt_template);
    return status;
}
