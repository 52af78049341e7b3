"""Reasons met in and about sessions."""

from datetime import timedelta

from collabtherapy import (
    AlsoPresent,
    As,
    Client,
    IndividualContacts,
    Kind,
    Partnership,
    Scope,
    Stage,
    ToolKind,
    acts,
    matters,
)
from collabtherapy.testing.situations.places import (
    SAID,
    Situation,
    at_,
    exploring,
    meeting,
    met,
    requested,
    small_group,
    working,
)
from collabtherapy.testing.ways import (
    START,
    consented,
    couple,
    decided,
    in_session,
    joined,
    led_to,
    two,
)

DAY = timedelta(days=1)
FIA = Client("fia")


def met_by(*present: str) -> Partnership:
    """Return a couple in a session of some of the three."""
    p = led_to(couple(), Stage.WORKING)
    start = acts.StartSession(by="bo", id="s1", present=present, **at_(p))
    return p.record(start)


def arrive(p: Partnership, who: str) -> acts.Arrive:
    """Return somebody's coming to the session."""
    return acts.Arrive(by="bo", session="s1", person=who, **at_(p))


def depart(p: Partnership, who: str) -> acts.Depart:
    """Return somebody's going from the session."""
    return acts.Depart(by="bo", session="s1", person=who, **at_(p))


def besides(p: Partnership, who: str, as_: As) -> acts.StartSession:
    """Return the start of a session of two, with somebody else there."""
    others = (AlsoPresent(who, as_),)
    present = ("cem", "bo")
    return acts.StartSession(by="bo", id="s", present=present, others=others, **at_(p))


def only_together() -> Partnership:
    """Return a couple that has agreed to meet together only."""
    p = led_to(couple(), Stage.CONTRACTING)
    together = matters.Agreement(
        words=SAID,
        goals_deferred=True,
        individual_contacts=IndividualContacts.NOT_HELD,
    )
    return decided(consented(p, Scope.TREATMENT, p.at), "together", together, p.at)


def used_up() -> Partnership:
    """Return a partnership that agreed on one session, and has had it."""
    p = working()
    once = matters.Agreement(words=SAID, n_sessions=1)
    return p.record(
        acts.Amend(by="bo", proposal="a1", matter=once, **at_(p)),
        acts.Accept(by="ana", proposal="a1", **at_(p)),
        acts.StartSession(by="bo", id="s1", present=("ana", "bo"), **at_(p)),
        acts.EndSession(by="bo", session="s1", **at_(p)),
    )


OF_SESSIONS: dict[str, Situation] = {
    "contribution.id_taken": (
        meeting,
        lambda p: acts.Contribute(by="ana", session="s1", id="c1", **at_(p)),
    ),
    "contribution.order_taken": (
        meeting,
        lambda p: acts.Contribute(by="ana", session="s1", id="x", order=0, **at_(p)),
    ),
    "duty.discharged": (
        exploring,
        lambda p: acts.DischargeDuty(by="bo", duty="orient/ana", words=SAID, **at_(p)),
    ),
    "duty.has_its_act": (
        met,
        lambda p: acts.DischargeDuty(
            by="bo", duty="answer_feedback/s1/ana/feedback/1", words=SAID, **at_(p)
        ),
    ),
    "duty.no_words": (
        lambda: met().record(acts.Leave(by="ana", **at_(met()))),
        lambda p: acts.DischargeDuty(
            by="bo", duty="referral_information/ana", **at_(p)
        ),
    ),
    "duty.lapsed": (
        lambda: met().record(acts.Leave(by="ana", **at_(met()))),
        lambda p: acts.DischargeDuty(by="bo", duty="ask_what_matters/s1/ana", **at_(p)),
    ),
    "feedback.nothing_said": (
        meeting,
        lambda p: acts.AnswerFeedback(
            by="ana", session="s1", to="bo", words=SAID, **at_(p)
        ),
    ),
    "session.agenda.no_item": (
        meeting,
        lambda p: acts.DeferItem(by="bo", session="s1", item=2, **at_(p)),
    ),
    "session.id_taken": (
        met,
        lambda p: acts.PlanSession(by="bo", id="s1", starts_at=START, **at_(p)),
    ),
    "session.not_open": (
        met,
        lambda p: acts.Contribute(by="ana", session="s1", id="x", **at_(p)),
    ),
    "session.not_planned": (
        met,
        lambda p: acts.CancelSession(by="ana", session="s1", **at_(p)),
    ),
    "session.not_present": (
        lambda: in_session(led_to(couple(), Stage.WORKING)).record(
            acts.EndSession(by="bo", session="s1", at=START + timedelta(days=1)),
            acts.StartSession(
                by="bo", id="s2", present=("ana", "bo"), at=START + timedelta(days=1)
            ),
        ),
        lambda p: acts.Contribute(by="cem", session="s2", id="x", **at_(p)),
    ),
    "session.not_started": (
        lambda: working().record(
            acts.PlanSession(
                by="bo", id="s2", starts_at=START, at=START + timedelta(days=1)
            )
        ),
        lambda p: acts.Reflect(by="ana", session="s2", **at_(p)),
    ),
    "session.there_already": (
        lambda: met_by("ana", "bo"),
        lambda p: arrive(p, "ana"),
    ),
    "session.not_there": (
        lambda: met_by("ana", "bo"),
        lambda p: depart(p, "cem"),
    ),
    "session.last_of_a_side": (meeting, lambda p: depart(p, "ana")),
    "session.neither_side": (
        lambda: led_to(requested(), Stage.WORKING).record(
            acts.StartSession(
                by="bo", id="s1", present=("ana", "bo"), at=START + timedelta(days=1)
            )
        ),
        lambda p: arrive(p, "clinic"),
    ),
    "session.away": (
        lambda: met_by("ana", "cem", "bo").record(
            acts.Depart(
                by="bo", session="s1", person="cem", at=START + timedelta(days=1)
            )
        ),
        lambda p: acts.Contribute(
            by="cem", session="s1", id="x", at=p.at + timedelta(hours=1)
        ),
    ),
    "others.member": (
        lambda: led_to(couple(), Stage.WORKING),
        lambda p: besides(p, "ana", As.COMPANION),
    ),
    "others.not_bound": (
        lambda: consented(
            led_to(couple(), Stage.WORKING), Scope.involve("ines"), START + DAY
        ),
        lambda p: besides(p, "ines", As.INTERPRETER),
    ),
    "agreement.not_accepted": (
        lambda: consented(
            joined(led_to(small_group(), Stage.WORKING), FIA, START + DAY),
            Scope.TREATMENT,
            START + DAY,
        ),
        lambda p: acts.StartSession(by="bo", id="s", present=("fia", "bo"), **at_(p)),
    ),
    "agreement.accepted_already": (
        lambda: consented(
            joined(led_to(small_group(), Stage.WORKING), FIA, START + DAY),
            Scope.TREATMENT,
            START + DAY,
        ),
        lambda p: acts.AcceptAgreement(by="ana", **at_(p)),
    ),
    "agreement.sessions_used": (
        used_up,
        lambda p: acts.StartSession(by="bo", id="s2", present=("ana", "bo"), **at_(p)),
    ),
    "session.overlap": (
        meeting,
        lambda p: acts.StartSession(by="bo", id="s2", present=("ana", "bo"), **at_(p)),
    ),
    "uptake.not_later": (
        lambda: meeting().record(
            acts.Contribute(
                by="ana", session="s1", id="c3", at=START + timedelta(days=1)
            )
        ),
        lambda p: acts.TakeUp(by="ana", contribution="c2", into="c1", **at_(p)),
    ),
    "contribution.unknown": (
        meeting,
        lambda p: acts.Contribute(
            by="ana", session="s1", id="x", answers="c7", **at_(p)
        ),
    ),
    "duty.unknown": (
        working,
        lambda p: acts.DischargeDuty(by="bo", duty="orient/nobody", **at_(p)),
    ),
    "session.unknown": (
        working,
        lambda p: acts.Reflect(by="ana", session="none", **at_(p)),
    ),
    "contribution.kind.not_theirs": (
        meeting,
        lambda p: acts.Contribute(
            by="ana",
            session="s1",
            id="x",
            kinds={Kind.PROFESSIONAL},
            **at_(p),
        ),
    ),
    "reflection.not_of_them": (
        meeting,
        lambda p: acts.ConfirmReflection(by="bo", contribution="c2", **at_(p)),
    ),
    "duty.not_theirs": (
        met,
        lambda p: acts.DischargeDuty(
            by="ana", duty="answer_feedback/s1/ana/feedback/1", **at_(p)
        ),
    ),
    "feedback.own": (
        meeting,
        lambda p: acts.AnswerFeedback(
            by="ana", session="s1", to="ana", words=SAID, **at_(p)
        ),
    ),
    "session.alone": (
        only_together,
        lambda p: acts.StartSession(by="bo", id="s", present=("ana", "bo"), **at_(p)),
    ),
    "session.one_sided": (
        working,
        lambda p: acts.StartSession(by="bo", id="s", present=("bo",), **at_(p)),
    ),
    "toolkit.not_a_sign": (
        two,
        lambda p: acts.AddToToolkit(
            by="ana", kind=ToolKind.COPING_STEP, words=SAID, sign=1, **at_(p)
        ),
    ),
    "learning.own": (
        meeting,
        lambda p: acts.RecordLearning(
            by="ana", contribution="c1", words=SAID, **at_(p)
        ),
    ),
    "uptake.own": (
        meeting,
        lambda p: acts.TakeUp(by="ana", contribution="c1", into="c2", **at_(p)),
    ),
}
