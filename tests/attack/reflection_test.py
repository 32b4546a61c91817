"""What compression could tell of a page's secrets (BREACH) takes an answer that is compressed and holds words of the attacker's.

There is none: nothing that comes with a request from elsewhere is in any answer that is compressed, and an answer that
repeats what was typed, which takes the form's token, is not compressed.
"""

import gzip
import secrets
import unittest
import urllib.parse

from journeys import to_account, to_channel, to_code
from order_test import ENTRANCES, FORMS, JOURNEY_PAGES, LEAVING, SESSION_PAGES
from target import target
from visitor import VISIT, Visitor

PAGES = (*ENTRANCES, *JOURNEY_PAGES, *SESSION_PAGES, *LEAVING, "aide/identifiant", "accessibilite")
QUERIES = ("suite", "modifier", "fait", "langue", "q", "identifier", "csrf")
COMPRESSED = ("Accept-Encoding", "gzip")
ELSEWHERE = {
    "another site's form": [("Sec-Fetch-Site", "cross-site")],
    "another host's form": [("Sec-Fetch-Site", "same-site")],
    "an old browser's": [("Origin", "https://attaquant.example.org")],
    "one that says nothing": [],
}


def marker():
    """A word that no page has, and that passes for a number, a name or a path."""
    return "9" + secrets.token_hex(6)


class Reflections(unittest.TestCase):
    def setUp(self):
        self.compressed = 0

    def look(self, answer, word, what):
        body = answer.body
        if answer.header("Content-Encoding"):
            self.assertEqual(answer.header("Content-Encoding"), "gzip", what)
            body = gzip.decompress(body)
            self.compressed += 1
            self.assertNotIn(word.encode(), body, what)
        return body

    def requests_from_elsewhere(self, visitor, cookies):
        for url in PAGES:
            for name in QUERIES:
                word = marker()
                value = urllib.parse.quote(f"/{word}" if name == "suite" else word)
                self.look(visitor.ask("GET", f"{url}?{name}={value}", headers=[COMPRESSED], cookies=cookies), word, f"GET {url}?{name}")
            word = marker()
            self.look(visitor.ask("GET", f"{url}/{word}", headers=[COMPRESSED], cookies=cookies), word, f"GET {url}/")
            word = marker()
            headers = [COMPRESSED, *((name, word) for name in ("User-Agent", "Referer", "Accept-Language", "X-Forwarded-For", "Host"))]
            self.look(visitor.ask("GET", url, headers=headers, cookies=cookies), word, f"headers to {url}")
            self.look(visitor.ask("GET", url, headers=[COMPRESSED], cookies={**cookies, "autre": word, VISIT: word}), word, f"cookies to {url}")
            for who, said in ELSEWHERE.items():
                word = marker()
                body = urllib.parse.urlencode({name: word for name in FORMS.get(url, {"identifier": ""})}).encode()
                form = [("Content-Type", "application/x-www-form-urlencoded"), COMPRESSED, *said]
                self.look(visitor.ask("POST", url, body, form, cookies), word, f"{who} to {url}")

    def test_no_compressed_answer_holds_a_word_of_a_request_from_elsewhere(self):
        site = target()
        first, member = site.member(first_access=True), site.member()
        visitors = {
            "nobody": Visitor(),
            "choosing a way": to_channel(member),
            "at the code": to_code(site.member())[0],
            "signed in": to_account(site.member()),
        }
        visitors["before the question"] = Visitor()
        visitors["before the question"].post("identite", identifier=first.identifier)
        for who, visitor in visitors.items():
            with self.subTest(who):
                self.requests_from_elsewhere(visitor, dict(visitor.cookies))
        self.assertGreater(self.compressed, 300)

    def test_an_answer_that_repeats_what_was_typed_is_not_compressed(self):
        repeated = 0
        for url, field in (("identite", "identifier"), ("connexion", "identifier"), ("ce-n-est-pas-moi", "reference")):
            visitor, word = Visitor(), marker()
            shown = visitor.ask("GET", url, headers=[COMPRESSED])
            self.assertEqual(shown.header("Content-Encoding"), "gzip", url)
            shown = visitor.get(url)
            answer = visitor.send(url, {"csrf": shown.csrf, field: word}, [COMPRESSED])
            self.assertEqual(answer.status, 422)
            self.assertIsNone(answer.header("Content-Encoding"), url)
            repeated += word in answer.html
        self.assertEqual(repeated, 3)


if __name__ == "__main__":
    unittest.main()
