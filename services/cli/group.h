/* group.h - who reads a topic in a consumer group. */
#ifndef MZ_CLI_GROUP_H
#define MZ_CLI_GROUP_H

#include "topic.h"

/*
 * The members of a consumer group as an array of {"worker": client id, "host": .., "partitions": [..]}, the partitions
 * being those of topic. Owned by the caller. NULL with the reason in error when Kafka does not answer; a group that
 * does not exist has no members.
 */
json_t *group_members(rd_kafka_t *handle, const char *group, const char *topic, mz_kafka_error *error);

/* The member that has the partition; NULL when nobody has it. Borrowed. */
const char *group_owner(const json_t *members, int64_t partition);

#endif
