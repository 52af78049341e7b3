"""Finding partnerships: a read model that is brought up to date when it is asked.

Which partnerships it does not know all acts of is a column beside their versions, so
that nothing is missed and nothing is scanned. It can be emptied at any time.
"""

from datetime import datetime
from functools import partial

import attrs

from collabtherapy.errors import CorruptRecord, ImpossibleHistory
from collabtherapy.partnership.law.two_sides import has_effect
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.values.ids import PartnershipId
from collabtherapy.partnership.values.stages import Open, Stage
from collabtherapy.storage.checking import check_names
from collabtherapy.storage.loading import loaded
from collabtherapy.storage.port import Backend, Filed, Writing
from collabtherapy.storage.rows import moment, spelled
from collabtherapy.storage.vault import Vault


@attrs.frozen(kw_only=True)
class Found:
    """A partnership that was found, as of its last act.

    Args:
        id: its name.
        version: how many acts it has.
        stage: where it stands; None where its history cannot be read: load it to see
            why.
        since: since when it stands there.
        at: the moment of its last act.
    """

    id: PartnershipId
    version: int
    stage: Stage | None
    since: datetime | None
    at: datetime | None


def filed(backend: Backend, vault: Vault, now: datetime) -> int:
    """Bring the read model up to date; return how many partnerships had moved on.

    Args:
        backend: where the rows are.
        vault: what opens words.
        now: the moment by the clock of the store.
    """
    streams = backend.read(lambda reading: reading.unfiled())
    check_names(streams)
    for stream in streams:
        backend.write(partial(_file, vault, stream, now))
    return len(streams)


def found(
    backend: Backend,
    vault: Vault,
    *,
    stage: Stage | None,
    person: str | None,
    due_at: datetime | None,
    now: datetime,
) -> tuple[Found, ...]:
    """Return the partnerships for which all that is asked holds, by name."""
    filed(backend, vault, now)
    due = None if due_at is None else spelled(due_at)
    entries = backend.read(
        lambda reading: reading.filed(
            stage=None if stage is None else stage.value, person=person, due_at=due
        )
    )
    check_names([entry.stream for entry in entries])
    if due_at is not None:
        entries = [e for e in entries if _is_due(backend, vault, e.stream, due_at, now)]
    return tuple(map(_found, entries))


def _found(entry: Filed) -> Found:
    try:
        return Found(
            id=PartnershipId(entry.stream),
            version=entry.version,
            stage=None if entry.stage is None else Stage(entry.stage),
            since=None if entry.since is None else moment(entry.since),
            at=None if entry.at is None else moment(entry.at),
        )
    except (TypeError, ValueError, OverflowError):
        pass
    raise CorruptRecord(entry.stream, 0, "misfiled")  # `rebuild` makes it anew


def _file(vault: Vault, stream: str, now: datetime, writing: Writing) -> None:
    try:
        p = loaded(writing, vault, stream)
    except (CorruptRecord, ImpossibleHistory):
        # One history that cannot be read does not hide the others.
        head = writing.head(stream)
        version = head.version if head is not None and head.is_whole else 0
        writing.file(Filed(stream, version, None, None, None, None, ()))
        return
    due_at = first_due(p, now)
    writing.file(
        Filed(
            stream=stream,
            version=p.version,
            stage=p.stage.value,
            since=spelled(p.state.main.since),
            at=spelled(p.at),
            next_due_at=None if due_at is None else spelled(due_at),
            people=_people(p, now),
        )
    )


def _people(p: Partnership, now: datetime) -> tuple[str, ...]:
    """Return who is or was in a partnership, and who holds authority in it."""
    at = last_before(p, now)
    named = [one for act in p.history if isinstance(act, Open) for one in act.people]
    standing = p.state.representation.standing(at)
    holders = [one.holder for one in standing if has_effect(p.state, one, at)]
    people = (*(one.id for one in (*named, *p.members)), *holders)
    return tuple(sorted(set(map(str, people))))


def last_before(p: Partnership, now: datetime) -> datetime:
    """Return the moment from which on something may come to be due.

    That of the last entry, but none that the clock has not come to: an entry with a
    mistyped year does not put off everything that is owed.
    """
    return max(min(p.at, now), p.opening.at)


def is_due(p: Partnership, at: datetime, now: datetime) -> bool:
    """Return whether something owed is due: at its own moment, or when they next meet.

    Args:
        p: where.
        at: the moment at which it is due.
        now: the moment by the clock; of what was due before the last entry up to then
            nothing is asked.
    """
    at = max(at, last_before(p, now))
    owed = p.duties(at=at)
    return any(duty.due_at is None or duty.due_at <= at for duty in owed)


def first_due(p: Partnership, now: datetime) -> datetime | None:
    """Return the first moment at which something owed may be due, if nothing is done.

    What is not owed yet comes to be owed when a timer runs out, and not otherwise.
    """
    last = last_before(p, now)
    if is_due(p, last, now):
        return last
    moments = [duty.due_at for duty in p.duties(at=last)]
    moments += [timer.due_at for timer in p.timers(at=last)]
    return min((at for at in moments if at is not None and at > last), default=None)


def _is_due(
    backend: Backend, vault: Vault, stream: str, at: datetime, now: datetime
) -> bool:
    p = backend.read(lambda reading: loaded(reading, vault, stream))
    return is_due(p, at, now)
