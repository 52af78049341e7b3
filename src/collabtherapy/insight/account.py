"""An account of a partnership for one of its clients, in plain language.

It is made from the acts alone and tells with which training each therapist works, what
was agreed and by whom, how near it is, what the client answered, needs, takes along and
consented to, who outside was told, and what is owed. It shows what people wrote, since
it is asked for by name and for whom it is: it shows what the client may see, and
nothing else.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import cast

from collabtherapy.insight import between, own
from collabtherapy.insight.accesses import audit
from collabtherapy.insight.log import Entry, read
from collabtherapy.insight.noticing import signals
from collabtherapy.insight.phrases import CONSENTS, MATTERS, OUTCOMES, OWED, STAGES
from collabtherapy.insight.telling import Teller, day, listed, quoted
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
from collabtherapy.partnership.values.people import Post, Role
from collabtherapy.partnership.values.words import Words
from collabtherapy.privacy.views import View, view


def render(
    p: Partnership, client: "PersonId | HasId | str", *, at: datetime | None = None
) -> str:
    """Return an account of a partnership for one of its clients.

    Args:
        p: the partnership.
        client: for whom; a client, or one who has left.
        at: the moment at which it is asked what is owed; that of the last act that
            they may see, unless given.

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
    seen = view(p, client, at=at)
    # When others did what is hidden from them is hidden as well.
    moment = seen.at if at is None else instant(at)
    if p.state.members.role(seen.viewer) not in (Role.CLIENT, Role.FORMER_CLIENT):
        raise ValueError("an account is for a client of the partnership")
    entries = read(p, viewer=seen.viewer).entries
    teller = Teller(seen, seen.viewer)
    return "\n".join(_lines(p, teller, entries, moment)) + "\n"


def _lines(
    p: Partnership, teller: Teller, entries: tuple[Entry, ...], at: datetime
) -> Iterator[str]:
    seen = teller.seen
    names = listed([teller.name(who) for who in teller.everyone])
    yield f"This is the work of {names}, as it stands on {day(at)}."
    yield STAGES[seen.stage]
    yield from _part("With which training", _trained(teller))
    yield from _part("What was agreed", _agreed(teller, entries))
    yield from _part("How near your goals are", own.nearness(teller))
    for title, told in OWN_PARTS.items():
        yield from _part(title, told(teller, seen.viewer))
    yield from _part("What was noticed, and answered", _noticed(p, teller))
    yield from _part("What you consented to", _consents(seen, at))
    yield from _part("Who outside was told", _told(p, teller))
    owed = seen.duties(at=at, owed_to=seen.viewer)
    yield from _part("What is owed to you", (_owed(teller, duty) for duty in owed))
    yours = seen.duties(at=at, owed_by=seen.viewer)
    took_on = (*own.taken_on(teller, seen.viewer), *(OWED[d.kind] for d in yours))
    yield from _part("What you took on", took_on)


OWN_PARTS: Mapping[str, Callable[[Teller, PersonId], Iterable[str]]] = MappingProxyType(
    {
        "What you answered": own.scores,
        "What you talked about": own.talks,
        "What you need, and how you would like to work": own.wishes,
        "Who leads": own.lead,
        "What you take along": own.toolkit,
        "Your safety": own.safety,
        "What came between you": between.ruptures,
        "Notes that you may read": between.notes,
    }
)
"""What is told of what is the client's own, by its title."""


def _part(title: str, lines: Iterable[str]) -> Iterator[str]:
    yield f"\n{title}:"
    items = tuple(dict.fromkeys(lines)) or ("nothing",)
    yield from (f"- {item}" for item in items)


def _trained(teller: Teller) -> Iterator[str]:
    """Yield each therapist's training as it is stated, and who supervises a trainee.

    Source: APA 10.01, clients are told of a trainee and their supervisor.
    """
    for therapist in teller.seen.therapists:
        stated = ", ".join(therapist.credentials) or "no training is stated"
        post = ""
        if therapist.post is Post.TRAINEE and therapist.supervisor is not None:
            post = f"; a trainee, supervised by {teller.name(therapist.supervisor)}"
        yield f"{teller.name(therapist.id)}: {stated}{post}"


def _agreed(teller: Teller, entries: tuple[Entry, ...]) -> Iterator[str]:
    """Tell of each matter in force as it was last settled, and who put it."""
    carried = teller.seen.carried_over
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
        words = quoted(cast("Words", getattr(settled.matter, "words", None)))
        what, who = MATTERS[type(settled.matter)], teller.name(settled.by)
        since = f"; {ended[name]}" if name in ended else ""
        how = "carried over" if settled.carried_over else "put"
        yield f"{day(settled.at)}: {what}: {words}, {how} by {who}{since}"


def _drops(act: ReviewPractice) -> bool:
    return act.outcome is Reviewed.DROP


def _consents(seen: View, at: datetime) -> Iterator[str]:
    consents = seen.state.consent.by_scope.items()
    own = ((scope, said) for (who, scope), said in consents if who == seen.viewer)
    for scope, said in own:
        whence = ", carried over from another system" if said.carried_over else ""
        yield f"{scope}: {CONSENTS[said.status_at(at)]}{whence}"


def _told(p: Partnership, teller: Teller) -> Iterator[str]:
    seen = teller.seen
    for found in audit(p, client=seen.viewer, viewer=seen.viewer):
        who = "an observer" if found.who is None else teller.name(found.who)
        what = ", ".join(sorted(found.what))
        on = "on no consent that was in force, as is known now"
        if found.ground is not None:
            on = f"on the ground {found.ground}"
        elif found.consent is not None:
            on = f"with your consent to {found.consent}"
        yield f"{day(found.at)}: {who}, of {what}, {on}"


def _noticed(p: Partnership, teller: Teller) -> Iterator[str]:
    you = teller.seen.viewer
    for signal in signals(p, viewer=you, about=you):
        replies = (
            f"; {teller.name(note.by)} replied {quoted(note.words)}"
            for note in signal.replies
        )
        yield f"{day(signal.at)}: {signal.question}{''.join(replies)}"


def _owed(teller: Teller, duty: Duty) -> str:
    return f"{OWED[duty.kind]}, by {teller.name(duty.owed_by)}"
