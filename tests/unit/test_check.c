/* Relations, intervals and the smallest repair, on documents composed cell by cell. */
#include "spending_support.h"

TestSuite(check, .init = open_catalogue, .fini = close_catalogue);

Test(check, a_correct_table_gives_no_finding)
{
    spending_table("480.00");
    check();
    cr_assert_eq(document->finding_count, 0);
    cr_assert_gt(document->coverage->figures_seen, 20);
}

Test(check, one_wrong_figure_is_one_finding_with_the_right_value)
{
    spending_table("840.00");
    check();
    cr_assert_eq(document->finding_count, 1);
    const mz_finding *finding = &document->findings[0];
    cr_assert_eq(finding->severity, MZ_ERROR);
    cr_assert_str_eq(finding->expected, "480.00");
    cr_assert_str_eq(finding->actual, "840.00");
    cr_assert_str_eq(finding->repairs[0].slip, "transposition");
    cr_assert(finding->repairs[0].unique);
    cr_assert_eq(finding->explain_count, 2);
    cr_assert_str_eq(finding->places[0].code, "2130301");
}

Test(check, the_fingerprint_does_not_depend_on_the_value)
{
    spending_table("840.00");
    check();
    char first[33];
    strcpy(first, document->findings[0].id);
    document->table_count = 0;
    spending_table("48.00");
    check();
    cr_assert_eq(document->finding_count, 1);
    cr_assert_str_eq(document->findings[0].id, first);
}

Test(check, rounding_is_at_most_info)
{
    mz_table *table = add_table("budget.general", "一般公共预算支出表", spending, 3);
    ROW(table, "", "合计", "total", "3.34", "1.67", "1.66");
    check();
    cr_assert_eq(document->finding_count, 1);
    cr_assert_eq(document->findings[0].severity, MZ_INFO);
    cr_assert_str_eq(document->findings[0].kind, "rounding");
}

Test(check, a_redacted_part_is_counted_and_not_guessed)
{
    mz_table *table = add_table("budget.general", "一般公共预算支出表", spending, 3);
    ROW(table, "", "合计", "total", "9.00", "**", "4.00");
    check();
    cr_assert_eq(document->finding_count, 0, "%s", document->findings[0].message_en);
    bool found = false;
    for (size_t i = 0; i < document->coverage->entry_count; i++) {
        const mz_coverage_entry *entry = &document->coverage->entries[i];
        if (strcmp(entry->relation, "row.sum") != 0) continue;
        found = true;
        cr_assert_eq(entry->not_evaluable, 1);
        cr_assert_str_eq(entry->reason, "redacted");
    }
    cr_assert(found);
}

Test(check, a_doubtful_reading_never_makes_an_error)
{
    mz_table *table = spending_table("840.00");
    table->rows[3].cells[0].confidence = 40;
    check();
    cr_assert_eq(count_serious(), 0);
}

Test(check, a_figure_of_the_row_whose_column_is_open_may_be_a_part)
{
    static const char *const columns[] = {"budget.three.vehicles", "budget.three.vehicles.purchase",
                                          "budget.three.vehicles.running", "final.three.total"};
    mz_table *table = add_table("final.three_public", "“三公”经费支出决算表", columns, 4);
    mz_row *row = ROW(table, "", "", "", "3.18", "6.04", "2.86", "2.86");
    row->cells[3].confidence = 40;
    check();
    cr_assert_eq(count_serious(), 0);
    row->cells[3].confidence = 95;
    document->finding_count = 0;
    check();
    cr_assert_eq(count_serious(), 1);
}

Test(check, a_wrong_total_in_both_columns_is_one_finding)
{
    static const char *const funds[] = {"total", "general"};
    mz_table *table = add_table("budget.three_public", "“三公”经费支出表", funds, 2);
    ROW(table, "", "合计", "three.all", "19.75", "19.75");
    ROW(table, "", "“三公”经费小计", "three.total", "12.50", "12.50");
    ROW(table, "", "公务用车购置及运行费", "three.vehicles", "11.00", "11.00");
    ROW(table, "", "公务接待费", "three.reception", "1.50", "1.50");
    check();
    cr_assert_eq(document->finding_count, 1);
    cr_assert_str_eq(document->findings[0].kind, "table_sum");
    cr_assert_eq(document->findings[0].severity, MZ_ERROR);
    cr_assert_str_eq(document->findings[0].expected, "12.50");
}

Test(check, three_symptoms_of_one_slip_in_the_text_are_one_finding)
{
    add_fact("支出预算", MZ_FACT_VALUE, "640.00", MZ_UNIT_WAN);
    add_fact("基本支出", MZ_FACT_VALUE, "240.50", MZ_UNIT_WAN);
    add_fact("人员经费", MZ_FACT_VALUE, "390.50", MZ_UNIT_WAN);
    add_fact("日常公用经费", MZ_FACT_VALUE, "30.00", MZ_UNIT_WAN);
    add_fact("项目支出", MZ_FACT_VALUE, "219.50", MZ_UNIT_WAN);
    check();
    cr_assert_eq(document->finding_count, 1);
    cr_assert_str_eq(document->findings[0].expected, "420.50");
    cr_assert_str_eq(document->findings[0].kind, "digit_error");
    cr_assert_eq(document->findings[0].explain_count, 2);
}

Test(check, units_are_compared_exactly)
{
    static const char *const columns[] = {"income.budget"};
    mz_table *table = add_table("budget.balance", "收支总表", columns, 1);
    mz_row *row = ROW(table, "", "收入总计", "total", "0");
    row->cells[0].amount = read_figure("12345678", MZ_UNIT_YUAN);
    add_fact("预算收入", MZ_FACT_VALUE, "1234.57", MZ_UNIT_WAN);
    check();
    cr_assert_eq(document->finding_count, 0);
    document->facts[0].amount = read_figure("1243.57", MZ_UNIT_WAN);
    check();
    cr_assert_eq(document->finding_count, 1);
    cr_assert_str_eq(document->findings[0].rule, "narrative.table");
}

Test(check, growth_is_recomputed_and_truncation_told_from_mistakes)
{
    add_fact("支出合计", MZ_FACT_VALUE, "120.00", MZ_UNIT_WAN);
    add_fact("较上年增减/支出合计", MZ_FACT_CHANGE, "13.00", MZ_UNIT_WAN);
    add_fact("较上年增减/支出合计", MZ_FACT_CHANGE_RATE, "12.14", MZ_UNIT_PERCENT); /* 12.1495 cut off */
    check();
    cr_assert_eq(count_serious(), 0);
    document->facts[2].amount = read_figure("21.15", MZ_UNIT_PERCENT);
    check();
    cr_assert_eq(count_serious(), 1);
    cr_assert_not_null(find_rule("narrative.growth"));
}

Test(check, an_amount_behind_a_percentage_is_repaired_by_the_slip_that_fits_it)
{
    add_fact("支出合计", MZ_FACT_VALUE, "5584.31", MZ_UNIT_WAN);
    add_fact("较上年增减/支出合计", MZ_FACT_CHANGE, "4423.21", MZ_UNIT_WAN); /* 8.20 % allows 422.96 to 423.45 */
    add_fact("较上年增减/支出合计", MZ_FACT_CHANGE_RATE, "8.20", MZ_UNIT_PERCENT);
    check();
    const mz_finding *finding = find_rule("narrative.growth");
    cr_assert_not_null(finding);
    cr_assert_str_eq(finding->repairs[0].from, "4423.21");
    cr_assert_str_eq(finding->repairs[0].to, "423.21");
    cr_assert_str_eq(finding->repairs[0].slip, "added-digit");
}

/* 年初预算, 支出决算 and the rate between them; the suggestion for the first finding is what, of which. */
static void expect_completion(const char *budget, const char *spent, const char *rate, const char *what,
                              const char *of_which)
{
    document->fact_count = 0;
    add_fact("年初预算/住房公积金", MZ_FACT_VALUE, budget, MZ_UNIT_WAN);
    add_fact("支出决算/住房公积金", MZ_FACT_VALUE, spent, MZ_UNIT_WAN);
    add_fact("完成年初预算/住房公积金", MZ_FACT_COMPLETION, rate, MZ_UNIT_PERCENT);
    add_fact("支出决算/基本支出", MZ_FACT_VALUE, "1875.32", MZ_UNIT_WAN); /* two decimals are usual */
    add_fact("完成年初预算/基本支出", MZ_FACT_COMPLETION, "98.31", MZ_UNIT_PERCENT);
    add_fact("完成年初预算/项目支出", MZ_FACT_COMPLETION, "97.02", MZ_UNIT_PERCENT);
    check();
    const mz_finding *finding = find_rule("narrative.completion");
    cr_assert_not_null(finding, "%s of %s", rate, budget);
    cr_assert_str_eq(finding->repairs[0].from, of_which);
    cr_assert_str_eq(finding->repairs[0].to, what);
}

Test(check, of_two_slips_the_one_that_leaves_no_odd_figure_is_named)
{
    expect_completion("304.62", "293.97", "965.00", "96.50", "965.00"); /* not 304.62 for 30.46 */
    expect_completion("-304.62", "293.97", "96.50", "304.62", "-304.62");
}

Test(check, of_two_slips_the_one_whose_figure_is_printed_elsewhere_is_named)
{
    static const struct {
        const char *budget, *spent, *elsewhere, *from, *to;
    } cases[] = {{"304.62", "394.62", "304.62", "394.62", "304.62"}, /* one digit, in which of them? */
                 {"304.62", "394.62", "394.62", "304.62", "394.62"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        document->fact_count = 0;
        add_fact("年初预算/住房公积金", MZ_FACT_VALUE, cases[i].budget, MZ_UNIT_WAN);
        add_fact("支出决算/住房公积金", MZ_FACT_VALUE, cases[i].spent, MZ_UNIT_WAN);
        add_fact("完成年初预算/住房公积金", MZ_FACT_COMPLETION, "100.00", MZ_UNIT_PERCENT);
        add_fact("支出决算/基本支出", MZ_FACT_VALUE, cases[i].elsewhere, MZ_UNIT_WAN);
        check();
        const mz_finding *finding = find_rule("narrative.completion");
        cr_assert_not_null(finding);
        cr_assert_str_eq(finding->repairs[0].from, cases[i].from);
        cr_assert_str_eq(finding->repairs[0].to, cases[i].to);
    }
}

Test(check, of_the_amounts_that_a_percentage_allows_the_one_printed_elsewhere_is_named)
{
    add_fact("支出合计", MZ_FACT_VALUE, "5584.31", MZ_UNIT_WAN);
    add_fact("较上年增减/支出合计", MZ_FACT_CHANGE, "812.40", MZ_UNIT_WAN); /* 8.20 % allows 422.96 to 423.45 */
    add_fact("较上年增减/支出合计", MZ_FACT_CHANGE_RATE, "8.20", MZ_UNIT_PERCENT);
    add_fact("项目支出", MZ_FACT_VALUE, "423.34", MZ_UNIT_WAN);
    check();
    const mz_finding *finding = find_rule("narrative.growth");
    cr_assert_not_null(finding);
    cr_assert_str_eq(finding->repairs[0].to, "423.34");
}

Test(check, a_figure_copied_with_fewer_decimals_gets_those_of_its_like)
{
    expect_completion("304.62", "293.97", "29397", "96.5", "29397");
}

Test(check, slips_that_share_relations_are_told_apart)
{
    mz_table *table = spending_table("840.00");                          /* of 480.00 */
    table->rows[7].cells[1].amount = read_figure("210.00", MZ_UNIT_WAN); /* of 120.00 */
    table->rows[4].cells[2].amount = read_figure("27.00", MZ_UNIT_WAN); /* of 270.00: its row is in a sum with 840.00 */
    check();
    cr_assert_eq(document->finding_count, 3);
    for (size_t i = 0; i < 3; i++) cr_assert_eq(document->findings[i].repairs[0].unique, true);
    cr_assert_str_eq(document->findings[0].repairs[0].to, "480.00");
    cr_assert_str_eq(document->findings[1].repairs[0].to, "270.00");
    cr_assert_str_eq(document->findings[2].repairs[0].to, "120.00");
}

Test(check, a_rule_can_be_switched_off_and_regraded)
{
    spending_table("480.00");
    document->tables[0].rows[0].cells[0].amount = read_figure("999.00", MZ_UNIT_WAN);
    mz_rule_setting off[] = {{.rule = "tree.*", .off = true},
                             {.rule = "row.sum", .regrade = true, .severity = MZ_INFO}};
    mz_check_options options = {off, 2};
    mz_error error;
    cr_assert_eq(mz_check(catalogue, document, &options, &error), MZ_OK);
    cr_assert_eq(count_serious(), 0);
    cr_assert_eq(document->finding_count, 1);
}

Test(check, every_relation_names_a_rule_that_can_be_explained)
{
    cr_assert_gt(mz_rule_count(catalogue), 20);
    for (size_t i = 0; i < mz_rule_count(catalogue); i++) {
        const mz_rule *rule = mz_rule_at(catalogue, i);
        cr_assert_eq(mz_rule_find(catalogue, rule->id), rule);
        cr_assert(*rule->title_en != '\0' && *rule->ground_zh != '\0' && *rule->ground_en != '\0', "%s", rule->id);
        cr_assert(*rule->example != '\0', "%s", rule->id);
    }
    cr_assert_null(mz_rule_at(catalogue, mz_rule_count(catalogue)));
    cr_assert_null(mz_rule_find(catalogue, "no.such.rule"));
}

Test(slips, are_named)
{
    static const struct {
        const char *printed, *wanted, *slip;
    } cases[] = {{"5089.05", "5809.05", "transposition"},
                 {"12.50", "12.60", "digit"},
                 {"125.00", "1250.00", "scale"},
                 {"1.25", "12.25", "dropped-digit"},
                 {"312.25", "12.25", "added-digit"},
                 {"-3.10", "3.10", "sign"},
                 {"120000", "12", "unit"},
                 {"47.20", "81.96", "other"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        unsigned cost;
        cr_assert_str_eq(mz_slip_name(cases[i].printed, cases[i].wanted, &cost), cases[i].slip, "%s for %s",
                         cases[i].printed, cases[i].wanted);
    }
}

Test(slips, are_looked_for_within_what_a_relation_allows)
{
    static const struct {
        int64_t printed, least, most, nearest, wanted;
        unsigned cost;
    } cases[] = {{442321, 42296, 42345, 42318, 42321, 13},           /* a digit too much */
                 {42321, 442000, 442500, 442250, 442321, 13},        /* one left out */
                 {65300, 165285, 165306, 165295, 165300, 13},        /* the first one left out */
                 {-15, 10, 20, 14, 15, 10},                          /* the sign */
                 {1250, 12400000, 12600000, 12500000, 12500000, 12}, /* ten thousand */
                 {5089, 5800, 5815, 5811, 5809, 10}};                /* swapped, though a wrong digit is nearer */
    int64_t wanted = 0;
    unsigned cost = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_assert(mz_slip_likeliest(cases[i].printed, cases[i].least, cases[i].most, cases[i].nearest, &wanted, &cost),
                  "case %zu", i);
        cr_assert_eq(wanted, cases[i].wanted, "case %zu: %lld", i, (long long)wanted);
        cr_assert_eq(cost, cases[i].cost, "case %zu: %u", i, cost);
    }
    cr_assert_not(mz_slip_likeliest(1234, 8765, 8770, 8766, &wanted, &cost));
    cr_assert_not(mz_slip_likeliest(0, 1, 9, 5, &wanted, &cost));
    cr_assert_not(mz_slip_likeliest(INT64_MAX, 1, 9, 5, &wanted, &cost));
    cr_assert_not(mz_slip_likeliest(INT64_MIN, 1, 9, 5, &wanted, &cost));
}

Test(fingerprint, is_fnv_1a_of_128_bits)
{
    char id[33];
    mz_fingerprint_write(mz_fingerprint_begin(), id);
    cr_assert_str_eq(id, "6c62272e07bb014262b821756295c58d");
    mz_fingerprint_write(mz_fingerprint_add(mz_fingerprint_begin(), "a"), id);
    cr_assert_str_eq(id, "d228cb696f1a8caf78912b704e4a8964");
}
