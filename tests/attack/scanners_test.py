"""sqlmap and wapiti, as an attacker would start them, against the forms; and against a bait, so that their silence means something.

Short: level 1 at four forms, and wapiti's quick modules. Long: level 5, risk 3 at every form and cookie, and a whole crawl.
"""

import collections
import json
import re
import unittest
from pathlib import Path

import processes
from journeys import expect, to_account, to_code
from processes import PYTHON
from target import LONG, PREFIX, target
from visitor import JOURNEY, SESSION, Visitor

# One form each: URL, the fields as sqlmap gets them (only the starred are tried), which visitor.
FORMS = {
    "connexion": "identifier=1*&password=1*",
    "identite": "identifier=1*",
    "ce-n-est-pas-moi": "reference=1*&identifier=1",
    "code": "code=12*&action=",
}
MORE_FORMS = {
    "justificatif": "proof=vitale*&answer=1*&way=",
    "reception": "channel=x*",
    "mon-compte": "action=x*&session=1*",
    "mon-compte/mot-de-passe": "current_password=*&new_password=1*&confirm_password=1",
    "coordonnees": "email=1*&mobile=1*&landline=1*&fax=1*&code_email=1*&code_mobile=1*&current_password=1*&action=save",
}
QUERIES = {"connexion": "suite=/1*", "ce-n-est-pas-moi": "fait=1*"}
WANTED_SO = {"X-XSS-Protection is not set"}  # OWASP Secure Headers: no longer to be sent
FOUND = re.compile(r"^Parameter: ", re.M)  # of sqlmap's own record of what it can inject into


class Scanners(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        site = target()
        cls.origin = f"http://localhost:{site.scan}"
        cls.folder = site.state / "scanners"
        cls.folder.mkdir(exist_ok=True)
        log = cls.folder / "bait.log"
        bait = processes.start([PYTHON, "-B", Path(__file__).with_name("bait.py"), site.state], log)
        processes.until_it_says(bait, log, "The bait lies.")
        cls.addClassCleanup(processes.stop, bait)

    def requests(self, log="scan.access"):
        """(method, path under the prefix, status) of all that came to the scanned site."""
        lines = [json.loads(line) for line in target().log(log).splitlines()]
        return [(line["method"], line["path"].removeprefix(PREFIX), line["status"]) for line in lines]

    # ---- sqlmap

    def sqlmap(self, name, url, data=None, cookies=None, token=True, level=1, risk=1):
        """What it has written into its record of this target."""
        output = self.folder / name
        command = [
            "sqlmap", "--batch", "--disable-coloring", "--flush-session", "--fresh-queries", "--time-sec=2", "--timeout=10",
            "--retries=1", f"--level={level}", f"--risk={risk}", f"--output-dir={output}", "-u", url, "--random-agent", "--skip-waf",
            "--ignore-code=*",
        ]  # fmt: skip
        if not LONG:
            command += ["--technique=BEU"]
        if data:
            command += ["--data", ("csrf=1&" if token else "") + data]
            if token:
                command += ["--csrf-token=csrf", f"--csrf-url={url}"]
        if cookies:
            command += ["--cookie", "; ".join(f"{key}={value}" for key, value in cookies.items())]
        done = processes.run(command, 6 * 3600 if LONG else 240)
        (self.folder / f"{name}.txt").write_text(done.stdout + done.stderr, "utf-8")
        records = list(output.glob("*/log"))
        self.assertTrue(records, done.stdout[-2000:] + done.stderr[-2000:])
        self.assertNotIn("unhandled exception", done.stdout + done.stderr)
        return "".join(record.read_text("utf-8", "replace") for record in records), done.stdout

    def visitors(self):
        """Who may send each form."""
        site = target()
        nobody = Visitor(port=site.scan)
        nobody.get("connexion")
        at_code = to_code(site.member(), Visitor(port=site.scan))[0]
        who = {"connexion": nobody, "identite": nobody, "ce-n-est-pas-moi": nobody, "code": at_code}
        if LONG:
            first = Visitor(port=site.scan)
            expect(first.post("identite", identifier=site.member(first_access=True).identifier), "justificatif")
            inside = to_account(site.member(), Visitor(port=site.scan))
            who |= {"justificatif": first, "reception": at_code}
            who |= dict.fromkeys(("mon-compte", "mon-compte/mot-de-passe", "coordonnees"), inside)
        return who

    def test_sqlmap_reaches_every_form_and_finds_nothing(self):
        who = self.visitors()
        level, risk = (5, 3) if LONG else (1, 1)
        before = len(self.requests())
        for url, data in {**FORMS, **(MORE_FORMS if LONG else {})}.items():
            with self.subTest(form=url):
                record, said = self.sqlmap(url.replace("/", "-"), f"{self.origin}{PREFIX}{url}", data, who[url].cookies, level=level, risk=risk)
                self.assertIsNone(FOUND.search(record), record)
                self.assertIn("do not appear to be injectable", said)
        came = self.requests()[before:]
        for url in who:
            # 422: read by the page, after token and form were found good. 403 would mean that no payload went further than the token.
            read = sum(method == "POST" and path == url and status in (200, 303, 422, 429, 503) for method, path, status in came)
            refused = sum(method == "POST" and path == url and status == 403 for method, path, status in came)
            print(f"\n  sqlmap at {url}: {read} payloads were read, {refused} stopped at the token", end="", flush=True)
            self.assertGreater(read, 30, url)
            self.assertGreater(read, refused, url)
        self.assertFalse([line for line in came if line[2] == 500 or line[2] > 503])

    def test_sqlmap_finds_nothing_in_queries_and_cookies(self):
        level, risk = (5, 3) if LONG else (1, 1)
        for url, query in QUERIES.items():
            record, said = self.sqlmap(f"query-{url}", f"{self.origin}{PREFIX}{url}?{query}", level=level, risk=risk)
            self.assertIsNone(FOUND.search(record), record)
            self.assertIn("do not appear to be injectable", said)
        if LONG:
            journey, account = to_code(target().member())[0], to_account(target().member())
            for name, url, value in ((JOURNEY, "code", journey.cookies[JOURNEY]), (SESSION, "mon-compte", account.cookies[SESSION])):
                record, _ = self.sqlmap(f"cookie-{url}", f"{self.origin}{PREFIX}{url}", cookies={name: value + "*"}, level=level, risk=risk)
                self.assertIsNone(FOUND.search(record), record)

    def test_sqlmap_finds_the_bait_behind_the_same_nginx(self):
        record, _ = self.sqlmap("bait", f"{self.origin}/appat/", "identifier=247034019203186*")
        self.assertIsNotNone(FOUND.search(record), "sqlmap would not find anything")
        self.assertIn("SQLite", record)

    # ---- wapiti

    def wapiti(self, name, url, modules, visitor, seconds, starts=()):
        """Its vulnerabilities, by kind; and how many addresses it knew."""
        report = self.folder / f"{name}.json"
        command = [
            "wapiti", "-u", url, *(f"--start={more}" for more in starts), "--scope", "folder" if LONG else "page", "-m", modules,
            "-f", "json", "-o", report, "--flush-session", "--store-session", self.folder / f"{name}.session", "--no-bugreport",
            "--max-scan-time", seconds, "--max-attack-time", seconds, "-v", "0", "--level", "2" if LONG else "1",
        ]  # fmt: skip
        if visitor:
            command += ["-H", "Cookie: " + "; ".join(f"{key}={value}" for key, value in visitor.cookies.items())]
        done = processes.run(command, 4 * seconds + 120, env={"PATH": "/usr/bin:/bin", "HOME": str(self.folder), "LANG": "C.UTF-8"})
        (self.folder / f"{name}.txt").write_text(done.stdout + done.stderr, "utf-8")
        self.assertTrue(report.exists(), done.stdout[-2000:] + done.stderr[-2000:])
        found = json.loads(report.read_text("utf-8"))["vulnerabilities"]
        kept = {kind: [one for one in list_ if one["info"] not in WANTED_SO] for kind, list_ in found.items()}
        return {kind: list_ for kind, list_ in kept.items() if list_}

    def test_wapiti_crawls_and_attacks_the_forms_and_finds_nothing(self):
        site = target()
        modules = "all" if LONG else "redirect,sql,xss"
        nobody = Visitor(port=site.scan)
        nobody.get("connexion")
        walks = [("identite", ["identite"], nobody), ("ce-n-est-pas-moi", ["ce-n-est-pas-moi"], nobody)]
        if LONG:
            everything = [page.urls[0] for page in site.pages]
            at_code, account = to_code(site.member(), Visitor(port=site.scan))[0], to_account(site.member(), Visitor(port=site.scan))
            walks = [("nobody", everything, nobody), ("code", ["code", *everything], at_code), ("account", ["mon-compte", *everything], account)]
        forms = collections.Counter()
        for name, urls, visitor in walks:
            before = len(self.requests())
            starts = [f"{self.origin}{PREFIX}{url}" for url in urls]
            found = self.wapiti(f"wapiti-{name}", starts[0], modules, visitor, 1800 if LONG else 5, starts[1:])
            came = self.requests()[before:]
            read = collections.Counter(path for method, path, status in came if method == "POST" and status in (303, 422, 429, 503))
            print(f"\n  wapiti from {name}: {len(came)} requests; forms read: {dict(read)}", end="", flush=True)
            self.assertEqual(found, {})
            self.assertFalse([line for line in came if line[2] == 500 or line[2] > 503])
            forms += read
        for url in ("identite", "ce-n-est-pas-moi"):
            self.assertGreater(forms[url], 20)

    def test_wapiti_finds_the_bait_behind_the_same_nginx(self):
        found = self.wapiti("wapiti-bait", f"{self.origin}/appat/", "sql,xss", None, 25)
        self.assertTrue({"SQL Injection", "Cross Site Scripting"} & set(found), found)


if __name__ == "__main__":
    unittest.main()
