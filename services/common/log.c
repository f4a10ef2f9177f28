/* log.c - JSON-lines log on stderr. */
#include "common/log.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *const level_names[] = {"debug", "info", "warning", "error"};
static const char *log_service = "mingzhang";
static mz_log_level log_least = MZ_LOG_INFO;

void mz_log_open(const char *service, const char *least)
{
    log_service = service;
    for (int i = MZ_LOG_DEBUG; i <= MZ_LOG_ERROR; i++)
        if (strcmp(least, level_names[i]) == 0) log_least = (mz_log_level)i;
}

static void timestamp(char *buffer, size_t size)
{
    struct timespec now;
    struct tm utc;
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    const size_t length = strftime(buffer, size, "%Y-%m-%dT%H:%M:%S", &utc);
    snprintf(buffer + length, size - length, ".%03dZ", (int)(now.tv_nsec / 1000000));
}

void mz_log(mz_log_level level, const char *event, const char *fields, ...)
{
    if (level < log_least) return;
    char ts[40];
    timestamp(ts, sizeof ts);
    json_t *line = json_pack("{s:s, s:s, s:s, s:s}", "ts", ts, "level", level_names[level], "service", log_service,
                             "event", event);
    va_list arguments;
    va_start(arguments, fields);
    json_t *more = json_vpack_ex(NULL, 0, fields, arguments);
    va_end(arguments);
    if (line != NULL && more != NULL) json_object_update(line, more);
    char *text = line != NULL ? json_dumps(line, JSON_COMPACT) : NULL;
    /* One call, so that lines of several threads do not mix. */
    if (text != NULL) fprintf(stderr, "%s\n", text);
    free(text);
    json_decref(more);
    json_decref(line);
}
