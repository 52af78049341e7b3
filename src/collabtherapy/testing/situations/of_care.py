"""Reasons met in caring for each other, in breaks and in endings."""

from datetime import datetime, timedelta

import attrs

from collabtherapy import (
    EndingGround,
    Noticed,
    Partnership,
    Shape,
    Stage,
    acts,
    matters,
)
from collabtherapy.testing.situations.places import (
    SAID,
    Situation,
    after_it,
    at_,
    exploring,
    requested,
    strained,
    two_of,
    working,
    worried,
)
from collabtherapy.testing.ways import (
    ANA,
    BO,
    EVA,
    START,
    couple,
    in_session,
    led_to,
    two,
)


def two_therapists() -> Partnership:
    """Return a partnership of one client with two therapists, who work."""
    p = Partnership.open(
        id="p-1", clients=(ANA,), therapists=(BO, EVA), by="ana", at=START
    )
    return led_to(p, Stage.WORKING)


def two_therapists_worried(by: str) -> Partnership:
    """Return that partnership with a concern for the client's safety."""
    p = two_therapists()
    return p.record(acts.RaiseConcern(by=by, client="ana", **at_(p)))


def asked_to_look_after(p: Partnership) -> Partnership:
    """Return a partnership whose client's safety a service was asked to look after."""
    return p.record(
        acts.HandOverSafety(
            by="bo", client="ana", recipient="service", ground="told", **at_(p)
        )
    )


ACCEPTED = acts.AcceptHandOver(by="service", client="ana", at=START + timedelta(days=1))
"""The yes of that service."""


def met_once() -> Partnership:
    """Return a partnership that has met once, and agreed on nothing yet."""
    p = in_session(exploring())
    return p.record(acts.EndSession(by="bo", session="s1", **at_(p)))


def enough(p: Partnership, shape: Shape | None = Shape.SINGLE) -> Partnership:
    """Return the partnership once an ending says that one session was enough."""
    ending = matters.Ending(shape=shape)
    return p.record(acts.Propose(by="bo", id="enough", matter=ending, **at_(p)))


def noticed(
    p: Partnership, of: Noticed, from_: datetime | None = None, by: str = "bo"
) -> Partnership:
    """Return it once a therapist gave notice; from now, unless a moment is given."""
    return p.record(acts.GiveNotice(by=by, of=of, from_=from_ or p.at, at=p.at))


def pausing(p: Partnership) -> acts.Pause:
    """Return the break of the first therapist, with a reason and agreed cover."""
    return acts.Pause(by="bo", words=SAID, cover="service", **at_(p))


def said_no(p: Partnership, *clients: str) -> Partnership:
    """Return it once a therapist put an ending, and some clients said no to it."""
    return p.record(
        acts.Propose(by="bo", id="end", matter=matters.Ending(), **at_(p)),
        *(acts.Decline(by=client, proposal="end", **at_(p)) for client in clients),
    )


def consulting(p: Partnership) -> acts.Consult:
    """Return that the therapist took the no of a client to a supervisor, unnamed."""
    return acts.Consult(
        by="bo",
        supervisor="sue",
        client="ana",
        proposal="end",
        anonymised=True,
        advice=SAID,
        **at_(p),
    )


def told_of_a_break() -> Partnership:
    """Return the work of two in which the therapist gave notice of a break."""
    return noticed(working(), Noticed.BREAK)


def told_of_leaving() -> Partnership:
    """Return the work of two therapists, the first of whom gave notice of leaving."""
    return noticed(two_therapists(), Noticed.LEAVING)


def leaving(p: Partnership, successor_lead: str | None = None) -> acts.LeaveAsTherapist:
    """Return the leaving of the first therapist, on a ground and with alternatives."""
    return acts.LeaveAsTherapist(
        by="bo",
        ground=EndingGround.UNAVAILABILITY,
        alternatives=SAID,
        successor_lead=successor_lead,
        **at_(p),
    )


def away() -> Partnership:
    """Return the work on a break that a therapist took."""
    p = noticed(working(), Noticed.BREAK)
    return p.record(pausing(p))


OF_CARE: dict[str, Situation] = {
    "break.not_theirs": (away, lambda p: acts.ComeBack(by="ana", **at_(p))),
    "alliance.no_rupture": (
        working,
        lambda p: acts.AcknowledgeRupture(by="bo", own_part=SAID, **two_of(), **at_(p)),
    ),
    "alliance.not_theirs": (
        lambda: led_to(
            Partnership.open(
                id="p-1", clients=[ANA], therapists=[BO, EVA], by="ana", at=START
            ),
            Stage.WORKING,
        ),
        lambda p: acts.RateBond(by="eva", value=3, **two_of(), **at_(p)),
    ),
    "alliance.not_acknowledged": (
        strained,
        lambda p: acts.WorkOnRupture(by="bo", **two_of(), **at_(p)),
    ),
    "safety.no_concern": (
        working,
        lambda p: acts.CheckSafety(by="bo", client="ana", clear=True, **at_(p)),
    ),
    "safety.concern_open": (
        worried,
        lambda p: acts.StartEnding(
            by="bo", ground=EndingGround.HARMED, alternatives=SAID, **at_(p)
        ),
    ),
    "safety.not_accepted": (
        lambda: asked_to_look_after(worried()),
        lambda p: acts.StartEnding(
            by="bo", ground=EndingGround.HARMED, alternatives=SAID, **at_(p)
        ),
    ),
    "safety.not_offered": (
        worried,
        lambda _: ACCEPTED,
    ),
    "safety.no_emergency": (
        lambda: two_therapists_worried("ana"),
        lambda p: acts.HandOverSafety(
            by="bo",
            client="ana",
            recipient="eva",
            ground="emergency",
            reference=SAID,
            **at_(p),
        ),
    ),
    "safety.not_handed_over": (
        worried,
        lambda p: acts.HandOverSafety(
            by="bo", client="ana", recipient="bo", ground="emergency", **at_(p)
        ),
    ),
    "safety.own_word": (
        lambda: led_to(couple(), Stage.WORKING),
        lambda p: acts.Propose(
            by="cem", id="over", matter=matters.ResolveConcern(client="ana"), **at_(p)
        ),
    ),
    "safety.not_clear_yet": (
        lambda: worried().record(
            acts.Propose(
                by="bo",
                id="over",
                matter=matters.ResolveConcern(client="ana"),
                at=START + timedelta(days=1),
            )
        ),
        lambda p: acts.Accept(by="ana", proposal="over", **at_(p)),
    ),
    "note.no_readers": (
        couple,
        lambda p: acts.WriteNote(by="bo", words=SAID, **at_(p)),
    ),
    "pause.no_reason": (
        told_of_a_break,
        lambda p: attrs.evolve(pausing(p), words=None),
    ),
    "pause.no_notice": (working, pausing),
    "pause.no_cover": (
        told_of_a_break,
        lambda p: attrs.evolve(pausing(p), cover="ana"),
    ),
    "ending.no_ground": (working, lambda p: acts.StartEnding(by="bo", **at_(p))),
    "ending.no_alternatives": (
        working,
        lambda p: acts.StartEnding(by="bo", ground=EndingGround.HARMED, **at_(p)),
    ),
    "therapist.last": (lambda: noticed(working(), Noticed.LEAVING), leaving),
    "therapist.no_notice": (two_therapists, leaving),
    "therapist.successor": (
        told_of_leaving,
        lambda p: leaving(p, successor_lead="ana"),
    ),
    "safety.own_concern_open": (
        lambda: noticed(two_therapists_worried("bo"), Noticed.LEAVING),
        leaving,
    ),
    "ending.not_consulted": (
        lambda: said_no(working(), "ana"),
        lambda p: acts.StartEnding(
            by="bo", ground=EndingGround.HARMED, alternatives=SAID, **at_(p)
        ),
    ),
    "consult.no_advice": (
        lambda: said_no(working(), "ana"),
        lambda p: attrs.evolve(consulting(p), advice=None),
    ),
    "consult.not_a_supervisor": (
        lambda: said_no(working(), "ana"),
        lambda p: attrs.evolve(consulting(p), supervisor="ana"),
    ),
    "ending.no_review_offered": (
        lambda: led_to(two(), Stage.ENDING),
        lambda p: acts.Finish(by="bo", **at_(p)),
    ),
    "ending.not_reviewed": (
        lambda: after_it(led_to(two(), Stage.ENDING)).record(
            acts.LookBack(by="bo", at=START + timedelta(days=1))
        ),
        lambda p: acts.Accept(by="ana", proposal="after", **at_(p)),
    ),
    "ending.toolkit_not_offered": (
        lambda: after_it(led_to(two(), Stage.ENDING)),
        lambda p: acts.Accept(by="ana", proposal="after", **at_(p)),
    ),
    "ending.no_session": (
        lambda: enough(exploring()),
        lambda p: acts.Accept(by="ana", proposal="enough", **at_(p)),
    ),
    "ending.no_shape": (
        lambda: enough(met_once(), shape=None),
        lambda p: acts.Accept(by="ana", proposal="enough", **at_(p)),
    ),
    "start.no_signposting": (
        exploring,
        lambda p: acts.DeclineToStart(by="bo", **at_(p)),
    ),
    "contact.not_lost": (working, lambda p: acts.CloseAsLapsed(by="bo", **at_(p))),
    "follow_up.not_over": (
        lambda: led_to(requested(), Stage.FOLLOW_UP),
        lambda p: acts.FollowUpOver(by="clinic", **at_(p)),
    ),
    "person.not_the_nominee": (
        lambda: led_to(requested(), Stage.WORKING),
        lambda p: acts.RecordUnavailability(by="stranger", therapist="bo", **at_(p)),
    ),
}
