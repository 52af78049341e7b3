"""Late entries and mistakes, kept: what was decided is read, never decided again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

import attrs
import pytest
from hypothesis import given
from late_stories import (
    DAY,
    HOUR,
    SEEN,
    broken_off,
    day,
    set_aside,
    spread,
    taken_out,
)
from storage.drawn import LONG_AFTER, kept_late_stories, opened
from storage.keeping import MASTER
from storage.rows_by_hand import by_hand, rechain
from storage.tampered import faults

from collabtherapy import (
    Change,
    Client,
    Partnership,
    Policy,
    Therapist,
    Words,
    acts,
    matters,
)
from collabtherapy.errors import CorruptRecord, ImpossibleHistory, Refused
from collabtherapy.partnership.record.timeline import Item
from collabtherapy.partnership.values.entries import PLAIN, Mark
from collabtherapy.privacy import Plan
from collabtherapy.storage import Fault, Store, memory, open_store
from collabtherapy.storage.keyrings import NoKeyring
from collabtherapy.storage.plain import PlainCipher
from collabtherapy.storage.unlocking import unlocked

ACT = "collabtherapy_act"
MINUTE = timedelta(minutes=1)
LAST = 6
"""How many entries at the end are looked at one by one."""
BOTH = (set_aside, broken_off, taken_out)


def first_late(p: Partnership) -> int:
    """Return how many entries come before the first that is late or marked."""
    late = (e.version - 1 for e in p.entries if e.is_late or e.mark != PLAIN)
    return max(1, min(late, default=p.version - LAST))


def items(p: Partnership) -> list[Item]:
    """Return the timeline of a partnership."""
    return list(p.recorded.on_time().items())


def until(p: Partnership, at: datetime | None) -> Sequence[Item]:
    """Return what counts from before a moment; all of it, if there is none."""
    return [item for item in items(p) if at is None or item.act.at < at]


@given(kept_late_stories())
def test_what_is_recorded_step_by_step_is_read_as_such(p: Partnership):
    """Invariant 64: every prefix of what is followed folds to what was so then."""
    with opened() as store:
        n = first_late(p)
        store.import_history(p.id, p.history[:n])
        q, states = store.load(p.id), list[Partnership]()
        for act in p.history[n:]:
            # The story may have been told in other steps than one act at a time.
            if not q.allows(act):
                break
            q = store.record(q, act)
            states.append(q)
        assert store.load(p.id) == q
        followed = store.follow()
        for version, then in enumerate(states, start=n + 1):
            again = Partnership.replay(one.entry for one in followed[:version])
            assert again == then
            assert again.state == then.state
            assert (again.entries, again.conflicts) == (then.entries, then.conflicts)
        assert store.verify().ok


@given(kept_late_stories())
def test_entries_are_kept_as_they_are(p: Partnership):
    """And their acts alone as a replay takes them, which asks the law of each."""
    with opened() as store:
        store.import_history(p.id, p.entries)
        loaded = store.load(p.id)
        assert loaded == p
        assert loaded.state == p.state
        assert loaded.entries == p.entries
        assert store.import_history(p.id, p.entries).repeated
        assert store.verify().ok
    with opened() as store:
        try:
            bare = Partnership.replay(p.history, check=True)
        except ImpossibleHistory:
            with pytest.raises(ImpossibleHistory):
                store.import_history(p.id, p.history)
            return
        store.import_history(p.id, p.history)
        assert store.load(p.id).state == bare.state
        assert store.verify().ok


@given(kept_late_stories())
def test_a_projection_knows_from_where_to_begin_again(p: Partnership):
    """What counts from before that moment is as it was; else it only goes on."""
    with opened() as store:
        store.import_history(p.id, p.entries)
        known = store.history(p.id)
    n, entries = first_late(p), p.entries
    before = Partnership.replay(entries[:n])
    for one in known[n:]:
        after = Partnership.replay(entries[: one.version])
        since = one.timeline_changed_from
        kept = until(before, since)
        assert until(after, since)[: len(kept)] == kept
        assert since is None or until(after, since) == kept
        entry = after.entries[-1]
        assert (one.entry.act, one.entry.mark) == (entry.act, entry.mark)
        assert (one.effective_at, one.entry.recorded_at) == (
            entry.effective_at, entry.recorded_at
        )  # fmt: skip
        before = after


@given(kept_late_stories())
def test_what_was_known_at_a_moment_is_what_was_recorded_by_then(p: Partnership):
    """Rows are not filtered by what they say, but by when the record learned of it."""
    with opened() as store:
        store.import_history(p.id, p.entries)
        for at in {entry.recorded_at for entry in p.entries[-LAST:]}:
            assert store.load_as_of(p.id, at) == p.known_by(at)


def test_what_is_on_time_has_no_envelope():
    """Nearly every row says nothing beside its act."""
    backend = memory.Memory("")
    vault = unlocked(backend, PlainCipher(), NoKeyring())
    store = Store(backend, vault, lambda: LONG_AFTER)
    p = set_aside()
    store.import_history(p.id, p.entries)
    said = [row.envelope for row in backend.tables.rows(str(p.id))]

    assert said[:-1] == [None] * (p.version - 1)
    assert said[-1] is not None
    assert said[-1].startswith('{"changed_from":"2026-01-09T21:00:00Z",')


@pytest.mark.parametrize("tell", BOTH)
def test_acts_that_come_alone_are_decided_once(tell, address: str):
    """When they are added: a void, a late withdrawal, what it breaks off."""
    p = tell()
    n = p.version - 1
    with open_store(address, master_key=MASTER, clock=lambda: LONG_AFTER) as store:
        store.import_history(p.id, p.history[:n])
        store.record(store.load(p.id), *p.history[n:])
        store.import_history("p-2", _named(p, "p-2"))
        assert store.load(p.id) == p
        assert store.load("p-2").state.stage is p.stage
        assert [one.entry.mark for one in store.follow()[: p.version]] == [
            entry.mark for entry in p.entries
        ]


def _named(p: Partnership, name: str) -> Sequence[acts.Act]:
    first = Partnership.open(
        id=name,
        clients=[Client("ana")],
        therapists=[Therapist("bo")],
        by="ana",
        at=p.opening.at,
    )
    return [*first.history, *p.history[1:]]


def test_an_acceptance_by_itself_may_take_something_out():
    """What was put to the others was a correction: the history says so."""
    p = spread()
    matter = matters.Correction(act=p.version, because="slip")
    put = acts.Propose(by="bo", at=day(8), id="c", matter=matter)
    accept = acts.Accept(by="ana", at=day(8), proposal="c")
    whole = p.record(put, accept)
    assert whole.entries[-3].voided_by == whole.version
    with opened() as store:
        store.import_history(p.id, p.history)
        store.record(store.record(p, put), accept)
        assert store.load(p.id) == whole


def test_what_waits_for_a_slip_is_told_when_it_stops_waiting():
    """A slip of the year is taken out: what came after it stands at its own moment."""
    p = spread()
    slip = acts.WriteNote(by="bo", at=p.at + 365 * DAY, words=Words("a slip"))
    waits = acts.Pause(by="ana", at=day(8))
    out = acts.EnteredInError(
        by="bo", at=day(9), act=p.version + 1, because="wrong-date"
    )
    with opened() as store:
        store.import_history(p.id, p.history)
        for act in (slip, waits, out):
            p = store.record(p, act)
        *_, waited, taken = store.history(p.id)

    assert (waited.effective_at, waited.timeline_changed_from) == (slip.at, None)
    assert taken.timeline_changed_from == day(8)
    assert p.entries[-2].effective_at == day(8)


def test_nothing_is_dated_after_the_clock():
    """By more than the policy of that partnership says that clocks may differ."""
    p = Partnership.open(
        id="p-1", clients=[Client("ana")], therapists=[Therapist("bo")], by="ana",
        at=day(0), policy=Policy(clock_tolerance_minutes=120),
    )  # fmt: skip
    close, ahead = (
        acts.WriteNote(by="ana", at=day(0) + n * MINUTE, words=Words("a note"))
        for n in (120, 121)
    )
    with open_store(clock=lambda: day(0)) as store:
        assert store.now() == day(0)
        store.import_history(p.id, p.history)
        after = store.record(p, close)
        for door in (
            partial(store.record, after, ahead),
            partial(store.import_history, p.id, [*after.history, ahead]),
            partial(store.open, attrs.evolve(p.opening, partnership="q", at=ahead.at)),
        ):
            with pytest.raises(Refused) as caught:
                door()
            (refusal,) = caught.value.refusals
            assert (refusal.code, refusal.fix) == (
                "time.ahead", (Change("at", (day(0),)),)
            )  # fmt: skip
        assert store.record(p, close) == after


@pytest.mark.parametrize(
    ("mark", "match"),
    [
        (Mark(voids=3), "takes nothing out"),
        (Mark(sets_aside=frozenset({17})), "earlier entries"),
    ],
)
def test_an_entry_that_cannot_be_is_not_kept(mark: Mark, match: str):
    """A mark that its entry cannot have, and an entry in another place."""
    p = set_aside()
    *rest, last = p.entries
    with opened() as store:
        other = type(last)(
            version=last.version, act=last.act, recorded_at=last.recorded_at,
            effective_at=last.effective_at, mark=mark,
        )  # fmt: skip
        with pytest.raises(ValueError, match=match):
            store.import_history(p.id, [*rest, other])
        with pytest.raises(ValueError, match="entry 15 cannot stand at 16"):
            store.import_history(p.id, [*rest, *rest[-1:]])
        with pytest.raises(TypeError, match="acts, or entries"):
            store.import_history(p.id, [*rest, mark])  # type: ignore[list-item]
        assert not store.find()


def test_a_late_act_about_what_is_not_there_is_not_kept():
    """It could not be read again: whoever imports it, or records it, is told."""
    p = spread()
    late = acts.Accept(
        by="ana", at=day(8), happened_at=day(2.5), proposal="zz", evidence=SEEN
    )
    nothing = acts.EnteredInError(by="bo", at=day(8), act=99, because="slip")
    with opened() as store:
        store.import_history(p.id, p.history)
        for act in (late, nothing):
            with pytest.raises(Refused):
                store.record(p, act)
            whole = [*_named(p, "p-2"), act]
            with pytest.raises(ImpossibleHistory) as caught:
                store.import_history("p-2", whole, accept={len(whole)})
            assert caught.value.index == len(whole) - 1
        assert store.load(p.id) == p


def test_forgetting_leaves_what_was_decided():
    """Words go; what was set aside stays so, and nothing is decided again."""
    p = set_aside()
    with opened() as store:
        store.import_history(p.id, p.entries)
        store.erase(
            Plan(
                subject="bo", by="bo", at=p.opening.at + HOUR, because="erasure_request"
            )
        )
        after = store.load(p.id)

    assert after.notes[0].words.is_removed
    assert after.entries[-1].effective_at == p.at
    assert [e.mark for e in after.entries[:-1]] == [e.mark for e in p.entries]


N = set_aside().version
HERE = f"stream = 'p-1' AND version = {N}"
ENVELOPES = {
    "NULL": "altered",
    "'{}'": "unreadable",
    "'no json'": "unreadable",
    "'[' || envelope || ']'": "unreadable",
    "replace(envelope, 'changed', 'moved')": "unreadable",
    "replace(envelope, '[12]', '[17]')": "altered",
    "replace(envelope, '[12]', '[11]')": None,
    "replace(envelope, '01-09T21', '01-08T21')": "altered",
    "replace(envelope, 'learned_at\":\"2026-01-13', 'learned_at\":\"2026-01-14')": (
        "altered"
    ),
}


@pytest.mark.parametrize("change", ENVELOPES)
def test_what_was_decided_is_in_the_chain(change: str, address: str):
    """Whoever changes it is found out; with the chain anew, where it cannot be."""
    p, code = set_aside(), ENVELOPES[change]
    with opened(address, held=0) as store:
        store.import_history(p.id, p.entries)
        by_hand(address, f"UPDATE {ACT} SET envelope = {change} WHERE {HERE}")
        assert faults(store) == [Fault("p-1", N, "altered")]
        with pytest.raises(CorruptRecord, match="altered"):
            store.load(p.id)
        rechain(address, "p-1", by=store)
        assert faults(store) == ([] if code is None else [Fault("p-1", N, code)])


@pytest.mark.parametrize("change", ["'{}'", "replace(envelope, '[12]', '[17]')"])
def test_what_was_never_decided_is_not_read(change: str, file: str):
    """A history is not given with less or more in effect than was recorded."""
    p = set_aside()
    with opened(file, held=0) as store:
        store.import_history(p.id, p.entries)
        by_hand(file, f"UPDATE {ACT} SET envelope = {change} WHERE {HERE}")
        rechain(file, "p-1", by=store)
        for look in (
            lambda: store.load(p.id),
            lambda: store.load_as_of(p.id, p.at),
        ):
            with pytest.raises(CorruptRecord) as caught:
                look()
            assert caught.value.version == N
        store.rebuild()
        assert [found.stage for found in store.find()] == [None]
