"""What follows from respect, and from its being an opinion: S39 to S51."""

from claims.of_benefits import carrying_nothing, ends_lower
from claims.proof import Proof, at, owes, refused
from small_service import SMALL
from testing.planted import Coded

from collabtherapy import Client, DutyKind, Partnership, Therapist, Words, acts
from collabtherapy.insight import render
from collabtherapy.insight.telling import Teller
from collabtherapy.simulation import Assumptions, Scenario
from collabtherapy.simulation.scenarios import quantity
from collabtherapy.simulation.scenarios.evidence import EVIDENCE
from collabtherapy.simulation.scenarios.practice import LEVERS
from collabtherapy.testing.situations.of_needs import measured, scoring
from collabtherapy.testing.situations.places import at_, meeting, two_of, working
from collabtherapy.testing.ways import START


def together() -> Scenario:
    """Return a small service that collaborates."""
    return SMALL.collaborative()


def empowered() -> Partnership:
    """Return a session of a client with one score, who came away much stronger."""
    p = measured(5)
    return p.record(acts.GiveFeedback(by="ana", session="s1", empowerment=10, **at_(p)))


def called() -> Partnership:
    """Return a partnership in which the therapist is called by a name of theirs."""
    bo = Therapist("bo", called=Words("Bobo"))
    return Partnership.open(
        id="p-1", clients=[Client("ana")], therapists=[bo], by="ana", at=START
    )


def changed() -> Assumptions:
    """Return the effects, one of which somebody has changed."""
    return EVIDENCE.change("feedback.outcome", estimate=0.6)


def says_who_found_it(effects: Assumptions) -> bool:
    """Return whether the changed effect says what it was changed from, and by whom."""
    said = effects["feedback.outcome"].citation
    return "0.15" in said and EVIDENCE["feedback.outcome"].source in said


OF_RESPECT = (
    refused("S39", "contribution.id_taken", "Contribute, contributions.taken"),
    refused("S40", "decision.decline.no_reason", "Decline, reason_given"),
    refused("S41", "note.no_readers", "WriteNote, readers_named"),
    refused("S42", "reflection.not_of_them", "ConfirmReflection, reflects_them"),
    refused("S43", "uptake.own", "TakeUp, from_another"),
    Proof(
        "S44",
        "together",
        together,
        ends_lower,
        "levers, all",
        carrying_nothing(*LEVERS),
    ),
    refused("S45", "ending.not_reviewed", "L15, both_reviewed"),
    at(
        "S46",
        working,
        lambda p: owes(
            p,
            acts.MarkRupture(by="ana", **two_of(), **at_(p)),
            DutyKind.ACKNOWLEDGE_RUPTURE,
        ),
        "acknowledge_rupture, opened by MarkRupture",
    ),
    at(
        "S47",
        empowered,
        lambda p: owes(p, scoring(p, 27), DutyKind.DISCUSS_MEASURE),
        "discuss_measure, opened by RecordMeasure",
    ),
    at(
        "S48",
        meeting,
        lambda p: owes(
            p,
            acts.EndSession(by="bo", session="s1", **at_(p)),
            DutyKind.ASK_WHAT_MATTERS,
        ),
        "ask_what_matters, opened by EndSession",
    ),
    refused("S49", "need.not_settled", "Agreement, everyone_understands"),
    at(
        "S50",
        called,
        lambda p: "you and Bobo" in render(p, "ana"),
        Coded(Teller.name, lambda self, person: str(person)),
    ),
    at(
        "S51",
        changed,
        says_who_found_it,
        Coded(quantity.changed_from, lambda was, source: was),
    ),
)
