/* flow_like.c - the known header word that an unknown one is a longer or a shorter form of. */
#include <string.h>

#include "flow_vocabulary.h"
#include "text/text.h"

/* fewer characters are alike by chance, but for short forms of what stands over codes and names */
enum { FEWEST = 3, NAMING = MZ_FLOW_WORD_CODE | MZ_FLOW_WORD_NAME };

/* Whether a character is one that tells words apart. */
static bool is_mark(const char *marks, uint32_t character)
{
    for (size_t used; *marks != '\0'; marks += used)
        if (mz_text_char(marks, &used) == character) return true;
    return false;
}

/* Whether part is whole with characters left out. *left, *all: characters left out and of whole. */
static bool shortens(const char *part, const char *whole, size_t *left, size_t *all)
{
    size_t used, next;
    uint32_t wanted = mz_text_char(part, &next);
    *left = *all = 0;
    for (; *whole != '\0'; whole += used, ++*all) {
        if (mz_text_char(whole, &used) != wanted || *part == '\0') {
            ++*left;
            continue;
        }
        part += next;
        if (*part != '\0') wanted = mz_text_char(part, &next);
    }
    return *part == '\0';
}

/* Whether one of the characters left out of part tells words apart. */
static bool tells_apart(const char *marks, const char *part, const char *whole)
{
    for (size_t used, next; *whole != '\0'; whole += used) {
        uint32_t character = mz_text_char(whole, &used);
        if (*part != '\0' && mz_text_char(part, &next) == character)
            part += next;
        else if (is_mark(marks, character))
            return true;
    }
    return false;
}

/* Whether word tells more of a table than one that is as much like the text: 编码 is rather that of a subject than that
 * of a project. */
static bool rather(const mz_flow_word *word, const mz_flow_word *other)
{
    const unsigned kinds[] = {MZ_FLOW_WORD_CODE, MZ_FLOW_WORD_NAME, MZ_FLOW_WORD_COLUMN};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if ((word->kinds & kinds[i]) != (other->kinds & kinds[i])) return (word->kinds & kinds[i]) != 0;
    return false;
}

const mz_flow_word *mz_flow_vocabulary_like(const mz_flow_vocabulary *vocabulary, const char *key)
{
    const mz_flow_word *best = NULL;
    size_t best_left = 0, best_all = 0, first, length = strlen(key);
    if (*key == '\0') return NULL;
    const uint32_t begin = mz_text_char(key, &first), last = mz_flow_vocabulary_last(key);
    for (size_t w = 0; w < vocabulary->count; w++) {
        if (vocabulary->ends[w].first != begin && vocabulary->ends[w].last != last) continue;
        const char *word = vocabulary->words[w]->key;
        size_t left, all, other = strlen(word);
        bool longer = other > length;
        if (longer ? 2 * length < other : 2 * other < length) continue; /* characters of three bytes, nearly all */
        if (!shortens(longer ? key : word, longer ? word : key, &left, &all)) continue;
        bool naming = longer && (vocabulary->words[w]->kinds & NAMING) != 0;
        if (2 * left > all || (all - left < FEWEST && !naming)) continue;
        if (best != NULL && left * best_all > best_left * all) continue;
        if (best != NULL && left * best_all == best_left * all && !rather(vocabulary->words[w], best)) continue;
        if (tells_apart(vocabulary->marks, longer ? key : word, longer ? word : key)) continue;
        best = vocabulary->words[w];
        best_left = left;
        best_all = all;
    }
    return best;
}
