"""A right secret at the wrong place: another session's code, a code of another purpose, another member's temporary password."""

import unittest

import facts
from journeys import CODE, OWN, At, Post, another_code, expect, settled, to_account, to_code, to_limited, to_sent
from target import target
from visitor import Visitor


class Codes(unittest.TestCase):
    def wrong(self, visitor, code, left):
        """The code is looked at and wrong: one attempt is gone, nothing leaves."""
        before = facts.rows(("outbox", "members"))
        answer = visitor.post("code", code=code)
        self.assertEqual(answer.status, 422)
        self.assertIn(left, answer.html)
        self.assertEqual(facts.changed(before, facts.rows(("outbox", "members"))), [])

    def test_a_code_counts_only_in_the_browser_that_asked_for_it(self):
        member = target().member()
        asked, code = to_code(member)
        target().advance(61)
        thief, newer = to_code(member)  # the thief knows the number: his own journey, and his code kills the first
        answer = asked.post("code", code=code)
        self.assertEqual(answer.status, 422)
        self.assertIn("un autre code a été demandé depuis", answer.html)
        self.assertEqual(asked.post("code", code=newer).status, 422)
        self.assertEqual(thief.get("code").status, 200)
        # Another member's right code, in this member's journey.
        other, foreign = to_code(target().member())
        if foreign != newer:
            self.wrong(thief, foreign, "Il vous reste 2 essais")
        self.assertEqual(other.post("code", code=foreign).status, 303)

    def test_a_code_to_a_new_address_is_none_at_the_code_page_and_the_other_way_round(self):
        member = target().member()
        inside = to_account(member)
        address = f"neuf{member.number}@exemple.fr"
        new = Post(At(address))
        pending = "SELECT COUNT(*) FROM contacts WHERE state = 'pending'"
        before = target().number(pending)
        expect(inside.post("coordonnees", email=address, action="save"), "coordonnees")
        verification = new.next(CODE)
        target().advance(61)
        recovering, code = to_code(member)
        if code != verification:
            self.wrong(recovering, verification, "Il vous reste 2 essais")
            answer = inside.post("coordonnees", code_email=code, action="save")
            self.assertEqual(answer.status, 422)
            self.assertEqual(target().number(pending), before + 1)
        expect(inside.post("coordonnees", code_email=verification, action="save"), "coordonnees")
        self.assertEqual(target().number(pending), before)
        self.assertEqual(recovering.post("code", code=code).status, 303)

    def test_a_code_is_used_once_and_then_never_again(self):
        member = target().member()
        visitor, code = to_code(member)
        token = visitor.get("code").csrf
        expect(visitor.send("code", {"csrf": token, "code": code}), "confirmation")
        settled()
        before = facts.prizes()
        expect(visitor.send("code", {"csrf": token, "code": code}), "confirmation")
        self.assertEqual(facts.changed(before, facts.prizes()), [])
        target().advance(61)
        again, newer = to_code(member)
        settled()
        before = facts.rows(("outbox",))
        if newer != code:
            self.wrong(again, code, "Il vous reste 2 essais")
        self.assertEqual(facts.changed(before, facts.rows(("outbox",))), [])

    def test_guessing_goes_on_to_the_letter_and_no_further(self):
        member = target().member()
        visitor, code = to_code(member)
        for n in range(3):
            self.assertEqual(visitor.post("code", code=another_code(code, n + 1)).status, 422)
        for _ in range(3):  # the right one, after it has died
            self.assertEqual(visitor.post("code", code=code).status, 422)
        settled()
        kinds = dict(target().sql(f"SELECT kind, COUNT(*) FROM outbox WHERE kind = 'temporary' AND journey = "
                                  f"(SELECT journey FROM journeys ORDER BY started_at DESC LIMIT 1) GROUP BY kind"))  # fmt: skip
        self.assertEqual(kinds, {})


class TemporaryPasswords(unittest.TestCase):
    def refused(self, identifier, password):
        before = facts.rows(("journeys", "sessions"))
        answer = Visitor().post("connexion", identifier=identifier, password=password)
        self.assertEqual(answer.status, 422)
        self.assertEqual(facts.changed(before, facts.rows(("journeys", "sessions"))), [])
        return answer

    def test_a_temporary_password_is_its_members_alone_and_good_once(self):
        member, other = target().member(), target().member()
        _, temporary = to_sent(member)
        _, others = to_sent(other)
        self.refused(other.identifier, temporary)
        self.refused(member.identifier, others)
        visitor = Visitor()
        expect(visitor.post("connexion", identifier=member.identifier, password=temporary), "nouveau-mot-de-passe")
        self.refused(member.identifier, temporary)
        expect(visitor.post("abandon", page="nouveau-mot-de-passe"), "/")
        self.refused(member.identifier, temporary)

    def test_an_expired_or_replaced_temporary_password_opens_nothing(self):
        member = target().member()
        _, first = to_sent(member)
        target().advance(61)
        _, second = to_sent(member)
        self.refused(member.identifier, first)
        target().advance(86401)
        self.refused(member.identifier, second)

    def test_no_old_secret_works_after_the_password_was_changed(self):
        member = target().member()
        inside = to_account(member)
        visitor = to_limited(member)
        target().advance(61)
        recovering, code = to_code(member)
        target().advance(61)
        _, temporary = to_sent(member)
        expect(visitor.post("nouveau-mot-de-passe", new_password=OWN, confirm_password=OWN), "nouveau-mot-de-passe")
        self.assertEqual(inside.get("mon-compte").location, "connexion")
        self.assertEqual(recovering.get("code").location, "identite")
        self.assertIn(recovering.send("code", {"csrf": "x", "code": code}).status, (303, 403))
        self.refused(member.identifier, temporary)
        self.refused(member.identifier, member.password)


if __name__ == "__main__":
    unittest.main()
