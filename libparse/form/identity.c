/* identity.c - decides who published the document, for which year and on which level, from what the sources say. */
#include <string.h>

#include "identity_sources.h"

static unsigned weight_of(const mz_named *n)
{
    return n->title + n->label + n->coded;
}

/* The name with the most weight, its own counted twice: among names of one organisation the more usual one wins. */
static const mz_named *choose_name(const mz_identity_sources *r, unsigned *confidence)
{
    const mz_named *best = NULL;
    unsigned most = 0, total = 0, agreeing = 0;
    for (size_t i = 0; i < r->name_count; i++) {
        const mz_named *n = &r->names[i];
        unsigned support = 0;
        for (size_t j = 0; j < r->name_count; j++)
            if (mz_names_agree(n->text, r->names[j].text)) support += weight_of(&r->names[j]);
        total += weight_of(n);
        unsigned score = support * 2 + weight_of(n) + n->coded;
        if (score <= most) continue;
        most = score;
        best = n;
        agreeing = support;
    }
    *confidence = total == 0 ? 0 : agreeing * 100 / total;
    return best;
}

/* The name that stands beside a code comes from the budget system: it identifies best. */
static const mz_named *prefer_coded(const mz_identity_sources *r, const mz_named *chosen)
{
    const mz_named *best = chosen;
    for (size_t i = 0; chosen != NULL && i < r->name_count; i++) {
        const mz_named *n = &r->names[i];
        if (n->coded > best->coded && mz_names_agree(n->text, chosen->text)) best = n;
    }
    return best;
}

static int32_t choose_year(const mz_identity_sources *r, unsigned *confidence)
{
    int32_t year = 0;
    unsigned most = 0, total = 0;
    for (size_t i = 0; i < r->year_count; i++) {
        total += r->years[i].weight;
        if (r->years[i].weight <= most) continue;
        most = r->years[i].weight;
        year = r->years[i].year;
    }
    *confidence = total == 0 ? 0 : most * 100 / total;
    return year;
}

static mz_document_kind kind_of(const mz_identity_sources *r, const mz_table *tables, size_t count)
{
    const bool closed = mz_identity_word(r, "final_accounts", r->title);
    if (closed != mz_identity_word(r, "budget", r->title)) return closed ? MZ_KIND_FINAL_ACCOUNTS : MZ_KIND_BUDGET;
    size_t final_accounts = 0, budget = 0;
    for (size_t i = 0; i < count; i++) {
        const mz_form *form = tables[i].form == NULL ? NULL : mz_catalogue_form(r->catalogue, tables[i].form);
        if (form == NULL) continue;
        final_accounts += form->kind == MZ_KIND_FINAL_ACCOUNTS;
        budget += form->kind == MZ_KIND_BUDGET;
    }
    if (final_accounts + budget > 0) return final_accounts > budget ? MZ_KIND_FINAL_ACCOUNTS : MZ_KIND_BUDGET;
    if (closed) return MZ_KIND_FINAL_ACCOUNTS; /* a title that names both (预决算公开) is left to the tables */
    for (size_t i = 0; i < r->text->count; i++) {
        if (r->text->lines[i].length > MZ_LONGEST_LINE) continue;
        final_accounts += mz_identity_word(r, "final_accounts", r->text->lines[i].text);
        budget += mz_identity_word(r, "budget", r->text->lines[i].text);
    }
    if (final_accounts + budget == 0) return MZ_KIND_UNKNOWN;
    return final_accounts * 3 > budget ? MZ_KIND_FINAL_ACCOUNTS : MZ_KIND_BUDGET;
}

static mz_level level_of(const mz_identity_sources *r, const mz_identity *identity)
{
    const char *own = json_string_value(json_object_get(r->words, "own_level"));
    size_t length = strlen(identity->organisation), code = strlen(identity->organisation_code);
    if (length > strlen(own) && strcmp(identity->organisation + length - strlen(own), own) == 0) return MZ_LEVEL_UNIT;
    if (mz_identity_word(r, "unit", r->title)) return MZ_LEVEL_UNIT;
    if (mz_identity_word(r, "department", r->title)) return MZ_LEVEL_DEPARTMENT;
    if (code == 6) return MZ_LEVEL_UNIT;
    size_t unit = 0, department = 0;
    for (size_t i = 0; i < r->text->count; i++) {
        if (r->text->lines[i].length > MZ_LONGEST_NAME) continue;
        unit += mz_identity_word(r, "unit", r->text->lines[i].text);
        department += mz_identity_word(r, "department", r->text->lines[i].text);
    }
    if (unit + department == 0) return MZ_LEVEL_UNKNOWN;
    return unit > department ? MZ_LEVEL_UNIT : MZ_LEVEL_DEPARTMENT;
}

static mz_unit unit_of(const mz_table *tables, size_t count)
{
    size_t seen[MZ_UNIT_YI + 1] = {0};
    mz_unit best = MZ_UNIT_NONE;
    for (size_t i = 0; i < count; i++)
        if (mz_unit_is_money(tables[i].unit)) seen[tables[i].unit]++;
    for (mz_unit unit = MZ_UNIT_YUAN; unit <= MZ_UNIT_YI; unit++)
        if (seen[unit] > 0 && (best == MZ_UNIT_NONE || seen[unit] > seen[best])) best = unit;
    return best;
}

/* The longest compatible name tells the most about the region. */
static const char *name_with_region(const mz_identity_sources *r, const char *chosen)
{
    const char *longest = chosen;
    for (size_t i = 0; i < r->name_count; i++)
        if (mz_names_agree(r->names[i].text, chosen) && strlen(r->names[i].text) > strlen(longest))
            longest = r->names[i].text;
    return longest;
}

mz_status mz_identity_read(const mz_catalogue *catalogue, mz_arena *arena, const mz_text *text, const mz_table *tables,
                           size_t table_count, mz_identity *identity)
{
    mz_identity_sources *r = mz_arena_alloc(arena, sizeof *r);
    if (r == NULL) return MZ_ERR_MEMORY;
    mz_identity_gather(catalogue, arena, text, r);
    *identity = (mz_identity){.organisation = "", .organisation_code = "", .region = ""};
    unsigned name_confidence, year_confidence;
    const mz_named *chosen = prefer_coded(r, choose_name(r, &name_confidence));
    if (chosen != NULL) {
        identity->organisation = chosen->text;
        identity->organisation_code = chosen->code;
        identity->region = mz_region_of(catalogue, arena, name_with_region(r, chosen->text), text);
    }
    identity->fiscal_year = choose_year(r, &year_confidence);
    identity->kind = kind_of(r, tables, table_count);
    identity->level = level_of(r, identity);
    identity->unit = unit_of(tables, table_count);
    identity->confidence = (uint8_t)(name_confidence < year_confidence ? name_confidence : year_confidence);
    return mz_arena_exhausted(arena) ? MZ_ERR_MEMORY : MZ_OK;
}
