"""Programs that the attacks start: each ends when we do, whatever ends us, and each is ended by its own id."""

import atexit
import ctypes
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
PYTHON = "/usr/bin/python3"

PATIENCE = float(os.environ.get("PORTILLON_PATIENCE", "1"))  # how many times as slow programs are, as in demo/children.py

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)
_started = []


def ends_with_us():
    os.setsid()
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def start(command, log, **options):
    """A program in the background; ended by stop() or when this process ends."""
    with open(log, "ab") as sink:
        process = subprocess.Popen(
            [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, preexec_fn=ends_with_us,
            **options,
        )  # fmt: skip
    _started.append(process)
    return process


def run(command, within, **options):
    """A program to its end: its status, and what it said."""
    return subprocess.run(
        [str(part) for part in command], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=within, check=False,
        preexec_fn=ends_with_us, **options,
    )  # fmt: skip


def stop(process, within=70.0):
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(within * PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if process in _started:
        _started.remove(process)


@atexit.register
def stop_all():
    while _started:
        stop(_started[-1])


def _interrupted(*_):
    raise KeyboardInterrupt  # the one exception that unittest does not take for a failed test


# So that atexit also comes when somebody ends the tests.
signal.signal(signal.SIGTERM, _interrupted)
signal.signal(signal.SIGHUP, _interrupted)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(what, question, within=30.0, every=0.02):
    """Asks until there is an answer, and returns it."""
    deadline = time.monotonic() + within * PATIENCE
    while not (answer := question()):
        if time.monotonic() > deadline:
            raise AssertionError(f"never: {what}")
        time.sleep(every)
    return answer


def until_it_says(process, log, text, within=120.0):
    def said():
        whole = log.read_text("utf-8", "replace")
        if process.poll() is not None:
            raise AssertionError(f"{process.args[0]} ended with {process.returncode}:\n{whole[-3000:]}")
        return text in whole

    until(f"« {text} » in {log}", said, within)


def children_named(parent, name):
    """Process ids of a program among the children of a process."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
            if int(fields[1]) == parent and os.readlink(stat.parent / "exe").rsplit("/", 1)[1] == name:
                found.append(int(stat.parent.name))
        except OSError:
            continue
    return found


def until_it_answers(process, port, log):
    def answers():
        if process.poll() is not None:
            raise AssertionError(f"{process.args[0]} ended:\n{log.read_text('utf-8', 'replace')[-3000:]}")
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    until(f"port {port} answers", answers)
