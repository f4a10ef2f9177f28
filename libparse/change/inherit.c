/* inherit.c - lines that the text does not speak of themselves: explained by the heading above, by the parts they are
 * made of, or by the same money under another code. */
#include <stdlib.h>
#include <string.h>

#include "compare.h"

enum {
    ANCESTORS = 400,
    MOST_OTHERS = 512,   /* lines that a reason may tell of */
    CLASS_DIGITS = 3,    /* of a subject's code */
    NEAR_ROLES = 32,     /* lines of the three public expenses */
    MOST_STATEMENTS = 64 /* of one subject: more say nothing new */
};

/* A heading, or the whole, that may explain a line. */
typedef struct heading {
    const char *key;    /* its statements have it */
    int64_t difference; /* of the heading in the line's own table and column, 0 when not known */
    bool wide; /* everything stands under it: what is said of it is said of a part only when that is most of it */
} heading;

/* Whether the reason names another subject of the line's class by its label. */
static bool names_sibling(const mz_comparison *c, const mz_line_change *line, const char *reason)
{
    const char *own = mz_line_code(line);
    const mz_line_change *one = NULL;
    for (size_t used; *reason != '\0'; reason += used > 0 ? used : mz_character_size(*reason)) {
        used = mz_subject_at(c, reason, &one);
        const bool sibling = used > 0 && one->leaf && strncmp(one->change.code, own, CLASS_DIGITS) == 0;
        if (sibling && strcmp(one->change.code, own) != 0) return true;
    }
    return false;
}

/* Whether the reason mentions other subjects of the line's class by their words, and not the line: then it is not what
 * all that stands under the heading is of. */
static bool mentions_others(const mz_comparison *c, const mz_line_change *line, const char *reason)
{
    const char *own = mz_line_code(line);
    const mz_word_list *mentions = mz_list_of(c->lists, "mentions");
    bool others = false;
    if (strlen(own) < CLASS_DIGITS || (*line->key != '\0' && strstr(reason, line->key) != NULL)) return false;
    if (mz_holds_word(mz_list_under(mz_list_of(c->lists, "mentions_below"), own), reason)) return false;
    for (size_t i = 0; i < mentions->list_count; i++) {
        const mz_word_list *words = &mentions->lists[i];
        if (strncmp(words->name, own, CLASS_DIGITS) != 0 || !mz_holds_word(words, reason)) continue;
        if (strncmp(words->name, own, strlen(own)) == 0) return false; /* itself, or what is under it */
        others = true;
    }
    return others || (*own == '2' && names_sibling(c, line, reason));
}

/* Whether the reason tells of a project of another subject (湿地修复工程, when 湿地保护 changed) and of none of the
 * line's: what their names begin with. */
static bool tells_of_another(const mz_comparison *c, const mz_line_change *line, const char *reason)
{
    char lead[MZ_LEAD_SIZE];
    bool other = false;
    if (mz_lead_of(c, line, lead) && strstr(reason, lead) != NULL) return false;
    for (size_t i = 0; i < c->count && i < MOST_OTHERS && !other; i++) {
        const mz_line_change *one = &c->lines[i];
        other = one->leaf && *one->change.code == '2' && strcmp(one->change.code, mz_line_code(line)) != 0 &&
                mz_lead_of(c, one, lead) && strstr(reason, lead) != NULL;
    }
    return other;
}

size_t mz_leading_project(const mz_comparison *c, const char *reason)
{
    enum { SHORTEST_PROJECT = 18 /* bytes: six Chinese characters */ };
    const mz_word_list *words = mz_list_of(c->lists, "project_words");
    for (size_t i = 0; reason[i] != '\0'; i += mz_character_size(reason[i])) {
        const size_t word = mz_word_at(words, reason + i);
        if (word > 0) return i + word < SHORTEST_PROJECT ? 0 : i + word;
    }
    return 0;
}

/* Whether the reason begins with a project that another subject tells of in its own: then it is that one's. */
static bool is_claimed(const mz_comparison *c, const mz_line_change *line, const char *reason)
{
    const size_t project = mz_leading_project(c, reason);
    for (size_t i = 0; project > 0 && i < c->count && i < MOST_OTHERS; i++) {
        const mz_line_change *one = &c->lines[i];
        if (!one->leaf || one->statement < 0 || *one->change.code != '2') continue;
        const char *own = mz_fact_at(c, (size_t)one->statement)->reason;
        if (strcmp(one->change.code, mz_line_code(line)) != 0 && memmem(own, strlen(own), reason, project) != NULL)
            return true;
    }
    return false;
}

/* Whether the line makes up most of a whole's change, or is a fund and makes up a good part: fiscal money is made of
 * two or three funds. */
static bool is_large_part(const mz_line_change *line, int64_t all)
{
    enum { FUNDS = 2 };
    return mz_is_most(line->change.difference, mz_is_fund(line) ? all / FUNDS : all);
}

static bool is_all_money(const mz_line_change *line)
{
    return strcmp(line->role, "total.total") == 0 || strcmp(line->role, "income.total") == 0;
}

/* Whether a change stated of the heading accounts for the line's: it goes the same way, and the reason names the line,
 * the change is the very same, the line makes up most of the heading, or the reason speaks of what the line is. */
static bool accounts_for(mz_comparison *c, const mz_line_change *line, const heading *above, size_t index)
{
    const mz_fact *fact = mz_fact_at(c, index);
    const int direction = mz_direction_of(&line->change);
    if (!mz_is_stated_change(fact) || (fact->amount.value > 0 ? 1 : -1) != direction) return false;
    if (!mz_fact_explains(c, index, direction)) return false;
    if (mz_reason_names(line, fact->reason)) return true;
    if (*mz_line_code(line) != '\0' && !mz_reason_explains(c->catalogue, fact->reason, line->key, direction))
        return false;
    const bool amount = fact->kind != MZ_FACT_CHANGE_RATE;
    const mz_interval whole = mz_amount_interval(&fact->amount), own = mz_change_interval(&line->change);
    if (amount && whole.lo <= own.hi && own.lo <= whole.hi) return true;
    if (amount && mz_is_same_money(line->change.difference, fact->amount.value)) return true;
    const int64_t all = amount ? fact->amount.value : above->difference;
    if (above->wide && !amount && mz_is_same_money(line->change.difference, all)) return true;
    if (above->wide && !is_large_part(line, all)) return false;
    if (above->wide && *mz_line_code(line) != '\0' && !mz_reason_speaks_of(c, line, index, false)) return false;
    if (above->wide && mz_reason_speaks_of_else(c, line, index)) return false;
    if (above->wide && is_all_money(line) && !mz_is_nearly_all(all, line->change.difference)) return false;
    if (mentions_others(c, line, fact->reason)) return false;
    if (above->wide && *mz_line_code(line) != '\0' && is_claimed(c, line, fact->reason)) return false;
    const bool most =
        above->wide ? is_large_part(line, above->difference) : mz_is_most(line->change.difference, above->difference);
    if ((!most || mz_is_of_another(c, above->difference, index)) && !mz_reason_speaks_of(c, line, index, false))
        return false;
    return !above->wide || line->project == 0 || !tells_of_another(c, line, fact->reason);
}

/* Whether two facts stand under the same heading of the first depth (五、一般公共预算财政拨款支出情况说明). */
static bool are_in_one_chapter(const mz_comparison *c, const mz_fact *a, const mz_fact *b)
{
    uint32_t from = a->section < b->section ? a->section : b->section, to = a->section ^ b->section ^ from;
    if (to >= c->current->section_count) to = from;
    while (from < to && c->current->sections[to].depth > 1) to--;
    return from == to;
}

/* Whether the line has a sentence of its own in another chapter than the heading's reason, and not the same change:
 * then that sentence should have told why. That on the operating costs stands in a chapter that asks for no reasons. */
static bool is_told_apart(const mz_comparison *c, const mz_line_change *line, const heading *above, size_t index)
{
    const mz_fact *fact = mz_fact_at(c, index);
    if (strcmp(line->role, "operation") == 0) return false;
    if (line->statement < 0 || are_in_one_chapter(c, mz_fact_at(c, (size_t)line->statement), fact)) return false;
    const bool amount = fact->kind == MZ_FACT_CHANGE;
    return !mz_is_same_money(line->change.difference, amount ? fact->amount.value : above->difference);
}

static bool inherit_key(mz_comparison *c, mz_line_change *line, const heading *above)
{
    const char *key = above->key;
    if (*key == '\0') return false;
    const size_t first = mz_first_fact(c, key);
    for (size_t i = first; i < c->fact_count && i < first + MOST_STATEMENTS; i++) {
        const uint32_t number = c->by_key[i];
        if (strcmp(c->fact_keys[number], key) != 0) return false;
        if (is_told_apart(c, line, above, number) || !accounts_for(c, line, above, number)) continue;
        mz_explain_by(line, mz_fact_at(c, number)->reason, mz_fact_at(c, number)->reason_span);
        return true;
    }
    return false;
}

static bool inherit_names(mz_comparison *c, mz_line_change *line, const char *role, bool wide)
{
    const mz_name_list names = mz_spoken_names(c, role);
    for (size_t i = 0; i < names.count; i++) {
        const char *key = names.keys[i];
        if (mz_is_another_fund(c, line, key)) continue;
        const heading above = {key, wide ? mz_change_called(c, key, role) : mz_change_of_whole(c, role), wide};
        if (inherit_key(c, line, &above)) return true;
    }
    return false;
}

/* What the heading of this code changed by in the line's table and column; 0 when it did not, or that is not known. */
static int64_t change_above(const mz_comparison *c, const mz_line_change *line, const mz_row *row)
{
    for (const mz_line_change *above = line; above-- > c->lines && above->table == line->table && above->row >= row;)
        if (above->row == row && strcmp(above->change.column, line->change.column) == 0)
            return above->change.difference;
    return 0;
}

/* Whether the heading has a sentence of its own that decides for what stands under it: one with a reason, which then is
 * for something else; or, where the line is all of the heading's change, one without, or with a mere formula. What is
 * said of the heading's money of another fund does not. */
static bool is_decided_by(const mz_comparison *c, const heading *of, bool all)
{
    bool stated = false;
    const size_t first = mz_first_fact(c, of->key);
    for (size_t i = first; i < c->fact_count && i < first + MOST_STATEMENTS; i++) {
        const mz_fact *fact = mz_fact_at(c, c->by_key[i]);
        if (strcmp(c->fact_keys[c->by_key[i]], of->key) != 0) break;
        if (!mz_is_stated_change(fact) || mz_is_of_another(c, of->difference, c->by_key[i])) continue;
        if (mz_reason_explains(c->catalogue, fact->reason, fact->item, 0)) return true;
        stated = true;
    }
    return stated && all;
}

static bool holds_row(const mz_table *table, const mz_row *row)
{
    return row >= table->rows && row < table->rows + table->row_count;
}

bool mz_inherit_heading(mz_comparison *c, mz_line_change *line, bool *decided)
{
    *decided = false;
    const mz_table *table = holds_row(line->table->current, line->row) ? line->table->current : line->table->prior;
    const bool ours = holds_row(table, line->row);
    size_t length = strlen(line->change.code);
    for (size_t steps = 0; ours && length > 3 && steps < ANCESTORS && line->row > table->rows + steps; steps++) {
        const mz_row *above = line->row - 1 - steps;
        const size_t shorter = strlen(above->code);
        if (shorter == 0 || shorter >= length || strncmp(above->code, line->change.code, shorter) != 0) continue;
        length = shorter;
        const heading of = {mz_change_key(c->label_marks, c->arena, above->label), change_above(c, line, above), false};
        const heading short_of = {mz_short_key(c->silent_tail, c->arena, of.key), of.difference, false};
        if (inherit_key(c, line, &of) || inherit_key(c, line, &short_of)) return true;
        *decided = *decided || is_decided_by(c, &of, of.difference == line->change.difference);
    }
    return false;
}

/* Kinds of expenses are parts of the staff's costs, of basic expenditure or of the running costs, as changes.json/kinds
 * has it; all others are
 * only explained by what names them. */
static void inherit_kind(mz_comparison *c, mz_line_change *line)
{
    const mz_word_list *kinds = mz_list_of(c->lists, "kinds");
    for (size_t i = 0; i < kinds->list_count; i++)
        if (mz_patterns_match(&kinds->lists[i], line->change.code) &&
            inherit_names(c, line, kinds->lists[i].name, false))
            return;
}

/* Basic or project expenditure, whichever is most of the line's change. */
static bool inherit_part(mz_comparison *c, mz_line_change *line)
{
    const bool basic = mz_is_most(line->basic, line->change.difference);
    if (basic && inherit_names(c, line, "total.basic", false)) return true;
    if (basic && inherit_names(c, line, "total.personnel", false)) return true;
    return mz_is_most(line->project, line->change.difference) && inherit_names(c, line, "total.project", false);
}

/* The headings above: the section and class of the code, basic or project expenditure, the whole. Money of its own
 * (事业收入) has no other heading than all income, and what stands in no table has none. */
void mz_inherit_reason(mz_comparison *c, mz_line_change *line)
{
    if (strncmp(line->change.form_id, "text.", strlen("text.")) == 0) return;
    const mz_word_list *own_money = mz_list_of(c->lists, "own_money");
    bool decided;
    if (mz_inherit_heading(c, line, &decided) || decided) return;
    if (*line->change.code == '3') {
        inherit_kind(c, line);
        return;
    }
    if (mz_patterns_match(own_money, line->row->role) || mz_patterns_match(own_money, line->column_role)) return;
    const bool of_basic = strcmp(line->role, "total.personnel") == 0 || strcmp(line->role, "total.public") == 0;
    if (of_basic && inherit_names(c, line, "total.basic", false)) return;
    if (*mz_line_code(line) != '\0' && inherit_part(c, line)) return;
    if (strncmp(line->role, "money.", 6) == 0 && inherit_names(c, line, "money.fiscal", true)) return;
    if (inherit_names(c, line, mz_money_role(line), true) || inherit_names(c, line, "total.total", true)) return;
    if (strstr(line->change.form_id, ".income") != NULL || line->row->side == 0)
        inherit_names(c, line, "income.total", true);
}

const char *mz_role_above(const char *role, char above[64])
{
    static const char total[] = ".total";
    const char *dot = strrchr(role, '.');
    if (dot == NULL || strlen(role) + sizeof total > 64 || strcmp(dot, total) == 0) return "";
    memcpy(above, role, (size_t)(dot - role));
    above[dot - role] = '\0';
    if (strchr(above, '.') == NULL) memcpy(above + (dot - role), total, sizeof total);
    return above;
}

/* What the line of this role in the line's table changed by, 0 when it did not. */
static int64_t change_of_role(const mz_comparison *c, const mz_line_change *line, const char *role)
{
    const bool in_text = strncmp(line->change.form_id, "text.", 5) == 0; /* each stands alone */
    const size_t at = (size_t)(line - c->lines), from = at > NEAR_ROLES ? at - NEAR_ROLES : 0;
    for (size_t i = from; i < c->count && i < at + NEAR_ROLES; i++)
        if ((c->lines[i].table == line->table || in_text) && strcmp(c->lines[i].role, role) == 0)
            return c->lines[i].change.difference;
    return 0;
}

/* A part of the three public expenses, or of what is bought, may be explained by the whole that its change makes up. */
static void inherit_role(mz_comparison *c, mz_line_change *line)
{
    char room[2][64];
    const char *above = line->role;
    for (size_t step = 0; *(above = mz_role_above(above, room[step % 2])) != '\0'; step++)
        for (size_t i = 0; i < c->role_fact_count; i++) {
            const mz_fact *fact = mz_fact_at(c, c->role_facts[i]);
            const heading of = {"", change_of_role(c, line, above), false};
            if (strcmp(c->fact_roles[c->role_facts[i]], above) != 0 || !accounts_for(c, line, &of, c->role_facts[i]))
                continue;
            mz_explain_by(line, fact->reason, fact->reason_span);
            return;
        }
}

/* Whether the line is one of the three public expenses, or of what is bought. */
static bool has_items(const mz_line_change *line)
{
    return strncmp(line->role, "three.", 6) == 0 || strncmp(line->role, "procurement.", 12) == 0;
}

void mz_inherit(mz_comparison *c, mz_line_change *line)
{
    if (!line->leaf && *mz_line_code(line) != '\0') return; /* a class or section: see mz_explain_from_below */
    if (has_items(line))
        inherit_role(c, line);
    else if (!line->told_elsewhere)
        mz_inherit_reason(c, line);
}

void mz_inherit_stated(mz_comparison *c, mz_line_change *line)
{
    if (has_items(line)) inherit_role(c, line);
    if (strcmp(line->role, "operation") == 0) inherit_names(c, line, "total.public", false);
    if (strncmp(line->role, "money.", 6) == 0) inherit_names(c, line, "money.fiscal", true);
}
