"""docs/configuration.md is what the programs say of themselves. `--write` writes it anew."""

import os
import pathlib
import re
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("MZ_BIN", ROOT / "build/dev/bin"))
PAGE = ROOT / "docs/configuration.md"
HEAD = """# Configuration

Generated from the programs' option tables by `tests/docs/test_configuration.py --write`; a test keeps it true.

Every option is a flag (`--kafka-brokers HOST:PORT` or `--kafka-brokers=HOST:PORT`) and an environment variable
(`MZ_KAFKA_BROKERS`). A flag wins over the environment, the environment over the default. Sizes take `KiB`, `MiB` and
`GiB`, times `ms`, `s` and `min`.

Programs that speak to Kafka pass any property on to librdkafka: `--kafka.security.protocol=SASL_SSL`, or several in
`MZ_KAFKA_PROPERTIES="security.protocol=SASL_SSL;sasl.mechanism=SCRAM-SHA-512"`. The database is a libpq connection
string or URI, so `PGPASSWORD`, `PGSSLMODE` and the like work too.

"""


def help_markdown(*command):
    done = subprocess.run([BIN / command[0], *command[1:], "--help-markdown"], capture_output=True, text=True, check=False)
    return done.stdout.strip() + "\n" if done.returncode == 0 and done.stdout.startswith("#") else None


def commands():
    """The subcommands that `mingzhang --help` lists."""
    text = subprocess.run([BIN / "mingzhang", "--help"], capture_output=True, text=True, check=True).stdout
    return re.findall(r"^  ([a-z]+) ", text.split("commands:\n")[1], re.M)


def generate():
    sections = [help_markdown("mingzhang-worker"), help_markdown("mingzhang-relay")]
    sections += [help_markdown("mingzhang", name) for name in commands()]
    return HEAD + "\n".join(s for s in sections if s)


class Configuration(unittest.TestCase):
    maxDiff = None

    def test_the_page_is_true(self):
        self.assertEqual(PAGE.read_text(), generate(), "run tests/docs/test_configuration.py --write")

    def test_the_daemons_and_most_commands_are_there(self):
        page = PAGE.read_text()
        for name in ("mingzhang-worker", "mingzhang-relay", "mingzhang publish", "mingzhang tail", "mingzhang migrate"):
            self.assertRegex(page, rf"(?m)^#+ `?{name}")


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        PAGE.write_text(generate())
    else:
        unittest.main(argv=[sys.argv[0], "-v", *sys.argv[1:]])
