/* flow_halves_anchors.c - figures of a table of halves whose places other tables tell: what is paid as 住房公积金 is
 * the same money by function and by economic class. Where most places are blank, order and sums alone do not tell them.
 */
#include <string.h>

#include "flow_evidence.h"
#include "flow_halves.h"

enum { LEAST = 1000000 /* 1.00 as printed: smaller amounts are too often alike */ };

static bool is_known(const mz_flow_same_money *same, const char *code, int64_t value)
{
    for (size_t i = 0; i < same->count; i++)
        if (same->items[i].value == value && strcmp(same->items[i].code, code) == 0) return true;
    return false;
}

/* Keeps what a table of codes says of money that tables of halves have as well, the latest of it. */
static void keep(mz_flow_same_money *same, const mz_flow_forms *forms, const mz_flow_table *table)
{
    if (table->header.template == NULL || table->header.template->layout != MZ_FLOW_CODES) return;
    for (size_t r = 0; r < table->rows.count; r++) {
        const mz_flow_row *row = &table->rows.items[r];
        const char *code = mz_dictionary_find(&forms->same_money, row->code, strlen(row->code));
        for (size_t v = 0; v < row->value_count && code != NULL; v++) {
            const mz_flow_token *value = &row->values[v];
            if (value->kind != MZ_FLOW_NUMBER || value->value < LEAST || is_known(same, code, value->value)) continue;
            same->items[same->next] = (mz_flow_money){code, value->value};
            same->next = (same->next + 1) % MZ_FLOW_SAME_MONEY;
            same->count += same->count < MZ_FLOW_SAME_MONEY;
        }
    }
}

/* The only figure of this amount; NULL when there is none, or another. */
static const mz_flow_token *only_figure(const mz_flow_halves *h, int64_t value)
{
    const mz_flow_token *only = NULL;
    for (size_t i = 0; i < h->tokens->count; i++) {
        if (h->tokens->items[i].value != value || !mz_flow_halves_figure(h, i)) continue;
        if (only != NULL) return NULL;
        only = &h->tokens->items[i];
    }
    return only;
}

/* Whether more than one slot is said to have this figure. */
static bool is_shared(const mz_flow_halves *h, const mz_flow_token *figure)
{
    size_t slots = 0;
    for (size_t s = 0; s < h->count; s++) slots += h->slots[s].anchor == figure;
    return slots > 1;
}

void mz_flow_halves_anchor(mz_flow_halves *h, const mz_flow_forms *forms, mz_flow_same_money *same,
                           const mz_flow_tables *tables, const mz_flow_table *table)
{
    bool several[MZ_FLOW_SLOTS] = {false};
    for (; &tables->items[same->tables] < table; same->tables++) keep(same, forms, &tables->items[same->tables]);
    for (size_t s = 0; s < h->count; s++)
        for (size_t i = 0; i < same->count; i++) {
            mz_flow_slot *slot = &h->slots[s];
            if (strcmp(same->items[i].code, slot->code) != 0) continue;
            const mz_flow_token *figure = only_figure(h, same->items[i].value);
            several[s] = several[s] || (figure != NULL && slot->anchor != NULL && slot->anchor != figure);
            if (figure != NULL) slot->anchor = figure;
        }
    for (size_t s = 0; s < h->count; s++) several[s] = several[s] || is_shared(h, h->slots[s].anchor);
    for (size_t s = 0; s < h->count; s++)
        if (several[s]) h->slots[s].anchor = NULL;
}
