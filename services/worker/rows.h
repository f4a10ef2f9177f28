/* rows.h - a document as rows of the tables in schemas/sql, in binary COPY format. */
#ifndef MZ_WORKER_ROWS_H
#define MZ_WORKER_ROWS_H

#include <mingzhang/change.h>

#include "worker/job.h"

/* What to COPY: the columns stand in the order in which the functions below write them. */
extern const char rows_copy_line_items[], rows_copy_facts[], rows_copy_projects[], rows_copy_coverage[],
    rows_copy_changes[], rows_copy_findings[], rows_copy_outbox[];

/* Fills line_items, facts, projects and coverage of a job from its document; the reading says whose it is. */
void rows_of_document(job *j, const mz_document *document);

/* Changes of current against prior (their ids, the latter as text), or as current itself tells them. */
void rows_of_changes(mz_copy *copy, const unsigned char current[16], const char *prior, const mz_changes *changes);

/* The unit as printed, "" when none is known. */
const char *rows_unit(const mz_amount *amount);

/* Names as they stand in the database and in events. */
const char *rows_serialisation(mz_serialisation serialisation);
const char *rows_kind(mz_document_kind kind);
const char *rows_level(mz_level level);

#endif
