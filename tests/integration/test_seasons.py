"""Three years of several organisations, some of whose documents do not say why a figure changed: published in any order, with
revisions, duplicates, withdrawals and second publications mixed in, they end in the same tables and the same open anomalies, and
these are what was planted."""

import hashlib
import json
import os
import random
import re
import sys
import unittest

from stack import PipelineTest, event_headers

UNEXPLAINED = "unexplained-change,missing-reason,circular-reason"
ORGANISATIONS = 5
# Always the same season, so that a failure is of the change at hand; MZ_TEST_SEED=N tries another one.
SEED = 20240301
# What the reason for the whole may name (部分项目完工后不再安排) of its parts.
WHOLE_NAMES = {"fn.sum.project": "项目", "fn.sum.basic": "人员"}
# How the worker cuts what it reads into transactions must not matter either.
WORKERS = ((), ("--batch-documents", "1"), ("--batch-documents", "64"), ("--parsers", "2"))


def slot(truth):
    return truth["organisation"], truth["year"], truth["kind"]


class Seasons(PipelineTest):
    def simulate(self, name, seed, *options):
        """The documents of a season by (organisation, year, kind): truth and bytes."""
        folder, truth = self.folder / name, self.folder / (name + ".jsonl")
        self.pipeline.run("mingzhang", "simulate", "--organisations", str(ORGANISATIONS), "--years", "2022-2024", "--seed", str(seed),
                          "--serialisations", "tabbed,cell-per-line", "--output", str(folder), "--truth", str(truth), *options)
        season = {}
        with open(truth, encoding="utf-8") as lines:
            for line in map(json.loads, lines):
                with open(line["document"], "rb") as file:
                    season[slot(line)] = line, file.read()
        return season

    @staticmethod
    def explained_elsewhere(truth, content):
        """Whether the document explains the very change that is planted without a reason: as that of the whole, where all money is
        of the general budget and another line states it too, or by the whole's reason in the same line, when that names its kind."""
        lines = content.decode().splitlines()
        for mistake in truth.get("mistakes", []):
            cell = mistake["cells"][0]
            line = cell["line"] - 1
            changes = re.findall(r"[加少][0-9.]+万元", lines[line])
            if any(change in text for change in changes for i, text in enumerate(lines) if i != line):
                return True
            kind = WHOLE_NAMES.get(cell["figure"])
            if kind and re.search(r"主要原因是[^，。；]*" + kind, lines[line].split("其中")[0]):
                return True
        return False

    def compose(self, chance, seed):
        """Messages (minute of the event, bytes or None for a withdrawal, the bytes meant) of each document, and the truths of those
        that are current in the end. A document that was taken back for good has none."""
        planted = self.simulate("planted", seed, "--mistakes", UNEXPLAINED, "--mistake-rate", "60")
        correct = self.simulate("correct", seed)
        messages, truths = {}, {}
        for key, (truth, content) in planted.items():
            other = correct[key]
            if self.explained_elsewhere(truth, content):
                truth, content = other
            versions, truths[key] = [(content, truth)], truth
            if content != other[1] and chance.random() < 0.5:
                versions.append((other[1], other[0]))  # the reason is given later
                if chance.random() < 0.5:  # or taken away
                    versions.reverse()
            times = [(minute, content) for minute, (content, _) in enumerate(versions)]
            withdrawals = []
            if chance.random() < 0.3:  # the last revision is taken back, and may come again
                withdrawals = [(10, versions[-1][0])]
                if chance.random() < 0.5:
                    times.append((20, versions[-1][0]))
                else:
                    versions.pop()
            truths[key] = versions[-1][1] if versions else None
            messages[key] = times, withdrawals
        return messages, truths

    @staticmethod
    def order(chance, messages):
        """A random order in which revisions arrive for the first time in theirs, some documents twice in a row, and withdrawals stand
        anywhere: before, between and after the publications that they are about."""
        following = {}
        for key, (times, withdrawals) in messages.items():
            line = [(False, *time) for time in times]
            if times[-1][0] >= 10 and chance.random() < 0.5:  # the last one's second publication comes before its first
                line[-2:] = line[:-3:-1]
            for time in withdrawals:
                line.insert(chance.randint(0, len(line)), (True, *time))
            following[key] = line
        keys = [key for key, line in following.items() for _ in line]
        chance.shuffle(keys)
        following = {key: iter(line) for key, line in following.items()}
        result = []
        for key in keys:
            entry = next(following[key])
            result += [(key[0], *entry)] * chance.choice((1, 1, 1, 2))
        return result

    @staticmethod
    def send(pipeline, messages):
        """Publishes or withdraws (organisation, is withdrawal, minute, bytes)."""
        lines = []
        for organisation, withdrawal, minute, content in messages:
            digest = hashlib.sha256(content).hexdigest()
            path = pipeline.folder / (digest + ".txt")
            path.write_bytes(content)
            headers = {**event_headers(organisation, digest), "ce_time": f"2024-03-01T00:{minute:02d}:00Z"}
            if withdrawal:
                headers.update({"ce_type": "disclosure.withdrawn.v1", "ce_documentsha256": digest})
            lines.append({"key": organisation, "headers": headers, **({} if withdrawal else {"file": str(path)})})
        pipeline.produce(lines)

    def publish_all(self, pipeline, messages, worker):
        self.send(pipeline, messages)
        pipeline.worker(*worker)
        pipeline.relay()
        pipeline.settle()
        for process in pipeline.processes:
            self.assertEqual(process.stop(), 0)
            self.assertEqual(process.events("not-compared"), [])
        self.assertEqual(pipeline.reasons(), [])
        self.assert_complete(pipeline)

    @staticmethod
    def state(pipeline):
        """What must not depend on the order."""
        return {
            "documents": pipeline.rows("SELECT organisation, fiscal_year, kind, level, encode(sha256, 'hex') AS sha256 FROM document "
                                       "WHERE state = 'current' ORDER BY 1, 2, 3, 4"),
            "changes": pipeline.rows("SELECT * FROM change ORDER BY document_id, ordinal"),
            "findings": pipeline.rows("SELECT document_id, id, rule, kind, severity, message_zh, message_en, expected, actual, delta, "
                                      "unit, page, line, detail FROM finding WHERE state = 'open' ORDER BY 1, 2"),
            "views": pipeline.rows("SELECT * FROM unexplained_change ORDER BY document_id, page, line, title, label, column_path"),
        }

    def open_anomalies(self, pipeline):
        """What a subscriber who followed the topic holds for open; fails when he was told something twice."""
        held = {}
        for message in self.assert_topic_equals_outbox(pipeline):
            event = json.loads(message["value"])
            document, finding = event["document"], event["finding"]
            key = (message["key"], document["fiscal_year"], document["kind"], finding["id"])
            told = tuple(finding[name] or "" for name in ("severity", "expected", "actual", "delta"))
            if event["status"] == "raised":
                self.assertNotEqual(held.get(key), told, f"raised again: {key}")
                held[key] = told
            else:
                self.assertIn(key, held, "withdrawn, but not open")
                del held[key]
        return held

    def assert_open_equals_table(self, pipeline, held):
        rows = pipeline.rows("SELECT d.organisation, d.fiscal_year, d.kind, f.id, f.severity, f.expected, f.actual, f.delta "
                             "FROM finding f JOIN document d ON d.id = f.document_id WHERE f.state = 'open'")
        table = {(r["organisation"], r["fiscal_year"], r["kind"], r["id"]):
                 tuple(r[name] for name in ("severity", "expected", "actual", "delta")) for r in rows}
        self.assertEqual(held, table)

    def assert_found(self, pipeline, truths):
        """Every planted change without a reason is an open finding at its place, and no other finding speaks of changes."""
        found = {}
        for row in pipeline.rows("SELECT d.organisation, d.fiscal_year AS year, d.kind, f.rule, f.detail FROM finding f "
                                 "JOIN document d ON d.id = f.document_id WHERE f.state = 'open' AND f.rule LIKE 'change.%'"):
            found.setdefault(slot(row), []).append((row["rule"], set(row["detail"]["lines"])))
        planted = 0
        for key, truth in truths.items():
            before = truths.get((key[0], key[1] - 1, key[2]))
            mistakes = truth["mistakes"] if truth and before else []  # else there is nothing to compare, or nothing to compare with
            places = [{cell["line"] for cell in mistake["cells"]} for mistake in mistakes]
            planted += len(places)
            for lines in places:
                self.assertTrue(any(rule == "change.unexplained" and lines & at for rule, at in found.get(key, [])), (key, lines))
            for rule, at in found.get(key, []):
                self.assertTrue(rule == "change.unexplained" and any(lines & at for lines in places), (key, rule, at))
        self.assertGreater(planted, 0)
        return planted

    def assert_views(self, pipeline):
        """Each finding on a change stands once in the view; `mingzhang changes` prints what the table holds."""
        self.assertEqual(pipeline.value("SELECT count(*) FROM largest_unexplained_change"),
                         pipeline.value("SELECT count(*) FROM open_finding WHERE rule = 'change.unexplained'"))
        organisation, year = pipeline.rows("SELECT organisation, fiscal_year FROM largest_unexplained_change ORDER BY 1, 2")[0].values()
        changes = "change c JOIN document d ON d.id = c.document_id WHERE d.organisation = '" + organisation + "'"
        for options, condition in (("--all",), "true"), (("--material",), "material"), (("--all", "--unexplained"), "not explained"):
            printed = json.loads(pipeline.run("mingzhang", "changes", "--database", pipeline.database("mingzhang_reader"), *options,
                                              "--format", "json", organisation))
            self.assertEqual(sorted(round(float(c["difference_yuan"]) * 100) for c in printed["changes"]),
                             sorted(r["difference"] for r in pipeline.rows(f"SELECT difference FROM {changes} AND {condition}")))
        text = pipeline.run("mingzhang", "changes", "--database", pipeline.database("mingzhang_reader"), organisation, str(year))
        self.assertRegex(text, "█|░")
        text = pipeline.run("mingzhang", "changes", "--database", pipeline.database("mingzhang_reader"), "--all", organisation)
        distinct = "DISTINCT (c.document_id, c.code, CASE WHEN c.code = '' THEN c.label END, coalesce(c.prior, 0), coalesce(c.current, 0), c.explained)"
        self.assertEqual(int(re.search(r"^(\d+) changes", text, re.MULTILINE)[1]), int(pipeline.value(f"SELECT count({distinct}) FROM {changes}")))
        pipeline.run("mingzhang", "changes", "--database", pipeline.database("mingzhang_reader"), organisation, "1999", status=65)

    def test_the_order_of_arrival_does_not_matter(self):
        seed = int(os.environ.get("MZ_TEST_SEED") or SEED)
        print(f"MZ_TEST_SEED={seed}", flush=True)
        chance = random.Random(seed)
        versions, truths = self.compose(chance, seed)
        withdrawn = sum(len(withdrawals) for _, withdrawals in versions.values())
        gone = sum(truth is None for truth in truths.values())
        self.assertTrue(withdrawn and gone)
        first = None
        for number, worker in enumerate(WORKERS):
            pipeline = self.pipeline if number == 0 else self.new_pipeline()
            messages = self.order(chance, versions)
            self.publish_all(pipeline, messages, worker)
            held = self.open_anomalies(pipeline)
            self.assert_open_equals_table(pipeline, held)
            planted = self.assert_found(pipeline, truths)
            self.assert_views(pipeline)
            state = self.state(pipeline)
            revised = sum(len({content for _, content in times}) > 1 for times, _ in versions.values())
            print(f"order {number + 1}: {len(messages)} messages, {len(versions)} documents, {revised} revised, "
                  f"{withdrawn} withdrawn, {gone} for good, "
                  f"{len(state['changes'])} changes, {len(held)} open anomalies, {planted} planted and found", flush=True)
            if first is None:
                first = held, state
            self.assertEqual(held, first[0])
            for name, rows in state.items():
                self.assertEqual(rows, first[1][name], name)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[1:]])
