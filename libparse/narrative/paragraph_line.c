/* paragraph_line.c - what one line of running text is; see paragraph_line.h. */
#include "narrative/paragraph_line.h"

#include <string.h>

size_t mz_blank_size(const char *text, size_t length)
{
    if (length == 0 || mz_is_common_lead(*text)) return 0;
    if ((unsigned char)*text > ' ' && (unsigned char)*text < 0x80) return 0;
    if (*text == ' ' || *text == '\t' || *text == '\r' || *text == '\v') return 1;
    if (MZ_STARTS(text, length, "\xC2\xA0")) return 2;
    if (MZ_STARTS(text, length, "\xE3\x80\x80") || MZ_STARTS(text, length, "\xE2\x80\x8B") ||
        MZ_STARTS(text, length, "\xEF\xBB\xBF"))
        return 3;
    return 0;
}

/* One column for each character, two for those of three bytes and more. */
uint32_t mz_width_of(const char *text, size_t length)
{
    enum { BLOCK = 112 }; /* what one byte can count, in whole vectors */
    uint32_t width = 0;
    for (size_t at = 0; at < length; at += BLOCK) {
        size_t end = length - at < BLOCK ? length : at + BLOCK;
        uint8_t some = 0; /* counted in bytes, many at a time */
        for (size_t i = at; i < end; i++) {
            unsigned char byte = (unsigned char)text[i];
            some = (uint8_t)(some + ((byte & 0xC0) != 0x80) + (byte >= 0xE0));
        }
        width += some;
    }
    return width;
}

mz_line_piece mz_line_trimmed(const mz_line *line)
{
    mz_line_piece part = {.text = line->text, .length = line->length};
    size_t size;
    while ((size = mz_blank_size(part.text, part.length)) > 0) {
        part.text += size;
        part.length -= size;
        part.begin += size;
    }
    while (part.length > 0 && (part.text[part.length - 1] == ' ' || part.text[part.length - 1] == '\t')) part.length--;
    while (part.length >= 3 && memcmp(part.text + part.length - 3, "\xE3\x80\x80", 3) == 0) part.length -= 3;
    return part;
}

/* A sentence is complete only after a full stop. */
bool mz_ends_sentence(const char *text, size_t length)
{
    static const char *const closers[] = {"”", "）", ")", "\"", "’"};
    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i < sizeof closers / sizeof *closers; i++) {
            size_t size = strlen(closers[i]);
            if (length > size && memcmp(text + length - size, closers[i], size) == 0) {
                length -= size;
                again = true;
            }
        }
    }
    return length >= 3 && (memcmp(text + length - 3, "。", 3) == 0 || memcmp(text + length - 3, "！", 3) == 0 ||
                           memcmp(text + length - 3, "？", 3) == 0);
}

static bool is_punctuation(uint32_t c)
{
    if (c < 0x80) return c == ',' || c == ';' || c == ':';
    return c == MZ_CODE("，") || c == MZ_CODE("。") || c == MZ_CODE("；") || c == MZ_CODE("：") || c == MZ_CODE("！") ||
           c == MZ_CODE("？");
}

bool mz_begins_with_closing(const char *text, size_t length)
{
    uint32_t c = mz_code(text, length);
    return is_punctuation(c) || c == MZ_CODE("、") || c == MZ_CODE("）") || c == MZ_CODE("”") || c == ')';
}

bool mz_has_sentence_marks(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i += mz_character_size(text[i])) {
        while (i < length && mz_is_common_lead(text[i])) i += 3;
        if (i < length && is_punctuation(mz_code(text + i, length - i))) return true;
    }
    return false;
}

/* Page numbers: 12, - 12 -, 第 3 页. */
bool mz_is_page_line(const mz_text *text, uint32_t index, const mz_line_piece *part)
{
    if (part->length == 0 || part->length > 24) return false;
    size_t digits = 0;
    for (size_t i = 0; i < part->length; i += mz_character_size(part->text[i])) {
        const char *c = part->text + i;
        size_t left = part->length - i;
        if (*c >= '0' && *c <= '9')
            digits++;
        else if (*c != ' ' && *c != '-' && *c != '/' && !MZ_STARTS(c, left, "—") && !MZ_STARTS(c, left, "第") &&
                 !MZ_STARTS(c, left, "页") && !MZ_STARTS(c, left, "共") && !MZ_STARTS(c, left, "–"))
            return false;
    }
    if (digits == 0 || digits > 4) return false;
    if (text->pages == 0) return true;
    uint32_t page = text->lines[index].page;
    for (uint32_t i = index + 1; i < text->count; i++) {
        if (text->lines[i].page != page) return true;
        if (mz_line_trimmed(&text->lines[i]).length > 0) break;
    }
    for (uint32_t i = index; i-- > 0;) {
        if (text->lines[i].page != page) return true;
        if (mz_line_trimmed(&text->lines[i]).length > 0) break;
    }
    return false;
}

/* Entries of the contents page that end in dots, or a tab, and a page number. */
bool mz_is_contents_entry(const mz_line_piece *part)
{
    char end = part->length > 0 ? part->text[part->length - 1] : ' ';
    if (!mz_is_digit(end) && end != '.' && end != '\xA6') return false; /* the last byte of … */
    const char *tab = memchr(part->text, '\t', part->length);
    size_t behind = tab == NULL ? 0 : part->length - (size_t)(tab - part->text) - 1;
    if (behind > 0 && behind <= 3 && mz_short_number(tab + 1, behind) == behind) return true;
    for (size_t i = 0; i + 5 <= part->length; i++)
        if (memcmp(part->text + i, ".....", 5) == 0) return true;
    for (size_t i = 0; i + 6 <= part->length; i++)
        if (memcmp(part->text + i, "……", 6) == 0) return true;
    return false;
}

/* A line of tab separated cells that no table claimed; one leading tab is an indent. */
bool mz_is_grid_line(const mz_line *line, const mz_line_piece *part)
{
    if (memchr(part->text, '\t', part->length) != NULL) return true;
    return part->begin > 0 && memchr(line->text, '\t', part->begin) != NULL &&
           !mz_ends_sentence(part->text, part->length);
}
