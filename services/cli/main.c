/* main.c - `mingzhang`: finds the subcommand and hands over. */
#include <mingzhang/status.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"

typedef struct command {
    const char *name;
    const char *summary;
    int (*run)(int argc, char **argv);
} command;

static const command commands[] = {
    {"explain", "say what a rule means, on what ground, with an example", cli_explain},
    {"check", "read documents and report what is wrong with them", cli_check},
    {"changes", "show what changed against the year before, and what nobody explained", cli_changes},
    {"migrate", "bring the database to this version's schema", cli_migrate},
    {"publish", "put documents onto the topic that the workers read", cli_publish},
    {"rejected", "list, show and put back what could not be read", cli_rejected},
    {"tail", "show anomaly events as they arrive", cli_tail},
    {"show", "print what is read of a document, table by table", cli_show},
    {"status", "show what is stored, open, waiting and behind", cli_status},
    {"simulate", "compose disclosures of organisations that do not exist", cli_simulate},
    {NULL, NULL, NULL},
};

static void print_help(FILE *stream)
{
    fprintf(stream,
            "mingzhang %s - reads and checks budget disclosures\n\nusage: mingzhang COMMAND [OPTIONS]\n\ncommands:\n",
            mz_version());
    for (const command *c = commands; c->name != NULL; c++) fprintf(stream, "  %-10s %s\n", c->name, c->summary);
    fputs("\n`mingzhang COMMAND --help` lists a command's options.\n", stream);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        print_help(stderr);
        return CLI_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        print_help(stdout);
        return CLI_OK;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("mingzhang %s\n", mz_version());
        return CLI_OK;
    }
    for (const command *c = commands; c->name != NULL; c++)
        if (strcmp(argv[1], c->name) == 0) return c->run(argc - 1, argv + 1);
    fprintf(stderr, "mingzhang: no command '%s'; `mingzhang --help` lists them\n", argv[1]);
    return CLI_USAGE;
}
