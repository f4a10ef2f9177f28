/* remark_items.c - what a clause before a reason speaks of. */
#include <stdlib.h>
#include <string.h>

#include "form/form.h"
#include "narrative/phrase.h"
#include "remarks.h"
#include "text/text.h"

enum { LONGEST_CLAUSE = 600, MOST_BACK = 64 /* paragraphs */ };

size_t mz_facts_before(const mz_remark_reader *r, size_t at)
{
    const mz_span here = mz_paragraph_span(&r->passage->paragraph, r->c->current->text, at, at);
    size_t low = r->passage->first_fact, high = r->passage->end_fact;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (r->c->current->facts[middle].span.begin < here.begin)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool mz_has_figures(const mz_remark_reader *r, mz_stretch clause)
{
    return mz_facts_before(r, clause.end) > mz_facts_before(r, clause.begin);
}

size_t mz_last_items(const mz_remark_reader *r, size_t end, size_t most, const char **items)
{
    size_t count = 0;
    while (end > r->passage->first_fact && count < most) {
        const mz_fact *fact = &r->c->current->facts[--end];
        if (*fact->item == '\0' || fact->kind == MZ_FACT_BOUND) continue;
        bool known = false;
        for (size_t i = 0; i < count && !known; i++) known = strcmp(items[i], fact->item) == 0;
        if (!known) items[count++] = fact->item;
    }
    return count;
}

/* A number at text, in digits or as a Chinese numeral; 0 when there is none. */
static size_t number_at(const char *text, size_t length, size_t *used)
{
    unsigned numeral;
    *used = mz_short_number(text, length);
    if (*used > 0) return strtoul(text, NULL, 10);
    *used = mz_numeral(text, length, &numeral);
    return numeral;
}

/* The number that a numbered paragraph begins with, 0 when it has none. */
static size_t number_of(const mz_passage *passage)
{
    const char *text = passage->paragraph.text;
    const size_t length = passage->paragraph.length;
    size_t used, at = 0;
    while (at < length && (text[at] == '(' || MZ_STARTS(text + at, length - at, "（"))) at += text[at] == '(' ? 1 : 3;
    return passage->paragraph.list_style == 0 ? 0 : number_at(text + at, length - at, &used);
}

/* 第2至4项, 第2、3项: what the paragraphs with these numbers begin with. */
static size_t numbered_items(const mz_remark_reader *r, mz_stretch clause, const char **items)
{
    size_t length, used;
    const char *text = mz_stretch_text(r, clause, &length);
    const mz_word_list *ordinal = r->lists.ordinal, *joins = r->lists.up_to;
    size_t at = 0, count = 0, mark = 0;
    while (at < length && (mark = mz_listed_at(ordinal, text + at, length - at, false)) == 0)
        at += mz_character_size(text[at]);
    if (at >= length) return 0;
    at += mark;
    const size_t first = number_at(text + at, length - at, &used);
    if (first == 0 || (at += used) >= length) return 0;
    size_t last = first;
    const size_t join = mz_listed_at(joins, text + at, length - at, false);
    if (join > 0) {
        at += join;
        at += mz_listed_at(ordinal, text + at, length - at, false);
        last = number_at(text + at, length - at, &used);
        at += used;
    }
    if (mz_listed_at(r->lists.counted, text + at, length - at, false) == 0) return 0;
    const mz_passage *all = r->passages->items, *p = r->passage; /* a note is none of them */
    for (size_t steps = 0; p > all && p < all + r->passages->count && count < MZ_MOST_NAMES && steps < MOST_BACK;
         steps++) {
        const size_t number = (--p)->section == r->passage->section ? number_of(p) : 0;
        if (number < first || number > last || p->first_fact == p->end_fact) continue;
        items[count++] = r->c->current->facts[p->first_fact].item;
    }
    return count;
}

/* What the clause points to. */
static size_t pointed_items(const mz_remark_reader *r, mz_stretch clause, size_t at, const char **items)
{
    size_t length, used = 0;
    const char *text = mz_stretch_text(r, clause, &length);
    const size_t before = mz_facts_before(r, at);
    if (mz_holds_listed(r->lists.rest, text, length)) {
        items[0] = ""; /* everything that has no reason of its own */
        return 1;
    }
    if (mz_holds_listed(r->lists.latter, text, length)) return mz_last_items(r, before, 1, items);
    if (mz_holds_listed(r->lists.former, text, length)) {
        if (mz_last_items(r, before, 2, items) < 2) return 0;
        items[0] = items[1];
        return 1;
    }
    if (!mz_holds_listed(r->lists.above, text, length)) return numbered_items(r, clause, items);
    size_t most = 0;
    for (size_t i = 0; i < length && most == 0; i += mz_character_size(text[i]))
        most = number_at(text + i, length - i, &used);
    return mz_last_items(r, before, most == 0 || most > MZ_MOST_NAMES ? MZ_MOST_NAMES : most, items);
}

/* What only a name of the three public expenses in the clause tells: 购置费减少. */
static size_t role_item(const mz_remark_reader *r, mz_stretch clause, const char **items)
{
    size_t length;
    const char *text = mz_stretch_text(r, clause, &length);
    const mz_names none = {"", 0};
    const mz_form *three = mz_catalogue_form(r->c->catalogue, "budget.three_public");
    if (three == NULL || length > LONGEST_CLAUSE) return 0;
    const mz_phrase phrase = mz_phrase_read(r->words, &none, (mz_slice){text, length}, UINT32_MAX, false);
    const char *item = mz_item_name(r->c->arena, r->words, phrase.item);
    if (strncmp(mz_form_row_role(r->c->catalogue, three, 0, item, NULL), "three.", 6) != 0) return 0;
    items[0] = item;
    return 1;
}

size_t mz_clause_items(const mz_remark_reader *r, mz_stretch clause, size_t at, const char **items)
{
    size_t length;
    const char *text = mz_stretch_text(r, clause, &length);
    if (length == 0 || length > LONGEST_CLAUSE) return 0;
    size_t count = pointed_items(r, clause, at, items);
    if (count > 0) return count;
    const char *folded = mz_text_key(r->c->arena, text, length);
    count = folded == NULL ? 0 : mz_named_in(r->c, folded, items, MZ_MOST_NAMES);
    return count > 0 ? count : role_item(r, clause, items);
}
