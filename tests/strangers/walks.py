"""What is compared: walks of many visitors in step, each step asked of all of them in an order drawn anew."""

import random
from collections import defaultdict

TEMPORARY = "Ad4+ EhR7 nXtA"  # has the shape of one, and is nobody's
REFERENCE = "K7RW3P"
WRONG_CODES = ("0417", "5824", "9631")


class Course:
    """One walk of `visitors`: what each sort of them got, and how long it took."""

    def __init__(self, visitors, watch=None):
        # The first to come opens what all share (a counter's window, a statement's preparation) and is not compared.
        self._opener, *self.visitors = visitors
        self.times = defaultdict(lambda: defaultdict(list))  # step, sort: microseconds
        self.seen = defaultdict(lambda: defaultdict(set))  # (step, looks), sort: masked answers
        self.statements = defaultdict(lambda: defaultdict(set))  # (step, looks), sort: if watched
        self._watch = watch or (lambda ask: (ask(), None))

    def step(self, name, ask, status):
        """Who is answered 303 instead of 422 has guessed right, one in ten thousand, and goes."""
        ask(self._opener)
        for visitor in self._in_any_order():
            answer, statements = self._watch(lambda one=visitor: ask(one))
            if (answer.status, status) == (303, 422):
                visitor.gone = True
                continue
            if answer.status != status:
                raise AssertionError(f"{name}: {answer.status} {answer.location} for {visitor.identifier}")
            self.times[name][visitor.sort].append(answer.microseconds)
            self.seen[name, visitor.looks][visitor.sort].add(answer.masked())
            self.statements[name, visitor.looks][visitor.sort].add(statements)

    def took(self, step, sort, microseconds):
        self.times[step][sort].append(microseconds)

    def quietly(self, ask):
        ask(self._opener)
        for visitor in self._in_any_order():
            ask(visitor)

    def _in_any_order(self):
        order = [visitor for visitor in self.visitors if not visitor.gone]
        random.shuffle(order)
        return order

    def begin(self, url="identite"):
        self.quietly(lambda one: one.begin(url))


def identify(one):
    return one.post("identite", identifier=one.identifier)


def wrong_answer(one):
    return one.post("justificatif", proof="amount", answer="17,04")


def begin_only(course, _):
    course.begin()
    course.step("identify", identify, 303)


def forgot(course, at):
    """Who has a password: a code by SMS or e-mail (`looks` says which), its end, and the letter."""
    other = {"sms": "email", "email": "sms"}
    course.begin()
    course.step("identify", identify, 303)
    course.step("channel", lambda one: one.get("reception"), 200)
    course.step("channel, nothing chosen", lambda one: one.post("reception"), 422)
    course.step("channel, by SMS or e-mail", lambda one: one.post("reception", channel=one.looks[0]), 303)
    course.step("code, not sent yet", lambda one: one.get("code"), 200)
    at.let_courier_work()
    course.step("code, sent", lambda one: one.get("code"), 200)
    course.step("code, a slip", lambda one: one.post("code", code="12"), 422)
    course.step("code, another one too soon", lambda one: one.post("code", action="resend"), 429)
    course.step("channel, another way too soon", lambda one: one.post("reception", channel=other[one.looks[0]]), 429)
    for number, code in enumerate(WRONG_CODES, 1):
        course.step(f"code, wrong, number {number}", lambda one, code=code: one.post("code", code=code), 422)
    course.step("code, dead", lambda one: one.post("code", code=WRONG_CODES[0]), 422)
    at.let_courier_work()
    at.let_a_minute_pass()
    course.step("code, another one", lambda one: one.post("code", action="resend"), 303)
    course.step("abandon", lambda one: one.post("abandon"), 303)
    at.let_courier_work()

    course.begin()
    course.step("identify again", identify, 303)
    course.quietly(lambda one: one.get("reception"))
    course.step("channel, by letter", lambda one: one.post("reception", channel="letter"), 303)
    course.step("sent, by letter, not yet", lambda one: one.get("confirmation"), 200)
    at.let_courier_work()
    course.step("sent, by letter", lambda one: one.get("confirmation"), 200)
    course.begin()
    course.quietly(identify)
    course.step("channel, after a letter", lambda one: one.get("reception"), 200)
    course.step("channel, a second letter", lambda one: one.post("reception", channel="letter"), 429)


def first_access(course, at):
    """Who never chose a password: the question of the kind, one answer, and the letter."""
    course.begin()
    course.step("identify, first access", identify, 303)
    course.step("prove", lambda one: one.get("justificatif"), 200)
    course.step("prove, a slip", lambda one: one.post("justificatif", proof="amount", answer="douze"), 422)
    course.step("prove, nothing chosen", lambda one: one.post("justificatif", answer="12"), 422)
    course.step("prove, wrong", wrong_answer, 303)
    course.step("sent, wrong answer, not yet", lambda one: one.get("confirmation"), 200)
    at.let_courier_work()
    course.step("sent, wrong answer", lambda one: one.get("confirmation"), 200)
    course.begin()
    course.quietly(identify)
    course.step("prove, answered before", lambda one: one.get("justificatif"), 200)
    course.step("prove, a second answer", wrong_answer, 422)
    course.step("prove, a second letter", lambda one: one.post("justificatif", way="letter"), 429)


def no_information(course, at):
    course.begin()
    course.quietly(identify)
    course.quietly(lambda one: one.get("justificatif"))
    course.step("prove, by letter", lambda one: one.post("justificatif", way="letter"), 303)
    at.let_courier_work()
    course.step("sent, no information", lambda one: one.get("confirmation"), 200)


def not_me(course, _):
    url = "ce-n-est-pas-moi"
    course.begin(url)
    course.step("not_me, wrong reference", lambda one: one.post(url, reference=REFERENCE, identifier=one.identifier), 303)


def sign_in(course, at):
    def typed(one):
        return one.post("connexion", identifier=one.identifier, password=one.password)

    course.begin("connexion")
    course.step("sign_in", typed, 422)
    at.throttle()
    course.step("sign_in, throttled", typed, 422)


def orders(course, at, channel=lambda one: one.looks[0], kind="code"):
    """Messages of many visitors wait: how long the courier took for each."""
    course.begin()
    course.quietly(identify)
    course.quietly(lambda one: one.get("reception"))
    course.quietly(lambda one: one.post("reception", channel=channel(one)))
    at.let_courier_work()
    for lane, sort, microseconds in at.between_handovers(kind):
        course.took(f"courier, {kind} by {lane}", sort, microseconds)


def letters(course, at):
    orders(course, at, lambda _: "letter", "temporary")
