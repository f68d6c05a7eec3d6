/* SPDX-License-Identifier: MIT */
/* A fuzz target without libFuzzer: it runs over the texts of its corpus, one by one. */
#ifndef T2S_TESTS_CORPUS_H
#define T2S_TESTS_CORPUS_H

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void corpus_run_file(const char *folder, const char *name)
{
    enum { SIZE_LIMIT = 1024 * 1024 };
    char path[1024];
    uint8_t *data = malloc(SIZE_LIMIT);
    size_t size;
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    file = fopen(path, "rb");
    if (file == NULL || data == NULL)
        abort();
    size = fread(data, 1, SIZE_LIMIT, file);
    fclose(file);
    LLVMFuzzerTestOneInput(data, size);
    free(data);
}

/* 0; 1: there was none. */
static inline int corpus_run(const char *folder)
{
    DIR *directory = opendir(folder);
    struct dirent *entry;
    int count = 0;

    if (directory == NULL)
        return 1;
    while ((entry = readdir(directory)) != NULL)
        if (entry->d_name[0] != '.') {
            corpus_run_file(folder, entry->d_name);
            count++;
        }
    closedir(directory);
    printf("%d texts\n", count);
    return count == 0;
}

#ifdef T2S_FUZZER
#define CORPUS_MAIN(name, at_end)
#else
#define CORPUS_MAIN(name, at_end)                                                                                                \
    int main(int argc, char **argv)                                                                                              \
    {                                                                                                                            \
        int status = corpus_run(argc > 1 ? argv[1] : T2S_CORPORA "/" name);                                                      \
        at_end();                                                                                                                \
        return status;                                                                                                           \
    }
#endif

#endif
