/* caption_rows.c - captions, titles and notes that stand in rows of a grid. */
#include <string.h>

#include "caption.h"

enum { MOST_NOTES = 6 };

/* The only filled cell of a row, NULL when there are none or several. */
static const mz_grid_cell *only_cell(const mz_grid_row *row)
{
    const mz_grid_cell *only = NULL;
    for (uint32_t i = 0; i < row->count; i++) {
        if (row->cells[i].length == 0) continue;
        if (only != NULL) return NULL;
        only = &row->cells[i];
    }
    return only;
}

/* Whether a key is the title of some table, of a known form or not: it ends in 表 and is no number. */
static bool ends_in_table(const mz_catalogue *catalogue, const char *key, size_t length)
{
    return length > 9 && memcmp(key + length - 3, "表", 3) == 0 &&
           mz_caption_number(catalogue, key, length) == MZ_NUMBER_NONE && mz_form_is_title(catalogue, key, length);
}

bool mz_caption_title_row(mz_reader *reader, const mz_grid_row *row, mz_caption *caption)
{
    char key[MZ_LONGEST_CAPTION + 1];
    const mz_grid_cell *cell = row->count > 1 ? only_cell(row) : NULL;
    if (cell == NULL || cell->length > MZ_LONGEST_CAPTION) return false;
    size_t length = mz_text_key_into(cell->text, cell->length, key);
    const mz_form *form = mz_form_by_key(reader->catalogue, key, length);
    if (form != NULL ? form->any_prefix : !ends_in_table(reader->catalogue, key, length)) return false;
    char *title = mz_text_squeeze(reader->arena, cell->text, cell->length);
    if (title != NULL) mz_caption_cut_continued(reader->catalogue, title);
    caption->form = form;
    caption->title = title == NULL ? "" : title;
    caption->span = cell->span;
    return true;
}

bool mz_caption_table_row(const mz_reader *reader, const mz_grid_row *row)
{
    const mz_grid_cell *cell = only_cell(row);
    return cell != NULL && mz_form_is_table_title(reader->catalogue, cell->text, cell->length);
}

/* Whether the text before a cell's first colon, half or full width, is a caption's name. */
static bool is_named(const mz_catalogue *catalogue, const mz_grid_cell *cell)
{
    char key[MZ_LONGEST_CAPTION + 1];
    static const char wide[] = "：";
    const char *half = memchr(cell->text, ':', cell->length), *name = NULL;
    size_t before = half == NULL ? cell->length : (size_t)(half - cell->text);
    const char *full = before < 3 || memchr(cell->text + 2, wide[2], before - 2) == NULL
                           ? NULL
                           : mz_text_find(cell->text, before, wide);
    mz_caption ignored = {.year = 0};
    if (half == NULL && full == NULL) return false;
    size_t length = mz_text_key_into(cell->text, full == NULL ? before : (size_t)(full - cell->text), key);
    return (mz_caption_lists(catalogue, key, length, &name, &ignored) >> MZ_LIST_CAPTION & 1u) != 0;
}

/* Whether a row without names holds captions nevertheless: at most two cells, a year, a unit or the table's number, and
 * not two years. */
static bool is_unnamed(mz_reader *reader, const mz_grid_row *row)
{
    enum { LONGEST = 40 };
    char key[LONGEST + 1];
    mz_caption ignored = {.organisation = ""};
    unsigned filled = 0, years = 0;
    for (uint32_t i = 0; i < row->count; i++) /* most rows are told by this */
        if (row->cells[i].length > LONGEST || (row->cells[i].length > 0 && ++filled > 2)) return false;
    for (uint32_t i = 0; i < row->count; i++) {
        const mz_grid_cell *cell = &row->cells[i];
        if (cell->length == 0) continue;
        size_t length = mz_text_key_into(cell->text, cell->length, key);
        years += mz_caption_year(key) != 0;
        if (mz_caption_number(reader->catalogue, key, length) != MZ_NUMBER_FORM &&
            !mz_caption_take(reader, key, &ignored))
            return false;
    }
    return filled > 0 && years < 2;
}

bool mz_caption_row(mz_reader *reader, const mz_grid_row *row, mz_caption *caption)
{
    char key[MZ_LONGEST_CAPTION + 1];
    bool named = false;
    const mz_grid_cell *only = row->count > 1 ? only_cell(row) : NULL;
    if (only != NULL && only->length <= MZ_LONGEST_CAPTION && *caption->title != '\0') {
        mz_text_squeeze_into(only->text, only->length, key);
        mz_caption_cut_continued(reader->catalogue, key);
        if (strcmp(key, caption->title) == 0) return true;
    }
    for (uint32_t i = 0; i < row->count; i++) {
        if (row->cells[i].length == 0) continue;
        if (row->cells[i].length > MZ_LONGEST_CAPTION) return false;
        named = named || is_named(reader->catalogue, &row->cells[i]);
    }
    if (!named && !is_unnamed(reader, row)) return false;
    for (uint32_t i = 0; i < row->count; i++) {
        mz_text_key_into(row->cells[i].text, row->cells[i].length, key);
        if (*key != '\0' && !mz_caption_take(reader, key, caption) && mz_caption_coded(key))
            mz_caption_organisation(reader, caption, key);
    }
    return true;
}

static const char note_mark[] = "注";

/* Whether a text may be a note, by how it begins: nearly all texts are told by that. */
static bool may_be_note(const mz_catalogue *catalogue, const char *text, size_t length)
{
    char key[4 * 3 + 1];
    if (mz_catalogue_may(catalogue, MZ_LIST_NOTE, text, length)) return true;
    return mz_text_key_into(text, length < sizeof key ? length : sizeof key - 1, key) == 0 ||
           strncmp(key, note_mark, strlen(note_mark)) == 0;
}

void mz_caption_note(mz_reader *reader, size_t begin, size_t end, mz_sheet *sheet)
{
    char key[MZ_LONGEST_CAPTION * 2 + 1];
    const mz_catalogue *catalogue = reader->catalogue;
    for (size_t at = begin; at < end && at < begin + MOST_NOTES; at++) {
        mz_block *block = &reader->layout->blocks[at];
        if (block->kind != MZ_BLOCK_PARAGRAPH || block->length > MZ_LONGEST_CAPTION * 2) return;
        if (!may_be_note(catalogue, block->text, block->length)) return;
        size_t length = mz_text_key_into(block->text, block->length, key), name = mz_caption_name(key);
        bool note = name > 0 && mz_catalogue_word(catalogue, MZ_LIST_NOTE, key, name);
        if (!note && strncmp(key, note_mark, strlen(note_mark)) != 0) return;
        block->furniture = true;
        sheet->says_empty = sheet->says_empty || mz_catalogue_holds(catalogue, MZ_LIST_EMPTY_NOTE, key, length);
        if (sheet->says_empty && sheet->note.line == 0) sheet->note = block->span;
    }
}

bool mz_caption_note_row(mz_reader *reader, const mz_grid_row *row, mz_sheet *sheet)
{
    char key[MZ_LONGEST_CAPTION * 2 + 1];
    const mz_grid_cell *cell = only_cell(row);
    if (cell == NULL || cell->length > MZ_LONGEST_CAPTION * 2) return false;
    size_t length = mz_text_key_into(cell->text, cell->length, key), name = mz_caption_name(key);
    if (name == 0 || !mz_catalogue_word(reader->catalogue, MZ_LIST_NOTE, key, name)) return false;
    sheet->says_empty = sheet->says_empty || mz_catalogue_holds(reader->catalogue, MZ_LIST_EMPTY_NOTE, key, length);
    if (sheet->says_empty && sheet->note.line == 0) sheet->note = cell->span;
    return true;
}
