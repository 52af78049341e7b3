"""An account of a partnership for one of its clients, in plain language.

It is made from the acts alone and tells what was agreed and by whom, what the client
consented to, who outside was told, and what is owed. It is the one place here where
what people wrote is shown, since it is asked for by name and for whom it is: it shows
what the client may see, and nothing else.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import cast

from collabtherapy.insight.accesses import audit
from collabtherapy.insight.log import Entry, read
from collabtherapy.insight.phrases import CONSENTS, MATTERS, OUTCOMES, OWED, STAGES
from collabtherapy.partnership.law.carrying import settled_elsewhere
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.regions.duties import Duty
from collabtherapy.partnership.regions.goals import GoalEnd
from collabtherapy.partnership.regions.practice import (
    Reviewed,
    ReviewPractice,
    StopPractice,
)
from collabtherapy.partnership.regions.region import Settled
from collabtherapy.partnership.values.act import Matter
from collabtherapy.partnership.values.ids import HasId, PersonId, ProposalId
from collabtherapy.partnership.values.moments import instant
from collabtherapy.partnership.values.people import Client, Role, Therapist
from collabtherapy.partnership.values.words import Words
from collabtherapy.privacy.views import View, view


def render(
    p: Partnership, client: "PersonId | HasId | str", *, at: datetime | None = None
) -> str:
    """Give an account of a partnership for one of its clients.

    Args:
        p: the partnership.
        client: for whom; a client, or one who has left.
        at: the moment at which it is asked what is owed; that of the last act, unless
            given.

    Raises:
        NotForThem: the partnership is not theirs to see.
        ValueError: they are not its client.

    >>> from datetime import UTC, datetime
    >>> from collabtherapy import Client, Partnership, Therapist
    >>> now = datetime(2026, 1, 5, tzinfo=UTC)
    >>> people = {"clients": [Client("ana")], "therapists": [Therapist("bo")]}
    >>> p = Partnership.open(id="p-1", **people, by="ana", at=now)
    >>> print(render(p, "ana").splitlines()[1])
    It has been asked for and has not begun.
    """
    moment = p.at if at is None else instant(at)
    seen = view(p, client, at=moment)
    if p.state.members.role(seen.viewer) not in (Role.CLIENT, Role.FORMER_CLIENT):
        raise ValueError("an account is for a client of the partnership")
    entries = read(p, viewer=seen.viewer).entries
    return "\n".join(_lines(p, seen, entries, moment)) + "\n"


def _lines(
    p: Partnership, seen: View, entries: tuple[Entry, ...], at: datetime
) -> Iterator[str]:
    yield f"This is the work of {_names(seen)}, as it stands on {_day(at)}."
    yield STAGES[seen.stage]
    yield from _part("What was agreed", _agreed(seen, entries))
    yield from _part("What you consented to", _consents(seen, at))
    yield from _part("Who outside was told", _told(p, seen))
    owed = seen.duties(at=at, owed_to=seen.viewer)
    yield from _part("What is owed to you", (_owed(seen, duty) for duty in owed))
    yours = seen.duties(at=at, owed_by=seen.viewer)
    yield from _part("What you took on", (OWED[duty.kind] for duty in yours))


def _part(title: str, lines: Iterator[str]) -> Iterator[str]:
    yield f"\n{title}:"
    items = tuple(dict.fromkeys(lines)) or ("nothing",)
    yield from (f"- {item}" for item in items)


def _agreed(seen: View, entries: tuple[Entry, ...]) -> Iterator[str]:
    """Tell of each matter in force as it was last settled, and who put it."""
    carried = seen.carried_over
    elsewhere = () if carried is None else settled_elsewhere(carried.act)
    last: dict[ProposalId, Settled[Matter]] = {one.id: one for one in elsewhere}
    ended: dict[ProposalId, str] = {}
    for entry in entries:
        matter = None if entry.settled is None else entry.settled.matter
        if entry.settled is not None and type(matter) in MATTERS:
            last[entry.settled.id] = entry.settled
            ended.pop(entry.settled.id, None)
        elif isinstance(matter, GoalEnd):
            ended[ProposalId(str(matter.goal))] = OUTCOMES[matter.outcome]
        elif isinstance(entry.act, StopPractice):
            ended[ProposalId(str(entry.act.practice))] = "stopped since"
        elif isinstance(entry.act, ReviewPractice) and _drops(entry.act):
            ended[ProposalId(str(entry.act.practice))] = "dropped since"
    for name, settled in last.items():
        words = _quoted(cast("Words", getattr(settled.matter, "words", None)))
        what, who = MATTERS[type(settled.matter)], _name(seen, settled.by)
        since = f"; {ended[name]}" if name in ended else ""
        how = "carried over" if settled.carried_over else "put"
        yield f"{_day(settled.at)}: {what}: {words}, {how} by {who}{since}"


def _drops(act: ReviewPractice) -> bool:
    return act.outcome is Reviewed.DROP


def _consents(seen: View, at: datetime) -> Iterator[str]:
    consents = seen.state.consent.by_scope.items()
    own = ((scope, said) for (who, scope), said in consents if who == seen.viewer)
    for scope, said in own:
        whence = ", carried over from another system" if said.carried_over else ""
        yield f"{scope}: {CONSENTS[said.status_at(at)]}{whence}"


def _told(p: Partnership, seen: View) -> Iterator[str]:
    for found in audit(p, client=seen.viewer, viewer=seen.viewer):
        who = "an observer" if found.who is None else _name(seen, found.who)
        what = ", ".join(sorted(found.what))
        on = "on no consent that was in force, as is known now"
        if found.ground is not None:
            on = f"on the ground {found.ground}"
        elif found.consent is not None:
            on = f"with your consent to {found.consent}"
        yield f"{_day(found.at)}: {who}, of {what}, {on}"


def _owed(seen: View, duty: Duty) -> str:
    return f"{OWED[duty.kind]}, by {_name(seen, duty.owed_by)}"


def _names(seen: View) -> str:
    clients = (client.id for client in seen.clients)
    therapists = (therapist.id for therapist in seen.therapists)
    names = [_name(seen, who) for who in (*clients, *therapists)]
    return " and ".join((", ".join(names[:-1]), names[-1])) if names[1:] else names[0]


def _name(seen: View, person: PersonId) -> str:
    """Give what somebody likes to be called, or else their id; the viewer is you."""
    if person == seen.viewer:
        return "you"
    members = seen.state.members
    for member in members.ever:
        if member.id == person and isinstance(member, Client | Therapist):
            called = member.called
            if called is not None and not called.is_removed:
                return called.text
    return str(person)


def _quoted(words: Words) -> str:
    return "(taken out)" if words.is_removed else f"“{words.text}”"


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"
