/* report.c - findings: places in words, messages, fingerprints. */
#include <string.h>

#include "check.h"

mz_place mz_figure_place(const mz_problem *problem, uint32_t figure)
{
    const mz_figure *f = &problem->figures[figure];
    if (f->fact != NULL)
        return (mz_place){.span = f->fact->span,
                          .form = "",
                          .row = f->fact->subject,
                          .code = "",
                          .column = "",
                          .printed = f->amount->printed};
    return (mz_place){.span = f->cell->span,
                      .form = *f->table->title != '\0' ? f->table->title : "（无标题）",
                      .row = *f->row->label != '\0' ? f->row->label : f->table->subject,
                      .code = f->row->code,
                      .column = f->table->columns[f->cell->column].path,
                      .printed = f->amount->printed};
}

const char *mz_place_zh(mz_problem *problem, const mz_place *place)
{
    const char *text = NULL;
    if (*place->form == '\0')
        text = mz_arena_printf(problem->arena, "正文“%s”", place->row);
    else if (*place->row != '\0')
        text = mz_arena_printf(problem->arena, "《%s》“%s%s%s”行“%s”列", place->form, place->code,
                               *place->code != '\0' ? " " : "", place->row, place->column);
    else
        text = mz_arena_printf(problem->arena, "《%s》“%s”列", place->form, place->column);
    return text != NULL ? text : "";
}

const char *mz_place_en(mz_problem *problem, const mz_place *place)
{
    const char *text = NULL;
    if (*place->form == '\0')
        text = mz_arena_printf(problem->arena, "the text's '%s'", place->row);
    else if (*place->row != '\0')
        text = mz_arena_printf(problem->arena, "row '%s%s%s', column '%s' of table '%s'", place->code,
                               *place->code != '\0' ? " " : "", place->row, place->column, place->form);
    else
        text = mz_arena_printf(problem->arena, "column '%s' of table '%s'", place->column, place->form);
    return text != NULL ? text : "";
}

/* A text that stays with the findings; most names of places are the document's own. */
static const char *copy(mz_problem *problem, const char *text)
{
    if (text == NULL || *text == '\0') return "";
    if (mz_arena_holds(problem->keep, text)) return text;
    const char *kept = mz_arena_copy(problem->keep, text, strlen(text));
    return kept != NULL ? kept : "";
}

static mz_place copy_place(mz_problem *problem, const mz_place *place)
{
    return (mz_place){.span = place->span,
                      .form = copy(problem, place->form),
                      .row = copy(problem, place->row),
                      .code = copy(problem, place->code),
                      .column = copy(problem, place->column),
                      .printed = copy(problem, place->printed)};
}

/* What the fingerprints of all findings of a document begin with. */
static mz_fingerprint seal_of_document(mz_problem *problem)
{
    const mz_identity *who = &problem->document->identity;
    const char *text = mz_arena_printf(problem->arena, "%s|%d|%d|%d", who->organisation, (int)who->fiscal_year,
                                       (int)who->kind, (int)who->level);
    return mz_fingerprint_add(mz_fingerprint_begin(), text != NULL ? text : "");
}

/* Column headers without years, so that the fingerprint of the same cell is the same in a corrected document. */
static void seal(mz_problem *problem, mz_finding *finding, const char *extra)
{
    const mz_place *place = &finding->places[0];
    const char *const parts[] = {finding->rule, place->form,   place->row,
                                 place->code,   place->column, extra != NULL ? extra : ""};
    if (problem->seal == 0) problem->seal = seal_of_document(problem);
    mz_fingerprint fingerprint = problem->seal;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        fingerprint = mz_fingerprint_add(mz_fingerprint_add(fingerprint, "|"), parts[i]);
    mz_fingerprint_write(fingerprint, finding->id);
}

static bool copy_lists(mz_problem *problem, const mz_report *report, mz_finding *finding)
{
    mz_place *places = mz_arena_room(problem->keep, report->place_count + 1, sizeof *places);
    mz_repair *repairs = mz_arena_room(problem->keep, report->repair_count + 1, sizeof *repairs);
    const char **explains = mz_arena_room(problem->keep, report->explain_count + 1, sizeof *explains);
    if (places == NULL || repairs == NULL || explains == NULL) return false;
    for (size_t i = 0; i < report->place_count; i++) places[i] = copy_place(problem, &report->places[i]);
    for (size_t i = 0; i < report->repair_count; i++) {
        repairs[i] = report->repairs[i];
        repairs[i].place = copy_place(problem, &report->repairs[i].place);
        repairs[i].from = copy(problem, report->repairs[i].from);
        repairs[i].to = copy(problem, report->repairs[i].to);
        repairs[i].slip = copy(problem, report->repairs[i].slip);
    }
    for (size_t i = 0; i < report->explain_count; i++) explains[i] = copy(problem, report->explains[i]);
    finding->places = places;
    finding->place_count = report->place_count;
    finding->repairs = repairs;
    finding->repair_count = report->repair_count;
    finding->explains = explains;
    finding->explain_count = report->explain_count;
    return true;
}

void mz_report_add(mz_problem *problem, const mz_report *report)
{
    mz_finding finding = {.rule = report->rule->id,
                          .kind = report->kind != NULL ? report->kind : report->rule->kind,
                          .severity = report->severity,
                          .title_zh = report->rule->title_zh,
                          .title_en = report->rule->title_en,
                          .message_zh = copy(problem, report->zh),
                          .message_en = copy(problem, report->en),
                          .expected = copy(problem, report->expected),
                          .actual = copy(problem, report->actual),
                          .delta = copy(problem, report->delta),
                          .unit = copy(problem, report->unit)};
    if (report->place_count == 0 || !copy_lists(problem, report, &finding)) return;
    seal(problem, &finding, report->extra);
    mz_finding *slot = mz_arena_push(problem->keep, &problem->findings, &problem->finding_count, &problem->finding_room,
                                     sizeof *problem->findings);
    if (slot != NULL) *slot = finding;
}

void mz_report_rule(mz_problem *problem, const char *rule, const mz_place *places, size_t count, const char *zh,
                    const char *en, const char *expected, const char *actual)
{
    const mz_rule *entry = mz_rulebook_rule(problem->rulebook, rule);
    mz_severity severity;
    if (entry == NULL || !mz_rule_severity(problem, entry, &severity)) return;
    mz_report report = {.rule = entry,
                        .severity = severity,
                        .places = places,
                        .place_count = count,
                        .zh = zh,
                        .en = en,
                        .expected = expected,
                        .actual = actual};
    mz_report_add(problem, &report);
}
