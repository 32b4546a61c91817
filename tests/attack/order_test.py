"""Every page at every stage: who asks out of order is led to where things stand, and nothing changes."""

import unittest

import facts
from journeys import expect, settled, to_account, to_changed, to_channel, to_code, to_limited, to_sent, to_unconfirmed
from target import target
from visitor import SESSION, Visitor

# Each stage: the journey's page, and the pages of a full session, as in docs/security.md, « Which session may do what ».
# A page that may be used there stands in `open`; from all others one is led to `journey` or `session`.
JOURNEY_PAGES = ("justificatif", "reception", "code", "confirmation", "nouveau-mot-de-passe")
SESSION_PAGES = ("coordonnees", "mon-compte", "mon-compte/mot-de-passe")
ENTRANCES = ("connexion", "identite", "ce-n-est-pas-moi")  # for everybody, at every stage
LEAVING = ("abandon", "deconnexion", "prolongation")

STAGES = {
    #             where a journey's page leads    where a session's page leads    what is open there
    "none":      ("identite", "connexion", ()),
    "visit":     ("identite", "connexion", ()),
    "prove":     ("justificatif", "connexion", ("justificatif",)),
    "channel":   ("reception", "connexion", ("reception",)),
    "code":      ("code", "connexion", ("code", "reception")),
    "sent":      ("confirmation", "connexion", ("confirmation",)),
    "limited":   ("nouveau-mot-de-passe", "connexion", ("nouveau-mot-de-passe",)),
    "changed":   ("identite", None, ("nouveau-mot-de-passe", *SESSION_PAGES)),
    "unconfirmed": ("identite", None, ("coordonnees", "mon-compte/mot-de-passe")),
    "confirmed": ("identite", None, SESSION_PAGES),
    "abandoned": ("identite", "connexion", ()),
    "signed out": ("identite", "connexion", ()),
    "expired":   ("identite", "connexion", ()),
}  # fmt: skip

FORMS = {
    "justificatif": {"proof": "vitale", "answer": "80250347011"},
    "reception": {"channel": "sms"},
    "code": {"code": "1234"},
    "confirmation": {},
    "nouveau-mot-de-passe": {"new_password": "Une-porte-7-clos!", "confirm_password": "Une-porte-7-clos!"},
    "coordonnees": {"email": "voleur@exemple.fr", "action": "save"},
    "mon-compte": {"action": "end_others"},
    "mon-compte/mot-de-passe": {"current_password": "x", "new_password": "Une-porte-7-clos!", "confirm_password": "Une-porte-7-clos!"},
}


WAYS = {
    "channel": to_channel, "code": to_code, "sent": to_sent, "limited": to_limited,
    "changed": to_changed, "unconfirmed": to_unconfirmed, "confirmed": to_account,
}  # fmt: skip


def reach(stage):
    """A browser at this stage, with the cookies of a stage that is over kept as a thief would keep them."""
    site = target()
    visitor = Visitor()
    if stage == "visit":
        visitor.get("connexion")
    elif stage == "prove":
        expect(visitor.post("identite", identifier=site.member(first_access=True).identifier), "justificatif")
    elif stage in WAYS:
        WAYS[stage](site.member(first_access=stage == "unconfirmed"), visitor)
    elif stage == "abandoned":
        to_code(site.member(), visitor)
        kept = dict(visitor.cookies)
        expect(visitor.post("abandon", page="code"), "/")
        visitor.cookies = kept
    elif stage == "signed out":
        to_account(site.member(), visitor)
        kept = dict(visitor.cookies)
        expect(visitor.post("deconnexion", page="mon-compte"), "connexion")
        visitor.cookies = kept
    elif stage == "expired":
        to_code(site.member(), visitor)
        visitor.cookies[SESSION] = to_account(site.member()).cookies[SESSION]
        site.advance(1801)
    settled()
    return visitor


def tokens(visitor):
    """Every token that this browser can get hold of, from whatever page shows one; and none."""
    found = {}
    for url in (*ENTRANCES, *JOURNEY_PAGES, *SESSION_PAGES):
        shown = visitor.get(url)
        if shown.csrf:
            found[url] = shown.csrf
    return found


class Order(unittest.TestCase):
    def check(self, stage):
        journey, session, is_open = STAGES[stage]
        visitor = reach(stage)
        kept = dict(visitor.cookies)
        before, told = facts.rows(), facts.events()

        def unchanged(what, answer):
            visitor.cookies = dict(kept)  # a refused page may have told us to forget them; a thief does not
            now = facts.rows()
            self.assertEqual([table for table in facts.changed(before, now) if table != "audit"], [], f"{stage}: {what}: {answer}")
            self.assertFalse(before["audit"] - now["audit"])  # the trail only grows: by what it says of this
            self.assertLessEqual(set(facts.new_events(told)), {"page_out_of_order"}, f"{stage}: {what}")

        for url in (*ENTRANCES, *JOURNEY_PAGES, *SESSION_PAGES):
            answer = visitor.get(url)
            if url in ENTRANCES or url in is_open:
                self.assertEqual(answer.status, 200, f"{stage}: GET {url}")
            else:
                to = session if url in SESSION_PAGES else journey
                to = "mon-compte" if url == "nouveau-mot-de-passe" and session is None else to
                to = "coordonnees" if url == "mon-compte" and stage == "unconfirmed" else to
                self.assertEqual((answer.status, answer.location), (303, to), f"{stage}: GET {url}")
            unchanged(f"GET {url}", answer)
        for url in LEAVING:
            self.assertEqual(visitor.get(url).status, 405)
        self.assertEqual(visitor.get("session").status, 404)
        self.assertEqual(visitor.get("accuse").status, 403)  # from this machine; no session makes a receipt

        theirs = tokens(visitor) or {"": ""}
        for url in (*JOURNEY_PAGES, *SESSION_PAGES):
            if url in is_open:
                continue
            answers = {}
            for source, token in theirs.items():
                answer = answers[source] = visitor.send(url, {"csrf": token, **FORMS[url]})
                what = f"{stage}: POST {url} with the token of {source or 'nowhere'}"
                if url == "confirmation":
                    self.assertEqual(answer.status, 405, what)
                elif answer.status != 403:  # the token is of a cookie that the page does not read
                    self.assertEqual(answer.status, 303, what)
                    self.assertIn(answer.location, {journey, session or "mon-compte", "coordonnees"}, what)
            unchanged(f"POST {url}", answers)

    def test_every_page_at_every_stage_leads_to_where_things_stand_and_changes_nothing(self):
        for stage in STAGES:
            with self.subTest(stage=stage):
                self.check(stage)


if __name__ == "__main__":
    unittest.main()
