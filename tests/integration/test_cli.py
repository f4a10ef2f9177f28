"""The subcommands that speak to Kafka and PostgreSQL."""

import json
import re
import subprocess
import sys
import unittest

from documents import budget
from stack import BIN, PATIENCE, ROOT, PipelineTest, wait_for

sys.path.insert(0, str(ROOT / "tests/events"))
from validate import problems  # noqa: E402

ORGANISATION = "云溪县档案局"


class Publish(PipelineTest):
    def file(self, name, content):
        path = self.folder / name
        path.write_bytes(content)
        return str(path)

    def publish(self, *arguments, status=0):
        return self.pipeline.run("mingzhang", "publish", "--kafka-brokers", self.pipeline.brokers, "--topic-published",
                                 self.pipeline.published, *arguments, status=status)

    def test_messages_have_key_headers_and_bytes(self):
        content = budget(ORGANISATION)
        self.publish(self.file("a.txt", content))
        self.publish("--organisation", "别的局", "--year", "2024", "--kind", "budget", "--level", "unit", "--region", "某省",
                     "--organisation-code", "101", "--source-url", "https://portal.example/1", self.file("b.txt", content))
        messages = {m["headers"]["ce_subject"]: m for m in self.pipeline.read(self.pipeline.published)}
        for message in messages.values():
            self.assertEqual(problems("published", {**message, "value": None}), [])
            self.assertEqual(message["value"], content)
        first, second = messages["a.txt"], messages["b.txt"]
        self.assertEqual(first["key"], ORGANISATION, "read from the document")
        self.assertEqual(second["key"], "别的局")
        self.assertEqual([second["headers"][n] for n in ("ce_organisation", "ce_fiscalyear", "ce_kind", "ce_level", "ce_region",
                                                         "ce_organisationcode", "ce_sourceurl")],
                         ["别的局", "2024", "budget", "unit", "某省", "101", "https://portal.example/1"])
        self.assertEqual(first["headers"]["ce_id"], second["headers"]["ce_id"], "the same bytes have the same id")

    def test_a_claim_check_has_no_bytes(self):
        self.publish("--claim-check-url", "https://files.example/x/", "--organisation", ORGANISATION, self.file("a.txt", b"abc"))
        (message,) = self.pipeline.read(self.pipeline.published)
        self.assertEqual(problems("published", {**message, "value": None}), [])
        self.assertEqual(message["value"], b"")
        self.assertEqual(message["headers"]["ce_claimurl"], "https://files.example/x/a.txt")
        self.assertEqual(message["headers"]["ce_claimsha256"], "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")

    def test_what_cannot_be_read_is_named_and_the_rest_is_published(self):
        self.publish(self.file("a.txt", budget(ORGANISATION)), "/nonexistent", status=2)
        self.publish("--kind", "accounts", self.file("a.txt", b"x"), status=64)
        self.publish("--organisation", ORGANISATION, self.file("large", bytes(13 << 20)), status=69)
        self.assertEqual(sum(self.pipeline.ends(self.pipeline.published)), 1)


class Rejected(PipelineTest):
    def rejected(self, *arguments, status=0):
        return self.pipeline.run("mingzhang", "rejected", *arguments, "--kafka-brokers", self.pipeline.brokers,
                                 "--topic-rejected", self.pipeline.rejected, status=status)

    def listed(self, *arguments):
        return [json.loads(line) for line in self.rejected("list", "--format", "json", *arguments).splitlines()]

    def test_from_a_bad_message_to_its_replay(self):
        path = self.folder / "bad"
        path.write_bytes(b"\x00\x01\x02")
        headers = {"ce_specversion": "1.0", "ce_type": "disclosure.published.v1", "ce_id": "1", "ce_source": "urn:test", "x": "y"}
        self.pipeline.produce([{"key": "某局", "headers": headers, "file": str(path)},
                               {"key": "某局", "headers": {"ce_id": "2"}, "file": str(path)}])
        self.pipeline.worker()
        self.pipeline.relay()
        self.pipeline.settle()

        found = self.listed()
        self.assertEqual(len(found), 2)
        for message in found:
            self.assertEqual(problems("rejected", message), [])
        code = found[0]["headers"]["mz_code"]
        self.assertEqual(len(self.listed("--code", code)), 1)
        self.assertEqual(self.listed("--organisation", "别的局"), [])
        self.rejected("show", "0:99", status=65)

        before = self.pipeline.ends(self.pipeline.published)
        self.assertIn("replayed 1 of 1", self.rejected("replay", "--all", "--code", code))
        first, *_, last = self.pipeline.read(self.pipeline.published)
        self.assertEqual(sum(self.pipeline.ends(self.pipeline.published)), sum(before) + 1)
        for part in ("partition", "key", "headers", "value"):
            self.assertEqual(first[part], last[part], "as it was")
        wait_for("it is rejected again", lambda: len(self.listed()) == 3)


class Database(PipelineTest):
    def migrate(self, *arguments, status=0):
        return self.pipeline.run("mingzhang", "migrate", "--database", self.pipeline.database(), *arguments, status=status)

    def test_migrate_again_and_with_a_changed_file(self):
        files = sorted((ROOT / "schemas/sql").glob("*.sql"))
        self.assertEqual(self.migrate("--sql-dir", str(ROOT / "schemas/sql")).count("already applied"), len(files))
        self.assertEqual(self.pipeline.value("SELECT count(*) FROM migration"), len(files))
        (self.folder / "001_other.sql").write_text("select 1;")
        self.migrate("--sql-dir", str(self.folder), status=65)

    def test_a_migration_is_applied_wholly_or_not_at_all(self):
        path = self.folder / "990_broken.sql"
        path.write_text("create table mingzhang.half (a int); select nonsense;")
        self.migrate("--sql-dir", str(self.folder), status=69)
        self.assertIsNone(self.pipeline.value("SELECT to_regclass('mingzhang.half')"))
        path.write_text("create table mingzhang.whole (a int);")
        self.assertIn("would be applied", self.migrate("--sql-dir", str(self.folder), "--dry-run"))
        self.assertIsNone(self.pipeline.value("SELECT to_regclass('mingzhang.whole')"))

    def test_several_at_once(self):
        self.pipeline.psql("DROP SCHEMA mingzhang CASCADE")
        command = [BIN / "mingzhang", "migrate", "--database", self.pipeline.database()]
        running = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(3)]
        self.assertEqual([p.wait(PATIENCE) for p in running], [0, 0, 0])

    def test_the_page_names_every_table_and_view_and_its_queries_run(self):
        page = (ROOT / "docs/database.md").read_text()
        named = {kind: set(re.findall(r"^\| `(\w+)` \|", page.split(f"## {kind}\n")[1].split("\n## ")[0], re.M)) for kind in ("Views", "Tables")}
        kinds = "SELECT relname FROM pg_class WHERE relnamespace = 'mingzhang'::regnamespace AND NOT relispartition AND relkind IN "
        self.assertEqual(named["Views"], {r["relname"] for r in self.pipeline.rows(kinds + "('v')")})
        self.assertEqual(named["Tables"], {r["relname"] for r in self.pipeline.rows(kinds + "('r', 'p')")})
        for view in named["Views"]:
            self.pipeline.psql(f"SET ROLE mingzhang_reader; SELECT * FROM mingzhang.{view} LIMIT 1")
        for block in re.findall(r"```sql\n(.*?)```", page, re.S):
            self.pipeline.psql("SET ROLE mingzhang_reader; " + block)

    def test_status(self):
        self.pipeline.send([(ORGANISATION, budget(ORGANISATION)), (ORGANISATION, budget(ORGANISATION, year=2023))])
        arguments = ["status", "--format", "json", "--kafka-brokers", self.pipeline.brokers, "--database", self.pipeline.database(),
                     "--topic-published", self.pipeline.published, "--kafka-group", self.pipeline.name]
        before = json.loads(self.pipeline.run("mingzhang", *arguments))
        self.assertEqual((before["documents"]["current"], sum(p["lag"] for p in before["partitions"])), (0, 2))
        self.assertEqual((before["lag"], before["eta_seconds"], before["workers"]), (2, None, []))
        self.pipeline.worker("--worker-name", "first")
        self.pipeline.relay()
        self.pipeline.settle()
        after = json.loads(self.pipeline.run("mingzhang", *arguments))
        self.assertEqual((after["documents"]["current"], sum(p["lag"] for p in after["partitions"])), (2, 0))
        self.assertEqual(after["events"]["waiting"], 0)
        self.assertEqual((after["lag"], after["eta_seconds"]), (0, 0))
        self.assertGreater(after["documents_per_second"]["last_minute"], 0)
        self.assertEqual([(w["worker"], sorted(w["partitions"])) for w in after["workers"]], [("first", [0, 1, 2, 3])])
        text = self.pipeline.run("mingzhang", *["text" if a == "json" else a for a in arguments])
        for part in ("2 current", "documents/s in the last minute", "lag            0 messages\n", "workers        1; up to 4", " first\n"):
            self.assertIn(part, text)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[1:]])
