/* claim.h - fetches documents that are too large for a message. */
#ifndef MZ_WORKER_CLAIM_H
#define MZ_WORKER_CLAIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum claim_result {
    CLAIM_OK,
    CLAIM_REFUSED,     /* the server says no (4xx), or the URL is not http or https */
    CLAIM_TOO_LARGE,   /* more than the limit */
    CLAIM_UNREACHABLE, /* no answer after all attempts */
    CLAIM_STOPPED      /* the worker is going down: not an answer about the document */
} claim_result;

typedef struct claim_limits {
    size_t bytes;
    int64_t timeout_ms; /* of one try */
    int64_t attempts;
} claim_limits;

/* Call once before threads start, and once at the end. */
bool claim_start(void);
void claim_end(void);

/*
 * Fetches url into *bytes (malloc, owned by the caller, NULL unless CLAIM_OK). Redirects are followed three times,
 * within http and https. stop is asked between tries and while waiting. message receives one sentence about a failure.
 */
claim_result claim_fetch(const char *url, const claim_limits *limits, bool (*stop)(void *), void *opaque,
                         unsigned char **bytes, size_t *length, char *message, size_t size);

#endif
