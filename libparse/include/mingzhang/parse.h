/* parse.h - bytes in, document out. */
#ifndef MINGZHANG_PARSE_H
#define MINGZHANG_PARSE_H

#include "catalogue.h"
#include "document.h"

typedef struct mz_parse_options {
    size_t max_input_bytes;  /* larger input is MZ_ERR_LIMIT; 0 = 64 MiB */
    size_t max_memory_bytes; /* the document's arena; 0 = 48 MiB + 48 times the input */
} mz_parse_options;

/*
 * Reads one document. bytes is borrowed for the call only. options may be NULL.
 * On success *document is owned by the caller (mz_document_free); the catalogue must outlive it.
 * Errors: MZ_ERR_EMPTY, MZ_ERR_ENCODING, MZ_ERR_BINARY, MZ_ERR_NOT_DISCLOSURE, MZ_ERR_TRUNCATED, MZ_ERR_LIMIT,
 * MZ_ERR_MEMORY; error says where. Time is linear in length. Thread-safe.
 */
MZ_API mz_status mz_parse(const mz_catalogue *catalogue, const void *bytes, size_t length,
                          const mz_parse_options *options, mz_document **document, mz_error *error);

#endif
