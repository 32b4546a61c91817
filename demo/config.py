"""Where the demo keeps everything, and the files that tell the programs so."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from children import StartFailure

LONGEST_SOCKET_PATH = 107  # bytes; sockaddr_un on Linux


@dataclass(frozen=True)
class Page:
    stem: str
    urls: tuple
    keys: tuple


@dataclass(frozen=True)
class Places:
    """The folders of one demo."""

    source: Path
    build: Path
    state: Path

    @property
    def run(self):
        return self.state / "run"

    @property
    def logs(self):
        return self.state / "log"

    @property
    def stolen(self):
        return self.state / "stolen.filter"

    def program(self, name):
        return self.build / "bin" / name

    def log(self, name):
        return self.logs / f"{name}.log"

    def socket(self, name):
        return self.run / f"{name}.sock"

    @property
    def wake(self):
        return self.run / "courier.wake"

    def make(self):
        self.state.mkdir(parents=True, exist_ok=True)
        os.chmod(self.state, 0o700)
        for name in ("run", "log", "mailbox", "credentials", "passwords", "feed", "static"):
            (self.state / name).mkdir(mode=0o700, exist_ok=True)
        longest = len(os.fsencode(self.socket("change_password")))
        if longest > LONGEST_SOCKET_PATH:
            raise StartFailure(
                f"PORTILLON_STATE={self.state}: too long by {longest - LONGEST_SOCKET_PATH} characters for a socket's path"
            )


def read_pages(path):
    """pages.list: one line per URL; the pages in the order of their first."""
    pages = {}
    try:
        lines = Path(path).read_text("ascii").splitlines()
    except OSError as error:
        raise StartFailure(f"{path}: {error.strerror}") from None
    for line in lines:
        stem, url, keys, _reach = line.split("\t")
        known = pages.get(stem)
        names = () if keys == "-" else tuple(keys.split(","))
        pages[stem] = Page(stem, (known.urls if known else ()) + (url,), names)
    return list(pages.values())


def write_private(path, text):
    """Whole or not at all, and for the owner alone."""
    draft = path.with_name(path.name + ".new")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(draft, path)


def _quoted(text):
    return '"' + str(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def write_configuration(places, port, limits=None):
    """The caisse of the guide, on this machine; `limits` names a file with other limits than the guide's."""
    origin = "http://localhost" if port == 80 else f"http://localhost:{port}"
    path = places.state / "portillon.toml"
    try:
        other_limits = "\n" + limits.read_text("utf-8") if limits else ""
    except OSError as error:
        raise StartFailure(f"{limits}: {error.strerror}") from None
    write_private(
        path,
        f"""# The demo's configuration, written anew by each ./run.
[caisse]
name = "MSA Sud Aquitaine"
phone = "03 20 90 05 00"
hours = "du lundi au vendredi 8 h 30–12 h 15 et 13 h 30–16 h 30"
mail = "assistanceinternet.blf@sudaquitaine.msa.fr"
address = ["MSA Sud Aquitaine", "70 rue Alphonse Daudet", "40286 SAINT-PIERRE-DU-MONT CEDEX"]

[caisse.en]
hours = "Monday to Friday, 8:30 am–12:15 pm and 1:30–4:30 pm"
letter_days = "3 to 5 working days"

[site]
prefix = "/acces/"
origin = {_quoted(origin)}
home = "/"
private_space = "/acces/mon-compte"
timezone = "Europe/Paris"
languages = ["en"]
metrics_from = ["127.0.0.1/32"]

[passwords]
breached = {_quoted(places.stolen)}

[database]
socket = {_quoted(places.socket("database"))}
name = "portillon"
account_prefix = "portillon_"

[paths]
pages = {_quoted(places.source / "pages")}
wake = {_quoted(places.wake)}
alive = ""
drain = {_quoted(places.run / "drain")}

[health]
disks = []
{other_limits}""",
    )
    return path


def account_passwords(places, accounts):
    """One password file per database account; a known account keeps its own."""
    folder = places.state / "passwords"
    for account in accounts:
        path = folder / account
        if not path.exists():
            write_private(path, secrets.token_urlsafe(24) + "\n")
    return folder


def credentials(places, name, keys):
    """What LoadCredential= would put before a program: its key rings and its database password, nothing else."""
    folder = places.state / "credentials" / name
    folder.mkdir(mode=0o700, exist_ok=True)
    wanted = {key: places.state / "keys" / key for key in keys}
    wanted["database"] = places.state / "passwords" / name
    for old in folder.iterdir():
        if old.name not in wanted:
            old.unlink()
    for key, source in wanted.items():
        try:
            write_private(folder / key, source.read_text("utf-8"))
        except FileNotFoundError:
            raise StartFailure(f"{name} wants the key '{key}', which {source.parent} does not hold") from None
    return folder
