"""Needs and preferences have consequences: they are answered, and stand in the way."""

import pytest

from collabtherapy import (
    Answer,
    DutyKind,
    DutyStatus,
    Lapse,
    Partnership,
    Policy,
    Scope,
    Stage,
    StanceLevel,
    Words,
    acts,
    matters,
)
from collabtherapy.errors import Refused
from collabtherapy.testing.ways import (
    ANA,
    BO,
    START,
    consented,
    couple,
    decided,
    led_to,
    two,
)

SAID = Words("so")
MET, ALTERNATIVE, UNABLE = Answer.MET, Answer.ALTERNATIVE, Answer.UNABLE


def ready(p: Partnership, stage: Stage) -> Partnership:
    """Return a partnership in a stage, whose clients consented to treatment."""
    return consented(led_to(p, stage), Scope.TREATMENT, p.at)


def needing(p: Partnership, by: str = "ana", **said: object) -> Partnership:
    """Return the partnership in which a client said that they need an interpreter."""
    return p.record(acts.StateNeed(by=by, at=p.at, need="interpreter", **said))


def answered(
    p: Partnership, answer: Answer, words: Words | None = SAID, client: str = "ana"
) -> Partnership:
    """Return the partnership in which the need was answered."""
    return p.record(
        acts.AnswerNeed(
            by="bo",
            at=p.at,
            client=client,
            need="interpreter",
            answer=answer,
            words=words,
        )
    )


def refused(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of what stands in the way of an act."""
    return [refusal.code for refusal in p.why_not(act)]


def agreeing(p: Partnership) -> acts.Accept:
    """Return the acceptance by which the draft of an agreement comes to stand."""
    return acts.Accept(by="ana", at=p.at, proposal="a2")


def drafted(p: Partnership) -> Partnership:
    """Return a partnership with the draft of an agreement, which leaves the goals."""
    agreement = matters.Agreement(words=SAID, goals_deferred=True)
    return p.record(acts.Propose(by="bo", at=p.at, id="a2", matter=agreement))


def strongly(p: Partnership, strength: int = 3) -> Partnership:
    """Return the partnership in which a client said how they would like to work."""
    return p.record(
        acts.StatePreference(
            by="ana", at=p.at, dimension="intensity", strength=strength
        )
    )


def accommodating(p: Partnership, **how: object) -> acts.Accommodate:
    """Return the therapist's response to that."""
    return acts.Accommodate(
        **{"by": "bo", "at": p.at, "client": "ana", "dimension": "intensity", **how}
    )


@pytest.mark.parametrize("stage", [Stage.EXPLORING, Stage.WORKING])
@pytest.mark.parametrize("answer", [None, ALTERNATIVE, UNABLE])
def test_an_unmet_need_for_an_interpreter_reaches_no_agreement(
    stage: Stage, answer: Answer | None
):
    """S37: nobody agrees to what they may not have understood, first or anew."""
    p = drafted(needing(ready(two(), stage)))
    if answer is not None:
        p = answered(p, answer)
    assert refused(p, agreeing(p)) == ["need.not_settled"]


@pytest.mark.parametrize("stage", [Stage.EXPLORING, Stage.WORKING])
def test_a_need_that_is_met_or_done_without_lets_them_agree(stage: Stage):
    """S37: met is enough; another way, and doing without, are the client's to say."""
    p = drafted(needing(ready(two(), stage)))
    for settled in (
        answered(p, MET),
        needing(answered(p, ALTERNATIVE), needed=False),
        needing(answered(p, UNABLE), needed=False),
        needing(p, needed=False),
    ):
        assert refused(settled, agreeing(settled)) == []
    again = needing(answered(p, MET))
    assert refused(again, agreeing(again)) == ["need.not_settled"]


def test_other_needs_are_owed_an_answer_and_hold_nothing_back():
    """S37: a ramp is answered like the rest, and is no reason not to agree."""
    p = drafted(ready(two(), Stage.EXPLORING))
    p = p.record(acts.StateNeed(by="ana", at=p.at, need="step_free_access"))
    assert refused(p, agreeing(p)) == []
    assert [duty.id.what[1] for duty in owed(p, DutyKind.ANSWER_NEED)] == [
        "step_free_access"
    ]


def owed(p: Partnership, kind: DutyKind) -> list[object]:
    """Return the open duties of a kind."""
    return [duty for duty in p.duties(at=p.at) if duty.kind is kind]


@pytest.mark.parametrize("answer", list(Answer))
def test_a_need_is_owed_an_answer_once(answer: Answer):
    """S37: said twice, one answer is owed; any answer will do, and "met" is one."""
    p = needing(needing(led_to(two(), Stage.EXPLORING)))
    (duty,) = owed(p, DutyKind.ANSWER_NEED)
    assert (duty.owed_by, duty.owed_to) == (BO.id, ANA.id)
    assert owed(answered(p, answer), DutyKind.ANSWER_NEED) == []
    taken_back = needing(p, needed=False)
    assert owed(taken_back, DutyKind.ANSWER_NEED) == []
    lapsed = taken_back.state.duties.by_id[duty.id]
    assert (lapsed.status, lapsed.lapsed_because) == (
        DutyStatus.LAPSED,
        Lapse.TAKEN_BACK,
    )


@pytest.mark.parametrize("strength", range(-3, 4))
@pytest.mark.parametrize("strong", [2, 3])
def test_a_strong_preference_is_owed_an_answer(strength: int, strong: int):
    """S36 and S37: what is strong is the policy's to say; no preference is no wish."""
    p = Partnership.open(
        id="p-1",
        clients=(ANA,),
        therapists=(BO,),
        by="ana",
        at=START,
        policy=Policy(strong_preference=strong),
    )
    p = strongly(strongly(p, strength), strength)
    (*duties,) = owed(p, DutyKind.ANSWER_PREFERENCE)
    assert len(duties) == (abs(strength) >= strong)


def test_a_preference_is_answered_by_what_was_decided_or_by_a_reasoned_no():
    """S37: a choice, a task, a stance that was agreed; or why not, and what instead."""
    p = strongly(led_to(two(), Stage.WORKING))
    p = decided(p, "t1", matters.Task(words=SAID, goals={"g1"}), p.at)
    for act in (
        accommodating(p, answer=MET, proposal="t1"),
        accommodating(p, answer=ALTERNATIVE, words=SAID),
        accommodating(p, answer=UNABLE, words=SAID),
    ):
        after = p.record(act)
        assert owed(after, DutyKind.ANSWER_PREFERENCE) == []
        assert after.preferences("ana").accommodated == (act,)
    for how in ({"answer": UNABLE}, {"answer": UNABLE, "proposal": "t1"}):
        assert refused(p, accommodating(p, **how)) == ["answer.no_words"]
    assert refused(p, accommodating(p, answer=MET)) == ["answer.no_words"]
    weak = strongly(p, 0)
    assert owed(weak, DutyKind.ANSWER_PREFERENCE) == []


def test_what_is_not_decided_accommodates_nothing():
    """S37: a draft, an ending, and what is another client's own are no answer."""
    p = strongly(led_to(couple(), Stage.WORKING))
    at, own = p.at, matters.Stance(client="cem", level=StanceLevel.SHARED)
    p = p.record(
        acts.Propose(by="bo", at=at, id="draft", matter=matters.Choice(words=SAID))
    )
    p = p.record(
        acts.Propose(by="bo", at=at, id="s1", matter=own),
        acts.Accept(by="cem", at=at, proposal="s1"),
    )
    for proposal in ("draft", "begin", "s1"):
        act = accommodating(p, answer=MET, proposal=proposal, words=SAID)
        assert refused(p, act) == ["preference.not_decided"]


def test_only_what_was_said_is_answered_and_not_by_a_client():
    """S37: nobody answers what nobody asked, and no client answers for the service."""
    p = led_to(two(), Stage.WORKING)
    need = acts.AnswerNeed(
        by="bo", at=p.at, client="ana", need="interpreter", answer=MET
    )
    assert refused(p, need) == ["need.not_stated"]
    assert refused(p, accommodating(p, answer=MET, words=SAID)) == [
        "preference.not_stated"
    ]
    p = needing(p)
    with pytest.raises(Refused):
        answered(p, UNABLE, words=None)
    by_ana = acts.AnswerNeed(
        by="ana", at=p.at, client="ana", need="interpreter", answer=MET
    )
    assert refused(p, by_ana) == ["right.not_theirs"]


def test_between_several_each_need_is_for_itself():
    """S37: one client's interpreter is no other's, nor any business of theirs."""
    p = drafted(needing(ready(couple(), Stage.EXPLORING)))
    p = p.record(acts.Accept(by="cem", at=p.at, proposal="a2"))
    assert refused(p, agreeing(p)) == ["need.not_settled"]
