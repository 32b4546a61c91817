"""What a caisse's database holds beside its feed: who has a password, sessions, messages, counters, a year of the audit trail.

In proportion to the members, so many of a thousand, as after a year in which one of twenty recovered his access:
"""

import base64
import datetime
import hashlib
import hmac
import random
import struct

SHARES = {  # of a thousand members
    "activated": 600,
    "confirmed": 450,  # their contacts
    "former_contacts": 10,  # replaced in the last 90 days
    "sessions": 20,
    "journeys": 2,
    "letters": 50,  # kept 400 days
    "notices": 40,  # e-mails and SMS, kept 30 days
    "codes": 3,  # kept 2 days
    "recoveries": 30,
    "sign_ins": 10,
    "allowances": 10,
    "audit": 1000,  # a year's
}
STEP = 100_000  # members of one statement
CHAINS = 16  # a worker each
DEVICES = ("Firefox sur Windows", "Safari sur iPhone", "Chrome sur Android", "Chrome sur Windows", "")
PASSWORD = "1$argon2id$v=19$m=19456,t=2,p=1$" + "c2Vs" * 5 + "$" + "aGFjaGU" * 6


def some(what, salt):
    """The condition that holds for the share of the members."""
    return f"(member * 2654435761 + {salt} * 40503) % 1000 < {SHARES[what]}"


def ago(seconds, salt):
    return f"UTC_TIMESTAMP(6) - INTERVAL (member * 48271 + {salt} * 69621) % {seconds} SECOND"


def outbox(what, salt, kind, channel, kept_days, past_days):
    queued = ago(past_days * 86400, salt)
    return (
        "INSERT INTO outbox (message, kind, channel, subject, member, journey, on_file_before, queued_at, state, priority, reference, "
        "handed_over_at, provider, provider_id, settled_as, settled_at, purge_at) "
        f"SELECT member * 8 + {salt}, {kind}, {channel}, subject, member, UNHEX(SHA2(member, 256)), {queued}, {queued}, 'delivered', "
        f"1, CONV(member * 8 + {salt}, 10, 36), {queued}, 'fournisseur', MD5(member * 8 + {salt}), 'delivered', {queued}, "
        f"{queued} + INTERVAL {kept_days} DAY FROM members WHERE {{range}} AND {some(what, salt)}"
    )


STATEMENTS = (
    f"UPDATE members SET password = CASE WHEN {some('activated', 1)} THEN '{PASSWORD}' ELSE '' END, "
    f"activated_at = {ago(50_000_000, 1)}, password_changed_at = activated_at, language = 'fr', version = version + 1 "
    f"WHERE {{range}} AND {some('activated', 1)}",
    f"UPDATE members SET contacts_confirmed_at = {ago(50_000_000, 2)} WHERE {{range}} AND {some('confirmed', 1)}",
    "INSERT INTO contacts (member, type, state, current_since, ended_at, value_sealed, mask_sealed, destination) "
    f"SELECT member, 'mobile', NULL, {ago(90 * 86400, 3)} - INTERVAL 1 YEAR, {ago(80 * 86400, 3)}, value_sealed, mask_sealed, destination "
    f"FROM contacts WHERE {{range}} AND type = 'mobile' AND state = 'current' AND {some('former_contacts', 3)}",
    "INSERT INTO sessions (session, version, member, password_changed, wanted, device, authenticated_at, started_at, seen_at) "
    f"SELECT UNHEX(SHA2(CONCAT('s', member), 256)), 1, member, 0, '', ELT(1 + member % 5, {', '.join(map(repr, DEVICES))}), "
    f"{ago(36000, 4)}, {ago(36000, 4)}, {ago(3000, 4)} FROM members WHERE {{range}} AND {some('sessions', 4)}",
    "INSERT INTO journeys (journey, version, stage, subject, member, kind, first_access, proven, typed_sealed, started_at, seen_at) "
    f"SELECT UNHEX(SHA2(CONCAT('j', member), 256)), 2, 'channel', subject, member, kind, 0, 0, '', {ago(6000, 5)}, {ago(1700, 5)} "
    f"FROM members WHERE {{range}} AND {some('journeys', 5)}",
    outbox("letters", 1, "'temporary'", "'letter'", 400, 390),
    outbox("notices", 2, "ELT(1 + member % 2, 'temporary', 'password_changed')", "ELT(1 + member % 2, 'sms', 'email')", 30, 29),
    outbox("codes", 3, "'code'", "ELT(1 + member % 2, 'sms', 'email')", 2, 1),
    "INSERT INTO recoveries (subject, version, wrong_in_a_row, purge_at) "
    f"SELECT subject, 3, member % 2, IF(member % 2, NULL, UTC_TIMESTAMP(6) + INTERVAL 1 DAY) FROM members WHERE {{range}} AND {some('recoveries', 6)}",
    "INSERT INTO sign_ins (subject, version, failures, last_failure_at, failures_today, day_started_at, purge_at) "
    f"SELECT subject, 1, 1, {ago(80000, 7)}, 1, {ago(80000, 7)}, UTC_TIMESTAMP(6) + INTERVAL 1 DAY "
    f"FROM members WHERE {{range}} AND {some('sign_ins', 7)}",
    "INSERT INTO allowances (bucket, used, ends_at) SELECT UNHEX(SHA2(CONCAT('a', member), 256)), 1, UTC_TIMESTAMP(6) + INTERVAL 1 DAY "
    f"FROM members WHERE {{range}} AND {some('allowances', 8)}",
)


def fill(at, members, folder, keys, expired):
    """`expired`: so many rows of the audit trail are older than a year."""
    highest = int(at.sql("SELECT MAX(member) FROM members")[0][0])
    for statement in STATEMENTS:
        for first in range(len(at.members), highest + 1, STEP):  # whose passwords are known keep them
            at.sql(statement.format(range=f"member > {first} AND member <= {first + STEP}"))
    write_trail(at, members * SHARES["audit"] // 1000, highest, folder / "audit.tsv", keys / "audit_sign_in", expired)
    at.sql(f"LOAD DATA LOCAL INFILE '{folder}/audit.tsv' INTO TABLE audit (at, event, @s, device, page, detail, chain, seq, key_id, @m) "
           "SET subject = UNHEX(@s), mac = UNHEX(@m)")  # fmt: skip
    (folder / "audit.tsv").unlink()
    at.sql("ANALYZE TABLE audit, contacts, facts, feed, members, outbox, sessions, journeys, recoveries, sign_ins, allowances")


def framed(parts):
    """As fcgi/crypto/primitives.cc frames what a MAC is made of."""
    return b"".join(struct.pack(">Q", len(part)) + part for part in parts)


def write_trail(at, rows, highest, path, key_file, expired):
    """Rows that `portillon audit verify` finds whole, in the order of time: sign-ins of members at random."""
    number, text = key_file.read_text("ascii").split()[0].split(":")[:2]
    key = hmac.new(base64.urlsafe_b64decode(text + "="), digestmod=hashlib.sha256)
    subjects = [bytes.fromhex(line) for (line,) in at.sql(f"SELECT HEX(subject) FROM members WHERE member % {highest // 50_000 + 1} = 0")]
    drawn, macs = random.Random(2), [bytes(32)] * CHAINS
    start = datetime.datetime.now(datetime.UTC).replace(tzinfo=None) - datetime.timedelta(days=366)
    year = datetime.timedelta(days=364)
    with open(path, "w", encoding="ascii", buffering=1 << 20) as file:
        for row in range(rows):
            when = start if row < expired else start + datetime.timedelta(days=2) + year * (row / rows)
            time = when.strftime("%Y-%m-%d %H:%M:%S.%f")
            subject, device = drawn.choice(subjects), DEVICES[row % 5]
            event = "sign_in_failure" if row % 9 == 0 else "sign_in_success"
            chain, seq = row % CHAINS, row // CHAINS + 1
            made = key.copy()
            made.update(framed([b"audit.row", b"1", str(1000 + chain).encode(), str(seq).encode(), macs[chain], number.encode(),
                                b"sign_in", time.encode(), event.encode(), subject, device.encode(), b""]))  # fmt: skip
            macs[chain] = made.digest()
            file.write(f"{time}\t{event}\t{subject.hex()}\t{device}\tsign_in\t\t{1000 + chain}\t{seq}\t{number}\t{macs[chain].hex()}\n")
