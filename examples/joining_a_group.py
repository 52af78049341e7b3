"""A group that somebody joins, and a therapist who leaves it.

Ana, Cem, Dee, Fia, Bo and Eva are made up. What is shown here: who decides on taking
somebody in, what a newcomer sees, when they take part, and what becomes of what a
therapist owed when a colleague goes on.
"""

from datetime import UTC, datetime, timedelta

from collabtherapy import (
    Client,
    EndingGround,
    Form,
    Noticed,
    Partnership,
    Scope,
    Therapist,
    Words,
    acts,
    matters,
)
from collabtherapy.privacy import view

FIA = Client("fia")


def day(n: float) -> datetime:
    """Return a moment: the library reads no clock, so every act carries its own."""
    return datetime(2026, 1, 5, 18, tzinfo=UTC) + timedelta(days=n)


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of why an act is refused, as its actor is told."""
    return [refusal.code for refusal in p.why_not(act)]


def consent(p: Partnership, who: Client, *scopes: Scope) -> Partnership:
    """Record that scopes were explained to a client, who consents to each."""
    for scope in scopes:
        p = p.record(
            acts.Explain(
                by="bo", at=p.at, to=who, scope=scope, terms="t-1", limits=True
            ),
            acts.GiveConsent(by=who, at=p.at, scope=scope, terms="t-1"),
        )
    return p


def agreed(p: Partnership, name: str, matter: matters.Matter) -> Partnership:
    """Propose a matter as Bo, and accept it as each person it waits for."""
    p = p.record(acts.Propose(by="bo", at=p.at, id=name, matter=matter))
    for person in (*p.clients, Therapist("eva")):
        yes = acts.Accept(by=person, at=p.at, proposal=name)
        if p.proposal(name).is_open:
            p = p.record(yes)
    return p


def at_work() -> Partnership:
    """Three clients and two therapists work together, and have met once."""
    p = Partnership.open(
        id="g-1",
        clients=(Client("ana"), Client("cem"), Client("dee")),
        therapists=(Therapist("bo"), Therapist("eva")),
        by="ana",
        at=day(0),
        form=Form.GROUP,
    )
    for who in p.clients:
        p = consent(p, who, Scope.ASSESSMENT, Scope.TREATMENT)
    p = agreed(p, "begin", matters.Begin())
    for who in p.clients:
        p = p.record(acts.Orient(by="bo", at=p.at, to=who))
    p = agreed(p, "goal", matters.Goal(words=Words("speak before the evening ends")))
    p = agreed(p, "rules", matters.Agreement(words=Words("Mondays, six to half past")))
    p = p.record(
        acts.StartSession(
            by="bo", at=day(7), id="s1", present=("ana", "cem", "dee", "bo", "eva")
        ),
        acts.Contribute(
            by="ana",
            at=day(7),
            session="s1",
            id="c1",
            words=Words("I have not told my sister"),
        ),
        acts.EndSession(by="bo", at=day(7.05), session="s1"),
    )
    print(f"A group at work: {p}")
    return p


def somebody_joins(p: Partnership) -> Partnership:
    """The therapists decide, and the clients are told; a couple would all decide."""
    put = acts.Propose(by="bo", at=day(8), id="join", matter=matters.Join(person=FIA))
    p = p.record(put, acts.Accept(by="eva", at=day(8), proposal="join"))
    seen = view(p, "fia")
    print(f"\nFia joins: {[str(client.id) for client in p.clients]}")
    print(f"  she sees {len(seen.history)} of {p.version} acts,")
    print(f"  {len(seen.contributions())} of {len(p.contributions())} contributions,")
    print(f"  and the agreement: {seen.agreement is not None}")
    meet = acts.StartSession(
        by="bo", at=day(14), id="s2", present=("ana", "cem", "fia", "bo")
    )
    print(f"  May they meet with her? {codes(p, meet)}")
    p = consent(p, FIA, Scope.ASSESSMENT, Scope.TREATMENT)
    p = p.record(acts.AcceptAgreement(by="fia", at=day(8)))
    print(f"  And once she has consented and agreed? {codes(p, meet)}")
    return p.record(
        meet,
        acts.Depart(by="bo", at=day(14.01), session="s2", person="ana"),
        acts.Arrive(by="bo", at=day(14.02), session="s2", person="dee"),
        acts.EndSession(by="bo", at=day(14.05), session="s2"),
    )


def a_therapist_leaves(p: Partnership) -> Partnership:
    """Bo goes, and Eva owes what he owed."""
    owed = [duty.kind.value for duty in p.duties(at=p.at, owed_by="bo")]
    notices = [
        acts.GiveNotice(by=by, at=day(14.5), of=Noticed.LEAVING, from_=day(28))
        for by in ("bo", "eva")
    ]
    leave = acts.LeaveAsTherapist(
        by="bo",
        at=day(28),
        ground=EndingGround.UNAVAILABILITY,
        alternatives=Words("the other group, on Thursdays"),
        successor_lead="eva",
    )
    p = p.record(*notices, leave)
    print(f"\nBo leaves: {[str(one.id) for one in p.therapists]}")
    print(f"  as he said {p.notices[0].days} days before")
    print(f"  he owed {len(owed)} things, and owes {_owes(p, 'bo')}")
    print(f"  Eva owes {_owes(p, 'eva')}: {_kinds(p, 'eva')}")
    last = acts.LeaveAsTherapist(
        by="eva",
        at=day(29),
        ground=EndingGround.UNAVAILABILITY,
        alternatives=Words("the other group, on Thursdays"),
    )
    print(f"  May Eva leave as well? {codes(p, last)}")
    return p


def _owes(p: Partnership, who: str) -> int:
    return len(p.duties(at=p.at, owed_by=who))


def _kinds(p: Partnership, who: str) -> str:
    kinds = {duty.kind.value for duty in p.duties(at=p.at, owed_by=who)}
    return ", ".join(sorted(kinds))


def main() -> None:
    """Run the story from beginning to end."""
    p = a_therapist_leaves(somebody_joins(at_work()))
    session = p.session("s2")
    assert "dee" in {str(one) for one in session.present}
    assert "sister" not in str(view(p, "fia").history)


if __name__ == "__main__":
    main()
