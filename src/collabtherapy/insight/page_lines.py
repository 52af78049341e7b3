"""What stands on the page that is read together, line by line."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar, cast

import attrs

from collabtherapy.insight.own import score, talks
from collabtherapy.insight.own_phrases import NEEDS_MET, TRACKS, WORKED_SO
from collabtherapy.insight.phrases import OWED
from collabtherapy.insight.telling import Teller, and_words, day, noted, quoted
from collabtherapy.partnership.regions.alliance import AcknowledgeRupture, ConfirmRepair
from collabtherapy.partnership.regions.duties import Duty
from collabtherapy.partnership.regions.feedback import (
    Adjust,
    AnswerFeedback,
    GiveFeedback,
)
from collabtherapy.partnership.regions.goals import SharedGoal, fell
from collabtherapy.partnership.regions.measurements import RecordMeasure, Track, track
from collabtherapy.partnership.regions.practice import (
    AgreedPractice,
    Done,
    LogPractice,
    Practice,
    Reviewed,
)
from collabtherapy.partnership.regions.preferences import Accommodate, AnswerNeed
from collabtherapy.partnership.regions.region import Settled
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.ids import PersonId, SessionId, people

A = TypeVar("A", bound=Act)


class Part(StrEnum):
    """The parts of the page, by their titles."""

    GOAL = "Goal"
    COURSE = "Course"
    CHANGED = "What we changed because you said so"
    OWED = "What I owe you"


@attrs.frozen(kw_only=True)
class Point:
    """One rating or score.

    Args:
        at: when it was given.
        value: what was given; None where an answer is missing.
        to_talk: whether it is a reason to talk: much worse than before, or with an
            answer that asks for it.
    """

    at: datetime
    value: float | None
    to_talk: bool = False


@attrs.frozen(kw_only=True)
class Series:
    """What one person rated or answered over time, on one scale.

    Args:
        label: what it is.
        whose: the name of the person who rated or answered it.
        low: the lowest that there could be.
        high: the highest.
        better: which is better, ``"more"`` or ``"less"``; None where it is not known.
        points: what was given, the first first.
    """

    label: str = attrs.field(repr=False)
    whose: str = attrs.field(repr=False)
    low: float
    high: float
    better: str | None
    points: tuple[Point, ...]


@attrs.frozen(kw_only=True)
class Line:
    """One line of the page.

    Args:
        part: the part that it belongs to.
        text: what it says.
        at: when that happened, where it is one moment.
        series: what is drawn of it, where there is something to draw.
        seen_by: who sees the same line on their page; of those who are here.
    """

    part: Part
    text: str = attrs.field(repr=False)
    at: datetime | None = None
    series: Series | None = None
    seen_by: frozenset[PersonId] = attrs.field(
        default=frozenset[PersonId](), converter=people
    )


def lines(teller: Teller, at: datetime) -> Iterator[Line]:
    """Yield everything on the page of one person, part by part.

    Args:
        teller: their view, and how the people in it are called.
        at: the moment at which it is asked what is owed.
    """
    for goal in teller.seen.goals:
        yield Line(part=Part.GOAL, text=_goal(teller, goal))
    for client in sorted(teller.seen.clients_shown):
        for said in teller.seen.preferences(client).what_matters[-1:]:
            if said.words is not None:
                text = f"what matters most to {teller.name(client)}: "
                yield Line(part=Part.GOAL, text=f"{text}{quoted(said.words)}")
    yield from _course(teller)
    changed = sorted(_changed(teller), key=lambda change: change[0])
    for moment, text in changed:
        yield Line(part=Part.CHANGED, text=f"{day(moment)}: {text}", at=moment)
    for text in dict.fromkeys(_owed(teller, duty) for duty in _duties(teller, at)):
        yield Line(part=Part.OWED, text=text)


def _duties(teller: Teller, at: datetime) -> Iterator[Duty]:
    """Yield what a client and others owe each other; colleagues settle theirs apart."""
    for duty in teller.seen.duties(at=at):
        two = {duty.owed_by, duty.owed_to}
        if len(two) > 1 and two & teller.seen.clients_shown:
            yield duty


def _owed(teller: Teller, duty: Duty) -> str:
    to, by = teller.name(duty.owed_to), teller.name(duty.owed_by)
    due = "" if duty.due_at is None else f", due by {day(duty.due_at)}"
    return f"{to}, from {by}: {OWED[duty.kind]} (since {day(duty.opened_at)}{due})"


def _goal(teller: Teller, goal: SharedGoal) -> str:
    owners = [teller.name(owner) for owner in sorted(goal.owners)]
    whose = f", of {', '.join(owners)} alone" if owners else ""
    return f"{quoted(goal.words)}{whose}, since {day(goal.since)}"


def _course(teller: Teller) -> Iterator[Line]:
    seen = teller.seen
    n = seen.state.sessions.n_held
    held = {0: "No session was held yet", 1: "One session was held"}
    yield Line(part=Part.COURSE, text=held.get(n, f"{n} sessions were held"))
    for goal in seen.goals:
        yield from _rated(teller, goal)
    for client in sorted(seen.clients_shown):
        yield from _measured(teller, client)
        for talk in talks(teller, client):
            yield Line(part=Part.COURSE, text=talk)
    for practice in seen.practices():
        yield Line(part=Part.COURSE, text=_practising(teller, practice))


DONE = {Done.YES: "done", Done.PARTLY: "partly done", Done.NOT: "not done that time"}
REVIEWED = {
    Reviewed.KEEP: "it stays as it is",
    Reviewed.SHRINK: "it becomes smaller",
    Reviewed.CHANGE: "it becomes something else",
    Reviewed.DROP: "it is dropped",
}


def _practising(teller: Teller, practice: AgreedPractice) -> str:
    """Return how a practice went, as its owner noted, and what was made of that."""
    log, owner = practice.log, teller.name(practice.matter.owner)
    done = [DONE[one.done] for one in log if one.done is not None]
    helped = [str(one.helped) for one in log if one.helped is not None]
    told = (f" ({', '.join(done)})" if done else "") + (
        f"; how far it helped, of 0 to 10: {', '.join(helped)}" if helped else ""
    )
    looked_at = "".join(
        f"; {day(last.at)}: {teller.name(last.by)} looked at it with {owner}: "
        f"{REVIEWED[last.outcome]}"
        for last in practice.reviews[-1:]
    )
    words = quoted(practice.matter.words)
    return f"{owner}, between sessions: {words}, {noted(len(log))}{told}{looked_at}"


def _rated(teller: Teller, goal: SharedGoal) -> Iterator[Line]:
    if not goal.ratings:
        text = f"{quoted(goal.words)}: how near is unknown, since it was not rated"
        yield Line(part=Part.COURSE, text=text)
    for person in dict.fromkeys(rating.by for rating in goal.ratings):
        points: list[Point] = []
        for place, rating in enumerate(goal.ratings):
            if rating.by == person:
                tenths = teller.seen.policy.goal_fall
                before = attrs.evolve(goal, ratings=goal.ratings[:place])
                low = fell(before, person, rating.value, tenths)
                points.append(Point(at=rating.at, value=rating.value, to_talk=low))
        given = ", ".join(f"{point.value:g} on {day(point.at)}" for point in points)
        who, scale = teller.name(person), goal.scale
        far = "; further away than before, and a reason to talk"
        yield Line(
            part=Part.COURSE,
            text=f"{quoted(goal.words)}, as {who} rated it: {given}, of {scale}"
            f"{far if points[-1].to_talk else ''}",
            series=Series(
                label=quoted(goal.words),
                whose=who,
                low=scale.low,
                high=scale.high,
                better="more",
                points=tuple(points),
            ),
        )


def _measured(teller: Teller, client: PersonId) -> Iterator[Line]:
    measures = teller.seen.measures(client)
    for instrument in dict.fromkeys(measure.instrument for measure in measures):
        course = [m for m in measures if m.instrument == instrument]
        stands = [track(course[:n], measure) for n, measure in enumerate(course)]
        last, who = course[-1], teller.name(client)
        yield Line(
            part=Part.COURSE,
            text=f"{instrument}, {who}: {', '.join(map(score, course))}; "
            f"{TRACKS[stands[-1]]}",
            series=Series(
                label=instrument,
                whose=who,
                low=min(last.low, *(m.low for m in course)),
                high=max(last.high, *(m.high for m in course)),
                better=_better(last),
                points=tuple(
                    _measured_at(m, how) for m, how in zip(course, stands, strict=True)
                ),
            ),
        )


def _measured_at(measure: RecordMeasure, stands: Track) -> Point:
    to_talk = bool(measure.flags) or stands is Track.NOT_ON_TRACK
    return Point(at=measure.at, value=measure.score, to_talk=to_talk)


def _better(measure: RecordMeasure) -> str | None:
    if measure.worsening is None:
        return None
    return "less" if measure.worsening > 0 else "more"


def _changed(teller: Teller) -> Iterator[tuple[datetime, str]]:
    seen = teller.seen
    for entry in seen.entries:
        told = CHANGES.get(type(entry.act))
        if told is not None and entry.in_effect:
            yield entry.effective_at, told(teller, entry.act)
    for settled in seen.state.agreement.versions[1:]:
        put, words = teller.name(settled.by), quoted(settled.matter.words)
        text = f"how we work together is now {words}, as {put} put it"
        yield settled.at, text
    for goal in seen.goals:
        for version in goal.versions[1:]:
            put, words = teller.name(version.by), quoted(version.matter.words)
            yield version.at, f"the goal is now {words}, as {put} put it"
    for practice in seen.practices():
        for practised in practice.versions[1:]:
            yield practised.at, _practised(teller, practice, practised)


def _practised(teller: Teller, practice: AgreedPractice, now: Settled[Practice]) -> str:
    """Return how a practice was changed, after what its owner had noted last."""
    put, words = teller.name(now.by), quoted(now.matter.words)
    last = [one for one in practice.log if one.at <= now.at][-1:]
    owner = teller.name(now.matter.owner)
    why = "".join(f", after {owner} noted: {_said_of(one)}" for one in last)
    return f"to do between sessions is now {words}, as {put} put it{why}"


def _said_of(log: LogPractice) -> str:
    """Return what the owner of a practice noted once."""
    said = [] if log.done is None else [DONE[log.done]]
    if log.got_in_the_way is not None:
        said.append(f"{quoted(log.got_in_the_way)} got in the way")
    if log.words is not None:
        said.append(quoted(log.words))
    return "; ".join(said) or "how it went"


def _adjusted(teller: Teller, act: Adjust) -> str:
    who = teller.name(act.because_of)
    heard = _said(teller, act.session, act.because_of)
    return (
        f"{quoted(act.words)}, because of what {who} said of session {act.session}"
        + (f" ({heard})" if heard else "")
    )


def _answered(teller: Teller, act: AnswerFeedback) -> str:
    by, to = teller.name(act.by), teller.name(act.to)
    what = f"what {to} said of session {act.session}"
    return f"{by} answered {what}: {quoted(act.words)}"


def _said(teller: Teller, session: SessionId, person: PersonId) -> str:
    """Return what a person said of a session, as far as it is shown."""
    response = teller.seen.state.feedback.of(session, person)
    marks = [
        f"{name} {value}"
        for given in response.feedback
        for name in MARKS
        if (value := getattr(given, name)) is not None
    ]
    words = [quoted(given.words) for given in response.feedback if given.words]
    levels = [f"comfort {level}" for level in response.comfort if level is not None]
    return ", ".join(dict.fromkeys((*marks, *levels, *words)))


MARKS = tuple(
    field.name for field in attrs.fields(GiveFeedback) if "int" in str(field.type)
)
"""The fields of feedback that hold a number."""


def _need(teller: Teller, act: AnswerNeed) -> str:
    by, client = teller.name(act.by), teller.name(act.client)
    how = f"{NEEDS_MET[act.answer]}{and_words(act.words)}"
    return f"{act.need}, which {client} stated as a need: {by} said that {how}"


def _accommodated(teller: Teller, act: Accommodate) -> str:
    by, client = teller.name(act.by), teller.name(act.client)
    decided = "" if act.proposal is None else ", as was decided together"
    how = f"{WORKED_SO[act.answer]}{decided}{and_words(act.words)}"
    stated = f"{act.dimension}, on which {client} stated a preference"
    return f"{stated}: {by} said that {how}"


def _spoken_to(teller: Teller, act: AcknowledgeRupture) -> str:
    by, client = teller.name(act.by), teller.name(act.client)
    part = (
        ""
        if act.own_part is None
        else f", and of the own part in it: {quoted(act.own_part)}"
    )
    said = f"{by} spoke to what had come between {by} and {client}{part}"
    return f"{said}{and_words(act.words)}"


def _mended(teller: Teller, act: ConfirmRepair) -> str:
    client, therapist = teller.name(act.client), teller.name(act.therapist)
    how = "is mended" if act.repaired else "is not mended"
    what = f"what had come between {client} and {therapist}"
    return f"{client} said that {what} {how}{and_words(act.words)}"


def _row(
    kind: type[A], told: Callable[[Teller, A], str]
) -> tuple[type[Act], Callable[[Teller, Act], str]]:
    return kind, cast("Callable[[Teller, Act], str]", told)


CHANGES: Mapping[type[Act], Callable[[Teller, Act], str]] = MappingProxyType(
    dict(
        (
            _row(Adjust, _adjusted),
            _row(AnswerFeedback, _answered),
            _row(AnswerNeed, _need),
            _row(Accommodate, _accommodated),
            _row(AcknowledgeRupture, _spoken_to),
            _row(ConfirmRepair, _mended),
        )
    )
)
"""What each act says was changed, or answered, because of what a client said."""
