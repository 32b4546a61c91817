"""What Prometheus sees of a running demo, and what nobody else sees: each page's metrics, through nginx."""

import json
import os
import re
import signal
import subprocess
import unittest

import journeys
from journeys import OWN, another_code, expect, to_channel, to_code
from processes import SOURCE, until
from target import target
from visitor import Visitor

RULES = SOURCE / "packages/prometheus/alerts.yml"
DASHBOARD = SOURCE / "packages/prometheus/dashboard.json"
PROMETHEUS = "127.0.0.1"  # the one address of [site] metrics_from of the demo
MOST_SERIES = 200
SERIES = re.compile(r"^([a-z_]+)(?:\{(.*)\})? (\S+)$")


def scrape(stem, address=PROMETHEUS):
    return Visitor(address).ask("GET", f"sante/mesures/{stem}", cookies={})


def series(text):
    """{(name, labels): value}"""
    found = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            name, labels, value = SERIES.match(line).groups()
            found[name, labels or ""] = float(value)
    return found


def everywhere():
    return {page.stem: series(scrape(page.stem).html) for page in target().pages}


def funnel():
    """{(page, event and detail or stage): count} of everything that ever happened."""
    counted = {}
    for stem, values in everywhere().items():
        for (name, labels), value in values.items():
            if name in ("portillon_events_total", "portillon_journey_stages_total"):
                words = dict(re.findall(r'(\w+)="([^"]*)"', labels))
                key = (words.get("event") or words["stage"], words.get("detail") or words.get("who"))
                counted[(stem, *(word for word in key if word))] = value
    return counted


def moved(before):
    return {key: int(value - before.get(key, 0)) for key, value in funnel().items() if value != before.get(key, 0)}


def expressions():
    """Every PromQL of the rules and of the dashboard."""
    text = RULES.read_text("utf-8")
    found = [line.partition("expr: ")[2] for line in text.splitlines() if "expr: " in line and not line.endswith("|")]
    found += re.findall(r"expr: \|\n((?:          ?\s*\S.*\n)+?)        (?:for|labels):", text)
    for panel in json.loads(DASHBOARD.read_text("utf-8"))["panels"]:
        found += [each["expr"] for each in panel.get("targets", ())]
    return found


class Metrics(unittest.TestCase):
    maxDiff = None

    def test_each_page_answers_what_promtool_accepts(self):
        for page in target().pages:
            answer = scrape(page.stem)
            self.assertEqual(answer.status, 200, page.stem)
            self.assertEqual(answer.header("Content-Type"), "text/plain; version=0.0.4; charset=utf-8")
            self.assertEqual(answer.all("Set-Cookie"), [])
            judged = subprocess.run(["promtool", "check", "metrics"], input=answer.body, capture_output=True, check=False)
            self.assertEqual((judged.returncode, judged.stderr + judged.stdout), (0, b""), page.stem)
            self.assertLess(len(series(answer.html)), MOST_SERIES, page.stem)

    def test_each_metric_and_event_of_the_alerts_and_the_dashboard_is_there(self):
        texts = "".join(scrape(page.stem).html for page in target().pages)
        there = set(re.findall(r"^# TYPE (\S+) ", texts, re.M))
        events = set(re.findall(r'event="([a-z_]+)"', texts))
        asked = expressions()
        self.assertGreater(len(asked), 60)
        for expression in asked:
            for name in re.findall(r"\b(?:portillon|process)_[a-z_]+", expression):
                self.assertIn(re.sub(r"_bucket$", "", name), there, expression)
            for sign, words in re.findall(r'event(=~?)"([^"]+)"', expression):
                for word in words.split("|") if sign == "=~" else [words]:
                    self.assertTrue(any(re.fullmatch(word, event) for event in events), f"{word}: {expression}")

    def test_whoever_is_not_named_sees_what_stands_at_no_address(self):
        outsider = target().address()
        unknown = Visitor(outsider).ask("GET", "sante/autre", cookies={})
        self.assertEqual(unknown.status, 404)
        for method in ("GET", "POST", "HEAD"):
            for page in target().pages:
                answer = Visitor(outsider).ask(method, f"sante/mesures/{page.stem}", cookies={})
                like = unknown if method == "GET" else Visitor(outsider).ask(method, "sante/autre", cookies={})
                self.assertEqual((answer.status, answer.body), (like.status, like.body))
                names = [[name for name, _ in each.headers] for each in (answer, like)]
                self.assertEqual(*names)

    def test_no_header_and_no_parameter_makes_a_page_show_them(self):
        for name in ("PORTILLON_ASKS", "Portillon-Asks", "X-Portillon-Asks"):
            answer = Visitor().ask("GET", "identite?PORTILLON_ASKS=metrics", headers=[(name, "metrics")], cookies={})
            self.assertIn("<h1", answer.html)
            self.assertNotIn("portillon_requests_total", answer.html)

    def test_a_whole_recovery_moves_the_funnel_by_exactly_its_steps(self):
        member = target().member()
        before = funnel()
        visitor, code = to_code(member)
        self.assertEqual(visitor.post("code", code=another_code(code)).status, 422)
        post = journeys.Post(member)
        expect(visitor.post("code", code=code), "confirmation")
        temporary = post.next(journeys.TEMPORARY)
        expect(visitor.post("connexion", identifier=member.identifier, password=temporary), "nouveau-mot-de-passe")
        expect(visitor.post("nouveau-mot-de-passe", new_password=OWN, confirm_password=OWN), "nouveau-mot-de-passe")
        expect(Visitor().post("connexion", identifier=member.identifier, password=OWN), "mon-compte")
        self.assertEqual(
            moved(before),
            {
                ("identify", "journey_started"): 1,
                ("identify", "channel", "member"): 1,
                ("channel", "code_requested", "sms"): 1,
                ("channel", "code", "member"): 1,
                ("code", "code_wrong", "sms"): 1,
                ("code", "code_right", "sms"): 1,
                ("code", "sent", "member"): 1,
                ("sign_in", "temporary_password_used", "sms"): 1,
                ("sign_in", "new_password", "member"): 1,
                ("new_password", "password_changed"): 1,
                ("sign_in", "sign_in_success", "password"): 1,
            },
        )

    def test_first_accesses_decoys_limits_and_who_gives_up_are_counted_where_they_were(self):
        right, wrong = target().member(first_access=True), target().member(first_access=True)
        before = funnel()
        visitor = to_channel(right)
        visitor.post("abandon", page="reception")
        visitor = Visitor()
        expect(visitor.post("identite", identifier=wrong.identifier), "justificatif")
        visitor.post("justificatif", proof="vitale", answer="12345678")
        seen = moved(before)
        self.assertEqual(seen.pop(("identify", "journey_started")), 2)
        self.assertEqual(seen.pop(("identify", "prove", "member")), 2)
        self.assertEqual(seen.pop(("prove", "proof_right", "vitale")), 1)
        self.assertEqual(seen.pop(("prove", "proof_wrong", "vitale")), 1)
        self.assertEqual(seen.pop(("prove", "channel", "member")), 1)
        self.assertEqual(seen.pop(("leave", "journey_abandoned", "channel")), 1)
        self.assertEqual(seen.pop(("prove", "sent", "member")), 1)  # a letter follows a wrong answer
        seen.pop(("prove", "letter_requested", "letter"))
        seen.pop(("prove", "member_warned"), None)
        self.assertEqual(seen, {})

        before = funnel()
        stranger = Visitor()
        self.assertEqual(stranger.post("identite", identifier="1 85 05 78 006 084").status, 303)
        for _ in range(6):
            Visitor().post("connexion", identifier="1 85 05 78 006 084", password="Faux-mot-42 au fenil")
        seen = moved(before)
        self.assertEqual(sum(count for key, count in seen.items() if key[-1] == "stranger"), 1)
        self.assertEqual(seen["sign_in", "sign_in_failure", "password"], 5)
        self.assertEqual(seen["sign_in", "sign_in_throttled", "password"], 1)

    def test_a_program_that_was_started_anew_counts_from_nothing(self):
        stem = "identify"
        Visitor().get("identite")
        before = series(scrape(stem).html)
        self.assertGreater(before["portillon_requests_total", 'status="200"'], 0)
        old = target().processes_of(stem)[0]
        os.kill(old, signal.SIGKILL)
        until("another process", lambda: scrape(stem).status == 200 and old not in target().processes_of(stem))
        after = series(scrape(stem).html)
        self.assertEqual(after["portillon_requests_total", 'status="200"'], 0)
        self.assertGreater(after["process_start_time_seconds", ""], before["process_start_time_seconds", ""])

    def test_health_tells_of_the_outbox_and_the_trail_of_the_whole_installation(self):
        journeys.settled()
        values = series(scrape("health").html)
        self.assertEqual(values["portillon_database_up", ""], 1)
        self.assertEqual(values["portillon_outbox_messages", 'channel="sms",state="queued"'], 0)
        frozen = target().number("SELECT COUNT(*) FROM members WHERE frozen_at IS NOT NULL")
        self.assertEqual(values["portillon_members_frozen", ""], frozen)
        schema = target().number("SELECT MAX(version) FROM schema_version")
        self.assertEqual(values["portillon_schema_version", ""], schema)


if __name__ == "__main__":
    unittest.main()
