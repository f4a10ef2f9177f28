/* rows.c - documents to COPY rows. */
#include "worker/rows.h"

#include <string.h>

const char rows_copy_line_items[] =
    "copy line_item (fiscal_year, document_id, ordinal, table_number, row_number, form, title, subject, label, code, "
    "row_role, column_path, column_role, amount, money, unit, decimals, confidence, page, line, span_begin, span_end, "
    "relations) from stdin (format binary)";
const char rows_copy_facts[] =
    "copy fact (fiscal_year, document_id, ordinal, subject, item, kind, period, base_year, amount, money, unit, "
    "decimals, parent, reason, section, page, line, span_begin, span_end, relations) from stdin (format binary)";
const char rows_copy_projects[] =
    "copy project (document_id, ordinal, name, title, page, line) from stdin (format binary)";
const char rows_copy_coverage[] = "copy coverage (document_id, ordinal, relation, evaluated, held, broken, "
                                  "not_evaluable, reason) from stdin (format binary)";
const char rows_copy_changes[] =
    "copy change (document_id, ordinal, prior_document_id, form, title, label, code, column_path, money, unit, prior, "
    "current, difference, percent, material, explained, reason, page, line, "
    "prior_source, reason_page, reason_line) from stdin (format binary)";

const char *rows_serialisation(mz_serialisation serialisation)
{
    static const char *const names[] = {"tabbed", "cell_per_line", "aligned", "flow"};
    return names[serialisation];
}

const char *rows_kind(mz_document_kind kind)
{
    static const char *const names[] = {"unknown", "budget", "final_accounts"};
    return names[kind];
}

const char *rows_level(mz_level level)
{
    static const char *const names[] = {"unknown", "department", "unit"};
    return names[level];
}

const char *rows_unit(const mz_amount *amount)
{
    const char *name = mz_unit_name(amount->unit);
    return name[0] != '\0' ? name : amount->unit_text;
}

/* Counts and places beyond 2^31 do not occur: documents are smaller than that. */
static int32_t int32_of(uint64_t value)
{
    return value <= INT32_MAX ? (int32_t)value : INT32_MAX;
}

static int16_t int16_of(uint16_t value)
{
    return value <= INT16_MAX ? (int16_t)value : INT16_MAX;
}

/* A year that fits the column; what is no year is unknown. */
static int16_t year_of(int32_t year)
{
    return year > 0 && year <= 9999 ? (int16_t)year : 0;
}

static void put_span(mz_copy *copy, const mz_span *span)
{
    mz_copy_int32(copy, int32_of(span->page));
    mz_copy_int32(copy, int32_of(span->line));
    mz_copy_int32(copy, int32_of(span->begin));
    mz_copy_int32(copy, int32_of(span->end));
}

static void put_cell(job *j, const mz_table *table, size_t table_number, const mz_row *row, size_t row_number,
                     const mz_cell *cell)
{
    static const mz_column no_column = {.path = "", .role = "", .unit_text = ""};
    const mz_column *column = cell->column < table->column_count ? &table->columns[cell->column] : &no_column;
    mz_copy *copy = &j->line_items;
    const uint32_t ordinal = copy->rows;
    mz_copy_row(copy, 23);
    mz_copy_int16(copy, year_of(j->reading.who.year));
    mz_copy_uuid(copy, j->reading.id);
    mz_copy_int32(copy, int32_of(ordinal));
    mz_copy_int32(copy, int32_of(table_number));
    mz_copy_int32(copy, int32_of(row_number));
    mz_copy_text(copy, table->form);
    mz_copy_text(copy, table->title);
    mz_copy_text(copy, table->subject);
    mz_copy_text(copy, row->label);
    mz_copy_text(copy, row->code);
    mz_copy_text(copy, row->role);
    mz_copy_text(copy, column->path);
    mz_copy_text(copy, column->role);
    mz_copy_int64(copy, cell->amount.value);
    mz_copy_bool(copy, mz_unit_is_money(cell->amount.unit));
    mz_copy_text(copy, rows_unit(&cell->amount));
    mz_copy_int16(copy, cell->amount.decimals);
    mz_copy_int16(copy, cell->confidence);
    put_span(copy, &cell->span);
    mz_copy_int16(copy, int16_of(cell->relations));
}

static void put_tables(job *j, const mz_document *document)
{
    for (size_t t = 0; t < document->table_count; t++)
        for (size_t r = 0; r < document->tables[t].row_count; r++) {
            const mz_row *row = &document->tables[t].rows[r];
            for (size_t c = 0; c < row->cell_count; c++)
                if (row->cells[c].kind == MZ_CELL_AMOUNT) put_cell(j, &document->tables[t], t, row, r, &row->cells[c]);
        }
}

static void put_facts(job *j, const mz_document *document)
{
    static const char *const kinds[] = {"value", "change", "change_rate", "share", "completion", "bound"};
    mz_copy *copy = &j->facts;
    for (size_t i = 0; i < document->fact_count; i++) {
        const mz_fact *fact = &document->facts[i];
        mz_copy_row(copy, 20);
        mz_copy_int16(copy, year_of(j->reading.who.year));
        mz_copy_uuid(copy, j->reading.id);
        mz_copy_int32(copy, int32_of(i));
        mz_copy_text(copy, fact->subject);
        mz_copy_text(copy, fact->item);
        mz_copy_text(copy, kinds[fact->kind]);
        mz_copy_int16(copy, year_of(fact->period));
        mz_copy_int16(copy, year_of(fact->base_year));
        mz_copy_int64(copy, fact->amount.value);
        mz_copy_bool(copy, mz_unit_is_money(fact->amount.unit));
        mz_copy_text(copy, rows_unit(&fact->amount));
        mz_copy_int16(copy, fact->amount.decimals);
        if (fact->parent >= 0)
            mz_copy_int32(copy, fact->parent);
        else
            mz_copy_null(copy);
        mz_copy_text(copy, fact->reason);
        mz_copy_text(copy, fact->section < document->section_count ? document->sections[fact->section].title : "");
        put_span(copy, &fact->span);
        mz_copy_int16(copy, int16_of(fact->relations));
    }
}

static void put_projects(job *j, const mz_document *document)
{
    const char *previous = "";
    for (size_t t = 0; t < document->table_count; t++) {
        const mz_table *table = &document->tables[t];
        if (table->subject[0] == '\0' || strcmp(table->subject, previous) == 0) continue;
        previous = table->subject;
        const uint32_t ordinal = j->projects.rows;
        mz_copy_row(&j->projects, 6);
        mz_copy_uuid(&j->projects, j->reading.id);
        mz_copy_int32(&j->projects, int32_of(ordinal));
        mz_copy_text(&j->projects, table->subject);
        mz_copy_text(&j->projects, table->title);
        mz_copy_int32(&j->projects, int32_of(table->span.page));
        mz_copy_int32(&j->projects, int32_of(table->span.line));
    }
}

static void put_coverage(job *j, const mz_document *document)
{
    const mz_coverage *coverage = document->coverage;
    for (size_t i = 0; coverage != NULL && i < coverage->entry_count; i++) {
        const mz_coverage_entry *entry = &coverage->entries[i];
        mz_copy_row(&j->coverage, 8);
        mz_copy_uuid(&j->coverage, j->reading.id);
        mz_copy_int32(&j->coverage, int32_of(i));
        mz_copy_text(&j->coverage, entry->relation);
        mz_copy_int32(&j->coverage, int32_of(entry->evaluated));
        mz_copy_int32(&j->coverage, int32_of(entry->held));
        mz_copy_int32(&j->coverage, int32_of(entry->broken));
        mz_copy_int32(&j->coverage, int32_of(entry->not_evaluable));
        mz_copy_text(&j->coverage, entry->reason);
    }
}

void rows_of_document(job *j, const mz_document *document)
{
    put_tables(j, document);
    put_facts(j, document);
    put_projects(j, document);
    put_coverage(j, document);
    mz_copy_fit(&j->line_items);
    mz_copy_fit(&j->facts);
    mz_copy_fit(&j->projects);
    mz_copy_fit(&j->coverage);
}

/* The amount of a change, null when the line does not exist on that side. */
static void put_side(mz_copy *copy, const mz_amount *amount)
{
    if (amount->printed == NULL || amount->printed[0] == '\0')
        mz_copy_null(copy);
    else
        mz_copy_int64(copy, amount->value);
}

void rows_of_changes(mz_copy *copy, const unsigned char current[16], const char *prior, const mz_changes *changes)
{
    for (size_t i = 0; i < changes->count; i++) {
        const mz_change *change = &changes->items[i];
        mz_copy_row(copy, 22);
        mz_copy_uuid(copy, current);
        mz_copy_int32(copy, int32_of(i));
        if (change->source == MZ_PRIOR_DOCUMENT)
            mz_copy_uuid_text(copy, prior);
        else
            mz_copy_null(copy);
        mz_copy_text(copy, change->form_id != NULL ? change->form_id : "");
        mz_copy_text(copy, change->form);
        mz_copy_text(copy, change->label);
        mz_copy_text(copy, change->code);
        mz_copy_text(copy, change->column);
        mz_copy_bool(copy, mz_unit_is_money(change->unit));
        mz_copy_text(copy, mz_unit_name(change->unit));
        put_side(copy, &change->prior);
        put_side(copy, &change->current);
        mz_copy_int64(copy, change->difference);
        if (change->percent == INT64_MAX)
            mz_copy_null(copy);
        else
            mz_copy_int64(copy, change->percent);
        mz_copy_bool(copy, change->material);
        mz_copy_bool(copy, change->explained);
        mz_copy_text(copy, change->reason);
        mz_copy_int32(copy, int32_of(change->span.page));
        mz_copy_int32(copy, int32_of(change->span.line));
        mz_copy_text(copy, mz_prior_source_name(change->source));
        mz_copy_int32(copy, int32_of(change->reason_span.page));
        mz_copy_int32(copy, int32_of(change->reason_span.line));
    }
}
