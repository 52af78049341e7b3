"""What somebody sees because it is theirs to decide for another: no more than that.

Who holds authority for a client is answered from what they see. So they see, however
little else, that they hold it, who decides about what, and what they may decide on.
"""

import attrs

from collabtherapy.partnership.law.deciders import (
    OF_MATTERS,
    TREATMENT,
    decides_for,
    deciding_holders,
)
from collabtherapy.partnership.law.rights import whose
from collabtherapy.partnership.law.sight.access import Extent, Viewer
from collabtherapy.partnership.law.two_sides import speaks_for
from collabtherapy.partnership.regions.advance import Advance, AdvanceStatements
from collabtherapy.partnership.regions.alliance import Alliance, Bond, Rupture
from collabtherapy.partnership.regions.competence import FindCompetence
from collabtherapy.partnership.regions.safety import Concern, HandOverSafety, Safety
from collabtherapy.partnership.values.authority import Power
from collabtherapy.partnership.values.consents import (
    Consent,
)
from collabtherapy.partnership.values.filtered import Filtered
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.proposals import Proposal
from collabtherapy.partnership.values.scopes import Scope


def is_asked_to_look_after(viewer: Viewer, client: PersonId) -> bool:
    """Return whether the care for a client in danger was offered to a person."""
    return _offer_to(viewer, viewer.now.safety.of(client)) is not None


def _offer_to(viewer: Viewer, concern: Concern) -> HandOverSafety | None:
    offered = concern.offered
    if offered is None or offered.recipient != viewer.person:
        return None
    return offered


def safety_offered(safety: Safety, viewer: Viewer) -> Safety:
    """Return of what a person was asked to look after as much as their yes hangs on.

    Not what was said of it, and by whom: that is told by whoever asks them.
    """

    def seen(client: PersonId, concern: Concern) -> Concern | None:
        if viewer.extent is Extent.WHOLE and viewer.sees_client(client):
            return concern
        offer = _offer_to(viewer, concern)
        if offer is None:
            return None
        unsaid = attrs.evolve(offer, words=None, reference=None, evidence=None)
        return Concern(status=concern.status, offered=unsaid)

    return Safety(by_client=Filtered(safety.by_client, seen))


def ruptures_taken(alliance: Alliance, viewer: Viewer) -> Alliance:
    """Return of a rupture that was taken to a person what its client lets them see."""

    def seen(of: tuple[PersonId, PersonId], bond: Bond) -> Bond | None:
        if viewer.extent is Extent.WHOLE and viewer.sees_client(of[0]):
            return bond
        rupture = bond.open
        if rupture is None or not rupture.is_taken_to(viewer.person):
            return None
        taken = tuple(act for act in rupture.taken_to if act.recipient == viewer.person)
        heard = tuple(act for act in rupture.heard if act.by == viewer.person)
        told = Rupture(markers=(), raised_at=taken[0].at, taken_to=taken, heard=heard)
        return Bond(ruptures=(told,))

    return Alliance(bonds=Filtered(alliance.bonds, seen))


def statements_seen(advance: AdvanceStatements, viewer: Viewer) -> AdvanceStatements:
    """Return what clients wrote in advance: their own, or of whom somebody decides."""

    def seen(client: PersonId, one: Advance) -> Advance | None:
        if viewer.extent is Extent.WHOLE and viewer.sees_client(client):
            return one
        theirs = decides_for(viewer.now, viewer.person, client, viewer.at)
        return one if theirs else None

    return AdvanceStatements(by_client=Filtered(advance.by_client, seen))


def holds_for(viewer: Viewer, client: PersonId) -> bool:
    """Return whether somebody holds authority for a client that has effect."""
    return speaks_for(viewer.now, viewer.person, client, viewer.at)


def without_grounds(found: tuple[FindCompetence, ...]) -> tuple[FindCompetence, ...]:
    """Return findings as they say who decides, and not why."""
    return tuple(attrs.evolve(one, words=None, evidence=None) for one in found)


def is_theirs_to_give(
    viewer: Viewer, of: tuple[PersonId, Scope], said: Consent
) -> bool:
    """Return whether somebody gave a consent for another, or may."""
    client, scope = of
    if not holds_for(viewer, client):
        return False
    gave = viewer.person in said.given_by(viewer.at)
    return gave or _decides(viewer, client, scope.name, Power.CONSENT)


def is_theirs_to_accept(viewer: Viewer, proposal: Proposal) -> bool:
    """Return whether somebody may accept an open proposal for a client of theirs."""
    matter = proposal.last.matter
    decision, owners = OF_MATTERS.get(type(matter), TREATMENT), whose(matter)
    return proposal.is_open and any(
        (not owners or client in owners)
        and _decides(viewer, client, decision, Power.DECIDE)
        for client in viewer.clients
    )


def _decides(viewer: Viewer, client: PersonId, decision: str, power: Power) -> bool:
    may = deciding_holders(viewer.now, client, decision, viewer.at, power)
    return any(held.holder == viewer.person for held in may)
