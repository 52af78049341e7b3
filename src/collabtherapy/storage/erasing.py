"""Erasing what a person wrote: all of it, or single texts of one partnership.

Three transactions, each whole. By the first every history says that it happened, and
from then on no reader of the store is given the texts. The second deletes them and
seals what is left of that person with a new key; the third destroys the old keys. What
a failure leaves undone is taken up again by the next opening, or by
`Store.finish_erasures`. Then the files of the database are scrubbed, as far as may be.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Final

import attrs

from collabtherapy._frozen import frozen
from collabtherapy.errors import CorruptRecord, ErasurePending, StoreError
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.record.recording import not_ahead
from collabtherapy.partnership.values.ids import PartnershipId
from collabtherapy.partnership.values.moments import instant
from collabtherapy.privacy import Plan, Report, redact
from collabtherapy.storage.appending import appended
from collabtherapy.storage.checking import check_names
from collabtherapy.storage.deciding import between
from collabtherapy.storage.erasures import (
    Erasure,
    checked_erasures,
    erasure_row,
    moved_on,
    read_erasure,
)
from collabtherapy.storage.keys import KeyRow
from collabtherapy.storage.ledger import Reached
from collabtherapy.storage.loading import loaded
from collabtherapy.storage.port import Backend, Reading, Writing
from collabtherapy.storage.resealing import destroy_keys, resealed
from collabtherapy.storage.vault import Vault, key_not_ours

CAUSE: Final = "erase"
"""The cause that the last act of each history is recorded with."""

LEFT: Final = (Reached.INTENDED, Reached.DESTROYED)
"""States from which there is something to go on with."""


@attrs.frozen(kw_only=True)
class ErasurePlan:
    """What an erasure would do; nothing has been done.

    Args:
        plan: what is asked.
        reports: what would go and what would stay, and why, of each partnership in
            which the subject wrote something that may go.
    """

    plan: Plan
    reports: Mapping[PartnershipId, Report] = attrs.field(converter=frozen)


def planned(
    reading: Reading, vault: Vault, plan: Plan, partnership: str | None, now: datetime
) -> ErasurePlan:
    """Return what an erasure would do.

    Raises:
        CorruptRecord: If a text or a key is not as it was recorded.
        Refused: If it is not allowed in one of the partnerships, or is dated after the
            clock.
    """
    reports: dict[PartnershipId, Report] = {}
    keys = reading.keys_of(str(plan.subject))
    for stream in _streams(reading, keys, partnership):
        _, report = _taken_out(loaded(reading, vault, stream), plan, now)
        if report.removed:
            reports[PartnershipId(stream)] = report
    return ErasurePlan(plan=plan, reports=reports)


def check_plan(plan: Plan, partnership: str | None) -> None:
    """Check that it can be said what a plan is about.

    Raises:
        TypeError: If it is no plan.
        ValueError: If single texts are named, but no partnership.
    """
    given: object = plan
    if not isinstance(given, Plan):
        raise TypeError(f"what is erased is said by a Plan, not {type(given).__name__}")
    if plan.places and partnership is None:
        raise ValueError("single texts are those of one partnership: name it")


def erased(
    backend: Backend,
    vault: Vault,
    plan: Plan,
    partnership: str | None,
    clock: Callable[[], datetime],
) -> Erasure:
    """Erase texts; return how far that has come.

    Raises:
        Refused: If it is not allowed in one of the partnerships; nothing is done.
        ErasurePending: If it is recorded, and could not be carried through; or if
            nothing is left but what an earlier one has not carried through.
        ValueError: If no such texts are there.
    """
    intend = partial(
        _intended, vault=vault, plan=plan, partnership=partnership, clock=clock
    )
    intended = backend.write(intend)
    if not intended.number:
        return _asked_again(backend, vault, intended, partnership)
    done = carried_through(backend, vault, intended)
    return attrs.evolve(done, reports=intended.reports)


def finished(backend: Backend, vault: Vault) -> Sequence[Erasure]:
    """Carry through what a failure has left undone; return what was gone on with.

    Raises:
        ErasurePending: If one cannot be carried through now either.
    """
    rows = backend.read(partial(checked_erasures, vault=vault))
    return [
        _gone_on_with(backend, vault, read_erasure(row))
        for row in rows
        if row.reached in LEFT
    ]


def _gone_on_with(backend: Backend, vault: Vault, erasure: Erasure) -> Erasure:
    if erasure.reached == Reached.INTENDED:
        return carried_through(backend, vault, erasure)
    return _scrubbed(backend, vault, erasure)


def _asked_again(
    backend: Backend, vault: Vault, nothing: Erasure, partnership: str | None
) -> Erasure:
    """Return how far it has come where nothing is left to erase.

    That is as far as the erasures have come which took it out, and no further: what one
    of them has left undone is gone on with.

    Raises:
        ErasurePending: If one of them cannot be carried through now either.
    """
    earlier = [
        _gone_on_with(backend, vault, one) if one.reached in LEFT else one
        for one in map(
            read_erasure, backend.read(partial(checked_erasures, vault=vault))
        )
        if one.subject == nothing.subject
        and (partnership is None or PartnershipId(partnership) in one.gone)
    ]
    if not earlier:
        return nothing
    remains = {what: None for one in earlier for what in one.remains}
    reached = min((one.reached for one in earlier), key=list(Reached).index)
    return attrs.evolve(nothing, reached=reached, remains=tuple(remains))


def finish_intended(backend: Backend, vault: Vault) -> None:
    """Carry through what is recorded as intended, as far as it was not.

    Raises:
        ErasurePending: If one cannot be carried through now either.
    """
    rows = backend.read(partial(checked_erasures, vault=vault))
    for row in rows:
        if row.reached == Reached.INTENDED:
            carried_through(backend, vault, read_erasure(row))


def carried_through(backend: Backend, vault: Vault, erasure: Erasure) -> Erasure:
    """Delete the texts of an erasure and the keys; return how far that has come.

    Raises:
        ErasurePending: If it could not be carried through.
    """
    number = erasure.number
    try:
        backend.write(partial(_delete, vault=vault, erasure=erasure))
        backend.write(partial(_destroy, vault=vault, erasure=erasure))
    except StoreError as error:
        failure = error
    else:
        return _scrubbed(backend, vault, erasure)
    raise ErasurePending(number, Reached.INTENDED.value) from failure


def _scrubbed(backend: Backend, vault: Vault, erasure: Erasure) -> Erasure:
    remains, number = backend.scrub(), erasure.number
    if remains:
        return attrs.evolve(erasure, reached=Reached.DESTROYED, remains=remains)
    reached = Reached.SCRUBBED
    try:
        backend.write(lambda writing: moved_on(writing, vault, number, reached))
    except StoreError as error:
        failure = error
    else:
        return attrs.evolve(erasure, reached=reached)
    raise ErasurePending(number, Reached.DESTROYED.value) from failure


def _streams(
    reading: Reading, keys: Sequence[KeyRow], partnership: str | None
) -> Sequence[str]:
    """Return the histories that hold texts under some keys, by name.

    Raises:
        CorruptRecord: If there are texts under a key that is not there: whose they are,
            and in which history something of a person is left, cannot be told.
    """
    if partnership is not None:
        return [partnership]
    _check_keys(reading)
    texts = reading.words_under([row.id for row in keys if row.wrapped is not None])
    streams = {word.stream for word in texts}
    check_names(streams)
    return sorted(streams)


def _check_keys(reading: Reading) -> None:
    used: Collection[object] = reading.keys_in_use()
    numbers = [key for key in used if isinstance(key, int)]
    if len(numbers) < len(used):  # SQLite keeps any value there
        raise CorruptRecord("", 0, "key_missing")
    gone = sorted(set(numbers) - reading.keys(numbers).keys())
    if gone:
        raise CorruptRecord("", 0, "key_missing", gone[0])


def _taken_out(
    before: Partnership, plan: Plan, now: datetime
) -> tuple[Partnership, Report]:
    """Return a partnership without what a plan takes out, and what became of it.

    Raises:
        Refused: If the law does not allow it, or it is dated after the clock.
        ValueError: If the plan names a place at which nothing is the subject's.
    """
    after, report = redact(before, plan)
    not_ahead(after.history[before.version :], now, before.state.policy)
    return after, report


def _intended(
    writing: Writing,
    vault: Vault,
    plan: Plan,
    partnership: str | None,
    clock: Callable[[], datetime],
) -> Erasure:
    """Record in each history that it happened, and the erasure itself."""
    keys = writing.hold_keys(str(plan.subject))
    for row in keys:
        if not vault.is_ours(row):
            raise key_not_ours(row)
    reports: dict[PartnershipId, Report] = {}
    now = instant(clock())
    for stream in _streams(writing, keys, partnership):
        writing.hold(stream)
        before = loaded(writing, vault, stream)
        after, report = _taken_out(before, plan, now)
        done = after.history[before.version :]
        if done:
            reports[PartnershipId(stream)] = report
            envelopes = between(before, after)
            append = appended(stream, done, before.version, CAUSE, envelopes)
            append.run(writing, vault, clock)
    rows = checked_erasures(writing, vault)
    erasure = Erasure(
        number=len(rows) + 1 if reports else 0,
        subject=plan.subject,
        by=plan.by,
        at=plan.at,
        because=plan.because,
        gone={name: _gone(report) for name, report in reports.items()},
        keys=tuple(row.id for row in keys if row.wrapped is not None and reports),
        epoch=vault.check_secret(writing.secret()),
        reached=Reached.INTENDED if reports else Reached.SCRUBBED,
        reports=reports,
    )
    if reports:
        before_it = rows[-1].link if rows else b""
        writing.put_erasure(erasure_row(vault, erasure, before_it))
    return erasure


def _gone(report: Report) -> frozenset[tuple[int, int]]:
    return frozenset((one.version, one.n) for one in report.removed)


def _delete(writing: Writing, vault: Vault, erasure: Erasure) -> None:
    """Delete the texts, and seal what else is under those keys with a new one."""
    person = str(erasure.subject)
    held = {row.id: row for row in writing.hold_keys(person)}
    if any(held[id].wrapped is None for id in erasure.keys if id in held):
        return  # this had been done, and the keys are destroyed
    writing.drop_words(_places(erasure))
    resealed(writing, vault, person, erasure.keys)


def _destroy(writing: Writing, vault: Vault, erasure: Erasure) -> None:
    """Destroy the keys, and record that it is done."""
    destroy_keys(writing, vault, str(erasure.subject), erasure.keys)
    moved_on(writing, vault, erasure.number, Reached.DESTROYED)


def _places(erasure: Erasure) -> Sequence[tuple[str, int, int]]:
    return [
        (str(stream), version, n)
        for stream, those in erasure.gone.items()
        for version, n in those
    ]
