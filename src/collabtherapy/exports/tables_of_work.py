"""Tables of the work together: sessions, goals, consents, measures."""

from collabtherapy.exports.columns import (
    CASE,
    SCALE,
    Cells,
    Table,
    moment,
    number,
    on_a_scale,
    text,
    whole,
    yes_no,
)
from collabtherapy.exports.telling import Told
from collabtherapy.partnership.regions.goals import Scale
from collabtherapy.partnership.replay import happened


def _sessions(told: Told) -> Cells:
    state = told.partnership.state
    said: dict[str, int] = {}
    for contribution in state.contributions.by_id.values():
        session = str(contribution.act.session)
        said[session] = said.get(session, 0) + 1
    for one in state.sessions.by_id.values():
        yield (
            told.labels.of["Session", one.id],
            one.status.value,
            one.planned_for,
            one.planned_until,
            None if one.mode is None else one.mode.value,
            one.started_at,
            one.ended_at,
            " ".join(sorted(one.ways)) or None,
            one.review,
            one.ending_talk,
            len(one.present),
            said.get(str(one.id), 0),
        )


def _attendances(told: Told) -> Cells:
    for session in told.partnership.state.sessions.by_id.values():
        name = told.labels.of["Session", session.id]
        for was_there, those in ((True, session.present), (False, session.absent)):
            found = ((told.who(person), was_there) for person in those)
            yield from ((name, who, there) for who, there in sorted(found))


def _goals(told: Told) -> Cells:
    for goal in told.partnership.state.goals.by_id.values():
        yield (
            told.labels.of["Goal", goal.id],
            goal.since,
            goal.scale.low,
            goal.scale.high,
            None if goal.outcome is None else goal.outcome.value,
            len(goal.versions),
            len(goal.owners) or None,
            goal.carried_over,
        )


def _goal_ratings(told: Told) -> Cells:
    for goal in told.partnership.state.goals.by_id.values():
        name = told.labels.of["Goal", goal.id]
        for of, ratings, scale in (
            ("nearness", goal.ratings, goal.scale),
            ("confidence", goal.confidence, Scale()),  # from 0 to 10
        ):
            for rating in ratings:
                who, value = told.who(rating.by), rating.value
                yield name, who, rating.at, of, value, scale.low, scale.high


def _consents(told: Told) -> Cells:
    p = told.partnership
    for (client, scope), consent in p.state.consent.by_scope.items():
        terms = consent.given_terms
        yield (
            told.labels.of["Consent", (client, scope)],
            told.who(client),
            scope.name,
            consent.status_at(p.at).value,
            None if terms is None else told.labels.naming(terms),
            consent.given_at,
            consent.expires_at,
            consent.said_by not in (None, client),
            consent.carried_over,
        )


def _measures(told: Told) -> Cells:
    for client, those in told.partnership.state.measurements.by_client.items():
        for act in those:
            session = None if act.session is None else ("Session", act.session)
            yield (
                told.who(client),
                happened(act),
                act.instrument,
                act.score,
                None if act.no_score is None else act.no_score.value,
                act.low,
                act.high,
                act.answered,
                act.items,
                None if session is None else told.labels.of[session],
            )


SESSIONS = Table(
    name="sessions",
    meaning="a session, planned or held",
    columns=(
        CASE,
        text("session", "which"),
        text("status", "what became of it"),
        moment("planned_for", "when it was to start", optional=True),
        moment("planned_until", "when it was to end", optional=True),
        text("mode", "how they meet; empty where nobody said how", optional=True),
        moment("started_at", "when it started", optional=True),
        moment("ended_at", "when it ended, or was broken off", optional=True),
        text("ways", "what needed a consent of its own", optional=True),
        yes_no("review", "whether the work itself was looked at"),
        yes_no("ending_talk", "whether it was the talk offered after a withdrawal"),
        whole("n_present", "who was there", "people"),
        whole("n_contributions", "contributions recorded", "contributions"),
    ),
    rows=_sessions,
)
ATTENDANCES = Table(
    name="attendances",
    meaning="somebody who was at a session, or was missed at it",
    columns=(
        CASE,
        text("session", "which session"),
        text("person", "who"),
        yes_no("present", "whether they were there"),
    ),
    rows=_attendances,
)
GOALS = Table(
    name="goals",
    meaning="a goal that was accepted by its owners and a therapist",
    columns=(
        CASE,
        text("goal", "which"),
        moment("since", "when it first became shared"),
        *SCALE,
        text("outcome", "how the work on it ended", optional=True),
        whole("n_wordings", "accepted wordings", "wordings"),
        whole(
            "n_owners", "whose it is; every client's, if empty", "people", optional=True
        ),
        yes_no("carried_over", "whether its wording was agreed elsewhere"),
    ),
    rows=_goals,
)
GOAL_RATINGS = Table(
    name="goal_ratings",
    meaning="an owner's number for a goal, with its scale",
    columns=(
        CASE,
        text("goal", "which goal"),
        text("by", "whose number"),
        moment("at", "when it was said"),
        text("of", "of what: nearness, or confidence"),
        *on_a_scale("value", "the number"),
    ),
    rows=_goal_ratings,
)
CONSENTS = Table(
    name="consents",
    meaning="where one client stands on one scope at the last act",
    columns=(
        CASE,
        text("consent", "which"),
        text("client", "whose"),
        text("scope", "to what; whom or what it is confined to does not go out"),
        text("status", "where they stand"),
        text("given_terms", "the terms consented to", optional=True),
        moment("given_at", "when", optional=True),
        moment("expires_at", "when what was given runs out", optional=True),
        yes_no("by_proxy", "whether somebody else spoke for them, the last time"),
        yes_no("carried_over", "whether it rests on what was said elsewhere"),
    ),
    rows=_consents,
)
MEASURES = Table(
    name="measures",
    meaning="what a client's answers to an instrument came to",
    columns=(
        CASE,
        text("client", "whose answers"),
        moment("at", "when they were given, as far as it is known"),
        text("instrument", "which instrument"),
        number("score", "what they came to, if to anything", "points", optional=True),
        text("no_score", "why there is no score", optional=True),
        number("low", "the lowest score there could be", "points"),
        number("high", "the highest", "points"),
        whole("answered", "items that were answered", "items", optional=True),
        whole("items", "items there are", "items", optional=True),
        text("session", "the session it belongs to", optional=True),
    ),
    rows=_measures,
)
