"""What is kept of an entry beside its act, where it is not on time or changed others.

Nearly every act counts from the moment that it says, and changes nothing for others:
its row has no envelope. Of any other it says where the entry stood when it was
recorded, and what was decided then; the chain covers it as it covers the act.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, cast

import attrs

from collabtherapy.codec import BACKEND
from collabtherapy.codec.leaves import read_moment, write_moment
from collabtherapy.codec.marks import read_mark, write_mark
from collabtherapy.codec.wrong import Wrong
from collabtherapy.partnership.record.placing import Place
from collabtherapy.partnership.record.record import places_when_recorded
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.entries import PLAIN, Mark
from collabtherapy.partnership.values.policy import Policy

CHANGED_FROM: Final = "changed_from"
EFFECTIVE_AT: Final = "effective_at"
LEARNED_AT: Final = "learned_at"
MARK: Final = "mark"
KEYS: Final = frozenset({CHANGED_FROM, EFFECTIVE_AT, LEARNED_AT, MARK})


@attrs.frozen(kw_only=True)
class Envelope:
    """Where an entry stood when it was recorded, and what was decided of it.

    Args:
        effective_at: from when it counted.
        learned_at: when the record learned of it.
        changed_from: the moment from which the timeline is another than before; None,
            if the entry was added at its end.
        mark: what was decided.
    """

    effective_at: datetime
    learned_at: datetime
    changed_from: datetime | None = None
    mark: Mark = PLAIN

    @classmethod
    def on_time(cls, act: Act) -> "Envelope":
        """Return the envelope of an act that counts from its own moment."""
        return cls(effective_at=act.at, learned_at=act.at)

    def dumps(self) -> str:
        """Return it as JSON."""
        plain: dict[str, object] = {
            EFFECTIVE_AT: write_moment(self.effective_at),
            LEARNED_AT: write_moment(self.learned_at),
        }
        if self.changed_from is not None:
            plain[CHANGED_FROM] = write_moment(self.changed_from)
        if self.mark != PLAIN:
            plain[MARK] = write_mark(self.mark)
        return BACKEND.encode(plain)

    @classmethod
    def loads(cls, text: str) -> "Envelope | None":
        """Return the envelope that JSON tells of; None if it tells of none."""
        try:
            found = BACKEND.parse(text.encode())
            plain = cast("dict[str, object]", found if type(found) is dict else {})
            if not plain.keys() <= KEYS:
                return None
            since = plain.get(CHANGED_FROM)
            return cls(
                effective_at=read_moment(plain.get(EFFECTIVE_AT)),
                learned_at=read_moment(plain.get(LEARNED_AT)),
                changed_from=None if since is None else read_moment(since),
                mark=read_mark(plain[MARK]) if MARK in plain else PLAIN,
            )
        except (Wrong, RecursionError, UnicodeEncodeError):
            return None


def enveloped(
    acts: Sequence[Act], marks: Mapping[int, Mark], policy: Policy, after: int
) -> Iterator[Envelope | None]:
    """Yield the envelope of each entry after a version; None for one on time.

    Args:
        acts: the acts of the history, the opening first.
        marks: what was decided of entries, by their numbers.
        policy: the policy of the opening.
        after: the version.
    """
    places = list(places_when_recorded(acts, marks, policy))
    for version, act in enumerate(acts[after:], after + 1):
        mark, place = marks.get(version, PLAIN), places[version - 1]
        if mark == PLAIN and place == (act.at, act.at):
            yield None
            continue
        yield Envelope(
            effective_at=place.effective_at,
            learned_at=place.recorded_at,
            changed_from=_changed_from(acts, places, version, mark),
            mark=mark,
        )


def _changed_from(
    acts: Sequence[Act], places: Sequence[Place], version: int, mark: Mark
) -> datetime | None:
    """Return the moment from which the timeline is another; None, if it is longer."""
    place, moments = places[version - 1], list[datetime]()
    if place.effective_at < place.recorded_at:
        moments.append(place.effective_at)
    if mark.voids is not None:
        moments.append(places[mark.voids - 1].effective_at)
        if mark.moves:  # what came after it, and this, no longer wait for its moment
            moments += [act.at for act in acts[mark.voids : version]]
    return min(moments, default=None)
