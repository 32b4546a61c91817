"""Reads what a program made with CLI11 prints for --help: its subcommands and their options."""

import re
import subprocess
from collections import namedtuple

# What a line of --help says: names and values as it prints them, and for what.
Entry = namedtuple("Entry", "shown what positional")
_KINDS = {"TEXT": "TEXT", "UINT": "NUMBER", "INT": "NUMBER", "FLOAT": "NUMBER"}


class Command(namedtuple("Command", "path what entries notes below")):
    def positionals_shown(self):
        return [entry.shown.split()[0] for entry in self.entries if entry.positional]

    def options(self):
        """As they are typed: --json, -h."""
        return [name for entry in self.entries if not entry.positional for name in re.findall(r"(?<![\w-])--?[\w-]+", entry.shown.split(" ")[0])]


def parse(path, text):
    """Command, and the paragraph at the end."""
    body, _, footer = text.partition("\n\nPORTILLON_CONFIG")
    lines = body.split("\n")
    entries, notes, below, section, last = [], [], [], "", None
    for line in lines[2:]:
        if found := re.match(r"^ *(Options|Positionals|Subcommands):$", line):
            section, last = found[1], None
        elif re.match(r"^ {20,}\S", line) and last is not None:
            shown, what = last
            last = (shown, f"{what} {line.strip()}".strip())
            entries[-1] = Entry(*last, section == "Positionals")
        elif re.match(r"^\[Option Group: ", line):
            section = ""
        elif found := re.match(r"^ *\[(.*)\]$", line):
            notes.append(found[1])
        elif re.match(r"^ {2,6}\S", line) and section == "Subcommands":
            below.append(line.split()[0])
        elif re.match(r"^ {2,6}\S", line) and section:
            shown, _, what = line.strip().partition("  ")
            last = (tidy(shown), what.strip())
            entries.append(Entry(*last, section == "Positionals"))
    entries = [entry for entry in entries if not entry.shown.startswith("-h")]
    return Command(path, lines[0].strip(), entries, notes, below), ("PORTILLON_CONFIG" + footer).strip()


def tidy(shown):
    """Values as a manual names them: `ID UINT:UINT in [1 - 255] REQUIRED` is `ID (1 - 255)`."""
    shown = re.sub(r" REQUIRED$", "", shown)
    shown = re.sub(r":UINT in \[([^]]*)\]", r" (\1)", shown)
    shown = re.sub(r"TEXT:\{([^}]*)\}", lambda found: found[1].replace(",", "|"), shown)
    name, _, rest = shown.partition(" ")
    if not name.startswith("-"):
        rest = re.sub(r"^(TEXT|UINT|INT) ?", "", rest)
    return " ".join([name, *(_KINDS.get(word, word) for word in rest.split())])


def commands_of(program):
    """([Command] of all that can be called, in the order of --help, and the paragraph at the end)"""

    def ask(path):
        told = subprocess.run([program, *path, "--help"], check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        return parse(path, told.stdout)

    first, footer = ask(())
    found = []
    waiting = [(name,) for name in first.below]
    while waiting:
        path = waiting.pop(0)
        command, _ = ask(path)
        found.append(command)
        waiting = [(*path, name) for name in command.below] + waiting
    return found, " ".join(footer.split())
