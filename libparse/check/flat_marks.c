/* flat_marks.c - folds the text, and finds in the same pass every place where it has a word that some rule looks for.
 */
#include <stdlib.h>
#include <string.h>

#include "flat.h"

/* The characters from U+3000 on that have three bytes: marks, Chinese characters, full-width forms. The texts consist
 * of little else. */
enum { WIDE = 3, FIRST_WIDE = 0x3000, WIDE_CHARACTERS = 0x10000 - FIRST_WIDE };

/*
 * What is known of a character. Words are looked for by two characters that follow each other: the second and the third
 * where the first two are wide, as many words begin with two that are everywhere, else the first and the second. Pairs
 * are in as many groups as there are bits, so that two halves of different ones are hardly ever taken for one. The
 * lower half tells behind which characters it is the second of such a pair, the upper half what is asked of the next
 * character; that of a wide one that is folded is its ASCII character, 0 when it is left out.
 */
enum {
    GROUPS = 10,
    BEHIND_LATER = (1 << GROUPS) - 1, /* bits of the groups that pairs behind a word's first character are in */
    BEHIND_FIRST = BEHIND_LATER + 1,  /* of pairs at a word's begin */
    BEHIND_ASCII = BEHIND_FIRST << 1, /* of those that begin with an ASCII character */
    ALONE = BEHIND_ASCII << 1,        /* a word begins with it, whatever follows */
    UNIT = ALONE << 1,  /* the same behind what is not wide: units of counted things stand behind figures */
    FOLDED = UNIT << 1, /* it is not its own key */
    UPPER = 16,
    BEHIND_WIDE = ALONE | FOLDED,
    BEHIND_OTHER = ALONE | FOLDED | UNIT,
    NO_ASCII = 0xFF /* in the upper half: it is folded to another wide character */
};

static const char *const lists[MZ_MARK_LISTS] = {
    [MZ_MARKS_PHRASES] = "phrases",          [MZ_MARKS_RATES] = "rate_verbs",
    [MZ_MARKS_SUBJECTS] = "subject_marks",   [MZ_MARKS_COUNTS] = "counts",
    [MZ_MARKS_COUNTED] = "counted",          [MZ_MARKS_COMPARISONS] = "comparisons",
    [MZ_MARKS_YEARS] = "year_words",         [MZ_MARKS_OWN_WORDS] = "own_words",
    [MZ_MARKS_ABSENT] = "said_to_be_absent", [MZ_MARKS_UNITS] = "count_units",
    [MZ_MARKS_GOAL_TOTALS] = "goal_totals",  [MZ_MARKS_NOTES] = "note_words",
    [MZ_MARKS_REFERRED] = "referred_forms",
};

typedef struct word {
    const char *text;
    uint32_t length;
    uint32_t list, entry;
    uint16_t next; /* in its bucket, one more than the index; 0 ends */
    char last;     /* its last byte: looked at before the others */
} word;

/* Words by their first character; in a bucket the longest comes first. The buckets of characters of three bytes are
 * followed by one for each first byte of the others. */
enum { BUCKETS = 4096, ASCII_CHARACTERS = 0x80, KINDS = 256 };

/* What reading an ASCII character does, without a jump: blanks and ends of lines come at any time. */
typedef struct known_ascii {
    uint16_t hits; /* what it is the second character of */
    uint16_t stay; /* all bits when it is left out: the next character is asked what this one would have been */
    uint16_t next; /* what is asked of the next one, nothing more when it is left out */
    uint8_t kept;  /* bytes that are written */
    uint8_t ends;  /* lines that end with it */
} known_ascii;

struct mz_mark_index {
    word *words;
    size_t count, room;
    uint16_t heads[BUCKETS + 256];
    uint32_t wide[WIDE_CHARACTERS];
    uint8_t kinds[WIDE_CHARACTERS]; /* the same in half the bytes, so that a text's characters stay in the cache: number
                                       of what is known in known, 0 for what is asked of wide */
    uint32_t known[KINDS];
    known_ascii read[ASCII_CHARACTERS]; /* what follows from ascii, made when all words have been added */
    uint32_t ascii[ASCII_CHARACTERS];
    unsigned pairs; /* how many have been marked */
};

/* The number of the wide character at text, WIDE_CHARACTERS or more when there is none. */
static inline uint32_t wide_at(const char *text)
{
    const unsigned char *byte = (const unsigned char *)text;
    const uint32_t marks = (0xE0u << 12) + (0x80u << 6) + 0x80u; /* what the bytes hold beside the code point */
    return ((uint32_t)byte[0] << 12) + ((uint32_t)byte[1] << 6) + byte[2] - marks - FIRST_WIDE;
}

/* The bucket of the words that begin with the character at text. */
static size_t bucket_of(const char *text)
{
    if (((unsigned char)*text & 0xF0) == 0xE0) return (size_t)(text[1] & 0x3F) << 6 | (size_t)(text[2] & 0x3F);
    return BUCKETS + (size_t)(unsigned char)*text;
}

/* What is known of the character at text, NULL when it is neither wide nor ASCII. */
static uint32_t *known_of(mz_mark_index *index, const char *text)
{
    if ((unsigned char)*text < ASCII_CHARACTERS) return &index->ascii[(unsigned char)*text];
    uint32_t number = (unsigned char)*text >= 0xE0 ? wide_at(text) : WIDE_CHARACTERS;
    return number < WIDE_CHARACTERS ? &index->wide[number] : NULL;
}

static bool is_wide(const char *text)
{
    return (unsigned char)*text >= 0xE0 && wide_at(text) < WIDE_CHARACTERS;
}

/* Marks the characters that the word is found by; those that are neither wide nor ASCII have only their bucket. */
static void mark_characters(mz_mark_index *index, const word *own)
{
    const char *text = own->text;
    size_t step = mz_flat_step(text);
    bool later = is_wide(text) && is_wide(text + step) && text[2 * WIDE] != '\0' && known_of(index, text + 2 * WIDE);
    uint32_t *first = known_of(index, later ? text + WIDE : text);
    uint32_t *second = text[step] == '\0' ? NULL : known_of(index, later ? text + 2 * WIDE : text + step);
    if (first == NULL) return;
    if (own->list == MZ_MARKS_UNITS || second == NULL) {
        *first |= own->list == MZ_MARKS_UNITS ? UNIT : ALONE;
        return;
    }
    unsigned kind = later ? BEHIND_LATER : step == 1 ? BEHIND_ASCII : BEHIND_FIRST;
    if ((*first >> UPPER & kind) == 0) *first |= (later ? 1u << index->pairs++ % GROUPS : kind) << UPPER;
    *second |= *first >> UPPER & kind;
}

static bool add_word(mz_mark_index *index, const char *text, size_t list, size_t entry)
{
    if (text == NULL || *text == '\0') return true;
    if (index->count == index->room) {
        size_t room = index->room == 0 ? 256 : index->room * 2;
        word *grown = room < UINT16_MAX ? realloc(index->words, room * sizeof *grown) : NULL;
        if (grown == NULL) return false;
        index->words = grown;
        index->room = room;
    }
    word *slot = &index->words[index->count++];
    size_t length = strlen(text);
    *slot = (word){.text = text,
                   .length = (uint32_t)length,
                   .list = (uint32_t)list,
                   .entry = (uint32_t)entry,
                   .last = text[length - 1]};
    mark_characters(index, slot);
    uint16_t *link = &index->heads[bucket_of(text)];
    while (*link != 0 && index->words[*link - 1].length >= slot->length) link = &index->words[*link - 1].next;
    slot->next = *link;
    *link = (uint16_t)index->count;
    return true;
}

static bool add_list(mz_mark_index *index, const json_t *entries, size_t list)
{
    bool ok = true;
    const char *key;
    json_t *value, *object = (json_t *)(uintptr_t)entries; /* jansson iterates over what it does not change */
    size_t number = 0;
    json_object_foreach(object, key, value) ok = ok && add_word(index, key, list, number++);
    for (size_t i = 0; ok && i < json_array_size(entries); i++) {
        const json_t *entry = json_array_get(entries, i);
        const json_t *text = json_is_object(entry) ? json_object_get(entry, "text") : entry;
        if (!json_is_array(text)) ok = add_word(index, json_string_value(text), list, i);
        for (size_t k = 0; ok && k < json_array_size(text); k++)
            ok = add_word(index, json_string_value(json_array_get(text, k)), list, i);
    }
    return ok;
}

const char *mz_mark_list_key(mz_mark_list list)
{
    return lists[list];
}

/* Which characters are no keys or no part of them. */
static void mark_folded(mz_mark_index *index)
{
    char key[WIDE + 1];
    for (unsigned c = 0; c < ASCII_CHARACTERS; c++)
        index->ascii[c] =
            mz_text_key_into((const char[]){(char)c}, 1, key) > 0 ? (unsigned)BEHIND_OTHER << UPPER : FOLDED;
    index->ascii[0] = FOLDED; /* the end of a line */
    for (unsigned n = 0; n < WIDE_CHARACTERS; n++) {
        unsigned c = FIRST_WIDE + n;
        const char text[] = {(char)(0xE0 | c >> 12), (char)(0x80 | (c >> 6 & 0x3F)), (char)(0x80 | (c & 0x3F))};
        size_t length = mz_text_key_into(text, WIDE, key);
        unsigned upper = length == WIDE ? NO_ASCII : length == 1 ? (unsigned char)*key : 0;
        bool folded = length != WIDE || memcmp(key, text, WIDE) != 0;
        index->wide[n] = folded ? upper << UPPER | FOLDED : (unsigned)BEHIND_WIDE << UPPER;
    }
}

/* Sorts the wide characters by what is known of them, when all words have been added. */
static void sort_kinds(mz_mark_index *index)
{
    unsigned count = 1;
    index->known[0] = FOLDED;
    for (unsigned n = 0; n < WIDE_CHARACTERS; n++) {
        unsigned kind = 1;
        while (kind < count && index->known[kind] != index->wide[n]) kind++;
        if (kind == count && kind < KINDS && (index->wide[n] & FOLDED) == 0) index->known[count++] = index->wide[n];
        index->kinds[n] = (uint8_t)(kind < count ? kind : 0);
    }
}

static void describe_ascii(mz_mark_index *index)
{
    for (unsigned c = 0; c < ASCII_CHARACTERS; c++) {
        unsigned own = index->ascii[c];
        bool kept = (own & FOLDED) == 0;
        index->read[c] = (known_ascii){.hits = (uint16_t)(own & ~(unsigned)FOLDED),
                                       .stay = kept ? 0 : UINT16_MAX,
                                       .next = (uint16_t)(kept ? own >> UPPER : 0),
                                       .kept = kept,
                                       .ends = c == '\0'};
    }
}

mz_mark_index *mz_mark_index_new(const json_t *words)
{
    mz_mark_index *index = calloc(1, sizeof *index);
    if (index != NULL) mark_folded(index);
    for (size_t list = 0; index != NULL && list < MZ_MARK_LISTS; list++)
        if (!add_list(index, json_object_get(words, lists[list]), list)) {
            mz_mark_index_free(index);
            return NULL;
        }
    if (index != NULL) {
        sort_kinds(index);
        describe_ascii(index);
    }
    return index;
}

void mz_mark_index_free(mz_mark_index *index)
{
    if (index == NULL) return;
    free(index->words);
    free(index);
}

/* Notes that a word may begin so many bytes before the end; places are kept in their order. */
static void note_begin(mz_flat_reader *reader, size_t before)
{
    size_t at = (size_t)(reader->end - reader->text), place = reader->count;
    if (before > at) return;
    at -= before;
    while (place > 0 && reader->begins[place - 1] > at) place--;
    if (place > 0 && reader->begins[place - 1] == at) return;
    if (reader->count == reader->room &&
        !mz_arena_grow(reader->arena, &reader->begins, reader->count, &reader->room, sizeof at))
        return;
    for (size_t i = reader->count++; i > place; i--) reader->begins[i] = reader->begins[i - 1];
    reader->begins[place] = at;
}

/* Notes the words that a character at the end, which is the second of these kinds of pairs, may be part of. */
static void note_hits(mz_flat_reader *reader, unsigned hits)
{
    if ((hits & BEHIND_LATER) != 0) note_begin(reader, 2 * WIDE);
    if ((hits & BEHIND_FIRST) != 0) note_begin(reader, WIDE);
    if ((hits & BEHIND_ASCII) != 0) note_begin(reader, 1);
    if ((hits & (ALONE | UNIT)) != 0) note_begin(reader, 0);
}

/* Appends a character that is part of a key. */
static void put(mz_flat_reader *reader, const char *text, size_t length, unsigned own)
{
    note_hits(reader, own & reader->wanted);
    memcpy(reader->end, text, length);
    reader->end += length;
    reader->wanted = own >> UPPER;
}

/* Appends a wide character that is folded or may be part of a word. */
static void put_wide(mz_flat_reader *reader, const char *text, unsigned own)
{
    const mz_mark_index *index = reader->index;
    unsigned ascii = own >> UPPER;
    if ((own & FOLDED) == 0) {
        put(reader, text, WIDE, own);
    } else if (ascii == NO_ASCII) {
        char key[WIDE + 1];
        mz_text_key_into(text, WIDE, key);
        uint32_t number = wide_at(key);
        put(reader, key, WIDE, number < WIDE_CHARACTERS ? index->wide[number] : (unsigned)BEHIND_WIDE << UPPER);
    } else if (ascii != 0) {
        put(reader, (const char[]){(char)ascii}, 1, index->ascii[ascii]);
    }
}

/* What is kept between characters while wide and ASCII ones are read: in registers, as nearly all of a text goes
 * through here. */
typedef struct reading {
    const char *text; /* what is left of it */
    char *out;
    size_t *start;
    uint16_t wanted;
} reading;

static inline void pause_reading(mz_flat_reader *reader, const reading *own)
{
    reader->end = own->out;
    reader->start = own->start;
    reader->wanted = own->wanted;
}

/* Reads wide characters; none begins from stop on. A fourth byte is copied that the next character overwrites. */
static inline reading read_wide(mz_flat_reader *reader, reading own, const char *stop)
{
    const mz_mark_index *index = reader->index;
    uint32_t number;
    for (; own.text < stop && (number = wide_at(own.text)) < WIDE_CHARACTERS; own.text += WIDE) {
        unsigned known = index->known[index->kinds[number]];
        if (((uint16_t)known & own.wanted) != 0) {
            pause_reading(reader, &own);
            put_wide(reader, own.text, index->wide[number]);
            own.out = reader->end;
            own.wanted = (uint16_t)reader->wanted;
            continue;
        }
        memcpy(own.out, own.text, WIDE + 1);
        own.out += WIDE;
        own.wanted = (uint16_t)(known >> UPPER);
    }
    return own;
}

/* Reads ASCII characters and the ends of lines. */
static inline reading read_ascii(mz_flat_reader *reader, reading own, const char *end)
{
    const known_ascii *read = reader->index->read;
    for (; own.text < end && (unsigned char)*own.text < ASCII_CHARACTERS; own.text++) {
        const known_ascii *known = &read[(unsigned char)*own.text];
        if ((known->hits & own.wanted) != 0) {
            pause_reading(reader, &own);
            note_hits(reader, known->hits & own.wanted);
        }
        *own.out = *own.text;
        own.out += known->kept;
        own.wanted = (uint16_t)((own.wanted & known->stay) | known->next);
        *own.start = (size_t)(own.out - reader->text);
        own.start += known->ends;
    }
    return own;
}

/* The same for one character that is neither. */
static const char *read_other(mz_flat_reader *reader, const char *text, const char *end)
{
    size_t used = mz_flat_step(text);
    if (used > (size_t)(end - text)) return end;
    size_t length = mz_text_key_into(text, used, reader->end);
    if (length > 0) {
        if (reader->index->heads[bucket_of(reader->end)] != 0) note_begin(reader, 0);
        reader->wanted = length == WIDE ? BEHIND_WIDE : BEHIND_OTHER;
        reader->end += length;
    }
    return text + used;
}

mz_flat_reader mz_flat_reader_of(mz_problem *problem, char *room)
{
    return (mz_flat_reader){
        .index = problem->rulebook->marks, .arena = problem->arena, .text = room, .end = room, .wanted = BEHIND_OTHER};
}

void mz_flat_begin_line(mz_flat_reader *reader, size_t *start)
{
    *start = (size_t)(reader->end - reader->text);
    reader->start = start + 1;
}

void mz_flat_read(mz_flat_reader *reader, const char *text, size_t length)
{
    const char *end = text + length;
    const char *stop = length >= WIDE ? end - (WIDE - 1) : text; /* behind where the last wide one may begin */
    reading own = {text, reader->end, reader->start, (uint16_t)reader->wanted};
    while (own.text < end) {
        own = read_ascii(reader, read_wide(reader, own, stop), end);
        if (own.text == end || (own.text < stop && wide_at(own.text) < WIDE_CHARACTERS)) continue;
        pause_reading(reader, &own);
        own.text = read_other(reader, own.text, end);
        own.out = reader->end;
        own.wanted = (uint16_t)reader->wanted;
    }
    pause_reading(reader, &own);
    *reader->end = '\0';
}

/* Notes the words that begin at offset at. */
static bool note_words(mz_problem *problem, mz_flat *flat, size_t at)
{
    const mz_mark_index *index = problem->rulebook->marks;
    const char *text = flat->text + at;
    for (uint16_t w = index->heads[bucket_of(text)]; w != 0; w = index->words[w - 1].next) {
        const word *own = &index->words[w - 1];
        if (own->length > flat->length - at || text[own->length - 1] != own->last ||
            memcmp(text, own->text, own->length) != 0)
            continue;
        mz_marks *marks = &flat->marks[own->list];
        mz_mark *mark = mz_arena_push(problem->arena, &marks->items, &marks->count, &marks->room, sizeof *marks->items);
        if (mark == NULL) return false;
        *mark = (mz_mark){at, own->length, own->entry};
    }
    return true;
}

bool mz_flat_find_marks(mz_problem *problem, mz_flat *flat, const mz_flat_reader *reader)
{
    for (size_t i = 0; i < reader->count; i++)
        if (!note_words(problem, flat, reader->begins[i])) return false;
    return true;
}

size_t mz_marks_before(const mz_marks *marks, size_t at)
{
    size_t low = 0, high = marks->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (marks->items[middle].at < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const json_t *mz_mark_entry(const mz_problem *problem, mz_mark_list list, const mz_mark *mark)
{
    return json_array_get(mz_rulebook_value(problem->rulebook, lists[list]), mark->entry);
}
