"""Instructions of a running program, from valgrind's callgrind: counted between two moments, and by function."""

import re
import subprocess


def command(folder, stem):
    return ("valgrind", "--tool=callgrind", "--quiet", f"--callgrind-out-file={folder}/{stem}.%p")


class Counter:
    """What `pid` (started by command()) executes from one take() to the next."""

    def __init__(self, folder, stem, pid):
        self._folder, self._stem, self._pid, self._taken = folder, stem, pid, 0
        self.last = None  # the file of the last take()

    def take(self):
        subprocess.run(["callgrind_control", "--dump=bench", str(self._pid)], check=True, capture_output=True)
        self._taken += 1
        self.last = self._folder / f"{self._stem}.{self._pid}.{self._taken}"
        return int(re.search(r"^(?:totals|summary): (\d+)", self.last.read_text("latin-1"), re.M)[1])


def functions(file, inclusive=False):
    """(instructions, function and its object), the most of its own first, or of what it calls too."""
    said = subprocess.run(["callgrind_annotate", f"--inclusive={'yes' if inclusive else 'no'}", "--auto=no", "--threshold=100", file],
                          capture_output=True, text=True, check=True).stdout  # fmt: skip
    rows = []
    for line in said.splitlines():
        found = re.match(r"\s*([\d,]+) \(\s*[\d.]+%\)\s+(?:\?\?\?:)?(\S.*)", line)
        if found and "PROGRAM TOTALS" not in line:
            rows.append((int(found[1].replace(",", "")), found[2]))
    return rows
