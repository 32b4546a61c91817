#!/usr/bin/env python3
"""Ce qu'il faut de machines pour tant d'adhérents : les comptes de dimensionner.md, à ses chiffres et à ses habitudes.

    python3 dimensionner.py 120000 [--avec NOM=VALEUR …]
"""

import argparse
import math
import re
from pathlib import Path

PAGE = Path(__file__).with_name("dimensionner.md")
EXAMPLES = (35_000, 350_000, 3_500_000)
GO, MO = 1e9, 1e6


def values(page):
    """`nom` et nombre de chaque ligne des tableaux de chiffres et d'habitudes."""
    rows = re.findall(r"^\| `([a-z_]+)` \|[^|]*\| ([0-9 ,]+?)(?: [^0-9|][^|]*)? \|", page.read_text("utf-8"), re.M)
    return {name: float(number.replace(" ", "").replace(",", ".")) for name, number in rows}


def text(number, unit):
    if number >= 100:
        number = round(number, -1) if number >= 1000 else round(number)
        shown = f"{number:,.0f}".replace(",", " ")
    else:
        shown = f"{number:.2g}".replace(".", ",") if number < 10 else f"{number:.0f}"
    return f"{shown} {unit}".strip()


def cores(journeys, sign_ins, v):
    """De ce qui vient par seconde ; les cœurs sont pleins à `remplissage` pour cent."""
    return (journeys * v["demarche"] + sign_ins * v["connexion"]) / 1000 / (v["remplissage"] / 100)


def rows(members, v):
    """(ligne, valeur) de l'exemple."""
    letters = members * v["lettres_par_jour"] / 100
    campaign = letters * v["viennent_le_jour_meme"] / 100 * v["heure_pleine"] / 100 / 3600
    monday = members * v["connexions_lundi"] / 100 / 3600
    lost = members * v["demarches_lundi"] / 100 / 3600
    wanted = max(cores(campaign, 0, v), cores(lost, monday, v))
    bought = max(2, math.ceil(wanted))
    month = members * v["demarches_par_an"] / 100 / 12
    trail = members * v["connexions_par_mois"] / 100 + month * v["lignes_par_demarche"]
    disk = members * v["adherent"] + trail * min(v["mois"], 12) * v["ligne_du_journal"]
    disk += month * v["lettre"] / 100 * min(v["mois"], 13) * v["message"] + month * v["messages_par_demarche"] * v["message"]
    pool = max(256 * MO, members * v["memoire_de_la_base"])
    memory = v["systeme"] * MO + v["pages"] * MO + bought * v["place_de_calcul"] * MO + pool
    texts = month * v["messages_par_demarche"] * v["sms"] / 100
    posted = month * v["lettre"] / 100
    return (
        ("campagne : démarches à l'heure pleine", text(campaign * 3600, "")),
        ("campagne : démarches par seconde", text(campaign, "")),
        ("campagne : Argon2id par seconde", text(campaign * 2, "")),
        ("campagne : cœurs", text(cores(campaign, 0, v), "")),
        ("lundi : connexions par seconde", text(monday, "")),
        ("lundi : démarches par seconde", text(lost, "")),
        ("lundi : Argon2id par seconde", text(monday + lost * 2, "")),
        ("lundi : cœurs", text(cores(lost, monday, v), "")),
        ("**cœurs à prendre**", f"**{bought}**"),
        ("mémoire de MariaDB (`innodb_buffer_pool_size`)", text(pool / GO, "Go")),
        ("**mémoire en tout**", f"**{text(memory / GO, 'Go')}**"),
        (f"**disque de la base après {v['mois']:.0f} mois**", f"**{text(disk / GO, 'Go')}**"),
        ("premier import, deux cœurs libres", text(members * v["import"] / 1e6 / 2, "s")),
        ("SMS par mois", text(texts, "")),
        ("SMS par mois, à votre prix", text(texts * v["prix_sms"], "€")),
        ("lettres par mois", text(posted, "")),
        ("lettres par mois, à votre prix", text(posted * v["prix_lettre"], "€")),
        ("lettres de la campagne, à votre prix", text(members * v["prix_lettre"], "€")),
    )


def table(sizes, v):
    columns = [rows(members, v) for members in sizes]
    lines = ["| | " + " | ".join(f"{members:,} adhérents".replace(",", " ") for members in sizes) + " |", "|---|" + "---:|" * len(sizes)]
    lines += [f"| {same[0][0]} | " + " | ".join(value for _, value in same) + " |" for same in zip(*columns)]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description="Combien de cœurs, de mémoire, de disque.")
    parser.add_argument("members", type=int, nargs="*", default=EXAMPLES, help="adhérents")
    parser.add_argument("--avec", action="append", default=[], metavar="NOM=VALEUR", help="un autre chiffre, une autre habitude")
    options = parser.parse_intermixed_args()
    v = values(PAGE)
    for one in options.avec:
        name, _, number = one.partition("=")
        if name not in v:
            parser.error(f"{name} : ni chiffre ni habitude de {PAGE.name}")
        v[name] = float(number.replace(",", "."))
    print(table(options.members or EXAMPLES, v))


if __name__ == "__main__":
    main()
