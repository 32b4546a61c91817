"""What is measured at one size, in the order in which it is done. Each function returns figures: name to number."""

import datetime
import json
import os
import signal
import subprocess
import time

import measures
import walk
from costs import Measured, lookups
from make_feed import Feed, nir
from surroundings import BENCH, BUILD, STATE
from town import SCHEMA
from waiting import Waiting, percentile

FEW = 10_000  # members whose look-ups are the baseline
EXPIRED = 5_000  # rows of each kind that a purge finds
RESEALED_FOR = 60  # seconds


class Part(Feed):
    """Members from a number on."""

    def __init__(self, first, members):
        super().__init__(members)
        self.first = first

    def line(self, number):
        return super().line(self.first + number)


def cost(at, what, act, per=None, unit=""):
    """Processor, clock and rows read of one command; `per`: of how many, in microseconds."""
    rows, scanned = sum(at.rows_read().values()), at.scanned()
    own = at.scanned() - scanned  # to look takes some
    with Measured(at.server_process) as spent:
        result = act()
    figures = {
        f"{what}, processor (ms)": spent.processor * 1000,
        f"{what}, clock (ms)": spent.clock * 1000,
        f"{what}, rows read": sum(at.rows_read().values()) - rows,
        f"{what}, of these without an index": max(0, at.scanned() - scanned - 2 * own),
    }
    if per:
        figures[f"{what}, processor a{unit} (us)"] = spent.processor / per * 1e6
    return figures, result


def pages_wait(at, what, act):
    """What `act` costs, and how long pages take meanwhile, beside as long before it (20 s at most)."""
    known = [member[0] for member in at.members[:2]]
    with Waiting(at.port, known) as before:
        time.sleep(20)
    with Waiting(at.port, known) as meanwhile:
        figures, result = act()
    for name, alone in before.times.items():
        beside = meanwhile.times.get(name, [])
        if len(beside) < 50:
            continue
        for share in (0.5, 0.99):
            figures[f"{what}: {name}, {share:.0%} before (ms)"] = percentile(alone, share)
            figures[f"{what}: {name}, {share:.0%} meanwhile (ms)"] = percentile(beside, share)
    return figures, result


def imports(at, members, folder):
    folder.mkdir(parents=True, exist_ok=True)
    made = Feed(members)
    made.write_members(folder / "members.csv")
    made.write_facts(folder / "facts.csv", datetime.date.today())
    order = ("import", "--json", "--members", folder / "members.csv", "--facts", folder / "facts.csv")

    def first():
        figures, (out, peak) = cost(at, "import", lambda: at.portillon(*order), members, " member")
        told = json.loads(out)
        if told["members"]["added"] != members:
            raise SystemExit(f"growth: {told}")
        return {**figures, "import, peak of the command (MB)": peak}, None

    figures, _ = pages_wait(at, "import", first)
    return figures


def few(at, members, folder):
    """A file of a thousand people who are new, as on any day, and the same once more."""
    Part(members, 1000).write_members(folder / "few.csv")
    order = ("import", "--json", "--members", folder / "few.csv")
    first, _ = cost(at, "a file of 1000 new members", lambda: at.portillon(*order))
    again, _ = cost(at, "the same 1000 again", lambda: at.portillon(*order))
    return first | again


def same(at, members, folder):
    """The whole caisse again, nothing changed."""
    order = ("import", "--json", "--full", "--confirm-removals", "2000", "--members", folder / "members.csv", "--facts", folder / "facts.csv")

    def second():
        figures, (_, peak) = cost(at, "the same files, --full", lambda: at.portillon(*order), members, " member")
        return {**figures, "the same files, --full, peak of the command (MB)": peak}, None

    figures, _ = pages_wait(at, "the same files, --full", second)
    return figures


def look_ups(at, members):
    """Of all members and of the first ten thousand, in turns."""
    at.sql("CREATE DATABASE few CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", "mysql")
    at.sql(f"CREATE TABLE few.members LIKE {SCHEMA}.members")
    columns = ", ".join(row[0] for row in at.sql(
        f"SELECT column_name FROM information_schema.columns WHERE table_schema = '{SCHEMA}' AND table_name = 'members' "
        "AND extra NOT LIKE '%GENERATED%'"))  # fmt: skip
    at.sql(f"INSERT INTO few.members ({columns}) SELECT {columns} FROM {SCHEMA}.members ORDER BY member LIMIT {FEW}")
    found = lookups(at, (SCHEMA, "few"), rounds=4)
    at.sql("DROP DATABASE few", "mysql")
    empty = found[""]
    return {
        "a look-up of identify (us)": found[SCHEMA],
        f"the same of {FEW} members, in turns (us)": found["few"],
        "an empty statement (us)": empty,
        "look-up, ratio": found[SCHEMA] / found["few"],
        "look-up less the empty statement, ratio": (found[SCHEMA] - empty) / (found["few"] - empty),
    }


def of_pages(at, what, count, act):
    """The server's processor and the rows read, by page, of each of `count()` things that are done in `act`."""
    rows, scanned = at.rows_read(), at.scanned()
    own = at.scanned() - scanned
    with Measured(at.server_process) as spent:
        done = count(act())
    after = at.rows_read()
    read = {page: (after[page] - rows.get(page, 0)) / done for page in after}
    pages = {page: each for page, each in read.items() if each >= 0.01}
    return {
        f"{what}, MariaDB's processor (us)": spent.server / done * 1e6,
        f"{what}, rows read": sum(pages.values()),
        f"{what}, of these without an index": max(0, at.scanned() - scanned - 2 * own) / done,
        **{f"{what}, rows read by {page}": each for page, each in sorted(pages.items())},
    }


def pages(at):
    figures = {}
    for mode, what in (("sign_in", "a sign-in"), ("recover", "a journey")):  # which changes the passwords
        measures.load(at, mode, 2, 0, 2)
        figures |= of_pages(at, what, lambda result: result["done"], lambda mode=mode: measures.load(at, mode, 2, 0, 10))
    asked, (_, _, cookie) = 200, walk.walk(at.port, at.members[0], at.members[1])
    for path, what in (("session", "session"), ("sante/mesures/health", "a scrape of health"), ("sante/pret", "ready")):

        def ask(path=path):
            curl = ["curl", "-sf", "-o", "/dev/null", "-H", f"Cookie: {cookie}", f"http://127.0.0.1:{at.port}/acces/{path}"]
            for _ in range(asked):
                subprocess.run(curl, check=True)

        figures |= of_pages(at, what, lambda _: asked, ask)
    return figures


def expire(at):
    """Rows that purge is to find, of each kind as many; of the audit trail history.py has made them."""
    for statement in (
        "INSERT INTO facts (member, kind, answer, dated) SELECT seq, 'benefit', REPEAT('b', 32), '2020-01-01' FROM seq_1_to_{0}",
        "INSERT INTO allowances (bucket, used, ends_at) SELECT LPAD(seq, 32, '0'), 1, '2020-01-01' FROM seq_1_to_{0}",
        "INSERT INTO sessions (session, version, member, password_changed, wanted, device, authenticated_at, started_at, seen_at) "
        "SELECT LPAD(seq, 32, '0'), 1, seq, 0, '', '', '2020-01-01', '2020-01-01', '2020-01-01' FROM seq_1_to_{0}",
        "INSERT INTO outbox (message, kind, channel, subject, member, journey, on_file_before, queued_at, state, priority, purge_at) "
        "SELECT seq * 8 + 7, 'code', 'sms', LPAD(seq, 32, '0'), seq, '', '2020-01-01', '2020-01-01', 'delivered', 0, '2020-01-01' "
        "FROM seq_1_to_{0}",
    ):
        at.sql(statement.format(EXPIRED))


def commands(at):
    """What sysadmins type."""
    known = at.members[2][0]
    stranger_to_none = nir(4711)
    figures, _ = cost(at, "audit anchor, the first", lambda: at.portillon("audit", "anchor"))
    expire(at)
    for what, account, arguments, given in (
        (f"purge of 5 times {EXPIRED} rows", "admin", ("purge",), None),
        ("purge of nothing", "admin", ("purge",), None),
        ("stats", "admin", ("stats",), None),
        ("outbox list", "admin", ("outbox", "list"), None),
        ("member show", "admin", ("member", "show", "--identifier-stdin"), known),
        ("member show, another", "admin", ("member", "show", "--identifier-stdin"), stranger_to_none),
        ("audit show of one member", "admin", ("audit", "show", "--identifier-stdin"), known),
        ("forget, told only", "admin", ("forget", "--identifier-stdin"), known),
        ("keys list", "keeper", ("keys", "list"), None),
        ("audit verify", "admin", ("audit", "verify"), None),
    ):
        order = [*arguments, *(["--directory", STATE / "keys"] if arguments[0] == "keys" else [])]
        more, _ = cost(at, what, lambda order=order, account=account, given=given: at.portillon(*order, account=account, given=given))
        figures |= more
    return figures


def reseal(at):
    """A minute of it after a rotation: what it does is done, and the next run goes on."""
    for purpose in ("identity", "mask", "contact_public", "destination"):
        at.portillon("keys", "rotate", purpose, "--directory", STATE / "keys")
    environment = {**os.environ, "PORTILLON_CONFIG": str(STATE / "portillon.toml"), "CREDENTIALS_DIRECTORY": str(STATE / "credentials/keeper")}
    figures, done = {}, {}
    rows = sum(at.rows_read().values())
    with Measured(at.server_process) as spent:
        child = subprocess.Popen([BUILD / "bin/portillon", "keys", "reseal", "--directory", STATE / "keys"], env=environment,
                                 stdout=open(BENCH / "reseal.log", "wb"), stderr=subprocess.STDOUT)  # fmt: skip
        try:
            child.wait(RESEALED_FOR)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGTERM)
            child.wait()
    figures["reseal, rows read"] = sum(at.rows_read().values()) - rows
    for table, column in (("members", "identifier_sealed"), ("contacts", "mask_sealed")):
        done[table] = int(at.sql(f"SELECT COUNT(*) FROM {table} WHERE ASCII(SUBSTRING({column}, 2)) <> 1")[0][0])
    rows = sum(done.values())
    return {**figures, "reseal, rows done": rows, "reseal, rows read a row": figures["reseal, rows read"] / rows,
            "reseal, processor a row (us)": spent.processor / rows * 1e6, "reseal, rows a second": rows / spent.clock}  # fmt: skip
