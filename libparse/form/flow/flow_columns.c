/* flow_columns.c - header cells to columns: how the rows are laid out, and which cells take part. */
#include "flow_columns.h"

#include <string.h>

#include "flow_maker.h"
#include "flow_subjects.h"
#include "text/text.h"

enum { FEWEST_SINGLE = 4, MAX_HALVES = 4, ONE_CHARACTER = 3, STRANGERS = 3 };

static size_t count_word(const mz_flow_headings *headings, const mz_flow_heading *like, bool early)
{
    size_t count = 0;
    for (size_t i = 0; i < headings->count; i++)
        count += headings->items[i].word == like->word && strcmp(headings->items[i].text, like->text) == 0 &&
                 (headings->items[i].early || !early);
    return count;
}

size_t mz_flow_headings_count(const mz_flow_headings *headings, const mz_flow_heading *h)
{
    return count_word(headings, h, false);
}

size_t mz_flow_headings_most(const mz_flow_headings *headings, unsigned kinds, bool early)
{
    size_t most = 0;
    for (size_t i = 0; i < headings->count; i++) {
        if (!mz_flow_heading_is(&headings->items[i], kinds) || (early && !headings->items[i].early)) continue;
        size_t count = count_word(headings, &headings->items[i], early);
        if (count > most) most = count;
    }
    return most;
}

bool mz_flow_headings_seen(const mz_flow_headings *headings, size_t i)
{
    for (size_t o = 0; o < i; o++)
        if (headings->items[o].word == headings->items[i].word &&
            strcmp(headings->items[o].text, headings->items[i].text) == 0)
            return true;
    return false;
}

bool mz_flow_named_already(const mz_flow_tree *t, const mz_flow_heading *h)
{
    for (size_t i = 0; i < t->count && h->word->role != NULL && !mz_flow_heading_total(h); i++) {
        const mz_flow_word *other = t->items[i].heading->word;
        if (other != h->word && other->role != NULL && strcmp(other->role, h->word->role) == 0)
            return mz_flow_word_under(other, h->word) == 0;
    }
    return false;
}

bool mz_flow_related(const mz_flow_tree *t, const mz_flow_heading *h, bool beside)
{
    if (mz_flow_named_already(t, h)) return false;
    bool only_totals = true;
    for (size_t i = 0; i < t->count; i++) only_totals = only_totals && mz_flow_heading_total(t->items[i].heading);
    for (size_t i = 0; i < t->count; i++) {
        const mz_flow_word *other = t->items[i].heading->word;
        if (mz_flow_word_under(other, h->word) > 0) return true;
        if (other == h->word && mz_flow_heading_is(h, MZ_FLOW_WORD_MEASURE)) return true; /* of another year */
        if (beside && (only_totals || !mz_flow_heading_total(t->items[i].heading)) &&
            mz_flow_word_beside(other, h->word))
            return true;
    }
    return false;
}

/* Whether a cell may be the end of a name: 支出. */
static bool ends_name(const mz_flow_heading *h)
{
    return mz_flow_heading_is(h, MZ_FLOW_WORD_HEADING) && mz_flow_heading_bare(h) &&
           mz_flow_heading_is(h, MZ_FLOW_WORD_INCOME | MZ_FLOW_WORD_OUTGOINGS);
}

static bool has_item(const mz_flow_tree *t, const mz_flow_heading *h)
{
    for (size_t i = 0; i < t->count; i++)
        if (t->items[i].heading == h) return true;
    return false;
}

/* Whether a cell that is no subject may stand over all those of t but the totals, some of them under others. */
static bool covers(const mz_flow_maker *m, const mz_flow_tree *t, const mz_flow_heading *h)
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

bool mz_flow_is_stranger(const mz_flow_heading *h)
{
    return mz_flow_heading_is(h, MZ_FLOW_WORD_STRANGER);
}

/* Measures that are printed once for every other leaf stand under each of them: takes them out of the items. */
static void cross_measures(mz_flow_tree *t)
{
    size_t leaves = 0, measures = 0, kinds = 0;
    const char *texts[MZ_FLOW_TREE_MEASURES];
    for (size_t i = 0; i < t->count; i++) {
        const mz_flow_heading *h = t->items[i].heading;
        if (!mz_flow_heading_is(h, MZ_FLOW_WORD_MEASURE)) {
            leaves += !t->items[i].group;
            continue;
        }
        measures++;
        bool known = false;
        for (size_t k = 0; k < kinds; k++) known = known || strcmp(texts[k], h->text) == 0;
        if (!known && kinds < MZ_FLOW_TREE_MEASURES) texts[kinds++] = h->text;
    }
    for (size_t i = 0; i < t->count; i++)
        leaves -= !t->items[i].group && mz_flow_tree_measured(&t->items[i], texts, kinds);
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

mz_status mz_flow_columns_finish(mz_flow_maker *m, mz_flow_tree *t, uint16_t side, bool *made)
{
    mz_flow_tree_parents(t);
    cross_measures(t);
    mz_flow_tree_clear(t);
    mz_flow_tree_parents(t);
    mz_flow_tree_drop_groups(t);
    mz_flow_tree_totals(t);
    return mz_flow_tree_columns(t, side, m->out, made, &m->held);
}

/* Whether a total stands under a group, and other cells beside that. */
static bool total_inside(const mz_flow_tree *t)
{
    for (size_t i = 0; i < t->count; i++) {
        const int group = t->items[i].parent;
        if (group == MZ_FLOW_NO_ITEM || t->items[group].parent != MZ_FLOW_NO_ITEM) continue;
        if (!mz_flow_heading_is(t->items[i].heading, MZ_FLOW_WORD_TOTAL)) continue;
        for (size_t o = 0; o < t->count; o++)
            if ((int)o != group && t->items[o].parent == MZ_FLOW_NO_ITEM && !t->items[o].left_out) return true;
    }
    return false;
}

/* Whether a total in front of the rows found no place though a group that is read behind it has none. */
static bool total_left(const mz_flow_tree *t)
{
    for (size_t i = 0; i < t->count; i++) {
        const mz_flow_item *it = &t->items[i];
        if (!it->left_out || !it->heading->early || !mz_flow_heading_is(it->heading, MZ_FLOW_WORD_TOTAL)) continue;
        for (size_t g = 0; g < t->count; g++)
            if (t->items[g].group && !t->items[g].counted && t->items[g].parent == MZ_FLOW_NO_ITEM &&
                t->items[g].place > it->place && mz_flow_word_under(t->items[g].heading->word, it->heading->word) > 0)
                return true;
    }
    return false;
}

/* Whether the name of a row, its code or its figures follow a total right away: it is the name of a row itself. */
static bool row_follows(const mz_flow_maker *m, const mz_flow_heading *h)
{
    const size_t next = h->tokens[h->piece_count - 1] + 1;
    if (next >= m->tokens->count || m->tokens->items[next].gap) return false;
    const mz_flow_token *token = &m->tokens->items[next];
    if (token->kind != MZ_FLOW_NUMBER) return mz_flow_forms_codes(m->forms, token->key) != NULL;
    return !token->first || token->decimals > 0 || mz_flow_class(token);
}

/* Whether a total is one of the rows, as another is printed that is none. */
static bool of_rows(const mz_flow_maker *m, const mz_flow_heading *h)
{
    if (!mz_flow_heading_is(h, MZ_FLOW_WORD_TOTAL) || !mz_flow_heading_bare(h) || !row_follows(m, h)) return false;
    for (size_t i = 0; i < m->headings->count; i++)
        if (mz_flow_heading_total(&m->headings->items[i]) && !row_follows(m, &m->headings->items[i])) return true;
    return false;
}

/* Adds the cell that stands over all others when it is only read among the rows, before some of those perhaps. False
 * when there is no room. */
static bool add_late_group(const mz_flow_maker *m, mz_flow_tree *t)
{
    for (size_t i = 0; i < m->headings->count; i++) {
        mz_flow_heading *h = &m->headings->items[i];
        if (h->early || !mz_flow_heading_is(h, MZ_FLOW_WORD_COLUMN) || mz_flow_headings_seen(m->headings, i)) continue;
        if (mz_flow_heading_is(h, MZ_FLOW_WORD_CODE | MZ_FLOW_WORD_NAME) || has_item(t, h) || ends_name(h)) continue;
        if (!covers(m, t, h)) continue;
        return mz_flow_tree_add(t, h);
    }
    return true;
}

/* Whether cell i, read among the rows, stands right behind or before another cell and is no name of a row: where all
 * columns are headed there, these begin the header. */
static bool heads_late(const mz_flow_maker *m, size_t i)
{
    const mz_flow_heading *h = &m->headings->items[i];
    if (mz_flow_forms_codes(m->forms, h->word->key) != NULL) return false;
    for (size_t o = i > 0 ? i - 1 : 1; o <= i + 1 && o < m->headings->count; o += 2) {
        const mz_flow_heading *other = &m->headings->items[o], *left = o < i ? other : h, *right = o < i ? h : other;
        bool near = left->tokens[left->piece_count - 1] + 1 == right->tokens[0] && !other->early;
        if (near && other->word != h->word && mz_flow_heading_is(other, MZ_FLOW_WORD_COLUMN | MZ_FLOW_WORD_NAME) &&
            mz_flow_forms_codes(m->forms, other->word->key) == NULL)
            return true;
    }
    return false;
}

/* One header over all rows. Among the rows stand cells that belong to others or any (no labels at all). */
static mz_status plain(mz_flow_maker *m, bool *made)
{
    bool all = m->out->layout == MZ_FLOW_SINGLE, labels = m->out->layout == MZ_FLOW_LABELS;
    bool codes = m->out->layout == MZ_FLOW_CODES;
    /* where the columns are measures the names of sources are those of rows */
    const bool measures = !m->measure_rows && mz_flow_headings_most(m->headings, MZ_FLOW_WORD_MEASURE, true) > 0;
    bool late = codes || (labels && !measures);
    mz_flow_tree t = {.arena = m->arena,
                      .vocabulary = m->vocabulary,
                      .tokens = m->tokens,
                      .usual = m->usual,
                      .row_a_line = m->row_a_line,
                      .total_top = m->total_top,
                      .total_early = m->total_early,
                      .prefix = ""};
    for (size_t i = 0; i < m->headings->count; i++) {
        mz_flow_heading *h = &m->headings->items[i];
        if (!mz_flow_heading_is(h, MZ_FLOW_WORD_COLUMN) || mz_flow_heading_is(h, MZ_FLOW_WORD_CODE | MZ_FLOW_WORD_NAME))
            continue;
        if (ends_name(h)) continue;
        if (m->measure_rows && mz_flow_heading_is(h, MZ_FLOW_WORD_MEASURE)) continue;
        if (labels && !m->measure_rows && mz_flow_heading_total(h) && (measures ? !mz_flow_heading_bare(h) : !h->early))
            continue;
        if (!all && of_rows(m, h)) continue;
        bool measure = labels && !measures && !m->measure_rows && mz_flow_heading_is(h, MZ_FLOW_WORD_MEASURE);
        if (!h->early && !all && !measure &&
            (!late || mz_flow_headings_seen(m->headings, i) ||
             !(mz_flow_is_stranger(h) || mz_flow_related(&t, h, true) || (codes && t.count == 0 && heads_late(m, i)))))
            continue;
        if (!mz_flow_tree_add(&t, h)) return MZ_OK;
    }
    if (codes && !add_late_group(m, &t)) return MZ_OK;
    mz_status status = mz_flow_columns_finish(m, &t, 0, made);
    m->total_inside = total_inside(&t);
    m->total_left = total_left(&t);
    *made = *made && m->out->column_count >= (all ? FEWEST_SINGLE : 1);
    return status;
}

/* Whether a total is the name of a row: another name that is no cell stands beside it. */
static bool is_among_names(const mz_flow_maker *m, const mz_flow_heading *h)
{
    const size_t around[2] = {h->tokens[0] - 1, h->tokens[h->piece_count - 1] + 1};
    for (size_t n = 0; n < 2; n++) {
        if (around[n] >= m->tokens->count) continue; /* in front of the first, too */
        const mz_flow_token *token = &m->tokens->items[around[n]];
        bool cell = token->used || token->kind != MZ_FLOW_TEXT;
        for (size_t i = 0; i < m->headings->count && !cell; i++)
            for (size_t p = 0; p < m->headings->items[i].piece_count && !cell; p++)
                cell = m->headings->items[i].tokens[p] == around[n];
        if (!cell) return true;
    }
    return false;
}

/* The total that is the name of a row: the one among names, else the last; NULL when there is none. */
static const mz_flow_heading *row_total(const mz_flow_maker *m)
{
    const mz_flow_heading *found = NULL;
    for (size_t i = 0; i < m->headings->count; i++) {
        const mz_flow_heading *h = &m->headings->items[i];
        if (!mz_flow_heading_is(h, MZ_FLOW_WORD_TOTAL) || !mz_flow_heading_bare(h)) continue;
        found = h;
        if (is_among_names(m, h)) break;
    }
    return found;
}

/* The columns of a list of names that is printed column by column: every cell is one, wherever it stands. */
static mz_status wide(mz_flow_maker *m, bool *made)
{
    mz_flow_tree t = {.arena = m->arena,
                      .vocabulary = m->vocabulary,
                      .tokens = m->tokens,
                      .usual = m->usual,
                      .row_a_line = m->row_a_line,
                      .prefix = ""};
    const mz_flow_heading *total = row_total(m);
    m->out->layout = MZ_FLOW_LABELS;
    for (size_t i = 0; i < m->headings->count; i++) {
        mz_flow_heading *h = &m->headings->items[i];
        if (h == total || !mz_flow_heading_is(h, MZ_FLOW_WORD_COLUMN) || ends_name(h) ||
            mz_flow_heading_is(h, MZ_FLOW_WORD_CODE | MZ_FLOW_WORD_NAME) ||
            (mz_flow_headings_seen(m->headings, i) && !mz_flow_heading_total(h)))
            continue;
        if (!mz_flow_tree_add(&t, h)) return MZ_OK;
    }
    return mz_flow_columns_finish(m, &t, 0, made);
}

/* Code, name and figure several times side by side. */
static mz_status halves(mz_flow_maker *m, size_t count, bool *made)
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
static mz_status make(mz_flow_maker *m, bool *made)
{
    const mz_flow_headings *headings = m->headings;
    size_t codes = 0, names = mz_flow_headings_most(headings, MZ_FLOW_WORD_NAME, false);
    size_t measures = mz_flow_headings_most(headings, MZ_FLOW_WORD_MEASURE, false), early = 0;
    for (size_t i = 0; i < headings->count; i++) { /* 类, 款 or 项 among the rows is the end of a name */
        bool code = mz_flow_heading_is(&headings->items[i], MZ_FLOW_WORD_CODE);
        codes += code && (headings->items[i].early || strlen(headings->items[i].word->key) > ONE_CHARACTER);
        early += code && headings->items[i].early;
    }
    if (early > 1 && early == mz_flow_headings_most(headings, MZ_FLOW_WORD_MEASURE, true))
        measures = early;                                               /* all else is repeated */
    if (first_of(m->headings, MZ_FLOW_WORD_UNIT) != NULL) return MZ_OK; /* a list of goods */
    mz_flow_heading *left = first_of(m->headings, MZ_FLOW_WORD_INCOME),
                    *right = first_of(m->headings, MZ_FLOW_WORD_OUTGOINGS);
    if (codes > 1 && measures > 1 && measures <= MAX_HALVES) {
        m->out->layout = MZ_FLOW_HALVES;
        return halves(m, measures, made);
    }
    if (codes == 0 && left != NULL && right != NULL && names > 0) {
        m->out->layout = MZ_FLOW_PAIRS;
        return mz_flow_columns_pairs(m, left, right, made);
    }
    m->out->layout = codes > 0 ? MZ_FLOW_CODES : names > 0 ? MZ_FLOW_LABELS : MZ_FLOW_SINGLE;
    return plain(m, made);
}

static void keep_used(const mz_flow_headings *headings, bool *used)
{
    for (size_t i = 0; i < headings->count; i++) used[i] = headings->items[i].used;
}

/* How many columns no sum is about. */
static int unrelated(const mz_flow_template *t)
{
    uint32_t related = 0;
    for (uint16_t s = 0; s < t->sum_count; s++)
        related |= 1u << t->sums[s].total | t->sums[s].parts | t->sums[s].beside;
    return t->column_count - __builtin_popcount(related);
}

/* Makes the columns as other would have them. *better: more rows bear them out than those of m, which other then
 * takes the place of, and no more columns are left without a relation. */
static mz_status compete(mz_flow_maker *m, mz_flow_maker other, bool *made, bool *better)
{
    bool also = false;
    *better = false;
    other.out = mz_arena_alloc(m->arena, sizeof *other.out);
    other.held = 0;
    if (other.out == NULL) return MZ_ERR_MEMORY;
    for (size_t i = 0; i < m->headings->count; i++) m->headings->items[i].used = false;
    mz_status status = make(&other, &also);
    if (status != MZ_OK) return status == MZ_ERR_LIMIT ? MZ_OK : status;
    *better = also && (!*made || (unrelated(other.out) <= unrelated(m->out) && other.held > m->held));
    if (!*better) return MZ_OK;
    *m = other;
    *made = true;
    keep_used(m->headings, m->used);
    return MZ_OK;
}

/* Tries what else the guessed headings can be. */
static mz_status try_guesses(mz_flow_maker *m, bool *made)
{
    const mz_flow_vocabulary *v = m->vocabulary;
    const mz_flow_word *const words[] = {&v->group, &v->column, &v->none};
    for (size_t i = 0, tries = 0; i < m->headings->count && tries < STRANGERS; i++) {
        mz_flow_heading *h = &m->headings->items[i];
        const unsigned fixed = MZ_FLOW_WORD_CODE | MZ_FLOW_WORD_NAME | MZ_FLOW_WORD_MEASURE;
        if (!h->guessed || mz_flow_heading_is(h, fixed)) continue;
        for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
            const mz_flow_word *before = h->word;
            bool better;
            if (before == words[w]) continue;
            h->word = words[w];
            mz_status status = compete(m, *m, made, &better);
            if (status != MZ_OK) return status;
            if (!better) h->word = before;
        }
        tries++;
    }
    return MZ_OK;
}

/* Tries what else the words allow: measures as names of rows (预算数 and 决算数 below each other), a total of the
 * whole where one of a group was meant, and one of a group that is read behind it. */
static mz_status try_ways(mz_flow_maker *m, bool *made)
{
    bool better;
    mz_flow_maker other = *m;
    mz_status status = MZ_OK;
    other.measure_rows = true;
    if (m->out->layout == MZ_FLOW_LABELS && mz_flow_headings_most(m->headings, MZ_FLOW_WORD_MEASURE, true) > 0)
        status = compete(m, other, made, &better);
    other = *m;
    other.total_top = true;
    if (status == MZ_OK && m->total_inside) status = compete(m, other, made, &better);
    other = *m;
    other.total_early = true;
    if (status == MZ_OK && m->total_left) status = compete(m, other, made, &better);
    return status;
}

/* Whether a line has several figures. */
static bool has_row_a_line(const mz_flow_tokens *tokens)
{
    for (size_t i = 1; i < tokens->count; i++) {
        const mz_flow_token *token = &tokens->items[i];
        if (!token->first && token->decimals > 0 && token[-1].decimals > 0 && token->kind == MZ_FLOW_NUMBER)
            return true;
    }
    return false;
}

mz_status mz_flow_columns_make(mz_arena *arena, const mz_flow_forms *forms, const char *title, bool all,
                               mz_flow_headings *headings, const mz_flow_tokens *tokens, const mz_flow_template **t)
{
    *t = NULL;
    mz_flow_maker m = {.arena = arena,
                       .forms = forms,
                       .vocabulary = &forms->vocabulary,
                       .headings = headings,
                       .tokens = tokens,
                       .out = mz_arena_alloc(arena, sizeof *m.out),
                       .used = mz_arena_array(arena, headings->count + 1, sizeof *m.used)};
    const char *key = mz_text_key(arena, title, strlen(title));
    if (m.out == NULL || m.used == NULL || key == NULL) return MZ_ERR_MEMORY;
    bool made = false, guessed = false;
    m.usual = mz_flow_usual_of(forms->usual, forms->usual_count, key);
    m.row_a_line = has_row_a_line(tokens);
    mz_status status = all ? wide(&m, &made) : make(&m, &made);
    if (status == MZ_ERR_LIMIT) { /* too many cells for a header */
        made = false;
        status = MZ_OK;
    }
    if (status != MZ_OK) return status;
    keep_used(headings, m.used);
    for (size_t i = 0; i < headings->count; i++) guessed = guessed || headings->items[i].guessed;
    if (guessed && !all) status = try_guesses(&m, &made);
    if (status == MZ_OK && !all) status = try_ways(&m, &made);
    for (size_t i = 0; i < headings->count; i++) headings->items[i].used = m.used[i];
    if (status == MZ_OK && made) *t = m.out;
    return status;
}
