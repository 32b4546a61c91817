"""Members by the thousand, made up: right keys, telephone numbers and addresses that are nobody's. Without passwords, so that
making them costs no hashing."""


def nir(number):
    """Well-formed, and another one for each number up to 300,000."""
    commune, order = 1 + number // 999 % 300, 1 + number % 999
    thirteen = f"2{50 + number % 40:02d}{1 + number % 12:02d}40{commune:03d}{order:03d}"
    return f"{thirteen}{97 - int(thirteen) % 97:02d}"


def mobile(number):
    """Of those that are kept for fiction, as long as there are any; then of others, for the gateways of tests alone. What follows
    the first in order is Mayotte's, and is written as such when it is sent."""
    return f"+336{39980000 + number:08d}" if number < 10_000 else f"+337{50000000 + number:08d}"


class Person:
    def __init__(self, number):
        self.number = number
        self.identifier = nir(number)
        self.mobile = mobile(number)
        self.email = f"membre{number}@exemple.fr"
        self.vitale = f"8025{number:07d}"

    def row(self):
        national = "0" + self.mobile[3:]
        return (f"{self.identifier};particulier;Membre Numéro {self.number};{self.number} chemin du Siège;;;;40250;MUGRON;"
                f"{self.email};{national};;;{self.vitale}")  # fmt: skip


COLUMNS = "identifier;kind;name;line1;line2;line3;line4;postcode;town;email;mobile;landline;fax;vitale"


def write(path, people):
    path.write_text("\n".join([COLUMNS, *(person.row() for person in people)]) + "\n", "utf-8")
