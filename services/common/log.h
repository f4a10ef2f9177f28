/* log.h - one JSON object per line on stderr: {"ts","level","service","event",...}. Thread-safe. */
#ifndef MZ_COMMON_LOG_H
#define MZ_COMMON_LOG_H

typedef enum mz_log_level { MZ_LOG_DEBUG, MZ_LOG_INFO, MZ_LOG_WARNING, MZ_LOG_ERROR } mz_log_level;

/* Names the service in every line and sets the least level that is written: a value of --log-level. Call once before
 * the first thread starts. */
void mz_log_open(const char *service, const char *least);

/*
 * Writes one line. fields is a jansson pack format of an object with its braces, e.g.
 *   mz_log(MZ_LOG_INFO, "assigned", "{s:i, s:I, s:s}", "partition", p, "offset", (json_int_t)o, "topic", topic);
 * "{}" for none. Text that is not UTF-8 makes the fields drop out, never the line. Never log a document's content.
 */
void mz_log(mz_log_level level, const char *event, const char *fields, ...);

#endif
