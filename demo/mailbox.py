"""The folder in which the demo's courier leaves what it sends: NNN-ID.json, and for a letter a PDF beside it."""

import json
import re
from pathlib import Path

FIELDS = ("id", "channel", "to", "subject", "text", "reference", "sent_at")
_LETTER_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Mailbox:
    def __init__(self, folder):
        self._folder = Path(folder)

    def _files(self):
        return [path for path in self._folder.glob("*.json") if not path.name.startswith(".")]

    def messages(self):
        """Newest first, in the form of /demo/messages.json."""
        found = []
        for path in self._files():
            content = self._read(path)
            if content is None:
                continue
            message = {name: content.get(name) for name in FIELDS}
            message["id"] = str(message["id"])
            if content.get("pdf"):
                message["pdf"] = f"/demo/letters/{message['id']}.pdf"
            found.append((str(message["sent_at"]), _number(path), message))
        found.sort(key=lambda item: item[:2], reverse=True)
        return [message for _, _, message in found]

    def letter(self, wanted):
        """The PDF of a letter, or None."""
        if not _LETTER_ID.fullmatch(wanted):
            return None
        for path in self._files():
            content = self._read(path)
            if content is None or str(content.get("id")) != wanted or not content.get("pdf"):
                continue
            pdf = self._folder / Path(content["pdf"]).name  # the name alone: never out of the mailbox
            return pdf.read_bytes() if pdf.is_file() else None
        return None

    @staticmethod
    def _read(path):
        """None for a file that is no message: the page of messages must show the others."""
        try:
            content = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            return None
        return content if isinstance(content, dict) and "id" in content else None


def _number(path):
    """NNN of the name: orders messages of one and the same instant."""
    digits = path.name.partition("-")[0]
    return int(digits) if digits.isdigit() else 0
