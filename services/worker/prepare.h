/* prepare.h - what needs no database: envelope, claim check, digest, parsing, checking, rows. */
#ifndef MZ_WORKER_PREPARE_H
#define MZ_WORKER_PREPARE_H

#include <mingzhang/catalogue.h>
#include <mingzhang/change.h>
#include <mingzhang/finding.h>

#include "worker/claim.h"
#include "worker/job.h"

/* Shared by all parsers; immutable. */
typedef struct preparation {
    const mz_catalogue *catalogue;
    mz_check_options check;
    mz_change_options change;
    size_t document_bytes; /* limit */
    claim_limits claim;
    bool (*stop)(void *);
    void *opaque;
} preparation;

/* Makes the job ready for the writer: either its reading and rows, or the reason of its rejection. */
void prepare_job(const preparation *p, job *j);

/* Parses stored bytes again, unchecked. id is for the log. The caller owns the document; NULL: logged. */
mz_document *prepare_again(const preparation *p, const void *bytes, size_t length, const char *id);

#endif
