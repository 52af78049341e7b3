"""The tables of the law are sound, and the pages made from them are fresh."""

import importlib
import pkgutil
import re
import sys
from pathlib import Path

import pytest

import collabtherapy.partnership
from collabtherapy import PersonId, Stage, Words, acts, law, matters
from collabtherapy.partnership.law.plans import kinds
from collabtherapy.partnership.law.routes import settles_at, steps_on, way
from collabtherapy.partnership.questions.offers import OFFERS
from collabtherapy.partnership.state import REGIONS, State
from collabtherapy.partnership.values.refusals import Reason
from collabtherapy.testing.own_kinds import HOMEWORK, declaring
from collabtherapy.testing.situations import of_erasing
from collabtherapy.testing.ways import decided, in_session, led_to, two

DOCS = Path(__file__).parents[2] / "docs"


def test_generated_pages_are_fresh():
    """What docs/generate.py would write is what stands there."""
    sys.path.insert(0, str(DOCS))
    try:
        pages = importlib.import_module("generate").pages()
    finally:
        sys.path.remove(str(DOCS))
    for path, text in pages.items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name}: nox -s generate"


def test_every_act_and_every_matter_is_under_one_name():
    """`acts` and `matters` name exactly what the law knows."""
    named = {getattr(acts, name) for name in acts.__all__} - {acts.Act}
    assert named == set(kinds())
    decided = {getattr(matters, name) for name in matters.__all__} - {matters.Matter}
    assert decided == set(law.ASSENT)


def test_nothing_leads_out_of_closed_and_a_client_leaves_from_everywhere():
    """No row leaves CLOSED; every open stage has a row for leaving, without a guard."""
    for step in law.STEPS:
        assert Stage.CLOSED not in step.from_.stages
    leaving = [step for step in law.STEPS if acts.Leave in step.on]
    assert all(step.guards == () for step in leaving)
    assert set(leaving[0].from_.stages) == {s for s in Stage if s.is_open}
    assert not [gate for gate in law.GATES if gate.on is acts.Leave]


def test_every_row_has_a_name_of_its_own_and_an_argument():
    """Rows are told apart by their ids and say why they stand there."""
    for names in (
        [row.id for row in law.STEPS],
        [row.id for row in law.GATES],
        [row.kind.value for row in law.DUTIES],
    ):
        assert len(set(names)) == len(names)
    assert all(row.because for row in (*law.STEPS, *law.DUTIES))


def test_every_reason_is_written_once():
    """No two reasons share a code, and each is in the list."""
    rooms = [
        importlib.import_module(module.name)
        for module in pkgutil.walk_packages(
            collabtherapy.partnership.__path__, "collabtherapy.partnership."
        )
    ]
    found = {v for room in rooms for v in vars(room).values() if isinstance(v, Reason)}
    assert found == set(law.REASONS)
    codes = [reason.code for reason in found]
    assert len(set(codes)) == len(codes)


def test_every_region_has_a_field_of_the_state():
    """A region is a field of the state, and starts empty."""
    fields = {region.name for region in REGIONS}
    assert fields | {"id", "policy", "at", "main", "left"} == set(State._fields)


@pytest.mark.parametrize("matter", law.ASSENT)
def test_every_matter_settles_somewhere(matter: type[matters.Matter]):
    """A matter that could be put and never settled would be a trap."""
    assert settles_at(matter)


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_is_reached(stage: Stage):
    """From the request on, some way leads to every stage; leaving is not on it."""
    steps = way((Stage.REQUESTED, None), (law.Where((stage,)),))
    assert steps or stage is Stage.REQUESTED
    assert all(step.on != (acts.Leave,) for step in steps)


def test_options_think_of_every_kind_of_act():
    """Every kind of act but the opening is offered to somebody somewhere."""
    p = in_session(declaring(led_to(two(), Stage.WORKING), HOMEWORK))
    at, words = p.state.at, Words("said")
    task = matters.Task(words=words, goals={"g1"})
    p = decided(p, "t1", task, at)
    p = decided(p, "p1", matters.Practice(words=words, task="t1", owner="ana"), at)
    p = decided(p, "tr", matters.Transfer(to="incoming"), at)
    choice = matters.Choice(words=words)
    p = p.record(
        acts.Propose(by="bo", at=at, id="end", matter=choice),
        acts.StateNeed(by="ana", at=at, need="interpreter"),
        acts.StatePreference(by="ana", at=at, dimension="intensity", strength=1),
        acts.WriteNote(by="ana", at=at, words=words, entered_by="bo", id="n1"),
        acts.Dispute(by="ana", at=at, act=1, words=words),
    )
    q = of_erasing.written()
    q = q.record(of_erasing.holding(q), of_erasing.restricting(q))
    offered = {
        type(act)
        for offer in OFFERS
        for state, names in ((p.state, ("ana", "bo")), (q.state, ("clinic",)))
        for person in map(PersonId, names)
        for act in offer(state, person, state.at)
    }
    # Entries are no part of the state: the record offers to take out the last of them.
    by_record = {option.act for option in p.options("ana", at=at)}
    assert acts.EnteredInError in by_record
    assert offered == set(kinds()) - {acts.Open, acts.EnteredInError}


def test_the_diagram_shows_every_row_that_changes_the_stage():
    """Every row that leads elsewhere is in the picture, in both notations."""
    drawn = law.diagram()
    for step in law.STEPS:
        if step.to is law.Elsewhere.SAME:
            continue
        assert step.id in drawn.mermaid
        assert step.id in drawn.dot
    assert str(drawn) == drawn.mermaid
    bundle = drawn._repr_mimebundle_()  # what a notebook calls
    assert set(bundle) == {"text/vnd.mermaid", "text/markdown", "text/plain"}


def test_a_region_has_one_function_for_an_act():
    """Two folds of one act in one region would hide one another."""
    region = REGIONS[0]
    with pytest.raises(TypeError, match="folded twice"):
        region.folds(acts.Open)(lambda value, _: value)
    goals = next(r for r in REGIONS if r.name == "goals")
    with pytest.raises(TypeError, match="settled twice"):
        goals.settles(matters.Goal)(lambda value, _: value)


def test_rows_are_found_by_what_they_are_on():
    """An act or matter that is no step has no rows."""
    assert steps_on(acts.RateGoal) == ()
    assert [step.id for step in steps_on(matters.Begin)] == ["L3"]


def test_every_claim_and_every_invariant_has_a_test():
    """The rows and invariants of the seed page are held by tests."""
    sys.path.insert(0, str(DOCS))
    try:
        seed = importlib.import_module("pages.seed")
    finally:
        sys.path.remove(str(DOCS))
    held = set(seed.holding(re.compile(r"\bS\d\d\b")))
    rows = {claim.row for claim in seed.CLAIMS}
    assert len(rows) == len(seed.CLAIMS) == 51
    assert rows <= held
    invariants = seed.holding(re.compile(r"[Ii]nvariants? \d+(?:(?:, | and )\d+)*"))
    here = set(range(1, 56))
    assert here <= set(map(int, invariants))
