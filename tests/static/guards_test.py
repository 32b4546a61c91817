"""Each guard that tests/guards/run takes out still stands where its list says, once, and its tests are there."""
import pathlib
import re
import tomllib
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = {"page_tests": ".", "store_tests": "store", "shell_tests": "shell", "crypto_tests": "crypto", "courier_tests": "courier",
           "admin_tests": "admin", "admin_store_tests": "admin/store", "domain_tests": "domain", "journey_tests": "journey"}


def listed():
    lists = sorted((ROOT / "tests/guards").glob("*.toml"))
    return [guard for path in lists for guard in tomllib.loads(path.read_text(encoding="utf-8"))["guard"]]


def tests_of(program):
    found = set()
    for path in (ROOT / "tests" / FOLDERS[program]).glob("*.cc"):
        source = path.read_text(encoding="utf-8")
        suite = ""
        for kind, name in re.findall(r"BOOST_(AUTO_TEST_SUITE|AUTO_TEST_CASE|FIXTURE_TEST_CASE|FIXTURE_TEST_SUITE)\((\w+)", source):
            if kind.endswith("SUITE"):
                suite = name
            found |= {suite, f"{suite}/{name}", name}
    return found


class Guards(unittest.TestCase):
    def test_each_text_stands_once_in_its_file(self):
        for guard in listed():
            source = (ROOT / guard["file"]).read_text(encoding="utf-8")
            self.assertEqual(source.count(guard["text"]), 1, f"{guard['name']}: {guard['file']}")
            self.assertNotEqual(guard["text"], guard.get("instead", ""))
            self.assertEqual(guard["file"].endswith(".h"), "through" in guard, guard["name"])

    def test_each_test_that_is_to_be_red_is_there(self):
        known = {program: tests_of(program) for program in FOLDERS}
        for guard in listed():
            for test in guard["red"]:
                program, _, case = test.partition(" ")
                self.assertIn(program, known)
                self.assertTrue(not case or case in known[program], f"{guard['name']}: {test}")

    def test_there_are_guards_of_every_part(self):
        files = " ".join(guard["file"] for guard in listed())
        for part in ("fcgi/sign_in.cc", "fcgi/parts/", "fcgi/store/apply.cc", "fcgi/shell/", "fcgi/crypto/", "courier/", "admin/"):
            self.assertIn(part, files)
        self.assertGreaterEqual(len(listed()), 40)
        self.assertEqual(len({guard["name"] for guard in listed()}), len(listed()), "two guards of one name")


if __name__ == "__main__":
    unittest.main()
