/* flow_labels.c - the names in a stream: lines of one cell put together, names in one column parted. */
#include "flow_labels.h"

#include <string.h>

#include "flow_rows.h"

/* lines of one cell; bytes of a name; what speaks against a way to part the lines */
enum {
    LINES = 6,
    AHEAD = 12, /* names that may stand between the lines of one */
    NAME_BYTES = 360,
    COST_UNKNOWN = 3,
    COST_FULL_LINE_ENDS = 2,
    COST_SHORT_LINE_GOES_ON = 6,
    COST_TOTAL_GOES_ON = 8,
    COST_BEGINS_INSIDE = 30,
    ALIKE_BYTES = 9 /* that names of one kind begin with: the place that units are of */
};

/* Lines with nothing between them. */
typedef struct run {
    const mz_flow_tokens *tokens;
    size_t first, count;
    size_t width; /* characters of the longest */
} run;

static const mz_flow_token *line(const run *r, size_t i)
{
    return &r->tokens->items[r->first + i];
}

/* A line as wide as its column, or one character less, which punctuation may need. */
static bool full(const run *r, size_t i)
{
    return mz_text_characters(line(r, i)->text) + 1 >= r->width;
}

/* The keys of lines [from, to) in buffer; false when they do not fit. */
static bool join_keys(const run *r, size_t from, size_t to, char *buffer)
{
    size_t length = 0;
    for (size_t i = from; i < to; i++) {
        size_t n = strlen(line(r, i)->key);
        if (length + n >= NAME_BYTES) return false;
        memcpy(buffer + length, line(r, i)->key, n);
        length += n;
    }
    buffer[length] = '\0';
    return true;
}

static uint32_t cost_of(const mz_flow_forms *forms, const run *r, size_t from, size_t to)
{
    char key[NAME_BYTES];
    if (!join_keys(r, from, to, key)) return UINT32_MAX / 2;
    if (mz_flow_forms_codes(forms, key + mz_flow_number_length(key)) != NULL) return 0;
    uint32_t cost = COST_UNKNOWN;
    for (size_t i = from + 1; i < to; i++)
        if (mz_flow_numbered(line(r, i)->key) || mz_flow_words_begin(&forms->starts, line(r, i)->key) ||
            strncmp(line(r, i)->key, key, ALIKE_BYTES) == 0)
            cost += COST_BEGINS_INSIDE;
    for (size_t i = from; i + 1 < to; i++) {
        cost += full(r, i) ? 0 : COST_SHORT_LINE_GOES_ON;
        const char *key = line(r, i)->key;
        if (mz_flow_words_end(&forms->totals, key, strlen(key))) cost += COST_TOTAL_GOES_ON;
    }
    if (to < r->count && full(r, to - 1)) cost += COST_FULL_LINE_ENDS;
    return cost;
}

static mz_status add(mz_arena *arena, const mz_flow_forms *forms, const run *r, size_t from, size_t to,
                     mz_flow_labels *labels)
{
    mz_flow_label *label = mz_arena_push(arena, &labels->items, &labels->count, &labels->capacity, sizeof *label);
    if (label == NULL) return MZ_ERR_MEMORY;
    const mz_flow_token *token = line(r, from);
    *label = (mz_flow_label){
        .text = token->text, .key = token->key, .token = token, .first = r->first + from, .last = r->first + to - 1};
    for (size_t i = from + 1; i < to; i++) {
        label->text = mz_arena_printf(arena, "%s%s", label->text, line(r, i)->text);
        label->key = mz_arena_printf(arena, "%s%s", label->key, line(r, i)->key);
        if (label->text == NULL || label->key == NULL) return MZ_ERR_MEMORY;
    }
    label->codes = mz_flow_forms_codes(forms, label->key + mz_flow_number_length(label->key));
    label->total = mz_flow_words_has(&forms->totals, label->key);
    return MZ_OK;
}

/* The cheapest way to part a run. */
static mz_status part(mz_arena *arena, const mz_flow_forms *forms, run *r, mz_flow_labels *labels)
{
    if (r->count == 1) return add(arena, forms, r, 0, 1, labels);
    uint32_t *best = mz_arena_array(arena, r->count + 1, sizeof *best);
    uint8_t *size = mz_arena_array(arena, r->count + 1, sizeof *size);
    size_t *ends = mz_arena_array(arena, r->count + 1, sizeof *ends);
    if (best == NULL || size == NULL || ends == NULL) return MZ_ERR_MEMORY;
    for (size_t i = 0; i < r->count; i++) {
        size_t width = mz_text_characters(line(r, i)->text);
        if (width > r->width) r->width = width;
    }
    for (size_t i = 1; i <= r->count; i++) {
        best[i] = UINT32_MAX / 2;
        for (size_t n = 1; n <= LINES && n <= i; n++) {
            uint32_t cost = best[i - n] + cost_of(forms, r, i - n, i);
            if (cost < best[i]) {
                best[i] = cost;
                size[i] = (uint8_t)n;
            }
        }
    }
    size_t count = 0;
    for (size_t i = r->count; i > 0; i -= size[i] > 0 ? size[i] : 1) ends[count++] = i;
    mz_status status = MZ_OK;
    for (size_t from = 0; count > 0 && status == MZ_OK; from = ends[count])
        status = add(arena, forms, r, from, ends[--count], labels);
    return status;
}

/* Puts names of subjects together of which other cells part the lines. */
static bool join_parted(mz_arena *arena, const mz_flow_forms *forms, mz_flow_labels *labels)
{
    char key[NAME_BYTES];
    size_t kept = 0;
    for (size_t i = 0; i < labels->count; i++) {
        mz_flow_label *label = &labels->items[i];
        size_t length = strlen(label->key);
        for (size_t n = i + 1; n < labels->count && n <= i + AHEAD && *label->key != '\0'; n++) {
            mz_flow_label *rest = &labels->items[n];
            if (label->codes != NULL || label->total) break;
            if (rest->codes != NULL || rest->total || length + strlen(rest->key) >= sizeof key) continue;
            memcpy(key, label->key, length);
            memcpy(key + length, rest->key, strlen(rest->key) + 1);
            label->codes = mz_flow_forms_codes(forms, key);
            if (label->codes == NULL) continue;
            label->text = mz_arena_printf(arena, "%s%s", label->text, rest->text);
            label->key = mz_arena_printf(arena, "%s", key);
            if (label->text == NULL || label->key == NULL) return false;
            if (rest->first == label->last + 1) label->last = rest->last;
            rest->key = "";
        }
    }
    for (size_t i = 0; i < labels->count; i++)
        if (*labels->items[i].key != '\0') labels->items[kept++] = labels->items[i];
    labels->count = kept;
    return true;
}

mz_status mz_flow_labels_read(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_tokens *tokens, bool lines,
                              mz_flow_labels *labels)
{
    mz_status status = MZ_OK;
    for (size_t i = 0; i < tokens->count && status == MZ_OK;) {
        const mz_flow_token *token = &tokens->items[i];
        if (token->used || token->kind != MZ_FLOW_TEXT) {
            i++;
            continue;
        }
        run r = {.tokens = tokens, .first = i, .count = 1};
        bool total = mz_flow_words_has(&forms->totals, token->key);
        for (i++; i < tokens->count && !total && !lines; i++, r.count++) {
            const mz_flow_token *next = &tokens->items[i];
            if (next->used || next->kind != MZ_FLOW_TEXT || next->gap || next->span.page != token->span.page ||
                mz_flow_words_has(&forms->totals, next->key))
                break;
        }
        status = part(arena, forms, &r, labels);
    }
    return status == MZ_OK && !join_parted(arena, forms, labels) ? MZ_ERR_MEMORY : status;
}
