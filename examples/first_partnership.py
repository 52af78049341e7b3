"""One partnership from the request to its closing, told act by act.

Read it from top to bottom: each part says what two people do, and prints what the
partnership makes of it. Ana and Bo are made up.
"""

from datetime import UTC, datetime, timedelta

import attrs

from collabtherapy import (
    Client,
    Domain,
    Kind,
    Marker,
    Partnership,
    Policy,
    Scope,
    Stage,
    StanceLevel,
    Therapist,
    ToolKind,
    Words,
    acts,
    codec,
    matters,
)


def day(n: float) -> datetime:
    """Give a moment: the library reads no clock, so every act carries its own."""
    return datetime(2026, 1, 5, 9, tzinfo=UTC) + timedelta(days=n)


def tell(title: str, p: Partnership) -> None:
    """Print where the partnership stands."""
    print(f"\n{title}\n  day {(p.history[-1].at - day(0)).days}: {p}")


def request() -> Partnership:
    """Ana asks for a partnership; Bo says what an assessment involves; they begin."""
    ana, bo = Client("ana"), Therapist("bo", credentials=("registered",))
    p = Partnership.open(
        id="p-1", clients=(ana,), therapists=(bo,), by=ana, at=day(0), policy=Policy()
    )
    tell("Ana asks for a partnership.", p)
    p = p.record(
        acts.Explain(by=bo, at=day(1), to=ana, scope=Scope.ASSESSMENT, terms="terms-3"),
        acts.GiveConsent(by=ana, at=day(1), scope=Scope.ASSESSMENT, terms="terms-3"),
        acts.Propose(by=bo, at=day(1), id="begin", matter=matters.Begin()),
        acts.Accept(by=ana, at=day(1), proposal="begin"),
    )
    tell("Bo explains, Ana consents, and beginning is something both decide.", p)
    return p


def agree(p: Partnership) -> Partnership:
    """They find a goal and agree how to work; one step is refused, and cleared."""
    p = p.record(
        acts.Orient(by="bo", at=day(8), to="ana"),
        acts.Propose(
            by="ana",
            at=day(8),
            id="g1",
            matter=matters.Goal(words=Words("sleep through the night")),
        ),
        acts.Accept(by="bo", at=day(8), proposal="g1"),
        acts.Propose(
            by="bo",
            at=day(8),
            id="a1",
            matter=matters.Agreement(
                words=Words("weekly, review after six"), review_every=6
            ),
        ),
    )
    tell("A goal in Ana's words; Bo drafts an agreement.", p)

    yes = acts.Accept(by="ana", at=day(8), proposal="a1")
    print("\n  Why can Ana not just say yes?")
    for refusal in p.why_not(yes):
        print(f"    {refusal.code}: {refusal.message}")
        print(f"    what would clear it: {refusal.fix}")
    p = p.record(
        acts.Explain(
            by="bo",
            at=day(8),
            to="ana",
            scope=Scope.TREATMENT,
            terms="terms-3",
            limits=True,
        ),
        acts.GiveConsent(by="ana", at=day(8), scope=Scope.TREATMENT, terms="terms-3"),
        yes,
    )
    tell("That done, the same yes is recorded.", p)
    return p


def meet(p: Partnership) -> Partnership:
    """A first session, and what Ana says of it."""
    p = p.record(
        acts.StartSession(by="bo", at=day(15), id="s1", present=("ana", "bo")),
        acts.AddToAgenda(
            by="ana", at=day(15), session="s1", words=Words("the row at work")
        ),
        acts.Contribute(
            by="ana",
            at=day(15),
            session="s1",
            id="c1",
            kinds={Kind.EXPERIENCE},
            words=Words("I froze again"),
            seconds=40,
        ),
        acts.Contribute(
            by="bo",
            at=day(15),
            session="s1",
            id="c2",
            kinds={Kind.REFLECTION},
            answers="c1",
            seconds=12,
        ),
        acts.ConfirmReflection(by="ana", at=day(15), contribution="c2"),
        acts.RateGoal(by="ana", at=day(15), goal="g1", value=3),
        acts.GiveFeedback(
            by="ana",
            at=day(15),
            session="s1",
            heard=9,
            understood=8,
            respected=9,
            comfort=5,
        ),
        acts.EndSession(by="bo", at=day(15), session="s1"),
    )
    tell("They meet. Ana felt heard, and not quite comfortable.", p)
    print("  What Bo owes now:")
    for duty in p.duties(owed_by="bo", at=day(16)):
        print(f"    {duty.id}")
    return p


def answer(p: Partnership) -> Partnership:
    """Bo answers the feedback and changes something; the goal is put in new words."""
    p = p.record(
        acts.StartSession(by="bo", at=day(22), id="s2", present=("ana", "bo")),
        acts.AnswerFeedback(
            by="bo",
            at=day(22),
            session="s1",
            to="ana",
            words=Words("we went too fast; thank you for saying so"),
        ),
        acts.Adjust(
            by="bo",
            at=day(22),
            session="s1",
            because_of="ana",
            words=Words("start with ten quiet minutes"),
        ),
        acts.Reflect(by="ana", at=day(22), session="s1", words=Words("I can say stop")),
        acts.GiveFeedback(by="ana", at=day(22), session="s2", heard=9, comfort=8),
        acts.EndSession(by="bo", at=day(22), session="s2"),
    )
    owed = [str(duty.id) for duty in p.duties(owed_by="bo", owed_to="ana", at=day(23))]
    tell("Bo answers, and adjusts the way of working.", p)
    print(f"  Still owed to Ana: {owed}")

    p = p.record(
        acts.Amend(
            by="ana",
            at=day(29),
            proposal="g1",
            matter=matters.Goal(words=Words("sleep six hours, most nights")),
        ),
    )
    print(f"\n  Ana puts the goal anew; in force until Bo agrees: {p.goal('g1').words}")
    p = p.record(
        acts.Accept(by="bo", at=day(29), proposal="g1"),
        acts.RateGoal(by="ana", at=day(29), goal="g1", value=6),
    )
    goal = p.goal("g1")
    ratings = [rating.value for rating in goal.ratings]
    tell("The goal is renegotiated without ending anything.", p)
    print(f"  wordings: {len(goal.versions)}, ratings: {ratings} of {goal.scale}")
    return p


def practise(p: Partnership) -> Partnership:
    """They choose a way together; Ana takes a practice into her days."""
    question = matters.Choice(words=Words("how shall we go about the nights?"))
    ways = (Words("a sleep diary"), Words("a fixed time to get up"))
    task = matters.Task(words=Words("a diary"), goals={"g1"}, decision="how")
    practice = matters.Practice(words=Words("two lines"), task="diary", owner="ana")
    p = p.record(
        acts.SetStance(by="ana", at=day(29), level=StanceLevel.SHARED),
        acts.Propose(by="bo", at=day(29), id="how", matter=question),
        acts.TakePosition(
            by="ana", at=day(29), proposal="how", words=Words("nothing with an alarm")
        ),
        acts.Amend(
            by="bo",
            at=day(29),
            proposal="how",
            matter=attrs.evolve(question, options=ways),
        ),
        acts.TakePosition(by="ana", at=day(29), proposal="how", option=1),
        acts.TakePosition(by="bo", at=day(29), proposal="how", option=2),
        acts.Amend(
            by="ana",
            at=day(29),
            proposal="how",
            matter=attrs.evolve(question, options=ways, chosen=1),
        ),
        acts.Accept(by="bo", at=day(29), proposal="how"),
        acts.Propose(by="bo", at=day(29), id="diary", matter=task),
        acts.Accept(by="ana", at=day(29), proposal="diary"),
        acts.Propose(by="bo", at=day(29), id="lines", matter=practice),
        acts.Accept(by="ana", at=day(29), proposal="lines"),
        acts.LogPractice(by="ana", at=day(31), practice="lines", helped=4),
    )
    tell("What matters first, then options, then a choice: Ana's.", p)
    log = [entry.helped for entry in p.practice("lines").log]
    print(f"  practised between sessions: {log}, for goals {sorted(task.goals)}")
    return p


def mend(p: Partnership) -> Partnership:
    """Something comes between them; only Ana says that it is mended."""
    p = p.record(
        acts.MarkRupture(
            by="ana", at=day(32), marker=Marker.WITHDRAWAL, client="ana", therapist="bo"
        )
    )
    tell("Ana holds back, and says so.", p)
    print(f"  the alliance: {p.alliance('ana', 'bo').status.value}")
    confirm = acts.ConfirmRepair(by="bo", at=day(33), client="ana", therapist="bo")
    print(f"  Can Bo call it mended? {[r.code for r in p.why_not(confirm)]}")
    p = p.record(
        acts.AcknowledgeRupture(
            by="bo",
            at=day(33),
            client="ana",
            therapist="bo",
            own_part=Words("I went too fast"),
        ),
        acts.WorkOnRupture(by="bo", at=day(34), client="ana", therapist="bo"),
        acts.ConfirmRepair(by="ana", at=day(34), client="ana", therapist="bo"),
    )
    print(
        f"  acknowledged, worked on, confirmed: {p.alliance('ana', 'bo').status.value}"
    )
    return p


def pause(p: Partnership) -> Partnership:
    """A month's break, which Ana owes no reason for; coming back is mutual."""
    p = p.record(acts.Pause(by="ana", at=day(35)))
    tell("Ana takes a break.", p)
    due = [t.kind.value for t in p.timers(at=day(64)) if t.is_due]
    print(f"  after a month, somebody might ask: {due}")
    p = p.record(
        acts.Propose(by="bo", at=day(65), id="on", matter=matters.Resume()),
        acts.Accept(by="ana", at=day(65), proposal="on"),
    )
    tell("They go on from where they were.", p)
    return p


def part(p: Partnership) -> Partnership:
    """They end together: a review, a toolkit, what either learned, a time after it."""
    p = p.record(
        acts.StartSession(
            by="ana", at=day(72), id="s3", present=("ana", "bo"), review=True
        ),
        acts.StateWhatMatters(
            by="ana", at=day(72), words=Words("being rested at work")
        ),
        acts.Reflect(by="ana", at=day(72), session="s3", words=Words("I speak up now")),
        acts.Reflect(
            by="bo", at=day(72), session="s3", words=Words("I learned to wait")
        ),
        acts.RecordLearning(
            by="bo", at=day(72), contribution="c1", words=Words("freezing is a brake")
        ),
        acts.GiveFeedback(by="ana", at=day(72), session="s3", heard=10, comfort=9),
        acts.EndSession(by="ana", at=day(72), session="s3"),
        acts.Propose(
            by="ana",
            at=day(74),
            id="end",
            matter=matters.Ending(words=Words("I sleep; it is time")),
        ),
        acts.Accept(by="bo", at=day(74), proposal="end"),
    )
    tell("A review; then ending is something both decide.", p)
    p = p.record(
        acts.OfferToolkit(by="bo", at=day(74), to="ana"),
        acts.AddToToolkit(
            by="ana",
            at=day(75),
            kind=ToolKind.EARLY_SIGN,
            words=Words("three short nights in a row"),
        ),
        acts.AddToToolkit(
            by="ana",
            at=day(75),
            kind=ToolKind.COPING_STEP,
            words=Words("two lines before bed"),
            sign=1,
        ),
        acts.EndorseInsight(
            by="ana", at=day(75), contribution="c2", domain=Domain.EMOTION
        ),
        acts.LookBack(by="ana", at=day(76), words=Words("I was asked, and it counted")),
        acts.LookBack(by="bo", at=day(76), words=Words("slower was quicker")),
        acts.Explain(by="bo", at=day(76), to="ana", scope=Scope.CONTACT, terms="t-1"),
        acts.GiveConsent(by="ana", at=day(76), scope=Scope.CONTACT, terms="t-1"),
        acts.Propose(
            by="bo", at=day(76), id="after", matter=matters.FollowUp(until=day(166))
        ),
        acts.Accept(by="ana", at=day(76), proposal="after"),
    )
    tell("Both have looked back; Ana takes a toolkit along; they stay in touch.", p)
    kinds = [type(tool).__name__ for tool in p.toolkit("ana").tools]
    print(f"  in the toolkit: {kinds}")
    for person in ("ana", "bo"):
        print(f"  looking back, {person}: {p.ending_review(person).value}")
    return p


def follow_up(p: Partnership) -> Partnership:
    """Bo asks how it goes, since Ana consented to that; then it is over."""
    p = p.record(
        acts.ReachOut(by="bo", at=day(120), to="ana"),
        acts.RecordContact(by="bo", at=day(121), client="ana"),
        acts.RateGoal(by="ana", at=day(121), goal="g1", value=8),
        acts.LogPractice(by="ana", at=day(121), practice="lines", helped=8),
        acts.FollowUpOver(by="ana", at=day(150)),
    )
    tell("Weeks later it still holds, and Ana ends the follow-up.", p)
    print(f"  closed as: {p.closure and p.closure.kind.value}")
    more = acts.AddToToolkit(
        by="ana", at=day(300), kind=ToolKind.INSIGHT, words=Words("I can ask")
    )
    p = p.record(more)
    tell("Closed, and the toolkit is still Ana's to fill.", p)
    return p


def look_back(p: Partnership) -> None:
    """Nothing is lost: any moment can be shown, and the whole written and read."""
    print("\nThe same partnership, as it was:")
    for n in (0, 1, 8, 15, 35, 65, 74, 76, 150):
        print(f"  day {n:>3}: {p.as_of(day(n)).stage.value}")
    document = codec.dumps(p)
    assert codec.loads(document) == p
    print(f"\nWritten as JSON: {len(document)} characters, {p.version} acts, read back")
    print(f"What is printed of words: {p.goal('g1').words}")


def main() -> None:
    """Tell the story."""
    p = request()
    assert p.stage is Stage.EXPLORING
    p = agree(p)
    assert p.stage is Stage.WORKING
    p = pause(mend(practise(answer(meet(p)))))
    assert p.stage is Stage.WORKING
    p = follow_up(part(p))
    assert p.stage is Stage.CLOSED
    look_back(p)


if __name__ == "__main__":
    main()
