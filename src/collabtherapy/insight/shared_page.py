"""One page that a client and a therapist read together, with one picture.

It says what the goal is, how it goes, what was changed because somebody said so, and
what is owed. Each person's page is made of what they may see and of nothing else, and
says of each line whether the others see it as well, so that it can be laid on the
table: what one client of a couple keeps from the other stands on that client's page and
the therapist's, marked, and leaves no trace on the other's.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType

import attrs

from collabtherapy._frozen import frozen
from collabtherapy._printing import printed
from collabtherapy.insight.page_lines import Line, Part, lines
from collabtherapy.insight.page_picture import draw_page
from collabtherapy.insight.telling import Teller, day, listed
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.values.ids import HasId, PersonId
from collabtherapy.partnership.values.moments import instant
from collabtherapy.partnership.values.people import Role
from collabtherapy.privacy.views import view

NOTHING: Mapping[Part, str] = MappingProxyType(
    {
        Part.GOAL: "No goal is shared yet.",
        Part.COURSE: "Nothing is known yet.",
        Part.CHANGED: "Nothing yet.",
        Part.OWED: "Nothing is owed now.",
    }
)
"""What stands in a part without a line."""


@attrs.frozen(kw_only=True, repr=False)
class SharedPage:
    """The page of one person; it holds what people wrote, and is for the room alone.

    Args:
        viewer: the person whose page it is.
        at: the moment at which it was asked what is owed.
        people: how everybody who is here is called, the viewer as *you*.
        lines: everything on it, part by part.
    """

    viewer: PersonId
    at: datetime
    people: Mapping[PersonId, str] = attrs.field(converter=frozen)
    lines: tuple[Line, ...]

    def of(self, part: Part) -> tuple[Line, ...]:
        """Return the lines of one part."""
        return tuple(line for line in self.lines if line.part is part)

    def unseen_by(self, line: Line) -> tuple[str, ...]:
        """Return how those are called who do not see a line on their page."""
        others = (who for who in self.people if who != self.viewer)
        return tuple(self.people[who] for who in others if who not in line.seen_by)

    def markdown(self) -> str:
        """Return the page as Markdown; each change has the number that the picture has.

        What people wrote stands in it as they wrote it: no mark of theirs is one.
        """
        return "\n".join(self._markdown()) + "\n"

    def _markdown(self) -> Iterator[str]:
        yield "# One page, read together\n"
        who = listed([_plain(name) for name in self.people.values()])
        yield f"Of {who}, as it stands on {day(self.at)}. {self._seen_by()}"
        for part in Part:
            yield f"\n## {part}\n"
            told = self.of(part)
            for n, line in enumerate(told, 1):
                bullet = f"{n}." if part is Part.CHANGED else "-"
                yield f"{bullet} {_plain(line.text)}{self._mark(line)}"
            if not told:
                yield NOTHING[part]

    def _seen_by(self) -> str:
        if any(map(self.unseen_by, self.lines)):
            return "Others see it too, but for the lines that say who does not."
        return "Everybody here sees all of it."

    def _mark(self, line: Line) -> str:
        unseen = self.unseen_by(line)
        names = listed([_plain(name) for name in unseen]) if unseen else ""
        return f" *(not seen by {names})*" if unseen else ""

    def picture(self) -> str:
        """Return the course as one picture, in SVG, with a number for each change."""
        return draw_page(self.lines)

    def __repr__(self) -> str:
        return f"<SharedPage for {self.viewer}: {len(self.lines)} lines>"

    _repr_pretty_ = printed


def shared_page(
    p: Partnership, viewer: "PersonId | HasId | str", at: datetime | None = None
) -> SharedPage:
    """Return the page that somebody reads together with the others who are here.

    Args:
        p: the partnership.
        viewer: a client or a therapist who is here.
        at: the moment at which it is asked what is owed; that of the last act that
            they may see, unless given.

    Raises:
        NotForThem: If the partnership is not theirs to see.
        ValueError: If they are neither a client nor a therapist who is here.

    >>> from datetime import UTC, datetime
    >>> from collabtherapy import Client, Partnership, Therapist
    >>> now = datetime(2026, 1, 5, tzinfo=UTC)
    >>> people = {"clients": [Client("ana")], "therapists": [Therapist("bo")]}
    >>> p = Partnership.open(id="p-1", **people, by="ana", at=now)
    >>> print(shared_page(p, "ana").markdown().splitlines()[2])
    Of you and bo, as it stands on 2026-01-05. Everybody here sees all of it.
    """
    seen = view(p, viewer, at=at)
    if p.state.members.role(seen.viewer) not in (Role.CLIENT, Role.THERAPIST):
        raise ValueError(
            "a page is read together by those who are here: name a client or a "
            "therapist, or ask for the account of a client who left"
        )
    # When others did what is hidden from them is hidden as well.
    moment = seen.at if at is None else instant(at)
    teller, plain = Teller(seen, seen.viewer), Teller(seen)
    others: dict[PersonId, frozenset[Line]] = {}
    for person in teller.everyone:
        if person != seen.viewer:
            theirs = view(p, person, at=at)
            told = lines(Teller(theirs), max(moment, theirs.at))
            others[person] = frozenset(told)
    return SharedPage(
        viewer=seen.viewer,
        at=moment,
        people={person: teller.name(person) for person in teller.everyone},
        lines=tuple(
            attrs.evolve(
                line, seen_by=(who for who, theirs in others.items() if same in theirs)
            )
            for line, same in zip(
                lines(teller, moment), lines(plain, moment), strict=True
            )
        ),
    )


_MARKS = re.compile(r"([\\`*_\[\]<>#|~])")


def _plain(text: str) -> str:
    """Return text in one line with every Markdown mark escaped."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
