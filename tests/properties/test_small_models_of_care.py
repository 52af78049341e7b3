"""Safety, contact, parting and repair: small models, each explored to its end."""

from collections.abc import Hashable, Iterator
from datetime import timedelta

import attrs
import pytest
from small_models import documented

from collabtherapy import (
    ClosureKind,
    ContactStatus,
    Form,
    Partnership,
    PersonId,
    Policy,
    Role,
    SafetyStatus,
    Scope,
    Stage,
    acts,
    law,
    matters,
)
from collabtherapy.partnership.fold import fold
from collabtherapy.partnership.state import State
from collabtherapy.partnership.verdict import refusals
from collabtherapy.testing.exploring import Explored, explore
from collabtherapy.testing.offered import offers_of
from collabtherapy.testing.ways import CLINIC, consented, couple, led_to, two

ANA, BO, STRANGER, INCOMING = map(PersonId, ("ana", "bo", "stranger", "incoming"))
SHORT = Policy(safety_checks=2, lapse_attempts=1, lapse_days=1)


def start(stage: Stage) -> State:
    """Give a partnership in a service, led to a stage, with contact consented to."""
    opening = attrs.evolve(two().history[0], organisations=(CLINIC,), policy=SHORT)
    p = led_to(Partnership.replay([opening]), stage)
    return consented(p, Scope.CONTACT, p.at).state


def offered(
    state: State,
    kinds: tuple[type[acts.Act], ...],
    settling: tuple[type[matters.Matter], ...],
) -> Iterator[acts.Act]:
    """Give what anybody might try of these kinds; one proposal of a kind at a time."""
    waiting = {type(p.last.matter) for p in _open(state)}
    thought_of = offers_of(acts.Propose, acts.Accept, acts.CloseAsLapsed, *kinds)
    for person in (*state.members.ids(*Role), STRANGER, INCOMING):
        for act in (act for of in thought_of for act in of(state, person, state.at)):
            match act:
                case acts.Propose(matter=matter):
                    if type(matter) in settling and type(matter) not in waiting:
                        yield act
                case acts.Accept(proposal=name):
                    if state.decisions.proposals[name].is_open:
                        yield act
                case acts.CloseAsLapsed():
                    yield act
                    yield attrs.evolve(act, at=state.at + timedelta(days=1))
                case _ if isinstance(act, kinds):
                    yield act


def _open(state: State) -> Iterator[matters.Matter]:
    return (p for p in state.decisions.proposals.values() if p.is_open)


def stands(state: State) -> Hashable:
    """Give where the main line stands, and what waits for whom."""
    main = state.main
    waiting = frozenset((type(p.last.matter), p.accepted_by) for p in _open(state))
    ending = main.ending and main.ending.closes_as
    return (
        main.stage,
        main.paused_from,
        ending,
        main.closure and main.closure.kind,
        waiting,
    )


CLOSING = (acts.Pause, acts.StartEnding, acts.Finish, acts.Leave)


def safety_and_contact() -> Explored:
    """Explore concerns and silence, before the work has begun and in it."""
    kinds = (
        *CLOSING, acts.RaiseConcern, acts.CheckSafety, acts.HandOverSafety,
        acts.ReachOut, acts.RecordContact, acts.CloseAsLapsed, acts.DeclineToStart,
        acts.OfferReview, acts.RecordUnavailability,
    )  # fmt: skip
    decided = (matters.SafetyPlan, matters.ResolveConcern)

    def seen_as(state: State) -> Hashable:
        concern = state.safety.of(state.members.clients[0].id)
        contact = state.contact
        return (
            stands(state),
            concern.status,
            min(concern.n_clear, 2),
            concern.plan is not None,
            contact.silent_since is not None,
            len(contact.attempts) > 0,
            state.reviews.offered_at is not None,
        )

    starts = [start(Stage.EXPLORING), start(Stage.WORKING)]
    return explore(starts, lambda s: offered(s, kinds, decided), seen_as)


def parting() -> Explored:
    """Explore endings, looking back, following up, and what comes after it."""
    kinds = (
        *CLOSING, acts.OfferReview, acts.LookBack, acts.OfferToolkit, acts.FollowUpOver,
        acts.RaiseConcern, acts.HandOverSafety, acts.RecordDeath,
    )  # fmt: skip
    decided = (matters.FollowUp, matters.Reopen, matters.Ending)

    def seen_as(state: State) -> Hashable:
        client = state.members.clients[0].id
        return (
            stands(state),
            state.safety.of(client).status,
            state.reviews.offered_at is not None,
            frozenset(state.reviews.by_person),
            state.toolkit.of(client).offered_at is not None,
            state.agreement.current is not None,
        )

    return explore(
        [start(Stage.WORKING)], lambda s: offered(s, kinds, decided), seen_as
    )


def rupture_and_repair() -> Explored:
    """Explore one alliance, beside breaks and endings."""
    kinds = (
        *CLOSING, acts.RateBond, acts.MarkRupture, acts.AcknowledgeRupture,
        acts.WorkOnRupture, acts.ConfirmRepair,
    )  # fmt: skip

    def seen_as(state: State) -> Hashable:
        client, therapist = state.members.clients[0], state.members.therapists[0]
        bond = state.alliance.of(client.id, therapist.id)
        rupture = bond.open
        acknowledged = rupture is not None and rupture.acknowledged_at is not None
        return stands(state), bond.status, acknowledged

    return explore(
        [start(Stage.WORKING)], lambda s: offered(s, kinds, (matters.Resume,)), seen_as
    )


def handing_on() -> Explored:
    """Explore handing the work on, with a concern that may be open meanwhile."""
    kinds = (
        acts.Pause, acts.Leave, acts.RaiseConcern, acts.HandOverSafety,
        acts.CompleteTransfer,
    )  # fmt: skip
    decided = (matters.Transfer, matters.Resume)

    def seen_as(state: State) -> Hashable:
        agreed = len(state.transfer.agreed) > 0
        return stands(state), state.safety.of(ANA).status, agreed

    starts = [start(Stage.EXPLORING), start(Stage.WORKING)]
    return explore(starts, lambda s: offered(s, kinds, decided), seen_as)


def several_clients() -> Explored:
    """Explore how a couple and a group go on when one of them is gone."""
    kinds = (acts.Leave, acts.RecordDeath, acts.Pause)
    decided = (matters.Begin, matters.Resume)

    def seen_as(state: State) -> Hashable:
        form, here = state.members.form, state.members.ids(Role.CLIENT)
        return stands(state), form, here, state.agreement.current is not None

    starts = [
        led_to(couple() if form is Form.COUPLE else group(), stage).state
        for form in (Form.COUPLE, Form.GROUP)
        for stage in (Stage.REQUESTED, Stage.EXPLORING, Stage.WORKING)
    ]
    return explore(starts, lambda s: offered(s, kinds, decided), seen_as)


def group() -> Partnership:
    """Give the same two as a group."""
    opening = attrs.evolve(couple().history[0], form=Form.GROUP)
    return Partnership.replay([opening])


MODELS = {
    "several clients": several_clients,
    "handing on": handing_on,
    "safety and contact": safety_and_contact,
    "parting": parting,
    "rupture and repair": rupture_and_repair,
}


@pytest.fixture(scope="module")
def models() -> dict[str, Explored]:
    """Give every model, explored."""
    return {name: model() for name, model in MODELS.items()}


@pytest.mark.parametrize("name", MODELS)
def test_each_model_is_the_one_in_the_docs(models: dict[str, Explored], name: str):
    """A change of these counts is a change of the law: look at what it means."""
    model = models[name]
    counted = (len(model.states), len(model.taken), model.digest)
    assert counted == documented(name)


def test_all_other_rows_are_taken(models: dict[str, Explored]):
    """No row is out of reach; those of the way in have a model of their own."""
    taken = set().union(*(model.rows for model in models.values()))
    openings = {"L1", "L1-successor"}  # nothing is there before them to explore
    way_in = {"L2", "L3", "L4", "L5", "L6", "L13", "L14"}
    assert {step.id for step in law.STEPS} - openings - way_in <= taken


ALONE = (acts.Pause, acts.StartEnding, acts.Finish, acts.CloseAsLapsed,
         acts.DeclineToStart, acts.FollowUpOver)  # fmt: skip


@pytest.mark.parametrize("name", MODELS)
def test_nobody_in_danger_is_left_by_those_who_help(
    models: dict[str, Explored], name: str
):
    """Invariant 42: with a concern open, none of this is a therapist's to do alone."""
    for before, act, _ in models[name].taken:
        if before.safety.open_about([ANA]) and isinstance(act, ALONE):
            assert before.members.role(act.by) is Role.CLIENT


@pytest.mark.parametrize("name", MODELS)
def test_the_therapist_is_never_trapped(models: dict[str, Explored], name: str):
    """Invariant 42: a concern can be handed over in every state in which it is open."""
    for state in models[name].states:
        for client in state.safety.open_about([ANA]) if state.stage.is_open else ():
            hand_over = acts.HandOverSafety(
                by="bo", at=state.at, client=client, recipient="x", ground="emergency"
            )
            assert refusals(state, hand_over) == ()


@pytest.mark.parametrize("name", MODELS)
def test_the_client_can_leave_from_every_open_state(
    models: dict[str, Explored], name: str
):
    """Invariant 17: in danger, in silence, in a rupture: leaving asks for nothing."""
    for state in models[name].states:
        clients = state.members.ids(Role.CLIENT) if state.stage.is_open else ()
        for client in clients:
            leave = acts.Leave(by=client, at=state.at)
            assert refusals(state, leave) == ()
            closure = fold(state, leave).main.closure
            assert (closure is not None) is (len(clients) == 1)
            assert closure is None or closure.kind is ClosureKind.CLIENT_LEFT


def test_a_concern_is_resolved_only_after_clear_checks(models: dict[str, Explored]):
    """Invariant 42: resolved by both, after two clear checks in a row (this policy)."""
    resolved = 0
    for before, act, after in models["safety and contact"].taken:
        was, now = before.safety.of(ANA), after.safety.of(ANA)
        if now.status is SafetyStatus.RESOLVED and was.status is not now.status:
            resolved += 1
            assert isinstance(act, acts.Accept)
            assert was.n_clear >= SHORT.safety_checks
    assert resolved


def test_lapsed_means_lost_after_enough_was_tried(models: dict[str, Explored]):
    """Invariant 21: closed as lapsed only with contact out at that time."""
    lapsed = 0
    for before, act, _ in models["safety and contact"].taken:
        if isinstance(act, acts.CloseAsLapsed):
            lapsed += 1
            assert before.contact.status(act.at, SHORT) is ContactStatus.OUT
    assert lapsed


def test_a_repair_is_the_clients_to_confirm(models: dict[str, Explored]):
    """Invariant 41: raised, acknowledged, worked on, and mended if the client says."""
    mended = 0
    for before, act, after in models["rupture and repair"].taken:
        was, now = before.alliance.of(ANA, BO), after.alliance.of(ANA, BO)
        assert sum(rupture.is_open for rupture in now.ruptures) <= 1
        if was.open is not None and now.open is None:
            mended += 1
            assert isinstance(act, acts.ConfirmRepair)
            assert act.by == ANA
            assert was.open.acknowledged_at is not None
            assert was.open.worked_on_at is not None
    assert mended


def test_an_act_of_care_changes_only_its_own_region(models: dict[str, Explored]):
    """What a region does not list, it does not feel; contact hears every client act."""
    own = {
        acts.RaiseConcern: {"safety"},
        acts.CheckSafety: {"safety"},
        acts.HandOverSafety: {"safety"},
        acts.RateBond: {"alliance"},
        acts.MarkRupture: {"alliance", "duties"},
        acts.AcknowledgeRupture: {"alliance", "duties"},
        acts.WorkOnRupture: {"alliance"},
        acts.ConfirmRepair: {"alliance"},
        acts.ReachOut: {"contact", "duties"},
        acts.RecordContact: {"contact"},
        acts.OfferReview: {"reviews"},
        acts.LookBack: {"reviews"},
        acts.OfferToolkit: {"toolkit"},
        acts.CloseAsLapsed: {"main", "at"},
        acts.DeclineToStart: {"main"},
        acts.FollowUpOver: {"main"},
    }
    names = State._fields
    for model in models.values():
        for before, act, after in model.taken:
            if type(act) not in own:
                continue
            changed = {n for n in names if getattr(before, n) != getattr(after, n)}
            assert changed <= own[type(act)] | {"contact"}, act
