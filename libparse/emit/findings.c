/* findings.c - findings, repairs and the coverage ledger as JSON. The format is that of docs/output.md. */
#include "findings.h"

#include <mingzhang/finding.h>

const char *mz_severity_name(mz_severity severity)
{
    return severity == MZ_ERROR ? "error" : severity == MZ_WARNING ? "warning" : "info";
}

static json_t *optional(const char *text)
{
    return *text != '\0' ? json_string(text) : json_null();
}

static json_t *place_json(const mz_place *place)
{
    json_t *json = json_pack("{s:i, s:s, s:s, s:s, s:s, s:s, s:i, s:i}", "line", (int)place->span.line, "form",
                             place->form, "row", place->row, "code", place->code, "column", place->column, "printed",
                             place->printed, "begin", (int)place->span.begin, "end", (int)place->span.end);
    if (json != NULL && place->span.page > 0) json_object_set_new(json, "page", json_integer(place->span.page));
    return json;
}

static json_t *repair_json(const mz_repair *repair)
{
    json_t *json =
        json_pack("{s:i, s:s, s:s, s:s, s:b, s:o}", "line", (int)repair->place.span.line, "from", repair->from, "to",
                  repair->to, "slip", repair->slip, "unique", repair->unique, "place", place_json(&repair->place));
    if (json != NULL && repair->place.span.page > 0)
        json_object_set_new(json, "page", json_integer(repair->place.span.page));
    return json;
}

/* The distinct lines (or pages) of the places, the first place's first; null when there are none. */
static json_t *numbers(const mz_finding *finding, bool pages)
{
    json_t *list = json_array();
    for (size_t i = 0; i < finding->place_count; i++) {
        uint32_t number = pages ? finding->places[i].span.page : finding->places[i].span.line;
        bool known = number == 0;
        for (size_t k = 0; k < i && !known; k++)
            known = number == (pages ? finding->places[k].span.page : finding->places[k].span.line);
        if (!known) json_array_append_new(list, json_integer(number));
    }
    return list;
}

json_t *mz_emit_finding(const mz_document *document, const mz_finding *finding)
{
    (void)document;
    json_t *places = json_array(), *repairs = json_array(), *explains = json_array();
    for (size_t i = 0; i < finding->place_count; i++) json_array_append_new(places, place_json(&finding->places[i]));
    for (size_t i = 0; i < finding->repair_count; i++)
        json_array_append_new(repairs, repair_json(&finding->repairs[i]));
    for (size_t i = 0; i < finding->explain_count; i++)
        json_array_append_new(explains, json_string(finding->explains[i]));
    json_t *json =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id", finding->id,
                  "rule", finding->rule, "kind", finding->kind, "severity", mz_severity_name(finding->severity),
                  "title", finding->title_zh, "title_en", finding->title_en, "message", finding->message_zh,
                  "message_en", finding->message_en, "expected", optional(finding->expected), "actual",
                  optional(finding->actual), "delta", optional(finding->delta), "unit", optional(finding->unit),
                  "lines", numbers(finding, false), "places", places, "repairs", repairs, "explains", explains);
    if (json != NULL && finding->place_count > 0 && finding->places[0].span.page > 0)
        json_object_set_new(json, "pages", numbers(finding, true));
    return json;
}

json_t *mz_emit_findings(const mz_document *document)
{
    json_t *list = json_array();
    for (size_t i = 0; i < document->finding_count; i++)
        if (json_array_append_new(list, mz_emit_finding(document, &document->findings[i])) != 0) {
            json_decref(list);
            return NULL;
        }
    return list;
}

json_t *mz_emit_coverage(const mz_coverage *coverage)
{
    if (coverage == NULL) return json_null();
    json_t *relations = json_array();
    json_int_t evaluated = 0, skipped = 0;
    for (size_t i = 0; i < coverage->entry_count; i++) {
        const mz_coverage_entry *entry = &coverage->entries[i];
        evaluated += entry->evaluated;
        skipped += entry->not_evaluable;
        json_array_append_new(relations,
                              json_pack("{s:s, s:i, s:i, s:i, s:i, s:o}", "rule", entry->relation, "evaluated",
                                        (int)entry->evaluated, "held", (int)entry->held, "broken", (int)entry->broken,
                                        "not_evaluable", (int)entry->not_evaluable, "reason", optional(entry->reason)));
    }
    return json_pack("{s:i, s:i, s:i, s:I, s:I, s:o}", "figures", (int)coverage->figures, "figures_seen",
                     (int)coverage->figures_seen, "ambiguous", (int)coverage->ambiguous, "evaluated", evaluated,
                     "not_evaluable", skipped, "relations", relations);
}
