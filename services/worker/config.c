/* config.c - the worker's option table, and the settings that need more reading than a number. */
#include "worker/config.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/log.h"

#define AT(member) offsetof(config, member)

static const mz_option options[] = {
    MZ_OPTION_KAFKA_BROKERS(config, brokers),
    {"kafka-group", MZ_OPTION_STRING, "mingzhang-worker", "NAME", "consumer group that shares the partitions",
     AT(group), 0, 0},
    MZ_OPTION_DATABASE(config, database),
    MZ_OPTION_TOPIC_PUBLISHED(config, topic_published),
    MZ_OPTION_TOPIC_ANOMALIES(config, topic_anomalies),
    MZ_OPTION_TOPIC_REJECTED(config, topic_rejected),
    {"event-source", MZ_OPTION_STRING, "mingzhang", "URI", "ce_source of the events that are written", AT(event_source),
     0, 0},
    {"worker-name", MZ_OPTION_STRING, "", "NAME", "name in logs and rejected messages; empty: host name and process id",
     AT(worker_name), 0, 0},
    {"catalogue", MZ_OPTION_STRING, "", "FOLDER", "JSON files that override or extend the built-in catalogue",
     AT(catalogue), 0, 0},
    {"rules", MZ_OPTION_STRING, "", "RULE=GRADE,...", "grade of rules: off, info, warning or error; RULE may end in .*",
     AT(rules), 0, 0},
    {"material", MZ_OPTION_STRING, "", "KIND=AMOUNT/PERCENT,...",
     "from where on a change against the year before counts, such as three_public=0.5万元/10%,*=1万元/10% (the "
     "default)",
     AT(material), 0, 0},
    {"parsers", MZ_OPTION_INTEGER, "1", "N", "threads that parse and check", AT(parsers), 1, 64},
    {"batch-documents", MZ_OPTION_INTEGER, "20", "N", "most documents in one transaction", AT(batch_documents), 1,
     1000},
    {"batch-bytes", MZ_OPTION_SIZE, "4MiB", "SIZE", "most bytes of documents in one transaction", AT(batch_bytes), 1,
     INT64_MAX},
    {"batch-wait", MZ_OPTION_DURATION, "50ms", "TIME",
     "longest wait for a batch to fill while documents are on their way", AT(batch_wait), 0, 60000},
    {"queue-documents", MZ_OPTION_INTEGER, "1000", "N", "most documents in memory, waiting to be parsed or written",
     AT(queue_documents), 1, 1000000},
    {"queue-bytes", MZ_OPTION_SIZE, "4MiB", "SIZE", "most bytes of them; one document may exceed it", AT(queue_bytes),
     1, INT64_MAX},
    {"ahead-bytes", MZ_OPTION_SIZE, "10MiB", "SIZE",
     "most bytes of rows made and not yet written; one document's may exceed it", AT(ahead_bytes), 1, INT64_MAX},
    {"document-bytes", MZ_OPTION_SIZE, "32MiB", "SIZE", "larger documents are rejected", AT(document_bytes), 1,
     INT32_MAX},
    {"document-timeout", MZ_OPTION_DURATION, "60s", "TIME",
     "a document that takes longer to parse ends the process and counts as an attempt", AT(document_timeout), 100,
     3600000},
    {"document-attempts", MZ_OPTION_INTEGER, "3", "N",
     "a document that ended its worker so often in careful mode is rejected unparsed", AT(document_attempts), 1, 100},
    {"claim-attempts", MZ_OPTION_INTEGER, "5", "N", "tries to fetch a claim check whose server does not answer",
     AT(claim_attempts), 1, 100},
    {"claim-timeout", MZ_OPTION_DURATION, "30s", "TIME", "longest time for one try", AT(claim_timeout), 100, 3600000},
    {"kafka-commit-interval", MZ_OPTION_DURATION, "1s", "TIME",
     "how often the offsets of PostgreSQL are copied to Kafka, for lag monitoring", AT(kafka_commit_interval), 0,
     3600000},
    {"synchronous-commit", MZ_OPTION_FLAG, "true", NULL, "wait for PostgreSQL's log to reach the disk at each commit",
     AT(synchronous_commit), 0, 0},
    {"takeover-wait", MZ_OPTION_DURATION, "20s", "TIME",
     "a transaction that a partition's previous owner leaves open for longer is ended", AT(takeover_wait), 100, 30000},
    {"shutdown-timeout", MZ_OPTION_DURATION, "20s", "TIME", "after SIGTERM: longest time to finish the batch and leave",
     AT(shutdown_timeout), 100, 3600000},
    MZ_OPTION_HTTP(config, http_address, "127.0.0.1:9464"),
    MZ_OPTION_LOG_LEVEL(config, log_level),
    {"fault", MZ_OPTION_STRING, "", "POINT[:N]",
     "for tests only: die at the Nth passage of after-poll, in-copy, before-commit, after-commit or "
     "before-kafka-commit; parse-kill=TEXT: die while parsing a document that contains TEXT",
     AT(fault), 0, 0},
    {0},
};

const mz_program worker_program = {
    "mingzhang-worker", "reads disclosures from Kafka, checks them, writes to PostgreSQL", NULL, options, AT(kafka)};

typedef struct files {
    mz_catalogue_file *items;
    size_t count;
} files;

static bool read_file(const char *folder, const char *name, files *list)
{
    char path[4096];
    struct stat info;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "re");
    mz_catalogue_file *items = realloc(list->items, (list->count + 1) * sizeof *items);
    if (items != NULL) list->items = items;
    char *text = NULL;
    bool good = file != NULL && items != NULL && fstat(fileno(file), &info) == 0 && info.st_size < (64 << 20) &&
                (text = malloc((size_t)info.st_size + 1)) != NULL &&
                fread(text, 1, (size_t)info.st_size, file) == (size_t)info.st_size;
    char *copy = good ? strdup(name) : NULL;
    if (file != NULL) fclose(file);
    if (copy == NULL) {
        free(text);
        mz_log(MZ_LOG_ERROR, "catalogue-failed", "{s:s, s:s}", "file", path, "message", "cannot be read");
        return false;
    }
    text[info.st_size] = '\0';
    list->items[list->count++] = (mz_catalogue_file){copy, text, (size_t)info.st_size};
    return true;
}

static bool read_folder(const char *folder, files *list)
{
    DIR *directory = opendir(folder);
    bool good = directory != NULL;
    if (!good) mz_log(MZ_LOG_ERROR, "catalogue-failed", "{s:s, s:s}", "file", folder, "message", "is not a folder");
    for (struct dirent *entry; good && (entry = readdir(directory)) != NULL;) {
        const char *dot = strrchr(entry->d_name, '.');
        if (entry->d_name[0] != '.' && dot != NULL && strcmp(dot, ".json") == 0)
            good = read_file(folder, entry->d_name, list);
    }
    if (directory != NULL) closedir(directory);
    return good;
}

mz_catalogue *config_catalogue(const config *c)
{
    files list = {0};
    mz_catalogue *catalogue = NULL;
    mz_error error = {0};
    if (c->catalogue[0] == '\0' || read_folder(c->catalogue, &list)) {
        if (mz_catalogue_load(list.items, list.count, &catalogue, &error) != MZ_OK)
            mz_log(MZ_LOG_ERROR, "catalogue-failed", "{s:s}", "message", error.message);
    }
    for (size_t i = 0; i < list.count; i++) {
        free((char *)list.items[i].name);
        free((char *)list.items[i].text);
    }
    free(list.items);
    return catalogue;
}

static bool read_grade(const char *grade, mz_rule_setting *setting)
{
    setting->off = strcmp(grade, "off") == 0;
    setting->regrade = !setting->off;
    for (mz_severity s = MZ_INFO; setting->regrade && s <= MZ_ERROR; s++)
        if (strcmp(grade, mz_severity_name(s)) == 0) {
            setting->severity = s;
            return true;
        }
    return setting->off;
}

bool config_rules(const config *c, mz_rule_setting **settings, size_t *count, char **storage)
{
    size_t capacity = 1;
    for (const char *at = c->rules; *at != '\0'; at++) capacity += *at == ',';
    *count = 0;
    *settings = calloc(capacity, sizeof **settings);
    *storage = strdup(c->rules);
    if (*settings == NULL || *storage == NULL) return false;
    char *rest = *storage;
    for (char *item = strsep(&rest, ","); item != NULL; item = strsep(&rest, ",")) {
        char *grade = item;
        char *rule = strsep(&grade, "=");
        if (rule[0] == '\0' && grade == NULL) continue;
        mz_rule_setting *setting = &(*settings)[(*count)++];
        setting->rule = rule;
        if (grade == NULL || !read_grade(grade, setting)) {
            mz_log(MZ_LOG_ERROR, "rules-failed", "{s:s, s:s}", "rule", rule, "message",
                   "needs =off, =info, =warning or =error");
            return false;
        }
    }
    return true;
}

bool config_material(const config *c, mz_threshold **thresholds, size_t *count)
{
    mz_error error = {0};
    if (mz_thresholds_read(c->material, thresholds, count, &error) == MZ_OK) return true;
    mz_log(MZ_LOG_ERROR, "material-failed", "{s:s}", "message", error.message);
    return false;
}
