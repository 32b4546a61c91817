"""What programs and tables hold, again and again, and whether it grows: a line fitted through it."""

import math
import os
from pathlib import Path

TABLES = ("allowances", "audit", "contacts", "journeys", "members", "outbox", "providers", "recoveries", "sessions", "sign_ins")


def rows(place):
    counted = " UNION ALL ".join(f"SELECT '{table}', COUNT(*) FROM {table}" for table in TABLES)
    found = {f"rows {name}": float(count) for name, count in place.sql(counted)}
    connected = place.sql("SHOW GLOBAL STATUS LIKE 'Threads_connected'")[0][1]
    return found | {"connections": float(connected)}


def of_process(pid):
    """Kilobytes resident and proportional, descriptors, threads; None: it has ended."""
    folder = Path(f"/proc/{pid}")
    try:
        memory = dict(line.split()[:2] for line in (folder / "smaps_rollup").read_text("ascii").splitlines()[1:])
        return {"RSS kB": float(memory["Rss:"]), "PSS kB": float(memory["Pss:"]),
                "descriptors": float(len(os.listdir(folder / "fd"))), "threads": float(len(os.listdir(folder / "task")))}  # fmt: skip
    except (OSError, KeyError):
        return None


def sample(place, programs):
    """{what: value}; `programs`: names as Place.pids takes them."""
    found = rows(place)
    for name in programs:
        taken = [gauges for pid in place.pids(name) if (gauges := of_process(pid))]
        for what in taken[0] if taken else ():
            found[f"{name} {what}"] = sum(one[what] for one in taken)
    return found


class Line:
    """Least squares through (x, y): per unit of x, with its standard error."""

    def __init__(self, points):
        count = len(points)
        middle_x, self.mean = (sum(column) / count for column in zip(*points))
        across = sum((x - middle_x) ** 2 for x, _ in points)
        self.slope = sum((x - middle_x) * (y - self.mean) for x, y in points) / across
        left = sum((y - self.mean - self.slope * (x - middle_x)) ** 2 for x, y in points)
        self.error = math.sqrt(left / max(1, count - 2) / across)
        self.width = max(x for x, _ in points) - min(x for x, _ in points)

    def is_flat(self, part=0.02, least=1.0):
        """What was gained from end to end is next to nothing, or lost in the noise."""
        gained = self.slope * self.width
        return gained <= max(part * abs(self.mean), least) or self.slope < 2 * self.error
