/* identity.h - who published what, for which year: from the title, the headers of the tables and the text. */
#ifndef MZ_FORM_IDENTITY_H
#define MZ_FORM_IDENTITY_H

#include "catalogue.h"
#include "text/text.h"

/*
 * Fills identity from the cleaned lines and the tables read so far (their units; may be none). Each source has a
 * weight; the name with the most of it wins, names that only add a region in front or are cut off behind count for it.
 * confidence is the share of the weight that agrees, of name and year, whichever is lower. What is not found stays ""
 * or 0. Strings are in the arena. Errors: MZ_ERR_MEMORY.
 */
mz_status mz_identity_read(const mz_catalogue *catalogue, mz_arena *arena, const mz_text *text, const mz_table *tables,
                           size_t table_count, mz_identity *identity);

/*
 * The region that an organisation's name begins with, completed by the province its city lies in (regions.json) or,
 * where the name has no city, by a province the text names. "" when the name tells none.
 */
const char *mz_region_of(const mz_catalogue *catalogue, mz_arena *arena, const char *organisation, const mz_text *text);

/* Whether two names may mean one organisation: they are the same, or one only lacks the region in front or was cut off
 * behind. */
bool mz_names_agree(const char *a, const char *b);

/* Whether organisations.json is what mingzhang/organisation.h asks for. MZ_ERR_CATALOGUE: the message names the place.
 */
mz_status mz_organisations_check(const mz_catalogue *catalogue, mz_error *error);

/* Makes catalogue->identity. MZ_ERR_CATALOGUE (the message names file and key) unless identity.json and regions.json
 * hold what the readers above ask for, and nothing that nobody asks for; MZ_ERR_MEMORY. */
mz_status mz_identity_compile(mz_catalogue *catalogue, mz_error *error);

#endif
