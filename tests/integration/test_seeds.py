"""The annotated documents beside the project, published as a person would: five documents, nothing rejected."""

import json
import sys
import unittest

from stack import ROOT, PipelineTest

SEEDS = sorted((ROOT.parent / "shared/seeds").glob("*.txt"))


@unittest.skipUnless(SEEDS, "../shared/seeds is not there")
class Seeds(PipelineTest):
    def test_five_documents_and_again(self):
        self.pipeline.publish(*SEEDS)
        self.pipeline.worker()
        self.pipeline.relay()
        self.pipeline.settle()
        self.assertEqual(self.pipeline.reasons(), [])
        self.assertEqual(self.pipeline.value("SELECT count(*) FROM document WHERE state = 'current'"), 5)
        self.assert_complete()
        events = self.assert_topic_equals_outbox()
        mentions = [e for e in map(lambda m: json.loads(m["value"]), events)
                    if "124.59" in json.dumps(e) and "104.07" in json.dumps(e)]
        self.assertTrue(mentions, "the 三公 total 124.59 against 104.07 is on the anomaly topic")

        before = self.pipeline.snapshot()
        self.pipeline.publish(*SEEDS)
        self.pipeline.settle()
        after = self.pipeline.snapshot()
        before.pop("consumer_offset")
        after.pop("consumer_offset")
        self.assertEqual(before, after)
        self.assertEqual(len(self.pipeline.read(self.pipeline.anomalies)), len(events))


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[1:]])
