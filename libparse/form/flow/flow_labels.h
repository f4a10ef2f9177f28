/* flow_labels.h - the names in a stream: lines of one cell put together, names in one column parted. */
#ifndef MZ_FORM_FLOW_LABELS_H
#define MZ_FORM_FLOW_LABELS_H

#include "flow_tokens.h"

/* One cell of text. */
typedef struct mz_flow_label {
    const char *text;
    const char *key;
    const mz_flow_codes *codes; /* subjects of this name, NULL when the catalogue knows none */
    const mz_flow_token *token; /* its first line */
    size_t first, last;         /* tokens of its first and last line */
    bool total;
} mz_flow_label;

typedef struct mz_flow_labels {
    mz_flow_label *items;
    size_t count;
    size_t capacity;
} mz_flow_labels;

/*
 * The texts of tokens that are not used, as cells. Lines that nothing parts can be one cell or several: names of
 * subjects are kept whole, and a line that is shorter than the column ends its cell. lines: each is a cell of its own.
 * MZ_ERR_MEMORY. Linear.
 */
mz_status mz_flow_labels_read(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_tokens *tokens, bool lines,
                              mz_flow_labels *labels);

#endif
