/* sheet.h - a table while it is being put together: its title and captions, the rows of all its pages, its columns. */
#ifndef MZ_FORM_SHEET_H
#define MZ_FORM_SHEET_H

#include "form.h"

/* What the lines above a table say. Texts are in the arena or the catalogue, never NULL. */
typedef struct mz_caption {
    const mz_form *form; /* NULL when the title names none */
    const char *title;   /* white space removed, "" when there is none */
    const char *subject; /* what stands before the form's name in the title, without numbering (a project's name) */
    const char *organisation;
    mz_unit unit;
    int32_t year;
    mz_span span; /* of the title, or of the first row when there is none */
} mz_caption;

/* A row of the sheet. chunk: the first row after a page break (or any other gap between two grids). */
typedef struct mz_sheet_row {
    const mz_grid_row *row;
    bool chunk;
} mz_sheet_row;

/* A column of the sheet, by grid column. */
typedef struct mz_sheet_column {
    const char *path;           /* "" when it has no header */
    const mz_column_role *role; /* NULL when unknown */
    mz_column_kind kind;
    mz_unit unit; /* MZ_UNIT_NONE = the table's */
    uint16_t side;
    int32_t output; /* index into mz_table.columns, -1 for label, code and serial columns */
} mz_sheet_column;

enum { MZ_HEADER_LEVELS = 6 };

typedef struct mz_sheet {
    mz_caption caption;
    mz_serialisation serialisation;
    mz_sheet_row *rows;
    size_t row_count, row_capacity;
    size_t header_begin, header_end; /* rows [begin, end) are the header; data begin at data_begin */
    size_t data_begin;
    size_t header_levels; /* rows of the header that columns are named by */
    mz_sheet_column *columns;
    size_t column_count;
    bool says_empty;
    bool whole_rows; /* each row of indicators has its levels: none is left to the rows below */
    mz_span note;
} mz_sheet;

/* Reads the paragraphs and grids of captions [begin, end) of the layout, from the last upwards, for title and captions;
 * marks them as furniture. Returns whether a title was found. */
bool mz_caption_read(mz_reader *reader, size_t begin, size_t end, mz_caption *caption);
/* Whether a grid holds nothing but captions and titles: lines between title and table that happen to have tabs. */
bool mz_caption_grid(mz_reader *reader, const mz_grid *grid);
/* Whether a grid row holds captions (organisation, year, unit) instead of cells; if so they are taken over. */
bool mz_caption_row(mz_reader *reader, const mz_grid_row *row, mz_caption *caption);
/* Whether a grid row holds nothing but the title of a known form (spreadsheets keep it in the first cell); if so it is
 * taken over. */
bool mz_caption_title_row(mz_reader *reader, const mz_grid_row *row, mz_caption *caption);
/* Whether a row in the middle of a grid is the title of another table (see mz_form_is_table_title). */
bool mz_caption_table_row(const mz_reader *reader, const mz_grid_row *row);
/* Looks in the paragraphs [begin, end) after a table for the note that it is empty. */
void mz_caption_note(mz_reader *reader, size_t begin, size_t end, mz_sheet *sheet);
/* The same for a note that stands in the last row of the grid. Returns whether the row is one. */
bool mz_caption_note_row(mz_reader *reader, const mz_grid_row *row, mz_sheet *sheet);

/* Finds header rows and columns of the sheet. false when memory runs out. */
bool mz_sheet_header(mz_reader *reader, mz_sheet *sheet);
/* Whether two rows have the same texts in their cells, white space left aside; a blank row is like none. */
bool mz_rows_alike(const mz_grid_row *a, const mz_grid_row *b);
/* Whether a row is like one of the sheet's header. */
bool mz_sheet_repeats_header(const mz_sheet *sheet, const mz_grid_row *row);
/* Whether a row only numbers the columns (栏次 1 2 3). */
bool mz_row_numbers(const mz_catalogue *catalogue, const mz_grid_row *row);
/* Whether a row has at least two words, all of which the catalogue knows as headers in a form (NULL: in any). */
bool mz_row_has_headers(const mz_catalogue *catalogue, const mz_form *form, const mz_grid_row *row);
/* Whether any cell holds a figure, a dash or a redacted value. */
bool mz_row_has_values(const mz_grid_row *row);

/* Reads a text as a cell's content: kind, amount (in unit), text in the arena. false when memory runs out. */
bool mz_cell_read(mz_arena *arena, const char *text, size_t length, mz_unit unit, mz_cell *cell);

/* Whether a text is an amount, a percentage or a dash. */
bool mz_cell_is_figure(const char *text, size_t length);

/* The readers of the layouts: each appends its table or tables to the reader. false when memory runs out. */
bool mz_sheet_table(mz_reader *reader, mz_sheet *sheet);
bool mz_sheet_performance(mz_reader *reader, mz_sheet *sheet);

/* Whether a performance sheet lists projects under one header (performance_list.c) instead of pairs of name and value.
 */
bool mz_sheet_lists_projects(const mz_reader *reader, const mz_sheet *sheet);
/* Reads such a sheet: a table of amounts and one of indicators per project. false when memory runs out. */
bool mz_sheet_project_list(mz_reader *reader, mz_sheet *sheet);

/*
 * Reads the block of a project's money that begins with row *row of a sheet of its evaluation, when it does (heads such
 * as 年初预算数 全年预算数 全年执行数), into a table of its own; *row receives the first row behind it. project: its
 * name, "" when not known; unit: of the money, MZ_UNIT_NONE when only the caption says it. false when memory runs out.
 * (evaluation.c)
 */
bool mz_sheet_evaluation(mz_reader *reader, mz_sheet *sheet, size_t *row, const char *project, mz_unit unit);

/* The lists of words.json that a cell of a row may be a word of, by the first characters: bit per mz_list. */
uint32_t mz_row_may(const mz_catalogue *catalogue, const mz_grid_row *row);

/* Whether a row is the header of indicator rows (一级指标 ...). */
bool mz_indicator_header(const mz_catalogue *catalogue, const mz_grid_row *row);
/* Reads the rows from begin on (the indicator header) into a table of indicators; nothing when there are none. */
bool mz_sheet_indicators(mz_reader *reader, mz_sheet *sheet, size_t begin);

/* Makes one table of those whose title and header are printed again on each page (pages.c). false when memory runs out.
 */
bool mz_sheet_join_pages(mz_reader *reader);

/* A new table of the reader with the sheet's captions; NULL when memory runs out. */
mz_table *mz_sheet_add_table(mz_reader *reader, const mz_sheet *sheet, const mz_form *form);

#endif
