"""What an account tells a client of what is theirs: goals, scores, needs, toolkit."""

from collections.abc import Iterator, Sequence

from collabtherapy.insight.own_phrases import (
    CONCERNS,
    LEADS,
    NEEDS_MET,
    NO_SCORES,
    PICKS,
    PLAN_PARTS,
    TOOLS,
    TRACKS,
    WORKED_SO,
)
from collabtherapy.insight.telling import Teller, and_words, day, noted, quoted
from collabtherapy.partnership.regions.goals import SharedGoal
from collabtherapy.partnership.regions.measurements import RecordMeasure, track
from collabtherapy.partnership.regions.preferences import AnswerNeed, StateNeed
from collabtherapy.partnership.regions.progress import DiscussProgress
from collabtherapy.partnership.regions.toolkit import AddToToolkit, Tool, ToolKind
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.ratings import Rating
from collabtherapy.partnership.values.words import Words


def nearness(teller: Teller) -> Iterator[str]:
    """Yield how near each goal is, as those whose goal it is rated it."""
    for goal in teller.seen.state.goals.by_id.values():
        yield f"{quoted(goal.words)}: {ratings(teller, goal)}"
        said = _by_each(teller, goal.confidence)
        yield from (f"{quoted(goal.words)}: confidence: {one}" for one in said)


def ratings(teller: Teller, goal: SharedGoal) -> str:
    """Return how near a goal is, as those whose goal it is rated it."""
    said = "; ".join(_by_each(teller, goal.ratings))
    return f"rated by {said}, of {goal.scale}" if said else "how near is unknown"


def _by_each(teller: Teller, given: Sequence[Rating]) -> Iterator[str]:
    for person in dict.fromkeys(rating.by for rating in given):
        values = [f"{r.value} on {day(r.at)}" for r in given if r.by == person]
        yield f"{teller.name(person)} {', '.join(values)}"


def scores(teller: Teller, client: PersonId) -> Iterator[str]:
    """Yield what a client's answers came to, by instrument, and how the last stands."""
    measures = teller.seen.measures(client)
    for instrument in dict.fromkeys(measure.instrument for measure in measures):
        course = [m for m in measures if m.instrument == instrument]
        stands = TRACKS[track(course[:-1], course[-1])]
        yield f"{instrument}: {', '.join(map(score, course))}; {stands}"


def score(measure: RecordMeasure) -> str:
    """Return what answers came to and when, or why to nothing."""
    if measure.score is None:
        said = NO_SCORES[measure.no_score] if measure.no_score else "no score"
    else:
        said = f"{measure.score:g} of {measure.low:g} to {measure.high:g}"
    flags = ", ".join(sorted(measure.flags))
    heard = f", with an answer to talk about ({flags})" if flags else ""
    return f"{said} on {day(measure.at)}{heard}"


def talks(teller: Teller, client: PersonId) -> Iterator[str]:
    """Yield each talk with a client about how it goes, and what they picked."""
    for talk in teller.seen.progress(client):
        picked = ""
        if talk.pick is not None:
            picked = f"; {teller.name(client)} would like {PICKS[talk.pick]}"
        about = f"talked about {_subjects(teller, talk)}"
        who = teller.name(talk.by)
        view = "" if talk.view is None else f"; {who} wrote {quoted(talk.view)}"
        yield f"{day(talk.at)}: {about}{view}{picked}"


def _subjects(teller: Teller, talk: DiscussProgress) -> str:
    goals = teller.seen.state.goals.by_id
    named = [quoted(goals[goal].words) for goal in sorted(talk.goals) if goal in goals]
    return ", ".join((*sorted(talk.measures), *named))


def wishes(teller: Teller, client: PersonId) -> Iterator[str]:
    """Yield what a client needs, prefers and hopes for, and what came of it."""
    said = teller.seen.preferences(client)
    for need in dict.fromkeys(one.need for one in said.of_needs):
        last = [one for one in said.of_needs if one.need == need]
        yield f"you need {need}: " + "; ".join(_of_need(teller, one) for one in last)
    came = {one.dimension: one for one in said.accommodated}
    for dimension, stated in said.current.items():
        line = f"{dimension}: {stated.strength} of -3 to 3{and_words(stated.words)}"
        answer = came.get(dimension)
        if answer is not None and answer.at >= stated.at:
            how = f"{WORKED_SO[answer.answer]}{and_words(answer.words)}"
            line = f"{line}; {teller.name(answer.by)} said that {how}"
        yield line
    for one in said.what_matters[-1:]:
        if one.words is not None:
            yield f"what matters most to you: {quoted(one.words)}"
    yield from (f"you hope for: {quoted(one.words)}" for one in said.aspirations)


def _of_need(teller: Teller, said: StateNeed | AnswerNeed) -> str:
    who, when = teller.name(said.by), day(said.at)
    if isinstance(said, AnswerNeed):
        return f"{who} said on {when} that {NEEDS_MET[said.answer]}" + and_words(
            said.words
        )
    how = "is so" if said.needed else "is not needed any more"
    return f"{who} said on {when} that it {how}{and_words(said.words)}"


def lead(teller: Teller, client: PersonId) -> Iterator[str]:
    """Yield the stance that is in force with a client, and who set or put it."""
    for held in teller.seen.stances(client)[-1:]:
        who = teller.name(held.by)
        yield f"{LEADS[held.level]}, since {day(held.since)}, as {who} would have it"


def toolkit(teller: Teller, client: PersonId) -> Iterator[str]:
    """Yield what a client takes along, in their order."""
    for place, tool in enumerate(teller.seen.toolkit(client).tools, 1):
        what, words = _tool(teller, tool)
        yield f"{place}. {what}{and_words(words)}"


def _tool(teller: Teller, tool: Tool) -> tuple[str, Words | None]:
    if isinstance(tool, AddToToolkit):
        sign = "" if tool.sign is None else f", for the early sign at {tool.sign}"
        return f"{TOOLS[tool.kind]}{sign}", tool.words
    said = teller.seen.state.contributions.by_id.find(tool.contribution)
    heard = None if said is None else said.act.words
    return TOOLS[ToolKind.INSIGHT], tool.words or heard


def safety(teller: Teller, client: PersonId) -> Iterator[str]:
    """Yield how the care for a client's safety stands, and their plan."""
    concern = teller.seen.safety(client)
    if concern.raised:
        yield CONCERNS[concern.status]
    for raised in concern.raised:
        who, words = teller.name(raised.by), and_words(raised.words)
        yield f"{day(raised.at)}: raised by {who}{words}"
    wish = teller.seen.advance_statement(client)
    if wish is not None:
        yield f"what you want, should you not be able to decide: {quoted(wish.words)}"
    if concern.plan is None:
        return
    plan = concern.plan.matter
    for field, part in PLAN_PARTS.items():
        said: Words | None = getattr(plan, field)
        if said is not None:
            yield f"{part}: {quoted(said)}"
    if plan.review_at is not None:
        yield f"the plan is looked at again by {day(plan.review_at)}"


def taken_on(teller: Teller, client: PersonId) -> Iterator[str]:
    """Yield what a client took on: between sessions, and towards a goal."""
    seen = teller.seen
    for practice in seen.practices(client):
        words, how = quoted(practice.matter.words), noted(len(practice.log))
        yield f"to do between sessions: {words}, {how}; you may stop it at any time"
    active = {goal.id for goal in seen.goals}
    for task in seen.tasks:
        owners = task.matter.owners
        if not active.isdisjoint(task.matter.goals) and client in (owners or {client}):
            yield f"to do towards a goal: {quoted(task.matter.words)}"
