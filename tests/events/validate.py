#!/usr/bin/env python3
"""Validates messages, one JSON object per line on standard input, against schemas/events.

usage: validate.py published|anomalies|rejected

Exit status 0 when there was at least one message and all were valid, 1 otherwise."""

import json
import pathlib
import sys

import jsonschema

SCHEMAS = pathlib.Path(__file__).resolve().parents[2] / "schemas/events"


def load(name):
    schema = json.loads((SCHEMAS / f"{name}.json").read_text())
    validator = jsonschema.Draft202012Validator
    validator.check_schema(schema)
    return validator(schema)


def problems(topic, message):
    """What is wrong with a message of a topic; an empty list when nothing is."""
    if topic == "anomalies":
        errors = list(load("anomaly-message").iter_errors(message)) + list(load("anomaly").iter_errors(message.get("value")))
        found = [f"{'/'.join(map(str, e.absolute_path))}: {e.message}" for e in errors]
        if not found and message["value"]["event_id"] != message["headers"]["ce_id"]:
            found.append("ce_id is not the event_id of the value")
        if not found and message["value"]["organisation"]["name"] != message["key"]:
            found.append("the key is not the organisation's name")
        return found
    schema = load({"published": "published", "rejected": "rejected"}[topic])
    return [f"{'/'.join(map(str, e.absolute_path))}: {e.message}" for e in schema.iter_errors(message)]


def main():
    if len(sys.argv) != 2 or sys.argv[1] not in ("published", "anomalies", "rejected"):
        print(__doc__, file=sys.stderr)
        return 64
    count = bad = 0
    for line in sys.stdin:
        count += 1
        message = json.loads(line)
        found = problems(sys.argv[1], message)
        bad += bool(found)
        for problem in found:
            print(f"partition {message.get('partition')} offset {message.get('offset')}: {problem}", file=sys.stderr)
    print(f"{count - bad} of {count} messages valid")
    return 0 if count > 0 and bad == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
