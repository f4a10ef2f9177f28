/* aligned_lines.c - tells titles, captions, bodies and ends of tables by single lines; see aligned_lines.h. */
#include "aligned_lines.h"

#include <string.h>

/* Titles that do not end as titles do stand at least so far from the left; running text is at least so wide. */
enum { LEAST_INDENT = 8, LEAST_PROSE = 30 };

static bool begins(const mz_chunk *chunk, const char *what)
{
    size_t n = strlen(what);
    return chunk->length >= n && memcmp(chunk->text, what, n) == 0;
}

static bool ends(const mz_chunk *chunk, const char *what)
{
    size_t n = strlen(what);
    return chunk->length >= n && memcmp(chunk->text + chunk->length - n, what, n) == 0;
}

bool mz_chunk_holds(const mz_chunk *chunk, const char *what)
{
    return mz_text_holds(chunk->text, chunk->length, what);
}

/* The first line from line on that is not blank, at most limit. */
uint32_t mz_lines_skip_blank(const mz_aligned_lines *r, uint32_t line, uint32_t limit)
{
    while (line < limit && mz_line_chunk_count(r, line) == 0) line++;
    return line;
}

/* Whether the chunk is the head of a column with its unit in brackets: 价值（金额单位：万元）. */
static bool is_head_with_unit(const mz_chunk *chunk)
{
    enum { BRACKET = 3 };
    if (!ends(chunk, "元）") && !ends(chunk, "元)")) return false;
    for (uint32_t at = 1; at < chunk->length; at++)
        if (chunk->text[at] == '(' || (at + BRACKET < chunk->length && memcmp(chunk->text + at, "（", BRACKET) == 0))
            return true;
    return false;
}

static bool names_unit(const mz_chunk *chunk)
{
    static const char *const names[] = {"单位：",     "单位:",     "部门：",     "部门:",     "时间：", "时间:",
                                        "单位名称：", "单位名称:", "部门名称：", "部门名称:", "年度：", "年度:"};
    bool colon = memchr(chunk->text, ':', chunk->length) != NULL || mz_chunk_holds(chunk, "：");
    if (colon && is_head_with_unit(chunk)) return false;
    for (size_t i = 0; colon && i < sizeof names / sizeof *names; i++)
        if (mz_chunk_holds(chunk, names[i])) return true;
    return false;
}

/* Whether line has a gap as between columns. */
static bool has_gap(const mz_aligned_lines *r, uint32_t line)
{
    const mz_chunk *c = mz_line_chunks(r, line);
    for (size_t i = 1; i < mz_line_chunk_count(r, line); i++)
        if (c[i].x0 - c[i - 1].x1 > 1) return true;
    return false;
}

/* Whether line is the number of a table and nothing else, whatever blanks stand in it: 公开 09 表, 附表 3, 财决公开 07
 * 表.
 */
static bool is_table_number(const mz_aligned_lines *r, uint32_t line)
{
    enum { LONGEST = 36, MOST_DIGITS = 3 };
    static const char *const words[] = {"公开", "公开表", "附表", "附件", "附", "表"};
    static const char table[] = "表", digits[] = "0123456789";
    char key[LONGEST + 1];
    if (mz_line_chunk_count(r, line) == 0) return false;
    const mz_chunk *c = mz_line_chunks(r, line), *last = c + mz_line_chunk_count(r, line) - 1;
    if (has_gap(r, line) || last->text + last->length > c->text + LONGEST) return false;
    key[mz_text_key_into(c->text, (size_t)(last->text + last->length - c->text), key)] = '\0';
    const char *word = *key == '(' ? key + 1 : key, *number = word + strcspn(word, digits);
    const size_t size = strspn(number, digits);
    if (size == 0 || size > MOST_DIGITS) return false;
    const char *behind = number + size;
    if (*behind == '-') behind += 1 + strspn(behind + 1, digits);
    const bool closed = strncmp(behind, table, strlen(table)) == 0;
    if (closed) behind += strlen(table);
    if (*behind == ')') behind++;
    if (*behind != '\0') return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == (size_t)(number - word) && memcmp(word, words[i], strlen(words[i])) == 0) return true;
    return closed && number > word;
}

/* Lines between title and header that say who, which year, which unit. */
bool mz_line_is_caption(const mz_aligned_lines *r, uint32_t line)
{
    for (size_t i = 0; i < mz_line_chunk_count(r, line); i++)
        if (names_unit(&mz_line_chunks(r, line)[i])) return true;
    if (is_table_number(r, line)) return true;
    const mz_chunk *c = mz_line_chunks(r, line);
    return mz_line_chunk_count(r, line) == 1 && (begins(c, "公开") || ends(c, "年度") || begins(c, "表")) &&
           c->x1 - c->x0 < 12;
}

/* Whether line is the number of a table (附表 3, 公开05表, 表五) alone above its title. */
static bool numbers_title(const mz_aligned_lines *r, uint32_t line, uint32_t limit)
{
    enum { WIDEST = 12 };
    const mz_chunk *c = mz_line_chunks(r, line);
    const bool word = mz_line_chunk_count(r, line) == 1 && c->x1 - c->x0 <= WIDEST &&
                      (begins(c, "公开") || begins(c, "表") || begins(c, "附"));
    if (!word && !is_table_number(r, line)) return false;
    uint32_t below = mz_lines_skip_blank(r, line + 1, limit);
    return below < limit && mz_line_is_title(r, below) && mz_line_starts_table(r, below, limit);
}

/* A line that stands alone and is no sentence; entries of a contents page carry dots or a page number. */
static bool stands_alone(const mz_aligned_lines *r, uint32_t line)
{
    if (mz_line_chunk_count(r, line) != 1) return false;
    const mz_chunk *c = mz_line_chunks(r, line);
    if (c->x1 - c->x0 > 60 || c->x1 - c->x0 < 4) return false;
    return !mz_chunk_holds(c, "。") && !mz_chunk_holds(c, "，") && !mz_chunk_holds(c, "...") &&
           !mz_chunk_holds(c, "…") && !mz_chunk_holds(c, "：");
}

/* Whether a text ends in 表, perhaps with a bracket behind it: 收入预算表（分单位）. */
static bool ends_in_table(mz_chunk chunk)
{
    if (ends(&chunk, "表") || ends(&chunk, "表）") || ends(&chunk, "表)")) return true;
    if (!ends(&chunk, "）") && !ends(&chunk, ")")) return false;
    uint32_t at = chunk.length;
    while (at > 0 && chunk.text[at - 1] != '(' && (at < 3 || memcmp(chunk.text + at - 3, "（", 3) != 0)) at--;
    if (at == 0) return false;
    chunk.length = at - (chunk.text[at - 1] == '(' ? 1 : 3);
    while (chunk.length > 0 && chunk.text[chunk.length - 1] == ' ') chunk.length--;
    return ends(&chunk, "表");
}

/* Ends in 表, as table titles do, or stands over the line of captions that names the unit. */
bool mz_line_is_title(const mz_aligned_lines *r, uint32_t line)
{
    enum { MOST_BLANK = 2 };
    if (!stands_alone(r, line)) return false;
    const mz_chunk *c = mz_line_chunks(r, line);
    if (ends_in_table(*c)) return true;
    if ((c->x0 < LEAST_INDENT && !mz_chunk_holds(c, "表")) || mz_line_is_caption(r, line)) return false;
    uint32_t below = mz_lines_skip_blank(r, line + 1, line + 2 + MOST_BLANK < r->end ? line + 2 + MOST_BLANK : r->end);
    if (below >= r->end || mz_line_chunk_count(r, below) == 0) return false;
    if (r->text->lines[below].page != r->text->lines[line].page) return false;
    const mz_chunk *last = &mz_line_chunks(r, below)[mz_line_chunk_count(r, below) - 1];
    return mz_line_is_caption(r, below) && (mz_chunk_holds(last, "单位：") || mz_chunk_holds(last, "单位:")) &&
           mz_chunk_holds(last, "元");
}

/* Whether a table begins under title: soon a caption with the unit, or a line of several chunks, before another title.
 */
bool mz_line_starts_table(const mz_aligned_lines *r, uint32_t title, uint32_t limit)
{
    uint32_t line = title + 1;
    for (int looked = 0; looked < 6; looked++, line++) {
        line = mz_lines_skip_blank(r, line, limit);
        if (line < limit && is_table_number(r, line)) continue; /* it may be that of the next title */
        if (line >= limit || mz_line_is_title(r, line)) return false;
        if (mz_line_is_caption(r, line)) return true;
        if (has_gap(r, line)) return true;
    }
    return false;
}

bool mz_line_reads_on(const mz_aligned_lines *r, uint32_t line)
{
    static const char *const marks[] = {"，", "。", "；", "：", "、"};
    const mz_chunk *c = mz_line_chunks(r, line);
    size_t count = mz_line_chunk_count(r, line);
    bool marked = false;
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && c[i].x0 - c[i - 1].x1 > 1) return false;
        for (size_t m = 0; m < sizeof marks / sizeof *marks && c[i].kind == MZ_CHUNK_TEXT; m++)
            marked = marked || mz_chunk_holds(&c[i], marks[m]);
        for (uint32_t at = 1; at < c[i].length && !marked; at++)
            marked = (c[i].text[at] == ',' || c[i].text[at] == ';' || c[i].text[at] == ':') &&
                     (unsigned char)c[i].text[at - 1] >= 0x80;
    }
    const bool announces = count == 1 && mz_chunk_holds(c, "，") && ends(c, "表："); /* 其中，……见下表： */
    return announces || (marked && count > 0 && c[count - 1].x1 - c[0].x0 > LEAST_PROSE);
}

/* A note under a table, or the beginning of something else. */
bool mz_line_ends_table(const mz_aligned_lines *r, uint32_t line, uint32_t limit)
{
    if (mz_line_chunk_count(r, line) == 0) return false;
    const mz_chunk *c = mz_line_chunks(r, line);
    static const char *const notes[] = {"注：", "注:", "注1", "说明：", "说明:", "备注：", "备注:"};
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
        if (begins(c, notes[i])) return true;
    if ((mz_line_is_title(r, line) && mz_line_starts_table(r, line, limit)) || numbers_title(r, line, limit))
        return true;
    if (mz_line_reads_on(r, line)) return true;
    return begins(c, "第") && mz_chunk_holds(c, "部分"); /* the heading of a part, perhaps set apart from its number */
}

/* Whether line is a heading of the text: alone, apart from what is above it, numbered, and called as headings are. */
static bool is_heading(const mz_aligned_lines *r, uint32_t line)
{
    static const char *const tails[] = {"说明", "情况", "事项", "解释"};
    const mz_chunk *c = mz_line_chunks(r, line);
    if (line == r->base || mz_line_chunk_count(r, line - 1) > 0 || !mz_aligned_enumerated(c->text, c->length))
        return false;
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
        if (ends(c, tails[i])) return true;
    return false;
}

uint32_t mz_lines_before_headings(const mz_aligned_lines *r, uint32_t first, uint32_t stop)
{
    enum { LOOK = 16 };
    uint32_t end = stop;
    for (uint32_t line = stop, looked = 0; line > first && looked < LOOK; looked++) {
        line--;
        if (mz_line_chunk_count(r, line) == 0) continue;
        const mz_chunk *c = mz_line_chunks(r, line);
        if (mz_line_chunk_count(r, line) > 1 || c->kind != MZ_CHUNK_TEXT) break;
        if (is_heading(r, line))
            end = line;
        else if (!ends(c, "。")) /* 无。 */
            break;
    }
    return end;
}

/* The row of column numbers: 栏次 1 2 3 ... */
bool mz_line_is_column_numbers(const mz_aligned_lines *r, uint32_t line)
{
    const mz_chunk *c = mz_line_chunks(r, line);
    size_t count = mz_line_chunk_count(r, line), digits = 0;
    for (size_t i = 0; i < count; i++) {
        if (c[i].kind == MZ_CHUNK_TEXT && i == 0) continue;
        if (c[i].kind == MZ_CHUNK_TEXT && (c[i].length == 3 || begins(&c[i], "栏次") || begins(&c[i], "行次")))
            continue;
        if (c[i].kind != MZ_CHUNK_DIGITS || c[i].length > 2) return false;
        int value = c[i].length == 2 ? (c[i].text[0] - '0') * 10 + c[i].text[1] - '0' : c[i].text[0] - '0';
        if (value != (int)++digits) return false;
    }
    return digits >= 2;
}

/* Whether line is part of a table's body: figures, a subject code, or a numbered item. */
bool mz_line_is_body(const mz_aligned_lines *r, uint32_t line)
{
    const mz_chunk *c = mz_line_chunks(r, line);
    for (size_t i = 0; i < mz_line_chunk_count(r, line); i++) {
        if (c[i].kind == MZ_CHUNK_FIGURE) return true;
        if (c[i].kind == MZ_CHUNK_DIGITS && (i == 0 || c[i].length >= 3 || begins(&c[i], "0"))) return true;
        bool part = i > 0 && begins(&c[i], "其中"); /* beside others it may be the head of a column */
        if (c[i].kind == MZ_CHUNK_TEXT && !part && mz_aligned_enumerated(c[i].text, c[i].length)) return true;
    }
    return false;
}

/* A line above the first body line that already is label: it stands where the labels below begin, and is the only thing
 * on its line. */
bool mz_line_is_early_label(const mz_aligned_lines *r, uint32_t line, uint32_t body, uint32_t limit)
{
    if (mz_line_chunk_count(r, line) != 1) return false;
    const mz_chunk *c = mz_line_chunks(r, line);
    size_t same = 0;
    for (uint32_t below = body; below < limit && below < body + 40; below++)
        for (size_t i = 0; i < mz_line_chunk_count(r, below); i++)
            same += mz_line_chunks(r, below)[i].kind == MZ_CHUNK_TEXT && mz_line_chunks(r, below)[i].x0 == c->x0;
    return same >= 2;
}
