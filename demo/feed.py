"""The demo's members as the ordinary feed of the import, and as what the demo's pages show."""

import csv
import datetime
import tomllib
from collections import namedtuple
from pathlib import Path

MEMBER_COLUMNS = ("identifier", "kind", "name", "line1", "line2", "line3", "line4", "postcode", "town", "email",
                  "mobile", "landline", "fax", "vitale")  # fmt: skip
FACT_COLUMNS = ("identifier", "kind", "amount", "date")
WINDOW_DAYS = {"benefit": 183, "contribution": 366, "payroll": 366}
CONTACTS = ("email", "mobile", "landline", "fax")

Files = namedtuple("Files", "members facts passwords")


def _load(path):
    with open(path, "rb") as file:
        return tomllib.load(file)["member"]


def write(source, folder):
    """members.csv, facts.csv (`;`, UTF-8, one header line) and passwords for portillon-demo-seed."""
    members = _load(source)
    today = datetime.date.today()
    files = Files(Path(folder) / "members.csv", Path(folder) / "facts.csv", Path(folder) / "passwords")
    _write_csv(files.members, MEMBER_COLUMNS, (_member_row(member) for member in members))
    _write_csv(files.facts, FACT_COLUMNS, (
        {"identifier": member["identifier"], "kind": fact["kind"], "amount": fact["amount"],
         "date": today - datetime.timedelta(days=fact["days_ago"])}
        for member in members
        for fact in member["facts"]
    ))  # fmt: skip
    with open(files.passwords, "w", encoding="utf-8") as file:
        for member in members:
            if "password" in member:
                file.write(f"{member['identifier']}\t{member['password']}\n")
    return files


def _write_csv(path, columns, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore", delimiter=";", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _member_row(member):
    lines = {f"line{number}": line for number, line in enumerate(member["lines"], 1)}
    return {**member, **lines}


def read_members(source):
    """In the form of /demo/members.json. Amounts are text with a point: "1034.75"."""
    return [_described(member) for member in _load(source)]


def _described(member):
    amounts, old_amounts = [], []
    for fact in member["facts"]:
        in_window = fact["days_ago"] <= WINDOW_DAYS[fact["kind"]]
        (amounts if in_window else old_amounts).append(fact["amount"].replace(",", "."))
    return {
        "identifier": member["identifier"],
        "kind": member["kind"],
        "name": member["name"],
        "first_access": "password" not in member,
        "password": member.get("password"),
        "vitale": member.get("vitale"),
        "amounts": amounts,
        "old_amounts": old_amounts,
        **{contact: member.get(contact) for contact in CONTACTS},
        "note": member["note"],
    }
