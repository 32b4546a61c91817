"""Members on their way (tests/nodes/load.py) who note each form: what was asked, what was answered as done, and when."""

import collections
import time

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


class History:
    def __init__(self):
        self.acts = []

    def member(self, *arguments):
        """For Load."""
        return Witness(self, *arguments)

    def people(self):
        return {act.person for act in self.acts}


class Witness(Member):
    def __init__(self, history, *arguments):
        super().__init__(*arguments)
        self._history, self._leads_to = history, None

    def send(self, url, leads_to, **fields):
        self._leads_to = leads_to
        super().send(url, leads_to, **fields)

    def _ask(self, method, url, body=b""):
        began = time.monotonic()
        answer = super()._ask(method, url, body)
        if method == "POST":
            to = answer and answer.headers.get("Location", [""])[0].removeprefix("/acces/").partition("?")[0]
            outcome = "unknown" if answer is None else "done" if answer.status == 303 and to == self._leads_to else "refused"
            self._history.acts.append(Act(self.person.number, EVENTS[url, self._leads_to], began, time.monotonic(), outcome))
        return answer

    def sign_in_again(self):
        self.send("connexion", "coordonnees", identifier=self.person.identifier, password=OWN)

    def up_to_code(self):
        """Where a code is asked for; the right one."""
        self.send("identite", "justificatif", identifier=self.person.identifier)
        self.send("justificatif", "reception", proof="vitale", answer=self.person.vitale)
        self.send("reception", "code", channel="sms")
        return self._post.next(self.person, CODE)
