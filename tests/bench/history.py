"""The ratios of one run as one row of a table that stays: docs/bench.tsv. Absolute figures do not carry, these do."""

import datetime
import subprocess

from surroundings import SOURCE

FILE = SOURCE / "docs/bench.tsv"
# Column to the beginning of the row's name in the table of `run`.
COLUMNS = {
    "identify/bare": "GET identify / bare",
    "sign_in page/bare": "GET sign_in / bare",
    "session/bare": "session, live / bare",
    "CPU identify/bare": "CPU an answer of identify",
    "CPU sign_in page/bare": "CPU an answer of sign_in",
    "CPU session/bare": "CPU an answer of session",
    "instructions identify/bare": "instructions of identify",
    "instructions session/bare": "instructions of session",
    "sign_in/Argon2id": "sign_in POST, right password",
    "sign_in CPU share": "Argon2id's share of a sign-in",
    "journeys/Argon2id": "recovery journeys",
    "journey CPU share": "Argon2id's share of a journey",
    "journey CPU/bare": "CPU a journey without Argon2id",
    "start/bare": "start of the slowest page",
}


def append(rows, details, rounds, path=FILE):
    def ratio(beginning):
        found = next((row.ratio for row in rows if row.what.startswith(beginning) and row.ratio is not None), None)
        return "" if found is None else f"{found:.3f}"

    commit = subprocess.run(["git", "-C", SOURCE, "describe", "--always", "--dirty"], capture_output=True, text=True,
                            check=False).stdout.strip()  # fmt: skip
    values = [datetime.date.today().isoformat(), commit or "-", str(rounds), str(details["cores"]),
              f"{details['load_before'][0]:.1f}-{details['load_after'][0]:.1f}", *map(ratio, COLUMNS.values())]  # fmt: skip
    head = "" if path.exists() else "\t".join(("date", "commit", "rounds", "cores", "load", *COLUMNS)) + "\n"
    with open(path, "a", encoding="utf-8") as file:
        file.write(head + "\t".join(values) + "\n")
