"""Stories of acts that one person writes down for another."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import attrs

from collabtherapy import Evidence, Partnership, Policy, Scope, Stage, acts
from collabtherapy.testing.situations.places import requested
from collabtherapy.testing.ways import led_to

PAPER = Evidence("paper-form", seen_by="bo")
CONTACT = Scope.CONTACT
DAY = timedelta(days=1)


def served() -> Partnership:
    """Return a partnership of a service that works: a client and a therapist."""
    return led_to(requested(), Stage.WORKING)


def with_policy(p: Partnership, **changes: Any) -> Partnership:
    """Return a partnership as it would be with other settings from the opening on."""
    policy: Policy = attrs.evolve(p.opening.policy, **changes)
    opening = attrs.evolve(p.opening, policy=policy)
    return Partnership.replay([opening, *p.history[1:]])


def entered(act: acts.Act, by: str = "bo", *, paper: bool = True) -> acts.Act:
    """Return an act as another person enters it for its author."""
    return attrs.evolve(act, entered_by=by, evidence=PAPER if paper else None)


def believed(p: Partnership, act: acts.Act) -> Partnership:
    """Return a partnership with one more act, of which the law is not asked."""
    return Partnership.replay([*p.history, act])


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of the reasons against an act."""
    return [refusal.code for refusal in p.refusals(act)]


def of_entries(found: Iterable[str]) -> set[str]:
    """Return those codes that hang on whose hand wrote an act down."""
    return {code for code in found if code.startswith("entry.")}


def explained(p: Partnership, scope: Scope = CONTACT) -> Partnership:
    """Return it once the first therapist has explained a scope to every client."""
    by = p.therapists[0].id
    return p.record(
        *(
            acts.Explain(by=by, at=p.at, to=client, scope=scope, terms="t")
            for client in p.clients
        )
    )


def consent(p: Partnership, by: str = "ana", **fields: Any) -> acts.Act:
    """Return a client's consent to be contacted."""
    return acts.GiveConsent(by=by, at=p.at, scope=CONTACT, terms="t", **fields)
