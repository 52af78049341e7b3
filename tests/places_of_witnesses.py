"""The places of the witnesses, and what is tried there more than once."""

from datetime import timedelta
from typing import Any

import attrs

from collabtherapy import (
    AlsoPresent,
    As,
    Basis,
    CarriedAgreement,
    Client,
    Form,
    Marker,
    Mode,
    Partnership,
    Scope,
    Stage,
    StanceLevel,
    Way,
    acts,
    matters,
)
from collabtherapy.testing.carried import WEEKLY, carried
from collabtherapy.testing.situations.of_advance import stated
from collabtherapy.testing.situations.of_authority import consent, represented
from collabtherapy.testing.situations.of_care import enough, met_once, two_therapists
from collabtherapy.testing.situations.of_hands import noted
from collabtherapy.testing.situations.of_notes import drafted
from collabtherapy.testing.situations.of_ruptures import taking_to
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
    at_,
    exploring,
    goal,
    requested,
    two_of,
    working,
    worried,
)
from collabtherapy.testing.ways import (
    ANA,
    BO,
    CEM,
    EVA,
    SEEN,
    START,
    appointing,
    consented,
    couple,
    decided,
    falling_under,
    found,
    group,
    in_session,
    joined,
    led_to,
    two,
)


def held_without_end(by: str) -> Partnership:
    """Return a partnership with a guardian without an end, and then a child's row."""
    p = working()
    guardian = appointing(p, "parent", by=by, basis=Basis.GUARDIAN)
    explain = acts.Explain(by="bo", to="ana", scope=Scope.CONTACT, terms="t", **at_(p))
    return falling_under(p.record(guardian, explain), "ew.under_16")


def urgent() -> Partnership:
    """Return a partnership that was begun before anything was explained."""
    return decided(two(), "begin", matters.Begin(urgent=True), START)


def deferring() -> Partnership:
    """Return a draft that leaves the goals for a review; nobody has consented to it."""
    p = exploring()
    draft = matters.Agreement(words=SAID, goals_deferred=True)
    return p.record(acts.Propose(by="bo", id="a1", matter=draft, **at_(p)))


def lapsing(*, consent: bool = False, agreement: bool = False) -> Partnership:
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


def coming_back(p: Partnership) -> Partnership:
    """Have a break taken, and coming back proposed."""
    resume = acts.Propose(by="bo", id="on", matter=matters.Resume(), **at_(p))
    return p.record(acts.Pause(by="ana", **at_(p)), resume)


def going_on(p: Partnership) -> Partnership:
    """Have an ending begun, and going on proposed."""
    keep = acts.Propose(by="bo", id="on", matter=matters.KeepGoing(), **at_(p))
    return p.record(acts.StartEnding(by="ana", **at_(p)), keep)


def beginning_after_all() -> Partnership:
    """Return a first draft put after one session was called enough."""
    p = enough(met_once())
    p = p.record(acts.Accept(by="ana", proposal="enough", **at_(p)))
    draft = matters.Agreement(words=SAID)
    return consented(p, Scope.TREATMENT, p.at).record(
        acts.Propose(by="bo", id="a1", matter=draft, **at_(p))
    )


def finding(p: Partnership, *, competent: bool) -> acts.FindCompetence:
    """Return a finding on whether a client can decide about treatment."""
    return acts.FindCompetence(
        by="bo", client="ana", decision="treatment", competent=competent, **at_(p)
    )


def accept(p: Partnership, days: float = 0, **fields: Any) -> acts.Act:
    """Return the accepting of a proposal, some days later."""
    said = {"by": "ana", "proposal": "on", **fields}
    return acts.Accept(**said, **at_(p, days))


def meet(p: Partnership, *ways: Way) -> acts.Act:
    """Return the start of a session of the two."""
    return acts.StartSession(
        by="bo", id="s", present=("ana", "bo"), ways=ways, **at_(p)
    )


def parting(
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


def followed_up(*, worried: bool = False) -> Partnership:
    """Return following up, without consent to contact or with a concern."""
    p = led_to(requested(), Stage.FOLLOW_UP)
    if worried:
        return with_a_concern(p)
    p = consented(p, Scope.MEASUREMENT, p.at)
    return p.record(acts.WithdrawConsent(by="ana", scope=Scope.CONTACT, **at_(p)))


def with_a_concern(p: Partnership) -> Partnership:
    """Have a concern for a client raised."""
    return p.record(acts.RaiseConcern(by="bo", client="ana", **at_(p)))


def ending(*, worried: bool) -> Partnership:
    """Return an ending in which looking back was offered."""
    p = led_to(two(), Stage.ENDING)
    p = p.record(acts.OfferReview(by="bo", **at_(p)))
    return with_a_concern(p) if worried else p


def booked() -> Partnership:
    """Return a partnership in a service, with an appointment."""
    p = requested()
    return p.record(acts.PlanSession(by="bo", id="s", starts_at=p.at, **at_(p)))


def by_distance() -> Partnership:
    """Return an appointment by distance, to which nobody has consented."""
    p = booked()
    told = {"to": "ana", "scope": Scope.TELEHEALTH, "terms": "t", **at_(p)}
    plan = {"id": "t", "starts_at": p.at, "mode": Mode.VIDEO, **at_(p)}
    explain, plan = acts.Explain(by="bo", **told), acts.PlanSession(by="bo", **plan)
    return p.record(explain, plan)


def silent(p: Partnership) -> Partnership:
    """Have a client not come, and be sought in vain."""
    return p.record(
        acts.PlanSession(by="bo", id="s", starts_at=p.at, **at_(p)),
        acts.MissSession(by="bo", session="s", absent=("ana",), **at_(p)),
        *(acts.ReachOut(by="bo", to="ana", **at_(p, day)) for day in (0, 1)),
    )


def handing_on(*, worried: bool, **fields: Any) -> Partnership:
    """Return a partnership that agreed on who takes the work on."""
    p = decided(working(), "tr", matters.Transfer(to="eva", **fields), working().at)
    return with_a_concern(p) if worried else p


def complete(p: Partnership) -> acts.Act:
    """Return the completing of a transfer by whoever takes the work on."""
    return acts.CompleteTransfer(by="eva", transfer="tr", successor="p-2", **at_(p))


def superseded() -> Partnership:
    """Return a practice that was proposed, and terms that were explained anew."""
    p = tasked()
    practice = matters.Practice(words=SAID, task="t1", owner="ana")
    new = {"terms": "new", "limits": True}
    return p.record(
        acts.Propose(by="bo", id="on", matter=practice, **at_(p)),
        acts.Explain(by="bo", to="ana", scope=Scope.TREATMENT, **new, **at_(p)),
    )


def leading() -> Partnership:
    """Return a client who would lead, and a small step away that was proposed."""
    p = led_by_the_client()
    near = matters.Stance(client="ana", level=StanceLevel.CLIENT_LEANING)
    return p.record(acts.Propose(by="bo", id="on", matter=near, **at_(p)))


def bringing_in() -> Partnership:
    """Return a proposal to bring in a therapist to whom the client has consented."""
    p = consented(working(), Scope.involve("eva"), working().at)
    return p.record(attrs.evolve(involve(p, "eva"), id="on"))


def brought_in_twice() -> Partnership:
    """Return a therapist who was brought in, and another proposal to do so."""
    p = bringing_in()
    return decided(p, "in", p.proposal("on").last.matter, p.at)


def spoken_for() -> Partnership:
    """Return a proposal to bring in somebody who has come to speak for the client."""
    p = bringing_in()
    return p.record(appointing(p, "eva"))


def claimed(p: Partnership | None = None) -> Partnership:
    """Return a partnership in which a person claims to act for the client."""
    p = working() if p is None else p
    act = appointing(p, "parent", by="parent", evidence=None)
    return Partnership.replay([*p.history, act])


def claimed_by_a_therapist() -> Partnership:
    """Return the claim of a person who has come in as a therapist since."""
    p = bringing_in()
    claim = appointing(p, "eva", by="eva", evidence=None)
    return p.record(claim, acts.Accept(by="ana", proposal="on", **at_(p)))


def two_parents() -> Partnership:
    """Return a child for whom each of two parents decides, and one has consented."""
    p = represented()
    return p.record(
        appointing(p, "other"),
        consent(p, expires_at=p.at + timedelta(days=9)),
    )


def full() -> Partnership:
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


def of_one() -> Partnership:
    """Return a couple with a goal proposed that is the one's own."""
    p = led_to(couple(), Stage.WORKING)
    own = goal(owners={"ana"})
    return p.record(acts.Propose(by="bo", id="on", matter=own, **at_(p)))


def couple_at_work() -> Partnership:
    """Return a couple whose work has begun."""
    return led_to(couple(), Stage.WORKING)


def fed_back() -> Partnership:
    """Return a couple of whom one said how a session was."""
    p = in_session(couple_at_work())
    return p.record(
        acts.EndSession(by="bo", session="s1", **at_(p)),
        acts.GiveFeedback(by="ana", session="s1", heard=2, **at_(p)),
    )


def planned_for_another() -> Partnership:
    """Return a couple of whom one put a plan for their own safety."""
    p = couple_at_work()
    own = matters.SafetyPlan(client="cem", words=SAID)
    return p.record(acts.Propose(by="cem", id="on", matter=own, **at_(p)))


def planned_for_ward() -> Partnership:
    """Return a plan for the safety of a client for whom somebody speaks."""
    p = falling_under(working(), "ew.under_16")
    plan = matters.SafetyPlan(client="ana", words=SAID)
    return p.record(
        appointing(p, "parent"),
        acts.Propose(by="bo", id="on", matter=plan, **at_(p)),
    )


def strained_between_two_of_three() -> Partnership:
    """Return a rupture between a client and one of two therapists."""
    p = Partnership.open(
        id="p-1", clients=[ANA], therapists=[BO, EVA], by="ana", at=START
    )
    return with_a_rupture(led_to(p, Stage.EXPLORING))


def with_a_rupture(p: Partnership) -> Partnership:
    """Have a rupture marked."""
    mark = {"marker": Marker.WITHDRAWAL, **two_of(), **at_(p)}
    return p.record(acts.MarkRupture(by="ana", **mark))


def worked_on() -> Partnership:
    """Return a couple of whom one has a rupture that was worked on."""
    p = acknowledged(with_a_rupture(led_to(couple(), Stage.WORKING)))
    return p.record(acts.WorkOnRupture(by="bo", **two_of(), **at_(p)))


def acknowledged(p: Partnership) -> Partnership:
    """Have the therapist of the two acknowledge a rupture."""
    own = acts.AcknowledgeRupture(by="bo", own_part=SAID, **two_of(), **at_(p))
    return p.record(own)


def told() -> Partnership:
    """Return a client who was told where confidence ends."""
    p = working()
    told = {"limits": True, "grounds": {"risk_to_self"}, "terms": "t", **at_(p)}
    return p.record(acts.Explain(by="bo", to="ana", scope=Scope.TREATMENT, **told))


def disclosing(p: Partnership, by: str) -> acts.Act:
    """Return a disclosure on a ground."""
    return attrs.evolve(disclose(p, ground="risk_to_self"), by=by)


def covered() -> Partnership:
    """Return a break in which somebody named for it takes over."""
    agreement = matters.Agreement(words=SAID, nominee="nominee")
    p = decided_anew(working(), "a1", agreement)
    return p.record(acts.RecordUnavailability(by="nominee", therapist="bo", **at_(p)))


def closed() -> Partnership:
    """Return what a client left after a session: something was said, and told."""
    p = in_session(told())
    return p.record(
        acts.EndSession(by="bo", session="s1", **at_(p)),
        acts.Leave(by="ana", **at_(p)),
    )


def planned_by_the_desk() -> Partnership:
    """Return a session that the front desk has planned."""
    p = led_to(requested(), Stage.WORKING)
    return p.record(acts.PlanSession(by="clinic", id="s", starts_at=p.at, **at_(p)))


def to_be_corrected() -> Partnership:
    """Return a note that is to be taken out of effect, if both sides agree."""
    p = working()
    p = p.record(acts.WriteNote(by="bo", words=SAID, **at_(p)))
    return p.record(correcting(p))


def in_error(p: Partnership, by: str) -> acts.Act:
    """Have somebody take the last entry out of effect."""
    return acts.EnteredInError(by=by, act=p.version, because="slip", **at_(p))


def correcting(p: Partnership) -> acts.Act:
    """Have a therapist propose to take the last entry out of effect."""
    matter = matters.Correction(act=p.version, because="slip")
    return acts.Propose(by="bo", id="correction", matter=matter, **at_(p))


def disputed_note() -> Partnership:
    """Return a note that the client disputes, and that is to be taken out together."""
    p = working()
    p = p.record(acts.WriteNote(by="bo", words=SAID, **at_(p)))
    wrong = matters.Correction(act=p.version, because="slip")
    return p.record(
        acts.Dispute(by="ana", act=p.version, words=SAID, **at_(p)),
        acts.Propose(by="bo", id="out", matter=wrong, **at_(p)),
    )


def noted_twice() -> Partnership:
    """Return a closing after which two entries wait for their author, and an answer."""
    p = noted()
    second = attrs.evolve(p.history[-1], **at_(p))
    dispute = acts.Dispute(by="ana", act=1, words=SAID, **at_(p))
    return p.record(second, dispute, dispute, acts.Leave(by="ana", **at_(p)))


def noted_for_a_holder() -> Partnership:
    """Return a consent that was entered for who gave it on a client's behalf."""
    p = represented()
    end = p.at + timedelta(days=9)
    said = {"scope": Scope.CONTACT, "terms": "t", "expires_at": end, **at_(p)}
    return p.record(
        acts.GiveConsent(
            by="parent", on_behalf_of="ana", entered_by="bo", evidence=SEEN, **said
        )
    )


def taken_back() -> Partnership:
    """Return an ending that began with taking consent to treatment back."""
    p = working()
    return p.record(acts.WithdrawConsent(by="ana", scope=Scope.TREATMENT, **at_(p)))


def say(p: Partnership, kind: type[acts.Act], **fields: Any) -> acts.Act:
    """Return what a client says of a session."""
    return kind(by="ana", session="s1", **fields, **at_(p))


def cleared() -> Partnership:
    """Return a concern that is over by every check, and a proposal to say so."""
    p = worried()
    check = acts.CheckSafety(by="bo", client="ana", clear=True, **at_(p))
    over = matters.ResolveConcern(client="ana")
    put = acts.Propose(by="bo", id="on", matter=over, **at_(p))
    return p.record(*[check] * p.state.policy.safety_checks, put)


def chosen() -> Partnership:
    """Return a choice that one of the two made, once both had said where they stand."""
    p = optioned()
    return p.record(
        *(acts.TakePosition(by=by, proposal="x", **at_(p)) for by in ("ana", "bo")),
        acts.Amend(by="ana", proposal="x", matter=options(1), **at_(p)),
    )


def agreeing() -> Partnership:
    """Return a draft with consent and a goal left for a review."""
    p = deferring()
    return consented(p, Scope.TREATMENT, p.at)


FIA = Client("fia")


def come_later(*, consented_to: bool = True) -> Partnership:
    """Return a group at work that somebody has joined, who may have consented."""
    p = joined(led_to(group(), Stage.WORKING), FIA, START + timedelta(days=1))
    return consented(p, Scope.TREATMENT, p.at) if consented_to else p


def asked_and_joined() -> Partnership:
    """Return a group that was joined by whom a member's safety was handed over to."""
    p = with_a_concern(led_to(group(), Stage.WORKING))
    p = p.record(
        acts.HandOverSafety(
            by="bo", client="ana", recipient="fia", ground="told", **at_(p)
        )
    )
    return joined(p, FIA, START + timedelta(days=1))


def begun(
    opening: Partnership, *present: str, ways: tuple[Way, ...] = ()
) -> Partnership:
    """Return a session of some, for whom alone its ways were consented to."""
    p = led_to(opening, Stage.WORKING)
    for way in ways:
        scope = Scope(way.value)
        p = p.record(
            acts.Explain(by="bo", to=present[0], scope=scope, terms="t", **at_(p)),
            acts.GiveConsent(by=present[0], scope=scope, terms="t", **at_(p)),
        )
    return p.record(
        acts.StartSession(by="bo", id="s1", present=present, ways=ways, **at_(p))
    )


def comes(p: Partnership, who: str, by: str = "bo") -> acts.Act:
    """Return somebody's coming to the session."""
    return acts.Arrive(by=by, session="s1", person=who, **at_(p))


def goes(p: Partnership, who: str, by: str = "bo") -> acts.Act:
    """Return somebody's going from the session."""
    return acts.Depart(by=by, session="s1", person=who, **at_(p))


def along(*scopes: Scope) -> Partnership:
    """Return a partnership at work whose client has consented to something more."""
    p = working()
    for scope in scopes:
        p = consented(p, scope, p.at)
    return p


def besides(p: Partnership, who: str, as_: As, present: str = "ana") -> acts.Act:
    """Return the start of a session with somebody else there."""
    return acts.StartSession(
        by="bo",
        id="s",
        present=(present, "bo"),
        others=(AlsoPresent(who, as_),),
        **at_(p),
    )


def joining(who: str = "fia") -> matters.Join:
    """Return that somebody joins."""
    return matters.Join(person=Client(who))


def asked_to_join(who: str = "fia") -> Partnership:
    """Return a group that one therapist asked to take somebody in, who then speaks."""
    p = led_to(group(), Stage.WORKING)
    return p.record(
        acts.Propose(by="bo", id="on", matter=joining(who), **at_(p)),
        appointing(p, "fia"),
    )


def family() -> Partnership:
    """Return the couple as a family."""
    opening = attrs.evolve(couple().history[0], form=Form.FAMILY)
    return Partnership.replay([opening])


def taking_in(opening: Partnership, *waiting: str) -> Partnership:
    """Return somebody's joining that only the last of those who accept waits for."""
    p = led_to(opening, Stage.WORKING)
    p = p.record(acts.Propose(by="bo", id="on", matter=joining(), **at_(p)))
    for person in waiting:
        p = p.record(acts.Accept(by=person, proposal="on", **at_(p)))
    return p


def named_to_step_in(person: str) -> CarriedAgreement:
    """Return an agreement from elsewhere that names somebody to step in."""
    agreement = matters.Agreement(words=SAID, nominee=person)
    return attrs.evolve(WEEKLY, matter=agreement)


def half_confirmed() -> Partnership:
    """Return a carried-over case in a session with the one client who confirmed."""
    p = carried(ANA, CEM)
    later = p.at + timedelta(days=28)
    return p.record(
        acts.Confirm(by="ana", at=later, acts=(2,)),
        acts.StartSession(by="bo", at=later, id="s1", present={"ana", "bo"}),
    )


def come_later_and_stated() -> Partnership:
    """Return that a newcomer cannot decide, and wrote in advance what they want."""
    p = stated(come_later(), by="fia")
    p = found(p, "treatment", client="fia", able=False)
    return p.record(appointing(p, "gus", client="fia"))


def stated_and_left() -> Partnership:
    """Return a couple of whom one wrote in advance what they want, and left."""
    p = stated(led_to(couple(), Stage.WORKING), by="cem")
    return p.record(acts.Leave(by="cem", **at_(p)))


def drafted_for_one() -> Partnership:
    """Return a note to the client alone, of work that has another therapist."""
    p = two_therapists()
    note = acts.WriteNote(by="bo", id="n1", to={"ana"}, words=SAID, **at_(p))
    return p.record(note)


def drafted_and_closed() -> Partnership:
    """Return a note that is talked over, of work that has ended since."""
    p = drafted(led_to(two(), Stage.WORKING))
    return p.record(acts.Leave(by="ana", **at_(p)))


def taken_to_the_service() -> Partnership:
    """Return a rupture that the client took to the service."""
    p = with_a_rupture(led_to(requested(), Stage.WORKING))
    return p.record(taking_to(p, recipient="clinic"))
