"""docs/cli.md is true: commands, usage lines, options and exit codes are those of the binary."""

import os
import pathlib
import re
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("MZ_BIN", ROOT / "build/dev/bin"))
PAGE = (ROOT / "docs/cli.md").read_text()
NOWHERE = "127.0.0.1:1"


def run(*arguments):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MZ_")}
    return subprocess.run([BIN / "mingzhang", *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL, env=environment,
                          check=False)


def commands():
    """The subcommands that `mingzhang --help` lists."""
    return re.findall(r"^  ([a-z]+) ", run("--help").stdout.split("commands:\n")[1], re.M)


def sections():
    parts = re.split(r"^## mingzhang (\w+)\n", PAGE, flags=re.M)[1:]
    return dict(zip(parts[::2], parts[1::2]))


class CommandLine(unittest.TestCase):
    def test_every_command_has_a_section_and_every_section_a_command(self):
        self.assertEqual(sorted(sections()), sorted(commands()))

    def test_usage_lines_and_options(self):
        for name, section in sections().items():
            with self.subTest(command=name):
                shown = run(name, "--help")
                self.assertEqual(shown.returncode, 0)
                usage = re.search(r"^usage: (.*)$", shown.stdout, re.M)[1]
                self.assertIn(f"\n    {usage}\n", section)
                for option in re.findall(r"(?<![\w-])(--[a-z][a-z-]*)", section):
                    self.assertRegex(shown.stdout, rf"(?m)^  {option}(?![a-z-])", f"{option} is not an option of {name}")

    def test_examples_name_commands_with_options_that_exist(self):
        lines = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.S) for line in block.splitlines()]
        self.assertGreater(len(lines), len(commands()))
        for line in lines:
            for name, rest in re.findall(r"mingzhang (\w+)([^|]*)", line):
                help_text = run(name, "--help").stdout
                for option in re.findall(r"(--[a-z][a-z-]*)", rest):
                    self.assertIn(option, help_text, line)

    def test_exit_codes_are_those_of_the_header(self):
        header = (ROOT / "services/cli/cli.h").read_text()
        self.assertEqual(re.findall(r"^\| (\d+) \| `(\w+)`", PAGE, re.M),
                         [(number, name) for name, number in re.findall(r"(CLI_\w+) = (\d+)", header)])

    def test_exit_codes_as_they_come(self):
        for code, arguments in ((0, ["--help"]), (0, ["--version"]), (64, []), (64, ["nosuch"]), (64, ["publish"]),
                                (64, ["tail", "--format", "xml"]), (64, ["tail", "extra"]), (64, ["status", "--nosuch"]),
                                (64, ["rejected"]), (64, ["rejected", "replay"]), (64, ["rejected", "show", "17"]),
                                (2, ["migrate", "--sql-dir", "/nonexistent"]),
                                (69, ["migrate", "--database", "host=127.0.0.1 port=1"]),
                                (69, ["status", "--database", "host=127.0.0.1 port=1"]),
                                (69, ["publish", "--kafka-brokers", NOWHERE, "--timeout", "1s", __file__])):
            with self.subTest(arguments=arguments):
                done = run(*arguments)
                self.assertEqual(done.returncode, code, done.stderr)
                if code:
                    self.assertTrue(done.stderr, "an error says what it is")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[1:]])
