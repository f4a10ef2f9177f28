/* check.c - `mingzhang check`: reads documents, checks them, prints findings like a compiler's diagnostics, or JSON. */
#include <common/options.h>
#include <mingzhang/emit.h>
#include <mingzhang/organisation.h>
#include <mingzhang/parse.h>
#include <stdlib.h>
#include <string.h>

#include <unistd.h>

#include "cli.h"
#include "diagnostics.h"
#include "input.h"

typedef struct settings {
    const char *format;
    const char *catalogue;
    const char *language;
    const char *prior;
    const char *budget;
    const char *material;
    bool quiet;
} settings;

static const mz_option options[] = {
    {"format", MZ_OPTION_CHOICE, "text", "text|json|sarif",
     "how to print the result; json is described in docs/output.md", offsetof(settings, format), 0, 0},
    {"catalogue", MZ_OPTION_STRING, "", "DIR", "folder of JSON files that override or extend the built-in catalogue",
     offsetof(settings, catalogue), 0, 0},
    {"language", MZ_OPTION_CHOICE, "zh", "zh|en", "language of the messages", offsetof(settings, language), 0, 0},
    {"prior", MZ_OPTION_STRING, "", "FILE",
     "the same organisation's document of the year before: list what changed and report what is not explained",
     offsetof(settings, prior), 0, 0},
    {"budget", MZ_OPTION_STRING, "", "FILE",
     "for final accounts: the same organisation's budget of that year, to hold what they call its figures against",
     offsetof(settings, budget), 0, 0},
    {"material", MZ_OPTION_STRING, "", "KIND=AMOUNT/PERCENT,...",
     "with --prior: from where on a change counts, such as three_public=0.5万元/10%,*=1万元/10% (the default)",
     offsetof(settings, material), 0, 0},
    {"quiet", MZ_OPTION_FLAG, "false", NULL, "leave out findings of severity info and the closing line",
     offsetof(settings, quiet), 0, 0},
    {0}};

static const mz_program program = {"mingzhang check", "read documents and report what is wrong with them", "FILE...",
                                   options, MZ_NO_KAFKA};

static bool print_json(json_t *root)
{
    char *text = root == NULL ? NULL : json_dumps(root, JSON_INDENT(1));
    json_decref(root);
    if (text == NULL) return false;
    puts(text);
    free(text);
    return true;
}

/* The findings one below the other, and a closing line. */
static bool print_text(const settings *config, const char *path, const cli_input *input, const mz_document *document)
{
    source_lines lines;
    size_t shown[3] = {0};
    mz_language language = strcmp(config->language, "en") == 0 ? MZ_LANG_EN : MZ_LANG_ZH;
    if (!source_lines_read(&lines, input->bytes, input->length)) return false;
    for (size_t i = 0; i < document->finding_count; i++) {
        const mz_finding *finding = &document->findings[i];
        shown[finding->severity]++;
        if (finding->severity != MZ_INFO || !config->quiet)
            print_finding(stdout, path, &lines, finding, language, isatty(STDOUT_FILENO) != 0);
    }
    source_lines_free(&lines);
    if (config->quiet) return true;
    printf(language == MZ_LANG_EN ? "%s: tables: %zu, facts: %zu; errors: %zu, warnings: %zu, infos: %zu\n"
                                  : "%s：表格 %zu 张，正文数字 %zu 个；错误 %zu 项，警告 %zu 项，提示 %zu 项\n",
           path, document->table_count, document->fact_count, shown[MZ_ERROR], shown[MZ_WARNING], shown[MZ_INFO]);
    if (document->coverage != NULL) print_coverage(stdout, document->coverage, language);
    return true;
}

/* Prints the result of one document; the exit code. */
static int report(const settings *config, const mz_catalogue *catalogue, const char *path, const cli_input *input,
                  const mz_document *document, const mz_changes *changes)
{
    int code = CLI_OK;
    for (size_t i = 0; i < document->finding_count; i++)
        if (document->findings[i].severity != MZ_INFO) code = CLI_FINDINGS;
    bool ok = true;
    if (strcmp(config->format, "json") == 0) ok = print_json(mz_emit_document(document, changes));
    if (strcmp(config->format, "sarif") == 0) ok = print_json(mz_emit_sarif(catalogue, document, path));
    if (strcmp(config->format, "text") == 0) ok = print_text(config, path, input, document);
    if (ok) return code;
    fprintf(stderr, "mingzhang check: %s: out of memory\n", path);
    return CLI_SOFTWARE;
}

static void print_error(const char *path, mz_status status, const mz_error *error)
{
    if (error->line > 0)
        fprintf(stderr, "%s:%u: %s: %s\n", path, error->line, mz_status_name(status), error->message);
    else
        fprintf(stderr, "%s: %s: %s\n", path, mz_status_name(status), error->message);
}

/* What the documents are compared with (NULL: nothing), and what counts as a change. */
typedef struct others {
    mz_document *prior;
    mz_document *budget;
    mz_threshold *thresholds; /* owned */
    mz_change_options change;
} others;

/* Reads a document to compare with, if one is named. False when it cannot be read (the reason is printed). */
static bool read_other(const mz_catalogue *catalogue, const char *path, mz_document **document)
{
    cli_input input;
    mz_error error = {0};
    *document = NULL;
    if (*path == '\0') return true;
    if (!cli_input_read("mingzhang check", path, &input)) return false;
    mz_status status = mz_parse(catalogue, input.bytes, input.length, NULL, document, &error);
    if (status != MZ_OK) print_error(path, status, &error);
    cli_input_free(&input);
    return status == MZ_OK;
}

/* Says so when a document to compare with is of another organisation, as far as the names tell. */
static void compare_names(const mz_catalogue *catalogue, mz_document *document, mz_document *other, const char *path,
                          const char *other_path)
{
    mz_error error = {0};
    if (other == NULL) return;
    mz_read_former_names(catalogue, document);
    if (!mz_same_organisation(catalogue, &document->identity, &other->identity, &error))
        fprintf(
            stderr,
            "mingzhang check: warning: %s is compared with %s, but %s; if it is a former name or an alias, say so in "
            "organisations.json (--catalogue)\n",
            path, other_path, error.message);
}

static int check_one(const settings *config, const mz_catalogue *catalogue, const others *with, const char *path)
{
    cli_input input;
    mz_document *document = NULL;
    mz_changes changes = {0};
    mz_error error = {0};
    if (!cli_input_read("mingzhang check", path, &input)) return CLI_UNREADABLE;
    mz_status status = mz_parse(catalogue, input.bytes, input.length, NULL, &document, &error);
    if (status == MZ_OK) status = mz_check(catalogue, document, NULL, &error);
    if (status == MZ_OK) {
        compare_names(catalogue, document, with->prior, path, config->prior);
        compare_names(catalogue, document, with->budget, path, config->budget);
    }
    if (status == MZ_OK) status = mz_compare(catalogue, with->prior, document, &with->change, NULL, &changes, &error);
    if (status == MZ_OK && with->budget != NULL)
        status = mz_compare_stage(catalogue, with->budget, document, NULL, &error);
    int code = CLI_UNREADABLE;
    if (status == MZ_OK)
        code = report(config, catalogue, path, &input, document,
                      with->prior == NULL && changes.count == 0 ? NULL : &changes);
    else
        print_error(path, status, &error);
    mz_document_free(document);
    cli_input_free(&input);
    return code;
}

int cli_check(int argc, char **argv)
{
    settings config = {0};
    int done = cli_options(&program, &argc, argv, &config);
    if (done != CLI_RUN) return done;
    if (argc < 2) {
        fputs("mingzhang check: no FILE given; --help shows the usage\n", stderr);
        return CLI_USAGE;
    }
    others with = {NULL, NULL, NULL, {NULL, 0}};
    mz_error error = {0};
    if (mz_thresholds_read(config.material, &with.thresholds, &with.change.threshold_count, &error) != MZ_OK) {
        fprintf(stderr, "mingzhang check: --material: %s\n", error.message);
        return CLI_USAGE;
    }
    with.change.thresholds = with.thresholds;
    mz_catalogue *catalogue = cli_catalogue("mingzhang check", config.catalogue);
    if (catalogue == NULL) {
        free(with.thresholds);
        return CLI_UNREADABLE;
    }
    bool ready = read_other(catalogue, config.prior, &with.prior) && read_other(catalogue, config.budget, &with.budget);
    int code = ready ? CLI_OK : CLI_UNREADABLE;
    for (int i = 1; i < argc && ready; i++) {
        int one = check_one(&config, catalogue, &with, argv[i]);
        if (one > code) code = one;
    }
    mz_document_free(with.prior);
    mz_document_free(with.budget);
    free(with.thresholds);
    mz_catalogue_free(catalogue);
    return code;
}
