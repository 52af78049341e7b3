"""What the law says of each entry, by what was known then and by what is known now.

An act is judged when it is recorded. What is written down later may change what was so
at its place: a consent of which the paper was not seen yet, a withdrawal that nobody
had been told of. So each entry is judged again, by the record as it was and as it is.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from operator import itemgetter

import attrs

from collabtherapy.partnership.opening import refusals_to_open
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.record.continuing import Learned, learned
from collabtherapy.partnership.record.timeline import Key
from collabtherapy.partnership.replay import transitions
from collabtherapy.partnership.values.entries import Entry
from collabtherapy.partnership.values.refusals import Rule
from collabtherapy.partnership.verdict import permits, refusals


@attrs.frozen(kw_only=True)
class Ruling:
    """What the law says of one entry at its place, by what was known when.

    Args:
        version: the number of the entry.
        then: whether the law allowed it, as known when it happened. That something was
            not written down yet forbade nothing.
        when_recorded: whether the law allowed it, as known when it was recorded.
        now: whether the law allows it, as known now; None, if it has no effect. What
            takes an entry out is judged by what was so with that entry.
        rests_on: the numbers of the entries that were recorded after it happened and
            that changed what was so then, where it is allowed for them alone.
        voided_by: the number of the entry by which it was taken out, if it was.
        set_aside_by: the number of the entry by which it lost its effect, if it did.
    """

    version: int
    then: bool
    when_recorded: bool
    now: bool | None
    rests_on: tuple[int, ...] = ()
    voided_by: int | None = None
    set_aside_by: int | None = None

    @property
    def is_conflict(self) -> bool:
        """True if it was allowed when it was recorded, and is not as known now."""
        return self.when_recorded and self.now is False

    @property
    def rests_on_later(self) -> bool:
        """True if it is allowed as known now, and was not as known when it happened."""
        return self.now is True and not self.then


def rulings(p: Partnership) -> tuple[Ruling, ...]:
    """Return what the law says of each entry, in the order of the record.

    It is the present law that is asked, of what is so: for who keeps the record, and
    not for an actor. What was entered later with a document may make lawful what was
    not, which no law can prevent; here it is seen, with the entries that it rests on.

    Raises:
        LookupError: If an act spoke of something that was not there when it was
            recorded, which no history that was recorded here does.

    >>> from collabtherapy.testing.ways import two
    >>> rulings(two())
    (Ruling(version=1, then=True, when_recorded=True, now=True, rests_on=(), \
voided_by=None, set_aside_by=None),)
    """
    opened = not refusals_to_open(p.opening)
    found = [Ruling(version=1, then=opened, when_recorded=opened, now=opened)]
    now, changes = _as_known_now(p), _changes(p)
    for one in learned(p.recorded):
        version, act = one.entry.version, one.act
        when_recorded = permits(one.before, act)
        then = when_recorded if one.then is one.before else _was_allowed(one)
        is_void = one.entry.mark.voids is not None
        is_allowed = when_recorded if is_void else now.get(version)
        is_resting = is_allowed is True and not then
        found.append(
            Ruling(
                version=version,
                then=then,
                when_recorded=when_recorded,
                now=is_allowed,
                rests_on=tuple(_before(changes, one)) if is_resting else (),
                voided_by=one.entry.voided_by,
                set_aside_by=one.entry.set_aside_by,
            )
        )
    return tuple(found)


def _as_known_now(p: Partnership) -> Mapping[int, bool]:
    """Return whether the law allows each entry that has effect, by its number."""
    return {
        one.version: permits(one.before, one.act)
        for one in transitions(p)
        if one.before is not None and not one.is_consequence
    }


def _was_allowed(one: Learned) -> bool:
    """Return whether an act was allowed by what was known when it happened.

    What had not been written down yet makes no sense of it, and forbids nothing.
    """
    found = refusals(one.then, one.act)
    return all(refusal.rule is Rule.RECORD for refusal in found)


def _changes(p: Partnership) -> list[tuple[int, Key]]:
    """Return the entries that changed what was so before, and from where on."""
    entries = p.entries
    return [
        (entry.version, _since(entry, entries))
        for entry in entries
        if entry.in_effect and (entry.is_late or entry.mark.voids is not None)
    ]


def _since(entry: Entry, entries: tuple[Entry, ...]) -> Key:
    if entry.mark.voids is None:
        return entry.effective_at, entry.version
    gone = entries[entry.mark.voids - 1]
    return gone.effective_at, gone.version


def _before(changes: list[tuple[int, Key]], one: Learned) -> Iterator[int]:
    """Yield the entries recorded after an act happened that changed what it met."""
    mine = one.act.at, one.entry.version
    first = bisect_right(changes, one.n_known, key=itemgetter(0))
    for version, since in changes[first:]:
        if since < mine and version != one.entry.version:
            yield version
