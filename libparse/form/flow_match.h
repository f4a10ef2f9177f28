/* flow_match.h - which figures belong to which subject code, when the reading order put them apart. */
#ifndef MZ_FORM_FLOW_MATCH_H
#define MZ_FORM_FLOW_MATCH_H

#include "flow_group.h"

/* One row in search of its figures. */
typedef struct mz_flow_subject {
    const char *code;           /* "" for the total of the table */
    size_t place;               /* of its code in the stream; of its label for the total */
    size_t name_place;          /* of its name in the stream, 0 when not known */
    const mz_flow_group *group; /* result: its figures, NULL when none are found */
    bool doubtful;              /* result: the figures may be those of another row */
} mz_flow_subject;

/*
 * Gives each of subjects its group of groups. The rows are read in several ways (each group in its turn with the total
 * first or last, by the codes in front of the groups, by the names in front of them); the one whose sums hold best is
 * kept: a code is the sum of its parts, the total that of the classes. Where the sums of the kept one do not prove it,
 * rows that neither a sum nor the place of the code confirms are doubtful. subjects: in the order of the codes; total:
 * index of the total, SIZE_MAX when there is none; total_first: where it is printed. Errors: MZ_ERR_MEMORY.
 */
mz_status mz_flow_match(mz_arena *arena, const mz_flow_groups *groups, mz_flow_subject *subjects, size_t count,
                        size_t total, bool total_first);

#endif
