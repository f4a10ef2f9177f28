/* settle_above.c - what sums a row tells in which columns it may have figures, also where it stands on another page. */
#include <string.h>

#include "settle.h"

uint32_t mz_settle_amounts_of(const mz_row *row)
{
    uint32_t columns = 0;
    for (size_t c = 0; c < row->cell_count; c++) {
        if (row->cells[c].kind != MZ_CELL_AMOUNT || row->cells[c].amount.value == 0) continue;
        if (row->cells[c].confidence <= MZ_SETTLE_OPEN) return 0;
        columns |= 1u << row->cells[c].column;
    }
    return columns;
}

/* The columns in which what sums row r has amounts: a row in front of those at hand whose code its own begins with,
 * else the total; 0 when that is not known. */
static uint32_t columns_above(const mz_settler *s, size_t r)
{
    enum { FAMILY = 256 /* rows behind the one that sums them, at most */ };
    const char *code = s->table->rows[r].code;
    for (size_t p = s->from; p-- > 0 && r - p <= FAMILY;) {
        const char *above = s->table->rows[p].code;
        const size_t length = strlen(above);
        if (length > 0 && length < strlen(code) && strncmp(above, code, length) == 0)
            return mz_settle_amounts_of(&s->table->rows[p]);
    }
    return s->total;
}

void mz_settle_keep_below_sums(mz_settler *s)
{
    bool fits[MZ_SETTLE_TIES], any = false;
    size_t kept = 0;
    for (size_t i = 0; i < s->tie_count; i++) fits[i] = true;
    for (size_t r = s->from; r < s->to && s->tie_count > 1; r++) {
        const uint32_t columns = s->figures[r].open != 0 ? columns_above(s, r) : 0;
        for (size_t i = 0; i < s->tie_count && columns != 0; i++)
            for (uint32_t open = s->figures[r].open; open != 0; open &= open - 1) {
                const int c = __builtin_ctz(open);
                fits[i] = fits[i] && (s->figures[r].values[c] == 0 || (columns >> s->ties[i].to[c] & 1) != 0);
            }
    }
    for (size_t i = 0; i < s->tie_count; i++) any = any || fits[i];
    for (size_t i = 0; i < s->tie_count && any; i++)
        if (fits[i]) s->ties[kept++] = s->ties[i];
    if (any) s->tie_count = kept;
}

size_t mz_settle_only_total(const mz_table *table)
{
    size_t total = table->row_count;
    for (size_t r = 0; r < table->row_count; r++) {
        if (strcmp(table->rows[r].role, "total") != 0) continue;
        if (total < table->row_count) return table->row_count;
        total = r;
    }
    return total;
}
