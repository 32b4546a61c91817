"""Networks in namespaces of this process: `front` (HAProxy, database, visitors), `second` (nginx as a load balancer), the nodes `a`, `b` …

They and their mounts end with the process, whatever ends it.
"""

import ctypes
import os
import socket
import subprocess
import threading

# RFC 5737: addresses that are nobody's.
FRONT, SECOND, NODES = "192.0.2.1", "192.0.2.2", {"a": "192.0.2.11", "b": "192.0.2.12"}
_LIBC = ctypes.CDLL(None, use_errno=True)
_CLONE_NEWNS, _CLONE_NEWNET = 0x00020000, 0x40000000


def _ip(*arguments):
    subprocess.run(["ip", *arguments], check=True)


def make(nodes=NODES):
    """Once, before any thread is started. `nodes`: their addresses by name."""
    if _LIBC.unshare(_CLONE_NEWNS) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)
    os.makedirs("/run/netns", exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "netns", "/run/netns"], check=True)
    for name in ("front", "second", *nodes):
        _ip("netns", "add", name)
        _ip("-n", name, "link", "set", "lo", "up")
    _ip("-n", "front", "link", "add", "bridge", "type", "bridge")
    _ip("-n", "front", "address", "add", f"{FRONT}/24", "dev", "bridge")
    _ip("-n", "front", "link", "set", "bridge", "up")
    for name, address in {"second": SECOND, **nodes}.items():
        _ip("-n", "front", "link", "add", f"to_{name}", "type", "veth", "peer", "name", "host0", "netns", name)
        _ip("-n", "front", "link", "set", f"to_{name}", "master", "bridge", "up")
        _ip("-n", name, "address", "add", f"{address}/24", "dev", "host0")
        _ip("-n", name, "link", "set", "host0", "up")


def plug(name, state):
    """Its cable: "up" or "down". Without it nobody is told that nobody is there."""
    _ip("-n", "front", "link", "set", f"to_{name}", state)


def cut_off(name):
    """Every packet to and from it is dropped there: nobody is told, and nothing comes back."""
    rules = "add table inet cut; " + " ".join(
        f"add chain inet cut {hook} {{ type filter hook {hook} priority 0; policy drop; }}; add rule inet cut {hook} {side} lo accept;"
        for hook, side in (("input", "iif"), ("output", "oif")))  # fmt: skip
    subprocess.run(inside(name, "nft", rules), check=True)


def join_again(name):
    subprocess.run(inside(name, "nft", "delete table inet cut"), check=True)


def slow_down(name, rate):
    """A line of so many bits a second, each way (tc's words: "300kbit"). The kernel here has no netem; a token bucket delays by its queue."""
    for place, device in ((name, "host0"), ("front", f"to_{name}")):
        subprocess.run(inside(place, "tc", "qdisc", "replace", "dev", device, "root", "tbf", "rate", rate, "burst", "4kb", "latency", "2s"), check=True)


def speed_up(name):
    for place, device in ((name, "host0"), ("front", f"to_{name}")):
        subprocess.run(inside(place, "tc", "qdisc", "del", "dev", device, "root"), check=True)


def processes(name):
    """Ids of those that live there."""
    listed = subprocess.run(["ip", "netns", "pids", name], capture_output=True, text=True, check=True)
    return [int(pid) for pid in listed.stdout.split()]


def path(name):
    return f"/run/netns/{name}"


def inside(name, *command):
    """The command line that runs it there."""
    return ["ip", "netns", "exec", name, *map(str, command)]


def in_namespace(name, work):
    """What `work` returns, called there by a thread that ends with it; a socket that it makes stays there."""
    made = []

    def enter():
        with open(path(name), "rb") as network:
            if _LIBC.setns(network.fileno(), _CLONE_NEWNET) != 0:
                made.append(OSError(ctypes.get_errno(), "setns"))
                return
        try:
            made.append(work())
        except OSError as error:
            made.append(error)

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    if not made:
        raise OSError(f"nothing came of it in {name}")
    if isinstance(made[0], OSError):
        raise made[0]
    return made[0]


def listening(name, port):
    def listen():
        return socket.create_server(("127.0.0.1", port))

    return in_namespace(name, listen)
