/* entry.c - builds the entries of the catalogue. */
#include "entry.h"

#include <stdlib.h>
#include <string.h>

#include "../text/text.h"
#include "catalogue.h"

static const char *const names[MZ_LISTS] = {
    [MZ_LIST_TITLE_SUBJECT] = "title_subject",
    [MZ_LIST_TITLE_END] = "title_end",
    "title_table",
    [MZ_LIST_COLUMN_NUMBERS] = "column_numbers",
    [MZ_LIST_HEADER_GROUP] = "header_group",
    [MZ_LIST_HEADER_PART] = "header_part",
    [MZ_LIST_FORM_NUMBER] = "form_number",
    [MZ_LIST_CONTINUED] = "continued",
    [MZ_LIST_CAPTION] = "caption",
    [MZ_LIST_UNIT_CAPTION] = "unit_caption",
    [MZ_LIST_ORGANISATION_CAPTION] = "organisation_caption",
    [MZ_LIST_YEAR_CAPTION] = "year_caption",
    [MZ_LIST_NOTE] = "note",
    [MZ_LIST_EMPTY_NOTE] = "empty_note",
    [MZ_LIST_PERFORMANCE_CODE] = "performance_code",
    [MZ_LIST_PERFORMANCE_NAME] = "performance_name",
    [MZ_LIST_PERFORMANCE_AMOUNT] = "performance_amount",
    [MZ_LIST_PERFORMANCE_PLAN] = "performance_plan",
    [MZ_LIST_EVALUATION_COLUMN] = "evaluation_column",
    [MZ_LIST_INDICATOR_HEADER] = "indicator_header",
    [MZ_LIST_DECLARATION_PART] = "declaration_part",
    [MZ_LIST_PERFORMANCE_FIELD] = "performance_field",
    [MZ_LIST_INDICATOR_LEVEL1] = "indicator_level1",
    [MZ_LIST_INDICATOR_LEVEL2] = "indicator_level2",
    [MZ_LIST_INDICATOR_SCORE] = "indicator_score",
};

_Static_assert(MZ_LISTS <= 32, "mz_entry.lists keeps one bit per list");

mz_list mz_list_named(const char *name)
{
    mz_list list = 0;
    while (list < MZ_LISTS && strcmp(names[list], name) != 0) list++;
    return list;
}

uint32_t mz_lists_begin_folded(const uint32_t *begins, const char *text, size_t length)
{
    char key[8];
    size_t used = 1;
    mz_text_char(text, &used);
    size_t size = used > length ? 0 : mz_text_key_into(text, used, key);
    return size == 0 ? UINT32_MAX : begins[mz_words_bucket(key, size)]; /* a quote: what follows it counts */
}

bool mz_lists_add_traditional(mz_catalogue *catalogue)
{
    enum { FIRST = 0x4E00, LAST = 0x9FFF, CHARACTERS = 0x10000 };
    size_t used;
    uint32_t *lists = calloc(CHARACTERS, sizeof *lists); /* by the first character of their words */
    if (lists == NULL) return false;
    for (mz_list list = 0; list < MZ_LISTS; list++)
        for (size_t w = 0; w < catalogue->lists[list].count; w++)
            lists[mz_text_char(catalogue->lists[list].words[w], &used) % CHARACTERS] |= 1u << list;
    for (uint32_t c = FIRST; c <= LAST; c++) {
        const char text[] = {(char)(0xE0 | c >> 12), (char)(0x80 | (c >> 6 & 0x3F)), (char)(0x80 | (c & 0x3F)), '\0'};
        char key[sizeof text];
        if (mz_text_is_key(text)) continue;
        mz_text_key_into(text, sizeof text - 1, key);
        catalogue->list_begins[mz_words_bucket(text, sizeof text - 1)] |= lists[mz_text_char(key, &used) % CHARACTERS];
    }
    free(lists);
    return true;
}

mz_entry *mz_entry_add(mz_dictionary *entries, mz_arena *arena, const char *key, size_t length)
{
    mz_entry *entry = (mz_entry *)(uintptr_t)mz_dictionary_find(entries, key, length);
    if (entry != NULL) return entry;
    entry = mz_arena_alloc(arena, sizeof *entry);
    return entry != NULL && mz_dictionary_add(entries, arena, key, length, entry) ? entry : NULL;
}

bool mz_entry_add_use(const mz_entry_use **uses, mz_arena *arena, const char *scope, const void *meaning)
{
    if (mz_entry_meaning(*uses, scope) != NULL) return true;
    mz_entry_use *use = mz_arena_alloc(arena, sizeof *use);
    if (use == NULL) return false;
    *use = (mz_entry_use){scope, meaning, *uses};
    *uses = use;
    return true;
}
