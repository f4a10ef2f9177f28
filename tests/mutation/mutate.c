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
#include "times.h"

enum { EXIT_BELOW = 1, EXIT_INPUT = 2, EXIT_COMMAND = 64, SLIPS = 8, PRINT = 48 };

static const char *const slip_names[SLIPS] = {"transposition", "digit", "dropped-digit", "added-digit",
                                              "sign",          "scale", "unit",          "copied"};

typedef struct count {
    unsigned long tried, seen, breaks, alone, detected, blind, named, placed, right, extra;
} count;

typedef struct run {
    mz_catalogue *catalogue;
    uint64_t seed;
    long mutations, pairs;
    bool verbose, timed;
    const char *file; /* in hand */
    times times;
    count slips[SLIPS], all, pair;
    unsigned long documents, dirty, clean_findings;
} run;

/* splitmix64 */
static uint64_t next(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* ---- slips on printed figures ---- */

static size_t digit_at(const char *printed, uint64_t pick)
{
    size_t digits = 0, length = strlen(printed);
    for (size_t i = 0; i < length; i++) digits += printed[i] >= '0' && printed[i] <= '9';
    size_t wanted = digits == 0 ? 0 : (size_t)(pick % digits);
    for (size_t i = 0; i < length; i++)
        if (printed[i] >= '0' && printed[i] <= '9' && wanted-- == 0) return i;
    return 0;
}

static void shift_point(char *out, int places)
{
    size_t whole = strcspn(out, "."), length = strlen(out);
    size_t decimals = length > whole ? length - whole - 1 : 0;
    if (length + (size_t)places >= PRINT) return;
    if (decimals > 0) memmove(out + whole, out + whole + 1, decimals + 1); /* without the point */
    length -= decimals > 0;
    for (; places > 0; places--) out[length++] = '0';
    out[length] = '\0';
    if (decimals == 0) return;
    memmove(out + length - decimals + 1, out + length - decimals, decimals + 1);
    out[length - decimals] = '.';
}

/* Writes the figure with one slip; false when this slip is impossible for it. */
static bool slip(const targets *targets, const target *target, unsigned kind, uint64_t *state, char out[PRINT])
{
    snprintf(out, PRINT, "%s", target->printed);
    size_t at = digit_at(out, next(state)), length = strlen(out), other;
    uint64_t step;
    switch (kind) {
    case 0:
        other = at + 1 + (out[at + 1] == '.');
        if (other >= length || out[at] == out[other]) return false;
        char swapped = out[at];
        out[at] = out[other];
        out[other] = swapped;
        break;
    case 1:
        step = 1 + next(state) % 9;
        out[at] = (char)('0' + ((uint64_t)(out[at] - '0') + step) % 10);
        break;
    case 2:
        if (strcspn(out, ".") < 3 || at >= strcspn(out, ".")) return false;
        memmove(out + at, out + at + 1, length - at);
        break;
    case 3:
        if (at >= strcspn(out, ".") || length + 2 > PRINT) return false;
        memmove(out + at + 1, out + at, length - at + 1);
        break;
    case 4:
        if (out[0] == '-') return false;
        snprintf(out, PRINT, "-%s", target->printed);
        break;
    case 5:
        shift_point(out, 1);
        break;
    case 6:
        shift_point(out, 4);
        break;
    default:
        if (target + 1 >= targets->items + targets->count) return false;
        snprintf(out, PRINT, "%s", target[1].printed);
    }
    if (out[0] == '0' && out[1] >= '0' && out[1] <= '9') return false; /* nobody prints a leading zero */
    return strcmp(out, target->printed) != 0 && strspn(out, "-0.") < strlen(out);
}

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

static unsigned long alarms(const mz_document *document)
{
    unsigned long count = 0;
    for (size_t i = 0; i < document->finding_count; i++) count += document->findings[i].severity != MZ_INFO;
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

/* Checks the text with the changes (in order of place) made; adds to the counts. */
static bool trial(run *run, const char *text, size_t length, const change *changes, size_t count_of,
                  unsigned long baseline, size_t broken, count *counts)
{
    size_t room = length + count_of * PRINT, used = 0, from = 0;
    char *mutated = malloc(room);
    long moved[2] = {0, 0}, shift = 0;
    if (mutated == NULL) return false;
    for (size_t i = 0; i < count_of; i++) {
        const target *target = changes[i].target;
        memcpy(mutated + used, text + from, target->begin - from);
        used += target->begin - from;
        moved[i] = shift;
        memcpy(mutated + used, changes[i].to, strlen(changes[i].to));
        used += strlen(changes[i].to);
        from = target->end;
        shift += (long)strlen(changes[i].to) - (long)(target->end - target->begin);
    }
    memcpy(mutated + used, text + from, length - from);
    used += length - from;
    mz_document *document = NULL;
    bool good = read_and_check(run, mutated, used, &document) && (!run->timed || measure(run, mutated, used, changes));
    if (good) {
        bool breaks = relations_broken(run->catalogue, document) > broken;
        unsigned long found = alarms(document), all_named = 1, all_placed = 1, all_right = 1, seen = 1, alone = 1;
        for (size_t i = 0; i < count_of; i++) {
            bool named = false, placed = false, right = false;
            judge(document, &changes[i], moved[i], &named, &placed, &right);
            all_named &= named, all_placed &= placed, all_right &= right;
            seen &= changes[i].target->seen, alone &= changes[i].target->alone;
        }
        breaks = breaks && seen; /* of a pair: both can be known */
        counts->tried++;
        counts->seen += seen;
        counts->breaks += breaks;
        counts->alone += breaks && alone;
        counts->detected += breaks && found > baseline;
        counts->blind += !breaks && found > baseline;
        counts->named += breaks && all_named;
        counts->placed += breaks && all_placed;
        counts->right += breaks && all_right;
        counts->extra += found > baseline + count_of ? found - baseline - count_of : 0;
        if (breaks && found <= baseline)
            tell(run, document, changes, count_of, "missed");
        else if (breaks && !all_right)
            tell(run, document, changes, count_of, "not named");
        else if (found > baseline + count_of)
            tell(run, document, changes, count_of, "too much");
    }
    mz_document_free(document);
    free(mutated);
    return good;
}

static void add(count *sum, const count *part)
{
    sum->tried += part->tried, sum->seen += part->seen, sum->breaks += part->breaks, sum->alone += part->alone,
        sum->detected += part->detected;
    sum->blind += part->blind, sum->named += part->named, sum->placed += part->placed, sum->right += part->right,
        sum->extra += part->extra;
}

static bool mutate_document(run *run, const char *text, size_t length, const targets *targets, unsigned long baseline,
                            size_t broken)
{
    uint64_t state = run->seed + run->documents * 0x1000193u;
    if (targets->count < 2) return true;
    for (long done = 0, tries = 0; done < run->mutations && tries < run->mutations * 20; tries++) {
        change change = {.target = &targets->items[next(&state) % targets->count]};
        unsigned kind = (unsigned)(done % SLIPS);
        if (!slip(targets, change.target, kind, &state, change.to)) continue;
        count one = {0};
        if (!trial(run, text, length, &change, 1, baseline, broken, &one)) return false;
        add(&run->slips[kind], &one);
        add(&run->all, &one);
        done++;
    }
    for (long done = 0, tries = 0; done < run->pairs && tries < run->pairs * 40; tries++) {
        size_t a = (size_t)(next(&state) % targets->count), b = (size_t)(next(&state) % targets->count);
        if (targets->items[a].begin >= targets->items[b].begin) continue;
        change changes[2] = {{.target = &targets->items[a]}, {.target = &targets->items[b]}};
        if (!slip(targets, changes[0].target, (unsigned)(next(&state) % 6), &state, changes[0].to) ||
            !slip(targets, changes[1].target, (unsigned)(next(&state) % 6), &state, changes[1].to))
            continue;
        if (!trial(run, text, length, changes, 2, baseline, broken, &run->pair)) return false;
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
        good = mutate_document(run, text, length, &targets, baseline, relations_broken(run->catalogue, document));
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

static void print_count(const char *name, const count *c)
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
