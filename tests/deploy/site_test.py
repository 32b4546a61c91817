"""The shipped example of a site as it is, on its own ports, with real pages behind it.

What the example refuses by itself (suites, names, a flood) is tried without a machine in tests/demo/site_test.py.
"""

import re
import unittest

import root
from machine import Machine
from site_client import NAME, Site
from units_test import unit_of

# Every answer of Portillon carries these, whoever made it.
def headers_of(name):
    return dict(re.findall(r'^add_header (\S+) "?([^"\n]*?)"? always;$', (root.SOURCE / "nginx" / name).read_text("utf-8"), re.M))


HEADERS, ASSET_HEADERS = headers_of("headers.conf"), headers_of("asset-headers.conf")


class SiteTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.machine = Machine.get()
        cls.site = Site(cls.machine)

    def assert_whole(self, answer, status, kept=None):
        self.assertEqual(answer.status, status)
        for name, value in (HEADERS if kept is None else ASSET_HEADERS).items():
            self.assertEqual(answer.headers.get(name), [value], f"{status}: {name}")
        self.assertEqual(len(answer.headers["Cache-Control"]), 1, answer.headers)
        self.assertIn(kept or "no-store", answer.headers["Cache-Control"][0])
        self.assertEqual(answer.headers["Server"], ["nginx"])
        self.assertNotRegex(answer.body.decode(), "nginx|FastCGI|/usr/|Exception")

    def test_the_french_page_and_the_installation_are_the_same_steps(self):
        page = (root.SOURCE / "docs/fr/installer.md").read_text("utf-8")
        told = [line for block in re.findall(r"^```sh\n(.*?)^```$", page, re.M | re.S) for line in block.splitlines()]
        done = (root.SOURCE / "tests/deploy/install").read_text("utf-8").splitlines()
        self.assertGreater(len(told), 12)
        self.assertEqual([line for line in done if line in told], told)
        self.assertIn("docs/fr/installer.md", self.machine.installed)

    def test_every_kind_of_answer_carries_every_header_once(self):
        self.assertGreater(len(HEADERS), 9)
        form = ["Content-Type: application/x-www-form-urlencoded"]
        ask = self.site.ask
        self.assert_whole(ask("GET", "/acces/connexion"), 200)
        self.assert_whole(ask("HEAD", "/acces/connexion"), 200)
        self.assert_whole(ask("GET", "/acces/sante/pret"), 200)
        self.assert_whole(ask("GET", "/acces/aide/identifiant"), 200)
        self.assert_whole(ask("GET", "/acces/code"), 303)
        self.assert_whole(ask("POST", "/acces/connexion", form, b"identifier=1"), 403)  # without a token
        self.assert_whole(ask("GET", "/acces/rien"), 404)
        self.assert_whole(ask("GET", "/acces/session"), 404)  # nginx alone may ask it
        self.assert_whole(ask("GET", "/acces/erreur/503.html"), 404)
        self.assert_whole(ask("DELETE", "/acces/connexion"), 405)  # by the page
        self.assert_whole(ask("POST", "/acces/aide/identifiant"), 405)  # by nginx
        style = re.search(r'"(/acces/assets/portillon\.[^"]+\.css)"', ask("GET", "/acces/connexion").body.decode())[1]
        self.assert_whole(ask("GET", style), 200, kept="max-age=31536000")
        self.assert_whole(ask("GET", "/acces/assets/portillon.css"), 200, kept="no-cache")

    def test_a_page_or_a_database_that_is_away_is_told_in_whole_pages(self):
        self.machine.run("systemctl", "stop", "portillon@code.socket", unit_of("code"))
        answer = self.site.ask("GET", "/acces/code")
        self.machine.run("systemctl", "start", "portillon@code.socket", unit_of("code"))
        self.assert_whole(answer, 503)
        self.assertEqual(answer.headers["Retry-After"], ["30"])
        self.machine.run("systemctl", "stop", "mariadb.socket", "mariadb")
        answers = {url: self.site.ask("GET", f"/acces/{url}") for url in ("sante/pret", "sante/vivant")}
        self.machine.run("systemctl", "start", "mariadb")
        self.assertEqual({url: answer.status for url, answer in answers.items()}, {"sante/pret": 503, "sante/vivant": 200})
        self.machine.wait_until(lambda: self.site.ask("GET", "/acces/sante/pret").status == 200, "the database is not found again")

    def test_a_body_of_16_kib_is_read_and_a_longer_one_is_refused_unread(self):
        form = ["Content-Type: application/x-www-form-urlencoded"]
        self.assertNotEqual(self.site.ask("POST", "/acces/connexion", form, b"identifier=" + b"1" * (16 * 1024 - 11)).status, 413)
        answer = self.site.ask("POST", "/acces/connexion", form, b"identifier=" + b"1" * (16 * 1024 - 10))
        self.assert_whole(answer, 413)
        self.assertIn("Votre réponse est trop longue", answer.body.decode())
        self.assert_whole(self.site.ask("POST", "/acces/connexion", [*form, "Content-Length: 99999999999"]), 413)

    def test_headers_and_addresses_have_their_sizes(self):
        self.assertEqual(self.site.ask("GET", "/acces/connexion", ["Cookie: a=" + "1" * 7000]).status, 200)
        self.assertEqual(self.site.ask("GET", "/acces/connexion", ["Cookie: a=" + "1" * 9000]).status, 400)
        self.assertEqual(self.site.ask("GET", "/acces/connexion?" + "1" * 9000).status, 414)
        self.assertEqual(self.site.ask("GET", "/acces/connexion", [f"X-{i}: {'1' * 7000}" for i in range(6)]).status, 400)

    def test_a_flood_from_one_address_is_told_in_a_whole_page_and_others_go_on(self):
        answers = [self.site.ask("GET", "/acces/sante/vivant", source="127.0.0.77") for _ in range(300)]
        refused = [answer for answer in answers if answer.status == 429]
        self.assertGreater(len(refused), 20)
        self.assertEqual({answer.status for answer in answers}, {200, 429})
        self.assert_whole(refused[-1], 429)
        self.assertEqual(refused[-1].headers["Retry-After"], ["5"])
        self.assertIn("Trop de demandes", refused[-1].body.decode())
        self.assertEqual(self.site.ask("GET", "/acces/sante/vivant").status, 200)

    def test_port_80_leads_to_https_and_answers_nothing_else(self):
        for method, path in (("GET", "/acces/connexion?a=1"), ("POST", "/acces/connexion"), ("HEAD", "/"), ("GET", "/prive/")):
            answer = self.site.ask(method, path, port=80)
            self.assertEqual((answer.status, answer.headers["Location"]), (301, [f"https://{NAME}{path}"]))
            self.assertNotIn("Set-Cookie", answer.headers)
            self.assertNotIn("Strict-Transport-Security", answer.headers)  # RFC 6797, 7.2: never over plain HTTP
        for host in ("autre.exemple.fr", "127.0.0.1", ""):
            self.assertEqual(self.site.ask("GET", "/acces/connexion", host=host, port=80).status, 0 if host else 400, host)

    def test_a_name_that_is_not_the_sites_gets_no_answer_and_no_page_believes_it(self):
        self.assertEqual(self.site.ask("GET", "/acces/connexion", host="autre.exemple.fr").status, 0)
        for field in ("X-Forwarded-Host: autre.exemple.fr", "X-Forwarded-For: 203.0.113.9", "X-Original-URL: /acces/session"):
            answer = self.site.ask("GET", "/acces/connexion", [field])
            self.assertNotIn("autre.exemple.fr", answer.body.decode() + str(answer.headers))
            self.assertEqual(answer.status, 200)

    def test_openssl_finds_the_intermediate_profile_and_nothing_older(self):
        def handshake(*options):
            command = ("openssl", "s_client", "-connect", f"{NAME}:443", "-servername", NAME, "-CAfile", f"/etc/ssl/{NAME}.pem",
                       "-verify_return_error", "-brief", *options)  # fmt: skip
            done = self.machine.ask(*command)
            return re.findall(r"(?:Protocol version|Ciphersuite|Server Temp Key): ([^,\n]+)", done.stdout + done.stderr) if done.returncode == 0 else None

        for old in ("-tls1", "-tls1_1"):
            self.assertIsNone(handshake(old, "-cipher", "ALL:@SECLEVEL=0"), old)
        self.assertEqual(handshake("-tls1_2")[0], "TLSv1.2")
        self.assertEqual(handshake("-tls1_3")[0], "TLSv1.3")
        self.assertEqual(handshake("-tls1_3")[2], "X25519")
        for weak in ("AES128-SHA", "AES256-GCM-SHA384", "DHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-SHA256", "PSK"):
            self.assertIsNone(handshake("-tls1_2", "-cipher", f"{weak}:@SECLEVEL=0"), weak)
        for curve in ("secp521r1", "X448", "ffdhe2048"):
            self.assertIsNone(handshake("-tls1_3", "-groups", curve), curve)
        # No ticket under a key that lives as long as nginx; no session is taken up again without the server's own memory of it.
        self.assertNotIn("TLS session ticket:", self.machine.run("openssl", "s_client", "-connect", f"{NAME}:443", "-tls1_2", stdin="Q\n"))

    def test_the_private_space_is_behind_the_session(self):
        for path in ("/prive/", "/prive/compte?a=b"):
            answer = self.site.ask("GET", path, ["Portillon-Member: 1"])
            self.assertEqual((answer.status, answer.headers["Location"]), (303, [f"https://{NAME}/acces/connexion?suite={path}"]))


if __name__ == "__main__":
    unittest.main()
