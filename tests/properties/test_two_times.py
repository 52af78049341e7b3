"""Invariants 73 to 82: late entries and voids, over histories that hold both."""

from collections.abc import Iterable, Iterator
from contextlib import suppress

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from late_stories import late_stories

from collabtherapy import (
    ConsentStatus,
    DutyKind,
    Entry,
    Partnership,
    Role,
    Stage,
    acts,
)
from collabtherapy.partnership.law.lateness import LATENESS, Lateness
from collabtherapy.partnership.record import insertion
from collabtherapy.partnership.record.asked import Asked
from collabtherapy.partnership.record.record import consequence_of, named
from collabtherapy.partnership.record.seeing import numbers_seen
from collabtherapy.partnership.record.timeline import Item, then
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.corrections import OfEntries
from collabtherapy.testing.histories import histories
from collabtherapy.testing.late import late_acts, voids
from collabtherapy.testing.offered import everyone
from collabtherapy.testing.remedies import NotCarriedOut, carried_out

few = histories(at_most=6) | late_stories(at_most=2)

OF_TWO = (Stage.EXPLORING, Stage.WORKING, Stage.FOLLOW_UP)
"""The stages that it takes both sides to enter."""

SAID_NO = (ConsentStatus.WITHDRAWN, ConsentStatus.DECLINED)


def differences(one: Partnership, other: Partnership) -> set[str]:
    """Return the regions in which two partnerships differ."""
    pairs = zip(one.state._asdict().items(), other.state, strict=True)
    return {name for (name, was), now in pairs if was != now}


def differ_in_accounts(one: Partnership, other: Partnership) -> bool:
    """Return whether two partnerships differ in nothing but whom to tell of what."""
    duties = (
        [d for d in p.state.duties.by_id.values() if d.kind is not DutyKind.ACCOUNT_FOR]
        for p in (one, other)
    )
    return differences(one, other) <= {"duties"} and len({*map(tuple, duties)}) == 1


def lawful_voids(p: Partnership) -> Iterator[tuple[acts.EnteredInError, Partnership]]:
    """Yield every void that somebody may make, and what comes of it."""
    for person in everyone(p):
        for number in range(1, len(numbers_seen(p.recorded, person, p.at)) + 1):
            act = acts.EnteredInError(by=person, at=p.at, act=number, because="slip")
            if p.allows(act):
                yield act, p.record(act)


def taken_out(q: Partnership) -> Entry:
    """Return what the last entry took out of effect."""
    (entry,) = (entry for entry in q.entries if entry.voided_by == q.version)
    return entry


def folded(entries: Iterable[Entry]) -> State:
    """Return what is so by the entries that have effect, and by nothing else."""
    items: list[Item] = []
    for e in entries:
        act = e.act.placed(e.effective_at, e.recorded_at, e.version)
        item = Item(e.version, named(act, e.mark))
        if e.in_effect:
            found = (item, consequence_of(item, e.mark))
            items.extend(one for one in found if one is not None)
    state: State | None = None
    for item in sorted(items, key=lambda item: item.key):
        state = then(state, item.act)
    assert state is not None
    return state


@given(few, st.data())
def test_what_is_recorded_late_and_taken_out_leaves_no_trace(
    p: Partnership, data: st.DataObject
):
    """Invariant 73: but the moment, that it was taken out, and that a client wrote.

    Neither a conflict nor the duty to account for it is left, and what was set aside
    has effect again.
    """
    act = data.draw(late_acts(p))
    if not p.allows(act):
        return
    q = p.record(act)
    number = len(numbers_seen(q.recorded, act.by, q.at))
    void = acts.EnteredInError(by=act.by, at=q.at, act=max(number, 1), because="slip")
    if not q.allows(void):
        return
    after = q.record(void)
    left = {"at", "corrections"}
    if p.state.members.role(act.by) is Role.CLIENT:
        left |= {"contact"}
    assert differences(p, after) <= left
    assert after.conflicts == p.conflicts
    assert [e.act for e in after.timeline[:-1]] == [e.act for e in p.timeline]


@given(few, st.data())
def test_what_is_recorded_together_is_as_one_by_one(
    p: Partnership, data: st.DataObject
):
    """Invariant 74: what has effect is the same, but for who is told of which conflict.

    Facts that are written up together are looked at together, and cause one account.
    """
    first = data.draw(late_acts(p))
    if not p.allows(first):
        return
    one = p.record(first)
    second = data.draw(late_acts(one))
    if not one.allows(second):
        return
    one, both = one.record(second), p.record(first, second)
    assert differ_in_accounts(one, both)
    assert [e.set_aside_by for e in one.entries] == [
        e.set_aside_by for e in both.entries
    ]
    replayed = Partnership.replay(both.entries, check=True)
    assert replayed.state == both.state


@given(few, st.data())
def test_the_order_in_which_two_are_written_down_late_does_not_matter(
    p: Partnership, data: st.DataObject
):
    """Invariant 75: of what happened at different moments, where both orders may be.

    But what is said of an entry is known by its own number, which is that order.
    """
    one, other = data.draw(late_acts(p)), data.draw(late_acts(p))
    if isinstance(one, OfEntries) or isinstance(other, OfEntries):
        return
    at = max(one.at, other.at)
    one, other = attrs.evolve(one, at=at), attrs.evolve(other, at=at)
    if not (p.allows(one) and p.allows(other)):
        return
    first, second = p.record(one), p.record(other)
    if first.entries[-1].effective_at == second.entries[-1].effective_at:
        return
    if first.allows(other) and second.allows(one):
        assert differ_in_accounts(first.record(other), second.record(one))


@given(few)
def test_no_void_of_one_hand_enters_a_stage_of_two(p: Partnership):
    """Invariant 76: but by taking back one's own before anybody else has acted.

    Also, a therapist who recorded a death by mistake takes that out.
    """
    for void, after in lawful_voids(p):
        if after.stage in OF_TWO and after.stage is not p.stage:
            entry = taken_out(after)
            since = [one.hand for one in p.history[entry.version :]]
            assert entry.act.by == void.by
            assert isinstance(entry.act, acts.RecordDeath) or {*since} <= {void.by}


@given(few)
def test_a_no_is_taken_back_by_who_said_it_alone(p: Partnership):
    """Invariant 77: no void of anybody else brings a consent back."""
    for void, after in lawful_voids(p):
        for (client, scope), said in p.state.consent.by_scope.items():
            if said.status in SAID_NO and after.consent(client, scope).in_force(p.at):
                entry = taken_out(after)
                assert entry.act.by == void.by
                assert LATENESS[type(entry.act)] is Lateness.RESTRICTION


@given(histories())
def test_what_is_so_is_what_the_entries_in_effect_bring_about(p: Partnership):
    """Invariants 78 and 79: nothing voided or set aside is in it; all else is.

    Versions have no gaps, and nothing counts from after the record learned of it.
    """
    entries = p.entries
    assert folded(entries) == p.state
    assert [entry.version for entry in entries] == list(range(1, p.version + 1))
    assert [entry.act for entry in entries] == list(p.history)
    for entry in entries:
        lost = entry.voided_by, entry.set_aside_by
        assert [entry.in_effect, *(one is not None for one in lost)].count(True) == 1
        assert all(one is None or one > entry.version for one in lost)
        assert entry.effective_at <= entry.recorded_at


@given(few, st.data())
def test_a_reason_against_a_late_entry_or_a_void_is_cleared_as_it_says(
    p: Partnership, data: st.DataObject
):
    """Invariant 80: or what clears it is refused for a reason of its own."""
    act = data.draw(late_acts(p) | voids(p))
    for refusal in p.refusals(act):
        if refusal.code.split(".")[0] not in ("late", "void"):
            continue
        assert refusal.fix
        with suppress(NotCarriedOut):
            after, again = carried_out(p, act, refusal)
            assert refusal.code not in {found.code for found in after.refusals(again)}


@given(histories(at_most=8), st.data())
def test_every_prefix_of_a_record_adds_up(p: Partnership, data: st.DataObject):
    """Invariant 81: whoever reads entries one by one knows what was known then."""
    n = data.draw(st.integers(1, p.version))
    known = Partnership.replay(p.entries[:n])
    assert folded(known.entries) == known.state
    if n < p.version:
        after = known.record(p.history[n])
        assert differ_in_accounts(after, Partnership.replay(p.entries[: n + 1]))


@given(histories())
def test_a_later_law_changes_nothing_that_was_decided(p: Partnership):
    """Invariant 82: entries that are read again are asked nothing."""

    def asked(*_: object) -> bool:
        raise AssertionError("decided again")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(insertion, "permits", asked)
        patch.setattr(Asked, "of", asked)
        again = Partnership.replay(p.entries)
    assert again == p
    assert again.state == p.state
