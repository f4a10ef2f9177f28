/* event_time.c - times of events, RFC 3339; see cloudevents.h. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cloudevents.h"

/* pattern: 'd' is a digit, everything else stands for itself. Returns what follows, NULL when it does not match. */
static const char *match(const char *text, const char *pattern)
{
    for (; *pattern != '\0'; pattern++, text++) {
        bool digit = *text >= '0' && *text <= '9';
        if (*pattern == 'd' ? !digit : *text != *pattern) return NULL;
    }
    return text;
}

/* The digits at text as a number. */
static int number_at(const char *text, size_t digits)
{
    int value = 0;
    for (size_t i = 0; i < digits; i++) value = 10 * value + (text[i] - '0');
    return value;
}

/* 2026-01-31T08:00:00 as seconds since 1970; false when there is no such time. */
static bool read_clock(const char *text, int64_t *seconds)
{
    struct tm clock = {.tm_year = number_at(text, 4) - 1900,
                       .tm_mon = number_at(text + 5, 2) - 1,
                       .tm_mday = number_at(text + 8, 2),
                       .tm_hour = number_at(text + 11, 2),
                       .tm_min = number_at(text + 14, 2),
                       .tm_sec = number_at(text + 17, 2)};
    const struct tm asked = clock;
    if (asked.tm_hour > 23 || asked.tm_min > 59 || asked.tm_sec > 60) return false;
    clock.tm_sec = asked.tm_sec < 60 ? asked.tm_sec : 59; /* a leap second is the second before it */
    *seconds = timegm(&clock);
    return clock.tm_mon == asked.tm_mon && clock.tm_mday == asked.tm_mday; /* else the month has no such day */
}

/* 2026-01-31T08:00:00[.fraction](Z|±hh:mm) */
bool mz_event_time(const char *text, int64_t *unix_us)
{
    int64_t seconds = 0;
    int64_t fraction = 0;
    const char *rest = match(text, "dddd-dd-ddTdd:dd:dd");
    if (rest == NULL || !read_clock(text, &seconds)) return false;
    if (*rest == '.') {
        const size_t digits = strspn(rest + 1, "0123456789");
        if (digits == 0) return false;
        for (size_t i = 0; i < 6; i++) fraction = 10 * fraction + (i < digits ? rest[1 + i] - '0' : 0);
        rest += 1 + digits;
    }
    if (strcmp(rest, "Z") != 0) {
        const char *end = *rest == '+' ? match(rest, "+dd:dd") : match(rest, "-dd:dd");
        if (end == NULL || *end != '\0') return false;
        const int64_t offset = (int64_t)number_at(rest + 1, 2) * 3600 + (int64_t)number_at(rest + 4, 2) * 60;
        seconds -= *rest == '+' ? offset : -offset;
    }
    *unix_us = seconds * 1000000 + fraction;
    return true;
}

void mz_event_now(char text[32])
{
    struct timespec now;
    struct tm utc;
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    size_t length = strftime(text, 32, "%Y-%m-%dT%H:%M:%S", &utc);
    snprintf(text + length, 32 - length, ".%03ldZ", now.tv_nsec / 1000000);
}
