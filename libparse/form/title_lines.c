/* title_lines.c - see title_lines.h. Runs before any table is looked for, so that every serialisation finds one title.
 */
#include "title_lines.h"

#include <string.h>

#include "form.h"

enum {
    LONGEST_HALF = 200, /* bytes, the blanks in front of it included */
    LONGEST_TITLE = 180,
    MOST_BLANK = 2 /* lines between the two */
};

/* Whether a line may be half of a title: words without a gap, a tab or the mark of a sentence, entry or caption. */
static bool may_be_half(const char *text, size_t length)
{
    static const char *const marks[] = {"\t", "   ", "。", "，", "；", "：", "..", "…", "·"};
    for (size_t at = 0; at < length; at += mz_character_size(text[at])) {
        if (mz_is_han_lead(text[at]) || (mz_is_ascii_ink(text[at]) && text[at] != '.')) continue;
        for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
            if (*marks[i] == text[at] && strncmp(text + at, marks[i], strlen(marks[i])) == 0) return false;
    }
    return length >= 3;
}

/* The text of a line without the blanks around it. */
static const char *inner(const mz_line *line, size_t *length)
{
    const char *text = line->text;
    *length = line->length;
    mz_trim(&text, length);
    return text;
}

/* Whether a line ends as titles of tables do: 表, or a bracket behind it. Most lines do not. */
static bool ends_title(const mz_catalogue *catalogue, const char *text, size_t length)
{
    if (length < 3) return false;
    const char *last = text + length - 3;
    return *(text + length - 1) == ')' || memcmp(last, "）", 3) == 0 ||
           mz_catalogue_word(catalogue, MZ_LIST_TITLE_TABLE, last, 3);
}

/* The last line with words before line l on its page, close above it; NULL when there is none. */
static mz_line *above(const mz_text *text, size_t l)
{
    for (size_t blank = 0; l-- > 0 && blank <= MOST_BLANK; blank++) {
        mz_line *line = &text->lines[l];
        if (line->page != text->lines[l + blank + 1].page) return NULL;
        if (!mz_is_blank(line->text, line->length)) return line;
    }
    return NULL;
}

/* Whether two halves are a title, whose second half alone is another or none. */
static bool is_parted(const mz_catalogue *catalogue, const char *first, size_t first_size, const char *second,
                      size_t second_size)
{
    char key[2 * LONGEST_HALF + 1];
    const size_t begin = mz_text_key_into(first, first_size, key);
    const size_t size = begin + mz_text_key_into(second, second_size, key + begin);
    if (size > LONGEST_TITLE || mz_form_is_table_title(catalogue, first, first_size)) return false;
    const mz_form *whole = mz_form_by_key(catalogue, key, size);
    return whole != NULL && !whole->any_prefix && whole != mz_form_by_key(catalogue, key + begin, size - begin);
}

void mz_form_join_title_lines(const mz_catalogue *catalogue, mz_text *text)
{
    for (size_t l = 1; l < text->count; l++) {
        mz_line *line = &text->lines[l];
        if (line->length > LONGEST_HALF || !mz_form_may_be_title(catalogue, line->text, line->length)) continue;
        size_t size = 0, before_size = 0;
        const char *second = inner(line, &size);
        if (!ends_title(catalogue, second, size) || !may_be_half(second, size)) continue;
        mz_line *before = above(text, l);
        if (before == NULL || before->length > LONGEST_HALF) continue;
        const char *first = inner(before, &before_size);
        if (!may_be_half(first, before_size) || !is_parted(catalogue, first, before_size, second, size)) continue;
        char *end = (char *)(uintptr_t)first + before_size; /* the second half stands behind it in the buffer */
        memmove(end, second, size);
        end[size] = '\0';
        before->length = (uint32_t)((size_t)(end - before->text) + size);
        for (mz_line *emptied = before + 1; emptied <= line; emptied++) {
            emptied->text = end + size;
            emptied->length = 0;
        }
    }
}
