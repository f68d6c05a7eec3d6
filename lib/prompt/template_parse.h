/* SPDX-License-Identifier: MIT */
/* Reading a template's text: sections, placeholders, and whether everything is where it has to be. */
#ifndef T2S_PROMPT_TEMPLATE_PARSE_H
#define T2S_PROMPT_TEMPLATE_PARSE_H

#include "prompt/template.h"

/* body -> sections. Changes the body: carriage returns before line feeds go. 0; T2S_E_SYNTAX with line and column, T2S_E_NOMEM. */
int t2s__template_parse(t2s_prompt_template *prompt_template, t2s_error **reterr_error);

#endif
