"""Holds k8s/ and deploy/ against what the programs really have: flags, environment variables, metrics; against the
Kubernetes schemas when kubernetes-validate is in .cache/venv (deploy/dev test puts it there when it can be had)."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ["MZ_BIN"])
MANIFESTS = sorted((ROOT / "k8s").rglob("*.yaml"))
PROPERTIES = {"MZ_KAFKA_PROPERTIES"}


def documents(path):
    return [d for d in yaml.safe_load_all(path.read_text()) if d]


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def variables(command):
    """The environment variables a program reads, from its own --help."""
    text = run(BIN / command[0], *command[1:], "--help")
    return set(re.findall(r"\bMZ_[A-Z_]+\b", text)) | {"MZ_" + flag.upper().replace("-", "_")
                                                       for flag in re.findall(r"^\s*--([a-z][a-z-]+)", text, re.M)}


def containers():
    """(where, command, {variable: value}) of every container of the base, with the ConfigMap's entries."""
    maps = {d["metadata"]["name"]: d["data"] for p in MANIFESTS for d in documents(p)
            if d.get("kind") == "ConfigMap" and p.parent.name == "base"}
    for path in MANIFESTS:
        for document in documents(path):
            template = document.get("spec", {}).get("template", {}) if document.get("kind") in ("Deployment", "Job") else {}
            for container in template.get("spec", {}).get("containers", []):
                if "command" not in container:
                    continue  # a patch
                env = {}
                for source in container.get("envFrom", []):
                    env.update(maps[source["configMapRef"]["name"]])
                env.update({e["name"]: e.get("value") for e in container.get("env", [])})
                yield f"{path.name}: {container['name']}", container["command"] + container.get("args", []), env


def compose_services():
    compose = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text())
    for name, service in compose["services"].items():
        if service.get("image") == "mingzhang":
            yield f"compose: {name}", service.get("entrypoint", []) + service["command"], service["environment"]


class Options(unittest.TestCase):
    def test_every_variable_and_flag_exists(self):
        # Both daemons read one ConfigMap and the compose file one list, so each may be given what only the other knows.
        daemons = variables(["mingzhang-worker"]) | variables(["mingzhang-relay"]) | PROPERTIES
        seen = 0
        for where, command, env in [*containers(), *compose_services()]:
            known = variables([w for w in command if not w.startswith("--")])
            with self.subTest(where):
                self.assertTrue(known & set(env), "it reads nothing of what it is given")
                self.assertEqual(set(env) - known - daemons, set())
                flags = {"MZ_" + w[2:].split("=")[0].upper().replace("-", "_") for w in command if w.startswith("--")}
                self.assertEqual(flags - known, set())
            seen += 1
        self.assertGreaterEqual(seen, 6)

    def test_topics_and_group_are_the_same_everywhere(self):
        worker = next(env for where, _, env in containers() if where.startswith("worker.yaml"))
        relay = next(env for where, _, env in containers() if where.startswith("relay.yaml"))
        self.assertEqual(worker["MZ_TOPIC_ANOMALIES"], relay["MZ_TOPIC_ANOMALIES"])
        for path in MANIFESTS:
            for document in documents(path):
                if document.get("kind") != "ScaledObject":
                    continue
                trigger = document["spec"]["triggers"][0]["metadata"]
                self.assertEqual((trigger["consumerGroup"], trigger["topic"]),
                                 (worker["MZ_KAFKA_GROUP"], worker["MZ_TOPIC_PUBLISHED"]), path)

    def test_probes_and_scrapes_use_the_port_of_the_http_address(self):
        for path in MANIFESTS:
            for document in documents(path):
                if document.get("kind") != "Deployment" or path.parent.name != "base":
                    continue
                template = document["spec"]["template"]
                container = template["spec"]["containers"][0]
                port = container["ports"][0]
                env = next(env for where, _, env in containers() if where.startswith(path.name))
                self.assertEqual(env["MZ_HTTP_ADDRESS"], f"0.0.0.0:{port['containerPort']}")
                self.assertEqual(template["metadata"]["annotations"]["prometheus.io/port"], str(port["containerPort"]))
                for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
                    self.assertEqual(container[probe]["httpGet"]["port"], port["name"])
                    self.assertIn(container[probe]["httpGet"]["path"], ("/healthz", "/readyz"))


def size(text):
    """Bytes of "8MiB" or of Kubernetes' "768Mi"."""
    number, unit = re.fullmatch(r"(\d+)([KMG])i(?:B)?", text).groups()
    return int(number) << {"K": 10, "M": 20, "G": 30}[unit]


class Memory(unittest.TestCase):
    def test_the_largest_document_fits_into_the_limit(self):
        """Thirty times its text per parsed document, three of them where years are compared (docs/operations.md)."""
        worker = next(env for where, _, env in containers() if where.startswith("worker.yaml"))
        for path in MANIFESTS:
            for document in documents(path) if path.name == "worker.yaml" else []:
                limit = document["spec"]["template"]["spec"]["containers"][0]["resources"]["limits"]["memory"]
                self.assertLess(3 * 30 * size(worker["MZ_DOCUMENT_BYTES"]), size(limit), path)


class Kubernetes(unittest.TestCase):
    def test_kustomizations_refer_to_files_that_are_there(self):
        for path in MANIFESTS:
            if path.name != "kustomization.yaml":
                continue
            kustomization = documents(path)[0]
            for name in kustomization["resources"] + [p["path"] for p in kustomization.get("patches", [])]:
                self.assertTrue((path.parent / name).exists(), f"{path}: {name}")
            named = set(kustomization["resources"]) | {p["path"] for p in kustomization.get("patches", [])}
            there = {p.name for p in path.parent.glob("*.yaml")} - {"kustomization.yaml", "secret.example.yaml"}
            self.assertLessEqual(there, named, f"{path} does not name every file beside it")

    @unittest.skipUnless(shutil.which("kubectl"), "kubectl is not installed")
    def test_kustomize_builds_every_overlay(self):
        for path in MANIFESTS:
            if path.name == "kustomization.yaml":
                built = list(yaml.safe_load_all(run("kubectl", "kustomize", str(path.parent))))
                kinds = [d["kind"] for d in built]
                self.assertEqual(kinds.count("Deployment"), 2, path)
                self.assertEqual({d["metadata"].get("namespace", "mingzhang") for d in built}, {"mingzhang"})

    @unittest.skipUnless((ROOT / ".cache/venv/bin/kubernetes-validate").exists(), "kubernetes-validate is not installed")
    def test_against_the_kubernetes_schemas(self):
        files = [p for p in MANIFESTS if p.name != "kustomization.yaml" and p.parent.name == "base"
                 and not any(d["apiVersion"].startswith("keda.sh") for d in documents(p))]
        done = subprocess.run([ROOT / ".cache/venv/bin/kubernetes-validate", "--strict", *files], capture_output=True,
                              text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_scaling_stays_within_reason(self):
        """KEDA's schema is not at hand: the settings that hurt when they are wrong."""
        for path in MANIFESTS:
            for document in documents(path):
                if document.get("kind") != "ScaledObject":
                    continue
                spec = document["spec"]
                self.assertLessEqual(spec["minReplicaCount"], spec["maxReplicaCount"])
                for value in spec["triggers"][0]["metadata"].values():
                    self.assertIsInstance(value, str, "KEDA's trigger metadata are strings")
        worker = next(d for d in documents(ROOT / "k8s/base/worker.yaml") if d["kind"] == "Deployment")
        self.assertNotIn("replicas", worker["spec"], "the ScaledObject decides")


class Monitoring(unittest.TestCase):
    def metrics(self):
        """Every metric name that the sources define, with histogram suffixes."""
        names = set()
        for path in (ROOT / "services").rglob("*.c"):
            names |= set(re.findall(r'"((?:mz|kafka|process)_[a-z_]+)[" {]', path.read_text()))
            names |= set(re.findall(r'\b((?:mz|kafka|process)_[a-z]+(?:_[a-z]+)+)\{', path.read_text()))
        return names | {n + s for n in names if n.endswith("_seconds") for s in ("_bucket", "_sum", "_count")}

    def used(self, text):
        return set(re.findall(r"\b(?:mz_(?:worker|relay)|kafka_consumergroup|process)_[a-z_]+", text))

    def test_dashboard_and_rules_use_metrics_that_exist(self):
        dashboard = json.loads((ROOT / "deploy/grafana/mingzhang.json").read_text())
        expressions = [t["expr"] for panel in dashboard["panels"] for t in panel.get("targets", [])]
        self.assertGreater(len(expressions), 8)
        for rules in (ROOT / "deploy/prometheus/rules").glob("*.yml"):
            groups = yaml.safe_load(rules.read_text())["groups"]
            for rule in (r for g in groups for r in g["rules"]):
                self.assertIn("summary", rule["annotations"], rule)
                expressions.append(rule["expr"])
        self.assertEqual(self.used("\n".join(expressions)) - self.metrics(), set())

    promtool = next((str(p) for p in (ROOT / ".cache/tools/promtool",) if p.exists()), shutil.which("promtool"))

    @unittest.skipUnless(promtool, "promtool is not installed")
    def test_rules_fire_as_they_should(self):
        folder = ROOT / "deploy/prometheus"
        for command in (["check", "rules", *map(str, (folder / "rules").glob("*.yml"))],
                        ["test", "rules", str(folder / "rules.test.yml")]):
            done = subprocess.run([self.promtool, *command], capture_output=True, text=True, cwd=folder, check=False)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[1:]])
