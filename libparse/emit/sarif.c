/* sarif.c - a document's findings as a SARIF 2.1.0 log with one run. */
#include <mingzhang/emit.h>
#include <mingzhang/finding.h>

#include "place.h"

static const char *level_of(mz_severity severity)
{
    return severity == MZ_ERROR ? "error" : severity == MZ_WARNING ? "warning" : "note";
}

static json_t *rule_json(const mz_rule *rule)
{
    return json_pack("{s:s, s:s, s:{s:s}, s:{s:s}, s:{s:s}, s:{s:s}}", "id", rule->id, "name", rule->title_en,
                     "shortDescription", "text", rule->title_zh, "fullDescription", "text", rule->ground_zh, "help",
                     "text", rule->ground_en, "defaultConfiguration", "level", level_of(rule->severity));
}

static json_t *region_json(const mz_span *span)
{
    json_t *region = json_object();
    bool ok = region != NULL;
    if (ok && span->line > 0) ok = mz_emit_set(region, "startLine", json_integer(span->line));
    if (ok && span->end > span->begin)
        ok = mz_emit_set(region, "byteOffset", json_integer(span->begin)) &&
             mz_emit_set(region, "byteLength", json_integer(span->end - span->begin));
    return mz_emit_whole(region, ok);
}

static json_t *location_json(const mz_place *place, const char *uri)
{
    json_t *file = json_pack("{s:{s:s}}", "artifactLocation", "uri", uri);
    bool ok = file != NULL;
    if (ok && (place->span.line > 0 || place->span.end > place->span.begin))
        ok = mz_emit_set(file, "region", region_json(&place->span));
    json_t *location = ok ? json_object() : NULL;
    if (location == NULL) return mz_emit_whole(file, false);
    return mz_emit_whole(location, mz_emit_set(location, "physicalLocation", file));
}

/* SARIF's fixes are edits: only a unique repair is offered as one. */
static bool add_fix(json_t *result, const mz_finding *finding, const char *uri)
{
    if (finding->repair_count == 0 || !finding->repairs[0].unique) return true;
    const mz_repair *repair = &finding->repairs[0];
    const mz_span *span = &repair->place.span;
    if (span->end <= span->begin) return true;
    return mz_emit_set(result, "fixes",
                       json_pack("[{s:{s:s}, s:[{s:{s:s}, s:[{s:{s:i, s:i}, s:{s:s}}]}]}]", "description", "text",
                                 repair->to, "artifactChanges", "artifactLocation", "uri", uri, "replacements",
                                 "deletedRegion", "byteOffset", (int)span->begin, "byteLength",
                                 (int)(span->end - span->begin), "insertedContent", "text", repair->to));
}

/* The places from first up to end. */
static json_t *locations_json(const mz_finding *finding, size_t first, size_t end, const char *uri)
{
    json_t *list = json_array();
    bool ok = list != NULL;
    for (size_t i = first; ok && i < end && i < finding->place_count; i++)
        ok = json_array_append_new(list, location_json(&finding->places[i], uri)) == 0;
    return mz_emit_whole(list, ok);
}

static json_t *result_json(const mz_finding *finding, const char *uri)
{
    json_t *result =
        json_pack("{s:s, s:s, s:{s:s}, s:{s:s}}", "ruleId", finding->rule, "level", level_of(finding->severity),
                  "message", "text", finding->message_zh, "partialFingerprints", "mingzhang/v1", finding->id);
    bool ok = result != NULL && mz_emit_set(result, "locations", locations_json(finding, 0, 1, uri)) &&
              mz_emit_set(result, "relatedLocations", locations_json(finding, 1, SIZE_MAX, uri)) &&
              add_fix(result, finding, uri);
    return mz_emit_whole(result, ok);
}

static json_t *rules_json(const mz_catalogue *catalogue)
{
    json_t *rules = json_array();
    bool ok = rules != NULL;
    for (size_t i = 0; ok && i < mz_rule_count(catalogue); i++)
        ok = json_array_append_new(rules, rule_json(mz_rule_at(catalogue, i))) == 0;
    return mz_emit_whole(rules, ok);
}

static json_t *results_json(const mz_document *document, const char *uri)
{
    json_t *results = json_array();
    bool ok = results != NULL;
    for (size_t i = 0; ok && i < document->finding_count; i++)
        ok = json_array_append_new(results, result_json(&document->findings[i], uri)) == 0;
    return mz_emit_whole(results, ok);
}

json_t *mz_emit_sarif(const mz_catalogue *catalogue, const mz_document *document, const char *uri)
{
    json_t *driver = json_pack("{s:s, s:s}", "name", "mingzhang", "version", mz_version());
    if (driver == NULL || !mz_emit_set(driver, "rules", rules_json(catalogue))) return mz_emit_whole(driver, false);
    json_t *run = json_pack("{s:{}, s:s}", "tool", "columnKind", "unicodeCodePoints");
    if (run == NULL) return mz_emit_whole(driver, false);
    bool ok = mz_emit_set(json_object_get(run, "tool"), "driver", driver) &&
              mz_emit_set(run, "results", results_json(document, uri));
    json_t *log = ok ? json_pack("{s:s, s:s, s:[]}", "$schema", "https://json.schemastore.org/sarif-2.1.0.json",
                                 "version", "2.1.0", "runs")
                     : NULL;
    if (log == NULL) return mz_emit_whole(run, false);
    return mz_emit_whole(log, json_array_append_new(json_object_get(log, "runs"), run) == 0);
}
