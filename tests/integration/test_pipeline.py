"""The undisturbed pipeline: documents in, rows and events out; duplicates, revisions, neighbouring years."""

import json
import re
import subprocess
import sys
import unittest

from documents import accounts, budget
from stack import BIN, ROOT, PipelineTest

sys.path.insert(0, str(ROOT / "tests/events"))
from validate import problems  # noqa: E402

ORGANISATION = "云溪县公安局"


class HappyPath(PipelineTest):
    def test_tables_and_topic_hold_what_check_prints(self):
        """Rows, findings and events equal what `mingzhang check` says of the same file."""
        documents = [(f"云溪县第{i}局", budget(f"云溪县第{i}局", number=i, wrong_parent=90 if i % 2 else 0)) for i in range(1, 9)]
        files = []
        for i, (_, content) in enumerate(documents):
            files.append(self.folder / f"{i}.txt")
            files[-1].write_bytes(content)
        self.pipeline.publish(*files)
        self.pipeline.worker()
        self.pipeline.relay()
        self.pipeline.settle()

        self.assertEqual(self.pipeline.reasons(), [])
        self.assertEqual(self.pipeline.value("SELECT count(*) FROM document WHERE state = 'current'"), len(documents))
        self.assert_complete()
        events = self.assert_topic_equals_outbox()
        stored = {r["organisation"]: r for r in self.pipeline.rows(
            "SELECT d.organisation, d.line_items, encode(d.sha256, 'hex') AS sha256, "
            "(SELECT coalesce(json_agg(f.id ORDER BY f.id), '[]') FROM finding f WHERE f.document_id = d.id) AS findings "
            "FROM document d")}
        for (organisation, _), file in zip(documents, files):
            printed = subprocess.run([BIN / "mingzhang", "check", "--format", "json", file], capture_output=True,
                                     text=True, check=False)
            self.assertIn(printed.returncode, (0, 1), printed.stderr)
            checked = json.loads(printed.stdout)
            amounts = sum(1 for t in checked["tables"] for r in t["rows"] for c in r["cells"] if c.get("amount"))
            self.assertEqual(stored[organisation]["line_items"], amounts)
            self.assertEqual(stored[organisation]["findings"], sorted(f["id"] for f in checked["findings"]))
            self.assertEqual(sorted(json.loads(e["value"])["finding"]["id"] for e in events if e["key"] == organisation),
                             sorted(f["id"] for f in checked["findings"]))
        self.assertTrue(events, "wrong parents were published, so there must be anomalies")

    def test_messages_satisfy_their_schemas(self):
        self.pipeline.send([(ORGANISATION, budget(ORGANISATION, wrong_parent=90)), (ORGANISATION, budget(ORGANISATION)),
                            ("乱码局", b"\x00\x01\x02 no disclosure")])
        self.pipeline.worker()
        self.pipeline.relay()
        self.pipeline.settle()

        types = set()
        for topic, name in ((self.pipeline.published, "published"), (self.pipeline.anomalies, "anomalies"),
                            (self.pipeline.rejected, "rejected")):
            messages = self.pipeline.read(topic)
            self.assertTrue(messages, name)
            for message in messages:
                types.add((name, message["headers"]["ce_type"]))
                message["value"] = json.loads(message["value"]) if name == "anomalies" else ""
                message = {k: message[k] for k in ("key", "headers", "value")}
                self.assertEqual(problems(name, message), [], name)
        self.assertEqual(types, {("published", "disclosure.published.v1"), ("rejected", "disclosure.published.v1"),
                                 ("anomalies", "disclosure.anomaly.raised.v1"),
                                 ("anomalies", "disclosure.anomaly.withdrawn.v1")})


class Again(PipelineTest):
    def test_the_same_document_twice_changes_nothing(self):
        documents = [(ORGANISATION, budget(ORGANISATION, wrong_parent=90))]
        self.pipeline.send(documents)
        self.pipeline.worker()
        self.pipeline.relay()
        self.pipeline.settle()
        before, events = self.pipeline.snapshot(), self.pipeline.read(self.pipeline.anomalies)

        self.pipeline.send(documents)
        self.pipeline.settle()
        after = self.pipeline.snapshot()
        self.assertNotEqual(before.pop("consumer_offset"), after.pop("consumer_offset"))
        self.assertEqual(before, after)
        self.assertEqual(events, self.pipeline.read(self.pipeline.anomalies))

    def test_a_revision_withdraws_what_no_longer_holds(self):
        """Raised by the first version; withdrawn, and not raised again, by the corrected one."""
        self.pipeline.send([(ORGANISATION, budget(ORGANISATION, wrong_parent=90))])
        self.pipeline.worker()
        self.pipeline.relay()
        self.pipeline.settle()
        raised = {json.loads(m["value"])["finding"]["id"] for m in self.pipeline.read(self.pipeline.anomalies)}
        self.assertTrue(raised)

        self.pipeline.send([(ORGANISATION, budget(ORGANISATION))])
        self.pipeline.settle()
        self.assertEqual(self.pipeline.rows("SELECT state, revision FROM document ORDER BY revision"),
                         [{"state": "superseded", "revision": 1}, {"state": "current", "revision": 2}])
        events = [json.loads(m["value"]) for m in self.assert_topic_equals_outbox()]
        still = set(self.open_findings())
        self.assertEqual({e["finding"]["id"] for e in events if e["status"] == "withdrawn"}, raised - still)
        self.assertTrue(raised - still, "the corrected figure withdraws a finding")
        again = [e["finding"]["id"] for e in events if e["status"] == "raised"]
        self.assertEqual(len(again), len(set(again)), "a finding that still holds was raised again")

    def test_a_budget_that_comes_after_the_final_accounts_is_still_compared(self):
        """The final accounts name another budget than was published; a revision of the budget settles it."""
        final = accounts(ORGANISATION, 2023, "行政运行", "99.99").encode()
        right = budget(ORGANISATION, year=2023, number=3)
        stated = re.search(r"\t行政运行\t([0-9.]+)", right.decode())[1]
        claimed = right.replace(f"\t{stated}".encode(), b"\t99.99")
        for documents, expected in (((final, right), [stated]), ((right, final), [stated]), ((final, right, claimed), []),
                                    ((right, claimed, final), []), ((final, claimed, right), [stated])):
            pipeline = self.new_pipeline()
            pipeline.send([(ORGANISATION, document) for document in documents])
            pipeline.worker()
            pipeline.relay()
            pipeline.settle()
            self.assertEqual([r["expected"] for r in pipeline.rows(
                "SELECT expected FROM open_finding WHERE rule = 'change.initial_budget'")], expected)
            held = []
            for event in map(lambda m: json.loads(m["value"]), self.assert_topic_equals_outbox(pipeline)):
                if event["finding"]["rule"] == "change.initial_budget":
                    self.assertEqual(event["document"]["kind"], "final_accounts")
                    held.append(event["status"])
            self.assertEqual(held[-1:], ["raised"] if expected else held[-1:] and ["withdrawn"])
            for process in pipeline.processes:
                process.stop()

    def test_an_older_year_that_comes_later_is_still_compared(self):
        for year in (2024, 2023):
            self.pipeline.send([(ORGANISATION, budget(ORGANISATION, year=year, number=year - 2020))])
        self.pipeline.worker()
        self.pipeline.relay()
        self.pipeline.settle()
        late = self.pipeline.rows("SELECT code, column_path, prior, current FROM change ORDER BY 1, 2, 3, 4")

        other = self.new_pipeline()
        for year in (2023, 2024):
            other.send([(ORGANISATION, budget(ORGANISATION, year=year, number=year - 2020))])
        other.worker()
        other.relay()
        other.settle()
        self.assertEqual(late, other.rows("SELECT code, column_path, prior, current FROM change ORDER BY 1, 2, 3, 4"))
        self.assertTrue(late, "the two years differ, so there must be changes")

    def open_findings(self):
        return [r["id"] for r in self.pipeline.rows("SELECT id FROM finding WHERE state = 'open'")]


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[1:]])
