/* flow_tokens.c - lines of flow text to a stream of words and figures. */
#include "flow_tokens.h"

#include <string.h>

/* Bytes of the blank at text, 0 when there is none: ASCII, U+00A0, U+3000. */
static size_t blank(const char *text, size_t length)
{
    if (*text == ' ' || *text == '\t') return 1;
    if (*text == '\xC2') return length >= 2 && text[1] == '\xA0' ? 2 : 0;
    return *text == '\xE3' && length >= 3 && text[1] == '\x80' && text[2] == '\x80' ? 3 : 0;
}

/* The end of the piece that begins at `at`. */
static size_t piece_end(const mz_line *line, size_t at)
{
    while (at < line->length) {
        const char *text = line->text + at;
        if (mz_is_common_lead(*text))
            at += 3;
        else if (((unsigned char)*text > ' ' && (unsigned char)*text < 0x80) || blank(text, line->length - at) == 0)
            at++;
        else
            break;
    }
    return at;
}

/* Reads a figure of length bytes; *figure tells whether it is one. False when the arena is exhausted. comma: whether
 * there is one in it. */
static bool read_figure(mz_arena *arena, const char *text, size_t length, bool comma, mz_flow_token *token,
                        bool *figure)
{
    char *printed = mz_arena_text(arena, length);
    mz_amount amount;
    *figure = printed != NULL && mz_amount_read(text, length, MZ_UNIT_NONE, printed, &amount) == MZ_OK;
    if (!*figure) return printed != NULL;
    token->separator = comma;
    token->text = printed;
    token->value = amount.value;
    token->decimals = amount.decimals;
    return true;
}

bool mz_flow_number(mz_arena *arena, mz_flow_token *token)
{
    bool figure;
    const size_t length = strlen(token->text);
    const bool comma = memchr(token->text, ',', length) != NULL;
    return read_figure(arena, token->text, length, comma, token, &figure) && figure;
}

enum { LEAST_FRAGMENT = 4 /* bytes of one that has a separator */ };
enum { DIGIT = 1, POINT = 2, MINUS = 4, PLUS = 8, COMMA = 16, STAR = 32, OTHER = 64 };

/* The kinds of characters that a piece consists of, as a bit set. */
static unsigned kinds_of(const char *text, size_t length)
{
    unsigned kinds = 0;
    for (const char *end = text + length; text < end && (kinds & OTHER) == 0; text++) {
        if (*text >= '0' && *text <= '9')
            kinds |= DIGIT;
        else
            kinds |= *text == '.'   ? POINT
                     : *text == '-' ? MINUS
                     : *text == '+' ? PLUS
                     : *text == ',' ? COMMA
                     : *text == '*' ? STAR
                                    : OTHER;
    }
    return kinds;
}

/* Whether a piece that holds other characters may be a figure: a sign or brackets of its own, the mark of a note. */
static bool may_be_marked(const char *text, size_t length)
{
    enum { SHORTEST = 3, LONGEST = 40 };
    if (length < SHORTEST || length > LONGEST) return false;
    if (mz_is_digit(*text)) return text[length - 1] == '*' || (unsigned char)text[length - 3] >= 0xE2;
    return *text == '(' || *text == '\xE2' || *text == '\xEF';
}

/* What a piece is by its characters, and all but texts as tokens; a fragment such as "25." or "1,02" is a number
 * without a value of its own. False when the arena is exhausted. */
static bool classify(mz_arena *arena, const char *piece, size_t length, mz_flow_token *token)
{
    unsigned kinds = kinds_of(piece, length);
    token->kind = MZ_FLOW_TEXT;
    if (kinds == STAR)
        token->kind = MZ_FLOW_REDACTED;
    else if (kinds == MINUS || mz_text_is_nil(piece, length))
        token->kind = MZ_FLOW_DASH;
    else if ((kinds & DIGIT) != 0 && (kinds & (STAR | OTHER)) == 0)
        token->kind = MZ_FLOW_NUMBER;
    bool figure = false;
    if (token->kind == MZ_FLOW_TEXT) {
        if (!may_be_marked(piece, length)) return true;
        if (!read_figure(arena, piece, length, memchr(piece, ',', length) != NULL, token, &figure)) return false;
        if (figure) token->kind = MZ_FLOW_NUMBER;
        token->key = token->text;
        return true;
    }
    if (token->kind == MZ_FLOW_NUMBER && !read_figure(arena, piece, length, (kinds & COMMA) != 0, token, &figure))
        return false;
    if (!figure && ((kinds & PLUS) != 0 || ((kinds & COMMA) != 0 && length < LEAST_FRAGMENT)))
        token->kind = MZ_FLOW_TEXT;
    if (!figure) token->text = mz_arena_copy(arena, piece, length);
    token->key = token->text;
    return token->text != NULL;
}

/* Kind, text and key of a piece. False when the arena is exhausted. */
static bool read_piece(mz_arena *arena, const char *piece, size_t length, mz_flow_token *token)
{
    if (!mz_is_common_lead(*piece) && !classify(arena, piece, length, token)) return false;
    if (token->kind != MZ_FLOW_TEXT) return true;
    char *key = mz_arena_text(arena, length);
    if (key == NULL) return false;
    token->text = token->key = key;
    if (mz_text_key_into(piece, length, key) == length && memcmp(key, piece, length) == 0) return true;
    token->text = mz_text_squeeze(arena, piece, length);
    if (token->text == NULL) return false;
    size_t squeezed = strlen(token->text); /* less when blanks without a width stand in a figure */
    return squeezed == length || classify(arena, token->text, squeezed, token);
}

/* Joins two tokens to one: a name set wide (项 目), a number set apart (1. 一般公共预算资金). What becomes of them is
 * left in last. False when they are no such two; *status tells when the arena is exhausted. */
static bool join(mz_arena *arena, mz_flow_token *last, const mz_flow_token *token, mz_status *status)
{
    if (token->kind != MZ_FLOW_TEXT || (last->kind != MZ_FLOW_TEXT && last->kind != MZ_FLOW_NUMBER)) return false;
    size_t length = strlen(last->text);
    bool wide =
        last->kind == MZ_FLOW_TEXT && mz_text_characters(last->text) == 1 && mz_text_characters(token->text) == 1;
    bool number = last->kind == MZ_FLOW_NUMBER && length <= 3 && last->text[length - 1] == '.';
    if (!wide && !number) return false;
    last->text = mz_arena_printf(arena, "%s%s", last->text, token->text);
    last->key = last->text == NULL ? NULL : mz_text_key(arena, last->text, strlen(last->text));
    last->kind = MZ_FLOW_TEXT;
    last->span.end = token->span.end;
    if (last->key == NULL) *status = MZ_ERR_MEMORY;
    return true;
}

/* Bytes of a figure of few digits, with at most two decimals behind a point, that stands alone at text
 * (NUL-terminated); 0 when there is none. Most figures are such: what mz_amount_read would say of them is told here. */
static size_t plain_figure(const char *text, mz_flow_token *token)
{
    enum { MOST_DIGITS = 12, MOST_DECIMALS = 2 };
    static const int64_t units[MOST_DECIMALS + 1] = {1000000, 100000, 10000};
    size_t digits = 0, decimals = 0;
    int64_t value = 0;
    for (; digits <= MOST_DIGITS && mz_is_digit(text[digits]); digits++) value = value * 10 + (text[digits] - '0');
    size_t end = digits;
    if (digits > 0 && text[end] == '.')
        for (end++; decimals <= MOST_DECIMALS && mz_is_digit(text[end]); end++, decimals++)
            value = value * 10 + (text[end] - '0');
    if (digits == 0 || digits > MOST_DIGITS || decimals > MOST_DECIMALS || (end > digits && decimals == 0)) return 0;
    if (text[end] != '\0' && text[end] != ' ' && text[end] != '\t') return 0;
    token->kind = MZ_FLOW_NUMBER;
    token->decimals = (uint8_t)decimals;
    token->value = value * units[decimals];
    return end;
}

/* Whether a name begins at text as those of two-sided tables do: 一、 or （一）. */
static bool begins_item(const char *text)
{
    static const char open[] = "（", close[] = "）", comma[] = "、";
    size_t bracket = *text == '(' ? 1 : strncmp(text, open, strlen(open)) == 0 ? strlen(open) : 0, size = 0;
    text += bracket;
    for (size_t n; (n = mz_numeral_size(text + size)) > 0;) size += n;
    if (size == 0) return false;
    if (bracket == 0) return strncmp(text + size, comma, strlen(comma)) == 0;
    return text[size] == ')' || strncmp(text + size, close, strlen(close)) == 0;
}

/* Whether digits [at, end) of a line are a subject code with its name behind it. */
static bool is_code(const mz_line *line, size_t at, size_t end)
{
    size_t digits = end - at, name = end;
    while (name < line->length && blank(line->text + name, line->length - name) > 0)
        name += blank(line->text + name, line->length - name);
    return (digits == 3 || digits == 5 || digits == 7) && strchr("235", line->text[at]) != NULL &&
           name < line->length && (unsigned char)line->text[name] >= 0xE4;
}

/* Where a piece that is an amount, or a dash, parts from the name or the code that is glued to it
 * (1,250.00一、教育支出, 1,250.0030201 办公费); its end when it is none. */
static size_t amount_end(const mz_line *line, size_t begin, size_t end)
{
    enum { DECIMALS = 2 };
    size_t at = begin, point = end;
    bool separated = line->text[at] == '-';
    if (!separated && !mz_is_digit(line->text[at])) return end;
    for (; at < end && (mz_is_digit(line->text[at]) || strchr("-,.", line->text[at]) != NULL); at++) {
        if (at == begin || line->text[at] == '-' || mz_is_digit(line->text[at])) continue;
        separated = separated || mz_is_digit(line->text[at + 1]);
        if (line->text[at] == '.') point = at;
    }
    if (at < end) return separated && begins_item(line->text + at) ? at : end;
    size_t code = point + 1 + DECIMALS;
    return code < end && is_code(line, code, end) ? code : end;
}

/* Appends the token that begins at *at of a line, which is moved behind it. */
static mz_status push(mz_arena *arena, const mz_line *line, size_t *at, bool first, bool gap, mz_flow_tokens *tokens)
{
    mz_status status = MZ_OK;
    const size_t begin = *at;
    mz_flow_token *token = mz_arena_push(arena, &tokens->items, &tokens->count, &tokens->capacity, sizeof *token);
    if (token == NULL) return MZ_ERR_MEMORY;
    size_t figure = plain_figure(line->text + begin, token);
    const size_t end = figure > 0 ? begin + figure : amount_end(line, begin, piece_end(line, begin));
    if (figure > 0)
        token->text = token->key = mz_arena_copy(arena, line->text + begin, figure);
    else if (!read_piece(arena, line->text + begin, end - begin, token))
        return MZ_ERR_MEMORY;
    if (token->text == NULL) return MZ_ERR_MEMORY;
    *at = end;
    token->first = first;
    token->gap = first && gap;
    token->span = (mz_span){line->number, line->page, line->offset + (uint32_t)begin, line->offset + (uint32_t)end};
    if (*token->text == '\0' || (!first && tokens->count > 1 && join(arena, token - 1, token, &status)))
        tokens->count--;
    return status;
}

mz_status mz_flow_tokenize(mz_arena *arena, const mz_text *text, size_t first, size_t last, mz_flow_tokens *tokens)
{
    bool gap = true;
    for (size_t l = first; l < last; l++) {
        const mz_line *line = &text->lines[l];
        bool any = false;
        for (size_t at = 0; at < line->length;) {
            size_t step = blank(line->text + at, line->length - at);
            if (step > 0) {
                at += step;
                continue;
            }
            mz_status status = push(arena, line, &at, !any, gap, tokens);
            if (status != MZ_OK) return status;
            any = true;
        }
        gap = !any;
    }
    return MZ_OK;
}
