/* flow_roles.h - where a line of flow text stands among the parts of a document. */
#ifndef MZ_FORM_FLOW_ROLES_H
#define MZ_FORM_FLOW_ROLES_H

#include "flow_forms.h"
#include "text/text.h"

enum {
    MZ_FLOW_RUNNING = 4,
    MZ_FLOW_TITLE_BYTES = 150,   /* of a title's key, at most */
    MZ_FLOW_SENTENCE_BYTES = 120 /* of a line of running text with enumerations, at least */
};

typedef struct mz_flow_roles {
    const mz_flow_forms *forms;
    const char *running[MZ_FLOW_RUNNING]; /* keys of the lines at the head or foot of most pages */
    size_t running_count;
} mz_flow_roles;

typedef enum mz_flow_role {
    MZ_FLOW_LINE_PLAIN,
    MZ_FLOW_LINE_MARK, /* page number, number of a form, running head or foot */
    MZ_FLOW_LINE_TITLE,
    MZ_FLOW_LINE_NOTE, /* begins a note */
    MZ_FLOW_LINE_END   /* running text, a heading of a part, a project's sheet: no table goes on over it */
} mz_flow_role;

/* Finds the running heads and feet of text, which has form feeds or none. Keys are made in arena. MZ_ERR_MEMORY when
 * memory runs out. */
mz_status mz_flow_roles_find(mz_arena *arena, const mz_flow_forms *forms, const mz_text *text, mz_flow_roles *roles);
/* What the line with this key (mz_text_key) is. */
mz_flow_role mz_flow_role_of(const mz_flow_roles *roles, const char *key);
/* Whether the line holds nothing but blanks and tabs. */
bool mz_flow_blank_line(const mz_line *line);
/* Whether a key begins a part of the document: 第一部分, 第二部分. */
bool mz_flow_part_heading(const char *key);
/* Whether a key is a numbered heading and no clause of a note: 一、部门职责. */
bool mz_flow_numbered_heading(const char *key);

#endif
