/* simulate.c - `mingzhang simulate`: writes disclosures of organisations that do not exist, correct by construction,
 * and on request with planted mistakes and the truth about them. */
#include "simulate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli.h"
#include "common/options.h"

typedef struct simulate_config {
    int64_t organisations, seed, broken, size;
    int64_t mistake_rate;
    const char *years, *kinds, *serialisations, *unit, *output, *mistakes, *truth;
    bool figures, rounding;
} simulate_config;

static const mz_option options[] = {
    {"organisations", MZ_OPTION_INTEGER, "1", "N", "number of organisations", offsetof(simulate_config, organisations),
     1, 10000000},
    {"years", MZ_OPTION_STRING, "2023-2024", "FROM-TO", "fiscal years, one document of each kind per year",
     offsetof(simulate_config, years), 0, 0},
    {"kinds", MZ_OPTION_STRING, "budget,final_accounts", "KIND,...", "budget, final_accounts",
     offsetof(simulate_config, kinds), 0, 0},
    {"serialisations", MZ_OPTION_STRING, "tabbed", "NAME,...",
     "tabbed, cell-per-line, aligned, flow: organisations take them in turn", offsetof(simulate_config, serialisations),
     0, 0},
    {"unit", MZ_OPTION_STRING, "万元", "UNIT", "万元 with two decimals, or 元 with thousands separators",
     offsetof(simulate_config, unit), 0, 0},
    {"seed", MZ_OPTION_INTEGER, "1", "NUMBER", "the same seed gives the same documents",
     offsetof(simulate_config, seed), 0, INT64_MAX},
    {"broken", MZ_OPTION_INTEGER, "3", "PERCENT", "of the figures of tabbed tables that a blank breaks",
     offsetof(simulate_config, broken), 0, 100},
    {"size", MZ_OPTION_SIZE, "0", "BYTES", "add projects until a budget is about this large",
     offsetof(simulate_config, size), 0, 1 << 30},
    {"output", MZ_OPTION_STRING, "", "DIRECTORY", "write the documents here as ORGANISATION-YEAR-KIND.txt",
     offsetof(simulate_config, output), 0, 0},
    {"mistakes", MZ_OPTION_STRING, "", "KIND,...", "kinds of mistakes to plant, or all; list prints them",
     offsetof(simulate_config, mistakes), 0, 0},
    {"mistake-rate", MZ_OPTION_INTEGER, "100", "PERCENT", "of the documents that get one mistake, the kinds in turn",
     offsetof(simulate_config, mistake_rate), 0, 100},
    {"truth", MZ_OPTION_STRING, "", "FILE",
     "write one JSON line per document: what it is and the mistakes planted in it", offsetof(simulate_config, truth), 0,
     0},
    {"figures", MZ_OPTION_FLAG, "false", NULL, "put every printed figure with its place into the truth file",
     offsetof(simulate_config, figures), 0, 0},
    {"rounding", MZ_OPTION_FLAG, "false", NULL,
     "keep figures to the yuan and print them rounded: sums are off in the last digit",
     offsetof(simulate_config, rounding), 0, 0},
    {NULL, MZ_OPTION_FLAG, NULL, NULL, NULL, 0, 0, 0}};

static const mz_program program = {"mingzhang simulate", "composes budget disclosures that are correct by construction",
                                   NULL, options, MZ_NO_KAFKA};

enum { PROJECT_BYTES = 1450 /* of one project in a budget */ };

typedef struct simulation {
    const simulate_config *config;
    json_t *words, *forms[2]; /* budget, final accounts */
    bool kinds[2];
    sim_serialisation serialisations[4];
    size_t serialisation_count;
    int from, to;
    sim_style style;
    const char *mistakes[64];
    size_t mistake_count, planted;
    FILE *truth;
    size_t written, bytes;
} simulation;

static const char *const kind_names[] = {"budget", "final_accounts"};

static int usage(const char *option, const char *value)
{
    fprintf(stderr, "mingzhang simulate: --%s: '%s' is not valid; see --help\n", option, value);
    return CLI_USAGE;
}

/* Calls take for each name of a comma-separated list; false when one is unknown. */
static bool each_name(const char *list, bool (*take)(simulation *, const char *, size_t), simulation *s)
{
    while (*list != '\0') {
        size_t length = strcspn(list, ",");
        if (!take(s, list, length)) return false;
        list += length + (list[length] == ',');
    }
    return true;
}

static bool take_kind(simulation *s, const char *name, size_t length)
{
    for (size_t i = 0; i < 2; i++)
        if (strlen(kind_names[i]) == length && strncmp(name, kind_names[i], length) == 0) return s->kinds[i] = true;
    return false;
}

static bool take_serialisation(simulation *s, const char *name, size_t length)
{
    for (sim_serialisation i = SIM_TABBED; i <= SIM_FLOW && s->serialisation_count < 4; i++)
        if (strlen(sim_serialisation_name(i)) == length && strncmp(name, sim_serialisation_name(i), length) == 0) {
            s->serialisations[s->serialisation_count++] = i;
            return true;
        }
    return false;
}

static bool take_mistake(simulation *s, const char *name, size_t length)
{
    bool all = length == 3 && strncmp(name, "all", 3) == 0, known = false;
    for (size_t i = 0; i < sim_mistake_count(); i++) {
        const char *kind = sim_mistake_name(i);
        if (!all && (strlen(kind) != length || strncmp(name, kind, length) != 0)) continue;
        if (s->mistake_count < sizeof s->mistakes / sizeof *s->mistakes) s->mistakes[s->mistake_count++] = kind;
        known = true;
    }
    return known;
}

static json_t *load(const char *name)
{
    json_error_t error;
    for (const sim_file *file = sim_files; file->name != NULL; file++)
        if (strcmp(file->name, name) == 0) {
            json_t *json = json_loadb(file->text, file->length, 0, &error);
            if (json == NULL) fprintf(stderr, "mingzhang simulate: %s:%d: %s\n", name, error.line, error.text);
            return json;
        }
    fprintf(stderr, "mingzhang simulate: no data file %s\n", name);
    return NULL;
}

/* Fills the simulation from the options; CLI_OK or the exit code. */
static int prepare(simulation *s, const simulate_config *config)
{
    *s = (simulation){.config = config};
    if (!each_name(config->kinds, take_kind, s) || *config->kinds == '\0') return usage("kinds", config->kinds);
    if (!each_name(config->serialisations, take_serialisation, s) || s->serialisation_count == 0)
        return usage("serialisations", config->serialisations);
    char rest;
    int fields = sscanf(config->years, "%4d-%4d%c", &s->from, &s->to, &rest);
    if (fields == 1 && strlen(config->years) == 4)
        s->to = s->from;
    else if (fields != 2)
        return usage("years", config->years);
    if (s->from <= SIM_FIRST_YEAR || s->to < s->from || s->to > SIM_LAST_YEAR) return usage("years", config->years);
    if (strcmp(config->unit, "元") != 0 && strcmp(config->unit, "万元") != 0) return usage("unit", config->unit);
    s->style.yuan = strcmp(config->unit, "元") == 0;
    if (!each_name(config->mistakes, take_mistake, s)) return usage("mistakes", config->mistakes);
    if (*config->output == '\0') return usage("output", "");
    if (mkdir(config->output, 0777) != 0 && errno != EEXIST) {
        fprintf(stderr, "mingzhang simulate: %s: %s\n", config->output, strerror(errno));
        return CLI_USAGE;
    }
    if (*config->truth != '\0' && (s->truth = fopen(config->truth, "w")) == NULL) {
        fprintf(stderr, "mingzhang simulate: %s: %s\n", config->truth, strerror(errno));
        return CLI_USAGE;
    }
    s->words = load("words.json");
    s->forms[0] = load("budget.json");
    s->forms[1] = load("final.json");
    return s->words == NULL || s->forms[0] == NULL || s->forms[1] == NULL ? CLI_UNREADABLE : CLI_OK;
}

static bool write_file(const char *path, const char *text, size_t length)
{
    FILE *file = fopen(path, "wb");
    bool good = file != NULL && fwrite(text, 1, length, file) == length;
    if (file != NULL) good = fclose(file) == 0 && good;
    if (!good) fprintf(stderr, "mingzhang simulate: %s: %s\n", path, strerror(errno));
    return good;
}

/* Plants a mistake in some of the documents: the kinds in turn, the next one where a document has no place for one. */
static json_t *plant(simulation *s, sim_document *document)
{
    json_t *mistakes = json_array(), *mistake = NULL;
    uint64_t seed = document->organisation->seed;
    int64_t draw = sim_roll(seed, "mistake", (uint64_t)document->year, document->final, 1, 100);
    if (s->mistake_count == 0 || draw > s->config->mistake_rate) return mistakes;
    for (size_t i = 0; i < s->mistake_count && mistake == NULL; i++)
        mistake = sim_mistake_plant(document, s->mistakes[(s->planted + i) % s->mistake_count], seed);
    s->planted++;
    if (mistake != NULL) json_array_append_new(mistakes, mistake);
    return mistakes;
}

static int simulate_document(simulation *s, const sim_organisation *organisation, int year, bool final)
{
    sim_document document;
    sim_serialisation serialisation = s->serialisations[organisation->index % s->serialisation_count];
    sim_document_compose(&document, organisation, s->forms[final], year, final, s->style);
    json_t *mistakes = plant(s, &document), *mistake;
    size_t length = 0, i;
    char *text = sim_serialise(&document, serialisation, (unsigned)s->config->broken, &length);
    char *path = sim_text("%s/%s-%d-%s.txt", s->config->output, organisation->name, year, kind_names[final]);
    bool good = text != NULL && write_file(path, text, length);
    json_array_foreach(mistakes, i, mistake) sim_truth_lines(&document, mistake);
    if (good && s->truth != NULL &&
        !sim_truth_write(s->truth, path, text, length, &document, sim_serialisation_name(serialisation), mistakes,
                         s->config->figures)) {
        fprintf(stderr, "mingzhang simulate: %s: cannot write\n", s->config->truth);
        good = false;
    }
    s->written += good;
    s->bytes += length;
    json_decref(mistakes);
    free(path), free(text);
    sim_document_free(&document);
    return good ? CLI_OK : CLI_UNREADABLE;
}

static int simulate_all(simulation *s)
{
    for (int64_t i = 0; i < s->config->organisations; i++) {
        sim_organisation organisation;
        sim_organisation_init(&organisation, s->words, (uint64_t)s->config->seed, (size_t)i,
                              (size_t)s->config->size / PROJECT_BYTES, s->config->rounding);
        for (int year = s->from; year <= s->to; year++)
            for (int kind = 0; kind < 2; kind++)
                if (s->kinds[kind]) {
                    int code = simulate_document(s, &organisation, year, kind == 1);
                    if (code != CLI_OK) return code;
                }
        if (i % 1000 == 999) fprintf(stderr, "mingzhang simulate: %zu documents, %zu MB\n", s->written, s->bytes >> 20);
    }
    return CLI_OK;
}

static int list_mistakes(FILE *stream)
{
    for (size_t i = 0; i < sim_mistake_count(); i++) fprintf(stream, "%s\n", sim_mistake_name(i));
    return CLI_OK;
}

int cli_simulate(int argc, char **argv)
{
    simulate_config config;
    int done = cli_options(&program, &argc, argv, &config);
    if (done != CLI_RUN) return done;
    if (strcmp(config.mistakes, "list") == 0) return list_mistakes(stdout);
    simulation s;
    int code = prepare(&s, &config);
    if (code == CLI_OK) code = simulate_all(&s);
    if (code == CLI_OK) printf("%zu documents, %zu bytes in %s\n", s.written, s.bytes, config.output);
    if (s.truth != NULL && fclose(s.truth) != 0 && code == CLI_OK) code = CLI_UNREADABLE;
    json_decref(s.words), json_decref(s.forms[0]), json_decref(s.forms[1]);
    return code;
}
