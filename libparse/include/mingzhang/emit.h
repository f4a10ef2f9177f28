/* emit.h - JSON of documents, findings and changes. The format is that of docs/output.md. */
#ifndef MINGZHANG_EMIT_H
#define MINGZHANG_EMIT_H

#include <jansson.h>

#include "change.h"

/* New references, owned by the caller; NULL when memory runs out. changes may be NULL. */
MZ_API json_t *mz_emit_document(const mz_document *document, const mz_changes *changes);
MZ_API json_t *mz_emit_finding(const mz_document *document, const mz_finding *finding);
MZ_API json_t *mz_emit_change(const mz_change *change);

/* SARIF 2.1.0 run of one document; uri names the file. */
MZ_API json_t *mz_emit_sarif(const mz_catalogue *catalogue, const mz_document *document, const char *uri);

#endif
