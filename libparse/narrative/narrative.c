/* narrative.c - goes over the paragraphs: headings become sections, running text becomes facts. */
#include "narrative/narrative.h"

#include <string.h>

#include "narrative/passage.h"
#include "narrative/walk.h"

/* The contents page repeats every heading; until its first entry comes again its lines are no sections. */
typedef struct contents {
    bool inside;
    const char *first;
} contents;

static bool ends_contents(const mz_paragraph *paragraph)
{
    return memmem(paragraph->text, paragraph->length, "。", 3) != NULL;
}

/* Whether the paragraph belongs to the contents page. */
static bool in_contents(mz_arena *arena, const mz_words *words, contents *page, const mz_paragraph *paragraph)
{
    if (!page->inside) {
        const mz_word *word = mz_words_prefix(words, MZ_WORDS_CONTENTS, paragraph->text, paragraph->length);
        page->inside = word != NULL && page->first == NULL && word->length == paragraph->length;
        return page->inside;
    }
    if (ends_contents(paragraph) || (page->first != NULL && strcmp(page->first, paragraph->text) == 0)) {
        page->inside = false;
        return false;
    }
    if (page->first == NULL && paragraph->depth > 0)
        page->first = mz_arena_copy(arena, paragraph->text, paragraph->length);
    return true;
}

static mz_section *add_section(mz_walk *walk, const char *title, size_t length, uint8_t depth, mz_span span)
{
    mz_document *document = walk->document;
    mz_section *section = mz_arena_push(walk->arena, &document->sections, &document->section_count,
                                        &walk->section_capacity, sizeof *section);
    if (section == NULL) return NULL;
    const char *copy = mz_arena_copy(walk->arena, title, length);
    *section = (mz_section){.title = copy == NULL ? "" : copy, .depth = depth, .span = span};
    return section;
}

static void add_heading(mz_walk *walk, const mz_paragraph *paragraph)
{
    size_t length = paragraph->length;
    if (length >= 3 && memcmp(paragraph->text + length - 3, "。", 3) == 0) length -= 3;
    mz_span span = mz_paragraph_span(paragraph, walk->text, 0, length);
    add_section(walk, paragraph->text, length, paragraph->depth, span);
    walk->group_count = 0;
    walk->topic = "";
}

static void keep(mz_walk *walk, mz_passages *passages, mz_passage passage)
{
    passage.end_fact = walk->document->fact_count;
    mz_keep_passage(walk->arena, passages, &passage); /* memory that ran out is seen at the end */
}

/* The project of the table that stands at line; tables come in the order of the document. */
static const char *project_at(const mz_document *document, size_t *table, uint32_t line)
{
    while (*table + 1 < document->table_count && document->tables[*table + 1].span.line <= line) (*table)++;
    if (*table >= document->table_count || document->tables[*table].span.line > line) return "";
    return document->tables[*table].subject == NULL ? "" : document->tables[*table].subject;
}

mz_status mz_narrative_read(mz_arena *arena, const mz_words *words, const mz_text *text, const mz_line_range *tables,
                            size_t table_count, mz_document *document)
{
    const char *organisation = document->identity.organisation == NULL ? "" : document->identity.organisation;
    mz_walk walk = {.arena = arena, .words = words, .text = text, .document = document, .project = "", .topic = ""};
    walk.names = (mz_names){organisation, strlen(organisation)};
    document->facts = NULL;
    document->sections = NULL;
    document->fact_count = document->section_count = 0;
    mz_passages *passages = mz_arena_alloc(arena, sizeof *passages);
    if (passages == NULL) return MZ_ERR_MEMORY;
    *passages = (mz_passages){0};
    document->passages = passages;
    mz_span whole = {.line = 1, .page = text->pages > 0 ? 1 : 0};
    if (add_section(&walk, "", 0, 0, whole) == NULL) return MZ_ERR_MEMORY;
    mz_paragraph_reader reader;
    mz_paragraph_start(&reader, arena, words, text, tables, table_count);
    contents page = {0};
    size_t table = 0;
    const mz_paragraph *paragraph;
    while ((paragraph = mz_paragraph_next(&reader)) != NULL) {
        if (paragraph->after_table || paragraph->after_entries) page.inside = false;
        if (!paragraph->use_of_funds && in_contents(arena, words, &page, paragraph)) continue;
        if (paragraph->depth > 0) {
            add_heading(&walk, paragraph);
            continue;
        }
        walk.project = "";
        if (paragraph->use_of_funds) walk.project = project_at(document, &table, text->lines[paragraph->first].number);
        const mz_passage passage = {*paragraph, document->fact_count, 0, (uint32_t)(document->section_count - 1)};
        mz_walk_paragraph(&walk, paragraph);
        if (!paragraph->use_of_funds) keep(&walk, passages, passage);
    }
    return mz_arena_exhausted(arena) ? MZ_ERR_MEMORY : MZ_OK;
}
