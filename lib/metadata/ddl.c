/* SPDX-License-Identifier: MIT */
/* The metadata source that reads schema files. Reading and parsing is a worker's business; the loop only hears of the end. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <text2sql/sys/metadata.h>

#include "metadata/ddl.h"
#include "metadata/ddl_stamp.h"
#include "metadata/postgres_builtins.h"
#include "metadata/presto_builtins.h"
#include "util/buffer.h"
#include "util/error.h"
#include "util/memory.h"

#define FILE_BYTES_MAX ((size_t)512 * 1024 * 1024)

enum { READ_BYTES = 64 * 1024 };

struct settings {
    t2s__filter_lists lists;
    char *dialect;
};

static const t2s__option known_options[] = {
    T2S__FILTER_OPTIONS(offsetof(struct settings, lists)),
    {"dialect", T2S__OPTION_STRING, offsetof(struct settings, dialect), 0, 0},
};

struct source {
    char **paths;
    size_t count;
    t2s__filter *filter;
    t2s__ddl_builtins_fn *add_builtins;
    t2s_catalog *catalog; /* of the last load; NULL: none. Loop thread, as its stamp. */
    t2s__ddl_stamp stamp;
};

/* One load. The fetch keeps the source alive until it is finished. */
struct load {
    t2s_fetch *fetch;
    struct source *source;
    t2s_catalog *known;  /* a reference: to come back with, if the files are as they were; NULL: they are read in any case */
    t2s__ddl_stamp then; /* as they were */
    t2s__ddl_stamp now;
    t2s_catalog *catalog;
    t2s_error *error;
};

static const char *reason(int number)
{
    switch (number) {
    case ENOENT:
        return "there is no such file";
    case EACCES:
    case EPERM:
        return "it may not be read";
    case EISDIR:
        return "it is a directory";
    case EMFILE:
    case ENFILE:
        return "too many files are open";
    default:
        return "it cannot be read";
    }
}

static int fail_reading(const char *path, int number, t2s_error **reterr_error)
{
    if (number == ENOMEM)
        return t2s__fail_nomem(reterr_error);
    return t2s__fail(reterr_error, T2S_E_IO, "the schema file \"%s\" was not read: %s (errno %d)", path, reason(number), number);
}

/* The whole file. 0; T2S_E_IO, T2S_E_TOO_LARGE, T2S_E_NOMEM. */
static int read_file(const char *path, t2s__buffer *buffer, t2s_error **reterr_error)
{
    char bytes[READ_BYTES];
    size_t count;
    int number = 0;
    FILE *file = fopen(path, "rb");

    if (file == NULL)
        return fail_reading(path, errno, reterr_error);
    while (!buffer->failed && buffer->length <= FILE_BYTES_MAX && (count = fread(bytes, 1, sizeof(bytes), file)) != 0)
        t2s__buffer_append(buffer, bytes, count);
    if (ferror(file))
        number = errno != 0 ? errno : EIO;
    fclose(file);
    if (number != 0)
        return fail_reading(path, number, reterr_error);
    if (buffer->failed)
        return t2s__fail_nomem(reterr_error);
    if (buffer->length > FILE_BYTES_MAX)
        return t2s__fail(reterr_error, T2S_E_TOO_LARGE,
                         "the schema file \"%s\" has more than %zu bytes; dump the schema without its data", path, FILE_BYTES_MAX);
    return 0;
}

static int read_source(const struct source *source, t2s_catalog **ret_catalog, t2s_error **reterr_error)
{
    t2s__buffer *buffers = t2s__calloc(source->count, sizeof(*buffers));
    const char **texts = t2s__calloc(source->count, sizeof(*texts));
    size_t *lengths = t2s__calloc(source->count, sizeof(*lengths));
    int code = buffers != NULL && texts != NULL && lengths != NULL ? 0 : t2s__fail_nomem(reterr_error);

    for (size_t i = 0; code == 0 && i < source->count; i++) {
        code = read_file(source->paths[i], &buffers[i], reterr_error);
        texts[i] = t2s__buffer_string(&buffers[i]);
        lengths[i] = buffers[i].length;
    }
    if (code == 0)
        code = t2s__ddl_read_part(source->filter, source->add_builtins, (const char *const *)source->paths, texts, lengths,
                                  source->count, ret_catalog, reterr_error);
    for (size_t i = 0; buffers != NULL && i < source->count; i++)
        t2s__buffer_dispose(&buffers[i]);
    t2s__free(buffers);
    t2s__free(texts);
    t2s__free(lengths);
    return code;
}

static void work(void *user_data)
{
    struct load *load = user_data;

    load->now = t2s__ddl_stamp_of(load->source->paths, load->source->count);
    if (load->known != NULL && t2s__ddl_stamp_same(&load->then, &load->now)) {
        load->catalog = load->known;
        load->known = NULL;
    } else
        read_source(load->source, &load->catalog, &load->error);
}

static void keep(struct source *source, t2s_catalog *catalog, const t2s__ddl_stamp *stamp)
{
    t2s_catalog_ref(catalog);
    t2s_catalog_unref(source->catalog);
    source->catalog = catalog;
    source->stamp = *stamp;
}

static void work_done(void *user_data)
{
    struct load *load = user_data;

    if (load->catalog != NULL)
        keep(load->source, load->catalog, &load->now);
    t2s_fetch_finish(load->fetch, load->catalog, load->error);
    t2s_catalog_unref(load->known);
    t2s__free(load);
}

static int start(void *user_data, t2s_fetch *fetch)
{
    struct source *source = user_data;
    struct load *load = t2s__calloc(1, sizeof(*load));
    int code;

    if (load == NULL)
        return T2S_E_NOMEM;
    load->fetch = fetch;
    load->source = source;
    if (t2s_fetch_latest(fetch) != NULL) {
        load->known = t2s_catalog_ref(source->catalog);
        load->then = source->stamp;
    }
    code = t2s_loop_work(t2s_fetch_loop(fetch), work, work_done, load);
    if (code != 0) {
        t2s_catalog_unref(load->known);
        t2s__free(load);
    }
    return code;
}

static void destroy(void *user_data)
{
    struct source *source = user_data;

    for (size_t i = 0; source->paths != NULL && i < source->count; i++)
        t2s__free(source->paths[i]);
    t2s__free(source->paths);
    t2s__filter_free(source->filter);
    t2s_catalog_unref(source->catalog);
    t2s__free(source);
}

static int new_source(const char *const *paths, size_t count, struct source **ret_source)
{
    struct source *source = t2s__calloc(1, sizeof(*source));

    if (source == NULL)
        return T2S_E_NOMEM;
    source->paths = t2s__calloc(count, sizeof(*source->paths));
    source->count = source->paths != NULL ? count : 0;
    for (size_t i = 0; i < source->count; i++) {
        source->paths[i] = t2s__strdup(paths[i]);
        if (source->paths[i] == NULL) {
            destroy(source);
            return T2S_E_NOMEM;
        }
    }
    if (source->paths == NULL) {
        destroy(source);
        return T2S_E_NOMEM;
    }
    *ret_source = source;
    return 0;
}

static int add_trino(t2s_catalog_builder *builder)
{
    return t2s__presto_builtins_add(builder, 1);
}

static int add_presto(t2s_catalog_builder *builder)
{
    return t2s__presto_builtins_add(builder, 0);
}

/* By the dialect's name; NULL: PostgreSQL's. */
static int find_builtins(const char *dialect, t2s__ddl_builtins_fn **ret_add, t2s_error **reterr_error)
{
    static const struct {
        const char *dialect;
        t2s__ddl_builtins_fn *add;
    } known[] = {{"postgres", t2s__postgres_builtins_add}, {"trino", add_trino}, {"presto", add_presto}};

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (dialect == NULL || strcmp(known[i].dialect, dialect) == 0) {
            *ret_add = known[i].add;
            return 0;
        }
    return t2s__fail(reterr_error, T2S_E_INVALID, "the option \"dialect\" is postgres, trino or presto, not \"%.40s\"", dialect);
}

static int read_options(const t2s_options *options, t2s__filter **ret_filter, t2s__ddl_builtins_fn **ret_add, t2s_error **reterr_error)
{
    struct settings settings = {.lists = {0}};
    int code = t2s__options_read(options, known_options, sizeof(known_options) / sizeof(known_options[0]), &settings, reterr_error);

    if (code == 0)
        code = find_builtins(settings.dialect, ret_add, reterr_error);
    if (code == 0)
        code = t2s__filter_new(&settings.lists, ret_filter, reterr_error);
    t2s__filter_lists_dispose(&settings.lists);
    t2s__free(settings.dialect);
    return code;
}

int t2s_ddl_metadata_source_new(const char *const *paths, size_t count, t2s_metadata_source **ret_source, t2s_error **reterr_error)
{
    return t2s_ddl_metadata_source_new_with(paths, count, NULL, ret_source, reterr_error);
}

int t2s_ddl_metadata_source_new_with(const char *const *paths, size_t count, const t2s_options *options,
                                     t2s_metadata_source **ret_source, t2s_error **reterr_error)
{
    const t2s_metadata_source_ops ops = {.struct_size = sizeof(ops), .flags = T2S_METADATA_SOURCE_F_PROBES, .start = start, .destroy = destroy};
    t2s__filter *filter = NULL;
    t2s__ddl_builtins_fn *add_builtins = NULL;
    struct source *source;
    int code;

    if (paths == NULL || count == 0 || ret_source == NULL)
        return t2s__fail(reterr_error, T2S_E_INVALID, "a schema source needs one file at least");
    for (size_t i = 0; i < count; i++)
        if (paths[i] == NULL || paths[i][0] == '\0')
            return t2s__fail(reterr_error, T2S_E_INVALID, "the path of schema file %zu is empty", i + 1);
    code = read_options(options, &filter, &add_builtins, reterr_error);
    if (code != 0)
        return code;
    if (new_source(paths, count, &source) != 0) {
        t2s__filter_free(filter);
        return t2s__fail_nomem(reterr_error);
    }
    source->filter = filter;
    source->add_builtins = add_builtins;
    code = t2s_metadata_source_new("ddl", &ops, source, ret_source);
    return code == 0 ? 0 : t2s__fail(reterr_error, code, "%s", t2s_strerror(code));
}
