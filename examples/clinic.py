"""A small clinic keeps its records: two therapists, a caseload, and what goes wrong.

Everybody here is made up. What is shown: partnerships kept in a file, a caseload found
by what is due, a colleague who was quicker, a transfer, a client who takes
consent back and wants their words gone, an audit, and a restart in between.
"""

import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

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
from collabtherapy.errors import Conflict
from collabtherapy.privacy import Plan
from collabtherapy.storage import Head, Store, new_master_key, open_store


def day(n: float) -> datetime:
    """Give a moment: the library reads no clock, so every act carries its own."""
    return datetime(2026, 1, 5, 9, tzinfo=UTC) + timedelta(days=n)


def consented(p: Partnership, scope: Scope) -> tuple[acts.Act, ...]:
    """Give the acts by which a scope is explained and consented to."""
    (client,), (therapist, *_) = p.clients, p.therapists
    return (
        acts.Explain(
            by=therapist, at=p.at, to=client, scope=scope, terms="t-1", limits=True
        ),
        acts.GiveConsent(by=client, at=p.at, scope=scope, terms="t-1"),
    )


def decided(p: Partnership, name: str, matter: matters.Matter) -> tuple[acts.Act, ...]:
    """Give the acts by which a therapist proposes something and the client accepts."""
    return (
        acts.Propose(by=p.therapists[0], at=p.at, id=name, matter=matter),
        acts.Accept(by=p.clients[0], at=p.at, proposal=name),
    )


def take_in(store: Store, name: str, client: str, therapist: str, n: float) -> None:
    """Begin to work with somebody, and keep every step as it is taken."""
    p = Partnership.open(
        id=name,
        clients=[Client(client)],
        therapists=[Therapist(therapist)],
        by=client,
        at=day(n),
    )
    p = store.open(p.opening, cause="intake")
    p = store.record(p, *consented(p, Scope.ASSESSMENT), cause="intake")
    p = store.record(p, *decided(p, "begin", matters.Begin()), cause="intake")
    p = store.record(p, acts.Orient(by=therapist, at=p.at, to=client))
    goal = matters.Goal(words=Words("sleep through the night"))
    p = store.record(p, *decided(p, "g1", goal))
    weekly = matters.Agreement(words=Words("weekly, review after six"))
    p = store.record(p, *consented(p, Scope.TREATMENT), *decided(p, "a1", weekly))
    print(f"  {p}")


def meet(store: Store, name: str, n: float) -> None:
    """Have a session; what was said is kept as it was said."""
    p = store.load(name)
    client, therapist = p.clients[0], p.therapists[0]
    store.record(
        p,
        acts.StartSession(
            by=therapist, at=day(n), id="s1", present=(client, therapist)
        ),
        acts.Contribute(
            by=client, at=day(n), session="s1", id="c1", words=Words("I froze again")
        ),
        acts.GiveFeedback(by=client, at=day(n), session="s1", heard=9, comfort=4),
        acts.EndSession(by=therapist, at=day(n), session="s1"),
    )


def first_month(store: Store) -> None:
    """Two therapists take three people in, and look at what they owe."""
    print("Two therapists and their caseload:")
    for name, client, therapist in (
        ("p-1", "ana", "bo"), ("p-2", "cem", "bo"), ("p-3", "dee", "eva"),
    ):  # fmt: skip
        take_in(store, name, client, therapist, 0)
        meet(store, name, 7)
    for therapist in ("bo", "eva"):
        due = store.find(person=therapist, due_at=day(8))
        owed = Counter(
            duty.kind.value
            for one in due
            for duty in store.load(one.id).duties(at=day(8), owed_by=therapist)
        )
        print(f"  {therapist}: {[str(one.id) for one in due]} owe {dict(owed)}")


def two_at_once(store: Store) -> None:
    """Ana and Bo both write to the same partnership; nobody's act is lost."""
    hers, his = store.load("p-1"), store.load("p-1")
    store.record(hers, acts.WriteNote(by="ana", at=day(9), words=Words("slower")))
    note = acts.WriteNote(by="bo", at=day(9), words=Words("slow down"))
    try:
        store.record(his, note)
    except Conflict as conflict:
        print(f"\nBo was not the only one to write: {conflict}")
    store.record(store.load("p-1"), note)


def hand_over(store: Store) -> None:
    """Cem's work goes from Bo to Eva, by everybody's leave; consents stay behind."""
    p = store.load("p-2")
    p = store.record(p, *decided(p, "tr", matters.Transfer(to="eva")))
    done = acts.CompleteTransfer(by="eva", at=day(20), transfer="tr", successor="p-4")
    p = store.record(p, done)
    q = Partnership.open(
        id="p-4",
        clients=p.clients,
        therapists=[Therapist("eva")],
        by="eva",
        at=day(21),
        predecessor=p,
    )
    q = store.open(q.opening, cause="transfer")
    print(f"\nHanded over: {p}, and {q}")
    print(f"  Eva's caseload: {[str(o.id) for o in store.find(person='eva')]}")


def withdraw(store: Store) -> None:
    """Ana takes consent back, leaves, and wants her words gone. Nobody is asked."""
    p = store.load("p-1")
    p = store.record(
        p,
        acts.WithdrawConsent(by="ana", at=day(30), scope=Scope.TREATMENT),
        acts.Leave(by="ana", at=day(30)),
    )
    done = store.erase(
        Plan(subject="ana", by="ana", at=day(31), because="erasure_request")
    )
    after, report = store.load("p-1"), done.reports[p.id]
    print(f"\nAna is forgotten: {len(done.keys)} key destroyed")
    print(f"  taken out: {[entry.act for entry in report.removed]}")
    print(f"  kept: {[(entry.act, entry.because) for entry in report.kept]}")
    print(f"  facts of consent: {after.consent('ana', Scope.TREATMENT).status.value}")
    print(f"  and the history still adds up: {after}")
    assert after.stage is p.stage is Stage.CLOSED


def audit(store: Store, head: Head) -> None:
    """Somebody looks at every row, and at who did what when."""
    found = store.verify(against=head)
    print(f"\nAn audit: {found.n_acts} acts, faults: {list(found.faults)}")
    assert found.ok
    by = Counter(str(one.actor) for one in store.follow())
    print(f"  acts by person: {dict(sorted(by.items()))}")
    print(f"  p-1 a week in: {store.load_as_of('p-1', day(7)).stage.value}")
    print(f"  and by its end: {store.load('p-1').stage.value}")


def main(folder: Path) -> None:
    """Keep the records of a month, with a restart in the middle."""
    address = f"sqlite:///{folder / 'clinic.db'}"
    master_key = new_master_key()  # a real one is kept where no backup of this is
    with open_store(address, master_key=master_key) as store:
        first_month(store)
        two_at_once(store)
        head = store.head().dumps()  # printed, or sent to somebody who keeps it
    with open_store(address, master_key=master_key) as store:
        print("\nThe next morning, opened again:")
        print(f"  working: {[str(one.id) for one in store.find(stage=Stage.WORKING)]}")
        hand_over(store)
        withdraw(store)
        audit(store, Head.loads(head))


if __name__ == "__main__":
    if sys.argv[1:]:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as made:
            main(Path(made))
