/* job.c - life of a message inside the worker. */
#include "worker/job.h"

#include <openssl/evp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

job *job_new(rd_kafka_message_t *message, uint64_t generation, bool careful)
{
    job *j = calloc(1, sizeof *j);
    if (j == NULL) return NULL;
    j->message = message;
    j->generation = generation;
    j->careful = careful;
    j->attempts = 1;
    j->state = careful ? JOB_READY : JOB_WAITING;
    j->rejected.stage = "";
    return j;
}

void reading_free(reading *r)
{
    free(r->names);
    free(r->former);
    free(r->own_name);
    json_decref(r->findings);
    mz_copy_free(&r->changes);
    *r = (reading){0};
}

void job_reset(job *j)
{
    j->prepared = false;
    reading_free(&j->reading);
    mz_copy_free(&j->line_items);
    mz_copy_free(&j->facts);
    mz_copy_free(&j->projects);
    mz_copy_free(&j->coverage);
}

void job_free(job *j)
{
    job_reset(j);
    if (j->decoded) mz_event_free(&j->event);
    free(j->claimed);
    json_decref(j->key);
    rd_kafka_message_destroy(j->message);
    free(j);
}

int64_t job_event_time(const job *j)
{
    int64_t time = 0;
    if (mz_event_time(j->event.time, &time)) return time;
    const int64_t ms = rd_kafka_message_timestamp(j->message, NULL);
    return ms >= 0 ? ms * 1000 : 0;
}

size_t job_bytes(const job *j)
{
    return j->message->len + j->message->key_len + sizeof *j;
}

size_t job_row_bytes(const job *j)
{
    return j->line_items.capacity + j->facts.capacity + j->projects.capacity + j->coverage.capacity +
           j->reading.changes.capacity;
}

void job_reject(job *j, const char *stage, const char *code, const char *format, ...)
{
    if (j->rejected.stage[0] != '\0') return;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(j->rejected.message, sizeof j->rejected.message, format, arguments);
    va_end(arguments);
    snprintf(j->rejected.code, sizeof j->rejected.code, "%s", code);
    j->rejected.stage = stage;
}

static void hexadecimal(const unsigned char *bytes, size_t length, char *text)
{
    for (size_t i = 0; i < length; i++) snprintf(text + 2 * i, 3, "%02x", bytes[i]);
}

static void set_id(reading *r)
{
    memcpy(r->id, r->sha256, sizeof r->id);
    r->id[6] = (unsigned char)((r->id[6] & 0x0f) | 0x80);
    r->id[8] = (unsigned char)((r->id[8] & 0x3f) | 0x80);
    char digits[33];
    hexadecimal(r->id, sizeof r->id, digits);
    snprintf(r->id_text, sizeof r->id_text, "%.8s-%.4s-%.4s-%.4s-%.12s", digits, digits + 8, digits + 12, digits + 16,
             digits + 20);
    hexadecimal(r->sha256, sizeof r->sha256, r->sha256_text);
}

static int digit(char c)
{
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

bool reading_digest(reading *r, const void *bytes, size_t length)
{
    if (EVP_Digest(bytes, length, r->sha256, NULL, EVP_sha256(), NULL) != 1) return false;
    set_id(r);
    return true;
}

void reading_identify(reading *r, const char *sha256)
{
    for (size_t i = 0; i < sizeof r->sha256; i++)
        r->sha256[i] = (unsigned char)(digit(sha256[2 * i]) << 4 | digit(sha256[2 * i + 1]));
    set_id(r);
}
