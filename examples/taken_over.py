"""A case of two years that is taken over from another system.

Ana, Bo and the clinic are made up. What is shown here: a clinic says how the work stood
in its old notes, and by which document; the work goes on from there; each part is
Ana's to confirm or dispute, and stays labelled; and what happened before is written up
on the days on which it did.
"""

from datetime import UTC, datetime, timedelta

from collabtherapy import (
    CarriedAgreement,
    CarriedConsent,
    CarriedGoal,
    Client,
    Evidence,
    Organisation,
    Partnership,
    Scope,
    Stage,
    Therapist,
    Words,
    acts,
    matters,
)

BEGAN = datetime(2024, 1, 8, 9, tzinfo=UTC)
"""When Ana and Bo first met, by the old notes."""

EXPORT = Evidence("export", reference=Words("old-notes/2026/117"), seen_by="clerk")
TREATMENT = "consent:treatment"


def day(n: float) -> datetime:
    """Return a moment: the library reads no clock, so every act carries its own."""
    return datetime(2026, 1, 5, 9, tzinfo=UTC) + timedelta(days=n)


def opened() -> Partnership:
    """Return a partnership that the clinic opens, with Ana's knowledge."""
    return Partnership.open(
        id="p-1",
        clients=(Client("ana"),),
        therapists=(Therapist("bo"),),
        organisations=(Organisation("clinic"),),
        by="clinic",
        clients_told=Words("by letter"),
        at=day(0),
    )


def consent(scope: Scope) -> CarriedConsent:
    """Return what Ana consented to, by the old notes."""
    return CarriedConsent(
        client="ana", scope=scope, terms="t-2024", given_at=BEGAN, limits=True
    )


def carrying_over(*consents: CarriedConsent) -> acts.CarryOver:
    """Return the act by which the clinic says how the work stood."""
    agreed_at = BEGAN + timedelta(days=21)
    agreement = matters.Agreement(words=Words("weekly, until it is enough"))
    goal = matters.Goal(words=Words("sleep through the night"))
    return acts.CarryOver(
        by="clinic",
        at=day(0),
        from_system="old-notes",
        began_at=BEGAN,
        as_of=day(-3),
        stage=Stage.WORKING,
        consents=consents,
        agreement=CarriedAgreement(id="a1", matter=agreement, agreed_at=agreed_at),
        goals=[CarriedGoal(id="g1", matter=goal, agreed_at=agreed_at)],
        n_sessions=71,
        evidence=EXPORT,
    )


def carried_over() -> Partnership:
    """Return the case taken over, once what is missing has been named."""
    p = opened()
    incomplete = p.why_not(carrying_over(consent(Scope.RECORDING)))
    print("Without her consent to the treatment:", [r.code for r in incomplete])
    p = p.record(carrying_over(consent(Scope.TREATMENT), consent(Scope.RECORDING)))
    said = p.consent("ana", Scope.TREATMENT)
    print(f"{p.stage.value}, with her consent of {said.given_at:%Y-%m-%d}", end="")
    print(f" (carried over: {said.carried_over})")
    return p


def show_waiting(p: Partnership) -> None:
    """Print what waits for Ana's word."""
    assert p.carried_over is not None
    waiting = [str(part.id) for part in p.carried_over.waiting_for(p.clients[0].id)]
    print("For Ana to confirm or dispute:", ", ".join(waiting) or "nothing")


def write_up(p: Partnership) -> Partnership:
    """Write up two ratings from the old notes, each on its own day."""
    for n, value in ((60, 3), (420, 5)):
        when = BEGAN + timedelta(days=n)
        rate = acts.RateGoal(
            by="ana", at=day(1), happened_at=when, goal="g1", value=value,
            entered_by="bo", evidence=EXPORT,
        )  # fmt: skip
        p = p.record(rate)
    ratings = [(f"{one.at:%Y-%m-%d}", one.value) for one in p.goal("g1").ratings]
    print("Her ratings from before:", ratings)
    return p


def meeting(n: float) -> acts.StartSession:
    """Return the start of a session."""
    return acts.StartSession(by="bo", at=day(n), id=f"s{n:g}", present=("ana", "bo"))


def asked(p: Partnership) -> Partnership:
    """Go on for four weeks, and no longer without a word of hers."""
    p = p.record(meeting(7), acts.EndSession(by="bo", at=day(7.05), session="s7"))
    print("Sessions, there and here:", p.state.sessions.n_held)
    print("After four weeks:", [r.code for r in p.why_not(meeting(28))])
    p = p.record(
        acts.Dispute(
            by="ana",
            at=day(28),
            act=2,
            parts={"consent:recording"},
            words=Words("I never said that sessions may be recorded"),
        ),
        acts.Confirm(by="ana", at=day(28), acts=(2,)),
    )
    show_waiting(p)
    recording = p.consent("ana", Scope.RECORDING)
    may_meet = not p.why_not(meeting(28))
    print(f"Recording is {recording.status.value}, and they may meet: {may_meet}")
    return p


def agree_anew(p: Partnership) -> Partnership:
    """Amend the goal: what both say here is no longer carried over."""
    better = matters.Goal(words=Words("sleep, and wake up rested"))
    p = p.record(
        acts.Amend(by="ana", at=day(28), proposal="g1", matter=better),
        acts.Accept(by="bo", at=day(28), proposal="g1"),
    )
    assert p.agreement is not None
    print("Carried over: the goal", p.goal("g1").carried_over, end=", ")
    print("the agreement", p.agreement.carried_over)
    return p


def main() -> None:
    """Run the story from beginning to end."""
    p = carried_over()
    show_waiting(p)
    agree_anew(asked(write_up(p)))


if __name__ == "__main__":
    main()
