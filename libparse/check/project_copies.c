/* project_copies.c - descriptions of indicators that were taken over from another project, word for word or nearly so.
 */
#include <stdlib.h>
#include <string.h>

#include "projects.h"

enum { SHORTEST = 90 /* bytes, thirty characters: shorter texts are common wording */, ALIKE = 80 /* percent */ };

/* A description and the project that it stands in. */
typedef struct description {
    const char *text;
    size_t length, project;
    const mz_table *table;
    const mz_row *row;
    const mz_cell *cell;
} description;

static int compare_texts(const void *left, const void *right)
{
    const description *a = left, *b = right;
    int order = strcmp(a->text, b->text);
    return order != 0 ? order : (a->project > b->project) - (a->project < b->project);
}

static size_t collect(const mz_projects *projects, description *all, size_t room)
{
    size_t count = 0;
    for (size_t p = 0; p < projects->count; p++) {
        if (projects->items[p].indicators == SIZE_MAX) continue;
        const mz_table *table = projects->items[p].table;
        for (size_t r = 0; r < table->row_count && count < room; r++) {
            const mz_cell *cell = mz_indicator_cell(&projects->items[p], r, MZ_INDICATOR_DESCRIPTION);
            size_t length = cell != NULL ? strlen(cell->text) : 0;
            if (length >= SHORTEST) all[count++] = (description){cell->text, length, p, table, &table->rows[r], cell};
        }
    }
    return count;
}

/* Whether the two begin and end alike, but for a few words between. */
static bool alike(const description *a, const description *b)
{
    size_t shorter = a->length < b->length ? a->length : b->length, longer = a->length + b->length - shorter;
    size_t start = 0, end = 0;
    while (start < shorter && a->text[start] == b->text[start]) start++;
    while (start + end < shorter && a->text[a->length - 1 - end] == b->text[b->length - 1 - end]) end++;
    return (start + end) * 100 >= longer * ALIKE;
}

static void report(mz_projects *projects, const description *copy, const description *from)
{
    mz_problem *problem = projects->problem;
    const char *name = projects->items[copy->project].name, *other = projects->items[from->project].name;
    mz_place places[] = {mz_indicator_place(copy->table, copy->row, copy->cell),
                         mz_indicator_place(from->table, from->row, from->cell)};
    const char *zh = mz_arena_printf(problem->arena, "项目“%s”的指标描述与项目“%s”的几乎相同，可能是抄来的：%s", name,
                                     other, places[0].printed);
    const char *en =
        mz_arena_printf(problem->arena,
                        "An indicator of project '%s' is described nearly as one of project '%s'; it may be "
                        "copied: %s",
                        name, other, places[0].printed);
    mz_report_rule(problem, "indicator.copied", places, 2, zh, en, NULL, places[0].printed);
}

void mz_project_copies(mz_projects *projects)
{
    mz_problem *problem = projects->problem;
    size_t room = 0;
    for (size_t p = 0; p < projects->count; p++)
        if (projects->items[p].indicators != SIZE_MAX)
            room += problem->document->tables[projects->items[p].indicators].row_count;
    description *all = mz_arena_room(problem->arena, room + 1, sizeof *all);
    if (all == NULL) return;
    size_t count = collect(projects, all, room);
    if (count > 0) qsort(all, count, sizeof *all, compare_texts);
    /* texts that begin alike are neighbours */
    for (size_t i = 0; i + 1 < count; i++) {
        const description *a = &all[i], *b = &all[i + 1];
        if (a->project == b->project || !alike(a, b)) continue;
        report(projects, a->project > b->project ? a : b, a->project > b->project ? b : a);
    }
}
