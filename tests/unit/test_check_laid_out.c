/* Text that has lost its cells (aligned, flow): when the reading is doubted and when the document is. */
#include "spending_support.h"

TestSuite(check_laid_out, .init = open_catalogue, .fini = close_catalogue);

/* The spending table as read from laid-out text. */
static mz_table *laid_out_table(mz_serialisation serialisation)
{
    mz_table *table = spending_table("480.00");
    table->serialisation = document->serialisation = serialisation;
    return table;
}

Test(check_laid_out, many_relations_that_one_figure_explains_are_an_error_in_laid_out_text_too)
{
    mz_table *table = laid_out_table(MZ_SERIAL_ALIGNED);
    table->rows[1].cells[0].amount =
        read_figure("570.00", MZ_UNIT_WAN); /* of 750.00: breaks its row, total and parts */
    check();
    cr_assert_eq(count_serious(), 1);
    cr_assert_eq(document->findings[0].severity, MZ_ERROR);
    cr_assert_str_eq(document->findings[0].expected, "750.00");
}

Test(check_laid_out, many_relations_that_no_figure_explains_were_misread)
{
    mz_table *table = laid_out_table(MZ_SERIAL_ALIGNED);
    for (size_t r = 1; r < 5; r++) { /* the figures of four rows one column to the right of their own */
        mz_cell *cells = table->rows[r].cells;
        mz_cell last = cells[2];
        for (size_t c = 2; c > 0; c--) cells[c].kind = cells[c - 1].kind, cells[c].amount = cells[c - 1].amount;
        cells[0].kind = last.kind, cells[0].amount = last.amount;
    }
    check();
    cr_assert_eq(count_serious(), 0);
    cr_assert_gt(document->finding_count, 0);
}

/* The lines that the table was read from. */
static void print_lines(mz_table *table, const char *const *lines, size_t count)
{
    mz_text *text = mz_arena_alloc(arena, sizeof *text);
    *text = (mz_text){.lines = mz_arena_array(arena, count + 1, sizeof *text->lines), .count = count};
    size_t size = 0;
    for (size_t i = 0; i < count; i++) size += strlen(lines[i]) + 1;
    char *at = mz_arena_array(arena, size + 1, 1); /* one buffer, as mz_text wants it */
    for (size_t i = 0; i < count; i++) {
        const size_t length = strlen(lines[i]);
        memcpy(at, lines[i], length + 1);
        text->lines[i] = (mz_line){.text = at, .length = (uint32_t)length, .number = (uint32_t)(i + 1)};
        at += length + 1;
    }
    document->text = text;
    table->span.line = 1;
    for (size_t r = 0; r < table->row_count; r++) {
        table->rows[r].span.line = (uint32_t)count;
        for (size_t c = 0; c < table->rows[r].cell_count; c++) table->rows[r].cells[c].span.line = (uint32_t)count;
    }
}

Test(check_laid_out, a_figure_that_a_flow_table_prints_more_often_than_it_was_read_was_misplaced)
{
    static const char *const lines[] = {"支出总表", "270.00", "270.00", "270.00", "270.00"};
    mz_table *table = laid_out_table(MZ_SERIAL_FLOW);
    table->rows[2].cells[2].kind = MZ_CELL_BLANK; /* 270.00 of 水利 is lost */
    table->rows[2].cells[1].amount = read_figure("750.00", MZ_UNIT_WAN);
    print_lines(table, lines, sizeof lines / sizeof *lines);
    check();
    cr_assert_eq(count_serious(), 0);
    document->serialisation = table->serialisation = MZ_SERIAL_TABBED;
    check();
    cr_assert_gt(count_serious(), 0);
}

Test(check_laid_out, a_difference_that_a_well_placed_figure_equals_is_a_mistake)
{
    mz_table *table = laid_out_table(MZ_SERIAL_FLOW);
    table->rows[0].cells[2].amount = read_figure("30.00", MZ_UNIT_WAN); /* of 300.00: 270.00 of 农林水支出 left out */
    check();
    cr_assert_eq(count_serious(), 1);
    cr_assert_eq(document->findings[0].severity, MZ_ERROR);
    cr_assert_str_eq(document->findings[0].expected, "300.00");
}

Test(check_laid_out, a_figure_that_was_read_into_no_cell_was_lost_by_the_reader)
{
    static const char *const lines[] = {"支出总表", "43.17", "住房保障支出"};
    mz_table *table = add_table("budget.expenditure", "支出总表", spending, 1);
    table->serialisation = document->serialisation = MZ_SERIAL_FLOW;
    ROW(table, "", "合计", "total", "93.17");
    ROW(table, "213", "农林水支出", "", "50.00");
    ROW(table, "221", "住房保障支出", "", "");
    print_lines(table, lines + 1, 0);
    check();
    cr_assert_eq(count_serious(), 1);
    print_lines(table, lines, 3);
    check();
    cr_assert_eq(count_serious(), 0);
    cr_assert_eq(document->finding_count, 1);
}

Test(check_laid_out, a_figure_that_stands_in_a_place_left_open_was_misplaced)
{
    mz_table *table = laid_out_table(MZ_SERIAL_FLOW);
    table->rows[0].cells[0].amount = read_figure("4.00", MZ_UNIT_WAN); /* of 900.00 */
    ROW(table, "", "结转下年", "carry", "900.00", "", "");
    check();
    cr_assert_eq(count_serious(), 1);
    table->rows[8].cells[0].confidence = 0;
    check();
    cr_assert_eq(count_serious(), 0);
    cr_assert_eq(document->finding_count, 1);
}

/* How sure the reading of a row's figures is. */
static void set_confidence(mz_row *row, uint8_t confidence)
{
    for (size_t c = 0; c < row->cell_count; c++) row->cells[c].confidence = confidence;
}

Test(check_laid_out, rows_that_were_taken_for_each_other_are_no_mistake_of_the_document)
{
    mz_table *table = laid_out_table(MZ_SERIAL_FLOW), *other = spending_table("480.00");
    other->form = "budget.general";
    other->serialisation = MZ_SERIAL_FLOW;
    mz_cell *const cells = other->rows[3].cells;
    other->rows[3].cells = other->rows[4].cells;
    other->rows[4].cells = cells;
    for (size_t r = 3; r <= 4; r++) set_confidence(&table->rows[r], 95), set_confidence(&other->rows[r], 95);
    check();
    cr_assert_eq(count_serious(), 0);
    for (size_t r = 3; r <= 4; r++) set_confidence(&other->rows[r], 100); /* the print tells whose they are */
    check();
    cr_assert_eq(count_serious(), 1);
    cr_assert_str_eq(document->findings[0].rule, "rows.exchanged");
    document->serialisation = table->serialisation = other->serialisation = MZ_SERIAL_TABBED;
    check();
    cr_assert_gt(count_serious(), 0);
}

Test(check_laid_out, what_contradicts_a_figure_that_sums_witness_is_a_mistake)
{
    mz_table *table = laid_out_table(MZ_SERIAL_FLOW);
    table->form = "budget.general";
    table->rows[7].cells[1].amount = read_figure("77.31", MZ_UNIT_WAN); /* 住房公积金: two sums break */
    add_fact("一般公共预算财政拨款支出", MZ_FACT_VALUE, "911.23", MZ_UNIT_WAN);
    check();
    const mz_finding *finding = find_rule("narrative.table");
    cr_assert_not_null(finding);
    cr_assert_eq(finding->severity, MZ_ERROR);
    table->rows[1].cells[0].amount = read_figure("752.98", MZ_UNIT_WAN); /* now no sum holds with the total */
    table->rows[0].cells[1].amount = read_figure("633.07", MZ_UNIT_WAN);
    check();
    finding = find_rule("narrative.table");
    cr_assert_not_null(finding);
    cr_assert_eq(finding->severity, MZ_INFO);
}

Test(check_laid_out, a_subject_may_be_the_row_whose_name_was_not_read)
{
    mz_table *table = laid_out_table(MZ_SERIAL_FLOW);
    table->form = "budget.general";
    add_fact("水利工程运行与维护", MZ_FACT_VALUE, "41.17", MZ_UNIT_WAN);
    check();
    cr_assert_not_null(find_rule("narrative.subject"));
    table->rows[7].label = "";
    check();
    cr_assert_null(find_rule("narrative.subject"));
}

Test(check_laid_out, a_figure_alone_in_its_column_may_be_of_another_row)
{
    static const char *const lines[] = {"支出总表"};
    mz_table *table = add_table("budget.expenditure", "支出总表", spending, 3);
    table->serialisation = document->serialisation = MZ_SERIAL_FLOW;
    ROW(table, "", "合计", "total", "93.17", "70.00", "23.17"); /* its sum holds with the figure of the row below */
    ROW(table, "213", "农林水支出", "", "50.00", "26.83", "");
    ROW(table, "221", "住房保障支出", "", "43.17", "43.17", "");
    print_lines(table, lines, 1);
    check();
    cr_assert_eq(count_serious(), 0);
    document->serialisation = table->serialisation = MZ_SERIAL_TABBED;
    check();
    cr_assert_gt(count_serious(), 0);
}

Test(check_laid_out, a_total_row_that_was_read_sideways)
{
    mz_table *table = add_table("budget.expenditure", "支出总表", spending, 3);
    table->serialisation = document->serialisation = MZ_SERIAL_ALIGNED;
    ROW(table, "213", "农林水支出", "", "50.00", "", "50.00");
    ROW(table, "221", "住房保障支出", "", "43.17", "", "43.17");
    ROW(table, "", "合计", "total", "93.17", "93.17", ""); /* of the column beside it */
    check();
    cr_assert_eq(count_serious(), 0);
    table->rows[2].cells[2] = table->rows[2].cells[1]; /* no column is without its total */
    table->rows[2].cells[2].column = 2;
    table->rows[2].cells[1].kind = MZ_CELL_BLANK;
    check();
    cr_assert_eq(count_serious(), 0);
    table->rows[2].cells[2].amount = read_figure("91.37", MZ_UNIT_WAN);
    check();
    cr_assert_eq(count_serious(), 1);
}

Test(check_laid_out, a_sum_that_holds_in_no_row_is_of_other_columns)
{
    mz_table *table = add_table("budget.expenditure", "支出总表", spending, 3);
    table->serialisation = document->serialisation = MZ_SERIAL_ALIGNED;
    ROW(table, "", "合计", "total", "93.17", "93.17", "43.17");
    ROW(table, "213", "农林水支出", "", "50.00", "50.00", "11.00");
    ROW(table, "221", "住房保障支出", "", "43.17", "43.17", "32.17");
    check();
    cr_assert_eq(count_serious(), 0);
    table->rows[1].cells[2].kind = table->rows[2].cells[2].kind = MZ_CELL_BLANK; /* now it holds in two */
    table->rows[0].cells[2].amount = read_figure("5.00", MZ_UNIT_WAN);
    check();
    cr_assert_gt(count_serious(), 0);
}

Test(check_laid_out, a_column_in_which_no_sums_hold_is_none_of_money)
{
    mz_table *table = laid_out_table(MZ_SERIAL_ALIGNED);
    static const char *const rates[] = {"0.51", "-1.38", "1.94", "2.20", "7.00", "3.10", "0.30", "9.00", "4.40"};
    for (size_t r = 0; r < table->row_count; r++)
        table->rows[r].cells[1].amount = read_figure(rates[r % 9], MZ_UNIT_WAN);
    table->form = NULL;
    check();
    cr_assert_eq(count_serious(), 0);
}

Test(check_laid_out, an_amount_of_the_text_that_stands_beside_the_figure)
{
    mz_table *table = laid_out_table(MZ_SERIAL_FLOW);
    table->form = "budget.general";
    add_fact("一般公共预算财政拨款支出", MZ_FACT_VALUE, table->rows[0].cells[1].amount.printed, MZ_UNIT_WAN);
    check();
    cr_assert_eq(count_serious(), 0);
    document->facts[0].amount = read_figure("911.23", MZ_UNIT_WAN);
    check();
    cr_assert_eq(count_serious(), 1);
}

Test(check_laid_out, a_year_s_total_that_lost_its_amount_is_not_left_out_of_the_sum)
{
    static const char *const roles[] = {"expenditure.final"};
    mz_table *table = add_table("final.balance", "收入支出决算总表", roles, 1);
    table->serialisation = document->serialisation = MZ_SERIAL_FLOW;
    ROW(table, "", "一、教育支出", "function.205", "8.64");
    ROW(table, "", "二、科学技术支出", "function.206", "34.16");
    ROW(table, "", "本年支出合计", "expenditure.year", "");
    ROW(table, "", "年末结转和结余", "carryover.closing", "2.00");
    ROW(table, "", "总计", "total", "66.66");
    for (size_t r = 0; r < table->row_count; r++) table->rows[r].side = 1;
    table->columns[0].side = 1;
    check();
    cr_assert_eq(count_serious(), 0);
    document->serialisation = table->serialisation = MZ_SERIAL_TABBED;
    check();
    cr_assert_eq(count_serious(), 1);
}

Test(check_laid_out, an_amount_in_another_unit_speaks_for_the_reading)
{
    static const char *const roles[] = {"budget.three.total", "budget.three.abroad", "budget.three.vehicles",
                                        "budget.three.reception", "budget.operation"};
    mz_table *table = add_table("budget.three_public", "“三公”经费预算表", roles, 5);
    table->serialisation = document->serialisation = MZ_SERIAL_ALIGNED;
    ROW(table, "", "", "", "24.80", "8.60", "16.20", "8.60", "52.53");
    document->sections = mz_arena_array(arena, 1, sizeof *document->sections);
    document->sections[0] = (mz_section){.title = "“三公”经费预算情况说明", .depth = 1};
    document->section_count = 1;
    add_fact("三公经费", MZ_FACT_VALUE, "33.40", MZ_UNIT_WAN);
    add_fact("机关运行经费预算", MZ_FACT_VALUE, "525300.00", MZ_UNIT_WAN);
    check();
    const mz_finding *finding = find_rule("three_public.sum");
    cr_assert_not_null(finding);
    cr_assert_eq(finding->severity, MZ_ERROR);
}

/* A table of which more than a quarter of the readings are doubtful, with the class as printed. */
static void doubtful_table(const char *class)
{
    static const char *const roles[] = {"total", "expenditure.basic", "expenditure.project"};
    document->table_count = document->finding_count = 0;
    mz_table *table = add_table("final.expenditure", "支出决算表", roles, 3);
    table->serialisation = document->serialisation = MZ_SERIAL_FLOW;
    ROW(table, "", "合计", "total", "84127.35", "35790.11", "48337.24");
    ROW(table, "213", "农林水支出", "", class, "35790.11", "48337.24");
    ROW(table, "21303", "水利", "", "84127.35", "35790.11", "48337.24");
    ROW(table, "2130301", "行政运行", "", "35790.11", "35790.11", "");
    ROW(table, "2130306", "水利工程运行与维护", "", "48337.24", "", "48337.24");
    for (size_t r = 3; r < 5; r++)
        for (size_t c = 0; c < 3; c++) table->rows[r].cells[c].confidence = 40;
    table->rows[2].cells[2].confidence = 40;
    check();
}

Test(check_laid_out, a_slip_of_the_pen_is_no_misreading)
{
    doubtful_table("84217.35"); /* two digits swapped */
    cr_assert_eq(count_serious(), 1);
    cr_assert_str_eq(document->findings[0].repairs[0].to, "84127.35");
    doubtful_table("48337.24"); /* a figure from another place */
    cr_assert_eq(count_serious(), 0);
    cr_assert_gt(document->finding_count, 0);
}
