/* migrate.c - `mingzhang migrate`: brings the database to the schema of this program, one transaction per file. */
#include <common/options.h>
#include <common/pg.h>
#include <common/sha256.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "input.h"
#include "migration.h"

typedef struct settings {
    const char *database;
    const char *sql_dir;
    int64_t wait_ms;
    bool dry_run;
} settings;

static const mz_option options[] = {
    MZ_OPTION_DATABASE(settings, database),
    {"sql-dir", MZ_OPTION_STRING, "", "FOLDER", "take the NNN_name.sql files from here instead of the built-in ones",
     offsetof(settings, sql_dir), 0, 0},
    {"wait", MZ_OPTION_DURATION, "0s", "DURATION", "keep trying this long while the database does not answer",
     offsetof(settings, wait_ms), 0, 3600000},
    {"dry-run", MZ_OPTION_FLAG, "false", "", "say what would be applied, change nothing", offsetof(settings, dry_run),
     0, 0},
    {NULL, 0, NULL, NULL, NULL, 0, 0, 0},
};

static const mz_program program = {
    "mingzhang migrate",
    "brings the database to the schema of this version; applied files are recorded with their checksum",
    NULL,
    options,
    MZ_NO_KAFKA,
};

enum { MAX_FILES = 999 };

/* Any constant: two migrations at the same time wait for each other. */
static const char lock_sql[] = "select pg_advisory_lock(7366170001)";

static int version_of(const char *name)
{
    if (strspn(name, "0123456789") != 3 || name[3] != '_') return 0;
    return atoi(name);
}

static int by_name(const void *a, const void *b)
{
    const migration *left = a, *right = b;
    return strcmp(left->name, right->name);
}

static void free_files(migration *files)
{
    for (migration *file = files; file != NULL && file->name != NULL; file++) {
        free((char *)(uintptr_t)file->name);
        free((char *)(uintptr_t)file->sql);
    }
    free(files);
}

/* The text of folder/name, owned by the caller; NULL with a message on stderr. */
static char *read_text(const char *folder, const char *name, size_t *length)
{
    char path[4096];
    cli_input input;
    int size = snprintf(path, sizeof path, "%s/%s", folder, name);
    if (size < 0 || (size_t)size >= sizeof path) {
        fprintf(stderr, "mingzhang migrate: %s: path too long\n", folder);
        return NULL;
    }
    if (!cli_input_read("mingzhang migrate", path, &input)) return NULL;
    *length = input.length;
    if (memchr(input.bytes, '\0', input.length) == NULL) return input.bytes;
    fprintf(stderr, "mingzhang migrate: %s: not a text file\n", path);
    cli_input_free(&input);
    return NULL;
}

/* The NNN_name.sql files of folder in order, ended by a NULL name; NULL with a message on stderr. */
static migration *read_folder(const char *folder)
{
    DIR *directory = opendir(folder);
    migration *files = calloc(MAX_FILES + 1, sizeof *files);
    if (directory == NULL || files == NULL) {
        fprintf(stderr, "mingzhang migrate: %s: %s\n", folder, strerror(errno));
        if (directory != NULL) closedir(directory);
        free(files);
        return NULL;
    }
    size_t count = 0;
    bool good = true;
    for (struct dirent *entry; good && count < MAX_FILES && (entry = readdir(directory)) != NULL;) {
        const char *dot = strrchr(entry->d_name, '.');
        if (version_of(entry->d_name) == 0 || dot == NULL || strcmp(dot, ".sql") != 0) continue;
        errno = 0;
        files[count].sql = read_text(folder, entry->d_name, &files[count].length);
        files[count].name = strdup(entry->d_name);
        good = files[count].sql != NULL && files[count].name != NULL;
        count++;
    }
    closedir(directory);
    if (good && count == 0) fprintf(stderr, "mingzhang migrate: %s: no NNN_name.sql file\n", folder);
    if (good && count > 0) {
        qsort(files, count, sizeof *files, by_name);
        return files;
    }
    free_files(files);
    return NULL;
}

static int database_failure(mz_pg *pg, const char *what)
{
    const mz_pg_error *error = mz_pg_last(pg);
    fprintf(stderr, "mingzhang migrate: %s: %s%s%s\n", what, error->message,
            *error->sqlstate != '\0' ? " SQLSTATE " : "", error->sqlstate);
    return CLI_UNAVAILABLE;
}

static bool connect_within(mz_pg *pg, int64_t wait_ms)
{
    mz_backoff backoff = {0};
    int64_t waited = 0;
    while (!mz_pg_open(pg)) {
        int64_t pause = mz_backoff_next(&backoff);
        if (waited >= wait_ms) return false;
        usleep((useconds_t)pause * 1000);
        waited += pause;
    }
    return true;
}

typedef enum state { PENDING, APPLIED, DIFFERENT, UNKNOWN_STATE } state;

/* Whether file was applied before, with these contents. have_table: whether the record of migrations exists yet. */
static state state_of(mz_pg *pg, const migration *file, bool have_table, const char *checksum)
{
    if (!have_table) return PENDING;
    char version[16];
    snprintf(version, sizeof version, "%d", version_of(file->name));
    mz_pg_value parameter = {version, -1};
    PGresult *row =
        mz_pg_query(pg, "select checksum from mingzhang.migration where version = $1::integer", &parameter, 1);
    if (row == NULL) return UNKNOWN_STATE;
    state found = PQntuples(row) == 0 ? PENDING : strcmp(PQgetvalue(row, 0, 0), checksum) == 0 ? APPLIED : DIFFERENT;
    PQclear(row);
    return found;
}

static bool record(mz_pg *pg, const migration *file, const char *checksum)
{
    char version[16];
    snprintf(version, sizeof version, "%d", version_of(file->name));
    mz_pg_value values[] = {{version, -1}, {file->name, -1}, {checksum, -1}};
    PGresult *row = mz_pg_query(
        pg, "insert into mingzhang.migration (version, name, checksum) values ($1::integer, $2, $3)", values, 3);
    PQclear(row);
    return row != NULL;
}

static bool apply(mz_pg *pg, const migration *file, const char *checksum)
{
    return mz_pg_run(pg, "begin") && mz_pg_run(pg, file->sql) && record(pg, file, checksum) && mz_pg_run(pg, "commit");
}

/* One file: applied, skipped, or why not. */
static int migrate_one(mz_pg *pg, const migration *file, bool have_table, bool dry_run)
{
    char checksum[65];
    if (!mz_sha256_text(file->sql, file->length, checksum)) return CLI_SOFTWARE;
    switch (state_of(pg, file, have_table, checksum)) {
    case APPLIED:
        printf("%s: already applied\n", file->name);
        return CLI_OK;
    case DIFFERENT:
        fprintf(stderr,
                "mingzhang migrate: %s was applied with other contents (checksum differs); a file must not change "
                "once it is applied, add a new one\n",
                file->name);
        return CLI_DATA;
    case UNKNOWN_STATE:
        return database_failure(pg, "table migration");
    case PENDING:
        break;
    }
    if (dry_run) {
        printf("%s: would be applied\n", file->name);
        return CLI_OK;
    }
    if (!apply(pg, file, checksum)) return database_failure(pg, file->name);
    printf("%s: applied\n", file->name);
    return CLI_OK;
}

static bool has_table(mz_pg *pg, bool *found)
{
    PGresult *row = mz_pg_query(pg, "select to_regclass('mingzhang.migration') is not null", NULL, 0);
    if (row == NULL) return false;
    *found = strcmp(PQgetvalue(row, 0, 0), "t") == 0;
    PQclear(row);
    return true;
}

static int migrate(mz_pg *pg, const migration *files, const settings *config)
{
    if (!connect_within(pg, config->wait_ms)) return database_failure(pg, "database");
    PGresult *locked = mz_pg_query(pg, lock_sql, NULL, 0);
    if (locked == NULL) return database_failure(pg, "lock");
    PQclear(locked);
    int code = CLI_OK;
    for (const migration *file = files; code == CLI_OK && file->name != NULL; file++) {
        bool have_table = false;
        code = has_table(pg, &have_table) ? migrate_one(pg, file, have_table, config->dry_run)
                                          : database_failure(pg, "table migration");
    }
    return code;
}

int cli_migrate(int argc, char **argv)
{
    settings config;
    int done = cli_options(&program, &argc, argv, &config);
    if (done != CLI_RUN) return done;
    bool own = *config.sql_dir != '\0';
    migration *read = own ? read_folder(config.sql_dir) : NULL;
    if (own && read == NULL) return CLI_UNREADABLE;
    mz_pg *pg = mz_pg_new(config.database, "mingzhang migrate");
    int code = pg == NULL ? CLI_SOFTWARE : migrate(pg, own ? read : embedded_migrations, &config);
    mz_pg_free(pg);
    free_files(read);
    return code;
}
