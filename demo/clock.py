"""The demo's clock: how many seconds its database is ahead of the machine."""

import os
import re
import time
from pathlib import Path

# MariaDB 10.11 ends itself when the clock passes 19 January 2038, the last day of a 32-bit time.
LAST_TIME = 2145916800  # 2038-01-01T00:00:00Z


def parse_advance(text):
    """Seconds to move forward, or None: time does not go back."""
    if not re.fullmatch(r"[0-9]{1,10}", text):
        return None
    return int(text)


class Clock:
    def __init__(self, path):
        self._path = Path(path)

    def make(self):
        if not self._path.exists():
            self._write(0)

    def ahead(self):
        return int(self._path.read_text("ascii"))

    def advance(self, seconds):
        """False when that would leave the years that the database knows."""
        ahead = self.ahead() + seconds
        if time.time() + ahead >= LAST_TIME:
            return False
        self._write(ahead)
        return True

    def _write(self, ahead):
        # By renaming: libfaketime must never read half a number.
        draft = self._path.with_name(self._path.name + ".new")
        draft.write_text(f"+{ahead}\n", "ascii")
        os.replace(draft, self._path)
