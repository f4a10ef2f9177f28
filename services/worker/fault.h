/* fault.h - TEST ONLY: lets the worker die at a named point, so that tests can show that nothing is lost or doubled. */
#ifndef MZ_WORKER_FAULT_H
#define MZ_WORKER_FAULT_H

#include <stdbool.h>
#include <stddef.h>

typedef enum fault_point {
    FAULT_NONE,
    FAULT_AFTER_POLL,          /* a message was taken from Kafka */
    FAULT_IN_COPY,             /* half of the rows of a table were sent */
    FAULT_BEFORE_COMMIT,       /* everything was sent but COMMIT */
    FAULT_AFTER_COMMIT,        /* COMMIT was answered, the worker does not know yet */
    FAULT_BEFORE_KAFKA_COMMIT, /* PostgreSQL is ahead of Kafka's own offset */
    FAULT_PARSE_KILL           /* the document holds the marker */
} fault_point;

/* Reads "POINT[:N]" or "parse-kill=TEXT"; "" for none. False: not such a text. Borrows it. */
bool fault_set(const char *text);

/* Kills the process without any clean-up when this is the Nth passage of the point that was set. */
void fault_pass(fault_point point);

/* Kills the process when a document holds the marker that was set. */
void fault_parse(const void *bytes, size_t length);

#endif
