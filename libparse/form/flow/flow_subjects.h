/* flow_subjects.h - subject codes whose parts 类 款 项 stand in columns of their own, put together again. */
#ifndef MZ_FORM_FLOW_SUBJECTS_H
#define MZ_FORM_FLOW_SUBJECTS_H

#include "flow_labels.h"

enum { MZ_FLOW_CODE_PARTS = 3, MZ_FLOW_NO_PART = -1 };

/* A code by its parts; MZ_FLOW_NO_PART behind the last. */
typedef struct mz_flow_code {
    int part[MZ_FLOW_CODE_PARTS];
} mz_flow_code;

/*
 * Gives each of labels (the totals aside) its code. Which part belongs to which row follows, in this order, from the
 * order on the page, from the parts printed directly in front of the name, from the subjects that the catalogue knows
 * by that name, and from what is left over between the rows before and behind. Every row prints its class once, so that
 * each part is used once. codes: receives one code per label, NULL where none is left; in the arena. printed: the same
 * as it is printed, which differs where a class is misprinted (7 11 02 for 210 11 02). guessed: receives whether the
 * code is only what is left over, which may be that of another row. MZ_ERR_MEMORY when the arena is exhausted. Linear
 * in tokens and labels.
 */
mz_status mz_flow_subjects(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_tokens *tokens,
                           const mz_flow_labels *labels, const char **codes, const char **printed, bool *guessed);

/*
 * The codes that the order of the print alone tells: on a page with as many classes as names the n-th class, with the
 * parts behind it, is that of the n-th name. codes: receives one per label; known: receives whether it is told. A page
 * is left alone when the classes and names do not pair so, or the names that the catalogue knows say otherwise. levels:
 * how many parts the longest code has. MZ_ERR_MEMORY. Linear. (flow_page_codes.c)
 */
mz_status mz_flow_page_codes(mz_arena *arena, const mz_flow_tokens *tokens, const mz_flow_labels *labels, int levels,
                             mz_flow_code *codes, bool *known);

/* How many parts a code has. */
int mz_flow_code_level(const mz_flow_code *code);
/* The code written as text ("2080505"); without parts when it is none. */
mz_flow_code mz_flow_code_parse(const char *text);

/* Whether a token is a part of a code in columns: a class of three digits, or two digits. */
bool mz_flow_class(const mz_flow_token *token);
bool mz_flow_part(const mz_flow_token *token);

#endif
