"""Tables of how it was for each other: feedback, its answers, bonds and ruptures."""

from collections.abc import Iterator

from collabtherapy.exports.columns import (
    CASE,
    Cells,
    Table,
    moment,
    on_a_scale,
    text,
    whole,
    yes_no,
)
from collabtherapy.exports.telling import Told
from collabtherapy.partnership.regions.alliance import Bond
from collabtherapy.partnership.regions.feedback import Invitation, Response
from collabtherapy.partnership.regions.goals import Scale

MARKS = ("heard", "understood", "respected", "support", "empowerment", "comfort")
"""What feedback marks, each from 0 to 10."""


def _every_response(told: Told) -> Iterator[tuple[str, str | None, Response]]:
    """Give the session that each response is about, and whose it is, by their names."""
    for (session, who), response in told.partnership.state.feedback.responses.items():
        yield told.labels.of["Session", session], told.who(who), response


def _every_bond(told: Told) -> Iterator[tuple[str | None, str | None, Bond]]:
    """Give the client and the therapist of each bond, by their names."""
    for (client, therapist), bond in told.partnership.state.alliance.bonds.items():
        yield told.who(client), told.who(therapist), bond


def _feedback(told: Told) -> Cells:
    for session, person, response in _every_response(told):
        for given in response.feedback:
            marks = [getattr(given, mark) for mark in MARKS]
            yield session, person, given.at, *marks


def _responses(told: Told) -> Cells:
    for session, person, response in _every_response(told):
        outcomes = (response.outcome(invitation) for invitation in Invitation)
        yield (
            session,
            person,
            response.asked_at,
            *(None if outcome is None else outcome.value for outcome in outcomes),
            len(response.answers),
            len(response.adjustments),
        )


def _bonds(told: Told) -> Cells:
    scale = Scale()  # from 0 to 10, as every mark of a bond
    for client, therapist, bond in _every_bond(told):
        for rating in bond.ratings:
            who, value = told.who(rating.by), rating.value
            yield client, therapist, who, rating.at, value, scale.low, scale.high


def _ruptures(told: Told) -> Cells:
    for client, therapist, bond in _every_bond(told):
        for rupture in bond.ruptures:
            yield (
                client,
                therapist,
                None if rupture.marker is None else rupture.marker.value,
                rupture.raised_at,
                rupture.acknowledged_at,
                rupture.worked_on_at,
                rupture.over_at,
                rupture.repaired,
            )


FEEDBACK = Table(
    name="feedback",
    meaning="how a session was for somebody, each time they said it",
    columns=(
        CASE,
        text("session", "which session"),
        text("person", "for whom"),
        moment("at", "when it was said"),
        *(
            whole(mark, f"their mark for: {mark}", "points, 0 to 10", optional=True)
            for mark in MARKS
        ),
    ),
    rows=_feedback,
)
RESPONSES = Table(
    name="responses",
    meaning="what somebody answered to what every attendee is invited to",
    columns=(
        CASE,
        text("session", "which session"),
        text("person", "who"),
        moment("asked_at", "when they were first asked for feedback", optional=True),
        *(
            text(one.value, f"given or declined: {one.value}", optional=True)
            for one in Invitation
        ),
        whole("n_answers", "answers to their feedback", "answers"),
        whole("n_adjustments", "what was changed for it", "adjustments"),
    ),
    rows=_responses,
)
BONDS = Table(
    name="bonds",
    meaning="what one of two said of the bond between them",
    columns=(
        CASE,
        text("client", "the client of the two"),
        text("therapist", "the therapist"),
        text("by", "who said it"),
        moment("at", "when it was said"),
        *on_a_scale("value", "the number"),
    ),
    rows=_bonds,
)
RUPTURES = Table(
    name="ruptures",
    meaning="a rupture between a client and a therapist, and its repair",
    columns=(
        CASE,
        text("client", "the client of the two"),
        text("therapist", "the therapist"),
        text("marker", "how it shows", optional=True),
        moment("raised_at", "when it was first marked"),
        moment("acknowledged_at", "when the therapist did", optional=True),
        moment("worked_on_at", "when it was first worked on", optional=True),
        moment("over_at", "when the client said how it ended", optional=True),
        yes_no("repaired", "whether they said it was mended", optional=True),
    ),
    rows=_ruptures,
)
