"""What each page may put on the wire, and what it does.  tests/bench/wire prints the table of docs/measurements.md."""

import re

from surroundings import SOURCE

FIRST, REQUESTS, LATER = 14_000, 4, 5_000  # bytes, requests, bytes
# Pages of the list that show nothing to anybody.
_WITHOUT_A_PAGE = ("leave", "receipt", "session", "health")


def problems(pages):
    """What is over its budget, and what was not looked at."""
    found = []
    for name, weight in pages.items():
        if weight.first > FIRST or weight.requests > REQUESTS:
            found.append(f"{name}: first visit {weight.first} bytes in {weight.requests} requests, at most {FIRST} in {REQUESTS}")
        if weight.later > LATER:
            found.append(f"{name}: later visits {weight.later} bytes, at most {LATER}")
    listed = re.findall(r"^portillon_page\((\w+) ", (SOURCE / "CMakeLists.txt").read_text("utf-8"), re.M)
    found += [f"{stem}: was not looked at" for stem in listed if stem not in pages and stem not in _WITHOUT_A_PAGE]
    return found


def table(pages, refused):
    lines = ["| page | first visit, kB | requests | once it stands, kB | later visits, kB | form refused, kB |", "|---|---|---|---|---|---|"]
    for name, weight in pages.items():
        again = f"{refused[name] / 1000:.1f}" if name in refused else ""
        after = f"{weight.after / 1000:.1f}" if weight.after else ""
        lines.append(f"| {name} | {weight.first / 1000:.1f} | {weight.requests} | {after} | {weight.later / 1000:.1f} | {again} |")
    lines.append(f"| **at most** | **{FIRST / 1000:.0f}** | **{REQUESTS}** | | **{LATER / 1000:.0f}** | |")
    return "\n".join(lines)
