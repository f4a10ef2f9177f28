/* fault.c - TEST ONLY: death at a named point. */
#include "worker/fault.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/log.h"

static const char *const names[] = {"none",          "after-poll",   "in-copy",
                                    "before-commit", "after-commit", "before-kafka-commit"};
static fault_point set_point = FAULT_NONE;
static _Atomic long remaining = 0;
static const char *marker = "";

static void die(const char *where)
{
    mz_log(MZ_LOG_ERROR, "fault", "{s:s}", "point", where);
    (void)kill(getpid(), SIGKILL);
}

bool fault_set(const char *text)
{
    static const char kill_prefix[] = "parse-kill=";
    if (text[0] == '\0') return true;
    if (strncmp(text, kill_prefix, sizeof kill_prefix - 1) == 0) {
        set_point = FAULT_PARSE_KILL;
        marker = text + sizeof kill_prefix - 1;
        return marker[0] != '\0';
    }
    const size_t length = strcspn(text, ":");
    for (fault_point p = FAULT_AFTER_POLL; p <= FAULT_BEFORE_KAFKA_COMMIT; p++)
        if (strlen(names[p]) == length && memcmp(names[p], text, length) == 0) {
            set_point = p;
            remaining = text[length] == ':' ? strtol(text + length + 1, NULL, 10) : 1;
            return remaining > 0;
        }
    return false;
}

void fault_pass(fault_point point)
{
    if (point == set_point && atomic_fetch_sub(&remaining, 1) == 1) die(names[point]);
}

void fault_parse(const void *bytes, size_t length)
{
    if (set_point == FAULT_PARSE_KILL && memmem(bytes, length, marker, strlen(marker)) != NULL) die("parse-kill");
}
