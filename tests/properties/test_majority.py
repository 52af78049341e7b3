"""Authority over a minor has an end, and at majority the person is asked."""

from datetime import timedelta

import attrs
import pytest
from properties.stories_of_authority import PARENTAL, YEAR, codes, parental, working

from collabtherapy import Basis, DutyKind, Scope, TimerKind, acts
from collabtherapy.testing.remedies import cleared
from collabtherapy.testing.ways import SEEN, appointing, falling_under, found


@pytest.mark.parametrize(
    ("row", "basis", "refused"),
    [
        ("adult", PARENTAL, True),
        ("ew.under_16", PARENTAL, True),
        ("de", Basis.GUARDIAN, True),
        ("adult", Basis.GUARDIAN, False),
        ("us.ca.12", Basis.ATTORNEY, False),
    ],
)
def test_authority_over_a_minor_has_an_end(row: str, basis: Basis, *, refused: bool):
    """It is asked by the law: older documents without one are read as they are."""
    p = working(row)
    act = appointing(p, "mum", basis=basis)
    assert codes(p, act) == ["representation.until_missing"] * refused
    assert codes(p, attrs.evolve(act, until=p.at + YEAR)) == []


def test_a_claim_to_a_minor_has_an_end_to_be_confirmed():
    """Also where the row was stated after the claim; no fix of it is a dead end."""
    p = working("adult").record(
        appointing(working("adult"), "mum", by="mum", basis=Basis.GUARDIAN)
    )
    confirm = acts.ConfirmRepresentation(
        by="bo", at=p.at, client="ana", representative="mum", evidence=SEEN
    )
    assert codes(p, confirm) == []
    p = falling_under(p, "ew.under_16")
    assert codes(p, confirm) == ["representation.until_missing"]
    after, again = cleared(p, confirm)
    (held,) = after.record(again).holders("ana", at=p.at)
    assert held.until is not None


def test_on_authority_without_an_end_no_minor_is_spoken_for():
    """One confirmed while the client was held to be an adult is recorded again."""
    p = working("adult").record(
        appointing(working("adult"), "mum", basis=Basis.GUARDIAN),
        appointing(working("adult"), "dad", basis=Basis.ATTORNEY),
    )
    p = found(p, "contact", able=False).record(
        acts.Explain(by="bo", at=p.at, to="ana", scope=Scope.CONTACT, terms="t")
    )
    give = acts.GiveConsent(
        by="mum", on_behalf_of="ana", at=p.at, scope=Scope.CONTACT, terms="t"
    )
    assert codes(p, give) == []
    p = falling_under(p, "ew.under_16")
    assert codes(p, give) == ["representation.until_missing"]
    assert codes(p, attrs.evolve(give, by="dad")) == []
    after, again = cleared(p, give)
    assert after.record(again).consent("ana", Scope.CONTACT).in_force(p.at)


def test_at_majority_the_person_is_asked_themselves():
    """28 days before, it is owed; then what the parent gave is over."""
    p = parental(working(), "mum")
    p = p.record(
        acts.Explain(by="bo", at=p.at, to="ana", scope=Scope.CONTACT, terms="t"),
        acts.GiveConsent(
            by="mum", on_behalf_of="ana", at=p.at, scope=Scope.CONTACT, terms="t",
            expires_at=p.at + YEAR,
        ),
    )  # fmt: skip
    (timer,) = (t for t in p.timers(at=p.at) if t.kind is TimerKind.ASK_CONSENT_ANEW)
    assert (timer.about, timer.due_at) == ("ana/mum", p.at + YEAR - timedelta(28))

    def owed(at_: timedelta) -> bool:
        duties = p.duties(at=p.at + at_, owed_by="bo", owed_to="ana")
        return any(d.kind is DutyKind.ASK_CONSENT_ANEW for d in duties)

    day = timedelta(days=1)
    assert [owed(at_) for at_ in (YEAR - 29 * day, YEAR - 28 * day, YEAR)] == [
        False, True, False,
    ]  # fmt: skip
    assert not p.consent("ana", Scope.CONTACT).in_force(p.at + YEAR)
    own = acts.GiveConsent(by="ana", at=p.at, scope=Scope.CONTACT, terms="t")
    asked = found(p, "contact", able=True).record(own)
    assert not any(
        d.kind is DutyKind.ASK_CONSENT_ANEW
        for d in asked.duties(at=p.at + YEAR - 28 * day)
    )
    ended = p.record(acts.EndRepresentation(by="bo", at=p.at, client="ana"))
    assert TimerKind.ASK_CONSENT_ANEW not in {t.kind for t in ended.timers(at=p.at)}
