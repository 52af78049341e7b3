"""Authority as small models, each explored to its end: who may act for a child."""

from collections.abc import Hashable, Iterable, Iterator
from datetime import timedelta
from itertools import product

import attrs

from collabtherapy import (
    Basis,
    Client,
    Form,
    Partnership,
    PersonId,
    Policy,
    Role,
    Scope,
    Therapist,
    Words,
    acts,
    matters,
)
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.words import SOME_WORDS
from collabtherapy.testing.exploring import Explored, explore
from collabtherapy.testing.ways import (
    ANA,
    BO,
    CEM,
    CLINIC,
    SEEN,
    START,
    appointing,
    falling_under,
)

SCOPES = (Scope.ASSESSMENT, Scope.TREATMENT)
PARENT, OTHER = PersonId("parent"), PersonId("other")
CHILD = PersonId("ana")
MAJORITY = START + timedelta(days=1_000)

QUICK = Policy(orientation_first=False)
WAY_IN: tuple[matters.Matter, ...] = (
    matters.Begin(),
    matters.Agreement(words=SOME_WORDS, goals_deferred=True),
)


def asked_for(
    form: Form = Form.INDIVIDUAL,
    clients: tuple[Client, ...] = (ANA,),
    therapists: tuple[Therapist, ...] = (BO,),
) -> Partnership:
    """Return a partnership of a child, which the service asked for."""
    return Partnership.open(
        id="p-1",
        clients=clients,
        therapists=therapists,
        organisations=(CLINIC,),
        by="clinic",
        clients_told=Words("by letter"),
        at=START,
        policy=QUICK,
        form=form,
        deciders={"ana": "ew.under_16"},
    )


def _deciding(state: State, by: PersonId) -> Iterator[acts.Act]:
    """Yield what one person might put or accept, for themselves or for another."""
    at = state.at
    waiting = {type(p.last.matter) for p in state.decisions.proposals.values()}
    for matter in WAY_IN:
        if type(matter) not in waiting:
            name = type(matter).__name__.lower()
            yield acts.Propose(by=by, at=at, id=name, matter=matter)
    for name, proposal in state.decisions.proposals.items():
        if proposal.is_open:
            for client in (None, *_others(state, by)):
                yield acts.Accept(by=by, at=at, proposal=name, on_behalf_of=client)


def _others(state: State, by: PersonId) -> Iterator[PersonId]:
    return (client for client in state.members.ids(Role.CLIENT) if client != by)


def _consenting(
    state: State, by: PersonId, scopes: Iterable[Scope] = SCOPES
) -> Iterator[acts.Act]:
    at = state.at
    for scope, client in product(scopes, (None, *_others(state, by))):
        terms = state.consent.of(client or by, scope).terms
        ends = None if client is None else MAJORITY
        if terms is not None:
            yield acts.GiveConsent(
                by=by, at=at, scope=scope, terms=terms, on_behalf_of=client,
                expires_at=ends,
            )  # fmt: skip
        yield acts.WithdrawConsent(by=by, at=at, scope=scope, on_behalf_of=client)


def _explaining(
    state: State, by: PersonId, scopes: Iterable[Scope] = SCOPES
) -> Iterator[acts.Act]:
    for scope, client in product(scopes, state.members.ids(Role.CLIENT)):
        yield acts.Explain(
            by=by, at=state.at, to=client, scope=scope, terms="t", limits=True
        )


def _appointing(
    state: State, by: PersonId, holders: Iterable[PersonId]
) -> Iterator[acts.Act]:
    """Yield what one person might say of who acts for the child."""
    at = state.at
    for holder in holders:
        if holder == CHILD:
            continue
        for basis in (Basis.PARENTAL_RESPONSIBILITY, Basis.OWN_WISH):
            yield acts.AppointRepresentative(
                by=by, at=at, client=CHILD, representative=holder, basis=basis,
                until=MAJORITY, evidence=SEEN,
            )  # fmt: skip
        yield acts.ConfirmRepresentation(
            by=by, at=at, client=CHILD, representative=holder, evidence=SEEN
        )


def _finding(
    state: State, by: PersonId, scopes: Iterable[Scope] = SCOPES
) -> Iterator[acts.Act]:
    for scope, able in product(scopes, (True, False)):
        yield acts.FindCompetence(
            by=by, at=state.at, client=CHILD, decision=scope.name, competent=able
        )


def seen_as(state: State) -> Hashable:
    """Return what tells one state of these models from another."""
    return (
        state.main.stage,
        frozenset(
            (type(p.last.matter), p.accepted_by, p.is_open)
            for p in state.decisions.proposals.values()
        ),
        frozenset(
            (of, said.status, frozenset(yes.by for yes in said.given), said.own_word,
             said.terms, said.said_by)
            for of, said in state.consent.by_scope.items()
        ),
        frozenset(
            (of, held.basis, held.is_confirmed)
            for of, held in state.representation.held.items()
            if held.ended_at is None
        ),
        frozenset(
            (client, one.decision, one.competent)
            for client, found in state.competence.by_client.items()
            for one in {one.decision: one for one in found}.values()
        ),
    )  # fmt: skip


def representation() -> Explored:
    """Explore a child, a therapist and a parent from outside, about the treatment.

    The consent to the assessment is given: one scope is enough to see whose word it is.
    """
    p = asked_for()
    p = p.record(
        acts.FindCompetence(
            by="bo", at=START, client="ana", decision="assessment", competent=True
        ),
        acts.Explain(by="bo", at=START, to="ana", scope=Scope.ASSESSMENT, terms="t"),
        acts.GiveConsent(by="ana", at=START, scope=Scope.ASSESSMENT, terms="t"),
    )
    about = (Scope.TREATMENT,)

    def moves(state: State) -> Iterator[acts.Act]:
        for by in (CHILD, PersonId("bo"), PARENT):
            yield from _deciding(state, by)
            yield from _consenting(state, by, about)
            yield from _explaining(state, by, about)
            yield from _appointing(state, by, (PARENT, PersonId("bo")))
            yield from _finding(state, by, about)

    return explore([p.state], moves, seen_as)


def two_parents() -> Explored:
    """Explore two parents who consent together, one of whom is confirmed later."""
    p = falling_under(asked_for(), "de")
    parental = {"basis": Basis.PARENTAL_RESPONSIBILITY, "until": MAJORITY}
    p = p.record(
        appointing(p, "parent", **parental),
        appointing(p, "other", by="other", **{**parental, "evidence": None}),
    )
    about = (Scope.CONTACT,)

    def moves(state: State) -> Iterator[acts.Act]:
        at = state.at
        for by in (CHILD, PARENT, OTHER):
            yield from _consenting(state, by, about)
            client = None if by == CHILD else CHILD
            yield acts.DeclineConsent(
                by=by, at=at, scope=Scope.CONTACT, on_behalf_of=client
            )
        for terms in "tu":
            yield acts.Explain(
                by="bo", at=at, to=CHILD, scope=Scope.CONTACT, terms=terms
            )
        yield acts.ConfirmRepresentation(
            by="bo", at=at, client=CHILD, representative=OTHER, evidence=SEEN
        )
        for holder in (PARENT, OTHER):
            yield acts.EndRepresentation(
                by="bo", at=at, client=CHILD, representative=holder
            )

    def seen(state: State) -> Hashable:
        said = state.consent.of(CHILD, Scope.CONTACT)
        return seen_as(state), frozenset(said.needed)

    return explore([p.state], moves, seen)


def family() -> Explored:
    """Explore a child and a parent who is a client too, about the treatment."""
    p = asked_for(Form.FAMILY, (ANA, CEM))
    for who in ("ana", "cem"):
        p = p.record(
            acts.FindCompetence(
                by="bo", at=START, client=who, decision="assessment", competent=True
            ),
            acts.Explain(by="bo", at=START, to=who, scope=Scope.ASSESSMENT, terms="t"),
            acts.GiveConsent(by=who, at=START, scope=Scope.ASSESSMENT, terms="t"),
            acts.Explain(
                by="bo", at=START, to=who, scope=Scope.TREATMENT, terms="t", limits=True
            ),
        )
    about = (Scope.TREATMENT,)

    def moves(state: State) -> Iterator[acts.Act]:
        for by in (CHILD, PersonId("cem"), PersonId("bo")):
            yield from _deciding(state, by)
            yield from (
                act
                for act in _consenting(state, by, about)
                if isinstance(act, acts.GiveConsent)
            )
            yield from _appointing(state, by, (PersonId("cem"),))

    return explore([p.state], moves, seen_as)


MODELS = {
    "representation": representation,
    "two parents": two_parents,
    "family": family,
}


# --- one natural person alone

FIRST = (Scope.ASSESSMENT,)
"""What the first step of two sides takes; who cannot take it never gets to the rest."""

FORMS: dict[Form, tuple[Client, ...]] = {
    Form.INDIVIDUAL: (ANA,),
    Form.COUPLE: (ANA, CEM),
    Form.FAMILY: (ANA, CEM),
    Form.GROUP: (ANA, CEM),
}


def alone(form: Form, person: PersonId, *believed: acts.Act) -> Explored:
    """Explore everything that one person can do by themselves, in one form.

    Args:
        form: the form.
        person: the only person who acts.
        believed: acts that an earlier law let pass before they begin.
    """
    p = asked_for(form, FORMS[form])
    p = Partnership.replay([*p.history, *believed])

    def moves(state: State) -> Iterator[acts.Act]:
        yield from _deciding(state, person)
        yield from _consenting(state, person, FIRST)
        yield from _explaining(state, person, FIRST)
        yield from _appointing(state, person, {person, PARENT, PersonId("bo")})
        yield from _finding(state, person, FIRST)
        for row in ("adult", "ew.under_16"):
            yield acts.StateDecider(
                by=person, at=state.at, client=CHILD, row=row, because="age"
            )
        for matter in (
            matters.Transfer(to=person),
            matters.Involve(person=Therapist(person)),
            matters.Involve(person=Therapist("eva", supervisor=person)),
        ):
            name = f"{type(matter).__name__}-{matter == matters.Transfer(to=person)}"
            if name not in map(str, state.decisions.proposals):
                yield acts.Propose(by=person, at=state.at, id=name, matter=matter)
        yield acts.CompleteTransfer(
            by=person, at=state.at, transfer="Transfer-True", successor="p-2"
        )

    def seen(state: State) -> Hashable:
        return seen_as(state), frozenset(state.competence.rows.items())

    return explore([p.state], moves, seen)


def earlier(holder: str) -> acts.Act:
    """Return an appointment of a person of the other side, as an earlier law let be."""
    act = appointing(asked_for(), holder, basis=Basis.GUARDIAN, until=MAJORITY)
    return attrs.evolve(act, evidence=None)
