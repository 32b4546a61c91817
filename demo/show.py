"""The demo's pages as HTML. Every value is escaped here, on its way into a template of demo/pages."""

import datetime
import html
import zoneinfo
from pathlib import Path
from string import Template

_FOLDER = Path(__file__).with_name("pages")
_CHANNELS = {"sms": "SMS", "email": "E-mail", "letter": "Courrier"}
_CONTACTS = (("mobile", "portable"), ("email", "e-mail"), ("landline", "fixe"), ("fax", "fax"))


class Markup(str):
    """Text that is HTML already."""


def _fill(name, /, **values):
    template = Template((_FOLDER / name).read_text("utf-8"))
    return Markup(template.substitute(
        {key: value if isinstance(value, Markup) else html.escape(str(value)) for key, value in values.items()}
    ))  # fmt: skip


def stylesheet():
    return (_FOLDER / "demo.css").read_bytes()


def home(members, now):
    rows = Markup("".join(_member(member) for member in members))
    body = _fill("home.html", members=rows, now=moment(now))
    return _page("Démonstration", body)


def messages(found, now):
    if found:
        body = Markup("".join(_message(message) for message in found))
    else:
        body = Markup("<p>Aucun message pour l’instant. Il arrive ici dès que le site en envoie un.</p>")
    return _page("Messages envoyés", _fill("messages.html", messages=body, now=moment(now)))


def _page(title, body):
    return _fill("layout.html", title=title, body=body).encode("utf-8")


def _member(member):
    proofs = [f"{_euros(amount)} €" for amount in member["amounts"]]
    if member["vitale"]:
        proofs.insert(0, f"carte Vitale {member['vitale']}")
    old = [f"{_euros(amount)} € (trop ancien)" for amount in member["old_amounts"]]
    contacts = [f"{label} {member[name]}" for name, label in _CONTACTS if member[name]]
    return _fill(
        "member.html",
        identifier=grouped(member["identifier"]),
        name=member["name"],
        kind=member["kind"],
        note=member["note"],
        password=_password(member["password"]),
        proofs=_lines(proofs + old),
        contacts=_lines(contacts),
    )


def _password(password):
    return Markup(f"<code>{html.escape(password)}</code>") if password else Markup("<em>première connexion</em>")


def _lines(texts):
    return Markup("<br>".join(html.escape(text) for text in texts) or "—")


def _message(message):
    pdf = message.get("pdf")
    link = Markup(f'<p><a href="{html.escape(pdf)}">Lire la lettre (PDF)</a></p>') if pdf else Markup("")
    return _fill(
        "message.html",
        id=message["id"],
        channel=_CHANNELS.get(message["channel"], message["channel"]),
        to=message["to"] or "",
        subject=message["subject"] or "",
        text=message["text"] or "",
        reference=message["reference"] or "—",
        sent=moment(message["sent_at"]),
        letter=link,
    )


def grouped(identifier):
    """As on the card or on an invoice: 2 47 03 40 192 031 86, 999 000 001 00014."""
    sizes = (3, 3, 3, 5) if len(identifier) == 14 else (1, 2, 2, 2, 3, 3, 2)
    parts, start = [], 0
    for size in sizes:
        parts.append(identifier[start : start + size])
        start += size
    return "\u00a0".join(part for part in parts if part)


def _euros(amount):
    whole, _, cents = amount.partition(".")
    return f"{int(whole):,}".replace(",", "\u00a0") + "," + cents


def moment(text):
    """French wall-clock time of a UTC time; the text itself when it is none, for the reader to judge."""
    if not text:
        return "inconnue (base de données arrêtée)"
    try:
        when = datetime.datetime.fromisoformat(str(text).replace("Z", "+00:00").replace(" ", "T"))
    except ValueError:
        return str(text)
    if when.tzinfo is None:
        when = when.replace(tzinfo=datetime.timezone.utc)
    try:
        zone = zoneinfo.ZoneInfo("Europe/Paris")
    except zoneinfo.ZoneInfoNotFoundError:  # a machine without tzdata
        return when.strftime("%d/%m/%Y à %H:%M:%S (UTC)")
    return when.astimezone(zone).strftime("%d/%m/%Y à %H:%M:%S")
