"""What a program can do where this runs: a JSON object on standard output. Started by sandbox_test.py in the place of a page.

Everything is tried that an ordinary user of the system can do, so that a refusal is the sandbox's.
"""

import ctypes
import errno
import json
import mmap
import os
import socket
import stat
import subprocess
import sys

from probe import outcome

_LIBC = ctypes.CDLL(None, use_errno=True)
_CLONE_NEWUSER, _PR_SET_MM = 0x10000000, 35
_FAMILIES = ("AF_INET", "AF_INET6", "AF_NETLINK", "AF_PACKET", "AF_ALG", "AF_VSOCK", "AF_UNIX")


def _called(result):
    return "yes" if result != -1 else errno.errorcode[ctypes.get_errno()]


def _tried(work):
    try:
        work()
        return "yes"
    except OSError as error:
        return errno.errorcode.get(error.errno, str(error))


def _in_child(work):
    """Of what would change this process for good."""
    reader, writer = os.pipe()
    if (pid := os.fork()) == 0:
        os.write(writer, work().encode())
        os._exit(0)
    os.close(writer)
    os.waitpid(pid, 0)
    answer = os.read(reader, 100).decode()
    os.close(reader)
    return answer or "killed"


def _somewhere():
    """A folder that can be written to, if there is one."""
    return next((folder for folder in ("/var/lib/portillon-courier", "/tmp") if outcome("into", folder) == "yes"), "/tmp")


def _set_user_id_file():
    path = f"{_somewhere()}/probe-suid"
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    try:
        os.chmod(path, 0o4700)
    finally:
        os.unlink(path)


def _executable_memory():
    mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)


def _own_code():
    path = f"{_somewhere()}/probe-program"
    with open(path, "wb") as file, open("/usr/bin/true", "rb") as program:
        file.write(program.read())
    os.chmod(path, 0o700)
    try:
        subprocess.run([path], check=True)
    finally:
        os.unlink(path)


def calls():
    return {
        "namespace": _in_child(lambda: _called(_LIBC.unshare(_CLONE_NEWUSER))),
        "trace": _in_child(lambda: _called(_LIBC.ptrace(0, 0, 0, 0))),
        "personality": _in_child(lambda: _called(_LIBC.personality(0x0400000))),  # READ_IMPLIES_EXEC
        "priority": _in_child(lambda: _called(_LIBC.setpriority(0, 0, 19))),
        "executable memory": _tried(_executable_memory),
        "set-user-id file": _tried(_set_user_id_file),
        "a program of the system": _tried(lambda: subprocess.run(["/usr/bin/true"], check=True)),
        "a program of its own": _tried(_own_code),
    }


def status():
    with open("/proc/self/status", encoding="ascii") as file:
        return {name: value.strip() for name, _, value in (line.partition(":") for line in file)}


def _paths(top):
    """Everything that one can look at below a folder, with its mode; what goes meanwhile is left out."""
    for folder, below, files in os.walk(top):
        if folder == "/":
            below.remove("proc")
        for path in (folder, *(os.path.join(folder, name) for name in files)):
            try:
                yield path, os.lstat(path).st_mode
            except FileNotFoundError:
                continue


def _writable():
    """Folders in which a file can be made, files that can be changed."""
    found = []
    for path, mode in _paths("/"):
        changed = stat.S_ISREG(mode) or stat.S_ISBLK(mode) or stat.S_ISCHR(mode)
        if (stat.S_ISDIR(mode) and outcome("into", path) == "yes") or (changed and outcome("write", path) == "yes"):
            found.append(path)
    return sorted(found)


def _connectable():
    return sorted(path for path, mode in _paths("/run") if stat.S_ISSOCK(mode) and outcome("connect", path) == "yes")


def _socket(family):
    return _tried(lambda: socket.socket(getattr(socket, family), socket.SOCK_DGRAM if family != "AF_UNIX" else socket.SOCK_STREAM).close())


def main():
    json.dump(
        {
            "status": status(),
            "calls": calls(),
            "families": {family: _socket(family) for family in _FAMILIES},
            "network": os.readlink("/proc/self/ns/net"),
            "processes": [int(name) for name in os.listdir("/proc") if name.isdigit() and int(name) != os.getpid()],
            "writable": _writable(),
            "connectable": _connectable(),
            "environment": sorted(os.environ),
        },
        sys.stdout,
    )


main()
