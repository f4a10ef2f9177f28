/* rules_subjects.c - subjects written out in the text, "X（类）Y（款）Z（项）", against the names in the tables. */
#include <string.h>

#include "codes.h"
#include "facts.h"
#include "flat.h"

enum {
    LONGEST_NAME = 120,
    REACH = 400,
    ITEM_DIGITS = 7,
    FEWEST_ITEMS = 3,
    SHORTEST_CUT = 12,
    MOST_ODD = 3 /* one in so many */
};

/* The three names of a mention, in scratch memory; place and length in the flat text. */
typedef struct mention {
    const char *class, *section, *item;
    size_t at, length;
} mention;

/* Bytes before end that may belong to a name: up to punctuation, digits or quotation marks. */
static size_t name_start(const char *text, size_t end)
{
    static const char *const stops[] = {"。", "，", "、", "；", "：", "“", "”", "《", "》", "为", ")"};
    size_t at = end;
    while (at > 0 && end - at < LONGEST_NAME) {
        size_t start = at - 1;
        while (start > 0 && ((unsigned char)text[start] & 0xC0) == 0x80) start--;
        if (at - start == 1) break; /* ASCII: digits, brackets, punctuation */
        for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
            if (strncmp(text + start, stops[i], at - start) == 0) return at;
        at = start;
    }
    return at;
}

/* The name between from and the marker word that must follow within reach; NULL when it does not. */
static const char *name_until(mz_problem *problem, const char *from, const char *marker, size_t *length)
{
    size_t own = strlen(marker), room = strnlen(from, LONGEST_NAME + own);
    const char *end = memmem(from, room, marker, own);
    if (end == NULL || end == from || memchr(from, ')', (size_t)(end - from)) != NULL) return NULL;
    *length = (size_t)(end - from) + own;
    return mz_arena_copy(problem->arena, from, (size_t)(end - from));
}

static bool read_mention(mz_problem *problem, const mz_flat *flat, const char *mark, mention *m)
{
    static const char class_mark[] = "(类)", section_mark[] = "(款)", item_mark[] = "(项)";
    size_t end = (size_t)(mark - flat->text), begin = name_start(flat->text, end), section = 0, item = 0;
    if (begin == end) return false;
    m->class = mz_arena_copy(problem->arena, flat->text + begin, end - begin);
    const char *at = mark + strlen(class_mark);
    m->section = name_until(problem, at, section_mark, &section);
    if (m->section == NULL || m->class == NULL) return false;
    m->item = name_until(problem, at + section, item_mark, &item);
    m->at = begin;
    m->length = end - begin + strlen(class_mark) + section + item;
    return m->item != NULL;
}

/* Names agree, an ending 支出 left aside. */
static bool same_subject(const char *a, const char *b)
{
    static const char ending[] = "支出";
    size_t x = strlen(a), y = strlen(b), e = strlen(ending);
    if (x > e && strcmp(a + x - e, ending) == 0) x -= e;
    if (y > e && strcmp(b + y - e, ending) == 0) y -= e;
    return x == y && memcmp(a, b, x) == 0;
}

/* A parent may be named more fully in the text (政府性基金安排的其他支出 for 其他支出). */
static bool same_parent(const char *label, const char *mentioned)
{
    return same_subject(label, mentioned) || strstr(label, mentioned) != NULL || strstr(mentioned, label) != NULL;
}

/* The label of the row with this code (as of mz_code_rank). */
static const char *label_of(mz_problem *problem, size_t table, uint64_t code)
{
    const mz_table *own = &problem->document->tables[table];
    for (size_t r = 0; r < own->row_count; r++)
        if (problem->rows[table][r].code == code) return mz_row_key(problem, own, &own->rows[r])->text;
    return NULL;
}

typedef struct verdict {
    bool item_known;
    bool parents_agree;
    bool cut;              /* a label that is part of the name: it may have lost its other line in reading */
    const mz_table *table; /* where the item's name was found */
    const mz_row *row;
} verdict;

static verdict look_up(mz_problem *problem, const mention *m)
{
    verdict v = {0};
    bool may_be_cut =
        problem->document->serialisation == MZ_SERIAL_ALIGNED || problem->document->serialisation == MZ_SERIAL_FLOW;
    for (size_t t = 0; t < problem->document->table_count; t++) {
        const mz_table *table = &problem->document->tables[t];
        for (size_t r = 0; r < table->row_count; r++) {
            const mz_row *row = &table->rows[r];
            uint64_t code = problem->rows[t][r].code;
            if (mz_rank_length(code) != ITEM_DIGITS) continue;
            const char *label = mz_row_key(problem, table, row)->text;
            v.cut |= may_be_cut && strlen(label) >= SHORTEST_CUT && strstr(m->item, label) != NULL;
            if (!same_subject(label, m->item)) continue;
            v.item_known = true;
            v.table = table;
            v.row = row;
            const char *class = label_of(problem, t, mz_rank_head(code, 3)),
                       *section = label_of(problem, t, mz_rank_head(code, 5));
            v.parents_agree |= (class == NULL || same_parent(class, m->class)) &&
                               (section == NULL || same_parent(section, m->section));
            if (v.parents_agree) return v;
        }
    }
    return v;
}

static void judge(mz_problem *problem, const mz_flat *flat, const mention *m, const verdict *v, bool sure)
{
    mz_place places[2] = {mz_flat_place(problem, flat, m->at, m->length)};
    size_t count = 1;
    const char *zh, *en, *expected = "";
    if (v->item_known) {
        places[count++] = (mz_place){.span = v->row->span,
                                     .form = v->table->title,
                                     .row = v->row->label,
                                     .code = v->row->code,
                                     .column = "",
                                     .printed = v->row->label};
        uint64_t code = mz_problem_row(problem, v->table, v->row)->code;
        const char *section = label_of(problem, (size_t)(v->table - problem->document->tables), mz_rank_head(code, 5));
        expected = section != NULL ? section : "";
        zh = mz_arena_printf(problem->arena, "文字写作“%s”，而表中%s %s属于“%s”。", places[0].printed, v->row->code,
                             v->row->label, expected);
        en = mz_arena_printf(problem->arena, "The text says '%s', but in the tables %s %s belongs to '%s'.",
                             places[0].printed, v->row->code, v->row->label, expected);
    } else {
        zh = mz_arena_printf(problem->arena, "文字所列项级科目“%s”在各表中都没有。", m->item);
        en = mz_arena_printf(problem->arena, "The subject '%s' named in the text is in none of the tables.", m->item);
    }
    const char *rule = !sure ? "subject.unread" : v->item_known ? "subject.parent" : "subject.unknown";
    mz_report_rule(problem, rule, places, count, zh, en, expected, m->item);
}

static bool has_items(const mz_problem *problem)
{
    const mz_document *document = problem->document;
    size_t items = 0;
    for (size_t t = 0; t < document->table_count; t++)
        for (size_t r = 0; r < document->tables[t].row_count; r++)
            items += mz_rank_length(problem->rows[t][r].code) == ITEM_DIGITS;
    return items >= FEWEST_ITEMS;
}

/* A mention and what the tables say to it. */
typedef struct judged {
    mention mention;
    verdict verdict;
} judged;

static bool agrees(const verdict *v)
{
    return v->item_known ? v->parents_agree : v->cut;
}

/* Whether the figure behind the mention is none of this year's: 0.00, or the year before's of a subject that was
 * dropped. Then the tables need not have it. */
static bool is_of_nothing(const mz_problem *problem, const mz_flat *flat, const mention *m)
{
    const mz_document *document = problem->document;
    size_t low = 0, high = document->fact_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (flat->facts[middle] < m->at)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == document->fact_count || flat->facts[low] - m->at > REACH) return false;
    const mz_fact *fact = &document->facts[low];
    const bool past = fact->period != 0 && fact->period < document->identity.fiscal_year;
    return fact->kind == MZ_FACT_VALUE && (fact->amount.value == 0 || past);
}

void mz_rules_subjects(mz_problem *problem, const mz_flat *flat)
{
    if (!has_items(problem)) return;
    judged *all = NULL;
    size_t count = 0, room = 0, odd = 0;
    const mz_marks *marks = &flat->marks[MZ_MARKS_SUBJECTS];
    for (size_t m = 0; m < marks->count; m++) {
        judged one;
        if (!read_mention(problem, flat, flat->text + marks->items[m].at, &one.mention)) continue;
        one.verdict = look_up(problem, &one.mention);
        if (!one.verdict.item_known && is_of_nothing(problem, flat, &one.mention)) continue;
        judged *slot = mz_arena_push(problem->arena, &all, &count, &room, sizeof *all);
        if (slot == NULL) return;
        *slot = one;
        odd += !agrees(&one.verdict);
    }
    /* labels of laid-out text may be cut or lost: when many mentions disagree it is the reading */
    bool exact = problem->document->serialisation == MZ_SERIAL_TABBED ||
                 problem->document->serialisation == MZ_SERIAL_CELL_PER_LINE;
    bool sure = exact || (problem->document->serialisation == MZ_SERIAL_ALIGNED && odd * MOST_ODD <= count);
    for (size_t i = 0; i < count; i++)
        if (!agrees(&all[i].verdict)) judge(problem, flat, &all[i].mention, &all[i].verdict, sure);
}
