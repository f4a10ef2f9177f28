/* check.c - `mingzhang check`: reads documents, checks them, prints findings like a compiler's diagnostics, or JSON. */
#include <common/options.h>
#include <mingzhang/emit.h>
#include <mingzhang/parse.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "input.h"

typedef struct settings {
    const char *format;
    const char *catalogue;
    const char *language;
    bool quiet;
} settings;

static const mz_option options[] = {
    {"format", MZ_OPTION_STRING, "text", "text|json|sarif",
     "how to print the result; json is described in docs/output.md", offsetof(settings, format), 0, 0},
    {"catalogue", MZ_OPTION_STRING, "", "DIR", "folder of JSON files that override or extend the built-in catalogue",
     offsetof(settings, catalogue), 0, 0},
    {"language", MZ_OPTION_STRING, "zh", "zh|en", "language of the messages", offsetof(settings, language), 0, 0},
    {"quiet", MZ_OPTION_FLAG, "false", NULL, "leave out findings of severity info and the closing line",
     offsetof(settings, quiet), 0, 0},
    {0}};

static const mz_program program = {"mingzhang check", "read documents and report what is wrong with them", "FILE...",
                                   options, MZ_NO_KAFKA};

/* The line of the input that begins at or before offset; *length receives its length. */
static const char *line_of(const cli_input *input, uint32_t line, size_t *length)
{
    const char *at = input->bytes, *end = at + input->length;
    for (uint32_t n = 1; n < line && at < end; n++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        at = newline == NULL ? end : newline + 1;
    }
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    *length = (size_t)((newline == NULL ? end : newline) - at);
    return at;
}

/* Terminal columns of a text: two for everything beyond Latin, none for the bytes that continue a character. */
static unsigned columns_of(const char *text, size_t length)
{
    unsigned columns = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (byte >= 0xE3)
            columns += 2;
        else if (byte < 0x80 || byte >= 0xC0)
            columns++;
    }
    return columns;
}

/* Prints the source line with a marker under what stands at the place. Long lines are shown around it. */
static void print_source(const cli_input *input, const mz_span *span)
{
    enum { WINDOW = 120 };
    size_t length = 0;
    const char *line = line_of(input, span->line, &length);
    size_t begin = span->begin >= (size_t)(line - input->bytes) ? span->begin - (size_t)(line - input->bytes) : 0;
    if (begin >= length) begin = 0;
    size_t size = span->end > span->begin ? span->end - span->begin : 1;
    if (size > length - begin) size = length - begin;
    if (size > WINDOW) size = WINDOW;
    size_t from = begin > WINDOW / 2 ? begin - WINDOW / 2 : 0;
    while (from > 0 && ((unsigned char)line[from] & 0xC0) == 0x80) from--;
    size_t to = from + 2 * WINDOW < length ? from + 2 * WINDOW : length;
    while (to < length && ((unsigned char)line[to] & 0xC0) == 0x80) to++;
    printf("%6u | ", span->line);
    for (size_t i = from; i < to; i++) putchar(line[i] == '\t' ? ' ' : line[i] == '\r' ? ' ' : line[i]);
    printf("\n       | %*s", (int)columns_of(line + from, begin - from), "");
    putchar('^');
    for (unsigned n = columns_of(line + begin, size); n > 1; n--) putchar('~');
    putchar('\n');
}

static void print_finding(const settings *config, const char *path, const cli_input *input, const mz_finding *finding)
{
    bool english = strcmp(config->language, "en") == 0;
    const mz_span *span = finding->place_count > 0 ? &finding->places[0].span : NULL;
    printf("%s", path);
    if (span != NULL) printf(":%u", span->line);
    if (span != NULL && span->page > 0) printf(" (page %u)", span->page);
    printf(": %s: %s [%s]\n", mz_severity_name(finding->severity), english ? finding->message_en : finding->message_zh,
           finding->rule);
    if (span != NULL && span->line > 0) print_source(input, span);
    for (size_t i = 0; i < finding->repair_count && i < 3; i++) {
        const mz_repair *repair = &finding->repairs[i];
        printf("       = %s: line %u: %s -> %s (%s%s)\n", english ? "perhaps" : "可能应为", repair->place.span.line,
               repair->from, repair->to, repair->slip, repair->unique ? ", unique" : "");
    }
}

static bool print_json(json_t *root)
{
    char *text = root == NULL ? NULL : json_dumps(root, JSON_INDENT(1));
    json_decref(root);
    if (text == NULL) return false;
    puts(text);
    free(text);
    return true;
}

/* Prints the result of one document; the exit code. */
static int report(const settings *config, const mz_catalogue *catalogue, const char *path, const cli_input *input,
                  const mz_document *document)
{
    int code = CLI_OK;
    size_t shown[3] = {0};
    for (size_t i = 0; i < document->finding_count; i++) {
        const mz_finding *finding = &document->findings[i];
        shown[finding->severity]++;
        if (finding->severity != MZ_INFO) code = CLI_FINDINGS;
        if (strcmp(config->format, "text") == 0 && (finding->severity != MZ_INFO || !config->quiet))
            print_finding(config, path, input, finding);
    }
    bool ok = true;
    if (strcmp(config->format, "json") == 0) ok = print_json(mz_emit_document(document, NULL));
    if (strcmp(config->format, "sarif") == 0) ok = print_json(mz_emit_sarif(catalogue, document, path));
    if (strcmp(config->format, "text") == 0 && !config->quiet)
        printf("%s: %zu tables, %zu facts; %zu errors, %zu warnings, %zu notes\n", path, document->table_count,
               document->fact_count, shown[MZ_ERROR], shown[MZ_WARNING], shown[MZ_INFO]);
    if (ok) return code;
    fprintf(stderr, "mingzhang check: %s: out of memory\n", path);
    return CLI_SOFTWARE;
}

static int check_one(const settings *config, const mz_catalogue *catalogue, const char *path)
{
    cli_input input;
    mz_document *document = NULL;
    mz_error error = {0};
    if (!cli_input_read("mingzhang check", path, &input)) return CLI_UNREADABLE;
    mz_status status = mz_parse(catalogue, input.bytes, input.length, NULL, &document, &error);
    if (status == MZ_OK) status = mz_check(catalogue, document, NULL, &error);
    int code = CLI_UNREADABLE;
    if (status == MZ_OK)
        code = report(config, catalogue, path, &input, document);
    else
        fprintf(stderr, "%s:%u: %s: %s (byte %zu)\n", path, error.line, mz_status_name(status), error.message,
                error.offset);
    mz_document_free(document);
    cli_input_free(&input);
    return code;
}

static bool valid(const settings *config)
{
    const char *const formats[] = {"text", "json", "sarif"};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcmp(config->format, formats[i]) == 0) return true;
    fprintf(stderr, "mingzhang check: --format %s: use text, json or sarif\n", config->format);
    return false;
}

int cli_check(int argc, char **argv)
{
    settings config = {0};
    switch (mz_options_read(&program, &argc, argv, &config)) {
    case MZ_OPTIONS_DONE:
        return CLI_OK;
    case MZ_OPTIONS_BAD:
        return CLI_USAGE;
    case MZ_OPTIONS_RUN:
        break;
    }
    if (!valid(&config)) return CLI_USAGE;
    if (argc < 2) {
        fputs("mingzhang check: no FILE given; --help shows the usage\n", stderr);
        return CLI_USAGE;
    }
    mz_catalogue *catalogue = cli_catalogue("mingzhang check", config.catalogue);
    if (catalogue == NULL) return CLI_UNREADABLE;
    int code = CLI_OK;
    for (int i = 1; i < argc; i++) {
        int one = check_one(&config, catalogue, argv[i]);
        if (one > code) code = one;
    }
    mz_catalogue_free(catalogue);
    return code;
}
