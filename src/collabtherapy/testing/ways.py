"""Plain stories to stand on: the smallest partnerships, led to where a test begins.

They are told by hand, with the same people and the same names every time, so that a
test or an example can speak of ``"ana"``, ``"g1"`` and ``"s1"``. Stories that follow
whatever the law says are drawn by `histories`.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from collabtherapy import (
    Basis,
    Client,
    Evidence,
    Form,
    Organisation,
    Partnership,
    Role,
    Scope,
    Stage,
    Therapist,
    Words,
    acts,
    matters,
)
from collabtherapy.partnership.record.past import Moment
from collabtherapy.partnership.replay import transitions

__all__ = [
    "CLINIC",
    "SEEN",
    "START",
    "appointing",
    "consented",
    "couple",
    "decided",
    "falling_under",
    "followed_up",
    "found",
    "group",
    "in_session",
    "joined",
    "led_to",
    "prefixes",
    "taking_part",
    "two",
]

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
"""When the stories begin."""

ANA, CEM, DEE = Client("ana"), Client("cem"), Client("dee")
BO, EVA = Therapist("bo"), Therapist("eva")
CLINIC = Organisation("clinic")
SEEN = Evidence("birth-certificate", seen_by="bo")


def two() -> Partnership:
    """Give the smallest partnership there is: one client and one therapist.

    >>> two().stage.value
    'requested'
    """
    return Partnership.open(
        id="p-1", clients=(ANA,), therapists=(BO,), by="ana", at=START
    )


def couple() -> Partnership:
    """Give a couple with one therapist."""
    return Partnership.open(
        id="p-1",
        clients=(ANA, CEM),
        therapists=(BO,),
        by="ana",
        at=START,
        form=Form.COUPLE,
    )


def group(
    *clients: Client, therapists: tuple[Therapist, ...] = (BO, EVA)
) -> Partnership:
    """Return a group of some clients; of three, with two therapists, unless given.

    >>> [client.id for client in group().clients]
    [PersonId('ana'), PersonId('cem'), PersonId('dee')]
    """
    return Partnership.open(
        id="p-1",
        clients=clients or (ANA, CEM, DEE),
        therapists=therapists,
        by="ana",
        at=START,
        form=Form.GROUP,
    )


def joined(p: Partnership, who: Client, at: datetime) -> Partnership:
    """Return the partnership once a client has joined, with every assent it needs."""
    return decided(p, f"join-{who.id}", matters.Join(person=who), at)


def taking_part(p: Partnership, who: Client, at: datetime) -> Partnership:
    """Return it once a client who joined has consented and accepted the agreement."""
    by = p.therapists[0].id
    for scope in (Scope.ASSESSMENT, Scope.TREATMENT):
        p = p.record(
            acts.Explain(by=by, at=at, to=who, scope=scope, terms="t", limits=True),
            acts.GiveConsent(by=who, at=at, scope=scope, terms="t"),
        )
    return p.record(acts.AcceptAgreement(by=who, at=at))


def appointing(
    p: Partnership,
    holder: str,
    *,
    client: str = "ana",
    by: str = "bo",
    basis: Basis = Basis.ATTORNEY,
    **fields: object,
) -> acts.AppointRepresentative:
    """Return the appointment of a holder; on a legal basis, with what was seen.

    >>> appointing(two(), "parent").basis.value
    'attorney'
    """
    given: dict[str, Any] = {"evidence": SEEN if basis.is_legal else None, **fields}
    return acts.AppointRepresentative(
        by=by, at=p.at, client=client, representative=holder, basis=basis, **given
    )


def found(
    p: Partnership, decision: str, *, client: str = "ana", able: bool
) -> Partnership:
    """Return it once the first therapist has found a client able to decide, or not."""
    return p.record(
        acts.FindCompetence(
            by=p.therapists[0],
            at=p.at,
            client=client,
            decision=decision,
            competent=able,
        )
    )


def falling_under(p: Partnership, row: str, *, client: str = "ana") -> Partnership:
    """Return it once the first therapist has stated which row a client falls under."""
    by = p.therapists[0]
    return p.record(
        acts.StateDecider(by=by, at=p.at, client=client, row=row, because="age")
    )


Along: TypeAlias = Partnership | Moment


def prefixes(p: Partnership) -> Iterator[tuple[Along, acts.Act, Along]]:
    """Yield each act that has effect after the opening, with what was so around it.

    In the order in which they count, which is that of the record where all are on time.
    """
    if p.recorded.timeline is None:
        before = Partnership.replay(p.history[:1])
        for act in p.history[1:]:
            after = before.record(act)
            yield before, act, after
            before = after
        return
    for one in transitions(p):
        if one.before is not None and not one.is_consequence:
            yield (
                Moment(one.before, one.before.at, p.recorded),
                one.act,
                Moment(one.after, one.after.at, p.recorded),
            )


def consented(p: Partnership, scope: Scope, at: datetime) -> Partnership:
    """Have a scope explained to every client, and given."""
    by = p.therapists[0].id
    for client in p.clients:
        p = p.record(
            acts.Explain(by=by, at=at, to=client, scope=scope, terms="t", limits=True),
            acts.GiveConsent(by=client, at=at, scope=scope, terms="t"),
        )
    return p


def decided(
    p: Partnership, name: str, matter: matters.Matter, at: datetime
) -> Partnership:
    """Have a matter put by the first therapist and accepted by everyone else."""
    p = p.record(acts.Propose(by=p.therapists[0], at=at, id=name, matter=matter))
    for person in p.state.members.ids(Role.CLIENT, Role.THERAPIST):
        if p.proposal(name).is_open and person not in p.proposal(name).accepted_by:
            p = p.record(acts.Accept(by=person, at=at, proposal=name))
    return p


def led_to(p: Partnership, stage: Stage) -> Partnership:
    """Lead a partnership that was just asked for to a stage, as simply as can be.

    >>> led_to(two(), Stage.WORKING).stage.value
    'working'
    """
    at, by = START + timedelta(days=1), p.therapists[0].id
    if stage is Stage.REQUESTED:
        return p
    if stage is Stage.WAITING:
        return p.record(acts.PlaceOnWaitingList(by=by, at=at, expected_wait_days=28))
    p = decided(consented(p, Scope.ASSESSMENT, at), "begin", matters.Begin(), at)
    for client in p.clients:
        p = p.record(acts.Orient(by=by, at=at, to=client))
    if stage is Stage.EXPLORING:
        return p
    goal = matters.Goal(words=Words("sleep"))
    agreement = matters.Agreement(words=Words("weekly"))
    if stage is Stage.CONTRACTING:
        return p.record(acts.Propose(by=by, at=at, id="a1", matter=agreement))
    p = consented(decided(p, "g1", goal, at), Scope.TREATMENT, at)
    p = decided(p, "a1", agreement, at)
    first = p.clients[0]
    if stage is Stage.FOLLOW_UP:
        return followed_up(p)
    last: dict[Stage, tuple[acts.Act, ...]] = {
        Stage.WORKING: (),
        Stage.PAUSED: (acts.Pause(by=first, at=at),),
        Stage.ENDING: (acts.StartEnding(by=first, at=at),),
        Stage.CLOSED: (
            acts.StartEnding(by=first, at=at),
            acts.Finish(by=first, at=at),
        ),
    }
    return p.record(*last[stage])


def followed_up(p: Partnership) -> Partnership:
    """Lead a partnership that works through a good ending to following up."""
    at, by = p.at, p.therapists[0].id
    p = decided(consented(p, Scope.CONTACT, at), "end", matters.Ending(), at)
    for client in p.clients:
        p = p.record(
            acts.OfferToolkit(by=by, at=at, to=client),
            acts.LookBack(by=client, at=at, words=Words("I sleep")),
        )
    p = p.record(acts.LookBack(by=by, at=at))
    until = at + timedelta(days=180)
    return decided(p, "after", matters.FollowUp(until=until), at)


def in_session(p: Partnership) -> Partnership:
    """Have everyone meet: something on the agenda, two contributions, an answer."""
    at, by = p.at, p.therapists[0].id
    people = tuple(m for m in p.members if not isinstance(m, Organisation))
    client = p.clients[0]
    return p.record(
        acts.StartSession(by=by, at=at, id="s1", present=people),
        acts.AddToAgenda(by=client, at=at, session="s1", words=Words("work")),
        acts.Contribute(by=client, at=at, session="s1", id="c1"),
        acts.Contribute(by=by, at=at, session="s1", id="c2", answers="c1"),
        acts.GiveFeedback(by=client, at=at, session="s1", heard=2, comfort=9),
    )
