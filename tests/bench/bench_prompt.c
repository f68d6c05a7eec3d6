/* SPDX-License-Identifier: MIT */
/*
 * What it takes to make a prompt: processor time, by the size of the schema, with a template that is kept and with one that is read
 * anew. Nothing is asserted.
 *
 *   bench_prompt [prompts]     default 20000
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "prompt/layout.h"
#include "prompt/template.h"
#include "util/buffer.h"

static const size_t sizes[] = {2000, 8000, 60000}; /* bytes of the schema */

static double processor_time(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void make_schema(t2s__buffer *schema, size_t size)
{
    while (!schema->failed && schema->length < size)
        t2s__buffer_text(schema, "  customer_id integer NOT NULL REFERENCES customers(id), -- who bought it\n");
}

/* @return microseconds a prompt */
static double measure(const t2s__layout *layout, int count)
{
    double began = processor_time();

    for (int i = 0; i < count; i++) {
        t2s_prompt *prompt;

        if (t2s__prompt_layout(layout, &prompt) != 0)
            abort();
        t2s_prompt_unref(prompt);
    }
    return (processor_time() - began) / count * 1e6;
}

int main(int argc, char **argv)
{
    int count = argc > 1 ? atoi(argv[1]) : 20000;
    t2s_prompt_template *kept;

    if (count < 1 || t2s__prompt_template_builtin_new("postgres", &kept) != 0)
        return 1;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        t2s__buffer schema = T2S__BUFFER_INIT;
        t2s__layout layout = {.dialect = "postgres", .database = "shop", .question = "How many orders were placed in May 2024?"};

        make_schema(&schema, sizes[i]);
        layout.schema = t2s__buffer_string(&schema);
        layout.schema_length = schema.length;
        printf("schema of %5zu bytes: template read anew %6.2f us", schema.length, measure(&layout, count));
        layout.prompt_template = kept;
        printf(", kept %6.2f us\n", measure(&layout, count));
        t2s__buffer_dispose(&schema);
    }
    t2s_prompt_template_unref(kept);
    return 0;
}
