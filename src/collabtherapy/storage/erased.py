"""Which texts a history says were taken out: nobody is given those, wherever they lie.

So from the moment at which a `Redact` is recorded it is true, though a failure may yet
keep the bytes of a text where they are for a while.
"""

from collections.abc import Iterable, Mapping, Sequence

import attrs

from collabtherapy.partnership.regions.redactions import Redact
from collabtherapy.partnership.values.entries import PLAIN, Mark
from collabtherapy.storage.envelopes import Envelope
from collabtherapy.storage.rows import Row
from collabtherapy.storage.sealing import whole


@attrs.frozen
class Erased:
    """What was taken out of one history.

    Args:
        before: of each person all of whose texts were taken out, the version of the act
            that says so last.
        places: single texts: the version of the act, and which text of it.
    """

    before: Mapping[str, int] = attrs.field(factory=dict[str, int])
    places: frozenset[tuple[int, int]] = frozenset()

    @classmethod
    def by(cls, acts: Iterable[tuple[int, Redact]]) -> "Erased":
        """Return what acts say was taken out.

        Args:
            acts: each with its version, in order.
        """
        before: dict[str, int] = {}
        places: set[tuple[int, int]] = set()
        for version, act in acts:
            if act.places:
                places |= act.places
            else:
                before[str(act.subject)] = version
        return cls(before, frozenset(places))

    def has(self, version: int, n: int, person: str) -> bool:
        """Return whether a text was taken out.

        Args:
            version: the act that holds it.
            n: which text of the act.
            person: whose it is.
        """
        return (version, n) in self.places or self.before.get(person, 0) > version


NOTHING_ERASED = Erased()


def is_redact(row: Row) -> bool:
    """Return whether a row says that it is an act which takes words out."""
    return row.kind == Redact.__name__


def erased_in(rows: Sequence[Row]) -> Erased:
    """Return what the acts of a history say was taken out.

    Raises:
        CorruptRecord: If one of them cannot be read.
    """
    redacts = list(filter(is_redact, rows))
    if not redacts:
        return NOTHING_ERASED
    return Erased.by((row.version, _redact(row)) for row in redacts)


def _redact(row: Row) -> Redact:
    """Return an act that takes words out, with the numbers of the whole record."""
    act = whole(row.body, row.format, ())
    mark: Mark | None = PLAIN
    if row.envelope is not None:
        envelope = Envelope.loads(row.envelope)
        mark = None if envelope is None else envelope.mark
    if not isinstance(act, Redact) or mark is None:
        raise row.corrupt("unreadable")
    if len(mark.about) != len(act.numbers):
        raise row.corrupt("altered")
    return act.naming(mark.about)
