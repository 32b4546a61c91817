"""What is measured at one size once its history is there: pages, commands, a key rotation. Figures as in steps.py."""

import os
import signal
import subprocess

import measures
import walk
from costs import Measured
from make_feed import nir
from steps import cost
from surroundings import BENCH, BUILD, STATE

EXPIRED = 5_000  # rows of each kind that a purge finds
RESEALED_FOR = 60  # seconds


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
    _, _, cookie = walk.walk(at.port, at.members[0], at.members[1])  # it takes the first code of the mailbox
    for mode, what in (("sign_in", "a sign-in"), ("recover", "a journey")):  # which changes the passwords
        measures.load(at, mode, 2, 0, 2)
        figures |= of_pages(at, what, lambda result: result["done"], lambda mode=mode: measures.load(at, mode, 2, 0, 10))
    asked = 200
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
    another = nir(4711)
    figures, _ = cost(at, "audit anchor, the first", lambda: at.portillon("audit", "anchor"))
    expire(at)
    for what, account, arguments, given in (
        (f"purge of 5 times {EXPIRED} rows", "admin", ("purge",), None),
        ("purge of nothing", "admin", ("purge",), None),
        ("stats", "admin", ("stats",), None),
        ("outbox list", "admin", ("outbox", "list"), None),
        ("member show", "admin", ("member", "show", "--identifier-stdin"), known),
        ("member show, another", "admin", ("member", "show", "--identifier-stdin"), another),
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
