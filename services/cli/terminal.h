/* terminal.h - text in columns: Chinese characters are two columns wide. */
#ifndef MZ_CLI_TERMINAL_H
#define MZ_CLI_TERMINAL_H

#include <stdbool.h>

/* Columns that UTF-8 text takes. */
int cli_width(const char *text);

/* Prints text in exactly width columns, cut with '~' when it is longer, on the left or on the right. */
void cli_print_padded(const char *text, int width, bool right);

#endif
