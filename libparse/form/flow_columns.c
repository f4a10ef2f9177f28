/* flow_columns.c - header cells to columns: how the rows are laid out, and which cells take part. */
#include "flow_columns.h"

#include <string.h>

#include "flow_tree.h"
#include "text/text.h"

enum { FEWEST_SINGLE = 4, MAX_HALVES = 4, MAX_HEADINGS = 256, ONE_CHARACTER = 3, STRANGERS = 3 };

typedef struct maker {
    mz_arena *arena;
    const mz_flow_forms *forms;
    const mz_flow_vocabulary *vocabulary;
    mz_flow_headings *headings;
    const mz_flow_tokens *tokens;
    mz_flow_template *out;
    size_t held; /* in how many rows the sums of out hold */
    const mz_flow_usual *usual;
} maker;

static size_t count_word(const mz_flow_headings *headings, const mz_flow_heading *like, bool early)
{
    size_t count = 0;
    for (size_t i = 0; i < headings->count; i++)
        count += headings->items[i].word == like->word && strcmp(headings->items[i].text, like->text) == 0 &&
                 (headings->items[i].early || !early);
    return count;
}

/* The largest number of times that one word of these kinds is printed. */
static size_t most_of(const mz_flow_headings *headings, unsigned kinds, bool early)
{
    size_t most = 0;
    for (size_t i = 0; i < headings->count; i++) {
        if (!mz_flow_heading_is(&headings->items[i], kinds) || (early && !headings->items[i].early)) continue;
        size_t count = count_word(headings, &headings->items[i], early);
        if (count > most) most = count;
    }
    return most;
}

static bool seen(const mz_flow_headings *headings, size_t i)
{
    for (size_t o = 0; o < i; o++)
        if (headings->items[o].word == headings->items[i].word &&
            strcmp(headings->items[o].text, headings->items[i].text) == 0)
            return true;
    return false;
}

/* Whether another word for the same column is among the cells: then this one, read among the rows, is a row's name. */
static bool named_already(const mz_flow_tree *t, const mz_flow_heading *h)
{
    for (size_t i = 0; i < t->count && h->word->role != NULL && !mz_flow_heading_total(h); i++) {
        const mz_flow_word *other = t->items[i].heading->word;
        if (other != h->word && other->role != NULL && strcmp(other->role, h->word->role) == 0) return true;
    }
    return false;
}

/* Whether a heading belongs to the cells of t already there: under or beside one of them. */
static bool related(const mz_flow_tree *t, const mz_flow_heading *h, bool beside)
{
    if (named_already(t, h)) return false;
    bool only_totals = true;
    for (size_t i = 0; i < t->count; i++) only_totals = only_totals && mz_flow_heading_total(t->items[i].heading);
    for (size_t i = 0; i < t->count; i++) {
        const mz_flow_word *other = t->items[i].heading->word;
        if (mz_flow_word_under(other, h->word) > 0) return true;
        if (beside && (only_totals || !mz_flow_heading_total(t->items[i].heading)) &&
            mz_flow_word_beside(other, h->word))
            return true;
    }
    return false;
}

/* Whether a cell that is no subject may stand over all those of t but the totals, some of them under others. */
static bool covers(const maker *m, const mz_flow_tree *t, const mz_flow_heading *h)
{
    size_t covered = 0;
    if (mz_flow_forms_codes(m->forms, h->word->key) != NULL) return false;
    for (size_t i = 0; i < t->count; i++) {
        const mz_flow_word *word = t->items[i].heading->word;
        if (mz_flow_heading_total(t->items[i].heading)) continue;
        bool under = mz_flow_word_under(h->word, word) > 0;
        for (size_t o = 0; o < t->count && !under; o++)
            under = mz_flow_word_under(h->word, t->items[o].heading->word) > 0 &&
                    mz_flow_word_under(t->items[o].heading->word, word) > 0;
        if (!under) return false;
        covered++;
    }
    return covered > 1;
}

static bool is_stranger(const mz_flow_heading *h)
{
    return mz_flow_heading_is(h, MZ_FLOW_WORD_STRANGER);
}

/* Measures that are printed once for every other leaf stand under each of them: takes them out of the items. */
static void cross_measures(mz_flow_tree *t)
{
    size_t leaves = 0, measures = 0, kinds = 0;
    const char *texts[4];
    for (size_t i = 0; i < t->count; i++) {
        const mz_flow_heading *h = t->items[i].heading;
        if (!mz_flow_heading_is(h, MZ_FLOW_WORD_MEASURE)) {
            leaves += !t->items[i].group;
            continue;
        }
        measures++;
        bool known = false;
        for (size_t k = 0; k < kinds; k++) known = known || strcmp(texts[k], h->text) == 0;
        if (!known && kinds < 4) texts[kinds++] = h->text;
    }
    if (kinds == 0 || leaves < 2 || measures < kinds * leaves) return;
    size_t kept = 0;
    for (size_t i = 0; i < t->count; i++) {
        if (mz_flow_heading_is(t->items[i].heading, MZ_FLOW_WORD_MEASURE))
            t->items[i].heading->used = true;
        else
            t->items[kept++] = t->items[i];
    }
    t->count = kept;
    t->measure_count = kinds;
    memcpy(t->measures, texts, kinds * sizeof *texts);
}

static mz_status finish(maker *m, mz_flow_tree *t, uint16_t side, bool *made)
{
    mz_flow_tree_parents(t);
    cross_measures(t);
    mz_flow_tree_clear(t);
    mz_flow_tree_parents(t);
    mz_flow_tree_drop_groups(t);
    mz_flow_tree_totals(t);
    return mz_flow_tree_columns(t, side, m->out, made, &m->held);
}

/* One header over all rows. Among the rows stand cells that belong to others or any (no labels at all). */
static mz_status plain(maker *m, bool *made)
{
    bool all = m->out->layout == MZ_FLOW_SINGLE, labels = m->out->layout == MZ_FLOW_LABELS;
    bool codes = m->out->layout == MZ_FLOW_CODES;
    /* where the columns are measures the names of sources are those of rows */
    bool late = codes || (labels && most_of(m->headings, MZ_FLOW_WORD_MEASURE, true) == 0);
    mz_flow_tree t = {
        .arena = m->arena, .vocabulary = m->vocabulary, .tokens = m->tokens, .usual = m->usual, .prefix = ""};
    for (size_t i = 0; i < m->headings->count; i++) {
        mz_flow_heading *h = &m->headings->items[i];
        if (!mz_flow_heading_is(h, MZ_FLOW_WORD_COLUMN) || mz_flow_heading_is(h, MZ_FLOW_WORD_CODE | MZ_FLOW_WORD_NAME))
            continue;
        if (mz_flow_heading_is(h, MZ_FLOW_WORD_HEADING) && mz_flow_heading_bare(h) &&
            mz_flow_heading_is(h, MZ_FLOW_WORD_INCOME | MZ_FLOW_WORD_OUTGOINGS))
            continue; /* 支出 is the end of a name */
        if (!h->early && labels && mz_flow_heading_total(h)) continue;
        if (!h->early && !all &&
            (!late || seen(m->headings, i) || !(is_stranger(h) || related(&t, h, true) || (codes && covers(m, &t, h)))))
            continue;
        if (!mz_flow_tree_add(&t, h)) return MZ_OK;
    }
    mz_status status = finish(m, &t, 0, made);
    *made = *made && m->out->column_count >= (all ? FEWEST_SINGLE : 1);
    return status;
}

/* The cells under the right side: those that belong under its heading or under one of them. Two passes, because a cell
 * may be read before the one that it stands under. Gives how many are no totals. */
static size_t right_cells(maker *m, mz_flow_tree *t)
{
    size_t parts = 0;
    bool taken[MAX_HEADINGS] = {false};
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < m->headings->count && i < MAX_HEADINGS; i++) {
            mz_flow_heading *h = &m->headings->items[i];
            if (taken[i] || !mz_flow_heading_is(h, MZ_FLOW_WORD_COLUMN) || seen(m->headings, i)) continue;
            if (mz_flow_heading_is(h, MZ_FLOW_WORD_MEASURE | MZ_FLOW_WORD_INCOME | MZ_FLOW_WORD_OUTGOINGS)) continue;
            if (mz_flow_heading_total(h) && !mz_flow_heading_bare(h)) continue;
            if (mz_flow_word_under(t->root, h->word) == 0 && !is_stranger(h) && !related(t, h, false)) continue;
            if (!h->early && named_already(t, h)) continue;
            if (!mz_flow_tree_add(t, h)) return parts;
            taken[i] = true;
            parts += !mz_flow_heading_total(h);
        }
    return parts;
}

/* A column per measure on one side. */
static bool measures_on(maker *m, const mz_flow_heading *top, uint16_t side)
{
    for (size_t i = 0; i < m->headings->count; i++) {
        mz_flow_heading *h = &m->headings->items[i];
        if (!mz_flow_heading_is(h, MZ_FLOW_WORD_MEASURE)) continue;
        h->used = true;
        if (seen(m->headings, i)) continue;
        if (m->out->column_count == MZ_FLOW_MAX_COLUMNS) return false;
        m->out->sides[m->out->column_count] = side;
        m->out->paths[m->out->column_count] = mz_arena_printf(m->arena, "%s/%s", top->text, h->text);
        if (m->out->paths[m->out->column_count++] == NULL) return false;
    }
    return m->out->column_count > 0;
}

/* Whether heading i is printed once more before token last. */
static bool again_before(const mz_flow_headings *headings, size_t i, size_t last)
{
    const mz_flow_heading *h = &headings->items[i];
    for (size_t o = i + 1; o < headings->count && headings->items[o].tokens[0] < last; o++)
        if (headings->items[o].word == h->word && strcmp(headings->items[o].text, h->text) == 0) return true;
    return false;
}

/* Two sides: income and expenditure. */
static mz_status pairs(maker *m, mz_flow_heading *left, mz_flow_heading *right, bool *made)
{
    mz_flow_tree t = {.arena = m->arena,
                      .vocabulary = m->vocabulary,
                      .tokens = m->tokens,
                      .usual = m->usual,
                      .prefix = right->text,
                      .root = right->word};
    left->used = right->used = true;
    if (!measures_on(m, left, 0)) return MZ_OK;
    if (right_cells(m, &t) < 2) { /* the same measures on both sides */
        if (most_of(m->headings, MZ_FLOW_WORD_MEASURE, false) < 2) return MZ_OK;
        *made = measures_on(m, right, 1);
        return *made ? mz_flow_template_compile(m->arena, m->vocabulary, m->out) : MZ_OK;
    }
    size_t last = 0; /* of the cells of the header */
    for (size_t i = 0; i < t.count; i++)
        if (t.items[i].place > last) last = t.items[i].place;
    for (size_t i = 0; i < m->headings->count; i++) {
        const mz_flow_heading *h = &m->headings->items[i];
        if (!mz_flow_heading_is(h, MZ_FLOW_WORD_MEASURE) || !again_before(m->headings, i, last)) continue;
        t.prefix = mz_arena_printf(m->arena, "%s/%s", right->text, h->text);
        break;
    }
    return t.prefix == NULL ? MZ_ERR_MEMORY : finish(m, &t, 1, made);
}

/* Code, name and figure several times side by side. */
static mz_status halves(maker *m, size_t count, bool *made)
{
    const char *names[MAX_HALVES];
    size_t n = 0, measures = 0;
    for (size_t i = 0; i < m->headings->count; i++) {
        mz_flow_heading *h = &m->headings->items[i];
        if (!h->early || h->guessed || !mz_flow_heading_is(h, MZ_FLOW_WORD_COLUMN) ||
            mz_flow_heading_is(h, MZ_FLOW_WORD_MEASURE))
            continue;
        if (n < MAX_HALVES) names[n++] = h->text;
        h->used = true;
    }
    for (size_t i = 0; i < m->headings->count; i++) {
        mz_flow_heading *h = &m->headings->items[i];
        if (!mz_flow_heading_is(h, MZ_FLOW_WORD_MEASURE) || measures == count) continue;
        h->used = true;
        m->out->paths[m->out->column_count++] =
            n == 0 ? h->text : mz_arena_printf(m->arena, "%s/%s", names[measures < n ? measures : n - 1], h->text);
        measures++;
    }
    *made = measures == count;
    return *made ? mz_flow_template_compile(m->arena, m->vocabulary, m->out) : MZ_OK;
}

static mz_flow_heading *first_of(mz_flow_headings *headings, unsigned kinds)
{
    for (int early = 1; early >= 0; early--)
        for (size_t i = 0; i < headings->count; i++)
            if (mz_flow_heading_is(&headings->items[i], kinds) && headings->items[i].early >= (early == 1))
                return &headings->items[i];
    return NULL;
}

/* The columns of the headings as they are. *made is false when they make no header. */
static mz_status make(maker *m, bool *made)
{
    const mz_flow_headings *headings = m->headings;
    size_t codes = 0, names = most_of(headings, MZ_FLOW_WORD_NAME, false);
    size_t measures = most_of(headings, MZ_FLOW_WORD_MEASURE, false);
    for (size_t i = 0; i < headings->count; i++) /* 类, 款 or 项 among the rows is the end of a name */
        codes += mz_flow_heading_is(&headings->items[i], MZ_FLOW_WORD_CODE) &&
                 (headings->items[i].early || strlen(headings->items[i].word->key) > ONE_CHARACTER);
    if (first_of(m->headings, MZ_FLOW_WORD_UNIT) != NULL) return MZ_OK; /* a list of goods */
    mz_flow_heading *left = first_of(m->headings, MZ_FLOW_WORD_INCOME),
                    *right = first_of(m->headings, MZ_FLOW_WORD_OUTGOINGS);
    if (codes > 1 && measures > 1 && measures <= MAX_HALVES) {
        m->out->layout = MZ_FLOW_HALVES;
        return halves(m, measures, made);
    }
    if (codes == 0 && left != NULL && right != NULL && names > 0) {
        m->out->layout = MZ_FLOW_PAIRS;
        return pairs(m, left, right, made);
    }
    m->out->layout = codes > 0 ? MZ_FLOW_CODES : names > 0 ? MZ_FLOW_LABELS : MZ_FLOW_SINGLE;
    return plain(m, made);
}

static void keep_used(const mz_flow_headings *headings, bool *used)
{
    for (size_t i = 0; i < headings->count; i++) used[i] = headings->items[i].used;
}

/* Makes the columns anew with a guessed heading taken for word. Keeps that when more rows bear it out. used: of the
 * headings, as m has them. */
static mz_status try_word(maker *m, mz_flow_heading *guessed, const mz_flow_word *word, bool *used, bool *made)
{
    const mz_flow_word *before = guessed->word;
    maker other = *m;
    bool also = false;
    other.out = mz_arena_alloc(m->arena, sizeof *other.out);
    other.held = 0;
    if (other.out == NULL) return MZ_ERR_MEMORY;
    for (size_t i = 0; i < m->headings->count; i++) m->headings->items[i].used = false;
    guessed->word = word;
    mz_status status = make(&other, &also);
    if (status != MZ_OK && status != MZ_ERR_LIMIT) return status;
    if (status == MZ_OK && also && (!*made || other.held > m->held)) {
        *m = other;
        *made = true;
        keep_used(m->headings, used);
    } else {
        guessed->word = before;
    }
    return MZ_OK;
}

/* Tries what else the guessed headings can be. */
static mz_status try_guesses(maker *m, bool *made)
{
    const mz_flow_vocabulary *v = m->vocabulary;
    const mz_flow_word *const words[] = {&v->group, &v->column, &v->none};
    bool *used = mz_arena_array(m->arena, m->headings->count + 1, sizeof *used);
    if (used == NULL) return MZ_ERR_MEMORY;
    keep_used(m->headings, used);
    for (size_t i = 0, tries = 0; i < m->headings->count && tries < STRANGERS; i++) {
        mz_flow_heading *h = &m->headings->items[i];
        const unsigned fixed = MZ_FLOW_WORD_CODE | MZ_FLOW_WORD_NAME | MZ_FLOW_WORD_MEASURE;
        if (!h->guessed || mz_flow_heading_is(h, fixed)) continue;
        for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
            mz_status status = h->word == words[w] ? MZ_OK : try_word(m, h, words[w], used, made);
            if (status != MZ_OK) return status;
        }
        tries++;
    }
    for (size_t i = 0; i < m->headings->count; i++) m->headings->items[i].used = used[i];
    return MZ_OK;
}

mz_status mz_flow_columns_make(mz_arena *arena, const mz_flow_forms *forms, const char *title,
                               mz_flow_headings *headings, const mz_flow_tokens *tokens, const mz_flow_template **t)
{
    *t = NULL;
    maker m = {arena, forms, &forms->vocabulary, headings, tokens, mz_arena_alloc(arena, sizeof *m.out), 0, NULL};
    if (m.out == NULL) return MZ_ERR_MEMORY;
    bool made = false, guessed = false;
    const char *key = mz_text_key(arena, title, strlen(title));
    if (key == NULL) return MZ_ERR_MEMORY;
    m.usual = mz_flow_usual_of(forms->usual, forms->usual_count, key);
    mz_status status = make(&m, &made);
    for (size_t i = 0; i < headings->count; i++) guessed = guessed || headings->items[i].guessed;
    if (status == MZ_ERR_LIMIT) made = false; /* too many cells for a header */
    if (guessed && (status == MZ_OK || status == MZ_ERR_LIMIT)) status = try_guesses(&m, &made);
    if (status == MZ_OK && made) *t = m.out;
    return status == MZ_ERR_LIMIT ? MZ_OK : status;
}
