/* status.h - how every fallible function of the library reports what went wrong. */
#ifndef MINGZHANG_STATUS_H
#define MINGZHANG_STATUS_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define MZ_API                   __attribute__((visibility("default")))
#define MZ_PRINTF(string, first) __attribute__((__format__(__printf__, string, first)))
#else
#define MZ_API
#define MZ_PRINTF(string, first)
#endif

/* The stable names (mz_status_name) appear in rejected messages, logs and metrics: add, never rename. */
typedef enum mz_status {
    MZ_OK = 0,
    MZ_ERR_MEMORY,         /* "out-of-memory": allocation failed */
    MZ_ERR_LIMIT,          /* "limit-exceeded": input needs more than mz_parse_options allows */
    MZ_ERR_EMPTY,          /* "empty-document": nothing but white space */
    MZ_ERR_ENCODING,       /* "bad-encoding": neither UTF-8 nor GB18030 */
    MZ_ERR_BINARY,         /* "binary-document": control bytes, an image, an archive, a PDF */
    MZ_ERR_NOT_DISCLOSURE, /* "not-a-disclosure": readable text without any table or statement of a budget or account */
    MZ_ERR_TRUNCATED,      /* "truncated-document": ends inside a character or inside a table row that promised more */
    MZ_ERR_CATALOGUE,      /* "bad-catalogue": the catalogue is not valid; the message names file and place */
    MZ_ERR_ARGUMENT        /* "bad-argument": the caller passed something impossible */
} mz_status;

/* Owned by the caller, filled only when a function returns something other than MZ_OK. */
typedef struct mz_error {
    mz_status code;
    uint32_t line;     /* 1-based line of the input, 0 when the error has no place */
    size_t offset;     /* byte offset in the input */
    char message[240]; /* English, one sentence, NUL-terminated, never content of the document */
} mz_error;

/* The stable lower-case name of a status, e.g. "bad-encoding". Never NULL. */
MZ_API const char *mz_status_name(mz_status status);

/* The library's version, e.g. "0.1.0". */
MZ_API const char *mz_version(void);

#endif
