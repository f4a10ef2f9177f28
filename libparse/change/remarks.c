/* remarks.c - reasons that stand beside no figure of their own (差旅费增加系恢复线下交流；第2至4项支出增加，均为...):
 * read from the paragraphs, each becomes a stated change without a figure for everything that it speaks of. */
#include "remarks.h"

#include <string.h>

#include "text/text.h"

enum {
    SHORTEST_NOTE = 30, /* bytes of a line */
    LONGEST_NOTE = 2000,
    NEAR = 64 /* facts before a remark that may have taken its reason */
};

static void add_fact(mz_remark_reader *r, const char *item, int direction, const char *reason, mz_span span)
{
    mz_fact *fact = mz_arena_push(r->c->arena, &r->facts, &r->count, &r->capacity, sizeof *fact);
    const int32_t year = r->c->current->identity.fiscal_year;
    if (fact == NULL) return;
    *fact = (mz_fact){.subject = item,
                      .item = item,
                      .kind = MZ_FACT_CHANGE_RATE,
                      .period = year,
                      .base_year = year - 1,
                      .amount = {.value = direction, .unit = MZ_UNIT_PERCENT, .printed = "", .unit_text = ""},
                      .parent = -1,
                      .reason = reason,
                      .reason_span = span,
                      .sentence = r->sentence,
                      .section = r->passage->section,
                      .span = span};
}

void mz_add_remark(mz_remark_reader *r, const char *item, int direction, const char *reason, mz_span span)
{
    if (direction >= 0) add_fact(r, item, 1, reason, span);
    if (direction <= 0) add_fact(r, item, -1, reason, span);
}

void mz_add_figure(mz_remark_reader *r, const mz_fact *figure, const char *item, const char *reason, mz_span span)
{
    const mz_fact copy = *figure;
    mz_fact *fact = mz_arena_push(r->c->arena, &r->facts, &r->count, &r->capacity, sizeof *fact);
    if (fact == NULL) return;
    *fact = copy;
    fact->subject = fact->item = item;
    fact->reason = reason;
    fact->reason_span = span;
    fact->sentence = r->sentence;
}

/* Whether a figure of the passage took the reason at span already. */
static bool is_taken(const mz_remark_reader *r, mz_span span)
{
    for (size_t i = r->passage->first_fact; i < r->passage->end_fact; i++) {
        const mz_fact *fact = &r->c->current->facts[i];
        if (mz_is_stated_change(fact) && *fact->reason != '\0' && fact->reason_span.begin <= span.begin &&
            span.begin < fact->reason_span.end)
            return true;
    }
    return false;
}

static bool is_one_of(const char *item, const char *const *items, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(item, items[i]) == 0) return true;
    return false;
}

/* Figures that took the reason of 前者, 后者 or 其他科目, or of a part of them, although it is not their own. */
static void take_away(mz_remark_reader *r, const char *const *items, size_t count, mz_span span)
{
    const size_t end = r->passage->end_fact;
    for (size_t i = end > NEAR ? end - NEAR : 0; i < end; i++)
        if (*r->facts[i].reason != '\0' && r->facts[i].reason_span.begin == span.begin &&
            !is_one_of(r->facts[i].item, items, count))
            r->facts[i].reason = "";
}

/* Whether the clause compares with something else than the year before: what final accounts say of their budget. */
static bool has_other_base(const mz_remark_reader *r, mz_stretch clause)
{
    size_t length;
    const char *text = mz_stretch_text(r, clause, &length);
    if (r->c->current->identity.kind != MZ_KIND_FINAL_ACCOUNTS) return false;
    return mz_holds_listed(mz_list_of(mz_list_of(r->c->lists, "other_bases"), "final_accounts"), text, length);
}

/* Whether the clause says that something did not change: 与上年持平. */
static bool is_flat(const mz_remark_reader *r, mz_stretch clause)
{
    size_t length;
    const char *text = mz_stretch_text(r, clause, &length);
    return mz_words_suffix(r->words, MZ_WORDS_FLAT, text, length) != NULL;
}

/* Whether the clauses before this one say that it is of a part of what was said: 上述变动中，... */
static bool is_within(const mz_remark_reader *r, size_t number)
{
    for (size_t i = 0; i < number; i++) {
        size_t length;
        const char *text = mz_stretch_text(r, r->clauses[i], &length);
        if (mz_listed_at(r->lists.within, text, length, false) > 0) return true;
    }
    return false;
}

/* Whether the text is nothing but a name: 增加5万元，均为一般公共预算. */
static bool is_name_only(const mz_remark_reader *r, const char *text)
{
    const char *key = mz_change_key(r->c->label_marks, r->c->arena, text);
    return mz_name_meant(r->c, key, strlen(key)) != NULL;
}

/* The subjects of these facts of the passage, of changes only those that have no reason yet; returns how many. */
static size_t items_of(const mz_remark_reader *r, size_t begin, size_t end, mz_fact_kind kind, const char **items)
{
    size_t count = 0;
    for (size_t i = begin; i < end && count < MZ_MOST_NAMES; i++) {
        const mz_fact *fact = &r->c->current->facts[i];
        if (fact->kind == kind && *fact->item != '\0' && *fact->reason == '\0' && !is_one_of(fact->item, items, count))
            items[count++] = fact->item;
    }
    return count;
}

/* Whether the stretch speaks of each of what stands before it: 均为, 均较上年减少. */
static bool is_of_each(const mz_remark_reader *r, mz_stretch stretch)
{
    size_t length;
    if (stretch.begin >= stretch.end) return false; /* the reason stands before its marker */
    const char *text = mz_stretch_text(r, stretch, &length);
    return mz_listed_at(r->lists.each, text, length, false) > 0;
}

/* 购房补贴由512万元减少到469万元: the clause says from what to what something changed, and its figures have no name. */
static bool tells_from_to(const mz_remark_reader *r, mz_stretch clause)
{
    size_t length;
    const char *text = mz_stretch_text(r, clause, &length);
    if (!mz_holds_listed(r->lists.to, text, length)) return false;
    for (size_t i = mz_facts_before(r, clause.begin); i < mz_facts_before(r, clause.end); i++) {
        const char *key = r->c->fact_keys[i];
        if (mz_dictionary_find(&r->c->names, key, strlen(key)) != NULL) return false;
    }
    return true;
}

void mz_read_remark(mz_remark_reader *r, size_t at, mz_stretch reason)
{
    const mz_paragraph *paragraph = &r->passage->paragraph;
    const char *items[MZ_MOST_NAMES];
    size_t count = 0;
    int direction = 0;
    reason.begin = mz_reason_begin(paragraph, reason.begin, reason.end);
    if (reason.begin >= reason.end) return;
    const char *text = mz_arena_copy(r->c->arena, paragraph->text + reason.begin, reason.end - reason.begin);
    const mz_span span = mz_paragraph_span(paragraph, r->c->current->text, reason.begin, reason.end);
    const size_t figures = mz_facts_before(r, at);
    if (text == NULL || is_name_only(r, text)) return;
    r->sentence++;
    bool pointed = false;
    size_t named = 0; /* number of the clause that names them */
    for (size_t i = mz_clause_before(r, at) + 1; i-- > 0 && count == 0;) {
        mz_stretch clause = r->clauses[i];
        if (clause.end > at) clause.end = at;
        const bool figures_inside = mz_has_figures(r, clause) && !tells_from_to(r, clause);
        if (figures_inside && !mz_points_elsewhere(r, clause)) break; /* the figure's own clause */
        if (has_other_base(r, clause) || is_flat(r, clause)) return;
        if (direction == 0) direction = mz_told_direction(r, clause);
        count = mz_clause_items(r, clause, figures_inside ? clause.begin : at, items);
        pointed = count > 0 && mz_points_elsewhere(r, clause);
        named = i;
    }
    if (count == 0) {
        if (is_taken(r, span) || r->c->current->identity.kind == MZ_KIND_FINAL_ACCOUNTS) return;
        const size_t part = mz_facts_before(r, r->clauses[0].begin);
        const bool each = is_of_each(r, (mz_stretch){at, reason.end});
        if (is_of_each(r, r->clauses[mz_clause_before(r, at)]))
            count = items_of(r, part, figures, MZ_FACT_VALUE, items);
        else
            count = each ? items_of(r, part, figures, MZ_FACT_CHANGE, items) : mz_last_items(r, figures, 1, items);
        if (direction == 0 && figures > r->passage->first_fact)
            direction = mz_told_sign(&r->c->current->facts[figures - 1]);
    }
    for (size_t i = 0; i < count; i++) mz_add_remark(r, items[i], direction, text, span);
    if (pointed ? count == 1 : is_within(r, named)) take_away(r, items, count, span);
}

static void open_clause(mz_remark_reader *r, size_t at)
{
    if (r->clause_count == MZ_MOST_CLAUSES) return;
    const mz_paragraph *p = &r->passage->paragraph;
    uint8_t style;
    at += mz_list_number(p->text + at, p->length - at, &style);
    r->clauses[r->clause_count++] = (mz_stretch){at, at};
}

/* Where the reason that begins at `at` ends: at its end as the narrative reads it, or before the next one's subject. */
static size_t reason_end(const mz_remark_reader *r, size_t at, size_t next)
{
    const size_t end = mz_reason_end(r->words, &r->passage->paragraph, at);
    return next > at && next < end ? next : end;
}

/* 厉行节约是公务接待费下降的主要原因: the reason stands before what it is the reason of. */
static bool read_reversed(mz_remark_reader *r, mz_stretch part)
{
    size_t length, at = 0, link = 0;
    const char *text = mz_stretch_text(r, part, &length);
    const size_t tail = mz_listed_at(r->lists.reversed, text, length, true);
    if (tail == 0) return false;
    while (at < length - tail && (link = mz_listed_at(r->lists.link, text + at, length - tail - at, false)) == 0)
        at += mz_character_size(text[at]);
    if (at >= length - tail) return false;
    const size_t middle = part.begin + at;
    r->clauses[0] = (mz_stretch){middle + link, part.end - tail};
    r->clause_count = 1;
    if (!mz_tells_change(r, r->clauses[0])) return false;
    mz_read_remark(r, part.end - tail, (mz_stretch){part.begin, middle});
    return true;
}

/* A reason whose end is not known yet: another one may begin in its part. */
typedef struct open_reason {
    size_t marker, begin; /* begin 0: none is open */
    size_t clauses;       /* how many stood before it */
} open_reason;

static void close_reason(mz_remark_reader *r, const open_reason *open, size_t next)
{
    const size_t count = r->clause_count;
    if (open->begin == 0) return;
    r->clause_count = open->clauses;
    mz_read_remark(r, open->marker, (mz_stretch){open->begin, reason_end(r, open->begin, next)});
    r->clause_count = count;
}

/* Whether the clause before a reason's marker is about something else than the reason before it: what it points to, or
 * names as changed (..., 公积金增加的主要原因是). */
static bool begins_another(const mz_remark_reader *r, mz_stretch clause, size_t at)
{
    const char *items[MZ_MOST_NAMES];
    if (mz_points_elsewhere(r, clause)) return true;
    return mz_told_direction(r, clause) != 0 && mz_clause_items(r, clause, at, items) > 0;
}

/* The marker of a reason stands at [at, at + length). One that is of something else ends the reason before it. */
static void open_reason_at(mz_remark_reader *r, open_reason *open, size_t at, size_t length)
{
    const mz_stretch subject = r->clauses[mz_clause_before(r, at)];
    const bool another = subject.begin > open->begin && begins_another(r, subject, at);
    close_reason(r, open, another ? subject.begin : 0);
    *open = (open_reason){at, at + length, r->clause_count};
    open_clause(r, at + length);
}

/* A part of a paragraph between full stops and semicolons. */
static void read_part(mz_remark_reader *r, mz_stretch part)
{
    const char *text = r->passage->paragraph.text;
    open_reason open = {0};
    size_t told = 0; /* clauses before the first reason */
    if (read_reversed(r, part)) return;
    mz_read_brackets(r, part);
    r->clause_count = 0;
    open_clause(r, part.begin);
    for (size_t at = r->clauses[0].begin; at < part.end && r->clause_count < MZ_MOST_CLAUSES;) {
        if (mz_is_common_lead(text[at]) && !r->heads[mz_words_bucket(text + at, part.end - at)]) {
            at += 3;
            continue;
        }
        const size_t mark = mz_clause_mark(text + at, part.end - at);
        r->clauses[r->clause_count - 1].end = at;
        const mz_stretch *clause = &r->clauses[r->clause_count - 1];
        const bool inside = open.begin > 0 && clause->begin == open.begin && at > clause->begin;
        const size_t length = mark > 0 || inside ? 0 : mz_reason_marker(r, at, part.end);
        if (mark == 0 && length == 0) {
            at += mz_character_size(text[at]);
            continue;
        }
        if (told == 0 && mark == 0) mz_read_flats(r, part, told = r->clause_count);
        if (mark > 0)
            open_clause(r, at + mark);
        else
            open_reason_at(r, &open, at, length);
        at = r->clauses[r->clause_count - 1].begin;
    }
    r->clauses[r->clause_count - 1].end = part.end;
    if (told == 0) mz_read_flats(r, part, r->clause_count);
    if (open.begin == 0) {
        mz_read_unannounced(r, part);
        return;
    }
    close_reason(r, &open, 0);
    mz_read_drivers(r, open.clauses - 1);
}

static void read_passage(mz_remark_reader *r, const mz_passage *passage)
{
    const mz_paragraph *p = &passage->paragraph;
    r->passage = passage;
    for (size_t begin = 0, at = 0; at <= p->length;) {
        while (p->length - at >= 3 && mz_is_common_lead(p->text[at])) at += 3;
        const uint32_t code = at < p->length ? mz_code(p->text + at, p->length - at) : MZ_CODE("。");
        const size_t size = at < p->length ? mz_character_size(p->text[at]) : 1;
        if (code == MZ_CODE("。") || code == MZ_CODE("；") || code == ';') {
            if (at > begin) read_part(r, (mz_stretch){begin, at});
            begin = at + size;
        }
        at += size;
    }
}

/* Whether a line begins as notes do, blanks left out. */
static bool begins_note(const mz_remark_reader *r, const mz_line *line)
{
    char begin[32];
    size_t length = 0, blank = 0;
    while (blank < line->length && (line->text[blank] == ' ' || line->text[blank] == '\t')) blank++;
    if (!mz_may_begin(r->lists.notes, line->text + blank, line->length - blank)) return false;
    for (size_t i = blank; i < line->length && length < sizeof begin; i++)
        if (line->text[i] != ' ' && line->text[i] != '\t') begin[length++] = line->text[i];
    return mz_listed_at(r->lists.notes, begin, length, false) > 0;
}

/* A line of notes that stands with its table: 注：差旅费增加系... */
static void read_note(mz_remark_reader *r, const mz_text *text, size_t number)
{
    const mz_line *line = &text->lines[number];
    char *squeezed = mz_arena_text(r->c->arena, line->length + 1);
    mz_passage note = {0};
    if (squeezed == NULL) return;
    size_t capacity = 0;
    for (size_t i = 0; i < line->length; i++) {
        if (line->text[i] == ' ' || line->text[i] == '\t') continue;
        mz_paragraph *p = &note.paragraph;
        if (i == 0 || line->text[i - 1] == ' ' || line->text[i - 1] == '\t') {
            mz_piece *piece = mz_arena_push(r->c->arena, &p->pieces, &p->piece_count, &capacity, sizeof *piece);
            if (piece == NULL) return;
            *piece = (mz_piece){(uint32_t)p->length, (uint32_t)number, (uint32_t)i};
        }
        squeezed[p->length++] = line->text[i];
    }
    squeezed[note.paragraph.length] = '\0';
    note.paragraph.text = squeezed;
    read_passage(r, &note);
}

/* The notes that the narrative took for lines of a table. */
static void read_notes(mz_remark_reader *r)
{
    const mz_text *text = r->c->current->text;
    bool *running = mz_arena_array(r->c->arena, text->count + 1, sizeof *running);
    if (running == NULL) return;
    for (size_t i = 0; i < r->passages->count; i++) {
        const mz_paragraph *p = &r->passages->items[i].paragraph;
        for (size_t k = 0; k < p->piece_count; k++) running[p->pieces[k].line] = true;
    }
    for (size_t i = 0; i < text->count; i++)
        if (!running[i] && text->lines[i].length > SHORTEST_NOTE && text->lines[i].length < LONGEST_NOTE &&
            begins_note(r, &text->lines[i]))
            read_note(r, text, i);
}

static mz_remark_lists lists_of(const mz_word_list *remarks)
{
#define LIST(name) .name = mz_list_of(remarks, #name)
    return (mz_remark_lists){MZ_REMARK_LISTS(LIST)};
#undef LIST
}

bool mz_read_remarks(mz_comparison *c)
{
    const mz_document *document = c->current;
    mz_remark_reader *r = mz_arena_alloc(c->arena, sizeof *r);
    if (r == NULL) return false;
    *r = (mz_remark_reader){.c = c,
                            .lists = lists_of(mz_list_of(c->lists, "remarks")),
                            .passages = document->passages,
                            .words = c->catalogue->narrative,
                            .count = document->fact_count,
                            .capacity = document->fact_count + 1,
                            .sentence = UINT32_MAX / 2};
    r->facts = mz_arena_array(c->arena, r->capacity, sizeof *r->facts);
    if (r->facts == NULL || !mz_index_names(c)) return false;
    mz_index_markers(r);
    if (document->fact_count > 0) memcpy(r->facts, document->facts, document->fact_count * sizeof *r->facts);
    if (document->text != NULL && r->passages != NULL)
        for (size_t i = 0; i < r->passages->count; i++) {
            mz_passage joined;
            read_passage(r, mz_join_listed(r, i, &joined) ? &joined : &r->passages->items[i]);
        }
    if (document->text != NULL && r->passages != NULL) read_notes(r);
    mz_read_compounds(r);
    c->facts = r->facts;
    c->fact_count = r->count;
    return !mz_arena_exhausted(c->arena);
}
