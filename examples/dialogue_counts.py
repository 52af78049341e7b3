"""Plain counts of a recorded dialogue: voices, words, kinds, uptake, agreement."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from operator import attrgetter

from annomi import MAJORITY, PUNCTUATION

from collabtherapy import Coding, Kind, Partnership
from collabtherapy.insight import most

SHOWN = {
    "reflection": Kind.REFLECTION,
    "question": Kind.QUESTION,
    "input": Kind.INPUT,
    "change": Kind.CHANGE_TALK,
    "neutral": Kind.NEUTRAL_TALK,
    "sustain": Kind.SUSTAIN_TALK,
}


def counted(p: Partnership) -> Counter[str]:
    """Count what a partnership holds of its dialogue; what is assumed is left out."""
    n = Counter[str]()
    client = p.clients[0].id
    client_before, moment_before = False, None
    for contribution in p.contributions(session=p.sessions[0].id):
        act, n_words = contribution.act, contribution.n_words or 0
        by_client, moment = act.by == client, act.at
        kinds = taken_for(p.codings(contribution=act.id))
        n.update(kinds)
        n["no kind"] += not kinds
        n["contributions"] += 1
        n["by clients"] += by_client
        n["words"] += n_words
        n["client words"] += n_words if by_client else 0
        n["answers"] += client_before and not by_client
        n["uptakes"] += client_before and not by_client and "reflection" in kinds
        if moment_before is not None:
            n["still"] += moment == moment_before
            n["back"] += moment < moment_before
        client_before, moment_before = by_client, moment
    return n


def taken_for(codings: Iterable[Coding]) -> frozenset[str]:
    """Give the kinds that the majority gives, or else more than half of the coders."""
    people = [coding for coding in codings if coding.by != PUNCTUATION]
    voters = [coding for coding in people if coding.by == MAJORITY] or people
    kinds = most(voters)
    return frozenset(name for name, kind in SHOWN.items() if kind in kinds)


def of_kind(coding: Coding, kind: Kind) -> frozenset[Kind]:
    """Give what of a coding is of this kind, as ``reflection.simple`` of reflection."""
    return frozenset(given for given in coding.kinds if given.is_a(kind))


QUESTIONS: Mapping[str, tuple[bool, Callable[[Coding], object]]] = {
    "talk of clients (change, neutral or sustain)": (True, attrgetter("kinds")),
    "reflection (simple, complex or none)": (
        False,
        partial(of_kind, kind=Kind.REFLECTION),
    ),
    "question (open, closed or none)": (False, partial(of_kind, kind=Kind.QUESTION)),
    "input (one of four kinds, or none)": (False, partial(of_kind, kind=Kind.INPUT)),
    "main behaviour": (False, attrgetter("main")),
}
"""What coders answer: of the client's contributions or not, and where it stands."""


def agreed(p: Partnership) -> Counter[tuple[str, bool]]:
    """Count for each question how often several coders answered alike, and not.

    Who speaks for the others, or only looks for a question mark, is left out.
    """
    n = Counter[tuple[str, bool]]()
    client = p.clients[0].id
    for contribution in p.contributions():
        codings = [
            coding
            for coding in p.codings(contribution=contribution.act.id)
            if coding.by not in (MAJORITY, PUNCTUATION)
        ]
        if len(codings) <= 1:
            continue
        by_client = contribution.act.by == client
        for question, (of_clients, answer) in QUESTIONS.items():
            if of_clients == by_client:
                n[question, len(set(map(answer, codings))) == 1] += 1
    return n
