/* identity.c - weighs what title, headers and text say about who published the document. */
#include "identity.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOST_NAMES = 24,
    MOST_YEARS = 8,
    MOST_WORDS = 128,
    TITLE_LINES = 16,
    LONGEST_NAME = 180,
    LONGEST_LINE = 400,
    WEIGHT_TITLE = 6,
    WEIGHT_LABEL = 3,
    WEIGHT_CODE = 4,
    MOST_WEIGHT = 24 /* one kind of source, repeated on every page, does not outweigh all others */
};

typedef struct name {
    const char *text;
    const char *code;
    unsigned title, label, coded; /* weight by source */
} name;

/* The words of a list of identity.json that is asked for many lines. begins: for the last two bytes of their first
 * character (six bits each) whether any word begins so. */
typedef struct word_list {
    const char *words[MOST_WORDS];
    size_t lengths[MOST_WORDS];
    size_t count;
    uint64_t begins[64];
} word_list;

typedef struct reading {
    const mz_catalogue *catalogue;
    mz_arena *arena;
    const mz_text *text;
    const json_t *words;
    word_list labels, year_labels, ends, other_ends;
    name names[MOST_NAMES];
    size_t name_count;
    struct {
        int32_t year;
        unsigned weight;
    } years[MOST_YEARS];
    size_t year_count;
    char title[LONGEST_LINE + 1]; /* the first lines, joined */
} reading;

static bool has_word(const reading *r, const char *list, const char *text)
{
    const json_t *words = json_object_get(r->words, list);
    for (size_t i = 0; i < json_array_size(words); i++) {
        const char *word = json_string_value(json_array_get(words, i));
        if (word != NULL && strstr(text, word) != NULL) return true;
    }
    return false;
}

static bool ends_with_word(const word_list *list, const char *text, size_t length)
{
    for (size_t i = 0; i < list->count; i++) {
        size_t size = list->lengths[i];
        if (size < length && memcmp(text + length - size, list->words[i], size) == 0) return true;
    }
    return false;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t digits(const char *text)
{
    size_t count = 0;
    while (is_digit(text[count])) count++;
    return count;
}

static void vote_year(reading *r, int32_t year, unsigned weight)
{
    if (year < 1990 || year > 2099) return;
    size_t i = 0;
    while (i < r->year_count && r->years[i].year != year) i++;
    if (i == MOST_YEARS) return;
    if (i == r->year_count) r->years[r->year_count++].year = year;
    if (r->years[i].weight < 5 * MOST_WEIGHT) r->years[i].weight += weight;
}

static unsigned *source_of(name *n, unsigned weight)
{
    return weight == WEIGHT_TITLE ? &n->title : weight == WEIGHT_CODE ? &n->coded : &n->label;
}

/* Counts a name that stands at text; white space must be gone. */
static void vote_name(reading *r, const char *text, size_t length, const char *code, size_t code_length,
                      unsigned weight)
{
    if (length < 9 || length > LONGEST_NAME) return;
    if (!ends_with_word(&r->ends, text, length) || ends_with_word(&r->other_ends, text, length)) return;
    size_t i = 0;
    while (i < r->name_count && (strncmp(r->names[i].text, text, length) != 0 || r->names[i].text[length] != '\0')) i++;
    if (i == MOST_NAMES) return;
    name *n = &r->names[i];
    if (i == r->name_count) {
        const char *copy = mz_arena_copy(r->arena, text, length);
        if (copy == NULL) return;
        *n = (name){.text = copy, .code = ""};
        r->name_count++;
    }
    unsigned *source = source_of(n, weight);
    if (*source < MOST_WEIGHT) *source += weight;
    if (code_length > 0 && *n->code == '\0') {
        const char *copy = mz_arena_copy(r->arena, code, code_length);
        n->code = copy == NULL ? "" : copy;
    }
}

/* 312 平乡县公安局, 951-朔州市公安局: a code and a name. */
static void vote_coded_name(reading *r, const char *text, size_t length, unsigned weight)
{
    size_t code = digits(text), at = code;
    if (code < 3 || code > 9) return;
    while (at < length && (text[at] == '-' || text[at] == ' ')) at++;
    vote_name(r, text + at, length - at, text, code, weight);
}

/* Copies text without white space and markup up to the end of its cell (a tab, two blanks); returns the length. */
static size_t squeeze_cell(const char *text, size_t length, char *buffer)
{
    size_t end = 0;
    while (end < length && text[end] != '\t' && !(text[end] == ' ' && end + 1 < length && text[end + 1] == ' ')) end++;
    if (end > LONGEST_LINE) end = LONGEST_LINE;
    size_t written = mz_text_squeeze_into(text, end, buffer);
    buffer[written] = '\0';
    return written;
}

static size_t skip_blank(const char *text, size_t length)
{
    size_t at = 0;
    for (bool again = true; again && at < length;) {
        again = false;
        if (text[at] == ' ' || text[at] == '\t') {
            at++;
            again = true;
        } else if (length - at >= 3 && memcmp(text + at, "\xE3\x80\x80", 3) == 0) {
            at += 3;
            again = true;
        }
    }
    return at;
}

static void take_list(const reading *r, const char *name, word_list *list)
{
    const json_t *words = json_object_get(r->words, name);
    for (size_t i = 0; i < json_array_size(words) && list->count < MOST_WORDS; i++) {
        const json_t *word = json_array_get(words, i);
        list->lengths[list->count] = json_string_length(word);
        list->words[list->count] = json_string_value(word);
        if (list->lengths[list->count] < 3) continue;
        const char *begin = list->words[list->count++];
        list->begins[begin[1] & 63] |= (uint64_t)1 << (begin[2] & 63);
    }
}

/* The label of a list that text begins with; its length, 0 when none. */
static size_t label_length(const word_list *list, const char *text, size_t length)
{
    size_t longest = 0;
    if (length < 3 || (list->begins[text[1] & 63] >> (text[2] & 63) & 1) == 0) return 0;
    for (size_t i = 0; i < list->count; i++) {
        size_t size = list->lengths[i];
        if (size > longest && size <= length && memcmp(text, list->words[i], size) == 0) longest = size;
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

static void read_label(reading *r, const char *text, size_t length)
{
    char cell[LONGEST_LINE + 1];
    size_t label = label_length(&r->labels, text, length);
    size_t separator = label == 0 ? 0 : separator_length(text + label, length - label);
    if (separator == 0) return;
    size_t at = label + separator;
    at += skip_blank(text + at, length - at);
    size_t size = squeeze_cell(text + at, length - at, cell);
    if (is_digit(cell[0]))
        vote_coded_name(r, cell, size, WEIGHT_CODE);
    else
        vote_name(r, cell, size, "", 0, WEIGHT_LABEL);
}

/* 预算年度：2024, the figure perhaps on the next line. */
static void read_year_label(reading *r, size_t index, const char *text, size_t length)
{
    size_t label = label_length(&r->year_labels, text, length);
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
static void read_bare_year(reading *r, const char *text, size_t length)
{
    size_t at = *text == '(' ? 1 : length > 3 && memcmp(text, "（", 3) == 0 ? 3 : 0;
    if (length > 20 || digits(text + at) != 4) return;
    size_t behind = at + 4 + skip_blank(text + at + 4, length - at - 4);
    if (length - behind >= 3 && memcmp(text + behind, "年", 3) == 0)
        vote_year(r, (int32_t)strtol(text + at, NULL, 10), 2);
}

/* Where the organisation's name in a title ends: the year, or the words that say what was published. */
static size_t name_end(const reading *r, const char *title)
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

static size_t without_number(const reading *r, const char *text)
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

/* The title: the first lines up to the one that names a budget or an account. */
static void read_title(reading *r)
{
    char line[LONGEST_LINE + 1];
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
        if (length + size > LONGEST_LINE) return;
        memcpy(r->title + length, line, size + 1);
        length += size;
        if (has_word(r, "budget", line) || has_word(r, "final_accounts", line)) break;
    }
    const char *title = r->title + without_number(r, r->title);
    size_t end = name_end(r, title);
    vote_name(r, title, end, "", 0, WEIGHT_TITLE);
    if (digits(title + end) == 4) vote_year(r, (int32_t)strtol(title + end, NULL, 10), WEIGHT_TITLE);
}

static void read_lines(reading *r)
{
    char cell[LONGEST_LINE + 1];
    for (size_t i = 0; i < r->text->count; i++) {
        const mz_line *line = &r->text->lines[i];
        size_t blank = skip_blank(line->text, line->length);
        const char *text = line->text + blank;
        size_t length = line->length - blank;
        if (length == 0 || length > LONGEST_LINE) continue;
        if (is_digit(*text) || *text == '(' || (unsigned char)*text == 0xEF) {
            read_bare_year(r, text, length);
            size_t code = digits(text);
            if (code < 3 || code > 9 || code == length) continue;
            size_t size = squeeze_cell(text, length, cell);
            vote_coded_name(r, cell, size, WEIGHT_CODE);
        } else if ((unsigned char)*text >= 0xE4) {
            read_label(r, text, length);
            read_year_label(r, i, text, length);
        }
    }
}

/* Whether two names may mean one organisation: one only lacks the region in front or was cut off behind. */
static bool compatible(const char *a, const char *b)
{
    size_t left = strlen(a), right = strlen(b);
    const char *longer = left > right ? a : b, *shorter = left > right ? b : a;
    size_t more = left > right ? left - right : right - left, least = left > right ? right : left;
    return strncmp(longer, shorter, least) == 0 || strcmp(longer + more, shorter) == 0;
}

static unsigned weight_of(const name *n)
{
    return n->title + n->label + n->coded;
}

/* The name with the most weight, its own counted twice: among names of one organisation the more usual one wins. */
static const name *choose_name(const reading *r, unsigned *confidence)
{
    const name *best = NULL;
    unsigned most = 0, total = 0, agreeing = 0;
    for (size_t i = 0; i < r->name_count; i++) {
        const name *n = &r->names[i];
        unsigned support = 0;
        for (size_t j = 0; j < r->name_count; j++)
            if (compatible(n->text, r->names[j].text)) support += weight_of(&r->names[j]);
        total += weight_of(n);
        unsigned score = support * 2 + weight_of(n) + n->coded;
        if (score <= most) continue;
        most = score;
        best = n;
        agreeing = support;
    }
    *confidence = total == 0 ? 0 : agreeing * 100 / total;
    return best;
}

/* The name that stands beside a code comes from the budget system: it identifies best. */
static const name *prefer_coded(const reading *r, const name *chosen)
{
    const name *best = chosen;
    for (size_t i = 0; chosen != NULL && i < r->name_count; i++) {
        const name *n = &r->names[i];
        if (n->coded > best->coded && compatible(n->text, chosen->text)) best = n;
    }
    return best;
}

static int32_t choose_year(const reading *r, unsigned *confidence)
{
    int32_t year = 0;
    unsigned most = 0, total = 0;
    for (size_t i = 0; i < r->year_count; i++) {
        total += r->years[i].weight;
        if (r->years[i].weight <= most) continue;
        most = r->years[i].weight;
        year = r->years[i].year;
    }
    *confidence = total == 0 ? 0 : most * 100 / total;
    return year;
}

/* Years that stand before the words that name what was published, anywhere in short lines: 2024年部门预算. */
static void read_years_of_titles(reading *r)
{
    for (size_t i = 0; i < r->text->count; i++) {
        const mz_line *line = &r->text->lines[i];
        const char *at = line->length > LONGEST_LINE ? NULL : strstr(line->text, "年");
        if (at == NULL) continue;
        size_t back = (size_t)(at - line->text);
        while (back > 0 && line->text[back - 1] == ' ') back--;
        if (back < 4 || digits(line->text + back - 4) != 4) continue;
        if (has_word(r, "budget", at) || has_word(r, "final_accounts", at) || strncmp(at, "年度", 6) == 0)
            vote_year(r, (int32_t)strtol(line->text + back - 4, NULL, 10), 1);
    }
}

static mz_document_kind kind_of(const reading *r, const mz_table *tables, size_t count)
{
    if (has_word(r, "final_accounts", r->title)) return MZ_KIND_FINAL_ACCOUNTS;
    if (has_word(r, "budget", r->title)) return MZ_KIND_BUDGET;
    size_t final_accounts = 0, budget = 0;
    for (size_t i = 0; i < count; i++) {
        const mz_form *form = tables[i].form == NULL ? NULL : mz_catalogue_form(r->catalogue, tables[i].form);
        if (form == NULL) continue;
        final_accounts += form->kind == MZ_KIND_FINAL_ACCOUNTS;
        budget += form->kind == MZ_KIND_BUDGET;
    }
    if (final_accounts + budget > 0) return final_accounts > budget ? MZ_KIND_FINAL_ACCOUNTS : MZ_KIND_BUDGET;
    for (size_t i = 0; i < r->text->count; i++) {
        if (r->text->lines[i].length > LONGEST_LINE) continue;
        final_accounts += has_word(r, "final_accounts", r->text->lines[i].text);
        budget += has_word(r, "budget", r->text->lines[i].text);
    }
    if (final_accounts + budget == 0) return MZ_KIND_UNKNOWN;
    return final_accounts * 3 > budget ? MZ_KIND_FINAL_ACCOUNTS : MZ_KIND_BUDGET;
}

static mz_level level_of(const reading *r, const mz_identity *identity)
{
    const char *own = json_string_value(json_object_get(r->words, "own_level"));
    size_t length = strlen(identity->organisation), code = strlen(identity->organisation_code);
    if (length > strlen(own) && strcmp(identity->organisation + length - strlen(own), own) == 0) return MZ_LEVEL_UNIT;
    if (has_word(r, "unit", r->title)) return MZ_LEVEL_UNIT;
    if (has_word(r, "department", r->title)) return MZ_LEVEL_DEPARTMENT;
    if (code == 6) return MZ_LEVEL_UNIT;
    size_t unit = 0, department = 0;
    for (size_t i = 0; i < r->text->count; i++) {
        if (r->text->lines[i].length > LONGEST_NAME) continue;
        unit += has_word(r, "unit", r->text->lines[i].text);
        department += has_word(r, "department", r->text->lines[i].text);
    }
    if (unit + department == 0) return MZ_LEVEL_UNKNOWN;
    return unit > department ? MZ_LEVEL_UNIT : MZ_LEVEL_DEPARTMENT;
}

static mz_unit unit_of(const mz_table *tables, size_t count)
{
    size_t seen[MZ_UNIT_YI + 1] = {0};
    mz_unit best = MZ_UNIT_NONE;
    for (size_t i = 0; i < count; i++)
        if (mz_unit_is_money(tables[i].unit)) seen[tables[i].unit]++;
    for (mz_unit unit = MZ_UNIT_YUAN; unit <= MZ_UNIT_YI; unit++)
        if (seen[unit] > 0 && (best == MZ_UNIT_NONE || seen[unit] > seen[best])) best = unit;
    return best;
}

/* The longest compatible name tells the most about the region. */
static const char *name_with_region(const reading *r, const char *chosen)
{
    const char *longest = chosen;
    for (size_t i = 0; i < r->name_count; i++)
        if (compatible(r->names[i].text, chosen) && strlen(r->names[i].text) > strlen(longest))
            longest = r->names[i].text;
    return longest;
}

mz_status mz_identity_read(const mz_catalogue *catalogue, mz_arena *arena, const mz_text *text, const mz_table *tables,
                           size_t table_count, mz_identity *identity)
{
    reading *r = mz_arena_alloc(arena, sizeof *r);
    if (r == NULL) return MZ_ERR_MEMORY;
    *r = (reading){.catalogue = catalogue, .arena = arena, .text = text};
    r->words = mz_catalogue_json(catalogue, "identity.json");
    take_list(r, "labels", &r->labels);
    take_list(r, "year_labels", &r->year_labels);
    take_list(r, "organisation_end", &r->ends);
    take_list(r, "not_organisation_end", &r->other_ends);
    *identity = (mz_identity){.organisation = "", .organisation_code = "", .region = ""};
    read_title(r);
    read_lines(r);
    if (r->year_count == 0) read_years_of_titles(r);
    unsigned name_confidence, year_confidence;
    const name *chosen = prefer_coded(r, choose_name(r, &name_confidence));
    if (chosen != NULL) {
        identity->organisation = chosen->text;
        identity->organisation_code = chosen->code;
        identity->region = mz_region_of(catalogue, arena, name_with_region(r, chosen->text), text);
    }
    identity->fiscal_year = choose_year(r, &year_confidence);
    identity->kind = kind_of(r, tables, table_count);
    identity->level = level_of(r, identity);
    identity->unit = unit_of(tables, table_count);
    identity->confidence = (uint8_t)(name_confidence < year_confidence ? name_confidence : year_confidence);
    return mz_arena_exhausted(arena) ? MZ_ERR_MEMORY : MZ_OK;
}
