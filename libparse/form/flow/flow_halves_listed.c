/* flow_halves_listed.c - what the text says that pay and running costs consist of: which places of a table of halves
 * have figures. Sums alone do not tell that where most places are blank. */
#include <string.h>

#include "flow_halves.h"

enum { LIST_LINES = 24, LIST_BYTES = 4096, AMOUNT_BYTES = 48, NAME_BYTES = 96, GAP_LINES = 8 };

/* The lines from l on in key form, as many as fit in buffer. */
static void read_lines(const mz_text *text, size_t l, char buffer[LIST_BYTES])
{
    size_t length = 0;
    buffer[0] = '\0';
    for (size_t end = l + LIST_LINES; l < text->count && l < end; l++) {
        const mz_line *line = &text->lines[l];
        if (length + line->length + 1 > LIST_BYTES) return;
        length += mz_text_key_into(line->text, line->length, buffer + length);
    }
}

/* Whether the list goes on at text with another item. */
static bool goes_on(const char *text)
{
    return strncmp(text, "、", 3) == 0;
}

/* Bytes of the item of a list at text. */
static size_t item_length(const char *text)
{
    size_t n = 0;
    while (text[n] != '\0' && text[n] != ';' && !goes_on(text + n) && strncmp(text + n, "。", 3) != 0) n++;
    return n;
}

/* Marks the slots of this side that one item of a list names; false when the table has none. */
static bool mark(mz_flow_halves *h, const mz_flow_forms *forms, uint16_t side, const char *name)
{
    const mz_flow_codes *codes = mz_flow_forms_codes(forms, name);
    bool found = false;
    for (size_t c = 0; codes != NULL && c < codes->count; c++)
        for (size_t s = 0; s < h->count; s++) {
            mz_flow_slot *slot = &h->slots[s];
            if (slot->side != side || slot->children > 0 || strcmp(slot->code, codes->codes[c]) != 0) continue;
            found = slot->listed = true;
        }
    return found;
}

/* Marks what a list names, up to the end of its clause. */
static bool mark_list(mz_flow_halves *h, const mz_flow_forms *forms, uint16_t side, const char *list)
{
    char name[NAME_BYTES];
    h->lists[side] = true;
    for (const char *item = list;; item += strlen("、")) {
        size_t length = item_length(item);
        if (length == 0 || length >= sizeof name) return false;
        memcpy(name, item, length);
        name[length] = '\0';
        bool known = mark(h, forms, side, name);
        for (size_t e = 0; e < forms->endings.count && !known; e++) {
            size_t n = forms->endings.lengths[e];
            if (length <= n || strcmp(name + length - n, forms->endings.items[e]) != 0) continue;
            name[length - n] = '\0';
            known = mark(h, forms, side, name);
        }
        item += length;
        if (!known || !goes_on(item)) return known;
    }
}

/* The side whose name stands in front of a list, at most an amount of money away: the later of the two; -1 for none. */
static int side_before(const mz_flow_forms *forms, const char *text, const char *list)
{
    const mz_flow_words *words[2] = {&forms->personnel_columns, &forms->public_columns};
    const char *latest = NULL;
    int side = -1;
    for (int w = 0; w < 2; w++)
        for (size_t i = 0; i < words[w]->count; i++)
            for (const char *at = text; (at = strstr(at, words[w]->items[i])) != NULL && at < list; at++) {
                if (at < latest || list - at > AMOUNT_BYTES) continue;
                latest = at;
                side = w;
            }
    return side;
}

/* Marks what groups and totals sum. */
static void mark_sums(mz_flow_halves *h)
{
    bool total[2] = {false, false};
    for (size_t s = 0; s < h->count; s++) {
        mz_flow_slot *slot = &h->slots[s];
        for (size_t c = 1; c <= slot->children; c++) slot->listed = slot->listed || h->slots[s + c].listed;
        total[slot->side] = total[slot->side] || slot->listed;
        if (slot->code[0] == '\0') slot->listed = total[slot->side];
    }
}

/* The line in front of line l that is not empty. */
static size_t line_before(const mz_text *text, size_t l)
{
    for (size_t n = 1; n <= l && n <= GAP_LINES; n++)
        if (text->lines[l - n].length > 0) return l - n;
    return l;
}

/* Marks what the lists say that line l, with the end of the line in front of it, begins; false when they name what the
 * table does not have. */
static bool read_lists(mz_flow_halves *h, const mz_flow_forms *forms, const mz_text *text, size_t l)
{
    char buffer[LIST_BYTES];
    read_lines(text, line_before(text, l), buffer);
    for (size_t w = 0; w < forms->consisting.count; w++) {
        const char *word = forms->consisting.items[w], *list = buffer;
        while ((list = strstr(list, word)) != NULL) {
            const int side = side_before(forms, buffer, list);
            list += strlen(word);
            list += *list == ':';
            if (side >= 0 && !h->lists[side] && !mark_list(h, forms, (uint16_t)side, list)) return false;
        }
    }
    return true;
}

static void find_lists(const mz_flow_forms *forms, mz_flow_lists *lists)
{
    const mz_text *text = lists->text;
    lists->found = true;
    for (size_t w = 0; w < forms->consisting.count; w++)
        for (size_t l = 0; lists->count < MZ_FLOW_MAX_LISTS; l++) {
            l = mz_text_line_with(text, l, text->count, forms->consisting.items[w]);
            if (l == text->count) break;
            lists->lines[lists->count++] = l;
        }
}

bool mz_flow_halves_read_lists(mz_flow_halves *h, const mz_flow_forms *forms, mz_flow_lists *lists)
{
    if (!lists->found) find_lists(forms, lists);
    for (size_t i = 0; i < lists->count && !(h->lists[0] && h->lists[1]); i++)
        if (!read_lists(h, forms, lists->text, lists->lines[i])) return false;
    mark_sums(h);
    return h->lists[0] || h->lists[1];
}
