/* flow_subjects.c - subject codes in columns of their own. */
#include "flow_subjects.h"

#include <string.h>

enum {
    CLASSES = 1000,
    PARTS = 100,
    LEVELS = MZ_FLOW_CODE_PARTS,
    NONE = MZ_FLOW_NO_PART,
    FEW = 10 /* one row in so many may lack its number */
};

typedef mz_flow_code code;

typedef struct subjects {
    mz_arena *arena;
    const mz_flow_forms *forms;
    const mz_flow_tokens *tokens;
    int classes[CLASSES]; /* how often each is printed and not yet used */
    int parts[PARTS];
    const char *odd; /* a number that is neither, where a class is missing; NULL when there is none */
    int levels;      /* columns of parts: 3, or 2 for economic subjects */
    bool own;        /* each row prints only the part of its own level */
    code *codes;
    bool *known;
    bool *misprinted; /* its class is not there */
} subjects;

static bool digits(const mz_flow_token *token, size_t length)
{
    return !token->used && token->kind == MZ_FLOW_NUMBER && strlen(token->text) == length &&
           strspn(token->text, "0123456789") == length;
}

bool mz_flow_class(const mz_flow_token *token)
{
    return digits(token, 3) && token->text[0] >= '2' && token->text[0] <= '5' && strcmp(token->text + 1, "00") != 0;
}

bool mz_flow_part(const mz_flow_token *token)
{
    return digits(token, 2) && strcmp(token->text, "00") != 0;
}

static int number_of(const mz_flow_token *token)
{
    return (int)(token->value / 1000000);
}

int mz_flow_code_level(const mz_flow_code *c)
{
    int level = 0;
    while (level < LEVELS && c->part[level] != NONE) level++;
    return level;
}

mz_flow_code mz_flow_code_parse(const char *text)
{
    code c = {{NONE, NONE, NONE}};
    size_t length = strlen(text);
    if (length < 3 || length > 7 || strspn(text, "0123456789") != length) return c;
    c.part[0] = (text[0] - '0') * 100 + (text[1] - '0') * 10 + text[2] - '0';
    for (size_t at = 3, level = 1; at + 1 < length; at += 2, level++)
        c.part[level] = (text[at] - '0') * 10 + text[at + 1] - '0';
    return c;
}

/* Whether the parts of c are printed and not yet used. */
static bool available(const subjects *s, const code *c)
{
    int level = mz_flow_code_level(c);
    if (level == 0 || level > s->levels) return false;
    if (s->own && level > 1) return s->parts[c->part[level - 1]] > 0;
    if (s->classes[c->part[0]] == 0) return false;
    if (level > 1 && s->parts[c->part[1]] == 0) return false;
    if (level < 3) return true;
    return s->parts[c->part[2]] > (c->part[1] == c->part[2]);
}

/* Whether c can stand directly behind the row `before` in a table that is complete and in order. */
static bool follows(const code *before, const code *c)
{
    int level = mz_flow_code_level(c);
    for (int l = 0; l + 1 < level; l++)
        if (before->part[l] != c->part[l]) return false;
    return c->part[level - 1] > before->part[level - 1];
}

static void use(subjects *s, size_t label, const code *c)
{
    int level = mz_flow_code_level(c);
    s->misprinted[label] = !s->own && s->classes[c->part[0]] == 0;
    s->codes[label] = *c;
    s->known[label] = true;
    if (s->own && level > 1) {
        s->parts[c->part[level - 1]]--;
        return;
    }
    s->classes[c->part[0]]--;
    if (c->part[1] != NONE) s->parts[c->part[1]]--;
    if (c->part[2] != NONE) s->parts[c->part[2]]--;
}

/* The parts printed directly in front of the label: a class and what follows it. *block: others stand in front of them,
 * so that they may be those of another row. */
static code printed_before(const subjects *s, const mz_flow_label *label, bool *block)
{
    code c = {{NONE, NONE, NONE}};
    size_t begin = label->first;
    while (begin > 0 && (mz_flow_part(&s->tokens->items[begin - 1]) || mz_flow_class(&s->tokens->items[begin - 1]))) {
        begin--;
        if (mz_flow_class(&s->tokens->items[begin])) break;
    }
    *block = begin > 0 && mz_flow_part(&s->tokens->items[begin - 1]);
    if (begin == label->first || label->first - begin > LEVELS || !mz_flow_class(&s->tokens->items[begin])) return c;
    for (size_t i = begin; i < label->first; i++) c.part[i - begin] = number_of(&s->tokens->items[i]);
    return c;
}

/* Whether what is printed in front of a name is the code, or its begin. */
static bool agrees(const code *printed, const code *c)
{
    for (int l = 0; l < LEVELS; l++)
        if (printed->part[l] != NONE && printed->part[l] != c->part[l]) return false;
    return true;
}

/* What the code of a name must satisfy. */
enum { IN_ORDER = 1 /* follows the row before */, PRINTED = 2 /* its parts are there */ };

/* The subject of this name that fits best. */
static bool by_name(const subjects *s, const mz_flow_label *label, const code *before, const code *printed, int needed,
                    code *best)
{
    bool found = false, agreed = false;
    for (size_t i = 0; label->codes != NULL && i < label->codes->count; i++) {
        code c = mz_flow_code_parse(label->codes->codes[i]);
        if (mz_flow_code_level(&c) == 0 || mz_flow_code_level(&c) > s->levels) continue;
        if (((needed & PRINTED) != 0 && !available(s, &c)) || ((needed & IN_ORDER) != 0 && !follows(before, &c)))
            continue;
        bool agreement = agrees(printed, &c);
        if (found && (agreed || !agreement)) continue;
        *best = c;
        found = true;
        agreed = agreement;
    }
    return found;
}

/* A name that every 款 gives the same number; `other` is one only when its own code, if it has one, is not printed. */
static bool by_item(const subjects *s, const mz_flow_label *label, const code *before, code *best)
{
    const code any = {{NONE, NONE, NONE}};
    const char *number = mz_dictionary_find(&s->forms->items, label->key, strlen(label->key));
    if (number == NULL && mz_flow_words_begin(&s->forms->other, label->key)) {
        if (by_name(s, label, before, &any, PRINTED, best)) return false;
        number = s->forms->other_number;
    }
    int last = s->levels - 1;
    if (number == NULL || before->part[last - 1] == NONE) return false;
    *best = *before;
    best->part[last] = (number[0] - '0') * 10 + number[1] - '0';
    return available(s, best) && follows(before, best);
}

/* Whether the catalogue calls the code so, or gives its number to that name in every 款. */
static bool is_called(const subjects *s, const mz_flow_label *label, const code *c)
{
    const char *number = mz_dictionary_find(&s->forms->items, label->key, strlen(label->key));
    if (number != NULL) return c->part[s->levels - 1] == (number[0] - '0') * 10 + number[1] - '0';
    for (size_t i = 0; label->codes != NULL && i < label->codes->count; i++) {
        const code known = mz_flow_code_parse(label->codes->codes[i]);
        if (memcmp(known.part, c->part, sizeof known.part) == 0) return true;
    }
    return false;
}

/* earlier: the row in front of `before`, when that is a name read out of its place; else NULL. */
static bool choose(const subjects *s, const mz_flow_label *label, const code *before, const code *earlier, code *best)
{
    bool block;
    code printed = printed_before(s, label, &block);
    const int level = mz_flow_code_level(&printed);
    const bool whole = level == s->levels && available(s, &printed);
    const bool called = whole && !follows(before, &printed) && is_called(s, label, &printed);
    if (whole && (follows(before, &printed) || (called && !block))) {
        *best = printed;
        return true;
    }
    if (by_name(s, label, before, &printed, IN_ORDER | PRINTED, best) || by_item(s, label, before, best)) return true;
    if (earlier != NULL && by_item(s, label, earlier, best)) return true;
    if (called) {
        *best = printed;
        return true;
    }
    if (level > 0 && label->codes == NULL && available(s, &printed) && follows(before, &printed)) {
        *best = printed;
        return true;
    }
    return by_name(s, label, before, &printed, PRINTED, best) ||
           (s->levels == LEVELS && by_name(s, label, before, &printed, IN_ORDER, best)); /* a part is misprinted */
}

/* The first part in the stream, not yet used, above `above` and below `below`; NONE when there is none. */
static int left_over(const subjects *s, int above, int below)
{
    for (int n = above + 1; n < below && n < PARTS; n++)
        if (n > 0 && s->parts[n] > 0) return n;
    return NONE;
}

/* The code of a row that neither name nor place tells, between the rows before and behind (NULL at the end). */
static bool between(const subjects *s, const code *before, const code *behind, code *best)
{
    bool same_class = behind != NULL && behind->part[0] == before->part[0];
    bool same_section = same_class && behind->part[1] == before->part[1];
    bool parent_missing = same_class && mz_flow_code_level(behind) == 3 && !same_section;
    *best = *before;
    if (parent_missing) { /* the row is the parent of the one behind it */
        best->part[1] = behind->part[1];
        best->part[2] = NONE;
        if (available(s, best)) return true;
    }
    if (behind != NULL && mz_flow_code_level(behind) > 1 && !same_class) { /* it, or one behind it, is the class */
        *best = (code){{behind->part[0], NONE, NONE}};
        if (s->classes[before->part[0] == NONE ? 0 : before->part[0]] == 0 && available(s, best)) return true;
    }
    if (before->part[0] != NONE && s->classes[before->part[0]] > 0) {
        if (before->part[1] != NONE && s->levels > 2) {
            *best = *before;
            best->part[2] = left_over(s, before->part[2], same_section ? behind->part[2] : PARTS);
            if (best->part[2] != NONE && available(s, best)) return true;
        }
        *best = (code){{before->part[0], NONE, NONE}};
        int below = same_class ? behind->part[1] + (mz_flow_code_level(behind) == 3) : PARTS;
        best->part[1] = left_over(s, before->part[1], below);
        if (best->part[1] != NONE && available(s, best)) return true;
    }
    for (int c = before->part[0] + 1; c > 0 && c < CLASSES; c++)
        if (s->classes[c] > 0) {
            *best = (code){{c, NONE, NONE}};
            return true;
        }
    return false;
}

static void count_parts(subjects *s, const mz_flow_labels *labels)
{
    int smallest = NONE;
    size_t classes = 0, parts = 0, rows = 0;
    for (size_t i = 0; i < labels->count; i++) rows += !labels->items[i].total;
    for (size_t i = 0; i < s->tokens->count; i++) {
        const mz_flow_token *token = &s->tokens->items[i];
        if (mz_flow_class(token)) {
            int number = number_of(token);
            s->classes[number]++;
            classes++;
            if (smallest == NONE || number < smallest) smallest = number;
        }
        if (token->kind == MZ_FLOW_NUMBER && !token->used && strlen(token->text) == 1 && token->text[0] != '0')
            s->odd = token->text;
        if (mz_flow_part(token)) {
            s->parts[number_of(token)]++;
            parts++;
        }
    }
    /* economic subjects have two levels; so has a table whose parts are fewer than its rows */
    s->own = parts > 0 && classes > 0 && classes * 2 < rows && classes + parts >= rows - rows / FEW &&
             classes + parts <= rows + rows / FEW;
    s->levels = smallest >= 300 && (parts <= classes || s->own) ? 2 : LEVELS;
}

static bool write(subjects *s, const mz_flow_labels *labels, const char **codes, const char **printed)
{
    for (size_t i = 0; i < labels->count; i++) {
        const code *c = &s->codes[i];
        codes[i] = printed[i] = NULL;
        if (!s->known[i]) continue;
        switch (mz_flow_code_level(c)) {
        case 1:
            codes[i] = mz_arena_printf(s->arena, "%03d", c->part[0]);
            break;
        case 2:
            codes[i] = mz_arena_printf(s->arena, "%03d%02d", c->part[0], c->part[1]);
            break;
        default:
            codes[i] = mz_arena_printf(s->arena, "%03d%02d%02d", c->part[0], c->part[1], c->part[2]);
        }
        if (codes[i] == NULL) return false;
        printed[i] = codes[i];
        if (s->misprinted[i] && s->odd != NULL) printed[i] = mz_arena_printf(s->arena, "%s%s", s->odd, codes[i] + 3);
        if (printed[i] == NULL) return false;
    }
    return true;
}

mz_status mz_flow_subjects(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_tokens *tokens,
                           const mz_flow_labels *labels, const char **codes, const char **printed, bool *guessed)
{
    subjects *s = mz_arena_alloc(arena, sizeof *s);
    if (s == NULL) return MZ_ERR_MEMORY;
    *s = (subjects){.arena = arena, .forms = forms, .tokens = tokens};
    s->codes = mz_arena_array(arena, labels->count + 1, sizeof *s->codes);
    s->known = mz_arena_array(arena, labels->count + 1, sizeof *s->known);
    s->misprinted = mz_arena_array(arena, labels->count + 1, sizeof *s->misprinted);
    if (s->codes == NULL || s->known == NULL || s->misprinted == NULL) return MZ_ERR_MEMORY;
    count_parts(s, labels);
    if (mz_flow_page_codes(arena, tokens, labels, s->levels, s->codes, s->known) != MZ_OK) return MZ_ERR_MEMORY;
    for (size_t i = 0; i < labels->count; i++)
        if (s->known[i]) use(s, i, &s->codes[i]);
    code before = {{NONE, NONE, NONE}}, earlier = before, best;
    for (size_t i = 0; i < labels->count; i++) {
        if (labels->items[i].total) continue;
        const bool out_of_place = before.part[0] < earlier.part[0];
        if (!s->known[i]) {
            if (!choose(s, &labels->items[i], &before, out_of_place ? &earlier : NULL, &best)) continue;
            use(s, i, &best);
        }
        earlier = before;
        before = s->codes[i];
    }
    before = (code){{NONE, NONE, NONE}};
    for (size_t i = 0, next = 0; i < labels->count; i++) {
        if (labels->items[i].total) continue;
        if (next <= i) next = i + 1; /* else no label from here to the next one is known */
        while (next < labels->count && !s->known[next]) next++;
        guessed[i] = !s->known[i] && between(s, &before, next < labels->count ? &s->codes[next] : NULL, &best);
        if (guessed[i]) use(s, i, &best);
        if (s->known[i]) before = s->codes[i];
    }
    return write(s, labels, codes, printed) ? MZ_OK : MZ_ERR_MEMORY;
}
