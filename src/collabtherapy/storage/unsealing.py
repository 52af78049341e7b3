"""Acts read from their rows: words put back that are there and were not taken out."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from collabtherapy.partnership.values.act import Act
from collabtherapy.privacy.authors import places
from collabtherapy.storage.checking import check_links
from collabtherapy.storage.commitments import Commitment, unpacked, unsalted
from collabtherapy.storage.destroyed import held_keys
from collabtherapy.storage.erased import Erased, erased_in
from collabtherapy.storage.keys import WordRow
from collabtherapy.storage.port import Reading
from collabtherapy.storage.rows import Row
from collabtherapy.storage.sealing import whole
from collabtherapy.storage.vault import Held, Vault

WordsAt: TypeAlias = Mapping[tuple[str, int], Sequence[WordRow]]
"""The texts of acts, by the name of the partnership and the version."""


def acts_of_history(reading: Reading, vault: Vault, rows: Sequence[Row]) -> list[Act]:
    """Return the acts of a whole history, whose rows have been checked.

    Raises:
        CorruptRecord: If a row is not as it was recorded.
    """
    if not rows:
        return []
    words = by_place(reading.words(rows[0].stream))
    return _acts(reading, vault, rows, words, {rows[0].stream: erased_in(rows)})


def acts_of_rows(reading: Reading, vault: Vault, rows: Sequence[Row]) -> list[Act]:
    """Return the acts of some checked rows, of one history or of several.

    Raises:
        CorruptRecord: If a row is not as it was recorded.
    """
    if not rows:
        return []
    words = by_place(reading.words_at([(row.stream, row.version) for row in rows]))
    streams = {row.stream for row in rows}
    return _acts(reading, vault, rows, words, erased_from(reading, vault, streams))


def erased_from(
    reading: Reading, vault: Vault, streams: Collection[str]
) -> Mapping[str, Erased]:
    """Return what was taken out of each history, by whatever was recorded up to now.

    Raises:
        CorruptRecord: If a row is not as it was recorded.
    """
    found = reading.redacts(streams)
    check_links(reading, vault, found)
    redacts: dict[str, list[Row]] = {}
    for row in found:
        redacts.setdefault(row.stream, []).append(row)
    return {stream: erased_in(rows) for stream, rows in redacts.items()}


def by_place(words: Iterable[WordRow]) -> dict[tuple[str, int], list[WordRow]]:
    """Return texts by the acts that they are of."""
    found: dict[tuple[str, int], list[WordRow]] = {}
    for word in words:
        found.setdefault((word.stream, word.version), []).append(word)
    return found


def _acts(
    reading: Reading,
    vault: Vault,
    rows: Sequence[Row],
    words: WordsAt,
    erased: Mapping[str, Erased],
) -> list[Act]:
    numbers = {word.key for those in words.values() for word in those if word.is_whole}
    keys = held_keys(reading, vault, numbers)
    nothing = Erased()
    return [
        _act(vault, row, words.get((row.stream, row.version), ()), keys, gone)
        for row in rows
        for gone in (erased.get(row.stream, nothing),)
    ]


def _act(
    vault: Vault,
    row: Row,
    words: Sequence[WordRow],
    keys: Mapping[int, Held],
    erased: Erased,
) -> Act:
    if not row.words:
        act = whole(row.body, row.format, ())
        if act is None:
            raise row.corrupt("unreadable")
        return act
    opened = opened_words(vault, row, words, keys, erased)
    act = whole(row.body, row.format, map(unsalted, opened.texts))
    if act is None:
        raise row.corrupt("unreadable")
    check_missing(row, act, opened.missing, erased)
    return act


class Opened(NamedTuple):
    """The words of an act.

    Args:
        texts: what is there, with the random bytes before it.
        missing: which texts of the act are not there, or were taken out.
    """

    texts: Sequence[bytes]
    missing: Sequence[int]


def opened_words(
    vault: Vault,
    row: Row,
    words: Sequence[WordRow],
    keys: Mapping[int, Held],
    erased: Erased,
) -> Opened:
    """Return the words of an act that were not taken out.

    Raises:
        CorruptRecord: If a text does not open, or its key is gone.
    """
    texts: list[bytes] = []
    missing: list[int] = []
    there = {word.n: word for word in words}
    for commitment in commitments_of(row):
        word = there.get(commitment.n)
        if word is None:
            missing.append(commitment.n)
            continue
        if not word.is_whole:
            raise row.corrupt("altered")
        held = keys.get(word.key)
        if held is not None and erased.has(row.version, word.n, held.person):
            missing.append(word.n)  # whose it is, its act says, and not the key
            continue
        texts.append(vault.opened(row, word, held, commitment))
    return Opened(texts, missing)


def commitments_of(row: Row) -> Sequence[Commitment]:
    """Return the commitments of a row.

    Raises:
        CorruptRecord: If it keeps something else.
    """
    found = unpacked(row.words)
    if found is None:
        raise row.corrupt("unreadable")
    return found


def check_missing(row: Row, act: Act, missing: Collection[int], erased: Erased) -> None:
    """Check that the history says of each text that is not there that it was taken out.

    Raises:
        CorruptRecord: If it does not say so of one.
    """
    if not missing:
        return
    authors = dict(places(act))
    for n in missing:
        if n not in authors or not erased.has(row.version, n, str(authors[n])):
            raise row.corrupt("words_missing")
