"""Trying everything that can be tried: references, cookies, methods, sizes and paths. No answer is a fault or tells what runs here."""

import base64
import itertools
import re
import secrets
import unittest

import facts
import fastcgi_wire
import members
from journeys import settled, to_account
from target import LONG, PREFIX, target
from visitor import FORM, JOURNEY, PERMIT, SESSION, VISIT, Visitor, raw

SIGNS = "34679CDFGHJKPQRTWX"  # fcgi/domain/reference.h
TELLING = re.compile(
    rb"nginx/\d|MariaDB|mysql|sqlstate|libfcgi|exception|stack trace|core dumped|Traceback|/fcgi/|\.cc:\d|/usr/|/run/|portillon-\w+:|what\(\)", re.I
)


class Guessing(unittest.TestCase):
    def sound(self, answer, what):
        self.assertLess(answer.status, 500, what)
        self.assertIsNone(TELLING.search(answer.body), f"{what}: {answer.html[:500]}")
        self.assertNotRegex(str(answer.headers), r"nginx/\d|Portillon/|X-Powered", what)

    def test_references_are_guessed_ten_times_an_hour_and_five_times_a_day_for_one_number(self):
        site = target()
        member = site.member()
        to_account(member)
        settled()
        before = facts.rows(("members", "sessions", "contacts"))
        address = site.address()

        def guess(identifier, address):
            visitor = Visitor(address)
            reference = "".join(secrets.choice(SIGNS) for _ in range(6))
            return visitor.post("ce-n-est-pas-moi", reference=reference, identifier=identifier).status

        statuses = [guess(members.stranger(), address) for _ in range(12)]
        self.assertEqual(statuses, [303] * 10 + [429] * 2)
        statuses = [guess(member.identifier, site.address()) for _ in range(7)]
        self.assertEqual(statuses, [303] * 5 + [429] * 2)
        self.assertEqual(facts.changed(before, facts.rows(("members", "sessions", "contacts"))), [])

    def test_guessed_cookies_open_nothing(self):
        to_account(target().member())
        many = 10_000 if LONG else 600
        visitor = Visitor()
        for kind, (url, away) in itertools.product((JOURNEY, SESSION), (("reception", "identite"), ("mon-compte", "connexion"))):
            for _ in range(many // 4):
                forged = base64.urlsafe_b64encode(secrets.token_bytes(32)).rstrip(b"=").decode()
                visitor.cookies = {kind: forged}
                self.assertEqual(visitor.get(url).location, away)

    def test_no_method_size_or_path_makes_a_fault_or_tells_what_runs_here(self):
        visitor = Visitor()
        for method in ("TRACE", "TRACK", "CONNECT", "DEBUG", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "MOVE", "get", "GETT", "HEAD", "X" * 500):
            for url in ("connexion", "mon-compte", "sante/vivant", "assets/x.css", "rien"):
                answer = visitor.ask(method, url, headers=[("X-Secret", "zq-secret-zq")])
                self.sound(answer, f"{method} {url}")
                self.assertNotIn("zq-secret-zq", answer.html)  # TRACE would give it back
                if method == "TRACE" or (method in ("TRACK", "CONNECT", "DEBUG") and url in ("connexion", "mon-compte")):
                    self.assertIn(answer.status, (400, 405), method)
        for path in (
            "/acces/../../etc/passwd", "/acces/%2e%2e/%2e%2e/etc/passwd", "/acces/assets/..%2f..%2f..%2fportillon.toml", "/acces/assets/../../portillon.toml",
            "/acces/assets%2f..%2fx", "/acces/assets..", "/acces/assets../messages.toml", "/acces//connexion", "/acces/./connexion", "/acces/connexion/x",
            "/acces/connexion%00", "/acces/connexion%", "/acces/%zz", "/acces/%ff%fe", "/acces/%c0%ae%c0%ae/", "/acces/..%5c..%5cx", "/acces/.git/config",
            "/acces/.env", "/acces/portillon.toml", "/acces/session", "/acces/Session", "/acces/erreur/503.html", "/acces/server-status", "/acces/nginx_status",
            "/acces/metrics", "/acces/actuator", "/acces/~root", "/acces/connexion?" + "a" * 7000, "/acces/" + "a" * 7000, "/acces/" + "a/" * 3000, "*", "//", "/acces",
            "/acces/sante", "/acces/sante/", "/acces/sante/autre", "/%2561cces/connexion",
        ):  # fmt: skip
            self.sound(visitor.ask("GET", path), path[:80])
        for name, size in itertools.product(("Cookie", "User-Agent", "X-Long", "Origin"), (4000, 7500, 9000, 40_000)):
            self.sound(visitor.ask("GET", "connexion", headers=[(name, "a" * size)]), f"{name}: {size}")
        self.sound(visitor.ask("GET", "connexion", headers=[(f"X-{n}", "a" * 50) for n in range(90)]), "many headers")
        for size in (16_383, 16_384, 16_385, 65_536, 1_000_000):
            answer = visitor.ask("POST", "connexion", b"a" * size, [("Content-Type", FORM)])
            self.sound(answer, f"a body of {size}")
            self.assertEqual(answer.status, 400 if size <= 16_384 else 413)

    def test_bytes_that_are_no_request_are_refused_without_a_word_of_what_runs_here(self):
        for data in (
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(50), b"\0" * 100 + b"\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
            b"GET / HTTP/1.1\r\n: x\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\x01\x01\x00\x01\x00\x08\x00\x00\x00\x01\0\0\0\0\0\0\r\n\r\n",
            b"GET /acces/connexion HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"SSH-2.0-x\r\n\r\n", b"GET " + b"a" * 100_000 + b"\r\n\r\n",
        ):  # fmt: skip
            got = raw(data)
            self.assertIsNone(TELLING.search(got), got[:300])
            self.assertRegex(got, rb"^(HTTP/1\.1 (400|404|405|414|505) |<html>|$)")

    def test_the_socket_of_a_page_refuses_what_nginx_would_never_pass(self):
        for stem in ("sign_in", "code", "account", "leave"):
            for what, params in fastcgi_wire.HOSTILE.items():
                answer = fastcgi_wire.ask(target().state / f"run/{stem}.sock", params)
                self.assertRegex(answer, rb"^Status: (303|4\d\d|200) ", f"{stem}: {what}")
                self.assertIsNone(TELLING.search(answer), f"{stem}: {what}")
            for data in fastcgi_wire.BROKEN:
                fastcgi_wire.send(target().state / f"run/{stem}.sock", data)
            self.assertTrue(target().processes_of(stem))
            good = fastcgi_wire.ask(target().state / f"run/{stem}.sock", {"SCRIPT_NAME": f"{PREFIX}nichts"})
            self.assertTrue(good.startswith(b"Status: 404"), good[:100])


class Tokens(unittest.TestCase):
    def test_no_two_of_a_thousand_cookies_or_tokens_are_alike(self):
        seen = set()
        for _ in range(250):
            visitor = Visitor()
            token = visitor.get("connexion").csrf
            seen |= {token, visitor.cookies[VISIT], visitor.get("connexion").csrf, visitor.get("identite").csrf}
        self.assertEqual(len(seen), 1000)
        self.assertNotIn(PERMIT, Visitor().cookies)


if __name__ == "__main__":
    unittest.main()
