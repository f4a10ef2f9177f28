/* flat.c - figures that the text says did not change (与上年持平), although they did: the words explain nothing, and
 * contradict what the year before published. */
#include <stdio.h>
#include <string.h>

#include "known_names.h"
#include "remarks.h"

enum {
    MOST_CLAIMS = 256, /* of one document */
    MOST_LOOKS = 16,   /* for the figure of one claim in the year before */
    ABOUT_RATE = 2500  /* 0.01 percent: what changed by less may be called 基本持平 */
};

/* Words by which a clause compares with the year before, and where they begin. */
static bool names_last_year(const mz_remark_reader *r, mz_stretch clause, size_t *at)
{
    char year[24];
    size_t length;
    const char *text = mz_stretch_text(r, clause, &length);
    const mz_word *word = mz_words_find(r->words, MZ_WORDS_COMPARE, text, length, at);
    if (word != NULL) return true;
    snprintf(year, sizeof year, "%d年", (int)r->c->current->identity.fiscal_year - 1);
    const char *found = memmem(text, length, year, strlen(year));
    if (found == NULL) return false;
    *at = (size_t)(found - text);
    const mz_word *before = mz_words_suffix(r->words, MZ_WORDS_COMPARE_YEAR, text, *at);
    if (before != NULL) *at -= before->length;
    return before != NULL;
}

/* Whether the clause compares with something else than what was published the year before: 与上年实际支出持平. */
static bool has_other_base(const mz_remark_reader *r, mz_stretch clause)
{
    const bool final = r->c->current->identity.kind == MZ_KIND_FINAL_ACCOUNTS;
    size_t length;
    const char *text = mz_stretch_text(r, clause, &length);
    if (!final && mz_holds_listed(mz_list_of(r->c->lists, "flat_bases"), text, length)) return true;
    return mz_holds_listed(mz_list_of(mz_list_of(r->c->lists, "other_bases"), final ? "final_accounts" : "budget"),
                           text, length);
}

/* Whether the part, up to the clause, leaves something out or counts in another way: 同口径相比，扣除...后. */
static bool has_other_scope(const mz_remark_reader *r, mz_stretch part, mz_stretch clause)
{
    size_t length;
    const char *text = mz_stretch_text(r, (mz_stretch){part.begin, clause.end}, &length);
    return mz_holds_listed(mz_list_of(r->c->lists, "flat_scope"), text, length);
}

/* Whether the stretch ends with a name, so that it speaks of money: not 住房公积金缴存比例, 购房补贴发放标准. */
static bool ends_with_name(const mz_remark_reader *r, mz_stretch subject)
{
    const mz_word_list *behind = mz_list_of(r->c->lists, "flat_behind");
    size_t length;
    const char *text = mz_stretch_text(r, subject, &length);
    for (size_t used = 1; length > 0 && used > 0; length -= used) {
        for (size_t at = length > MZ_LONGEST_NAME ? length - MZ_LONGEST_NAME : 0; at < length; at++)
            if (mz_name_meant(r->c, text + at, length - at) != NULL) return true;
        used = mz_listed_at(behind, text, length, true);
    }
    return false;
}

/* Whether another figure, of no money, stands between the fact and offset `at`: the words are of that one
 * (7万元，接待20批次，与上年持平). */
static bool is_of_count(const mz_remark_reader *r, const mz_fact *fact, size_t at)
{
    const mz_paragraph *paragraph = &r->passage->paragraph;
    const char *text = paragraph->text;
    while (at > 0 && (text[at - 1] < '0' || text[at - 1] > '9')) at--;
    return at > 0 && mz_paragraph_span(paragraph, r->c->current->text, at - 1, at).begin >= fact->span.end;
}

static void add_claim(mz_remark_reader *r, mz_stretch clause, const char *name, int32_t value)
{
    mz_comparison *c = r->c;
    size_t length;
    const char *text = mz_stretch_text(r, clause, &length);
    if (c->flat_count == MOST_CLAIMS) return;
    if (c->flats == NULL) c->flats = mz_arena_array(c->arena, MOST_CLAIMS, sizeof *c->flats);
    const char *words = c->flats == NULL ? NULL : mz_arena_copy(c->arena, text, length);
    if (words == NULL) return;
    c->flats[c->flat_count++] =
        (mz_flat){.name = name,
                  .value = value,
                  .about = mz_holds_listed(mz_list_of(c->lists, "flat_about"), text, length),
                  .words = words,
                  .span = mz_paragraph_span(&r->passage->paragraph, c->current->text, clause.begin, clause.end)};
}

/* Whether the fact is a figure that the clause may speak of: of the document's own year. */
static bool is_figure(const mz_comparison *c, size_t index)
{
    const mz_fact *fact = &c->current->facts[index];
    return mz_is_own_value(c, fact) && (fact->period == 0 || fact->period == c->current->identity.fiscal_year);
}

/* The only figure of the sentence before the facts from `end` on (“住房公积金”54.00万元，主要用于缴存。与上年持平。);
 * -1 when it has none, or more than one. */
static int32_t figure_before(const mz_remark_reader *r, size_t end)
{
    const mz_fact *facts = r->c->current->facts;
    if (end == r->passage->first_fact || !is_figure(r->c, end - 1)) return -1;
    const bool single = end - 1 == r->passage->first_fact || facts[end - 2].sentence != facts[end - 1].sentence;
    return single ? (int32_t)(end - 1) : -1;
}

/* The claim is of the last figure before offset `at`; 均与上年持平 of all those of its list. */
static void claim_figures(mz_remark_reader *r, mz_stretch part, mz_stretch clause, size_t at)
{
    const mz_fact *facts = r->c->current->facts;
    size_t length;
    const char *text = mz_stretch_text(r, clause, &length);
    const size_t first = mz_facts_before(r, part.begin), end = mz_facts_before(r, at);
    const bool each = mz_holds_listed(r->lists.each, text, length);
    const int32_t before = end == first && at == part.begin && !each ? figure_before(r, end) : -1;
    if (before >= 0 && !is_of_count(r, &facts[before], at)) add_claim(r, clause, "", before);
    if (end > first && is_of_count(r, &facts[end - 1], at)) return;
    for (size_t i = end; i-- > first;) {
        if (!is_figure(r->c, i) || facts[i].parent != facts[end - 1].parent) return;
        add_claim(r, clause, "", (int32_t)i);
        if (!each) return;
    }
}

static void read_clause(mz_remark_reader *r, mz_stretch part, size_t number)
{
    const char *names[MZ_MOST_NAMES];
    const mz_stretch clause = r->clauses[number];
    size_t length, at = 0;
    const char *text = mz_stretch_text(r, clause, &length);
    const mz_word *flat = length == 0 ? NULL : mz_words_suffix(r->words, MZ_WORDS_FLAT, text, length);
    if (flat == NULL) return;
    mz_stretch subject = {clause.begin, clause.end - flat->length}; /* 与上年相比，公用经费无变化 */
    if (names_last_year(r, clause, &at))
        subject.end = clause.begin + at;
    else if (number == 0 || !names_last_year(r, r->clauses[number - 1], &at) ||
             mz_has_figures(r, r->clauses[number - 1]) || has_other_base(r, r->clauses[number - 1]))
        return;
    if (has_other_base(r, clause) || has_other_scope(r, part, clause) || mz_points_elsewhere(r, clause)) return;
    if (mz_has_figures(r, subject)) {
        claim_figures(r, part, clause, subject.end);
        return;
    }
    const size_t count = subject.end > subject.begin ? mz_clause_items(r, subject, subject.end, names) : 0;
    const bool money = count > 0 && ends_with_name(r, subject);
    for (size_t i = 0; money && i < count; i++) add_claim(r, clause, names[i], -1);
    text = mz_stretch_text(r, subject, &length);
    const bool nothing = length == 0 || mz_listed_at(r->lists.each, text, length, false) == length;
    if (count == 0 && nothing) claim_figures(r, part, clause, clause.begin);
}

void mz_read_flats(mz_remark_reader *r, mz_stretch part, size_t count)
{
    for (size_t i = 0; i < count; i++) read_clause(r, part, i);
}

/* Whether the line is called so. A name without a figure does not tell of which fund it speaks: only leaves of a fund's
 * own table, and what has one table only. */
static bool is_called(const mz_comparison *c, const mz_line_change *line, const mz_flat *flat)
{
    const bool figure = flat->value >= 0;
    const char *name = figure ? c->fact_keys[flat->value] : flat->name;
    const char *role = figure ? c->fact_roles[flat->value] : mz_role_of(c, name, name);
    if (*role != '\0' && strcmp(role, line->role) == 0) return true;
    const bool own = strcmp(name, line->key) == 0 || strcmp(name, line->short_key) == 0;
    const bool subject = *line->change.code != '\0' && strcmp(line->column_role, "total") == 0;
    if (own && subject && *name != '\0')
        return figure ||
               (line->leaf && mz_patterns_match(mz_list_of(c->lists, "statement_forms"), line->change.form_id));
    return figure && *line->role != '\0' &&
           mz_is_listed(mz_list_under(mz_list_of(c->lists, "names"), line->role), name, strlen(name));
}

/* Whether the year before's text itself gives this figure for what the claim speaks of: it may be of another fund. So
 * it is held to be when it has been looked for too often. */
static bool stands_in_prior(const mz_comparison *c, const mz_line_change *line, mz_flat *flat)
{
    if (flat->looks == MOST_LOOKS) return true;
    flat->looks++;
    const char *name = flat->value >= 0 ? c->fact_keys[flat->value] : flat->name;
    const mz_interval now = mz_amount_interval(&line->change.current);
    for (size_t i = 0; c->prior != NULL && i < c->prior->fact_count; i++) {
        const mz_fact *fact = &c->prior->facts[i];
        if (!mz_is_own_value(c, fact) || fact->period != c->prior->identity.fiscal_year) continue;
        const mz_interval amount = mz_amount_interval(&fact->amount);
        if (amount.lo > now.hi || now.lo > amount.hi) continue;
        if (strcmp(mz_known_key(c, mz_change_key(c->label_marks, c->arena, fact->item)), name) == 0) return true;
    }
    return false;
}

static bool overlap(mz_interval a, mz_interval b)
{
    return a.lo <= b.hi && b.lo <= a.hi;
}

/* Whether the claim is of this line's figure. */
static bool is_of(const mz_comparison *c, const mz_line_change *line, const mz_flat *flat)
{
    if (!is_called(c, line, flat)) return false;
    return flat->value < 0 || overlap(mz_amount_interval(&c->current->facts[flat->value].amount),
                                      mz_amount_interval(&line->change.current));
}

/* Whether the claim is of this line's figure, which changed too much for it. */
static bool contradicts(const mz_comparison *c, const mz_line_change *line, mz_flat *flat)
{
    const mz_change *change = &line->change;
    const mz_interval difference = mz_change_interval(change);
    if (change->source == MZ_PRIOR_STATEMENT || !is_of(c, line, flat)) return false;
    if (difference.lo <= 0 && difference.hi >= 0) return false;
    if (flat->about && change->percent < ABOUT_RATE && change->percent > -ABOUT_RATE) return false;
    return !stands_in_prior(c, line, flat);
}

/* Whether the line's statement says that it rose or fell by 0. */
static bool is_stated_as_zero(const mz_comparison *c, const mz_line_change *line)
{
    if (line->statement < 0 || line->change.source == MZ_PRIOR_STATEMENT) return false;
    return c->current->facts[line->statement].amount.value == 0 && !mz_has_other_base(c, (size_t)line->statement);
}

/* Whether the document's own column of the year before prints the same figure as this year's: then it is that column
 * that differs from what was published, and the claim only agrees with it. */
static bool agrees_with_column(const mz_comparison *c, const mz_flat *flat)
{
    for (size_t i = 0; i < c->count; i++) {
        const mz_line_change *line = &c->lines[i];
        const mz_amount *before = mz_year_before(line);
        if (before == NULL || !is_of(c, line, flat)) continue;
        if (overlap(mz_amount_interval(&line->change.current), mz_amount_interval(before))) return true;
    }
    return false;
}

/* Drops the claims that the document's own columns agree with. */
static void drop_restated(mz_comparison *c)
{
    size_t kept = 0;
    bool columns = false;
    for (size_t t = 0; t < c->table_count && !columns; t++) columns = c->tables[t].before != NULL;
    if (!columns) return;
    for (size_t k = 0; k < c->flat_count; k++)
        if (!agrees_with_column(c, &c->flats[k])) c->flats[kept++] = c->flats[k];
    c->flat_count = kept;
}

void mz_match_flats(mz_comparison *c)
{
    drop_restated(c);
    for (size_t i = 0; i < c->count; i++) {
        mz_line_change *line = &c->lines[i];
        for (size_t k = 0; k < c->flat_count && line->flat == NULL; k++)
            if (contradicts(c, line, &c->flats[k])) line->flat = &c->flats[k];
        line->unchanged = line->flat != NULL || is_stated_as_zero(c, line);
    }
    for (size_t i = 1; i < c->count; i++) { /* a subject's basic expenditure, when it is all of the subject's change */
        mz_line_change *line = &c->lines[i], *before = line - 1;
        if (line->row == before->row && before->unchanged && line->change.difference == before->change.difference)
            line->unchanged = true;
    }
}

static void report(const mz_comparison *c, mz_problem *problem, const mz_line_change *line)
{
    const mz_change *change = &line->change;
    const mz_fact *value = line->flat->value < 0 ? NULL : &c->current->facts[line->flat->value];
    const char *name = *change->label != '\0' ? change->label : line->flat->name;
    const char *item = value == NULL ? name : value->item;
    const mz_place places[] = {
        {.span = line->flat->span, .form = "", .row = item, .code = "", .column = "", .printed = line->flat->words},
        mz_line_place(line)};
    const char *from = *change->prior.printed == '\0' ? "0" : change->prior.printed;
    const char *to = *change->current.printed == '\0' ? "0" : change->current.printed;
    const unsigned decimals =
        change->prior.decimals > change->current.decimals ? change->prior.decimals : change->current.decimals;
    const char *wanted = mz_difference_text(problem->arena, change->difference, change->unit, decimals);
    const char *unit = mz_unit_name(change->unit);
    const char *zh =
        mz_arena_printf(problem->arena, "正文称“%s”没有变化（“%s”），而上年公开数为%s%s，本年为%s%s，实际变化%s%s。",
                        item, line->flat->words, from, unit, to, unit, wanted, unit);
    const char *en = mz_arena_printf(
        problem->arena, "The text says that '%s' did not change against the year before, but it went from %s to %s.",
        item, from, to);
    if (zh == NULL || en == NULL) return;
    mz_report_rule(problem, "change.statement", places, 2, zh, en, wanted, "0");
}

void mz_report_flats(const mz_comparison *c, mz_problem *problem)
{
    for (size_t i = 0; i < c->count; i++) {
        mz_flat *flat = c->lines[i].flat; /* may be of several lines: of the subject in two tables */
        if (flat == NULL || flat->told || !c->lines[i].change.material) continue;
        flat->told = true;
        report(c, problem, &c->lines[i]);
    }
}
