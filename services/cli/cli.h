/* cli.h - the subcommands of `mingzhang`. Each takes its own arguments (argv[0] is its name) and returns the exit code.
 */
#ifndef MZ_CLI_H
#define MZ_CLI_H

#include <common/options.h>

/* Exit codes shared by all subcommands; documented in docs/cli.md. */
enum {
    CLI_OK = 0,           /* done; for check: clean */
    CLI_FINDINGS = 1,     /* check: at least one error or warning */
    CLI_UNREADABLE = 2,   /* an input could not be read */
    CLI_USAGE = 64,       /* the command line is wrong */
    CLI_DATA = 65,        /* what is stored contradicts what was asked for */
    CLI_UNAVAILABLE = 69, /* the broker or the database does not answer, or refuses */
    CLI_SOFTWARE = 70     /* out of memory and the like */
};

/* Not an exit code: the command line is read, go on. */
enum { CLI_RUN = -1 };

/*
 * Reads a subcommand's options into config (mz_options_read). Returns CLI_RUN, or the code to exit with when --help was
 * printed or the command line is wrong (then a message is on stderr).
 */
int cli_options(const mz_program *program, int *argc, char **argv, void *config);

int cli_changes(int argc, char **argv);
int cli_explain(int argc, char **argv);
int cli_check(int argc, char **argv);
int cli_migrate(int argc, char **argv);
int cli_publish(int argc, char **argv);
int cli_rejected(int argc, char **argv);
int cli_show(int argc, char **argv);
int cli_status(int argc, char **argv);
int cli_tail(int argc, char **argv);
int cli_simulate(int argc, char **argv);

#endif
