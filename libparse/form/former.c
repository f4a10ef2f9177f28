/* former.c - what an organisation was called before, as its own document says: "甲局（原乙局）", "乙局更名为甲局". */
#include <mingzhang/organisation.h>
#include <string.h>

#include "identity_sources.h"

enum {
    MOST_FORMER = 4,
    SHORTEST_WRAPPED = 45, /* bytes of a line that the next one goes on with */
    MOST_HITS = 64,        /* places with one of the words; a document has a few */
    SHORTEST = 12          /* bytes of a name: 财政局 alone says too little */
};

typedef struct former_reader {
    const json_t *words; /* identity.json */
    mz_arena *arena;
    mz_identity *identity;
    const char **names;
    size_t hits;
    size_t place; /* bytes of the organisation's name that say where it is */
} former_reader;

/* The length of the word of a list that text begins with (or, when behind, ends with); 0 when none. */
static size_t word_length(const json_t *list, const char *text, size_t length, bool behind)
{
    size_t longest = 0;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *word = json_array_get(list, i);
        size_t size = json_string_length(word);
        const char *at = behind ? text + length - size : text;
        if (size <= length && size > longest && memcmp(at, json_string_value(word), size) == 0) longest = size;
    }
    return longest;
}

static bool is_name_byte(const char *text)
{
    /* Punctuation of CJK begins with E3 80 or EF BC; quotation marks with E2. Names are made of the rest. */
    const unsigned char c = (unsigned char)*text;
    return c >= 0x80 && c != 0xE2 && c != 0xEF && !(c == 0xE3 && (unsigned char)text[1] == 0x80);
}

/* Where the name that ends at end begins: behind the last character that no name has. */
static size_t name_begin(const char *text, size_t end)
{
    size_t begin = end;
    while (begin > 0 && end - begin < MZ_LONGEST_NAME) {
        size_t before = begin - 1;
        while (before > 0 && ((unsigned char)text[before] & 0xC0) == 0x80) before--;
        if (!is_name_byte(text + before)) break;
        begin = before;
    }
    return begin;
}

static size_t name_end(const char *text, size_t begin, size_t length)
{
    size_t end = begin;
    while (end < length && end - begin < MZ_LONGEST_NAME && is_name_byte(text + end)) {
        end++;
        while (end < length && ((unsigned char)text[end] & 0xC0) == 0x80) end++;
    }
    return end;
}

/* How many bytes in front of it the organisation's name has beyond the name at text, which may lack the place; SIZE_MAX
 * when it is not that name. */
static size_t lacks(const former_reader *r, const char *text, size_t length)
{
    size_t own = strlen(r->identity->organisation);
    if (length > own || length < SHORTEST - 3) return SIZE_MAX;
    return memcmp(r->identity->organisation + own - length, text, length) == 0 ? own - length : SIZE_MAX;
}

/* Adds a name that lacks so many bytes of the place in front. */
static void add(former_reader *r, const char *text, size_t length, size_t lacking)
{
    const char *own = r->identity->organisation;
    const json_t *ends = json_object_get(r->words, "organisation_end");
    size_t cut = word_length(json_object_get(r->words, "before_former"), text, length, false);
    text += cut;
    length -= cut;
    if (lacking > 0 && lacking < r->place &&
        (length < r->place - lacking || memcmp(text, own + lacking, r->place - lacking) != 0))
        lacking = r->place;
    if (lacking == 0 && (length < r->place || memcmp(text, own, r->place) != 0)) lacking = r->place;
    if (r->identity->former_count == MOST_FORMER || length + lacking < SHORTEST || length + lacking > MZ_LONGEST_NAME)
        return;
    if (word_length(ends, text, length, true) == 0) return;
    const char *name = mz_arena_printf(r->arena, "%.*s%.*s", (int)lacking, own, (int)length, text);
    if (name == NULL || strcmp(name, own) == 0) return;
    for (size_t i = 0; i < r->identity->former_count; i++)
        if (strcmp(r->names[i], name) == 0) return;
    r->names[r->identity->former_count++] = name;
}

/* 乙局更名为甲局; at: where the word stands. */
static void read_renamed(former_reader *r, const char *text, size_t length, size_t at, size_t size)
{
    size_t behind = at + size, before = at;
    if (length - behind >= 3 && !is_name_byte(text + behind)) behind += 3; /* a quotation mark */
    if (before >= 3 && !is_name_byte(text + before - 3)) before -= 3;      /* another one */
    size_t end = name_end(text, behind, length), lacking = SIZE_MAX;
    for (; end > behind && lacking == SIZE_MAX; end--) lacking = lacks(r, text + behind, end - behind);
    if (lacking == SIZE_MAX) return;
    size_t begin = name_begin(text, before);
    add(r, text + begin, before - begin, lacking);
}

/* 甲局（原乙局）; at: where the bracket stands. */
static void read_formerly(former_reader *r, const char *text, size_t length, size_t at, size_t size)
{
    size_t own = strlen(r->identity->organisation), begin = at > own ? at - own : 0, lacking = SIZE_MAX;
    for (; begin < at && lacking == SIZE_MAX; begin++) lacking = lacks(r, text + begin, at - begin);
    size_t end = name_end(text, at + size, length);
    const bool closed = end < length && (text[end] == ')' || strncmp(text + end, "）", 3) == 0);
    if (lacking != SIZE_MAX && closed) add(r, text + at + size, end - at - size, lacking);
}

static void read_words(former_reader *r, const char *list, const mz_text *text,
                       void (*read)(former_reader *, const char *, size_t, size_t, size_t))
{
    const json_t *words = json_object_get(r->words, list);
    for (size_t w = 0; w < json_array_size(words); w++) {
        const char *word = json_string_value(json_array_get(words, w));
        for (size_t i = 0; (i = mz_text_line_with(text, i, text->count, word)) < text->count; i++) {
            if (r->hits++ >= MOST_HITS) continue;
            char buffer[4 * MZ_LONGEST_LINE + 1]; /* names run over the ends of lines */
            size_t length = 0;
            const bool goes_on = i > 0 && text->lines[i - 1].length >= SHORTEST_WRAPPED; /* and is no heading */
            for (size_t k = goes_on ? i - 1 : i; k < text->count && k <= i + 1; k++) {
                size_t part = text->lines[k].length, room = sizeof buffer - 1 - length;
                length += mz_text_squeeze_into(text->lines[k].text, part < room ? part : room, buffer + length);
            }
            buffer[length] = '\0';
            for (const char *at = buffer; (at = strstr(at, word)) != NULL && r->hits++ < MOST_HITS; at += strlen(word))
                read(r, buffer, length, (size_t)(at - buffer), strlen(word));
        }
    }
}

/* How much of the organisation's name is part of its region: 云溪县 of 云溪县教育局. */
static size_t place_length(const mz_identity *identity)
{
    size_t length = strlen(identity->organisation);
    while (length > 0) {
        const char *at = identity->region;
        while ((at = strchr(at, identity->organisation[0])) != NULL && strncmp(at, identity->organisation, length) != 0)
            at++;
        if (at != NULL) return length;
        do length--;
        while (length > 0 && ((unsigned char)identity->organisation[length] & 0xC0) == 0x80);
    }
    return 0;
}

void mz_read_former_names(const mz_catalogue *catalogue, mz_document *document)
{
    former_reader r = {.words = mz_catalogue_json(catalogue, "identity.json"),
                       .arena = document->arena,
                       .identity = &document->identity};
    if (document->identity.former != NULL || *document->identity.organisation == '\0') return;
    r.names = mz_arena_array(r.arena, MOST_FORMER, sizeof *r.names);
    if (r.names == NULL) return;
    r.place = place_length(r.identity);
    r.identity->former = r.names;
    read_words(&r, "renamed", document->text, read_renamed);
    read_words(&r, "formerly", document->text, read_formerly);
}
