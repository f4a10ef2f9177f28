/*
 * mutate.c - how good is the checker? Takes documents without mistakes, changes one figure (or two) at a time, checks,
 * and counts: detected, the changed figure named first, the right value suggested, findings too much; beside the bound
 * that the relations allow. Deterministic by seed.
 */
#include <mingzhang/finding.h>
#include <mingzhang/parse.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "figures.h"
#include "slip.h"
#include "times.h"

enum { EXIT_BELOW = 1, EXIT_INPUT = 2, EXIT_COMMAND = 64 };

typedef struct count_of {
    unsigned long tried, seen, breaks, alone, detected, blind, named, placed, right, extra;
} count_of;

typedef struct run {
    mz_catalogue *catalogue;
    uint64_t seed;
    long mutations, pairs;
    bool verbose, timed;
    const char *file; /* in hand */
    times times;
    count_of slips[SLIPS], all, pair;
    unsigned long documents, dirty, clean_findings;
} run;

/* ---- one trial ---- */

typedef struct change {
    const target *target;
    char to[PRINT];
} change;

static bool same_value(const char *a, const char *b)
{
    char left[PRINT], right[PRINT];
    mz_amount x, y;
    if (strlen(a) >= PRINT || strlen(b) >= PRINT) return false;
    return mz_amount_read(a, strlen(a), MZ_UNIT_WAN, left, &x) == MZ_OK &&
           mz_amount_read(b, strlen(b), MZ_UNIT_WAN, right, &y) == MZ_OK && x.value == y.value;
}

/* Whether a place is the one changed; a sign may stand before it. */
static bool here(uint32_t place, uint32_t begin)
{
    return place == begin || place == begin + 1;
}

/* What the findings say about one change. */
static void judge(const mz_document *document, const change *change, long moved, bool *named, bool *placed, bool *right)
{
    for (size_t i = 0; i < document->finding_count; i++) {
        const mz_finding *finding = &document->findings[i];
        uint32_t begin = (uint32_t)((long)change->target->begin + moved);
        if (finding->severity == MZ_INFO) continue;
        for (size_t p = 0; p < finding->place_count; p++)
            *placed = *placed || here(finding->places[p].span.begin, begin);
        if (finding->repair_count == 0 || !here(finding->repairs[0].place.span.begin, begin)) continue;
        *named = true;
        *right = *right || same_value(finding->repairs[0].to, change->target->printed);
    }
}

/* The document before it is changed. */
typedef struct original {
    const char *text;
    size_t length;
    mz_document *document; /* checked */
    size_t broken;         /* relations that matter */
} original;

static unsigned long alarms(const mz_document *document)
{
    unsigned long count = 0;
    for (size_t i = 0; i < document->finding_count; i++) count += document->findings[i].severity != MZ_INFO;
    return count;
}

/* The document's alarms that the original does not have. */
static unsigned long new_alarms(const mz_document *document, const original *original)
{
    unsigned long count = 0;
    for (size_t i = 0; i < document->finding_count; i++) {
        const mz_finding *finding = &document->findings[i];
        bool known = finding->severity == MZ_INFO;
        for (size_t k = 0; k < original->document->finding_count && !known; k++) {
            const mz_finding *old = &original->document->findings[k];
            known = strcmp(old->id, finding->id) == 0 && strcmp(old->message_zh, finding->message_zh) == 0;
        }
        count += !known;
    }
    return count;
}

static void tell(const run *run, const mz_document *document, const change *changes, size_t count, const char *verdict)
{
    if (!run->verbose) return;
    for (size_t i = 0; i < count; i++)
        printf("%s: line %u: %s -> %s%s\n", verdict, changes[i].target->line, changes[i].target->printed, changes[i].to,
               changes[i].target->seen ? "" : " (no relation)");
    for (size_t i = 0; i < document->finding_count; i++) {
        const mz_finding *f = &document->findings[i];
        if (f->severity == MZ_INFO) continue;
        printf("    %s line %u: %s", f->rule, f->places[0].span.line, f->message_zh);
        if (f->repair_count > 0) printf(" [%s -> %s]", f->repairs[0].from, f->repairs[0].to);
        printf("\n");
    }
}

/* Parses and checks; the document is the caller's even on failure. */
static bool read_and_check(const run *run, const char *text, size_t length, mz_document **document)
{
    mz_error error = {0};
    if (mz_parse(run->catalogue, text, length, NULL, document, &error) == MZ_OK &&
        mz_check(run->catalogue, *document, NULL, &error) == MZ_OK)
        return true;
    fprintf(stderr, "mutate: %s: %s\n", run->file, error.message);
    return false;
}

/* Notes the CPU time of parsing and checking: the best of three, as whatever else the machine does can only add to it.
 */
static bool measure(run *run, const char *text, size_t length, const change *changes)
{
    enum { TIMES = 3 };
    double best = 0;
    for (int i = 0; i < TIMES; i++) {
        mz_document *document = NULL;
        double from = times_now();
        bool good = read_and_check(run, text, length, &document);
        mz_document_free(document);
        double took = times_now() - from;
        if (!good) return false;
        if (i == 0 || took < best) best = took;
    }
    char name[160];
    snprintf(name, sizeof name, "%s, line %u: %s -> %s", run->file, changes->target->line, changes->target->printed,
             changes->to);
    return times_add(&run->times, best, name);
}

/* The text with the changes (in order of place) made, and how far each was moved by those before it; caller frees. */
static char *change_text(const original *original, const change *changes, size_t count, size_t *length, long *moved)
{
    char *mutated = malloc(original->length + count * PRINT);
    size_t used = 0, from = 0;
    long shift = 0;
    if (mutated == NULL) return NULL;
    for (size_t i = 0; i < count; i++) {
        const target *target = changes[i].target;
        memcpy(mutated + used, original->text + from, target->begin - from);
        used += target->begin - from;
        moved[i] = shift;
        memcpy(mutated + used, changes[i].to, strlen(changes[i].to));
        used += strlen(changes[i].to);
        from = target->end;
        shift += (long)strlen(changes[i].to) - (long)(target->end - target->begin);
    }
    memcpy(mutated + used, original->text + from, original->length - from);
    *length = used + original->length - from;
    return mutated;
}

/* Whether the change breaks a relation when it is the only one. */
static bool breaks_alone(const run *run, const original *original, const change *change)
{
    size_t length;
    long moved;
    char *mutated = change_text(original, change, 1, &length, &moved);
    mz_document *document = NULL;
    bool breaks = mutated != NULL && read_and_check(run, mutated, length, &document) &&
                  relations_broken(run->catalogue, document) > original->broken;
    mz_document_free(document);
    free(mutated);
    return breaks;
}

static void judge_all(const run *run, const original *original, mz_document *document, const change *changes,
                      size_t count, const long *moved, count_of *counts)
{
    bool breaks = relations_broken(run->catalogue, document) > original->broken, all_named = true, all_placed = true;
    bool all_right = true, seen = true, alone = true;
    unsigned long found = new_alarms(document, original);
    for (size_t i = 0; i < count; i++) {
        bool named = false, placed = false, right = false;
        judge(document, &changes[i], moved[i], &named, &placed, &right);
        all_named &= named, all_placed &= placed, all_right &= right;
        seen &= changes[i].target->seen, alone &= changes[i].target->alone;
        breaks = breaks && seen && (count == 1 || breaks_alone(run, original, &changes[i])); /* each can be known */
    }
    counts->tried++;
    counts->seen += seen;
    counts->breaks += breaks;
    counts->alone += breaks && alone;
    counts->detected += breaks && found > 0;
    counts->blind += !breaks && found > 0;
    counts->named += breaks && all_named;
    counts->placed += breaks && all_placed;
    counts->right += breaks && all_right;
    counts->extra += found > count ? found - count : 0;
    if (breaks && found == 0)
        tell(run, document, changes, count, "missed");
    else if (breaks && !all_right)
        tell(run, document, changes, count, "not named");
    else if (found > count)
        tell(run, document, changes, count, "too much");
}

/* Checks the text with the changes made; adds to the counts. */
static bool trial(run *run, const original *original, const change *changes, size_t count, count_of *counts)
{
    long moved[2] = {0, 0};
    size_t length = 0;
    char *mutated = change_text(original, changes, count, &length, moved);
    mz_document *document = NULL;
    bool good = mutated != NULL && read_and_check(run, mutated, length, &document) &&
                (!run->timed || measure(run, mutated, length, changes));
    if (good) judge_all(run, original, document, changes, count, moved, counts);
    mz_document_free(document);
    free(mutated);
    return good;
}

static void add(count_of *sum, const count_of *part)
{
    sum->tried += part->tried, sum->seen += part->seen, sum->breaks += part->breaks, sum->alone += part->alone,
        sum->detected += part->detected;
    sum->blind += part->blind, sum->named += part->named, sum->placed += part->placed, sum->right += part->right,
        sum->extra += part->extra;
}

static bool mutate_document(run *run, const original *original, const targets *targets)
{
    uint64_t state = run->seed + run->documents * 0x1000193u;
    if (targets->count < 2) return true;
    for (long done = 0, tries = 0; done < run->mutations && tries < run->mutations * 20; tries++) {
        change change = {.target = &targets->items[random_next(&state) % targets->count]};
        unsigned kind = (unsigned)(done % SLIPS);
        if (!slip_make(targets, change.target, kind, &state, change.to)) continue;
        count_of one = {0};
        if (!trial(run, original, &change, 1, &one)) return false;
        add(&run->slips[kind], &one);
        add(&run->all, &one);
        done++;
    }
    for (long done = 0, tries = 0; done < run->pairs && tries < run->pairs * 40; tries++) {
        size_t a = (size_t)(random_next(&state) % targets->count), b = (size_t)(random_next(&state) % targets->count);
        if (targets->items[a].begin >= targets->items[b].begin) continue;
        change changes[2] = {{.target = &targets->items[a]}, {.target = &targets->items[b]}};
        if (!slip_make(targets, changes[0].target, (unsigned)(random_next(&state) % 6), &state, changes[0].to) ||
            !slip_make(targets, changes[1].target, (unsigned)(random_next(&state) % 6), &state, changes[1].to))
            continue;
        if (!trial(run, original, changes, 2, &run->pair)) return false;
        done++;
    }
    return true;
}

static char *read_all(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    char *text = NULL;
    if (file == NULL) return NULL;
    if (fseek(file, 0, SEEK_END) == 0) {
        long size = ftell(file);
        rewind(file);
        text = size < 0 ? NULL : malloc((size_t)size + 1);
        *length = text == NULL ? 0 : fread(text, 1, (size_t)size, file);
    }
    fclose(file);
    return text;
}

static bool run_file(run *run, const char *path)
{
    size_t length = 0;
    char *text = read_all(path, &length);
    mz_document *document = NULL;
    run->file = path;
    if (text == NULL) fprintf(stderr, "mutate: %s: cannot be read\n", path);
    bool good = text != NULL && read_and_check(run, text, length, &document);
    if (good) {
        unsigned long baseline = alarms(document);
        run->documents++;
        run->dirty += baseline > 0;
        run->clean_findings += baseline;
        if (baseline > 0) tell(run, document, NULL, 0, "clean");
        if (baseline > 0 && run->verbose) printf("^^ clean document %s: %lu findings\n", path, baseline);
        targets targets = targets_find(run->catalogue, document, text, length);
        original original = {text, length, document, relations_broken(run->catalogue, document)};
        good = mutate_document(run, &original, &targets);
        free(targets.items);
    }
    mz_document_free(document);
    free(text);
    return good;
}

/* ---- report ---- */

static double percent(unsigned long part, unsigned long whole)
{
    return whole == 0 ? 100.0 : 100.0 * (double)part / (double)whole;
}

static void print_count(const char *name, const count_of *c)
{
    printf("%-15s %7lu %7lu %7lu %7lu %8.2f%% %8.2f%% %8.2f%% %8.2f%% %7lu %6lu\n", name, c->tried, c->seen, c->breaks,
           c->alone, percent(c->detected, c->breaks), percent(c->placed, c->breaks), percent(c->named, c->breaks),
           percent(c->right, c->breaks), c->extra, c->blind);
}

static void report(const run *run)
{
    printf("documents without mistakes: %lu, of them with an error or warning: %lu (%lu findings)\n", run->documents,
           run->dirty, run->clean_findings);
    printf("seen: a relation holds the figure; breaks: the change breaks one; alone: and no other figure is in exactly "
           "the same; "
           "percentages: of those that break one;\nextra: findings beyond one per change; beyond: found although no "
           "relation broke\n");
    printf("%-15s %7s %7s %7s %7s %9s %9s %9s %9s %7s %6s\n", "slip", "tried", "seen", "breaks", "alone", "detected",
           "placed", "named", "right", "extra", "beyond");
    for (unsigned i = 0; i < SLIPS; i++) print_count(slip_names[i], &run->slips[i]);
    print_count("all", &run->all);
    if (run->pair.tried > 0) print_count("pairs", &run->pair);
}

/* "detected=99.5": fails below. */
static bool require(const run *run, const char *text)
{
    struct {
        const char *name;
        double value;
    } known[] = {
        {"detected", percent(run->all.detected, run->all.breaks)},
        {"placed", percent(run->all.placed, run->all.breaks)},
        {"named", percent(run->all.named, run->all.breaks)},
        {"right", percent(run->all.right, run->all.breaks)},
        {"seen", percent(run->all.seen, run->all.tried)},
        {"pairs", percent(run->pair.right, run->pair.breaks)},
        {"single",
         percent(run->all.tried - (run->all.extra < run->all.tried ? run->all.extra : run->all.tried), run->all.tried)},
        {"clean", percent(run->documents - run->dirty, run->documents)}};
    size_t length = strcspn(text, "=");
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strlen(known[i].name) == length && strncmp(known[i].name, text, length) == 0) {
            bool good = known[i].value >= strtod(text + length + (text[length] == '='), NULL);
            if (!good) printf("mutate: %s is %.2f, required %s\n", known[i].name, known[i].value, text + length + 1);
            return good;
        }
    printf("mutate: no measure '%s'\n", text);
    return false;
}

static int usage(void)
{
    fputs("usage: mutate [--seed N] [--mutations N] [--pairs N] [--require MEASURE=PERCENT]... [--times] [--verbose] "
          "FILE...\n"
          "Changes figures of documents without mistakes and counts what the checker finds. mutations and pairs are "
          "per document.\n"
          "--times measures what parsing and checking each of them takes (CPU time, best of three): median and worst.\n"
          "measures: clean detected placed named right single seen pairs\n",
          stderr);
    return EXIT_COMMAND;
}

int main(int argc, char **argv)
{
    run run = {.seed = 1, .mutations = 80};
    const char *requirements[16];
    size_t required = 0;
    mz_error error = {0};
    int i = 1;
    for (; i < argc && strncmp(argv[i], "--", 2) == 0; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        if (strcmp(argv[i], "--verbose") == 0) {
            run.verbose = true;
            continue;
        }
        if (strcmp(argv[i], "--times") == 0) {
            run.timed = true;
            continue;
        }
        if (strcmp(argv[i], "--seed") == 0)
            run.seed = strtoull(value, NULL, 10);
        else if (strcmp(argv[i], "--mutations") == 0)
            run.mutations = strtol(value, NULL, 10);
        else if (strcmp(argv[i], "--pairs") == 0)
            run.pairs = strtol(value, NULL, 10);
        else if (strcmp(argv[i], "--require") == 0 && required < sizeof requirements / sizeof *requirements)
            requirements[required++] = value;
        else
            return usage();
        i++;
    }
    if (i >= argc) return usage();
    if (mz_catalogue_load(NULL, 0, &run.catalogue, &error) != MZ_OK) {
        fprintf(stderr, "mutate: %s\n", error.message);
        return EXIT_INPUT;
    }
    int code = 0;
    for (; i < argc && code == 0; i++)
        if (!run_file(&run, argv[i])) code = EXIT_INPUT;
    if (code == 0) {
        report(&run);
        times_print(&run.times);
        for (size_t r = 0; r < required; r++)
            if (!require(&run, requirements[r])) code = EXIT_BELOW;
    }
    times_free(&run.times);
    mz_catalogue_free(run.catalogue);
    return code;
}
