/* SPDX-License-Identifier: MIT */
/*
 * t2s_statement_check() with any text: no crash, no leak, and the same verdict twice. With --with-fuzzer it is a libFuzzer target;
 * without, its corpus is run in `make check`.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "unit/sql_catalog.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static t2s_statement *check(t2s_catalog *catalog, const char *sql, size_t length)
{
    t2s_statement *statement = NULL;

    if (t2s_statement_check(postgres, catalog, sql, length, validators, 3, &statement, NULL) != 0)
        abort();
    return statement;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *sql = malloc(size + 1);
    t2s_statement *with, *again, *without;

    if (sql == NULL)
        return 0;
    memcpy(sql, data, size);
    sql[size] = '\0';
    if (postgres == NULL)
        sql_setup();
    with = check(library, sql, size);
    again = check(library, sql, size);
    without = check(NULL, sql, size);
    if (t2s_statement_valid(with) != t2s_statement_valid(again) ||
        t2s_statement_diagnostic_count(with) != t2s_statement_diagnostic_count(again) ||
        t2s_statement_column_count(with) != t2s_statement_column_count(again))
        abort();
    /* What may not be run without a catalog may not be run with one either. */
    if (t2s_statement_writes(without, NULL, NULL) && t2s_statement_valid(with))
        abort();
    t2s_statement_free(with);
    t2s_statement_free(again);
    t2s_statement_free(without);
    free(sql);
    return 0;
}

#ifndef T2S_FUZZER
#include <dirent.h>

static void run_file(const char *folder, const char *name)
{
    char path[1024];
    uint8_t *data = malloc(1024 * 1024);
    size_t size;
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    file = fopen(path, "rb");
    if (file == NULL || data == NULL)
        abort();
    size = fread(data, 1, 1024 * 1024, file);
    fclose(file);
    LLVMFuzzerTestOneInput(data, size);
    free(data);
}

int main(int argc, char **argv)
{
    const char *folder = argc > 1 ? argv[1] : T2S_CORPUS;
    DIR *directory = opendir(folder);
    struct dirent *entry;
    int count = 0;

    if (directory == NULL)
        return 1;
    while ((entry = readdir(directory)) != NULL)
        if (entry->d_name[0] != '.') {
            run_file(folder, entry->d_name);
            count++;
        }
    closedir(directory);
    if (postgres != NULL)
        sql_teardown();
    printf("%d texts\n", count);
    return count == 0;
}
#endif
