/* Exact figures: reading, printing, intervals. */
#include <criterion/criterion.h>
#include <mingzhang/amount.h>
#include <string.h>
#include <text/text.h>

static mz_status read_amount(const char *text, mz_unit unit, mz_amount *amount)
{
    static char printed[64];
    return mz_amount_read(text, strlen(text), unit, printed, amount);
}

Test(amount, reads_wan_yuan_exactly)
{
    mz_amount amount;
    cr_assert_eq(read_amount("11262.73", MZ_UNIT_WAN, &amount), MZ_OK);
    cr_assert_eq(amount.value, 11262730000);
    cr_assert_eq(amount.decimals, 2);
    cr_assert_eq(read_amount("0.000001", MZ_UNIT_WAN, &amount), MZ_OK);
    cr_assert_eq(amount.value, 1);
}

Test(amount, drops_blanks_and_separators_and_folds_width)
{
    mz_amount amount;
    cr_assert_eq(read_amount("1,126 2.73", MZ_UNIT_WAN, &amount), MZ_OK);
    cr_assert_str_eq(amount.printed, "11262.73");
    cr_assert_eq(read_amount("－１２．５", MZ_UNIT_YUAN, &amount), MZ_OK);
    cr_assert_eq(amount.value, -1250);
}

Test(amount, reads_negative_and_marked_amounts_as_accounts_print_them)
{
    mz_amount amount;
    static const struct {
        const char *text, *printed;
    } known[] = {{"△12.50", "-12.50"},    {"(1,250.00)", "-1250.00"}, {"（12.50）", "-12.50"},
                 {"12.50①", "12.50"},     {"1,250.00*", "1250.00"},   {"12.50※", "12.50"},
                 {"1 250.00", "1250.00"}, {"(2024.13)", "-2024.13"},  {"(2,024.12)", "-2024.12"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        cr_assert_eq(read_amount(known[i].text, MZ_UNIT_WAN, &amount), MZ_OK, "%s", known[i].text);
        cr_expect_str_eq(amount.printed, known[i].printed);
        cr_expect_eq(amount.value < 0, *known[i].printed == '-');
    }
    const char *bad[] = {"(1)", "（3）", "5①",   "(12.50", "12.50)",    "(-)",        "(12.50)①",
                         "*",   "1*",    "（）", "()",     "(2024.12)", "（1999.01）"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect_eq(read_amount(bad[i], MZ_UNIT_WAN, &amount), MZ_ERR_ARGUMENT, "%s", bad[i]);
}

Test(amount, refuses_what_is_no_figure)
{
    mz_amount amount;
    const char *bad[] = {"2024年", "12个", "", "-", ".", "1.", ".5", "1.2.3", "12a", "**", "——", "1-2"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_assert_eq(read_amount(bad[i], MZ_UNIT_WAN, &amount), MZ_ERR_ARGUMENT, "%s", bad[i]);
}

Test(amount, overflow_is_an_error)
{
    mz_amount amount;
    cr_assert_eq(read_amount("9223372036854775807", MZ_UNIT_WAN, &amount), MZ_ERR_LIMIT);
    cr_assert_eq(read_amount("99999999999999999999999", MZ_UNIT_YUAN, &amount), MZ_ERR_LIMIT);
    cr_assert_eq(read_amount("0.0000001", MZ_UNIT_WAN, &amount), MZ_ERR_LIMIT);
}

Test(amount, interval_is_half_a_last_digit)
{
    mz_amount amount;
    cr_assert_eq(read_amount("1.25", MZ_UNIT_WAN, &amount), MZ_OK);
    mz_interval interval = mz_amount_interval(&amount);
    cr_assert_eq(interval.lo, 2 * 1250000 - 10000); /* 1.245 万元 in half counts */
    cr_assert_eq(interval.hi, 2 * 1250000 + 10000);
}

Test(amount, units_of_money_differ_by_powers_of_ten)
{
    mz_amount amount;
    cr_assert_eq(read_amount("12.5", MZ_UNIT_BAIWAN, &amount), MZ_OK);
    int64_t value = amount.value;
    cr_expect_eq(value, 1250000000); /* 12,500,000.00 yuan */
    cr_assert_eq(read_amount("12500", MZ_UNIT_QIAN, &amount), MZ_OK);
    cr_expect_eq(amount.value, value);
    cr_assert_eq(read_amount("1250", MZ_UNIT_WAN, &amount), MZ_OK);
    cr_expect_eq(amount.value, value);
    cr_expect_eq(mz_text_unit("单位：千元"), MZ_UNIT_QIAN);
    cr_expect_eq(mz_text_unit("单位：百万元"), MZ_UNIT_BAIWAN);
    cr_expect_eq(mz_text_unit("人民币元"), MZ_UNIT_YUAN);
    cr_expect_eq(mz_text_unit("单位：个"), MZ_UNIT_NONE);
}

Test(amount, format_round_trips)
{
    char buffer[32];
    cr_assert_gt(mz_value_format(11262730000, MZ_UNIT_WAN, 2, buffer, sizeof buffer), 0);
    cr_assert_str_eq(buffer, "11262.73");
    cr_assert_gt(mz_value_format(-281350000, MZ_UNIT_WAN, 2, buffer, sizeof buffer), 0);
    cr_assert_str_eq(buffer, "-281.35");
    cr_assert_gt(mz_value_format(-28135000, MZ_UNIT_WAN, 2, buffer, sizeof buffer), 0);
    cr_assert_str_eq(buffer, "-28.135");
    cr_assert_gt(mz_value_format(INT64_MIN, MZ_UNIT_YUAN, 2, buffer, sizeof buffer), 0);
    cr_assert_str_eq(buffer, "-92233720368547758.08");
}
