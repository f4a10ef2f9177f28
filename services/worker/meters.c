/* meters.c - the worker's metrics. */
#include "worker/meters.h"

#include <stddef.h>

#define DEFINE(variable, type, name, labels, help) mz_metric variable = {type, name, labels, help, 0, {0}}

DEFINE(meter_stored, MZ_COUNTER, "mz_worker_documents_total", "outcome=\"stored\"",
       "Documents done, by what became of them");
DEFINE(meter_revised, MZ_COUNTER, "mz_worker_documents_total", "outcome=\"revised\"", "");
DEFINE(meter_duplicate, MZ_COUNTER, "mz_worker_documents_total", "outcome=\"duplicate\"", "");
DEFINE(meter_rejected, MZ_COUNTER, "mz_worker_documents_total", "outcome=\"rejected\"", "");
DEFINE(meter_withdrawals, MZ_COUNTER, "mz_worker_documents_total", "outcome=\"withdrawal\"", "");
DEFINE(meter_bytes, MZ_COUNTER, "mz_worker_document_bytes_total", NULL, "Bytes of the documents done");
DEFINE(meter_rows, MZ_COUNTER, "mz_worker_rows_total", NULL, "Rows copied into PostgreSQL");
DEFINE(meter_raised, MZ_COUNTER, "mz_worker_findings_total", "status=\"raised\"", "Findings raised and withdrawn");
DEFINE(meter_withdrawn, MZ_COUNTER, "mz_worker_findings_total", "status=\"withdrawn\"", "");
DEFINE(meter_changes, MZ_COUNTER, "mz_worker_changes_total", NULL, "Year-over-year changes written");
DEFINE(meter_batches, MZ_COUNTER, "mz_worker_batches_total", NULL, "Transactions committed");
DEFINE(meter_fenced, MZ_COUNTER, "mz_worker_fenced_total", NULL,
       "Batches refused by the fence: delivered twice, or the partition was lost");
DEFINE(meter_retries, MZ_COUNTER, "mz_worker_database_retries_total", NULL,
       "Batches done again because PostgreSQL was away or busy");
DEFINE(meter_careful, MZ_COUNTER, "mz_worker_careful_documents_total", NULL,
       "Documents handled one at a time after repeated deaths");
DEFINE(meter_parse, MZ_HISTOGRAM, "mz_worker_parse_seconds", NULL, "Time to parse and check a document");
DEFINE(meter_batch, MZ_HISTOGRAM, "mz_worker_batch_seconds", NULL, "Time to write a batch");
DEFINE(meter_latency, MZ_HISTOGRAM, "mz_worker_latency_seconds", NULL,
       "From the message's timestamp to its commit in PostgreSQL");
DEFINE(meter_queue_documents, MZ_GAUGE, "mz_worker_queue_documents", NULL, "Documents in memory");
DEFINE(meter_queue_bytes, MZ_GAUGE, "mz_worker_queue_bytes", NULL, "Bytes of the documents in memory");
DEFINE(meter_paused, MZ_GAUGE, "mz_worker_paused", NULL, "1 while consumption is paused because the queue is full");
DEFINE(meter_partitions, MZ_GAUGE, "mz_worker_partitions", NULL, "Partitions assigned to this worker");
DEFINE(meter_database, MZ_GAUGE, "mz_worker_database_up", NULL, "1 while PostgreSQL answers");
DEFINE(meter_brokers, MZ_GAUGE, "mz_worker_brokers_up", NULL, "Kafka brokers connected");

mz_metric *const meters[] = {
    &meter_stored,      &meter_revised, &meter_duplicate,  &meter_rejected, &meter_withdrawals, &meter_bytes,
    &meter_rows,        &meter_raised,  &meter_withdrawn,  &meter_changes,  &meter_batches,     &meter_fenced,
    &meter_retries,     &meter_careful, &meter_parse,      &meter_batch,    &meter_latency,     &meter_queue_documents,
    &meter_queue_bytes, &meter_paused,  &meter_partitions, &meter_database, &meter_brokers,     NULL};
