/* SPDX-License-Identifier: MIT */
#include "metadata/ddl_stamp.h"

#include <sys/stat.h>
#include <time.h>

#include "util/map.h"

/* The ticks of the coarsest clocks in use, FAT's for the content: within one of them a file can change and keep its time. */
enum { MODIFIED_TICK_S = 2, CHANGED_TICK_S = 0 /* the same second */ };

/* Size and identity catch what comes from a time that was set by hand; the time of the last change of the inode most of the rest.
 */
struct said {
    int64_t error; /* 1: nothing was */
    int64_t device;
    int64_t inode;
    int64_t size;
    int64_t modified_s;
    int64_t modified_ns;
    int64_t changed_s;
    int64_t changed_ns;
};

static struct said ask(const char *path)
{
    struct stat status;

    if (stat(path, &status) != 0)
        return (struct said){.error = 1};
    return (struct said){.device = (int64_t)status.st_dev,
                         .inode = (int64_t)status.st_ino,
                         .size = (int64_t)status.st_size,
                         .modified_s = (int64_t)status.st_mtim.tv_sec,
                         .modified_ns = (int64_t)status.st_mtim.tv_nsec,
                         .changed_s = (int64_t)status.st_ctim.tv_sec,
                         .changed_ns = (int64_t)status.st_ctim.tv_nsec};
}

t2s__ddl_stamp t2s__ddl_stamp_of(char *const *paths, size_t count)
{
    t2s__ddl_stamp stamp = {.settled = 1};
    int64_t now = (int64_t)time(NULL);

    for (size_t i = 0; i < count; i++) {
        struct said said = ask(paths[i]);

        stamp.hash = (stamp.hash ^ t2s__hash((const char *)&said, sizeof(said))) * 1099511628211U;
        if (said.error || now - said.modified_s <= MODIFIED_TICK_S || now - said.changed_s <= CHANGED_TICK_S)
            stamp.settled = 0;
    }
    return stamp;
}

int t2s__ddl_stamp_same(const t2s__ddl_stamp *before, const t2s__ddl_stamp *now)
{
    return before->settled && before->hash == now->hash;
}
