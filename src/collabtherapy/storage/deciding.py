"""What is decided of acts when they are added to a history, and never again.

Where an act stands and what it changes for others is kept beside it. Nearly every act
is on time and changes nothing, which is seen without reading the history.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypeAlias

from collabtherapy.codec.marks import mark_faults
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.record.recording import not_ahead
from collabtherapy.partnership.record.replaying import MIXED, gone_on, n_on_time, remade
from collabtherapy.partnership.regions.decisions import Accept
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.entries import PLAIN, Entry, Mark
from collabtherapy.partnership.values.stages import Open
from collabtherapy.storage.envelopes import Envelope, enveloped
from collabtherapy.storage.loading import Kept, kept, last_learned_at, loaded
from collabtherapy.storage.port import Reading
from collabtherapy.storage.vault import Vault

Envelopes: TypeAlias = Sequence[Envelope | None]
"""What is kept of each of several entries beside its act; None of one on time."""


class Given(NamedTuple):
    """What is to be added to a history.

    Args:
        acts: what was done, in order.
        marks: what was decided of it, by the numbers of the entries; None, if it is to
            be decided when it is added.
    """

    acts: tuple[Act, ...]
    marks: Mapping[int, Mark] | None

    @classmethod
    def of(cls, those: Iterable[Act | Entry], expected: int) -> "Given":
        """Return what acts, or entries, say that is to be added.

        Args:
            those: the acts or the entries.
            expected: how many entries the history has.

        Raises:
            TypeError: If something is neither, or some are acts and some are entries.
            ValueError: If an entry would stand in another place than its own.
        """
        acts: list[Act] = []
        marks: dict[int, Mark] | None = None
        n_entries = 0
        for version, one in enumerate(those, expected + 1):
            if isinstance(one, Entry):
                n_entries += 1
                if one.version != version:
                    raise ValueError(f"entry {one.version} cannot stand at {version}")
                marks = {} if marks is None else marks
                if one.mark != PLAIN:
                    marks[version] = one.mark
            act: object = one.act if isinstance(one, Entry) else one
            if not isinstance(act, Act):
                raise TypeError("what is appended are acts, or entries")
            acts.append(act)
        if marks is not None and n_entries < len(acts):
            raise TypeError(MIXED)
        return cls(tuple(acts), marks)


def check_clock(
    reading: Reading, vault: Vault, stream: str, acts: Sequence[Act], now: datetime
) -> None:
    """Check that no act is dated after the clock, by more than clocks may differ.

    Raises:
        Refused: If one is.
    """
    if max(act.at for act in acts) <= now:
        return
    first = acts[0]
    if not isinstance(first, Open):
        first = loaded(reading, vault, stream).opening
    not_ahead(acts, now, first.policy)


def between(before: Partnership, after: Partnership) -> Envelopes:
    """Return what is kept of the entries that one partnership has beyond another."""
    record, n = after.recorded, before.version
    acts = [record.history[place] for place in range(n, after.version)]
    marks: Mapping[int, Mark] = {}
    if record.timeline is not None:
        marks = record.timeline.marks
    if max(marks, default=0) <= n and n_on_time(acts, before.at) == len(acts):
        return [None] * len(acts)
    return list(enveloped(after.history, marks, record.policy, n))


def decided(
    reading: Reading, vault: Vault, stream: str, given: Given, expected: int
) -> Envelopes:
    """Return what is kept of entries that are added, beside their acts.

    Args:
        reading: where the history is read, if it has to be.
        vault: what opens its words.
        stream: the name of the partnership.
        given: what is added.
        expected: how many entries the history has.

    Raises:
        ImpossibleHistory: If an act speaks of what is not there.
        ValueError: If a mark is none that its entry can have.
    """
    if _are_on_time(reading, stream, given, expected):
        return [None] * len(given.acts)
    earlier = kept(reading, vault, stream) if expected else Kept((), {})
    acts, marks = [*earlier.acts, *given.acts], earlier.marks
    if given.marks is not None:
        marks = {**marks, **given.marks}
        for fault in mark_faults(acts, marks):
            raise ValueError(
                f"entry {fault.version} cannot have that mark: {fault.field}: "
                f"{fault.message}"
            )
        record = remade(acts, marks, check=False)
    elif expected:
        record = gone_on(remade(*earlier, check=False), given.acts)
    else:
        record = remade(acts, None, check=False)
    marks = record.on_time().marks
    return list(enveloped(acts, marks, record.policy, expected))


def _are_on_time(reading: Reading, stream: str, given: Given, expected: int) -> bool:
    """Return whether acts are certainly on time, and change nothing for others."""
    if given.marks:
        return False
    # One that accepts may settle that an entry is taken out of effect.
    settles = any(isinstance(act, Accept) for act in given.acts)
    if expected and given.marks is None and settles:
        return False
    before: datetime | None = given.acts[0].at
    if expected:
        before = last_learned_at(reading, stream, expected)
    return before is not None and n_on_time(given.acts, before) == len(given.acts)
