"""Consistency of the rows of a history: columns beside bodies, and keys.

Whoever works out the chain anew can write whatever they like into the rows. What they
write still has to be an act, of the kind, by the person and at the moment that its
columns say; and its words have to be sealed with a key of whoever wrote them, which is
there until the history says that it was destroyed.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from collabtherapy.codec.marks import mark_faults
from collabtherapy.codec.tagged import is_older
from collabtherapy.partnership.regions.redactions import Redact
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.stages import Open
from collabtherapy.privacy.authors import may_have_written
from collabtherapy.storage.appending import kind_of
from collabtherapy.storage.chain import Fault
from collabtherapy.storage.envelopes import Envelope, enveloped
from collabtherapy.storage.forgetting import CAUSE
from collabtherapy.storage.keys import KeyRow, parted
from collabtherapy.storage.port import Reading
from collabtherapy.storage.rows import Row, spelled
from collabtherapy.storage.sealing import whole


def content_faults(
    reading: Reading, stream: str, rows: Sequence[Row]
) -> Iterator[Fault]:
    """Yield every fault of what rows hold, the first first.

    Args:
        reading: where the keys are read.
        stream: which partnership.
        rows: those of its rows in which the chain has found no fault.
    """
    acts: list[tuple[Row, Act]] = []
    for row in rows:
        act = whole(row.body, row.format, ())
        if act is None:
            yield Fault(stream, row.version, "unreadable")
        elif not _says_the_same(row, act):
            yield Fault(stream, row.version, "altered")
        else:
            acts.append((row, act))
    for version, code in _envelope_faults(acts):
        yield Fault(stream, version, code)
    yield from _key_faults(reading, stream, acts)


def _says_the_same(row: Row, act: Act) -> bool:
    if isinstance(act, Open) and str(act.partnership) != row.stream:
        return False
    says = (kind_of(act), str(act.by), spelled(act.at))
    return says == (row.kind, row.actor, row.at)


def _envelope_faults(acts: Sequence[tuple[Row, Act]]) -> Iterator[tuple[int, str]]:
    """Yield the version of each envelope that is not the one of its entry, and why."""
    kept: dict[int, Envelope | None] = {}
    for row, _ in acts:
        if row.envelope is not None:
            kept[row.version] = Envelope.loads(row.envelope)
    sound = {version: one for version, one in kept.items() if one is not None}
    yield from ((version, "unreadable") for version in kept.keys() - sound.keys())
    has_gaps = not acts or acts[-1][0].version != len(acts)
    if not has_gaps and len(sound) == len(kept):
        yield from ((version, "altered") for version in _not_theirs(acts, sound))


def _not_theirs(
    acts: Sequence[tuple[Row, Act]], envelopes: Mapping[int, Envelope]
) -> Iterator[int]:
    """Yield the version of each entry of which something else is said than was so."""
    history = [act for _, act in acts]
    opening = history[0]
    marks = {version: envelope.mark for version, envelope in envelopes.items()}
    for fault in mark_faults(history, marks):
        yield fault.version
        return  # where the entries after it stand hangs on it
    if isinstance(opening, Open):
        meant = enveloped(history, marks, opening.policy, after=0)
        for version, (act, envelope) in enumerate(zip(history, meant, strict=True), 1):
            said = envelopes.get(version)
            # Of acts from before there were envelopes nothing is said.
            if said != envelope and not (said is None and is_older(act)):
                yield version


def _key_faults(
    reading: Reading, stream: str, acts: Sequence[tuple[Row, Act]]
) -> Iterator[Fault]:
    used = {row.version: [part.key for part in parted(row.sealed)] for row, _ in acts}
    keys = reading.keys({key for theirs in used.values() for key in theirs})
    said, done = _redacted(acts), _forgotten(acts)
    for row, act in acts:
        for number in used[row.version]:
            people = set(map(str, may_have_written(act)))
            code = _key_fault(keys.get(number), row.version, people, said, done)
            if code:
                yield Fault(stream, row.version, code, number)


def _key_fault(
    key: KeyRow | None,
    version: int,
    people: Collection[str],
    said: Mapping[str, int],
    done: Mapping[str, int],
) -> str:
    """Return what is wrong with the key of some words; nothing, if all is well.

    Args:
        key: the key.
        version: that of the act.
        people: whose words there may be in it.
        said: at which version the history last says of each that words are gone.
        done: the same, of what was said by forgetting them.
    """
    if key is None:
        return "key_missing"
    if key.person not in people:
        return "key_not_ours"
    if key.kept is None:
        return "" if said.get(key.person, 0) > version else "key_destroyed"
    return "key_returned" if done.get(key.person, 0) > version else ""


def _redacted(acts: Sequence[tuple[Row, Act]]) -> Mapping[str, int]:
    return {
        str(act.subject): row.version for row, act in acts if isinstance(act, Redact)
    }


def _forgotten(acts: Sequence[tuple[Row, Act]]) -> Mapping[str, int]:
    return _redacted([one for one in acts if one[0].cause == CAUSE])
