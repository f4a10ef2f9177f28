/* input.h - files and catalogue for the subcommands that read documents themselves. */
#ifndef MZ_CLI_INPUT_H
#define MZ_CLI_INPUT_H

#include <mingzhang/catalogue.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct cli_input {
    char *bytes; /* malloc'd, NUL-terminated behind length */
    size_t length;
} cli_input;

/* Reads a whole file ("-" = standard input). false with a message on stderr that names the program and the file. */
bool cli_input_read(const char *program, const char *path, cli_input *input);
void cli_input_free(cli_input *input);

/*
 * Loads the catalogue; the *.json files of directory ("" = none) override or extend the embedded ones. NULL with a
 * message on stderr.
 */
mz_catalogue *cli_catalogue(const char *program, const char *directory);

#endif
