"""An inbox is what looking at every partnership would find, for who owes it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st
from late_stories import DAY
from properties.stories_of_authority import YEAR, parental
from properties.stories_of_authority import working as child_at_work
from storage.drawn import LONG_AFTER, kept_histories, kept_late_stories, opened
from storage.keeping import MASTER

from collabtherapy import DutyKind, Partnership, PersonId, Scope, Stage, acts
from collabtherapy.partnership.law.sight.seen import seen_by
from collabtherapy.partnership.questions.timers import derived_duties
from collabtherapy.storage import DueItem, Page, Store, open_store
from collabtherapy.testing.kept_stories import story
from collabtherapy.testing.ways import START, led_to, two

later = st.integers(0, 800).map(lambda n: timedelta(days=n))
WORKING = led_to(two(), Stage.WORKING)


def looked_up(p: Partnership, person: PersonId, at: datetime) -> set[str]:
    """Return the names of what somebody owes that is due, as far as the law shows it.

    It is what their view would answer, and for those who keep the record what the
    partnership itself answers.
    """
    at = max(at, p.at)
    seen = seen_by(p.state, person, at)
    if seen is None:
        return set()
    owed = chain(seen.duties.open(), derived_duties(seen, at))
    return {
        str(duty.id)
        for duty in owed
        if duty.owed_by == person and (duty.due_at is None or duty.due_at <= at)
    }


def everyone(p: Partnership) -> set[PersonId]:
    """Return the people to ask about: those who are or were in it, and all who owe."""
    owing = {duty.owed_by for duty in p.state.duties.by_id.values()}
    return {one.id for one in p.state.members.ever} | owing


def names(items: Iterable[DueItem]) -> list[str]:
    return [str(one.duty) for one in items]


def filled(store: Store, *those: Partnership) -> None:
    for p in those:
        store.import_history(p.id, p.entries)


@given(kept_histories(at_most=6) | kept_late_stories(), st.lists(later, max_size=8))
def test_an_inbox_is_what_looking_finds(p: Partnership, passed: list[timedelta]):
    """At any moment, also when only time has passed since, and at each turn of it."""
    turns = [timer.due_at - p.at for timer in p.timers(at=p.at) if timer.due_at]
    with opened() as store:
        filled(store, p)
        for after in (timedelta(), *passed, *turns):
            for person in everyone(p):
                found = names(store.inbox(person, p.at + after, limit=1000))
                assert set(found) == looked_up(p, person, p.at + after)
                assert len(set(found)) == len(found)


def test_what_only_time_has_owed_is_in_it_on_the_day():
    """A review comes round with nothing recorded in between."""
    (review,) = (t for t in WORKING.timers(at=WORKING.at) if t.kind.value == "review")
    assert review.due_at is not None
    with open_store() as store:
        filled(store, WORKING)
        assert not store.inbox("bo", review.due_at - DAY, kinds={DutyKind.REVIEW})
        (item,) = store.inbox("bo", review.due_at, kinds={DutyKind.REVIEW})
        assert (item.partnership, item.version) == (WORKING.id, WORKING.version)
        assert (item.kind, item.about) == (DutyKind.REVIEW, (PersonId("ana"),))
        assert item.due_at is None
        assert item.duty in {duty.id for duty in WORKING.duties(at=review.due_at)}


def test_what_is_owed_no_longer_by_time_alone_is_in_it_no_longer():
    """A parent's yes that ran out is not to be asked anew, though another's stands."""
    p = parental(parental(child_at_work(), "mum"), "dad", until=START + 2 * YEAR)
    said = {"on_behalf_of": "ana", "at": p.at, "scope": Scope.CONTACT, "terms": "t"}
    over = p.at + YEAR - 20 * DAY
    p = p.record(
        acts.Explain(by="bo", at=p.at, to="ana", scope=Scope.CONTACT, terms="t"),
        acts.GiveConsent(by="mum", expires_at=over, **said),
        acts.GiveConsent(by="dad", expires_at=START + 2 * YEAR, **said),
    )
    kinds = {DutyKind.ASK_CONSENT_ANEW}
    with opened() as store:
        filled(store, p)
        for at, is_owed in ((over - 9 * DAY, False), (over - DAY, True), (over, False)):
            assert bool(store.inbox("bo", at, kinds=kinds)) is is_owed
            owed = {duty.kind for duty in p.duties(at=at)}
            assert (DutyKind.ASK_CONSENT_ANEW in owed) is is_owed


def test_nobody_is_named_what_they_are_not_shown(address: str):
    """Somebody from outside to whom a rupture was taken sees nothing of the work."""
    p = WORKING
    two_ = {"by": "ana", "at": p.at, "client": "ana", "therapist": "bo"}
    p = p.record(acts.MarkRupture(**two_), acts.TakeRuptureTo(**two_, recipient="fia"))
    (hear,) = p.duties(at=p.at, owed_by="fia")
    assert hear.kind is DutyKind.HEAR_RUPTURE
    with open_store(address, master_key=MASTER) as store:
        filled(store, p)
        assert not store.inbox("fia", LONG_AFTER)
        assert store.inbox("bo", p.at)
        assert store.find(due_at=p.at)


def test_what_is_done_is_in_it_no_longer(address: str):
    """The rows are those of the last act, whichever door it came by."""
    p = story("p-1")
    with open_store(address, master_key=MASTER) as store:
        filled(store, p)
        before = names(store.inbox("bo", p.at))
        ask = acts.AskFeedback(by="bo", at=p.at, session="s1", to="ana")
        p = store.record(p, ask)
        after = names(store.inbox("bo", p.at))
        assert set(after) == looked_up(p, PersonId("bo"), p.at) < set(before)
        assert {one.version for one in store.inbox("bo", p.at)} == {p.version}
        assert store.rebuild() == 1
        assert names(store.inbox("bo", p.at)) == after


@pytest.mark.parametrize("limit", [1, 2, 5, 6])
def test_pages_together_are_the_inbox(address: str, limit: int):
    """Each duty once, in one order over all partnerships, whatever a page holds."""
    with open_store(address, master_key=MASTER) as store:
        filled(store, *(story(f"p/{n}") for n in range(3)))
        at = START + 40 * DAY
        whole = store.inbox("bo", at, limit=1000)
        assert len(whole) == 6
        pages = [store.inbox("bo", at, limit=limit)]
        while pages[-1].next is not None:
            pages.append(store.inbox("bo", at, limit=limit, after=pages[-1].next))
        assert list(chain.from_iterable(pages)) == list(whole)
        assert all(len(page) == limit for page in pages[:-1])
        places = [(i.due_at or i.duty.since, i.partnership, i.duty) for i in whole]
        assert places == sorted(places)


def test_an_inbox_loads_no_partnership(monkeypatch: pytest.MonkeyPatch):
    """It is one statement over rows, however long ago the last act was."""
    with open_store() as store:
        filled(store, WORKING)
        store.rebuild()
        monkeypatch.setattr("collabtherapy.storage.finding.loaded", None)
        assert store.inbox("bo", WORKING.at + 4_000 * DAY)


def test_a_record_is_filed_where_it_is_made(address: str):
    """In the transaction of the acts: nothing is left for whoever asks."""
    p = story("p-1")
    with open_store(address, master_key=MASTER) as store:
        filled(store, p)
        store.rebuild()
        for act in (
            acts.AskFeedback(by="bo", at=p.at, session="s1", to="ana"),
            acts.WithdrawConsent(by="ana", at=p.at, scope=Scope.ASSESSMENT),
        ):
            p = store.record(p, act)
            assert store._backend.read(lambda reading: reading.unfiled()) == []
        (found,) = store.find()
        assert (found.version, found.stage) == (p.version, p.stage)


def test_a_person_who_owes_nothing_has_an_empty_inbox():
    """A stranger as well: nothing tells one from the other."""
    with open_store() as store:
        filled(store, WORKING)
        assert store.inbox("ana", LONG_AFTER) == store.inbox("nobody", LONG_AFTER)
        assert store.inbox("nobody", LONG_AFTER) == Page(())


def test_of_kinds_there_may_be_none():
    """None asks for all of them, and an empty set for no kind."""
    p = story("p-1")
    with open_store() as store:
        filled(store, p)
        whole = store.inbox("bo", p.at)
        assert {one.kind for one in whole} > {DutyKind.INVITE}
        (invite,) = store.inbox("bo", p.at, kinds=[DutyKind.INVITE])
        assert invite.kind is DutyKind.INVITE
        assert not store.inbox("bo", p.at, kinds=())


def test_tenants_have_inboxes_of_their_own(address: str):
    """A person of the same name owes nothing for another, whoever is made anew."""
    p, q = story("p-1"), story("p-1", client="cem")
    with (
        open_store(address, master_key=MASTER, tenant="a") as a,
        open_store(address, master_key=MASTER, tenant="b") as b,
    ):
        filled(a, p)
        whole = a.inbox("bo", p.at)
        assert whole
        assert not b.inbox("bo", p.at)
        filled(b, q)
        assert b.rebuild() == 1
        assert {one.about[-1] for one in b.inbox("bo", q.at)} == {PersonId("cem")}
        assert a.inbox("bo", p.at) == whole
        assert not a.find(person="cem")
