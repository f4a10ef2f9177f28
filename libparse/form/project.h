/* project.h - the sheet of a project in text without cells (aligned and flow): its lines taken apart, and put into rows
 * of names and values, a header of indicators and one row for each. */
#ifndef MZ_FORM_PROJECT_H
#define MZ_FORM_PROJECT_H

#include "sheet.h"

/* A piece of a line: a name that the catalogue knows, or what stands between two. */
typedef struct mz_part {
    const char *text; /* NUL-terminated when it was put together, else length bytes of the line */
    uint32_t length;
    uint32_t line;   /* number of the line it belongs to: that of its figures when its name is wrapped */
    uint32_t x0, x1; /* display columns, both 0 in flow text */
    uint32_t lists;  /* bit per mz_list that it is a word of */
    int8_t field;    /* of indicators (mz_indicator_field), -1 when it heads none of their columns */
    bool figure;     /* an amount or a dash */
    mz_span span;
} mz_part;

typedef struct mz_parts {
    mz_arena *arena;
    mz_part *items;
    size_t count, capacity;
    bool placed; /* x0 and x1 are known */
} mz_parts;

static inline bool mz_part_is(const mz_part *part, mz_list list)
{
    return (part->lists >> list & 1u) != 0;
}
/* Whether a part is a name: words of the catalogue, not a value. */
static inline bool mz_part_named(const mz_part *part)
{
    return part->lists != 0 || part->field >= 0;
}

/* The lists of words.json that a name of a project's sheet is in, without a colon, a unit in brackets at its end or
 * 其中 before it; key receives its key (room for MZ_PROJECT_NAME + 1 bytes). 0 for longer texts. */
enum { MZ_PROJECT_NAME = 120 };
uint32_t mz_project_lists(const mz_catalogue *catalogue, const char *text, size_t length, char *key);

/* The column of indicators (LEVEL1 ... UNIT of indicators.c) that a header names, -1 when none; whether values stand in
 * such a column: 指标值, or its sign or figure. */
int mz_indicator_field(const mz_catalogue *catalogue, const char *text, size_t length);
bool mz_indicator_holds_value(int field);
bool mz_indicator_is_level(int field, int level); /* level 1, 2 or 3 */
int mz_indicator_slot(int field);                 /* 3 for 指标值, 4 for its sign, 5 for its unit, -1 for others */

/* Whether a text begins as the value of an indicator does: a sign, or a digit. */
bool mz_indicator_begins_value(const char *text, size_t length);

/* Takes the lines of a sheet apart, into arena. Captions are taken over and left out. false when memory runs out.
 * (project_parts.c) */
bool mz_project_parts(mz_reader *reader, mz_arena *arena, mz_sheet *sheet, mz_parts *parts);

/* Rows that are being made. */
typedef struct mz_project_rows {
    mz_reader *reader;
    mz_arena *arena; /* of rows and texts: what the document keeps of them is copied */
    mz_sheet_row *items;
    size_t count, capacity;
} mz_project_rows;

/* Appends a row of cells, the texts of parts (NULL: blank), in columns 0, 1, ... false when memory runs out. */
bool mz_project_row(mz_project_rows *rows, const mz_part *const *parts, size_t count);

/* Appends the rows of what stands above the indicators: parts [0, end). (project_pairs.c) */
bool mz_project_pairs(mz_project_rows *rows, const mz_parts *parts, size_t end, bool declaration);

/* Appends the header of indicators, which begins with part begin, and a row for each: by places, or in flow text by
 * order. (project_goals.c, project_order.c) */
bool mz_sheet_goals(mz_project_rows *rows, const mz_parts *parts, size_t begin, size_t end);
bool mz_sheet_goals_in_order(mz_project_rows *rows, const mz_parts *parts, size_t begin, size_t end);

/* Replaces the rows of a sheet of aligned or flow text by rows as other serialisations have them, in arena. false when
 * memory runs out. (project.c) */
bool mz_project_rows_of(mz_reader *reader, mz_arena *arena, mz_sheet *sheet);

/* Turns the sheets of projects among the paragraphs of flow text into grids of one row a line. false when memory runs
 * out. (project_flow.c) */
bool mz_project_find(mz_reader *reader);

#endif
