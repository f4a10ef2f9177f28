/* Bytes to lines: encodings, line ends, pages; folding of texts for comparison. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <text/text.h>

static mz_arena *arena;

static void set_up(void)
{
    arena = mz_arena_new(1 << 20);
}

static void tear_down(void)
{
    mz_arena_free(arena);
}

TestSuite(text, .init = set_up, .fini = tear_down);

static mz_status load(const char *bytes, size_t length, mz_text *text, mz_error *error)
{
    return mz_text_load(arena, bytes, length, text, error);
}

Test(text, splits_lines_of_every_kind)
{
    mz_text text;
    mz_error error;
    const char input[] = "a\r\nb\n\nc\rd";
    cr_assert_eq(load(input, sizeof input - 1, &text, &error), MZ_OK);
    cr_assert_eq(text.count, 5);
    const char *expected[] = {"a", "b", "", "c", "d"};
    for (size_t i = 0; i < text.count; i++) {
        cr_assert_str_eq(text.lines[i].text, expected[i]);
        cr_assert_eq(text.lines[i].number, i + 1);
        cr_assert_eq(text.lines[i].page, 0);
    }
    cr_assert_eq(text.lines[4].offset, 8);
}

Test(text, form_feeds_end_pages)
{
    mz_text text;
    mz_error error;
    const char input[] = "one\n\ftwo\nmore\n\fthree\n\f";
    cr_assert_eq(load(input, sizeof input - 1, &text, &error), MZ_OK);
    cr_assert_eq(text.pages, 3);
    cr_assert_str_eq(text.lines[1].text, "two");
    cr_assert_eq(text.lines[0].page, 1);
    cr_assert_eq(text.lines[1].page, 2);
    cr_assert_eq(text.lines[2].page, 2);
    cr_assert_eq(text.lines[3].page, 3);
}

Test(text, a_form_feed_inside_a_line_ends_it)
{
    mz_text text;
    mz_error error;
    const char input[] = "one\ftwo\n\f\fthree\r\nmore\f";
    cr_assert_eq(load(input, sizeof input - 1, &text, &error), MZ_OK);
    cr_assert_eq(text.count, 4);
    cr_assert_eq(text.pages, 4);
    cr_assert_str_eq(text.lines[0].text, "one");
    cr_assert_str_eq(text.lines[1].text, "two");
    cr_assert_eq(text.lines[1].page, 2);
    cr_assert_str_eq(text.lines[2].text, "three");
    cr_assert_eq(text.lines[2].page, 4);
    cr_assert_eq(text.lines[3].number, 4);
    cr_assert_eq(text.lines[3].page, 4);
}

Test(text, page_numbers_leave_the_text)
{
    mz_text text;
    mz_error error;
    const char input[] = "one\n  - 1 -\n\n\ftwo\n- 2 -\n\f12\n7\n\f13\n 8\n";
    cr_assert_eq(load(input, sizeof input - 1, &text, &error), MZ_OK);
    cr_assert_eq(text.lines[1].length, 0);
    cr_assert_str_eq(text.lines[1].text, "");
    cr_assert_eq(text.lines[4].length, 0);
    cr_assert_eq(text.lines[5].length, 0, "a number that grows with the pages stands above as well");
    cr_assert_eq(text.lines[6].length, 0);
    cr_assert_str_eq(text.lines[0].text, "one");
}

Test(text, page_numbers_behind_a_name_and_a_year_leave_the_text)
{
    mz_text text;
    mz_error error;
    const char input[] = "one\n柳溪市水务综合服务中心 2024 年度部门决算公开材料 第 1 页 共 3 页\n\ftwo\n"
                         "柳溪市水务综合服务中心 2024 年度部门决算公开材料 第 2 页 共 3 页\n";
    cr_assert_eq(load(input, sizeof input - 1, &text, &error), MZ_OK);
    cr_assert_gt(text.lines[0].length, 0);
    cr_assert_eq(text.lines[1].length, 0);
    cr_assert_eq(text.lines[3].length, 0);
}

Test(text, figures_at_the_end_of_pages_are_no_page_numbers)
{
    mz_text text;
    mz_error error;
    const char input[] = "one\n120\n\ftwo\n340\n\fthree\n0.00\n\ffour\n340\n";
    cr_assert_eq(load(input, sizeof input - 1, &text, &error), MZ_OK);
    for (size_t i = 0; i < text.count; i++) cr_assert_gt(text.lines[i].length, 0);
}

Test(text, page_numbers_leave_a_text_whose_form_feeds_became_blanks)
{
    mz_text text;
    mz_error error;
    const char lines[] = "a\nb\nc\nd\ne\nf\ng\nh\ni\n";
    char input[512];
    int size = snprintf(input, sizeof input, "%s7\n two\n%s8\n three\n%s9\n four\n%s", lines, lines, lines, lines);
    cr_assert_eq(load(input, (size_t)size, &text, &error), MZ_OK);
    cr_assert_eq(text.pages, 0);
    cr_expect_eq(text.lines[9].length, 0);
    cr_expect_eq(text.lines[20].length, 0);
    cr_expect_eq(text.lines[31].length, 0);
    cr_expect_eq(text.lines[31].page, 0);
    cr_expect_str_eq(text.lines[10].text, " two");
}

Test(text, page_numbers_leave_the_midst_of_a_page)
{
    mz_text text;
    mz_error error;
    const char input[] = "one\n1/5\n\ftwo\n2/5\n\fthree\n3/5\n4.50\n\f4/5\n4/5\n7\n\ffive\n5/5\n";
    cr_assert_eq(load(input, sizeof input - 1, &text, &error), MZ_OK);
    cr_assert_eq(text.lines[5].length, 0);
    cr_assert_gt(text.lines[6].length, 0);
    cr_assert_gt(text.lines[7].length, 0, "of two that read alike neither is known to be it");
    cr_assert_eq(text.lines[11].length, 0);
}

Test(text, offsets_count_the_byte_order_mark)
{
    mz_text text;
    mz_error error;
    const char input[] = "\xEF\xBB\xBF表\n二";
    cr_assert_eq(load(input, sizeof input - 1, &text, &error), MZ_OK);
    cr_assert_eq(text.lines[0].offset, 3);
    cr_assert_eq(text.lines[1].offset, 7);
}

Test(text, gb18030_becomes_utf8)
{
    mz_text text;
    mz_error error;
    const char input[] = "\xD4\xA4\xCB\xE3\n\xB1\xED"; /* 预算, 表 */
    cr_assert_eq(load(input, sizeof input - 1, &text, &error), MZ_OK);
    cr_assert_str_eq(text.lines[0].text, "预算");
    cr_assert_str_eq(text.lines[1].text, "表");
}

Test(text, refuses_with_the_reason_and_the_place)
{
    static const struct {
        const char *bytes;
        size_t length;
        mz_status status;
        size_t offset;
    } bad[] = {{"", 0, MZ_ERR_EMPTY, 0},
               {" \n\t\f\n", 5, MZ_ERR_EMPTY, 0},
               {"%PDF-1.7 x", 10, MZ_ERR_BINARY, 0},
               {"ab\x01", 3, MZ_ERR_BINARY, 2},
               {"a\0b", 3, MZ_ERR_BINARY, 1},
               {"\xFF\xFE\x61\x62", 4, MZ_ERR_ENCODING, 0},
               {"\xE9\xA2\x84\xE7\xAE", 5, MZ_ERR_TRUNCATED, 3},
               {"预算预算预算预算\xFF\x20预算", 32, MZ_ERR_ENCODING, 24}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        mz_text text;
        mz_error error = {0};
        cr_assert_eq(load(bad[i].bytes, bad[i].length, &text, &error), bad[i].status, "case %zu", i);
        cr_assert_eq(error.code, bad[i].status);
        cr_assert_eq(error.offset, bad[i].offset, "case %zu: offset %zu", i, error.offset);
        cr_assert_neq(error.message[0], '\0');
    }
}

/* Among well-formed characters of every length a broken one is found at every place, the byte at fault included. */
Test(text, broken_characters_are_found_wherever_they_stand)
{
    static const struct {
        const char *bytes;
        bool valid;
    } sequences[] = {{"\xC2\x80", true},
                     {"\xDF\xBF", true},
                     {"\xE0\xA0\x80", true},
                     {"\xED\x9F\xBF", true},
                     {"\xEF\xBF\xBD", true},
                     {"\xF0\x90\x80\x80", true},
                     {"\xF4\x8F\xBF\xBF", true},
                     {"\xC0\x80", false},
                     {"\xC1\xBF", false},
                     {"\xE0\x9F\xBF", false},
                     {"\xED\xA0\x80", false},
                     {"\xF0\x8F\xBF\xBF", false},
                     {"\xF4\x90\x80\x80", false},
                     {"\xF5\x80\x80\x80", false},
                     {"\x80", false},
                     {"\xE9\x20", false},
                     {"\xE9\xA2\x20", false},
                     {"\xC3\xC3\xA9", false},
                     {"\xFF", false}};
    static const char around[] = "预a算b预算预算预é算预算"; /* enough to be taken for UTF-8 */
    for (size_t i = 0; i < sizeof sequences / sizeof *sequences; i++) {
        for (size_t at = 0; at < 40; at++) {
            char input[128];
            size_t size = strlen(sequences[i].bytes), length = strlen(around);
            memcpy(input, around, length);
            memset(input + length, 'x', at);
            memcpy(input + length + at, sequences[i].bytes, size);
            memcpy(input + length + at + size, "算\n", 4);
            mz_text text;
            mz_error error = {0};
            mz_status status = load(input, length + at + size + 4, &text, &error);
            cr_assert_eq(status, sequences[i].valid ? MZ_OK : MZ_ERR_ENCODING, "sequence %zu at %zu", i, at);
            if (!sequences[i].valid) cr_assert_eq(error.offset, length + at, "sequence %zu at %zu", i, at);
        }
    }
}

Test(text, formats_put_texts_together)
{
    cr_assert_str_eq(mz_arena_printf(arena, "%s/%.*s%%", "收入", 3, "小计"), "收入/小%");
    cr_assert_str_eq(mz_arena_printf(arena, "%.*s", 9, "ab"), "ab");
    cr_assert_str_eq(mz_arena_printf(arena, "%s%03d", "a", 7), "a007");
    cr_assert_str_eq(mz_arena_printf(arena, "%s", ""), "");
}

Test(text, pushed_items_are_zero_and_stay)
{
    int *items = NULL;
    size_t count = 0, capacity = 0;
    for (int i = 0; i < 100; i++) {
        int *item = mz_arena_push(arena, &items, &count, &capacity, sizeof *item);
        cr_assert_eq(*item, 0);
        *item = i;
    }
    for (int i = 0; i < 100; i++) cr_assert_eq(items[i], i);
}

Test(text, an_empty_arena_hands_out_no_bytes_and_its_scratch_too)
{
    mz_arena *own = mz_arena_new((size_t)1 << 20), *scratch = mz_arena_scratch(own);
    cr_assert_not_null(mz_arena_room(own, 0, sizeof(int)), "NULL would mean that memory ran out");
    cr_assert_not_null(mz_arena_room(scratch, 0, sizeof(int)));
    cr_assert_not_null(mz_arena_text(scratch, 0));
    cr_assert_not(mz_arena_exhausted(own));
    mz_arena_free(scratch);
    mz_arena_free(own);
}

Test(text, an_arena_too_small_is_a_limit)
{
    mz_arena *small = mz_arena_new(32);
    mz_text text;
    mz_error error;
    char input[100];
    memset(input, 'a', sizeof input);
    cr_assert_eq(mz_text_load(small, input, sizeof input, &text, &error), MZ_ERR_LIMIT);
    mz_arena_free(small);
}

Test(text, figures_in_full_width_become_ascii_and_keep_their_columns)
{
#define NBSP "\xC2\xA0"
    mz_text text;
    mz_error error;
    const char input[] =
        "　合计 １，２５０    ３.５０ 7\n２０１\t５％\n１．因公出国（境）费 共１２个\n－ ５\n共 １２ 个。\n";
    cr_assert_eq(mz_text_load(arena, input, strlen(input), &text, &error), MZ_OK);
    cr_assert_eq(text.count, 5);
    cr_expect_str_eq(text.lines[0].text, "　合计 " NBSP NBSP NBSP NBSP NBSP "1,250    " NBSP NBSP NBSP "3.50 7");
    cr_expect_str_eq(text.lines[1].text, "201" NBSP NBSP NBSP "\t" NBSP NBSP "5%");
    cr_expect_str_eq(text.lines[2].text, "１．因公出国（境）费 共１２个"); /* no figures of a table */
    cr_expect_str_eq(text.lines[3].text, "－ " NBSP "5");
    cr_expect_str_eq(text.lines[4].text, "共 １２ 个。");
#undef NBSP
}

/* The lines of an input, each as its text, behind each other with / between them. */
static const char *lines_of(const char *input)
{
    mz_text text;
    mz_error error;
    const char *all = "";
    cr_assert_eq(mz_text_load(arena, input, strlen(input), &text, &error), MZ_OK);
    for (size_t l = 0; l < text.count; l++)
        all = mz_arena_printf(arena, "%s%s%s", all, l == 0 ? "" : "/", text.lines[l].text);
    return all;
}

Test(text, rows_between_bars_become_rows_of_tabs)
{
    cr_expect_str_eq(lines_of("| a | b |\n|---|--:|\n|| c |\n"), "  a \t b  / \t       / \t c  ");
    cr_expect_str_eq(lines_of("│甲│乙│\n├──┼──┤\n"), "   甲\t  乙   / \t                   ");
    cr_expect_str_eq(lines_of("|\n| alone\n+5\n+-\n"), "|/| alone/+5/ \t");
    cr_expect_str_eq(lines_of("a | b\n"), "a | b"); /* a bar inside a line only */
}

Test(text, comma_separated_rows_become_rows_of_tabs)
{
    cr_expect_str_eq(lines_of("甲,\"1,100.00\",2\n乙,3,\n丙,,\"4\"\n"), "甲\t 1,100.00 \t2/乙\t3\t/丙\t\t 4 ");
    const char *others[] = {
        "甲,1,2\n乙,3,4\n",                                         /* too few rows */
        "1,100,200.00\n2,100,200.00\n3,100,200.00\n",               /* amounts */
        "比上年增加,主要是,人员\n费用,增加,所致\n工资,津贴,补贴\n", /* text */
        "甲,1,2\n乙,3,4。\n丙,5,6\n",
        "\"a,b\n\",,\n\"\"\",,\n,\n",
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        cr_expect_null(strchr(lines_of(others[i]), '\t'), "%s", others[i]);
}

Test(text, what_stands_for_nil)
{
    const char *nil[] = {"-", "—", "——", "－", "/", "／", "--"}, *other[] = {"", "-1", "—-", "无", "*"};
    for (size_t i = 0; i < sizeof nil / sizeof *nil; i++) cr_expect(mz_text_is_nil(nil[i], strlen(nil[i])));
    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        cr_expect_not(mz_text_is_nil(other[i], strlen(other[i])), "%s", other[i]);
}

Test(text, squeeze_keeps_what_is_printed)
{
    const char *text = " 项\t 目　（万 元）\xC2\xA0";
    cr_assert_str_eq(mz_text_squeeze(arena, text, strlen(text)), "项目（万元）");
}

/* The same character by character. */
static size_t squeeze_plainly(const char *text, size_t length, char *buffer)
{
    size_t written = 0;
    for (size_t at = 0, used; at < length; at += used) {
        uint32_t c = mz_text_char(text + at, &used);
        if (used > length - at) break;
        if (!mz_text_is_space(c)) memcpy(buffer + written, text + at, used);
        written += mz_text_is_space(c) ? 0 : used;
    }
    buffer[written] = '\0';
    return written;
}

/* Texts are squeezed many bytes at a time, short ones by their two ends: white space of any kind at any place, texts of
 * any length and cut anywhere, into buffers exactly as long as promised. */
Test(text, squeezes_alike_whatever_stands_where)
{
    static const char words[] = "2024年度部门收支总表、其中：(一)基本支出·合计12.50万元（含结转）é";
    static const char *const blanks[] = {"", " ", "\t", "\xC2\xA0", "　", "\xE2\x80\x8B", "\xEF\xBB\xBF"};
    for (size_t b = 0; b < sizeof blanks / sizeof *blanks; b++) {
        for (size_t at = 0, used; at < strlen(words); at += used) {
            char text[128], expected[128];
            mz_text_char(words + at, &used);
            const int printed = snprintf(text, sizeof text, "%.*s%s%s", (int)at, words, blanks[b], words + at);
            cr_assert(printed > 0 && (size_t)printed < sizeof text);
            for (size_t length = 0; length <= (size_t)printed; length++) {
                char *part = malloc(length + 3), *squeezed = malloc(length + 1);
                cr_assert(part != NULL && squeezed != NULL);
                memcpy(part, text, length);
                memset(part + length, 'x', 3);
                const size_t wanted = squeeze_plainly(text, length, expected);
                cr_assert_eq(mz_text_squeeze_into(part, length, squeezed), wanted, "%zu bytes of %s", length, text);
                cr_assert_str_eq(squeezed, expected, "%zu bytes of %s", length, text);
                free(part);
                free(squeezed);
            }
        }
    }
}

Test(text, key_folds_width_script_and_quotes)
{
    const char *text = "財政撥款“三公”經費（１２．５萬元）";
    cr_assert_str_eq(mz_text_key(arena, text, strlen(text)), "财政拨款三公经费(12.5万元)");
    cr_assert_str_eq(mz_text_key(arena, "", 0), "");
}

Test(text, width_counts_two_for_chinese)
{
    cr_assert_eq(mz_text_width("合计 1.5", strlen("合计 1.5")), 8);
    cr_assert_eq(mz_text_width("（", 3), 2);
}

/* The buffers are exactly as long as promised: the address sanitizer sees a byte too much. */
Test(text, a_character_cut_off_is_left_out)
{
    const char text[] = "预算表";
    for (size_t length = 0; length <= strlen(text); length++) {
        char *key = malloc(length + 1), *squeezed = malloc(length + 1), *part = malloc(length + 3);
        memcpy(part, text, length); /* what lies behind length must not matter */
        memset(part + length, 'x', 3);
        cr_assert_eq(mz_text_key_into(text, length, key), length / 3 * 3);
        cr_assert_eq(mz_text_squeeze_into(part, length, squeezed), length / 3 * 3);
        cr_assert_eq(strncmp(key, text, length / 3 * 3), 0);
        cr_assert_eq(mz_text_width(text, length), length / 3 * 2);
        free(key);
        free(squeezed);
        free(part);
    }
}
