"""The processes that the demo starts: kept alive as systemd would, ended in order, and nothing else touched.

Signals stay blocked and are taken by hand in `pause`, the one place where the demo waits. So a stop request is never
lost and never falls into the middle of something, also while the demo is still starting.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

STOP_SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
AWAITED = STOP_SIGNALS | {signal.SIGCHLD}
FIRST_DELAY = 0.1  # seconds, as RestartSec=100ms
LONGEST_DELAY = 2.0
PATIENCE = float(os.environ.get("PORTILLON_PATIENCE", "1"))  # how many times as slow programs are under a sanitizer or valgrind
SETTLED_AFTER = 10.0  # a process that ran this long starts again with the first delay

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


class Stopped(Exception):
    """Somebody asked the demo to stop."""


class StartFailure(Exception):
    """The demo cannot start; its text is the one line that says why."""


def say(text):
    try:
        print(text, flush=True)
    except OSError:  # whoever read our output has gone; the demo goes on
        sys.stdout = open(os.devnull, "w")


def telling_line(path, start=0):
    """What a program said of its end, from the byte `start` of its log on: its first error, else its last line."""
    try:
        text = Path(path).read_bytes()[start:].decode("utf-8", "replace")
    except OSError:
        return ""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if "[ERROR]" in line]  # MariaDB's last words are only "Aborting"
    return (errors[:1] or lines[-1:] or [""])[0]


def _size(path):
    return os.path.getsize(path) if os.path.exists(path) else 0


def _how_it_ended(code):
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"


def _end_group(process):
    """Kills what an ended program left behind: nginx's workers outlive a master that was killed, and hold its port."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


@dataclass
class Service:
    """A program that runs as long as the demo does."""

    name: str
    command: list
    log: Path
    env: dict = field(default_factory=dict)  # beside the demo's own environment
    stdin: object = None  # its listening socket; stays open here, so that a restart loses no connection
    stop_signal: int = signal.SIGTERM
    stop_within: float = 10.0  # seconds until it is killed
    process: object = None
    started: float = 0.0
    log_start: int = 0  # where in its log this run of it begins
    due: float = 0.0  # when it is to be started again; 0: not waiting for that
    delay: float = FIRST_DELAY


class Children:
    def __init__(self):
        self.services = []  # in the order of starting
        self.held = ()  # descriptors that every child keeps open until it ends
        self._steps = []
        self._parent = os.getpid()
        signal.pthread_sigmask(signal.SIG_BLOCK, AWAITED)

    def _prepare(self):
        """In the child, before exec: its own session (Ctrl-C is for us alone), and it ends when we are killed."""
        os.setsid()
        signal.pthread_sigmask(signal.SIG_SETMASK, set())
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != self._parent:
            os._exit(1)

    def _spawn(self, command, log, env, stdin, stdout=None):
        with open(log, "ab") as sink:
            return subprocess.Popen(
                [str(part) for part in command],
                stdin=stdin if stdin is not None else subprocess.DEVNULL,
                stdout=stdout or sink,
                stderr=sink,
                env={**os.environ, **env},
                preexec_fn=self._prepare,
                pass_fds=self.held,
            )

    def pause(self, seconds):
        """Wait for at most that long, less when a child ended. Raises Stopped when asked to stop."""
        got = signal.sigtimedwait(AWAITED, max(seconds, 0))
        if got is not None and got.si_signo in STOP_SIGNALS:
            raise Stopped

    def run(self, what, command, log, env=None, stdin=None, stdout=None, within=120.0):
        """A step of starting: run to its end, which must be a good one."""
        before = _size(log)
        try:
            process = self._spawn(command, log, env or {}, stdin, stdout)
        except OSError as error:
            raise StartFailure(f"{what}: {error.filename or command[0]}: {error.strerror}") from None
        self._steps.append(process)
        deadline = time.monotonic() + within * PATIENCE
        while process.poll() is None:
            if time.monotonic() > deadline:
                raise StartFailure(f"{what}: not done after {within:.0f} s (log: {log})")
            self.pause(0.2)
        self._steps.remove(process)
        _end_group(process)
        if process.returncode != 0:
            said = telling_line(log, before) or _how_it_ended(process.returncode)
            raise StartFailure(f"{what}: {said} (log: {log})")

    def start(self, service):
        self.services.append(service)
        self._start(service)

    def _start(self, service):
        service.due = 0.0
        service.started = time.monotonic()
        service.log_start = _size(service.log)
        try:
            service.process = self._spawn(service.command, service.log, service.env, service.stdin)
        except OSError as error:
            raise StartFailure(f"{service.name}: {service.command[0]}: {error.strerror}") from None

    def require(self, services):
        """While starting: any of them that ended makes the start fail."""
        for service in services:
            code = service.process.poll()
            if code is not None:
                said = telling_line(service.log, service.log_start) or _how_it_ended(code)
                raise StartFailure(f"{service.name} does not start: {said} (log: {service.log})")

    def watch(self):
        """Keep everything running until Stopped."""
        while True:
            now = time.monotonic()
            for service in self.services:
                if service.due:
                    if service.due <= now:
                        self._start_again(service, now)
                elif service.process.poll() is not None:
                    self._plan_restart(service, now)
            due = [service.due for service in self.services if service.due]
            self.pause(min(due) - now if due else 5.0)

    def _start_again(self, service, now):
        try:
            self._start(service)
        except StartFailure:  # a build is just replacing the program
            service.due = now + LONGEST_DELAY

    def _plan_restart(self, service, now):
        _end_group(service.process)
        settled = now - service.started > SETTLED_AFTER
        service.delay = FIRST_DELAY if settled else service.delay
        service.due = now + service.delay
        if service.delay < LONGEST_DELAY:  # a crash loop is told on the way up, then not every 2 s
            how = _how_it_ended(service.process.returncode)
            say(f"{service.name}: {how}, starts again in {service.delay:.1f} s (log: {service.log})")
        service.delay = min(LONGEST_DELAY, service.delay * 2)

    def stop(self):
        """End everything, last started first. Further stop requests are not heard: this is already stopping."""
        for process in self._steps:
            process.kill()
            process.wait()
            _end_group(process)
        waiting = [s for s in reversed(self.services) if s.process and not s.due]
        for group in _groups(waiting):
            for service in group:
                service.process.send_signal(service.stop_signal)
            for service in group:
                try:
                    service.process.wait(service.stop_within * PATIENCE)
                except subprocess.TimeoutExpired:
                    say(f"{service.name}: did not stop within {service.stop_within:.0f} s, killed")
                    service.process.kill()
                    service.process.wait()
                _end_group(service.process)


def _groups(services):
    """The database ends alone and last, nginx alone and first; the programs between them end together."""
    alone = {"nginx", "database"}
    groups = []
    for service in services:
        if groups and service.name not in alone and groups[-1][0].name not in alone:
            groups[-1].append(service)
        else:
            groups.append([service])
    return groups
