/* flow_page_codes.c - codes in columns of their own, page by page: the n-th class belongs to the n-th name. */
#include <string.h>

#include "flow_subjects.h"

enum { LEVELS = MZ_FLOW_CODE_PARTS, NONE = MZ_FLOW_NO_PART };

/* What a page prints: the names [from, to) of labels, the totals among them, and the tokens [first, end). */
typedef struct page {
    const mz_flow_tokens *tokens;
    const mz_flow_labels *labels;
    size_t from, to, first, end;
    int levels;
    mz_flow_code *codes; /* by label */
    bool *own;           /* by token: it is one of a class with the parts behind it */
} page;

static int number_of(const mz_flow_token *token)
{
    return (int)(token->value / 1000000);
}

/* The label of the page at or behind l that is no total. */
static size_t next_name(const page *p, size_t l)
{
    while (l < p->to && p->labels->items[l].total) l++;
    return l;
}

/* Gives the n-th class, with the parts that stand directly behind it, to the n-th name. False when there are not as
 * many. */
static bool pair(const page *p)
{
    size_t l = next_name(p, p->from);
    mz_flow_code *code = NULL;
    int level = 0;
    for (size_t i = p->first; i < p->end; i++) {
        const mz_flow_token *token = &p->tokens->items[i];
        if (mz_flow_class(token)) {
            if (l == p->to) return false;
            code = &p->codes[l];
            *code = (mz_flow_code){{number_of(token), NONE, NONE}};
            level = 1;
            l = next_name(p, l + 1);
        } else if (code != NULL && level < p->levels && mz_flow_part(token)) {
            code->part[level++] = number_of(token);
        } else {
            code = NULL;
        }
        p->own[i] = code != NULL;
    }
    return l == p->to;
}

/* Whether code is that of a part of what `before` is, or of a brother of it, so that its own number is lacking. */
static bool lacks_part(const page *p, const mz_flow_code *before, const mz_flow_code *code)
{
    int level = mz_flow_code_level(code);
    return level < p->levels && mz_flow_code_level(before) >= level &&
           memcmp(before->part, code->part, (size_t)level * sizeof *code->part) == 0;
}

/* The part that stands directly in front of label l and is of no other; the end of the page when there is none. */
static size_t part_before(const page *p, size_t l)
{
    const size_t at = p->labels->items[l].first;
    return at > p->first && mz_flow_part(&p->tokens->items[at - 1]) && !p->own[at - 1] ? at - 1 : p->end;
}

/* Gives the names parts that stand apart from their class: in round 0 the one directly in front of the name, else those
 * that are left, in their order. Returns how many names lack one in the end. */
static size_t take_parts(const page *p, mz_flow_code before, int round)
{
    size_t lacking = 0, rest = p->first;
    for (size_t l = next_name(p, p->from); l < p->to; before = p->codes[l], l = next_name(p, l + 1)) {
        mz_flow_code *code = &p->codes[l];
        while (lacks_part(p, &before, code)) {
            size_t at = round == 0 ? part_before(p, l) : rest;
            while (round > 0 && at < p->end && (p->own[at] || !mz_flow_part(&p->tokens->items[at]))) at++;
            if (round > 0) rest = at; /* no part stands in front of it: linear */
            if (at == p->end) break;
            code->part[mz_flow_code_level(code)] = number_of(&p->tokens->items[at]);
            p->own[at] = true;
        }
        lacking += lacks_part(p, &before, code);
    }
    return lacking;
}

/* Whether all parts of the page find their names, and all names their parts. */
static bool complete(const page *p, const mz_flow_code *before)
{
    for (int round = 0; round < 2; round++)
        if (take_parts(p, *before, round) == 0) break;
    for (size_t i = p->first; i < p->end; i++)
        if (!p->own[i] && mz_flow_part(&p->tokens->items[i])) return false;
    return true;
}

/* Whether the codes go up, and no name that the catalogue knows is that of another code. */
static bool agrees(const page *p, const mz_flow_code *start)
{
    const mz_flow_code *before = start;
    for (size_t l = next_name(p, p->from); l < p->to; l = next_name(p, l + 1)) {
        const mz_flow_codes *named = p->labels->items[l].codes;
        const mz_flow_code *code = &p->codes[l];
        bool same = named == NULL;
        for (size_t i = 0; i < (named == NULL ? 0 : named->count) && !same; i++) {
            mz_flow_code c = mz_flow_code_parse(named->codes[i]);
            same = memcmp(c.part, code->part, sizeof c.part) == 0;
        }
        if (!same || memcmp(before->part, code->part, sizeof code->part) == 0) return false;
        for (int n = 0; n < LEVELS && before->part[n] >= code->part[n]; n++)
            if (before->part[n] > code->part[n]) return false;
        before = code;
    }
    return true;
}

mz_status mz_flow_page_codes(mz_arena *arena, const mz_flow_tokens *tokens, const mz_flow_labels *labels, int levels,
                             mz_flow_code *codes, bool *known)
{
    page p = {.tokens = tokens, .labels = labels, .levels = levels, .codes = codes};
    mz_flow_code before = {{NONE, NONE, NONE}};
    p.own = mz_arena_array(arena, tokens->count + 1, sizeof *p.own);
    if (p.own == NULL) return MZ_ERR_MEMORY;
    for (p.from = 0; p.from < labels->count; p.from = p.to, p.first = p.end) {
        const uint32_t number = labels->items[p.from].token->span.page;
        for (p.to = p.from; p.to < labels->count && labels->items[p.to].token->span.page == number;) p.to++;
        while (p.first < tokens->count && tokens->items[p.first].span.page < number) p.first++;
        for (p.end = p.first; p.end < tokens->count && tokens->items[p.end].span.page == number;) p.end++;
        bool told = pair(&p) && complete(&p, &before) && agrees(&p, &before);
        before = (mz_flow_code){{NONE, NONE, NONE}};
        for (size_t l = p.from; l < p.to; l++) {
            const mz_flow_codes *named = labels->items[l].codes;
            known[l] = told && !labels->items[l].total;
            if (known[l])
                before = codes[l];
            else if (named != NULL && named->count == 1)
                before = mz_flow_code_parse(named->codes[0]);
        }
    }
    return MZ_OK;
}
