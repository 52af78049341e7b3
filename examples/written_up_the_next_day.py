"""Written down late: what happened on Tuesday, told to the record on Wednesday.

Ana, Cem and Bo are made up. What is shown here: an act counts from when it happened, is
judged by what was so then, and changes nothing about when the record learned of it. A
session is written up after the client took her consent back; two clocks differ; and a
letter that lay unopened for a week undoes what was agreed since.
"""

from datetime import UTC, datetime, timedelta

from collabtherapy import (
    Client,
    DutyKind,
    Partnership,
    Scope,
    Stage,
    Therapist,
    Words,
    acts,
    matters,
)

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def march(day: int, hour: int = 9, minute: int = 0) -> datetime:
    """Return a moment: the library reads no clock, so every act carries its own."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of why an act is refused, as its actor is told."""
    return [refusal.code for refusal in p.why_not(act)]


def agreed(p: Partnership, name: str, matter: matters.Matter) -> Partnership:
    """Have Bo put a matter, and the client say yes to it."""
    (client,) = p.clients
    return p.record(
        acts.Propose(by="bo", at=p.at, id=name, matter=matter),
        acts.Accept(by=client, at=p.at, proposal=name),
    )


def consented(p: Partnership, scope: Scope) -> Partnership:
    """Have a scope explained, and consented to."""
    (client,) = p.clients
    return p.record(
        acts.Explain(
            by="bo", at=p.at, to=client, scope=scope, terms="t-1", limits=True
        ),
        acts.GiveConsent(by=client, at=p.at, scope=scope, terms="t-1"),
    )


def working(name: str) -> Partnership:
    """Return a client and Bo, who have worked together since the second of March."""
    client = Client(name)
    p = Partnership.open(
        id=f"with-{name}",
        clients=(client,),
        therapists=(Therapist("bo"),),
        by=client,
        at=START,
    )
    p = agreed(consented(p, Scope.ASSESSMENT), "begin", matters.Begin())
    p = p.record(acts.Orient(by="bo", at=p.at, to=client))
    p = agreed(p, "g1", matters.Goal(words=Words("sleep through")))
    weekly = matters.Agreement(words=Words("weekly, on Tuesdays"))
    return agreed(consented(p, Scope.TREATMENT), "a1", weekly)


def the_next_day() -> Partnership:
    """Tuesday's session is written up on Wednesday, after Ana has withdrawn."""
    p = working("ana")
    p = p.record(
        acts.WithdrawConsent(by="ana", at=march(11, 8, 30), scope=Scope.TREATMENT)
    )
    print("Wednesday 8:30. Ana takes her consent to the treatment back.")

    noon = march(11, 12)
    today = acts.StartSession(by="bo", at=noon, id="s1", present=("ana", "bo"))
    print(f"Wednesday noon. May a session begin now? {codes(p, today)}")
    start = acts.StartSession(
        by="bo",
        at=noon,
        happened_at=march(10, 15),
        id="s1",
        present=("ana", "bo"),
    )
    print(f"  And may Bo write up the one of Tuesday at three? {not p.why_not(start)}")
    p = p.record(  # what belongs together goes into one call
        start,
        acts.Contribute(
            by="ana",
            entered_by="bo",  # her words, by his hand
            at=noon,
            happened_at=march(10, 15, 10),
            session="s1",
            id="c1",
            words=Words("I was awake at four again"),
        ),
        acts.EndSession(by="bo", at=noon, happened_at=march(10, 15, 50), session="s1"),
    )
    assert p.conflicts == ()  # she had consented when they met
    assert p.stage is Stage.ENDING  # and her withdrawal stands
    print("  The record, in the order in which things happened:")
    for entry in p.timeline[-4:]:
        late = f", written down {entry.recorded_at:%a %H:%M}" if entry.is_late else ""
        kind = type(entry.act).__name__
        print(f"    {entry.version}. {entry.effective_at:%a %H:%M} {kind}{late}")
    return p


def two_questions(p: Partnership) -> None:
    """What was so on Tuesday evening is one question, what was known another."""
    evening = march(10, 20)
    so, known = p.as_of(evening), p.as_of(evening, known_at=evening)
    print("\nTuesday evening: how many sessions had there been?")
    then, now = len(known.sessions), len(so.sessions)
    print(f"  as is known now: {now}; as was known then: {then}")
    record = p.known_by(evening)  # all of it, to be asked anything
    assert (record.version, record.stage) == (p.version - 4, Stage.WORKING)
    print(f"  and the record was {record}")


def two_clocks() -> None:
    """An answer by a clock that is two minutes slow comes after its question."""
    p = working("ana")
    goal = matters.Goal(words=Words("see friends again"))
    put = acts.Propose(by="bo", at=march(3, 15, 2), id="g2", matter=goal)
    yes = acts.Accept(by="ana", at=march(3, 15, 0), proposal="g2")  # by her telephone
    p = p.record(put, yes)
    assert p.goal("g2").since == put.at
    assert p.history[-1].at == yes.at  # what was handed in stays as it was
    agreed_on = p.goal("g2").id
    print(f"\nAna's telephone is two minutes slow; agreed all the same: {agreed_on}")


def a_letter_unopened() -> None:
    """Cem withdrew on Monday in a letter; it is opened a week later."""
    p = working("cem")
    p = agreed(p, "t1", matters.Task(words=Words("move more"), goals={"g1"}))
    p = p.record(
        acts.StartSession(by="bo", at=march(10, 15), id="s1", present=("cem", "bo")),
        acts.EndSession(by="bo", at=march(10, 15, 50), session="s1"),
    )
    held = p.version - 1
    walk = matters.Practice(words=Words("a walk before work"), task="t1", owner="cem")
    p = agreed(p, "p1", walk)
    yes = p.version
    p = p.record(acts.LogPractice(by="cem", at=march(13), practice="p1", helped=6))
    log = p.version

    print("\nCem wrote on Monday that he wants to stop. On Tuesday he came without a")
    print("word of it, agreed to walk each morning, and walked once. A week later:")
    monday, today = march(9, 18), march(16, 10)
    for_him = acts.WithdrawConsent(
        by="cem",
        entered_by="bo",
        at=today,
        happened_at=monday,
        scope=Scope.TREATMENT,
    )
    print(f"  may Bo enter that for him, as of Monday? {codes(p, for_him)}")
    p = p.record(
        acts.WithdrawConsent(
            by="cem", at=today, happened_at=monday, scope=Scope.TREATMENT
        )
    )
    aside = [entry.version for entry in p.entries if entry.set_aside_by == p.version]
    assert aside == [yes, log]
    assert p.entries[held - 1].in_effect
    print(f"  Cem does. Set aside, and still there to be read: entries {aside}")
    (conflict,) = p.conflicts
    assert conflict.version == held
    print(f"  The session was held, and stays: {conflict.codes} of entry {held}")
    (duty,) = (d for d in p.duties(at=p.at) if d.kind is DutyKind.ACCOUNT_FOR)
    print(f"  {duty.owed_by} owes {duty.owed_to} a word on it: {duty.kind.value}")
    p = p.record(
        acts.DischargeDuty(
            by="bo",
            at=today + timedelta(hours=1),
            duty=duty.id,
            words=Words("we spoke of the session that was held without your yes"),
        )
    )
    assert p.conflicts == (conflict,)  # what happened is not undone by speaking of it


def main() -> None:
    """Tell the story from beginning to end."""
    two_questions(the_next_day())
    two_clocks()
    a_letter_unopened()


if __name__ == "__main__":
    main()
