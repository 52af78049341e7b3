"""Consulting: a therapist takes the work to a supervisor, and says what came of it.

A supervisor may be in no part of the partnership, so the therapist writes down what
came of it. Whom it names consented to supervision, or cannot be recognised in it
(`anonymised`). What came of it is the therapist's own; that it was about them is told
to a client whom it names.
"""

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import a
from collabtherapy.partnership.values.ids import PersonId, ProposalId
from collabtherapy.partnership.values.refusals import Change, Reason, Refusal, Rule
from collabtherapy.partnership.values.words import Words


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Consult(Act):
    """Record a talk with a supervisor about a client, and what came of it.

    Args:
        supervisor: whom it was taken to, here or outside.
        client: whom it was about.
        proposal: the decision it was about, if it was about one.
        anonymised: whether the supervisor could not tell whom it was about; else the
            client consented to supervision.
        advice: what came of it. None in the view of the client whom it names.
    """

    supervisor: PersonId = field(converter=PersonId)
    client: PersonId = field(converter=PersonId)
    proposal: ProposalId | None = field(default=None, converter=optional(ProposalId))
    anonymised: bool = field(default=False, validator=a(bool))
    advice: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True)
class Consults:
    """Every talk with a supervisor, the first first."""

    entries: tuple[Consult, ...] = ()


NO_ADVICE = Reason(
    "consult.no_advice",
    Rule.RECORD,
    "please say what came of taking it to {supervisor}, once you have heard it",
)
CONSULTS = Region("consults", Consults())


@CONSULTS.refuses(Consult)
def _advised(_: Consults, act: Consult) -> Refusal | None:
    if act.advice is not None:
        return None
    return NO_ADVICE(Change("advice", None), supervisor=act.supervisor)


@CONSULTS.folds(Consult)
def _consult(consults: Consults, act: Consult) -> Consults:
    return Consults(entries=(*consults.entries, act))
