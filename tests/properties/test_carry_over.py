"""A case that is carried over from another system, and what goes on from there."""

import pickle
from datetime import timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import (
    CarriedAgreement,
    CarriedConsent,
    CarriedGoal,
    Client,
    ConsentStatus,
    Do,
    DutyKind,
    EntryStatus,
    Evidence,
    PartId,
    Partnership,
    Policy,
    Scope,
    SessionStatus,
    Stage,
    Way,
    Words,
    acts,
    codec,
    law,
    matters,
)
from collabtherapy.errors import Refused
from collabtherapy.partnership.law.carrying import carried_over
from collabtherapy.partnership.law.rights import missing
from collabtherapy.partnership.values.words import REMOVED
from collabtherapy.privacy import Plan, redact, view
from collabtherapy.storage.sealing import bare, whole
from collabtherapy.testing import histories
from collabtherapy.testing.carried import (
    BEGAN,
    N_SESSIONS,
    SLEEP,
    asked_for,
    carried,
    carrying,
)
from collabtherapy.testing.coverage import row_taken
from collabtherapy.testing.promises import check_history
from collabtherapy.testing.ways import START, appointing

ANA, BEN = Client("ana"), Client("ben")
DAY = timedelta(days=1)
LATE = START + 28 * DAY
SAID = Words("said")
TREATMENT = PartId("consent:treatment")
STAGES = (Stage.EXPLORING, Stage.WORKING)


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of the reasons against an act."""
    return [refusal.code for refusal in p.refusals(act)]


def meeting(p: Partnership, at: Any = START, **fields: Any) -> acts.StartSession:
    """Return the start of a session with everybody."""
    present = {"bo", *(client.id for client in p.clients)}
    said: dict[str, Any] = {"by": "bo", "at": at, "id": "s", "present": present}
    return acts.StartSession(**{**said, **fields})


def held(p: Partnership, name: str, started: Any, **fields: Any) -> Partnership:
    """Return it after a session was written up that took place at a moment."""
    ended = started + timedelta(minutes=50)
    at = max(p.at, ended)
    start = meeting(p, at, id=name, happened_at=started, **fields)
    end = acts.EndSession(by="bo", at=at, happened_at=ended, session=name)
    return p.record(start, end)


# --- carrying over


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("clients", [(ANA,), (ANA, BEN)])
def test_a_case_goes_on_from_where_it_stood(stage: Stage, clients: tuple[Client, ...]):
    """The consents, the agreement and the goals are in force as if made here."""
    p = carried(*clients, stage=stage)
    assert p.stage is stage
    for client in clients:
        for scope in (Scope.TREATMENT, Scope.ASSESSMENT):
            assert p.consent(client, scope).in_force(p.at)
            assert p.consent(client, scope).given_at == BEGAN
    assert [str(goal.id) for goal in p.goals] == ["g1"]
    assert (p.agreement is not None) == (stage is Stage.WORKING)
    assert not codes(p, meeting(p))


@pytest.mark.parametrize("stage", STAGES)
def test_each_value_says_that_it_was_carried_over(stage: Stage):
    """Until there is another of one's own hand, on every value that rests on it."""
    p = carried(ANA, BEN, stage=stage)
    assert all(p.consent(c, Scope.TREATMENT).carried_over for c in (ANA, BEN))
    assert all(goal.carried_over for goal in p.goals)
    assert p.agreement is None or p.agreement.carried_over
    assert p.state.sessions.n_carried == N_SESSIONS
    assert carried_over(p.state) == p.carried_over
    for proposal in p.state.decisions.proposals.values():
        assert proposal.last.carried_over
        assert proposal.is_settled


def test_what_is_made_here_is_not_carried_over():
    """A consent given here, and what both sides amend, are their own."""
    p = carried()
    again = acts.GiveConsent(by="ana", at=p.at, scope=Scope.TREATMENT, terms="t")
    p = p.record(
        again,
        acts.Amend(
            by="bo", at=p.at, proposal="a1", matter=matters.Agreement(words=SAID)
        ),
        acts.Accept(by="ana", at=p.at, proposal="a1"),
        acts.Amend(by="ana", at=p.at, proposal="g1", matter=matters.Goal(words=SAID)),
        acts.Accept(by="bo", at=p.at, proposal="g1"),
    )
    assert not p.consent("ana", Scope.TREATMENT).carried_over
    assert p.consent("ana", Scope.ASSESSMENT).carried_over
    assert p.agreement is not None
    assert not p.agreement.carried_over
    assert not p.goal("g1").carried_over
    assert p.goal("g1").versions[0].carried_over


def test_it_is_an_organisations_act():
    """Neither a therapist nor a client carries over, nor enters it for the service."""
    p = asked_for()
    for by in ("ana", "bo"):
        assert codes(p, carrying(p, by=by)) == ["right.not_theirs"]
    entered = carrying(p, entered_by="bo")
    assert "entry.own_hand" in codes(p, entered)
    outside = carrying(p, by="another")
    assert codes(p, outside) == ["person.unknown"]


def test_it_names_a_document():
    """What stood elsewhere is said on evidence."""
    p = asked_for()
    assert codes(p, carrying(p, evidence=None)) == ["carry.evidence_missing"]


def test_it_follows_the_opening_directly_and_once():
    """Nothing is carried over to what has begun here in any way."""
    p = carried()
    assert codes(p, carrying(p)) == ["carry.not_first", "stage.not_now"]
    asked = asked_for()
    later: list[acts.Act] = [
        acts.ParkTopic(by="ana", at=START, topic="work"),
        acts.WriteNote(by="bo", at=START, words=SAID),
        acts.Explain(by="bo", at=START, to="ana", scope=Scope.CONTACT, terms="t"),
        appointing(asked, "mum"),
    ]
    for act in later:
        assert codes(asked.record(act), carrying(asked)) == ["carry.not_first"]
    left = asked_for(ANA, BEN).record(acts.Leave(by="ben", at=START))
    assert "carry.not_first" in codes(left, carrying(asked_for(ANA)))


MISSING = {
    "carry.consent_missing": {"consents": ()},
    "carry.agreement_missing": {"agreement": None},
    "carry.goal_missing": {"goals": ()},
}


@pytest.mark.parametrize("code", sorted(MISSING))
def test_what_working_takes_is_named_where_it_is_missing(code: str):
    """Working takes the consents, an agreement in force, and a goal."""
    p = asked_for()
    assert codes(p, carrying(p, **MISSING[code])) == [code]


def test_exploring_takes_the_consent_to_it():
    """As the first meeting does here."""
    p = asked_for(ANA, BEN)
    assert (
        codes(p, carrying(p, Stage.EXPLORING, consents=()))
        == ["carry.consent_missing"] * 2
    )
    assert not codes(p, carrying(p, Stage.EXPLORING, goals=()))


def said_yes(**fields: Any) -> CarriedConsent:
    """Return a consent of the client's to treatment that was given elsewhere."""
    said: dict[str, Any] = {
        "client": "ana",
        "scope": Scope.TREATMENT,
        "terms": "t",
        "given_at": BEGAN,
        "limits": True,
    }
    return CarriedConsent(**{**said, **fields})


@pytest.mark.parametrize(
    "consent",
    [
        said_yes(limits=False),
        said_yes(expires_at=START),
        said_yes(client="ben"),
        said_yes(scope=Scope.ASSESSMENT),
        said_yes(given_by="mum"),
    ],
)
def test_only_a_consent_that_counts_here_is_one(consent: CarriedConsent):
    """It is in force, by whom it takes, and with the limits told."""
    p = asked_for()
    assert "carry.consent_missing" in codes(p, carrying(p, consents=[consent]))


def test_an_agreement_that_ran_out_is_none():
    """What was agreed until then is agreed anew."""
    p = asked_for()
    over = matters.Agreement(words=SAID, expires_at=START)
    said = CarriedAgreement(id="a1", matter=over, agreed_at=BEGAN)
    assert codes(p, carrying(p, agreement=said)) == ["carry.agreement_missing"]


def test_goals_may_be_left_for_a_review():
    """As in an agreement that is made here."""
    p = asked_for()
    open_ = matters.Agreement(words=SAID, goals_deferred=True)
    said = CarriedAgreement(id="a1", matter=open_, agreed_at=BEGAN)
    assert not codes(p, carrying(p, agreement=said, goals=()))


def test_it_is_about_the_clients():
    """Nobody else consents, or has a goal here."""
    p = asked_for()
    hers = matters.Goal(words=SAID, owners={"ben"})
    goal = CarriedGoal(id="g2", matter=hers, agreed_at=BEGAN)
    assert codes(p, carrying(p, goals=[goal])) == ["carry.not_a_client"]
    both = (said_yes(), said_yes(client="ben"))
    assert codes(p, carrying(p, consents=both)) == ["carry.not_a_client"]


def test_whom_the_agreement_names_is_on_no_clients_side():
    """The nominee is not one of the clients."""
    p = asked_for(ANA, BEN)
    named = matters.Agreement(words=SAID, nominee="ben")
    said = CarriedAgreement(id="a1", matter=named, agreed_at=BEGAN)
    assert codes(p, carrying(p, agreement=said)) == ["representation.two_sides"]


AGREED = CarriedAgreement(
    id="a1", matter=matters.Agreement(words=SAID), agreed_at=BEGAN
)
BAD: list[dict[str, Any]] = [
    {"stage": Stage.PAUSED},
    {"stage": Stage.CLOSED},
    {"stage": Stage.EXPLORING, "agreement": AGREED},
    {"began_at": START + DAY},
    {"as_of": START + DAY},
    {"as_of": BEGAN - DAY},
    {"consents": [said_yes(), said_yes(terms="u")]},
    {"consents": [said_yes(given_at=START)], "as_of": START - DAY},
    {"n_sessions": -1},
    {"from_system": "a sentence of words"},
    {"goals": [CarriedGoal(id="a1", matter=matters.Goal(words=SAID), agreed_at=BEGAN)]},
]


@pytest.mark.parametrize("fields", BAD)
def test_what_cannot_have_been_is_an_error(fields: dict[str, Any]):
    """Moments in order, each part once, a stage that a case is carried over in."""
    with pytest.raises(ValueError, match=r"stage|no later|once|from|short name"):
        carrying(asked_for(), **fields)


def test_a_consent_is_the_clients_or_a_holders():
    """It runs out after it was given; a client is not their own holder."""
    with pytest.raises(ValueError, match="later than given_at"):
        said_yes(expires_at=BEGAN)
    with pytest.raises(ValueError, match="names a holder"):
        said_yes(given_by="ana")


# --- confirming and disputing


def test_each_part_is_a_duty_to_confirm_or_dispute():
    """The service owes it to each client to show them each part."""
    p = carried(ANA, BEN)
    owed = [d for d in p.duties(at=p.at) if d.kind is DutyKind.CONFIRM_CARRIED]
    names = {str(duty.id).rsplit("/", 1)[0] for duty in owed}
    parts = ("consent:treatment", "consent:assessment", "agreement", "goal:g1")
    assert names == {
        f"confirm_carried/{client}/{part}"
        for client in ("ana", "ben")
        for part in (*parts, "sessions")
    }
    assert {(str(duty.owed_by), duty.due_at) for duty in owed} == {("clinic", LATE)}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(("ana", "ben")),
            st.frozensets(
                st.sampled_from(("consent:treatment", "agreement", "goal:g1")),
                max_size=2,
            ),
            st.booleans(),
        ),
        max_size=6,
    )
)
def test_a_duty_ends_with_a_word_about_its_part(
    said: list[tuple[str, frozenset[str], bool]],
):
    """Each part waits as long as the person asked has said nothing of it."""
    p = carried(ANA, BEN)
    for by, parts, agrees in said:
        act: acts.Act = acts.Confirm(by=by, at=p.at, acts=(2,), parts=parts)
        if not agrees:
            act = acts.Dispute(by=by, at=p.at, act=2, words=SAID, parts=parts)
        if p.allows(act):
            p = p.record(act)
    open_ = {
        duty.id.what
        for duty in p.duties(at=p.at)
        if duty.kind is DutyKind.CONFIRM_CARRIED
    }
    assert p.carried_over is not None
    parts_ = p.carried_over.parts.values()
    assert open_ == {(one.client, one.id) for one in parts_ if one.is_unconfirmed}


def test_the_longest_part_is_named_by_a_duty():
    """A scope may name somebody, and a purpose; its duty is found by its text."""
    scope = Scope("x" * 100, "/" * 200, purpose="/" * 200)
    p = asked_for(Client("/" * 200))
    client = p.clients[0].id
    consents = [*carrying(p).consents, said_yes(client=client, scope=scope)]
    p = p.record(carrying(p, consents=consents))
    for duty in p.duties(at=p.at):
        assert p.duty(str(duty.id)) == duty


def test_a_goal_is_a_part_for_those_whose_it_is():
    """What nobody is named for is everybody's."""
    p = asked_for(ANA, BEN)
    hers = matters.Goal(words=SAID, owners={"ana"})
    goals = [SLEEP, CarriedGoal(id="g2", matter=hers, agreed_at=BEGAN)]
    p = p.record(carrying(p, goals=goals, n_sessions=0))
    assert p.carried_over is not None
    parts = {
        client.id: {str(one.id) for one in p.carried_over.waiting_for(client.id)}
        for client in p.clients
    }
    assert parts[ANA.id] - parts[BEN.id] == {"goal:g2"}
    assert "goal:g1" in parts[BEN.id]
    assert "sessions" not in parts[ANA.id]


def test_one_word_may_be_about_every_part():
    """Nobody has to name what they agree with."""
    p = carried()
    p = p.record(acts.Confirm(by="ana", at=START + DAY, acts=(2,)))
    assert p.carried_over is not None
    for part in p.carried_over.parts.values():
        assert part.status is EntryStatus.CONFIRMED
        assert part.answered_at == START + DAY
    assert codes(p, acts.Confirm(by="ana", at=p.at, acts=(2,))) == [
        "entry.not_to_confirm"
    ]


def test_what_is_confirmed_stays_carried_over():
    """A client's word says that it is theirs; that it came from elsewhere stays."""
    p = carried().record(acts.Confirm(by="ana", at=START, acts=(2,)))
    assert p.consent("ana", Scope.TREATMENT).carried_over
    assert p.agreement is not None
    assert p.agreement.carried_over


def test_parts_are_named_as_they_are():
    """A part that is not there, or of another entry, is no part."""
    p = carried(ANA, BEN)
    for parts, number in (({"consent:contact"}, 2), ({"agreement"}, 1)):
        act = acts.Confirm(by="ana", at=p.at, acts=(number,), parts=parts)
        assert "entry.no_such_part" in codes(p, act)
    no = acts.Dispute(by="bo", at=p.at, act=2, words=SAID, parts={"agreement"})
    assert codes(p, no) == ["entry.no_such_part"]


@pytest.mark.parametrize("clients", [(ANA,), (ANA, BEN)])
def test_sessions_wait_for_a_word_after_some_days(clients: tuple[Client, ...]):
    """Work goes on for 28 days; then each client has confirmed, or disputed."""
    p = carried(*clients)
    assert not codes(p, meeting(p, LATE - timedelta(seconds=1)))
    late = meeting(p, LATE)
    assert codes(p, late) == ["carry.unconfirmed"] * len(clients)
    for refusal in p.refusals(late):
        (fix,) = refusal.fix
        assert isinstance(fix, Do)
        assert fix.act is acts.Confirm
        (by,) = fix.by
        p = p.record(acts.Confirm(by=by, at=LATE, acts=(2,)))
    assert not codes(p, late)


def test_the_days_are_a_setting():
    """A service that knows its people may set more, or fewer."""
    p = asked_for(policy=Policy(carry_over_days=1))
    p = p.record(carrying(p))
    assert not codes(p, meeting(p, START + DAY - timedelta(seconds=1)))
    assert codes(p, meeting(p, START + DAY)) == ["carry.unconfirmed"]


def test_who_comes_later_has_said_something_as_well():
    """Nobody gets round it by coming after the start."""
    p = carried(ANA, BEN).record(acts.Confirm(by="ana", at=START, acts=(2,)))
    p = p.record(meeting(p, LATE, present={"ana", "bo"}))
    come = acts.Arrive(by="bo", at=LATE, session="s", person="ben")
    assert codes(p, come) == ["carry.unconfirmed"]


def test_a_consent_that_is_disputed_permits_nothing():
    """It counts no more until the client gives it with their own hand."""
    p = carried().record(
        acts.Dispute(by="ana", at=START, act=2, words=SAID, parts={TREATMENT})
    )
    assert p.consent("ana", Scope.TREATMENT).status is ConsentStatus.DECLINED
    assert p.consent("ana", Scope.ASSESSMENT).in_force(START)
    assert p.stage is Stage.WORKING
    assert codes(p, meeting(p)) == ["consent.treatment.not_in_force"]
    give: dict[str, Any] = {"at": START, "scope": Scope.TREATMENT, "terms": "t"}
    paper = Evidence("paper-form", seen_by="bo")
    entered = acts.GiveConsent(by="ana", entered_by="bo", evidence=paper, **give)
    assert codes(p, entered) == ["entry.own_word_stands"]
    p = p.record(acts.GiveConsent(by="ana", **give))
    assert not codes(p, meeting(p))


def test_a_session_that_stands_on_a_disputed_consent_is_broken_off():
    """As one whose consent is taken back."""
    p = carried()
    p = p.record(meeting(p), acts.Dispute(by="ana", at=START, act=2, words=SAID))
    assert p.session("s").status is SessionStatus.INTERRUPTED


def test_a_session_goes_on_that_does_not_stand_on_it():
    """A dispute of something else stops nothing."""
    p = carried()
    no = acts.Dispute(by="ana", at=START, act=2, words=SAID, parts={"agreement"})
    p = p.record(meeting(p), no)
    assert p.session("s").status is SessionStatus.OPEN


def test_an_agreement_that_is_disputed_binds_nobody():
    """It is agreed anew; the work on which it rested goes on."""
    p = carried().record(
        acts.Dispute(by="ana", at=START, act=2, words=SAID, parts={"agreement"})
    )
    assert not p.state.agreement.in_force(p.at)
    assert p.agreement is not None
    kinds = {duty.kind for duty in p.duties(at=p.at)}
    assert DutyKind.RENEW_AGREEMENT in kinds
    assert not codes(p, meeting(p))
    p = p.record(
        acts.Amend(
            by="bo", at=p.at, proposal="a1", matter=matters.Agreement(words=SAID)
        ),
        acts.Accept(by="ana", at=p.at, proposal="a1"),
    )
    assert p.state.agreement.in_force(p.at)


def test_a_dispute_of_what_was_made_here_since_changes_nothing():
    """Rule 16: it removes nothing by itself."""
    p = carried()
    p = p.record(
        acts.GiveConsent(by="ana", at=START, scope=Scope.TREATMENT, terms="t"),
        acts.Amend(
            by="bo", at=START, proposal="a1", matter=matters.Agreement(words=SAID)
        ),
        acts.Accept(by="ana", at=START, proposal="a1"),
    )
    after = p.record(acts.Dispute(by="ana", at=START, act=2, words=SAID))
    assert after.consent("ana", Scope.TREATMENT).in_force(START)
    assert after.state.agreement.in_force(START)


def test_a_dispute_is_answered():
    """It opens the duty to answer, as the dispute of any entry does."""
    p = carried().record(acts.Dispute(by="ana", at=START, act=2, words=SAID))
    kinds = [duty.kind for duty in p.duties(at=START)]
    assert DutyKind.ANSWER_DISPUTE in kinds
    assert [disputed.dispute.act for disputed in p.disputes] == [2]


# --- holders


def test_a_holder_confirms_what_they_consented_to_for_a_child():
    """Who said yes there says here whether it is so."""
    p = asked_for(deciders={"ana": "ew.under_16"})
    until = START + 365 * DAY
    assert "carry.consent_missing" in codes(p, carrying(p))
    endless = [said_yes(given_by="mum")]
    assert "carry.consent_missing" in codes(p, carrying(p, consents=endless))
    therapist = [said_yes(given_by="bo", expires_at=until)]
    assert "carry.consent_missing" in codes(p, carrying(p, consents=therapist))
    p = p.record(carrying(p, consents=[said_yes(given_by="mum", expires_at=until)]))
    assert p.consent("ana", Scope.TREATMENT).in_force(START)
    owed = [d for d in p.duties(at=START) if d.kind is DutyKind.CONFIRM_CARRIED]
    assert {str(duty.owed_to) for duty in owed} == {"mum"}
    p = p.record(appointing(p, "mum", until=until))
    assert codes(p, acts.Confirm(by="ana", at=START, acts=(2,))) == [
        "entry.not_to_confirm"
    ]
    p = p.record(acts.Confirm(by="mum", at=START, acts=(2,)))
    assert not codes(p, meeting(p, LATE))


# --- what is seen


def test_a_client_of_a_couple_sees_their_own_consents():
    """And the shared parts; of the other's, and what is said of them, nothing."""
    p = asked_for(ANA, BEN)
    consents = [*carrying(p).consents, said_yes(client="ben", scope=Scope.RECORDING)]
    p = p.record(
        carrying(p, consents=consents),
        acts.Confirm(by="ben", at=START, acts=(2,), parts={"consent:recording"}),
        acts.Dispute(by="ben", at=START, act=2, words=SAID, parts={TREATMENT}),
    )
    seen, his = view(p, "ana"), view(p, "ben")
    assert [type(act).__name__ for act in seen.history] == ["Open", "CarryOver"]
    shown = seen.history[1]
    assert isinstance(shown, acts.CarryOver)
    assert {str(one.client) for one in shown.consents} == {"ana"}
    assert shown.agreement is not None
    assert seen.carried_over is not None
    assert seen.carried_over.act == shown
    assert {str(one.client) for one in seen.carried_over.parts.values()} == {"ana"}
    assert seen.disputes == ()
    assert len(his.history) == 4
    assert view(p, "bo").carried_over == p.carried_over


def test_a_view_holds_nothing_of_the_other():
    """Neither in what it shows nor in what it is made of."""
    p = asked_for(ANA, BEN)
    hidden = said_yes(client="ben", scope=Scope.disclosure("canary", purpose="x"))
    p = p.record(carrying(p, consents=[*carrying(p).consents, hidden]))
    assert b"canary" not in pickle.dumps(view(p, "ana"))
    assert b"canary" in pickle.dumps(view(p, "ben"))


def test_words_of_what_was_carried_over_are_taken_out_for_good():
    """They are the organisation's, who wrote them here."""
    p = asked_for()
    canary = matters.Goal(words=Words("canary"))
    goal = CarriedGoal(id="g1", matter=canary, agreed_at=BEGAN)
    p = p.record(carrying(p, goals=[goal]))
    plan = Plan(subject="clinic", by="clinic", at=p.at, because="erasure_request")
    after, report = redact(p, plan)
    assert {removed.field for removed in report.removed} == {
        "agreement.matter.words",
        "goals.matter.words",
        "evidence.reference",
    }
    assert b"canary" not in pickle.dumps(after)
    assert after.goal("g1").words == REMOVED
    assert [str(one.id) for one in after.goals] == ["g1"]


def test_words_of_what_was_carried_over_are_sealed():
    """A row holds none of them, and they come back with the key."""
    p = carried()
    bare_ = bare(p.history[1])
    assert "weekly" not in bare_.body
    assert "sleep" not in bare_.body
    (text,) = bare_.texts
    assert text.person == "clinic"
    assert whole(bare_.body, bare_.format, (text.changes,)) == p.history[1]


def test_it_is_written_and_read():
    """Invariant 51."""
    p = carried(ANA, BEN)
    p = p.record(acts.Confirm(by="ana", at=p.at, acts=(2,), parts={TREATMENT}))
    again = codec.loads(codec.dumps(p))
    assert again == p
    assert again.state == p.state


def test_waiting_for_another_is_told_as_no_more_than_that():
    """Whether the other has confirmed is theirs."""
    p = carried(ANA, BEN).record(acts.Confirm(by="ana", at=START, acts=(2,)))
    told = [refusal.code for refusal in p.why_not(meeting(p, LATE, by="ana"))]
    assert told == ["others.not_ready"]
    told = [refusal.code for refusal in p.why_not(meeting(p, LATE))]
    assert told == ["carry.unconfirmed"]


# --- what happened before


def test_what_happened_before_is_written_up_in_its_order():
    """Sessions, ratings and measures are told of back to when the work began."""
    p = carried()
    p = held(p, "s2", BEGAN + 20 * DAY)
    p = held(p, "s1", BEGAN + 10 * DAY)
    rate: dict[str, Any] = {"by": "ana", "goal": "g1", "at": p.at}
    p = p.record(acts.RateGoal(**rate, value=5, happened_at=BEGAN + 30 * DAY))
    p = p.record(acts.RateGoal(**rate, value=3, happened_at=BEGAN + 5 * DAY))
    assert [rating.value for rating in p.goal("g1").ratings] == [3, 5]
    starts = list(p.state.sessions.starts)
    assert starts == [BEGAN + 10 * DAY, BEGAN + 20 * DAY]
    assert p.at == p.state.at == START
    effective = [entry.effective_at for entry in p.timeline][2:]
    assert effective == sorted(effective)
    assert [entry.version for entry in p.timeline][:2] == [1, 2]
    assert Partnership.replay(p.entries).state == p.state
    assert Partnership.replay(p.history, check=True).state == p.state


def test_nothing_is_told_of_from_before_the_work_began():
    """Nor is anything granted before this record was opened."""
    p = carried()
    early = acts.RateGoal(
        by="ana", at=START, happened_at=BEGAN - DAY, goal="g1", value=1
    )
    assert codes(p, early) == ["late.before_opening"]
    paper = Evidence("paper-form", seen_by="bo")
    granted = acts.Explain(
        by="bo", at=START, happened_at=BEGAN + DAY, to="ana", scope=Scope.CONTACT,
        terms="t", evidence=paper,
    )  # fmt: skip
    assert codes(p, granted) == ["late.before_opening"]
    leave = acts.Leave(by="ana", at=START, happened_at=START - DAY)
    assert codes(p, leave) == ["late.before_opening"]


def test_what_was_so_then_is_not_asked():
    """A recorded session of then needs no consent that is in force here."""
    p = carried()
    p = held(p, "s1", BEGAN + DAY, ways={Way.RECORDING})
    rate = acts.RateGoal(by="bo", at=START, happened_at=BEGAN + DAY, goal="g1", value=1)
    assert codes(p, rate) == ["right.not_theirs"]
    assert codes(p, attrs.evolve(rate, by="ana", goal="g9")) == ["goal.unknown"]
    alone = meeting(p, START, id="s2", happened_at=BEGAN + DAY, present={"bo"})
    assert "session.one_sided" in codes(p, alone)
    taken = meeting(p, START, id="s1", happened_at=BEGAN + 2 * DAY)
    assert "session.id_taken" in codes(p, taken)


def test_a_moment_before_shows_the_opening_alone():
    """What another system says of then was not so here."""
    p = asked_for()
    p = p.record(carrying(p, at=START + DAY))
    p = held(p, "s1", BEGAN + DAY)
    assert p.as_of(START).stage is Stage.REQUESTED
    assert len(p.as_of(START).history) == 1
    assert p.as_of(START + DAY).stage is Stage.WORKING
    assert len(p.as_of(START + DAY).history) == 4
    for moment in (BEGAN + 2 * DAY, START - timedelta(seconds=1)):
        with pytest.raises(ValueError, match="had not been opened"):
            p.as_of(moment)


@given(st.permutations(range(1, 6)))
def test_the_order_of_writing_up_does_not_matter(order: list[int]):
    """Invariant 58, of what happened before a case was carried over."""
    p = carried()
    for n in order:
        p = held(p, f"s{n}", BEGAN + n * DAY)
    straight = carried()
    for n in range(1, 6):
        straight = held(straight, f"s{n}", BEGAN + n * DAY)
    assert p.state.sessions.starts == straight.state.sessions.starts
    assert p.state.sessions.n_held == straight.state.sessions.n_held


# --- the number of sessions


def test_sessions_that_are_written_up_are_among_those_carried_over():
    """Nothing is counted twice; what is more than was said counts as well."""
    p = asked_for()
    p = p.record(carrying(p, n_sessions=2))
    for n in range(1, 4):
        p = held(p, f"s{n}", BEGAN + n * DAY)
        assert p.state.sessions.n_held == max(2, n)
    p = held(p, "now", START)
    assert p.state.sessions.n_held == 4


def test_sessions_that_are_carried_over_count_towards_the_agreed_number():
    """All of them, as nobody here knows which were before the agreement."""
    few = CarriedAgreement(
        id="a1",
        matter=matters.Agreement(words=SAID, n_sessions=3),
        agreed_at=BEGAN + DAY,
    )
    p = asked_for()
    p = p.record(carrying(p, agreement=few, n_sessions=2))
    assert p.state.sessions.n_used_since(BEGAN + DAY) == 2
    p = held(p, "old", BEGAN + 2 * DAY)
    assert p.state.sessions.n_used_since(BEGAN + DAY) == 2
    p = held(p, "s3", START)
    assert codes(p, meeting(p, START + DAY)) == ["agreement.sessions_used"]
    assert p.state.sessions.n_used_since(START) == 1


def test_a_review_is_due_some_time_after_the_case_was_carried_over():
    """What was looked at elsewhere, and when, is not known."""
    p = carried()
    kinds = {duty.kind for duty in p.duties(at=START)}
    assert DutyKind.REVIEW not in kinds
    kinds = {duty.kind for duty in p.duties(at=START + 90 * DAY)}
    assert DutyKind.REVIEW in kinds


# --- taking it out again


def test_a_start_that_was_carried_over_in_error_is_carried_over_again():
    """The service takes it out alone while nobody relied on it."""
    p = carried()
    out = acts.EnteredInError(by="clinic", at=START, act=2, because="wrong-record")
    struck = p.record(out)
    assert struck.stage is Stage.REQUESTED
    assert struck.carried_over is None
    again = struck.record(carrying(asked_for()))
    assert again.stage is Stage.WORKING
    assert again.carried_over is not None
    assert again.carried_over.version == 4
    assert Partnership.replay(again.entries).state == again.state
    relied = p.record(acts.Confirm(by="ana", at=START, acts=(2,)))
    assert codes(relied, out) == ["void.relied_on"]


def test_what_was_written_up_rests_on_it():
    """It is taken out first, last one first."""
    p = held(carried(), "s1", BEGAN + DAY)
    out = acts.EnteredInError(by="clinic", at=START, act=2, because="wrong-record")
    p = p.record(
        acts.EnteredInError(by="bo", at=START, act=4, because="slip"),
        acts.EnteredInError(by="bo", at=START, act=3, because="slip"),
    )
    with pytest.raises(Refused) as error:
        p.record(out)
    assert [refusal.code for refusal in error.value.refusals] == ["void.relied_on"]


# --- of any history


@given(histories(carried=True))
def test_it_is_replayed_as_it_was_recorded(p: Partnership):
    """Invariant 1, of cases that were carried over."""
    assert Partnership.replay(p.entries).state == p.state
    assert Partnership.replay(p.history).state == p.state
    for entry in p.entries:
        again = p.known_by(entry.recorded_at)
        assert again.history == p.history[: again.version]


@given(histories(carried=True, late=False))
def test_it_keeps_what_every_history_keeps(p: Partnership):
    """The promises, which are read off the acts alone."""
    check_history(p)


def test_the_promises_see_what_was_carried_over():
    """A dispute, a word too late, and what happened before."""
    p = carried()
    p = held(p, "old", BEGAN + DAY, ways={Way.RECORDING})
    no = acts.Dispute(by="ana", at=START, act=2, words=SAID, parts={TREATMENT})
    give = acts.GiveConsent(by="ana", at=LATE, scope=Scope.TREATMENT, terms="t")
    said = acts.Confirm(by="ana", at=LATE, acts=(2,))
    check_history(p.record(no, give, said, meeting(p, LATE)))
    late = Partnership.replay([*p.history, meeting(p, LATE)])
    with pytest.raises(AssertionError, match="said in time"):
        check_history(late)
    none = Partnership.replay([*p.history, no, meeting(p)])
    with pytest.raises(AssertionError, match="has consented to it"):
        check_history(none)


@given(histories(carried=True, late=False))
def test_beyond_it_no_stage_that_takes_two_has_one_hand(p: Partnership):
    """Invariant 15: whoever else has to assent does so with their own hand."""
    before = Partnership.replay(p.history[:2])
    for act in p.history[2:]:
        after = before.record(act)
        step = row_taken(before.state, act)
        if step is not None and law_step(step).is_mutual:
            assert isinstance(act, acts.Accept | acts.Amend | acts.Propose)
            assert act.entered_by is None
            name = act.id if isinstance(act, acts.Propose) else act.proposal
            proposal = after.proposal(name)
            assert not missing(before.state.members, proposal, before.policy)
        before = after


def law_step(name: str) -> law.Step:
    """Return the row of a name."""
    return next(step for step in law.STEPS if step.id == name)


@given(histories(carried=True, entered=False, late=False))
def test_no_session_starts_with_a_client_who_has_said_nothing(p: Partnership):
    """After the days that the policy gives each of them."""
    for n, act in enumerate(p.history):
        if not isinstance(act, acts.StartSession):
            continue
        before = Partnership.replay(p.history[:n])
        found = before.carried_over
        days = before.policy.carry_over_days
        if found is None or act.at < found.act.at + days * DAY:
            continue
        assert all(
            part.client not in act.present or not part.is_unconfirmed
            for part in found.parts.values()
        )


@given(histories())
def test_no_history_is_carried_over_unless_asked_for(p: Partnership):
    """Invariants 15 and 56 to 58 are held of openings without it."""
    assert p.carried_over is None
