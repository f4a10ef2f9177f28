/* rules_text.c - words that should not stand there: placeholders, template remarks, empty reasons, personal numbers.
 */
#include <string.h>

#include "facts.h"
#include "flat.h"

enum { MOST_PLACES = 32, NEAR_LINES = 12, PHONE_DIGITS = 11, HALF = PHONE_DIGITS / 2, ID_DIGITS = 18 };

/* One entry of checks.json's phrases. */
typedef struct phrase {
    const char *rule, *text, *zh, *en;
    bool digit_follows;
    const json_t *after; /* one of these follows; NULL: anything */
} phrase;

static bool read_phrase(const mz_problem *problem, const json_t *entry, phrase *phrase)
{
    const char *kind = json_string_value(json_object_get(entry, "kind"));
    const char *rule = json_string_value(json_object_get(entry, "rule"));
    const char *text = json_string_value(json_object_get(entry, "text"));
    const char *zh = json_string_value(json_object_get(entry, "zh"));
    const char *en = json_string_value(json_object_get(entry, "en"));
    if (rule == NULL || text == NULL || *text == '\0' || zh == NULL || en == NULL) return false;
    mz_document_kind wanted = kind == NULL                  ? MZ_KIND_UNKNOWN
                              : strcmp(kind, "budget") == 0 ? MZ_KIND_BUDGET
                                                            : MZ_KIND_FINAL_ACCOUNTS;
    *phrase = (struct phrase){
        rule, text, zh, en, json_is_true(json_object_get(entry, "digit_follows")), json_object_get(entry, "after")};
    return wanted == MZ_KIND_UNKNOWN || wanted == problem->document->identity.kind;
}

static void report_phrase(mz_problem *problem, const phrase *phrase, const mz_place *places, size_t count)
{
    const char *zh = mz_arena_printf(problem->arena, "%s（“%s”，%zu处）。", phrase->zh, places[0].printed, count);
    const char *en = mz_arena_printf(problem->arena, "%s ('%s', %zu place(s)).", phrase->en, places[0].printed, count);
    mz_report_rule(problem, phrase->rule, places, count, zh, en, NULL, places[0].printed);
}

/* Bytes of what must follow the phrase at text: SIZE_MAX when it does not. */
static size_t follows(const phrase *phrase, const char *text)
{
    if (phrase->digit_follows) return mz_is_digit(*text) ? 1 : SIZE_MAX;
    if (phrase->after == NULL) return 0;
    for (size_t i = 0; i < json_array_size(phrase->after); i++) {
        const char *word = json_string_value(json_array_get(phrase->after, i));
        if (word != NULL && strncmp(text, word, strlen(word)) == 0) return strlen(word);
    }
    return SIZE_MAX;
}

bool mz_flat_has_phrase(const mz_problem *problem, const mz_flat *flat, const char *rule, size_t begin, size_t end)
{
    const mz_marks *marks = &flat->marks[MZ_MARKS_PHRASES];
    for (size_t m = mz_marks_before(marks, begin); m < marks->count && marks->items[m].at < end; m++) {
        phrase phrase;
        if (read_phrase(problem, mz_mark_entry(problem, MZ_MARKS_PHRASES, &marks->items[m]), &phrase) &&
            strcmp(phrase.rule, rule) == 0 &&
            follows(&phrase, flat->text + marks->items[m].at + marks->items[m].length) != SIZE_MAX)
            return true;
    }
    return false;
}

/* Hits of one phrase close to each other are one finding. */
static void find_phrase(mz_problem *problem, const mz_flat *flat, uint32_t entry, const phrase *phrase)
{
    mz_place places[MOST_PLACES];
    size_t count = 0, end = 0;
    const mz_marks *marks = &flat->marks[MZ_MARKS_PHRASES];
    for (size_t m = 0; m < marks->count; m++) {
        const mz_mark *mark = &marks->items[m];
        size_t more = mark->entry == entry ? follows(phrase, flat->text + mark->at + mark->length) : SIZE_MAX;
        if (more == SIZE_MAX || mark->at < end) continue;
        end = mark->at + mark->length;
        mz_place place = mz_flat_place(problem, flat, mark->at, mark->length + (phrase->digit_follows ? 0 : more));
        bool apart = count > 0 && place.span.line > places[count - 1].span.line + NEAR_LINES;
        if (count == MOST_PLACES || apart) {
            report_phrase(problem, phrase, places, count);
            count = 0;
        }
        places[count++] = place;
    }
    if (count > 0) report_phrase(problem, phrase, places, count);
}

static void find_phrases(mz_problem *problem, const mz_flat *flat)
{
    const json_t *list = mz_rulebook_value(problem->rulebook, "phrases");
    const mz_marks *marks = &flat->marks[MZ_MARKS_PHRASES];
    bool *present = mz_arena_array(problem->arena, json_array_size(list) + 1, sizeof *present);
    if (present == NULL) return;
    for (size_t m = 0; m < marks->count; m++) present[marks->items[m].entry] = true;
    for (size_t i = 0; i < json_array_size(list); i++) {
        phrase phrase;
        if (present[i] && read_phrase(problem, json_array_get(list, i), &phrase))
            find_phrase(problem, flat, (uint32_t)i, &phrase);
    }
}

/* Whether the digits at offset of the flat text stand together on their line too: figures of a table beside or under
 * each other are no number. */
static bool stands_together(const mz_flat *flat, size_t offset, size_t digits)
{
    const mz_line *line = &flat->source->lines[mz_flat_line(flat, offset)];
    return memmem(line->text, line->length, flat->text + offset, digits) != NULL;
}

/* The run of digits [*begin, *end) that holds offset at. */
static void find_run(const mz_flat *flat, size_t at, size_t *begin, size_t *end)
{
    *begin = *end = at;
    while (*begin > 0 && mz_is_digit(flat->text[*begin - 1])) (*begin)--;
    while (mz_is_digit(flat->text[*end])) (*end)++;
}

/* A mobile number: 1, then 3 to 9, then nine digits, and no digit on either side. So many digits in a row hold one of
 * every eleven characters. */
static void find_phones(mz_problem *problem, const mz_flat *flat)
{
    mz_place places[MOST_PLACES];
    size_t count = 0, hits = 0;
    for (size_t i = PHONE_DIGITS - 1, begin, end; i < flat->length; i += PHONE_DIGITS) {
        if (!mz_is_digit(flat->text[i])) continue;
        /* most are of shorter numbers: of so many those five before or behind are digits too */
        if (!mz_is_digit(flat->text[i - HALF]) && (i + HALF >= flat->length || !mz_is_digit(flat->text[i + HALF])))
            continue;
        find_run(flat, i, &begin, &end);
        i = end;
        const char *digits = flat->text + begin;
        bool mobile = end - begin == PHONE_DIGITS && digits[0] == '1' && digits[1] >= '3' &&
                      digits[PHONE_DIGITS] != '.' && (begin == 0 || digits[-1] != '.');
        if (!mobile || !stands_together(flat, begin, PHONE_DIGITS)) continue;
        hits++;
        mz_place place = mz_flat_place(problem, flat, begin, PHONE_DIGITS);
        place.row = "联系电话"; /* the number itself does not belong into an event */
        place.printed = "";
        if (count < MOST_PLACES) places[count++] = place;
    }
    if (hits == 0) return;
    const char *zh = mz_arena_printf(problem->arena, "公开文本中留有手机号码，共%zu处。", hits);
    const char *en = mz_arena_printf(problem->arena, "The published text holds %zu mobile telephone number(s).", hits);
    mz_report_rule(problem, "privacy.phone", places, count, zh, en, NULL, NULL);
}

/* A rate of growth without percent sign: "增长13.95，". */
static void find_bare_rates(mz_problem *problem, const mz_flat *flat)
{
    const mz_marks *marks = &flat->marks[MZ_MARKS_RATES];
    for (size_t m = 0; m < marks->count; m++) {
        const char *figure = flat->text + marks->items[m].at + marks->items[m].length;
        size_t digits = strspn(figure, "0123456789.");
        const char *point = memchr(figure, '.', digits);
        size_t whole = point != NULL ? (size_t)(point - figure) : digits;
        const char *end = figure + digits;
        bool stop = *end == ',' || *end == ';' || strncmp(end, "。", 3) == 0 || strncmp(end, "，", 3) == 0;
        if (digits < 3 || whole >= digits || whole > 4 || !stop) continue;
        mz_place place = mz_flat_place(problem, flat, marks->items[m].at, marks->items[m].length + digits);
        const char *zh = mz_arena_printf(problem->arena, "“%s”缺百分号或单位。", place.printed);
        const char *en = mz_arena_printf(problem->arena, "'%s' lacks its percent sign or unit.", place.printed);
        mz_report_rule(problem, "unit.missing", &place, 1, zh, en, NULL, place.printed);
    }
}

/* The last character of an identity number by the seventeen digits before it (GB 11643-1999). */
static char check_character(const char *digits)
{
    static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (size_t i = 0; i < sizeof weights / sizeof *weights; i++) sum += weights[i] * (digits[i] - '0');
    return "10X98765432"[sum % 11];
}

/* Whether the digits are those of an identity number: a day of birth in them, and the right last character. */
static bool is_identity_number(const char *digits, size_t count)
{
    enum { YEAR = 6, MONTH = 10, DAY = 12 };
    const char last = digits[ID_DIGITS - 1];
    const int month = (digits[MONTH] - '0') * 10 + digits[MONTH + 1] - '0',
              day = (digits[DAY] - '0') * 10 + digits[DAY + 1] - '0';
    if (count != ID_DIGITS && (count != ID_DIGITS - 1 || (last != 'X' && last != 'x'))) return false;
    /* numbers of projects begin with a region and a day of the years since: those of children are left out */
    if (strncmp(digits + YEAR, "19", 2) != 0 && strncmp(digits + YEAR, "200", 3) != 0) return false;
    if (month < 1 || month > 12 || day < 1 || day > 31 || digits[0] < '1' || digits[0] > '8') return false;
    return check_character(digits) == (last == 'x' ? 'X' : last);
}

static void find_identity_numbers(mz_problem *problem, const mz_flat *flat)
{
    mz_place places[MOST_PLACES];
    size_t count = 0, hits = 0;
    for (size_t i = ID_DIGITS - 2, begin, end; i < flat->length; i += ID_DIGITS - 1) {
        if (!mz_is_digit(flat->text[i])) continue;
        find_run(flat, i, &begin, &end);
        i = end;
        if (!is_identity_number(flat->text + begin, end - begin) || !stands_together(flat, begin, end - begin))
            continue;
        hits++;
        mz_place place = mz_flat_place(problem, flat, begin, ID_DIGITS);
        place.row = "身份证号码";
        place.printed = "";
        if (count < MOST_PLACES) places[count++] = place;
    }
    if (hits == 0) return;
    const char *zh = mz_arena_printf(problem->arena, "公开文本中留有身份证号码，共%zu处。", hits);
    const char *en = mz_arena_printf(problem->arena, "The published text holds %zu identity card number(s).", hits);
    mz_report_rule(problem, "privacy.identity", places, count, zh, en, NULL, NULL);
}

void mz_rules_text(mz_problem *problem)
{
    const mz_flat *flat = mz_problem_flat(problem);
    if (flat == NULL) return;
    find_phrases(problem, flat);
    find_phones(problem, flat);
    find_identity_numbers(problem, flat);
    find_bare_rates(problem, flat);
    if (problem->facts != NULL) mz_facts_omitted(problem->facts);
    if (problem->facts != NULL) mz_facts_reasons(problem->facts);
    mz_rules_subjects(problem, flat);
    mz_rules_counts(problem, flat);
    mz_rules_counted(problem, flat);
    mz_rules_comparisons(problem, flat);
    mz_rules_years(problem, flat);
    mz_rules_organisations(problem, flat);
    mz_rules_absent(problem, flat);
    mz_rules_changes(problem, flat);
    mz_rules_units(problem, flat);
    mz_rules_contents(problem, flat);
    mz_rules_numbers(problem, flat);
    mz_rules_notes(problem, flat);
}
