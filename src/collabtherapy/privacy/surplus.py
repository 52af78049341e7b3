"""What a newer version wrote beyond what this one can name, and doing without it.

It may hold somebody's words, or be for fewer people than the rest. Nobody here can
tell, so it is taken out whole. A kind that only the newer version has a name for
consists of nothing else: of that, the name stays, with nothing in it.
"""

from typing import Final, TypeVar

import attrs

from collabtherapy.partnership.values.act import Act, Kept, Matter
from collabtherapy.partnership.values.words import Words

H = TypeVar("H", bound=Act | Matter)

NOTHING: Final = Words("{}")
"""What is put aside of something of which nothing is left: an object without fields."""


def holds_surplus(holder: Act | Matter) -> bool:
    """Whether an act or a matter itself holds any."""
    return holder.kept is not None and holder.kept.json != NOTHING


def emptied(holder: Act | Matter) -> Kept | None:
    """Give what an act or a matter has in place of its surplus once that is out."""
    if holder.kept is None or attrs.fields(type(holder)).kept.default is None:
        return None
    return Kept(version=holder.kept.version, json=NOTHING)


def without_surplus(holder: H) -> H:
    """Give an act or a matter as it is without any, its own or that of its matter.

    >>> from datetime import UTC, datetime
    >>> from collabtherapy import Words, acts
    >>> surplus = Kept(version=9, json=Words('{"beside":{"mood":"low"}}'))
    >>> leave = acts.Leave(by="ana", at=datetime(2026, 1, 5, tzinfo=UTC), kept=surplus)
    >>> without_surplus(leave).kept is None
    True
    """
    changes: dict[str, object] = {}
    if holds_surplus(holder):
        changes["kept"] = emptied(holder)
    matter: object = getattr(holder, "matter", None)
    if isinstance(matter, Matter) and holds_surplus(matter):
        changes["matter"] = without_surplus(matter)
    # Each value is of its field's own type, which no checker can follow by name.
    return attrs.evolve(holder, **changes) if changes else holder  # type: ignore[arg-type]
