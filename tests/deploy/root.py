"""A Debian 12 to install on: made by debootstrap once for a list of packages, kept below /var/cache, never written to by a run."""

import fcntl
import functools
import hashlib
import os
import re
import runpy
import shutil
import subprocess
import tempfile
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
BUILD = SOURCE / os.environ.get("PORTILLON_BUILD", "build/release")
CACHE = Path(os.environ.get("PORTILLON_DEPLOY_CACHE", "/var/cache/portillon-deploy"))

# What a server has before Portillon comes: service manager, web server, database, mail server; python3 is the test's own tool. The
# libraries are there too, for the machine has no network to fetch them by: apt checks that they are all that the package wants.
SERVER = ("systemd", "systemd-sysv", "dbus", "nginx-light", "mariadb-server", "postfix", "tzdata", "openssl", "python3",
          "fonts-dejavu-core", "fonts-liberation2")


def page_rows():
    """(stem, URL, keys, reach) for each line of the build's list of pages."""
    rows = []
    for line in (BUILD / "pages.list").read_text("ascii").splitlines():
        stem, url, keys, reach = line.split("\t")
        rows.append((stem, url, () if keys == "-" else tuple(keys.split(",")), reach))
    return rows


def stems():
    return list(dict.fromkeys(stem for stem, *_ in page_rows()))


def packages():
    """The server's, and those of every library that our programs load."""
    sbom = runpy.run_path(str(SOURCE / "packages/sbom"))
    programs = [BUILD / "bin/portillon", BUILD / "bin/portillon-courier", *(BUILD / f"bin/portillon-{stem}" for stem in stems())]
    return sorted({*SERVER, *sbom["loaded_by"](*programs)})


@functools.cache
def package(output=SOURCE / "build/package"):
    """The package of this build."""
    command = [SOURCE / "packages/build", "--output", output]
    made = subprocess.run(command, env={**os.environ, "PORTILLON_BUILD": str(BUILD)}, check=True, capture_output=True, text=True)
    return Path(made.stdout.split()[-1])


def renumbered(package, version):
    """The same programs under another number, in no time."""
    with tempfile.TemporaryDirectory() as folder:
        inside = Path(folder) / "inside"
        subprocess.run(["dpkg-deb", "--raw-extract", package, inside], check=True)
        control = inside / "DEBIAN/control"
        control.write_text(re.sub(r"(?m)^Version: .*", f"Version: {version}", control.read_text("utf-8")), "utf-8")
        made = package.with_name(f"portillon_{version}_test.deb")
        subprocess.run(["dpkg-deb", "--root-owner-group", "-Znone", "--build", inside, made], check=True, capture_output=True)
    return made


def _make(folder, names):
    draft = folder.with_name(folder.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    quick = draft / "etc/dpkg/dpkg.cfg.d/quick"
    quick.parent.mkdir(parents=True)
    quick.write_text("force-unsafe-io\n")  # a root that is cut short is made anew
    with open(folder.with_name(folder.name + ".log"), "wb") as log:
        subprocess.run(
            ["debootstrap", "--variant=minbase", "--include=" + ",".join(names), "bookworm", draft],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=True,
        )  # fmt: skip
    quick.unlink()
    shutil.rmtree(draft / "var/cache/apt/archives", ignore_errors=True)
    draft.rename(folder)


def ready():
    """(folder, lock): one machine at a time uses the kept root; the next waits until the lock is closed."""
    names = packages()
    folder = CACHE / hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]
    CACHE.mkdir(parents=True, exist_ok=True)
    lock = open(CACHE / "lock", "wb")
    fcntl.flock(lock, fcntl.LOCK_EX)
    if not folder.exists():
        for older in CACHE.iterdir():
            if older.is_dir():
                shutil.rmtree(older)
        _make(folder, names)
    return folder, lock
