"""The ordinary demo (its options are demo/supervise.py's) with the product's courier (tests/delivery/real_demo.py), and with what a test
needs to break it, in the state folder:

    source/pages       a copy of the pages: templates that may be damaged
    disk/              where the database keeps its data, when the folder is there before the start
    database.options   more options of MariaDB, read each time it starts
    held/PROGRAM       as long as the file is there, this program is not started again
    clock              of the database, in seconds ahead of the machine
    machine_clock      of every other program; both are looked at once a second
"""

import os
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "demo"))
sys.path.append(str(Path(__file__).resolve().parents[1] / "delivery"))

import clock
import config
import database
import supervise

STATE = Path(sys.argv[sys.argv.index("--state") + 1])
# A program's words come after: they are no part of what the shell reads.
HELD = f'while [ -e "{STATE}/held/$1" ]; do sleep 0.05; done; shift; '
MOVABLE = os.environ.get("FAULTS_CLOCKS") == "movable"

_faketime, _install, _database = database.faketime_environment, database.install, database.service
_write_configuration, _service = config.write_configuration, supervise.Service


def faketime(of):
    """Unlike the demo's, not read at every look at the clock: that would be most of what the programs do."""
    if not MOVABLE:
        return {}
    made = {name: value for name, value in _faketime(of).items() if name != "FAKETIME_NO_CACHE"}
    return made | {"FAKETIME_CACHE_DURATION": "1"}


def install(children, places):
    known = (places.state / "database").exists()
    _install(children, places)
    if not known and (places.state / "disk").exists():
        shutil.move(places.state / "database", places.state / "disk/database")
        (places.state / "database").symlink_to(places.state / "disk/database")


def database_service(places):
    made = _database(places)
    read = f'exec "$@" $(cat "{STATE}/database.options" 2>/dev/null)'
    made.command = ["/bin/sh", "-c", HELD + read, "sh", "database", *made.command]
    made.env = faketime(STATE / "clock")
    return made


def service(name, command, log, **options):
    """Of the pages and the courier; nginx and the demo's own pages are made elsewhere or left as they are."""
    if name != "demo":
        command = ["/bin/sh", "-c", HELD + 'exec "$@"', "sh", name, *command]
        options["env"] = options.get("env", {}) | faketime(STATE / "machine_clock")
    return _service(name, command, log, **options)


def write_configuration(places, port, limits=None):
    """Behind TLS as far as the programs know: the members of tests/nodes say so."""
    for folder in ("pages", "sql"):  # the command looks for its migrations beside the pages
        shutil.copytree(places.source / folder, places.state / "source" / folder, dirs_exist_ok=True)
    path = _write_configuration(places, port, limits)
    text = path.read_text("utf-8").replace('origin = "http:', 'origin = "https:')
    text = text.replace(f'pages = "{places.source / "pages"}"', f'pages = "{places.state / "source/pages"}"')
    text = text.replace("metrics_from =", 'inside = ["127.0.0.1/32"]\nmetrics_from =')
    config.write_private(path, text)
    return path


(STATE / "held").mkdir(parents=True, exist_ok=True)
clock.Clock(STATE / "machine_clock").make()
database.install, database.service = install, database_service
supervise.Service = service
config.write_configuration = write_configuration

import real_demo  # noqa: E402,F401  (runs it, and ends the program)
