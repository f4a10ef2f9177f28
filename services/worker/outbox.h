/* outbox.h - rows of the outbox: anomaly events and rejected messages. */
#ifndef MZ_WORKER_OUTBOX_H
#define MZ_WORKER_OUTBOX_H

#include <jansson.h>

#include "worker/job.h"

/* What the rows of one batch have in common. Strings are borrowed. */
typedef struct outbox {
    mz_copy rows;
    const char *topic_anomalies;
    const char *topic_rejected;
    const char *source; /* ce_source */
    const char *worker; /* name in rejected messages */
    char now[32];       /* RFC 3339 */
} outbox;

/*
 * Adds an event that a finding of target was raised or withdrawn because cause arrived or was withdrawn. finding
 * (borrowed) is what mz_emit_finding made of it. The event's id follows from finding, both documents, the cause's turn
 * and status. False: out of memory.
 */
bool outbox_anomaly(outbox *o, const reading *target, const reading *cause, const json_t *finding, bool raised);

/* Adds a message that cannot be read: its key, bytes and headers as they came, and headers that say why. */
bool outbox_rejected(outbox *o, const job *j);

#endif
