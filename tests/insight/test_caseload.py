"""Many partnerships at once, as each of them answers by itself, and without words."""

from datetime import timedelta

import attrs
from hypothesis import given
from hypothesis import strategies as st
from insight.stories import SAID, at_work, met

from collabtherapy import (
    Client,
    Organisation,
    Partnership,
    Stage,
    Therapist,
    Words,
    acts,
)
from collabtherapy.insight import Case, Caseload
from collabtherapy.testing.histories import histories
from collabtherapy.testing.ways import START

days = st.integers(0, 400).map(lambda n: timedelta(days=n))


def written(value: object) -> list[Words]:
    """Give all the words that a value holds, however deep."""
    if isinstance(value, Words):
        return [] if value.is_removed else [value]
    if isinstance(value, dict):
        return [w for pair in value.items() for item in pair for w in written(item)]
    if isinstance(value, tuple | list | frozenset):
        return [w for item in value for w in written(item)]
    if hasattr(value, "_parts"):
        return [w for part in value._parts for w in written(part)]  # noqa: SLF001
    if attrs.has(type(value)):
        fields = attrs.fields(type(value))
        return [w for field in fields for w in written(getattr(value, field.name))]
    return []


@given(histories(), days)
def test_a_case_owes_what_its_partnership_does(p: Partnership, later: timedelta):
    """Invariant 7: asked of a case, the law says what it says of the partnership."""
    at = p.at + later
    case = Case.of(p)
    assert case.duties(at=at) == p.duties(at=at)
    for person in (*p.clients, *p.therapists):
        owed = p.duties(at=at, owed_by=person)
        assert case.duties(at=at, owed_by=person) == owed
    due = [t.is_due for t in p.timers(at=at) if t.kind.value == "review"]
    assert case.review_due(at=at) == (p.stage is Stage.WORKING and any(due))
    assert (case.id, case.stage, case.contact(at=at)) == (
        p.id,
        p.stage,
        p.contact(at=at),
    )
    assert case.n_held == sum(s.status.value == "held" for s in p.sessions)
    assert case.clients == tuple(c.id for c in p.clients)


@given(histories())
def test_a_case_holds_nobodys_words(p: Partnership):
    """What was written is let go, down to what people like to be called."""
    assert written(Case.of(p)) == []


def test_names_are_let_go_as_well():
    """What people like to be called is theirs, and in no list."""
    called = Words("called")
    p = Partnership.open(
        id="p-9",
        clients=[Client("ana", called=called, pronouns=called)],
        therapists=[Therapist("bo", called=called), Therapist("eva")],
        organisations=[Organisation("clinic")],
        by="ana",
        at=START,
    )
    assert written(p.state.members)
    assert written(Case.of(p)) == []
    assert Case.of(p).therapists == tuple(t.id for t in p.therapists)


def test_a_caseload_is_narrowed_and_asked():
    """Due reviews, unanswered feedback, duties; by stage, therapist and client."""
    quiet, waiting = at_work(), met()
    load = Caseload.of([quiet, waiting])
    assert [case.stage for case in load] == [Stage.WORKING] * 2
    assert load.cases[0].last_session is None
    assert load.cases[1].last_session == waiting.at
    assert len(load.unanswered_feedback()) == 1
    assert len(load.unanswered_feedback().cases[0].unanswered) == 1
    assert len(load.due_reviews(at=waiting.at)) == 0
    assert len(load.due_reviews(at=waiting.at + timedelta(days=100))) == 2
    owed = load.duties(at=waiting.at, owed_by="bo")
    assert {name for name, _ in owed} == {quiet.id}
    assert len(load.having(stage=Stage.PAUSED)) == 0
    assert len(load.having(therapist="bo", client="ana", stage=Stage.WORKING)) == 2
    assert len(load.having(client="cem")) == len(load.having(therapist="eva")) == 0
    assert [repr(load), repr(load.cases[0])] == [
        "<Caseload of 2>",
        "<Case p-1: working>",
    ]
    paused = Case.of(quiet.record(acts.Pause(by="ana", at=quiet.at, words=SAID)))
    assert not paused.review_due(at=quiet.at + timedelta(days=100))
