"""A node that is far away: every frame to and from it arrives later, and some never. The kernel here has no netem, so a bridge of its own and
two taps stand between, and this process carries the frames over."""

import collections
import fcntl
import os
import random
import struct
import threading
import time

import here  # noqa: F401
import network

_TUNSETIFF = 0x400454CA
_TAP, _NO_HEADER = 0x0002, 0x1000
_LONGEST = 65536


def _tap(name):
    def make():
        tap = os.open("/dev/net/tun", os.O_RDWR)
        fcntl.ioctl(tap, _TUNSETIFF, struct.pack("16sH22x", name.encode(), _TAP | _NO_HEADER))
        return tap

    return network.in_namespace("front", make)


def _ip(*arguments):
    network._ip("-n", "front", *arguments)


class Distance:
    """`delay`: seconds each way; `lost`: of a hundred frames."""

    def __init__(self, name, delay, lost=0):
        self._node, self._delay, self._lost = f"to_{name}", delay, lost
        self._over = threading.Event()
        self._taps = [_tap("near"), _tap("far")]
        _ip("link", "add", "away", "type", "bridge")
        for link, bridge in (("near", "bridge"), ("far", "away"), (self._node, "away")):
            _ip("link", "set", link, "master", bridge)
        for link in ("near", "far", "away"):
            _ip("link", "set", link, "up")
        self._threads = []
        for source, target in (self._taps, reversed(self._taps)):
            waiting, some = collections.deque(), threading.Semaphore(0)
            self._threads += [threading.Thread(target=self._take, args=(source, waiting, some), daemon=True),
                              threading.Thread(target=self._give, args=(target, waiting, some), daemon=True)]  # fmt: skip
        for thread in self._threads:
            thread.start()

    def _take(self, source, waiting, some):
        while not self._over.is_set():
            try:
                frame = os.read(source, _LONGEST)
            except OSError:
                break  # its link is gone
            if random.randrange(100) >= self._lost:
                waiting.append((time.monotonic() + self._delay, frame))
                some.release()

    def _give(self, target, waiting, some):
        while not self._over.is_set():
            if not some.acquire(timeout=0.2):
                continue
            due, frame = waiting.popleft()
            time.sleep(max(0.0, due - time.monotonic()))
            try:
                os.write(target, frame)
            except OSError:
                break

    def end(self):
        _ip("link", "set", self._node, "master", "bridge")
        self._over.set()
        for link in ("near", "far", "away"):
            _ip("link", "delete", link)  # wakes who reads there
        for thread in self._threads:
            thread.join(2)
        for tap in self._taps:
            os.close(tap)
