"""Documents that are taken back: by digest, by URL, before they arrive, twice, and published again."""

import hashlib
import json
import sys
import unittest

from documents import accounts, budget
from stack import PipelineTest, event_headers

ORGANISATION = "云溪县公安局"
URL = "https://portal.example/17.html"
RAISED, WITHDRAWN = "raised", "withdrawn"


def at(minute):
    return f"2024-03-01T00:{minute:02d}:00Z"


def digest_of(content):
    return hashlib.sha256(content).hexdigest()


class Withdrawals(PipelineTest):
    def published(self, content, minute, **more):
        path = self.folder / (digest_of(content) + ".txt")
        path.write_bytes(content)
        headers = {**event_headers(ORGANISATION, digest_of(content)), "ce_time": at(minute), **more}
        return {"key": ORGANISATION, "file": str(path), "headers": headers}

    @staticmethod
    def withdrawn(minute, content=None, url=None, organisation=ORGANISATION):
        headers = {"ce_specversion": "1.0", "ce_type": "disclosure.withdrawn.v1", "ce_id": f"w{minute}", "ce_source": "urn:test",
                   "ce_time": at(minute), "ce_organisation": organisation}
        if content is not None:
            headers["ce_documentsha256"] = digest_of(content)
        if url is not None:
            headers["ce_sourceurl"] = url
        return {"key": organisation, "headers": headers}

    def play(self, *messages, pipeline=None):
        """Publishes the messages, each after the one before was stored."""
        pipeline = pipeline or self.pipeline
        if not pipeline.processes:
            pipeline.worker()
            pipeline.relay()
        for message in messages:
            pipeline.produce([message])
            pipeline.settle()
        pipeline.settle()

    def states(self, pipeline=None):
        return [(r["fiscal_year"], r["kind"], r["revision"], r["state"]) for r in (pipeline or self.pipeline).rows(
            "SELECT fiscal_year, kind, revision, state FROM document ORDER BY fiscal_year, kind, revision")]

    def open(self, rule=None, pipeline=None):
        condition = f"rule = '{rule}'" if rule else "true"
        rows = (pipeline or self.pipeline).rows(f"SELECT document_id, id FROM open_finding WHERE {condition} ORDER BY 1, 2")
        return [(r["document_id"], r["id"]) for r in rows]

    def held(self, pipeline=None):
        """What a subscriber holds for open, by finding; fails when he is told something twice."""
        held = {}
        for message in self.assert_topic_equals_outbox(pipeline):
            event = json.loads(message["value"])
            document, finding = event["document"], event["finding"]
            key = document["fiscal_year"], document["kind"], finding["id"]
            told = tuple(finding[name] or "" for name in ("severity", "expected", "actual", "delta"))
            if event["status"] == RAISED:
                self.assertNotEqual(held.get(key), told, f"raised again: {key}")
                held[key] = told
            else:
                self.assertIn(key, held, "withdrawn, but not open")
                del held[key]
        return held

    def assert_told(self, pipeline=None):
        """The subscriber holds what the table holds."""
        rows = (pipeline or self.pipeline).rows("SELECT f.*, d.fiscal_year, d.kind AS document_kind FROM finding f JOIN document d "
                                                "ON d.id = f.document_id WHERE f.state = 'open'")
        table = {(r["fiscal_year"], r["document_kind"], r["id"]): tuple(r[name] for name in ("severity", "expected", "actual", "delta"))
                 for r in rows}
        self.assertEqual(self.held(pipeline), table)

    def test_the_only_document_is_gone_with_its_anomalies(self):
        wrong = budget(ORGANISATION, wrong_parent=90)
        self.play(self.published(wrong, 0))
        self.assertTrue(self.open())
        self.play(self.withdrawn(1, wrong))
        self.assertEqual(self.open(), [])
        self.assertEqual(self.held(), {})
        self.assertEqual(self.states(), [(2024, "budget", 1, "withdrawn")])
        last = json.loads(self.pipeline.read(self.pipeline.anomalies)[-1]["value"])
        self.assertEqual((last["status"], last["caused_by"]), (WITHDRAWN, {
            "id": last["document"]["id"], "sha256": digest_of(wrong), "event": "withdrawn"}))
        before = self.pipeline.snapshot()
        self.play(self.withdrawn(1, wrong), self.published(wrong, 0))  # both once more
        after = self.pipeline.snapshot()
        before.pop("consumer_offset"), after.pop("consumer_offset")
        self.assertEqual(before, after)

    def test_the_revision_before_is_current_again(self):
        wrong, right = budget(ORGANISATION, wrong_parent=90), budget(ORGANISATION)
        self.play(self.published(wrong, 0))
        first = self.open()
        self.play(self.published(right, 1))
        self.assertEqual(self.states(), [(2024, "budget", 1, "superseded"), (2024, "budget", 2, "current")])
        self.play(self.withdrawn(2, right))
        self.assertEqual(self.states(), [(2024, "budget", 1, "current"), (2024, "budget", 2, "withdrawn")])
        self.assertEqual(self.open(), first)
        self.assert_told()
        self.play(self.withdrawn(3, wrong))  # and that one as well
        self.assertEqual(self.open(), [])
        self.assert_told()

    def test_an_older_revision_goes_silently(self):
        wrong, right = budget(ORGANISATION, wrong_parent=90), budget(ORGANISATION)
        self.play(self.published(wrong, 0), self.published(right, 1))
        events, held = self.pipeline.ends(self.pipeline.anomalies), self.open()
        self.play(self.withdrawn(2, wrong))
        self.assertEqual(self.states(), [(2024, "budget", 1, "withdrawn"), (2024, "budget", 2, "current")])
        self.assertEqual((self.pipeline.ends(self.pipeline.anomalies), self.open()), (events, held))
        self.play(self.withdrawn(3, right))  # there is nothing to go back to
        self.assertEqual(self.open(), [])
        self.assert_told()

    def test_what_was_compared_with_it_is_compared_anew(self):
        """The year after loses and regains its prior year, in all its revisions; the final accounts their budget."""
        old, older = budget(ORGANISATION, year=2023, number=3), budget(ORGANISATION, year=2023, number=7)
        new, final = budget(ORGANISATION, year=2024, number=4), accounts(ORGANISATION, 2023, "行政运行", "99.99").encode()
        changes = "SELECT prior_source, prior_document_id, code, column_path, prior, current FROM change ORDER BY 1, 2, 3, 4, 5, 6"
        self.play(self.published(new, 0), self.published(final, 1), self.published(older, 2))
        by_older = self.pipeline.rows(changes), self.open()
        self.play(self.published(old, 3))
        by_old = self.pipeline.rows(changes), self.open()
        self.assertNotEqual(by_older[0], by_old[0])
        self.assertEqual(len(self.open("change.initial_budget")), 1)
        self.play(self.withdrawn(4, old))
        self.assertEqual((self.pipeline.rows(changes), self.open()), by_older)
        self.play(self.withdrawn(5, older))
        # what the document itself says of the year before stands in
        self.assertEqual({(row["prior_source"], row["prior_document_id"]) for row in self.pipeline.rows(changes)}, {("statement", None)})
        self.assertEqual(self.open("change.initial_budget"), [])
        self.assert_told()
        self.play(self.published(old, 6))  # published again
        self.assertEqual((self.pipeline.rows(changes), self.open()), by_old)
        self.assert_told()
        alone = self.new_pipeline()
        self.play(self.published(new, 0), self.published(final, 1), self.published(old, 2), pipeline=alone)
        self.assertEqual((self.pipeline.rows(changes), self.open()), (alone.rows(changes), self.open(pipeline=alone)))

    def test_a_withdrawal_may_come_first(self):
        wrong, right = budget(ORGANISATION, wrong_parent=90), budget(ORGANISATION)
        self.play(self.published(right, 0), self.withdrawn(2, wrong), self.published(wrong, 1))
        self.assertEqual(self.states(), [(2024, "budget", 1, "current"), (2024, "budget", 2, "withdrawn")])
        self.assert_complete()
        self.assert_told()
        held = self.open()
        self.play(self.published(wrong, 3))  # later than the withdrawal
        self.assertEqual(self.states(), [(2024, "budget", 1, "superseded"), (2024, "budget", 2, "current")])
        self.assertNotEqual(self.open(), held)
        self.play(self.withdrawn(2, wrong))  # redelivered
        self.assertEqual(self.states(), [(2024, "budget", 1, "superseded"), (2024, "budget", 2, "current")])
        self.assert_told()
        self.play(self.withdrawn(4, wrong), self.published(wrong, 5), self.withdrawn(6, wrong))  # to and fro
        self.assertEqual(self.states(), [(2024, "budget", 1, "current"), (2024, "budget", 2, "withdrawn")])
        self.assertEqual(self.open(), held)
        self.assert_told()

    def test_by_url_and_only_those_of_the_organisation(self):
        """Two years under one URL go with one message; the same URL of another organisation means nothing here."""
        documents = [budget(ORGANISATION, year=year, wrong_parent=90) for year in (2023, 2024)]
        corrected = budget(ORGANISATION, year=2024)
        self.play(*(self.published(d, 0, ce_sourceurl=URL) for d in documents))
        self.play(self.published(corrected, 1, ce_sourceurl="https://portal.example/18.html"))
        self.play(self.withdrawn(2, url=URL, organisation="别的局"), self.withdrawn(3, content=documents[0], url="https://other.example"))
        self.assertEqual([s[3] for s in self.states()], ["current", "superseded", "current"])
        self.play(self.withdrawn(4, url=URL))
        self.assertEqual([s[3] for s in self.states()], ["withdrawn", "withdrawn", "current"])
        self.assert_told()
        self.play(self.withdrawn(5, url="https://portal.example/18.html"))
        self.assertEqual([s[3] for s in self.states()], ["withdrawn", "withdrawn", "withdrawn"])
        self.assertEqual(self.open(), [])
        self.assert_told()

    def test_two_years_at_once_have_no_event_twice(self):
        """Both years fall back to their first revisions with one message, and are compared with each other."""
        first = [budget(ORGANISATION, year=year, number=3, wrong_total=90) for year in (2023, 2024)]
        second = [budget(ORGANISATION, year=year, number=9, wrong_parent=90) for year in (2023, 2024)]
        self.play(*(self.published(d, 0) for d in first))
        held = self.open()
        self.play(*(self.published(d, 1, ce_sourceurl=URL) for d in second))
        self.play(self.withdrawn(2, url=URL))
        self.assertEqual(self.open(), held)
        self.assert_told()

    def test_within_one_batch(self):
        wrong, right = budget(ORGANISATION, wrong_parent=90), budget(ORGANISATION)
        self.pipeline.produce([self.published(wrong, 0), self.published(right, 1), self.withdrawn(2, right), self.withdrawn(3, wrong),
                               self.published(right, 4), self.published(budget(ORGANISATION, year=2025), 4)])
        self.play()
        self.assertEqual(self.states(), [(2024, "budget", 1, "withdrawn"), (2024, "budget", 2, "current"), (2025, "budget", 1, "current")])
        self.assert_complete()
        self.assert_told()

    def test_what_names_nothing_is_rejected(self):
        self.play(self.withdrawn(0))
        unsigned = self.withdrawn(1, b"x")
        del unsigned["headers"]["ce_organisation"], unsigned["key"]
        self.play(unsigned)
        self.assertEqual([code for code, _ in self.pipeline.reasons()], ["envelope-attribute-missing", "organisation-unknown"])

    def test_the_command_line(self):
        path = self.folder / "a.txt"
        path.write_bytes(budget(ORGANISATION, wrong_parent=90))
        other = self.folder / "b.txt"
        other.write_bytes(budget(ORGANISATION, year=2023, wrong_parent=90))
        self.pipeline.publish(path)
        self.pipeline.publish("--source-url", URL, other)
        self.play()
        self.assertEqual({s[3] for s in self.states()}, {"current"})
        self.pipeline.publish("--withdraw", path)
        self.pipeline.settle()
        self.assertEqual([s[3] for s in self.states()], ["current", "withdrawn"])
        self.pipeline.publish("--withdraw", "--organisation", ORGANISATION, "--source-url", URL)
        self.pipeline.settle()
        self.assertEqual([s[3] for s in self.states()], ["withdrawn", "withdrawn"])
        self.pipeline.publish(path)
        self.pipeline.settle()
        self.assertEqual([s[3] for s in self.states()], ["withdrawn", "current"])
        self.pipeline.publish("--withdraw", "--organisation", ORGANISATION, "--sha256", digest_of(path.read_bytes()))
        self.pipeline.settle()
        self.assertEqual([s[3] for s in self.states()], ["withdrawn", "withdrawn"])
        self.assert_told()
        for wrong in (["--withdraw"], ["--withdraw", "--source-url", URL], ["--sha256", "0" * 64, path],
                      ["--withdraw", "--organisation", ORGANISATION, "--sha256", "0"]):
            self.pipeline.run("mingzhang", "publish", *map(str, wrong), status=64)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[1:]])
