"""One partnership from the request to its closing, told act by act.

Read it from top to bottom: each part says what two people do, and prints what the
partnership makes of it. Ana and Bo are made up.
"""

from datetime import UTC, datetime, timedelta

from collabtherapy import (
    Client,
    Kind,
    Partnership,
    Policy,
    Scope,
    Stage,
    Therapist,
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


def part(p: Partnership) -> Partnership:
    """They end together, look back once more, and close."""
    p = p.record(
        acts.Propose(
            by="ana",
            at=day(60),
            id="end",
            matter=matters.Ending(words=Words("I sleep; it is time")),
        ),
        acts.Accept(by="bo", at=day(60), proposal="end"),
        acts.StartSession(
            by="ana", at=day(67), id="s3", present=("ana", "bo"), review=True
        ),
        acts.Reflect(by="ana", at=day(67), session="s3", words=Words("I speak up now")),
        acts.Reflect(
            by="bo", at=day(67), session="s3", words=Words("I learned to wait")
        ),
        acts.EndSession(by="ana", at=day(67), session="s3"),
    )
    tell("Ending is something both decide, and both look back.", p)
    p = p.record(acts.Finish(by="ana", at=day(67)))
    tell("Ana brings it to its end.", p)
    print(f"  closed as: {p.closure and p.closure.kind.value}")
    return p


def look_back(p: Partnership) -> None:
    """Nothing is lost: any moment can be shown, and the whole written and read."""
    print("\nThe same partnership, as it was:")
    for n in (0, 1, 8, 15, 60, 67):
        print(f"  day {n:>2}: {p.as_of(day(n)).stage.value}")
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
    p = part(answer(meet(p)))
    assert p.stage is Stage.CLOSED
    look_back(p)


if __name__ == "__main__":
    main()
