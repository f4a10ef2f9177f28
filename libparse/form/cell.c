/* cell.c - the text of a cell: blank, figure, dash, redacted or words. */
#include <string.h>

#include "sheet.h"

/* Longer texts are no figures. */
enum { LONGEST_FIGURE = 64 };

/* Whether text may be a figure by its first character: digit, sign, bracket of a negative one or a full-width form of
 * them. */
static bool may_be_figure(const char *text)
{
    if ((*text >= '0' && *text <= '9') || *text == '-' || *text == '+' || *text == '(') return true;
    size_t used = 1;
    uint32_t c = mz_text_char(text, &used);
    return (c >= 0xFF10 && c <= 0xFF19) || c == 0xFF0D || c == 0x2212 || c == 0xFF0B || c == 0xFF08 || c == 0x25B3 ||
           c == 0x25B2;
}

/* The only character a text consists of (several times), 0 when there are two different ones. */
static uint32_t only_character(const char *text, size_t length)
{
    uint32_t only = 0;
    for (size_t at = 0, used = 1; at < length; at += used) {
        uint32_t c = mz_text_char(text + at, &used);
        if (mz_text_is_space(c)) continue;
        if (only != 0 && c != only) return 0;
        only = c;
    }
    return only;
}

static mz_cell_kind kind_of(const char *text, size_t length)
{
    if (length == 0) return MZ_CELL_BLANK;
    if (mz_is_han_lead(*text)) return MZ_CELL_TEXT; /* most cells, and the next ones, need no look at all of them */
    if (*text >= '0' && *text <= '9' && length <= LONGEST_FIGURE) return MZ_CELL_AMOUNT;
    uint32_t c = only_character(text, length);
    if (mz_text_is_nil_character(c)) return MZ_CELL_DASH;
    if (may_be_figure(text) && length <= LONGEST_FIGURE) return MZ_CELL_AMOUNT;
    if (c == '*' || c == 0xFF0A || c == 0x00D7 || c == 0x25CF || c == 0x25A0) return MZ_CELL_REDACTED;
    return MZ_CELL_TEXT;
}

/* Whether text is digits with at most one point inside and too few to be out of range: such a figure need not be read.
 */
static bool is_plain_figure(const char *text, size_t length)
{
    size_t points = 0;
    if (length == 0 || length > 7 || text[0] == '.' || text[length - 1] == '.') return false;
    for (size_t i = 0; i < length; i++) {
        points += text[i] == '.';
        if (text[i] != '.' && (text[i] < '0' || text[i] > '9')) return false;
    }
    return points <= 1;
}

bool mz_row_has_values(const mz_grid_row *row)
{
    char printed[LONGEST_FIGURE + 1];
    mz_amount amount;
    for (uint32_t i = 0; i < row->count; i++) {
        const mz_grid_cell *cell = &row->cells[i];
        if (is_plain_figure(cell->text, cell->length)) return true;
        mz_cell_kind kind = kind_of(cell->text, cell->length);
        if (kind == MZ_CELL_DASH || kind == MZ_CELL_REDACTED) return true;
        if (kind == MZ_CELL_AMOUNT && mz_amount_read(cell->text, cell->length, MZ_UNIT_NONE, printed, &amount) == MZ_OK)
            return true;
    }
    return false;
}

/* Bytes of the percent sign that a text ends with. */
static size_t percent_sign(const char *text, size_t length)
{
    static const char wide[] = "％";
    const size_t size = sizeof wide - 1;
    if (text[length - 1] == '%') return 1;
    return length > size && memcmp(text + length - size, wide, size) == 0 ? size : 0;
}

bool mz_cell_is_figure(const char *text, size_t length)
{
    char printed[LONGEST_FIGURE + 1];
    mz_amount amount;
    const mz_cell_kind kind = kind_of(text, length);
    if (kind != MZ_CELL_AMOUNT) return kind == MZ_CELL_DASH;
    const size_t sign = percent_sign(text, length);
    const mz_unit unit = sign > 0 ? MZ_UNIT_PERCENT : MZ_UNIT_YUAN;
    return mz_amount_read(text, length - sign, unit, printed, &amount) == MZ_OK;
}

static bool read_amount(mz_arena *arena, const char *text, size_t length, mz_unit unit, mz_cell *cell)
{
    char *printed = mz_arena_text(arena, length);
    if (printed == NULL) return false;
    const size_t percent = percent_sign(text, length);
    length -= percent;
    if (percent > 0) unit = MZ_UNIT_PERCENT;
    if (mz_amount_read(text, length, unit, printed, &cell->amount) != MZ_OK) return true;
    cell->kind = MZ_CELL_AMOUNT;
    cell->text = percent > 0 ? mz_arena_printf(arena, "%s%%", printed) : printed;
    return cell->text != NULL;
}

bool mz_cell_read(mz_arena *arena, const char *text, size_t length, mz_unit unit, mz_cell *cell)
{
    mz_cell_kind kind = kind_of(text, length);
    cell->text = "";
    cell->kind = kind;
    if (kind == MZ_CELL_BLANK) return true;
    if (kind == MZ_CELL_AMOUNT) {
        cell->kind = MZ_CELL_TEXT;
        if (!read_amount(arena, text, length, unit, cell)) return false;
        if (cell->kind == MZ_CELL_AMOUNT) return true;
    }
    char *squeezed = mz_text_squeeze(arena, text, length);
    if (squeezed == NULL) return false;
    cell->text = squeezed;
    return true;
}
