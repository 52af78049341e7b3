"""Forgetting a person: their keys are destroyed, and what they wrote with them.

Nothing in the log is changed, so the chain still holds. What a history gives from then
on is what `privacy.redact` would have made of it, and it ends with the `Redact` that
says so.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

import attrs

from collabtherapy._frozen import frozen
from collabtherapy.partnership.record.recording import not_ahead
from collabtherapy.partnership.values.ids import PartnershipId, PersonId
from collabtherapy.partnership.values.moments import instant
from collabtherapy.privacy import Plan, Report, redact
from collabtherapy.privacy.report import CANNOT_REACH
from collabtherapy.storage.appending import appended
from collabtherapy.storage.checking import check_names
from collabtherapy.storage.deciding import between
from collabtherapy.storage.loading import loaded
from collabtherapy.storage.port import Writing
from collabtherapy.storage.vault import Vault

CAUSE: Final = "forget"
"""The cause that the last act of each history is recorded with."""

CIPHERTEXT: Final = "what was sealed, as bytes that nobody can open, under the chain"

OUT_OF_REACH: Final = (
    *CANNOT_REACH,
    "backups of the keys: one made before opens what a backup of the acts holds",
    "what running programs have read already, until they end",
)


@attrs.frozen(kw_only=True)
class Forgotten:
    """What became of everything that a person wrote.

    Args:
        person: whose words went.
        n_keys: how many keys were destroyed.
        reports: of each partnership in which they had written something, what went
            and what was kept and why.
        remains: what is still there of the words themselves, and of the keys.
        cannot_reach: what destroying a key cannot undo.
    """

    person: PersonId
    n_keys: int
    reports: Mapping[PartnershipId, Report] = attrs.field(converter=frozen)
    remains: tuple[str, ...] = (CIPHERTEXT,)
    cannot_reach: tuple[str, ...] = OUT_OF_REACH


def forgotten(
    writing: Writing, vault: Vault, plan: Plan, clock: Callable[[], datetime]
) -> Forgotten:
    """Destroy a person's keys, and have each history say that it happened.

    Raises:
        Refused: whoever does it may not, in one of the partnerships; nothing is done.
    """
    person = str(plan.subject)
    keys = writing.hold_keys(person)
    reports: dict[PartnershipId, Report] = {}
    streams = writing.streams_of(person)
    check_names(streams)
    now = instant(clock())
    for stream in streams:
        writing.hold(stream)
        before = loaded(writing, vault, stream)
        after, report = redact(before, plan)
        done = after.history[before.version :]
        if done:
            not_ahead(done, now, before.opening.policy)
            reports[PartnershipId(stream)] = report
            envelopes = between(before, after)
            append = appended(stream, done, before.version, CAUSE, envelopes)
            append.run(writing, vault, clock)
    writing.destroy_keys(person)
    for kept in keys:
        vault.cipher.destroy(kept)
    return Forgotten(person=plan.subject, n_keys=len(keys), reports=reports)
