"""Nobody's words are in anything that is printed, raised, warned of or refused."""

import copy
import pickle
import pprint
import traceback
from datetime import timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import collabtherapy
from collabtherapy import (
    CarriedAgreement,
    CarriedGoal,
    Client,
    Kind,
    Partnership,
    Readiness,
    Scope,
    Stage,
    Therapist,
    Words,
    acts,
    law,
    matters,
)
from collabtherapy.errors import Refused
from collabtherapy.testing.histories import histories
from collabtherapy.testing.offered import attempts, everyone
from collabtherapy.testing.values import texts
from collabtherapy.testing.ways import in_session, led_to, two

AT = led_to(two(), Stage.REQUESTED).state.at
CANARY = "Zwölfkanarien"


LEFT_OUT = {
    acts.ReviewPractice: {"outcome"},  # another one than a goal's
    acts.TakeUp: {"proposal"},
    acts.Code: {"session"},
    acts.WriteNote: {"to"},
    acts.CheckComfort: {"level"},  # another one than a stance's
    acts.Open: {"policy"},
    acts.AppointRepresentative: {"until"},  # it would be over
    acts.StartEnding: {"ground"},  # another vocabulary than a hand-over's
    acts.LeaveAsTherapist: {"ground"},
    acts.RecordMeasure: {"items"},  # counted, where a disclosure names them
}


def spoken(words: Words) -> list[object]:
    """Give every kind of act, matter and person that holds words, holding these."""
    by_field = {
        "by": "ana", "at": AT, "session": "s1", "id": "x1", "to": "ana",
        "proposal": "g1", "because_of": "ana", "contribution": "c1", "goal": "g1",
        "value": 3, "item": 1,
        "readiness": Readiness.NOT_YET, "duty": "orient/ana", "present": ("ana", "bo"),
        "starts_at": AT, "absent": ("ana",), "words": words, "scope": Scope.CONTACT,
        "terms": "t", "matter": matters.Goal(words=words), "into": "c2",
        "partnership": "p", "clients": (Client("ana", called=words, pronouns=words),),
        "therapists": (Therapist("bo", called=words),),
        "outcome": collabtherapy.GoalOutcome.REACHED, "dimension": "intensity",
        "strength": 1, "client": "ana", "therapist": "bo", "clear": True,
        "marker": collabtherapy.Marker.MIXED, "recipient": "clinic",
        "ground": "emergency", "until": AT + timedelta(days=1),
        "level": collabtherapy.StanceLevel.SHARED, "task": "t1", "owner": "ana",
        "goals": {"g1"}, "practice": "p1", "topic": "work", "purpose": "care",
        "items": {"plan"}, "instrument": "phq-9", "low": 0, "high": 27,
        "policy": collabtherapy.Policy(), "options": (words, words),
        "person": Therapist("eva"), "subject": "ana", "because": "erasure_request",
        "representative": "parent",
        "basis": collabtherapy.Basis.ATTORNEY, "decision": "x1",
        "row": "adult",
        "competent": True, "transfer": "x1", "successor": "p-2",
        "answer": collabtherapy.Answer.MET, "note": "n1", "supervisor": "sue",
        "from_": AT, "of": collabtherapy.Noticed.BREAK, "measures": {"phq-9"},
        "no_score": collabtherapy.NoScore.DECLINED, "need": "interpreter",
        "kind": collabtherapy.ToolKind.INSIGHT,
        "hold": "h1", "act": 1, "acts": (1,), "dispute": 1, "accepted": True,
    }  # fmt: skip
    kinds = [getattr(acts, name) for name in acts.__all__ if name != "Act"]
    kinds += [getattr(matters, name) for name in matters.__all__ if name != "Matter"]
    made: list[object] = []
    for kind in kinds:
        names = {field.name for field in attrs.fields(kind)}
        one_of = LEFT_OUT.get(kind, set())
        said = {k: v for k, v in by_field.items() if k in names - one_of}
        if kind is acts.ReviewPractice:
            said["outcome"] = collabtherapy.Reviewed.KEEP
        if kind is matters.Join:  # who joins is a client
            said["person"] = Client("eva", called=words, pronouns=words)
        if kind is acts.CarryOver:  # of which everything is made of something else
            said = carried_over(words)
        made.append(kind(**said))
    return made


def carried_over(words: Words) -> dict[str, Any]:
    """Return what an act says that carries over something in these words."""
    agreement = matters.Agreement(words=words)
    goal = matters.Goal(words=words)
    return {
        "by": "clinic",
        "at": AT,
        "from_system": "old-notes",
        "began_at": AT,
        "as_of": AT,
        "stage": Stage.WORKING,
        "agreement": CarriedAgreement(id="a1", matter=agreement, agreed_at=AT),
        "goals": (CarriedGoal(id="g1", matter=goal, agreed_at=AT),),
    }


def shown(value: object) -> str:
    """Give everything that Python, or a tool that walks values, would print of it."""
    return "\n".join(
        (repr(value), str(value), f"{value}", pprint.pformat(value), f"{[value]!r}")
    )


@given(texts.map(lambda text: CANARY + text))
def test_no_act_matter_or_person_shows_words(text: str):
    """Acts, matters and people print ids, kinds and lengths."""
    for value in spoken(Words(text)):
        assert CANARY not in shown(value)
        assert CANARY not in shown(attrs.evolve(value))


@given(histories(at_most=4), st.data(), texts.map(lambda text: CANARY + text))
def test_no_refusal_shows_words(p: Partnership, data: st.DataObject, text: str):
    """Neither a reason nor its facts, nor its fix, nor the error that carries them."""
    act = data.draw(attempts(p))
    names = {field.name for field in attrs.fields(type(act))} if act else set()
    if act is None or "words" not in names:
        return
    said = attrs.evolve(act, words=Words(text))
    for refusal in p.why_not(said):
        assert CANARY not in shown(refusal)
    if p.why_not(said):
        with pytest.raises(Refused) as refused:
            p.record(said)
        error = refused.value
        assert CANARY not in "".join(traceback.format_exception(error))
        assert CANARY not in repr(vars(error))
        assert pickle.loads(pickle.dumps(error)).args == error.args  # noqa: S301
        return
    after = p.record(said)
    assert CANARY not in shown(after)
    assert CANARY not in shown(after.state)
    for person in everyone(after):
        assert CANARY not in shown(after.options(person, at=after.state.at))


NOT_WORDS = (None, 3, b"x", ["a"], Words("x"))
NOT_SPOKEN = ("", "  ", "\n", f"{CANARY}\x00", f"{CANARY}\ud800", f"\udfff{CANARY}")


def test_what_cannot_be_words_is_refused_without_being_shown():
    """Blank text, a NUL, half of a surrogate pair, and what is not text at all."""
    for value in NOT_WORDS:
        with pytest.raises(TypeError) as wrong:
            Words(value)
        assert repr(value) not in str(wrong.value)
    for text in NOT_SPOKEN:
        with pytest.raises(ValueError, match=r"words") as bad:
            Words(text)
        assert CANARY not in "".join(traceback.format_exception(bad.value))


@given(texts, texts)
def test_words_are_values(one: str, other: str):
    """Words are equal by their text, hash, copy and pickle, and never change."""
    words = Words(one)
    assert (words == Words(other)) is (one == other)
    assert words != one
    assert hash(words) == hash(Words(one))
    assert copy.deepcopy(words) == words
    assert pickle.loads(pickle.dumps(words)).text == one  # noqa: S301
    assert (len(words), words.n_words) == (len(one), len(one.split()))
    for change in (
        lambda: setattr(words, "_text", other),
        lambda: delattr(words, "_text"),
    ):
        with pytest.raises(AttributeError):
            change()


@pytest.mark.parametrize("field", ["id", "by", "words", "kinds", "session"])
def test_a_value_of_the_wrong_type_is_not_shown(field: str):
    """Text in place of words, a sentence in place of an id: named, not repeated."""
    said = f"{CANARY} went home"
    fields = {"by": "ana", "at": AT, "session": "s", "id": "c", field: said}
    with pytest.raises((TypeError, ValueError)) as wrong:
        acts.Contribute(**fields)
    assert CANARY not in "".join(traceback.format_exception_only(wrong.value))


def test_a_whole_partnership_prints_no_words():
    """What a notebook or a debugger shows of a partnership has no text in it."""
    p = in_session(led_to(two(), Stage.WORKING))
    p = p.record(
        acts.Contribute(
            by="ana",
            at=p.state.at,
            session="s1",
            id="c9",
            kinds={Kind("own")},
            words=Words(CANARY),
        )
    )
    for value in (p, p.state, p.history, p.contributions(), p.session("s1"), law.STEPS):
        assert CANARY not in shown(value)
