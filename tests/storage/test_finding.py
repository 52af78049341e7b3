"""Finding agrees with looking at every partnership."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from late_stories import DAY, day, spread
from storage.drawn import LONG_AFTER, kept_histories, kept_late_stories, opened
from storage.keeping import MASTER

from collabtherapy import Partnership, Stage, Words, acts, matters
from collabtherapy.storage import Found, FoundAs, Page, Store, open_store
from collabtherapy.testing.kept_stories import story
from collabtherapy.testing.ways import SEEN, appointing, led_to, two

later = st.integers(0, 400).map(lambda n: timedelta(days=n))


def is_due(p: Partnership, at: datetime) -> bool:
    """Return whether something owed is due: at its moment, or when they next meet."""
    owed = p.duties(at=max(at, p.at))
    return any(duty.due_at is None or duty.due_at <= at for duty in owed)


def filled(store: Store, those: Iterable[Partnership]) -> None:
    for p in those:
        store.import_history(p.id, p.entries)


def every_page(store: Store, limit: int, **sought) -> Iterator[Page[Found]]:
    page = store.find(limit=limit, **sought)
    yield page
    while page.next is not None:
        page = store.find(limit=limit, after=page.next, **sought)
        yield page


@given(kept_histories(at_most=4) | kept_late_stories(), later)
def test_finding_agrees_with_looking(p: Partnership, passed: timedelta):
    """By stage, by every member and role, by what is due."""
    at = p.at + passed
    with opened() as store:
        store.import_history(p.id, p.entries)
        (found,) = store.find(stage=p.stage)
        assert (found.id, found.version, found.at) == (p.id, p.version, p.at)
        assert found.since == p.state.main.since
        for one in p.state.members.ever:
            role = FoundAs(p.state.members.role(one.id).value)
            assert store.find(person=one, role=role)
        assert all(store.find(person=one) for one in p.opening.people)
        assert bool(store.find(due_at=at)) == is_due(p, at)


def test_a_safety_plan_is_due_on_its_day_without_a_concern():
    """It is written at any time, and looked at again when it says so."""
    p = led_to(two(), Stage.EXPLORING)
    assert not p.duties(at=p.at + 400 * DAY)
    plan = matters.SafetyPlan(
        client="ana", words=Words("call eve"), review_at=p.at + 30 * DAY
    )
    p = p.record(
        acts.Propose(by="ana", at=p.at, id="plan", matter=plan),
        acts.Accept(by="bo", at=p.at, proposal="plan"),
    )
    with opened() as store:
        filled(store, [p])
        assert not store.find(due_at=p.at + 29 * DAY)
        assert store.find(due_at=p.at + 30 * DAY)


def test_who_holds_authority_in_a_partnership_finds_it(address: str):
    """From outside as well; not by a claim, and not once it has ended."""
    p = two()
    claim = appointing(p, "mum", by="mum", evidence=None)
    confirm = acts.ConfirmRepresentation(
        by="bo", at=p.at, client="ana", representative="mum", evidence=SEEN
    )
    end = acts.EndRepresentation(by="bo", at=p.at, client="ana")
    with open_store(address, master_key=MASTER) as store:
        store.import_history(p.id, p.history)
        for act, is_found in ((claim, False), (confirm, True), (end, False)):
            p = store.record(p, act)
            assert bool(store.find(person="mum")) is is_found
            assert bool(store.find(person="mum", role=FoundAs.HOLDER)) is is_found
            assert not store.find(person="mum", role=FoundAs.CLIENT)
            assert bool(store.find(role=FoundAs.HOLDER)) is is_found


def test_a_mistyped_year_puts_off_nothing_that_is_due():
    """What is due is reckoned by the clock, whatever an entry says that lies ahead."""
    p, later = spread(), day(60)
    slip = acts.WriteNote(by="bo", at=p.at + 4_000 * DAY, words=Words("a slip"))
    with open_store(clock=lambda: LONG_AFTER) as store:
        store.import_history(p.id, p.history)
        assert store.find(due_at=later)
        store.record(p, slip)
        store._clock = lambda: day(8)
        store.rebuild()
        (found,) = store.find(due_at=later)
        assert found.at == slip.at


def test_a_moment_before_the_last_act_is_answered_as_of_that_act():
    """The clock of another writer may be ahead of the one who asks."""
    p = story("p-1")
    assert is_due(p, p.at)
    with open_store() as store:
        filled(store, [p])
        assert store.find(due_at=p.at)
        assert store.find(due_at=p.at - DAY / 100)


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_pages_together_are_what_there_is(address: str, limit: int):
    """Each once and by name, whatever a page holds and however it is sought."""
    those = [story(f"p/{n}", client=("ana", "cem")[n % 2]) for n in range(5)]
    with open_store(address, master_key=MASTER) as store:
        filled(store, those)
        for sought in ({}, {"person": "cem"}, {"stage": those[0].stage}):
            (whole,) = every_page(store, 100, **sought)
            pages = list(every_page(store, limit, **sought))
            assert [one for page in pages for one in page] == list(whole)
            assert all(len(page) == limit for page in pages[:-1])
            assert 0 < len(pages[-1]) <= limit
        assert len(whole) == len(those)


def test_what_is_on_a_page_hangs_on_no_later_name():
    """Somebody who goes on misses nothing that comes to stand after the cursor."""
    with open_store() as store:
        filled(store, [story("b"), story("d")])
        page = store.find(limit=1)
        filled(store, [story("a"), story("c")])
        rest = store.find(after=page.next)
        assert [str(one.id) for one in rest] == ["c", "d"]
        assert rest.next is None
