"""Bugs put into the law: another body for one of its functions, another row in a table.

Nothing is copied and no file is changed. A function is given other code, so that every
table that holds it has the bug; a row is changed where it stands; and all of it is put
back afterwards.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import attrs

from collabtherapy import law
from collabtherapy.partnership import (
    fold,
)
from collabtherapy.partnership.law import (
    care_guards,
    consent_guards,
    decision_guards,
    ending_guards,
    guards,
    rights,
    session_guards,
)
from collabtherapy.partnership.law.duties import causes
from collabtherapy.partnership.regions import (
    consent,
    decisions,
    goals,
    sessions,
)

Function = Callable[..., object]


@attrs.frozen
class Coded:
    """A function with another body, which has the names of the function's module."""

    function: Function
    body: Function

    @contextmanager
    def planted(self) -> Iterator[None]:
        """Have the bug for a while."""
        code = self.function.__code__
        self.function.__code__ = self.body.__code__
        try:
            yield
        finally:
            self.function.__code__ = code


@attrs.frozen
class Row:
    """A row of the lifecycle, or a gate, with another value in one field."""

    id: str
    field: str
    value: object

    @contextmanager
    def planted(self) -> Iterator[None]:
        """Have the bug for a while."""
        (row,) = [row for row in (*law.STEPS, *law.GATES) if row.id == self.id]
        before = getattr(row, self.field)
        object.__setattr__(row, self.field, self.value)
        try:
            yield
        finally:
            object.__setattr__(row, self.field, before)


@attrs.frozen
class Cell:
    """A table in which one thing stands for another."""

    table: dict[object, object]
    key: object
    value: object

    @contextmanager
    def planted(self) -> Iterator[None]:
        """Have the bug for a while."""
        before = self.table[self.key]
        self.table[self.key] = self.value
        try:
            yield
        finally:
            self.table[self.key] = before


def asks_nothing(guard: Function) -> Coded:
    """Have a guard never refuse."""
    if guard.__code__.co_argcount == 3:
        return Coded(guard, lambda state, act, matter: ())
    return Coded(guard, lambda state, act: ())


def lets_be(check: Function) -> Coded:
    """Have a region refuse nothing."""
    return Coded(check, lambda value, act: None)


def forgets(region_fold: Function) -> Coded:
    """Have an act bring about nothing."""
    return Coded(region_fold, lambda value, act: value)


def never(_state, _act, _matter):
    return False


PLANTED: Mapping[str, Coded | Row | Cell] = {
    "an agreement without a goal": asks_nothing(guards.goal_shared_or_deferred),
    "a draft before orientation": asks_nothing(guards.oriented),
    "a therapist's break unprepared": asks_nothing(ending_guards.break_prepared),
    "an ending on no ground": asks_nothing(ending_guards.ground_given),
    "an ending without alternatives": asks_nothing(ending_guards.alternatives_named),
    "no toolkit offered": asks_nothing(ending_guards.toolkit_offered),
    "nobody looked back": asks_nothing(ending_guards.both_reviewed),
    "a review not offered": Row("L16-therapist", "guards", ()),
    "left in danger": asks_nothing(ending_guards.no_concern_open),
    "lapsed without being sought": asks_nothing(ending_guards.contact_lost),
    "turned away without help": asks_nothing(ending_guards.signposted),
    "followed up for less long": asks_nothing(ending_guards.date_reached),
    "beginning without consent": Row("G1", "when", never),
    "working without consent": Row("G3", "when", never),
    "a session without consent": Row("G4", "when", never),
    "a session by distance without consent": Row("G7", "when", never),
    "followed up without consent": Row("G11", "when", never),
    "consent without explanation": asks_nothing(consent_guards.terms_explained),
    "consent without the limits": asks_nothing(consent_guards.limits_told),
    "taking back does nothing": forgets(consent._withdraw),
    "other terms do not supersede": Coded(
        consent._explain,
        lambda consents, act: _put(  # noqa: F821  # the module's
            consents,
            act.to,
            act.scope,
            attrs.evolve(
                consents.of(act.to, act.scope), terms=act.terms, limits=act.limits
            ),
        ),
    ),
    "an amendment keeps the assents": Coded(
        decisions._amend,
        lambda decisions, act: _put(  # noqa: F821
            decisions,
            attrs.evolve(
                decisions.proposals[act.proposal],
                versions=(
                    *decisions.proposals[act.proposal].versions,
                    Version(  # noqa: F821
                        number=decisions.proposals[act.proposal].last.number + 1,
                        matter=act.matter,
                        by=act.by,
                        at=act.at,
                    ),
                ),
            ),
        ),
    ),
    "a no is not kept": forgets(decisions._decline),
    "a yes is not kept": forgets(decisions._accept),
    "one yes is enough": Coded(rights._missing, lambda rule, people, accepted: ()),
    "a consent never runs out": Coded(
        consent.Consent.status_at, lambda self, at: self.status
    ),
    "sessions overlap": lets_be(sessions._overlap),
    "a session that is not ended": forgets(sessions._end),
    "a session without the client": asks_nothing(session_guards.two_sided),
    "a session goes on without consent": Coded(
        fold._break_off, lambda state, act, changes: None
    ),
    "a rating off the scale": lets_be(goals._off_scale),
    "a rating by another": lets_be(goals._not_the_owner),
    "worked on for another": asks_nothing(care_guards.own_bond),
    "feedback is owed no answer": Coded(
        causes.if_marks_are_low, lambda state, act, matter, to: iter(())
    ),
    "a professional client": asks_nothing(session_guards.theirs_to_bring),
    "a settled proposal declined": lets_be(decisions._settled),
    "accepted twice": asks_nothing(decision_guards.not_accepted_yet),
    "a proposal accepted late": asks_nothing(decision_guards.not_run_out),
}  # fmt: skip
"""What is wrong with the law, and how."""
