/* migration.h - the SQL files of schemas/sql, embedded at build time. */
#ifndef MZ_CLI_MIGRATION_H
#define MZ_CLI_MIGRATION_H

#include <stddef.h>

typedef struct migration {
    const char *name; /* "001_schema_and_roles.sql"; the number is the version */
    const char *sql;  /* ends with a NUL that length does not count */
    size_t length;
} migration;

/* In the order of their versions; ends with a NULL name. */
extern const migration embedded_migrations[];

#endif
