/* wordlists.c - tests of the compiled word lists and lists of names. */
#include <criterion/criterion.h>
#include <string.h>

#include "check/names.h"
#include "check/wordlists.h"

static const char words[] = "[\"局\", \"委员会\", \"委\", \"≥\", \"a\", \"\"]";

static mz_wordlist compile(json_t **root, const char *text)
{
    mz_wordlist list;
    *root = json_loads(text, JSON_DECODE_ANY, NULL);
    cr_assert(mz_wordlist_compile(*root, &list));
    return list;
}

Test(wordlists, begin_end_and_hold)
{
    json_t *root;
    mz_wordlist list = compile(&root, words);
    cr_assert_eq(list.count, 5, "the empty string is no word");
    cr_assert_str_eq(mz_wordlist_prefix(&list, "委员会办公室")->text, "委员会", "the first of the list wins");
    cr_assert_null(mz_wordlist_prefix(&list, "办公室"));
    cr_assert_null(mz_wordlist_prefix(&list, ""));
    cr_assert_str_eq(mz_wordlist_suffix(&list, "某市某局", strlen("某市某局"))->text, "局");
    cr_assert_null(mz_wordlist_suffix(&list, "某市某局", strlen("某市某")));
    cr_assert_null(mz_wordlist_suffix(&list, "", 0));
    const char *text = "某市委员会a";
    const mz_wordlist_word *word = NULL;
    cr_assert_eq(mz_wordlist_find(&list, text, strlen(text), &word), text + strlen("某市"));
    cr_assert_str_eq(word->text, "委员会");
    cr_assert_eq(mz_wordlist_find(&list, "数量≥5", strlen("数量≥5"), NULL) != NULL, true);
    cr_assert_null(mz_wordlist_find(&list, text, strlen("某市委") - 1, NULL), "not beyond the length");
    mz_wordlist_free(&list);
    json_decref(root);
}

Test(wordlists, one_string_is_a_list_and_patterns_match)
{
    json_t *root;
    mz_wordlist list = compile(&root, "\"新增固定资产*\"");
    cr_assert(mz_wordlist_has(&list, "新增固定资产一批"));
    cr_assert_not(mz_wordlist_has(&list, "固定资产"));
    mz_wordlist_free(&list);
    json_decref(root);
    cr_assert(mz_wordlist_compile(NULL, &list));
    cr_assert_eq(list.count, 0);
    cr_assert_null(mz_wordlist_find(&list, "a", 1, NULL));
}

Test(names, tell_the_lists_that_have_a_name)
{
    /* enough lists and names for several words of bits and for the table to grow */
    enum { LISTS = 130, EACH = 5 };
    mz_names *names = mz_names_new();
    json_t *roots[LISTS];
    for (unsigned i = 0; i < LISTS; i++) {
        uint32_t number;
        roots[i] = json_array();
        for (unsigned k = 0; k < EACH; k++) json_array_append_new(roots[i], json_sprintf("名%u", i + k));
        if (i == 7) json_array_append_new(roots[i], json_string("三公*"));
        cr_assert(mz_names_add(names, roots[i], &number));
        cr_assert_eq(number, i);
    }
    uint64_t lists[3] = {0};
    cr_assert_eq(mz_names_width(names), 3);
    mz_names_look(names, "名129", lists);
    for (unsigned i = 0; i < LISTS; i++) cr_assert_eq(lists[i / 64] >> i % 64 & 1, i >= LISTS - EACH, "list %u", i);
    memset(lists, 0, sizeof lists);
    mz_names_look(names, "三公经费", lists);
    cr_assert(lists[0] == (uint64_t)1 << 7 && lists[1] == 0 && lists[2] == 0);
    memset(lists, 0, sizeof lists);
    mz_names_look(names, "名", lists);
    cr_assert(lists[0] == 0 && lists[1] == 0 && lists[2] == 0);
    mz_names_free(names);
    for (unsigned i = 0; i < LISTS; i++) json_decref(roots[i]);
}

Test(names, patterns_are_found_whatever_part_of_a_name_they_tell)
{
    static const char *const patterns[] = {"项目支出*", "*费", "*公务*", "a*", "*", "*购置费"};
    static const struct {
        const char *name;
        unsigned lists; /* bit by pattern */
    } cases[] = {{"项目支出决算", 1u << 0 | 1u << 4},
                 {"项目支", 1u << 4},
                 {"公务用车购置费", 1u << 1 | 1u << 2 | 1u << 4 | 1u << 5},
                 {"a", 1u << 3 | 1u << 4},
                 {"", 1u << 4},
                 {"abc", 1u << 3 | 1u << 4},
                 {"费", 1u << 1 | 1u << 4},
                 {"费用", 1u << 4}};
    mz_names *names = mz_names_new();
    json_t *roots[6];
    for (unsigned i = 0; i < 6; i++) {
        uint32_t number;
        roots[i] = json_string(patterns[i]);
        cr_assert(mz_names_add(names, roots[i], &number));
    }
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        uint64_t lists[1] = {0};
        mz_names_look(names, cases[c].name, lists);
        cr_assert_eq(lists[0], cases[c].lists, "'%s'", cases[c].name);
    }
    mz_names_free(names);
    for (unsigned i = 0; i < 6; i++) json_decref(roots[i]);
}
