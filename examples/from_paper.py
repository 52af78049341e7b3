"""From paper: what a client signed in the waiting room, typed in by the clinic.

Ana, Bo and the clinic are made up. What is shown here: the author of an act and the
hand that wrote it down are told apart; the author confirms or disputes what was typed
in; and there are things that no paper can do.
"""

from datetime import UTC, datetime, timedelta

from collabtherapy import (
    Client,
    Evidence,
    Organisation,
    Partnership,
    Policy,
    Scope,
    Stage,
    Therapist,
    Words,
    acts,
    matters,
)
from collabtherapy.privacy import view

FORM = Evidence("paper-form", reference=Words("folder 3, page 27"), seen_by="clinic")


def day(n: float) -> datetime:
    """Return a moment: the library reads no clock, so every act carries its own."""
    return datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(days=n)


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of why an act is refused, as its actor is told."""
    return [refusal.code for refusal in p.why_not(act)]


def requested(policy: Policy | None = None) -> Partnership:
    """Return what the clinic opens for Ana, who knows of it; Bo explains three things.

    Args:
        policy: the settings; the usual ones, if none are given.
    """
    p = Partnership.open(
        id="paper-1",
        clients=(Client("ana"),),
        therapists=(Therapist("bo"),),
        organisations=(Organisation("clinic"),),
        by="clinic",
        clients_told=Words("by letter"),
        policy=policy,
        at=day(0),
    )
    scopes = (Scope.ASSESSMENT, Scope.RECORDING, Scope.CONTACT)
    return p.record(
        *(
            acts.Explain(by="bo", at=day(0.1), to="ana", scope=scope, terms="t-1")
            for scope in scopes
        )
    )


def signed(
    scope: Scope, n: float, *, at: float, evidence: Evidence | None = FORM
) -> acts.GiveConsent:
    """Return a consent that Ana signed, and that the clinic types in on a later day.

    Args:
        scope: what she consents to.
        n: the day on which she signed.
        at: the day on which it is typed in.
        evidence: what was seen.
    """
    return acts.GiveConsent(
        by="ana",
        entered_by="clinic",
        at=day(at),
        happened_at=day(n),
        scope=scope,
        terms="t-1",
        evidence=evidence,
    )


def owed(p: Partnership) -> list[str]:
    """Return what is owed to Ana."""
    return [duty.kind.value for duty in p.duties(at=p.at, owed_to="ana")]


def typed_in(p: Partnership) -> Partnership:
    """A form is typed in: Ana is the author, and the clinic the hand."""
    bare = signed(Scope.ASSESSMENT, 0.2, at=1, evidence=None)
    print(f"May the clinic enter Ana's consent on its word? {codes(p, bare)}")
    p = p.record(
        signed(Scope.ASSESSMENT, 0.2, at=1), signed(Scope.RECORDING, 0.2, at=1)
    )
    then = {"at": day(0.5)}  # in the evening of the day on which she signed
    so = p.as_of(**then).consent_status("ana", Scope.ASSESSMENT, **then)
    known = p.as_of(**then, known_at=day(0.5))
    print("With the form in hand it may, and the consent counts from the signature:")
    print(f"  that evening, as is known now: {so.value}")
    print("  and as was known then: ", end="")
    print(known.consent_status("ana", Scope.ASSESSMENT, **then).value)
    for entered in p.unconfirmed:
        act = entered.act
        print(f"  {entered.version}. of {act.by}, by the hand of {act.entered_by}")
    print(f"  owed to Ana: {owed(p)}")
    return p


def not_by_paper(p: Partnership) -> Partnership:
    """To begin takes the own hand of both: else one hand and a form would be two."""
    p = p.record(acts.Propose(by="bo", at=day(2), id="begin", matter=matters.Begin()))
    yes = acts.Accept(
        by="ana", entered_by="clinic", at=day(2), proposal="begin", evidence=FORM
    )
    print(f"\nMay a form begin the therapy? {codes(p, yes)}")
    p = p.record(acts.Accept(by="ana", at=day(2.1), proposal="begin"))
    print(f"  Ana does so herself: {p.stage.value}")
    return p


def confirmed_and_disputed(p: Partnership) -> Partnership:
    """Ana reads what stands there in her name: one is hers, and one is not."""
    hers, not_hers = [entered.version for entered in view(p, "ana").unconfirmed]
    p = p.record(
        acts.Confirm(by="ana", at=day(3), acts=(hers,)),
        acts.Dispute(
            by="ana", at=day(3), act=not_hers, words=Words("I left that box empty")
        ),
    )
    recording = p.consent("ana", Scope.RECORDING)
    print(f"\nAna confirms entry {hers} and disputes entry {not_hers}.")
    print(f"  A dispute removes nothing: {recording.status.value}")
    (dispute,) = p.disputes
    p = p.record(
        acts.AnswerDispute(
            by="bo",
            at=day(4),
            dispute=dispute.version,
            accepted=True,
            words=Words("the box is empty, I am sorry"),
        ),
        acts.EnteredInError(by="clinic", at=day(4), act=not_hers, because="not-signed"),
    )
    recording = p.consent("ana", Scope.RECORDING)
    print(
        f"  Bo looks at the form, and the clinic takes it out: {recording.status.value}"
    )
    (dispute,) = p.disputes
    assert not dispute.is_open
    assert dispute.answer is not None  # both stay beside the entry
    assert p.unconfirmed == ()
    return p


def a_no_stands(p: Partnership) -> Partnership:
    """A no needs nothing but a word, and no form undoes it."""
    p = p.record(
        acts.GiveConsent(by="ana", at=day(5), scope=Scope.CONTACT, terms="t-1"),
        acts.WithdrawConsent(
            by="ana", entered_by="clinic", at=day(9), scope=Scope.CONTACT
        ),
    )
    older = signed(Scope.CONTACT, 8, at=10)
    print("\nAna says over the telephone that the clinic is not to write to her.")
    print(f"  May a form undo that? {codes(p, older)}")
    own = acts.GiveConsent(by="ana", at=day(10), scope=Scope.CONTACT, terms="t-1")
    print(f"  May she herself? {p.allows(own)}")
    return p


def where_all_sign_on_paper() -> None:
    """A service whose clients have no account says so in its settings."""
    p = requested(Policy(paper_assent=True))
    p = p.record(
        signed(Scope.ASSESSMENT, 0.2, at=1),
        acts.Propose(by="bo", at=day(2), id="begin", matter=matters.Begin()),
        acts.Accept(
            by="ana", entered_by="clinic", at=day(2), proposal="begin", evidence=FORM
        ),
    )
    assert p.stage is Stage.EXPLORING
    typed = [entry for entry in p.entries if entry.act.entered_by is not None]
    kinds = [type(entry.act).__name__ for entry in typed]
    print(f"\nWhere the settings take paper: {p.stage.value}")
    print(f"  by the hand of the clinic: {', '.join(kinds)}")
    print(f"  owed to Ana: {owed(p)}")


def main() -> None:
    """Tell the story from beginning to end."""
    p = confirmed_and_disputed(not_by_paper(typed_in(requested())))
    a_no_stands(p)
    where_all_sign_on_paper()


if __name__ == "__main__":
    main()
