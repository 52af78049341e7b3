"""A minor who becomes competent: two parents consent first, and then she decides.

Ana, her parents and Bo are made up. What is shown here: who may act for a child, what a
finding of competence changes and what it leaves as it was, and how much parents see.
The row of who decides is a default of process and no legal advice.
"""

from datetime import UTC, datetime, timedelta

from collabtherapy import (
    Basis,
    Client,
    Evidence,
    Organisation,
    Partnership,
    Scope,
    Therapist,
    Words,
    acts,
    matters,
)
from collabtherapy.privacy import view

SEEN = Evidence(kind="birth-certificate", seen_by="bo")


def day(n: float) -> datetime:
    """Return a moment: the library reads no clock, so every act carries its own."""
    return datetime(2026, 1, 5, 9, tzinfo=UTC) + timedelta(days=n)


OF_AGE = day(1500)


def tell(title: str, p: Partnership) -> None:
    """Print where the partnership stands, and whose word counts for the treatment."""
    decides = p.decider("ana", "treatment", at=p.at)
    print(f"\n{title}\n  {p}; about treatment decides: {decides.value}")


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of why an act is refused, as its actor is told."""
    return [refusal.code for refusal in p.why_not(act)]


def parents_come() -> Partnership:
    """The service states the row; both parents are recorded, with what was seen."""
    p = Partnership.open(
        id="y-1",
        clients=(Client("ana"),),
        therapists=(Therapist("bo"),),
        organisations=(Organisation("clinic"),),
        by="clinic",
        clients_told=Words("by letter"),
        deciders={"ana": "ew.under_16"},
        at=day(0),
    )
    claim = acts.AppointRepresentative(
        by="dad",
        at=day(0),
        client="ana",
        representative="dad",
        basis=Basis.PARENTAL_RESPONSIBILITY,
        until=OF_AGE,
    )
    p = p.record(
        acts.AppointRepresentative(
            by="bo",
            at=day(0),
            client="ana",
            representative="mum",
            basis=Basis.PARENTAL_RESPONSIBILITY,
            until=OF_AGE,
            evidence=SEEN,
        ),
        claim,
    )
    held = {str(one.holder): one.is_confirmed for one in p.holders("ana", at=p.at)}
    print(f"  confirmed: {held}")
    confirm = acts.ConfirmRepresentation(
        by="bo", at=day(1), client="ana", representative="dad", evidence=SEEN
    )
    p = p.record(confirm)
    told = p.duties(at=p.at, owed_to="ana")
    print(f"  owed to Ana: {[duty.kind.value for duty in told]}")
    tell("Two parents hold responsibility, side by side.", p)
    return p


def begin(p: Partnership) -> Partnership:
    """Ana is asked as well: her yes is an assent, and opens no gate by itself."""
    scope = Scope.ASSESSMENT
    explain = acts.Explain(by="bo", at=day(1), to="ana", scope=scope, terms="t-1")
    own = acts.GiveConsent(by="ana", at=day(1), scope=scope, terms="t-1")
    p = p.record(explain, own)
    print(f"  Ana has said yes; in force: {p.consent('ana', scope).in_force(p.at)}")
    for_her = acts.GiveConsent(
        by="mum",
        at=day(1),
        on_behalf_of="ana",
        scope=scope,
        terms="t-1",
        expires_at=OF_AGE,
    )
    p = p.record(for_her)
    print(f"  and her mother; in force: {p.consent('ana', scope).in_force(p.at)}")
    p = p.record(
        acts.Propose(by="bo", at=day(1), id="begin", matter=matters.Begin()),
        acts.Accept(by="mum", at=day(1), on_behalf_of="ana", proposal="begin"),
        acts.Orient(by="bo", at=day(1), to="ana"),
    )
    tell("They begin.", p)
    return p


def she_decides(p: Partnership) -> Partnership:
    """Competence is found for one decision; from then on her own word counts."""
    p = p.record(
        acts.FindCompetence(
            by="bo",
            at=day(20),
            client="ana",
            decision="treatment",
            competent=True,
            review_at=day(200),
        ),
        acts.Explain(
            by="bo",
            at=day(20),
            to="ana",
            scope=Scope.TREATMENT,
            terms="t-2",
            limits=True,
        ),
    )
    by_dad = acts.GiveConsent(
        by="dad",
        at=day(20),
        on_behalf_of="ana",
        scope=Scope.TREATMENT,
        terms="t-2",
        expires_at=OF_AGE,
    )
    print(f"  May her father consent for her? {codes(p, by_dad)}")
    own = acts.GiveConsent(by="ana", at=day(20), scope=Scope.TREATMENT, terms="t-2")
    p = p.record(own)
    tell("She was found able to decide about the treatment, and consents.", p)
    take_back = acts.WithdrawConsent(
        by="mum", at=day(21), on_behalf_of="ana", scope=Scope.TREATMENT
    )
    print(f"  May her mother take that back? {codes(p, take_back)}")
    return p


def what_each_sees(p: Partnership) -> None:
    """Her mother sees an outline: that there is help, when, and what is hers to do."""
    for person in ("ana", "mum"):
        seen = view(p, person)
        print(f"  {person} sees {len(seen.history)} of {p.version} acts")
    print(f"  and still where it stands: {view(p, 'mum').stage.value}")


def main() -> None:
    """Run the story from beginning to end."""
    p = she_decides(begin(parents_come()))
    what_each_sees(p)
    anew = [timer for timer in p.timers(at=p.at) if timer.kind == "ask_consent_anew"]
    about = {timer.about for timer in anew}  # four weeks before she comes of age
    assert about == {"ana/mum", "ana/dad"}


if __name__ == "__main__":
    main()
