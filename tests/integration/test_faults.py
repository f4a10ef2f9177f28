"""Things die. Afterwards tables and topic are those of an undisturbed run."""

import os
import signal
import subprocess
import sys
import time
import unittest

from documents import budget
from stack import PATIENCE, PSQL, ROOT, STACK, PipelineTest, wait_for


def disclosures(count):
    """Documents of several organisations, two years each, every third with a mistake."""
    result = []
    for i in range(1, count // 2 + 1):
        organisation = f"云溪县第{i}局"
        for year in (2023, 2024):
            result.append((organisation, budget(organisation, year=year, number=i, wrong_parent=90 if i % 3 == 0 else 0)))
    return result


class FaultTest(PipelineTest):
    documents = disclosures(40)
    undisturbed = None

    def expected(self):
        """The snapshot of an undisturbed run over the same messages; made once."""
        if FaultTest.undisturbed is None:
            pipeline = self.new_pipeline()
            pipeline.send(self.documents)
            worker, relay = pipeline.worker(), pipeline.relay()
            pipeline.settle()
            self.assertEqual((worker.stop(), relay.stop()), (0, 0))
            self.assert_complete(pipeline)
            self.assert_topic_equals_outbox(pipeline)
            FaultTest.undisturbed = pipeline.snapshot()
        return FaultTest.undisturbed

    def assert_undisturbed(self):
        self.pipeline.settle()
        self.assertEqual(self.pipeline.snapshot(), self.expected())
        self.assert_complete()
        self.assert_topic_equals_outbox()
        self.assertEqual(self.pipeline.reasons(), [])


class WorkerDies(FaultTest):
    def die_at(self, point):
        self.pipeline.send(self.documents)
        first = self.pipeline.worker("--batch-documents", "7", "--fault", point)
        self.assertEqual(first.ended(), -signal.SIGKILL)
        self.pipeline.worker()
        self.pipeline.relay()
        self.assert_undisturbed()

    def test_after_poll(self):
        self.die_at("after-poll:5")

    def test_in_copy(self):
        self.die_at("in-copy:2")

    def test_before_commit(self):
        self.die_at("before-commit:2")

    def test_after_commit(self):
        """COMMIT has happened, its answer is lost."""
        self.die_at("after-commit:2")

    def test_before_kafka_commit(self):
        """PostgreSQL is ahead of Kafka's committed offset: the documents in between are not read twice."""
        self.die_at("before-kafka-commit:1")

    def test_sigterm_drains(self):
        self.pipeline.send(self.documents)
        worker = self.pipeline.worker("--batch-documents", "3")
        wait_for("something is stored", lambda: self.pipeline.value("SELECT count(*) FROM document"))
        self.assertEqual(worker.stop(), 0)
        self.pipeline.worker()
        self.pipeline.relay()
        self.assert_undisturbed()


class Poison(PipelineTest):
    partitions = 1

    def test_a_document_that_kills_its_worker_is_set_aside(self):
        """The worker is restarted as Kubernetes would; the document is rejected, those before and behind are stored."""
        before, behind = disclosures(6)[:3], disclosures(6)[3:]
        poison = budget("毒文县某局", extra="本句含致命标记。")
        self.pipeline.send([*before, ("毒文县某局", poison), *behind])
        relay = self.pipeline.relay()
        deaths = 0
        worker = None
        while not (worker and worker.running() and self.pipeline.consumed()):
            if worker is None or not worker.running():
                if worker is not None:
                    self.assertEqual(worker.ended(), -signal.SIGKILL)
                    deaths += 1
                    self.assertLess(deaths, 20, "the document is not set aside")
                worker = self.pipeline.worker("--fault", "parse-kill=致命标记", "--document-attempts", "2")
            time.sleep(0.2)
        self.pipeline.settle()
        self.assertGreaterEqual(deaths, 2)
        self.assertEqual(self.pipeline.value("SELECT count(*) FROM document"), 6)
        rejected = self.pipeline.read(self.pipeline.rejected)
        self.assertEqual([m["value"] for m in rejected], [poison])
        self.assertEqual(rejected[0]["headers"]["mz_attempts"], "2")
        self.assertEqual(rejected[0]["headers"]["__connect.errors.offset"], "3")
        self.assertEqual(relay.stop(), 0)


class Groups(FaultTest):
    def test_two_workers_and_a_rebalance(self):
        """A second worker joins under load, then the first leaves."""
        half = len(self.documents) // 2
        self.pipeline.send(self.documents[:half])
        first = self.pipeline.worker("--batch-documents", "2")
        wait_for("the first works", lambda: self.pipeline.value("SELECT count(*) FROM document"))
        second = self.pipeline.worker("--batch-documents", "2")
        self.pipeline.relay()
        wait_for("the second has partitions", lambda: any(e.get("partitions") for e in second.events("assigned")))
        self.pipeline.send(self.documents[half:])
        self.pipeline.settle()
        self.assertEqual(first.stop(), 0)
        self.pipeline.send(self.documents[:2])  # the same again: only the second is there to notice
        self.pipeline.settle()
        self.assertEqual(second.stop(), 0)
        expected, found = dict(self.expected()), self.pipeline.snapshot()
        expected.pop("consumer_offset")
        found.pop("consumer_offset")
        self.assertEqual(found, expected)
        self.assert_complete()
        self.assert_topic_equals_outbox()

    def test_a_frozen_worker_writes_nothing_when_it_wakes(self):
        """SIGSTOP within a transaction and for longer than the session timeout: another worker takes over, and ends what
        was left open; SIGCONT: the fence holds."""
        self.pipeline.send(self.documents)
        with subprocess.Popen([PSQL, "-X", "-q", "-d", self.pipeline.database()], stdin=subprocess.PIPE, text=True) as block:
            block.stdin.write("BEGIN; LOCK TABLE mingzhang.line_item IN SHARE MODE;\n")
            block.stdin.flush()
            zombie = self.pipeline.worker("--batch-documents", "2")
            wait_for("its transaction waits", lambda: self.pipeline.value(
                "SELECT count(*) FROM pg_locks WHERE relation = 'line_item'::regclass AND NOT granted"))
            zombie.signal(signal.SIGSTOP)
            block.stdin.close()
            block.wait(PATIENCE)
        heir = self.pipeline.worker("--takeover-wait", "1s")
        self.pipeline.relay()
        self.pipeline.settle()
        self.assertTrue(heir.events("previous-owner-ended"))
        zombie.signal(signal.SIGCONT)
        self.assert_undisturbed()
        self.assertEqual(zombie.stop(), 0)


class Relay(FaultTest):
    def test_death_between_produce_and_mark(self):
        """The events are on the topic, the outbox does not know: they are found there and not sent again."""
        self.pipeline.send(self.documents)
        self.pipeline.worker()
        self.pipeline.settle(relay=False)
        for point in ("after-produce:3", "before-mark:1"):
            relay = self.pipeline.relay("--batch-events", "4", "--fault", point)
            self.assertEqual(relay.ended(), -signal.SIGKILL)
        self.pipeline.relay()
        self.assert_undisturbed()

    def test_kill_at_any_time(self):
        self.pipeline.send(self.documents)
        relay = self.pipeline.relay()
        self.pipeline.worker()
        for _ in range(4):
            time.sleep(0.3)
            relay.kill()
            relay = self.pipeline.relay()
        self.assert_undisturbed()

    def test_a_frozen_relay_is_replaced(self):
        """SIGSTOP: the server ends its session, and with it its locks; SIGCONT: it stands by."""
        self.pipeline.psql(f"ALTER ROLE mingzhang_publisher IN DATABASE {self.pipeline.name} SET idle_session_timeout = '2s'")
        self.pipeline.send(self.documents)
        zombie = self.pipeline.relay()
        self.pipeline.worker()
        self.pipeline.settle()
        zombie.signal(signal.SIGSTOP)
        heir = self.pipeline.relay()
        self.pipeline.send([("云溪县新局", budget("云溪县新局", number=30, wrong_parent=90))])
        self.pipeline.settle()
        self.assertTrue(heir.events("taking-over"))
        zombie.signal(signal.SIGCONT)
        wait_for("it stands by", lambda: zombie.events("standing-by"))
        self.assert_topic_equals_outbox()
        self.assertEqual((zombie.stop(), heir.stop()), (0, 0))

    def test_a_second_relay_stands_by(self):
        self.pipeline.send(self.documents)
        first, second = self.pipeline.relay(), self.pipeline.relay()
        self.pipeline.worker()
        self.pipeline.settle()
        first.kill()
        self.pipeline.send([("云溪县新局", budget("云溪县新局", number=30, wrong_parent=90))])
        self.pipeline.settle()
        self.assert_topic_equals_outbox()
        self.assertEqual(second.stop(), 0)


class Outages(FaultTest):
    def restart(self, name):
        """Kills a server of the stack as a crash would, and has deploy/dev start it again."""
        pid = int((STACK / "run" / f"{name}.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        time.sleep(2)
        subprocess.run([ROOT / "deploy/dev", "up"], check=True, stdout=subprocess.DEVNULL)

    def crash_in_the_middle(self, name):
        half = len(self.documents) // 2
        worker, relay = self.pipeline.worker("--batch-documents", "2"), self.pipeline.relay()
        self.pipeline.send(self.documents[:half])
        wait_for("something is stored", lambda: self.pipeline.value("SELECT count(*) FROM document"))
        self.restart(name)
        self.pipeline.send(self.documents[half:])
        self.assert_undisturbed()
        self.assertTrue(worker.running() and relay.running(), "they wait and resume by themselves")
        self.assertEqual((worker.stop(), relay.stop()), (0, 0))

    def test_database_crashes(self):
        self.crash_in_the_middle("postgres")

    def test_broker_crashes(self):
        self.crash_in_the_middle("kafka")

    def test_backends_are_terminated(self):
        self.pipeline.send(self.documents)
        self.pipeline.worker("--batch-documents", "1")
        self.pipeline.relay()
        for _ in range(5):
            self.pipeline.psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                               "WHERE usename IN ('mingzhang_writer', 'mingzhang_publisher')")
            time.sleep(0.2)
        self.assert_undisturbed()


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[1:]])
