/* aligned_running.h - running heads and feet: lines that stand over or under every page, inside the tables that go on
 * over it. A line is one when a neighbouring page has it at the same place, but for digits. */
#ifndef MZ_LAYOUT_ALIGNED_RUNNING_H
#define MZ_LAYOUT_ALIGNED_RUNNING_H

#include "aligned_header.h"
#include "aligned_lines.h"

/* A page, lines [begin, end); the one before begins at previous (= begin when there is none), the one behind ends at
 * next (= end when there is none). */
typedef struct mz_aligned_page {
    uint32_t previous, begin, end, next;
} mz_aligned_page;

/* The first line of the page that is neither blank nor part of a running head. Titles, rows and what stands in the
 * header of the table that goes on are none. */
uint32_t mz_running_head_end(const mz_aligned_lines *lines, const mz_aligned_page *page, const mz_header *header);
/* The line behind the last one of the page that is neither blank nor part of a running foot. */
uint32_t mz_running_foot_begin(const mz_aligned_lines *lines, const mz_aligned_page *page);

#endif
