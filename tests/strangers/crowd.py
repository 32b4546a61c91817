"""Who takes part: members of every sort and strangers of the same visible class, in equal numbers."""

import random
import re

import walks
from people import PASSWORD, strangers
from visitor import Sockets, Visitor, Web

STRANGER = "stranger"


class Crowd:
    def __init__(self, place):
        self.place, self.members = place, place.members
        self.sockets = Sockets(place.run, place.pages())
        self.web = Web(place.port)
        place.hold_courier()
        each = len(self.members.returning)
        place.import_members(self.members.all())  # once more: when the first came nobody had a password
        self.drawn = self.taken_for(strangers(10 * each + 500, 2 * each + 100))
        self.freeze(self.members.frozen)

    def close(self):
        self.sockets.close()
        self.web.close()

    def taken_for(self, identifiers):
        """{identifier: (kind, first access)}, by beginning a journey with each of these numbers of nobody."""
        began = {}
        for identifier in identifiers:
            visitor = self._begin(Visitor(self.sockets, identifier, STRANGER))
            began[identifier] = self.place.id_of(visitor.journey())
        journeys = self.place.classes()
        return {identifier: journeys[journey] for identifier, journey in began.items()}

    @staticmethod
    def _begin(visitor):
        visitor.begin()
        answer = visitor.post("identite", identifier=visitor.identifier)
        assert answer.status == 303, answer.head
        return visitor

    # ---- What happened before

    def give_temporaries(self, members):
        """By the members' own journeys. Returns the reference of each one's message."""
        place = self.place
        place.clear_mailbox()
        walkers = {member.mobile: self._begin(Visitor(self.sockets, member.identifier, "")) for member in members}
        for walker in walkers.values():
            walker.get("reception")
            walker.post("reception", channel="sms")
        place.let_courier_work()
        for mobile, texts in place.mailbox().items():
            code = re.search(r"votre code est (\d+)", texts[0])[1]
            answer = walkers[mobile].post("code", code=code)
            assert answer.status == 303, answer.body
        place.let_courier_work()
        return {mobile: re.search(r'"reference":"([^"]+)"', texts[-1])[1] for mobile, texts in place.mailbox().items()}

    def freeze(self, members):
        """« Ce n'est pas moi », with the reference that came."""
        references = self.give_temporaries(members)
        for member in members:
            visitor = Visitor(self.sockets, member.identifier, "")
            visitor.begin("ce-n-est-pas-moi")
            visitor.post("ce-n-est-pas-moi", reference=references[member.mobile], identifier=member.identifier)
        assert self.place.sql("SELECT COUNT(*) FROM members WHERE frozen_at IS NOT NULL") == [[str(len(members))]]

    # ---- Who is compared

    def _strangers(self, many, wanted):
        found = [identifier for identifier, drawn in self.drawn.items() if wanted(len(identifier) == 14, *drawn)]
        assert len(found) >= many, f"{len(found)} strangers of {many}"
        return random.sample(found, many)

    def returning(self, each, wire):
        """Of the members a quarter is frozen, and some have no contact."""
        frozen = random.sample(self.members.frozen, each // 4)
        return self._with_password(wire, [*random.sample(self.members.returning, each - len(frozen)), *frozen])

    def reachable(self, each, wire):
        """All members have a mobile and an e-mail."""
        return self._with_password(wire, random.sample(self.members.waiting, each))

    def _with_password(self, wire, members):
        """Half of them will ask for an SMS, half for an e-mail."""
        self.place.forget()
        random.shuffle(members)
        others = self._strangers(len(members), lambda siret, _, first: not siret and not first)
        looks = [("sms",), ("email",)]
        return [
            *(Visitor(wire, one.identifier, "member", looks[at % 2]) for at, one in enumerate(members)),
            *(Visitor(wire, one, STRANGER, looks[at % 2]) for at, one in enumerate(others)),
        ]

    def first(self, each, wire):
        """Of each kind, and of those with a SIRET, as many members as strangers."""
        self.place.forget()
        visitors = []
        for kind, siret in (("particulier", False), ("exploitant", False), ("entreprise", False), ("entreprise", True)):
            members = [one for one in self.members.first if one.kind == kind and (len(one.identifier) == 14) == siret]
            others = self._strangers(each // 4, lambda s, k, first, siret=siret, kind=kind: (s, k, first) == (siret, kind, True))
            looks = (kind, siret)
            visitors += [Visitor(wire, one.identifier, "member", looks) for one in random.sample(members, each // 4)]
            visitors += [Visitor(wire, one, STRANGER, looks) for one in others]
        return visitors

    def at_the_door(self, each, wire):
        """For sign_in. Nobody types what opens."""
        self.place.forget()
        members = self.members
        sorts = {
            STRANGER: (self._strangers(each, lambda siret, *_: not siret), PASSWORD),
            "wrong password": (members.returning, PASSWORD + "!"),
            "frozen, right password": (members.frozen, PASSWORD),
            "first access": ([one for one in members.first if len(one.identifier) != 14], PASSWORD),
        }
        return [visitor for sort, (who, typed) in sorts.items() for visitor in self._typing(wire, sort, who, typed, each)]

    def with_temporaries(self, each, wire):
        """For sign_in: what is typed has the shape of a temporary password, and some members' waits to be used."""
        self.place.forget()
        self.give_temporaries(self.members.waiting)
        sorts = {
            STRANGER: self._strangers(each, lambda siret, *_: not siret),
            "none waits": self.members.returning,
            "frozen": self.members.frozen,
            "one waits": self.members.waiting,
        }
        return [visitor for sort, who in sorts.items() for visitor in self._typing(wire, sort, who, walks.TEMPORARY, each)]

    @staticmethod
    def _typing(wire, sort, who, typed, each):
        for one in random.sample(who, min(each, len(who))):
            yield Visitor(wire, one if sort == STRANGER else one.identifier, sort, (), typed)

    def all_walks(self, each, wire):
        """(walk, who takes part, in how many steps they can be compared)."""
        yield walks.forgot, self.returning(each, wire), 18
        yield walks.first_access, self.first(each, wire), 10
        yield walks.no_information, self.first(each, wire), 2
        yield walks.not_me, self.returning(each, wire), 1
        yield walks.sign_in, self.at_the_door(each, wire), 2
        yield walks.sign_in, self.with_temporaries(each, wire), 2
