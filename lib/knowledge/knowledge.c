/* SPDX-License-Identifier: MIT */
#include "knowledge/knowledge.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "knowledge/document.h"
#include "knowledge/read.h"
#include "util/error.h"
#include "util/map.h"
#include "util/memory.h"

static int parse(t2s_knowledge *knowledge, const char *text, size_t length, t2s_knowledge_report *report)
{
    t2s__node *root;
    int code = t2s__document_parse(text, length, &knowledge->arena, report, &root);

    if (code == 0 || (code == T2S_E_SYNTAX && root != NULL)) /* a tree all the same: what else is wrong with it? */
        code = t2s__knowledge_read(knowledge, root, report);
    return code == 0 && report->count != 0 ? T2S_E_SYNTAX : code;
}

/* The report goes to the caller if he wants it, and is freed otherwise. */
static int fail(t2s_knowledge_report *report, int code, t2s_knowledge_report **ret_report, t2s_error **reterr_error)
{
    if (code != T2S_E_SYNTAX)
        t2s__fail(reterr_error, code, "%s", t2s_strerror(code));
    else
        code = t2s__report_fail(report, code, reterr_error);
    if (code == T2S_E_SYNTAX && ret_report != NULL)
        *ret_report = report;
    else
        t2s_knowledge_report_free(report);
    return code;
}

int t2s_knowledge_new_from_text(const char *text, size_t length, t2s_knowledge **ret_knowledge, t2s_knowledge_report **ret_report,
                                t2s_error **reterr_error)
{
    t2s_knowledge_report *report;
    t2s_knowledge *knowledge;
    int code;

    if (ret_report != NULL)
        *ret_report = NULL;
    if (text == NULL || ret_knowledge == NULL)
        return t2s__fail(reterr_error, T2S_E_INVALID, "no knowledge, or no place for it, was given");
    if (length > T2S_KNOWLEDGE_MAX)
        return t2s__fail(reterr_error, T2S_E_TOO_LARGE, "the knowledge has %zu bytes; %d are allowed", length, T2S_KNOWLEDGE_MAX);
    knowledge = t2s__calloc(1, sizeof(*knowledge));
    report = t2s__report_new();
    if (knowledge == NULL || report == NULL) {
        t2s__free(knowledge);
        t2s_knowledge_report_free(report);
        return t2s__fail_nomem(reterr_error);
    }
    atomic_init(&knowledge->references, 1);
    t2s__arena_init(&knowledge->arena, 4096);
    knowledge->fingerprint = t2s__hash(text, length);
    code = parse(knowledge, text, length, report);
    if (code != 0) {
        t2s_knowledge_unref(knowledge);
        return fail(report, code, ret_report, reterr_error);
    }
    t2s_knowledge_report_free(report);
    *ret_knowledge = knowledge;
    return 0;
}

/* What is larger than allowed is read as far as is needed to see that. */
static int read_all(FILE *file, char **ret_text, size_t *ret_length)
{
    char *text = NULL;
    size_t capacity = 0;
    size_t length = 0;
    size_t got = 1;

    while (got != 0 && length <= T2S_KNOWLEDGE_MAX) {
        if (t2s__grow((void **)&text, &capacity, length + 65536, 1) != 0) {
            t2s__free(text);
            return T2S_E_NOMEM;
        }
        got = fread(text + length, 1, capacity - length, file);
        length += got;
    }
    *ret_text = text;
    *ret_length = length;
    return ferror(file) ? T2S_E_IO : 0;
}

int t2s_knowledge_new_from_file(const char *path, t2s_knowledge **ret_knowledge, t2s_knowledge_report **ret_report,
                                t2s_error **reterr_error)
{
    char *text = NULL;
    size_t length = 0;
    FILE *file;
    int code;

    if (ret_report != NULL)
        *ret_report = NULL;
    if (path == NULL || ret_knowledge == NULL)
        return t2s__fail(reterr_error, T2S_E_INVALID, "no file of knowledge, or no place for it, was given");
    file = fopen(path, "rbe");
    if (file == NULL)
        return t2s__fail(reterr_error, errno == ENOMEM ? T2S_E_NOMEM : T2S_E_IO, "the knowledge file \"%s\" cannot be read: %s",
                         path, strerror(errno));
    code = read_all(file, &text, &length);
    fclose(file);
    if (code == T2S_E_IO)
        t2s__fail(reterr_error, code, "the knowledge file \"%s\" cannot be read", path);
    else if (code != 0)
        t2s__fail_nomem(reterr_error);
    else
        code = t2s_knowledge_new_from_text(text, length, ret_knowledge, ret_report, reterr_error);
    t2s__free(text);
    return code;
}

t2s_knowledge *t2s_knowledge_ref(const t2s_knowledge *knowledge)
{
    t2s_knowledge *counted = (t2s_knowledge *)knowledge; /* its content is const, its count is not */

    if (counted != NULL)
        atomic_fetch_add_explicit(&counted->references, 1, memory_order_relaxed);
    return counted;
}

void t2s_knowledge_unref(t2s_knowledge *knowledge)
{
    if (knowledge == NULL || atomic_fetch_sub_explicit(&knowledge->references, 1, memory_order_acq_rel) != 1)
        return;
    t2s__arena_dispose(&knowledge->arena);
    t2s__free(knowledge);
}
