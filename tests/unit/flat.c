/* flat.c - tests of the text in one run: what it leaves out and folds, and that the words found in the same pass are
 * those that stand in it. */
#include <criterion/criterion.h>
#include <string.h>

#include "check/codes.h"
#include "check/flat.h"

static const char words[] =
    "{\"phrases\": [\"目标内容\", \"XX\", \"。。\", \"(此处填写\", \"增加(减少)\", \"国(境)外\", \"××\"],"
    " \"rate_verbs\": [\"增长\", \"增加\"], \"counted\": [\"其中\"], \"year_words\": [\"20\"],"
    " \"counts\": [[\"公务接待\", \"公务用车购置\"], \"公务用车购置数\"], \"count_units\": [\"人\", \"批\"],"
    " \"referred_forms\": {\"项目支出表\": []}}";

/* Lines as they are printed: blanks and line ends inside words, wide and traditional characters, words side by side. */
static const char *const lines[] = {"項 目支",
                                    "出表　20３1年，增\t加（減少）20%；增增长",
                                    "（此处填写）目标目",
                                    "标内容XXX",
                                    "。。。××其中，公务用车购置数3人、人5批",
                                    "国（境）外公务“接待”2 0人",
                                    "目标内",
                                    "a",
                                    ""};

static size_t occurrences(const char *text, const char *word)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, word)) != NULL; at++) count++;
    return count;
}

/* How often words of the list stand in the text, as a plain search finds them. */
static size_t expected(const json_t *list, const char *text)
{
    size_t count = 0, i;
    const char *key;
    json_t *value, *item;
    if (json_is_string(list)) return occurrences(text, json_string_value(list));
    json_object_foreach((json_t *)(uintptr_t)list, key, value) count += occurrences(text, key);
    json_array_foreach(list, i, item) count += expected(item, text);
    return count;
}

Test(flat, folds_and_finds_every_word)
{
    json_t *root = json_loads(words, 0, NULL);
    mz_rulebook book = {.words = root, .marks = mz_mark_index_new(root)};
    mz_problem problem = {.rulebook = &book, .arena = mz_arena_new(1 << 20)};
    char room[1024];
    mz_flat flat = {.text = room};
    mz_flat_reader reader = mz_flat_reader_of(&problem, room);
    size_t starts[sizeof lines / sizeof *lines + 1];
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        mz_flat_begin_line(&reader, &starts[i]);
        mz_flat_read(&reader, lines[i], strlen(lines[i]));
    }
    flat.length = (size_t)(reader.end - reader.text);
    cr_assert(mz_flat_find_marks(&problem, &flat, &reader));
    cr_assert_str_eq(room, "项目支出表2031年,增加(减少)20%;增增长(此处填写)目标目标内容XXX。。。××其中,"
                           "公务用车购置数3人、人5批国(境)外公务接待20人目标内a");
    for (int list = 0; list < MZ_MARK_LISTS; list++) {
        const mz_marks *marks = &flat.marks[list];
        const char *key = mz_mark_list_key((mz_mark_list)list);
        if (list == MZ_MARKS_UNITS) continue;
        cr_assert_eq(marks->count, expected(json_object_get(root, key), room), "%s: %zu", key, marks->count);
        for (size_t m = 1; m < marks->count; m++)
            cr_assert(marks->items[m - 1].at <= marks->items[m].at, "%s: in the order of the text", key);
    }
    cr_assert_eq(flat.marks[MZ_MARKS_UNITS].count, 3, "units stand behind figures only");
    mz_arena_free(problem.arena);
    mz_mark_index_free(book.marks);
    json_decref(root);
}

Test(flat, lines_end_with_nul)
{
    json_t *root = json_loads(words, 0, NULL);
    mz_rulebook book = {.words = root, .marks = mz_mark_index_new(root)};
    mz_problem problem = {.rulebook = &book, .arena = mz_arena_new(1 << 20)};
    static const char text[] = "项目 1\0\0\t支出\0\n2";
    char room[sizeof text];
    size_t starts[5] = {[4] = SIZE_MAX};
    mz_flat_reader reader = mz_flat_reader_of(&problem, room);
    mz_flat_begin_line(&reader, starts);
    mz_flat_read(&reader, text, sizeof text - 1);
    cr_assert_str_eq(room, "项目1支出2");
    const size_t expected[] = {0, 7, 7, 13};
    for (size_t i = 0; i < 4; i++) cr_assert_eq(starts[i], expected[i], "line %zu", i);
    mz_arena_free(problem.arena);
    mz_mark_index_free(book.marks);
    json_decref(root);
}

Test(flat, codes_as_numbers)
{
    cr_assert_eq(mz_code_rank(""), 0);
    cr_assert_eq(mz_code_rank("A02"), 0);
    cr_assert_eq(mz_code_rank("208x"), 0);
    cr_assert_eq(mz_code_rank("12345678901234567"), 0, "more than 16 digits");
    cr_assert_lt(mz_code_rank("208"), mz_code_rank("20805"));
    cr_assert_lt(mz_code_rank("2080599"), mz_code_rank("210"));
    cr_assert_eq(mz_rank_length(mz_code_rank("2080500")), 7, "zeros at the end are digits");
    cr_assert_eq(mz_rank_length(mz_code_rank("1234567890123456")), 16);
    cr_assert_eq(mz_rank_head(mz_code_rank("2080505"), 5), mz_code_rank("20805"));
    cr_assert_eq(mz_rank_head(mz_code_rank("208"), 5), mz_code_rank("208"));
}
