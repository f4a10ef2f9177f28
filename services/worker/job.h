/* job.h - one message on its way from Kafka to PostgreSQL. */
#ifndef MZ_WORKER_JOB_H
#define MZ_WORKER_JOB_H

#include <librdkafka/rdkafka.h>
#include <mingzhang/finding.h>
#include <mingzhang/parse.h>

#include "common/cloudevents.h"
#include "common/copy.h"

typedef enum job_state {
    JOB_WAITING, /* for a parser */
    JOB_BUSY,    /* a parser has it */
    JOB_READY    /* for the writer; a careful one is prepared by the writer itself */
} job_state;

typedef enum job_outcome { JOB_OPEN, JOB_STORED, JOB_REVISED, JOB_DUPLICATE, JOB_REJECTED, JOB_WITHDRAWAL } job_outcome;

/* Why a message cannot become a document. stage is "" when it can. */
typedef struct rejection {
    const char *stage; /* "envelope", "claim", "parse", "identity", "store", "attempts" */
    char code[48];     /* stable name of the error */
    char message[256]; /* one English sentence, never content */
    uint32_t line;     /* of the document, 0 when there is no place */
} rejection;

/* Who published what, from the envelope and, where that is silent, from the document. Strings are never NULL. */
typedef struct identity {
    const char *organisation;
    const char *former; /* names it had before, as a PostgreSQL array: "{}" */
    const char *code;
    const char *region;
    const char *kind;  /* "budget", "final_accounts", "unknown" */
    const char *level; /* "department", "unit", "unknown" */
    const char *source_url;
    int32_t year; /* 0: unknown */
} identity;

/* A document that was read, without what takes much memory: that is parsed again where documents are compared. Also
 * used for stored documents. */
typedef struct reading {
    unsigned char sha256[32];
    unsigned char id[16];
    char id_text[37];
    char sha256_text[65];
    int32_t revision;
    identity who;
    char *names;      /* owned: what of who stands neither in the envelope nor in the program */
    char *former;     /* owned: who.former */
    char *own_name;   /* owned: who.organisation */
    json_t *findings; /* owned: as findings_of makes them; NULL: not known, or none */
    mz_copy changes;  /* against the year before as the document itself tells it */
    /* of one that causes events */
    int32_t turn;   /* how often it was withdrawn or put back; 0: it has just arrived */
    bool withdrawn; /* by being withdrawn, not by being published */
} reading;

/* What the table document keeps of a parsed document. */
typedef struct summary {
    mz_serialisation serialisation;
    const char *unit;
    int confidence;
    size_t tables;
    mz_coverage coverage; /* the counts only */
} summary;

typedef struct job {
    struct job *next;
    rd_kafka_message_t *message; /* owned */
    uint64_t generation;         /* of the assignment it came with */
    bool careful;
    int64_t attempts; /* including this one */
    job_state state;
    job_outcome outcome;
    int64_t busy_since; /* mz_clock_us when a parser took it, for the watchdog; 0: nobody */

    /* from here on: filled by prepare_job */
    mz_event event;
    bool decoded; /* event is to be released */
    rejection rejected;
    unsigned char *claimed; /* bytes of a claim check, owned */
    const void *bytes;      /* the document: in the message, the event or claimed */
    size_t length;
    json_t *key;   /* the message's key as text, owned, once somebody asked */
    bool prepared; /* either rejected, or a withdrawal, or what follows is there */
    reading reading;
    summary summary;
    mz_copy line_items, facts, projects, coverage;
    size_t ahead; /* the queue's: bytes of these rows while they wait to be written */
} job;

/* Takes over the message. NULL: out of memory, the message still belongs to the caller. */
job *job_new(rd_kafka_message_t *message, uint64_t generation, bool careful);
void job_free(job *j);

/* When it was published or withdrawn, in microseconds since 1970: ce_time, else the message's timestamp, else 0. */
int64_t job_event_time(const job *j);

/* Bytes that the job keeps in memory as it came from Kafka. */
size_t job_bytes(const job *j);
/* Bytes of the rows that prepare_job made. */
size_t job_row_bytes(const job *j);

/* Marks the job as not acceptable; the first reason counts. */
void job_reject(job *j, const char *stage, const char *code, const char *format, ...) MZ_PRINTF(4, 5);

/* Releases the document and the rows that prepare_job made, so that it can run again. */
void job_reset(job *j);

void reading_free(reading *r);
/* Sets digest and id of a document's bytes: a UUID version 8 from the first 16 bytes of the SHA-256. */
bool reading_digest(reading *r, const void *bytes, size_t length);
/* The same from the SHA-256 as 64 hexadecimal digits. */
void reading_identify(reading *r, const char *sha256);

#endif
