/* rules_numbers.c - the numbers of a list's items: one that is left out ("8." "10."), and labels of a table of which
 * one bears another's ("六、" "八、" "八、"). */
#include <stdio.h>
#include <string.h>

#include "flat.h"

enum { SIDES = 2, STYLES = 2 /* with a bracket, without */, DEPTH = 8, SHORTEST_RUN = 3, MOST_DIGITS = 2, TENS = 10 };

/* A list that is being read: its last number, how many there were without a gap, and where one was left out. */
typedef struct run {
    int64_t last;
    size_t length;
    size_t line; /* of the last one */
    size_t gap;  /* one past the line whose number leaves one out, 0 for none */
} run;

/* Lists within lists: each begins with 1, and the outer one goes on behind it. */
typedef struct runs {
    run open[DEPTH];
    size_t depth;
} runs;

/* 十二 as 12; bytes read, 0 when text does not begin with a numeral. The list has 一 to 十 in their order. */
static size_t read_numeral(const mz_wordlist *numerals, const char *text, int64_t *value)
{
    size_t at = 0;
    int64_t tens = 0, ones = 0;
    for (const mz_wordlist_word *word; (word = mz_wordlist_prefix(numerals, text + at)) != NULL; at += word->length) {
        int64_t digit = word - numerals->words + 1;
        if (digit < TENS) {
            if (ones > 0) return 0;
            ones = digit;
        } else {
            if (tens > 0) return 0;
            tens = TENS * (ones > 0 ? ones : 1);
            ones = 0;
        }
    }
    *value = tens + ones;
    return at;
}

static size_t skip(const char *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strncmp(text, words[i], strlen(words[i])) == 0) return strlen(words[i]);
    return 0;
}

/* The number in figures that a line begins with, as "3." or "(3)"; false when there is none. */
static bool item_number(const char *text, int64_t *value, size_t *style)
{
    static const char *const opening[] = {"（", "("}, *const closing[] = {"）", ")"},
                             *const stops[] = {"、", ".", "．"};
    while (*text == ' ' || *text == '\t') text++;
    size_t open = *text >= '0' && *text <= '9' ? 0 : skip(text, opening, 2), digits = 0;
    open += open > 0 ? strspn(text + open, " ") : 0; /* justified text: （ 11 ） */
    while (digits <= MOST_DIGITS && text[open + digits] >= '0' && text[open + digits] <= '9') digits++;
    if (digits == 0 || digits > MOST_DIGITS || text[open] == '0') return false;
    *value = text[open] - '0';
    if (digits == MOST_DIGITS) *value = *value * TENS + text[open + 1] - '0';
    const char *after = text + open + digits;
    after += strspn(after, " "); /* justified text: 11 ． */
    size_t end = open > 0 ? skip(after, closing, 2) : skip(after, stops, 3);
    *style = open > 0;
    return end > 0 && after[end] != '\0' && strchr("0123456789\t", after[end]) == NULL;
}

static void report(mz_problem *problem, const mz_place *place, int64_t expected, int64_t printed, bool table)
{
    const char *wanted = mz_arena_printf(problem->arena, "%lld", (long long)expected);
    const char *actual = mz_arena_printf(problem->arena, "%lld", (long long)printed);
    const char *zh =
        mz_arena_printf(problem->arena, "“%s”的序号是%s，按前后各项应为%s。", place->printed, actual, wanted);
    const char *en = mz_arena_printf(problem->arena, "'%s' is numbered %s where its neighbours ask for %s.",
                                     place->printed, actual, wanted);
    mz_report_rule(problem, table ? "serial.label" : "serial.item", place, 1, zh, en, wanted, actual);
}

static void report_gap(mz_problem *problem, size_t line, int64_t number)
{
    const mz_line *own = &((const mz_text *)problem->document->text)->lines[line];
    mz_place place = {
        .span = {.line = own->number, .page = own->page, .begin = own->offset, .end = own->offset + own->length},
        .form = "",
        .row = "",
        .code = "",
        .column = "",
        .printed = own->text + strspn(own->text, " \t")};
    report(problem, &place, number - 1, number, false);
}

/* Whether one of the lines holds the number with a stop behind it: something else stands before it on its line. */
static bool is_inside(const mz_text *text, size_t from, size_t to, int64_t number)
{
    char digits[8];
    int length = snprintf(digits, sizeof digits, "%d", (int)number);
    for (size_t l = from; l < to && length > 0; l++)
        for (const char *at = text->lines[l].text; (at = strstr(at, digits)) != NULL; at += length) {
            bool apart = at == text->lines[l].text || strchr("0123456789.,", at[-1]) == NULL;
            const char *after = at + length + strspn(at + length, " ");
            if (apart && (*after == '.' || strncmp(after, "、", 3) == 0 || strncmp(after, "．", 3) == 0)) return true;
        }
    return false;
}

static void take_number(mz_problem *problem, runs *lists, size_t line, int64_t number)
{
    size_t at = lists->depth;
    while (at > 0 && lists->open[at - 1].last + 1 != number) at--;
    if (at > 0) {
        lists->depth = at;
        run *own = &lists->open[at - 1];
        if (own->gap > 0) report_gap(problem, own->gap - 1, own->last);
        *own = (run){.last = number, .length = own->length + 1, .line = line};
        return;
    }
    run *top = lists->depth > 0 ? &lists->open[lists->depth - 1] : NULL;
    if (top != NULL && top->last + 2 == number && top->length >= SHORTEST_RUN && top->gap == 0) {
        bool inside = is_inside(problem->document->text, top->line, line, number - 1);
        *top = (run){.last = number, .length = top->length + 1, .line = line, .gap = inside ? 0 : line + 1};
        return;
    }
    if (number != 1) {
        lists->depth = 0; /* no list that can be followed */
        return;
    }
    if (lists->depth == DEPTH) memmove(lists->open, lists->open + 1, (DEPTH - 1) * sizeof *lists->open), lists->depth--;
    lists->open[lists->depth++] = (run){.last = 1, .length = 1, .line = line};
}

/* Whether what follows in the flat text may be read by item_number: most lines that begin with a digit are rows. */
static inline bool may_be_item(const char *text)
{
    if ((unsigned char)(*text - '(') > '9' - '(') return false; /* most lines */
    size_t open = *text == '(', digits = 0;
    while (digits <= MOST_DIGITS && mz_is_digit(text[open + digits])) digits++;
    char after = text[open + digits];
    return digits > 0 && digits <= MOST_DIGITS && (open > 0 ? after == ')' : after == '.' || after == "、"[0]);
}

/* Numbers at the begin of lines. A number counts as left out when the list goes on behind the gap. */
static void check_items(mz_problem *problem, const mz_flat *flat)
{
    const mz_text *text = flat->source;
    runs lists[STYLES] = {{.depth = 0}};
    for (size_t l = 0; l < text->count; l++) {
        int64_t number;
        size_t style;
        if (flat->starts[l] == flat->starts[l + 1]) continue; /* blank */
        if (may_be_item(flat->text + flat->starts[l]) && item_number(text->lines[l].text, &number, &style))
            take_number(problem, &lists[style], l, number);
    }
}

/* The numbers of the last two labels of a side, 0 when there is none, and the row of the last. */
typedef struct labels {
    int64_t before, own;
    const mz_row *row;
} labels;

/* Whether the label's first 、 stands behind one to three characters, as it does behind a number: most have none. */
static bool may_be_numbered(const char *label)
{
    enum { WIDE = 3, LONGEST = 3 * WIDE };
    size_t at = 0;
    while (at < LONGEST && (unsigned char)label[at] > 0xE3) at += WIDE;
    return at > 0 && strncmp(label + at, "、", WIDE) == 0;
}

/* Of three labels that follow each other on one side the middle one is not between the others. */
static void check_labels(mz_problem *problem, const mz_table *table)
{
    const mz_wordlist *numerals = &problem->rulebook->wordlists[MZ_WORDLIST_NUMERALS];
    labels sides[SIDES] = {{0}};
    for (size_t r = 0; r < table->row_count; r++) {
        const mz_row *row = &table->rows[r];
        int64_t number;
        bool likely = row->side < SIDES && may_be_numbered(row->label);
        size_t length = likely ? read_numeral(numerals, row->label, &number) : 0;
        if (length == 0 || strncmp(row->label + length, "、", 3) != 0) continue;
        labels *last = &sides[row->side];
        if (last->before > 0 && last->before + 2 == number && last->own != last->before + 1) {
            mz_place place = {.span = last->row->span,
                              .form = table->title,
                              .row = last->row->label,
                              .code = last->row->code,
                              .column = "",
                              .printed = last->row->label};
            report(problem, &place, last->before + 1, last->own, true);
        }
        *last = (labels){last->own, number, row};
    }
}

void mz_rules_numbers(mz_problem *problem, const mz_flat *flat)
{
    check_items(problem, flat);
    for (size_t t = 0; t < problem->document->table_count; t++)
        if (problem->document->tables[t].serialisation != MZ_SERIAL_FLOW)
            check_labels(problem, &problem->document->tables[t]);
}
