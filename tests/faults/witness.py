"""Members on their way (tests/nodes/load.py) who remember what they were told is done, and whether it is there in the end."""

import collections
import functools

import here  # noqa: F401
from load import Load, Member

# (the form, the page it led to): what must then be in the tables, as a query that counts for one member @m with the subject @s.
KEPT = {
    ("reception", "code"): "SELECT COUNT(*) FROM outbox WHERE subject = @s AND kind = 'code'",
    ("code", "confirmation"): "SELECT COUNT(*) FROM outbox WHERE subject = @s AND kind = 'temporary'",
    ("connexion", "nouveau-mot-de-passe"): "SELECT COUNT(*) FROM audit WHERE subject = @s AND event = 'temporary_password_used'",
    ("nouveau-mot-de-passe", "nouveau-mot-de-passe"): "SELECT COUNT(*) FROM members WHERE member = @m AND password <> ''",
    ("connexion", "coordonnees"): "SELECT COUNT(*) FROM sessions WHERE member = @m",
}
# What may be there once at most for a member who was on his way once, or never; `by`: the column that says whose it is.
NEVER = {
    "one temporary password used twice": "SELECT subject, COUNT(*) AS n FROM audit WHERE event = 'temporary_password_used' GROUP BY subject HAVING n > 1",
    "a password set twice": "SELECT subject, COUNT(*) AS n FROM audit WHERE event = 'password_changed' GROUP BY subject HAVING n > 1",
    "more right codes than codes": "SELECT subject FROM audit a WHERE event = 'code_right' GROUP BY subject HAVING COUNT(*) > "
                                   "(SELECT COUNT(*) FROM outbox o WHERE o.subject = a.subject AND o.kind = 'code')",
    "a password without a temporary one": "SELECT m.member FROM members m WHERE m.password <> '' AND m.member > @first AND NOT EXISTS "
                                          "(SELECT 1 FROM audit a WHERE a.subject = m.subject AND a.event = 'temporary_password_used')",
    "a session of a member without a password": "SELECT s.session FROM sessions s JOIN members m USING (member) WHERE m.password = ''",
    "a message in nobody's hands": "SELECT message FROM outbox WHERE channel <> 'letter' AND (due_at < UTC_TIMESTAMP(6) + INTERVAL 400 SECOND "
                                    "OR due_at IS NULL AND state IN ('queued', 'sending'))",
}  # fmt: skip


class Witness(Member):
    def __init__(self, told, person, *rest):
        super().__init__(person, *rest)
        self._told = told[person.number]

    def send(self, url, leads_to, **fields):
        super().send(url, leads_to, **fields)
        self._told.append((url, leads_to))


class WatchedLoad(Load):
    def __init__(self, *arguments, **options):
        self.told = collections.defaultdict(list)  # by the member's number: what was answered as done, in order
        super().__init__(*arguments, member=functools.partial(Witness, self.told), **options)


def check(place, told):
    """(what was answered as done and is not there, what must never be), by the tables as they are in the end."""
    numbers = place.numbers
    wanted = collections.defaultdict(set)
    for person, steps in told.items():
        for step in steps:
            wanted[step].add(numbers[person])
    missing = []
    for step, members in wanted.items():
        if step not in KEPT:
            continue
        query = KEPT[step].replace("@m", "m.member").replace("@s", "m.subject")
        listed = ",".join(map(str, sorted(members)))
        rows = place.sql(f"SELECT m.member FROM members m WHERE m.member IN ({listed}) AND ({query}) = 0")
        missing += [(step, row[0]) for row in rows]
    first = min(numbers.values()) - 1
    wrong = []
    for what, query in NEVER.items():
        wrong += [(what, row[0]) for row in place.sql(query.replace("@first", str(first)))]
    return missing, wrong
