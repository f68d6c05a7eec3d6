/* SPDX-License-Identifier: MIT */
#include "metadata/presto_read.h"

#include <string.h>

#include "util/error.h"
#include "util/memory.h"

enum { SCHEMAS_WRITTEN_MAX = 1000 /* into a statement; of more, all are read and those left out are passed over here */ };

/* One statement. */
struct job {
    struct job *next;
    t2s__presto_reading *reading;
    t2s__presto_section section;
    t2s__presto_part *part;   /* NULL: of the server */
    t2s__presto_table *table; /* whose statistics these are */
    t2s__presto_run *run;     /* NULL: it waits for its turn */
    int code;                 /* T2S_E_* of taking a row */
};

struct t2s__presto_reading {
    t2s__presto_client *client;
    t2s__presto_config *config;
    const t2s__presto_source_settings *settings;
    t2s_loop *loop;
    const t2s__presto_parts *known;
    t2s__presto_read_fn done;
    void *user_data;
    t2s_timer *timer;      /* of all of it; then of the statistics */
    uint64_t deadline;     /* t2s_loop_now() */
    int in_statistics;
    int has_new_statistics;
    int wants_functions;
    int has_functions;
    t2s__presto_functions functions;
    int is_same;
    t2s__presto_parts parts;
    struct job *waiting;
    struct job **last;
    struct job *running;
    int64_t running_count;
};

static void advance(t2s__presto_reading *reading);

void t2s__presto_parts_dispose(t2s__presto_parts *parts)
{
    for (size_t i = 0; i < parts->count; i++)
        t2s__presto_part_unref(parts->items[i]);
    t2s__free(parts->items);
    *parts = (t2s__presto_parts){0};
}

/* Jobs. */

static int add_job(t2s__presto_reading *reading, t2s__presto_section section, t2s__presto_part *part, t2s__presto_table *table)
{
    struct job *job = t2s__calloc(1, sizeof(*job));

    if (job == NULL)
        return T2S_E_NOMEM;
    *job = (struct job){.reading = reading, .section = section, .part = part, .table = table};
    *reading->last = job;
    reading->last = &job->next;
    return 0;
}

static void stop_running(t2s__presto_reading *reading, const t2s__presto_part *part)
{
    struct job **link = &reading->running;

    while (*link != NULL) {
        struct job *job = *link;

        if (part != NULL && job->part != part) {
            link = &job->next;
            continue;
        }
        *link = job->next;
        reading->running_count--;
        t2s__presto_stop(job->run);
        t2s__free(job);
    }
}

static void drop_waiting(t2s__presto_reading *reading, const t2s__presto_part *part)
{
    struct job **link = &reading->waiting;

    while (*link != NULL) {
        struct job *job = *link;

        if (part != NULL && job->part != part) {
            link = &job->next;
            continue;
        }
        *link = job->next;
        t2s__free(job);
    }
    reading->last = link;
}

/* Of a part, or of all with NULL. */
static void drop_jobs(t2s__presto_reading *reading, const t2s__presto_part *part)
{
    stop_running(reading, part);
    drop_waiting(reading, part);
}

/* The end; `error` is taken over. The reading may be freed inside. */
static void end(t2s__presto_reading *reading, t2s_error *error)
{
    drop_jobs(reading, NULL);
    t2s_timer_stop(reading->timer);
    reading->done(reading->user_data, &reading->parts, error == NULL && reading->is_same && !reading->has_new_statistics, error);
}

static void fail_part(t2s__presto_reading *reading, t2s__presto_part *part, t2s_error *error)
{
    if (part->error == NULL)
        part->error = t2s_error_ref(error);
    drop_jobs(reading, part);
}

/* Is it a matter of one catalog, and not of the server or of us? */
static int is_of_catalog(const t2s_error *error)
{
    switch (t2s_error_code(error)) {
    case T2S_E_DATABASE:
    case T2S_E_PROTOCOL:
    case T2S_E_TIMEOUT:
        return 1;
    default:
        return 0;
    }
}

static int add_sections(t2s__presto_reading *reading, t2s__presto_part *part)
{
    int flavour = t2s__presto_config_flavour(reading->config);
    int code = 0;

    if (part->schema_count == 0)
        return 0;
    for (int section = T2S__PRESTO_COLUMNS; section <= T2S__PRESTO_MATERIALIZED_VIEWS && code == 0; section++)
        if (t2s__presto_has_section(flavour, (t2s__presto_section)section))
            code = add_job(reading, (t2s__presto_section)section, part, NULL);
    return code;
}

static int add_part(t2s__presto_reading *reading, const char *catalog)
{
    t2s__presto_parts *parts = &reading->parts;

    if (t2s__grow((void **)&parts->items, &parts->capacity, parts->count + 1, sizeof(*parts->items)) != 0 ||
        t2s__presto_part_new(catalog, &parts->items[parts->count]) != 0)
        return T2S_E_NOMEM;
    parts->count++;
    return add_job(reading, T2S__PRESTO_SCHEMAS, parts->items[parts->count - 1], NULL);
}

/* The catalog of the server's own tables is read only where it is asked for by name. */
static int is_wanted(const t2s__presto_reading *reading, const char *catalog)
{
    const char *names = reading->settings->lists.catalogs;

    if (strcmp(catalog, "system") == 0 && (names == NULL || strstr(names, catalog) == NULL))
        return 0;
    return t2s__filter_takes_catalog(reading->settings->filter, catalog);
}

static int take_row(void *user_data, const t2s__presto_value *values, size_t count)
{
    struct job *job = user_data;
    t2s__presto_reading *reading = job->reading;

    if (job->section == T2S__PRESTO_FUNCTIONS)
        job->code = t2s__presto_functions_row(&reading->functions, values, count);
    else if (job->section == T2S__PRESTO_STATISTICS) {
        t2s__presto_part_statistics(job->table, values, count);
        reading->has_new_statistics = 1;
    } else if (job->section != T2S__PRESTO_CATALOGS)
        job->code = t2s__presto_part_row(job->part, reading->settings->filter, job->section, values, count);
    else if (count == 0 || values[0].text == NULL)
        job->code = T2S_E_PROTOCOL;
    else if (is_wanted(reading, values[0].text))
        job->code = add_part(reading, values[0].text);
    return job->code;
}

static void forget(struct job *job)
{
    struct job **link = &job->reading->running;

    while (*link != job)
        link = &(*link)->next;
    *link = job->next;
    job->reading->running_count--;
}

/* `error` is taken over. What is not essential of a catalog may be missing; what is makes it fail. */
static void end_badly(struct job *job, t2s_error *error)
{
    t2s__presto_reading *reading = job->reading;
    t2s__presto_section section = job->section;
    t2s__presto_part *part = job->part;

    t2s__free(job);
    if (section != T2S__PRESTO_STATISTICS && section != T2S__PRESTO_FUNCTIONS && (part == NULL || !is_of_catalog(error))) {
        end(reading, error);
        return;
    }
    if (section == T2S__PRESTO_SCHEMAS || section == T2S__PRESTO_COLUMNS || section == T2S__PRESTO_TABLES)
        fail_part(reading, part, error);
    t2s_error_unref(error);
    advance(reading);
}

static void on_done(void *user_data, t2s_error *error)
{
    struct job *job = user_data;
    t2s__presto_reading *reading = job->reading;

    forget(job);
    if (error == NULL && job->code != 0)
        error = job->code == T2S_E_PROTOCOL ? t2s_error_new(T2S_E_PROTOCOL, "what the server lists has not the form that was asked for")
                                            : t2s_error_new(job->code, NULL);
    if (error == NULL && job->section == T2S__PRESTO_SCHEMAS && add_sections(reading, job->part) != 0)
        error = t2s_error_new(T2S_E_NOMEM, NULL);
    if (error != NULL) {
        end_badly(job, error);
        return;
    }
    if (job->section == T2S__PRESTO_FUNCTIONS)
        reading->has_functions = reading->has_new_statistics = 1;
    t2s__free(job);
    advance(reading);
}

static void write_sql(const struct job *job, t2s__buffer *sql)
{
    const t2s__presto_part *part = job->part;

    if (job->section == T2S__PRESTO_STATISTICS)
        t2s__presto_write_statistics(sql, part->catalog, job->table->schema, job->table->name);
    else if (part == NULL)
        t2s__presto_write_query(sql, job->section, NULL, NULL, 0);
    else
        t2s__presto_write_query(sql, job->section, part->catalog, part->schemas,
                                part->has_all_schemas || part->schema_count > SCHEMAS_WRITTEN_MAX ? 0 : part->schema_count);
}

static uint64_t time_left_ms(const t2s__presto_reading *reading)
{
    uint64_t now = t2s_loop_now();

    return now < reading->deadline ? (reading->deadline - now) / 1000000 + 1 : 1;
}

static const t2s__presto_handler handler = {.row = take_row, .done = on_done};

/* NULL, or why it could not begin; then the job is still there. */
static t2s_error *start_job(struct job *job)
{
    t2s__presto_reading *reading = job->reading;
    t2s__buffer sql = T2S__BUFFER_INIT;
    t2s__presto_statement statement = {.timeout_ms = time_left_ms(reading)};
    t2s_error *error = NULL;
    int code = T2S_E_NOMEM;

    write_sql(job, &sql);
    statement.sql = t2s__buffer_string(&sql);
    if (!sql.failed)
        code = t2s__presto_start(reading->client, &statement, &handler, job, &job->run, &error);
    t2s__buffer_dispose(&sql);
    return code != 0 && error == NULL ? t2s_error_new(code, NULL) : error;
}

/* Statistics, where there are none yet; first of the tables that need no schema. */

static int is_home(const t2s__presto_reading *reading, const t2s__presto_part *part, const t2s__presto_table *table)
{
    const char *catalog = t2s__presto_config_catalog(reading->config);
    const char *schema = t2s__presto_config_schema(reading->config);

    return catalog != NULL && schema != NULL && strcmp(catalog, part->catalog) == 0 && strcmp(schema, table->schema) == 0;
}

static int has_statistics(const t2s__presto_table *table)
{
    return table->is_listed && table->kind != T2S_RELATION_VIEW;
}

/* 0; T2S_E_NOMEM. */
static int add_statistics(t2s__presto_reading *reading)
{
    int64_t left = reading->settings->statistics_tables;

    for (size_t i = 0; i < reading->parts.count; i++)
        for (t2s__presto_table *table = reading->parts.items[i]->tables; table != NULL; table = table->next)
            left -= table->is_counted;
    for (int home = 1; home >= 0; home--)
        for (size_t i = 0; i < reading->parts.count; i++) {
            t2s__presto_part *part = reading->parts.items[i];

            for (t2s__presto_table *table = part->tables; table != NULL && left > 0 && part->error == NULL; table = table->next) {
                if (table->is_counted || !has_statistics(table) || is_home(reading, part, table) != home)
                    continue;
                if (add_job(reading, T2S__PRESTO_STATISTICS, part, table) != 0)
                    return T2S_E_NOMEM;
                left--;
            }
        }
    return 0;
}

/* What is as it was is kept. */
static void recognize(t2s__presto_reading *reading)
{
    t2s__presto_parts *parts = &reading->parts;
    const t2s__presto_parts *known = reading->known;

    reading->is_same = parts->count == known->count;
    for (size_t i = 0, k; i < parts->count; i++) {
        for (k = 0; k < known->count && strcmp(known->items[k]->catalog, parts->items[i]->catalog) != 0;)
            k++;
        if (k == known->count || known->items[k]->fingerprint != parts->items[i]->fingerprint ||
            (known->items[k]->error != NULL) != (parts->items[i]->error != NULL)) {
            reading->is_same = 0;
            continue;
        }
        t2s__presto_part_unref(parts->items[i]);
        parts->items[i] = t2s__presto_part_ref(known->items[k]);
    }
}

/* NULL, when something was read. */
static t2s_error *first_error(const t2s__presto_parts *parts)
{
    for (size_t i = 0; i < parts->count; i++)
        if (parts->items[i]->error == NULL)
            return NULL;
    return parts->count != 0 ? t2s_error_ref(parts->items[0]->error)
                             : t2s__error(T2S_E_NOTFOUND, "the server has no catalog that is to be read");
}

static void end_reading(t2s__presto_reading *reading)
{
    t2s_error *error = first_error(&reading->parts);

    if (error == NULL) {
        recognize(reading);
        reading->in_statistics = 1;
        reading->deadline = t2s_loop_now() + (uint64_t)reading->settings->statistics_timeout_ms * 1000000;
        if ((reading->wants_functions && add_job(reading, T2S__PRESTO_FUNCTIONS, NULL, NULL) != 0) || add_statistics(reading) != 0)
            error = t2s_error_new(T2S_E_NOMEM, NULL);
    }
    if (error != NULL || reading->waiting == NULL) {
        end(reading, error);
        return;
    }
    t2s_timer_start(reading->timer, (uint64_t)reading->settings->statistics_timeout_ms);
    advance(reading);
}

/* Begin what may begin; when there is nothing left, go on. The reading may be freed inside. */
static void advance(t2s__presto_reading *reading)
{
    while (reading->waiting != NULL && reading->running_count < reading->settings->parallel) {
        struct job *job = reading->waiting;
        t2s_error *error;

        reading->waiting = job->next;
        if (job->next == NULL)
            reading->last = &reading->waiting;
        if (job->table != NULL)
            job->table->is_counted = 1;
        error = start_job(job);
        if (error != NULL) {
            end_badly(job, error);
            return;
        }
        job->next = reading->running;
        reading->running = job;
        reading->running_count++;
    }
    if (reading->running != NULL)
        return;
    if (reading->in_statistics)
        end(reading, NULL);
    else
        end_reading(reading);
}

/* What has not come by now fails; a catalog that has been read is there. */
static void on_timer(t2s_timer *timer, void *user_data)
{
    t2s__presto_reading *reading = user_data;
    t2s_error *error;

    (void)timer;
    if (reading->in_statistics) {
        end(reading, NULL);
        return;
    }
    error = t2s__error(T2S_E_TIMEOUT, "the schema was not read within %lld ms", (long long)reading->settings->timeout_ms);
    for (const struct job *job = reading->running; job != NULL; job = job->next)
        if (job->part != NULL && job->part->error == NULL)
            job->part->error = t2s_error_ref(error);
    for (const struct job *job = reading->waiting; job != NULL; job = job->next)
        if (job->part != NULL && job->part->error == NULL)
            job->part->error = t2s_error_ref(error);
    drop_jobs(reading, NULL);
    if (reading->parts.count == 0) {
        end(reading, error);
        return;
    }
    t2s_error_unref(error);
    end_reading(reading);
}


int t2s__presto_read(t2s__presto_client *client, t2s__presto_config *config, const t2s__presto_source_settings *settings, t2s_loop *loop,
                     const t2s__presto_parts *known, t2s__presto_read_fn done, void *user_data, t2s__presto_reading **ret_reading)
{
    const char *home = t2s__presto_config_catalog(config);
    t2s__presto_reading *reading = t2s__calloc(1, sizeof(*reading));
    struct job *job;
    t2s_error *error;
    int code;

    if (reading == NULL)
        return T2S_E_NOMEM;
    *reading = (t2s__presto_reading){.client = client, .config = config, .settings = settings, .loop = loop, .known = known,
                                     .done = done, .user_data = user_data};
    t2s__presto_functions_init(&reading->functions);
    reading->last = &reading->waiting;
    reading->deadline = t2s_loop_now() + (uint64_t)settings->timeout_ms * 1000000;
    code = settings->lists.catalogs == NULL && home != NULL ? add_part(reading, home)
                                                            : add_job(reading, T2S__PRESTO_CATALOGS, NULL, NULL);
    if (code == 0)
        code = t2s_timer_new(loop, on_timer, reading, &reading->timer);
    if (code != 0) {
        t2s__presto_reading_free(reading);
        return T2S_E_NOMEM;
    }
    t2s_timer_start(reading->timer, (uint64_t)settings->timeout_ms);
    job = reading->waiting;
    error = start_job(job);
    if (error != NULL) {
        code = t2s_error_code(error);
        t2s_error_unref(error);
        t2s__presto_reading_free(reading);
        return code;
    }
    reading->waiting = NULL;
    reading->last = &reading->waiting;
    reading->running = job;
    reading->running_count = 1;
    *ret_reading = reading;
    return 0;
}

void t2s__presto_reading_want_functions(t2s__presto_reading *reading)
{
    reading->wants_functions = 1;
}

char *t2s__presto_reading_take_functions(t2s__presto_reading *reading)
{
    return reading->has_functions ? t2s__buffer_steal(&reading->functions.lines, NULL) : NULL;
}

void t2s__presto_reading_free(t2s__presto_reading *reading)
{
    if (reading == NULL)
        return;
    drop_jobs(reading, NULL);
    t2s_timer_free(reading->timer);
    t2s__presto_parts_dispose(&reading->parts);
    t2s__presto_functions_dispose(&reading->functions);
    t2s__free(reading);
}
