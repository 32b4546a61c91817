"""What is measured at one size as its members come, and of its look-ups. Each function returns figures: name to number."""

import datetime
import json
import time

from costs import Measured, lookups
from make_feed import Feed, Part
from town import SCHEMA
from waiting import Waiting, percentile

FEW = 10_000  # members whose look-ups are the baseline


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
