"""Organisations that change their names: by the document's own word, the operator's catalogue or the code, and names that are
only written otherwise; in every order of arrival, with two workers at once."""

import hashlib
import itertools
import json
import sys
import unittest

from documents import budget
from stack import PipelineTest, event_headers

PLACES = "溪山河湖泉林岭峰谷川原野岛港湾桥塔城关营坊店集铺"
COMPARED = ("SELECT d.organisation, d.fiscal_year, p.organisation AS prior, p.fiscal_year AS prior_year FROM document d "
            "LEFT JOIN document p ON p.id = d.prior_id WHERE d.state = 'current' ORDER BY 1, 2")


class Renames(PipelineTest):
    def message(self, organisation, content, minute=0, withdrawn=False):
        digest = hashlib.sha256(content).hexdigest()
        path = self.folder / (digest + ".txt")
        path.write_bytes(content)
        headers = {**event_headers(organisation, digest), "ce_time": f"2024-03-01T00:{minute:02d}:00Z"}
        if withdrawn:
            headers.update({"ce_type": "disclosure.withdrawn.v1", "ce_documentsha256": digest})
        return {"key": organisation, "headers": headers, **({} if withdrawn else {"file": str(path)})}

    def play(self, *messages):
        """Publishes the messages, each after the one before was stored."""
        for message in messages:
            self.pipeline.produce([message])
            self.pipeline.settle()

    def compared(self):
        return [tuple(row.values()) for row in self.pipeline.rows(COMPARED)]

    def assert_told(self):
        """A subscriber holds what the table holds, and was told nothing twice."""
        held = {}
        for message in self.assert_topic_equals_outbox(self.pipeline):
            event = json.loads(message["value"])
            key = message["key"], event["document"]["fiscal_year"], event["finding"]["id"]
            told = tuple(event["finding"][name] or "" for name in ("severity", "expected", "actual", "delta"))
            if event["status"] == "raised":
                self.assertNotEqual(held.get(key), told, f"raised again: {key}")
                held[key] = told
            else:
                del held[key]
        rows = self.pipeline.rows("SELECT d.organisation, d.fiscal_year, f.* FROM finding f JOIN document d ON d.id = f.document_id "
                                  "WHERE f.state = 'open'")
        self.assertEqual(held, {(r["organisation"], r["fiscal_year"], r["id"]):
                                tuple(r[name] for name in ("severity", "expected", "actual", "delta")) for r in rows})

    def test_the_documents_own_word_in_every_order(self):
        self.pipeline.worker("--batch-documents", "8")
        self.pipeline.worker("--batch-documents", "1")
        self.pipeline.relay()
        orders = list(itertools.permutations(range(4)))
        lists = []
        for place, order in zip(PLACES, orders):
            old, new = f"云{place}县旅游局", f"云{place}县文化和旅游局"
            documents = [self.message(old, budget(old, 2022, 1)), self.message(old, budget(old, 2023, 1)),
                         self.message(new, budget(new, 2024, 2, extra=f"根据机构改革方案，原{old}更名为{new}。")),
                         self.message(new, budget(new, 2025, 2))]
            lists.append([documents[i] for i in order])
        for step in range(4):
            self.pipeline.produce([messages[step] for messages in lists])
            self.pipeline.settle()
        expected, states = [], []
        for place in PLACES[:len(orders)]:
            old, new = f"云{place}县旅游局", f"云{place}县文化和旅游局"
            expected += [(old, 2022, None, None), (old, 2023, old, 2022), (new, 2024, old, 2023), (new, 2025, new, 2024)]
            states.append(self.pipeline.rows(
                "SELECT d.fiscal_year, c.form, c.code, c.label, c.column_path, c.prior, c.current, c.explained, c.reason FROM change c "
                f"JOIN document d ON d.id = c.document_id WHERE d.organisation IN ('{old}', '{new}') ORDER BY d.fiscal_year, c.ordinal"))
            states[-1].append(self.pipeline.rows(
                "SELECT d.fiscal_year, f.rule, f.severity, f.expected, f.actual, f.line FROM finding f JOIN document d ON d.id = f.document_id "
                f"WHERE d.organisation IN ('{old}', '{new}') AND f.state = 'open' ORDER BY 1, 2, 6"))
        self.assertEqual(sorted(self.compared()), sorted(expected))
        self.assertTrue([row for row in states[0][:-1] if row["fiscal_year"] == 2024])
        for state in states[1:]:
            self.assertEqual(state, states[0])
        self.assert_told()

    def test_who_still_publishes_was_not_renamed(self):
        self.pipeline.worker()
        self.pipeline.relay()
        old, new = "云溪县文化局", "云溪县文化和旅游局"
        before, after = budget(old, 2023), budget(new, 2024, 2, extra=f"{new}（原{old}）负责全县文化工作。")
        also = budget(old, 2024)
        self.play(self.message(old, before), self.message(new, after))
        self.assertEqual(self.compared(), [(new, 2024, old, 2023), (old, 2023, None, None)])
        self.play(self.message(old, also))
        self.assertEqual(self.compared(), [(new, 2024, None, None), (old, 2023, None, None), (old, 2024, old, 2023)])
        self.play(self.message(old, also, 1, withdrawn=True))
        self.assertEqual(self.compared(), [(new, 2024, old, 2023), (old, 2023, None, None)])
        self.play(self.message(new, after, 2, withdrawn=True))
        self.assertEqual(self.compared(), [(old, 2023, None, None)])
        self.play(self.message(new, after, 3))
        self.assertEqual(self.compared(), [(new, 2024, old, 2023), (old, 2023, None, None)])
        self.assert_told()

    def test_code_and_region(self):
        self.pipeline.worker()
        self.pipeline.relay()
        one, two, other = "云溪县档案局", "云溪县档案馆", "云溪县史志办公室"
        self.play(self.message(one, budget(one, 2023, 7)), self.message(two, budget(two, 2024, 7)))
        self.assertEqual(self.compared(), [(one, 2023, None, None), (two, 2024, one, 2023)])
        self.play(self.message(other, budget(other, 2023, 7)))  # now it may be either
        self.assertEqual(self.compared(), [(other, 2023, None, None), (one, 2023, None, None), (two, 2024, None, None)])
        self.assert_told()

    def test_names_written_otherwise(self):
        folder = self.folder / "catalogue"
        folder.mkdir()
        (folder / "organisations.json").write_text(json.dumps(
            {"aliases": {"云溪县教体局": "云溪县教育和体育局"}, "former": {"云溪县教育和体育局": ["云溪县教育局"]}}), encoding="utf-8")
        self.pipeline.worker("--catalogue", str(folder))
        self.pipeline.relay()
        name = "云溪县教育和体育局"
        self.play(self.message("云溪县教育局", budget("云溪县教育局", 2022, 3)), self.message("云溪县教体局", budget(name, 2023)),
                  self.message("云溪县 教育和体育局", budget(name, 2023, wrong_total=100), 1))
        self.assertEqual(self.pipeline.rows("SELECT organisation, fiscal_year, revision, state FROM document ORDER BY 2, 3"),
                         [{"organisation": "云溪县教育局", "fiscal_year": 2022, "revision": 1, "state": "current"},
                          {"organisation": name, "fiscal_year": 2023, "revision": 1, "state": "superseded"},
                          {"organisation": name, "fiscal_year": 2023, "revision": 2, "state": "current"}])
        self.assertEqual(self.compared(), [(name, 2023, "云溪县教育局", 2022), ("云溪县教育局", 2022, None, None)])
        self.assert_told()


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[1:]])
