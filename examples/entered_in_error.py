"""Entered in error: mistakes are taken out of effect, and stay in the record.

Ana and Bo are made up. What is shown here: who takes an entry out alone, what has to go
before it, what only both take out together, even after the end, and that the entry
stays readable, struck through, for everyone who could read it before.
"""

from datetime import UTC, datetime, timedelta

from collabtherapy import (
    Client,
    Partnership,
    Scope,
    Stage,
    Therapist,
    Words,
    acts,
    matters,
)
from collabtherapy.errors import Refused
from collabtherapy.privacy import view


def day(n: float) -> datetime:
    """Return a moment: the library reads no clock, so every act carries its own."""
    return datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(days=n)


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of why an act is refused, as its actor is told."""
    return [refusal.code for refusal in p.why_not(act)]


def mistake(by: str, n: float, number: int, because: str) -> acts.EnteredInError:
    """Return the act by which one person takes an entry out of effect."""
    return acts.EnteredInError(by=by, at=day(n), act=number, because=because)


def begun() -> Partnership:
    """Return a partnership of Ana and Bo that has begun."""
    p = Partnership.open(
        id="e-1",
        clients=(Client("ana"),),
        therapists=(Therapist("bo"),),
        by="ana",
        at=day(0),
    )
    scope = Scope.ASSESSMENT
    return p.record(
        acts.Explain(by="bo", at=day(0), to="ana", scope=scope, terms="t-1"),
        acts.GiveConsent(by="ana", at=day(0), scope=scope, terms="t-1"),
        acts.Propose(by="bo", at=day(0), id="begin", matter=matters.Begin()),
        acts.Accept(by="ana", at=day(0), proposal="begin"),
        acts.PlanSession(by="bo", at=day(0), id="s1", starts_at=day(7)),
    )


def another_ana(p: Partnership) -> Partnership:
    """Bo records the death of somebody else of that name, and takes it back."""
    p = p.record(acts.RecordDeath(by="bo", at=day(2), client="ana"))
    print(f"Bo hears that Ana has died, and records it: {p.stage.value}.")
    p = p.record(mistake("bo", 2.1, p.version, "wrong-person"))
    assert (p.stage, p.session("s1").absent) == (Stage.EXPLORING, frozenset())
    print(f"It was another Ana. He takes it out: {p.stage.value}, as if it never was.")
    return p


def missed_or_held(p: Partnership) -> Partnership:
    """A session that was held is noted as missed; one call puts that right."""
    p = p.record(acts.MissSession(by="bo", at=day(8), session="s1", absent={"ana"}))
    wrong = p.version
    print(f"\nThe first session: {p.session('s1').status.value}, in entry {wrong}.")
    not_hers = mistake("ana", 8.1, wrong, "slip")
    print(f"  May Ana take that out, since she was there? {codes(p, not_hers)}")
    p = p.record(
        mistake("bo", 8.2, wrong, "slip"),
        acts.StartSession(
            by="bo",
            at=day(8.2),
            happened_at=day(7),
            id="s1",
            present=("ana", "bo"),
            corrects=wrong,
        ),
        acts.EndSession(by="bo", at=day(8.2), happened_at=day(7.04), session="s1"),
    )
    print(f"  Bo puts it right: {p.session('s1').status.value}.")
    return p


def a_note_of_2062(p: Partnership) -> Partnership:
    """A mistyped year locks no one out, and every member may take it out."""
    slip = acts.WriteNote(
        by="bo", at=datetime(2062, 3, 11, tzinfo=UTC), words=Words("reading glasses")
    )
    try:
        p.record(slip, now=day(9))
    except Refused as refused:
        (refusal,) = refused.refusals
        print(f"\nA note of 2062, where a clock is asked: {refusal.code}.")
    p = p.record(slip)
    number = p.version
    leave = acts.Leave(by="ana", at=day(9.1))
    assert p.record(leave).entries[-1].effective_at == day(9.1)  # it locks no one in
    p = p.record(
        acts.Explain(by="bo", at=day(9.1), to="ana", scope=Scope.RECORDING, terms="t-2")
    )
    explained = p.version
    since = p.entries[explained - 1].effective_at
    print(f"  Recorded all the same, what Bo explains next counts from {since:%Y}.")
    p = p.record(mistake("ana", 9.2, number, "wrong-date"))
    since = p.entries[explained - 1].effective_at
    print(f"  Ana may take Bo's note out, since others wait for it: from {since:%Y}.")
    return p


def another_session(p: Partnership) -> Partnership:
    """A session of somebody else is taken out from its end: what rests on it first."""
    p = p.record(
        acts.StartSession(by="bo", at=day(14), id="s2", present=("ana", "bo")),
        acts.Contribute(by="bo", at=day(14.01), session="s2", id="c1"),
        acts.EndSession(by="bo", at=day(14.04), session="s2"),
    )
    start, end = p.version - 2, p.version
    alone = mistake("bo", 14.1, start, "wrong-record")
    print(f"\nThe session of another client is in entries {start} to {end}.")
    print(f"  May its start go alone? {codes(p, alone)}")
    for number in range(end, start - 1, -1):  # what rests on another goes before it
        p = p.record(mistake("bo", 14.1, number, "wrong-record"))
    print(f"  From its end it goes; sessions there were: {len(p.sessions)}")
    assert len(p.sessions) == 1
    return p


def a_concern(p: Partnership) -> Partnership:
    """A concern about safety is never one person's to take out."""
    p = p.record(acts.RaiseConcern(by="bo", at=day(15), client="ana"))
    number = p.version
    alone = mistake("bo", 15.1, number, "wrong-record")
    print(f"\nA concern in the wrong record. May Bo take it out? {codes(p, alone)}")
    fix = matters.Correction(act=number, because="wrong-record")
    p = p.record(
        acts.Propose(by="bo", at=day(15.1), id="fix-1", matter=fix),
        acts.Accept(by="ana", at=day(15.2), proposal="fix-1"),
    )
    assert not p.entries[number - 1].in_effect
    print(f"  Both do, together. A concern is open: {p.safety('ana').is_open}")
    return p


def after_the_end(p: Partnership) -> Partnership:
    """Bo closes the wrong partnership; Ana answers, so that they undo it together."""
    elsewhere = Words("the service in the next town")
    p = p.record(acts.DeclineToStart(by="bo", at=day(16), signposting=elsewhere))
    closing = p.version
    p = p.record(acts.WriteNote(by="ana", at=day(17), words=Words("was it me?")))
    alone = mistake("bo", 17.1, closing, "wrong-record")
    print(f"\nClosed, by mistake; Ana has read it. May Bo reopen? {codes(p, alone)}")
    fix = matters.Correction(act=closing, because="wrong-record")
    p = p.record(
        acts.Propose(by="bo", at=day(17.1), id="fix-2", matter=fix),
        acts.Accept(by="ana", at=day(17.2), proposal="fix-2"),
    )
    print(f"  Both do, after the end: {p.stage.value}.")
    assert p.stage is Stage.EXPLORING
    return p


def struck_through(p: Partnership) -> None:
    """Nothing has gone: each entry that was taken out says which one did it."""
    print("\nWhat Ana reads, struck through:")
    seen = view(p, "ana").entries
    for entry in seen:
        if entry.voided_by is not None:
            kind = type(entry.act).__name__
            print(f"  {entry.version}. {kind}, taken out by entry {entry.voided_by}")
    assert len(seen) == p.version  # alone with Bo, she counts every entry


def main() -> None:
    """Tell the story from beginning to end."""
    p = missed_or_held(another_ana(begun()))
    p = another_session(a_note_of_2062(p))
    p = after_the_end(a_concern(p))
    struck_through(p)
    assert Partnership.replay(p.entries) == p


if __name__ == "__main__":
    main()
