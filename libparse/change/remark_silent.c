/* remark_silent.c - reasons that no word announces: what a change follows from, what stands behind or in front of its
 * figure, what drives a cost. */
#include <string.h>

#include "remarks.h"

/* The figure of change that the facts before `end` end with: in money rather than in percent. */
static const mz_fact *change_figure(const mz_remark_reader *r, size_t end)
{
    const mz_fact *last = &r->c->current->facts[end - 1];
    const bool rate = last->kind == MZ_FACT_CHANGE_RATE && end - 1 > r->passage->first_fact;
    return rate && last[-1].kind == MZ_FACT_CHANGE && last[-1].sentence == last->sentence ? last - 1 : last;
}

/* Whether money or a rate stands in the clause; what is counted (3辆) is no figure of the budget. */
static bool has_budget_figures(const mz_remark_reader *r, mz_stretch clause)
{
    for (size_t i = mz_facts_before(r, clause.begin); i < mz_facts_before(r, clause.end); i++) {
        const mz_unit unit = r->c->current->facts[i].amount.unit;
        if (mz_unit_is_money(unit) || unit == MZ_UNIT_PERCENT) return true;
    }
    return false;
}

/* The clause with the part's last figure of a stated change; SIZE_MAX when figures of another kind stand behind it. */
static size_t last_change_clause(const mz_remark_reader *r)
{
    for (size_t i = r->clause_count; i-- > 0;) {
        if (!has_budget_figures(r, r->clauses[i])) continue;
        return mz_is_stated_change(&r->c->current->facts[mz_facts_before(r, r->clauses[i].end) - 1]) ? i : SIZE_MAX;
    }
    return SIZE_MAX;
}

static void give_to_figure(mz_remark_reader *r, size_t end, mz_stretch reason)
{
    const mz_paragraph *paragraph = &r->passage->paragraph;
    const mz_fact *fact = change_figure(r, end);
    const char *text = mz_arena_copy(r->c->arena, paragraph->text + reason.begin, reason.end - reason.begin);
    if (text == NULL || !mz_is_stated_change(fact) || *fact->reason != '\0') return;
    const mz_span span = mz_paragraph_span(paragraph, r->c->current->text, reason.begin, reason.end);
    r->sentence++;
    mz_add_figure(r, fact, fact->item, text, span);
}

/* The reason stands before what follows from it: 课后服务补助纳入本科目，使其较上年增加. */
static bool read_consequence(mz_remark_reader *r, mz_stretch part)
{
    for (size_t i = 1; i < r->clause_count; i++) {
        const mz_stretch clause = r->clauses[i];
        size_t length;
        const char *text = mz_stretch_text(r, clause, &length);
        if (mz_listed_at(r->lists.so, text, length, false) == 0 || !mz_tells_change(r, clause)) continue;
        if (mz_has_figures(r, (mz_stretch){part.begin, clause.begin})) return false;
        r->clauses[0] = clause;
        r->clause_count = 1;
        mz_read_remark(r, clause.end, (mz_stretch){part.begin, clause.begin});
        return true;
    }
    return false;
}

/* Length of the word at the clause's begin that opens a reason (受, 因, 由于), 0 when it begins otherwise. */
static size_t opens_reason(const mz_remark_reader *r, mz_stretch clause)
{
    size_t length;
    const char *text = mz_stretch_text(r, clause, &length);
    const mz_word *begin = mz_words_prefix(r->words, MZ_WORDS_REASON_BEGIN, text, length);
    const mz_word *not = mz_words_prefix(r->words, MZ_WORDS_NO_REASON, text, length);
    return begin == NULL || (not != NULL && not ->length >= begin->length) ? 0 : begin->length;
}

/* A clause that opens a reason stands before the one that tells what changed: 受人员退休影响，人员经费有所减少. */
static bool read_lead(mz_remark_reader *r, mz_stretch part)
{
    for (size_t i = 0; i + 1 < r->clause_count; i++) {
        const size_t word = opens_reason(r, r->clauses[i]);
        for (size_t k = i + 1; word > 0 && k < r->clause_count; k++) {
            const char *names[MZ_MOST_NAMES];
            const mz_stretch clause = r->clauses[k];
            if (mz_has_figures(r, (mz_stretch){r->clauses[i].begin, clause.end})) break;
            if (mz_told_direction(r, clause) == 0 || mz_clause_items(r, clause, part.end, names) == 0) continue;
            const mz_stretch reason = {r->clauses[i].begin + word, r->clauses[k - 1].end};
            r->clauses[0] = clause;
            r->clause_count = 1;
            mz_read_remark(r, clause.end, reason);
            return true;
        }
    }
    return false;
}

/* What drives the cost of something that the clause names has changed: 购房补贴发放对象减少3人. */
void mz_read_drivers(mz_remark_reader *r, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *items[MZ_MOST_NAMES];
        const mz_stretch clause = r->clauses[i];
        size_t length;
        const char *text = mz_stretch_text(r, clause, &length);
        if (!mz_holds_listed(r->lists.drivers, text, length) || mz_told_direction(r, clause) == 0) continue;
        if (mz_clause_items(r, clause, clause.end, items) != 1) continue;
        const char *reason = mz_arena_copy(r->c->arena, text, length);
        if (reason == NULL) return;
        r->sentence++;
        mz_add_remark(r, items[0], mz_told_direction(r, clause), reason,
                      mz_paragraph_span(&r->passage->paragraph, r->c->current->text, clause.begin, clause.end));
    }
}

/* No word announces a reason: the clauses behind a stated change that say neither what the money is for nor how it
 * compares (较上年减少5万元，工程进度靠后), or the clause in front of it that tells what happened
 * (缴费比例下调，...减少5万元). */
static void read_beside_change(mz_remark_reader *r, mz_stretch part)
{
    const size_t last = last_change_clause(r);
    size_t length;
    if (last == SIZE_MAX) return;
    if (last + 1 < r->clause_count) {
        const mz_stretch tail = {r->clauses[last + 1].begin, part.end};
        const char *text = mz_stretch_text(r, tail, &length);
        if (length > 0 && mz_listed_at(r->lists.no_tail, text, length, false) == 0)
            give_to_figure(r, mz_facts_before(r, r->clauses[last].end), tail);
        return;
    }
    const char *names[MZ_MOST_NAMES];
    /* 缴存基数下调，公积金5万元，减少1万元: the figure itself may stand between */
    const size_t named = last >= 2 && mz_has_figures(r, r->clauses[last - 1]) ? last - 1 : last;
    if (named == 0 || mz_has_figures(r, r->clauses[named - 1])) return;
    if (mz_clause_items(r, r->clauses[named], part.end, names) == 0) return;
    const char *text = mz_stretch_text(r, r->clauses[named - 1], &length);
    if (mz_holds_listed(r->lists.lead, text, length))
        give_to_figure(r, mz_facts_before(r, r->clauses[last].end), r->clauses[named - 1]);
}

/* A figure that the year before did not have (36万元。上年无此项预算，本年新增规划编制项目): the clause behind, or in
 * front, that begins as reasons do. */
static void read_new(mz_remark_reader *r, mz_stretch part)
{
    const mz_word_list *absent = r->lists.absent;
    for (size_t i = 0; i < r->clause_count; i++) {
        size_t length;
        const char *items[1], *text = mz_stretch_text(r, r->clauses[i], &length);
        if (mz_listed_at(absent, text, length, false) == 0 || mz_has_figures(r, r->clauses[i])) continue;
        const bool behind = i + 1 < r->clause_count;
        if (!behind && i == 0) return;
        const mz_stretch reason = behind ? (mz_stretch){r->clauses[i + 1].begin, part.end} : r->clauses[i - 1];
        const char *begin = mz_stretch_text(r, reason, &length);
        if (mz_words_prefix(r->words, MZ_WORDS_REASON_AFTER, begin, length) == NULL || mz_has_figures(r, reason))
            return;
        if (mz_last_items(r, mz_facts_before(r, r->clauses[i].begin), 1, items) == 0) return;
        const char *copy = mz_arena_copy(r->c->arena, begin, length);
        if (copy == NULL) return;
        r->sentence++;
        mz_add_remark(r, items[0], 1, copy,
                      mz_paragraph_span(&r->passage->paragraph, r->c->current->text, reason.begin, reason.end));
        return;
    }
}

/* 上年安排的档案展览项目已完成，本年不再安排: what is not planned any more, and the clause before that names it and
 * tells why. */
static void read_gone(mz_remark_reader *r, mz_stretch part)
{
    if (mz_has_figures(r, part)) return;
    for (size_t i = 1; i < r->clause_count; i++) {
        const char *items[MZ_MOST_NAMES];
        size_t length;
        const char *text = mz_stretch_text(r, r->clauses[i], &length);
        if (!mz_holds_listed(r->lists.gone, text, length)) continue;
        if (mz_clause_items(r, r->clauses[i - 1], r->clauses[i - 1].end, items) != 1) continue;
        text = mz_stretch_text(r, r->clauses[i - 1], &length);
        const char *reason = mz_arena_copy(r->c->arena, text, length);
        if (reason == NULL) return;
        r->sentence++;
        mz_add_remark(r, items[0], -1, reason,
                      mz_paragraph_span(&r->passage->paragraph, r->c->current->text, r->clauses[i - 1].begin,
                                        r->clauses[i - 1].end));
        return;
    }
}

/* 根据机构职能调整，检验业务划转至市执法总队；原“公共租赁住房”并入本科目: where the money of the last figure's subject
 * went, or came from. It stands behind the figure, or in the next sentence. */
static void read_move(mz_remark_reader *r, mz_stretch part)
{
    const char *items[1];
    for (size_t i = 0; i < r->clause_count; i++) {
        size_t length;
        const char *text = mz_stretch_text(r, r->clauses[i], &length);
        if (!mz_holds_listed(mz_list_of(r->c->lists, "moving"), text, length) || mz_has_figures(r, r->clauses[i]))
            continue;
        const size_t before = mz_facts_before(r, r->clauses[i].begin);
        if (before == r->passage->first_fact || mz_last_items(r, before, 1, items) == 0) return;
        if (mz_is_stated_change(&r->c->current->facts[before - 1])) return;
        size_t first = i; /* 根据机构职能调整，... */
        while (first > 0 && !mz_has_figures(r, r->clauses[first - 1])) first--;
        const mz_stretch reason = {r->clauses[first].begin, part.end};
        const char *copy =
            mz_arena_copy(r->c->arena, r->passage->paragraph.text + reason.begin, part.end - reason.begin);
        if (copy == NULL) return;
        r->sentence++;
        mz_add_remark(r, items[0], 0, copy,
                      mz_paragraph_span(&r->passage->paragraph, r->c->current->text, reason.begin, reason.end));
        return;
    }
}

void mz_read_unannounced(mz_remark_reader *r, mz_stretch part)
{
    if (read_consequence(r, part) || read_lead(r, part)) return;
    read_beside_change(r, part);
    read_new(r, part);
    read_gone(r, part);
    read_move(r, part);
    mz_read_drivers(r, r->clause_count);
}

/* Length of the bracket at text: one that opens, or closes; 0 when there is none. */
static size_t bracket_at(const char *text, size_t length, bool closing)
{
    static const char *const marks[2][2] = {{"（", "("}, {"）", ")"}};
    for (size_t i = 0; i < 2; i++)
        if (mz_starts(text, length, marks[closing][i], strlen(marks[closing][i]))) return strlen(marks[closing][i]);
    return 0;
}

void mz_read_brackets(mz_remark_reader *r, mz_stretch part)
{
    const char *text = r->passage->paragraph.text;
    const mz_word_list *ends = r->lists.figure_end;
    size_t begin = 0; /* of what stands in the open bracket, 0: none is open */
    for (size_t at = part.begin; at < part.end; at += mz_character_size(text[at])) {
        const size_t open = bracket_at(text + at, part.end - at, false);
        if (open > 0) begin = mz_listed_at(ends, text + part.begin, at - part.begin, true) > 0 ? at + open : 0;
        if (begin == 0 || bracket_at(text + at, part.end - at, true) == 0) continue;
        const mz_stretch inside = {begin, at};
        const size_t facts = mz_facts_before(r, begin);
        const bool why = mz_listed_at(r->lists.no_tail, text + begin, at - begin, false) == 0;
        if (why && facts > r->passage->first_fact && !mz_has_figures(r, inside)) give_to_figure(r, facts, inside);
        begin = 0;
    }
}
