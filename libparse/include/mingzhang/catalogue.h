/* catalogue.h - the standard forms, aliases, relations, rules and code tables: data from schemas/catalogue, compiled
 * once, used by many. */
#ifndef MINGZHANG_CATALOGUE_H
#define MINGZHANG_CATALOGUE_H

#include "status.h"

typedef struct mz_catalogue mz_catalogue;

/* One file of the catalogue: its name below schemas/catalogue and its JSON text. Borrowed for the call. */
typedef struct mz_catalogue_file {
    const char *name;
    const char *text;
    size_t length;
} mz_catalogue_file;

/*
 * Compiles a catalogue. files: the files given override or extend the embedded copy by name (count 0: the embedded copy
 * alone). On success *catalogue is owned by the caller (mz_catalogue_free), immutable, and may be shared by threads.
 * Errors: MZ_ERR_CATALOGUE with a message that names the file and the place, MZ_ERR_MEMORY.
 */
MZ_API mz_status mz_catalogue_load(const mz_catalogue_file *files, size_t count, mz_catalogue **catalogue,
                                   mz_error *error);

/* Releases a catalogue. NULL is allowed. No document parsed with it may be used afterwards. */
MZ_API void mz_catalogue_free(mz_catalogue *catalogue);

/* The embedded files, for tools that print or extend them. Returns their number. */
MZ_API size_t mz_catalogue_embedded(const mz_catalogue_file **files);

#endif
