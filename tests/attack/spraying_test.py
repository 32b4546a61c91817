"""Somebody with many addresses who tries a little at each of very many members, for a day of the demo's clock; what he gets is
counted and held against what `portillon sizing` says.

Short: one window of the breaker, and a day at six members' passwords. Long: a whole day of windows over 6,000 members, and
three days at forty members' passwords. The table is printed.
"""

import concurrent.futures
import csv
import datetime
import itertools
import json
import math
import os
import random
import subprocess
import unittest

import facts
import members
from journeys import settled
from target import BUILD, LONG, feed, target
from visitor import Visitor

SPRAYED = 6000 if LONG else 120
WINDOWS = 144 if LONG else 1
WINDOW = 600
PASSWORDS = members.WITH_PASSWORD  # all that the attacker must try: he knows how these members make theirs
MEMBERS = 40 if LONG else 6
DAYS = 3 if LONG else 1


def admin(*arguments):
    state = target().state
    environment = {**os.environ, "PORTILLON_CONFIG": str(state / "portillon.toml"), "CREDENTIALS_DIRECTORY": str(state / "credentials/admin")}
    return subprocess.run([BUILD / "bin/portillon", *arguments], env=environment, capture_output=True, text=True, check=True).stdout


def sizing(count):
    return json.loads(admin("sizing", "--members", str(count), "--json"))


def most_by_chance(expected, odds=1e-6):
    """The least number of successes that so many expected ones exceed with smaller odds (Poisson, an upper bound of the binomial)."""
    term = math.exp(-expected)
    tail, number = 1 - term, 0
    while tail >= odds:
        number += 1
        term *= expected / number
        tail -= term
    return number


def table(title, rows):
    print(f"\n  {title}")
    for what, measured, bound in rows:
        print(f"    {what:64} {measured:>10} {bound:>16}")


class Codes(unittest.TestCase):
    def people(self):
        """Members who have a password, by the ordinary import; the password itself, of no use here, is copied from the first."""
        site = target()
        folder = site.state / "sprayed"
        folder.mkdir()
        last = site.number("SELECT MAX(member) FROM members")
        identifiers = [members.nir(10_000 + n) for n in range(SPRAYED)]
        rows = [
            {"identifier": identifier, "kind": "particulier", "name": f"Arrosé {n}", "line1": "1 rue du Siège", "postcode": "40250",
             "town": "MUGRON", "email": f"arrose{n}@exemple.fr", "mobile": f"06399{80_200 + n}"}
            for n, identifier in enumerate(identifiers)
        ]  # fmt: skip
        with open(folder / "members.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, feed.MEMBER_COLUMNS, restval="", delimiter=";", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        admin("import", "--members", str(folder / "members.csv"))
        site.sql(
            f"UPDATE members, (SELECT password, activated_at FROM members WHERE password <> '' LIMIT 1) AS one "
            f"SET members.password = one.password, members.activated_at = one.activated_at WHERE members.member > {last}"
        )
        self.assertEqual(site.number(f"SELECT COUNT(*) FROM members WHERE member > {last} AND password <> ''"), SPRAYED)
        return identifiers

    def ask_for_code(self, visitor, identifier):
        """The visitor before the code page, with the token for it; None when this address may not begin."""
        token = visitor.get("identite").csrf
        if visitor.send("identite", {"csrf": token, "identifier": identifier}).status != 303:
            return None
        token = visitor.get("reception").csrf
        if visitor.send("reception", {"csrf": token, "channel": "sms"}).status != 303:
            visitor.send("reception", {"csrf": token, "channel": "email"})
        return visitor, token

    def guess(self, opened):
        """Statuses of the tries at one code."""
        visitor, token = opened
        statuses = []
        for code in random.sample(range(10_000), 3):
            statuses.append(visitor.send("code", {"csrf": token, "code": f"{code:04d}"}).status)
            if statuses[-1] == 303:
                break
        return statuses

    def test_codes_tried_at_very_many_members_stay_below_what_sizing_says(self):
        site = target()
        queue = itertools.cycle(self.people())
        bound = sizing(SPRAYED)
        before, earlier = facts.events(), {message["id"] for message in site.mailbox.messages()}
        right = tried = refused = began = 0
        site.advance(86_401)
        with concurrent.futures.ThreadPoolExecutor(8) as crowd:
            for _ in range(WINDOWS):
                visitors = [Visitor(address) for address in (site.address() for _ in range(8)) for _ in range(15)]
                asked = list(crowd.map(self.ask_for_code, visitors, [next(queue) for _ in visitors]))
                opened = [one for one in asked if one]
                began += len(opened)
                settled()  # a code that the courier has not made yet matches nothing
                for statuses in crowd.map(self.guess, opened):
                    right += statuses.count(303)
                    tried += statuses.count(303) + statuses.count(422)
                    refused += statuses.count(429)
                site.advance(WINDOW + 1)
        settled()
        new = facts.new_events(before)
        wrong = new.get("code_wrong", 0) + new.get("code_exhausted", 0)
        sms = self.sms_of_a_day(earlier)
        expected = min(bound["spray_day"], bound["spray_until_alarm"] * WINDOWS)
        table(
            f"Codes, {SPRAYED} members, {WINDOWS} windows of ten minutes, 8 addresses at a time",
            [
                ("codes asked for", began, ""),
                ("tries that were looked at and wrong", wrong, f"<= {300 * WINDOWS}"),
                ("tries that were refused unread", refused, ""),
                ("right ones", right, f"{expected:.3f} expected"),
                ("right ones that chance allows to 1e-6", right, f"<= {most_by_chance(expected)}"),
                ("alarms", new.get("code_entry_closed", 0), f">= {WINDOWS}"),
                ("SMS that left in 24 hours", sms, f"<= {bound['sms_a_day']}"),
            ],
        )
        # A right code does not spend the breaker, so it comes on top; nothing else does.
        self.assertLessEqual(wrong, 300 * WINDOWS)
        self.assertGreaterEqual(tried, 290 * WINDOWS, "the attacker did not get as far as he may: the figure says nothing")
        self.assertEqual(wrong + new.get("code_right", 0), tried)
        self.assertLessEqual(right, most_by_chance(expected))
        self.assertEqual(new.get("code_entry_closed", 0), WINDOWS)
        self.assertGreater(refused, 0)
        self.assertLessEqual(sms, bound["sms_a_day"])

    def sms_of_a_day(self, earlier):
        """As the mailbox has them: in the outbox stands what was wanted, and one that could not be paid went by e-mail."""
        new = [message for message in target().mailbox.messages() if message["id"] not in earlier and message["channel"] == "sms"]
        times = sorted(datetime.datetime.fromisoformat(message["sent_at"].replace("Z", "+00:00")) for message in new)
        return sum(time < times[0] + datetime.timedelta(days=1) for time in times)


class Passwords(unittest.TestCase):
    def test_passwords_tried_at_many_members_stay_below_what_sizing_says(self):
        site = target()
        people = [site.member() for _ in range(MEMBERS)]
        a_day = sizing(MEMBERS)["sign_in_tries_a_year"] / 365
        guesses = {member.identifier: iter(random.sample(range(PASSWORDS), PASSWORDS)) for member in people}
        visitors = [Visitor() for _ in range(4)]
        tokens = {visitor: visitor.get("connexion").csrf for visitor in visitors}
        before, sent = facts.events(), site.number("SELECT COUNT(*) FROM outbox")
        found, rounds = set(), 0
        site.advance(86_401)
        for _ in range(DAYS):
            for _ in range(29):  # 25 are looked at; four more are not
                for member, visitor in zip(people, itertools.cycle(visitors)):
                    if member.identifier not in found and self.guessed(visitor, tokens[visitor], member, guesses[member.identifier]):
                        found.add(member.identifier)
                rounds += 1
                site.advance(901)  # longer than the longest wait
            site.advance(86_401 - 29 * 901)
        new = facts.new_events(before)
        looked_at = new.get("sign_in_failure", 0) + new.get("sign_in_success", 0)
        expected = MEMBERS * DAYS * a_day / PASSWORDS
        table(
            f"Passwords, {MEMBERS} members, {DAYS} days, one of {PASSWORDS} each, {rounds} tries at each",
            [
                ("tries that were looked at", looked_at, f"<= {a_day * MEMBERS * DAYS:.0f}"),
                ("tries that were not", new.get("sign_in_throttled", 0), ""),
                ("members whose password was found", len(found), f"{expected:.2f} expected"),
                ("members that chance allows to 1e-6", len(found), f"<= {most_by_chance(expected)}"),
                ("without the limit", "", f"{min(1, rounds / PASSWORDS) * MEMBERS:.2f} expected"),
                ("messages paid", site.number("SELECT COUNT(*) FROM outbox") - sent, "0"),
            ],
        )
        self.assertLessEqual(looked_at, a_day * MEMBERS * DAYS)
        self.assertLessEqual(len(found), most_by_chance(expected))
        self.assertGreater(new.get("sign_in_throttled", 0), 0)
        self.assertEqual(site.number("SELECT COUNT(*) FROM outbox"), sent)

    def guessed(self, visitor, token, member, guesses):
        """Tries the next one. 503: no place to compute, so it was not looked at and is tried again."""
        password = f"Rateau-{next(guesses)} & Herbe"
        while True:
            answer = visitor.twin().send("connexion", {"csrf": token, "identifier": member.identifier, "password": password})
            if answer.status != 503:
                return answer.status == 303


if __name__ == "__main__":
    unittest.main()
