/* diagnostics.h - findings for people, in the manner of a compiler: place, message, source line, marker, suggestion. */
#ifndef MZ_CLI_DIAGNOSTICS_H
#define MZ_CLI_DIAGNOSTICS_H

#include <mingzhang/finding.h>
#include <stdio.h>

/* The lines of an input, for excerpts. */
typedef struct source_lines {
    const char *bytes; /* borrowed */
    size_t length;
    size_t *starts; /* offset of each line, one more than count */
    size_t count;
} source_lines;

/* Finds the lines of bytes (borrowed). false when memory runs out. */
bool source_lines_read(source_lines *lines, const char *bytes, size_t length);
void source_lines_free(source_lines *lines);

/* Prints one finding of the document read from file. lines may be NULL: no excerpts. colour: with terminal colours. */
void print_finding(FILE *stream, const char *file, const source_lines *lines, const mz_finding *finding,
                   mz_language language, bool colour);

/* Prints the ledger in three lines. */
void print_coverage(FILE *stream, const mz_coverage *coverage, mz_language language);

#endif
