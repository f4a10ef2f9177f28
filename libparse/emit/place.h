/* place.h - members, places and tables in JSON: shared by the files of this room. */
#ifndef MZ_EMIT_PLACE_H
#define MZ_EMIT_PLACE_H

#include <jansson.h>
#include <mingzhang/document.h>
#include <stdbool.h>

/* value when everything went well; else NULL, and value (which may be NULL) is released. */
json_t *mz_emit_whole(json_t *value, bool ok);
/* Adds a member; false when memory runs out. value is consumed in any case. */
bool mz_emit_set(json_t *object, const char *name, json_t *value);
/* Adds "line" and, when the source has pages, "page". false when memory runs out. */
bool mz_emit_place(json_t *object, const mz_span *span);
/* Adds "page" when the source has pages. false when memory runs out. */
bool mz_emit_page(json_t *object, const mz_span *span);
/* A table with its columns, rows and cells; a new reference, NULL when memory runs out. */
json_t *mz_emit_table(const mz_table *table);

#endif
