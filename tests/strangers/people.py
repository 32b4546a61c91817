"""Made-up members of every kind, with numbers that ARCEP keeps for fiction, and numbers that nobody has."""

from dataclasses import dataclass

PASSWORD = "Rateau & Herbe 7"  # every member's own, who has one
CONTACTS = ("both", "both", "both", "mobile", "email", "none")  # by turns; most members have both
FACT = {"particulier": "benefit", "exploitant": "contribution", "entreprise": "payroll"}


def nir(number, department):
    thirteen = f"1{40 + number // 8991 % 50:02d}0{1 + number % 9}{department:02d}{1 + number // 9 % 9:03d}{1 + number // 81 % 111:03d}"
    return f"{thirteen}{97 - int(thirteen) % 97:02d}"


def siret(number):
    """SIREN 999…, which the register gives to nobody."""
    for check in range(10):
        digits = f"999{number:06d}0001{check}"
        doubled = (int(digit) * (2 - at % 2) for at, digit in enumerate(digits))
        if sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0:
            return digits
    raise AssertionError(number)


@dataclass
class Member:
    identifier: str
    kind: str
    first_access: bool
    contacts: str
    number: int
    frozen: bool = False

    @property
    def mobile(self):
        return f"+3363998{self.number:04d}" if self.contacts in ("both", "mobile") else None

    @property
    def email(self):
        return f"membre{self.number}@exemple.fr" if self.contacts in ("both", "email") else None

    def toml(self):
        lines = [
            "[[member]]", f'identifier = "{self.identifier}"', f'kind = "{self.kind}"', f'name = "Membre {self.number}"',
            'note = ""', f'lines = ["{self.number} chemin du Puits"]', 'postcode = "40250"', 'town = "MUGRON"',
            f'facts = [{{ kind = "{FACT[self.kind]}", amount = "142,18", days_ago = 20 }}]',
        ]  # fmt: skip
        if not self.first_access:
            lines.append(f'password = "{PASSWORD}"')
        if self.mobile:
            lines.append(f'mobile = "0{self.mobile[3:]}"')
        if self.email:
            lines.append(f'email = "{self.email}"')
        if self.kind == "particulier":
            lines.append(f'vitale = "8025{self.number:07d}"')
        return "\n".join(lines) + "\n"


class Members:
    """`returning` have a password, of each kind; `frozen` and `waiting` (for a temporary password to be used) too, with a
    mobile and an e-mail; `first` have none, as many of each kind and of those with a SIRET.
    """

    def __init__(self, each):
        self._made = 0
        kinds = ("particulier", "exploitant", "particulier", "entreprise")
        self.returning = [self._member(kinds[at % 4], False, CONTACTS[at % 6]) for at in range(each)]
        self.waiting = [self._member(kinds[at % 4], False, "both") for at in range(each)]
        self.frozen = [self._member(kinds[at % 4], False, "both") for at in range(each)]
        self.first = [self._member(kind, True, CONTACTS[at % 6])
                      for kind in ("particulier", "exploitant", "entreprise", "siret") for at in range(each // 3 + 1)]  # fmt: skip

    def _member(self, kind, first_access, contacts):
        self._made += 1
        identifier = siret(self._made) if kind == "siret" else nir(self._made, 40)
        return Member(identifier, "entreprise" if kind == "siret" else kind, first_access, contacts, self._made)

    def all(self):
        return [*self.returning, *self.waiting, *self.frozen, *self.first]

    def toml(self):
        return "\n".join(member.toml() for member in self.all())


def strangers(many_nir, many_siret):
    return [nir(number, 64) for number in range(many_nir)] + [siret(500000 + number) for number in range(many_siret)]
