/* projects.c - money of projects that the text states under a heading on their performance (changes.json/projects),
 * paired with the year before by the headings above it and its own name. */
#include <stdlib.h>
#include <string.h>

#include "compare.h"

enum { MOST_ABOVE = 8 /* headings over each other */ };

static const char form[] = "text.projects";

/* A figure under such a heading. */
typedef struct stated {
    const char *key;   /* headings from the one on performance down to the nearest, and the figure's name */
    const char *above; /* the headings alone */
    const mz_fact *fact;
} stated;

typedef struct stated_figures {
    stated *items;
    size_t count, capacity;
} stated_figures;

/* The headings over a section, the outermost on performance first, years and numbers left out; NULL when there is none.
 */
static const char *headings_of(const mz_comparison *c, const mz_document *document, uint32_t section)
{
    const mz_word_list *words = mz_list_of(c->lists, "projects");
    const char *path = "", *found = NULL;
    unsigned depth = UINT8_MAX;
    for (size_t i = (size_t)section + 1, steps = 0; i-- > 0 && steps < MOST_ABOVE;) {
        const mz_section *above = &document->sections[i];
        if (above->depth >= depth) continue;
        depth = above->depth;
        steps++;
        const char *title = mz_change_key(c->label_marks, c->arena,
                                          mz_yearless(c->arena, above->title, document->identity.fiscal_year));
        path = mz_arena_printf(c->arena, "%s|%s", title, path);
        if (path == NULL) return NULL;
        if (mz_holds_word(words, above->title)) found = path;
    }
    return found;
}

static int by_key(const void *a, const void *b)
{
    const stated *left = a, *right = b;
    const int order = strcmp(left->key, right->key);
    return order != 0 ? order : (left->fact > right->fact) - (left->fact < right->fact);
}

static stated_figures gather(const mz_comparison *c, const mz_document *document)
{
    stated_figures all = {0};
    const char *above = NULL;
    uint32_t section = UINT32_MAX;
    for (size_t i = 0; i < document->fact_count; i++) {
        const mz_fact *fact = &document->facts[i];
        if (fact->section >= document->section_count) continue;
        if (fact->section != section) above = headings_of(c, document, fact->section);
        section = fact->section;
        const bool ours = fact->period == 0 || fact->period == document->identity.fiscal_year;
        if (above == NULL || !ours || !mz_is_own_value(c, fact)) continue;
        const char *key = mz_arena_printf(c->arena, "%s%s", above, mz_change_key(c->label_marks, c->arena, fact->item));
        stated *one = mz_arena_push(c->arena, &all.items, &all.count, &all.capacity, sizeof *one);
        if (key == NULL || one == NULL) continue;
        *one = (stated){key, above, fact};
    }
    /* what is the only figure under its headings needs no name: 涉及项目预算资金 / 涉及资金 */
    for (size_t i = 0; i < all.count; i++) {
        const bool first = i == 0 || strcmp(all.items[i - 1].above, all.items[i].above) != 0;
        const bool last = i + 1 == all.count || strcmp(all.items[i + 1].above, all.items[i].above) != 0;
        if (first && last) all.items[i].key = all.items[i].above;
    }
    if (all.count > 1) qsort(all.items, all.count, sizeof *all.items, by_key);
    return all;
}

/* Whether no other figure has the key of this one. */
static bool is_single(const stated_figures *all, size_t i)
{
    return (i == 0 || strcmp(all->items[i - 1].key, all->items[i].key) != 0) &&
           (i + 1 == all->count || strcmp(all->items[i + 1].key, all->items[i].key) != 0);
}

bool mz_pair_projects(mz_comparison *c, mz_paired_table **tables, size_t *count)
{
    const stated_figures now = gather(c, c->current), before = gather(c, c->prior);
    size_t capacity = *count;
    for (size_t i = 0, k = 0; i < now.count; i++) {
        while (k < before.count && strcmp(before.items[k].key, now.items[i].key) < 0) k++;
        if (k == before.count) break;
        if (strcmp(before.items[k].key, now.items[i].key) != 0 || !is_single(&now, i) || !is_single(&before, k))
            continue;
        mz_paired_table *pair = mz_arena_push(c->arena, tables, count, &capacity, sizeof **tables);
        if (pair == NULL ||
            !mz_pair_figures(c->arena, pair, mz_table_of_fact(c->arena, c->current, form, "", now.items[i].fact),
                             mz_table_of_fact(c->arena, c->prior, form, "", before.items[k].fact)))
            return false;
    }
    return !mz_arena_exhausted(c->arena);
}
