/* options.c - reads flags and environment into a configuration by the table, and prints the table. */
#include "common/options.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

typedef struct suffix {
    const char *text;
    int64_t factor;
} suffix;

static const suffix sizes[] = {{"", 1},        {"B", 1},       {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30},
                               {"K", 1 << 10}, {"M", 1 << 20}, {"G", 1 << 30},   {NULL, 0}};
static const suffix durations[] = {{"", 1}, {"ms", 1}, {"s", 1000}, {"min", 60000}, {"h", 3600000}, {NULL, 0}};
static const suffix plain[] = {{"", 1}, {NULL, 0}};

static bool read_number(const char *text, const suffix *suffixes, int64_t *value)
{
    char *end = NULL;
    if (!isdigit((unsigned char)text[0]) && text[0] != '-') return false;
    const long long number = strtoll(text, &end, 10);
    if (end == text) return false;
    for (const suffix *s = suffixes; s->text != NULL; s++)
        if (strcmp(end, s->text) == 0) return !__builtin_mul_overflow((int64_t)number, s->factor, value);
    return false;
}

static bool read_flag(const char *text, bool *value)
{
    *value = strcmp(text, "true") == 0 || strcmp(text, "1") == 0 || strcmp(text, "yes") == 0;
    return *value || strcmp(text, "false") == 0 || strcmp(text, "0") == 0 || strcmp(text, "no") == 0;
}

static bool is_choice(const mz_option *option, const char *text)
{
    const size_t length = strlen(text);
    if (strcmp(text, option->fallback) == 0) return true;
    for (const char *word = option->argument; *word != '\0';) {
        const size_t size = strcspn(word, "|");
        if (size == length && memcmp(word, text, size) == 0) return true;
        word += size + (word[size] == '|');
    }
    return false;
}

/* Stores text as the option's value; NULL, or why it cannot be. */
static const char *store(const mz_option *option, const char *text, void *config)
{
    void *member = (char *)config + option->offset;
    int64_t number = 0;
    bool flag = false;
    switch (option->type) {
    case MZ_OPTION_CHOICE:
        if (!is_choice(option, text)) return "is none of its choices";
        memcpy(member, &text, sizeof text);
        return NULL;
    case MZ_OPTION_STRING:
        memcpy(member, &text, sizeof text);
        return NULL;
    case MZ_OPTION_FLAG:
        if (!read_flag(text, &flag)) return "is neither true nor false";
        memcpy(member, &flag, sizeof flag);
        return NULL;
    case MZ_OPTION_INTEGER:
        if (!read_number(text, plain, &number)) return "is not a whole number";
        break;
    case MZ_OPTION_SIZE:
        if (!read_number(text, sizes, &number)) return "is not a size such as 64KiB or 16MiB";
        break;
    case MZ_OPTION_DURATION:
        if (!read_number(text, durations, &number)) return "is not a duration such as 50ms, 5s or 10min";
        break;
    }
    if ((option->minimum != 0 || option->maximum != 0) && (number < option->minimum || number > option->maximum))
        return "is out of range";
    memcpy(member, &number, sizeof number);
    return NULL;
}

bool mz_option_environment(const mz_option *option, char *buffer, size_t size)
{
    const int length = snprintf(buffer, size, "MZ_%s", option->name);
    if (length < 0 || (size_t)length >= size) return false;
    for (char *c = buffer; *c != '\0'; c++) *c = *c == '-' ? '_' : (char)toupper((unsigned char)*c);
    return true;
}

bool mz_properties_add(mz_properties *properties, const char *text, size_t length)
{
    const char *equals = memchr(text, '=', length);
    if (equals == NULL || equals == text) return false;
    char **items = realloc(properties->items, (properties->count + 2) * sizeof *items);
    if (items == NULL) return false;
    properties->items = items;
    items[properties->count] = strndup(text, length);
    if (items[properties->count] == NULL) return false;
    items[++properties->count] = NULL;
    return true;
}

void mz_properties_free(mz_properties *properties)
{
    for (size_t i = 0; i < properties->count; i++) free(properties->items[i]);
    free(properties->items);
    *properties = (mz_properties){0};
}

static mz_properties *kafka_of(const mz_program *program, void *config)
{
    return program->kafka_offset == MZ_NO_KAFKA ? NULL : (void *)((char *)config + program->kafka_offset);
}

static mz_options_result complain(const mz_program *program, const char *what, const char *value, const char *why)
{
    fprintf(stderr, "%s: %s: '%s' %s; --help lists the options\n", program->name, what, value, why);
    return MZ_OPTIONS_BAD;
}

/* The same for a value that the option named what does not take. */
static mz_options_result refuse(const mz_program *program, const mz_option *option, const char *what, const char *value,
                                const char *why)
{
    if (option->type != MZ_OPTION_CHOICE) return complain(program, what, value, why);
    fprintf(stderr, "%s: %s is one of %s, not '%s'\n", program->name, what, option->argument, value);
    return MZ_OPTIONS_BAD;
}

static mz_options_result read_environment(const mz_program *program, void *config)
{
    for (const mz_option *option = program->options; option->name != NULL; option++) {
        char variable[80];
        if (!mz_option_environment(option, variable, sizeof variable))
            return complain(program, "option table", option->name, "is too long a name");
        const char *text = getenv(variable);
        const char *why = store(option, text != NULL ? text : option->fallback, config);
        if (why != NULL) return refuse(program, option, variable, text != NULL ? text : option->fallback, why);
    }
    mz_properties *kafka = kafka_of(program, config);
    const char *text = kafka != NULL ? getenv("MZ_KAFKA_PROPERTIES") : NULL;
    while (text != NULL && *text != '\0') {
        const size_t length = strcspn(text, ";");
        if (length > 0 && !mz_properties_add(kafka, text, length))
            return complain(program, "MZ_KAFKA_PROPERTIES", text, "is not NAME=VALUE;NAME=VALUE");
        text += length + (text[length] == ';');
    }
    return MZ_OPTIONS_RUN;
}

/* The option of this name, or the only one whose name begins so (--lang for --language), as getopt_long has it. */
static const mz_option *find(const mz_program *program, const char *name, size_t length)
{
    const mz_option *begun = NULL;
    size_t beginnings = 0;
    for (const mz_option *option = program->options; option->name != NULL && length > 0; option++) {
        if (strncmp(option->name, name, length) != 0) continue;
        if (option->name[length] == '\0') return option;
        begun = option;
        beginnings++;
    }
    return beginnings == 1 ? begun : NULL;
}

/* Reads the flag argv[*i], and its value when that is the next argument. */
static mz_options_result read_one(const mz_program *program, int argc, char **argv, int *i, void *config)
{
    const char *name = argv[*i] + 2;
    const size_t length = strcspn(name, "=");
    mz_properties *kafka = kafka_of(program, config);
    if (kafka != NULL && strncmp(name, "kafka.", 6) == 0) {
        if (!mz_properties_add(kafka, name + 6, strlen(name + 6)))
            return complain(program, "--kafka.", name + 6, "is not PROPERTY=VALUE");
        return MZ_OPTIONS_RUN;
    }
    const mz_option *option = find(program, name, length);
    if (option == NULL) return complain(program, "command line", argv[*i], "is not an option");
    const char *text = name[length] == '=' ? name + length + 1 : NULL;
    if (text == NULL && option->type == MZ_OPTION_FLAG) text = "true";
    if (text == NULL) {
        if (*i + 1 >= argc) return complain(program, "command line", argv[*i], "needs a value");
        text = argv[++*i];
    }
    const char *why = store(option, text, config);
    if (why == NULL) return MZ_OPTIONS_RUN;
    char flag[80];
    snprintf(flag, sizeof flag, "--%s", option->name);
    return refuse(program, option, flag, text, why);
}

/* --help and its kin. */
static bool read_printing(const mz_program *program, const char *argument)
{
    if (strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0)
        mz_options_help(program, stdout);
    else if (strcmp(argument, "--help-markdown") == 0)
        mz_options_markdown(program, stdout);
    else if (strcmp(argument, "--version") == 0)
        printf("%s %s\n", program->name, MZ_VERSION);
    else
        return false;
    return true;
}

mz_options_result mz_options_read(const mz_program *program, int *argc, char **argv, void *config)
{
    mz_options_result result = read_environment(program, config);
    int kept = 1;
    for (int i = 1; i < *argc && result == MZ_OPTIONS_RUN; i++) {
        if (strcmp(argv[i], "--") == 0) {
            while (++i < *argc) argv[kept++] = argv[i];
        } else if (read_printing(program, argv[i])) {
            result = MZ_OPTIONS_DONE;
        } else if (argv[i][0] == '-' && argv[i][1] == '-') {
            result = read_one(program, *argc, argv, &i, config);
        } else if (argv[i][0] == '-' && argv[i][1] != '\0') {
            result = complain(program, "command line", argv[i], "is not an option");
        } else {
            argv[kept++] = argv[i];
        }
    }
    if (result == MZ_OPTIONS_RUN && kept > 1 && program->arguments == NULL)
        result = complain(program, "command line", argv[1], "is not expected");
    if (result == MZ_OPTIONS_RUN) {
        *argc = kept;
        argv[kept] = NULL;
    } else if (kafka_of(program, config) != NULL) {
        mz_properties_free(kafka_of(program, config));
    }
    return result;
}

static int flag_text(const mz_option *option, char *buffer, size_t size)
{
    return option->type == MZ_OPTION_FLAG ? snprintf(buffer, size, "--%s", option->name)
                                          : snprintf(buffer, size, "--%s %s", option->name, option->argument);
}

void mz_options_help(const mz_program *program, FILE *stream)
{
    char text[128];
    int width = 24;
    for (const mz_option *option = program->options; option->name != NULL; option++) {
        const int length = flag_text(option, text, sizeof text);
        if (length > width) width = length;
    }
    fprintf(stream, "%s - %s\n\nusage: %s [OPTIONS]%s%s\n\noptions:\n", program->name, program->summary, program->name,
            program->arguments != NULL ? " " : "", program->arguments != NULL ? program->arguments : "");
    for (const mz_option *option = program->options; option->name != NULL; option++) {
        flag_text(option, text, sizeof text);
        fprintf(stream, "  %-*s  %s", width, text, option->help);
        if (option->type != MZ_OPTION_FLAG && option->fallback[0] != '\0') fprintf(stream, " [%s]", option->fallback);
        fputc('\n', stream);
    }
    if (program->kafka_offset != MZ_NO_KAFKA)
        fprintf(stream, "  %-*s  any librdkafka property, e.g. --kafka.security.protocol=SASL_SSL\n", width,
                "--kafka.PROPERTY=VALUE");
    fprintf(stream, "  %-*s  print this help\n  %-*s  print the version\n  %-*s  print the options as markdown\n",
            width, "--help", width, "--version", width, "--help-markdown");
    fputs("\nEvery option --some-name can also be set as environment variable MZ_SOME_NAME", stream);
    fputs(program->kafka_offset != MZ_NO_KAFKA
              ? ",\nlibrdkafka properties as MZ_KAFKA_PROPERTIES=\"a=b;c=d\". A flag wins over the environment.\n"
              : ". A flag wins over the environment.\n",
          stream);
}

/* A bar would end the cell of the table. */
static void print_escaped(FILE *stream, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '|') fputc('\\', stream);
        fputc(*text, stream);
    }
}

void mz_options_markdown(const mz_program *program, FILE *stream)
{
    fprintf(stream, "## %s\n\n%s\n\n| flag | environment | default | meaning |\n| --- | --- | --- | --- |\n",
            program->name, program->summary);
    for (const mz_option *option = program->options; option->name != NULL; option++) {
        char variable[80] = "";
        char text[128];
        flag_text(option, text, sizeof text);
        if (!mz_option_environment(option, variable, sizeof variable)) variable[0] = '\0';
        fputs("| `", stream);
        print_escaped(stream, text);
        fprintf(stream, "` | `%s` | %s%s%s | ", variable, option->fallback[0] != '\0' ? "`" : "", option->fallback,
                option->fallback[0] != '\0' ? "`" : "");
        print_escaped(stream, option->help);
        fputs(" |\n", stream);
    }
    if (program->kafka_offset != MZ_NO_KAFKA)
        fputs("| `--kafka.PROPERTY=VALUE` | `MZ_KAFKA_PROPERTIES` (`a=b;c=d`) |  | any librdkafka property |\n",
              stream);
    fputc('\n', stream);
}
