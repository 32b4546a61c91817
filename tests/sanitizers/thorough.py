"""A member who does all that there is to do, with a slip here and there: first access, contacts, another password, a recovery."""

import time

from load import CODE, OWN, TEMPORARY, Lost, Member
from processes import PATIENCE

LATER = "Semaille-38 au fenil"
WITHIN = 60.0 * PATIENCE


class Thorough(Member):
    def journey(self):
        super().journey()
        identifier = self.person.identifier
        self.send("coordonnees", "mon-compte", landline="05 58 00 00 01")
        self.send("mon-compte/mot-de-passe", "mon-compte", current_password=OWN, new_password=LATER, confirm_password=LATER)
        self._cookies = {}  # another browser
        self.send("identite", "reception", identifier=identifier)
        self.send("reception", "code", channel="sms")
        code = self._second(CODE)
        self._slip("code", code=f"{(int(code) + 1) % 10000:04d}")
        self.send("code", "confirmation", code=code)
        self._slip("connexion", identifier=identifier, password=OWN)
        self.send("connexion", "nouveau-mot-de-passe", identifier=identifier, password=self._second(TEMPORARY))
        self.send("nouveau-mot-de-passe", "nouveau-mot-de-passe", new_password=OWN, confirm_password=OWN)
        self.send("mon-compte", "mon-compte", action="end_others")

    def _second(self, pattern):
        """Of the recovery: the first one was of the first access."""
        deadline = time.monotonic() + WITHIN
        while len(found := [match[1] for text in self._post.texts(self.person) if (match := pattern.search(text))]) < 2:
            if time.monotonic() > deadline:
                raise Lost(f"no second message with {pattern.pattern}")
            time.sleep(0.1)
        return found[-1]

    def _slip(self, url, **fields):
        try:
            self.send(url, "nowhere", **fields)
        except Lost as refused:
            if "422" in str(refused):
                return
            raise
