/* flow_named.c - figures that stand beside the names of rows: a page in blocks prints those of some rows, and directly
 * behind them the first column of the same rows. */
#include <stdlib.h>

#include "flow_chain.h"

typedef struct name {
    size_t first, row;
} name;

static int by_place(const void *left, const void *right)
{
    const name *a = left, *b = right;
    return (a->first > b->first) - (a->first < b->first);
}

/* How many names stand below one another from names[0] on. */
static size_t length_of(const mz_flow_matching *m, const name *names, size_t count)
{
    size_t n = 1;
    while (n < count && !m->subjects[names[n].row].name->gap &&
           names[n].first == m->subjects[names[n - 1].row].last + 1)
        n++;
    return n;
}

bool mz_flow_named_figures(const mz_flow_matching *m, const uint32_t *run, uint32_t *beside)
{
    name *names = mz_arena_array(m->arena, m->row_count + 1, sizeof *names);
    size_t count = 0, f = 0;
    if (names == NULL) return false;
    for (size_t r = 0; r < m->row_count; r++)
        if (m->subjects[r].name != NULL) names[count++] = (name){m->subjects[r].first, r};
    qsort(names, count, sizeof *names, by_place);
    for (size_t i = 0, n; i < count; i += n) {
        n = length_of(m, names + i, count - i);
        const mz_flow_subject *last = &m->subjects[names[i + n - 1].row];
        while (f < m->count && m->figures[f].place <= last->last) f++;
        if (f == m->count || m->figures[f].place != last->last + 1) continue;
        if (m->figures[f].token->span.page != last->name->span.page) continue;
        size_t figures = 1;
        while (f + figures < m->count && run[f + figures] == run[f]) figures++;
        for (size_t k = 0; k < n && figures == n; k++) beside[f + k] = (uint32_t)names[i + k].row + 1;
    }
    return true;
}
