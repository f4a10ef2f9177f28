/* findings.h - findings of a document as JSON, which outlives the document. */
#ifndef MZ_WORKER_FINDINGS_H
#define MZ_WORKER_FINDINGS_H

#include <jansson.h>
#include <mingzhang/document.h>

/* New array of what mz_emit_finding makes of each finding, sorted by id, each id once. NULL: out of memory. */
json_t *findings_of(const mz_document *document);

/* A member of a finding as text; "" when it is null or absent. Borrowed. */
const char *finding_text(const json_t *finding, const char *name);

/* Where to look: page (0: the source has none) or line of the first place; 0 when there is no place. */
int32_t finding_number(const json_t *finding, const char *name);

#endif
