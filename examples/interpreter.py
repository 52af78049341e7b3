"""A session with an interpreter, and one with a parent who comes along.

Ana, her mother, Ines and Bo are made up. What is shown here: somebody may be in the
room without being a party to anything, with the client's consent and, for who
interprets, bound to confidence by the terms that the client was told.
"""

from datetime import UTC, datetime, timedelta

from collabtherapy import (
    AlsoPresent,
    As,
    Client,
    Partnership,
    Scope,
    Therapist,
    Words,
    acts,
    matters,
)
from collabtherapy.errors import NotForThem, Refused
from collabtherapy.privacy import view

INES = AlsoPresent("ines", As.INTERPRETER)
MUM = AlsoPresent("mum", As.PARENT)


def day(n: float) -> datetime:
    """Return a moment: the library reads no clock, so every act carries its own."""
    return datetime(2026, 1, 5, 9, tzinfo=UTC) + timedelta(days=n)


def begun() -> Partnership:
    """Return a partnership of Ana and Bo that has begun."""
    p = Partnership.open(
        id="i-1",
        clients=(Client("ana"),),
        therapists=(Therapist("bo"),),
        by="ana",
        at=day(0),
    )
    scope = Scope.ASSESSMENT
    return p.record(
        acts.StateNeed(by="ana", at=day(0), need="interpreter"),
        acts.Explain(by="bo", at=day(0), to="ana", scope=scope, terms="t-1"),
        acts.GiveConsent(by="ana", at=day(0), scope=scope, terms="t-1"),
        acts.Propose(by="bo", at=day(0), id="begin", matter=matters.Begin()),
        acts.Accept(by="ana", at=day(0), proposal="begin"),
    )


def meeting(n: float, *others: AlsoPresent) -> acts.StartSession:
    """Return the start of a session of the two, with somebody besides."""
    return acts.StartSession(
        by="bo", at=day(n), id=f"s{n:g}", present=("ana", "bo"), others=others
    )


def asked(p: Partnership) -> Partnership:
    """Try to meet with an interpreter, and do what the refusal says is missing."""
    try:
        p = p.record(meeting(1, INES))
    except Refused as refused:
        print(refused)
    involve = Scope.involve("ines")
    p = p.record(
        acts.Explain(
            by="bo", at=day(1), to="ana", scope=involve, terms="t-2", bound={"ines"}
        ),
        acts.GiveConsent(by="ana", at=day(1), scope=involve, terms="t-2"),
    )
    print(f"\nMay they meet now? {not p.why_not(meeting(1, INES))}")
    mum = [refusal.code for refusal in p.why_not(meeting(1, MUM))]
    print(f"And with Ana's mother, without asking Ana? {mum}")
    return p


def meet(p: Partnership) -> Partnership:
    """Hold the session: who interprets says nothing of their own in the record."""
    p = p.record(
        meeting(1, INES),
        acts.Contribute(
            by="ana",
            at=day(1),
            session="s1",
            id="c1",
            words=Words("it was the second winter"),
        ),
        acts.Contribute(
            by="bo",
            at=day(1),
            session="s1",
            id="c2",
            words=Words("many people sleep badly then"),
        ),
        acts.EndSession(by="bo", at=day(1.05), session="s1"),
    )
    also = [f"{one.person} as {one.as_.value}" for one in p.session("s1").others]
    print(f"\nAt the session was also: {', '.join(also)}")
    shares = {str(who): n for who, n in p.voice().n_words.items()}
    print(f"  words, of those whose session it was: {shares}")
    asked = {str(duty.owed_to) for duty in p.duties(at=p.at)}
    print(f"  asked afterwards how it was: {', '.join(sorted(asked))}")
    return p


def main() -> None:
    """Run the story from beginning to end."""
    p = meet(asked(begun()))
    try:
        view(p, "ines")
    except NotForThem:
        print("  and Ines sees nothing of the record")


if __name__ == "__main__":
    main()
