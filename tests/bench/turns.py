"""Sign-ins and whole recoveries by the pages of two builds in turns, on one database: processor time, which other work on the
machine disturbs less than the clock."""

import statistics

import measures
import surroundings
import twins

MODES = {"sign_in": "a sign-in", "recover": "a journey"}


def _spent(at, build):
    """Seconds so far: of the build's pages without Argon2id, and of MariaDB."""
    pages = sum(measures.cpu_seconds(process.pid) for process in build.programs.values())
    return pages - measures.argon_so_far()[1], measures.cpu_seconds(at.processes()["mariadbd"])


def _round(at, build, mode, count):
    before, statements = _spent(at, build), build.statements()
    measures.load_some(build.port, mode, count)
    after = _spent(at, build)
    return *(1000 * (now - then) / count for now, then in zip(after, before)), (build.statements() - statements) / count


def compare(builds, rounds, count):
    surroundings.compile_programs()
    with surroundings.Surroundings(8) as at, twins.Twins("before", builds[0]) as before, twins.Twins("after", builds[1]) as after:
        for mode, name in MODES.items():
            got = {before: [], after: []}
            for build in got:
                measures.load_some(build.port, mode, 4)  # each worker connects and prepares
            for turn in range(rounds):
                for build in (before, after) if turn % 2 == 0 else (after, before):
                    got[build].append(_round(at, build, mode, count))
            for column, what in enumerate(("pages without Argon2id, ms", "MariaDB, ms", "statements of the pages")):
                mine, its = ([one[column] for one in got[build]] for build in (after, before))
                each = [a / b for a, b in zip(mine, its) if b > 0]
                print(f"{name}, {what}: before {statistics.median(its):.2f}, after {statistics.median(mine):.2f}; after / before "
                      f"{statistics.median(mine) / statistics.median(its):.3f} ({min(each):.2f}-{max(each):.2f} of one round)")  # fmt: skip
