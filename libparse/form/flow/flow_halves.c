/* flow_halves.c - code, name and one figure, two or three times side by side (基本支出决算表), in pdftotext's reading
 * order: its places for figures, and the rows that they become. */
#include "flow_halves.h"

#include <stdlib.h>
#include <string.h>

enum { VOTES = 3, MISTAKES = 2 /* sums that do not hold in a table that was read right, at most */ };

bool mz_flow_halves_code(const mz_flow_token *token)
{
    size_t length = strlen(token->text);
    return token->kind == MZ_FLOW_NUMBER && (length == 3 || length == 5) && token->decimals == 0 && !token->separator &&
           strspn(token->text, "0123456789") == length && token->text[0] == '3';
}

/* The side a code stands on: pay and benefits left, everything else right. */
static uint16_t side_of(const mz_flow_forms *forms, const char *code)
{
    char group[4] = {code[0], code[1], code[2], '\0'};
    return mz_flow_words_has(&forms->personnel, group) ? 0 : 1;
}

/* The side of a total: what its name says, whatever is read first; of one that says nothing that of its turn. */
static uint16_t side_of_total(const mz_flow_forms *forms, const char *key, uint16_t turn)
{
    if (mz_flow_words_inside(&forms->public_columns, key)) return 1;
    return mz_flow_words_inside(&forms->personnel_columns, key) ? 0 : turn;
}

static int by_side_and_code(const void *left, const void *right)
{
    const mz_flow_slot *a = left, *b = right;
    if (a->side != b->side) return a->side < b->side ? -1 : 1;
    if ((a->code[0] == '\0') != (b->code[0] == '\0')) return a->code[0] == '\0' ? 1 : -1;
    return strcmp(a->code, b->code);
}

/* How many slots from `right` on stand above the second column of their side, by the rows of the print: each names a
 * code of either column, one behind the other. All of them when the side has one column. */
static size_t first_column(const mz_flow_halves *h, size_t right)
{
    size_t votes[MZ_FLOW_SLOTS] = {0}, before = h->count;
    for (size_t i = 0; i < h->tokens->count; i++) {
        if (h->at[i] == 0 || h->slots[h->at[i] - 1].code[0] == '\0') continue;
        size_t s = h->at[i] - 1u;
        if (s >= right && before >= right && s > before + 1 && ++votes[s - before] == VOTES) return s - before;
        before = s < right ? 0 : s;
    }
    return h->count;
}

/* Codes become slots; totals of the sides (人员经费合计) close them. False when there are too many. */
static bool collect_slots(mz_flow_halves *h, const mz_flow_forms *forms)
{
    const mz_flow_tokens *tokens = h->tokens;
    uint16_t totals = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        const mz_flow_token *token = &tokens->items[i];
        if (token->used) continue;
        bool total = token->kind == MZ_FLOW_TEXT && totals < 2 &&
                     mz_flow_words_end(&forms->totals, token->key, strlen(token->key));
        if (!total && !mz_flow_halves_code(token)) continue;
        if (h->count == MZ_FLOW_SLOTS) return false;
        mz_flow_slot *slot = &h->slots[h->count++];
        *slot = (mz_flow_slot){.code = total ? "" : token->text, .label = total ? token->text : "", .token = token};
        slot->side = total ? side_of_total(forms, token->key, totals) : side_of(forms, token->text);
        totals += total;
    }
    qsort(h->slots, h->count, sizeof *h->slots, by_side_and_code);
    for (size_t s = 0; s < h->count; s++) {
        mz_flow_slot *slot = &h->slots[s];
        h->at[slot->token - tokens->items] = (uint8_t)(s + 1);
        for (size_t c = s + 1; c < h->count && strlen(slot->code) == 3 && strncmp(h->slots[c].code, slot->code, 3) == 0;
             c++)
            slot->children++;
    }
    return true;
}

/* Where the codes are printed. */
static void find_columns(mz_flow_halves *h)
{
    size_t right = 0;
    while (right < h->count && h->slots[right].side == 0) right++;
    size_t rows = first_column(h, right);
    for (size_t s = 0; s < h->count; s++) {
        mz_flow_slot *slot = &h->slots[s];
        slot->row = s < right ? s : s - right;
        slot->column = slot->side;
        if (s < right || slot->row < rows) continue;
        slot->row -= rows;
        slot->column++;
    }
}

mz_flow_slot *mz_flow_halves_named(mz_flow_halves *h, const mz_flow_label *label)
{
    size_t at = h->at[label->token - h->tokens->items];
    if (at > 0) return &h->slots[at - 1];
    for (size_t c = 0; label->codes != NULL && c < label->codes->count; c++)
        for (size_t s = 0; s < h->count; s++)
            if (strcmp(h->slots[s].code, label->codes->codes[c]) == 0) return &h->slots[s];
    at = label->codes == NULL && label->first > 0 ? h->at[label->first - 1] : 0;
    return at > 0 ? &h->slots[at - 1] : NULL;
}

/* The names of the slots: what stands behind their codes. Codes printed one below the other have none behind them. */
static bool name_slots(mz_flow_halves *h)
{
    mz_flow_slot *current = NULL;
    bool code = false; /* the last token was one */
    for (size_t i = 0; i < h->tokens->count; i++) {
        const mz_flow_token *token = &h->tokens->items[i];
        if (token->used) continue;
        if (token->kind != MZ_FLOW_TEXT) {
            current = h->at[i] > 0 && !code ? &h->slots[h->at[i] - 1] : NULL;
        } else if (current != NULL && !mz_flow_join(h->arena, &current->label, token->text)) {
            return false;
        }
        code = token->kind != MZ_FLOW_TEXT && h->at[i] > 0;
    }
    return true;
}

mz_status mz_flow_rows_halves(mz_arena *arena, const mz_flow_forms *forms, mz_flow_lists *lists,
                              const mz_flow_tables *tables, mz_flow_table *table)
{
    const mz_flow_template *t = table->header.template;
    const mz_flow_tokens *tokens = &table->tokens;
    mz_flow_rows *rows = &table->rows;
    bool named = t->column_count > 1 && strcmp(t->paths[0], t->paths[1]) != 0; /* the sides have names of their own */
    mz_flow_labels labels = {0};
    mz_flow_halves *h = mz_arena_alloc(arena, sizeof *h);
    if (h == NULL) return MZ_ERR_MEMORY;
    *h = (mz_flow_halves){.arena = arena, .tokens = tokens, .labels = &labels};
    h->at = mz_arena_array(arena, tokens->count, sizeof *h->at);
    if (h->at == NULL) return MZ_ERR_MEMORY;
    memset(h->at, 0, tokens->count * sizeof *h->at);
    if (!collect_slots(h, forms)) return MZ_OK;
    find_columns(h);
    mz_status status = mz_flow_labels_read(arena, forms, tokens, false, &labels);
    if (status != MZ_OK) return status;
    mz_flow_halves_anchor(h, forms, &lists->same, tables, table);
    if (!mz_flow_halves_fill(h, mz_flow_halves_read_lists(h, forms, lists))) return MZ_OK;
    if (!name_slots(h)) return MZ_ERR_MEMORY;
    for (size_t l = 0; l < labels.count; l++) {
        mz_flow_slot *own = mz_flow_halves_named(h, &labels.items[l]);
        if (own != NULL) own->label = labels.items[l].text;
    }
    const bool lost = mz_flow_halves_wrong(h, 0, h->count) > MISTAKES;
    for (size_t s = 0; s < h->count; s++) {
        const mz_flow_slot *slot = &h->slots[s];
        mz_flow_row *row = mz_flow_row_add(arena, rows, slot->value != NULL ? slot->value->span : slot->token->span);
        if (row == NULL) return MZ_ERR_MEMORY;
        row->label = slot->label;
        row->code = slot->code;
        if (slot->value == NULL) continue;
        if (!mz_flow_row_value(arena, row, slot->value)) return MZ_ERR_MEMORY;
        row->columns[0] = named ? (int16_t)slot->side : 0;
        row->candidates[0] = 1u << row->columns[0];
        row->doubtful = mz_flow_halves_doubtful(h, s);
        row->displaced = mz_flow_halves_open(h, s) || (lost && row->doubtful);
    }
    return MZ_OK;
}
