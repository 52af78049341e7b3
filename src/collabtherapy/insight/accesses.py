"""The audit: who saw or was told what of a client, and on which consent or ground.

Whatever somebody outside saw or was told stands on a consent that was in force, or on a
limit of confidentiality that the client had been told. Which consent it takes is the
law's to say (`law.GATES`); here is which it was. Where it is known by now that there
was neither, as after a withdrawal that was entered late, none is named: see
`Partnership.conflicts`.
"""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import cast

import attrs

from collabtherapy.insight.windows import ALWAYS, Window
from collabtherapy.partnership.fold import settling
from collabtherapy.partnership.law.gate_keeping import asked_for, started_anew
from collabtherapy.partnership.law.gates import GATES, Gate
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.regions.codings import Code
from collabtherapy.partnership.regions.consent import Explain, GiveConsent
from collabtherapy.partnership.regions.decisions import Accept, Amend, Propose
from collabtherapy.partnership.regions.disclosure import Disclose
from collabtherapy.partnership.regions.members import Involve
from collabtherapy.partnership.regions.safety import HandOverSafety
from collabtherapy.partnership.regions.transfer import CompleteTransfer
from collabtherapy.partnership.replay import transitions
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.ids import HasId, PersonId
from collabtherapy.partnership.values.meetings import Arrive, StartSession
from collabtherapy.partnership.values.scopes import Scope
from collabtherapy.privacy.authors import without_surplus
from collabtherapy.privacy.views import view, without_restricted


class Access(StrEnum):
    """How something came to be known by somebody."""

    TOLD = "told"
    CODED = "coded"
    BROUGHT_IN = "brought_in"
    CAME_ALONG = "came_along"
    HANDED_ON = "handed_on"
    SAFETY_HANDED_OVER = "safety_handed_over"
    SESSION = "session"


@attrs.frozen(kw_only=True)
class Accessed:
    """One time that something of a client came to be known.

    Args:
        at: when it did.
        client: whom it is about.
        access: how it came to be known.
        who: by whom; None of whoever observes or listens to a session, which the
            record does not name.
        what: what of it, as short names.
        consent: the scope that was consented to, where it stands on that.
        ground: the ground that it was on, where it is not by consent. Where there is
            neither, it stands on nothing, as is known now: see `rulings`.
        told: whether the client was told; None where that is not in question.
        cites: the consent or the telling of the limits that it stands on, if it is
            recorded, and the act itself.
    """

    at: datetime
    client: PersonId
    access: Access
    who: PersonId | None
    what: frozenset[str]
    consent: Scope | None = None
    ground: str | None = None
    told: bool | None = None
    cites: tuple[Act, ...]


@attrs.frozen(kw_only=True)
class Passed:
    """A gate of the law, the act that passed it, and where that found things.

    Args:
        before: the state before the act.
        gate: the gate.
        act: the act that passed it, or would have where somebody arrives.
        matter: the matter that it settled, if it did.
        cited: the act that is recorded, as it was handed in.
    """

    before: State
    gate: Gate
    act: Act
    matter: Matter | None
    cited: Act

    def asked(self) -> Iterator[tuple[PersonId, tuple[Scope, ...]]]:
        """Yield each client who was asked, and the scopes of which any one would do."""
        groups = asked_for(self.gate, self.act, self.matter)
        for client in self.gate.of(self.before, self.act, self.matter):
            for scopes in groups:
                yield client, scopes


def audit(
    p: Partnership,
    *,
    client: "PersonId | HasId | str | None" = None,
    viewer: "PersonId | HasId | str | None" = None,
    window: Window = ALWAYS,
) -> tuple[Accessed, ...]:
    """Return who saw or was told what, on which consent or ground, in a window.

    Of everybody outside who codes a session, the first time counts: they have seen it.
    What was entered in error is left out; who was told before it was known that they
    might not be was told, and is listed.

    Args:
        p: the partnership.
        client: of whom; of everybody, unless given.
        viewer: whose view is asked: what rests on an act that they may not see is left
            out; everything counts where nobody is named.
        window: when; always, unless given.

    Raises:
        NotForThem: the partnership is not the viewer's to see.
    """
    whom = None if client is None else PersonId(client)
    shown: frozenset[Act] | None = None
    if viewer is not None:
        p = without_restricted(p)
        shown = frozenset(map(without_surplus, view(p, viewer).history))
    return tuple(
        found
        for found in _accesses(p)
        if window.holds(found.at)
        and whom in (None, found.client)
        and (shown is None or shown.issuperset(map(without_surplus, found.cites)))
    )


def _accesses(p: Partnership) -> Iterator[Accessed]:
    given: dict[tuple[PersonId, Scope], Act] = {}
    limits: dict[PersonId, Act] = {}
    coded: set[tuple[PersonId, str, PersonId]] = set()
    _, *later = transitions(p)
    for one in later:
        act, cited = one.act, one.handed_in
        if isinstance(act, GiveConsent):
            given[act.for_whom, act.scope] = cited
        elif isinstance(act, Explain) and act.limits:
            limits[act.to] = cited
        elif isinstance(act, Disclose) and act.ground is not None:
            yield _on_ground(act, cited, limits.get(act.client))
        elif isinstance(act, HandOverSafety):
            yield _handed_over(act, cited, limits.get(act.client))
        for passed in _passed(cast("State", one.before), act, cited):
            for client, scopes in passed.asked():
                found = _on_consent(passed, client, scopes, given)
                if isinstance(act, Code):
                    seen = (act.by, min(found.what), client)
                    if seen in coded:
                        continue
                    coded.add(seen)
                yield found


def _passed(before: State, act: Act, cited: Act) -> Iterator[Passed]:
    """Yield the gates that this act passed and by which somebody came to know."""
    matter: Matter | None = None
    if isinstance(act, Arrive):  # which passes the gates of a start for who arrives
        session, there = before.sessions.by_id[act.session], frozenset((act.person,))
        act = started_anew(session, act.by, act.at, there)
    if isinstance(act, Propose | Amend | Accept):
        settled = settling(before, act)
        matter = None if settled is None else settled.matter
    for gate in GATES:
        if gate.on not in _TELLS or (gate.on is StartSession and not _in_a_way(gate)):
            continue
        if gate.on in (type(act), type(matter)) and gate.when(before, act, matter):
            yield Passed(before=before, gate=gate, act=act, matter=matter, cited=cited)


_TELLS = (Code, CompleteTransfer, Disclose, Involve, StartSession)
_WAYS = (Scope.RECORDING, Scope.OBSERVATION, Scope.AI_PROCESSING, Scope("involve"))


def _in_a_way(gate: Gate) -> bool:
    return not frozenset(_WAYS).isdisjoint(gate.scopes)


def _on_ground(act: Disclose, cited: Act, limits: Act | None) -> Accessed:
    return Accessed(
        at=act.at,
        client=act.client,
        access=Access.TOLD,
        who=act.recipient,
        what=act.items,
        ground=act.ground,
        told=act.client_told,
        cites=(cited,) if limits is None else (limits, cited),
    )


def _handed_over(act: HandOverSafety, cited: Act, limits: Act | None) -> Accessed:
    return Accessed(
        at=act.at,
        client=act.client,
        access=Access.SAFETY_HANDED_OVER,
        who=act.recipient,
        what=frozenset(("safety",)),
        ground=act.ground,
        cites=(cited,) if limits is None else (limits, cited),
    )


def _on_consent(
    passed: Passed,
    client: PersonId,
    scopes: tuple[Scope, ...],
    given: dict[tuple[PersonId, Scope], Act],
) -> Accessed:
    before, act, matter = passed.before, passed.act, passed.matter
    in_force = (
        scope
        for (who, scope), said in before.consent.by_scope.items()
        if who == client and said.in_force(act.at) and _covers(scopes, scope)
    )
    scope = next(in_force, None)
    consent = None if scope is None else given.get((client, scope))
    access, who, what = _of(before, act, matter, scopes[0])
    return Accessed(
        at=act.at,
        client=client,
        access=access,
        who=who,
        what=what,
        consent=scope,
        told=act.client_told if isinstance(act, Disclose) else None,
        cites=(passed.cited,) if consent is None else (consent, passed.cited),
    )


def _covers(scopes: tuple[Scope, ...], scope: Scope) -> bool:
    """Whether a scope is one of these; a bare name covers every ``of`` it."""
    return scope in scopes or Scope(scope.name) in scopes


def _of(
    before: State, act: Act, matter: Matter | None, scope: Scope
) -> tuple[Access, PersonId | None, frozenset[str]]:
    if isinstance(act, Disclose):
        return Access.TOLD, act.recipient, act.items
    if isinstance(act, Code):
        session = str(act.session)
        if act.contribution is not None:
            said = before.contributions.by_id[act.contribution]
            session = str(said.act.session)
        return Access.CODED, act.by, frozenset((session,))
    if isinstance(act, CompleteTransfer):
        items = before.transfer.agreed[act.transfer].matter.items
        return Access.HANDED_ON, act.by, frozenset(items)
    if isinstance(matter, Involve):
        return Access.BROUGHT_IN, matter.person.id, frozenset(("the_work",))
    session = str(act.id) if isinstance(act, StartSession) else ""
    if scope.name == "involve":
        return Access.CAME_ALONG, PersonId(str(scope.of)), frozenset((session,))
    return Access.SESSION, None, frozenset((session, scope.name))
