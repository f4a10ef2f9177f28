/* codes.c - subject codes and the names that belong to them: which code a name stands for, which one is meant. */
#include "codes.h"

#include <string.h>

#include "facts.h"

enum { CLASS_DIGITS = 3 };

uint32_t mz_code_number(const char *code)
{
    enum { LONGEST_CODE = 9 };
    uint32_t number = 0;
    size_t length = 0;
    for (; code[length] >= '0' && code[length] <= '9' && length < LONGEST_CODE; length++)
        number = number * 10 + (uint32_t)(code[length] - '0');
    return code[length] == '\0' && length >= CLASS_DIGITS ? number : 0;
}

/* Whether a name, of which bare bytes count, is that of the subject. */
static bool is_named(const mz_subject *subject, const char *name, uint32_t bare)
{
    return subject->bare == bare && memcmp(subject->name, name, bare) == 0;
}

static uint32_t scale_of(uint32_t code)
{
    return code >= 1000000 ? 3 : code >= 10000 ? 2 : 1;
}

/*
 * The code that bears the row's name when its own does not: one beside it (sections share names), or the only one of
 * its level. 0 when the name is right, nobody's, or several codes'. A function's name may be cut in reading or
 * shortened.
 */
static uint32_t other_code(const mz_subjects *subjects, uint32_t code, const char *key)
{
    const mz_subject *own = mz_subject_of(subjects, code);
    uint32_t bare = mz_subject_bare(key);
    bool function = code / (scale_of(code) == 3 ? 1000000 : 10000) == 2;
    if (own == NULL ? function : is_named(own, key, bare)) return 0;
    if (function && (strstr(own->name, key) != NULL || strstr(key, own->name) != NULL)) return 0;
    uint32_t found = 0, hits = 0;
    for (size_t i = 0; i < subjects->count; i++) {
        const mz_subject *other = &subjects->items[i];
        if (scale_of(other->code) != scale_of(code) || !is_named(other, key, bare)) continue;
        if (other->code / 100 == code / 100) return other->code;
        found = other->code;
        hits += own != NULL; /* a code that the table lacks may share the name of another class's */
    }
    return hits == 1 ? found : 0;
}

bool mz_keeps_cells(const mz_problem *problem)
{
    return problem->document->serialisation == MZ_SERIAL_TABBED ||
           problem->document->serialisation == MZ_SERIAL_CELL_PER_LINE;
}

uint32_t mz_name_code(mz_problem *problem, const mz_table *table, const mz_row *row)
{
    uint32_t code = mz_code_number(row->code);
    bool function = *row->code == '2';
    if (code == 0 || scale_of(code) == 1 || (!function && *row->code != '3') ||
        (function && problem->document->serialisation == MZ_SERIAL_FLOW))
        return 0;
    const char *key = mz_row_key(problem, table, row)->text;
    const mz_subjects *subjects = function ? &problem->rulebook->functions : &problem->rulebook->economics;
    /* a code that does not exist may have been put together wrongly */
    if (problem->document->serialisation == MZ_SERIAL_FLOW && mz_subject_of(subjects, code) == NULL) return 0;
    return *key != '\0' ? other_code(subjects, code, key) : 0;
}

/* The nearest row with a code before (step -1) or after row r; NULL when there is none near. */
static const mz_row_data *coded_neighbour(const mz_problem *problem, const mz_table *table, size_t r, int step)
{
    enum { NEAR = 2 };
    for (int i = 1; i <= NEAR; i++) {
        size_t at = step < 0 ? r - (size_t)i : r + (size_t)i;
        if (at >= table->row_count) return NULL; /* also below 0 */
        if (*table->rows[at].code != '\0') return mz_problem_row(problem, table, &table->rows[at]);
    }
    return NULL;
}

static bool has_code(const mz_table *table, const char *code)
{
    for (size_t r = 0; r < table->row_count; r++)
        if (strcmp(table->rows[r].code, code) == 0) return true;
    return false;
}

const char *mz_row_code(mz_problem *problem, const mz_table *table, size_t r)
{
    enum { SECTION = CLASS_DIGITS + 2, ITEM = CLASS_DIGITS + 4 };
    const char *code = table->rows[r].code;
    uint64_t own = mz_problem_row(problem, table, &table->rows[r])->code, section = mz_rank_head(own, SECTION);
    if (mz_rank_length(own) != ITEM || problem->document->serialisation == MZ_SERIAL_FLOW) return code;
    const mz_row_data *before = coded_neighbour(problem, table, r, -1), *after = coded_neighbour(problem, table, r, 1);
    uint64_t other = before != NULL ? mz_rank_head(before->code, SECTION) : 0;
    if (mz_rank_length(other) < SECTION || other == section) return code;
    /* alone among the items of another section, or under the heading of one that has no other item */
    bool among = after != NULL && mz_rank_head(after->code, SECTION) == other;
    bool under = before->code == other && (after == NULL || mz_rank_head(after->code, SECTION) != section);
    if (!among && !under) return code;
    const mz_row *from = &table->rows[before - problem->rows[table - problem->document->tables]];
    const char *meant = mz_arena_printf(problem->arena, "%.*s%s", (int)SECTION, from->code, code + SECTION);
    if (meant == NULL || has_code(table, meant)) return code;
    const mz_subject *subject = mz_subject_of(&problem->rulebook->functions, mz_code_number(meant));
    const char *name = mz_row_key(problem, table, &table->rows[r])->text;
    return subject != NULL && is_named(subject, name, mz_subject_bare(name)) ? meant : code;
}
