"""The read model says what the states say, after any interleaving of writers."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from random import Random

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from late_stories import DAY
from storage.believed import believed, told_on
from storage.drawn import LONG_AFTER, kept_histories, kept_late_stories, opened
from storage.keeping import MASTER
from storage.test_inbox import everyone, looked_up

from collabtherapy import Partnership, PersonId, Words, acts
from collabtherapy.errors import Conflict, Refused
from collabtherapy.storage import FoundAs, Store, open_store
from collabtherapy.storage.filing import entry_of, last_before
from collabtherapy.testing.kept_stories import story
from collabtherapy.testing.ways import SEEN, appointing, two

N_WRITERS = 4
N_STEPS = 12
ways = st.sampled_from(["append", "record", "find", "inbox", "rebuild"])


def check(store: Store, those: Iterable[Partnership], passed: timedelta) -> None:
    """Hold what is found, and every inbox, against the states themselves."""
    states = {p.id: p for p in those}
    found = {one.id: one for one in store.find(limit=1000)}
    assert {name: one.version for name, one in found.items()} == {
        name: p.version for name, p in states.items()
    }
    people = set[PersonId]().union(*map(everyone, states.values()))
    for name, p in states.items():
        assert (found[name].stage, found[name].at) == (p.stage, p.at)
    for person in people:
        for role in FoundAs:
            there = {one.id for one in store.find(person=person, role=role, limit=1000)}
            assert there == {n for n, p in states.items() if role in roles(p, person)}
        for at in {p.at for p in states.values()} | {p.at + passed for p in those}:
            items = store.inbox(person, at, limit=1000)
            owed = [(item.partnership, str(item.duty)) for item in items]
            assert sorted(owed) == sorted(
                (name, duty)
                for name, p in states.items()
                for duty in looked_up(p, person, at)
            )
            assert all(
                item.version == states[item.partnership].version for item in items
            )


def roles(p: Partnership, person: PersonId) -> Iterator[FoundAs]:
    """Yield as what the state has somebody."""
    if any(one.id == person for one in p.state.members.ever):
        yield FoundAs(p.state.members.role(person).value)
    if any(held.holder == person for held in p.state.representation.standing(p.at)):
        yield FoundAs.HOLDER


@given(
    st.lists(kept_histories(at_most=3) | kept_late_stories(), min_size=1, max_size=3),
    st.lists(st.tuples(st.integers(0, 2), st.integers(1, 4), ways), max_size=12),
    st.integers(0, 400),
)
def test_rows_are_what_the_states_say(
    drawn: list[Partnership], steps: list[tuple[int, int, str]], passed: int
):
    """Whoever wrote, in whatever order, by whichever door, and who asked between."""
    whole = {str(n): p for n, p in enumerate(drawn)}
    done = dict.fromkeys(whole, 0)
    with opened() as store:
        for which, many, way in steps:
            name = str(which % len(drawn))
            p, version = whole[name], done[name]
            told = renamed(p, name)[: version + many]
            those = told[version:]
            if way in ("append", "record") and those:
                write(store, told, version, way)
                done[name] += len(those)
            elif way == "find":
                store.find(person="ana")
            elif way == "inbox":
                store.inbox("bo", p.at)
            elif way == "rebuild":
                store.rebuild()
        there = [store.load(name) for name, version in done.items() if version]
        if there:
            check(store, there, timedelta(days=passed))


def renamed(p: Partnership, name: str) -> tuple:
    """Return the entries of a partnership under another name."""
    first, *rest = p.entries
    opening = first.act.restated(partnership=name)
    return (attrs.evolve(first, act=opening), *rest)


def write(store: Store, told: tuple, version: int, way: str) -> None:
    """Write entries after a version, in one record where the law still lets it."""
    those, name = told[version:], str(told[0].act.partnership)
    if way == "record" and version and all(e.mark == those[0].mark for e in those):
        p = store.load(name)
        try:
            store.record(p, *(entry.act for entry in those))
        except Refused:
            pass
        else:
            return
    told_on(store, told, version)


def test_rows_are_what_the_states_say_whoever_writes_at_once(address: str):
    """Four writers, two of whom bring it up to date or make it anew meanwhile."""
    names = [f"p-{n}" for n in range(3)]
    with open_store(address, master_key=MASTER, wait_seconds=60) as store:
        for name in names:
            store.import_history(name, story(name).history)
        with ThreadPoolExecutor(N_WRITERS) as pool:
            for one in [pool.submit(_work, address, n) for n in range(N_WRITERS)]:
                one.result()
        unfiled = store._backend.read(lambda reading: reading.unfiled())
        there = [store.load(name) for name in store.head().marks]
        check(store, there, 30 * DAY)
        assert len(there) > len(names)
        assert set(unfiled) < set(store.head().marks)


def _work(address: str, n: int) -> None:
    moments = Random(n)
    with open_store(address, master_key=MASTER, wait_seconds=60) as store:
        for step in range(N_STEPS):
            name = f"p-{moments.randrange(3)}"
            p = store.load(name)
            note = acts.WriteNote(by="bo", at=p.at, words=Words("more"))
            need = acts.StateNeed(
                by="ana", at=p.at, need=f"need.{n}.{step}", needed=True
            )
            way = moments.choice(["record", "record", "append", "open", "rebuild"])
            try:
                if way == "record":
                    store.record(p, need)
                elif way == "append":
                    believed(store, name, [note], p.version)
                elif way == "open":
                    other = story(f"own-{n}-{step}")
                    store.import_history(other.id, other.history)
                elif n == 0:
                    store.rebuild()
                else:
                    store.find(person="bo")
            except Conflict:
                pass


def test_a_holder_is_one_as_of_the_last_act():
    """As what somebody is in it hangs on the state alone."""
    p = two()
    p = p.record(appointing(p, "mum", by="mum", evidence=None))
    assert (("mum", "holder") in entry_of(p, LONG_AFTER).people) is False
    p = p.record(
        acts.ConfirmRepresentation(
            by="bo", at=p.at, client="ana", representative="mum", evidence=SEEN
        )
    )
    assert set(entry_of(p, LONG_AFTER).people) == {
        ("ana", "client"), ("bo", "therapist"), ("mum", "holder")
    }  # fmt: skip


@pytest.mark.parametrize("ahead", [timedelta(), 5 * timedelta(minutes=1)])
def test_a_clock_that_is_a_little_behind_looks_nothing_up(ahead: timedelta):
    """What is dated as far ahead as clocks may differ is reckoned from as it is."""
    p = story("p-1")
    assert last_before(p, p.at - ahead) == p.at
    assert last_before(p, p.at - ahead - DAY) < p.at


def test_what_lies_ahead_of_the_clock_is_reckoned_with_in_its_time():
    """Of an entry with a mistyped year, and of what was so before it."""
    p = story("p-1")
    slip = acts.WriteNote(by="bo", at=p.at + 900 * DAY, words=Words("a slip"))
    leave = acts.Leave(by="ana", at=p.at + 1_000 * DAY)
    late = p.record(slip, leave)
    with open_store(clock=lambda: LONG_AFTER) as store:
        believed(store, str(p.id), late.history, 0)
        store._clock = lambda: p.at + DAY
        store.rebuild()
        for at in (p.at + DAY, slip.at, leave.at - DAY, leave.at, leave.at + DAY):
            found = {str(one.duty) for one in store.inbox("bo", at)}
            assert found == _then(late, at)


def _then(p: Partnership, at: datetime) -> set[str]:
    owed = p.duties(at=at, owed_by="bo")
    return {str(d.id) for d in owed if d.due_at is None or d.due_at <= at}
