"""Compares what members were told with what the tables hold in the end: what is lost, doubled, or cannot be."""

import collections
import hashlib
import re
from dataclasses import dataclass, field

import here  # noqa: F401
from load import CODE, TEMPORARY

REFERENCE = re.compile(r"\b[0-9A-Z]{3}-[0-9A-Z]{3}\b")
CODE_TRIES = 3  # [limits] code_tries, as shipped

Member = collections.namedtuple("Member", "activated has_password has_temporary sessions stale_sessions code_wrong")
Message = collections.namedtuple("Message", "person kind state reference tries")
Finding = collections.namedtuple("Finding", "sort person text")
# Of the whole caisse: what its day has used up; rows whose first try went well, each of which used one; all that were tried: after a
# courier's end a row may have used none.
Spent = collections.namedtuple("Spent", "used sure most")


@dataclass
class Tables:
    members: dict = field(default_factory=dict)  # by the person's number
    events: collections.Counter = field(default_factory=collections.Counter)  # of (person, event)
    messages: list = field(default_factory=list)
    texts: dict = field(default_factory=dict)  # what the gateway was given: by person
    starts: dict = field(default_factory=dict)  # by person: journeys that his address has used up
    sms: Spent = Spent(0, 0, 0)


def read(cluster, history, clocks_apart=0):
    """The tables as one node has them now, and all that has left, for the people of this history. `clocks_apart`: seconds by which nodes
    were at odds, so that moments that two of them noted tell their order no better."""
    numbers = {int(row[0]): person.number for row, person in zip(cluster.sql("SELECT member FROM members ORDER BY member"), cluster.everybody)}
    members = {
        numbers[int(number)]: Member(*(int(value) for value in values))
        for number, *values in cluster.sql(
            "SELECT m.member, m.activated_at IS NOT NULL, m.password <> '', m.temporary_hash IS NOT NULL, "
            "(SELECT COUNT(*) FROM sessions AS s WHERE s.member = m.member), "
            "(SELECT COUNT(*) FROM sessions AS s WHERE s.member = m.member AND NOT s.password_changed "
            f" AND s.started_at < m.password_changed_at - INTERVAL {clocks_apart} SECOND), "
            "COALESCE((SELECT r.code_wrong FROM recoveries AS r WHERE r.subject = m.subject), 0) FROM members AS m")
    }  # fmt: skip
    by_subject = "FROM {0} AS t JOIN members AS m ON m.subject = t.subject"
    events = collections.Counter()
    for number, event, count in cluster.sql(f"SELECT m.member, t.event, COUNT(*) {by_subject.format('audit')} GROUP BY m.member, t.event"):
        events[numbers[int(number)], event] = int(count)
    messages = [
        Message(numbers[int(number)], kind, state, reference, int(tries))
        for number, kind, state, reference, tries in cluster.sql(
            f"SELECT m.member, t.kind, t.state, t.reference, t.tries {by_subject.format('outbox')} WHERE t.channel = 'sms'")
    ]  # fmt: skip
    people = history.people()
    texts = {person.number: cluster.post.texts(person) for person in cluster.everybody if person.number in people}
    used = {bucket: int(count) for bucket, count in cluster.sql("SELECT LOWER(HEX(bucket)), used FROM allowances")}
    starts = {person: used.get(hashlib.sha256(f"start:{source}".encode()).hexdigest(), 0) for person, source in history.sources.items()}
    # In one statement: couriers go on meanwhile.
    sms = cluster.sql("SELECT COALESCE((SELECT used FROM allowances WHERE bucket = UNHEX(SHA2('sms:day', 256))), 0), "
                      "COALESCE(SUM(tries = 1 AND state IN ('handed_over', 'delivered')), 0), COUNT(*) FROM outbox "
                      "WHERE channel = 'sms' AND member <> 0 AND tries > 0")[0]  # fmt: skip
    return Tables(members, events, messages, texts, starts, Spent(*map(int, sms)))



def check(history, tables):
    """Findings: none, when all is well."""
    findings = []
    asked = collections.defaultdict(collections.Counter)
    for act in history:
        asked[act.person][act.event, act.outcome] += 1
    for person, told in sorted(asked.items()):
        events = {event for event, _ in told}
        findings += _events(person, told, events, tables)
        findings += _messages(person, told, tables)
        findings += _state(person, told, tables)
    findings += _between(None, "SMS of the day", tables.sms.used, tables.sms.sure, tables.sms.most - tables.sms.sure)
    return findings


def _between(person, what, there, done, unknown):
    if there < done:
        yield Finding("lost", person, f"{what}: answered as done {done} times, there {there} times")
    if there > done + unknown:
        yield Finding("doubled", person, f"{what}: {there} times, asked for {done + unknown} times at most")


def _events(person, told, events, tables):
    for event in sorted(events):
        yield from _between(person, event, tables.events[person, event], told[event, "done"], told[event, "unknown"])
    yield from _between(person, "starts of his address", tables.starts[person], *(told["journey_started", how] for how in ("done", "unknown")))


def _messages(person, told, tables):
    """One row for each code and temporary password that was asked for; one text for each row, but where a courier's end fell between handing
    over and noting it: then one more for each further try."""
    texts = tables.texts.get(person, [])
    references = {found for text in texts for found in REFERENCE.findall(text)}
    every = [row for row in tables.messages if row.person == person]
    if len(texts) > sum(max(row.tries, 1) for row in every):
        yield Finding("doubled", person, f"{len(texts)} texts for {[row.tries for row in every]} tries")
    kept = sum(row.state in ("handed_over", "delivered") for row in every)
    if len(texts) < kept:
        yield Finding("lost", person, f"{len(texts)} texts, {kept} noted as handed over")
    for kind, event, pattern in (("code", "code_requested", CODE), ("temporary", "code_right", TEMPORARY)):
        rows = [row for row in every if row.kind == kind]
        yield from _between(person, f"{kind} in the outbox", len(rows), told[event, "done"], told[event, "unknown"])
        sent = sum(pattern.search(text) is not None for text in texts)
        if sent > sum(max(row.tries, 1) for row in rows):
            yield Finding("doubled", person, f"{kind}: {sent} texts for {[row.tries for row in rows]} tries")
        for row in rows:
            if row.state in ("handed_over", "delivered") and row.reference not in references:
                yield Finding("lost", person, f"{kind} {row.reference}: noted as handed over, never seen by the gateway")


def sent_again(history, tables):
    """How many texts came more than once for their row, a crash between."""
    again = 0
    for person in {act.person for act in history}:
        for kind, pattern in (("code", CODE), ("temporary", TEMPORARY)):
            rows = [row for row in tables.messages if (row.person, row.kind) == (person, kind)]
            again += max(0, sum(pattern.search(text) is not None for text in tables.texts.get(person, [])) - len(rows))
    return again


def _state(person, told, tables):
    member = tables.members[person]
    if told["password_changed", "done"] and not (member.activated and member.has_password):
        yield Finding("lost", person, "a password was answered as chosen, and there is none")
    if told["sign_in_success", "done"] and member.sessions == 0:
        yield Finding("lost", person, "signed in, and no session is there")
    if not member.has_password and member.sessions > 0:
        yield Finding("impossible", person, "a session of a member without a password")
    if member.stale_sessions > 0:
        yield Finding("impossible", person, "a session that is older than the password")
    if told["password_changed", "done"] and member.has_temporary:
        yield Finding("impossible", person, "a temporary password that outlived its use")
    if member.code_wrong > CODE_TRIES:
        yield Finding("impossible", person, f"{member.code_wrong} wrong codes were looked at")
    if tables.events[person, "password_changed"] > tables.events[person, "temporary_password_used"]:
        yield Finding("impossible", person, "a first password without a temporary one")
