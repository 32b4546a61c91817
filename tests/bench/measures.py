"""Everything that is measured. Baseline and product take turns (ABAB), so that both meet the same machine."""

import json
import os
import re
import statistics
import struct
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import wire
from surroundings import BENCH, BUILD, MEMORY_KIB, PASSES, PREFIX, STATE, ask, listener

CORES = os.cpu_count()
TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Row:
    what: str
    measured: str
    baseline: str = ""
    ratio: float | None = None
    spread: tuple | None = None  # the least and the greatest ratio of one round
    budget: str = ""
    met: bool | None = None


def compared(what, unit, product, baseline, budget):
    """One row of alternate rounds: the ratio of the medians, at least `budget`."""
    ratio = statistics.median(product) / statistics.median(baseline)
    each = [a / b for a, b in zip(product, baseline)]
    return Row(what, f"{statistics.median(product):.1f}{unit}", f"{statistics.median(baseline):.1f}{unit}", ratio,
               (min(each), max(each)), f">= {budget}", ratio >= budget)  # fmt: skip


def at_most(what, unit, value, budget, **more):
    return Row(what, f"{value:.1f}{unit}", budget=f"<= {budget:g}{unit}", met=value <= budget, **more)


# ---- Requests a second


def requests_a_second(port, path, seconds, cookie=""):
    command = ["wrk", "-t2", "-c16", f"-d{seconds}s", f"http://127.0.0.1:{port}{PREFIX}{path}"]
    if cookie:
        command[1:1] = ["-H", f"Cookie: {cookie}"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise SystemExit(f"bench: {path}:\n{said}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])


def page_against_bare(at, what, stem, url, budget, plan, cookie=""):
    """The same bytes from the page and from a bare responder, and the processor time of both per answer."""
    name = f"bare_{stem}"
    bare = at.start_bare(name, ask(STATE / "run" / f"{stem}.sock", PREFIX + url, cookie))
    pids = {name: bare.pid, url: at.pages()[stem]}
    rates, spent, answers = {name: [], url: []}, dict.fromkeys(pids, 0.0), dict.fromkeys(pids, 0.0)
    for _ in range(plan.rounds):
        for path, pid in pids.items():
            before = cpu_seconds(pid)
            rate = requests_a_second(at.port, path, plan.page_seconds, cookie)
            spent[path] += cpu_seconds(pid) - before
            answers[path] += rate * plan.page_seconds
            rates[path].append(rate)
    mine, its = spent[url] / answers[url], spent[name] / answers[name]
    cpu = Row(f"CPU an answer of {stem} / bare", f"{1e6 * mine:.0f} us", f"{1e6 * its:.0f} us", mine / its)
    return [compared(what, "/s", rates[url], rates[name], budget), cpu], its


def argon_rate(seconds):
    command = [BENCH / "argon", str(seconds), str(CORES), str(MEMORY_KIB), str(PASSES)]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)["rate"]


def load(at, mode, threads, warm_up, seconds):
    return _load(at.port, mode, threads, warm_up, seconds)


def load_some(port, mode, count):
    """One visitor, so many times."""
    return _load(port, mode, 1, 0, 3600, count)


def _load(port, mode, threads, warm_up, seconds, *count):
    done = subprocess.run(
        [BENCH / "load", mode, str(port), str(threads), str(warm_up), str(seconds), BENCH / "members.tsv", STATE / "mailbox",
         *map(str, count)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise SystemExit(f"bench: {mode}: {done.stdout}{done.stderr[:4000]}")
    return json.loads(done.stdout)


class Share:
    """How much of the processor time of all that serves is Argon2id's: what a rate comes to where nothing waits and nothing else runs."""

    def __init__(self, at):
        self._at, self._argon, self._all, self._done = at, 0.0, 0.0, 0

    def loaded(self, *arguments):
        before, argon = self._spent(), argon_so_far()[1]
        result = load(self._at, *arguments)
        self._all += self._spent() - before
        self._argon += argon_so_far()[1] - argon
        self._done += result["done"]
        return result

    def _spent(self):
        return sum(cpu_seconds(pid) for pid in self._at.serving())

    def row(self, of):
        mine, argon = 1000 * self._all / self._done, 1000 * self._argon / self._done
        return Row(f"Argon2id's share of a {of}'s processor time", f"{argon:.2f} ms", f"{mine:.2f} ms", argon / mine)


def sign_ins(at, plan):
    """As many visitors at a time as there are places for computations: more are answered 503, which costs them time."""
    product, baseline, share = [], [], Share(at)
    for _ in range(plan.rounds):
        baseline.append(argon_rate(plan.load_seconds))
        product.append(share.loaded("sign_in", CORES, 0.3, plan.load_seconds)["rate"])
    return [compared("sign_in POST, right password / Argon2id alone", "/s", product, baseline, 0.9), share.row("sign-in")]


# ---- Processor time


def cpu_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def argon_so_far():
    """Computations of all pages and their seconds of processor time, from argon_time.cc."""
    computations, nanoseconds = struct.unpack("=QQ", (BENCH / "argon_time").read_bytes())
    return computations, nanoseconds / 1e9


def journeys(at, plan):
    """Whole recoveries, from more visitors than the cores can serve: some are answered 503 and press again."""
    product, baseline, done, busy, share = [], [], 0, 0, Share(at)
    for _ in range(plan.rounds):
        baseline.append(argon_rate(plan.load_seconds) / 2)
        result = share.loaded("recover", plan.visitors, plan.warm_up, plan.load_seconds)
        product.append(result["rate"])
        done, busy = done + result["done"], busy + result["busy"]
    return [
        compared(f"recovery journeys, {plan.visitors} visitors / Argon2id alone / 2", "/s", product, baseline, 0.8),
        share.row("journey"),
        Row("answers 503 (no place to compute) a journey, there", f"{busy / done:.2f}"),
    ]


def journey_cpu(at, plan, bare_cpu):
    """What one journey costs when no more visitors come than there are places: processor time, Argon2id's own taken off."""
    processes = at.processes()
    before, argon_before = {name: cpu_seconds(pid) for name, pid in processes.items()}, argon_so_far()
    result = load(at, "recover", CORES, 0, plan.cpu_seconds)
    argon_after, done = argon_so_far(), result["done"]
    spent = {name: 1000 * (cpu_seconds(pid) - before[name]) / done for name, pid in processes.items()}
    each = (argon_after[0] - argon_before[0]) / done
    hashing = 1000 * (argon_after[1] - argon_before[1]) / done
    requests = result["requests"] / done
    bare = 1000 * bare_cpu * requests
    mine = sum(spent[name] for name in spent if name.startswith("portillon-") and "courier" not in name) - hashing
    rows = [
        Row("Argon2id computations a journey", f"{each:.2f}", budget="<= 2", met=each <= 2.005),
        Row(f"CPU a journey without Argon2id, pages ({requests:.1f} requests)", f"{mine:.2f} ms", f"{bare:.2f} ms",
            mine / bare, None, "<= 10", mine / bare <= 10),
    ]  # fmt: skip
    for name, label in (("mariadbd", "MariaDB"), ("portillon-courier-demo", "courier")):
        rows.append(Row(f"CPU a journey, {label}", f"{spent[name]:.2f} ms", f"{bare:.2f} ms", spent[name] / bare))
    rows.append(Row("CPU a journey, Argon2id", f"{hashing:.2f} ms"))
    return rows, spent


# ---- Memory, start, wire


def memory(pid):
    """Resident and proportional MB; a process swapped or shared otherwise than usual shows in their difference."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return tuple(int(re.search(rf"^{name}:\s+(\d+)", text, re.M)[1]) / 1024 for name in ("Rss", "Pss"))


def memories(pages, when):
    each = {name: memory(pid) for name, pid in pages.items()}
    largest = max(each, key=lambda name: each[name][0])
    rss, pss = (sum(one[i] for one in each.values()) for i in (0, 1))
    return [
        at_most(f"memory of the largest page ({largest}), RSS, {when}", " MB", each[largest][0], 12),
        at_most(f"memory of all {len(each)} pages, RSS, {when}", " MB", rss, 200),
        Row(f"memory of all {len(each)} pages, PSS, {when}", f"{pss:.1f} MB"),
    ], {name: {"rss": one[0], "pss": one[1]} for name, one in each.items()}


def started_in(command, environment, url):
    """Milliseconds from exec to the first answer; the socket is there before, as systemd's is."""
    path = STATE / "run/start.sock"
    with listener(path) as listening:
        began = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], stdin=listening, env={**os.environ, **environment},
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        answer = ask(path, url)
        took = 1000 * (time.perf_counter() - began)
    finally:
        process.kill()  # libfcgi alone does not end by SIGTERM while it waits
        process.wait()
    if not answer:
        raise SystemExit(f"bench: {command[0]} does not answer")
    return took


def starts(pages, turns):
    medians, bare = {}, []
    for stem, url in pages.items():
        environment = {"PORTILLON_CONFIG": str(STATE / "portillon.toml"),
                       "CREDENTIALS_DIRECTORY": str(STATE / "credentials" / stem)}  # fmt: skip
        times = []
        for _ in range(turns):
            bare.append(started_in([BENCH / "bare", BENCH / "bare_identify.bytes", "4"], {}, PREFIX + url))
            times.append(started_in([BUILD / "bin" / f"portillon-{stem}"], environment, PREFIX + url))
        medians[stem] = statistics.median(times)
    slowest = max(medians, key=medians.get)
    base = statistics.median(bare)
    row = at_most(f"start of the slowest page ({slowest}), exec to answer", " ms", medians[slowest], 100,
                  baseline=f"{base:.1f} ms", ratio=medians[slowest] / base)  # fmt: skip
    return row, medians


def weights(pages):
    heaviest = max(pages, key=lambda name: pages[name].first)
    most = max(pages, key=lambda name: pages[name].requests)
    later = max(pages, key=lambda name: pages[name].later)
    return [
        at_most(f"first visit of the heaviest page ({heaviest})", " kB", pages[heaviest].first / 1000, wire.FIRST / 1000),
        at_most(f"requests of a first visit ({most})", "", pages[most].requests, wire.REQUESTS),
        at_most(f"later visit of the heaviest page ({later})", " kB", pages[later].later / 1000, wire.LATER / 1000),
    ]
