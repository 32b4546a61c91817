import json
import tempfile
import unittest
from pathlib import Path

import here  # noqa: F401
from mailbox import Mailbox


class MailboxTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name) / "mailbox"
        self.folder.mkdir()
        self.mailbox = Mailbox(self.folder)

    def put(self, name, **fields):
        message = {"id": "a", "channel": "sms", "to": "x", "subject": None, "text": "t", "reference": "R", "sent_at": "1"}
        (self.folder / name).write_text(json.dumps({**message, **fields}), "utf-8")

    def test_the_newest_comes_first_also_within_one_instant(self):
        self.put("9-a.json", id="first", sent_at="2026-11-23T12:00:00Z")
        self.put("10-b.json", id="second", sent_at="2026-11-23T12:00:00Z")
        self.put("11-c.json", id="earlier", sent_at="2026-11-22T12:00:00Z")
        self.assertEqual([m["id"] for m in self.mailbox.messages()], ["second", "first", "earlier"])

    def test_a_message_has_the_promised_fields_and_only_a_letter_a_pdf(self):
        self.put("1-a.json", id=1, extra="kept inside")
        self.put("2-b.json", id="2", channel="letter", pdf="2-b.pdf")
        letter, sms = sorted(self.mailbox.messages(), key=lambda m: m["channel"])
        fields = {"id", "channel", "to", "subject", "text", "reference", "sent_at"}
        self.assertEqual(set(sms), fields)
        self.assertEqual(set(letter), fields | {"pdf"})
        self.assertEqual(letter["pdf"], "/demo/letters/2.pdf")

    def test_a_broken_file_hides_no_message(self):
        self.put("1-a.json")
        (self.folder / "2-b.json").write_text("{half")
        (self.folder / "3-c.json").write_text("[]")
        self.assertEqual(len(self.mailbox.messages()), 1)

    def test_a_letter_is_read_by_its_id(self):
        self.put("1-a.json", id="L1", channel="letter", pdf="1-a.pdf")
        (self.folder / "1-a.pdf").write_bytes(b"%PDF")
        self.assertEqual(self.mailbox.letter("L1"), b"%PDF")
        self.assertIsNone(self.mailbox.letter("L2"))

    def test_no_letter_lies_outside_the_mailbox(self):
        (self.folder.parent / "secret").write_bytes(b"key")
        self.put("1-a.json", id="L1", channel="letter", pdf="../secret")
        self.assertIsNone(self.mailbox.letter("L1"))
        self.assertIsNone(self.mailbox.letter("../secret"))


if __name__ == "__main__":
    unittest.main()
