"""What follows from there being two experts: S01 to S13."""

from datetime import timedelta

from claims.proof import at, codes, owes, refused
from testing.planted import PLANTED, Coded

from collabtherapy import (
    Client,
    DutyKind,
    Kind,
    Partnership,
    PersonId,
    Scope,
    Stage,
    StanceLevel,
    Therapist,
    Words,
    acts,
    matters,
)
from collabtherapy.insight import account, detectors, render, signals
from collabtherapy.testing.situations.places import (
    SAID,
    at_,
    exploring,
    goal,
    meeting,
    put,
    working,
)
from collabtherapy.testing.ways import (
    START,
    consented,
    couple,
    decided,
    in_session,
    led_to,
    two,
)


def notices_nothing(detector: object) -> Coded:
    """Have a detector notice nothing."""
    return Coded(detector, lambda log: iter(()))


def noticed(p: Partnership) -> set[str]:
    """Return the names of what was noticed."""
    return {signal.name for signal in signals(p)}


def drafted() -> Partnership:
    """Return a partnership with a goal, the consents, and a therapist's draft."""
    p = exploring()
    p = consented(decided(p, "g1", goal(), p.at), Scope.TREATMENT, p.at)
    draft = matters.Agreement(words=SAID)
    return p.record(acts.Propose(by="bo", id="a1", matter=draft, **at_(p)))


def works_by_one_yes(p: Partnership) -> bool:
    """Return whether it gets to working by what the therapist does."""
    draft = matters.Agreement(words=Words("weekly"))
    p = p.record(acts.Amend(by="bo", proposal="a1", matter=draft, **at_(p)))
    return p.stage is Stage.WORKING


def leads(p: Partnership, by: str) -> bool:
    """Return whether somebody may set how far the client leads."""
    level = StanceLevel.CLIENT_LED
    return p.allows(acts.SetStance(by=by, level=level, **at_(p)))


def just_asked_for() -> Partnership:
    """Return a partnership that was just asked for, with a therapist of training."""
    trained = Therapist("bo", credentials=("hcpc",))
    return Partnership.open(
        id="p-1", clients=[Client("ana")], therapists=[trained], by="ana", at=START
    )


def told_by_the_therapist(p: Partnership) -> acts.Contribute:
    """Return that the therapist brings what the client has lived through."""
    return acts.Contribute(
        by="bo", session="s1", id="x", kinds={Kind.EXPERIENCE}, **at_(p)
    )


def one_spoke() -> Partnership:
    """Return a partnership after a session in which the therapist spoke."""
    p = meeting()
    return p.record(
        acts.Contribute(by="bo", session="s1", id="long", n_words=200, **at_(p)),
        acts.EndSession(by="bo", session="s1", **at_(p)),
    )


def put_by_the_client() -> Partnership:
    """Return a partnership in which the client has put a goal forward."""
    return put(working(), by="ana")


def unheard() -> Partnership:
    """Return a partnership in which nobody has taken a client's solution up."""
    p = meeting()
    p = p.record(
        acts.Contribute(
            by="ana", session="s1", id="way", kinds={Kind.SOLUTION}, **at_(p)
        ),
        acts.EndSession(by="bo", session="s1", **at_(p)),
    )
    later = {"at": p.at + timedelta(days=7)}
    return p.record(
        acts.StartSession(by="bo", id="s2", present=("ana", "bo"), **later),
        acts.EndSession(by="bo", session="s2", **later),
    )


def pictured() -> Partnership:
    """Return a couple, of whom one said yes to a picture of what it is about."""
    p = in_session(led_to(couple(), Stage.WORKING))
    picture = matters.Understanding(words=SAID, cites=("c1", "c2"))
    return p.record(
        acts.Propose(by="bo", id="u", matter=picture, **at_(p)),
        acts.Accept(by="ana", proposal="u", **at_(p)),
    )


def asks_again(p: Partnership) -> bool:
    """Return whether another picture asks for the first yes again."""
    other = matters.Understanding(words=Words("another"), cites=("c1", "c2"))
    p = p.record(acts.Amend(by="bo", proposal="u", matter=other, **at_(p)))
    return PersonId("ana") not in p.proposal("u").accepted_by


def closed() -> Partnership:
    """Return a partnership that is over."""
    return led_to(two(), Stage.CLOSED)


UNTRAINED = Coded(account._trained, lambda teller: iter(()))
"""The account says nothing of anybody's training."""

OF_TWO_EXPERTS = (
    at(
        "S01",
        drafted,
        lambda p: not works_by_one_yes(p),
        PLANTED["one yes is enough"],
    ),
    at(
        "S02",
        working,
        lambda p: leads(p, "ana") and not leads(p, "bo"),
        "right, SetStance",
    ),
    at("S03", just_asked_for, lambda p: "hcpc" in render(p, "ana"), UNTRAINED),
    at(
        "S04",
        meeting,
        lambda p: "contribution.kind.not_theirs" in codes(p, told_by_the_therapist(p)),
        "kind, experience",
    ),
    refused("S05", "session.one_sided", "StartSession, two_sided"),
    refused("S06", "learning.own", "RecordLearning, from_another"),
    refused("S07", "understanding.one_sided", "Understanding, both_sides_cited"),
    at(
        "S08",
        one_spoke,
        lambda p: "one_voice" in noticed(p),
        notices_nothing(detectors.one_voice),
    ),
    at(
        "S09",
        put_by_the_client,
        lambda p: (
            len(p.record(acts.Accept(by="bo", proposal="x", **at_(p))).goals)
            > len(p.goals)
        ),
        "assent, Goal",
    ),
    at(
        "S10",
        unheard,
        lambda p: "solution_left" in noticed(p),
        notices_nothing(detectors.solution_left),
    ),
    at("S11", pictured, asks_again, PLANTED["an amendment keeps the assents"]),
    at(
        "S12",
        meeting,
        lambda p: owes(
            p, acts.EndSession(by="bo", session="s1", **at_(p)), DutyKind.INVITE
        ),
        "invite, opened by EndSession",
    ),
    at(
        "S13",
        closed,
        lambda p: owes(
            p,
            acts.Dispute(by="ana", act=1, words=SAID, **at_(p)),
            DutyKind.ANSWER_DISPUTE,
        ),
        "answer_dispute, opened by Dispute",
    ),
)
