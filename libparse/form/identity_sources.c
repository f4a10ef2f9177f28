/* identity_sources.c - see identity_sources.h: the title, labels, codes before names, years. */
#include "identity_sources.h"

#include <stdlib.h>
#include <string.h>

enum {
    TITLE_LINES = 16,
    SHORTEST_NAME = 9, /* bytes */
    WEIGHT_TITLE = 6,
    WEIGHT_LABEL = 3,
    WEIGHT_CODE = 4,
    MOST_WEIGHT = 24 /* one kind of source, repeated on every page, does not outweigh all others */
};

bool mz_identity_word(const mz_identity_sources *r, const char *list, const char *text)
{
    const json_t *words = json_object_get(r->words, list);
    for (size_t i = 0; i < json_array_size(words); i++) {
        const char *word = json_string_value(json_array_get(words, i));
        if (word != NULL && strstr(text, word) != NULL) return true;
    }
    return false;
}

static bool ends_with_word(const mz_word_list *list, const char *text, size_t length)
{
    for (size_t i = 0; i < list->count; i++) {
        size_t size = list->lengths[i];
        const char *word = list->words[i];
        if (size < length && text[length - 1] == word[size - 1] && text[length - 2] == word[size - 2] &&
            memcmp(text + length - size, word, size) == 0)
            return true;
    }
    return false;
}

static size_t digits(const char *text)
{
    size_t count = 0;
    while (mz_is_digit(text[count])) count++;
    return count;
}

static void vote_year(mz_identity_sources *r, int32_t year, unsigned weight)
{
    if (year < 1990 || year > 2099) return;
    size_t i = 0;
    while (i < r->year_count && r->years[i].year != year) i++;
    if (i == MZ_MOST_YEARS) return;
    if (i == r->year_count) r->years[r->year_count++].year = year;
    if (r->years[i].weight < 5 * MOST_WEIGHT) r->years[i].weight += weight;
}

static unsigned *source_of(mz_named *n, unsigned weight)
{
    return weight == WEIGHT_TITLE ? &n->title : weight == WEIGHT_CODE ? &n->coded : &n->label;
}

/* Counts a name that stands at text; white space must be gone. */
static void vote_name(mz_identity_sources *r, const char *text, size_t length, const char *code, size_t code_length,
                      unsigned weight)
{
    if (length < SHORTEST_NAME || length > MZ_LONGEST_NAME) return;
    if (!ends_with_word(&r->lists->ends, text, length) || ends_with_word(&r->lists->other_ends, text, length)) return;
    size_t i = 0;
    while (i < r->name_count && (strncmp(r->names[i].text, text, length) != 0 || r->names[i].text[length] != '\0')) i++;
    if (i == MZ_MOST_NAMES) return;
    mz_named *n = &r->names[i];
    if (i == r->name_count) {
        const char *copy = mz_arena_copy(r->arena, text, length);
        if (copy == NULL) return;
        *n = (mz_named){.text = copy, .code = ""};
        r->name_count++;
    }
    unsigned *source = source_of(n, weight);
    if (*source < MOST_WEIGHT) *source += weight;
    if (code_length > 0 && *n->code == '\0') {
        const char *copy = mz_arena_copy(r->arena, code, code_length);
        n->code = copy == NULL ? "" : copy;
    }
}

/* Whether digits before a name are the code of a subject, 款 or 项: 2070104 图书馆. */
static bool is_subject_code(const char *text, size_t count)
{
    return *text == '2' && (count == 5 || count == 7);
}

/* 312 平乡县公安局, 951-朔州市公安局, 501_教育局: a code and a name. */
static void vote_coded_name(mz_identity_sources *r, const char *text, size_t length, unsigned weight)
{
    size_t code = digits(text), at = code;
    if (code < 3 || code > 9 || is_subject_code(text, code)) return;
    while (at < length && strchr("- _", text[at]) != NULL) at++;
    vote_name(r, text + at, length - at, text, code, weight);
}

/* Copies text without white space and markup up to the end of its cell (a tab, two blanks); returns the length. */
static size_t squeeze_cell(const char *text, size_t length, char *buffer)
{
    size_t end = 0;
    while (end < length && text[end] != '\t' && !(text[end] == ' ' && end + 1 < length && text[end + 1] == ' ')) end++;
    if (end > MZ_LONGEST_LINE) end = MZ_LONGEST_LINE;
    size_t written = mz_text_squeeze_into(text, end, buffer);
    buffer[written] = '\0';
    return written;
}

static inline size_t skip_blank(const char *text, size_t length)
{
    size_t at = 0;
    while (at < length) {
        if (text[at] == ' ' || text[at] == '\t')
            at++;
        else if (text[at] == '\xE3' && length - at >= 3 && memcmp(text + at, "\xE3\x80\x80", 3) == 0)
            at += 3;
        else
            break;
    }
    return at;
}

/* Whether text begins like a label. */
static inline bool may_be_label(const mz_identity_lists *lists, const char *text, size_t length)
{
    return length >= 3 && (lists->label_begins[text[1] & 63] >> (text[2] & 63) & 1) != 0;
}

/* The label of a list that text begins with; its length, 0 when none. */
static size_t label_length(const mz_word_list *list, const char *text, size_t length)
{
    size_t longest = 0;
    for (size_t i = 0; i < list->count; i++) {
        size_t size = list->lengths[i];
        if (size > longest && size <= length && text[size - 1] == list->words[i][size - 1] &&
            memcmp(text, list->words[i], size) == 0)
            longest = size;
    }
    return longest;
}

/* Behind a label: a colon or, between two cells, tabs; 0 when neither follows. */
static size_t separator_length(const char *text, size_t length)
{
    size_t blank = skip_blank(text, length);
    if (length - blank >= 3 && memcmp(text + blank, "：", 3) == 0) return blank + 3;
    if (blank < length && text[blank] == ':') return blank + 1;
    return memchr(text, '\t', blank) != NULL ? blank : 0;
}

/* The length of what stands in front of the next label of a line: 青禾县教育局 单位：万元. */
static size_t before_label(const char *text, size_t length)
{
    static const char colon[] = "：";
    const char *at = memmem(text, length, colon, strlen(colon)), *plain = memchr(text, ':', length);
    if (at == NULL || (plain != NULL && plain < at)) at = plain;
    while (at != NULL && at > text && at[-1] != ' ' && at[-1] != '\t') at--;
    return at == NULL || at == text ? length : (size_t)(at - text);
}

static void read_label(mz_identity_sources *r, const char *text, size_t length)
{
    char cell[MZ_LONGEST_LINE + 1];
    size_t label = label_length(&r->lists->labels, text, length);
    size_t separator = label == 0 ? 0 : separator_length(text + label, length - label);
    if (separator == 0) return;
    size_t at = label + separator;
    at += skip_blank(text + at, length - at);
    size_t size = squeeze_cell(text + at, before_label(text + at, length - at), cell);
    if (mz_is_digit(cell[0]))
        vote_coded_name(r, cell, size, WEIGHT_CODE);
    else
        vote_name(r, cell, size, "", 0, WEIGHT_LABEL);
}

/* 预算年度：2024, the figure perhaps on the next line. */
static void read_year_label(mz_identity_sources *r, size_t index, const char *text, size_t length)
{
    size_t label = label_length(&r->lists->year_labels, text, length);
    size_t separator = label == 0 ? 0 : separator_length(text + label, length - label);
    if (separator == 0) return;
    size_t at = label + separator;
    at += skip_blank(text + at, length - at);
    if (at == length) {
        size_t next = index + 1;
        while (next < r->text->count && next < index + 3 && r->text->lines[next].length == 0) next++;
        if (next >= r->text->count) return;
        text = r->text->lines[next].text;
        length = r->text->lines[next].length;
        at = skip_blank(text, length);
    }
    if (digits(text + at) == 4) vote_year(r, (int32_t)strtol(text + at, NULL, 10), WEIGHT_LABEL);
}

/* （2024年度） alone on a line, as forms print it. */
static void read_bare_year(mz_identity_sources *r, const char *text, size_t length)
{
    size_t at = *text == '(' ? 1 : length > 3 && memcmp(text, "（", 3) == 0 ? 3 : 0;
    if (length > 20 || digits(text + at) != 4) return;
    size_t behind = at + 4 + skip_blank(text + at + 4, length - at - 4);
    if (length - behind >= 3 && memcmp(text + behind, "年", 3) == 0)
        vote_year(r, (int32_t)strtol(text + at, NULL, 10), 2);
}

/* Where the organisation's name in a title ends: the year, or the words that say what was published. */
static size_t name_end(const mz_identity_sources *r, const char *title)
{
    const json_t *words = json_object_get(r->words, "behind_organisation");
    size_t end = strlen(title);
    for (size_t i = 0; title[i] != '\0' && i < end; i++)
        if (digits(title + i) == 4 && strncmp(title + i + 4, "年", 3) == 0) end = i;
    for (size_t i = 0; i < json_array_size(words); i++) {
        const char *at = strstr(title, json_string_value(json_array_get(words, i)));
        if (at != NULL && (size_t)(at - title) < end) end = (size_t)(at - title);
    }
    return end;
}

static size_t without_number(const mz_identity_sources *r, const char *text)
{
    const char *attachment = json_string_value(json_object_get(r->words, "attachment"));
    static const char numerals[] = "一二三四五六七八九十";
    size_t at = 0;
    for (size_t i = 0; i + 3 < sizeof numerals && strlen(text) > at + 3; i += 3)
        if (memcmp(text + at, numerals + i, 3) == 0) {
            at += 3;
            break;
        }
    if (at > 0 && strncmp(text + at, "、", 3) == 0) return at + 3;
    return strncmp(text, attachment, strlen(attachment)) == 0 ? strlen(attachment) : 0;
}

/* Bytes of the year that a title begins with: 2024年, 2024年度. */
static size_t leading_year(mz_identity_sources *r, const char *title)
{
    static const char year[] = "年", whole[] = "年度";
    if (digits(title) != 4 || strncmp(title + 4, year, strlen(year)) != 0) return 0;
    vote_year(r, (int32_t)strtol(title, NULL, 10), WEIGHT_TITLE);
    return 4 + (strncmp(title + 4, whole, strlen(whole)) == 0 ? strlen(whole) : strlen(year));
}

/* The title: the first lines up to the one that names a budget or an account. */
static void read_title(mz_identity_sources *r)
{
    char line[MZ_LONGEST_LINE + 1];
    size_t length = 0, seen = 0;
    for (size_t i = 0; i < r->text->count && seen < TITLE_LINES; i++) {
        const char *text = r->text->lines[i].text;
        size_t left = r->text->lines[i].length;
        size_t blank = skip_blank(text, left);
        text += blank;
        left -= blank;
        if (left == 0) continue;
        if (strncmp(text, "[bookmark:", 10) == 0 && memchr(text, ']', left) != NULL) {
            const char *end = (const char *)memchr(text, ']', left) + 1;
            left -= (size_t)(end - text);
            text = end;
        }
        seen++;
        size_t size = squeeze_cell(text, left, line);
        if (size == 0 || digits(line) == size) continue;
        const char *again = size < SHORTEST_NAME ? NULL : strstr(r->title, line); /* the cover begins once more */
        if (again != NULL) length = (size_t)(again - r->title);
        if (length + size > MZ_LONGEST_LINE) return;
        memcpy(r->title + length, line, size + 1);
        length += size;
        if (mz_identity_word(r, "budget", line) || mz_identity_word(r, "final_accounts", line)) break;
    }
    const char *title = r->title + without_number(r, r->title);
    title += leading_year(r, title);
    size_t end = name_end(r, title);
    vote_name(r, title, end, "", 0, WEIGHT_TITLE);
    if (digits(title + end) == 4) vote_year(r, (int32_t)strtol(title + end, NULL, 10), WEIGHT_TITLE);
}

/* A line that begins with a figure or a bracket: a year alone, or a code and a name. */
static void read_numbered(mz_identity_sources *r, const char *text, size_t length)
{
    char cell[MZ_LONGEST_LINE + 1];
    size_t code = digits(text);
    if (code == 0 || code == 4) read_bare_year(r, text, length);
    if (code < 3 || code > 9 || length - code < SHORTEST_NAME || text[code] == '\t') return;
    if (memcmp(text + code, "年", 3) == 0) return; /* no code but a year */
    vote_coded_name(r, cell, squeeze_cell(text, length, cell), WEIGHT_CODE);
}

static void read_lines(mz_identity_sources *r)
{
    for (size_t i = 0; i < r->text->count; i++) {
        const mz_line *line = &r->text->lines[i];
        const char *text = line->text;
        size_t length = line->length;
        if (length == 0) continue;
        if (*text == ' ' || *text == '\t' || *text == '\xE3') {
            size_t blank = skip_blank(text, length);
            text += blank;
            length -= blank;
        }
        if (length > MZ_LONGEST_LINE) continue;
        const unsigned char lead = (unsigned char)*text; /* NUL when nothing is left */
        if (lead >= 0xE4 && lead != 0xEF) {
            if (!may_be_label(r->lists, text, length)) continue;
            read_label(r, text, length);
            read_year_label(r, i, text, length);
        } else if (mz_is_digit(*text) || lead == '(' || lead == 0xEF) {
            read_numbered(r, text, length);
        }
    }
}

/* Years that stand before the words that name what was published, anywhere in short lines: 2024年部门预算. */
static void read_years_of_titles(mz_identity_sources *r)
{
    for (size_t i = 0; i < r->text->count; i++) {
        const mz_line *line = &r->text->lines[i];
        const char *at = line->length > MZ_LONGEST_LINE ? NULL : strstr(line->text, "年");
        if (at == NULL) continue;
        size_t back = (size_t)(at - line->text);
        while (back > 0 && line->text[back - 1] == ' ') back--;
        if (back < 4 || digits(line->text + back - 4) != 4) continue;
        if (mz_identity_word(r, "budget", at) || mz_identity_word(r, "final_accounts", at) ||
            strncmp(at, "年度", 6) == 0)
            vote_year(r, (int32_t)strtol(line->text + back - 4, NULL, 10), 1);
    }
}

void mz_identity_gather(const mz_catalogue *catalogue, mz_arena *arena, const mz_text *text, mz_identity_sources *r)
{
    *r = (mz_identity_sources){.catalogue = catalogue, .arena = arena, .text = text, .lists = catalogue->identity};
    r->words = mz_catalogue_json(catalogue, "identity.json");
    read_title(r);
    read_lines(r);
    if (r->year_count == 0) read_years_of_titles(r);
}
