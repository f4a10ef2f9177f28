/* bench_libparse.c - how fast the library reads and checks, next to one plain pass over the same bytes in the same run.
 */
#include <getopt.h>
#include <jansson.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <mingzhang/finding.h>
#include <mingzhang/parse.h>

#include "layout/grid.h"

typedef struct input {
    const char *name;
    char *bytes;
    size_t length;
} input;

typedef struct bench {
    mz_catalogue *catalogue;
    input *inputs;
    size_t count;
    size_t bytes;
    double seconds; /* to spend on each stage */
} bench;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static volatile unsigned sink;

/* What every reader must do at least: look at each byte once. The compiler is told that the bytes may have changed
 * since the round before, or it would count them once for all rounds. */
static bool one_pass(const bench *b, const input *in)
{
    (void)b;
    unsigned lines = 0;
    __asm__ volatile("" : : "r"(in->bytes) : "memory");
    for (size_t i = 0; i < in->length; i++) lines += (unsigned char)in->bytes[i] == '\n';
    sink += lines;
    return true;
}

static bool text_stage(const bench *b, const input *in)
{
    (void)b;
    mz_arena *arena = mz_arena_new((size_t)1 << 32);
    mz_text text;
    mz_error error;
    bool ok = arena != NULL && mz_text_load(arena, in->bytes, in->length, &text, &error) == MZ_OK;
    mz_arena_free(arena);
    return ok;
}

static bool parse_stage(const bench *b, const input *in)
{
    mz_document *document;
    mz_error error;
    mz_status status = mz_parse(b->catalogue, in->bytes, in->length, NULL, &document, &error);
    if (status != MZ_OK) {
        fprintf(stderr, "bench-libparse: %s: %s: %s\n", in->name, mz_status_name(status), error.message);
        return false;
    }
    mz_document_free(document);
    return true;
}

static bool check_stage(const bench *b, const input *in)
{
    mz_document *document;
    mz_error error;
    if (mz_parse(b->catalogue, in->bytes, in->length, NULL, &document, &error) != MZ_OK) return false;
    bool ok = mz_check(b->catalogue, document, NULL, &error) == MZ_OK;
    mz_document_free(document);
    return ok;
}

typedef struct stage {
    const char *name;
    bool (*run)(const bench *, const input *);
    double seconds_per_round;
} stage;

/* CPU seconds that so many rounds over all inputs take; negative when one fails. */
static double time_rounds(const bench *b, const stage *s, size_t rounds)
{
    double from = now();
    for (size_t r = 0; r < rounds; r++)
        for (size_t i = 0; i < b->count; i++)
            if (!s->run(b, &b->inputs[i])) return -1;
    return now() - from;
}

/* CPU seconds that one round over all inputs takes: the best of those that fit in the time given, which noise can only
 * lengthen. So many rounds are timed together that the clock, which is coarse and now and then set right, can tell how
 * long they take. */
static bool measure(const bench *b, stage *s)
{
    const double measurable = 2e-3;
    double begin = now(), best;
    size_t rounds = 1;
    while ((best = time_rounds(b, s, rounds)) >= 0 && best < measurable) rounds *= 2;
    while (best >= 0 && now() - begin < b->seconds) {
        double took = time_rounds(b, s, rounds);
        if (took < best) best = took;
    }
    s->seconds_per_round = best / (double)rounds;
    return best >= 0;
}

static bool read_file(const char *name, input *in)
{
    FILE *file = fopen(name, "rb");
    if (file == NULL) {
        perror(name);
        return false;
    }
    *in = (input){.name = name};
    size_t room = 0, got = 1;
    while (got > 0) {
        if (in->length == room) {
            room = room == 0 ? 65536 : room * 2;
            char *grown = realloc(in->bytes, room);
            if (grown == NULL) break;
            in->bytes = grown;
        }
        got = fread(in->bytes + in->length, 1, room - in->length, file);
        in->length += got;
    }
    bool ok = got == 0 && ferror(file) == 0;
    fclose(file);
    return ok;
}

static json_t *report(const bench *b, const stage *stages, size_t count)
{
    double megabytes = (double)b->bytes / 1e6;
    json_t *root =
        json_pack("{s:I, s:I, s:{}}", "documents", (json_int_t)b->count, "bytes", (json_int_t)b->bytes, "stages");
    for (size_t s = 0; root != NULL && s < count; s++) {
        char name[64];
        snprintf(name, sizeof name, "%s_mb_per_s", stages[s].name);
        json_object_set_new(root, name, json_real(megabytes / stages[s].seconds_per_round));
        json_object_set_new(json_object_get(root, "stages"), stages[s].name,
                            json_pack("{s:f, s:f, s:f}", "mb_per_s", megabytes / stages[s].seconds_per_round,
                                      "documents_per_s", (double)b->count / stages[s].seconds_per_round, "of_one_pass",
                                      stages[0].seconds_per_round / stages[s].seconds_per_round));
    }
    return root;
}

static void print_help(void)
{
    puts("usage: bench-libparse [--json] [--seconds N] FILE...\n\n"
         "Reads and checks the files on one core, over and over for N CPU seconds per stage (default 2), and prints\n"
         "MB/s and documents/s of the best round of each stage beside one plain pass over the same bytes:\n"
         "  one_pass     counts line feeds\n  text         decodes and splits into lines\n"
         "  parse        mz_parse: all of reading\n  parse_check  mz_parse and mz_check");
}

int main(int argc, char **argv)
{
    static const struct option options[] = {{"json", no_argument, NULL, 'j'},
                                            {"seconds", required_argument, NULL, 's'},
                                            {"help", no_argument, NULL, 'h'},
                                            {NULL, 0, NULL, 0}};
    bench b = {.seconds = 2};
    /* Like the worker: keep the memory of the last document for the next instead of giving it back to the system. */
    mallopt(M_TRIM_THRESHOLD, 256 << 20);
    mallopt(M_MMAP_THRESHOLD, 64 << 20);
    bool json = false;
    for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (c == 'h') return print_help(), 0;
        if (c == '?') return 64;
        if (c == 'j') json = true;
        if (c == 's') b.seconds = strtod(optarg, NULL);
    }
    if (optind == argc) return print_help(), 64;
    mz_error error;
    if (mz_catalogue_load(NULL, 0, &b.catalogue, &error) != MZ_OK)
        return fprintf(stderr, "bench-libparse: %s\n", error.message), 1;
    b.inputs = calloc((size_t)(argc - optind), sizeof *b.inputs);
    for (int i = optind; b.inputs != NULL && i < argc; i++, b.count++) {
        if (!read_file(argv[i], &b.inputs[b.count])) return 2;
        b.bytes += b.inputs[b.count].length;
    }
    stage stages[] = {
        {"one_pass", one_pass, 0}, {"text", text_stage, 0}, {"parse", parse_stage, 0}, {"parse_check", check_stage, 0}};
    size_t count = sizeof stages / sizeof *stages;
    for (size_t s = 0; s < count; s++)
        if (!measure(&b, &stages[s])) return 2;
    json_t *result = report(&b, stages, count);
    if (json) {
        json_dumpf(result, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
        putchar('\n');
    } else {
        for (size_t s = 0; s < count; s++)
            printf("%-12s %9.1f MB/s %9.0f documents/s  %6.3f of one pass\n", stages[s].name,
                   (double)b.bytes / 1e6 / stages[s].seconds_per_round, (double)b.count / stages[s].seconds_per_round,
                   stages[0].seconds_per_round / stages[s].seconds_per_round);
    }
    json_decref(result);
    for (size_t i = 0; i < b.count; i++) free(b.inputs[i].bytes);
    free(b.inputs);
    mz_catalogue_free(b.catalogue);
    return 0;
}
