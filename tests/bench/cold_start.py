"""A start whose files are not in the system's cache: the program and its libraries are copied, so that no running program maps
them, and the system is told to forget the copies and the templates. Nobody else's cache is touched."""

import os
import re
import shutil
import statistics
import subprocess

import measures
from surroundings import BENCH, BUILD, PREFIX, SOURCE, STATE


def _copied(stem):
    """The command and environment of a copy in a folder of its own; ld.so alone stays the system's."""
    folder = BENCH / "cold" / stem
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    program = BUILD / "bin" / f"portillon-{stem}"
    needed = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
    for name, path in re.findall(r"(\S+) => (/\S+)", needed):
        shutil.copyfile(path, folder / name)
    shutil.copy(program, folder / program.name)
    return [folder / program.name], {
        "LD_LIBRARY_PATH": str(folder), "PORTILLON_CONFIG": str(STATE / "portillon.toml"),
        "CREDENTIALS_DIRECTORY": str(STATE / "credentials" / stem),
    }  # fmt: skip


def _forget(stem):
    files = [*(BENCH / "cold" / stem).iterdir(), *(path for path in (SOURCE / "pages").rglob("*") if path.is_file())]
    for path in files:
        with open(path, "rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def row(stem, url, turns):
    """Beside warm starts of the same copy, in turns."""
    command, environment = _copied(stem)
    cold, warm = [], []
    for _ in range(turns):
        _forget(stem)
        cold.append(measures.started_in(command, environment, PREFIX + url))
        warm.append(measures.started_in(command, environment, PREFIX + url))
    shutil.rmtree(BENCH / "cold")
    its, mine = statistics.median(warm), statistics.median(cold)
    return measures.Row(f"start of {stem} with nothing of it in the cache / warm", f"{mine:.1f} ms", f"{its:.1f} ms", mine / its)
