"""Invariant 22: handing the work on, and what follows it."""

import pytest

from collabtherapy import (
    Client,
    ClosureKind,
    DutyKind,
    Partnership,
    Scope,
    Stage,
    Therapist,
    Words,
    acts,
    codec,
    matters,
)
from collabtherapy.errors import Refused
from collabtherapy.testing.ways import CLINIC, consented, decided, led_to, two

TELLING = Scope.disclosure("eva", purpose="transfer")


def agreed(stage: Stage = Stage.WORKING, **fields: object) -> Partnership:
    """Give a partnership in which everybody agreed to hand the work on."""
    p = led_to(two(), stage)
    return decided(p, "tr", matters.Transfer(to="eva", **fields), p.at)


def complete(p: Partnership, **changes: object) -> acts.CompleteTransfer:
    """Have the other therapist take the work on."""
    fields = {"by": "eva", "at": p.at, "transfer": "tr", "successor": "p-2"}
    return acts.CompleteTransfer(**{**fields, **changes})


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Give the codes of what stands in the way."""
    return [refusal.code for refusal in p.refusals(act)]


def following(p: Partnership, **changes: object) -> Partnership:
    """Open the partnership that follows."""
    fields = {
        "id": "p-2", "clients": [Client("ana")], "therapists": [Therapist("eva")],
        "by": "eva", "at": p.at, "predecessor": p,
    }  # fmt: skip
    return Partnership.open(**{**fields, **changes})


@pytest.mark.parametrize(
    "stage",
    [s for s in Stage if s not in (Stage.REQUESTED, Stage.WAITING, Stage.CLOSED)],
)
def test_it_is_handed_on_from_every_stage_that_has_begun(stage: Stage):
    """L22: agreed by everybody, completed by whoever takes it on."""
    p = agreed(stage)
    after = p.record(complete(p))
    assert after.closure is not None
    assert after.closure.kind is ClosureKind.TRANSFERRED
    assert str(after.successor) == "p-2"
    assert p.successor is None


def test_the_successor_is_begun_and_nothing_more():
    """Invariant 22: no consents, no shared goals, and what is owed to a new bond."""
    p = agreed()
    p = p.record(complete(p))
    for by in ("eva", "ana"):
        new = following(p, by=by)
        assert new.stage is Stage.EXPLORING
        assert new.goals == ()
        assert new.agreement is None
        assert not new.consent("ana", Scope.TREATMENT).in_force(new.at)
        assert [d.kind for d in new.duties(at=new.at)] == [DutyKind.ORIENT]
        assert codec.loads(codec.dumps(new)) == new
    start = acts.StartSession(by="eva", at=p.at, id="s", present=("ana", "eva"))
    assert codes(new, start) == ["consent.assessment.not_in_force"]
    goal = matters.Goal(words=Words("sleep"))
    new = new.record(acts.Propose(by="ana", at=p.at, id="g", matter=goal))
    assert new.goals == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"id": "p-3"}, "opening.other_successor"),
        (
            {"therapists": [Therapist("bo")], "by": "ana"},
            "opening.not_taken_on",
        ),
        ({"clients": [Client("cem")]}, "opening.other_clients"),
        ({"at": led_to(two(), Stage.REQUESTED).at}, "opening.too_early"),
        ({"by": "bo"}, "person.unknown"),
        ({"by": "clinic", "organisations": [CLINIC]}, "opening.client_unaware"),
    ],
)
def test_at_most_one_follows_and_it_is_the_one_named(
    changes: dict[str, object], code: str
):
    """Invariant 22: the one that was named, with who took it on, and its clients."""
    p = agreed()
    p = p.record(complete(p))
    with pytest.raises(Refused) as refused:
        following(p, **changes)
    assert code in [refusal.code for refusal in refused.value.refusals]
    assert codes(p, complete(p, successor="p-3")) == ["stage.not_now"]


@pytest.mark.parametrize("stranger", ["cem", "zoe", "clinic"])
def test_a_stranger_is_told_of_nothing_but_that_it_was_not_handed_on(stranger: str):
    """P14: neither its clients, nor its successor, nor when the work ended."""
    p = agreed()
    p = p.record(complete(p))
    for changes in (
        {"id": "p-3"},
        {"clients": [Client("cem")], "at": p.opening.at},
        {"therapists": [Therapist("bo")]},
    ):
        with pytest.raises(Refused) as refused:
            following(p, **changes, by=stranger, organisations=[CLINIC])
        told = [r for r in refused.value.refusals if r.code.startswith("opening.")]
        assert "opening.not_handed_on" in [refusal.code for refusal in told]
        words = " ".join(str(refusal) for refusal in told)
        assert "p-2" not in words
        assert str(p.at) not in words


def test_who_comes_back_asks_anew():
    """A predecessor that handed nothing on leads to an ordinary request."""
    p = led_to(two(), Stage.CLOSED)
    assert following(p, by="ana").stage is Stage.REQUESTED
    with pytest.raises(Refused):
        following(p)
    with pytest.raises(ValueError, match="follows another"):
        acts.Open(
            by="ana", at=p.at, partnership="x", clients=[Client("ana")],
            therapists=[Therapist("bo")], begun=True,
        )  # fmt: skip
    with pytest.raises(ValueError, match="own predecessor"):
        following(p, id="p-1", by="ana")


def test_what_is_told_on_the_way_is_consented_to():
    """L22: consent to telling whoever takes it on, where they are told anything."""
    p = agreed(items={"goals"})
    assert codes(p, complete(p)) == ["consent.disclosure.not_in_force"]
    p = consented(p, TELLING, p.at)
    assert codes(p, complete(p)) == []


def test_nobody_in_danger_is_handed_on_unlooked_after():
    """Invariant 42: whoever takes the work on may say yes to the concern first."""
    p = agreed()
    p = p.record(acts.RaiseConcern(by="ana", at=p.at, client="ana"))
    assert codes(p, complete(p)) == ["safety.concern_open"]
    p = p.record(
        acts.HandOverSafety(
            by="bo", at=p.at, client="ana", recipient="eva", ground="transfer"
        )
    )
    assert codes(p, complete(p)) == ["safety.not_accepted"]
    p = p.record(acts.AcceptHandOver(by="eva", at=p.at, client="ana"))
    assert codes(p, complete(p)) == []
