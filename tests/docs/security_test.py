"""docs/security.md says what the code says: limits, pages, keys, columns."""
import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def text_of(name):
    return (ROOT / name).read_text(encoding="utf-8")


def section(title):
    text = text_of("docs/security.md")
    start = text.index(f"\n## {title}\n")
    end = text.find("\n## ", start + 1)
    return text[start:end]


def settings():
    """Defaults of struct Limits: {name: number}."""
    text = text_of("fcgi/page/settings.h")
    body = re.search(r"struct Limits \{(.*?)\n\};", text, re.S)[1]
    found = dict(re.findall(r"^  unsigned (\w+) = (\d+);", body, re.M))
    for name, product in re.findall(r"^  Seconds (\w+)\{([\d* ]+)\};", body, re.M):
        value = 1
        for factor in product.split("*"):
            value *= int(factor)
        found[name] = value
    return {name: int(value) for name, value in found.items()}


def columns():
    found = set()
    for path in sorted((ROOT / "sql").glob("*.sql")):
        text = re.sub(r"--[^\n]*", "", path.read_text(encoding="utf-8"))
        for table, body in re.findall(r"CREATE TABLE (?:IF NOT EXISTS )?(\w+) \((.*?)\n\)", text, re.S):
            for line in body.splitlines():
                name = re.match(r"  ([a-z]\w*) [A-Z]", line)
                if name:
                    found.add(f"{table}.{name[1]}")
        for table, body in re.findall(r"ALTER TABLE (\w+)(.*?);", text, re.S):
            found |= {f"{table}.{name}" for name in re.findall(r"ADD COLUMN (?:IF NOT EXISTS )?(\w+)", body)}
            found -= {f"{table}.{name}" for name in re.findall(r"DROP COLUMN (?:IF EXISTS )?(\w+)", body)}
    return found


class Security(unittest.TestCase):
    def test_the_limits_are_those_of_the_code(self):
        stated = {name: int(value) for name, value in re.findall(r"^\| `(\w+)` \| (\d+) \|", section("Limits"), re.M)}
        self.assertEqual(stated, settings())
        self.assertGreater(len(stated), 30)

    def test_the_example_configuration_offers_the_same_limits(self):
        example = text_of("systemd/portillon.toml")
        offered = dict(re.findall(r"^#(\w+) = (\d+)\b", example[example.index("[limits]"):example.find("[[desks]]")], re.M))
        self.assertEqual({name: int(value) for name, value in offered.items()}, settings())

    def test_every_page_is_in_the_table_of_sessions(self):
        listed = re.findall(r"^portillon_page\((\w+)", text_of("CMakeLists.txt"), re.M)
        self.assertEqual(re.findall(r"^\| `(\w+)` \|", section("Which session may do what"), re.M), listed)
        self.assertGreater(len(listed), 12)

    def test_every_column_of_the_schema_is_classified(self):
        stated = re.findall(r"`(\w+\.\w+)`", "\n".join(line.split(" | ")[0] for line in section("Data").splitlines()))
        self.assertEqual(sorted(stated), sorted(columns()))
        self.assertGreater(len(stated), 90)

    def test_every_key_is_named_with_the_pages_that_hold_it(self):
        held = {}
        for stem, keys in re.findall(r"^portillon_page\((\w+) .*?KEYS ([^)]*)\)", text_of("CMakeLists.txt"), re.M):
            for key in keys.replace("INTERNAL", "").replace("READS_ONLY", "").replace("MACHINE", "").split():
                held.setdefault(key, set()).add(stem)
        purposes = set(re.findall(r'"(\w+)"', re.search(r"kKeyPurposes = .*?\{(.*?)\}", text_of("fcgi/crypto/keyring.h"), re.S)[1]))
        purposes -= {"audit_admin"}  # and those of the pages, made from their list: one line for all
        rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \|", section("Keys and algorithms"), re.M)
        rows = [row for row in rows if row[0] != "audit_PAGE"]
        self.assertEqual({key for key, _ in rows}, purposes)
        for key, holders in rows:
            pages = {one.strip() for one in holders.split(",")} - {"import", "courier", "command", "every writer"}
            self.assertEqual(pages, held.get(key, set()), key)


if __name__ == "__main__":
    if sys.argv[1:] == ["limits"]:
        print("\n".join(f"| `{name}` | {value} |" for name, value in settings().items()))
    else:
        unittest.main()
