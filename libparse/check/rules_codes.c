/* rules_codes.c - subject codes and names that cannot be right. */
#include <string.h>

#include "codes.h"
#include "facts.h"

enum { MOST_PLACES = 32, FEWEST_IN_FLOW = 3, CLASS_DIGITS = 3, LEVEL_DIGITS = 2, LONGEST_CODE = 9 };

static mz_place row_place(const mz_table *table, const mz_row *row)
{
    return (mz_place){.span = row->span,
                      .form = table->title,
                      .row = row->label,
                      .code = row->code,
                      .column = "",
                      .printed = row->code};
}

/* Classes of income begin with 1, of functions with 2, of economic subjects
 * with 3 (departments) and 5 (government). */
static bool is_class(const char *code)
{
    return strchr("1235", *code) != NULL;
}

/* A code below class level whose class is unknown: it has no parent. The class
 * that its rows before it belong to is the likely one. */
static void check_orphan(mz_problem *problem, const mz_table *table, const mz_row *row, const mz_row *before)
{
    size_t length = mz_rank_length(mz_problem_row(problem, table, row)->code);
    if (length < CLASS_DIGITS + 2 || is_class(row->code)) return;
    mz_place places[2] = {row_place(table, row)};
    size_t count = 1;
    const char *wanted = "";
    if (before != NULL) {
        places[count++] = row_place(table, before);
        /* as the code ends like a child of the row before it, that row's class is
         * meant */
        size_t parent = strlen(before->code);
        if (parent >= CLASS_DIGITS + 2 && length >= 4)
            wanted = mz_arena_printf(problem->arena, "%.*s%s", CLASS_DIGITS, before->code, row->code + length - 4);
    }
    const char *zh =
        mz_arena_printf(problem->arena, "《%s》“%s”的科目编码%s不属于任何类级科目%s%s%s。", table->title, row->label,
                        row->code, *wanted != '\0' ? "（应为" : "", wanted, *wanted != '\0' ? "）" : "");
    const char *en = mz_arena_printf(problem->arena, "In table '%s' the code %s of '%s' belongs to no class%s%s%s.",
                                     table->title, row->code, row->label, *wanted != '\0' ? " (probably " : "", wanted,
                                     *wanted != '\0' ? ")" : "");
    mz_report_rule(problem, "code.orphan", places, count, zh, en, wanted, row->code);
}

/* The renaming of which the row bears the old name; NULL when none. A balance
 * table prints classes without codes. */
static const mz_renaming *former_name(mz_problem *problem, const mz_table *table, const mz_row *row)
{
    const mz_renamings *renamed = &problem->rulebook->renamed;
    const mz_key *key = mz_row_key(problem, table, row);
    if (!renamed->hashes[key->hash % sizeof renamed->hashes]) return NULL;
    uint32_t code = mz_code_number(row->code);
    for (size_t i = 0; i < renamed->count; i++)
        if ((code == 0 || code == renamed->items[i].code) && key->length == renamed->items[i].length &&
            memcmp(renamed->items[i].old, key->text, key->length) == 0)
            return &renamed->items[i];
    return NULL;
}

/* Whether the row's name is one that its subject no longer had in the document's year. */
static bool is_outdated(mz_problem *problem, const mz_table *table, const mz_row *row)
{
    const mz_renaming *one = former_name(problem, table, row);
    return one != NULL && problem->document->identity.fiscal_year > one->until;
}

/* A subject under the name it had until some year before. */
static void check_renamed(mz_problem *problem, const mz_table *table, const mz_row *row)
{
    if (!is_outdated(problem, table, row)) return;
    const mz_renaming *one = former_name(problem, table, row);
    mz_place place = row_place(table, row);
    const char *zh = mz_arena_printf(problem->arena, "《%s》用了%d年以前的科目名称“%s”，现名“%s”。", table->title,
                                     one->until + 1, one->old, one->name);
    const char *en =
        mz_arena_printf(problem->arena, "Table '%s' uses the subject name '%s' of before %d; it is now '%s'.",
                        table->title, one->old, one->until + 1, one->name);
    mz_report_rule(problem, "code.renamed", &place, 1, zh, en, one->name, one->old);
}

/* A code that belongs to another section than the rows around it. */
static void check_misplaced(mz_problem *problem, const mz_table *table, size_t r)
{
    const mz_row *row = &table->rows[r];
    const char *meant = mz_row_code(problem, table, r);
    if (meant == row->code) return;
    mz_place place = row_place(table, row);
    const char *zh = mz_arena_printf(problem->arena, "《%s》“%s”的科目编码%s不在所属的款下，应为%s。", table->title,
                                     row->label, row->code, meant);
    const char *en = mz_arena_printf(problem->arena,
                                     "In table '%s' the code %s of '%s' is not "
                                     "of the section it stands in; it should be "
                                     "%s.",
                                     table->title, row->code, row->label, meant);
    mz_report_rule(problem, "code.misplaced", &place, 1, zh, en, meant, row->code);
}

/* Subjects of which the name belongs to another code: one finding per table and
 * classification ('2' functions, '3' economic subjects). */
static void check_names(mz_problem *problem, const mz_table *table, char classification)
{
    mz_place places[MOST_PLACES];
    size_t count = 0, hits = 0;
    uint32_t first = 0;
    for (size_t r = 0; r < table->row_count; r++) {
        const mz_row *row = &table->rows[r];
        uint32_t right = *row->code == classification ? mz_name_code(problem, table, row) : 0;
        if (right == 0 || former_name(problem, table, row) != NULL || mz_row_code(problem, table, r) != row->code)
            continue;
        if (hits++ == 0) first = right;
        if (count < MOST_PLACES) places[count++] = row_place(table, row);
    }
    if (hits == 0) return;
    const char *zh = mz_arena_printf(
        problem->arena, "《%s》有%zu个%s的编码与名称不符，首个为%s %s（该名称的编码是%u）。", table->title, hits,
        classification == '3' ? "经济分类科目" : "功能分类科目", places[0].code, places[0].row, first);
    const char *en = mz_arena_printf(problem->arena,
                                     "Table '%s' has %zu %s subject(s) whose code and name disagree, first %s "
                                     "%s (that name has the code %u).",
                                     table->title, hits, classification == '3' ? "economic" : "functional",
                                     places[0].code, places[0].row, first);
    const char *expected = mz_arena_printf(problem->arena, "%u", first);
    /* in flow text a code may be put together wrongly, but not many in one table
     */
    bool sure = problem->document->serialisation != MZ_SERIAL_FLOW || hits >= FEWEST_IN_FLOW;
    mz_report_rule(problem, sure ? "code.name" : "subject.unread", places, count, zh, en, expected, places[0].code);
}

/* A coded row of a standard table. */
typedef struct coded_row {
    uint64_t code;     /* as of mz_code_rank */
    const mz_key *key; /* of its label */
    const mz_table *table;
    const mz_row *row;
} coded_row;

/* The coded rows of the document by code, and by name when asked for. */
typedef struct coded_rows {
    coded_row *items, *by_name;
    size_t count;
    size_t looked; /* how often check_stranger has looked through a table */
} coded_rows;

static int compare_coded(const void *left, const void *right)
{
    const coded_row *a = left, *b = right;
    if (a->code != b->code) return a->code < b->code ? -1 : 1;
    return (a->key->number > b->key->number) - (a->key->number < b->key->number);
}

static int compare_named(const void *left, const void *right)
{
    const coded_row *a = left, *b = right;
    if (a->key != b->key) return a->key->number < b->key->number ? -1 : 1;
    return (a->code > b->code) - (a->code < b->code);
}

/* The key that most of the rows of one code bear; NULL when there is no
 * majority of at least two. */
static const mz_key *usual_key(const coded_row *rows, size_t count)
{
    size_t best = 0, run = 0;
    const mz_key *key = NULL;
    for (size_t i = 0; i < count; i++) {
        run = i > 0 && rows[i].key == rows[i - 1].key ? run + 1 : 1;
        if (run > best) {
            best = run;
            key = rows[i].key;
        }
    }
    return best >= 2 && best * 2 > count ? key : NULL;
}

/* The number of the first row by name that bears this row's key and no lower
 * code than code; the number of rows when memory runs out. */
static size_t first_of_name(mz_problem *problem, coded_rows *rows, const coded_row *row, uint64_t code)
{
    if (rows->by_name == NULL) {
        rows->by_name = mz_arena_room(problem->arena, rows->count, sizeof *rows->by_name);
        if (rows->by_name == NULL) return rows->count;
        memcpy(rows->by_name, rows->items, rows->count * sizeof *rows->by_name);
        mz_sort(problem->arena, rows->by_name, rows->count, sizeof *rows->by_name, compare_named);
    }
    size_t low = 0, high = rows->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const coded_row *it = &rows->by_name[middle];
        if (it->key == row->key ? it->code < code : it->key->number < row->key->number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Whether some other code bears this row's key: then it is a name taken from
 * another row, not one cut in reading. */
static bool is_known_name(mz_problem *problem, coded_rows *rows, const coded_row *row)
{
    size_t low = first_of_name(problem, rows, row, 0);
    if (low == rows->count) return false;
    /* those of one name are in the order of their codes: the first or the last is
     * another one, or none is */
    if (rows->by_name[low].code != row->code) return true;
    while (low + 1 < rows->count && rows->by_name[low + 1].code == row->code && rows->by_name[low + 1].key == row->key)
        low++;
    return low + 1 < rows->count && rows->by_name[low + 1].key == row->key;
}

/* Whether the row's name is really another one than usual. Where cells are kept
 * apart it need only not be part of it; where labels may be cut in reading it
 * must be the name of another code. */
static bool is_other_name(mz_problem *problem, coded_rows *rows, const coded_row *row, const mz_key *usual)
{
    if (mz_name_code(problem, row->table, row->row) != 0) return false; /* check_names tells that */
    if (is_outdated(problem, row->table, row->row)) return false;       /* and check_renamed that */
    if (mz_keeps_cells(problem))
        return strstr(usual->text, row->key->text) == NULL && strstr(row->key->text, usual->text) == NULL;
    return is_known_name(problem, rows, row);
}

static bool collect_coded(mz_problem *problem, coded_rows *rows)
{
    const mz_document *document = problem->document;
    size_t total = 0;
    for (size_t t = 0; t < document->table_count; t++)
        if (mz_is_standard(&document->tables[t])) total += document->tables[t].row_count;
    *rows = (coded_rows){.items = mz_arena_room(problem->arena, total + 1, sizeof *rows->items)};
    if (rows->items == NULL) return false;
    for (size_t t = 0; t < document->table_count; t++) {
        const mz_table *table = &document->tables[t];
        if (!mz_is_standard(table)) continue;
        for (size_t r = 0; r < table->row_count; r++) {
            uint64_t code = problem->rows[t][r].code;
            size_t length = mz_rank_length(code);
            bool subject = length >= CLASS_DIGITS && length <= LONGEST_CODE;
            const mz_key *key = subject ? mz_row_key(problem, table, &table->rows[r]) : NULL;
            if (key != NULL && key->length > 0)
                rows->items[rows->count++] = (coded_row){code, key, table, &table->rows[r]};
        }
    }
    mz_sort(problem->arena, rows->items, rows->count, sizeof *rows->items, compare_coded);
    return true;
}

static void report_other_name(mz_problem *problem, const coded_row *odd, const char *usual)
{
    mz_place place = row_place(odd->table, odd->row);
    const char *code = odd->row->code, *label = odd->row->label;
    const char *zh = mz_arena_printf(problem->arena, "《%s》中科目%s名为“%s”，其他表中为“%s”。", odd->table->title,
                                     code, label, usual);
    const char *en = mz_arena_printf(problem->arena, "Table '%s' names the code %s '%s', the other tables '%s'.",
                                     odd->table->title, code, label, usual);
    mz_report_rule(problem, mz_keeps_cells(problem) ? "code.differs" : "subject.unread", &place, 1, zh, en, usual,
                   label);
}

/* Whether the table has a row of this code. */
static bool has_code(const mz_problem *problem, const mz_table *table, uint64_t code)
{
    for (size_t r = 0; r < table->row_count; r++)
        if (mz_problem_row(problem, table, &table->rows[r])->code == code) return true;
    return false;
}

/* Whether two codes of one parent differ in one of the last digits, or have
 * them swapped. */
static bool is_slip_of(uint64_t a, uint64_t b)
{
    enum { BITS = 4, MASK = (1 << BITS) - 1, SIXTEEN = 16 };
    const size_t length = mz_rank_length(a);
    if (length <= CLASS_DIGITS || mz_rank_length(b) != length ||
        mz_rank_head(a, length - LEVEL_DIGITS) != mz_rank_head(b, length - LEVEL_DIGITS))
        return false;
    const size_t shift = (SIXTEEN - length) * BITS;
    const unsigned last_a = a >> shift & MASK, last_b = b >> shift & MASK, tens_a = a >> (shift + BITS) & MASK,
                   tens_b = b >> (shift + BITS) & MASK;
    return (last_a == last_b) != (tens_a == tens_b) || (last_a == tens_b && tens_a == last_b);
}

/* A code that one row alone bears and that the code table does not have, where
 * another table has the name under a code that it is a slip of. */
static void check_stranger(mz_problem *problem, coded_rows *rows, const coded_row *odd)
{
    enum { MOST_LOOKED = 64 /* so that the time stays linear */ };
    const mz_subjects *subjects =
        *odd->row->code == '2' ? &problem->rulebook->functions : &problem->rulebook->economics;
    const size_t length = mz_rank_length(odd->code);
    if (length <= CLASS_DIGITS || mz_subject_of(subjects, mz_code_number(odd->row->code)) != NULL) return;
    const uint64_t parent = mz_rank_head(odd->code, length - LEVEL_DIGITS);
    uint64_t tried = 0;
    for (size_t i = first_of_name(problem, rows, odd, parent);
         i < rows->count && rows->by_name[i].key == odd->key &&
         mz_rank_head(rows->by_name[i].code, length - LEVEL_DIGITS) == parent;
         i++) {
        const coded_row *usual = &rows->by_name[i];
        if (usual->table == odd->table || usual->code == tried || !is_slip_of(usual->code, odd->code)) continue;
        tried = usual->code;
        if (mz_subject_of(subjects, mz_code_number(usual->row->code)) == NULL || rows->looked >= MOST_LOOKED) continue;
        rows->looked++;
        if (has_code(problem, odd->table, usual->code)) continue;
        mz_place place = row_place(odd->table, odd->row);
        const char *zh = mz_arena_printf(problem->arena, "《%s》中“%s”的科目编码是%s，其他表中为%s。",
                                         odd->table->title, odd->row->label, odd->row->code, usual->row->code);
        const char *en = mz_arena_printf(problem->arena, "Table '%s' gives '%s' the code %s, the other tables %s.",
                                         odd->table->title, odd->row->label, odd->row->code, usual->row->code);
        const bool sure = problem->document->serialisation != MZ_SERIAL_FLOW;
        mz_report_rule(problem, sure ? "code.two_ways" : "subject.unread", &place, 1, zh, en, usual->row->code,
                       odd->row->code);
        return;
    }
}

/* One code under two names in the document, the odd one being the name of
 * another code; one name under two codes. */
static void check_across(mz_problem *problem)
{
    coded_rows rows;
    if (!collect_coded(problem, &rows)) return;
    for (size_t from = 0, to = 0; from < rows.count; from = to) {
        while (to < rows.count && rows.items[to].code == rows.items[from].code) to++;
        if (to - from == 1) check_stranger(problem, &rows, &rows.items[from]);
        const mz_key *usual = usual_key(rows.items + from, to - from);
        for (size_t i = from; i < to && usual != NULL; i++)
            if (rows.items[i].key != usual && is_other_name(problem, &rows, &rows.items[i], usual))
                report_other_name(problem, &rows.items[i], usual->text);
    }
}

void mz_rules_codes(mz_problem *problem)
{
    check_across(problem);
    for (size_t t = 0; t < problem->document->table_count; t++) {
        const mz_table *table = &problem->document->tables[t];
        if (!mz_is_standard(table)) continue;
        const mz_row *before = NULL;
        for (size_t r = 0; r < table->row_count; r++) {
            const mz_row *row = &table->rows[r];
            if (*row->code != '\0') check_orphan(problem, table, row, before);
            if (row->cell_count > 0) check_renamed(problem, table, row);
            check_misplaced(problem, table, r);
            if (*row->code != '\0') before = row;
        }
        check_names(problem, table, '2');
        check_names(problem, table, '3');
    }
}
