"""Reasons met where a person acts for another: who may, and what about."""

from datetime import timedelta
from typing import Any

from collabtherapy import Basis, Partnership, Policy, Scope, Stage, Words, acts, matters
from collabtherapy.partnership.values.act import Kept
from collabtherapy.testing.situations.places import SAID, Situation, at_, working
from collabtherapy.testing.ways import (
    SEEN,
    START,
    appointing,
    couple,
    falling_under,
    found,
    led_to,
)

OF_FORMAT_1 = Kept(version=1, json=Words("{}"))
"""What marks an act as read from a document of the first format."""

DAY_1 = START + timedelta(days=1)


def represented(row: str = "ew.under_16") -> Partnership:
    """Return a partnership with a child, for whom a parent decides for a month."""
    p = falling_under(working(), row)
    appoint = appointing(
        p,
        "parent",
        basis=Basis.PARENTAL_RESPONSIBILITY,
        until=p.at + timedelta(days=30),
    )
    explain = acts.Explain(by="bo", to="ana", scope=Scope.CONTACT, terms="t", **at_(p))
    return p.record(appoint, explain)


def consent(p: Partnership, by: str = "parent", **changes: Any) -> acts.Act:
    """Have somebody consent to contact for the client."""
    return acts.GiveConsent(
        by=by, on_behalf_of="ana", scope=Scope.CONTACT, terms="t", **changes, **at_(p)
    )


OF_AUTHORITY: dict[str, Situation] = {
    "representation.none": (
        lambda: represented().record(
            acts.EndRepresentation(by="bo", client="ana", at=DAY_1)
        ),
        consent,
    ),
    "consent.contact.older_rule": (
        represented,
        lambda p: acts.GiveConsent(
            by="ana", scope=Scope.CONTACT, terms="t", kept=OF_FORMAT_1, **at_(p)
        ),
    ),
    "representation.held": (represented, lambda p: appointing(p, "parent")),
    "representation.not_held": (
        represented,
        lambda p: acts.EndRepresentation(
            by="bo", client="ana", representative="other", **at_(p)
        ),
    ),
    "representation.no_claim": (
        lambda: represented().record(
            appointing(working(), "aunt", by="aunt", evidence=None)
        ),
        lambda p: acts.ConfirmRepresentation(
            by="bo", client="ana", representative="parent", evidence=SEEN, **at_(p)
        ),
    ),
    "representation.evidence_missing": (
        working,
        lambda p: appointing(p, "parent", evidence=None),
    ),
    "representation.until_missing": (
        working,
        lambda p: appointing(p, "parent", basis=Basis.PARENTAL_RESPONSIBILITY),
    ),
    "representation.rests_on_law": (
        lambda: working().record(
            appointing(
                working(),
                "parent",
                basis=Basis.PARENTAL_RESPONSIBILITY,
                until=working().at + timedelta(days=365),
            )
        ),
        lambda p: acts.EndRepresentation(by="ana", client="ana", **at_(p)),
    ),
    "representation.own_wish": (
        working,
        lambda p: appointing(p, "parent", basis=Basis.OWN_WISH),
    ),
    "representation.legal_basis": (
        working,
        lambda p: appointing(p, "parent", by="ana"),
    ),
    "representation.not_covered": (
        lambda: found(working(), "contact", able=False).record(
            appointing(working(), "parent", decisions={"treatment"})
        ),
        lambda p: consent(p, expires_at=p.at + timedelta(days=9)),
    ),
    "representation.person_decides": (
        lambda: represented("ew.16_17"),
        lambda p: consent(p, expires_at=p.at + timedelta(days=9)),
    ),
    "representation.holders_decide": (
        lambda: falling_under(working(), "ew.under_16").record(
            appointing(working(), "parent", by="ana", basis=Basis.OWN_WISH),
            acts.Explain(by="bo", to="ana", scope=Scope.CONTACT, terms="t", at=DAY_1),
        ),
        consent,
    ),
    "representation.own_consent": (
        represented,
        lambda p: acts.WithdrawConsent(
            by="parent", on_behalf_of="ana", scope=Scope.TREATMENT, **at_(p)
        ),
    ),
    "representation.own_matter": (
        lambda: found(led_to(couple(), Stage.WORKING), "treatment", able=False).record(
            appointing(led_to(couple(), Stage.WORKING), "cem"),
            acts.Propose(
                by="bo",
                id="x",
                matter=matters.Goal(words=SAID, owners={"ana"}),
                at=DAY_1,
            ),
        ),
        lambda p: acts.Accept(by="cem", on_behalf_of="ana", proposal="x", **at_(p)),
    ),
    "representation.own_say": (
        lambda: falling_under(represented(), "ew.under_16").record(
            acts.Propose(
                by="bo",
                id="x",
                matter=matters.PolicyChange(
                    policy=Policy(dissent_of_minor_stops=False)
                ),
                at=DAY_1,
            )
        ),
        lambda p: acts.Accept(by="parent", on_behalf_of="ana", proposal="x", **at_(p)),
    ),
    "decision.unknown": (
        working,
        lambda p: acts.FindCompetence(
            by="bo", client="ana", decision="treatmnt", competent=False, **at_(p)
        ),
    ),
    "decider.unknown_row": (
        working,
        lambda p: acts.StateDecider(
            by="bo", client="ana", row="elsewhere", because="age", **at_(p)
        ),
    ),
    "representation.own_word": (
        lambda: represented().record(
            acts.DeclineConsent(by="ana", scope=Scope.CONTACT, at=DAY_1)
        ),
        lambda p: consent(p, expires_at=p.at + timedelta(days=9)),
    ),
    "representation.outlasts": (represented, consent),
    "representation.two_sides": (
        working,
        lambda p: appointing(p, "bo", by="ana", basis=Basis.OWN_WISH),
    ),
    "representation.another_client": (
        couple,
        lambda p: appointing(p, "cem", by="ana", basis=Basis.OWN_WISH),
    ),
}
