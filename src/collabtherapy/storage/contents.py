"""Consistency of the rows of a history: columns beside bodies, and words beside them.

An act has to be of the kind, by the person and at the moment that its columns say. Its
words have to be there, sealed with a key of who wrote them, until the history says that
they were taken out.
"""

from collections.abc import Iterator, Mapping, Sequence

from collabtherapy.codec.marks import mark_faults
from collabtherapy.codec.tagged import is_older
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.stages import Open
from collabtherapy.storage.appending import kind_of
from collabtherapy.storage.chain import Fault
from collabtherapy.storage.envelopes import Envelope, enveloped
from collabtherapy.storage.rows import Row, spelled
from collabtherapy.storage.sealing import whole


def content_faults(
    stream: str, rows: Sequence[Row]
) -> tuple[list[tuple[Row, Act]], list[Fault]]:
    """Return the acts of rows that say what their columns say, and every fault.

    Args:
        stream: which partnership.
        rows: those of its rows in which the chain has found no fault.
    """
    acts: list[tuple[Row, Act]] = []
    found: list[Fault] = []
    for row in rows:
        act = whole(row.body, row.format, ())
        if act is None:
            found.append(Fault(stream, row.version, "unreadable"))
        elif not says_the_same(row, act):
            found.append(Fault(stream, row.version, "altered"))
        else:
            acts.append((row, act))
    found += (Fault(stream, version, code) for version, code in _envelope_faults(acts))
    return acts, found


def says_the_same(row: Row, act: Act) -> bool:
    """Return whether the columns of a row say what its act says."""
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
