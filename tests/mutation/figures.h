/* figures.h - the printed figures of a clean document, and what its relations can say about each. */
#ifndef MZ_TEST_FIGURES_H
#define MZ_TEST_FIGURES_H

#include <mingzhang/finding.h>
#include <mingzhang/parse.h>

typedef struct target {
    uint32_t begin, end; /* bytes of the input */
    uint32_t line;
    char printed[32]; /* as read, without blanks and separators */
    bool seen;        /* at least one relation that was evaluated holds it */
    bool alone;       /* no other figure takes part in exactly the same relations */
} target;

typedef struct targets {
    target *items;
    size_t count;
    size_t skipped; /* figures whose span is not their print: cannot be changed in place */
} targets;

/* The money and percentages of document, which was parsed from text with catalogue. Caller frees items. */
targets targets_find(const mz_catalogue *catalogue, mz_document *document, const char *text, size_t length);

/* How many relations that matter (error or warning) document breaks. */
size_t relations_broken(const mz_catalogue *catalogue, mz_document *document);

#endif
