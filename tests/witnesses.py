"""Situations that tell apart rows of the law which have the same reason to give.

The smallest situation of a reason is met at one row. Where several rows give it, each
of the others has a situation here in which nothing but that row stands in the way.
"""

from datetime import timedelta
from functools import partial
from typing import Any

import attrs

from collabtherapy import (
    Client,
    Form,
    Marker,
    Partnership,
    Scope,
    Stage,
    StanceLevel,
    Therapist,
    ToolKind,
    Way,
    acts,
    matters,
)
from collabtherapy.testing.situations.of_work import (
    disclose,
    involve,
    led_by_the_client,
    optioned,
    options,
    tasked,
)
from collabtherapy.testing.situations.places import (
    SAID,
    Situation,
    at_,
    contracting,
    exploring,
    goal,
    meeting,
    requested,
    two_of,
    working,
    worried,
)
from collabtherapy.testing.ways import (
    ANA,
    BO,
    EVA,
    START,
    consented,
    couple,
    decided,
    in_session,
    led_to,
    two,
)

ANY = {"words": SAID}


def urgent() -> Partnership:
    """Return a partnership that was begun before anything was explained."""
    return decided(two(), "begin", matters.Begin(urgent=True), START)


def _deferring() -> Partnership:
    """Return a draft that leaves the goals for a review; nobody has consented to it."""
    p = exploring()
    draft = matters.Agreement(words=SAID, goals_deferred=True)
    return p.record(acts.Propose(by="bo", id="a1", matter=draft, **at_(p)))


def _lapsing(*, consent: bool = False, agreement: bool = False) -> Partnership:
    """Return a partnership whose consent, or agreement, ends in nine days."""
    p = working()
    ends = p.at + timedelta(days=9)
    if consent:
        p = p.record(
            acts.GiveConsent(
                by="ana", scope=Scope.TREATMENT, terms="t", expires_at=ends, **at_(p)
            )
        )
    if agreement:
        short = matters.Agreement(words=SAID, expires_at=ends)
        p = decided_anew(p, "a1", short)
    return p


def decided_anew(p: Partnership, name: str, matter: matters.Matter) -> Partnership:
    """Have what was settled amended, and accepted."""
    amend = acts.Amend(by="bo", proposal=name, matter=matter, **at_(p))
    return p.record(amend, acts.Accept(by="ana", proposal=name, **at_(p)))


def _coming_back(p: Partnership) -> Partnership:
    """Have a break taken, and coming back proposed."""
    resume = acts.Propose(by="bo", id="on", matter=matters.Resume(), **at_(p))
    return p.record(acts.Pause(by="ana", **at_(p)), resume)


def _going_on(p: Partnership) -> Partnership:
    """Have an ending begun, and going on proposed."""
    keep = acts.Propose(by="bo", id="on", matter=matters.KeepGoing(), **at_(p))
    return p.record(acts.StartEnding(by="ana", **at_(p)), keep)


def _accept(p: Partnership, days: float = 0, **fields: Any) -> acts.Act:
    said = {"by": "ana", "proposal": "on", **fields}
    return acts.Accept(**said, **at_(p, days))


def _meet(p: Partnership, *ways: Way) -> acts.Act:
    return acts.StartSession(
        by="bo", id="s", present=("ana", "bo"), ways=ways, **at_(p)
    )


def _parting(
    *, contact: bool = True, toolkit: bool = True, review: bool = True
) -> Partnership:
    """Return an ending in which following up is proposed, with something left out."""
    p = working()
    if contact:
        p = consented(p, Scope.CONTACT, p.at)
    p = decided(p, "end", matters.Ending(), p.at)
    if toolkit:
        p = p.record(acts.OfferToolkit(by="bo", to="ana", **at_(p)))
    if review:
        p = p.record(*(acts.LookBack(by=by, **at_(p)) for by in ("ana", "bo")))
    follow_up = matters.FollowUp(until=p.at + timedelta(days=90))
    return p.record(acts.Propose(by="bo", id="on", matter=follow_up, **at_(p)))


def _followed_up(*, worried: bool = False) -> Partnership:
    """Return following up, without consent to contact or with a concern."""
    p = led_to(requested(), Stage.FOLLOW_UP)
    if worried:
        return _worry(p)
    p = consented(p, Scope.MEASUREMENT, p.at)
    return p.record(acts.WithdrawConsent(by="ana", scope=Scope.CONTACT, **at_(p)))


def _worry(p: Partnership) -> Partnership:
    return p.record(acts.RaiseConcern(by="bo", client="ana", **at_(p)))


def _ending(*, worried: bool) -> Partnership:
    """Return an ending in which looking back was offered."""
    p = led_to(two(), Stage.ENDING)
    p = p.record(acts.OfferReview(by="bo", **at_(p)))
    return _worry(p) if worried else p


def _silent(p: Partnership) -> Partnership:
    """Have a client not come, and be sought in vain."""
    return p.record(
        acts.PlanSession(by="bo", id="s", starts_at=p.at, **at_(p)),
        acts.MissSession(by="bo", session="s", absent=("ana",), **at_(p)),
        *(acts.ReachOut(by="bo", to="ana", **at_(p)) for _ in range(2)),
    )


def _handing_on(*, worried: bool, **fields: Any) -> Partnership:
    """Return a partnership that agreed on who takes the work on."""
    p = decided(working(), "tr", matters.Transfer(to="eva", **fields), working().at)
    return _worry(p) if worried else p


def _complete(p: Partnership) -> acts.Act:
    return acts.CompleteTransfer(by="eva", transfer="tr", successor="p-2", **at_(p))


def _superseded() -> Partnership:
    """Return a practice that was proposed, and terms that were explained anew."""
    p = tasked()
    practice = matters.Practice(words=SAID, task="t1", owner="ana")
    new = {"terms": "new", "limits": True}
    return p.record(
        acts.Propose(by="bo", id="on", matter=practice, **at_(p)),
        acts.Explain(by="bo", to="ana", scope=Scope.TREATMENT, **new, **at_(p)),
    )


def _leading() -> Partnership:
    """Return a client who would lead, and a small step away that was proposed."""
    p = led_by_the_client()
    near = matters.Stance(client="ana", level=StanceLevel.CLIENT_LEANING)
    return p.record(acts.Propose(by="bo", id="on", matter=near, **at_(p)))


def _bringing_in() -> Partnership:
    """Return a proposal to bring in a therapist to whom the client has consented."""
    p = consented(working(), Scope.involve("eva"), working().at)
    return p.record(attrs.evolve(involve(p, "eva"), id="on"))


def _brought_in_twice() -> Partnership:
    """Return a therapist who was brought in, and another proposal to do so."""
    p = _bringing_in()
    return decided(p, "in", p.proposal("on").last.matter, p.at)


def _spoken_for() -> Partnership:
    """Return a proposal to bring in somebody who has come to speak for the client."""
    p = _bringing_in()
    appoint = {"client": "ana", "representative": "eva", "basis": "court"}
    return p.record(acts.AppointRepresentative(by="bo", **appoint, **at_(p)))


def _full() -> Partnership:
    """Return a group as large as can be, to which one more was proposed before."""
    clients = [f"c{n}" for n in range(198)]
    p = Partnership.open(
        id="p-1", clients=map(Client, clients), therapists=[BO], by="c0", at=START,
        form=Form.GROUP,
    )  # fmt: skip
    eva, at = Scope.involve("eva"), {"at": START}
    p = p.record(involve(p, "eva"), attrs.evolve(involve(p, "fay"), id="on"))
    lawful = (
        act
        for client in clients
        for act in (
            acts.Explain(by="bo", to=client, scope=eva, terms="t", **at),
            acts.GiveConsent(by=client, scope=eva, terms="t", **at),
            acts.Accept(by=client, proposal="in", **at),
        )
    )
    return Partnership.replay([*p.history, *lawful])


def _of_one() -> Partnership:
    """Return a couple with a goal proposed that is the one's own."""
    p = led_to(couple(), Stage.WORKING)
    own = goal(owners={"ana"})
    return p.record(acts.Propose(by="bo", id="on", matter=own, **at_(p)))


def _strained_between_two_of_three() -> Partnership:
    """Return a rupture between a client and one of two therapists."""
    p = Partnership.open(
        id="p-1", clients=[ANA], therapists=[BO, EVA], by="ana", at=START
    )
    return _mark(led_to(p, Stage.EXPLORING))


def _mark(p: Partnership) -> Partnership:
    mark = {"marker": Marker.WITHDRAWAL, **two_of(), **at_(p)}
    return p.record(acts.MarkRupture(by="ana", **mark))


def _worked_on() -> Partnership:
    """Return a couple of whom one has a rupture that was worked on."""
    p = _mark(led_to(couple(), Stage.WORKING))
    return p.record(
        acts.AcknowledgeRupture(by="bo", **two_of(), **at_(p)),
        acts.WorkOnRupture(by="bo", **two_of(), **at_(p)),
    )


def _told() -> Partnership:
    """Return a client who was told where confidence ends."""
    p = working()
    told = {"limits": True, "grounds": {"risk_to_self"}, "terms": "t", **at_(p)}
    return p.record(acts.Explain(by="bo", to="ana", scope=Scope.TREATMENT, **told))


def _disclose(p: Partnership, by: str) -> acts.Act:
    return attrs.evolve(disclose(p, ground="risk_to_self"), by=by)


def _covered() -> Partnership:
    """Return a break in which somebody named for it takes over."""
    agreement = matters.Agreement(words=SAID, nominee="nominee")
    p = decided_anew(working(), "a1", agreement)
    return p.record(acts.RecordUnavailability(by="nominee", therapist="bo", **at_(p)))


def _closed() -> Partnership:
    """Return what a client left after a session: something was said, and told."""
    p = in_session(_told())
    return p.record(
        acts.EndSession(by="bo", session="s1", **at_(p)),
        acts.Leave(by="ana", **at_(p)),
    )


WITNESSES: dict[str, Situation] = {
    "G2": (urgent, _meet),
    "G3": (_deferring, partial(_accept, proposal="a1")),
    "G5": (lambda: _coming_back(_lapsing(consent=True)), partial(_accept, days=9)),
    "G6": (lambda: _going_on(_lapsing(consent=True)), partial(_accept, days=9)),
    "G7": (working, lambda p: _meet(p, Way.TELEHEALTH)),
    "G8": (working, lambda p: _meet(p, Way.RECORDING)),
    "G9": (working, lambda p: _meet(p, Way.OBSERVATION)),
    "G11": (lambda: _parting(contact=False), _accept),
    "G12": (_followed_up, lambda p: acts.ReachOut(by="bo", to="ana", **at_(p))),
    "G13": (_followed_up, _meet),
    "G14": (working, lambda p: _meet(p, Way.AI_PROCESSING)),
    "G15": (_superseded, _accept),
    "G17": (
        _followed_up,
        lambda p: acts.RecordMeasure(
            by="ana", client="ana", instrument="phq-9", low=0, high=27, **at_(p)
        ),
    ),
    "G19": (lambda: _handing_on(worried=False, items={"plan"}), _complete),
    "G20": (
        lambda: working().record(involve(working(), "eva")),
        partial(_accept, proposal="in"),
    ),
    "L6, goal_shared_or_deferred": (
        lambda: consented(contracting(), Scope.TREATMENT, contracting().at),
        partial(_accept, proposal="a1"),
    ),
    "L13, agreement_holds": (
        lambda: _going_on(_lapsing(agreement=True)),
        partial(_accept, days=9),
    ),
    "L15, toolkit_offered": (lambda: _parting(toolkit=False), _accept),
    "L15, both_reviewed": (lambda: _parting(review=False), _accept),
    "L16-therapist, no_concern_open": (
        lambda: _ending(worried=True),
        lambda p: acts.Finish(by="bo", alternatives_offered=True, **at_(p)),
    ),
    "L16-therapist, alternatives_offered": (
        lambda: _ending(worried=False),
        lambda p: acts.Finish(by="bo", **at_(p)),
    ),
    "L18-therapist, no_concern_open": (
        lambda: _followed_up(worried=True),
        lambda p: acts.FollowUpOver(by="bo", **at_(p)),
    ),
    "L18-service, no_concern_open": (
        lambda: _followed_up(worried=True),
        lambda p: acts.FollowUpOver(by="clinic", **at_(p, 180)),
    ),
    "L20, no_concern_open": (
        lambda: _worry(exploring()),
        lambda p: acts.DeclineToStart(by="bo", signposting_offered=True, **at_(p)),
    ),
    "L20-referred, no_concern_open": (
        lambda: _worry(exploring()),
        lambda p: acts.DeclineToStart(
            by="bo", signposting_offered=True, referred_to="service", **at_(p)
        ),
    ),
    "L21, no_concern_open": (
        lambda: _silent(worried()),
        lambda p: acts.CloseAsLapsed(by="bo", **at_(p, 28)),
    ),
    "L22, no_concern_open": (lambda: _handing_on(worried=True), _complete),
    "Propose, everyone_has_a_position": (
        working,
        lambda p: acts.Propose(by="ana", id="x", matter=options(1), **at_(p)),
    ),
    "Amend, one_step_at_a_time": (
        _leading,
        lambda p: acts.Amend(
            by="bo",
            proposal="on",
            matter=matters.Stance(client="ana", level=StanceLevel.SHARED),
            **at_(p),
        ),
    ),
    "Amend, can_be_involved": (
        lambda: working().record(involve(working(), "eva")),
        lambda p: acts.Amend(
            by="bo", proposal="in", matter=matters.Involve(person=BO), **at_(p)
        ),
    ),
    "Amend, can_be_involved, too many": (
        _full,
        lambda p: acts.Amend(
            by="bo",
            proposal="on",
            matter=matters.Involve(person=Therapist("gus")),
            **at_(p),
        ),
    ),
    "Accept, party_to_it": (_of_one, partial(_accept, by="cem")),
    "Accept, can_be_involved": (_brought_in_twice, _accept),
    "Accept, can_be_involved, too many": (_full, partial(_accept, by="c0")),
    "Accept, represents_nobody_here": (_spoken_for, _accept),
    "Decline, party_to_it": (
        _of_one,
        lambda p: acts.Decline(by="cem", proposal="on", **at_(p)),
    ),
    "AcknowledgeRupture, alliance.not_theirs": (
        _strained_between_two_of_three,
        lambda p: acts.AcknowledgeRupture(by="eva", **two_of(), **at_(p)),
    ),
    "ConfirmRepair, alliance.not_theirs": (
        _worked_on,
        lambda p: acts.ConfirmRepair(by="cem", **two_of(), **at_(p)),
    ),
    "CheckSafety, for_oneself": (
        lambda: _worry(led_to(couple(), Stage.WORKING)),
        lambda p: acts.CheckSafety(by="cem", client="ana", clear=True, **at_(p)),
    ),
    "right, LogPractice": (
        lambda: tasked("bo"),
        lambda p: acts.LogPractice(by="bo", practice="p1", **at_(p)),
    ),
    "right, Disclose": (_told, partial(_disclose, by="ana")),
    "right, DischargeDuty": (
        _covered,
        lambda p: acts.DischargeDuty(by="nominee", duty="cover/ana/1", **at_(p)),
    ),
    "place, WithdrawConsent": (
        _closed,
        lambda p: acts.WithdrawConsent(by="ana", scope=Scope.TREATMENT, **at_(p)),
    ),
    "place, AnswerFeedback": (
        _closed,
        lambda p: acts.AnswerFeedback(by="bo", session="s1", to="ana", **ANY, **at_(p)),
    ),
    "place, DischargeDuty": (
        _closed,
        lambda p: acts.DischargeDuty(
            by="bo", duty="referral_information/ana", **at_(p)
        ),
    ),
    "place, AddToToolkit": (
        _closed,
        lambda p: acts.AddToToolkit(by="ana", kind=ToolKind.INSIGHT, **ANY, **at_(p)),
    ),
    "place, EndorseInsight": (
        _closed,
        lambda p: acts.EndorseInsight(by="ana", contribution="c1", **at_(p)),
    ),
    "place, Disclose": (_closed, partial(_disclose, by="bo")),
    "place, Redact": (
        _closed,
        lambda p: acts.Redact(by="ana", subject="ana", because="erasure", **at_(p)),
    ),
}
"""By row: a partnership, and what is refused or allowed there by that row alone."""


def _taken_back() -> Partnership:
    """Return an ending that began with taking consent to treatment back."""
    p = working()
    return p.record(acts.WithdrawConsent(by="ana", scope=Scope.TREATMENT, **at_(p)))


def _say(p: Partnership, kind: type[acts.Act], **fields: Any) -> acts.Act:
    return kind(by="ana", session="s1", **fields, **at_(p))


def _cleared() -> Partnership:
    """Return a concern that is over by every check, and a proposal to say so."""
    p = worried()
    check = acts.CheckSafety(by="bo", client="ana", clear=True, **at_(p))
    over = matters.ResolveConcern(client="ana")
    put = acts.Propose(by="bo", id="on", matter=over, **at_(p))
    return p.record(*[check] * p.state.policy.safety_checks, put)


def _chosen() -> Partnership:
    """Return a choice that one of the two made, once both had said where they stand."""
    p = optioned()
    return p.record(
        *(acts.TakePosition(by=by, proposal="x", **at_(p)) for by in ("ana", "bo")),
        acts.Amend(by="ana", proposal="x", matter=options(1), **at_(p)),
    )


def _agreeing() -> Partnership:
    """Return a draft with consent and a goal left for a review."""
    p = _deferring()
    return consented(p, Scope.TREATMENT, p.at)


EFFECTS: tuple[Situation, ...] = (
    (
        lambda: two().record(
            acts.Propose(by="bo", id="on", matter=matters.Begin(urgent=True), at=START)
        ),
        _accept,
    ),
    (
        lambda: _ending(worried=False),
        lambda p: acts.Finish(by="bo", alternatives_offered=True, **at_(p)),
    ),
    (
        lambda: led_to(requested(), Stage.FOLLOW_UP),
        lambda p: acts.FollowUpOver(by="clinic", **at_(p, 180)),
    ),
    (
        lambda: _silent(working()),
        lambda p: acts.CloseAsLapsed(by="bo", **at_(p, 28)),
    ),
    (lambda: _handing_on(worried=False), _complete),
    (_parting, _accept),
    (
        urgent,
        lambda p: acts.Explain(
            by="bo", to="ana", scope=Scope.ASSESSMENT, terms="t", **at_(p)
        ),
    ),
    (_taken_back, lambda p: attrs.evolve(_meet(p), ending_talk=True)),
    (_told, partial(_disclose, by="bo")),
    (meeting, lambda p: _say(p, acts.GiveFeedback, heard=0)),
    (meeting, lambda p: _say(p, acts.CheckComfort, level=0)),
    (_cleared, _accept),
    (_bringing_in, _accept),
    (_chosen, partial(_accept, by="bo", proposal="x")),
    (_agreeing, partial(_accept, proposal="a1")),
)
"""Lawful acts that take a step, or open or discharge a duty, met hardly anywhere."""
