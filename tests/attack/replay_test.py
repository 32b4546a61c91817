"""Every form of a whole recovery and of a first access is sent a second time: at once, from another browser, and after the end."""

import unittest

import facts
from journeys import CODE, OWN, TEMPORARY, Post, expect, settled
from target import target
from visitor import Visitor
# What a living session may say as often as it likes: confirmed is confirmed (the time is written anew), ended is ended.
WRITTEN_ANEW = {"coordonnees": ("members", "sessions"), "mon-compte": ("recoveries",)}


class Walk:
    """One member's way from the identity to the account; `after` is called after each form with all that was sent."""

    def __init__(self, member, after):
        self.member, self.after = member, after
        self.visitor = Visitor()

    def press(self, url, location, page=None, **fields):
        expect(self.visitor.post(url, page=page, **fields), location)
        settled()
        self.after(self.visitor.sent[-1])

    def go(self):
        member = self.member
        if member.first_access:
            self.press("identite", "justificatif", identifier=member.identifier)
            self.press("justificatif", "reception", proof="vitale", answer=member.vitale)
        else:
            self.press("identite", "reception", identifier=member.identifier)
        post = Post(member)
        self.press("reception", "code", channel="email")
        code = post.next(CODE)
        self.press("code", "confirmation", code=code)
        temporary = post.next(TEMPORARY)
        self.press("connexion", "nouveau-mot-de-passe", identifier=member.identifier, password=temporary)
        self.press("nouveau-mot-de-passe", "nouveau-mot-de-passe", new_password=OWN, confirm_password=OWN)
        self.press("coordonnees", "mon-compte", action="confirm")
        self.press("mon-compte", "mon-compte", action="end_others")
        changed = OWN + " 2"
        self.press("mon-compte/mot-de-passe", "mon-compte", current_password=OWN, new_password=changed, confirm_password=changed)
        self.press("deconnexion", "connexion", page="mon-compte")


class Replay(unittest.TestCase):
    def again(self, form, cookies, what, changes=()):
        """Sends it once more and says that no prize has changed but in `changes`."""
        url, fields, _ = form
        before = facts.prizes()
        answer = Visitor(cookies=cookies).send(url, fields)
        settled()
        self.assertIn(answer.status, (303, 403, 422), f"{what} {url}: {answer}")
        after = facts.prizes()
        self.assertLessEqual(set(facts.changed(before, after)), set(changes), f"{what} {url}: {answer}")
        return answer

    def replayed(self, first_access):
        sent = []
        elsewhere = Visitor()
        elsewhere.get("connexion")

        def after(form):
            sent.append(form)
            url, _, cookies = form
            # With the cookies of then, as whoever copied the whole request; and with none, and with another browser's.
            if url != "identite":  # begins another journey, which gives nothing and is counted
                self.again(form, cookies, "at once:", WRITTEN_ANEW.get(url, ()))
            for others in ({}, elsewhere.cookies):
                answer = self.again(form, others, "from another browser:")
                self.assertEqual(answer.status, 403, url)

        # Replaying « identite » with the journey's own cookies would begin another journey in this very browser: at the end.
        walk = Walk(target().member(first_access), after)
        walk.go()
        self.assertEqual(len(sent), 10 if first_access else 9)
        for form in sent:
            answer = self.again(form, form[2], "after the end:")
            if answer.status == 303:
                self.assertIn(answer.location, ("identite", "connexion", "reception", "justificatif"), form[0])
        self.again(sent[-2], walk.visitor.cookies, "after the end, with the browser's own cookies:")

    def test_no_form_of_a_recovery_does_anything_a_second_time(self):
        self.replayed(first_access=False)

    def test_no_form_of_a_first_access_does_anything_a_second_time(self):
        self.replayed(first_access=True)


if __name__ == "__main__":
    unittest.main()
