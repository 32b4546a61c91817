"""Instructions of the pages of a journey under callgrind: the same number on a busy machine as on a quiet one. Of the programs
alone, not of the kernel or MariaDB."""

import subprocess
from dataclasses import dataclass

import callgrind
import measures
import surroundings
import twins
from surroundings import BENCH, BUILD, PREFIX, STATE, ask

HOT = {"identify": "identite", "sign_in": "connexion", "session": "session"}
ASKS = 300
FOLDER = BENCH / "callgrind"
ARGON = ("crypto_pwhash_argon2id ", "crypto_pwhash_argon2id_str ")


@dataclass
class Count:
    what: str
    instructions: float
    bare: float | None = None


def _gets(path, counter, url, cookie):
    ask(path, PREFIX + url, cookie)
    counter.take()
    for _ in range(ASKS):
        ask(path, PREFIX + url, cookie)
    return counter.take() / ASKS


def _bare(stem, content, url):
    file = BENCH / f"counted_{stem}.bytes"
    file.write_bytes(content)
    path = STATE / "run" / f"counted_{stem}.sock"
    with surroundings.listener(path) as listening:
        bare = subprocess.Popen([*callgrind.command(FOLDER, "bare"), BENCH / "bare", file, "4"], stdin=listening,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        ask(path, PREFIX, within=twins.SLOW_START)
        return _gets(path, callgrind.Counter(FOLDER, "bare", bare.pid), url, "")
    finally:
        bare.kill()
        bare.wait()


class Pages:
    """The pages of `build` under callgrind; `with` ends them."""

    def __init__(self, name, build):
        FOLDER.mkdir(exist_ok=True)
        for old in FOLDER.iterdir():
            old.unlink()
        self._twins = twins.Twins(name, build, {stem: callgrind.command(FOLDER, stem) for stem in twins.STEMS})

    def __enter__(self):
        self._twins.__enter__()
        self.counters = {stem: callgrind.Counter(FOLDER, stem, started.pid) for stem, started in self._twins.programs.items()}
        return self

    def __exit__(self, *_):
        self._twins.__exit__()

    def hot(self, cookie):
        rows = []
        for stem, url in HOT.items():
            sent, path = cookie if stem == "session" else "", self._twins.socket(stem)
            bare = _bare(stem, ask(path, PREFIX + url, sent), url)
            rows.append(Count(f"instructions of {stem} / bare", _gets(path, self.counters[stem], url, sent), bare))
        return rows

    def journeys(self, count):
        """Whole recoveries by one visitor, once connections are made and statements prepared; and the pages' statements in one."""
        measures.load_some(self._twins.port, "recover", 4)  # as many as each page has workers
        for counter in self.counters.values():
            counter.take()
        before = self._twins.statements()
        requests = measures.load_some(self._twins.port, "recover", count)["requests"]
        asked = (self._twins.statements() - before) / count
        rows = []
        for stem, counter in self.counters.items():
            taken = counter.take()
            hashing = sum(each for each, name in callgrind.functions(counter.last, True) if name.startswith(ARGON))
            if (taken - hashing) / count > 10000:
                rows.append(Count(f"instructions of {stem} in a journey", (taken - hashing) / count))
        whole = sum(row.instructions for row in rows)
        rows.append(Count(f"instructions of a journey without Argon2id ({requests / count:.1f} requests)", whole))
        return rows, asked

    def profile(self, stem, most=40):
        """Of the last phase that was counted."""
        return callgrind.functions(self.counters[stem].last)[:most]


def rows(cookie, journeys):
    """For the table of `run`, and all figures by name."""
    with Pages("counted", BUILD) as pages:
        hot, (journey, asked) = pages.hot(cookie), pages.journeys(journeys)
    table = [measures.Row(each.what, f"{each.instructions / 1000:.1f} k", f"{each.bare / 1000:.1f} k", each.instructions / each.bare)
             for each in hot]  # fmt: skip
    table.append(measures.Row(journey[-1].what, f"{journey[-1].instructions / 1000:.0f} k"))
    table.append(measures.Row("statements of a journey's pages", f"{asked:.1f}"))
    return table, {each.what: each.instructions for each in (*hot, *journey)} | {"statements": asked}
