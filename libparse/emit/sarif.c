/* sarif.c - a document's findings as a SARIF 2.1.0 log with one run. */
#include <mingzhang/emit.h>
#include <mingzhang/finding.h>

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

static json_t *location_json(const mz_place *place, const char *uri)
{
    json_t *region = json_object();
    if (place->span.line > 0) json_object_set_new(region, "startLine", json_integer(place->span.line));
    if (place->span.end > place->span.begin) {
        json_object_set_new(region, "byteOffset", json_integer(place->span.begin));
        json_object_set_new(region, "byteLength", json_integer(place->span.end - place->span.begin));
    }
    json_t *location = json_pack("{s:{s:{s:s}}}", "physicalLocation", "artifactLocation", "uri", uri);
    if (location == NULL || json_object_size(region) == 0)
        json_decref(region);
    else
        json_object_set_new(json_object_get(location, "physicalLocation"), "region", region);
    return location;
}

/* SARIF's fixes are edits: only a unique repair is offered as one. */
static void add_fix(json_t *result, const mz_finding *finding, const char *uri)
{
    if (finding->repair_count == 0 || !finding->repairs[0].unique) return;
    const mz_repair *repair = &finding->repairs[0];
    const mz_span *span = &repair->place.span;
    if (span->end <= span->begin) return;
    json_object_set_new(result, "fixes",
                        json_pack("[{s:{s:s}, s:[{s:{s:s}, s:[{s:{s:i, s:i}, s:{s:s}}]}]}]", "description", "text",
                                  repair->to, "artifactChanges", "artifactLocation", "uri", uri, "replacements",
                                  "deletedRegion", "byteOffset", (int)span->begin, "byteLength",
                                  (int)(span->end - span->begin), "insertedContent", "text", repair->to));
}

static json_t *result_json(const mz_finding *finding, const char *uri)
{
    json_t *locations = json_array(), *related = json_array();
    for (size_t i = 0; i < finding->place_count; i++)
        json_array_append_new(i == 0 ? locations : related, location_json(&finding->places[i], uri));
    json_t *result =
        json_pack("{s:s, s:s, s:{s:s}, s:o, s:o, s:{s:s}}", "ruleId", finding->rule, "level",
                  level_of(finding->severity), "message", "text", finding->message_zh, "locations", locations,
                  "relatedLocations", related, "partialFingerprints", "mingzhang/v1", finding->id);
    if (result != NULL) add_fix(result, finding, uri);
    return result;
}

json_t *mz_emit_sarif(const mz_catalogue *catalogue, const mz_document *document, const char *uri)
{
    json_t *rules = json_array(), *results = json_array();
    for (size_t i = 0; i < mz_rule_count(catalogue); i++)
        json_array_append_new(rules, rule_json(mz_rule_at(catalogue, i)));
    for (size_t i = 0; i < document->finding_count; i++)
        json_array_append_new(results, result_json(&document->findings[i], uri));
    return json_pack("{s:s, s:s, s:[{s:{s:{s:s, s:s, s:o}}, s:s, s:o}]}", "$schema",
                     "https://json.schemastore.org/sarif-2.1.0.json", "version", "2.1.0", "runs", "tool", "driver",
                     "name", "mingzhang", "version", mz_version(), "rules", rules, "columnKind", "unicodeCodePoints",
                     "results", results);
}
