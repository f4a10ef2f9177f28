/* organisation.h - names under which one organisation is known: as printed, aliases, former names. */
#ifndef MINGZHANG_ORGANISATION_H
#define MINGZHANG_ORGANISATION_H

#include "catalogue.h"
#include "document.h"

/*
 * The name that stands for a printed one: without white space and quotation marks, simplified characters, brackets in
 * one width, and what organisations.json has an alias for replaced. Owned by the caller (free); NULL: out of memory.
 */
MZ_API char *mz_organisation_name(const mz_catalogue *catalogue, const char *printed);

/*
 * The former names that organisations.json has for a name as mz_organisation_name gives it. Returns their number, of
 * which at most room are written to names; they belong to the catalogue.
 */
MZ_API size_t mz_organisation_former(const mz_catalogue *catalogue, const char *name, const char **names, size_t room);

/*
 * Sets identity.former: the names that the document's text says its organisation had before ("甲局（原乙局）",
 * "乙局更名为甲局"; the words are in identity.json), completed by the place that the present name begins with. Parsing
 * does not do it, as only comparing needs it. What memory or room does not suffice for is left out.
 */
MZ_API void mz_read_former_names(const mz_catalogue *catalogue, mz_document *document);

/*
 * Whether two documents may be of one organisation: their names are the same or one only adds a region in front or is
 * longer behind, one is a former name of the other (as mz_read_former_names found it, or by organisations.json), or
 * they have the same code in the same region. True also when one of them has no name. error (may be NULL):
 * MZ_ERR_ARGUMENT with a message that has both names when false, MZ_ERR_MEMORY when memory ran out (false).
 */
MZ_API bool mz_same_organisation(const mz_catalogue *catalogue, const mz_identity *a, const mz_identity *b,
                                 mz_error *error);

#endif
