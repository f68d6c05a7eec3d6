/* SPDX-License-Identifier: MIT */
#include "retrieval/join.h"

enum {
    HOPS_MAX = 4,       /* of a way */
    VISITED_MAX = 1024, /* relations that one search looks at */
    FAN_MAX = 256       /* neighbours of one relation: a way through a larger hub joins nothing in particular */
};

int t2s__ways_init(t2s__ways *ways, const t2s_index *index, t2s__arena *arena)
{
    size_t count = index->catalog->relation_count + 1;

    *ways = (t2s__ways){.index = index};
    ways->queue = t2s__arena_alloc(arena, (VISITED_MAX + 1) * sizeof(*ways->queue));
    ways->from = t2s__arena_alloc(arena, count * sizeof(*ways->from));
    ways->visited = t2s__arena_zalloc(arena, count * sizeof(*ways->visited));
    return ways->queue != NULL && ways->from != NULL && ways->visited != NULL ? 0 : T2S_E_NOMEM;
}

int32_t t2s__ways_find(t2s__ways *ways, uint32_t start, const unsigned char *in)
{
    const t2s_index *index = ways->index;
    size_t head = 0;
    size_t tail = 0;
    size_t level_end;
    int hops = 0;

    ways->search++;
    ways->visited[start] = ways->search;
    ways->from[start] = T2S__NO_RELATION;
    ways->queue[tail++] = start;
    level_end = tail;
    while (head < tail && hops < HOPS_MAX) {
        uint32_t at = ways->queue[head++];
        uint32_t first = index->first_neighbours[at];
        uint32_t last = index->first_neighbours[at + 1];

        for (uint32_t n = first; n < last && n - first < FAN_MAX; n++) {
            uint32_t next = index->neighbours[n];

            if (ways->visited[next] == ways->search)
                continue;
            ways->visited[next] = ways->search;
            ways->from[next] = (int32_t)at;
            if (in[next])
                return (int32_t)next;
            if (tail < VISITED_MAX)
                ways->queue[tail++] = next;
        }
        if (head == level_end) {
            level_end = tail;
            hops++;
        }
    }
    return T2S__NO_RELATION;
}
