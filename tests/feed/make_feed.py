#!/usr/bin/env python3
"""Made-up feeds of a caisse, the same for the same seed, a million members in some seconds.

    tests/feed/make_feed.py FOLDER --members 1000000 --bad 1 [--seed N] [--latin-9] [--without-facts]

Writes members.csv and facts.csv and prints what is in them as JSON. The mix is that of a caisse: people, farmers and
companies, contacts that some have and others do not, couples who share a mobile, one fact a member on average.
"""

import argparse
import datetime
import json
from pathlib import Path

MEMBERS = "identifier;kind;name;line1;line2;line3;line4;postcode;town;email;mobile;landline;fax;vitale\n"
FACTS = "identifier;kind;amount;date\n"
FIRST = ("Jeanne", "Pierre", "Maïté", "Hélène", "François", "Zoé", "Raphaël", "Agnès", "Loïc", "Marie-Thérèse", "Noël",
         "Béatrice", "Cœur-Aimé", "Jean", "Sylvie", "Élodie", "Ramuntxo", "Odile", "Gaëtan", "Léa")  # fmt: skip
LAST = ("Lartigue", "Etcheverry", "Dupouy", "Castaignède", "Sœur", "Labarrère", "Lacoste", "Dubosc", "Peyré", "Tastet",
        "Hirigoyen", "Brèthes", "Darricau", "Noguès", "Lafitte", "Cazaux", "Duprat", "Saint-Géours", "Bégué")  # fmt: skip
TOWNS = (("40250", "MUGRON"), ("64310", "ASCAIN"), ("40100", "DAX"), ("64240", "HASPARREN"), ("40380", "MONTFORT-EN-CHALOSSE"),
         ("33430", "BAZAS"), ("40700", "HAGETMAU"), ("64130", "MAULÉON-LICHARRE"), ("40320", "GEAUNE"))  # fmt: skip
WAYS = ("route de la Chalosse", "chemin du Moulin", "rue de l'Église", "impasse des Chênes", "quartier Olhain", "allée du Gave")
BAD = ("key", "email", "postcode", "name", "fields", "bytes", "kind", "mobile", "vitale", "quote")


def luhn(thirteen):
    total = 0
    for place, digit in enumerate(thirteen):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return (10 - total % 10) % 10


def nir(number):
    """15 characters; the first ten million numbers have ten million of them."""
    rest, order = divmod(number, 999)
    rest, month = divmod(rest, 12)
    rest, commune = divmod(rest, 40)
    sex, year = 1 + rest % 2, 30 + rest // 2 % 70
    thirteen = f"{sex}{year:02d}{month + 1:02d}40{commune + 1:03d}{order + 1:03d}"
    return f"{thirteen}{97 - int(thirteen) % 97:02d}"


def siret(number):
    thirteen = f"9{number:08d}{1:04d}"
    return thirteen + str(luhn(thirteen))


class Feed:
    def __init__(self, members, bad=0.0, seed=1):
        self.members, self.seed = members, seed
        self.every = round(100 / bad) if bad else 0
        self.told = {"members": members, "bad": 0, "unreadable": 0, "facts": 0, "facts_refused": 0}

    def draw(self, number, what):
        """0 to 999, of member and question alone."""
        value = (number * 2654435761 + self.seed * 40503 + what * 2246822519) & 0xFFFFFFFF
        value ^= value >> 15
        value = (value * 2246822519) & 0xFFFFFFFF
        return ((value ^ (value >> 13)) & 0xFFFFFFFF) % 1000

    def mobile(self, number):
        number -= number % 12 == 11  # a couple
        return f"06 39 98 {number // 100 % 100:02d} {number % 100:02d}" if number % 7 else f"+337{50000000 + number % 9999999:08d}"

    def member(self, number):
        draw = self.draw
        kind_of, postcode_town = draw(number, 1), TOWNS[number % len(TOWNS)]
        kind = "particulier" if kind_of < 820 else "exploitant" if kind_of < 970 else "entreprise"
        company = kind_of >= 985
        identifier = siret(number) if company else nir(number)
        first, last = FIRST[draw(number, 2) % len(FIRST)], LAST[draw(number, 3) % len(LAST)]
        return [
            identifier, kind, f"SCEA {last} {number % 9973}" if company else f"{first} {last}",
            f"{1 + number % 180} {WAYS[draw(number, 4) % len(WAYS)]}", "Bâtiment B" if draw(number, 5) < 60 else "", "", "",
            *postcode_town, f"membre.{number}@exemple.fr" if draw(number, 6) < 620 else "",
            self.mobile(number) if draw(number, 7) < 780 else "",
            f"05 58 {number // 10000 % 100:02d} {number // 100 % 100:02d} {number % 100:02d}" if draw(number, 8) < 450 else "",
            f"05 59 {number // 10000 % 100:02d} {number // 100 % 100:02d} {number % 100:02d}" if draw(number, 9) < 20 else "",
            "" if company or draw(number, 10) < 150 else f"8025{number:08d}",
        ]  # fmt: skip

    def is_bad(self, number):
        return self.every and number % self.every == self.every - 1

    def line(self, number):
        """Bytes without line end are the caller's to encode; `bytes` is spoilt by him."""
        fields = self.member(number)
        if not self.is_bad(number):
            return ";".join(fields), ""
        how = BAD[number // self.every % len(BAD)]
        if how == "key":
            fields[0] = fields[0][:-1] + str((int(fields[0][-1]) + 1) % 10)
        elif how == "email":
            fields[9] = "sans-arobase"
        elif how == "postcode":
            fields[7] = "4025"
        elif how == "name":
            fields[2] = ""
        elif how == "fields":
            fields.pop()
        elif how == "kind":
            fields[1] = "retraité"
        elif how == "mobile":
            fields[10] = "06 39 98 10"
        elif how == "vitale":
            fields[13] = "12AB5678"
        elif how == "quote":
            fields[2] = 'Jeanne "Lartigue'
        return ";".join(fields), how

    def write_members(self, path, encoding="utf-8"):
        spoilt = b"\xe9\xff;" if encoding == "utf-8" else b"\x81;"
        with open(path, "wb", buffering=1 << 20) as file:
            file.write(MEMBERS.encode())
            for number in range(self.members):
                text, how = self.line(number)
                bytes_ = (text + "\n").encode(encoding)
                if how:
                    self.told["bad"] += 1
                    # Whose the row is cannot be told: the key is wrong, or the row does not fall into fields.
                    self.told["unreadable"] += how in ("key", "fields", "bytes", "quote")
                if how == "bytes":
                    bytes_ = bytes_.replace(b";", spoilt, 1)
                file.write(bytes_)

    def write_facts(self, path, today):
        days = [str(today - datetime.timedelta(days=ago)) for ago in range(1, 181)]
        kinds = ("benefit", "benefit", "benefit", "contribution", "payroll")
        with open(path, "w", encoding="ascii", buffering=1 << 20) as file:
            file.write(FACTS)
            for number in range(self.members):
                how_many = (0, 1, 1, 1, 2)[self.draw(number, 11) % 5]
                identifier = siret(number) if self.draw(number, 1) >= 985 else nir(number)
                for each in range(how_many):
                    cents = 1000 + self.draw(number, 12 + each) * 137 + number % 100
                    self.told["facts"] += 1
                    self.told["facts_refused"] += bool(self.is_bad(number))  # nobody's: his row was refused
                    file.write(f"{identifier};{kinds[number % 5]};{cents // 100},{cents % 100:02d};{days[(number + each) % 180]}\n")


class Part(Feed):
    """Members from a number on."""

    def __init__(self, first, members):
        super().__init__(members)
        self.first = first

    def line(self, number):
        return super().line(self.first + number)


def main():
    parser = argparse.ArgumentParser(description="Makes the feed of a caisse.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--members", type=int, default=20000)
    parser.add_argument("--bad", type=float, default=0.0, help="percent of the members' rows")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--latin-9", action="store_true")
    parser.add_argument("--without-facts", action="store_true")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    feed = Feed(options.members, options.bad, options.seed)
    feed.write_members(options.folder / "members.csv", "iso8859-15" if options.latin_9 else "utf-8")
    if not options.without_facts:
        feed.write_facts(options.folder / "facts.csv", datetime.date.today())
    print(json.dumps(feed.told))


if __name__ == "__main__":
    main()
