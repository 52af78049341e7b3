"""Finding partnerships, in a read model that is written with every append.

What it does not know all acts of is seen by a column beside their versions, so that
nothing is missed and nothing is scanned: those are brought up to date when it is asked.
It can be emptied at any time.
"""

from datetime import datetime
from functools import partial

import attrs

from collabtherapy.errors import CorruptRecord, ImpossibleHistory
from collabtherapy.partnership.values.ids import PartnershipId
from collabtherapy.partnership.values.stages import Stage
from collabtherapy.storage.checking import check_names, is_named
from collabtherapy.storage.filing import FoundAs, entry_of, unreadable
from collabtherapy.storage.loading import loaded
from collabtherapy.storage.paging import Page, parts_of, spelled_together
from collabtherapy.storage.port import Backend, Filed, Reading, Writing
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


@attrs.frozen(kw_only=True)
class Sought:
    """What is asked of the partnerships that are sought; of None, nothing.

    Args:
        stage: where they stand.
        person: who is or was in them, or holds authority in them.
        role: as what.
        due_at: the moment at which something owed in them is due.
    """

    stage: Stage | None
    person: str | None
    role: FoundAs | None
    due_at: datetime | None

    def read(self, reading: Reading, after: str | None, at_most: int) -> list[Filed]:
        """Return what the read model has of them, by name, after a name."""
        return list(
            reading.filed(
                stage=None if self.stage is None else self.stage.value,
                person=self.person,
                role=None if self.role is None else self.role.value,
                due_at=None if self.due_at is None else spelled(self.due_at),
                after=after,
                at_most=at_most,
            )
        )


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
    sought: Sought,
    now: datetime,
    *,
    after: str | None,
    limit: int,
) -> Page[Found]:
    """Return a page of the partnerships for which all that is asked holds, by name.

    Args:
        backend: where the rows are.
        vault: what opens words.
        sought: what is asked.
        now: the moment by the clock of the store.
        after: the cursor of the page before.
        limit: how many there are on a page.

    Raises:
        CorruptRecord: If a row of the read model is not as it was written.
        ValueError: If the cursor is none.
    """
    place = parts_of(after, 1)
    last = None if place is None else place[0]
    filed(backend, vault, now)
    entries = backend.read(lambda reading: sought.read(reading, last, limit + 1))
    check_names([entry.stream for entry in entries])
    page = entries[:limit]
    more = spelled_together((page[-1].stream,)) if len(entries) > limit else None
    return Page(map(_found, page), more)


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
    raise misfiled(entry.stream)


def misfiled(stream: object) -> CorruptRecord:
    """Return the error that names a row of the read model; `rebuild` makes it anew."""
    name = stream if isinstance(stream, str) and is_named(stream) else ""
    return CorruptRecord(name, 0, "misfiled")


def _file(vault: Vault, stream: str, now: datetime, writing: Writing) -> None:
    head = writing.hold(stream)  # what is written hangs on what is there
    try:
        p = loaded(writing, vault, stream)
    except (CorruptRecord, ImpossibleHistory):
        # One history that cannot be read does not hide the others.
        version = head.version if head is not None and head.is_whole else 0
        writing.file(unreadable(stream, version))
        return
    writing.file(entry_of(p, now))
