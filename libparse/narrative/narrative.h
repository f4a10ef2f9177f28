/* narrative.h - sentences to facts: who, what, which year, how much, compared with what, because of what. */
#ifndef MZ_NARRATIVE_NARRATIVE_H
#define MZ_NARRATIVE_NARRATIVE_H

#include <mingzhang/document.h>

#include "form/words.h"
#include "layout/grid.h"

/* Lines (1-based, both included) that a table of the document occupies. */
typedef struct mz_line_range {
    uint32_t first;
    uint32_t last;
} mz_line_range;

/*
 * The lines that are not running text: grids, tables and furniture of the layout. *ranges is in the arena. false when
 * memory runs out.
 */
bool mz_narrative_tables(mz_arena *arena, const mz_text *text, const mz_layout *layout, mz_line_range **ranges,
                         size_t *count);

/*
 * Reads headings and facts from every line outside the tables, and the facts of the paragraphs inside them that say
 * what a project's money is for (words.h, MZ_WORDS_USE_BEGIN). tables: sorted by first line, not overlapping. Uses
 * document->identity (organisation, fiscal year) and document->tables (the project a table speaks of); fills
 * ->sections (the first one is the document itself, depth 0, no title) and ->facts, all in the arena.
 * Time is linear in the text. Errors: MZ_ERR_MEMORY.
 */
mz_status mz_narrative_read(mz_arena *arena, const mz_words *words, const mz_text *text, const mz_line_range *tables,
                            size_t table_count, mz_document *document);

#endif
