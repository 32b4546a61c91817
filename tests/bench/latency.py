"""How long visitors wait when few come and when many do: wrk over 1 to 64 connections, page and bare responder in turns."""

import re
import statistics
import subprocess
from dataclasses import dataclass

from surroundings import HERE, PREFIX

CONNECTIONS = (1, 4, 16, 64)


@dataclass
class Wait:
    """Of one page over so many connections: answers a second, and microseconds; each beside the bare responder's."""

    page: str
    connections: int
    rate: float
    bare_rate: float
    median: float
    bare_median: float
    most_99: float
    bare_99: float
    most_999: float
    bare_999: float


def _waits(port, path, connections, seconds, cookie):
    command = ["wrk", f"-t{min(2, connections)}", f"-c{connections}", f"-d{seconds}s", "-s", HERE / "percentiles.lua",
               f"http://127.0.0.1:{port}{PREFIX}{path}"]  # fmt: skip
    if cookie:
        command[1:1] = ["-H", f"Cookie: {cookie}"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"^percentiles (\d+) (\d+) (\d+) (\d+)$", said, re.M)
    if "Non-2xx" in said or "Socket errors" in said or not found:
        raise SystemExit(f"bench: {path} over {connections} connections:\n{said}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    return float(rate[1]), *(float(found[i]) for i in (1, 2, 3))


def measured(at, pages, rounds, seconds, cookie):
    """`pages`: stem and URL, each with its bare responder running (measures.page_against_bare started it)."""
    rows = []
    for stem, url in pages:
        sent = cookie if stem == "session" else ""
        for connections in CONNECTIONS:
            both = {url: [], f"bare_{stem}": []}
            for _ in range(rounds):
                for path, got in both.items():
                    got.append(_waits(at.port, path, connections, seconds, sent))
            page, bare = ([statistics.median(column) for column in zip(*got)] for got in both.values())
            rows.append(Wait(stem, connections, *(value for pair in zip(page, bare) for value in pair)))
    return rows


def table(rows):
    lines = [("page", "connections", "answers/s, bare", "ratio", "median ms, bare", "99 % ms, bare", "99.9 % ms, bare")]
    for row in rows:
        pairs = ((row.median, row.bare_median), (row.most_99, row.bare_99), (row.most_999, row.bare_999))
        lines.append((row.page, str(row.connections), f"{row.rate:.0f}, {row.bare_rate:.0f}", f"{row.rate / row.bare_rate:.2f}",
                      *(f"{mine / 1000:.2f}, {its / 1000:.2f}" for mine, its in pairs)))  # fmt: skip
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join(" | ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines)
