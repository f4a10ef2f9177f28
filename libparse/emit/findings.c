/* findings.c - findings, repairs and the coverage ledger as JSON. The format is that of docs/output.md. */
#include "findings.h"

#include <mingzhang/finding.h>

#include "place.h"

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
    return mz_emit_whole(json, json != NULL && mz_emit_page(json, &place->span));
}

static json_t *repair_json(const mz_repair *repair)
{
    json_t *json =
        json_pack("{s:i, s:s, s:s, s:s, s:b, s:o}", "line", (int)repair->place.span.line, "from", repair->from, "to",
                  repair->to, "slip", repair->slip, "unique", repair->unique, "place", place_json(&repair->place));
    return mz_emit_whole(json, json != NULL && mz_emit_page(json, &repair->place.span));
}

static json_t *places_json(const mz_finding *finding)
{
    json_t *list = json_array();
    bool ok = list != NULL;
    for (size_t i = 0; ok && i < finding->place_count; i++)
        ok = json_array_append_new(list, place_json(&finding->places[i])) == 0;
    return mz_emit_whole(list, ok);
}

static json_t *repairs_json(const mz_finding *finding)
{
    json_t *list = json_array();
    bool ok = list != NULL;
    for (size_t i = 0; ok && i < finding->repair_count; i++)
        ok = json_array_append_new(list, repair_json(&finding->repairs[i])) == 0;
    return mz_emit_whole(list, ok);
}

static json_t *explains_json(const mz_finding *finding)
{
    json_t *list = json_array();
    bool ok = list != NULL;
    for (size_t i = 0; ok && i < finding->explain_count; i++)
        ok = json_array_append_new(list, json_string(finding->explains[i])) == 0;
    return mz_emit_whole(list, ok);
}

/* The distinct lines (or pages) of the places, the first place's first. */
static json_t *numbers(const mz_finding *finding, bool pages)
{
    json_t *list = json_array();
    bool ok = list != NULL;
    for (size_t i = 0; ok && i < finding->place_count; i++) {
        uint32_t number = pages ? finding->places[i].span.page : finding->places[i].span.line;
        bool known = number == 0;
        for (size_t k = 0; k < i && !known; k++)
            known = number == (pages ? finding->places[k].span.page : finding->places[k].span.line);
        if (!known) ok = json_array_append_new(list, json_integer(number)) == 0;
    }
    return mz_emit_whole(list, ok);
}

json_t *mz_emit_finding(const mz_document *document, const mz_finding *finding)
{
    (void)document;
    json_t *json =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "id", finding->id, "rule", finding->rule, "kind",
                  finding->kind, "severity", mz_severity_name(finding->severity), "title", finding->title_zh,
                  "title_en", finding->title_en, "message", finding->message_zh, "message_en", finding->message_en);
    bool ok =
        json != NULL && mz_emit_set(json, "expected", optional(finding->expected)) &&
        mz_emit_set(json, "actual", optional(finding->actual)) &&
        mz_emit_set(json, "delta", optional(finding->delta)) && mz_emit_set(json, "unit", optional(finding->unit)) &&
        mz_emit_set(json, "lines", numbers(finding, false)) && mz_emit_set(json, "places", places_json(finding)) &&
        mz_emit_set(json, "repairs", repairs_json(finding)) && mz_emit_set(json, "explains", explains_json(finding));
    if (ok && finding->place_count > 0 && finding->places[0].span.page > 0)
        ok = mz_emit_set(json, "pages", numbers(finding, true));
    return mz_emit_whole(json, ok);
}

json_t *mz_emit_findings(const mz_document *document)
{
    json_t *list = json_array();
    bool ok = list != NULL;
    for (size_t i = 0; ok && i < document->finding_count; i++)
        ok = json_array_append_new(list, mz_emit_finding(document, &document->findings[i])) == 0;
    return mz_emit_whole(list, ok);
}

static json_t *entry_json(const mz_coverage_entry *entry)
{
    json_t *json =
        json_pack("{s:s, s:i, s:i, s:i, s:i}", "rule", entry->relation, "evaluated", (int)entry->evaluated, "held",
                  (int)entry->held, "broken", (int)entry->broken, "not_evaluable", (int)entry->not_evaluable);
    return mz_emit_whole(json, json != NULL && mz_emit_set(json, "reason", optional(entry->reason)));
}

json_t *mz_emit_coverage(const mz_coverage *coverage)
{
    if (coverage == NULL) return json_null();
    json_t *relations = json_array();
    json_int_t evaluated = 0, skipped = 0;
    bool ok = relations != NULL;
    for (size_t i = 0; ok && i < coverage->entry_count; i++) {
        evaluated += coverage->entries[i].evaluated;
        skipped += coverage->entries[i].not_evaluable;
        ok = json_array_append_new(relations, entry_json(&coverage->entries[i])) == 0;
    }
    json_t *json =
        !ok ? NULL
            : json_pack("{s:i, s:i, s:i, s:i, s:I, s:I}", "figures", (int)coverage->figures, "figures_seen",
                        (int)coverage->figures_seen, "figures_tied", (int)coverage->figures_tied, "ambiguous",
                        (int)coverage->ambiguous, "evaluated", evaluated, "not_evaluable", skipped);
    if (json == NULL) return mz_emit_whole(relations, false);
    return mz_emit_whole(json, mz_emit_set(json, "relations", relations));
}
