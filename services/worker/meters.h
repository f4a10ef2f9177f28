/* meters.h - the worker's metrics. */
#ifndef MZ_WORKER_METERS_H
#define MZ_WORKER_METERS_H

#include "common/metrics.h"

extern mz_metric meter_stored, meter_revised, meter_duplicate, meter_rejected,
    meter_withdrawals; /* mz_worker_documents_total */
extern mz_metric meter_bytes, meter_rows, meter_raised, meter_withdrawn, meter_changes;
extern mz_metric meter_batches, meter_fenced, meter_retries, meter_careful;
extern mz_metric meter_parse, meter_batch, meter_latency;
extern mz_metric meter_queue_documents, meter_queue_bytes, meter_paused, meter_partitions, meter_database,
    meter_brokers;
extern mz_metric *const meters[];

#endif
