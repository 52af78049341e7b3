"""Consistency of words: each is there, under a key of its author, until taken out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from collabtherapy.errors import CorruptRecord
from collabtherapy.partnership.values.act import Act
from collabtherapy.privacy.authors import places
from collabtherapy.storage.chain import Fault
from collabtherapy.storage.commitments import Commitment, committed, unpacked
from collabtherapy.storage.erased import Erased, erased_in
from collabtherapy.storage.erasures import Erasure
from collabtherapy.storage.keys import WordRow
from collabtherapy.storage.ledger import Reached
from collabtherapy.storage.port import Reading
from collabtherapy.storage.rows import Row
from collabtherapy.storage.unsealing import by_place
from collabtherapy.storage.vault import Held, Vault, usable


class Ledger(NamedTuple):
    """Which texts the erasures of a store name, by partnership.

    Args:
        named: all of them.
        done: those that are deleted by now.
    """

    named: Mapping[str, AbstractSet[tuple[int, int]]]
    done: Mapping[str, AbstractSet[tuple[int, int]]]

    @classmethod
    def of(cls, erasures: Iterable[Erasure]) -> "Ledger":
        """Return which texts some erasures name."""
        named: dict[str, set[tuple[int, int]]] = {}
        done: dict[str, set[tuple[int, int]]] = {}
        for erasure in erasures:
            for stream, those in erasure.gone.items():
                named.setdefault(str(stream), set()).update(those)
                if erasure.reached != Reached.INTENDED:
                    done.setdefault(str(stream), set()).update(those)
        return cls(named, done)


class Looking(NamedTuple):
    """What is looked at of the words of a history.

    Args:
        vault: what opens them.
        keys: the keys that they are sealed with, by number.
        erased: what was taken out.
        named: texts that an erasure names: version and number.
        gone: those of them that are deleted by now.
        opens: whether each is opened, and held against its commitment.
    """

    vault: Vault
    keys: Mapping[int, Held]
    erased: Erased
    named: AbstractSet[tuple[int, int]]
    gone: AbstractSet[tuple[int, int]]
    opens: bool


def words_faults(
    reading: Reading,
    vault: Vault,
    stream: str,
    acts: Sequence[tuple[Row, Act]],
    ledger: Ledger,
    *,
    versions: AbstractSet[int],
    opens: bool,
) -> Iterator[Fault]:
    """Yield every fault of the words of a history.

    Args:
        reading: where they are read.
        vault: what opens them.
        stream: which partnership.
        acts: its acts in whose rows nothing else is wrong.
        ledger: which texts the erasures of the store name.
        versions: of all its acts, those with a fault as well.
        opens: whether each is to be opened, and held against its commitment.
    """
    words = reading.words(stream)
    sound = [word for word in words if word.is_whole]
    if len(sound) < len(words):
        yield Fault(stream, 0, "words_not_ours")
    keys = vault.held(reading, {word.key for word in sound})
    try:
        erased = erased_in([row for row, _ in acts])
    except CorruptRecord as error:  # named by its envelope too
        yield Fault(stream, error.version, error.code)
        return
    named, gone = (those.get(stream, frozenset()) for those in ledger)
    looking = Looking(vault, keys, erased, named, gone, opens)
    by_act = dict(by_place(sound))
    for row, act in acts:
        theirs = {word.n: word for word in by_act.pop((stream, row.version), ())}
        for code, key in _of_act(looking, row, act, theirs):
            yield Fault(stream, row.version, code, key)
    for _, version in sorted(by_act):
        if version not in versions:
            yield Fault(stream, version, "words_not_ours")


def _of_act(
    looking: Looking, row: Row, act: Act, theirs: dict[int, WordRow]
) -> Iterator[tuple[str, int | None]]:
    """Yield what is wrong with the words of an act, and with which key."""
    commitments = unpacked(row.words)
    if commitments is None:
        yield "unreadable", None
        return
    authors = dict(places(act))
    for commitment in commitments:
        author = str(authors.get(commitment.n, ""))
        is_erased = looking.erased.has(row.version, commitment.n, author)
        word = theirs.pop(commitment.n, None)
        if word is None:
            if not is_erased:
                yield "words_missing", None
            elif (row.version, commitment.n) not in looking.named:
                yield "erasure_missing", None
        elif is_erased:
            if (row.version, commitment.n) in looking.gone:
                yield "words_returned", word.key
        else:
            code = _of_text(looking, row, word, author, commitment)
            if code:
                yield code, word.key
    if theirs:
        yield "words_not_ours", None


def _of_text(
    looking: Looking, row: Row, word: WordRow, author: str, commitment: Commitment
) -> str:
    """Return what is wrong with a text that is there; nothing, if all is well."""
    held = looking.keys.get(word.key)
    try:
        person, _ = usable(row, word, held)
        if person != author:
            return "key_not_ours"
        if looking.opens:
            text = looking.vault.opened(row, word, held, commitment)
            if committed(commitment.n, text) != commitment:
                return "words_do_not_open"
    except CorruptRecord as error:
        return error.code
    return ""
