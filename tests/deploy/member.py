"""A member's browser on the machine's site, and the mailbox in which the machine's mail server leaves what is for everybody."""

import email
import email.policy
import html
import re
import time
import urllib.parse

from site_client import NAME, Site

CODE = re.compile(r"code de confirmation\s*:\s*(\d{4})\b")
TEMPORARY = re.compile(r"temporaire\s*:\s*([2-9A-Za-z+=?*$]{4}(?: ?[2-9A-Za-z+=?*$]{4}){2})(?=\s|$)")
MAILS = "/home/boite/Maildir/new"


class Member:
    def __init__(self, machine, row, proof, answer):
        """`row`: of adherents.csv."""
        self.identifier, self.kind, self.name, *self.rest = row.split(";")
        self.email, self.mobile = self.rest[6:8]
        self.proof, self.answer = proof, answer
        self.password = None
        self._machine, self._site = machine, Site(machine)
        self._address = Site.another_address()
        self._cookies = {}
        self._seen = set()

    # ---- The browser

    def ask(self, method, path, body=b"", fields=()):
        if self._cookies:
            fields = [*fields, "Cookie: " + "; ".join(f"{name}={value}" for name, value in self._cookies.items())]
        if method == "POST":
            fields = [*fields, f"Origin: https://{NAME}", "Content-Type: application/x-www-form-urlencoded"]
        answer = self._site.ask(method, path, fields, body, source=self._address)
        for line in answer.headers.get("Set-Cookie", ()):
            name, _, value = line.partition(";")[0].partition("=")
            self._cookies.pop(name, None)
            if value and "max-age=0" not in line.lower():
                self._cookies[name] = value
        return answer

    def send(self, url, **fields):
        """The form of a page; the URL that it leads to."""
        shown = self.ask("GET", f"/acces/{url}")
        token = re.search(r'name="csrf" value="([^"]*)"', shown.body.decode())
        if shown.status != 200 or token is None:
            raise AssertionError(f"{url}: {shown.status} {shown.headers.get('Location')}, no form")
        answer = self.ask("POST", f"/acces/{url}", urllib.parse.urlencode({**fields, "csrf": html.unescape(token[1])}).encode())
        if answer.status != 303:
            raise AssertionError(f"{url}: {answer.status}\n{answer.body.decode()[-1500:]}")
        return answer.headers["Location"][0].removeprefix("/acces/").partition("?")[0]

    # ---- The mailbox

    def mails(self):
        """{file: text} of what has arrived for this member."""
        found = {}
        for path in self._machine.ask("find", MAILS, "-type", "f").stdout.split():
            message = email.message_from_string(self._machine.run("cat", path), policy=email.policy.default)
            if message["To"] and self.email in message["To"]:
                found[path] = message.get_body(("plain",)).get_content()
        return found

    def next_mail(self, pattern, within=30):
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            for path, text in self.mails().items():
                if path not in self._seen and (found := pattern.search(text)):
                    self._seen.add(path)
                    return found[1]
            time.sleep(0.2)
        raise AssertionError(f"no mail with {pattern.pattern} for {self.name}")

    # ---- The journey

    def begin(self):
        """To the page where the channel is chosen."""
        to = self.send("identite", identifier=self.identifier)
        if to == "justificatif":
            to = self.send("justificatif", proof=self.proof, answer=self.answer)
        return to

    def receive_temporary(self):
        assert self.begin() == "reception"
        assert self.send("reception", channel="email") == "code"
        assert self.send("code", code=self.next_mail(CODE)) == "confirmation"
        return self.next_mail(TEMPORARY)

    def choose_password(self, password):
        """Past sign-in with a temporary password; signed out afterwards."""
        assert self.send("connexion", identifier=self.identifier, password=self.receive_temporary()) == "nouveau-mot-de-passe"
        assert self.send("nouveau-mot-de-passe", new_password=password, confirm_password=password) == "nouveau-mot-de-passe"
        self.password = password

    def sign_in(self):
        """Where it leads; contacts are confirmed where they have to be."""
        to = self.send("connexion", identifier=self.identifier, password=self.password)
        return self.send("coordonnees", action="confirm") if to == "coordonnees" else to
