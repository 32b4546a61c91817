"""Members who go through their whole journey, one after the other, several at a time, as long as a test wants them to.

Each request is noted: when, what, and how it ended. After one that failed a member does as people do: looks where things stand,
and sends the form again where it still stands there.
"""

import collections
import html
import re
import threading
import time
import urllib.parse

Asked = collections.namedtuple("Asked", "at took method url status")

CODE = re.compile(r"(?:votre code est|confirmation)\s*:?\s*(\d{4})\b")
TEMPORARY = re.compile(r"temporaire\s*:\s*([2-9A-Za-z+=?*$]{4}(?: ?[2-9A-Za-z+=?*$]{4}){2})(?=\s|$)")
OWN = "Moisson-37 au fenil"


class Lost(Exception):
    """The journey cannot go on: the member has to begin again."""


class Member:
    """`person`: tests/delivery/people.py; `site` answers, `post` is where messages arrive."""

    def __init__(self, person, site, post, noted):
        self.person, self._site, self._post, self._noted = person, site, post, noted
        self._source = site.another_address()
        self._cookies = {}

    def _ask(self, method, url, body=b""):
        fields = []
        if self._cookies:
            fields.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self._cookies.items()))
        if method == "POST":
            fields += [f"Origin: https://{self._site.name}", "Content-Type: application/x-www-form-urlencoded"]
        began = time.monotonic()
        try:
            answer = self._site.ask(method, f"/acces/{url}", fields, body, source=self._source)
            status = answer.status
        except OSError:
            answer, status = None, 0
        self._noted.append(Asked(began, time.monotonic() - began, method, url, status))
        if status in (0, 429) or status >= 500:
            return None
        for line in answer.headers.get("Set-Cookie", ()):
            name, _, value = line.partition(";")[0].partition("=")
            self._cookies.pop(name, None)
            if value and "max-age=0" not in line.lower():
                self._cookies[name] = value
        return answer

    def _see(self, url):
        """Asked for until it is answered, for a minute."""
        for _ in range(120):
            if answer := self._ask("GET", url):
                return answer
            time.sleep(0.5)
        raise Lost(f"{url}: no answer for a minute")

    def send(self, url, leads_to, **fields):
        for _ in range(5):
            shown = self._see(url)
            token = re.search(r'name="csrf" value="([^"]*)"', shown.body.decode())
            if shown.status != 200 or token is None:
                raise Lost(f"{url}: {shown.status} {shown.headers.get('Location')}")
            answer = self._ask("POST", url, urllib.parse.urlencode({**fields, "csrf": html.unescape(token[1])}).encode())
            if answer is None:
                time.sleep(0.5)
                if leads_to != url and self._see(leads_to).status == 200:
                    return  # it was taken, and only the answer got lost
                continue
            to = answer.headers.get("Location", [""])[0].removeprefix("/acces/").partition("?")[0]
            if answer.status != 303 or to != leads_to:
                heading = re.search(r"<h1[^>]*>([^<]*)", answer.body.decode())
                raise Lost(f"{url}: {answer.status} {to or heading and heading[1]} instead of {leads_to}")
            return
        raise Lost(f"{url}: five times in vain")

    def journey(self):
        """The first access, to the account."""
        identifier = self.person.identifier
        self.send("identite", "justificatif", identifier=identifier)
        self.send("justificatif", "reception", proof="vitale", answer=self.person.vitale)
        self.send("reception", "code", channel="sms")
        self.send("code", "confirmation", code=self._post.next(self.person, CODE))
        self.send("connexion", "nouveau-mot-de-passe", identifier=identifier, password=self._post.next(self.person, TEMPORARY))
        self.send("nouveau-mot-de-passe", "nouveau-mot-de-passe", new_password=OWN, confirm_password=OWN)
        self.send("connexion", "coordonnees", identifier=identifier, password=OWN)


class Load:
    """Used with `with`: `at_once` members at a time, until the block ends; those on their way are let finish. `member`: makes one of a
    person, the site, the post and where requests are noted."""

    def __init__(self, people, site, post, at_once=3, member=Member):
        self._people, self._site, self._post, self._member = people, site, post, member
        self._lock = threading.Lock()
        self._enough = threading.Event()
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(at_once)]
        self.asked, self.done, self.lost = [], 0, []

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._enough.set()
        for thread in self._threads:
            thread.join(180)

    def _work(self):
        while not self._enough.is_set():
            with self._lock:
                person = next(self._people)
            try:
                self._member(person, self._site, self._post, self.asked).journey()
                self.done += 1
            except Lost as lost:
                self.lost.append(str(lost))

    def failed(self, since=0.0):
        return [asked for asked in list(self.asked) if asked.at >= since and (asked.status == 0 or asked.status >= 500 or asked.status == 429)]

    def figures(self, since):
        """For a `seen:` line: what failed since then, and from the first to the end of the last of it."""
        failed = self.failed(since)
        asked = [one for one in list(self.asked) if one.at >= since]
        if not failed:
            return f"none of {len(asked)} requests failed, the slowest took {max(one.took for one in asked):.1f} s"
        kinds = collections.Counter(f"{one.method} {one.status or 'cut off'}" for one in failed)
        lasted = max(one.at + one.took for one in failed) - min(one.at for one in failed)
        told = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
        return f"{len(failed)} of {len(asked)} requests failed ({told}) within {lasted:.1f} s"
