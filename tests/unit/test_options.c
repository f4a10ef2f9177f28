/* test_options.c - flags, environment, defaults and the printed reference come from one table. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "common/options.h"

typedef struct configuration {
    const char *brokers;
    int64_t size;
    int64_t wait;
    int64_t count;
    bool verbose;
    const char *format;
    mz_properties kafka;
} configuration;

static const mz_option table[] = {
    MZ_OPTION_KAFKA_BROKERS(configuration, brokers),
    {"queue-bytes", MZ_OPTION_SIZE, "16MiB", "SIZE", "room", offsetof(configuration, size), 1, INT64_MAX},
    {"batch-wait", MZ_OPTION_DURATION, "50ms", "TIME", "time", offsetof(configuration, wait), 0, 0},
    {"count", MZ_OPTION_INTEGER, "3", "N", "number", offsetof(configuration, count), 1, 10},
    {"format", MZ_OPTION_CHOICE, "text", "text|json", "form", offsetof(configuration, format), 0, 0},
    {"verbose", MZ_OPTION_FLAG, "false", NULL, "say more", offsetof(configuration, verbose), 0, 0},
    {0},
};
static const mz_program program = {"tool", "a tool", "FILE...", table, offsetof(configuration, kafka)};

/* What the caller's shell has set, by `. .stack/env` for example, is not the test's business. */
static void forget_environment(void)
{
    char variable[80];
    for (const mz_option *option = table; option->name != NULL; option++)
        if (mz_option_environment(option, variable, sizeof variable)) unsetenv(variable);
    unsetenv("MZ_KAFKA_PROPERTIES");
}
TestSuite(options, .init = forget_environment);

static mz_options_result run(configuration *c, int *argc, char **argv)
{
    *c = (configuration){0};
    for (*argc = 0; argv[*argc] != NULL;) ++*argc;
    return mz_options_read(&program, argc, argv, c);
}

Test(options, defaults_flags_and_positionals)
{
    configuration c;
    int argc;
    char *argv[] = {"tool",      "--queue-bytes=2KiB", "a.txt", "--batch-wait", "2min",
                    "--verbose", "--format",           "json",  "--",           "--b",
                    NULL};
    cr_assert_eq(run(&c, &argc, argv), MZ_OPTIONS_RUN);
    cr_assert_str_eq(c.brokers, "127.0.0.1:19092");
    cr_assert_str_eq(c.format, "json");
    cr_assert_eq(c.size, 2048);
    cr_assert_eq(c.wait, 120000);
    cr_assert_eq(c.count, 3);
    cr_assert(c.verbose);
    cr_assert_eq(argc, 3);
    cr_assert_str_eq(argv[1], "a.txt");
    cr_assert_str_eq(argv[2], "--b");
}

Test(options, flag_wins_over_environment)
{
    configuration c;
    int argc;
    char *argv[] = {"tool", "--count", "7", NULL};
    setenv("MZ_COUNT", "5", 1);
    setenv("MZ_KAFKA_BROKERS", "k:1", 1);
    cr_assert_eq(run(&c, &argc, argv), MZ_OPTIONS_RUN);
    cr_assert_eq(c.count, 7);
    cr_assert_str_eq(c.brokers, "k:1");
}

Test(options, kafka_properties_pass_through)
{
    configuration c;
    int argc;
    char *argv[] = {"tool", "--kafka.security.protocol=SASL_SSL", NULL};
    setenv("MZ_KAFKA_PROPERTIES", "a.b=c;;d=e=f", 1);
    cr_assert_eq(run(&c, &argc, argv), MZ_OPTIONS_RUN);
    cr_assert_eq(c.kafka.count, 3);
    cr_assert_str_eq(c.kafka.items[0], "a.b=c");
    cr_assert_str_eq(c.kafka.items[1], "d=e=f");
    cr_assert_str_eq(c.kafka.items[2], "security.protocol=SASL_SSL");
    cr_assert_null(c.kafka.items[3]);
    mz_properties_free(&c.kafka);
}

Test(options, mistakes_are_refused)
{
    char *lines[][3] = {{"--count=0", NULL},
                        {"--count=11", NULL},
                        {"--count=x", NULL},
                        {"--queue-bytes=1Q", NULL},
                        {"--batch-wait=5d", NULL},
                        {"--nothing", NULL},
                        {"--count", NULL},
                        {"--verbose=maybe", NULL},
                        {"--format=jso", NULL},
                        {"--format=text|json", NULL},
                        {"-x", NULL},
                        {"--kafka.=1", NULL},
                        {"--queue-bytes=99999999999GiB", NULL}};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        configuration c;
        int argc;
        char *argv[] = {"tool", lines[i][0], NULL};
        cr_expect_eq(run(&c, &argc, argv), MZ_OPTIONS_BAD, "%s", lines[i][0]);
    }
}

Test(options, every_option_is_printed_with_its_default)
{
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    mz_options_markdown(&program, stream);
    mz_options_help(&program, stream);
    fclose(stream);
    cr_expect_not_null(strstr(text, "| `--queue-bytes SIZE` | `MZ_QUEUE_BYTES` | `16MiB` | room |"));
    cr_expect_not_null(strstr(text, "| `--format text\\|json` | `MZ_FORMAT` | `text` | form |"));
    cr_expect_not_null(strstr(text, "usage: tool [OPTIONS] FILE..."));
    cr_expect_not_null(strstr(text, "--kafka.PROPERTY=VALUE"));
    free(text);
}
