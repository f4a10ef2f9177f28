/* show.c - `mingzhang show`: prints what was read of a document, so that a person can lay it beside the original. */
#include <common/options.h>
#include <mingzhang/emit.h>
#include <mingzhang/parse.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "input.h"
#include "terminal.h"

enum { LABEL_WIDTH = 44, TEXT_WIDTH = 24 };

typedef struct settings {
    const char *format;
    const char *catalogue;
} settings;

static const mz_option options[] = {
    {"format", MZ_OPTION_CHOICE, "text", "text|json|csv", "text: aligned for a terminal; csv: one line per filled cell",
     offsetof(settings, format), 0, 0},
    {"catalogue", MZ_OPTION_STRING, "", "DIR", "folder of JSON files that override or extend the built-in catalogue",
     offsetof(settings, catalogue), 0, 0},
    {0}};

static const mz_program program = {"mingzhang show", "print what is read of documents, table by table", "FILE...",
                                   options, MZ_NO_KAFKA};

/* What a cell shows: the figure, a dash, a redaction, words; '?' behind it when its column is in doubt. */
static const char *content(const mz_cell *cell, char *buffer, size_t size)
{
    const char *text = cell->kind == MZ_CELL_AMOUNT ? cell->amount.printed : cell->text;
    if (cell->confidence >= 50) return text;
    int length = snprintf(buffer, size, "%s?", text);
    return length < 0 || (size_t)length >= size ? text : buffer;
}

/* The widths of the columns; 0 for those without any content. */
static void measure(const mz_table *table, int *widths)
{
    char buffer[128];
    for (size_t r = 0; r < table->row_count; r++) {
        for (size_t c = 0; c < table->rows[r].cell_count; c++) {
            const mz_cell *cell = &table->rows[r].cells[c];
            int width = cli_width(content(cell, buffer, sizeof buffer));
            if (width > TEXT_WIDTH) width = TEXT_WIDTH;
            if (width > widths[cell->column]) widths[cell->column] = width;
        }
    }
    for (size_t c = 0; c < table->column_count; c++)
        if (widths[c] > 0 && widths[c] < 4) widths[c] = 4;
}

static void print_row(const mz_table *table, const mz_row *row, const int *widths)
{
    char buffer[128];
    printf("%6u %-8s ", row->span.page > 0 ? row->span.page : row->span.line, row->code);
    cli_print_padded(row->label, LABEL_WIDTH, false);
    size_t at = 0;
    for (size_t c = 0; c < table->column_count; c++) {
        const mz_cell *cell = at < row->cell_count && row->cells[at].column == c ? &row->cells[at++] : NULL;
        if (widths[c] == 0) continue;
        putchar(' ');
        cli_print_padded(cell == NULL ? "" : content(cell, buffer, sizeof buffer), widths[c],
                         cell == NULL || cell->kind != MZ_CELL_TEXT);
    }
    putchar('\n');
}

static bool print_table(const mz_table *table, size_t number)
{
    int *widths = calloc(table->column_count + 1, sizeof *widths);
    if (widths == NULL) return false;
    measure(table, widths);
    printf("\n%zu. %s%s%s\n   form %s, unit %s, line %u", number, table->title, *table->subject == '\0' ? "" : " - ",
           table->subject, table->form == NULL ? "(none: generic grid)" : table->form,
           table->unit == MZ_UNIT_NONE ? "(none)" : mz_unit_name(table->unit), table->span.line);
    if (table->span.page > 0) printf(", page %u", table->span.page);
    if (table->year != 0) printf(", year %d", (int)table->year);
    puts(table->says_empty ? ", said to be empty" : "");
    for (size_t c = 0; c < table->column_count; c++)
        if (widths[c] > 0)
            printf("   [%zu] %s%s%s\n", c + 1, table->columns[c].path, *table->columns[c].role == '\0' ? "" : " = ",
                   table->columns[c].role);
    printf("  %s code     ", table->span.page > 0 ? "page" : "line");
    cli_print_padded("label", LABEL_WIDTH, false);
    for (size_t c = 0; c < table->column_count; c++) {
        char name[24];
        snprintf(name, sizeof name, "[%zu]", c + 1);
        if (widths[c] > 0) putchar(' ');
        if (widths[c] > 0) cli_print_padded(name, widths[c], true);
    }
    putchar('\n');
    for (size_t r = 0; r < table->row_count; r++) print_row(table, &table->rows[r], widths);
    free(widths);
    return true;
}

static bool print_text(const char *path, const mz_document *document)
{
    const mz_identity *id = &document->identity;
    printf("%s: %s %s %s, fiscal year %d, %zu tables, %zu facts\n", path, id->organisation, id->organisation_code,
           id->region, (int)id->fiscal_year, document->table_count, document->fact_count);
    for (size_t t = 0; t < document->table_count; t++)
        if (!print_table(&document->tables[t], t + 1)) return false;
    if (document->fact_count > 0) puts("\nfigures in the text");
    for (size_t f = 0; f < document->fact_count; f++) {
        const mz_fact *fact = &document->facts[f];
        printf("%6u ", fact->span.page > 0 ? fact->span.page : fact->span.line);
        cli_print_padded(fact->subject, LABEL_WIDTH, false);
        printf(" %4d %14s %s\n", (int)fact->period, fact->amount.printed, fact->amount.unit_text);
    }
    return true;
}

/* A CSV field: quoted when it must be. */
static void print_field(const char *text, char end)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        printf("%s%c", text, end);
        return;
    }
    putchar('"');
    for (; *text != '\0'; text++) {
        if (*text == '"') putchar('"');
        putchar(*text);
    }
    printf("\"%c", end);
}

static void print_csv(const mz_document *document)
{
    static const char *const kinds[] = {"blank", "amount", "dash", "redacted", "text"};
    puts("title,form,row,code,column,kind,content,unit,line,page,confidence");
    for (size_t t = 0; t < document->table_count; t++) {
        const mz_table *table = &document->tables[t];
        for (size_t r = 0; r < table->row_count; r++) {
            const mz_row *row = &table->rows[r];
            for (size_t c = 0; c < row->cell_count; c++) {
                const mz_cell *cell = &row->cells[c];
                if (cell->kind == MZ_CELL_BLANK) continue;
                bool amount = cell->kind == MZ_CELL_AMOUNT;
                print_field(table->title, ',');
                print_field(table->form == NULL ? "" : table->form, ',');
                print_field(row->label, ',');
                print_field(row->code, ',');
                print_field(table->columns[cell->column].path, ',');
                print_field(kinds[cell->kind], ',');
                print_field(amount ? cell->amount.printed : cell->text, ',');
                print_field(amount ? cell->amount.unit_text : "", ',');
                printf("%u,%u,%u\n", cell->span.line, cell->span.page, cell->confidence);
            }
        }
    }
}

static bool print_json(const mz_document *document)
{
    json_t *root = mz_emit_document(document, NULL);
    char *text = root == NULL ? NULL : json_dumps(root, JSON_INDENT(1));
    json_decref(root);
    if (text != NULL) puts(text);
    free(text);
    return text != NULL;
}

static int show_one(const settings *config, const mz_catalogue *catalogue, const char *path)
{
    cli_input input;
    mz_document *document = NULL;
    mz_error error = {0};
    if (!cli_input_read("mingzhang show", path, &input)) return CLI_UNREADABLE;
    mz_status status = mz_parse(catalogue, input.bytes, input.length, NULL, &document, &error);
    bool ok = status == MZ_OK;
    if (!ok)
        fprintf(stderr, "%s:%u: %s: %s (byte %zu)\n", path, error.line, mz_status_name(status), error.message,
                error.offset);
    else if (strcmp(config->format, "json") == 0)
        ok = print_json(document);
    else if (strcmp(config->format, "csv") == 0)
        print_csv(document);
    else
        ok = print_text(path, document);
    if (!ok && status == MZ_OK) fprintf(stderr, "mingzhang show: %s: out of memory\n", path);
    mz_document_free(document);
    cli_input_free(&input);
    return ok ? CLI_OK : status == MZ_OK ? CLI_SOFTWARE : CLI_UNREADABLE;
}

int cli_show(int argc, char **argv)
{
    settings config = {0};
    int done = cli_options(&program, &argc, argv, &config);
    if (done != CLI_RUN) return done;
    if (argc < 2) {
        fputs("mingzhang show: no FILE given; --help shows the usage\n", stderr);
        return CLI_USAGE;
    }
    mz_catalogue *catalogue = cli_catalogue("mingzhang show", config.catalogue);
    if (catalogue == NULL) return CLI_UNREADABLE;
    int code = CLI_OK;
    for (int i = 1; i < argc; i++) {
        int one = show_one(&config, catalogue, argv[i]);
        if (one > code) code = one;
    }
    mz_catalogue_free(catalogue);
    return code;
}
