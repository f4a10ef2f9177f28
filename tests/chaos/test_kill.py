"""kill -9 of workers and relays in the middle of 2,000 simulated documents: tables and topic equal an undisturbed run.

The times of the kills are random; the seed is printed, MZ_CHAOS_SEED repeats it. MZ_CHAOS_DOCUMENTS sets another number
of documents."""

import json
import os
import random
import sys
import time
import unittest

from stack import PipelineTest

DOCUMENTS = int(os.environ.get("MZ_CHAOS_DOCUMENTS", "2000"))
SEED = int(os.environ.get("MZ_CHAOS_SEED", random.SystemRandom().randrange(1 << 31)))


class Kill(PipelineTest):
    partitions = 8

    def simulate(self):
        """[(organisation, bytes)] of two years and two kinds per organisation, a part of them with planted mistakes."""
        folder = self.folder / "documents"
        self.pipeline.run("mingzhang", "simulate", "--organisations", str(DOCUMENTS // 4), "--seed", "20240301",
                          "--mistakes", "all", "--mistake-rate", "25", "--output", str(folder))
        files = sorted(p for p in folder.iterdir() if p.suffix == ".txt")
        return [(p.name.split("-")[0], p.read_bytes()) for p in files]

    def undisturbed(self, documents):
        pipeline = self.new_pipeline()
        pipeline.send(documents)
        pipeline.worker()
        pipeline.worker()
        pipeline.relay()
        pipeline.settle()
        self.assert_complete(pipeline)
        topic = self.assert_topic_equals_outbox(pipeline)
        for process in pipeline.processes:
            self.assertEqual(process.stop(), 0)
        return pipeline.snapshot(), self.content(topic)

    @staticmethod
    def content(topic):
        """The events without what differs between two runs, as a set and per key in order."""
        result = {}
        for message in topic:
            event = json.loads(message["value"])
            event.pop("occurred_at", None)
            result.setdefault(message["key"], []).append(json.dumps(event, sort_keys=True))
        return result

    def test_kill_in_the_middle(self):
        print(f"MZ_CHAOS_SEED={SEED}")
        chance = random.Random(SEED)
        documents = self.simulate()
        self.assertEqual(len(documents), DOCUMENTS // 4 * 4)
        tables, topic = self.undisturbed(documents)
        self.assertTrue(topic, "the planted mistakes must be found")

        pipeline = self.pipeline
        pipeline.send(documents)
        workers, relay = [pipeline.worker(), pipeline.worker()], pipeline.relay()
        kills, offsets = 0, {}
        while not pipeline.consumed():
            time.sleep(chance.uniform(0.2, 1.0))
            offsets = self.assert_offsets_advance(offsets)
            if kills < 6 and pipeline.value("SELECT count(*) FROM document") > 0:
                victim = chance.randrange(3)
                if victim == 2:
                    relay.kill()
                    relay = pipeline.relay()
                else:
                    workers[victim].kill()
                    workers[victim] = pipeline.worker()
                kills += 1
        self.assertGreater(kills, 0, "nothing was killed: too few documents for this machine")
        print(f"{kills} kills among {len(documents)} documents")
        pipeline.settle()
        self.assertEqual(pipeline.snapshot(), tables)
        self.assert_complete()
        self.assertEqual(self.content(self.assert_topic_equals_outbox()), topic)
        self.assertEqual(pipeline.reasons(), [])

    def assert_offsets_advance(self, before):
        now = {r["partition"]: r["next_offset"]
               for r in self.pipeline.rows("SELECT partition, next_offset FROM consumer_offset")}
        for partition, offset in before.items():
            self.assertGreaterEqual(now[partition], offset, "next_offset went back")
        return now


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[1:]])
