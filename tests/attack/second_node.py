"""A second set of page processes beside a demo's, on the same database, as another machine of the caisse would run it.

    second_node.py --build DIR --state DIR      # of the demo; the sockets are STATE/run2/STEM.sock

The same supervision as the demo's: what is killed starts again, and its socket never closes.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "demo"))

import config
import fastcgi
from children import Children, Service, Stopped, say
from supervise import PREFIX, listen


def start(children, build, state):
    folder = state / "run2"
    folder.mkdir(mode=0o700, exist_ok=True)
    pages = config.read_pages(build / "pages.list")
    for page in pages:
        environment = {
            "PORTILLON_CONFIG": str(state / "portillon.toml"),
            "CREDENTIALS_DIRECTORY": str(state / "credentials" / page.stem),
        }
        log = state / "log" / f"{page.stem}.2.log"
        program = build / "bin" / f"portillon-{page.stem}"
        children.start(Service(page.stem, [program], log, env=environment, stdin=listen(folder / f"{page.stem}.sock")))
    questions = [(page.stem, folder / f"{page.stem}.sock", PREFIX + page.urls[0]) for page in pages]
    fastcgi.await_answers(children, questions, list(children.services))


def main():
    parser = argparse.ArgumentParser(description="A second node of a demo.")
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--state", type=Path, required=True)
    options = parser.parse_args()
    children = Children()
    try:
        start(children, options.build, options.state)
        say("The second node runs.")
        children.watch()
    except Stopped:
        return 0
    finally:
        children.stop()


if __name__ == "__main__":
    sys.exit(main())
