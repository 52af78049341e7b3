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


def filed(backend: Backend, vault: Vault) -> int:
    """Bring the read model up to date; give how many partnerships had moved on."""
    streams = backend.read(lambda reading: reading.unfiled())
    check_names(streams)
    for stream in streams:
        backend.write(partial(_file, vault, stream))
    return len(streams)


def found(
    backend: Backend,
    vault: Vault,
    *,
    stage: Stage | None,
    person: str | None,
    due_at: datetime | None,
) -> tuple[Found, ...]:
    """Give the partnerships for which all that is asked holds, by name."""
    filed(backend, vault)
    due = None if due_at is None else spelled(due_at)
    entries = backend.read(
        lambda reading: reading.filed(
            stage=None if stage is None else stage.value, person=person, due_at=due
        )
    )
    check_names([entry.stream for entry in entries])
    if due_at is not None:
        entries = [e for e in entries if _is_due(backend, vault, e.stream, due_at)]
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


def _file(vault: Vault, stream: str, writing: Writing) -> None:
    try:
        p = loaded(writing, vault, stream)
    except (CorruptRecord, ImpossibleHistory):
        # One history that cannot be read does not hide the others.
        head = writing.head(stream)
        version = head.version if head is not None and head.is_whole else 0
        writing.file(Filed(stream, version, None, None, None, None, ()))
        return
    due_at = first_due(p)
    writing.file(
        Filed(
            stream=stream,
            version=p.version,
            stage=p.stage.value,
            since=spelled(p.state.main.since),
            at=spelled(p.at),
            next_due_at=None if due_at is None else spelled(due_at),
            people=_people(p),
        )
    )


def _people(p: Partnership) -> tuple[str, ...]:
    """Return who is or was in a partnership, and who holds authority in it."""
    named = [one for act in p.history if isinstance(act, Open) for one in act.people]
    standing = p.state.representation.standing(p.at)
    holders = [one.holder for one in standing if has_effect(p.state, one, p.at)]
    people = (*(one.id for one in (*named, *p.members)), *holders)
    return tuple(sorted(set(map(str, people))))


def is_due(p: Partnership, at: datetime) -> bool:
    """Whether something owed is due: at its own moment, or when they next meet."""
    at = max(at, p.at)
    owed = p.duties(at=at)
    return any(duty.due_at is None or duty.due_at <= at for duty in owed)


def first_due(p: Partnership) -> datetime | None:
    """Give the first moment at which something owed may be due, if nothing is done.

    What is not owed yet comes to be owed when a timer runs out, and not otherwise.
    """
    if is_due(p, p.at):
        return p.at
    moments = [duty.due_at for duty in p.duties(at=p.at) if duty.due_at is not None]
    moments += [timer.due_at for timer in p.timers(at=p.at) if timer.due_at is not None]
    return min((at for at in moments if at > p.at), default=None)


def _is_due(backend: Backend, vault: Vault, stream: str, at: datetime) -> bool:
    p = backend.read(lambda reading: loaded(reading, vault, stream))
    return is_due(p, at)
