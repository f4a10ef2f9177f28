"""The relay by itself: rows put into the outbox by hand, and what comes out on the topics."""

import base64
import json
import signal
import subprocess
import sys
import time
import unittest
import uuid

from stack import BIN, PATIENCE, PSQL, ROOT, PipelineTest, wait_for


def event_rows(topic, count, first=0, keys=5):
    """SQL that adds anomaly events of several keys, numbered from first on."""
    return (f"INSERT INTO mingzhang.outbox (id, shard, topic, aggregatetype, aggregateid, type, key, headers, payload) "
            f"SELECT gen_random_uuid(), (i % {keys}) * 3, '{topic}', 'organisation', '某市第' || i % {keys} || '局', "
            f"'disclosure.anomaly.raised.v1', convert_to('某市第' || i % {keys} || '局', 'UTF8'), '{{}}', "
            f"jsonb_build_object('n', i) FROM generate_series({first}, {first + count - 1}) i;")


class Relay(PipelineTest):
    def add(self, count, first=0):
        self.pipeline.psql(event_rows(self.pipeline.anomalies, count, first))

    def all_sent(self):
        wait_for("the outbox is sent", self.pipeline.sent)

    def assert_each_once_and_numbered(self):
        """Each event once, in order per key, and mz_seq counts the messages of each partition without a gap."""
        topic = self.assert_topic_equals_outbox()
        last = {}
        for message in topic:
            self.assertEqual(int(message["headers"]["mz_seq"]), last.get(message["partition"], 0) + 1)
            last[message["partition"]] = int(message["headers"]["mz_seq"])
        stored = {(r["sent_partition"], r["sent_offset"]): r["id"]
                  for r in self.pipeline.rows("SELECT id, sent_partition, sent_offset FROM outbox")}
        for message in topic:
            self.assertEqual(stored[message["partition"], message["offset"]], message["headers"]["mz_id"])

    def test_killed_anywhere_each_event_is_on_the_topic_once(self):
        first = 0
        for fault in ("after-produce", "before-mark", "after-produce:7", "before-mark:25", "after-produce:40", "after-produce:3"):
            self.add(50, first)
            first += 50
            relay = self.pipeline.relay("--batch-events", "20", "--fault", fault)
            self.assertEqual(relay.ended(), -signal.SIGKILL)
        relay = self.pipeline.relay()
        self.all_sent()
        self.assertEqual(relay.stop(), 0)
        self.assert_each_once_and_numbered()

    def test_a_fatal_error_of_the_producer(self):
        self.add(100)
        relay = self.pipeline.relay("--batch-events", "30", "--fault", "fatal-error:45")
        self.all_sent()
        self.assertEqual(relay.stop(), 0)
        self.assertTrue(relay.events("kafka-error"))
        self.assertEqual(len(relay.events("topic-opened")), 4, "a second producer began behind what was there")
        self.assert_each_once_and_numbered()

    def test_sent_events_are_removed_after_the_retention_time(self):
        self.add(20)
        relay = self.pipeline.relay()
        self.all_sent()
        relay.stop()
        self.pipeline.psql("UPDATE mingzhang.outbox SET created_at = now() - interval '2 h' WHERE (payload ->> 'n')::int < 15;"
                           "UPDATE mingzhang.outbox SET sent_partition = -1 WHERE payload ->> 'n' = '3'")
        self.pipeline.relay("--retention", "1h")
        wait_for("old events are removed", lambda: self.pipeline.value("SELECT count(*) FROM outbox") == 6)

    def test_positions_that_were_lost_are_found_in_the_topic(self):
        """Even with no mark and no position at all, nothing is sent a second time."""
        self.add(100)
        relay = self.pipeline.relay()
        self.all_sent()
        relay.kill()
        self.pipeline.psql("UPDATE mingzhang.outbox SET sent_at = NULL, sent_partition = NULL, sent_offset = NULL;"
                           "DELETE FROM mingzhang.relay_position")
        self.add(10, 100)
        self.pipeline.relay()
        self.all_sent()
        self.assert_each_once_and_numbered()

    def test_nothing_overtakes_a_transaction_that_still_runs(self):
        relay = self.pipeline.relay()
        wait_for("the relay opened its topics", lambda: len(relay.events("topic-opened")) == 2)
        connection = self.pipeline.database()
        with subprocess.Popen([PSQL, "-X", "-q", "-d", connection], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as slow:
            slow.stdin.write(f"BEGIN; {event_rows(self.pipeline.anomalies, 1)} \\echo written\n")
            slow.stdin.flush()
            self.assertEqual(slow.stdout.readline().strip(), "written")
            self.add(5, 1)
            time.sleep(1)
            self.assertEqual(sum(self.pipeline.ends(self.pipeline.anomalies)), 0, "later rows wait for the earlier one")
            slow.stdin.write("COMMIT;\n")
            slow.stdin.close()
            slow.wait(PATIENCE)
        self.all_sent()
        self.assert_each_once_and_numbered()

    def test_another_relay_takes_over(self):
        first = self.pipeline.relay()
        wait_for("the first relay works", lambda: len(first.events("topic-opened")) == 2)
        second = self.pipeline.relay()
        wait_for("the second stands by", lambda: second.events("standing-by"))
        self.add(50)
        self.all_sent()
        self.assertEqual(second.events("topic-opened"), [])
        first.kill()
        self.add(50, 50)
        self.all_sent()
        self.assertTrue(second.events("taking-over"))
        self.assert_each_once_and_numbered()

    def test_two_relays_share_the_shards(self):
        low, high = self.pipeline.relay("--shards", "0-5"), self.pipeline.relay("--shards", "6-15")
        self.add(100)
        self.all_sent()
        self.assertEqual((low.stop(), high.stop()), (0, 0))
        topic = self.assert_topic_equals_outbox()
        self.assertEqual({m["headers"]["mz_shard"] for m in topic}, {"0", "6"})
        self.pipeline.relay()  # one for all again
        self.add(50, 100)
        self.all_sent()
        self.assert_topic_equals_outbox()

    def test_lost_connections_to_the_database(self):
        relay = self.pipeline.relay("--batch-events", "5")
        for i in range(5):
            self.add(40, i * 40)
            self.pipeline.psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'mingzhang_publisher' "
                               f"AND datname = '{self.pipeline.name}'", database="mingzhang")
        self.all_sent()
        self.assertEqual(relay.stop(), 0)
        self.assert_each_once_and_numbered()

    def test_a_rejected_message_is_verbatim(self):
        raw = bytes(range(256))
        self.pipeline.psql(
            "INSERT INTO mingzhang.outbox (id, shard, topic, aggregatetype, aggregateid, type, key, headers, raw) VALUES "
            f"('{uuid.uuid4()}', 3, '{self.pipeline.rejected}', 'message', '', 'disclosure.rejected.v1', '\\x00ff', "
            f"'{{\"ce_id\": \"as it was\", \"mz_code\": \"binary-document\"}}', '\\x{raw.hex()}'), "
            f"('{uuid.uuid4()}', 4, '{self.pipeline.rejected}', 'message', '', 'disclosure.rejected.v1', NULL, '{{}}', '')")
        self.pipeline.relay()
        self.all_sent()
        listed = self.pipeline.run("mingzhang", "rejected", "list", "--format", "json", "--kafka-brokers", self.pipeline.brokers,
                                   "--topic-rejected", self.pipeline.rejected)
        first, second = map(json.loads, listed.splitlines())
        self.assertEqual((first["key"], first["value"]), ({"base64": "AP8="}, {"base64": base64.b64encode(raw).decode()}))
        self.assertEqual((second["key"], second["value"]), (None, ""))
        self.assertEqual(first["headers"]["ce_id"], "as it was")
        self.assertNotIn("ce_type", first["headers"])
        shown = self.folder / "shown"
        self.pipeline.run("mingzhang", "rejected", "show", "0:0", "--output", str(shown), "--kafka-brokers", self.pipeline.brokers,
                          "--topic-rejected", self.pipeline.rejected)
        self.assertEqual(shown.read_bytes(), raw)

    def test_an_event_that_kafka_refuses_does_not_block_the_others(self):
        self.add(3)
        self.pipeline.psql(
            "INSERT INTO mingzhang.outbox (id, shard, topic, aggregatetype, aggregateid, type, headers, raw) "
            f"SELECT gen_random_uuid(), 3, '{self.pipeline.rejected}', 'message', '', 'disclosure.rejected.v1', '{{}}', "
            "string_agg(decode(md5(i::text), 'hex'), '') FROM generate_series(1, 1200000) i")
        self.add(3, 3)
        relay = self.pipeline.relay()
        self.all_sent()
        self.assertEqual(self.pipeline.value("SELECT count(*) FROM outbox WHERE sent_partition = -1"), 1)
        self.assertEqual(len(relay.events("event-unsendable")), 1)
        self.assert_topic_equals_outbox()

    def test_tail_prints_valid_messages(self):
        """The messages that `mingzhang tail` prints satisfy the schemas; so the relay's headers do."""
        sys.path.insert(0, str(ROOT / "tests/events"))
        from test_schemas import EVENT
        value = {**EVENT["value"], "event_id": str(uuid.uuid4())}
        payload = json.dumps(value, ensure_ascii=False).replace("'", "''")
        self.pipeline.psql(
            "INSERT INTO mingzhang.outbox (id, shard, topic, aggregatetype, aggregateid, type, headers, payload) VALUES "
            f"('{value['event_id']}', 3, '{self.pipeline.anomalies}', 'organisation', '{EVENT['key']}', "
            f"'disclosure.anomaly.raised.v1', '{{}}', '{payload}')")
        self.pipeline.relay()
        self.all_sent()
        tail = [BIN / "mingzhang", "tail", "--kafka-brokers", self.pipeline.brokers, "--topic-anomalies", self.pipeline.anomalies,
                "--from-beginning", "--exit-at-end"]
        lines = subprocess.run([*tail, "--format", "json"], capture_output=True, text=True, timeout=PATIENCE, check=True).stdout
        done = subprocess.run([ROOT / "tests/events/validate.py", "anomalies"], input=lines, capture_output=True, text=True,
                              timeout=PATIENCE, check=False)
        self.assertEqual((done.returncode, done.stdout), (0, "1 of 1 messages valid\n"), done.stderr)
        text = subprocess.run(tail, capture_output=True, text=True, timeout=PATIENCE, check=True).stdout
        for part in ("某市档案馆", "2026", "table.total", "合计不等于各项之和。", "第7行", "收支总表", "4.00 → 3.00"):
            self.assertIn(part, text)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[1:]])
