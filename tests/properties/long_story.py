"""A lawful story as long as one likes, in which nothing that is opened stays open.

Week after week the same two meet, and nearly everything that can be done is done once
and finished, so that of two such stories the longer has more history and no more to do.
Every week has names of its own, for goals, topics, practices and recipients: what is
kept of each grows. All goals are the therapist's, whom a detector then asks about them.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from collabtherapy import (
    Done,
    DutyId,
    DutyKind,
    GoalOutcome,
    Kind,
    Marker,
    Partnership,
    PersonId,
    ProposalId,
    Reviewed,
    Scope,
    Stage,
    StanceLevel,
    ToolKind,
    Words,
    acts,
    matters,
)
from collabtherapy.testing.ways import START, consented, led_to, two

WORDS = Words("so it was")
TWO = {"client": "ana", "therapist": "bo"}


def long_story(n_weeks: int) -> Partnership:
    """Return a partnership that has worked for *n_weeks* weeks."""
    p = led_to(two(), Stage.WORKING)
    for scope in (Scope.MEASUREMENT, Scope.SUPERVISION, Scope.research("study")):
        p = consented(p, scope, p.at)
    return p.record(*(act for n in range(1, n_weeks + 1) for act in _week(n)))


def _week(n: int) -> Iterator[acts.Act]:
    at = START + timedelta(weeks=n)
    yield from _missed(f"m{n}", at)
    yield from _session(f"s{n}", at)
    yield from _looked_back(f"s{n}", at)
    yield from _decided(f"{n}", at)
    yield from _cared_for(f"{n}", at)
    yield from _noted(f"{n}", at + timedelta(days=3))


def _missed(name: str, at: datetime) -> Iterator[acts.Act]:
    """Yield an appointment that was called off, and one that was missed."""
    for which in ("off", "missed"):
        yield acts.PlanSession(by="bo", at=at, id=f"{name}-{which}", starts_at=at)
    yield acts.CancelSession(by="ana", at=at, session=f"{name}-off")
    yield acts.MissSession(by="bo", at=at, session=f"{name}-missed", absent={"ana"})
    yield acts.ReachOut(by="bo", at=at, to="ana")
    yield acts.RecordContact(by="bo", at=at, client="ana")


def _session(name: str, at: datetime) -> Iterator[acts.Act]:
    yield acts.PlanSession(by="bo", at=at, id=name, starts_at=at)
    yield acts.AddToAgenda(by="ana", at=at, session=name, words=WORDS)
    yield acts.StartSession(by="bo", at=at, id=name, present=("ana", "bo"), review=True)
    yield acts.StateWhatMatters(by="ana", at=at, words=WORDS)
    said = {"at": at, "session": name, "words": WORDS, "seconds": 20}
    mine, yours = f"{name}-mine", f"{name}-yours"
    yield acts.Contribute(by="ana", id=mine, kinds={Kind.EXPERIENCE}, depth=2, **said)
    kinds = {Kind.REFLECTION}
    yield acts.Contribute(by="bo", id=yours, kinds=kinds, answers=mine, **said)
    yield acts.Contribute(by="ana", id=f"{name}-again", answers=mine, **said)
    yield acts.ConfirmReflection(by="ana", at=at, contribution=yours)
    yield acts.TakeUp(by="bo", at=at, contribution=mine, into=yours)
    yield acts.RecordLearning(by="bo", at=at, contribution=mine, words=WORDS)
    yield acts.Code(by="bo", at=at, contribution=mine, kinds={Kind.CHANGE_TALK})
    yield acts.Code(by="bo", at=at, session=name)
    yield acts.EndorseInsight(by="ana", at=at, contribution=yours)
    yield acts.ParkTopic(by="ana", at=at, topic=f"topic-{name}")
    yield acts.UnparkTopic(by="ana", at=at, topic=f"topic-{name}")
    yield acts.RateGoal(by="ana", at=at, goal="g1", value=3)
    yield acts.EndSession(by="bo", at=at, session=name)


def _looked_back(session: str, at: datetime) -> Iterator[acts.Act]:
    """Yield what both said of a session, an answer, and what is done differently."""
    for by, heard in (("ana", 2), ("bo", 9)):
        yield acts.GiveFeedback(by=by, at=at, session=session, heard=heard)
        yield acts.CheckComfort(by=by, at=at, session=session, level=8)
        yield acts.Reflect(by=by, at=at, session=session, words=WORDS)
    about = {"session": session, "words": WORDS}
    yield acts.AnswerFeedback(by="bo", at=at, to="ana", **about)
    yield acts.Adjust(by="bo", at=at, because_of="ana", **about)


def _decided(n: str, at: datetime) -> Iterator[acts.Act]:
    """Yield decisions: one made, one amended, one declined and taken back, and ends."""
    goal, task, choice = f"goal{n}", f"task{n}", f"choice{n}"
    yield from _agreed(goal, matters.Goal(words=WORDS), at)
    yield from _agreed(task, matters.Task(words=WORDS, goals={goal}), at)
    for by in ("ana", "bo"):
        own = f"own-{by}{n}"
        yield from _agreed(own, matters.Practice(words=WORDS, task=task, owner=by), at)
        if by == "ana":
            yield acts.LogPractice(by=by, at=at, practice=own, done=Done.PARTLY)
            keep = {"practice": own, "outcome": Reviewed.KEEP}
            yield acts.ReviewPractice(by="bo", at=at, **keep)
        else:
            yield acts.DischargeDuty(by=by, at=at, duty=_practice(own, at), words=WORDS)
        yield acts.StopPractice(by=by, at=at, practice=own)
    end = matters.GoalEnd(goal=goal, outcome=GoalOutcome.REACHED)
    yield from _agreed(f"end{n}", end, at)
    yield acts.Propose(by="ana", at=at, id=choice, matter=matters.Choice(words=WORDS))
    yield acts.TakePosition(by="ana", at=at, proposal=choice)
    yield acts.Decline(by="bo", at=at, proposal=choice, words=WORDS)
    again = matters.Choice(words=WORDS, options=(WORDS, WORDS))
    yield acts.Amend(by="ana", at=at, proposal=choice, matter=again)
    yield acts.Withdraw(by="ana", at=at, proposal=choice)
    picture = matters.Understanding(words=WORDS, cites={f"s{n}-mine", f"s{n}-yours"})
    yield from _agreed(f"picture{n}", picture, at)


def _practice(name: str, at: datetime) -> DutyId:
    return DutyId(DutyKind.PRACTICE, (ProposalId(name), PersonId("ana"), at))


def _agreed(name: str, matter: matters.Matter, at: datetime) -> Iterator[acts.Act]:
    yield acts.Propose(by="bo", at=at, id=name, matter=matter)
    yield acts.Accept(by="ana", at=at, proposal=name)


def _cared_for(n: str, at: datetime) -> Iterator[acts.Act]:
    """Yield a rupture that was mended, and a concern that was resolved."""
    yield acts.MarkRupture(by="ana", at=at, marker=Marker.MIXED, **TWO)
    yield acts.AcknowledgeRupture(by="bo", at=at, own_part=WORDS, **TWO)
    yield acts.WorkOnRupture(by="ana", at=at, **TWO)
    yield acts.ConfirmRepair(by="ana", at=at, **TWO)
    yield acts.RateBond(by="ana", at=at, value=8, **TWO)
    yield acts.RaiseConcern(by="bo", at=at, client="ana")
    plan = matters.SafetyPlan(client="ana", words=WORDS)
    yield from _agreed(f"plan{n}", plan, at)
    for _ in range(3):  # twice a day is once
        at += timedelta(days=1)
        yield acts.CheckSafety(by="bo", at=at, client="ana", clear=True)
    yield from _agreed(f"safe{n}", matters.ResolveConcern(client="ana"), at)


def _noted(n: str, at: datetime) -> Iterator[acts.Act]:
    """Yield what is noted of and for a client, and a consent taken back again."""
    note = {"at": at, "note": f"note{n}"}
    yield acts.WriteNote(by="bo", at=at, words=WORDS, id=f"note{n}")
    yield acts.CommentOnNote(by="ana", **note, words=WORDS)
    yield acts.Addendum(by="bo", **note, words=WORDS)
    yield acts.AgreeToNote(by="ana", **note)
    yield acts.WriteAdvanceStatement(by="ana", at=at, words=WORDS)
    yield acts.ReadAdvanceStatement(by="bo", at=at, client="ana")
    yield acts.TakeBackAdvanceStatement(by="ana", at=at)
    yield acts.WriteProcessNote(by="bo", at=at, words=WORDS)
    yield acts.StatePreference(by="ana", at=at, dimension="pace", strength=1)
    yield acts.SetStance(by="ana", at=at, level=StanceLevel.SHARED)
    yield acts.AddToToolkit(by="ana", at=at, kind=ToolKind.EARLY_SIGN, words=WORDS)
    measured = {"client": "ana", "instrument": "phq-9", "low": 0, "high": 27}
    yield acts.RecordMeasure(by="ana", at=at, score=9, **measured)
    told = Scope.disclosure("gp", purpose="care")
    yield acts.Explain(by="bo", at=at, to="ana", scope=told, terms=f"t{n}")
    yield acts.GiveConsent(by="ana", at=at, scope=told, terms=f"t{n}")
    items = {"attendance"}
    yield acts.Disclose(
        by="bo", at=at, client="ana", recipient="gp", purpose="care", items=items
    )
    yield acts.WithdrawConsent(by="ana", at=at, scope=told)
    stays = Scope.disclosure(f"gp{n}", purpose="care")
    yield acts.Explain(by="bo", at=at, to="ana", scope=stays, terms=f"t{n}")
    yield acts.GiveConsent(by="ana", at=at, scope=stays, terms=f"t{n}")
    yield acts.Pause(by="ana", at=at)
    yield from _agreed(f"resume{n}", matters.Resume(), at)
