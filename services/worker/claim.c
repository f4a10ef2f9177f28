/* claim.c - libcurl with limits on size, time, tries and protocols. */
#include "worker/claim.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/pg.h"

typedef struct download {
    unsigned char *bytes;
    size_t length;
    size_t capacity;
    size_t limit;
    bool too_large;
    bool (*stop)(void *);
    void *opaque;
} download;

bool claim_start(void)
{
    return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

void claim_end(void)
{
    curl_global_cleanup();
}

static size_t receive(char *bytes, size_t size, size_t count, void *opaque)
{
    download *d = opaque;
    const size_t length = size * count;
    if (length > d->limit - d->length) {
        d->too_large = true;
        return 0;
    }
    if (d->length + length > d->capacity) {
        size_t capacity = (d->length + length) * 2;
        if (capacity > d->limit) capacity = d->limit;
        unsigned char *grown = realloc(d->bytes, capacity);
        if (grown == NULL) return 0;
        d->bytes = grown;
        d->capacity = capacity;
    }
    memcpy(d->bytes + d->length, bytes, length);
    d->length += length;
    return length;
}

static int progress(void *opaque, curl_off_t total, curl_off_t now, curl_off_t upload_total, curl_off_t upload_now)
{
    const download *d = opaque;
    (void)total, (void)now, (void)upload_total, (void)upload_now;
    return d->stop(d->opaque);
}

static bool configure(CURL *curl, const char *url, const claim_limits *limits, download *d)
{
    return curl_easy_setopt(curl, CURLOPT_URL, url) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https") == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_MAXREDIRS, 3L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)limits->timeout_ms) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)limits->bytes) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_WRITEDATA, d) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, progress) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_XFERINFODATA, d) == CURLE_OK;
}

static claim_result judge(CURL *curl, CURLcode code, const download *d, char *message, size_t size)
{
    long status = 0;
    if (code == CURLE_OK) return CLAIM_OK;
    if (d->stop(d->opaque)) return CLAIM_STOPPED;
    if (curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status) != CURLE_OK) status = 0;
    if (status >= 400)
        snprintf(message, size, "the claim's server answered with HTTP status %ld", status);
    else
        snprintf(message, size, "the claim cannot be fetched: %s", curl_easy_strerror(code));
    if (d->too_large || code == CURLE_FILESIZE_EXCEEDED) return CLAIM_TOO_LARGE;
    /* 408 and 429 ask to come again. */
    if (status >= 400 && status < 500 && status != 408 && status != 429) return CLAIM_REFUSED;
    if (code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_URL_MALFORMAT) return CLAIM_REFUSED;
    return CLAIM_UNREACHABLE;
}

static claim_result fetch_once(const char *url, const claim_limits *limits, download *d, char *message, size_t size)
{
    CURL *curl = curl_easy_init();
    claim_result result = CLAIM_UNREACHABLE;
    snprintf(message, size, "the claim cannot be fetched: out of memory");
    d->length = 0;
    if (curl != NULL && configure(curl, url, limits, d))
        result = judge(curl, curl_easy_perform(curl), d, message, size);
    curl_easy_cleanup(curl);
    return result;
}

static void pause_ms(int64_t milliseconds, const download *d)
{
    const struct timespec step = {0, 50 * 1000000};
    for (int64_t waited = 0; waited < milliseconds && !d->stop(d->opaque); waited += 50) nanosleep(&step, NULL);
}

claim_result claim_fetch(const char *url, const claim_limits *limits, bool (*stop)(void *), void *opaque,
                         unsigned char **bytes, size_t *length, char *message, size_t size)
{
    download d = {.limit = limits->bytes, .stop = stop, .opaque = opaque};
    mz_backoff backoff = {0};
    claim_result result = CLAIM_UNREACHABLE;
    for (int64_t attempt = 1; result == CLAIM_UNREACHABLE && attempt <= limits->attempts; attempt++) {
        if (attempt > 1) pause_ms(mz_backoff_next(&backoff), &d);
        result = stop(opaque) ? CLAIM_STOPPED : fetch_once(url, limits, &d, message, size);
    }
    *bytes = result == CLAIM_OK ? d.bytes : NULL;
    *length = result == CLAIM_OK ? d.length : 0;
    if (result != CLAIM_OK) free(d.bytes);
    return result;
}
