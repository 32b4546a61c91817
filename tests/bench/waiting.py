"""How long single requests wait, one kind after the other, while something else goes on."""

import http.client
import re
import threading
import time
from urllib.parse import urlencode

from surroundings import PREFIX

CSRF = re.compile(rb'name="csrf" value="([^"]+)"')


class Waiting(threading.Thread):
    """Used with `with`. `times`: name to milliseconds of each answer. Somebody new asks each time, ten times a second."""

    def __init__(self, port, identifiers, pause=0.1):
        super().__init__()
        self._port, self._identifiers, self._pause = port, identifiers, pause
        self.times, self._failure, self._ended = {}, None, threading.Event()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, kind, *_):
        self._ended.set()
        self.join()
        if self._failure and kind is None:
            raise SystemExit(f"waiting: {self._failure}")

    def run(self):
        try:
            self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
            for turn in range(1_000_000):
                self._visit(self._identifiers[turn % len(self._identifiers)])
                if self._ended.wait(self._pause):
                    break
        except (OSError, http.client.HTTPException, AssertionError) as error:
            self._failure = error

    def _visit(self, identifier):
        self._ask("a request that asks the database", "GET", "sante/pret")
        form, head = self._ask("the first page", "GET", "identite")
        cookies = "; ".join(value.split(";")[0] for name, value in head if name.lower() == "set-cookie")
        body = urlencode({"csrf": CSRF.search(form)[1], "identifier": identifier})
        self._ask("an identifier is looked up, a journey begins", "POST", "identite", body, cookies, 303)

    def _ask(self, what, method, path, body=None, cookies="", status=200):
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"} if cookies else {}
        began = time.monotonic()
        self._connection.request(method, PREFIX + path, body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        self.times.setdefault(what, []).append((time.monotonic() - began) * 1000)
        if answer.status != status:
            raise AssertionError(f"{method} {path}: {answer.status}")
        return content, answer.getheaders()


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]
