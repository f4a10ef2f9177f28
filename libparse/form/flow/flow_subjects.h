/* flow_subjects.h - subject codes whose parts 类 款 项 stand in columns of their own, put together again. */
#ifndef MZ_FORM_FLOW_SUBJECTS_H
#define MZ_FORM_FLOW_SUBJECTS_H

#include "flow_labels.h"

/*
 * Gives each of labels (the totals aside) its code. Which part belongs to which row follows, in this order, from the
 * parts printed directly in front of the name, from the subjects that the catalogue knows by that name, and from what
 * is left over between the rows before and behind. Every row prints its class once, so that each part is used once.
 * codes: receives one code per label, NULL where none is left; in the arena. printed: the same as it is printed, which
 * differs where a class is misprinted (7 11 02 for 210 11 02).
 * MZ_ERR_MEMORY when the arena is exhausted. Linear in tokens and labels.
 */
mz_status mz_flow_subjects(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_tokens *tokens,
                           const mz_flow_labels *labels, const char **codes, const char **printed);

/* Whether a token is a part of a code in columns: a class of three digits, or two digits. */
bool mz_flow_class(const mz_flow_token *token);
bool mz_flow_part(const mz_flow_token *token);

#endif
