/* findings.h - JSON of what mz_check found, for the document's JSON, events and SARIF. */
#ifndef MZ_EMIT_FINDINGS_H
#define MZ_EMIT_FINDINGS_H

#include <mingzhang/emit.h>

/* New references, owned by the caller; NULL when memory runs out. */
json_t *mz_emit_findings(const mz_document *document);
/* The ledger; JSON null for a document that was not checked. */
json_t *mz_emit_coverage(const mz_coverage *coverage);

#endif
