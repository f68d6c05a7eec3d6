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
    struct head head = {0};
    const unsigned char *bytes = from;
    size_t inside;

    memset(to, 0, size);
    if (from == NULL)
        return T2S_E_INVALID;
    memcpy(&head.struct_size, from, sizeof(head.struct_size));
    if (head.struct_size < sizeof(head))
        return T2S_E_ABI;
    inside = head.struct_size < size ? head.struct_size : size;
    memcpy(to, from, inside - inside % sizeof(void *)); /* members are whole words: none is copied in part */
    memcpy(&head, from, sizeof(head));
    if (head.struct_size < minimum || (head.flags & ~flags) != 0)
        return T2S_E_ABI;
    for (size_t at = size; at < head.struct_size; at++)
        if (bytes[at] != 0)
            return T2S_E_ABI;
    return 0;
}
