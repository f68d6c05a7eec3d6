/* SPDX-License-Identifier: MIT */
#include "util/ops.h"

#include <string.h>

#include <text2sql/error.h>

struct head {
    size_t struct_size;
    uint64_t flags;
};

int t2s__ops_copy(void *to, const void *from, size_t size, size_t minimum, uint64_t flags)
{
    struct head head;
    const unsigned char *bytes = from;

    memset(to, 0, size);
    if (from == NULL)
        return T2S_E_INVALID;
    memcpy(&head, from, sizeof(head.struct_size));
    if (head.struct_size < minimum)
        return T2S_E_ABI;
    memcpy(&head, from, sizeof(head));
    if ((head.flags & ~flags) != 0)
        return T2S_E_ABI;
    for (size_t at = size; at < head.struct_size; at++)
        if (bytes[at] != 0)
            return T2S_E_ABI;
    memcpy(to, from, head.struct_size < size ? head.struct_size : size);
    return 0;
}
