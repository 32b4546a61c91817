"""Stretches of the journey, and the codes and passwords that come by message."""

import re

from processes import until
from target import target
from visitor import Visitor

CODE = re.compile(r"(?:votre code est|confirmation|adresse e-mail)\s*:?\s*(\d{4})\b")
TEMPORARY = re.compile(r"temporaire\s*:\s*([2-9A-Za-z+=?*$]{4}(?: ?[2-9A-Za-z+=?*$]{4}){2})(?=\s|$)")


class At:
    """An address that is nobody's yet."""

    def __init__(self, *addresses):
        self.addresses, self.identifier = addresses, addresses[0]


class Post:
    """What arrives for one member from now on."""

    def __init__(self, member):
        self.member = member
        self.seen = {message["id"] for message in self._all()}

    def _all(self):
        return [m for m in target().mailbox.messages() if m["to"] in self.member.addresses]

    def new(self):
        return [message for message in self._all() if message["id"] not in self.seen]

    def next(self, pattern):
        def arrived():
            for message in reversed(self.new()):
                if found := pattern.search(message["text"]):
                    self.seen.add(message["id"])
                    return found[1]
            return None

        return until(f"a message with {pattern.pattern} for {self.member.identifier}", arrived)


def settled():
    """Waits until the courier has nothing left to do."""
    until("the outbox is empty", lambda: target().number("SELECT COUNT(*) FROM outbox WHERE state IN ('queued', 'sending')") == 0)


def expect(answer, location):
    if answer.status != 303 or answer.location != location:
        raise AssertionError(f"{answer} instead of {location}:\n{answer.html[-1500:]}")
    return answer


def to_channel(member, visitor=None):
    visitor = visitor or Visitor()
    if member.first_access:
        expect(visitor.post("identite", identifier=member.identifier), "justificatif")
        expect(visitor.post("justificatif", proof="vitale", answer=member.vitale), "reception")
    else:
        expect(visitor.post("identite", identifier=member.identifier), "reception")
    return visitor


def to_code(member, visitor=None, channel="sms"):
    """The visitor before the code page, and the right code."""
    visitor, post = to_channel(member, visitor), Post(member)
    expect(visitor.post("reception", channel=channel), "code")
    return visitor, post.next(CODE)


def to_sent(member, visitor=None):
    """The visitor at the confirmation, and the temporary password."""
    visitor, code = to_code(member, visitor)
    post = Post(member)
    expect(visitor.post("code", code=code), "confirmation")
    return visitor, post.next(TEMPORARY)


def to_limited(member, visitor=None):
    visitor, temporary = to_sent(member, visitor)
    expect(visitor.post("connexion", identifier=member.identifier, password=temporary), "nouveau-mot-de-passe")
    return visitor


OWN = "Moisson-37 au fenil"


def to_changed(member, visitor=None):
    """Just after OWN was chosen as the password."""
    visitor = to_limited(member, visitor)
    expect(visitor.post("nouveau-mot-de-passe", new_password=OWN, confirm_password=OWN), "nouveau-mot-de-passe")
    return visitor


def to_account(member, visitor=None, password=None):
    """Signed in, in the account."""
    visitor = visitor or Visitor()
    expect(visitor.post("connexion", identifier=member.identifier, password=password or member.password), "mon-compte")
    return visitor


def to_unconfirmed(member, visitor=None):
    """Signed in after a first access: before anything else the contacts are to be confirmed."""
    visitor = visitor or Visitor()
    to_changed(member)
    expect(visitor.post("connexion", identifier=member.identifier, password=OWN), "coordonnees")
    return visitor


def another_code(code, times=1):
    return f"{(int(code) + times) % 10000:04d}"
