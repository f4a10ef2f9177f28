"""Bad input gets a clear reason on the rejected topic, its bytes stay as they were, and the partition goes on."""

import sys
import unittest

from documents import budget
from stack import PipelineTest, event_headers

ORGANISATION = "云溪县公安局"


class BadInput(PipelineTest):
    partitions = 1  # whatever is rejected must not block what comes behind it

    def reject(self, value, headers=None, key="某局", **arguments):
        """Publishes value and a good document behind it; the rejected message."""
        path = self.folder / "bad"
        path.write_bytes(value)
        self.pipeline.produce([{"key": key, "headers": event_headers(key, "bad") if headers is None else headers, "file": str(path)}])
        self.pipeline.send([(ORGANISATION, budget(ORGANISATION))])
        self.pipeline.worker(**arguments)
        self.pipeline.relay()
        self.pipeline.settle()
        self.assertEqual(self.pipeline.value("SELECT count(*) FROM document"), 1, "the good document behind is stored")
        messages = self.pipeline.read(self.pipeline.rejected)
        self.assertEqual(len(messages), 1)
        message = messages[0]
        self.assertEqual(message["key"], key)
        self.assertEqual(message["value"], value, "the original bytes")
        self.assertEqual(message["headers"]["__connect.errors.topic"], self.pipeline.published)
        self.assertEqual(message["headers"]["__connect.errors.partition"], "0")
        self.assertEqual(message["headers"]["__connect.errors.offset"], "0")
        self.assertTrue(message["headers"]["__connect.errors.exception.message"])
        return message["headers"]

    def test_no_envelope_at_all(self):
        self.assertEqual(self.reject(budget("某局"), headers={})["mz_code"], "envelope-attribute-missing")

    def test_wrong_type_of_event(self):
        headers = {**event_headers("某局", "bad"), "ce_type": "something.else.v1"}
        self.assertEqual(self.reject(budget("某局"), headers=headers)["mz_code"], "envelope-attribute-invalid")

    def test_structured_envelope_with_missing_fields(self):
        headers = {"content-type": "application/cloudevents+json"}
        self.assertEqual(self.reject(b'{"specversion": "1.0", "id": "1"}', headers=headers)["mz_code"],
                         "envelope-attribute-missing")

    def test_structured_envelope_that_is_no_json(self):
        headers = {"content-type": "application/cloudevents+json"}
        self.assertEqual(self.reject(b'{"specversion": ', headers=headers)["mz_code"], "envelope-not-json")

    def test_garbage_bytes(self):
        self.assertIn(self.reject(bytes(range(256)) * 40)["mz_code"], ("binary-document", "bad-encoding"))

    def test_empty_message(self):
        self.assertIn(self.reject(b"")["mz_code"], ("empty-document", "envelope-without-data"))

    def test_readable_text_that_is_no_disclosure(self):
        self.assertEqual(self.reject("今天天气很好。\n".encode() * 30)["mz_code"], "not-a-disclosure")

    def test_document_cut_in_half(self):
        content = budget("某局")
        cut = content.index("公安\t".encode(), len(content) // 2 - 400) + 1  # inside a character of a table row
        self.assertEqual(self.reject(content[:cut])["mz_code"], "truncated-document")

    def test_ten_megabytes_of_digits(self):
        self.reject(b"1234567890" * 1_000_000)


class Large(PipelineTest):
    partitions = 1

    def test_document_of_ten_megabytes(self):
        """As long as the largest message: read like any other."""
        paragraph = "本部门认真贯彻落实过紧日子要求，厉行节约，勤俭办一切事业。\n" * 1000
        content = budget(ORGANISATION)
        while len(content) + len(paragraph.encode()) < 10_000_000:
            content += paragraph.encode()
        self.pipeline.send([(ORGANISATION, content), ("云溪县财政局", budget("云溪县财政局", number=2))])
        self.pipeline.worker()
        self.pipeline.relay()
        self.pipeline.settle()
        self.assertEqual(self.pipeline.reasons(), [])
        self.assertEqual(self.pipeline.value("SELECT count(*) FROM document"), 2)
        self.assertEqual(self.pipeline.value("SELECT max(length(content)) FROM document"), len(content))
        self.assert_complete()


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[1:]])
