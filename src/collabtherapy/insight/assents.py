"""The audit of decisions: by whose hand each person assented to what was settled.

A settled matter rests on an act of everyone whose assent it needed. Here it is told of
each whether that was by the person's own hand, by a holder who spoke for them, or was
written down by another, on which document, and whether it was confirmed since.
"""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

import attrs

from collabtherapy.insight.windows import ALWAYS, Window
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.regions.decisions import Accept, Amend, Decline, Propose
from collabtherapy.partnership.replay import Transition, transitions
from collabtherapy.partnership.values.act import Matter
from collabtherapy.partnership.values.entries import EntryStatus
from collabtherapy.partnership.values.evidence import Evidence
from collabtherapy.partnership.values.ids import HasId, PersonId, ProposalId
from collabtherapy.partnership.values.proposals import Proposal
from collabtherapy.privacy.views import numbers_shown, without_restricted


class Hand(StrEnum):
    """By whose hand somebody assented."""

    OWN = "own"
    PROXY = "proxy"
    """By a holder of authority, who acted for them."""
    ENTERED = "entered"
    """Written down by another than whose act it is."""


@attrs.frozen(kw_only=True)
class Assent:
    """One person's assent to a settled matter.

    Args:
        person: whose assent it is.
        hand: by whose hand.
        by: who assented: the person, or a holder who acted for them.
        entered_by: who wrote it down, if that was another.
        evidence: the document that was seen for it, if one was.
        status: what its author has said of it since, where another wrote it down.
        version: the number of its entry in the record.
    """

    person: PersonId
    hand: Hand
    by: PersonId
    entered_by: PersonId | None
    evidence: Evidence | None
    status: EntryStatus | None
    version: int


@attrs.frozen(kw_only=True)
class Assented:
    """A matter that was settled, and the assents that it rests on.

    Args:
        at: when it was settled.
        proposal: the proposal.
        number: the number of the version that was settled, from 1.
        matter: what was decided.
        assents: the assents to it, by the people's ids.
    """

    at: datetime
    proposal: ProposalId
    number: int
    matter: Matter
    assents: tuple[Assent, ...]


def assents(
    p: Partnership,
    *,
    viewer: "PersonId | HasId | str | None" = None,
    window: Window = ALWAYS,
) -> tuple[Assented, ...]:
    """Return what was settled in a window, with how each person assented to it.

    Args:
        p: the partnership.
        viewer: whose view is asked: what rests on an act that they may not see is left
            out; everything counts where nobody is named.
        window: when; always, unless given.

    Raises:
        NotForThem: If the partnership is not the viewer's to see.

    >>> from collabtherapy import Stage
    >>> from collabtherapy.testing.ways import led_to, two
    >>> [
    ...     (str(one.proposal), [each.hand.value for each in one.assents])
    ...     for one in assents(led_to(two(), Stage.EXPLORING))
    ... ]
    [('begin', ['own', 'own'])]
    """
    shown: frozenset[int] | None = None
    if viewer is not None:
        p = without_restricted(p)
        shown = frozenset(numbers_shown(p, viewer))
    return tuple(
        found
        for found in _settled(p)
        if window.holds(found.at)
        and (shown is None or shown.issuperset(one.version for one in found.assents))
    )


def _settled(p: Partnership) -> Iterator[Assented]:
    standing: dict[ProposalId, dict[PersonId, Transition]] = {}
    for one in transitions(p):
        act = one.act
        if not isinstance(act, Propose | Amend | Accept | Decline):
            continue
        name = act.id if isinstance(act, Propose) else act.proposal
        theirs = standing.setdefault(name, {})
        if isinstance(act, Decline):
            theirs.pop(act.for_whom, None)
            continue
        if isinstance(act, Amend):
            theirs.clear()
        theirs[act.for_whom] = one
        proposal = one.after.decisions.proposals[name]
        if proposal.is_settled:
            yield _assented(p, one, proposal, theirs)


def _assented(
    p: Partnership,
    last: Transition,
    proposal: Proposal,
    standing: dict[PersonId, Transition],
) -> Assented:
    return Assented(
        at=last.effective_at,
        proposal=proposal.id,
        number=proposal.last.number,
        matter=proposal.last.matter,
        assents=tuple(_assent(p, who, standing[who]) for who in sorted(standing)),
    )


def _assent(p: Partnership, person: PersonId, one: Transition) -> Assent:
    act = one.act
    entered = p.state.entries.entered.find(one.version)
    hand = Hand.OWN if act.by == person else Hand.PROXY
    return Assent(
        person=person,
        hand=hand if act.entered_by is None else Hand.ENTERED,
        by=act.by,
        entered_by=act.entered_by,
        evidence=act.evidence,
        status=None if entered is None else entered.status,
        version=one.version,
    )
