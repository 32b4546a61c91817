"""Sessions that an attacker plants, keeps, swaps or forges, and forms that come from elsewhere."""

import base64
import itertools
import secrets
import unittest

import facts
from journeys import OWN, TEMPORARY, Post, expect, settled, to_account, to_channel, to_code
from target import target
from visitor import COOKIES, JOURNEY, PERMIT, SESSION, VISIT, Visitor


def token():
    """Of the shape that the product makes itself."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).rstrip(b"=").decode()


class Fixation(unittest.TestCase):
    def test_an_id_that_was_never_issued_opens_nothing_and_is_never_taken_over(self):
        site = target()
        planted = {JOURNEY: token(), SESSION: token(), VISIT: token(), PERMIT: token()}
        member = site.member()
        victim = Visitor(cookies=planted)
        expect(victim.post("identite", identifier=member.identifier), "reception")
        self.assertNotEqual(victim.cookies[JOURNEY], planted[JOURNEY])
        self.assertNotEqual(victim.cookies[VISIT], planted[VISIT])
        victim.cookies[SESSION] = planted[SESSION]
        to_account(member, victim)
        self.assertNotEqual(victim.cookies[SESSION], planted[SESSION])
        attacker = Visitor(cookies=planted)
        self.assertEqual(attacker.get("reception").location, "identite")
        self.assertEqual(attacker.get("mon-compte").location, "connexion")

    def test_the_attackers_own_session_planted_in_a_browser_never_becomes_the_victims(self):
        site = target()
        attacker = to_account(site.member())
        journey = to_channel(site.member())
        victim = Visitor(cookies={SESSION: attacker.cookies[SESSION], JOURNEY: journey.cookies[JOURNEY], VISIT: attacker.cookies[VISIT]})
        member = site.member()
        to_account(member, victim)
        self.assertNotEqual(victim.cookies[SESSION], attacker.cookies[SESSION])
        for copied in (attacker, journey):
            for url in ("mon-compte", "coordonnees", "mon-compte/mot-de-passe"):
                answer = copied.get(url)
                self.assertNotIn("membre" + str(member.number), answer.html)
                self.assertEqual(answer.location, "connexion", url)
        self.assertEqual(journey.get("reception").location, "identite")

    def test_a_visit_that_the_attacker_keeps_says_nothing_of_what_the_victim_does_with_it(self):
        attacker = Visitor()
        attacker.get("connexion")
        victim = Visitor(cookies=attacker.cookies)
        member = target().member()
        to_account(member, victim)
        for url in ("mon-compte", "reception", "code", "nouveau-mot-de-passe"):
            self.assertIn(attacker.get(url).location, ("connexion", "identite"))

    def test_each_rise_of_privilege_gives_a_new_id_and_the_old_one_is_dead(self):
        member = target().member()
        visitor, code = to_code(member)
        first = visitor.cookies[JOURNEY]
        thief = visitor.twin()
        post = Post(member)
        expect(visitor.post("code", code=code), "confirmation")
        temporary = post.next(TEMPORARY)
        expect(visitor.post("connexion", identifier=member.identifier, password=temporary), "nouveau-mot-de-passe")
        limited = visitor.cookies[JOURNEY]
        self.assertNotEqual(limited, first)
        self.assertEqual(thief.get("code").location, "identite")
        thief = visitor.twin()
        expect(visitor.post("nouveau-mot-de-passe", new_password=OWN, confirm_password=OWN), "nouveau-mot-de-passe")
        self.assertNotIn(JOURNEY, visitor.cookies)
        self.assertNotIn(visitor.cookies[SESSION], (first, limited))
        self.assertEqual(thief.get("nouveau-mot-de-passe").location, "identite")
        # Signing in again in the same browser: another id, and the earlier one is dead.
        earlier = visitor.twin()
        to_account(member, visitor, OWN)
        self.assertNotEqual(visitor.cookies[SESSION], earlier.cookies[SESSION])
        self.assertEqual(earlier.get("mon-compte").location, "connexion")


class Swaps(unittest.TestCase):
    def test_no_cookie_passes_for_one_of_another_kind(self):
        site = target()
        member = site.member()
        own = to_account(member)  # visit, session, permit
        other = to_code(site.member())[0]  # journey
        values = {VISIT: own.cookies[VISIT], JOURNEY: other.cookies[JOURNEY], SESSION: own.cookies[SESSION], PERMIT: own.cookies[PERMIT]}
        before = facts.rows(("journeys", "sessions", "members", "outbox"))
        for name, source in itertools.permutations(COOKIES, 2):
            with self.subTest(cookie=name, holds=source):
                thief = Visitor(cookies={name: values[source]})
                for url in ("reception", "code", "nouveau-mot-de-passe"):
                    self.assertEqual(thief.twin().get(url).location, "identite")
                for url in ("mon-compte", "coordonnees"):
                    self.assertEqual(thief.twin().get(url).location, "connexion")
                shown = thief.get("connexion")
                self.assertEqual(shown.status, 200)
        self.assertEqual(facts.changed(before, facts.rows(("journeys", "sessions", "members", "outbox"))), [])

    def test_a_permit_opens_nothing_by_itself(self):
        own = to_account(target().member())
        thief = Visitor(cookies={PERMIT: own.cookies[PERMIT]})
        self.assertEqual(thief.get("mon-compte").location, "connexion")
        self.assertEqual(thief.get("nouveau-mot-de-passe").location, "identite")


class Forgery(unittest.TestCase):
    """A live code is at stake: a forged form that got through would use an attempt up."""

    def setUp(self):
        self.member = target().member()
        self.visitor, self.code = to_code(self.member)
        self.before = facts.rows()

    def send(self, token, headers=(), code="0000", **more):
        answer = self.visitor.send("code", {"csrf": token, "code": code, **more}, headers)
        self.assertEqual(facts.changed(self.before, facts.rows()), [])
        return answer

    def test_the_token_of_another_person_of_another_kind_or_of_an_ended_session_is_refused(self):
        stale = to_code(target().member())[0]
        ended = stale.get("code").csrf
        expect(stale.post("abandon", page="code"), "/")
        account = to_account(target().member())
        settled()
        self.before = facts.rows()
        mine = self.visitor.get("code").csrf
        foreign = {
            "an ended journey's": ended,
            "another member's session's": account.get("mon-compte").csrf,
            "another visit's": Visitor().get("connexion").csrf,
            "this browser's visit's": self.visitor.get("identite").csrf,
            "cut": mine[:-1],
            "turned": mine[::-1],
            "the cookie itself": self.visitor.cookies[JOURNEY],
            "none": "",
        }
        for whose, token_ in foreign.items():
            with self.subTest(whose=whose):
                self.assertEqual(self.send(token_).status, 403)

    def test_only_what_the_browser_says_comes_from_this_site_is_taken(self):
        origin = f"http://localhost:{target().port}"
        mine = self.visitor.get("code").csrf
        wrong = [
            (("Sec-Fetch-Site", "cross-site"),),
            (("Sec-Fetch-Site", "same-site"),),
            (("Sec-Fetch-Site", "cross-site"), ("Origin", origin)),
            (("Sec-Fetch-Site", "SAME-ORIGIN"),),
            (("Sec-Fetch-Site", "same-origin, cross-site"),),
            (("Sec-Fetch-Site", "x"),),
            (("Origin", "null"),),
            (("Origin", "http://localhost"),),
            (("Origin", f"https://localhost:{target().port}"),),
            (("Origin", f"{origin}.example.org"),),
            (("Origin", f"http://example.org/{origin}"),),
            (("Origin", f"http://localhost:{target().port}@example.org"),),
            (("Origin", f"{origin} http://example.org"),),
        ]
        for headers in wrong:
            with self.subTest(headers=headers):
                self.assertEqual(self.send(mine, headers).status, 403)
        for headers in ((("Sec-Fetch-Site", "same-origin"),), (("Sec-Fetch-Site", "none"),), (("Origin", origin),)):
            with self.subTest(headers=headers):
                self.assertEqual(self.send(mine, headers, code="12").status, 422)  # a slip: read, and no attempt

    def test_a_doubled_cookie_or_header_is_no_way_around(self):
        mine = self.visitor.get("code").csrf
        both = f"{JOURNEY}={self.visitor.cookies[JOURNEY]}"
        twice = (("Cookie", f"{both}; {JOURNEY}={token()}"),)
        self.assertEqual(self.send(mine, twice).status, 403)
        self.assertEqual(self.send(mine, (("Cookie", f"{both.lower()}"),)).status, 403)
        sites = (("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-origin"))
        self.assertIn(self.send(mine, sites).status, (400, 403))


if __name__ == "__main__":
    unittest.main()
