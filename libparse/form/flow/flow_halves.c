/* flow_halves.c - code, name and one figure, twice side by side (基本支出决算表), in pdftotext's reading order. The
 * figures come in runs, each a stretch of one column; which stretch follows from the sums of the code groups. */
#include <stdlib.h>
#include <string.h>

#include "flow_labels.h"
#include "flow_rows.h"

enum { RUNS = 32, SLOTS = 128, TRIALS = 20000, MISTAKES = 2 };

/* A place for a figure: a code, or the total of one side. */
typedef struct slot {
    const char *code, *label;
    const mz_flow_token *token; /* of the code */
    uint16_t side;
    size_t children; /* slots behind it that it sums */
    const mz_flow_token *value;
} slot;

typedef struct run {
    const mz_flow_token *values[SLOTS];
    size_t count;
    bool used;
} run;

typedef struct reader {
    mz_arena *arena;
    const mz_flow_forms *forms;
    slot slots[SLOTS];
    size_t slot_count;
    run *runs;
    size_t run_count;
    size_t figures; /* counted before the runs */
    size_t trials;
    size_t allowed; /* sums that need not hold: the print may have mistakes */
    const char *totals[2];
    const mz_flow_token *total_tokens[2];
} reader;

static bool is_code(const mz_flow_token *token)
{
    size_t length = strlen(token->text);
    return token->kind == MZ_FLOW_NUMBER && (length == 3 || length == 5) && token->decimals == 0 && !token->separator &&
           strspn(token->text, "0123456789") == length && token->text[0] == '3';
}

/* The side a code stands on: pay and benefits left, everything else right. */
static uint16_t side_of(const reader *r, const char *code)
{
    char group[4] = {code[0], code[1], code[2], '\0'};
    return mz_flow_words_has(&r->forms->personnel, group) ? 0 : 1;
}

static int by_side_and_code(const void *left, const void *right)
{
    const slot *a = left, *b = right;
    if (a->side != b->side) return a->side < b->side ? -1 : 1;
    if ((a->code[0] == '\0') != (b->code[0] == '\0')) return a->code[0] == '\0' ? 1 : -1;
    return strcmp(a->code, b->code);
}

/* Codes become slots; totals of the sides (人员经费合计) close them. */
static bool collect_slots(reader *r, const mz_flow_tokens *tokens)
{
    for (size_t i = 0; i < tokens->count; i++) {
        const mz_flow_token *token = &tokens->items[i];
        if (token->used) continue;
        if (token->kind == MZ_FLOW_TEXT && mz_flow_words_end(&r->forms->totals, token->key, strlen(token->key))) {
            uint16_t side = r->totals[0] != NULL;
            if (r->totals[side] == NULL) {
                r->totals[side] = token->text;
                r->total_tokens[side] = token;
            }
        }
        if (!is_code(token)) continue;
        if (r->slot_count + 2 >= SLOTS) return false;
        r->slots[r->slot_count++] =
            (slot){.code = token->text, .label = "", .token = token, .side = side_of(r, token->text)};
    }
    for (uint16_t side = 0; side < 2; side++)
        if (r->totals[side] != NULL)
            r->slots[r->slot_count++] =
                (slot){.code = "", .label = r->totals[side], .token = r->total_tokens[side], .side = side};
    qsort(r->slots, r->slot_count, sizeof *r->slots, by_side_and_code);
    for (size_t s = 0; s < r->slot_count; s++)
        for (size_t c = s + 1;
             c < r->slot_count && strlen(r->slots[s].code) == 3 && strncmp(r->slots[c].code, r->slots[s].code, 3) == 0;
             c++)
            r->slots[s].children++;
    return true;
}

/* Figures that no empty line parts are a stretch of one column, whatever names stand between them. */
static bool collect_runs(reader *r, const mz_flow_tokens *tokens)
{
    bool gap = true;
    for (size_t i = 0; i < tokens->count; i++) {
        const mz_flow_token *token = &tokens->items[i];
        gap = gap || token->gap;
        if (token->used || token->kind == MZ_FLOW_TEXT || is_code(token)) continue;
        if (gap) {
            if (r->run_count == RUNS) return false;
            r->run_count++;
        }
        gap = false;
        run *last = &r->runs[r->run_count - 1];
        if (last->count == SLOTS) return false;
        last->values[last->count++] = token;
    }
    return true;
}

static int64_t value_of(const slot *s)
{
    return s->value->kind == MZ_FLOW_NUMBER ? s->value->value : 0;
}

/* How many groups and totals that slots [from, filled) complete do not add up. */
static size_t wrong_sums(const reader *r, size_t filled, size_t from)
{
    int64_t total = 0;
    size_t wrong = 0;
    for (size_t s = 0; s < filled; s++) {
        const slot *slot = &r->slots[s];
        if (s > 0 && slot->side != r->slots[s - 1].side) total = 0;
        if (strlen(slot->code) == 3) total += value_of(slot);
        if (slot->code[0] == '\0' && s >= from) wrong += llabs(total - value_of(slot)) > 100000;
        if (slot->children == 0 || s + slot->children >= filled || s + slot->children < from) continue;
        int64_t sum = 0;
        for (size_t c = 1; c <= slot->children; c++) sum += value_of(&r->slots[s + c]);
        wrong += llabs(sum - value_of(slot)) > (int64_t)(slot->children + 1) * 5000;
    }
    return wrong;
}

/* Lays runs end to end over the slots from `filled` on, in their order first; `wrong` sums before them do not hold. */
static bool lay(reader *r, size_t filled, size_t wrong)
{
    if (filled == r->slot_count) return true;
    if (r->trials++ > TRIALS) return false;
    for (size_t i = 0; i < r->run_count; i++) {
        run *next = &r->runs[i];
        size_t end = filled + next->count;
        if (next->used || end > r->slot_count || r->slots[filled].side != r->slots[end - 1].side) continue;
        for (size_t v = 0; v < next->count; v++) r->slots[filled + v].value = next->values[v];
        size_t more = wrong_sums(r, end, filled);
        next->used = true;
        if (wrong + more <= r->allowed && lay(r, end, wrong + more)) return true; /* depth: at most RUNS */
        next->used = false;
    }
    return false;
}

/* Lays the runs so that as few sums as may be do not hold. */
static bool lay_best(reader *r)
{
    for (r->allowed = 0; r->allowed <= MISTAKES; r->allowed++) {
        r->trials = 0;
        if (lay(r, 0, 0)) return true;
    }
    return false;
}

/* The slot of the code or total at token; NULL when it is none. */
static slot *slot_of(reader *r, const mz_flow_token *token)
{
    for (size_t s = 0; s < r->slot_count; s++)
        if (r->slots[s].token == token) return &r->slots[s];
    return NULL;
}

/* The figures of one side since its last code. */
typedef struct pending {
    const mz_flow_token *figures[SLOTS];
    size_t count;
    slot *latest; /* the slot of that code */
} pending;

/* Gives the figures since the last code of side to that code and those before it that have none: several of them may be
 * read before their figures, in turn, or the first figure is that of the last code. Returns how many found a place. */
static size_t give(reader *r, uint16_t side, pending *p, bool in_turn)
{
    size_t placed = 0, s = 0, first = 0;
    if (p->latest != NULL && p->latest->value == NULL && p->count > 0 && (!in_turn || p->count == 1)) {
        p->latest->value = p->figures[0];
        first = placed = 1;
    }
    for (size_t f = first; f < p->count; f++) {
        const mz_flow_token *before = p->figures[f];
        while (s < r->slot_count &&
               (r->slots[s].side != side || r->slots[s].value != NULL || r->slots[s].token > before))
            s++;
        if (s == r->slot_count) break;
        r->slots[s].value = before;
        placed++;
    }
    p->count = 0;
    return placed;
}

/* The slot of a name: its code is printed, or it is that of a total. NULL when there is none. */
static slot *slot_named(reader *r, const mz_flow_label *label)
{
    slot *total = slot_of(r, label->token);
    for (size_t c = 0; total == NULL && label->codes != NULL && c < label->codes->count; c++)
        for (size_t s = 0; s < r->slot_count; s++)
            if (strcmp(r->slots[s].code, label->codes->codes[c]) == 0) return &r->slots[s];
    return total;
}

/* Whether s may hold value: no more than its group. */
static bool fits_group(const reader *r, const slot *s, const mz_flow_token *value)
{
    for (size_t g = 0; g < r->slot_count && strlen(s->code) > 3; g++)
        if (strlen(r->slots[g].code) == 3 && strncmp(r->slots[g].code, s->code, 3) == 0 && r->slots[g].value != NULL)
            return value->value <= value_of(&r->slots[g]);
    return true;
}

/* Names that nothing parts, and directly behind them as many figures that nothing parts, are those of one another.
 * groups: only names of groups and totals, else the others. Returns how many figures found a place. */
static size_t by_names(reader *r, const mz_flow_tokens *tokens, const mz_flow_labels *labels, bool groups)
{
    size_t placed = 0;
    for (size_t l = 0, end; l < labels->count; l = end) {
        size_t figures = 0;
        for (end = l + 1; end < labels->count && labels->items[end].first == labels->items[end - 1].last + 1 &&
                          !labels->items[end].token->gap;)
            end++;
        const mz_flow_token *values = &tokens->items[labels->items[end - 1].last + 1];
        while (values + figures < tokens->items + tokens->count && !values[figures].used &&
               values[figures].kind != MZ_FLOW_TEXT && !is_code(&values[figures]) &&
               (figures == 0 || !values[figures].gap))
            figures++;
        for (size_t n = 0; figures == end - l && n < figures; n++) {
            slot *s = slot_named(r, &labels->items[l + n]);
            if (s == NULL || s->value != NULL || (strlen(s->code) > 3) == groups || !fits_group(r, s, &values[n]))
                continue;
            s->value = &values[n];
            placed++;
        }
    }
    return placed;
}

/* Whether a slot has this figure. */
static bool is_placed(const reader *r, const mz_flow_token *figure)
{
    for (size_t s = 0; s < r->slot_count; s++)
        if (r->slots[s].value == figure) return true;
    return false;
}

/* A figure in front of a right-hand code on one line stands left of it; any other goes with the codes before it.
 * labels: the names that tell whose figures stand behind them, NULL when they do not. Returns how many figures found a
 * place. */
static size_t follow(reader *r, const mz_flow_tokens *tokens, const mz_flow_labels *labels, bool in_turn)
{
    pending sides[2] = {{.count = 0}, {.count = 0}};
    uint16_t side = 0;
    size_t placed = 0;
    for (size_t s = 0; s < r->slot_count; s++) r->slots[s].value = NULL;
    if (labels != NULL) placed = by_names(r, tokens, labels, true) + by_names(r, tokens, labels, false);
    for (size_t i = 0; i < tokens->count; i++) {
        const mz_flow_token *token = &tokens->items[i];
        if (token->used) continue;
        slot *named = slot_of(r, token);
        if (named != NULL) {
            side = named->side;
            placed += give(r, side, &sides[side], in_turn);
            sides[side].latest = named;
        } else if (token->kind != MZ_FLOW_TEXT && (labels == NULL || !is_placed(r, token))) {
            const slot *next = i + 1 < tokens->count && !token[1].first ? slot_of(r, &token[1]) : NULL;
            pending *own = &sides[next != NULL && next->side == 1 ? 0 : side];
            if (own->count < SLOTS) own->figures[own->count++] = token;
        }
    }
    for (side = 0; side < 2; side++) placed += give(r, side, &sides[side], in_turn);
    return placed;
}

/* What slot s must hold by the slots it sums; false when it sums none or one of them is still empty. */
static bool expected(const reader *r, size_t s, int64_t *sum, int64_t *slack)
{
    const slot *whole = &r->slots[s];
    size_t parts = 0;
    *sum = 0;
    for (size_t p = 0; p < r->slot_count; p++) {
        const slot *part = &r->slots[p];
        bool mine = whole->code[0] == '\0' ? part->side == whole->side && strlen(part->code) == 3
                                           : p > s && p <= s + whole->children;
        if (!mine || part->value == NULL) continue;
        if (!mz_value_add(*sum, value_of(part), sum)) return false;
        parts++;
    }
    *slack = (int64_t)(parts + 1) * 5000;
    return parts > 0;
}

static bool sums_parts(const slot *s)
{
    return s->children > 0 || s->code[0] == '\0';
}

/* Rows of a group that does not add up are doubtful. */
static bool in_doubt(const reader *r, size_t s)
{
    int64_t sum, slack;
    for (size_t w = 0; w < r->slot_count; w++) {
        bool covers = w == s || (s > w && s <= w + r->slots[w].children);
        if (!covers || !sums_parts(&r->slots[w]) || !expected(r, w, &sum, &slack)) continue;
        if (r->slots[w].value == NULL || llabs(value_of(&r->slots[w]) - sum) > slack) return true;
    }
    return false;
}

/* How many rows have no figure or are in doubt. */
static size_t misfits(const reader *r)
{
    size_t count = 0;
    for (size_t s = 0; s < r->slot_count; s++) count += r->slots[s].value == NULL || in_doubt(r, s);
    return count;
}

/* Figures to codes by their places, in the way that suits the sums best; false when none finds a place. */
static bool place_figures(reader *r, const mz_flow_tokens *tokens, const mz_flow_labels *labels)
{
    size_t least = SIZE_MAX;
    int best = 0;
    bool any = false;
    for (int way = 0; way < 4 && least > 0; way++) {
        any = follow(r, tokens, way < 2 ? NULL : labels, way % 2 == 1) > 0 || any;
        size_t wrong = misfits(r);
        if (wrong >= least) continue;
        least = wrong;
        best = way;
    }
    follow(r, tokens, best < 2 ? NULL : labels, best % 2 == 1);
    return any;
}

static bool name_slots(reader *r, const mz_flow_tokens *tokens)
{
    slot *current = NULL;
    for (size_t i = 0; i < tokens->count; i++) {
        const mz_flow_token *token = &tokens->items[i];
        if (token->used) continue;
        if (is_code(token)) {
            current = NULL;
            for (size_t s = 0; s < r->slot_count; s++)
                if (r->slots[s].token == token) current = &r->slots[s];
        } else if (token->kind != MZ_FLOW_TEXT) {
            current = NULL;
        } else if (current != NULL && !mz_flow_join(r->arena, &current->label, token->text)) {
            return false;
        }
    }
    return true;
}

/* Whether a name stands directly behind every code. */
static bool names_follow(const mz_flow_tokens *tokens)
{
    bool behind = false;
    for (size_t i = 0; i < tokens->count; i++) {
        const mz_flow_token *token = &tokens->items[i];
        if (token->used) continue;
        if (behind && token->kind != MZ_FLOW_TEXT) return false;
        behind = is_code(token);
    }
    return !behind;
}

mz_status mz_flow_rows_halves(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_header *header,
                              const mz_flow_tokens *tokens, mz_flow_rows *rows)
{
    const mz_flow_template *t = header->template;
    bool named = t->column_count > 1 && strcmp(t->paths[0], t->paths[1]) != 0; /* the sides have names of their own */
    reader *r = mz_arena_alloc(arena, sizeof *r);
    run *runs = mz_arena_array(arena, RUNS, sizeof *runs);
    if (r == NULL || runs == NULL) return MZ_ERR_MEMORY;
    *r = (reader){.arena = arena, .forms = forms, .runs = runs};
    if (!collect_slots(r, tokens)) return MZ_OK;
    for (size_t i = 0; i < tokens->count; i++) {
        const mz_flow_token *token = &tokens->items[i];
        r->figures += !token->used && token->kind != MZ_FLOW_TEXT && !is_code(token);
    }
    bool laid = collect_runs(r, tokens) && r->figures == r->slot_count && lay_best(r);
    mz_flow_labels labels = {0};
    mz_status status = laid ? MZ_OK : mz_flow_labels_read(arena, forms, tokens, &labels);
    if (status != MZ_OK) return status;
    if (!laid && !place_figures(r, tokens, &labels)) return MZ_OK;
    if ((!laid || names_follow(tokens)) && !name_slots(r, tokens)) return MZ_ERR_MEMORY;
    for (size_t l = 0; l < labels.count; l++) { /* the names of subjects tell whose they are wherever they stand */
        slot *own = slot_named(r, &labels.items[l]);
        if (own != NULL) own->label = labels.items[l].text;
    }
    for (size_t s = 0; s < r->slot_count; s++) {
        const slot *slot = &r->slots[s];
        mz_flow_row *row = mz_flow_row_add(arena, rows, slot->value != NULL ? slot->value->span : slot->token->span);
        if (row == NULL) return MZ_ERR_MEMORY;
        row->label = slot->label;
        row->code = slot->code;
        if (slot->value == NULL) continue;
        if (!mz_flow_row_value(arena, row, slot->value)) return MZ_ERR_MEMORY;
        row->columns[0] = named ? (int16_t)slot->side : 0;
        row->candidates[0] = 1u << row->columns[0];
        row->doubtful = !laid && in_doubt(r, s);
    }
    return MZ_OK;
}
