/* times.c - CPU times of many documents. */
#include "times.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

double times_now(void)
{
    struct timespec t;
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t) != 0) return 0;
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

bool times_add(times *times, double seconds, const char *name)
{
    if (times->count == times->room) {
        size_t room = times->room == 0 ? 1024 : times->room * 2;
        double *grown = realloc(times->seconds, room * sizeof *grown);
        if (grown == NULL) return false;
        times->seconds = grown;
        times->room = room;
    }
    times->seconds[times->count++] = seconds;
    if (seconds > times->worst) {
        times->worst = seconds;
        snprintf(times->worst_name, sizeof times->worst_name, "%s", name);
    }
    return true;
}

static int compare(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

void times_print(times *times)
{
    if (times->count == 0) return;
    qsort(times->seconds, times->count, sizeof *times->seconds, compare);
    double median = times->seconds[times->count / 2], most = times->seconds[times->count * 99 / 100];
    printf(
        "parse and check, CPU time of %zu mutated documents: median %.3f ms, 99 of 100 within %.3f ms, worst %.3f ms = "
        "%.1f times the median (%s)\n",
        times->count, median * 1e3, most * 1e3, times->worst * 1e3, times->worst / (median > 0 ? median : 1e-9),
        times->worst_name);
}

void times_free(times *times)
{
    free(times->seconds);
}
