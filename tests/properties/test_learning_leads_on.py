"""Learning leads somewhere: to a change, to a goal, to a smaller step, to a plan."""

from datetime import timedelta
from typing import Any

import pytest

from collabtherapy import (
    DutyKind,
    DutyStatus,
    Lapse,
    Partnership,
    Policy,
    Stage,
    ToolKind,
    WhoLed,
    Words,
    acts,
    insight,
    matters,
)
from collabtherapy.partnership.regions.duties import Duty
from collabtherapy.privacy import view
from collabtherapy.testing.situations.of_learning import (
    doubting,
    drawing,
    hoping,
    smaller,
    smaller_now,
)
from collabtherapy.testing.situations.of_needs import discussing
from collabtherapy.testing.situations.of_work import tasked
from collabtherapy.testing.situations.places import SAID, at_
from collabtherapy.testing.ways import couple, decided, in_session, led_to, two

SMALLER = DutyKind.OFFER_SMALLER_STEP


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of what stands in the way of an act."""
    return [refusal.code for refusal in p.why_not(act)]


def owed(p: Any, kind: DutyKind) -> list[Duty]:
    """Return the open duties of a kind."""
    return [duty for duty in p.duties(at=p.at) if duty.kind is kind]


def talking() -> Partnership:
    """Return a session in which a therapist learned, and a client looked back."""
    p = in_session(led_to(two(), Stage.WORKING))
    return p.record(
        acts.RecordLearning(by="bo", contribution="c1", words=SAID, **at_(p)),
        acts.Reflect(by="ana", session="s1", words=SAID, **at_(p)),
        acts.Reflect(by="bo", session="s1", **at_(p)),
    )


def test_an_adjustment_cites_what_its_author_learned():
    """S06, S33: and what a client made of the session, as it always could."""
    p = talking()
    how: dict[str, Any] = {"session": "s1", "because_of": "ana", "words": SAID}
    cited = acts.Adjust(by="bo", from_learning=p.at, **how, **at_(p))
    after = p.record(cited)
    assert after.feedback("s1", "ana").adjustments == (cited,)
    for wrong in (
        acts.Adjust(by="ana", from_learning=p.at, **how, **at_(p)),
        acts.Adjust(by="bo", from_learning=p.at - timedelta(days=9), **how, **at_(p)),
    ):
        assert codes(p, wrong) == ["cited.not_said"]


def test_the_next_agenda_cites_what_was_learned_or_made_of_the_last():
    """S06, S12: what somebody made of a session leads to the next."""
    p = talking()
    p = p.record(acts.PlanSession(by="bo", id="s2", starts_at=p.at, **at_(p)))
    how: dict[str, Any] = {"session": "s2", "words": SAID, **at_(p)}
    p = p.record(
        acts.AddToAgenda(by="bo", from_learning=p.at, **how),
        acts.AddToAgenda(by="ana", from_reflection="s1", **how),
    )
    first, second = p.agenda("s2")
    assert (first.by, first.from_learning) == (p.therapists[0].id, p.at)
    assert str(second.from_reflection) == "s1"
    for act in (
        acts.AddToAgenda(by="ana", from_learning=p.at, **how),
        acts.AddToAgenda(by="bo", from_reflection="s1", **how),  # they said no
    ):
        assert codes(p, act) == ["cited.not_said"]


def test_an_aspiration_is_offered_as_a_goal_to_its_author_alone():
    """S21: until a goal was drawn from it, and to nobody else."""
    p = hoping(led_to(two(), Stage.WORKING))

    def drawn(p: Partnership, person: str) -> list[object]:
        options = p.options(person, at=p.at)
        return [o.target for o in options if o.matter is matters.Goal and o.target]

    assert drawn(p, "ana") == [p.at]
    assert drawn(p, "bo") == []
    put = p.record(drawing(p))
    assert drawn(put, "ana") == []


def test_a_goal_names_the_aspiration_of_whoever_proposes_it():
    """S21: another says nothing of it, and rewords what was drawn without losing it."""
    p = hoping(led_to(couple(), Stage.WORKING))
    for by in ("bo", "cem"):
        assert codes(p, drawing(p, by=by)) == ["goal.no_aspiration"]
    (refusal,) = p.why_not(drawing(p, from_aspiration=p.at - timedelta(days=1)))
    (fix,) = refusal.fix
    assert [goal.from_aspiration for goal in fix.to] == [p.at]
    put = p.record(drawing(p))
    later = at_(p, 1)
    for by in ("bo", "cem"):
        reworded = acts.Amend(by=by, proposal="g2", matter=drawing(p).matter, **later)
        assert codes(put, reworded) == []
        other = acts.Amend(
            by=by,
            proposal="g2",
            matter=matters.Goal(words=SAID, from_aspiration=later["at"]),
            **later,
        )
        assert codes(put, other) == ["goal.no_aspiration"]


def test_why_this_tells_of_the_aspiration_to_those_who_see_it():
    """S19, S21: the goal is shared; what was hoped for is the client's own."""
    p = hoping(led_to(couple(), Stage.WORKING))
    (hope,) = p.preferences("ana").aspirations
    p = p.record(
        drawing(p, owners=("ana",)),
        acts.Accept(by="bo", proposal="g2", **at_(p)),
    )
    task = matters.Task(words=SAID, goals={"g2"}, owners=("ana",))
    p = decided(p, "t1", task, p.at)
    for viewer in (None, "ana", "bo"):
        why = insight.why_this(p, "t1", viewer=viewer)
        assert why.of_aspirations == (hope,)
        assert why.cites[0] == hope
    hidden = insight.why_this(p, "t1", viewer="cem")
    assert hidden.of_aspirations == ()
    assert hidden.of_goals == insight.why_this(p, "t1").of_goals
    other = decided(p, "t2", matters.Task(words=SAID, goals={"g1"}), p.at)
    assert insight.why_this(other, "t2").of_aspirations == ()


@pytest.mark.parametrize("value", [0, 3, 4, 10])
@pytest.mark.parametrize("low", [0, 3, 9])
def test_little_confidence_owes_a_smaller_step(value: int, low: int):
    """S25: how little, the policy says; once for a goal, and not to a colleague."""
    p = led_to(two(), Stage.WORKING)
    p = decided(p, "pol", matters.PolicyChange(policy=Policy(low_confidence=low)), p.at)
    p = p.record(doubting(p, value), doubting(p, value))
    found = [(str(d.owed_by), str(d.owed_to)) for d in owed(p, SMALLER)]
    assert found == ([("bo", "ana")] if value <= low else [])


def test_a_smaller_step_is_put_by_a_therapist_or_taken_up_or_talked_over():
    """S25: a task, a practice; theirs or the client's; or a talk about why not."""
    p = tasked().record(doubting(tasked()))
    (duty,) = owed(p, SMALLER)
    by_ana = p.record(smaller(p, by="ana"))
    assert owed(by_ana, SMALLER) == [duty]
    taken_up = by_ana.record(acts.Accept(by="bo", proposal="less", **at_(p)))
    talked = in_session(p)
    talked = talked.record(discussing(talked, measures=(), goals={"g1"}))
    for after in (p.record(smaller(p)), p.record(smaller_now(p)), taken_up, talked):
        assert after.duty(duty.id).status is DutyStatus.DISCHARGED
    goal = matters.Goal(words=SAID)
    other = decided(p, "g2", goal, p.at)
    task = matters.Task(words=SAID, goals={"g2"})
    other = other.record(acts.Propose(by="bo", id="t2", matter=task, **at_(p)))
    assert owed(other, SMALLER) == [duty]
    more = p.record(doubting(p, 8))
    assert more.duty(duty.id).lapsed_because is Lapse.TAKEN_BACK


def test_an_early_sign_is_drawn_from_an_insight():
    """S27, S28: the plan for a sign, and the insight behind it, are found together."""
    p = led_to(two(), Stage.WORKING)
    add = {"by": "ana", "words": SAID, **at_(p)}
    p = p.record(
        acts.AddToToolkit(kind=ToolKind.INSIGHT, **add),
        acts.AddToToolkit(kind=ToolKind.EARLY_SIGN, insight=1, **add),
        acts.AddToToolkit(kind=ToolKind.COPING_STEP, sign=2, **add),
        acts.AddToToolkit(kind=ToolKind.EARLY_SIGN, **add),
    )
    toolkit = p.toolkit("ana")
    assert toolkit.insight_for(2) == toolkit.tools[0]
    assert toolkit.plan_for(2) == (toolkit.tools[2],)
    assert [toolkit.insight_for(place) for place in (0, 1, 3, 4, 9)] == [None] * 5
    wrong = acts.AddToToolkit(kind=ToolKind.EARLY_SIGN, insight=2, **add)
    (refusal,) = p.why_not(wrong)
    assert (refusal.code, refusal.fix[0].to) == ("toolkit.not_an_insight", (1,))
    with pytest.raises(ValueError, match="only an early sign"):
        acts.AddToToolkit(kind=ToolKind.INSIGHT, insight=1, **add)


def test_the_client_says_who_led_beside_what_is_coded():
    """S31, S35: their word is no coding, and where they say nothing it is unknown."""
    p = in_session(led_to(couple(), Stage.WORKING))
    for by, led in (
        ("ana", WhoLed.CLIENT),
        ("ana", WhoLed.BOTH),
        ("bo", WhoLed.THERAPIST),
    ):
        p = p.record(acts.GiveFeedback(by=by, session="s1", led=led, **at_(p)))
    found = insight.profile(p).leading
    ana, cem = (client.id for client in p.clients)
    said = found[ana].said
    assert (said.amount, said.total, said.n) == (1.5, 2, 2)
    assert said.value is None  # too few to be shown as a number
    assert found[cem].said.value is None
    assert found[ana].balance == found[cem].balance
    seen = insight.profile(p, viewer="cem").leading
    assert seen.get(ana) is None or seen[ana].said.value is None
    assert view(p, "ana").feedback("s1", "ana").feedback[-1].led is WhoLed.BOTH


@pytest.mark.parametrize("mark", ["support", "empowerment"])
@pytest.mark.parametrize("value", [None, 0, 5, 6, 10])
def test_support_and_empowerment_of_nought_are_answered(mark: str, value: int | None):
    """S35: as being heard is; what was not said is no nought."""
    p = in_session(led_to(two(), Stage.WORKING))
    before = owed(p, DutyKind.ANSWER_FEEDBACK)
    said = {mark: value, "words": Words("so")}
    p = p.record(acts.GiveFeedback(by="ana", session="s1", **said, **at_(p)))
    new = len(owed(p, DutyKind.ANSWER_FEEDBACK)) - len(before)
    assert new == (value is not None and value <= 5)
