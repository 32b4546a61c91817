"""Far more requests at one page than it can work: members who are on their way go on, beginners are told at once to come back,
`session`, health and files are answered all along, and afterwards all is as before.

Bounds are ratios to the same members' walk in the same run without a flood. The figures are printed.
"""

import base64
import itertools
import re
import secrets
import statistics
import threading
import time
import unittest

import crowd
import members
from flood import Flood, form, node, visitor
from journeys import TEMPORARY, Post, expect, to_account, to_code
from processes import until
from target import target
from visitor import JOURNEY, Visitor

WALKERS = 5
SECONDS = 8.0
STANDS = 2.6  # fcgi/shell/backlog.h: what is over in two seconds is no flood
PATIENCE = 60.0
REFUSED = (0, 429, 503)
_words = itertools.count()


class Asked:
    """What was asked, how each request ended, and how long it took."""

    def __init__(self):
        self.all = []  # (what, status, seconds)

    def ask(self, what, call):
        began = time.perf_counter()
        try:
            answer = call()
            status = answer.status
        except OSError:
            answer, status = None, 0
        self.all.append((what, status, time.perf_counter() - began))
        return answer if status not in REFUSED else None

    def until_served(self, what, call):
        """As people do: pressed again until it works."""
        return until(f"an answer to {what}", lambda: self.ask(what, call), PATIENCE, 0.25)

    def refused(self):
        return sum(status in REFUSED for _, status, _ in self.all)

    def seconds(self):
        return sum(took for _, _, took in self.all)


class Walker:
    """A member before the code page with the right code in hand, who goes on to his account."""

    def __init__(self, member):
        self.member = member
        self.browser, self.code = to_code(member, visitor())
        self.asked = Asked()

    def _send(self, url, leads_to, **fields):
        shown = self.asked.until_served(url, lambda: self.browser.get(url))
        sent = self.asked.until_served(url, lambda: self.browser.send(url, {"csrf": shown.csrf, **fields}))
        expect(sent, leads_to)

    def walk(self):
        post, own = Post(self.member), f"Moisson-{next(_words)} au fenil"
        self._send("code", "confirmation", code=self.code)
        temporary = post.next(TEMPORARY)
        self._send("connexion", "nouveau-mot-de-passe", identifier=self.member.identifier, password=temporary)
        self._send("nouveau-mot-de-passe", "nouveau-mot-de-passe", new_password=own, confirm_password=own)
        self._send("coordonnees", "mon-compte", action="confirm")


class Watch:
    """Asks for what must always be there, again and again, from the beginning of the block to its end."""

    def __init__(self, calls):
        self.asked = {what: Asked() for what in calls}
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=one) for one in calls.items()]

    def _ask(self, what, call):
        while not self._over.is_set():
            self.asked[what].ask(what, call)
            self._over.wait(0.05)

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        for thread in self._threads:
            thread.join()


def at_once(walkers):
    """Lets all of them walk; the seconds that the last one took."""
    failed = []

    def walk(walker):
        try:
            walker.walk()
        except (AssertionError, OSError) as error:
            failed.append(error)

    threads = [threading.Thread(target=walk, args=(walker,)) for walker in walkers]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return time.monotonic() - began


def begin():
    """A stranger's first step, form and all."""
    return visitor().post("identite", identifier=members.stranger())


def start_ready():
    """The same, but for the last byte of its form."""
    browser = visitor()
    fields = {"csrf": browser.get("identite").csrf, "identifier": members.stranger()}
    return crowd.Request(browser, "identite", fields, node())


def shed_by(stem):
    text = Visitor("127.0.0.1").get(f"sante/mesures/{stem}").html
    return float(re.search(r'^portillon_events_total{event="shed"} (\S+)$', text, re.M)[1])


class Flooded(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.people = [target().member() for _ in range(WALKERS)]
        cls.private = target().member()
        cls.walk_alone()  # the first of anything is slow
        cls.usual, cls.usual_watch, took = cls.walk_alone()
        print(f"\n  without a flood: {WALKERS} members walked in {took:.2f} s, {cls.usual.refused()} refused", flush=True)

    @classmethod
    def ready(cls):
        """The next day: members before the code page, and what is to be watched."""
        target().advance(86_401)  # a member may have three codes a day
        signed_in = to_account(cls.private, visitor())
        calls = {
            "session, signed in": lambda: signed_in.get("/prive/"),
            "session, nobody": lambda: visitor().get("/prive/"),
            "health": lambda: visitor().get("sante/pret"),
            "files": lambda: visitor().get("assets/portillon.css"),
        }
        return [Walker(member) for member in cls.people], Watch(calls)

    @classmethod
    def together(cls, walkers):
        asked = Asked()
        asked.all = [one for walker in walkers for one in walker.asked.all]
        return asked

    @classmethod
    def walk_alone(cls):
        walkers, watch = cls.ready()
        with watch:
            took = at_once(walkers)
        return cls.together(walkers), watch, took

    def flooded(self, requests):
        """What the walkers, the watch and the crowd got."""
        walkers, watch = self.ready()
        flood = Flood(requests, SECONDS)
        with flood:
            time.sleep(STANDS)
            with watch:
                at_once(walkers)
        again, _, _ = self.walk_alone()  # what else the machine does may have come meanwhile
        self.usual = max(self.usual, again, key=Asked.seconds)
        self.on_the_way(self.together(walkers))
        self.always(watch)
        self.afterwards(flood.said["drained"])
        return flood.said

    def on_the_way(self, asked):
        refused, ratio = asked.refused() / len(asked.all), asked.seconds() / self.usual.seconds()
        print(f"\n  {self._testMethodName}:\n  on their way: {refused:.0%} of {len(asked.all)} requests refused, "
              f"{ratio:.1f} times as long as without a flood", flush=True)  # fmt: skip
        self.assertLess(refused, 0.1)
        self.assertLess(ratio, 40)  # 3 to 17 on machines more or less busy; that nobody is refused is what shedding is for

    def always(self, watch):
        for what, asked in watch.asked.items():
            usual = statistics.median(took for _, _, took in self.usual_watch.asked[what].all)
            ratio = statistics.median(took for _, _, took in asked.all) / usual
            print(f"  {what}: {len(asked.all)} asked, {asked.refused()} refused, {ratio:.1f} times as long", flush=True)
            self.assertEqual(asked.refused(), 0, what)
            self.assertLess(ratio, 30, what)

    def afterwards(self, drained):
        """The crowd's last request is answered soon, and who comes then, also several at once, finds everything as before."""
        ratio = drained * WALKERS / self.usual.seconds()
        print(f"  the crowd's last answer came {drained:.2f} s after its last request, {ratio:.1f} of a walk", flush=True)
        self.assertLess(ratio, 10)
        self.assertEqual([begin().status for _ in range(5)], [303] * 5)
        self.assertEqual([reply.status for reply in crowd.at_once([start_ready() for _ in range(6)])], [303] * 6)

    def shed(self, said):
        """What the page cannot work is refused, soon and with a time to come back; it works on at what it can."""
        refused = said["answers"]["503"]
        served = sum(one["count"] for status, one in said["answers"].items() if status not in ("0", "503"))
        ratio = refused["median"] * WALKERS / self.usual.seconds()
        print(f"  of a crowd of {said['sent']}: {served} served, {refused['count']} refused after "
              f"{refused['median']:.2f} s, {ratio:.2f} of a walk", flush=True)  # fmt: skip
        self.assertGreater(refused["count"], 0)
        self.assertEqual(refused["retry_after"], refused["count"])
        self.assertLess(ratio, 5)
        self.assertGreater(served, 0)

    def test_members_who_choose_a_password_at_the_same_moment_wait_for_each_other(self):
        """More of them than there are places for Argon2id; this is the walk without a flood."""
        self.assertLess(self.usual.refused() / len(self.usual.all), 0.1)

    def test_a_flood_at_identify_is_shed_and_members_on_their_way_go_on(self):
        shown = visitor()
        token = shown.get("identite").csrf
        before = shed_by("identify")
        requests = [form("identite", {"csrf": token, "identifier": members.stranger()}, shown.cookies) for _ in range(4000)]
        self.shed(self.flooded(requests))
        self.assertGreater(shed_by("identify"), before)

    def test_a_flood_at_sign_in_is_shed_and_members_with_a_temporary_password_come_in(self):
        shown = visitor()
        token = shown.get("connexion").csrf
        before = shed_by("sign_in")
        requests = [
            form("connexion", {"csrf": token, "identifier": members.stranger(), "password": "Bruyere-19 & Ajonc"}, shown.cookies)
            for _ in range(4000)
        ]
        self.shed(self.flooded(requests))
        self.assertGreater(shed_by("sign_in"), before)

    def test_a_flood_at_the_code_page_holds_up_nobody_who_has_a_code(self):
        """Without a journey, with a made-up one, and with real ones of strangers in which wrong codes are typed."""
        known = [browser for browser in (self.stranger_before_the_code() for _ in range(12)) if browser]
        forms = []
        for number in range(1200):
            code = f"{number:04d}"
            browser = known[number % len(known)]
            forged = base64.urlsafe_b64encode(secrets.token_bytes(32)).rstrip(b"=").decode()
            forms.append(form("code", {"csrf": "x" * 40, "code": code}, {}))
            forms.append(form("code", {"csrf": "x" * 40, "code": code}, {JOURNEY: forged}))
            forms.append(form("code", {"csrf": browser.token, "code": code}, browser.cookies))
        said = self.flooded(forms)
        print(f"  of a crowd of {said['sent']}: {said['answers']}", flush=True)

    def stranger_before_the_code(self):
        browser = visitor()
        if browser.post("identite", identifier=members.stranger()).location != "reception":
            return None  # one that looks like a first access
        expect(browser.post("reception", channel="sms"), "code")
        browser.token = browser.get("code").csrf
        return browser


if __name__ == "__main__":
    unittest.main()
