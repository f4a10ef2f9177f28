/* options.h - one table of options per program: it serves flags, environment variables, --help and the configuration
 * reference. */
#ifndef MZ_COMMON_OPTIONS_H
#define MZ_COMMON_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef enum mz_option_type {
    MZ_OPTION_STRING,   /* const char *; the empty string means not set */
    MZ_OPTION_CHOICE,   /* const char *; one of the words that argument lists ("text|json"), or the default */
    MZ_OPTION_INTEGER,  /* int64_t */
    MZ_OPTION_SIZE,     /* int64_t bytes; "64KiB", "16MiB", "1GiB" or a bare number */
    MZ_OPTION_DURATION, /* int64_t milliseconds; "50ms", "5s", "10min"; a bare number is milliseconds */
    MZ_OPTION_FLAG      /* bool; --name or --name=true|false */
} mz_option_type;

/*
 * One option. The flag is --NAME VALUE or --NAME=VALUE, the environment variable MZ_NAME in capitals with '_' for '-'.
 * A flag wins over the environment, the environment over the default.
 */
typedef struct mz_option {
    const char *name; /* "kafka-brokers"; NULL ends a table */
    mz_option_type type;
    const char *fallback; /* the default in the same notation as on the command line */
    const char *argument; /* what --help calls the value: "HOST:PORT"; ignored for flags */
    const char *help;     /* one sentence without a full stop */
    size_t offset;        /* offsetof the member of the program's configuration that receives the value */
    int64_t minimum;      /* of numbers; both 0: any */
    int64_t maximum;
} mz_option;

/* librdkafka properties given with --kafka.NAME=VALUE or MZ_KAFKA_PROPERTIES="a=b;c=d", as "NAME=VALUE" each; the list
 * ends with NULL (items itself is NULL when there is none). Environment first, then flags: the later wins. */
typedef struct mz_properties {
    char **items;
    size_t count;
} mz_properties;

/* What a program or subcommand takes. */
typedef struct mz_program {
    const char *name;         /* "mingzhang-worker", "mingzhang publish" */
    const char *summary;      /* one line */
    const char *arguments;    /* positional arguments in usage, "FILE..."; NULL: none are allowed */
    const mz_option *options; /* ended by a NULL name */
    size_t kafka_offset;      /* offsetof an mz_properties member, MZ_NO_KAFKA when properties are not accepted */
} mz_program;

#define MZ_NO_KAFKA SIZE_MAX

typedef enum mz_options_result {
    MZ_OPTIONS_RUN,  /* configuration filled: go on */
    MZ_OPTIONS_DONE, /* --help, --version or --help-markdown was printed on stdout: exit 0 */
    MZ_OPTIONS_BAD   /* an error that names the option was printed on stderr: exit 64 */
} mz_options_result;

/*
 * Fills config from defaults, environment and argv. Strings in config are borrowed from argv, the environment and the
 * table. *argc and argv are rewritten to the positional arguments (argv[0] stays); "--" ends the options. Properties
 * belong to the caller: mz_properties_free.
 */
mz_options_result mz_options_read(const mz_program *program, int *argc, char **argv, void *config);

/* Prints usage and the aligned list of options. */
void mz_options_help(const mz_program *program, FILE *stream);
/* Prints a markdown section with one table row per option, for docs/configuration.md. */
void mz_options_markdown(const mz_program *program, FILE *stream);

/* Writes the environment variable of an option, "MZ_KAFKA_BROKERS", NUL-terminated; false when size is too small. */
bool mz_option_environment(const mz_option *option, char *buffer, size_t size);

/* Appends a copy of NAME=VALUE (length bytes); false when it has no '=' or no name, or memory runs out. */
bool mz_properties_add(mz_properties *properties, const char *text, size_t length);
void mz_properties_free(mz_properties *properties);

/* Options that several programs share, so that they are called and explained the same everywhere. */
#define MZ_OPTION_KAFKA_BROKERS(config, member)                                                                        \
    {                                                                                                                  \
        "kafka-brokers", MZ_OPTION_STRING, "127.0.0.1:19092", "HOST:PORT,...", "Kafka brokers to start from",          \
            offsetof(config, member), 0, 0                                                                             \
    }
#define MZ_OPTION_DATABASE(config, member)                                                                             \
    {                                                                                                                  \
        "database", MZ_OPTION_STRING, "host=127.0.0.1 port=15432 dbname=mingzhang", "CONNINFO",                        \
            "PostgreSQL connection string or URI; PGPASSWORD and the like are honoured", offsetof(config, member), 0,  \
            0                                                                                                          \
    }
#define MZ_OPTION_TOPIC_PUBLISHED(config, member)                                                                      \
    {                                                                                                                  \
        "topic-published", MZ_OPTION_STRING, "disclosure.published", "TOPIC", "topic that carries the documents",      \
            offsetof(config, member), 0, 0                                                                             \
    }
#define MZ_OPTION_TOPIC_ANOMALIES(config, member)                                                                      \
    {                                                                                                                  \
        "topic-anomalies", MZ_OPTION_STRING, "disclosure.anomalies", "TOPIC", "topic that receives anomaly events",    \
            offsetof(config, member), 0, 0                                                                             \
    }
#define MZ_OPTION_TOPIC_REJECTED(config, member)                                                                       \
    {                                                                                                                  \
        "topic-rejected", MZ_OPTION_STRING, "disclosure.rejected", "TOPIC", "topic for messages that cannot be read",  \
            offsetof(config, member), 0, 0                                                                             \
    }
#define MZ_OPTION_HTTP(config, member, address)                                                                        \
    {                                                                                                                  \
        "http-address", MZ_OPTION_STRING, address, "HOST:PORT",                                                        \
            "address of /metrics, /healthz and /readyz; empty: none, port 0: any free one", offsetof(config, member),  \
            0, 0                                                                                                       \
    }
#define MZ_OPTION_LOG_LEVEL(config, member)                                                                            \
    {                                                                                                                  \
        "log-level", MZ_OPTION_CHOICE, "info", "debug|info|warning|error", "least level to log",                       \
            offsetof(config, member), 0, 0                                                                             \
    }

#endif
