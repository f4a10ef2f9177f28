"""The schemas themselves: they accept what is right and refuse what is not. Real messages: tests/integration."""

import copy
import sys
import unittest

from validate import load, problems

HEADERS = {"ce_specversion": "1.0", "ce_id": "1", "ce_source": "s", "ce_type": "disclosure.published.v1"}
STRUCTURED = {"specversion": "1.0", "id": "1", "source": "s", "type": "disclosure.published.v1"}
JSON = {"content-type": "application/cloudevents+json; charset=utf-8"}
ID = "6d1f0b52-9c3e-5a71-b825-0ed47a96c318"
EVENT = {
    "topic": "disclosure.anomalies", "partition": 0, "offset": 0, "key": "某市档案馆",
    "headers": {"ce_specversion": "1.0", "ce_id": ID, "ce_source": "mingzhang", "ce_type": "disclosure.anomaly.raised.v1",
                "ce_time": "2026-01-31T08:00:00.000Z", "content-type": "application/json", "ce_fiscalyear": "2026",
                "mz_id": ID, "mz_shard": "0", "mz_seq": "1"},
    "value": {
        "event_id": ID, "status": "raised", "occurred_at": "2026-01-31T08:00:00.000Z",
        "organisation": {"name": "某市档案馆", "code": "", "region": ""},
        "document": {"id": ID, "sha256": "0" * 64, "revision": 1, "fiscal_year": 2026, "kind": "budget", "level": "unit", "source": ""},
        "finding": {
            "id": "0" * 32, "rule": "table.total", "kind": "table_sum", "severity": "error", "message": "合计不等于各项之和。",
            "message_en": "The total is not the sum of its rows.", "expected": "3.00", "actual": "4.00", "delta": "1.00",
            "unit": "万元", "lines": [7],
            "places": [{"line": 7, "form": "收支总表", "row": "合计", "code": "", "column": "预算数", "printed": "4.00"}],
            "repairs": [{"line": 7, "from": "4.00", "to": "3.00", "slip": "digit", "unique": True}], "explains": []},
    },
}
WHY = {"stage": "parse", "code": "bad-encoding", "message": "neither UTF-8 nor GB18030", "topic": "t", "partition": "0",
       "offset": "5", "attempts": "1", "worker": "w", "time": "2026-01-31T08:00:00.000Z", "id": ID, "shard": "0", "seq": "1"}
CONNECT = {"topic": "t", "partition": "0", "offset": "5", "stage": "parse", "exception.class.name": "bad-encoding",
           "exception.message": "neither UTF-8 nor GB18030"}
REJECTED = {"key": None, "headers": {**{f"mz_{k}": v for k, v in WHY.items()},
                                     **{f"__connect.errors.{k}": v for k, v in CONNECT.items()}, "ce_id": "as it was"}}


def without(message, *path):
    changed = copy.deepcopy(message)
    place = changed
    for name in path[:-1]:
        place = place[name]
    del place[path[-1]]
    return changed


def changed_to(message, value, *path):
    changed = copy.deepcopy(message)
    place = changed
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    return changed


class Schemas(unittest.TestCase):
    def valid(self, topic, message):
        self.assertEqual(problems(topic, message), [])

    def invalid(self, topic, message):
        self.assertNotEqual(problems(topic, message), [], message)

    def test_every_schema_is_one(self):
        for name in ("published", "anomaly", "anomaly-message", "rejected"):
            load(name)

    def test_published_binary(self):
        self.valid("published", {"headers": HEADERS})
        self.valid("published", {"headers": {**HEADERS, "ce_claimurl": "https://h/a", "ce_claimsha256": "0" * 64}})
        for name in HEADERS:
            self.invalid("published", {"headers": without(HEADERS, name)})
        for wrong in ({"ce_claimurl": "https://h/a"}, {"ce_kind": "accounts"}, {"ce_fiscalyear": "24"}, {"ce_time": "now"},
                      {"ce_type": "other"}, {"ce_claimurl": "ftp://h/a", "ce_claimsha256": "0" * 64}):
            self.invalid("published", {"headers": {**HEADERS, **wrong}})

    def test_published_structured(self):
        self.valid("published", {"headers": JSON, "value": {**STRUCTURED, "data": "x"}})
        self.valid("published", {"headers": JSON, "value": {**STRUCTURED, "data_base64": "AAAA", "fiscalyear": 2026}})
        self.invalid("published", {"headers": JSON, "value": STRUCTURED})
        self.invalid("published", {"headers": JSON, "value": {**STRUCTURED, "data": "x", "data_base64": "AAAA"}})
        self.invalid("published", {"headers": JSON, "value": {**without(STRUCTURED, "id"), "data": "x"}})

    def test_withdrawals(self):
        binary, structured = {**HEADERS, "ce_type": "disclosure.withdrawn.v1"}, {**STRUCTURED, "type": "disclosure.withdrawn.v1"}
        named = {"documentsha256": "0" * 64}, {"sourceurl": "https://h/a"}, {"documentsha256": "0" * 64, "sourceurl": "https://h/a"}
        for names in named:
            self.valid("published", {"headers": {**binary, **{f"ce_{k}": v for k, v in names.items()}}})
            self.valid("published", {"headers": JSON, "value": {**structured, **names}})
            self.invalid("published", {"headers": JSON, "value": {**structured, **names, "data": "x"}})
        claim = {"ce_claimurl": "https://h/a", "ce_claimsha256": "0" * 64}
        for wrong in ({}, {"ce_documentsha256": "0"}, {"ce_documentsha256": "0" * 64, **claim}):
            self.invalid("published", {"headers": {**binary, **wrong}})
        self.invalid("published", {"headers": JSON, "value": structured})

    def test_anomalies(self):
        self.valid("anomalies", EVENT)
        for path in (("key",), ("headers", "mz_seq"), ("headers", "ce_type"), ("value", "event_id"), ("value", "finding"),
                     ("value", "finding", "message_en"), ("value", "finding", "places"), ("value", "document", "sha256")):
            self.invalid("anomalies", without(EVENT, *path))
        for value, path in (("open", ("value", "status")), ("fatal", ("value", "finding", "severity")),
                            ("other", ("headers", "ce_id")), ("别的局", ("key",)), (0, ("value", "document", "revision")),
                            ("guess", ("value", "finding", "repairs", 0, "slip"))):
            self.invalid("anomalies", changed_to(EVENT, value, *path))

    def test_rejected(self):
        self.valid("rejected", REJECTED)
        for name in REJECTED["headers"]:
            if name != "ce_id":
                self.invalid("rejected", without(REJECTED, "headers", name))
        self.invalid("rejected", changed_to(REJECTED, "Bad Encoding", "headers", "mz_code"))


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[1:]])
