"""Requests that mean different things to different readers: whose host, whose address, which field, whose page, where it ends."""

import unittest
import urllib.parse

import facts
import members
from journeys import Post, settled, to_account, to_code
from target import PREFIX, target
from visitor import FORM, Visitor, raw

EVIL = "attaquant.example.org"


class Hosts(unittest.TestCase):
    def test_no_link_cookie_or_message_follows_the_host_that_a_request_names(self):
        member = target().member()
        forged = [
            ("Host", EVIL), ("X-Forwarded-Host", EVIL), ("X-Host", EVIL), ("X-Original-URL", f"http://{EVIL}/"), ("X-Rewrite-URL", "/x"),
            ("Forwarded", f"host={EVIL};proto=http"), ("X-Forwarded-Proto", "gopher"), ("X-Forwarded-Prefix", "/evil"),
            ("X-Forwarded-Server", EVIL), ("X-HTTP-Host-Override", EVIL), ("X-HTTP-Method-Override", "DELETE"),
        ]  # fmt: skip
        visitor = Visitor()
        post = Post(member)
        for url, fields in (("identite", {"identifier": member.identifier}), ("reception", {"channel": "sms"})):
            shown = visitor.get(url, forged)
            answer = visitor.send(url, {"csrf": shown.csrf, **fields}, forged)
            self.assertEqual(answer.status, 303)
            self.assertTrue(answer.header("Location").startswith(PREFIX))
            for each in (shown, answer):
                self.assertNotIn(EVIL, each.html + str(each.headers))
                self.assertNotIn("Domain", str(each.all("Set-Cookie")))
        settled()
        sent = post.new()
        self.assertEqual(len(sent), 1)
        self.assertNotIn(EVIL, str(sent))
        # nginx's own redirections too.
        for path in ("/acces", "/acces/"):
            answer = raw(f"GET {path} HTTP/1.1\r\nHost: {EVIL}\r\nConnection: close\r\n\r\n".encode())
            self.assertNotIn(EVIL.encode(), answer)

    def test_an_absolute_or_doubled_host_is_refused_or_means_nothing(self):
        port = target().port
        for line in (
            f"GET http://{EVIL}{PREFIX}connexion HTTP/1.1\r\nHost: localhost:{port}\r\n",
            f"GET {PREFIX}connexion HTTP/1.1\r\nHost: localhost:{port}\r\nHost: {EVIL}\r\n",
            f"GET {PREFIX}connexion HTTP/1.1\r\nHost: {EVIL}/a b\r\n",
            f"GET {PREFIX}connexion HTTP/1.1\r\nHost : {EVIL}\r\nHost: localhost\r\n",
            f"GET {PREFIX}connexion HTTP/1.1\r\n",
        ):
            answer = raw(line.encode() + b"Connection: close\r\n\r\n")
            self.assertIn(answer.split()[1] if answer else b"400", (b"200", b"400"), line)
            self.assertNotIn(EVIL.encode(), answer)

    def test_no_limit_follows_an_address_that_a_request_names(self):
        site = target()
        address = site.address()
        for n in range(25):
            claimed = f"203.0.113.{n}"
            headers = [(name, claimed) for name in ("X-Forwarded-For", "X-Real-IP", "True-Client-IP", "CF-Connecting-IP", "X-Client-IP",
                                                     "X-Cluster-Client-IP", "X-Remote-Addr", "REMOTE-ADDR", "Forwarded")]  # fmt: skip
            visitor = Visitor(address)
            token = visitor.get("identite", headers).csrf
            answer = visitor.send("identite", {"csrf": token, "identifier": members.stranger()}, headers)
            self.assertEqual(answer.status, 303 if n < 20 else 429, n)


class Pollution(unittest.TestCase):
    """At the code page: whatever is misread as a form uses an attempt up, or worse."""

    def setUp(self):
        self.visitor, self.code = to_code(target().member())
        self.token = self.visitor.get("code").csrf
        self.before = facts.rows()

    def test_a_field_counts_once_in_the_body_and_under_its_exact_name(self):
        right = f"csrf={urllib.parse.quote(self.token)}&code={self.code}"
        token = f"csrf={urllib.parse.quote(self.token)}"
        form = [("Content-Type", FORM)]
        cases = [
            ("twice", "code", right + "&code=0000", form),
            ("twice, the right one last", "code", f"{token}&code=0000&code={self.code}", form),
            ("array", "code", f"{token}&code[]={self.code}", form),
            ("array with index", "code", f"{token}&code%5B0%5D={self.code}", form),
            ("object", "code", f"{token}&code.x={self.code}", form),
            ("other case", "code", f"{token}&CODE={self.code}", form),
            ("in the query alone", f"code?{right}", "", form),
            ("token in the query", f"code?{token}", f"code={self.code}", form),
            ("semicolons", "code", right.replace("&", ";"), form),
            ("space after the name", "code", f"{token}&code%20={self.code}", form),
            ("NUL after the name", "code", f"{token}&code%00={self.code}", form),
            ("override", "code", f"{right}&_method=DELETE", form),
            ("JSON", "code", f'{{"csrf":"{self.token}","code":"{self.code}"}}', [("Content-Type", "application/json")]),
            ("JSON as a form", "code", f'{{"csrf":"{self.token}","code":"{self.code}"}}', form),
            ("text", "code", right, [("Content-Type", "text/plain")]),
            ("XML", "code", f"<code>{self.code}</code>", [("Content-Type", "application/xml")]),
            ("multipart", "code", f"--b\r\nContent-Disposition: form-data; name=\"code\"\r\n\r\n{self.code}\r\n--b--\r\n",
             [("Content-Type", "multipart/form-data; boundary=b")]),
            ("two types", "code", right, [("Content-Type", f"{FORM}, text/plain")]),
            ("no type", "code", right, []),
            ("UTF-16", "code", right.encode("utf-16"), [("Content-Type", f"{FORM}; charset=utf-16")]),
            ("UTF-7", "code", f"{token}&code=+ADEAMgAzADQ-", [("Content-Type", f"{FORM}; charset=utf-7")]),
            ("EBCDIC", "code", right.encode("cp500"), [("Content-Type", f"{FORM}; charset=ibm500")]),
            ("Arabic digits", "code", f"{token}&code=" + urllib.parse.quote("".join(chr(0x660 + int(d)) for d in self.code)), form),
            ("full-width digits", "code", f"{token}&code=" + urllib.parse.quote("".join(chr(0xFF10 + int(d)) for d in self.code)), form),
        ]  # fmt: skip
        for what, url, body, headers in cases:
            with self.subTest(what=what):
                body = body if isinstance(body, bytes) else body.encode()
                answer = self.visitor.ask("POST", url, body, headers)
                self.assertIn(answer.status, (400, 403, 415, 422), answer)
                self.assertEqual(facts.changed(self.before, facts.rows()), [])

    def test_two_readers_never_see_two_ends_of_a_request(self):
        port = target().port
        cookies = "; ".join(f"{k}={v}" for k, v in self.visitor.cookies.items())
        body = f"csrf={urllib.parse.quote(self.token)}&code={self.code}"
        inner = (
            f"POST {PREFIX}code HTTP/1.1\r\nHost: localhost:{port}\r\nCookie: {cookies}\r\n"
            f"Content-Type: {FORM}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        )
        outer = f"POST {PREFIX}identite HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Type: {FORM}\r\n"
        hidden = len(inner)
        for what, head, rest in (
            ("two lengths", f"Content-Length: 0\r\nContent-Length: {hidden}\r\n\r\n", inner),
            ("a list of lengths", f"Content-Length: 0, {hidden}\r\n\r\n", inner),
            ("length and chunks", f"Content-Length: {hidden}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", inner),
            ("chunks and length", f"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n", inner),
            ("chunks, oddly written", f"Transfer-Encoding: xchunked\r\nContent-Length: {hidden}\r\n\r\n", inner),
            ("chunks with a tab", f"Transfer-Encoding:\tchunked\r\nContent-Length: {hidden}\r\n\r\n0\r\n\r\n", inner),
            ("chunks twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n", inner),
            ("a size with a sign", f"Transfer-Encoding: chunked\r\n\r\n+{hidden:x}\r\n", inner + "\r\n0\r\n\r\n"),
            ("a huge size", "Transfer-Encoding: chunked\r\n\r\n10000000000000000\r\n", inner),
            ("a space before the colon", f"Content-Length : {hidden}\r\nContent-Length: 0\r\n\r\n", inner),
            ("a length in hexadecimal", f"Content-Length: 0x{hidden:x}\r\n\r\n", inner),
            ("a plus", f"Content-Length: +{hidden}\r\n\r\n", inner),
        ):
            with self.subTest(what=what):
                got = raw((outer + "Connection: close\r\n" + head + rest).encode())
                # One refusal, or one answer to the outer one that took the rest for its body; never an answer to the inner one.
                self.assertLessEqual(got.count(b"HTTP/1.1 "), 1, got[:600])
                self.assertNotIn(b"confirmation", got)
                self.assertEqual(facts.changed(self.before, facts.rows()), [])


class CacheDeception(unittest.TestCase):
    def test_a_private_page_has_one_address_and_no_cache_may_keep_it(self):
        member = target().member()
        inside = to_account(member)
        own = inside.get("mon-compte")
        self.assertEqual(own.status, 200)
        self.assertIn("no-store", own.header("Cache-Control"))
        mask = "m•••@"
        self.assertIn(mask, own.html)
        for url in (
            "mon-compte/x.css", "mon-compte/x.js", "mon-compte;.css", "mon-compte;x=/x.css", "mon-compte%2fx.css", "mon-compte%00.css",
            "mon-compte%0a.css", "mon-compte%3f.css", "mon-compte%23.css", "mon-compte.css", "mon-compte/", "mon-compte/.", "mon-compte//",
            "MON-COMPTE", "Mon-Compte", "mon-compte%20", "mon-compte.", "mon-compte/../mon-compte.css", "assets/../mon-compte/x.css",
            "assets/..%2fmon-compte", "assets/%2e%2e/mon-compte/a.css", "aide/..;/mon-compte", "mon-compte\\x.css", "./mon-compte/x.png",
        ):  # fmt: skip
            answer = inside.get(url)
            self.assertNotIn(mask, answer.html, url)
            self.assertIn(answer.status, (303, 400, 404), url)
            self.assertNotIn("immutable", answer.header("Cache-Control") or "", url)
        # Other ways of writing the one address, which nginx by itself would take for it.
        for url in (
            "mon-compte?x.css", "mon-compte?x=/a.css", "mon%2dcompte", "%6don-compte", "x/../mon-compte", "assets/../mon-compte", ".//mon-compte",
        ):  # fmt: skip
            answer = inside.get(url)
            self.assertEqual(answer.status, 200 if url.startswith("mon-compte?") else 404, url)
            self.assertIn("no-store", answer.header("Cache-Control"), url)


if __name__ == "__main__":
    unittest.main()
