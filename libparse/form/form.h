/* form.h - grids and the paragraphs before them become tables of known forms. */
#ifndef MZ_FORM_FORM_H
#define MZ_FORM_FORM_H

#include "../layout/grid.h"
#include "catalogue.h"

/* What is carried along while a document is read. */
typedef struct mz_reader {
    const mz_catalogue *catalogue;
    const mz_text *text;
    mz_layout *layout;
    mz_document *document;
    mz_arena *arena;   /* of what stays in the document */
    mz_arena *scratch; /* of what is needed only until it is read: grids, sheets */
    mz_table *tables;  /* growing; document->tables at the end */
    size_t table_count;
    size_t table_capacity;
} mz_reader;

/*
 * The form a printed title names: numbering, year, organisation and 部门 / 单位 prefixes are left aside, the longest
 * alias that the rest ends with wins; NULL when none does. text need not be NUL-terminated.
 */
const mz_form *mz_form_by_title(const mz_catalogue *catalogue, const char *text, size_t length);
/* The same of the title's key (mz_text_key). */
const mz_form *mz_form_by_key(const mz_catalogue *catalogue, const char *key, size_t length);

/* Whether the key of a line (NUL-terminated) can stand as a table title at all: short, no sentence, ends like one (表,
 * 预算, 情况). */
bool mz_form_is_title(const mz_catalogue *catalogue, const char *key, size_t length);

/*
 * Role and kind of a header path ("本年收入/小计", white space removed) in a form (NULL for a generic grid): the form's
 * own entry for the longest suffix of the path, unless a longer one of several names has a general entry; else the
 * general one. NULL when the header is unknown.
 */
const mz_column_role *mz_form_column(const mz_catalogue *catalogue, const mz_form *form, const char *path);

/* Bytes of the numeral at text, one digit or one of 一 to 十; 0 when there is none. */
size_t mz_form_numeral(const char *text);

/* What a squeezed header text is; catalogue is the const mz_catalogue. For mz_layout.classify. */
mz_header_class mz_form_header_class(const void *catalogue, const char *text, size_t length);

/* Whether a text may be the title of a table, by its last byte or the bucket of its last character: most are told by
 * this, without a key. */
bool mz_form_ends_as_title(const mz_catalogue *catalogue, const char *text, size_t length);
static inline bool mz_form_may_be_title(const mz_catalogue *catalogue, const char *text, size_t length)
{
    if (length < 3 || mz_is_digit(text[length - 1])) return false;
    const char *last = text + length - 3;
    if (mz_is_han_lead(*last) && (unsigned char)last[2] >= 0x80)
        return mz_catalogue_may(catalogue, MZ_LIST_TITLE_TABLE, last, 3);
    return mz_form_ends_as_title(catalogue, text, length);
}

/* Whether a text can only be the title of a table of a known form: its name ends as such titles do, and it has no
 * number as rows may have (三、国有资产占用情况). catalogue is the const mz_catalogue. For mz_layout.is_title. */
bool mz_form_is_table_title(const void *catalogue, const char *text, size_t length);

/*
 * Role of a row label in a form and side (0 = left or only, 1 = right): numbering, 其中 and brackets left aside; ""
 * when it has none. under (may be NULL) carries from row to row of one side the row set of the parts of the last row
 * that is no part of another, NULL before the first: under "carryover.opening" the label 一般公共预算财政拨款 means its
 * part, not this year's income (row set "income/carryover.opening").
 */
const char *mz_form_row_role(const mz_catalogue *catalogue, const mz_form *form, unsigned side, const char *label,
                             const char **under);

/* Whether a label begins with its number: "十四、", "(二)", "3.". */
bool mz_form_numbered(const char *label);

/* Reads every grid of the layout into the document's tables and marks furniture paragraphs. */
mz_status mz_form_read(mz_reader *reader, mz_error *error);

/*
 * Chooses the columns of figures of aligned text that their places leave open (mz_cell.candidates of cells whose
 * confidence is 100), by the sums of columns and by other rows, and clears these candidates. false when memory runs
 * out. Linear in rows; bounded work for each. (settle.c)
 */
bool mz_form_settle(mz_reader *reader);

/*
 * Reads flow text: paragraphs of the layout that belong to tables are replaced by MZ_BLOCK_TABLE blocks or marked as
 * furniture. Called before mz_form_read when the document has no grids where its standard tables stand. Owned by
 * flow.c.
 */
mz_status mz_form_flow(mz_reader *reader, mz_error *error);

/*
 * An indicator value such as "≥95%", "符号<=值100单位万元", "35套": operator (">=", "<=", "=", ">", "<", "" when none),
 * figure and unit, each written NUL-terminated into the arena; "" when absent. false when the text holds no figure.
 */
typedef struct mz_indicator {
    const char *operator;
    const char *value;
    const char *unit;
} mz_indicator;
bool mz_form_indicator(mz_arena *arena, const char *text, mz_indicator *indicator);

#endif
