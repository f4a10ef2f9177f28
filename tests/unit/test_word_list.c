/* test_word_list.c - words of a list at the begin, at the end and inside of a text. */
#include <criterion/criterion.h>

#include "change/word_list.h"

static const mz_word_list *compiled(json_t **root, mz_arena **arena)
{
    const mz_word_list *lists = NULL;
    mz_error error = {0};
    *root = json_pack("{s:[s, s, s, s], s:{s:[s]}, s:[{s:[s]}, {s:[s]}], s:s}", "words", "减", "减少", "ab", "",
                      "below", "up", "增加", "members", "codes", "301", "codes", "302", "alone", "支出");
    *arena = mz_arena_new(1 << 20);
    cr_assert_eq(mz_word_lists_compile(*root, "test.json", *arena, &lists, &error), MZ_OK, "%s", error.message);
    return lists;
}

Test(word_list, the_longest_word_counts)
{
    json_t *root;
    mz_arena *arena;
    const mz_word_list *words = mz_list_of(compiled(&root, &arena), "words");
    cr_expect_eq(words->count, 4);
    cr_expect_eq(mz_word_at(words, "减少了"), strlen("减少"));
    cr_expect_eq(mz_listed_at(words, "减少", strlen("减"), false), strlen("减"), "only what belongs to the text");
    cr_expect_eq(mz_listed_at(words, "有所减少", strlen("有所减少"), true), strlen("减少"));
    cr_expect_eq(mz_listed_at(words, "xab", 3, true), 2);
    cr_expect_eq(mz_word_at(words, "增加"), 0);
    cr_expect_eq(mz_word_at(words, ""), 0);
    cr_expect(mz_is_listed(words, "减", strlen("减")));
    cr_expect_not(mz_is_listed(words, "减轻", strlen("减轻")));
    cr_expect_not(mz_is_listed(words, "", 0), "the empty word is never found");
    mz_arena_free(arena);
    json_decref(root);
}

Test(word_list, words_are_found_inside_a_text_that_begins_amid_a_character)
{
    json_t *root;
    mz_arena *arena;
    const mz_word_list *words = mz_list_of(compiled(&root, &arena), "words");
    const char *text = "较上年有所减少5万元";
    for (size_t cut = 0; cut < strlen("较上年有所"); cut++) cr_expect(mz_holds_word(words, text + cut), "%zu", cut);
    cr_expect_not(mz_holds_listed(words, text, strlen("较上年有所减") - 1));
    cr_expect_not(mz_holds_word(words, "较上年增加"));
    mz_arena_free(arena);
    json_decref(root);
}

Test(word_list, lists_are_found_under_lists)
{
    json_t *root;
    mz_arena *arena;
    const mz_word_list *lists = compiled(&root, &arena), *members = mz_list_of(lists, "members");
    cr_expect_eq(mz_word_at(mz_list_of(mz_list_of(lists, "below"), "up"), "增加"), strlen("增加"));
    cr_expect_eq(members->list_count, 2);
    cr_expect_str_eq(mz_list_of(&members->lists[1], "codes")->words[0].text, "302");
    cr_expect_str_eq(mz_list_of(lists, "alone")->words[0].text, "支出");
    cr_expect_eq(mz_list_under(mz_list_under(lists, "no such"), "list")->count, 0);
    cr_expect_not(mz_holds_word(mz_list_under(lists, "no such"), "减少"));
    mz_arena_free(arena);
    json_decref(root);
}

Test(word_list, lists_too_deep_are_refused)
{
    const mz_word_list *lists = NULL;
    mz_error error = {0};
    mz_arena *arena = mz_arena_new(1 << 20);
    json_t *root = json_array();
    for (int i = 0; i < 20; i++) root = json_pack("[o]", root);
    cr_expect_eq(mz_word_lists_compile(root, "test.json", arena, &lists, &error), MZ_ERR_CATALOGUE);
    cr_expect_not_null(strstr(error.message, "test.json"));
    mz_arena_free(arena);
    json_decref(root);
}

Test(word_list, a_list_that_the_code_asks_for_must_be_there)
{
    json_t *root;
    mz_arena *arena;
    mz_error error = {0};
    cr_expect_eq(mz_change_lists_check(compiled(&root, &arena), "test.json", &error), MZ_ERR_CATALOGUE);
    cr_expect_not_null(strstr(error.message, "test.json"));
    cr_expect_not_null(strstr(error.message, "there is no list 'always_down'"), "%s", error.message);
    mz_arena_free(arena);
    json_decref(root);
}

Test(word_list, a_catalogue_with_a_misspelt_list_does_not_load)
{
    static const char changes[] = "{\"see\": [\"详见\"], \"moveing\": []}";
    const mz_catalogue_file file = {"changes.json", changes, sizeof changes - 1};
    mz_catalogue *catalogue = NULL;
    mz_error error = {0};
    cr_expect_eq(mz_catalogue_load(&file, 1, &catalogue, &error), MZ_ERR_CATALOGUE);
    cr_expect_null(catalogue);
    cr_expect_not_null(strstr(error.message, "changes.json"), "%s", error.message);
}
