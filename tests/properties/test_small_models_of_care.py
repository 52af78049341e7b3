"""What holds in every state and of every act of the small models of care."""

import pytest
from properties.models_of_care import MODELS, SHORT
from small_models import documented

from collabtherapy import (
    ClosureKind,
    ContactStatus,
    Form,
    PersonId,
    ProposalId,
    Role,
    SafetyStatus,
    Scope,
    Stage,
    acts,
    law,
)
from collabtherapy.partnership.fold import fold
from collabtherapy.partnership.state import State
from collabtherapy.partnership.verdict import refusals
from collabtherapy.testing.exploring import Explored

ANA, BO = map(PersonId, ("ana", "bo"))


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
    carried = {"L3-carried", "L6-carried"}  # they have a model of their own
    rows = {step.id for step in law.STEPS}
    assert rows - openings - way_in - carried <= taken


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
        clients = state.members.ids(Role.CLIENT) if state.stage.is_open else ()
        for client in state.safety.open_about(clients):
            by = state.members.lead
            hand_over = acts.HandOverSafety(
                by=by, at=state.at, client=client, recipient="x", ground="emergency"
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


@pytest.mark.parametrize("name", MODELS)
def test_working_is_entered_with_what_is_in_force_then(
    models: dict[str, Explored], name: str
):
    """Invariants 15 and 16: consent and agreement hold at that moment, not once."""
    for before, act, after in models[name].taken:
        if after.stage is Stage.WORKING and before.stage is not Stage.WORKING:
            # What is open waits for no yes: a client comes back to what both agreed on.
            assert isinstance(act, acts.Accept | acts.ComeBack)
            assert after.agreement.in_force(act.at)
            for client in after.members.ids(Role.CLIENT):
                assert after.consent.in_force(client, Scope.TREATMENT, act.at)


@pytest.mark.parametrize("stage", [Stage.PAUSED, Stage.ENDING])
def test_time_ends_the_consent_and_then_the_agreement(
    models: dict[str, Explored], stage: Stage
):
    """What keeps a partnership out of WORKING is met on either way back to it."""
    held = {
        (
            state.consent.in_force(ANA, Scope.TREATMENT, state.at),
            state.agreement.in_force(state.at),
        )
        for state in models["time passes"].states
        if state.stage is stage
    }
    assert held == {(True, True), (False, True), (True, False), (False, False)}


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


def test_a_concern_is_handed_over_only_by_the_recipients_yes(
    models: dict[str, Explored],
):
    """Invariant 42: in every model, and never by whoever offered it."""
    accepted = 0
    for model in models.values():
        for before, act, after in model.taken:
            was, now = before.safety.of(ANA), after.safety.of(ANA)
            if now.status is SafetyStatus.HANDED_OVER is not was.status:
                accepted += 1
                assert isinstance(act, acts.AcceptHandOver)
                assert was.offered is not None
                assert was.offered.recipient == act.by != was.offered.by
    assert accepted


def test_a_concern_about_one_of_two_is_over_by_their_own_word(
    models: dict[str, Explored],
):
    """Invariant 64: the other client raises a concern, and does no more about it."""
    model, cem, resolved = models["safety of two"], PersonId("cem"), 0
    for before, act, after in model.taken:
        was, now = before.safety.of(ANA), after.safety.of(ANA)
        assert act.by != cem or isinstance(act, acts.RaiseConcern)
        if now.n_clear > was.n_clear:
            assert act.by == BO
        if now.status is SafetyStatus.RESOLVED is not was.status:
            resolved += 1
            assert isinstance(act, acts.Accept)
            others = before.decisions.proposals[act.proposal].accepted_by
            assert {act.by, *others} == {ANA, BO}
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
    """Invariant 41: mended if the client says, whatever the therapist has done."""
    mended, unseen = 0, 0
    for before, act, after in models["rupture and repair"].taken:
        was, now = before.alliance.of(ANA, BO), after.alliance.of(ANA, BO)
        assert sum(rupture.is_open for rupture in now.ruptures) <= 1
        if was.open is not None and now.open is None:
            mended += 1
            assert isinstance(act, acts.ConfirmRepair)
            assert act.by == ANA
            unseen += was.open.acknowledged_at is None
    assert mended > unseen > 0


@pytest.mark.parametrize("name", ["coming and going", "presence"])
def test_there_are_two_sides_however_people_come_and_go(
    models: dict[str, Explored], name: str
):
    """In the partnership as long as it goes on, and in a session as long as that does.

    Also: who joined is at a session only by their own consent and acceptance.
    """
    for state in models[name].states:
        members, open_ = state.members, state.sessions.open
        assert members.clients
        assert members.therapists
        if open_ is None:
            continue
        there = state.sessions.by_id[open_].there
        assert {Role.CLIENT, Role.THERAPIST} == {members.role(one) for one in there}
        assert not there & state.agreement.not_yet
    for before, act, after in models[name].taken:
        if isinstance(act, acts.LeaveAsTherapist):
            assert len(before.members.therapists) > 1
            assert after.stage is before.stage


def test_only_a_group_takes_somebody_in_without_its_clients(
    models: dict[str, Explored],
):
    """And neither its stage nor its agreement changes by that; a family agrees anew."""
    joined = 0
    for before, act, after in models["coming and going"].taken:
        if after.members.came == before.members.came:
            continue
        joined += 1
        if before.members.form is Form.GROUP:
            assert after.main == before.main
            assert after.agreement.versions == before.agreement.versions
        else:
            clients = set(before.members.ids(Role.CLIENT))
            (put,) = (
                p for p in after.decisions.proposals.values() if p.id == named(act)
            )
            assert clients <= put.accepted_by
            assert after.stage is Stage.PAUSED
            assert after.agreement.current is None
    assert joined


def named(act: acts.Act) -> ProposalId:
    """Return the proposal that an act decides on."""
    return act.id if isinstance(act, acts.Propose) else act.proposal


def test_an_act_of_care_changes_only_its_own_region(models: dict[str, Explored]):
    """What a region does not list, it does not feel; contact hears every client act."""
    own = {
        acts.RaiseConcern: {"safety"},
        acts.CheckSafety: {"safety", "at"},
        acts.HandOverSafety: {"safety"},
        acts.AcceptHandOver: {"safety"},
        acts.RateBond: {"alliance"},
        acts.MarkRupture: {"alliance", "duties"},
        acts.AcknowledgeRupture: {"alliance", "duties"},
        acts.WorkOnRupture: {"alliance"},
        acts.ConfirmRepair: {"alliance", "duties"},
        acts.ReachOut: {"contact", "duties"},
        acts.RecordContact: {"contact"},
        acts.OfferReview: {"reviews"},
        acts.LookBack: {"reviews"},
        acts.OfferToolkit: {"toolkit"},
        acts.CloseAsLapsed: {"main", "at", "duties"},
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
