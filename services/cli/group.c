/* group.c - see group.h. */
#include "group.h"

#include <string.h>

enum { TIMEOUT_MS = 5000 };

static json_t *partitions_of(const rd_kafka_MemberDescription_t *member, const char *topic)
{
    json_t *list = json_array();
    const rd_kafka_MemberAssignment_t *assignment = rd_kafka_MemberDescription_assignment(member);
    const rd_kafka_topic_partition_list_t *partitions =
        assignment != NULL ? rd_kafka_MemberAssignment_partitions(assignment) : NULL;
    for (int i = 0; partitions != NULL && i < partitions->cnt; i++)
        if (strcmp(partitions->elems[i].topic, topic) == 0)
            json_array_append_new(list, json_integer(partitions->elems[i].partition));
    return list;
}

static json_t *members_of(const rd_kafka_ConsumerGroupDescription_t *group, const char *topic, mz_kafka_error *error)
{
    const rd_kafka_error_t *failure = rd_kafka_ConsumerGroupDescription_error(group);
    if (failure != NULL) {
        mz_kafka_fail(error, rd_kafka_error_code(failure), "%s", rd_kafka_error_string(failure));
        return NULL;
    }
    json_t *members = json_array();
    for (size_t i = 0; i < rd_kafka_ConsumerGroupDescription_member_count(group); i++) {
        const rd_kafka_MemberDescription_t *member = rd_kafka_ConsumerGroupDescription_member(group, i);
        json_array_append_new(
            members, json_pack("{s:s, s:s, s:o}", "worker", rd_kafka_MemberDescription_client_id(member), "host",
                               rd_kafka_MemberDescription_host(member), "partitions", partitions_of(member, topic)));
    }
    return members;
}

json_t *group_members(rd_kafka_t *handle, const char *group, const char *topic, mz_kafka_error *error)
{
    char text[200];
    json_t *members = NULL;
    rd_kafka_queue_t *queue = rd_kafka_queue_new(handle);
    rd_kafka_AdminOptions_t *options = rd_kafka_AdminOptions_new(handle, RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS);
    rd_kafka_AdminOptions_set_request_timeout(options, TIMEOUT_MS, text, sizeof text);
    rd_kafka_DescribeConsumerGroups(handle, &group, 1, options, queue);
    rd_kafka_event_t *event = rd_kafka_queue_poll(queue, TIMEOUT_MS + 1000);
    const rd_kafka_DescribeConsumerGroups_result_t *result =
        event != NULL ? rd_kafka_event_DescribeConsumerGroups_result(event) : NULL;
    size_t count = 0;
    const rd_kafka_ConsumerGroupDescription_t **groups =
        result != NULL ? rd_kafka_DescribeConsumerGroups_result_groups(result, &count) : NULL;
    if (count == 1)
        members = members_of(groups[0], topic, error);
    else
        mz_kafka_fail(error, event != NULL ? rd_kafka_event_error(event) : RD_KAFKA_RESP_ERR__TIMED_OUT, NULL);
    if (event != NULL) rd_kafka_event_destroy(event);
    rd_kafka_AdminOptions_destroy(options);
    rd_kafka_queue_destroy(queue);
    return members;
}

const char *group_owner(const json_t *members, int64_t partition)
{
    size_t i, k;
    json_t *member, *mine;
    json_array_foreach(members, i, member)
    {
        json_array_foreach(json_object_get(member, "partitions"), k, mine)
        {
            if (json_integer_value(mine) == partition) return json_string_value(json_object_get(member, "worker"));
        }
    }
    return NULL;
}
