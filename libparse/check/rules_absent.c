/* rules_absent.c - the text says that there is no money of a kind, the table of that kind prints some. */
#include <string.h>

#include "flat.h"

/* The largest sure amount of the table, NULL when all are zero or doubtful. */
static const mz_cell *largest_amount(const mz_table *table)
{
    const mz_cell *largest = NULL;
    for (size_t r = 0; r < table->row_count; r++)
        for (size_t c = 0; c < table->rows[r].cell_count; c++) {
            const mz_cell *cell = &table->rows[r].cells[c];
            if (cell->kind == MZ_CELL_AMOUNT && cell->confidence >= MZ_SURE && cell->amount.value != 0 &&
                (largest == NULL || cell->amount.value > largest->amount.value))
                largest = cell;
        }
    return largest;
}

static bool is_one_of(const json_t *forms, const char *form)
{
    for (size_t i = 0; form != NULL && i < json_array_size(forms); i++)
        if (strcmp(json_string_value(json_array_get(forms, i)), form) == 0) return true;
    return false;
}

static void report(mz_problem *problem, const mz_table *table, const mz_cell *cell, const mz_place *said)
{
    mz_place places[] = {*said,
                         {.span = cell->span,
                          .form = table->title,
                          .row = "",
                          .code = "",
                          .column = table->columns[cell->column].path,
                          .printed = cell->text}};
    const char *zh = mz_arena_printf(problem->arena, "正文称“%s”，而《%s》列有金额（%s）。", said->printed,
                                     table->title, cell->text);
    const char *en = mz_arena_printf(problem->arena, "The text says '%s', but table '%s' prints amounts (%s).",
                                     said->printed, table->title, cell->text);
    mz_report_rule(problem, "narrative.absent", places, 2, zh, en, NULL, cell->text);
}

void mz_rules_absent(mz_problem *problem, const mz_flat *flat)
{
    const mz_marks *marks = &flat->marks[MZ_MARKS_ABSENT];
    for (size_t m = 0; m < marks->count; m++) {
        const mz_mark *mark = &marks->items[m];
        const json_t *forms = json_object_get(mz_mark_entry(problem, MZ_MARKS_ABSENT, mark), "forms");
        if (mz_flat_other_year(problem, flat, mark->at)) continue;
        for (size_t t = 0; t < problem->document->table_count; t++) {
            const mz_table *table = &problem->document->tables[t];
            const mz_cell *cell = is_one_of(forms, table->form) ? largest_amount(table) : NULL;
            if (cell == NULL || table->says_empty) continue; /* check_note tells that one */
            mz_place said = mz_flat_place(problem, flat, mark->at, mark->length);
            report(problem, table, cell, &said);
            return;
        }
    }
}
