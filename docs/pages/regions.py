"""How each region goes: pictures of what acts and time do to it, found by trying.

A region's statuses follow from its fold, so its picture is not written down: everybody
tries everything that bears on it, from every status that is met, and what changes is an
edge. A changed law changes the picture.
"""

from collections.abc import Hashable, Iterator
from datetime import datetime, timedelta

import attrs

from collabtherapy import GoalOutcome, Partnership, PersonId, Proposal, acts, matters
from collabtherapy.partnership.questions.offers import offers
from collabtherapy.partnership.verdict import refusals
from pages.watched import START, WATCHED, Watched, working

LATER = (timedelta(0), timedelta(days=20), timedelta(days=400))
OUTSIDE = (PersonId("parent"), PersonId("service"))

Edge = tuple[str, str]


def tries(p: Partnership, watched: Watched, at: datetime) -> Iterator[acts.Act]:
    """Give what anybody might try that bears on a region."""
    waiting = any(
        isinstance(put.last.matter, watched.settled_by) for put in p.pending(at=at)
    )
    for person in (*(member.id for member in p.members), *OUTSIDE):
        for act in offers(p.state, person, at):
            if not isinstance(act, watched.moved_by):
                continue
            matter = _matter(p, act)
            if matter is not None and not isinstance(matter, watched.settled_by):
                continue
            if not (waiting and isinstance(act, acts.Propose | acts.Amend)):
                yield act
                yield from _varied(act)


def _matter(p: Partnership, act: acts.Act) -> matters.Matter | None:
    """Give what an act would decide, if it would decide anything."""
    if isinstance(act, acts.Propose):
        return act.matter
    if isinstance(act, acts.Amend | acts.Accept | acts.Decline | acts.Withdraw):
        return p.proposal(act.proposal).last.matter
    return None


def _varied(act: acts.Act) -> Iterator[acts.Act]:
    """Give other answers that lead elsewhere."""
    soon = act.at + timedelta(days=30)
    match act:
        case acts.Explain():
            yield attrs.evolve(act, terms="new-terms")
        case acts.GiveConsent():
            yield attrs.evolve(act, expires_at=soon)
        case acts.AppointRepresentative():
            yield attrs.evolve(act, until=soon)
        case acts.Amend(matter=matters.Agreement() as matter):
            yield attrs.evolve(act, matter=attrs.evolve(matter, expires_at=soon))
        case acts.ConfirmRepair():
            yield attrs.evolve(act, repaired=False)
        case acts.Propose(matter=matters.GoalEnd() as matter):
            aside = attrs.evolve(matter, outcome=GoalOutcome.SET_ASIDE)
            yield attrs.evolve(act, matter=aside)
        case _:
            pass


def edges(watched: Watched) -> dict[Edge, list[str]]:
    """Meet every status, and name what leads from each to the next."""
    p = working().record(*watched.first)
    found: dict[Edge, list[str]] = {}
    seen, queue = {_seen(p, watched)}, [p]
    for p in queue:
        for days in LATER:
            at = p.at + days
            was, now = watched.status(p, p.at), watched.status(p, at)
            _add(found, (was, now), "time")
            for act in tries(p, watched, at):
                if refusals(p.state, act):
                    continue
                after = p.record(act)
                _add(found, (now, watched.status(after, at)), type(act).__name__)
                if _seen(after, watched) not in seen and after.version < FAR:
                    seen.add(_seen(after, watched))
                    queue.append(after)
    return found


FAR = 40
"""No status lies as many acts away as this."""


def _seen(p: Partnership, watched: Watched) -> Hashable:
    waiting = frozenset(
        (_kind(put, p.at), put.accepted_by) for put in p.pending(at=p.at)
    )
    return watched.status(p, p.at), watched.beside(p), waiting


def _kind(put: Proposal, at: datetime) -> Hashable:
    match put.last.matter:
        case matters.GoalEnd(outcome=outcome):
            return outcome
        case matters.Agreement(expires_at=datetime() as expires_at):
            return expires_at > at
        case matter:
            return type(matter), put.settled is None


def _add(found: dict[Edge, list[str]], edge: Edge, what: str) -> None:
    if edge[0] != edge[1] and what not in found.setdefault(edge, []):
        found[edge].append(what)


INTRODUCTION = """# How each region goes

Beside the stages of [the lifecycle](lifecycle.md), regions run by themselves. Each
picture was found by trying: in a partnership of two that works, everybody tries
everything that bears on one region, from every status that is met; an edge names the
acts that lead on, and what time alone does. Which acts move which region stands in
[one table](lifecycle.md#what-moves-each-region)."""


def page() -> str:
    """Give a picture of every region that has more than one status."""
    drawn = (f"## {watched.title}\n\n{_drawn(watched)}" for watched in WATCHED)
    return "\n\n".join((INTRODUCTION, *drawn))


def _drawn(watched: Watched) -> str:
    first = watched.status(working().record(*watched.first), START)
    lines = ["```mermaid", "stateDiagram-v2", "    direction LR"]
    lines.append(f"    [*] --> {_id(first)}")
    drawn = edges(watched)
    met = dict.fromkeys(status for edge in drawn for status in edge)
    lines += (f"    {_id(status)}: {status.replace('_', ' ')}" for status in met)
    lines += (
        f"    {_id(was)} --> {_id(now)}: {'<br/>'.join(what)}"
        for (was, now), what in drawn.items()
    )
    return "\n".join((*lines, "```"))


def _id(status: str) -> str:
    return status.replace(" ", "_")


if __name__ == "__main__":
    print(page())
