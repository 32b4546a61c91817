"""Members on their way (tests/nodes/load.py) who note each form: what was asked, what was answered as done, and when."""

import collections
import html
import re
import time
import urllib.parse

import here  # noqa: F401
from load import CODE, OWN, Member

# `event`: what the audit trail says of it, once, when it was done. `outcome`: "done"; "refused"; "unknown", when no answer came or one that
# says that something failed.
Act = collections.namedtuple("Act", "person event began ended outcome")

EVENTS = {
    ("identite", "justificatif"): "journey_started",
    ("justificatif", "reception"): "proof_right",
    ("reception", "code"): "code_requested",
    ("code", "confirmation"): "code_right",
    ("connexion", "nouveau-mot-de-passe"): "temporary_password_used",
    ("nouveau-mot-de-passe", "nouveau-mot-de-passe"): "password_changed",
    ("connexion", "coordonnees"): "sign_in_success",
}
# What every other member mistypes first, by the step that then goes well.
SLIPS = {("code", "confirmation"): "code_wrong", ("connexion", "coordonnees"): "sign_in_failure"}


class History:
    def __init__(self):
        self.acts = []
        self.sources = {}  # by person: the address that his forms came from

    def member(self, *arguments):
        """For Load."""
        return Witness(self, *arguments)

    def people(self):
        return {act.person for act in self.acts}


class Witness(Member):
    def __init__(self, history, *arguments):
        super().__init__(*arguments)
        self._history, self._event, self._leads_to = history, None, None
        history.sources[self.person.number] = self._source

    def send(self, url, leads_to, **fields):
        if (url, leads_to) in SLIPS and self.person.number % 2:
            self._slip(url, SLIPS[url, leads_to], **fields)
        self._event, self._leads_to = EVENTS[url, leads_to], leads_to
        super().send(url, leads_to, **fields)

    def _slip(self, url, event, **fields):
        """Once, whatever comes of it: whoever has no answer types the right one."""
        shown = self._see(url)
        token = re.search(r'name="csrf" value="([^"]*)"', shown.body.decode())
        if token is None:
            return
        wrong = {"code": f"{(int(fields['code']) + 1) % 10000:04d}"} if "code" in fields else {**fields, "password": "Faux-mot 12 passe"}
        self._event, self._leads_to = event, None
        self._ask("POST", url, urllib.parse.urlencode({**wrong, "csrf": html.unescape(token[1])}).encode())

    def _ask(self, method, url, body=b""):
        began = time.monotonic()
        answer = super()._ask(method, url, body)
        if method == "POST":
            to = answer and answer.headers.get("Location", [""])[0].removeprefix("/acces/").partition("?")[0]
            done = answer and (answer.status == 422 if self._leads_to is None else answer.status == 303 and to == self._leads_to)
            outcome = "unknown" if answer is None else "done" if done else "refused"
            self._history.acts.append(Act(self.person.number, self._event, began, time.monotonic(), outcome))
        return answer

    def sign_in_again(self):
        self.send("connexion", "coordonnees", identifier=self.person.identifier, password=OWN)

    def up_to_code(self):
        """Where a code is asked for; the right one."""
        self.send("identite", "justificatif", identifier=self.person.identifier)
        self.send("justificatif", "reception", proof="vitale", answer=self.person.vitale)
        self.send("reception", "code", channel="sms")
        return self._post.next(self.person, CODE)
