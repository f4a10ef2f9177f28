/* diagnostics.c - findings for people, in the manner of a compiler. */
#include "diagnostics.h"

#include <stdlib.h>
#include <string.h>

enum { EXCERPT_COLUMNS = 100, LEAD_COLUMNS = 40, MOST_RELATED = 6, MOST_SUGGESTED = 3 };

bool source_lines_read(source_lines *lines, const char *bytes, size_t length)
{
    *lines = (source_lines){.bytes = bytes, .length = length};
    size_t count = 1;
    for (size_t i = 0; i < length; i++) count += bytes[i] == '\n';
    lines->starts = malloc((count + 1) * sizeof *lines->starts);
    if (lines->starts == NULL) return false;
    lines->starts[lines->count++] = 0;
    for (size_t i = 0; i < length; i++)
        if (bytes[i] == '\n') lines->starts[lines->count++] = i + 1;
    lines->starts[lines->count] = length + 1;
    return true;
}

void source_lines_free(source_lines *lines)
{
    free(lines->starts);
    *lines = (source_lines){0};
}

/* Bytes and terminal columns of the character at text: Chinese characters and full-width forms take two columns. */
static size_t character(const unsigned char *text, size_t left, unsigned *columns)
{
    size_t size = text[0] < 0x80 ? 1 : text[0] < 0xE0 ? 2 : text[0] < 0xF0 ? 3 : 4;
    if (size > left) size = left;
    *columns = text[0] < 0x80 ? 1 : size >= 3 ? 2 : 1;
    return size;
}

static unsigned width(const char *text, size_t length)
{
    unsigned total = 0, columns;
    for (size_t at = 0; at < length;) {
        at += character((const unsigned char *)text + at, length - at, &columns);
        total += columns;
    }
    return total;
}

/* The start of a character at most columns before at. */
static size_t step_back(const char *line, size_t at, unsigned columns)
{
    while (at > 0 && columns > 0) {
        size_t start = at - 1;
        while (start > 0 && ((unsigned char)line[start] & 0xC0) == 0x80) start--;
        columns -= columns > 1 && at - start >= 3 ? 2 : 1;
        at = start;
    }
    return at;
}

/* Where the finding's figure stands in its line: by the span when the line holds it there, else by searching. */
static bool locate(const source_lines *lines, const mz_place *place, size_t *begin, size_t *length)
{
    size_t start = lines->starts[place->span.line - 1], end = lines->starts[place->span.line] - 1;
    *length = strlen(place->printed);
    if (place->span.begin >= start && place->span.end <= end && place->span.end > place->span.begin) {
        *begin = place->span.begin - start;
        *length = place->span.end - place->span.begin;
        return true;
    }
    for (size_t at = start; *length > 0 && at + *length <= end; at++)
        if (memcmp(lines->bytes + at, place->printed, *length) == 0) {
            *begin = at - start;
            return true;
        }
    return false;
}

/* The line of the place with a marker under the figure. Tabs become blanks so that the marker stays under it. */
static void print_excerpt(FILE *stream, const source_lines *lines, const mz_place *place, const char *on,
                          const char *off)
{
    if (lines == NULL || place->span.line == 0 || place->span.line > lines->count) return;
    size_t start = lines->starts[place->span.line - 1], end = lines->starts[place->span.line] - 1;
    const char *line = lines->bytes + start;
    size_t size = end > start ? end - start : 0, begin = 0, length = 0;
    if (size > 0 && line[size - 1] == '\r') size--;
    bool found = locate(lines, place, &begin, &length);
    size_t from = found ? step_back(line, begin, LEAD_COLUMNS) : 0;
    fprintf(stream, "  %5u | %s", place->span.line, from > 0 ? "…" : "");
    unsigned shown = 0, columns;
    for (size_t at = from; at < size && shown < EXCERPT_COLUMNS;) {
        size_t one = character((const unsigned char *)line + at, size - at, &columns);
        unsigned char byte = (unsigned char)line[at];
        if (byte < 0x20 || byte == 0x7F)
            fputc(' ', stream);
        else
            fwrite(line + at, 1, one, stream);
        shown += columns;
        at += one;
    }
    fputc('\n', stream);
    if (!found) return;
    unsigned lead = width(line + from, begin - from) + (from > 0 ? 1 : 0), marks = width(line + begin, length);
    fprintf(stream, "        | %*s%s", (int)lead, "", on);
    for (unsigned i = 0; i < marks && i < EXCERPT_COLUMNS; i++) fputc('^', stream);
    fprintf(stream, "%s\n", off);
}

/* What is printed in a place, or the word for nothing. */
static const char *or_blank(const char *printed, bool english)
{
    return *printed != '\0' ? printed : english ? "nothing" : "空白";
}

static void print_suggestions(FILE *stream, const mz_finding *finding, bool english)
{
    for (size_t i = 0; i < finding->repair_count && i < MOST_SUGGESTED; i++) {
        const mz_repair *repair = &finding->repairs[i];
        const char *certainty = repair->unique ? (english ? "" : "") : (english ? " (one of several)" : "（可能之一）");
        fprintf(stream, english ? "  = suggestion: %s → %s (line %u)%s\n" : "  = 建议：%s → %s（第%u行）%s\n",
                or_blank(repair->from, english), repair->to, repair->place.span.line, certainty);
    }
}

static void print_related(FILE *stream, const mz_finding *finding, bool english)
{
    size_t shown = 0;
    for (size_t i = 1; i < finding->place_count && shown < MOST_RELATED; i++) {
        const mz_place *place = &finding->places[i];
        if (place->span.line == 0) continue;
        fprintf(stream, english ? "  = see line %u: %s%s%s %s\n" : "  = 参见第%u行：%s%s%s %s\n", place->span.line,
                place->form, *place->form != '\0' ? " · " : "", place->row, place->printed);
        shown++;
    }
    if (finding->place_count > shown + 1)
        fprintf(stream, english ? "  = and %zu more\n" : "  = 另有%zu处\n", finding->place_count - shown - 1);
}

void print_finding(FILE *stream, const char *file, const source_lines *lines, const mz_finding *finding,
                   mz_language language, bool colour)
{
    bool english = language == MZ_LANG_EN;
    static const char *const colours[] = {"\033[36m", "\033[33m", "\033[31m"};
    const char *on = colour ? colours[finding->severity] : "", *off = colour ? "\033[0m" : "";
    const mz_place *place = &finding->places[0];
    fprintf(stream, "%s:%u: %s%s%s[%s]: %s\n", file, place->span.line, on, mz_severity_name(finding->severity), off,
            finding->rule, english ? finding->message_en : finding->message_zh);
    print_excerpt(stream, lines, place, on, off);
    const bool change = strcmp(finding->kind, "unexplained_change") == 0;
    if (*finding->expected != '\0')
        fprintf(stream,
                change    ? (english ? "  = %s before, %s now%s%s\n" : "  = 上年 %s，本年 %s%s%s\n")
                : english ? "  = expected %s, found %s%s%s\n"
                          : "  = 应为 %s，印为 %s%s%s\n",
                finding->expected, or_blank(finding->actual, english),
                *finding->delta != '\0' ? (english ? ", difference " : "，相差 ") : "", finding->delta);
    print_suggestions(stream, finding, english);
    print_related(stream, finding, english);
}

void print_coverage(FILE *stream, const mz_coverage *coverage, mz_language language)
{
    if (coverage == NULL) return;
    unsigned long evaluated = 0, broken = 0, skipped = 0;
    for (size_t i = 0; i < coverage->entry_count; i++) {
        evaluated += coverage->entries[i].evaluated;
        broken += coverage->entries[i].broken;
        skipped += coverage->entries[i].not_evaluable;
    }
    fprintf(stream,
            language == MZ_LANG_EN
                ? "checked %lu relations (%lu broken, %lu not evaluable); of %u figures %u are seen by two or more of "
                  "them, %u by one, %u by none; %u doubtful readings\n"
                : "勾稽关系 %lu 项（不成立 %lu 项，无法核对 %lu 项）；%u 个数字中，%u 个受两项以上核对，%u "
                  "个受一项核对，%u "
                  "个未受核对；%u 个读数存疑\n",
            evaluated, broken, skipped, coverage->figures, coverage->figures_tied,
            coverage->figures_seen - coverage->figures_tied, coverage->figures - coverage->figures_seen,
            coverage->ambiguous);
}
