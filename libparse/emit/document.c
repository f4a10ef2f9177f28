/* document.c - the JSON of a whole document and of a change. docs/output.md lists the members. */
#include <mingzhang/emit.h>
#include <stdio.h>

#include "findings.h"
#include "place.h"

static json_t *emit_identity(const mz_document *document)
{
    static const char *const levels[] = {"unknown", "department", "unit"};
    static const char *const kinds[] = {"unknown", "budget", "final_accounts"};
    static const char *const serialisations[] = {"tabbed", "cell_per_line", "aligned", "flow"};
    const mz_identity *id = &document->identity;
    json_t *object =
        json_pack("{s:s, s:s, s:s, s:i, s:s, s:s, s:s, s:i, s:s}", "organisation", id->organisation,
                  "organisation_code", id->organisation_code, "region", id->region, "fiscal_year", (int)id->fiscal_year,
                  "kind", kinds[id->kind], "level", levels[id->level], "unit", mz_unit_name(id->unit), "confidence",
                  (int)id->confidence, "serialisation", serialisations[document->serialisation]);
    if (object == NULL || id->former_count == 0) return object;
    json_t *former = json_array();
    bool ok = former != NULL;
    for (size_t i = 0; i < id->former_count && ok; i++)
        ok = json_array_append_new(former, json_string(id->former[i])) == 0;
    ok = mz_emit_set(object, "former_names", former) && ok;
    return mz_emit_whole(object, ok);
}

static json_t *emit_fact(const mz_fact *fact)
{
    static const char *const kinds[] = {"value", "change", "change_rate", "share", "completion", "bound"};
    json_t *object = json_pack("{s:s, s:s, s:s, s:i, s:s, s:s}", "subject", fact->subject, "item", fact->item, "kind",
                               kinds[fact->kind], "period", (int)fact->period, "amount", fact->amount.printed, "unit",
                               fact->amount.unit_text);
    bool ok = object != NULL && mz_emit_set(object, "relations", json_integer(fact->relations)) &&
              mz_emit_place(object, &fact->span);
    if (fact->base_year != 0) ok = ok && mz_emit_set(object, "base_year", json_integer(fact->base_year));
    if (fact->parent >= 0) ok = ok && mz_emit_set(object, "parent", json_integer(fact->parent));
    if (*fact->reason != '\0') ok = ok && mz_emit_set(object, "reason", json_string(fact->reason));
    return mz_emit_whole(object, ok);
}

/* Percent with two decimals from a count of 0.01 percent; JSON null when there is no base. */
static json_t *emit_percent(int64_t percent)
{
    if (percent == INT64_MAX) return json_null();
    uint64_t size = percent < 0 ? (uint64_t)0 - (uint64_t)percent : (uint64_t)percent;
    return json_sprintf("%s%llu.%02llu", percent < 0 ? "-" : "", (unsigned long long)(size / 100),
                        (unsigned long long)(size % 100));
}

/* A line that is new or was dropped is a change from or to zero. */
static const char *printed_or_zero(const mz_amount *amount)
{
    return *amount->printed == '\0' ? "0" : amount->printed;
}

json_t *mz_emit_change(const mz_change *change)
{
    char difference[32];
    unsigned decimals =
        change->prior.decimals > change->current.decimals ? change->prior.decimals : change->current.decimals;
    if (mz_value_format(change->difference, change->unit, decimals, difference, sizeof difference) == 0)
        *difference = '\0';
    json_t *reason = *change->reason == '\0' ? json_null() : json_string(change->reason);
    json_t *object =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:b, s:b, s:o}", "form", change->form,
                  "form_id", change->form_id, "label", change->label, "code", change->code, "column", change->column,
                  "unit", mz_unit_name(change->unit), "prior", printed_or_zero(&change->prior), "prior_source",
                  mz_prior_source_name(change->source), "current", printed_or_zero(&change->current), "difference",
                  difference, "percent", emit_percent(change->percent), "material", (int)change->material, "explained",
                  (int)change->explained, "reason", reason);
    bool ok = object != NULL && mz_emit_place(object, &change->span);
    const mz_span *why = &change->reason_span;
    if (why->line > 0) ok = ok && mz_emit_set(object, "reason_line", json_integer(why->line));
    if (why->page > 0) ok = ok && mz_emit_set(object, "reason_page", json_integer(why->page));
    return mz_emit_whole(object, ok);
}

json_t *mz_emit_document(const mz_document *document, const mz_changes *changes)
{
    json_t *root = json_object(), *tables = json_array(), *facts = json_array();
    bool ok = mz_emit_set(root, "document", emit_identity(document));
    for (size_t i = 0; ok && i < document->table_count; i++)
        ok = json_array_append_new(tables, mz_emit_table(&document->tables[i])) == 0;
    for (size_t i = 0; ok && i < document->fact_count; i++)
        ok = json_array_append_new(facts, emit_fact(&document->facts[i])) == 0;
    ok = mz_emit_set(root, "tables", tables) && ok;
    ok = mz_emit_set(root, "facts", facts) && ok;
    ok = ok && mz_emit_set(root, "findings", mz_emit_findings(document)) &&
         mz_emit_set(root, "coverage", mz_emit_coverage(document->coverage));
    if (ok && changes != NULL) {
        json_t *list = json_array();
        for (size_t i = 0; ok && i < changes->count; i++)
            ok = json_array_append_new(list, mz_emit_change(&changes->items[i])) == 0;
        ok = mz_emit_set(root, "changes", list) && ok;
    }
    if (ok) return root;
    json_decref(root);
    return NULL;
}
