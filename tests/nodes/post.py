"""Where the members' SMS arrive, whichever gateway took them."""

import collections
import threading
import time

from load import Lost


class Post:
    def __init__(self):
        self._arrived = threading.Condition()
        self._texts = collections.defaultdict(list)

    def take(self, to, text):
        with self._arrived:
            self._texts[to].append(text)
            self._arrived.notify_all()

    def texts(self, person):
        with self._arrived:
            return list(self._texts[person.mobile])

    def next(self, person, pattern, within=120.0):
        """The last one of this kind, which alone is good when one came twice."""
        deadline = time.monotonic() + within
        with self._arrived:
            while True:
                found = [match[1] for text in self._texts[person.mobile] if (match := pattern.search(text))]
                if found:
                    return found[-1]
                if time.monotonic() > deadline:
                    raise Lost(f"no message with {pattern.pattern}")
                self._arrived.wait(1.0)
