"""Histories about one thing: a consent, the sessions, feedback and what came of it."""

from collections.abc import Sequence
from datetime import timedelta

from hypothesis import strategies as st

from collabtherapy import Partnership, Scope, Stage, acts
from collabtherapy.partnership.values.scopes import USUAL_SCOPES
from collabtherapy.testing.aims import Aim
from collabtherapy.testing.directed import attempted, reached
from collabtherapy.testing.histories import walked
from collabtherapy.testing.openings import often, usual_openings
from collabtherapy.testing.spelled import chosen, spellings

MEETING = (Stage.EXPLORING, Stage.WORKING, Stage.CONTRACTING, Stage.ENDING)
"""Stages that have sessions from the beginning of the work to its end."""

IN_A_SESSION: tuple[Aim, ...] = (
    acts.StartSession, acts.EndSession, acts.Contribute, acts.AddToAgenda,
    acts.PlanSession, acts.DeferItem, acts.TakeUp, acts.ConfirmReflection,
    acts.RecordLearning, acts.Code, acts.GiveFeedback, acts.CheckComfort, acts.Reflect,
    acts.MoveSession, acts.CancelSession, acts.MissSession, acts.InterruptSession,
    acts.ParkTopic,
)  # fmt: skip

OF_FEEDBACK: tuple[Aim, ...] = (
    acts.GiveFeedback, acts.AnswerFeedback, acts.Adjust, acts.AskFeedback,
    acts.DeclineFeedback, acts.CheckComfort, acts.Reflect, acts.DischargeDuty,
    acts.EndSession, acts.StartSession,
)  # fmt: skip


def sessions(
    *,
    stages: Sequence[Stage] = MEETING,
    clients: int | Sequence[int] = 1,
    at_most: int = 12,
) -> st.SearchStrategy[Partnership]:
    """Draw a partnership that meets: sessions planned, held, missed and broken off.

    Args:
        stages: where it meets.
        clients: how many clients there are, or may be.
        at_most: how many things are done in and about sessions.
    """
    return _about(IN_A_SESSION, stages, clients, at_most)


def feedback_loops(
    *,
    stages: Sequence[Stage] = MEETING,
    clients: int | Sequence[int] = 1,
    at_most: int = 10,
) -> st.SearchStrategy[Partnership]:
    """Draw a partnership in which feedback is asked for, given, answered, acted on.

    Args:
        stages: where it meets.
        clients: how many clients there are, or may be.
        at_most: how many things are done about feedback.
    """
    return _about(OF_FEEDBACK, stages, clients, at_most)


def _about(
    aims: Sequence[Aim],
    stages: Sequence[Stage],
    clients: int | Sequence[int],
    at_most: int,
) -> st.SearchStrategy[Partnership]:
    settings = tuple(
        (stage, opening)
        for stage in stages
        for opening in usual_openings(often(clients), None)
    )

    @st.composite
    def about(draw: st.DrawFn) -> Partnership:
        stage, opening = draw(st.sampled_from(settings))
        p = reached(opening, stage)
        p = attempted(p, acts.StartSession) or p
        return walked(p, draw(spellings(at_most=at_most)), among=aims)

    return about()


WAITS = (timedelta(0), timedelta(days=1), timedelta(days=30), timedelta(days=61))


@st.composite
def consent_timelines(
    draw: st.DrawFn,
    *,
    scopes: Sequence[Scope] = USUAL_SCOPES,
    stages: Sequence[Stage] = (Stage.REQUESTED, *MEETING),
    clients: int | Sequence[int] = 1,
    at_most: int = 10,
) -> Partnership:
    """Draw a partnership in which one scope is explained, given, taken back, runs out.

    Args:
        draw: how strategies are drawn from; given by Hypothesis.
        scopes: what it is about.
        stages: where it stands at first.
        clients: how many clients there are, or may be.
        at_most: how many things are said about the scope.
    """
    scope, stage = draw(st.sampled_from(scopes)), draw(st.sampled_from(stages))
    opening = draw(st.sampled_from(usual_openings(often(clients), None)))
    p = reached(opening, stage)
    for character in draw(spellings(at_most=at_most)):
        said, way = chosen(character, range(N_SAID))
        act = _said(p, said, scope, way)
        if p.allows(act):
            p = p.record(act)
    return p


N_SAID = 6


def _said(p: Partnership, n: int, scope: Scope, way: int) -> acts.Act:
    """Give the nth thing that can be said about a scope."""
    client = p.clients[way % len(p.clients)].id
    at = p.at + WAITS[way % len(WAITS)]
    terms = p.consent(client, scope).terms or "t"
    expires_at = at + timedelta(days=60)
    by = p.therapists[0].id
    options: tuple[acts.Act, ...] = (
        acts.Explain(by=by, at=at, to=client, scope=scope, terms="t", limits=True),
        acts.GiveConsent(by=client, at=at, scope=scope, terms=terms),
        acts.WithdrawConsent(by=client, at=at, scope=scope),
        acts.GiveConsent(
            by=client, at=at, scope=scope, terms=terms, expires_at=expires_at
        ),
        acts.Explain(by=by, at=at, to=client, scope=scope, terms="u", limits=True),
        acts.DeclineConsent(by=client, at=at, scope=scope),
    )
    return options[n]
