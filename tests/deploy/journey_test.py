"""The journey of every kind of member on the installed machine: mail leaves by a real mail server and is read from its mailbox."""

import json
import unittest
from pathlib import Path

from machine import Machine
from member import Member
from site_client import NAME, Site

HERE = Path(__file__).resolve().parent
PASSWORDS = ("Trois oies & 1 canard", "Piperade pour 6, merci", "40 tonnes de Maïs !")


def members(machine):
    """One of each kind, as tests/deploy/install has imported them."""
    rows = (HERE / "adherents.csv").read_text("utf-8").splitlines()[1:]
    amounts = {line.split(";")[0]: line.split(";")[2] for line in (HERE / "montants.csv").read_text("utf-8").splitlines()[1:]}
    found = []
    for row in rows:
        identifier, vitale = row.split(";")[0], row.split(";")[-1]
        found.append(Member(machine, row, *(("vitale", vitale) if vitale else ("amount", amounts[identifier]))))
    return found


def personal(people):
    """Everything of them that no journal may hold, as it is typed and as it is stored."""
    words = set()
    for member in people:
        address, mobile = member.rest[0], member.mobile.replace(" ", "")
        words |= {member.identifier, member.name, member.email, address, member.mobile, mobile, "+33" + mobile[1:], "33" + mobile[1:]}
        words |= {member.rest[8].replace(" ", ""), member.rest[5], member.answer, member.identifier[:13], *member.name.split()[-1:]}
        if member.password:
            words |= {member.password}
    return {word for word in words if len(word) > 3}


class JourneyTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.machine = Machine.get()
        cls.people = members(cls.machine)

    def first_access(self, member, password):
        member.choose_password(password)
        self.assertEqual(member.sign_in(), "mon-compte")
        page = member.ask("GET", "/acces/mon-compte")
        self.assertEqual(page.status, 200)
        self.assertIn(f"{member.email[0]}•••@exemple.fr", page.body.decode())

    def test_a_member_of_every_kind_gets_in_for_the_first_time_and_again_and_into_the_application(self):
        self.assertEqual([member.kind for member in self.people], ["particulier", "exploitant", "entreprise"])
        for member, password in zip(self.people, PASSWORDS, strict=True):
            self.first_access(member, password)
            self.reaches_the_application(member)
        # Whoever has a password and forgot it is asked for no proof.
        again = members(self.machine)[0]
        again._seen = set(again.mails())
        again.proof = "none"
        self.first_access(again, "Deux ânes & 12 poules")
        self.nothing_personal_is_told_anywhere([*self.people, again])

    def reaches_the_application(self, member):
        """Which learns the member's number from nginx alone, however a visitor spells its header."""
        claims = ["Portillon-Member: 666", "portillon-member: 666", "PORTILLON-MEMBER: 667", "Portillon_Member: 666", "portillon_member: 666",
                  "Portillon.Member: 666", "Portillon-Member : 666", "X-Portillon-Member: 666"]  # fmt: skip
        for claim in ([], *([claim] for claim in claims), claims[:3]):
            answer = member.ask("GET", "/prive/compte", fields=claim)
            if "Member :" in str(claim):
                self.assertEqual(answer.status, 400, claim)  # RFC 9112, 5.1
                continue
            self.assertEqual(answer.status, 200, claim)
            seen = json.loads(answer.body)
            numbers = [value for name, value in seen if name.lower().replace("_", "-").replace(".", "-") == "portillon-member"]
            self.assertEqual(len(numbers), 1, seen)
            self.assertRegex(numbers[0], r"^[0-9a-f-]{16,}$|^[1-9][0-9]*$")
            self.assertNotIn(numbers[0], ("666", "667"))
            self.assertNotIn(member.identifier, answer.body.decode())
        nobody = Site(self.machine).ask("GET", "/prive/compte", ["Portillon-Member: 666"])
        self.assertEqual((nobody.status, nobody.headers["Location"]), (303, [f"https://{NAME}/acces/connexion?suite=/prive/compte"]))

    def nothing_personal_is_told_anywhere(self, people):
        """By Portillon and nginx; a mail server writes whom it delivers to into its own lines, that is its trade."""
        words = personal(people)
        self.assertGreater(len(words), 30)
        self.machine.run("journalctl", "--sync")
        journal = ("journalctl", "--no-pager", "--output=export")
        told = {"journal": self.machine.run(*journal, "--unit=portillon*") + self.machine.run(*journal, "--identifier=portillon")}
        for log in self.machine.run("find", "/var/log/nginx", "-type", "f").split():
            told[log] = self.machine.run("cat", log)
        self.assertIn("message_handed_over", told["journal"])
        self.assertIn("/acces/code", told["/var/log/nginx/portillon.log"])
        for place, text in told.items():
            text = text.lower()
            self.assertEqual(sorted(word for word in words if word.lower() in text), [], place)
        print(f"\nseen: {sum(map(len, told.values())) // 1024} KiB of journal and logs without any of {len(words)} names, numbers, addresses and passwords")


if __name__ == "__main__":
    unittest.main()
