"""stack.py - the hands of the integration tests: a private pipeline (topics, database, consumer group) on the stack that
deploy/dev started, the programs under test as processes, and questions to Kafka and PostgreSQL.

Standard library only: Kafka is reached through `probe` (probe.c), PostgreSQL through psql."""

import base64
import hashlib
import json
import os
import pathlib
import re
import signal
import shutil
import subprocess
import time
import unittest
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ["MZ_BIN"])
STACK = pathlib.Path(os.environ["MZ_STACK"])
PSQL = "/usr/lib/postgresql/15/bin/psql"
# A worker that was killed holds its partitions until its session ends.
SESSION = ("--kafka.session.timeout.ms=3000", "--kafka.heartbeat.interval.ms=500")
PATIENCE = 120  # seconds until a wait is given up as a hang; nothing is measured with it


def read_env():
    """What deploy/dev wrote down about the stack."""
    text = (STACK / "env").read_text()
    return dict(re.findall(r"^export (\w+)='(.*)'$", text, re.M))


def wait_for(what, condition, pause=0.1):
    """Returns condition()'s first true value; fails when it stays false."""
    end = time.monotonic() + PATIENCE
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"waited {PATIENCE} s in vain: {what}")
        time.sleep(pause)


class Process:
    """A program under test, its log in a file."""

    def __init__(self, command, log, env=None):
        self.log = log
        self.name = pathlib.Path(command[0]).name
        with open(log, "ab") as out:
            self.popen = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                          env={**os.environ, **(env or {})})

    def running(self):
        return self.popen.poll() is None

    def signal(self, number):
        self.popen.send_signal(number)

    def kill(self):
        """SIGKILL, as a crash."""
        if self.running():
            self.popen.kill()
        return self.popen.wait()

    def stop(self):
        """SIGTERM and the exit status."""
        if self.running():
            self.popen.terminate()
        try:
            return self.popen.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()
            raise AssertionError(f"{self.name} did not end after SIGTERM") from None

    def ended(self):
        """Waits for it to end by itself; its exit status."""
        wait_for(f"{self.name} ends", lambda: not self.running())
        return self.popen.returncode

    def events(self, name=None):
        """The JSON lines it has logged so far, all of them or those of one event."""
        lines = []
        for line in self.log.read_text(errors="replace").splitlines():
            if line.startswith("{"):
                try:
                    lines.append(json.loads(line))
                except json.JSONDecodeError:
                    pass  # the last line may be half written
        return [line for line in lines if name is None or line.get("event") == name]


class Pipeline:
    """Topics, a database and a consumer group of its own."""

    def __init__(self, folder, partitions=4):
        self.env = read_env()
        self.brokers = self.env["MZ_KAFKA_BROKERS"]
        self.name = "t" + uuid.uuid4().hex[:12]
        self.folder = folder
        self.processes = []
        self.published, self.anomalies, self.rejected = (f"{self.name}.{x}" for x in ("published", "anomalies", "rejected"))
        for topic, count in ((self.published, partitions), (self.anomalies, 2), (self.rejected, 1)):
            self.probe("create", topic, str(count))
        self.psql("CREATE DATABASE " + self.name, database="mingzhang")
        self.run("mingzhang", "migrate", "--database", self.database())

    # ---- programs

    def database(self, role="mingzhang"):
        return (f"host=127.0.0.1 port={self.env['STACK_POSTGRES_PORT']} user={role} "
                f"password={self.env['STACK_POSTGRES_PASSWORD']} dbname={self.name}")

    def run(self, program, *arguments, status=0, text=True):
        """Runs a program to its end; its standard output."""
        done = subprocess.run([BIN / program, *arguments], capture_output=True, text=text, timeout=PATIENCE,
                              stdin=subprocess.DEVNULL, check=False)
        if done.returncode != status:
            raise AssertionError(f"{program} {arguments}: exit status {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def start(self, program, *arguments, env=None):
        log = self.folder / f"{self.name}-{len(self.processes)}-{program}.log"
        process = Process([BIN / program, *arguments], log, env)
        self.processes.append(process)
        return process

    def worker(self, *arguments, env=None):
        return self.start("mingzhang-worker", "--kafka-brokers", self.brokers, "--database", self.database("mingzhang_writer"),
                          "--topic-published", self.published, "--topic-anomalies", self.anomalies,
                          "--topic-rejected", self.rejected, "--kafka-group", self.name, "--http-address", "127.0.0.1:0",
                          *SESSION, *arguments, env=env)

    def relay(self, *arguments, env=None):
        return self.start("mingzhang-relay", "--kafka-brokers", self.brokers, "--database", self.database("mingzhang_publisher"),
                          "--topic-anomalies", self.anomalies, "--topic-rejected", self.rejected,
                          "--http-address", "127.0.0.1:0", *arguments, env=env)

    def publish(self, *files):
        self.run("mingzhang", "publish", "--kafka-brokers", self.brokers, "--topic-published", self.published,
                 *map(str, files))

    # ---- Kafka

    def probe(self, *arguments, stdin=None):
        done = subprocess.run([BIN / "probe", self.brokers, *arguments], input=stdin, capture_output=True, text=True,
                              timeout=PATIENCE, check=False)
        if done.returncode != 0:
            raise AssertionError(f"probe {arguments}: {done.stderr}")
        return done.stdout

    def produce(self, messages):
        """Puts messages ({"key", "headers", "file", "partition"}) into the published topic as they are."""
        self.probe("produce", self.published, stdin="".join(json.dumps(m) + "\n" for m in messages))

    def send(self, documents):
        """Publishes (organisation, bytes) pairs with headers that are the same in every run."""
        messages = []
        for organisation, content in documents:
            digest = hashlib.sha256(content).hexdigest()
            path = self.folder / (digest + ".txt")
            path.write_bytes(content)
            messages.append({"key": organisation, "file": str(path), "headers": event_headers(organisation, digest)})
        self.produce(messages)

    def ends(self, topic):
        return [int(line) for line in self.probe("ends", topic).split()]

    def read(self, topic):
        """All messages of a topic, values as bytes."""
        messages = [json.loads(line) for line in self.probe("read", topic).splitlines()]
        for message in messages:
            message["value"] = base64.b64decode(message["value"])
        return sorted(messages, key=lambda m: (m["partition"], m["offset"]))

    def reasons(self):
        """Why messages were rejected: [(code, message)]."""
        return [(m["headers"]["mz_code"], m["headers"]["mz_message"]) for m in self.read(self.rejected)]

    # ---- PostgreSQL

    def psql(self, statement, database=None):
        connection = self.database().replace(f"dbname={self.name}", f"dbname={database or self.name}")
        done = subprocess.run([PSQL, "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d", connection],
                              input=statement, capture_output=True, text=True, timeout=PATIENCE, check=False)
        if done.returncode != 0:
            raise AssertionError(f"{statement}: {done.stderr}")
        return done.stdout.strip()

    def rows(self, query):
        """The rows of a query as dictionaries."""
        text = self.psql(f"SET search_path = mingzhang; SELECT coalesce(json_agg(t), '[]') FROM ({query}) t")
        return json.loads(text)

    def value(self, query):
        return list(self.rows(query)[0].values())[0]

    def consumed(self, ends=None):
        """Whether every message of the published topic is behind the offsets in PostgreSQL. ends: those of the topic,
        when they are known."""
        stored = {r["partition"]: r["next_offset"]
                  for r in self.rows(f"SELECT partition, next_offset FROM consumer_offset WHERE topic = '{self.published}'")}
        return all(stored.get(i, 0) >= end for i, end in enumerate(ends or self.ends(self.published)))

    def sent(self):
        return self.value("SELECT count(*) FROM outbox WHERE sent_at IS NULL") == 0

    def settle(self, relay=True):
        """Waits until all that was published is stored, and (with a relay) all events are sent."""
        wait_for("everything published is stored", self.consumed)
        if relay:
            wait_for("the outbox is sent", self.sent)

    def snapshot(self):
        """Row count and checksum of every table, without what differs between two runs over the same messages."""
        result = {}
        for table, (ignored, expressions) in TABLES.items():
            columns = [r["column_name"] for r in self.rows(
                f"SELECT column_name FROM information_schema.columns WHERE table_schema = 'mingzhang' "
                f"AND table_name = '{table}' ORDER BY column_name") if r["column_name"] not in ignored]
            row = ", ".join(expressions.get(c, f'"{c}"') for c in columns)
            result[table] = tuple(self.rows(
                f"SELECT count(*) AS n, coalesce(md5(string_agg(md5(r::text), '' ORDER BY md5(r::text))), '') AS sum "
                f"FROM (SELECT {row} FROM {table}) r")[0].values())
        return result

    def close(self):
        for process in self.processes:
            process.kill()
        self.psql(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)", database="mingzhang")


# Per table: columns that may differ between two runs over the same messages, and expressions for columns that may in part.
TABLES = {
    "organisation": ({"first_seen_at"}, {}),
    "document": ({"stored_at", "published_at", "superseded_at", "withdrawn_at", "event_time", "source_topic"}, {}),
    "withdrawal": ({"stored_at"}, {}),
    "line_item": (set(), {}),
    "fact": (set(), {}),
    "project": (set(), {}),
    "finding": ({"raised_at", "withdrawn_at"}, {}),
    "change": (set(), {}),
    "coverage": (set(), {}),
    "consumer_offset": ({"updated_at", "topic", "attempts", "attempting_offset", "attempting_count"}, {}),
    "outbox": ({"seq", "xid", "topic", "created_at", "sent_at", "sent_partition", "sent_offset", "headers"},
               {"payload": "payload - 'occurred_at'"}),
}


def event_headers(organisation, digest, **more):
    """CloudEvents headers of a published document."""
    return {"ce_specversion": "1.0", "ce_type": "disclosure.published.v1", "ce_id": digest, "ce_source": "urn:test",
            "ce_time": "2024-03-01T00:00:00Z", "content-type": "text/plain; charset=utf-8", "ce_organisation": organisation, **more}


class PipelineTest(unittest.TestCase):
    """A test with a pipeline of its own in self.pipeline; after a failure the ends of the programs' logs are shown."""

    partitions = 4

    def setUp(self):
        self.folder = STACK / "tests" / self.id().rsplit("__main__.", maxsplit=1)[-1]
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.pipelines = []
        self.pipeline = self.new_pipeline()

    def new_pipeline(self, partitions=None):
        pipeline = Pipeline(self.folder, partitions or self.partitions)
        self.pipelines.append(pipeline)
        return pipeline

    def tearDown(self):
        outcome = self._outcome.result
        failed = any(test is self for test, _ in outcome.failures + outcome.errors)
        for pipeline in self.pipelines:
            for process in pipeline.processes:
                process.kill()
                report = process.log.read_text(errors="replace")
                if "ERROR: AddressSanitizer" in report or "runtime error:" in report:
                    failed = True
                    self.sanitizer_report = report
            if failed:
                for process in pipeline.processes:
                    print(f"---- {process.log.name}")
                    print("\n".join(process.log.read_text(errors="replace").splitlines()[-40:]))
            pipeline.close()
        self.assertFalse(hasattr(self, "sanitizer_report"), "a sanitizer reported an error")

    # ---- what must always hold

    def assert_topic_equals_outbox(self, pipeline=None):
        """The anomaly topic holds the event ids of the outbox, each once, in commit order per key."""
        pipeline = pipeline or self.pipeline
        outbox = pipeline.rows(f"SELECT id, aggregateid, seq FROM outbox WHERE topic = '{pipeline.anomalies}' ORDER BY seq")
        topic = pipeline.read(pipeline.anomalies)
        ids = [m["headers"]["ce_id"] for m in topic]
        self.assertEqual(len(ids), len(set(ids)), "an event is on the topic twice")
        self.assertEqual(set(ids), {r["id"] for r in outbox})
        per_key = {}
        for message in topic:
            per_key.setdefault(message["key"], []).append(message["headers"]["ce_id"])
        for key, found in per_key.items():
            self.assertEqual(found, [r["id"] for r in outbox if r["aggregateid"] == key], key)
        return topic

    def assert_complete(self, pipeline=None):
        """No document is partially visible: what document says about its rows is what the tables hold."""
        pipeline = pipeline or self.pipeline
        count = "(SELECT document_id, count(*) AS n FROM {0} GROUP BY document_id) {0} ON {0}.document_id = d.id"
        wrong = pipeline.rows(
            f"SELECT d.id FROM document d LEFT JOIN {count.format('line_item')} "
            f"LEFT JOIN {count.format('fact')} "
            "WHERE d.line_items <> coalesce(line_item.n, 0) OR d.facts <> coalesce(fact.n, 0)")
        self.assertEqual(wrong, [])


