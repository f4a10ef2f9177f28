/* words.h - the vocabulary of the narrative (schemas/catalogue/narrative.json), compiled once. */
#ifndef MZ_FORM_WORDS_H
#define MZ_FORM_WORDS_H

#include <jansson.h>
#include <mingzhang/amount.h>
#include <stdbool.h>

/* What a word means; the order is that of the keys table in words.c. */
typedef enum mz_word_class {
    MZ_WORDS_INCREASE,         /* 增加 */
    MZ_WORDS_DECREASE,         /* 减少 */
    MZ_WORDS_FLAT,             /* 持平 */
    MZ_WORDS_LINK,             /* stands between a subject and its figure: 为, 共计, 安排 */
    MZ_WORDS_TOTAL,            /* alone before a figure it sums up what was listed: 共计 */
    MZ_WORDS_BOUND,            /* ≥, 大于等于, 约 */
    MZ_WORDS_BASE,             /* which version of the figure: 年初预算, 支出决算 */
    MZ_WORDS_COMPLETION,       /* 完成年初预算 */
    MZ_WORDS_SHARE,            /* 占比, 占 */
    MZ_WORDS_COMPARE,          /* a comparison with the year before: 较上年 */
    MZ_WORDS_COMPARE_YEAR,     /* the same when a year follows: 较, 比, 与 */
    MZ_WORDS_COMPARE_TAIL,     /* what may stand between the comparison and its verb: 预算, 相比 */
    MZ_WORDS_GROUP,            /* opens a list of parts: 其中, 包括 */
    MZ_WORDS_REASON,           /* opens a reason: 主要原因是 */
    MZ_WORDS_REASON_BEGIN,     /* the same where a clause behind an amount begins with it: 系, 因 */
    MZ_WORDS_NO_REASON,        /* begins like one of these and is none: 系统 */
    MZ_WORDS_REASON_END,       /* ends one before its sentence does: ，主要用于 */
    MZ_WORDS_LEAD,             /* dropped in front of a subject: 我部门, 本年度, 和 */
    MZ_WORDS_JOIN,             /* dropped between two listed figures: 和 */
    MZ_WORDS_TAIL,             /* dropped behind a subject: 预算数 */
    MZ_WORDS_RESPECTIVELY,     /* behind several subjects: each has its own figure: 分别 */
    MZ_WORDS_ABOUT,            /* a subject that begins so continues the clause before it: 涉及 */
    MZ_WORDS_LAST_YEAR,        /* the figure belongs to the year before: 上年末 */
    MZ_WORDS_THRESHOLD_BEFORE, /* 单价: a limit, not a fact */
    MZ_WORDS_THRESHOLD_AFTER,  /* （含）, 以上 */
    MZ_WORDS_DEFINITION,       /* ：指 : the sentence explains a term */
    MZ_WORDS_USE_BEGIN,        /* after this line of a table stands a paragraph on what the money is for */
    MZ_WORDS_USE_END,          /* and before this one it ends */
    MZ_WORDS_CONTENTS,         /* 目录 */
    MZ_WORDS_LEVEL,            /* （类）, （款）, （项）: levels of a subject's path */
    MZ_WORDS_HEADING_TAIL,     /* a short line that ends so is a heading even without a number: 情况说明 */
    MZ_WORDS_REASON_AFTER,     /* a clause right behind a stated change that begins so is its reason: 上年, 新增 */
    MZ_WORDS_CLASSES
} mz_word_class;

/* A word as it is written. */
typedef struct mz_word {
    const char *text;
    uint32_t length;
    uint8_t class; /* mz_word_class */
    char last;     /* its last byte, which most texts that are other words differ in */
} mz_word;

typedef struct mz_unit_word {
    const char *text;
    uint32_t length;
    mz_unit unit;
    const char *name; /* the canonical print: 万元 for 萬元 */
} mz_unit_word;

typedef struct mz_alias {
    const char *from;
    const char *to;
} mz_alias;

/* Buckets of characters of three bytes, and of the first bytes of all others, which would share those of unlike words.
 */
enum { MZ_CHARACTER_BUCKETS = 1024, MZ_WORD_BUCKETS = MZ_CHARACTER_BUCKETS + 256 };

/* Words in the order of the bucket of one of their characters, longest first: those of bucket b are
 * [begins[b], ends[b]). classes: bit per class that has a word in the bucket. beside: bit per last byte (modulo 32)
 * that the character beside that one may have, which most texts that are other words differ in. */
typedef struct mz_word_index {
    mz_word *words;
    uint16_t begins[MZ_WORD_BUCKETS], ends[MZ_WORD_BUCKETS];
    uint32_t classes[MZ_WORD_BUCKETS];
    uint32_t beside[MZ_WORD_BUCKETS];
} mz_word_index;

/* Filled by words.c; others ask the functions below. */
typedef struct mz_words {
    mz_word_index by_begin, by_end;
    size_t count;
    /* The first character (three bytes) of all words of the class, "" when they differ; its last byte is rarest. */
    char heads[MZ_WORDS_CLASSES][4];
    char shared[MZ_WORDS_CLASSES][4];     /* a Chinese character that all words of the class hold, "" when none */
    uint32_t shared_at[MZ_WORDS_CLASSES]; /* bit per offset at which a word of the class holds it first */
    bool plain[MZ_WORDS_CLASSES];         /* whether a word of the class begins with a Chinese character */
    uint8_t shortest[MZ_WORDS_CLASSES];   /* length of the shortest word of the class */
    mz_unit_word *units;                  /* longest first */
    size_t unit_count;
    mz_alias *aliases;
    size_t alias_count;
    bool aliased[MZ_WORD_BUCKETS]; /* whether any begins with a character of the bucket */
} mz_words;

/*
 * Compiles the vocabulary. root is borrowed. On success *words is owned by the caller (mz_words_free), immutable and
 * safe to share between threads. Errors: MZ_ERR_CATALOGUE (message names the key), MZ_ERR_MEMORY.
 */
mz_status mz_words_compile(const json_t *root, mz_words **words, mz_error *error);
/* The same from the catalogue's files (name -> root): every one whose name begins with "narrative", put together. */
mz_status mz_words_load(const json_t *files, mz_words **words, mz_error *error);
void mz_words_free(mz_words *words);

/* Bytes of the UTF-8 character that starts with byte. */
static inline size_t mz_character_size(char byte)
{
    unsigned char b = (unsigned char)byte;
    return b < 0x80 ? 1 : b < 0xE0 ? 2 : b < 0xF0 ? 3 : 4;
}

/* Whether a byte begins a Chinese character: three bytes that are neither white space nor mark. */
static inline bool mz_is_common_lead(char byte)
{
    return (unsigned char)byte >= 0xE4 && (unsigned char)byte <= 0xE9;
}

/* The bucket of the first character of text; length > 0. */
static inline unsigned mz_words_bucket(const char *text, size_t length)
{
    const unsigned char *byte = (const unsigned char *)text;
    if (byte[0] < 0xE0 || byte[0] >= 0xF0 || length < 3) return MZ_CHARACTER_BUCKETS + byte[0];
    return ((unsigned)byte[1] << 6 ^ byte[2]) % MZ_CHARACTER_BUCKETS;
}

/* The same of its last character. */
static inline unsigned mz_words_last_bucket(const char *text, size_t length)
{
    size_t at = length - 1;
    if (length >= 3 && mz_is_common_lead(text[length - 3])) return mz_words_bucket(text + length - 3, 3);
    while (at > 0 && length - at < 4 && ((unsigned char)text[at] & 0xC0) == 0x80) at--;
    return mz_words_bucket(text + at, length - at);
}

/* The offset of the first character from `at` on that a word of any of the classes (bits as below) may begin with;
 * length when there is none. text is whole characters. */
static inline size_t mz_words_next(const mz_words *words, uint32_t classes, const char *text, size_t length, size_t at)
{
    const uint32_t *begin = words->by_begin.classes;
    while (at < length) {
        for (; length - at >= 3 && mz_is_common_lead(text[at]); at += 3)
            if ((begin[mz_words_bucket(text + at, 3)] & classes) != 0) return at;
        if (at == length || (begin[mz_words_bucket(text + at, length - at)] & classes) != 0) return at;
        at += mz_character_size(text[at]);
    }
    return length;
}

/* Bit per class (1 << mz_word_class) that may have a word which begins with the first character of text: what a scanner
 * asks of every character. */
static inline uint32_t mz_words_classes(const mz_words *words, const char *text, size_t length)
{
    return length == 0 ? 0 : words->by_begin.classes[mz_words_bucket(text, length)];
}

/* The longest word of any of the classes (bits as above) that text begins with; NULL when none does. */
const mz_word *mz_words_at(const mz_words *words, uint32_t classes, const char *text, size_t length);

/* The longest word of a class that text, whose last character has this bucket, ends with; NULL when none does. */
const mz_word *mz_words_ending(const mz_words *words, unsigned bucket, mz_word_class class, const char *text,
                               size_t length);

/* The longest word of a class that text begins, or ends, with; NULL when none. */
static inline const mz_word *mz_words_prefix(const mz_words *words, mz_word_class class, const char *text,
                                             size_t length)
{
    if ((mz_words_classes(words, text, length) >> class & 1u) == 0) return NULL;
    return mz_words_at(words, 1u << class, text, length);
}
static inline const mz_word *mz_words_suffix(const mz_words *words, mz_word_class class, const char *text,
                                             size_t length)
{
    if (length == 0) return NULL;
    unsigned bucket = mz_words_last_bucket(text, length);
    return (words->by_end.classes[bucket] >> class & 1u) == 0 ? NULL
                                                              : mz_words_ending(words, bucket, class, text, length);
}

/* Bit per class that may have a word which ends with the last character of text. */
static inline uint32_t mz_words_end_classes(const mz_words *words, const char *text, size_t length)
{
    return length == 0 ? 0 : words->by_end.classes[mz_words_last_bucket(text, length)];
}

/* Whether text contains a word of a class; *at receives the offset of the first occurrence (may be NULL). */
const mz_word *mz_words_find(const mz_words *words, mz_word_class class, const char *text, size_t length, size_t *at);

/* The longest unit that text begins with; NULL when none. */
const mz_unit_word *mz_words_unit(const mz_words *words, const char *text, size_t length);

/* The preferred name of a subject, or NULL when it has no alias. */
const char *mz_words_alias(const mz_words *words, const char *subject);

#endif
