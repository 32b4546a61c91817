"""Bytes that would break out of where they are written: a header, a log line, a message, a page, a statement."""

import json
import re
import unittest
import urllib.parse

from journeys import CODE, At, Post, expect, settled, to_account, to_code
from target import PREFIX, target
from visitor import FORM, JOURNEY, SESSION, VISIT, Visitor, raw

MARK = "zqxportillonzqx"  # found nowhere but where it was typed
# What is typed, as the bytes of one value on the wire, already percent-encoded.
NASTY = {
    "CR LF and a header": f"{MARK}%0d%0aSet-Cookie:%20{MARK}=1",
    "LF alone": f"{MARK}%0a{MARK}:%201",
    "CR alone": f"{MARK}%0d{MARK}:%201",
    "CR LF twice and a page": f"{MARK}%0d%0a%0d%0a%3cscript%3e{MARK}%3c/script%3e",
    "a header of mail": f"{MARK}@exemple.fr%0d%0aBcc:%20{MARK}@exemple.org",
    "NUL": f"{MARK}%00{MARK}",
    "ESC": f"{MARK}%1b[2J%1b]0;{MARK}%07",
    "line separator": f"{MARK}%e2%80%a8{MARK}%e2%80%a9",
    "next line": f"{MARK}%c2%85{MARK}",
    "turned around": f"{MARK}%e2%80%ae%e2%81%a6{MARK}",
    "overlong": f"{MARK}%c0%8a%c0%bc%e0%80%8a",
    "half a surrogate": f"{MARK}%ed%a0%80",
    "beyond Unicode": f"{MARK}%f4%90%80%80",
    "full-width line end": f"{MARK}%e5%98%8a%e5%98%8dSet-Cookie:{MARK}=1",  # cut to its low bytes it is CR LF
    "markup": f"{MARK}%22%27%3e%3cimg%20src=x%20onerror={MARK}%3e",
    "JSON": f"{MARK}%22,%22status%22:1%7d%0a%7b%22{MARK}%22:%22",
    "a template": f"{MARK}%7b%7bBODY%7d%7d%7b%25%20{MARK}%20%25%7d$%7b{MARK}%7d",
    "a format": f"{MARK}%25s%25n%25x%25p",
    "a statement": f"{MARK}%27%20OR%20%271%27=%271%27%3b%20DROP%20TABLE%20members%3b--%20",
    "a shell": f"$(touch%20/tmp/{MARK})%60touch%20/tmp/{MARK}%60%7ctouch%20/tmp/{MARK}",
    "a path": f"../../../../etc/passwd%00{MARK}",
    "long": MARK + "A" * 9000,
}  # fmt: skip
KNOWN_HEADERS = {
    "server", "date", "content-type", "content-length", "connection", "transfer-encoding", "location", "set-cookie", "allow", "retry-after",
    "cache-control", "clear-site-data", "content-security-policy", "cross-origin-embedder-policy", "cross-origin-opener-policy",
    "cross-origin-resource-policy", "permissions-policy", "referrer-policy", "strict-transport-security", "x-content-type-options",
    "x-dns-prefetch-control", "x-frame-options", "x-permitted-cross-domain-policies", "vary",
}  # fmt: skip


class Injection(unittest.TestCase):
    def clean(self, answer, what):
        """No header that is not ours, no cookie that is not ours, no markup that was typed."""
        names = {name.lower() for name, _ in answer.headers}
        self.assertLessEqual(names, KNOWN_HEADERS, what)
        for line in answer.all("Set-Cookie"):
            self.assertRegex(line, r"^__Host-portillon-[a-z]+=[\w.-]*; Path=/; Secure; HttpOnly; SameSite=Lax(; Max-Age=\d+)?$", what)
        for name, value in answer.headers:
            if name.lower() not in ("set-cookie", "location"):
                self.assertNotIn(MARK, value, what)
        self.assertNotIn(f"<img src=x onerror={MARK}", answer.html, what)
        self.assertNotIn(f"<script>{MARK}", answer.html, what)
        self.assertIn(answer.status, (200, 303, 400, 403, 404, 405, 413, 414, 415, 422, 429), what)
        self.assertTrue((answer.header("Location") or "/").startswith("/"), what)

    def everywhere(self, visitor, url, fields):
        """Each field of a form in turn holds each nasty value, the others what they should."""
        token = visitor.get(url).csrf
        for field in fields:
            for name, value in NASTY.items():
                pairs = {"csrf": urllib.parse.quote(token), **{f: urllib.parse.quote(v) for f, v in fields.items()}, field: value}
                body = "&".join(f"{key}={text}" for key, text in pairs.items()).encode()
                self.clean(visitor.ask("POST", url, body, [("Content-Type", FORM)]), f"{url} {field}: {name}")

    def test_no_field_of_no_form_breaks_out_of_where_it_is_written(self):
        site = target()
        nobody = Visitor()
        self.everywhere(nobody, "connexion", {"identifier": "", "password": ""})
        self.everywhere(nobody, "identite", {"identifier": "x"})
        self.everywhere(nobody, "ce-n-est-pas-moi", {"reference": "", "identifier": ""})
        first = Visitor()
        expect(first.post("identite", identifier=site.member(first_access=True).identifier), "justificatif")
        self.everywhere(first, "justificatif", {"proof": "vitale", "answer": "", "way": ""})
        before = Visitor()
        member = site.member()
        before, code = to_code(member, before)
        self.everywhere(before, "reception", {"channel": "x"})
        self.everywhere(before, "code", {"code": "12", "action": ""})
        expect(before.post("code", code=code), "confirmation")  # no attempt was used up by any of it
        inside = to_account(site.member())
        self.everywhere(inside, "mon-compte/mot-de-passe", {"current_password": "", "new_password": "", "confirm_password": ""})
        self.everywhere(inside, "mon-compte", {"action": "", "session": ""})
        self.everywhere(
            inside, "coordonnees",
            {"email": "", "mobile": "", "landline": "", "fax": "", "code_email": "", "code_mobile": "", "current_password": "", "action": "save"},
        )  # fmt: skip
        settled()
        self.logs_are_sound()
        self.nothing_typed_was_sent()

    def test_no_cookie_query_or_header_breaks_out_either(self):
        visitor = Visitor()
        for name, value in NASTY.items():
            # As they are on the wire, and decoded where a header can hold them at all.
            decoded = urllib.parse.unquote_to_bytes(value)
            carried = re.sub(rb"[\r\n\0]", b"", decoded).decode("latin-1")
            for url in ("connexion?suite=/", "coordonnees?modifier=", "coordonnees?fait=", "ce-n-est-pas-moi?fait=", "identite?x="):
                self.clean(visitor.ask("GET", url + value), f"{url}: {name}")
            for cookie in (VISIT, JOURNEY, SESSION):
                for text in (value, carried):
                    answer = visitor.ask("GET", "connexion", headers=[("Cookie", f"{cookie}={text}")])
                    self.clean(answer, f"cookie {cookie}: {name}")
            for header in ("User-Agent", "Referer", "Origin", "Sec-Fetch-Site", "Accept-Language", "X-Request-Id", "Content-Type"):
                self.clean(visitor.ask("GET", "connexion", headers=[(header, carried[:4000])]), f"{header}: {name}")
            visitor.cookies.clear()
        self.logs_are_sound()

    def test_a_line_end_in_a_request_line_or_header_makes_no_second_answer(self):
        port = target().port
        for name, line in {
            "in the path": f"GET {PREFIX}connexion%0d%0aX-Injected:%201 HTTP/1.1\r\nHost: localhost:{port}\r\n",
            "bare LF": f"GET {PREFIX}connexion HTTP/1.1\nHost: localhost:{port}\r\n",
            "bare CR": f"GET {PREFIX}connexion HTTP/1.1\r\nHost: localhost:{port}\rX-Injected: 1\r\n",
            "NUL in a header": f"GET {PREFIX}connexion HTTP/1.1\r\nHost: localhost:{port}\r\nCookie: a\0b\r\n",
            "folded": f"GET {PREFIX}connexion HTTP/1.1\r\nHost: localhost:{port}\r\nCookie: a=1\r\n b=2\r\n",
        }.items():
            answer = raw(line.encode() + b"Connection: close\r\n\r\n")
            self.assertEqual(answer.count(b"HTTP/1.1 "), 1, name)
            self.assertNotIn(b"X-Injected", answer.partition(b"\r\n\r\n")[0], name)

    def test_the_page_that_was_wanted_reaches_the_database_as_it_was_typed_and_does_nothing_there(self):
        wanted = "/prive/" + "x'\"\\;--/**/" + "%27%00%25"
        member = target().member()
        visitor = Visitor()
        visitor.get("connexion?suite=" + urllib.parse.quote(wanted, safe=""))
        before = target().number("SELECT COUNT(*) FROM members")
        answer = visitor.post("connexion", identifier=member.identifier, password=member.password)
        self.assertEqual(answer.status, 303)
        self.assertEqual(target().number("SELECT COUNT(*) FROM members"), before)
        stored = target().sql("SELECT HEX(wanted) FROM sessions ORDER BY started_at DESC LIMIT 1")[0][0]
        self.assertIn(bytes.fromhex(stored).decode(), ("", wanted))

    def logs_are_sound(self):
        """One JSON object a line, no control character, nothing that was typed."""
        for path in (target().state / "log").glob("*.log"):
            if path.name.endswith(".error.log") or path.name.startswith(("database", "admin", "demo")):
                continue
            for line in path.read_bytes().splitlines():
                self.assertIsInstance(json.loads(line), dict, path.name)
                self.assertNotRegex(line, rb"[\x00-\x1f\x7f]|\xe2\x80[\xa8-\xae]", path.name)
                if "access" not in path.name:
                    self.assertNotIn(MARK.encode(), line, path.name)

    def nothing_typed_was_sent(self):
        for message in target().mailbox.messages():
            whole = json.dumps(message, ensure_ascii=False)
            self.assertNotIn(MARK, whole)
            self.assertNotRegex(message["to"] + (message["subject"] or ""), r"[\x00-\x1f\x7f-\x9f\u2028-\u202e]")


class Messages(unittest.TestCase):
    def test_a_new_address_gets_a_message_that_holds_nothing_of_what_was_typed_beside_it(self):
        member = target().member()
        inside = to_account(member)
        address = f"O'Hara+{MARK[:6]}{member.number}@exemple.fr"
        new = Post(At(address, address.lower()))
        expect(inside.ask("POST", "coordonnees", urllib.parse.urlencode(
            {"csrf": inside.get("coordonnees").csrf, "email": address, "action": "save"}).encode(),
            [("Content-Type", FORM), ("User-Agent", f"{MARK} Firefox/1 Windows"), ("Referer", f"http://{MARK}/")]), "coordonnees")  # fmt: skip
        new.next(CODE)
        for message in target().mailbox.messages():
            self.assertNotIn(MARK, json.dumps(message))
        devices = {device for (device,) in target().sql("SELECT DISTINCT device FROM audit")}
        self.assertFalse(any(MARK in device for device in devices), devices)


if __name__ == "__main__":
    unittest.main()
