"""Which instruments a response fills.

A questionnaire says by its URL or its panel's code which instrument it is. Where it
does not, the codes of its questions tell: but only if no other choice of instruments
would have those questions too. Eight of the PHQ-9's questions, and none of its ninth,
are a PHQ-8, and never a PHQ-9 with one answer missing.
"""

from collections.abc import Iterable, Iterator

import attrs

from collabtherapy.fhir.codes import LOINC
from collabtherapy.fhir.datatypes.codings import Coding
from collabtherapy.fhir.inward.catalogue import Catalogue, Key, key_of
from collabtherapy.fhir.inward.walking import OWN_FORM
from collabtherapy.measures.check_digits import is_loinc

MOST = 8
"""How many instruments that share questions may be told apart by them alone."""


@attrs.frozen(kw_only=True)
class Recognised:
    """The instruments of a response.

    Args:
        ids: the instruments, by their short names.
        instead: the instrument that was named, by the one that is taken for it.
        unclear: the questions that several instruments ask: none of them is taken.
    """

    ids: tuple[str, ...] = ()
    instead: tuple[tuple[str, str], ...] = ()
    unclear: frozenset[Key] = frozenset()


def named_by(
    known: Catalogue, url: str | None, codes: Iterable[Coding]
) -> frozenset[str]:
    """Return the instruments that a questionnaire says it is.

    Args:
        known: the instruments.
        url: its name, which may end in the code of a panel, as ``…/q/44249-1``.
        codes: the codes that it has, and those of its groups.
    """
    found = {known.panels.get(key_of(one)) for one in codes}
    last = (url or "").rpartition("/")[2]
    if is_loinc(last):
        found.add(known.panels.get((LOINC, last)))
    if url is not None and url.startswith(OWN_FORM):
        own = url.removeprefix(OWN_FORM)
        found.add(own if own in known.by_id else None)
    return frozenset(one for one in found if one is not None)


def recognise(
    known: Catalogue,
    *,
    named: frozenset[str],
    carried: frozenset[Key],
    asked: frozenset[Key],
) -> Recognised:
    """Return the instruments that a response fills.

    Args:
        known: the instruments.
        named: those that its questionnaire says it is.
        carried: the questions of its items.
        asked: the questions of its Questionnaire, if that is at hand.
    """
    every = frozenset(key for key in carried | asked if key in known.owners)
    theirs = frozenset(key for id_ in named for key in known.of(id_, every))
    found: set[str] = set()
    unclear: set[Key] = set()
    for together in _parted(known, every - theirs):
        told, left = _told(known, together)
        found |= told
        unclear |= left
    ids: list[str] = []
    instead: list[tuple[str, str]] = []
    for id_ in sorted(named | found):
        taken = _smaller(known, id_, carried)
        ids.append(taken)
        if taken != id_ and id_ in named:
            instead.append((taken, id_))
    return Recognised(
        ids=tuple(dict.fromkeys(ids)),
        instead=tuple(instead),
        unclear=frozenset(unclear),
    )


def _parted(known: Catalogue, keys: frozenset[Key]) -> Iterator[frozenset[Key]]:
    """Yield the questions in parts that no instrument asks questions of two of."""
    left = set(keys)
    while left:
        part, next_ = set[Key](), {min(left, key=str)}
        while next_:
            part |= next_
            ids = frozenset[str]().union(*(known.sharers[key] for key in next_))
            next_ = {key for id_ in ids for key in known.of(id_, left)} - part
        left -= part
        yield frozenset(part)


def _told(
    known: Catalogue, keys: frozenset[Key]
) -> tuple[frozenset[str], frozenset[Key]]:
    """Return the instruments that some questions tell, and the questions that do not.

    Of all ways to divide the questions among as few instruments as possible, those
    count in which every instrument is filled; what they all have in common is told.
    """
    for most in range(1, MOST + 1):
        ways = set(_divided(known, keys, keys, frozenset(), most))
        if not ways:
            continue
        filled = {way for way in ways if all(_fills(known, one, keys) for one in way)}
        ways = filled or ways
        common = frozenset[str].intersection(*ways)
        told = frozenset(key for id_ in common for key in known.of(id_, keys))
        return common, keys - told
    return frozenset(), keys


def _divided(
    known: Catalogue,
    keys: frozenset[Key],
    left: frozenset[Key],
    taken: frozenset[str],
    most: int,
) -> Iterator[frozenset[str]]:
    """Yield the ways to divide questions among instruments that share none of them."""
    if not left:
        yield taken
        return
    if len(taken) == most:
        return
    first = min(left, key=lambda key: (len(known.sharers[key]), str(key)))
    for id_ in sorted(known.sharers[first] - taken):
        theirs = known.of(id_, keys)
        if theirs <= left:
            yield from _divided(known, keys, left - theirs, taken | {id_}, most)


def _fills(known: Catalogue, id_: str, keys: Iterable[Key]) -> bool:
    return len(known.asked(id_, keys)) == len(known.by_id[id_].items)


def _smaller(known: Catalogue, id_: str, carried: frozenset[Key]) -> str:
    """Return the smaller instrument that is filled, where another would be guessed at.

    That is so where the larger one lacks so few questions that it would be scored.
    """
    instrument = known.by_id[id_]
    theirs = known.of(id_, carried)
    lacking = len(instrument.items) - len(known.asked(id_, theirs))
    if not theirs or not 0 < lacking <= instrument.missing.at_most:
        return id_
    found = {
        other
        for other in frozenset[str].union(*(known.sharers[key] for key in theirs))
        if other != id_
        and known.of(other, theirs) == theirs
        and _fills(known, other, theirs)
    }
    return found.pop() if len(found) == 1 else id_
