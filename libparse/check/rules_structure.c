/* rules_structure.c - row numbers, empty tables and their notes, repeated and missing forms, empty sections. */
#include <stdio.h>
#include <string.h>

#include "flat.h"

enum { MOST_SIDES = 8, LARGEST_GAP = 4 };

static mz_place table_place(const mz_table *table, const mz_span *span, const char *printed)
{
    return (mz_place){
        .span = *span, .form = table->title, .row = table->subject, .code = "", .column = "", .printed = printed};
}

/* Whether the source keeps the cells apart, so that nothing is lost in reading. */
static bool is_exact(const mz_problem *problem, const mz_table *table)
{
    return problem->document->serialisation != MZ_SERIAL_FLOW &&
           (table->serialisation == MZ_SERIAL_TABBED || table->serialisation == MZ_SERIAL_CELL_PER_LINE);
}

/* Whether number stands alone (between blanks and tabs) on a line between two rows: a row without a label is printed
 * there, which the reader leaves out. */
static bool is_printed(const mz_text *text, uint32_t from, uint32_t to, int32_t number)
{
    char digits[16];
    int length = snprintf(digits, sizeof digits, "%d", (int)number);
    for (uint32_t line = from; length > 0 && line <= to && line <= text->count; line++) {
        const char *content = text->lines[line - 1].text;
        for (const char *at = content; (at = strstr(at, digits)) != NULL; at++) {
            bool begins = at == content || at[-1] == '\t' || at[-1] == ' ';
            char after = at[length];
            if (begins && (after == '\0' || after == '\t' || after == ' ')) return true;
        }
    }
    return false;
}

static void report_gap(mz_problem *problem, const mz_table *table, const mz_row *before, const mz_row *row)
{
    /* a row lost in reading must not pass for a row left out; where lines stand in the order of the page its number
     * would have been found between the two rows */
    bool exact = problem->document->serialisation != MZ_SERIAL_FLOW && table->serialisation != MZ_SERIAL_FLOW;
    mz_place places[2] = {table_place(table, &row->span, row->label), table_place(table, &before->span, before->label)};
    const char *zh = mz_arena_printf(problem->arena, "《%s》的行次由%d跳到%d，中间缺行。", table->title,
                                     (int)before->serial, (int)row->serial);
    const char *en = mz_arena_printf(problem->arena, "In table '%s' the row numbers jump from %d to %d.", table->title,
                                     (int)before->serial, (int)row->serial);
    const char *expected = mz_arena_printf(problem->arena, "%d", (int)before->serial + 1);
    const char *actual = mz_arena_printf(problem->arena, "%d", (int)row->serial);
    mz_report_rule(problem, exact ? "serial.skipped" : "serial.unread", places, 2, zh, en, expected, actual);
}

/* The printed row numbers of a side run on by one. */
static void check_serials(mz_problem *problem, const mz_table *table)
{
    const mz_row *last[MOST_SIDES] = {NULL};
    const mz_text *text = problem->document->text;
    for (size_t r = 0; r < table->row_count && text != NULL; r++) {
        const mz_row *row = &table->rows[r];
        if (row->serial < 0 || row->side >= MOST_SIDES) continue;
        const mz_row *before = last[row->side];
        last[row->side] = row;
        if (before == NULL || row->serial <= before->serial + 1 || row->serial > before->serial + LARGEST_GAP) continue;
        bool printed = false;
        for (int32_t number = before->serial + 1; number < row->serial && !printed; number++)
            printed = is_printed(text, before->span.line, row->span.line, number);
        if (!printed) report_gap(problem, table, before, row);
    }
}

static bool has_amount(const mz_table *table)
{
    for (size_t r = 0; r < table->row_count; r++)
        for (size_t c = 0; c < table->rows[r].cell_count; c++)
            if (table->rows[r].cells[c].kind == MZ_CELL_AMOUNT && table->rows[r].cells[c].amount.value != 0)
                return true;
    return false;
}

static size_t count_amounts(const mz_table *table)
{
    size_t count = 0;
    for (size_t r = 0; r < table->row_count; r++)
        for (size_t c = 0; c < table->rows[r].cell_count; c++)
            count += table->rows[r].cells[c].kind == MZ_CELL_AMOUNT && table->rows[r].cells[c].amount.value != 0;
    return count;
}

/* Whether the note stands between the table's last row and the next table: it is not another one's. */
static bool is_own_note(const mz_document *document, size_t number)
{
    const mz_table *table = &document->tables[number];
    for (size_t r = 0; r < table->row_count; r++)
        if (table->rows[r].span.line >= table->note.line) return false;
    return number + 1 == document->table_count || document->tables[number + 1].span.line > table->note.line;
}

static void check_note(mz_problem *problem, size_t number)
{
    const mz_table *table = &problem->document->tables[number];
    bool money = mz_is_standard(table);
    if (!table->says_empty && !money) return;
    bool amounts = has_amount(table);
    bool exact = is_exact(problem, table);
    bool laid_out = table->serialisation == MZ_SERIAL_ALIGNED && problem->document->serialisation != MZ_SERIAL_FLOW;
    if (table->says_empty && amounts) {
        mz_place place = table_place(table, &table->note, "");
        const char *zh =
            mz_arena_printf(problem->arena, "《%s》注明为空表，却印有%zu个金额。", table->title, count_amounts(table));
        const char *en = mz_arena_printf(problem->arena, "Table '%s' says that it is empty but prints %zu amounts.",
                                         table->title, count_amounts(table));
        bool sure = exact || (laid_out && is_own_note(problem->document, number));
        mz_report_rule(problem, sure ? "note.contradicted" : "note.unread", &place, 1, zh, en, NULL, NULL);
    }
    if (money && !amounts && !table->says_empty) {
        mz_place place = table_place(table, &table->span, "");
        const char *zh = mz_arena_printf(problem->arena, "《%s》没有数据，也没有空表说明。", table->title);
        const char *en =
            mz_arena_printf(problem->arena, "Table '%s' is empty and has no note that says so.", table->title);
        mz_report_rule(problem, exact ? "note.missing" : "note.unread", &place, 1, zh, en, NULL, NULL);
    }
}

static void check_repeated(mz_problem *problem, size_t number)
{
    const mz_table *tables = problem->document->tables;
    if (!mz_is_standard(&tables[number])) return;
    for (size_t t = number; t-- > 0;) {
        if (tables[t].form == NULL || strcmp(tables[t].form, tables[number].form) != 0 ||
            strcmp(tables[t].title, tables[number].title) != 0 || !has_amount(&tables[number]))
            continue;
        mz_place places[2] = {table_place(&tables[number], &tables[number].span, ""),
                              table_place(&tables[t], &tables[t].span, "")};
        const char *zh = mz_arena_printf(problem->arena, "《%s》出现了不止一次。", tables[number].title);
        const char *en = mz_arena_printf(problem->arena, "Table '%s' is printed more than once.", tables[number].title);
        mz_report_rule(problem, "form.repeated", places, 2, zh, en, NULL, NULL);
        return;
    }
}

static bool has_form(const mz_document *document, const char *form)
{
    for (size_t t = 0; t < document->table_count; t++)
        if (document->tables[t].form != NULL && strcmp(document->tables[t].form, form) == 0) return true;
    return false;
}

/* Standard forms that are absent although most of the others are there. */
static void check_missing(mz_problem *problem)
{
    const mz_document *document = problem->document;
    const char *kind = document->identity.kind == MZ_KIND_BUDGET ? "budget" : "final_accounts";
    const json_t *forms = json_object_get(mz_rulebook_value(problem->rulebook, "standard_forms"), kind);
    const char *id;
    json_t *name;
    size_t present = 0, total = json_object_size(forms);
    if (document->identity.kind == MZ_KIND_UNKNOWN || document->table_count == 0) return;
    json_object_foreach((json_t *)forms, id, name) present += has_form(document, id);
    if (present * 2 <= total) return;
    json_object_foreach((json_t *)forms, id, name)
    {
        if (has_form(document, id)) continue;
        mz_place place = table_place(&document->tables[0], &document->tables[0].span, "");
        place.form = json_string_value(name);
        const char *zh = mz_arena_printf(problem->arena, "缺少应公开的《%s》。", place.form);
        const char *en = mz_arena_printf(problem->arena, "The standard table '%s' is missing.", place.form);
        mz_report_rule(problem, "form.missing", &place, 1, zh, en, place.form, NULL);
    }
}

/* The first line of running text on which the word with this number stands; NULL when there is none. */
static const mz_line *line_of_mark(const mz_flat *flat, size_t entry)
{
    enum { SHORTEST = 60 /* bytes: a shorter line is a title */ };
    const mz_marks *marks = &flat->marks[MZ_MARKS_REFERRED];
    for (size_t m = 0; m < marks->count; m++) {
        if (marks->items[m].entry != entry) continue;
        const mz_line *line = &flat->source->lines[mz_flat_line(flat, marks->items[m].at)];
        if (line->length >= SHORTEST) return line;
    }
    return NULL;
}

/* Tables that the text refers to by name and that are not in the document. */
static void check_referred(mz_problem *problem, const mz_flat *flat)
{
    const json_t *names = mz_rulebook_value(problem->rulebook, "referred_forms");
    const char *word;
    json_t *forms;
    size_t entry = 0;
    json_object_foreach((json_t *)names, word, forms)
    {
        const mz_line *line = line_of_mark(flat, entry++);
        bool present = false;
        for (size_t i = 0; i < json_array_size(forms) && line != NULL && !present; i++)
            present = has_form(problem->document, json_string_value(json_array_get(forms, i)));
        if (line == NULL || present) continue;
        mz_place place = {.span = {line->number, line->page, line->offset, line->offset + line->length},
                          .form = "",
                          .row = word,
                          .code = "",
                          .column = "",
                          .printed = word};
        const char *zh = mz_arena_printf(problem->arena, "文字引用了“%s”，文件中没有该表。", word);
        const char *en =
            mz_arena_printf(problem->arena, "The text refers to '%s', which is not in the document.", word);
        mz_report_rule(problem, "form.referred", &place, 1, zh, en, word, NULL);
    }
}

/* The number that a heading begins with ("六、" or "（六）"): its value, 0 when there is none; *style tells the
 * brackets. */
static unsigned heading_number(const char *title, bool *style)
{
    static const char *const digits[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};
    *style = strncmp(title, "（", 3) == 0;
    if (*style) title += 3;
    unsigned value = 0;
    enum { FIRST_LEAD = 0xE4, LAST_LEAD = 0xE5 }; /* of these digits */
    for (bool again = true; again;) {
        again = false;
        bool may_be = (unsigned char)*title == FIRST_LEAD || (unsigned char)*title == LAST_LEAD;
        for (unsigned d = 0; d < 10 && may_be && !again; d++) {
            if (strncmp(title, digits[d], 3) != 0) continue;
            title += 3;
            again = true;
            value = d < 9 ? value + d + 1 : (value > 0 ? value * 10 : 10);
        }
    }
    return strncmp(title, *style ? "）" : "、", 3) == 0 ? value : 0;
}

/* Whether heading s has this number in this style. */
static bool is_numbered(const mz_document *document, size_t s, unsigned number, bool style)
{
    bool own;
    return heading_number(document->sections[s].title, &own) == number && own == style;
}

/* Whether headings s, of this number and style, and s + 1 stand in a list: a third line of the kind follows or goes
 * before at once. */
static bool is_list(const mz_document *document, size_t s, unsigned number, bool style)
{
    const mz_section *all = document->sections;
    uint32_t step = all[s + 1].span.line - all[s].span.line;
    return (s > 0 && number > 1 && all[s].span.line - all[s - 1].span.line <= step &&
            is_numbered(document, s - 1, number - 1, style)) ||
           (s + 2 < document->section_count && all[s + 2].span.line - all[s + 1].span.line <= step &&
            is_numbered(document, s + 2, number + 2, style));
}

/* A heading with nothing under it: the next number of the same series follows at once. */
static void check_sections(mz_problem *problem)
{
    const mz_document *document = problem->document;
    const mz_text *text = document->text;
    for (size_t s = 0; text != NULL && s + 1 < document->section_count; s++) {
        const mz_section *own = &document->sections[s], *next = &document->sections[s + 1];
        bool style;
        unsigned number = heading_number(own->title, &style);
        if (number == 0 || !is_numbered(document, s + 1, number + 1, style)) continue;
        const mz_wordlist *sums = &problem->rulebook->wordlists[MZ_WORDLIST_SUM_ENDINGS];
        if (mz_wordlist_suffix(sums, own->title, strlen(own->title)) != NULL) continue; /* a line of a table */
        if (own->span.line == 0 || next->span.line > text->count) continue;
        bool content =
            strstr(own->title, "。") != NULL || strstr(own->title, "：") != NULL || strstr(own->title, "；") != NULL;
        for (uint32_t line = own->span.line + 1; line < next->span.line && !content; line++)
            content = strspn(text->lines[line - 1].text, " \t\r\f") < text->lines[line - 1].length;
        if (content || is_list(document, s, number, style)) continue;
        mz_place place = {
            .span = own->span, .form = "", .row = own->title, .code = "", .column = "", .printed = own->title};
        const char *zh = mz_arena_printf(problem->arena, "“%s”只有标题，没有内容。", own->title);
        const char *en = mz_arena_printf(problem->arena, "Section '%s' has a heading and no content.", own->title);
        mz_report_rule(problem, "section.empty", &place, 1, zh, en, NULL, NULL);
    }
}

/* The section that should state the overall budget holds no figure, nor does any section below it. */
static void check_figures(mz_problem *problem)
{
    const mz_document *document = problem->document;
    const mz_wordlist *words = &problem->rulebook->wordlists[MZ_WORDLIST_SECTIONS_WITH_FIGURES];
    for (size_t s = 0; s < document->section_count; s++) {
        const mz_section *own = &document->sections[s];
        if (mz_wordlist_find(words, own->title, strlen(own->title), NULL) == NULL) continue;
        size_t end = s + 1;
        while (end < document->section_count && document->sections[end].depth > own->depth) end++;
        bool figures = false;
        for (size_t f = 0; f < document->fact_count && !figures; f++)
            figures = document->facts[f].section >= s && document->facts[f].section < end;
        if (figures) continue;
        mz_place place = {
            .span = own->span, .form = "", .row = own->title, .code = "", .column = "", .printed = own->title};
        const char *zh = mz_arena_printf(problem->arena, "“%s”没有列出任何金额。", own->title);
        const char *en = mz_arena_printf(problem->arena, "Section '%s' states no amount at all.", own->title);
        mz_report_rule(problem, "section.no_figures", &place, 1, zh, en, NULL, NULL);
    }
}

void mz_rules_structure(mz_problem *problem)
{
    check_figures(problem);
    for (size_t t = 0; t < problem->document->table_count; t++) {
        check_serials(problem, &problem->document->tables[t]);
        check_note(problem, t);
        check_repeated(problem, t);
    }
    check_missing(problem);
    const mz_flat *flat = mz_problem_flat(problem);
    if (flat != NULL) check_referred(problem, flat);
    check_sections(problem);
}
