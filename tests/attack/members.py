"""The members that are attacked: made up, with right keys, and with numbers that ARCEP keeps for fiction."""

import itertools

WITH_PASSWORD = 130
AT_FIRST_ACCESS = 12


def nir(number):
    """Well-formed, and another one for each number: of members the first ones, of strangers those from 5000 on."""
    thirteen = f"1{50 + number // 900 % 40:02d}0{1 + number % 9}40088{1 + number % 900:03d}"
    return f"{thirteen}{97 - int(thirteen) % 97:02d}"


_strangers = itertools.count(5000)


def stranger():
    """An identifier that nobody has and that no test used before."""
    return nir(next(_strangers))


class Member:
    def __init__(self, number):
        self.number = number
        self.identifier = nir(number)
        self.first_access = number >= WITH_PASSWORD
        self.password = None if self.first_access else f"Rateau-{number} & Herbe"
        self.mobile = f"06 39 98 {number // 100:02d} {number % 100:02d}"
        self.email = f"membre{number}@exemple.fr"
        self.vitale = f"8025{number:07d}"
        self.name = f"Membre Numéro {number}"

    @property
    def addresses(self):
        """As they stand in messages.json."""
        return (self.mobile.replace(" ", ""), "+33" + self.mobile.replace(" ", "")[1:], self.mobile, self.email)

    def toml(self):
        password = "" if self.first_access else f'password = "{self.password}"\n'
        return (
            f'[[member]]\nidentifier = "{self.identifier}"\nkind = "particulier"\nname = "{self.name}"\nnote = ""\n{password}'
            f'lines = ["{self.number} chemin du Siège"]\npostcode = "40250"\ntown = "MUGRON"\nemail = "{self.email}"\n'
            f'mobile = "{self.mobile}"\nvitale = "{self.vitale}"\n'
            f'facts = [{{ kind = "benefit", amount = "{100 + self.number},18", days_ago = 20 }}]\n'
        )


def everybody():
    return [Member(number) for number in range(WITH_PASSWORD + AT_FIRST_ACCESS)]


def write(path):
    path.write_text("\n".join(member.toml() for member in everybody()), "utf-8")
