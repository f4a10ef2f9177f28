/* input.c - see input.h. */
#include "input.h"
#include "cli.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More than the parser would take anyway. */
static const size_t largest = (size_t)256 * 1024 * 1024;

static bool complain(const char *program, const char *path, const char *why)
{
    fprintf(stderr, "%s: %s: %s\n", program, path, why);
    return false;
}

static bool read_stream(FILE *stream, cli_input *input)
{
    size_t room = 64 * 1024;
    *input = (cli_input){.bytes = malloc(room)};
    while (input->bytes != NULL) {
        input->length += fread(input->bytes + input->length, 1, room - input->length - 1, stream);
        if (ferror(stream) || input->length > largest) return false;
        if (feof(stream)) {
            input->bytes[input->length] = '\0';
            return true;
        }
        if (room - input->length > 1) continue;
        char *larger = realloc(input->bytes, room *= 2);
        if (larger == NULL) return false;
        input->bytes = larger;
    }
    return false;
}

bool cli_input_read(const char *program, const char *path, cli_input *input)
{
    *input = (cli_input){0};
    errno = 0;
    FILE *stream = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    if (stream == NULL) return complain(program, path, strerror(errno));
    bool ok = read_stream(stream, input);
    int reason = errno;
    if (stream != stdin) fclose(stream);
    if (ok) return true;
    cli_input_free(input);
    return complain(program, path, reason != 0 ? strerror(reason) : "too large or out of memory");
}

void cli_input_free(cli_input *input)
{
    free(input->bytes);
    *input = (cli_input){0};
}

static int is_json(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 5 && strcmp(entry->d_name + length - 5, ".json") == 0;
}

/* Reads the JSON files of a directory; false with a message. Whatever was read is in inputs[0..*count). */
static bool read_directory(const char *program, const char *directory, struct dirent **names, size_t found,
                           cli_input *inputs, size_t *count)
{
    for (*count = 0; *count < found; ++*count) {
        char path[4096];
        int length = snprintf(path, sizeof path, "%s/%s", directory, names[*count]->d_name);
        if (length < 0 || (size_t)length >= sizeof path) return complain(program, directory, "path too long");
        if (!cli_input_read(program, path, &inputs[*count])) return false;
    }
    return true;
}

mz_catalogue *cli_catalogue(const char *program, const char *directory)
{
    struct dirent **names = NULL;
    int found = *directory == '\0' ? 0 : scandir(directory, &names, is_json, alphasort);
    if (found < 0) {
        complain(program, directory, strerror(errno));
        return NULL;
    }
    size_t number = (size_t)found, count = 0;
    cli_input *inputs = calloc(number + 1, sizeof *inputs);
    mz_catalogue_file *files = calloc(number + 1, sizeof *files);
    mz_catalogue *catalogue = NULL;
    mz_error error = {0};
    if (inputs == NULL || files == NULL) {
        complain(program, "catalogue", "out of memory");
    } else if (read_directory(program, directory, names, number, inputs, &count)) {
        for (size_t i = 0; i < number; i++)
            files[i] = (mz_catalogue_file){names[i]->d_name, inputs[i].bytes, inputs[i].length};
        if (mz_catalogue_load(files, number, &catalogue, &error) != MZ_OK)
            complain(program, "catalogue", error.message);
    }
    for (size_t i = 0; i < number; i++) free(names[i]);
    for (size_t i = 0; inputs != NULL && i < count; i++) cli_input_free(&inputs[i]);
    free(names);
    free(inputs);
    free(files);
    return catalogue;
}

int cli_options(const mz_program *program, int *argc, char **argv, void *config)
{
    switch (mz_options_read(program, argc, argv, config)) {
    case MZ_OPTIONS_DONE:
        return CLI_OK;
    case MZ_OPTIONS_BAD:
        return CLI_USAGE;
    case MZ_OPTIONS_RUN:
        break;
    }
    return CLI_RUN;
}
