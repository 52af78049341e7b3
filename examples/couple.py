"""A couple in therapy: one goal together, one thing private, and one who leaves.

Ana, Cem and Bo are made up. What is shown here: whose assent a matter needs, whose own
a goal may be, and what happens to the rest when one of two goes.
"""

from datetime import UTC, datetime, timedelta

from collabtherapy import (
    Client,
    Form,
    Partnership,
    Scope,
    Stage,
    Therapist,
    Words,
    acts,
    matters,
)


def day(n: float) -> datetime:
    """Give a moment: the library reads no clock, so every act carries its own."""
    return datetime(2026, 1, 5, 9, tzinfo=UTC) + timedelta(days=n)


def tell(title: str, p: Partnership) -> None:
    """Print where the partnership stands."""
    print(f"\n{title}\n  day {(p.at - day(0)).days}: {p}")


def consent(p: Partnership, scope: Scope) -> Partnership:
    """Have a scope explained to each of those who are here, and given by each."""
    for client in p.clients:
        p = p.record(
            acts.Explain(
                by="bo", at=p.at, to=client, scope=scope, terms="t-1", limits=True
            ),
            acts.GiveConsent(by=client, at=p.at, scope=scope, terms="t-1"),
        )
    return p


def agreed(p: Partnership, name: str, matter: matters.Matter) -> Partnership:
    """Have Bo put a matter, and each client say yes for themselves."""
    p = p.record(acts.Propose(by="bo", at=p.at, id=name, matter=matter))
    for client in p.clients:
        accepted = p.proposal(name).accepted_by
        print(f"  {name}: accepted by {', '.join(map(str, sorted(accepted)))}")
        p = p.record(acts.Accept(by=client, at=p.at, proposal=name))
    return p


def begin() -> Partnership:
    """Both ask, both are told how it goes, and both begin."""
    p = Partnership.open(
        id="c-1",
        clients=(Client("ana"), Client("cem")),
        therapists=(Therapist("bo"),),
        by="ana",
        at=day(0),
        form=Form.COUPLE,
    )
    p = agreed(consent(p, Scope.ASSESSMENT), "begin", matters.Begin())
    for client in p.clients:
        p = p.record(acts.Orient(by="bo", at=p.at, to=client))
    tell("Two clients, one partnership: each consents, each begins.", p)
    return p


def work(p: Partnership) -> Partnership:
    """A goal together, a goal of Cem's own, and an agreement that both sign."""
    together = matters.Goal(words=Words("argue without leaving the room"))
    own = matters.Goal(words=Words("sleep before the early shift"), owners={"cem"})
    p = agreed(p, "g1", together).record(
        acts.Propose(by="cem", at=p.at, id="g2", matter=own),
        acts.Accept(by="bo", at=p.at, proposal="g2"),
    )
    rate = acts.RateGoal(by="ana", at=p.at, goal="g2", value=9)
    print(f"  May Ana rate Cem's goal? {[r.code for r in p.why_not(rate)]}")
    weekly = matters.Agreement(words=Words("weekly, all three"))
    p = agreed(consent(p, Scope.TREATMENT), "a1", weekly)
    tell("They work.", p)
    return p


def keep_private(p: Partnership) -> Partnership:
    """Ana writes something for Bo alone; it is listed as private, not hidden away."""
    note = acts.WriteNote(by="ana", at=day(9), words=Words("I have a flat"), to={"bo"})
    p = p.record(note)
    for_all = [entry for entry in p.notes if getattr(entry, "for_everyone", False)]
    tell("Ana writes something for Bo alone.", p)
    print(f"  notes: {len(p.notes)}, for everyone: {len(for_all)}")
    return p


def one_leaves(p: Partnership) -> Partnership:
    """Ana leaves, for which nothing is asked; Cem and Bo do not simply go on."""
    p = p.record(acts.Leave(by="ana", at=day(30)))
    tell("Ana leaves. She is asked nothing.", p)
    start = acts.StartSession(by="bo", at=day(31), id="s9", present=("cem", "bo"))
    print(f"  May the others meet as before? {[r.code for r in p.why_not(start)]}")
    print(f"  owed to Ana: {[d.kind.value for d in p.duties(at=p.at, owed_to='ana')]}")
    p = agreed(p, "on", matters.Resume())
    tell("Cem comes back, to where a new agreement is made.", p)
    assert p.agreement is None
    p = agreed(p, "a2", matters.Agreement(words=Words("Cem alone, every two weeks")))
    tell("And the two of them agree anew.", p)
    return p


def main() -> None:
    """Tell the story."""
    p = one_leaves(keep_private(work(begin())))
    assert p.stage is Stage.WORKING
    taken_back = acts.WithdrawConsent(by="ana", at=p.at, scope=Scope.TREATMENT)
    assert p.why_not(taken_back) == ()  # whose records these are, for good


if __name__ == "__main__":
    main()
