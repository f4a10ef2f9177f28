/* flow_tokens.h - lines of flow text to a stream of words and figures. */
#ifndef MZ_FORM_FLOW_TOKENS_H
#define MZ_FORM_FLOW_TOKENS_H

#include <stdbool.h>

#include "flow_forms.h"
#include "text/text.h"

typedef enum mz_flow_kind { MZ_FLOW_TEXT, MZ_FLOW_NUMBER, MZ_FLOW_REDACTED, MZ_FLOW_DASH } mz_flow_kind;

/* A run of text or one figure (or a fragment of one). */
typedef struct mz_flow_token {
    const char *text; /* squeezed, NUL-terminated */
    const char *key;  /* of texts: the form in which names are compared */
    mz_span span;
    mz_flow_kind kind : 8;
    bool used;        /* page furniture, header, unit: not a part of any row */
    bool gap;         /* an empty line stands before its line */
    bool first;       /* first on its line */
    bool part;        /* first after a repeated page header */
    bool marked;      /* first after the mark of a page's end (第7页) */
    bool separator;   /* of numbers: printed with thousands separators */
    uint8_t decimals; /* of numbers */
    int64_t value;    /* of numbers: count of 10^-6 */
} mz_flow_token;

typedef struct mz_flow_tokens {
    mz_flow_token *items;
    size_t count;
    size_t capacity;
} mz_flow_tokens;

/* Appends the tokens of lines [first, last) of text. MZ_ERR_MEMORY when the arena is exhausted. Linear. */
mz_status mz_flow_tokenize(mz_arena *arena, const mz_text *text, size_t first, size_t last, mz_flow_tokens *tokens);

/* Fills value, decimals and separator of a number whose text was put together; false when it is no figure. */
bool mz_flow_number(mz_arena *arena, mz_flow_token *token);

#endif
