"""What a command costs: time, processor, memory, rows that the server read; and what one look-up of a member costs it."""

import os
import random
import resource
import subprocess
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def processor_seconds(process):
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


class Measured:
    """Time on the clock, processor time of the server and of the commands that ended meanwhile."""

    def __init__(self, server):
        self._server = server  # its process

    def __enter__(self):
        self._began, self._before = time.monotonic(), processor_seconds(self._server)
        self._own = resource.getrusage(resource.RUSAGE_CHILDREN)
        return self

    def __exit__(self, *_):
        own = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.clock = time.monotonic() - self._began
        self.server = processor_seconds(self._server) - self._before
        self.command = own.ru_utime + own.ru_stime - self._own.ru_utime - self._own.ru_stime

    @property
    def processor(self):
        return self.server + self.command


def run(command, environment, accepted=(0,), given=None):
    """What it printed, and the peak of its resident memory in MB."""
    # The line of /usr/bin/time would need a package: wait4 tells the same.
    child = subprocess.Popen(list(map(str, command)), env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, text=True)  # fmt: skip
    child.stdin.write(given or "")
    child.stdin.close()
    out, err = child.stdout.read(), child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in accepted:
        raise SystemExit(f"{command[0]} {command[1:4]}: ended with {child.returncode}: {out[-2000:]}{err[-2000:]}")
    return out, usage.ru_maxrss / 1024


LOOKUPS = 10_000
LOOKUP = ("SELECT COALESCE(m.member, 0), COALESCE(m.kind, 'particulier'), m.activated_at IS NULL FROM (SELECT 1 AS one) AS always "
          "LEFT JOIN members AS m ON m.subject IN (X'{0}', X'{0}');")  # fmt: skip


def subjects(at, schema):
    """LOOKUPS pseudonyms in no order, of as many members as there are up to that."""
    highest = int(at.sql("SELECT MAX(member) FROM members", schema)[0][0])
    drawn = random.Random(1)
    numbers = sorted({drawn.randrange(1, highest + 1) for _ in range(LOOKUPS)})
    found = []
    for first in range(0, len(numbers), 2000):
        some = ", ".join(map(str, numbers[first : first + 2000]))
        found += [row[0] for row in at.sql(f"SELECT HEX(subject) FROM members WHERE member IN ({some})", schema)]
    drawn.shuffle(found)
    return (found * (LOOKUPS // len(found) + 1))[:LOOKUPS]


def lookups(at, schemas=("portillon",), rounds=3):
    """Microseconds of the server's processor for one look-up of identify in each of the schemas, taken in turns, and for an
    empty statement (""): the least of the rounds, since what disturbs only adds."""
    scripts = {name: "".join(LOOKUP.format(subject) + "\n" for subject in subjects(at, name)) for name in schemas}
    scripts[""] = "SELECT 1;\n" * LOOKUPS
    seen = {}
    for _ in range(rounds):
        for name, text in scripts.items():
            with Measured(at.server_process) as cost:
                subprocess.run(at.client(name or schemas[0]), input=text, text=True, stdout=subprocess.DEVNULL, check=True)
            seen.setdefault(name, []).append(cost.server / LOOKUPS * 1e6)
    return {name: min(values) for name, values in seen.items()}
