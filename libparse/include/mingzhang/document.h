/* document.h - what was read from a disclosure: identity, tables, facts. Everything hangs in one arena, released by
 * mz_document_free. */
#ifndef MINGZHANG_DOCUMENT_H
#define MINGZHANG_DOCUMENT_H

#include "amount.h"
#include "status.h"

/* Where something stands in the input. line and page are 1-based; page is 0 when the source has no form feeds. Bytes:
 * [begin, end). */
typedef struct mz_span {
    uint32_t line;
    uint32_t page;
    uint32_t begin;
    uint32_t end;
} mz_span;

typedef enum mz_serialisation {
    MZ_SERIAL_TABBED,        /* one table row per line, cells separated by tabs */
    MZ_SERIAL_CELL_PER_LINE, /* one cell per line with a leading tab */
    MZ_SERIAL_ALIGNED,       /* columns aligned by spaces (pdftotext -layout) */
    MZ_SERIAL_FLOW /* the places of cells are lost: each piece of a cell, or each row, is a line (pdftotext) */
} mz_serialisation;

typedef enum mz_document_kind { MZ_KIND_UNKNOWN, MZ_KIND_BUDGET, MZ_KIND_FINAL_ACCOUNTS } mz_document_kind;
typedef enum mz_level { MZ_LEVEL_UNKNOWN, MZ_LEVEL_DEPARTMENT, MZ_LEVEL_UNIT } mz_level;

/* Who published what. Strings are never NULL, "" when not found. confidence is 0..100, 100 when title, headers and text
 * agree. */
typedef struct mz_identity {
    const char *organisation;
    const char *organisation_code;
    const char *region;
    const char *const *former; /* names it had before, NULL until mz_read_former_names */
    size_t former_count;
    int32_t fiscal_year; /* 0 when unknown */
    mz_document_kind kind;
    mz_level level;
    mz_unit unit; /* unit of most tables */
    uint8_t confidence;
} mz_identity;

typedef enum mz_cell_kind { MZ_CELL_BLANK, MZ_CELL_AMOUNT, MZ_CELL_DASH, MZ_CELL_REDACTED, MZ_CELL_TEXT } mz_cell_kind;

typedef struct mz_cell {
    mz_cell_kind kind;
    mz_amount amount; /* only for MZ_CELL_AMOUNT */
    const char *text; /* the cell's text, white space folded; "" for blank */
    mz_span span;
    uint16_t column;     /* index into mz_table.columns */
    uint8_t confidence;  /* 0..100: how sure the reading is; below 50 the cell is ambiguous */
    uint16_t relations;  /* how many evaluated relations see its figure; filled by mz_check */
    uint64_t candidates; /* when ambiguous: bit set of the columns (0..63) it may belong to */
} mz_cell;

/* One logical row; a two-sided table (收入 | 支出) gives each side its own row. */
typedef struct mz_row {
    const char *label; /* printed label, white space removed; "" when none */
    const char *code;  /* subject code, digits joined over split columns ("2040201"), "" when none */
    const char *role;  /* catalogue role of the label ("total", "income.year", ...), "" when none; see
                          schemas/catalogue/README.md */
    int32_t serial;    /* printed 序号 or 行次, -1 when none */
    uint16_t side;     /* 0 for one-sided tables, else 0 = left, 1 = right, ... */
    mz_span span;
    mz_cell *cells; /* only cells of this row's side, in column order; blanks included where the source shows them */
    size_t cell_count;
} mz_row;

typedef struct mz_column {
    const char *path; /* printed header path joined with '/', white space removed: "本年收入/小计" */
    const char *role; /* catalogue role: "total", "basic", "project", "income.fiscal", ...; "" when unknown */
    mz_unit unit;
    const char *unit_text;
    uint16_t side;
    int32_t year; /* the year its header names when the table has columns of the document's own year too, else 0 */
} mz_column;

/*
 * A project's performance table becomes two tables with the same subject: "performance.budget" (one row per project,
 * the amounts 预算数, 财政资金, 资金支出计划/...) and "performance.indicators", whose cells are all MZ_CELL_TEXT in
 * columns of the roles indicator.level1, level2, level3, description, printed, ground, and, taken apart from the
 * printed value, indicator.operator (">=", "<=", "=", ">", "<", ""), indicator.value (a figure for mz_amount_read, ""
 * when none) and indicator.unit. A declaration form is split the same way ("performance.declaration" and
 * "performance.indicators").
 */
typedef struct mz_table {
    const char *form;         /* catalogue id, e.g. "budget.expenditure"; NULL for a generic grid */
    const char *title;        /* as printed, white space removed */
    const char *subject;      /* e.g. the project a performance table speaks of; "" when none */
    const char *organisation; /* printed above the table, "" when none */
    mz_unit unit;
    int32_t year; /* printed 预算年度 / 年度, 0 when none */
    mz_serialisation serialisation;
    bool says_empty; /* the note under it says that the table is empty (空表列示, 本表无数据) */
    mz_span note;    /* of that note */
    mz_column *columns;
    size_t column_count;
    mz_row *rows;
    size_t row_count;
    mz_span span; /* of the title line */
} mz_table;

typedef enum mz_fact_kind {
    MZ_FACT_VALUE,       /* X is A */
    MZ_FACT_CHANGE,      /* X rose or fell by A (negative for a fall), against base_year */
    MZ_FACT_CHANGE_RATE, /* the same in percent */
    MZ_FACT_SHARE,       /* X is A percent of something */
    MZ_FACT_COMPLETION,  /* A percent of the budget was carried out */
    MZ_FACT_BOUND        /* A tells which things are counted: equipment of a unit price of A or more */
} mz_fact_kind;

/* An amount or a percentage in a sentence. */
typedef struct mz_fact {
    const char *subject; /* "基本支出", "较上年增减/基本支出" */
    const char *item;    /* the bare subject without the relation prefix */
    mz_fact_kind kind;
    int32_t period;    /* fiscal year the figure belongs to, 0 when unknown */
    int32_t base_year; /* for changes: the year compared with, 0 when not said */
    mz_amount amount;
    int32_t parent;     /* index of the fact this one is a part of (其中, 包括), -1 when none */
    const char *reason; /* text of the reason given for a change, "" when none */
    mz_span reason_span;
    uint32_t sentence;  /* facts of one sentence share this number */
    uint32_t section;   /* index into mz_document.sections */
    mz_span span;       /* of the figure */
    uint16_t relations; /* how many evaluated relations see it; filled by mz_check */
} mz_fact;

/* A heading of the text and where its part of the document begins. */
typedef struct mz_section {
    const char *title;
    uint8_t depth; /* 1 = 第一部分 / 一、; 2 = （一）; 3 = 1. */
    mz_span span;
} mz_section;

typedef struct mz_arena mz_arena;
typedef struct mz_finding mz_finding;
typedef struct mz_coverage mz_coverage;

/* Read-only for users. */
typedef struct mz_document {
    mz_identity identity;
    mz_serialisation serialisation; /* of most of the document */
    mz_table *tables;
    size_t table_count;
    mz_fact *facts;
    size_t fact_count;
    mz_section *sections;
    size_t section_count;
    mz_finding *findings; /* filled by mz_check and mz_compare */
    size_t finding_count;
    mz_coverage *coverage; /* filled by mz_check, NULL before */
    size_t input_length;
    const void *text;     /* the cleaned lines (libparse/text/text.h), for rooms above; opaque to users */
    const void *passages; /* the paragraphs (libparse/narrative/passage.h), for rooms above; opaque to users */
    mz_arena *arena;      /* owns everything above */
} mz_document;

/* Releases the document and everything it points to. NULL is allowed. */
MZ_API void mz_document_free(mz_document *document);

#endif
