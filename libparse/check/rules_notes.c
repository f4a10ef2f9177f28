/* rules_notes.c - a note under a table that speaks of the money of another one: pasted from there. */
#include <string.h>

#include "flat.h"

enum { REACH = 30 /* lines from a table's last row to its note */ };

/* The last line of a table that has rows, else its title's. */
static uint32_t last_line(const mz_table *table)
{
    uint32_t last = table->span.line;
    for (size_t r = 0; r < table->row_count; r++)
        if (table->rows[r].span.line > last) last = table->rows[r].span.line;
    return last;
}

static bool in_list(const json_t *list, const char *text)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (strcmp(json_string_value(json_array_get(list, i)), text) == 0) return true;
    return false;
}

static bool mentions(const json_t *words, const char *text)
{
    for (size_t i = 0; i < json_array_size(words); i++)
        if (strstr(text, json_string_value(json_array_get(words, i))) != NULL) return true;
    return false;
}

/* Of which money the note speaks, as far as it is that of one kind of table only; NULL otherwise. */
static const json_t *subject_of(const json_t *subjects, const char *text)
{
    const json_t *found = NULL;
    for (size_t i = 0; i < json_array_size(subjects); i++) {
        const json_t *subject = json_array_get(subjects, i);
        if (!mentions(json_object_get(subject, "words"), text)) continue;
        if (found != NULL) return NULL;
        found = subject;
    }
    return found;
}

static bool has_subject(const json_t *subjects, const char *form)
{
    for (size_t i = 0; i < json_array_size(subjects); i++)
        if (in_list(json_object_get(json_array_get(subjects, i), "forms"), form)) return true;
    return false;
}

static void report(mz_problem *problem, const mz_table *table, const mz_line *line)
{
    const char *note = line->text + strspn(line->text, " \t");
    mz_place place = {
        .span = {.line = line->number, .page = line->page, .begin = line->offset, .end = line->offset + line->length},
        .form = table->title,
        .row = "",
        .code = "",
        .column = "",
        .printed = note};
    const char *zh = mz_arena_printf(problem->arena, "《%s》下的说明是另一张表的：“%s”。", table->title, note);
    const char *en =
        mz_arena_printf(problem->arena, "The note under table '%s' is that of another one: '%s'.", table->title, note);
    bool loose = problem->document->serialisation == MZ_SERIAL_FLOW; /* it may be of a table printed apart */
    mz_report_rule(problem, loose ? "note.unread" : "note.other", &place, 1, zh, en, NULL, NULL);
}

void mz_rules_notes(mz_problem *problem, const mz_flat *flat)
{
    const mz_document *document = problem->document;
    const json_t *subjects = mz_rulebook_value(problem->rulebook, "note_subjects");
    const mz_marks *marks = &flat->marks[MZ_MARKS_NOTES];
    size_t next = 0;
    const mz_table *noted = NULL; /* the first note under a table is its own; those behind may be of tables not read */
    for (size_t m = 0; m < marks->count; m++) {
        size_t number = mz_flat_line(flat, marks->items[m].at);
        const mz_line *line = &flat->source->lines[number];
        if (flat->starts[number] != marks->items[m].at) continue;
        while (next < document->table_count && document->tables[next].span.line <= line->number) next++;
        const mz_table *table = next > 0 ? &document->tables[next - 1] : NULL;
        if (table == NULL || table->form == NULL || !has_subject(subjects, table->form) ||
            line->number > last_line(table) + REACH)
            continue;
        const json_t *subject = table == noted ? NULL : subject_of(subjects, line->text);
        if (subject != NULL) noted = table;
        if (subject != NULL && !in_list(json_object_get(subject, "forms"), table->form)) report(problem, table, line);
    }
}
