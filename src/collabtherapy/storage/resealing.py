"""Sealing the texts of a person with a new key, so that the old one can be destroyed.

The chain is over commitments, which stay as they are.
"""

from collections.abc import Collection, Sequence
from functools import partial

from collabtherapy.errors import CorruptRecord
from collabtherapy.storage.checking import check_links, check_words
from collabtherapy.storage.erased import NOTHING_ERASED
from collabtherapy.storage.keys import WordRow
from collabtherapy.storage.port import Backend, Writing
from collabtherapy.storage.rows import Row
from collabtherapy.storage.unsealing import by_place, commitments_of, erased_from
from collabtherapy.storage.vault import Held, Using, Vault


def resealed(writing: Writing, vault: Vault, person: str, keys: Collection[int]) -> int:
    """Seal every text under some keys of a person with a new key; return how many.

    A text that a history says was taken out is deleted instead.

    Args:
        writing: where they are kept.
        vault: what seals them.
        person: whose keys, which are held.
        keys: their numbers.

    Raises:
        CorruptRecord: If a text or a key is not as it was recorded.
    """
    vault.add_key(writing, person)
    using = vault.using(writing, [person])[person]
    texts = writing.words_under(keys)
    check_words(texts)
    words = by_place(texts)
    rows = writing.rows_at(list(words))
    check_links(writing, vault, rows)
    erased = erased_from(writing, vault, {stream for stream, _ in words})
    held = vault.held(writing, keys)
    sealed: list[WordRow] = []
    gone: list[tuple[str, int, int]] = []
    for row in rows:
        taken_out = erased.get(row.stream, NOTHING_ERASED)
        for word in words.pop((row.stream, row.version)):
            if taken_out.has(row.version, word.n, person):
                gone.append((row.stream, row.version, word.n))
            else:
                sealed.append(_again(vault, row, word, held.get(word.key), using))
    for stream, version in words:
        raise CorruptRecord(stream, version, "missing")
    writing.put_words(sealed)
    writing.drop_words(gone)
    return len(sealed)


def new_key(backend: Backend, vault: Vault, person: str, *, reseal: bool) -> int:
    """Return a person a new key; return how many texts were sealed with it.

    Raises:
        CorruptRecord: If a text or a key is not as it was recorded.
    """
    if not reseal:
        backend.write(partial(vault.add_key, person=person))
        return 0

    def seal(writing: Writing) -> tuple[Sequence[int], int]:
        rows = writing.hold_keys(person)
        old = [row.id for row in rows if row.wrapped is not None]
        return old, resealed(writing, vault, person, old)

    old, n_texts = backend.write(seal)
    backend.write(partial(destroy_keys, vault=vault, person=person, keys=old))
    return n_texts


def destroy_keys(
    writing: Writing, vault: Vault, person: str, keys: Collection[int]
) -> None:
    """Destroy keys of a person that seal nothing any more.

    Raises:
        CorruptRecord: If something is sealed with one still.
    """
    rows = [row for row in writing.hold_keys(person) if row.id in keys]
    if writing.words_under(keys):
        raise CorruptRecord("", 0, "key_in_use")
    writing.put_keys([vault.tagged(row._replace(wrapped=None)) for row in rows])


def _again(
    vault: Vault, row: Row, word: WordRow, held: Held | None, using: Using
) -> WordRow:
    meant = {commitment.n: commitment for commitment in commitments_of(row)}
    commitment = meant.get(word.n)
    if commitment is None:
        raise row.corrupt("words_not_ours")
    text = vault.opened(row, word, held, commitment)
    return vault.seal(word, row.kind, using, commitment, text)
