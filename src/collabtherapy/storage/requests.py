"""Requests with a key: one that is sent again gets its first answer again.

A key is known by the partnership and by the hands of whoever sent it, so that nobody
learns which keys another has used. What was asked is kept as a digest without words:
those of a short text could be guessed, and the digest can be worked out by anybody.
Bodies and words are held against those of the acts that the request led to, and these
against their chain: no row of a request can pretend that something was recorded.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

import attrs

from collabtherapy.codec import STANDARD
from collabtherapy.errors import CorruptRecord, KeyReused
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import is_name
from collabtherapy.privacy.authors import texts
from collabtherapy.storage.asking import caused, counted
from collabtherapy.storage.checking import checked_rows
from collabtherapy.storage.loading import stood
from collabtherapy.storage.port import Reading, Writing
from collabtherapy.storage.rows import Request, Row, spelled
from collabtherapy.storage.sealing import bare
from collabtherapy.storage.storable import check_kinds
from collabtherapy.storage.unsealing import acts_of_rows
from collabtherapy.storage.vault import Vault

KEY_DAYS: Final = 7
"""For how many days a request is known by its key."""

MOST_DAYS: Final = 3650


def known_for(days: int) -> int:
    """Return for how many days requests are known by their keys, as plain ``int``.

    Raises:
        TypeError: If it is no whole number.
        ValueError: If it is none from 1 to `MOST_DAYS`.
    """
    n = counted("key_days", days, at_least=1)
    if n > MOST_DAYS:
        raise ValueError(f"key_days is at most {MOST_DAYS}")
    return n


@attrs.frozen(kw_only=True)
class Keyed:
    """A request to record acts, with a key; made by `keyed`.

    Args:
        stream: the name of the partnership.
        hands: everyone by whose hand the acts are, by name, with a space between.
        key: what the request is known by.
        days: for how many days.
        expected: the version after which the acts are to stand.
        acts: the acts.
        cause: what made somebody record them.
    """

    stream: str
    hands: str
    key: str
    days: int
    expected: int
    acts: tuple[Act, ...] = attrs.field(repr=False)
    cause: str | None

    def answered(self, reading: Reading, vault: Vault, now: datetime) -> int | None:
        """Return the version that this very request led to; None, if it is new.

        Raises:
            CorruptRecord: If the request that was kept, or an act that it led to, is
                not as it was recorded.
            KeyReused: If another request came with this key.
        """
        kept = reading.request(self.stream, self.hands, self.key)
        if kept is None:
            return None
        if not kept.is_whole:
            raise CorruptRecord(self.stream, 0, "altered")
        if kept.at < self._since(now):
            return None
        if kept.digest != self._digest(kept.first, kept.last):
            raise KeyReused(self.stream, self.expected, kept.last)
        if kept.last - kept.first + 1 != len(self.acts):
            raise CorruptRecord(self.stream, kept.last, "altered")
        rows = checked_rows(reading, vault, self.stream, after=kept.first - 1)
        rows = rows[: len(self.acts)]
        if len(rows) < len(self.acts):
            raise CorruptRecord(self.stream, kept.last, "missing")
        for row, act in zip(rows, self.acts, strict=True):
            if not _is_body(row, act):  # a digest can be worked out by anybody
                raise row.corrupt("altered")
        found = acts_of_rows(reading, vault, rows)
        if not all(map(_may_be, found, self.acts)):
            raise KeyReused(self.stream, self.expected, kept.last)
        return kept.last

    def keep(self, writing: Writing, last: int, now: datetime) -> None:
        """Keep that this request led to a version, and drop what is too old."""
        first = last - len(self.acts) + 1
        digest = self._digest(first, last)
        request = Request(
            self.stream, self.hands, self.key, first, last, digest, spelled(now)
        )
        writing.keep_request(request, since=self._since(now))

    def _since(self, now: datetime) -> str:
        return spelled(now - timedelta(days=self.days))

    def _digest(self, first: int, last: int) -> bytes:
        """Return the digest of what is asked, and of the versions it led to."""
        asked = [
            [one.format, one.body, [[text.n, text.person] for text in one.texts]]
            for one in map(bare, self.acts)
        ]
        whole = STANDARD.encode([first, last, self.cause, asked])
        return sha256(whole.encode()).digest()


def keyed(
    stream: str,
    key: str,
    acts: Sequence[Act],
    *,
    expected: int,
    cause: str | None,
    days: int,
) -> Keyed:
    """Return a request with a key.

    Raises:
        NotStorable: If the codec could not read an act back.
        TypeError: If the key is no text.
        ValueError: If it cannot be a key, or there is no act.
    """
    if not acts:
        raise ValueError("there is no act to record")
    check_kinds(acts)
    text: object = key
    if not isinstance(text, str):
        raise TypeError(f"a key is text, not {type(text).__name__}")
    if not is_name(text):
        raise ValueError("a key is up to 200 printable characters without a space")
    return Keyed(
        stream=stream,
        hands=" ".join(sorted({str(act.hand) for act in acts})),
        key=str.__str__(text),  # of an enumeration, say
        days=days,
        expected=expected,
        acts=tuple(acts),
        cause=caused(cause),
    )


def answer(
    reading: Reading, vault: Vault, request: Keyed, now: datetime
) -> Partnership | None:
    """Return the first answer to a request; None, if it is new.

    Raises:
        CorruptRecord: If what was kept is not as it was recorded.
        KeyReused: If another request came with this key.
    """
    version = request.answered(reading, vault, now)
    return None if version is None else stood(reading, vault, request.stream, version)


def _is_body(row: Row, sent: Act) -> bool:
    """Return whether a row keeps the body that an act has without its words."""
    one = bare(sent)
    return (row.body, row.format) == (one.body, one.format)


def _may_be(found: Act, sent: Act) -> bool:
    """Return whether an act of the same body was sent as found, but for words gone."""
    if found == sent:
        return True
    return set(texts(found)) < set(texts(sent))
